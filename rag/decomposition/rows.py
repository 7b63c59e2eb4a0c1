"""Questions that follow each other in one breath, each with what it leaves out filled in."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from rag.decomposition.alike import AGAIN, opens_with_name
from rag.decomposition.members import members
from rag.decomposition.owner import AWAY, MUCH, POINTS, named, owned
from rag.dialogue.spans import (
    NAMED,
    interrogative_spans,
    noun_phrases,
    place_spans,
    time_spans,
    with_neighbours,
)
from rag.dialogue.substitute import TAILS
from rag.dialogue.vocabulary import attribute_kind, head_of
from rag.patterns import regex
from rag.places import find_places
from rag.words import words

LONGEST_ATTRIBUTE = 16  # characters of one that a question mark alone asks for
MOST_PIECES = 8  # of one question; more are not what anybody asks
_MARK = regex(r"[?？]+|[；;](?=.*[?？]|.*(?:多少|什么|[谁哪几何怎]))")
_POLITE = regex(r"^(?:请问一?下?|我?想(?:请问|问|了解|知道)一?下?|麻烦|请教一?下?)[，,]?")
_TELL = regex(r"^请?(?:帮我)?(?:介绍|说明|概括|解释|说说|讲讲|谈谈|列出|列举)(?:一下)?")
_JOINT = regex(r"[，,]|、(?!一个)|(?:以及|还有|并且|[和与])(?=[^，、]{2,})")
_TITLE = regex(r"[，,：:]")
_SCOPE = regex(
    r"^(?:除|到|在|从|按|据|根据|随|对于?|关于|就|与|和|跟|同|比|截至)|(?:方面|来说|中|里|后|时|以来)$"
)
_ABOUT = regex(  # 就<怎样稳就业>提了三条: what is spoken about is not asked
    r"[就对围](?:绕|于)?[^，,。？?]{0,16}?(?:怎么?样?|如何|为何|为什么)[^，,。？?]{1,16}?"
    r"(?:提|讲|谈|说|作|给|发表|强调|列)(?:出|到)?了?(?=[^，,。？?]{0,3}[一二两三四五六七八九十几多\d][个点条项大种])"
)
_DERIVED = regex(  # follows from what was asked before: …，<哪个更快>？ …，<大多少>？
    r"[，,、？?]\s*(?:两者|二者|那么?|到底|相比)?(?:(?:哪一?[\u4e00-\u9fff]?|谁)(?:的)?(?:数|值)?(?:更|比较|要|最)?"
    r"[高低多少大小快慢早晚长短](?:一些|一点|些)?|(?:相?差|[高低多大小快慢])(?:了|出)?(?:多少|多大|几)[亿万千个百家座项台户倍元名分点吨月年天]{0,4}"
    r"|(?:差距|差别|相差)(?:有?多大|大不大|大吗))[?？]*$"
)
_CHECK = regex(  # told by the values asked for next: 占一半以上吗？总数和其中的…
    r"(?:超过|不足|不到|达到|完成|实现|做到|过半|以上|以下|一半|达标)了?[^，。？?多少几]{0,8}[吗没][有]?[?？]*$"
)
_DONE = regex(  # 几号来的，合同<签了吗>
    r"[\u4e00-\u9fff](?<![快慢高低多少大小下上来])了(?:吗|没有?|么)[?？]*$"
    r"|^(?:那)?(?:能不能|可不可以|能|可以)[^，,？?]{2,8}(?:吗)?[?？]*$"
)
_OR_NOT = regex(r"([准快高大多好远贵难])不\1[^，,？?]{0,3}[?？]*$")  # 预测准不准
_BARE = regex(r"^(?:在?哪一?[天年日月里]?|何时|何地|谁|什么时候|几[时点月])")
_ONE_OF = regex(r"哪一?[个家座种项位]?[?？]*")  # 甲、乙和<哪一个>
_SHARE = regex(r"占[^，,]*吗[?？]*$")
_MANNER = regex(r"怎|如何|为什么|为何")
_A_YEAR = regex(r"(?:19|20)\d{2}年")
_PART_OF_YEAR = regex(r"年[初底末]|[上下]半年|第?[一二三四]季度")
_WHILE = regex(r"(?:前后|先后)(?=[^，。]{1,3}了)|原(?=计划|定)")  # <前后>建了几年


def in_a_row(question: str) -> list[str]:
    """The questions that follow each other, or the one there is.

    >>> in_a_row("数据宝有多少产品、多少应用场景？")
    ['数据宝有多少产品？', '数据宝有多少应用场景？']
    >>> in_a_row("贵州软件业的增速，2021年是多少，2022年定了多少？")
    ['贵州软件业的增速2021年是多少？', '贵州软件业的增速2022年定了多少？']
    """
    plain = _without_derived(_POLITE.sub("", question))
    title, rest = titled(plain)
    pieces = [_WHILE.sub("", p.strip(" ，,。")) for p in _MARK.split(rest)]
    pieces = [*map(_in_words, pieces[:-1]), pieces[-1]]
    pieces = [clause for p in pieces if p for clause in _clauses(p)][: MOST_PIECES + 1]
    asking = [p for p in pieces if _asks(p) or _CHECK.search(p) or _DONE.search(p)]
    if not 1 < len(pieces) <= MOST_PIECES or len(asking) != len(pieces):
        return [plain if _DERIVED.search(question) else question]
    turns: list[tuple[str, str]] = []
    for piece in pieces:
        turns.append((_of_title(title, turns, piece) or owned(turns, piece + "？"), ""))
    asked = [question for question, _ in turns]
    told = [q for q in asked if not _CHECK.search(q)]
    return told if len(told) > 1 or _SHARE.search(asked[0]) else asked


def _without_derived(question: str) -> str:
    """The question without a comparison at its end of values that it asks for anyway."""
    shorter = _DERIVED.sub("？", question)
    return shorter if interrogative_spans(shorter) else question


def _asks(piece: str) -> bool:
    return (
        bool(interrogative_spans(_ABOUT.sub("", piece)))
        or piece.endswith("呢")
        or _OR_NOT.search(piece) is not None
        or bool(_TELL.match(piece))
    )


def _in_words(piece: str) -> str:
    """An attribute with a mere question mark behind it as a question: 用户规模？"""
    head = "" if _asks(piece) or len(piece) > LONGEST_ATTRIBUTE else head_of(piece)
    return f"{piece}{TAILS[attribute_kind(head) or 'other'].rstrip('？')}" if head else piece


def titled(question: str) -> tuple[str, str]:
    """What a question names first as the subject of all that follows, and the rest: 增速，…多少."""
    named = [m.span() for m in NAMED.finditer(question)]
    ends = (m for m in _TITLE.finditer(question) if not any(a < m.start() < b for a, b in named))
    end = next(ends, None)
    title = question[: end.start()].strip() if end else ""
    nominal = not (_asks(title) or _SCOPE.search(title)) and _noun_phrase(title)
    return (title, question[end.end() :]) if end and nominal else ("", question)


def _noun_phrase(title: str) -> bool:
    """Whether a clause is a noun phrase, as far as its words tell."""
    title = title.replace("占比", "比重")  # which is cut into a verb and a preposition
    found = words(title)
    owns = title.rfind("的")  # 增速<在全国>的位次
    inner = [w for w in found if not (w.text == "在" and 0 < w.span.start < owns)]
    verbs = any(w.text in ("是", "有", "为") or w.tag in ("ul", "ug", "p") for w in inner)
    phrases = noun_phrases(title, time_spans(title))
    ended = bool(phrases) and phrases[-1].end == len(title)
    return not verbs and (ended or any(m.end() == len(title) for m in NAMED.finditer(title)))


def _of_title(title: str, turns: Sequence[tuple[str, str]], piece: str) -> str | None:
    """The piece behind the title it belongs to; None where it has a subject of its own."""
    rest = AGAIN.sub("", piece)
    leaning = rest.endswith("呢") or POINTS.match(rest) or AWAY.match(rest)
    of_work = bool(turns) and NAMED.match(turns[0][0]) is not None
    other = (
        named(rest)
        or opens_with_name(rest)
        or (bool(find_places(rest)) and (of_work or bool(find_places(title))))
    )
    if not title or (turns and (leaning or (other and not _parallel(turns[0][0], rest)))):
        return None
    if not turns and (work := NAMED.match(rest)):  # 要发展的产业，<国发2号文件>列了几种
        return f"{work.group()}{title}{rest[work.end() :]}？"
    joint = "，" if members(title, len(title))[1][1:] else ""  # 甲和乙，谁大
    return f"{title}{joint}{_place(turns, title, rest)}{_year(turns, rest)}{rest}？"


def _parallel(first: str, rest: str) -> bool:
    """Whether a piece asks of another what the first asks: 占比，全国定了多少，<甲省定了多少>."""
    asked = interrogative_spans(rest)
    before = words(rest[: asked[0].start]) if asked else ()
    return len(before) > 1 and first.endswith(rest[before[-1].span.start :] + "？")


def _place(turns: Sequence[tuple[str, str]], title: str, rest: str) -> str:
    """The place of the piece before: GDP占比，贵州现在是多少，<贵州>2025年要到多少."""
    before = turns[-1][0] if turns else ""
    places = place_spans(before)
    if not places or place_spans(title + rest):
        return ""
    return with_neighbours(before, places[0]).of(before)


def _year(turns: Sequence[tuple[str, str]], rest: str) -> str:
    """The year of the piece before, for a mere part of one: 2021年年初几座，<2021年>年底几座."""
    years = _A_YEAR.findall(turns[-1][0]) if turns and _PART_OF_YEAR.match(rest) else []
    return years[-1] if years else ""


def _clauses(piece: str) -> Iterator[str]:
    """The clauses that each ask something; what asks nothing stays in front of its own."""
    named = [m.span() for m in NAMED.finditer(piece)]
    start = 0
    for joint in _JOINT.finditer(piece):
        if any(a < joint.start() < b for a, b in named) or joint.start() < start:
            continue
        left, rest = piece[start : joint.start()], piece[joint.end() :]
        if (
            _asks(left)
            and (_asks(rest) or _DONE.search(rest))
            and _separates(joint.group(), left, rest)
        ):
            yield left
            start = joint.end()
    yield piece[start:]


def _separates(joint: str, left: str, rest: str) -> bool:
    """Whether a joint stands between two questions: 和 only right behind a question word."""
    if joint in "，,":
        return True
    asked = interrogative_spans(left)
    if joint in ("以及", "还有", "并且") and asked and asked[0].start > 0:
        return True  # 有多少员工以及总部在哪里, but not 哪些企业以及哪些机构参加
    if _ONE_OF.fullmatch(rest):
        return False
    spans = interrogative_spans(left)
    done = bool(spans) and spans[-1].end == len(left.rstrip("的"))
    if joint == "、" and (_BARE.match(rest) or (done and words(rest)[0].tag == "v")):
        return True  # 全长多少公里、设几个站、哪天开通
    if _MANNER.match(rest):  # 用在哪些场合、怎么部署的 is one
        return done
    named = bool(MUCH.match(rest) or NAMED.search(rest) or noun_phrases(rest) or time_spans(rest))
    return named and (done or joint == "、")
