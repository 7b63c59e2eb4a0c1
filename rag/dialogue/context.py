"""The last resort: a question that names no subject gets that of the last one, whatever it asks.

贵州跟谁归成一类 names a place and nothing that is asked of it; 学校选的是哪一所 a sort of thing
that anybody may have. Alone they would be answered from any document.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from rag.dialogue.answered import subject_after
from rag.dialogue.fragments import OPENER
from rag.dialogue.names import is_name, opens_with_stranger
from rag.dialogue.spans import NAMED, asking_spans, place_spans, time_spans
from rag.dialogue.theme import content, statement, vague
from rag.dialogue.vocabulary import listed
from rag.patterns import regex
from rag.question import analyse

LONGEST: Final = 14  # characters of a question that says so little

_SIDE: Final = regex(  # 企业那头给多少家供人
    r"^(?:那么?)?(?P<who>[一-鿿]{2,3})[那这]一?[头边](?:呢[，,])?(?P<rest>[^，,？?]*(?:多少|几)[^，,？?]*[?？]?)$"
)
_ALSO: Final = regex(
    r"^[^，。]{2,8}(?:又|也(?!是))|^[^，。]{2,6}的(?!是)(?=[^，。?？]{2})"
)  # another subject
_WHOLE: Final = regex(r"人口|人(?=[?？]?$)|面积|天气|几点|今天|明天|^谁是")


def in_context(turns: Sequence[tuple[str, str]], question: str) -> str | None:
    """The question behind the last subject; None where it names something to be asked of.

    >>> in_context([("算力枢纽节点布在几个地方？", "八个。")], "贵州跟谁归成一类？")
    '算力枢纽节点贵州跟谁归成一类？'
    >>> in_context([("算力枢纽节点布在几个地方？", "八个。")], "贵州有几家独角兽企业？") is None
    True
    """
    if (side := _SIDE.match(question)) and not is_name(side["who"]):
        subject = subject_after(turns[-1], side["rest"], dated=False)
        named = side["who"] in turns[-1][0] or not subject or place_spans(side["who"])
        return None if named else f"{subject}{side['who']}{side['rest']}"
    opener = OPENER.match(question)
    body = question[opener.end() :] if opener else question
    if len(body) > LONGEST or not (asking_spans(body) or body[-1:] in "?？") or _WHOLE.search(body):
        return None
    if (
        NAMED.search(body)
        or _ALSO.match(body)
        or time_spans(body)
        or body.startswith(listed("asker"))
        or opens_with_stranger(body)
    ):
        return None
    own = content(body)
    if len(own) > 1 or (own and (place_spans(body) or is_name(body))) or _names_a_field(own):
        return None
    if analyse(body).kind == "definition":
        return None
    subject = subject_after(turns[-1], body, dated=False)
    if vague(subject):
        subject = statement(turns[-1][0])
    return f"{subject}{body}" if subject and subject not in body else None


def _names_a_field(own: Sequence[str]) -> bool:
    """Whether the noun of a question stands for itself: 区块链, 平台经济."""
    kinds = (*listed("field"), *listed("head:work"), *listed("head:event"))
    return any(word.endswith(kinds) or len(word) > 2 for word in own)
