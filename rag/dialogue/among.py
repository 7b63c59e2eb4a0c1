"""Questions about part of what was asked for: 其中智算占多少, 最大的是哪个, 在建的也算吗."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

from rag.dialogue.figures import of_amount
from rag.dialogue.frame import frame
from rag.dialogue.names import is_stranger
from rag.dialogue.spans import interrogative_spans
from rag.dialogue.substitute import stripped, subject_of, subject_with_place
from rag.dialogue.vocabulary import listed
from rag.patterns import regex
from rag.question import analyse
from rag.words import words

_AMONG: Final = regex(
    r"^(?:那么?)?(?:其中|当中|这其中|[这那]里[头面边]|里边|这部分(?:里面?|当中|中)?|这(?:里|之)?当?中|这些里面?|这里面|里面|里头)[，,]?"
)
_NTH: Final = regex(r"^的?第[一二三四五六七八九十\d]+")
_EXTREME: Final = regex(
    r"^(?:那么?)?(?P<sort>(?:最|第[一二三]?)[^的，,]{1,4})的?(?:是|有)?(?:哪|谁|什么)"
)
_SORT: Final = regex(r"^(?:那么?)?[^，,的]{2,6}的?(?:有|占|是)?了?(?:多少|几)[个家人台座]?")
_PART: Final = regex(
    r"^(?:那么?)?(?P<sort>(?:已|在|正在|新|未|国产|投用|投产|建成|运行|运营|完工|装机|签约|落地|上市|注册|认证)"
    r"[^，,的了]{0,4}?)(?:的呢?|(?:的|有|占)?(?:多少|几)[个家人台座架]?)[?？]?$"
)
_DOING: Final = regex(r"^(?:那么?)?(?P<sort>[^，,的]{2,10})的呢?[?？]?$")  # 每天真正在用的呢
_TOLD_YES: Final = regex(r"[吧吗嘛][?？]?$")
_INDOORS: Final = regex(r"里[头面边]")  # 里面能放多少台: in the place, not of a number
_INCLUDED: Final = regex(
    r"^[^，,]{1,8}(?:也|都|还)?(?:算|包括|包含)(?:在内|进去)?(?:吗|[^，]?没有?)[?？]?$"
)


def among(turns: Sequence[tuple[str, str]], question: str) -> str | None:
    """The question behind what it is a part of; None for any other.

    >>> among([("贵安新区的算力规模有多大？", "")], "其中智算占多少？")
    '贵安新区的算力规模，其中智算占多少？'
    >>> among([("贵安超算中心由谁运营？", "")], "其中影视占多少？")
    '贵安超算中心影视占多少？'
    """
    asked, match = turns[-1][0], _AMONG.match(question)
    rest = question[match.end() :] if match else question
    counted = analyse(asked).kind in ("number", "list")
    if match is None:
        if counted and (_EXTREME.match(question) or _INCLUDED.match(question)):
            return f"{stripped(asked)}，{'其中' if _EXTREME.match(question) else ''}{question}"
        part = _PART.match(question)
        if (counted and part and _thing(asked)) or (part := _doing(asked, question)):
            return f"{stripped(asked)}，其中{part['sort']}的有多少？"
        sort = _SORT.match(question)
        if counted and sort and "的" in sort[0] and not of_amount(asked) and _thing(asked):
            return f"{stripped(asked)}，其中{question}"
        return None
    if _NTH.match(rest):
        subject, thing = subject_of(asked, dated=True), frame(asked).asked
        if counted and thing and thing.of(asked) not in subject:
            return f"{subject}的{thing.of(asked)}{rest.removeprefix('的')}"
        return f"{subject}，{question}" if subject else None
    told = _TOLD_YES.search(asked)  # 算力主要是智算吧，其中国产的有多少
    venue = _INDOORS.search(match[0]) and analyse(asked).kind != "number"
    if (venue or (not counted and not told)) and (subject := subject_with_place(asked)):
        return subject + rest
    return f"{_TOLD_YES.sub('', stripped(asked))}，其中{rest}"


def _doing(asked: str, question: str) -> re.Match[str] | None:
    """Those of the counted that do what the question says: 做大数据的, 每天在用的."""
    match = _DOING.match(question)
    counted = analyse(asked).kind == "number" and not of_amount(asked)
    if match is None or not counted or interrogative_spans(question):
        return None
    found = words(match["sort"])
    acts = found[-1].text in listed("verb") or {found[0].tag, found[-1].tag} & {"v", "vn"}
    return match if acts and not is_stranger(match["sort"]) else None


def _thing(asked: str) -> bool:
    """Whether the last question counts things: 有多少<数据中心>."""
    found = frame(asked)
    return found.asked is not None and found.asked.start >= found.interrogatives[0].end
