"""A question that asks several things becomes several questions that each ask one.

What is coordinated (2021年和2025年, 贵阳和贵安, 目标和实际) is asked one by one, and so are
questions in a row. What belongs to all of them is repeated in each.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence

from rag.answering.decompose_english import english_parts
from rag.conjunctions import find_join
from rag.dialogue import condense
from rag.dialogue.frame import (
    NAMED,
    frame,
    inside,
    interrogative_spans,
    noun_phrases,
    place_spans,
    time_spans,
)
from rag.dialogue.names import is_name
from rag.dialogue.substitute import replaced, subject_of
from rag.dialogue.vocabulary import listed, relational
from rag.places import find_places
from rag.text import han_share
from rag.types import Span
from rag.words import words

MOST_PARTS = 4
CHINESE_FROM = 0.3  # share of Han characters among the letters

_MARK = re.compile(r"[?？]+|[；;](?=.*[?？]|.*多少|.*什么)")
_COMMA = re.compile(r"[，,]")
_JOINT = re.compile(r"\s*(?:、|，|,|以及|还有|和|与|及|跟|同)\s*")
_DISTRIBUTED = re.compile(
    r"(?:前后|先后|一共|总共)?(?:分别|各自|各(?![地类种级方界市州县区省部企单国族行业个人式样自]))"
)
_PAIRED = re.compile(
    r"^(?P<a>[^，。]{2,30}?)(?:和|与|、|跟)(?P<b>[^，。]{2,30})"
    r"[，,]一个(?P<x>[^，。、]{2,20})[、，,]一个(?P<y>[^，。]{2,20})$"
)
_COUNT_OF_ALL = re.compile(  # 云上鲲鹏、云上贵州<两家公司>的总经理
    r"((?:和|与|、|跟)[^，。的]{2,14}?)(?:这|那)?[两二三四](?:家|个|地|市|省|座)(?:公司|企业|地方|城市|项目|单位)?(?=的|分别|各)"
)
_COMPARED = re.compile(
    r"(?:相比之?下?|相比较|比较|对比|比起来)?[，,]?"
    r"(?:哪个|哪边|哪里|哪家|谁|哪一?年|哪一个|哪个地方)"
    r"(?:的)?(?:更|比较|最)?(?:高|低|多|少|大|小|快|慢|强|好|长|短)(?:一些|一点)?"
    r"|(?:相比|比较|对比|比)?(?:有(?:什么|怎样的|多大的?|何)|的)?"
    r"(?:变化|差别|差距|差异|不同|区别)(?:有?多大|是多少|如何|是什么|怎样)?"
    r"|相差多少|差多少|差了多少|怎么变化|如何变化|变化了多少"
)
_THAN = re.compile(
    r"[，,]?(?:与|和|跟|同|比|较|相比于?|对比)(?P<other>[^，,的]{2,14}?)"
    r"(?:相比|比较|对比|相较|比起来|比|来说)?[，,]?"
    r"(?=(?:是|有)?(?:高|低|多|少|快|慢|大|小|增|降|变化|差|提高|下降|上升|怎么|如何))"
)
_FROM_START = re.compile(
    r"^(?:与|和|跟|同|比起|相比于?)(?P<other>[^，,的]{2,14}?)(?:相比较?|比较|相较|比起来|比)?[，,]"
    r"(?=.*(?:变化|高|低|快|慢|差|提高|下降|上升))"
)
_ENDING = re.compile(
    r"(?:(?:是|有)?(?:提高|下降|上升|增加|减少|高|低|多|少|快|慢|大|小)?"
    r"(?:还是[^，。]{1,4})?了?(?:多少|几)?[^，。]{0,4})?[?？]*$"
)


_AWAY = re.compile(  # …现在是多少，<和2025年目标相差多少>
    r"^(?:和|与|跟|比|距|离)(?P<from>[^，。]{2,14}?)(?:相比)?(?:还?相?差|高|低|多|少)(?:出|了)?(?:多少|几|多远|多大)"
)
_AGAIN = re.compile(r"^(?:又|还|再|那么|那|且|并且|同时|另外)")
_THINGS = ("平台", "项目", "工程", "系统", "中心")
_EVERYWHERE = ("中国", "世界")  # named in passing: 连续几年全国第一
_ABSOLUTE = re.compile(r"\d{4}|十[一二三四五]五")


def decompose(question: str) -> tuple[str, ...]:
    """The questions that `question` asks, in order: one or more, each standing alone.

    A question that asks one thing comes back as it is.

    >>> decompose("贵州2021年和2025年上半年软件业收入增速各是多少？")
    ('贵州2021年软件业收入增速是多少？', '贵州2025年上半年软件业收入增速是多少？')
    >>> decompose("贵阳贵安2025年软件业务收入的目标是多少？")
    ('贵阳贵安2025年软件业务收入的目标是多少？',)
    """
    if han_share(question) < CHINESE_FROM:
        return _few(english_parts(question), question)
    rows = _in_a_row(question)
    parts = [part for row in rows for part in _coordinated(row)]
    return _few(parts, question)


def _few(parts: Sequence[str], question: str) -> tuple[str, ...]:
    distinct = tuple(dict.fromkeys(parts))
    return distinct if 1 < len(distinct) <= MOST_PARTS else (question,)


def _in_a_row(question: str) -> list[str]:
    """Questions that follow each other, each with what it leaves out taken from those before."""
    pieces = [p.strip(" ，,") for p in _MARK.split(question)]
    pieces = [clause for p in pieces if p for clause in _clauses(p)]
    asking = [p for p in pieces if interrogative_spans(p) or p.endswith("呢")]
    if len(pieces) < 2 or len(asking) != len(pieces):
        return [question]
    turns: list[tuple[str, str]] = []
    for piece in pieces:
        turns.append((_owned(turns, piece + "？"), ""))
    return [asked for asked, _ in turns]


def _owned(turns: Sequence[tuple[str, str]], piece: str) -> str:
    """A question in a row with its subject: in one breath even 智算占比是多少 leans on another."""
    if turns and (away := _AWAY.match(piece)):
        return condense(turns, away["from"] + "呢？")
    asked = condense(turns, piece)
    if not turns or asked != piece or _own_subject(piece):
        return asked
    subject = subject_of(turns[-1][0], dated=not time_spans(piece))
    return subject + _AGAIN.sub("", piece)


def _own_subject(piece: str) -> bool:
    places = [p for p in find_places(piece) if p.name not in _EVERYWHERE]
    topic = frame(piece).topic
    headed = topic is not None and topic.start == 0 and topic.of(piece).endswith(_heads())
    return bool(places) or is_name(piece) or headed


def _heads() -> tuple[str, ...]:
    """Nouns that name a thing of its own: 大会, 规划, 平台."""
    return (*listed("head:event"), *listed("head:work"), *_THINGS)


def _clauses(piece: str) -> Iterator[str]:
    """The clauses that each hold a question word; what asks nothing stays in front of its own."""
    ends = [m.start() for m in _COMMA.finditer(piece) if not _inside_name(piece, m.start())]
    start = 0
    for end in ends:
        rest = piece[end + 1 :]
        if interrogative_spans(piece[start:end]) and interrogative_spans(rest):
            yield piece[start:end]
            start = end + 1
    yield piece[start:]


def _inside_name(text: str, at: int) -> bool:
    return any(m.start() < at < m.end() for m in NAMED.finditer(text))


def _coordinated(question: str) -> list[str]:
    """One question for each member of a coordination that 分别, 各 or a comparison spreads out."""
    for rule in (_paired, _spread, _than):
        if found := rule(question):
            return found
    return [question]


def _paired(question: str) -> list[str]:
    """A和B，一个哪年商用、一个哪年开建."""
    match = _PAIRED.match(question.rstrip("?？"))
    if match is None:
        return []
    a, b, x, y = match.groups()
    return [f"{a}{x}？", f"{b}{y}？"]


def _spread(question: str) -> list[str]:
    """A和B分别…, A和B相比哪个高, 从A到B有什么变化."""
    question = _COUNT_OF_ALL.sub(r"\1", question)
    each, compared = _DISTRIBUTED.search(question), _COMPARED.search(question)
    marker = each or compared
    if marker is None:
        return []
    span, members = _members(question, marker.start())
    if len(members) < 2 or span is None:
        return []
    if each is None and compared is not None:
        tail = question[: compared.start()].rstrip("，,的 ") + "是多少？"
        return [replaced(tail, span, m) for m in members if span.end <= len(tail)]
    return [_DISTRIBUTED.sub("", replaced(question, span, m), count=1) for m in members]


def _members(question: str, limit: int) -> tuple[Span | None, list[str]]:
    """What is coordinated before `limit`, and its members; times and places before noun phrases."""
    kinds: tuple[Callable[[str], tuple[Span, ...]], ...] = (time_spans, place_spans)
    for spans_of in kinds:
        spans = [s for s in spans_of(question) if s.end <= limit]
        if found := _chain(question, spans, spans_of is time_spans):
            start, end = found[0].start, found[-1].end
            if question[max(0, start - 1) : start] == "从":
                start -= 1
            return Span(start, end), [s.of(question) for s in found]
    return _noun_members(question, limit)


def _chain(question: str, spans: Sequence[Span], times: bool) -> list[Span]:
    """The first run of spans joined by conjunctions; places side by side are one: 贵阳贵安."""
    run: list[Span] = []
    for span in spans:
        gap = question[run[-1].end : span.start] if run else ""
        if run and not gap and not times:
            run[-1] = Span(run[-1].start, span.end)
        elif run and (_JOINT.fullmatch(gap) or (times and gap in ("到", "至"))):
            run.append(span)
        elif len(run) > 1:
            break
        else:
            run = [span]
    return run if len(run) > 1 else []


def _noun_members(question: str, limit: int) -> tuple[Span | None, list[str]]:
    """A和B before 分别: B reaches to the marker or to the 的 that both share."""
    joints = [
        m
        for m in _JOINT.finditer(question, 0, limit)
        if m.group().strip() not in ("，", ",")
        and not _inside_phrase(question, m)
        and _stands_alone(question, m)
    ]
    if not joints:
        return None, []
    joint = joints[-1]
    right = _COMMA.split(question[joint.end() : limit])[0]
    start = _start_of_left(question, joint.start(), right)
    if start is None:
        return None, []
    left, owned = question[start : joint.start()], right.find("的")
    if owned > 0 and "的" not in left and not _begins(time_spans(right)):
        right = right[:owned]
    members = [m.strip("，, ") for m in (*left.split("、"), right.rstrip("的"))]
    if not all(members):
        return None, []
    return Span(start, joint.end() + len(right.rstrip("的"))), members


def _stands_alone(question: str, joint: re.Match[str]) -> bool:
    """Whether a conjunction is a word by itself: not the 同 of 合同额."""
    if joint.group().strip() != "同":
        return joint.start() > 0
    at = joint.start() + len(joint.group()) - len(joint.group().lstrip())
    return any(w.span.start == at for w in words(question))


def _inside_phrase(question: str, joint: re.Match[str]) -> bool:
    """Whether a conjunction is part of a name: 软件和信息技术服务业."""
    found = find_join(question, joint.start(), joint.end() + 8)
    spelled = joint.group().strip() in ("和", "与", "及", "以及")
    fixed = spelled and (found is None or found.start() != joint.start())
    return fixed or _inside_name(question, joint.start())


def _start_of_left(question: str, end: int, right: str) -> int | None:
    """Where the member before the conjunction begins.

    At its time or place when the other begins with one; at the noun phrase before the conjunction
    when both are attributes (产值和中标合同额); else where the clause begins.
    """
    opening = _COMMA.split(question[:end])[-1]
    clause = end - len(opening)
    for spans_of in (time_spans, place_spans):
        before = [s.start for s in spans_of(question) if clause <= s.start and s.end <= end]
        if before and _begins(spans_of(right)):
            return before[-1]
    named = [m.start() for m in NAMED.finditer(question) if m.end() == end]
    named += [s.start for s in time_spans(question) if s.end == end]
    phrases = [s for s in noun_phrases(question, _taken(question)) if s.end == end]
    last = inside(question, phrases[0])[-1] if phrases else None
    if last and last.text in listed("status") and right.split("的")[0] in listed("status"):
        return last.span.start  # 收入目标和实际: both are of the 收入
    attribute = bool(phrases) and relational(inside(question, phrases[0])[-1].text)
    attribute = attribute or relational(words(right.split("的")[0])[-1].text)
    balanced = "的" in opening and right.count("的") == opening.count("的")
    if not time_spans(opening) and (balanced or ("的" not in opening and not attribute)):
        return clause + len(opening) - len(opening.lstrip())
    return next(iter([*named, *[s.start for s in phrases]]), None)


def _taken(question: str) -> tuple[Span, ...]:
    return (*time_spans(question), *place_spans(question))


def _begins(spans: Sequence[Span]) -> bool:
    return bool(spans) and spans[0].start == 0


def _than(question: str) -> list[str]:
    """与2021年相比…变化多大: the same for both times, or for both places."""
    match = _FROM_START.search(question) or _THAN.search(question)
    if match is None:
        return []
    other = match["other"]
    for spans_of in (time_spans, place_spans):
        new = spans_of(other)
        rest = question[: match.start()] + question[match.end() :]
        old = spans_of(rest)
        absolute = spans_of is place_spans or _ABSOLUTE.search(other)
        if absolute and len(new) == 1 and len(old) == 1 and new[0].of(other) == other:
            plain = _statement(rest)
            (span,) = spans_of(plain) or (None,)
            return [plain, replaced(plain, span, other)] if span else []
    return []


def _statement(text: str) -> str:
    """收入增速高了多少 -> 收入增速是多少."""
    compared = _COMPARED.search(text)
    cut = compared.start() if compared else _ENDING.search(text).start()  # type: ignore[union-attr]
    return text[:cut].strip("，, ") + "是多少？"
