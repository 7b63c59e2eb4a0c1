"""A question that asks several things becomes several questions that each ask one.

What is coordinated (2021年和2025年, 贵阳和贵安, 目标和实际) is asked one by one, and so are
questions in a row. What belongs to all of them is repeated in each.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

from rag.decomposition.asides import without_asides, without_requests
from rag.decomposition.compare import compared
from rag.decomposition.english import english_parts
from rag.decomposition.keywords import spaced, typed
from rag.decomposition.latter import in_full
from rag.decomposition.loose import loosely
from rag.decomposition.members import GROUP, members
from rag.decomposition.request import in_questions
from rag.decomposition.rows import in_a_row, titled
from rag.decomposition.sides import beside, opposed, parallel
from rag.decomposition.status import apart, goal_beside, status_of
from rag.decomposition.straight import straight
from rag.decomposition.than import completed
from rag.decomposition.wording import plain
from rag.dialogue.names import is_name
from rag.dialogue.spans import place_spans
from rag.dialogue.substitute import replaced
from rag.dialogue.vocabulary import any_of, head_of, listed, relational
from rag.patterns import regex
from rag.text import is_chinese
from rag.types import Span
from rag.words import words

MOST_PARTS = 6

_DISTRIBUTED = regex(
    r"(?:前后|先后|一共|总共)?(?:分别|各自|依次|都(?=是(?:谁|多少|什么|哪)|有多少|叫什么)|各(?![地类种级方界市州县区省部企单国族行业个人式样自]))"
)
_PAIRED = regex(
    r"^(?P<a>[^，。]{2,30}?)(?:和|与|、|跟)(?P<b>[^，。]{2,30}?)(?:这?[两俩][家个])?"
    r"[，,]一[个家](?P<x>[^，。、]{2,20})[、，,]另?一[个家](?P<y>[^，。]{2,20})$"
)
_GENERAL_NOUN = r"(?:公司|企业|地方|城市|项目|单位|地区|机构|方面|指标|数字|人)"
_COUNT_OF_ALL = regex(  # 云上鲲鹏、云上贵州<两家公司>的总经理, A、B<这三座数据中心>各有
    r"((?:和|与|、|跟)[^，。的“”]{2,14}?)[，,]?(?<![、和与跟及])(?:这|那)?[两二三四五2-5](?:[家个地市省座项种类款条部份位名所块边头样者](?!月|季度)|大)"
    rf"(?:[^，。的]{{1,8}}的{_GENERAL_NOUN}(?=分别|各|依次|[，,])|(?P<kind>[^，。的]{{0,8}}?)(?=的|分别|各|依次|[，,]))"
)
_ASKED = regex(
    r"(?:要|想|将|应|需|预计|计划|力争|打算|目前|现在|又|都)*(?:是|有|为|达到?|做到|占|到)?(?:多少|多大|几|谁|哪[两几][家个位所座]|什么(?:身份|人|职务|时候)?)[^，。？?]{0,3}[?？]*$"
)
_SHARED = regex(rf"(?:的?(?:{any_of('status')}|{any_of('rate')}|规模))?")
_JOINED = regex(r"[和与及、跟]")
_THEN = regex(r"(?:后来|之后|如今|现在|目前|最后|最终)$")
_GENERAL = regex(_GENERAL_NOUN)
_NUMBERED = regex(r".{0,8}(?:[A-Za-z甲乙丙丁]|[一二三四五六七八九十\d]+[期号])[\u4e00-\u9fff]{0,3}")
_VERBS = regex(
    r"(?P<first>[\u4e00-\u9fff]{1,4})、(?P<second>[\u4e00-\u9fff]{1,4}?)(?P<end>的?[?？]*)$"
)


def decompose(question: str) -> tuple[str, ...]:
    """The questions that `question` asks, in order: one or more, each standing alone.

    A question that asks one thing comes back as it is.

    >>> decompose("贵州2021年和2025年上半年软件业收入增速各是多少？")
    ('贵州2021年软件业收入增速是多少？', '贵州2025年上半年软件业收入增速是多少？')
    >>> decompose("贵阳贵安2025年软件业务收入的目标是多少？")
    ('贵阳贵安2025年软件业务收入的目标是多少？',)
    """
    english = not is_chinese(question)
    if not english and len(parts := _few(typed(question), question)) > 1:
        return parts
    # The question without requests, then whole: one form where it has none, as most have.
    whole = (question,) if english else dict.fromkeys((without_requests(question), question))
    said = [q if english else straight(in_questions(in_full(spaced(q)))) for q in whole]
    forms = dict.fromkeys((*map(without_asides, said), said[-1]))
    rules: tuple[Callable[[str], list[str]], ...] = (_parts,) if english else (_parts, loosely)
    for rule in rules:
        for asked in forms:
            if len(parts := _few(rule(asked), question)) > 1:
                return parts
    return (question,)


def _parts(question: str) -> list[str]:
    if not is_chinese(question):
        return english_parts(question)
    if paired := _paired(question):
        return paired
    return [part for row in in_a_row(question) for part in _coordinated(row)]


def _few(parts: Sequence[str], question: str) -> tuple[str, ...]:
    distinct = tuple(dict.fromkeys(map(plain, parts)))
    return distinct if 1 < len(distinct) <= MOST_PARTS else (question,)


def _coordinated(question: str) -> list[str]:
    """One question for each member of a coordination that 分别, 各 or a comparison spreads out."""
    rules: tuple[Callable[[str], list[str]], ...] = (
        apart,
        opposed,
        _spread,
        parallel,
        _compared,
        _both,
    )
    if found := next((found for rule in rules if (found := rule(question))), []):
        return found
    title, rest = titled(question)
    told = next((found for rule in rules if (found := rule(rest))), []) if title else []
    return [title + part for part in told] or beside(question) or [question]


def _compared(question: str) -> list[str]:
    """What is compared, without the 三地 that sums it up."""
    return compared(_without_count(question)[0])


def _paired(question: str) -> list[str]:
    """A和B，一个哪年商用、一个哪年开建."""
    match = _PAIRED.match(question.rstrip("?？"))
    if match is None:
        return []
    a, b, x, y = match.groups()
    return [f"{a}{x}？", f"{b}{y}？"]


def _spread(question: str) -> list[str]:
    """A和B分别…: the same question of each; of A和B的X和Y every X and Y."""
    question, kind = _without_count(question)
    marker = _DISTRIBUTED.search(question)
    if marker is None:
        return []
    span, found = members(question, marker.start())
    if span is None or len(found) < 2:
        return []
    found[1:] = [goal_beside(found[0], m) or _of_its_owner(found[0], m) for m in found[1:]]
    asked = [replaced(question, span, f"{m}{kind}") for m in found]
    grouped = any(map(GROUP.search, found))  # 贵州、甘肃这几个 are one
    if crossed := [] if grouped else [part for q in asked for part in _crossed(q)]:
        return crossed
    asked[1:] = [
        (status_of(m) and completed(asked[0], m)) or q
        for m, q in zip(found[1:], asked[1:], strict=True)
    ]
    return _zipped([_DISTRIBUTED.sub(_left, q, count=1).replace("，的", "的") for q in asked])


def _of_its_owner(first: str, member: str) -> str:
    """云河重工良品率和<云河重工>能耗, where a name alone stands before the first attribute."""
    last = words(first)[-1]
    owner, plain = first[: last.span.start], _THEN.sub("", member)
    named = is_name(owner) and owner not in member and not owner.endswith("的")
    return owner + plain if named and relational(last.text) and relational(plain) else member


def _crossed(question: str) -> list[str]:
    """A的X和Y各是多少, of one A: a question for each, where all are attributes, names or places."""
    marker = _DISTRIBUTED.search(question)
    span, found = members(question, marker.start()) if marker else (None, [])
    if span is None or len(found) < 2:
        return []
    alike = (
        head_of,
        is_name,
        lambda m: m in (s.of(m) for s in place_spans(m)),
        _NUMBERED.fullmatch,
    )
    if not any(all(map(sort, found)) for sort in alike):
        return []
    return [_DISTRIBUTED.sub(_left, replaced(question, span, m), count=1) for m in found]


def _both(question: str) -> list[str]:
    """A和B是多少: of two attributes or two names each is asked by itself, 分别 or not."""
    marker = _ASKED.search(question)
    if marker is None:
        return []
    span, found = members(question, marker.start())
    if span is None or len(found) < 2 or not _SHARED.fullmatch(question, span.end, marker.start()):
        return []
    if not _JOINED.search(span.of(question)):  # 产值同比增长多少
        return []
    alike = (head_of, is_name, lambda m: m.endswith(listed("field")))
    if not any(all(map(sort, found)) for sort in alike):
        return []
    return [replaced(question, span, m) for m in found]


def _left(marker: re.Match[str]) -> str:
    """What the marker leaves: a comma where words would run into one, as in 软件外包|以."""
    return "，" if marker.string.startswith("以", marker.end()) else ""


def _without_count(question: str) -> tuple[str, str]:
    """Without 这三座数据中心 behind what it sums up, and the kind of thing it says they are."""
    match = _COUNT_OF_ALL.search(question)
    if match is None:
        return question, ""
    said = match["kind"] or ""
    kind = "" if _GENERAL.fullmatch(said) else said
    return replaced(question, Span(*match.span()), match[1]), kind


def _zipped(asked: list[str]) -> list[str]:
    """…是哪一年投用、落户的: the first verb is of the first, the second of the second."""
    match = _VERBS.search(asked[0])
    if match is None or len(asked) != 2 or not _verb(match["second"]):
        return asked
    first = next((w for w in words(asked[0]) if w.span.end == match.end("first")), None)
    if first is None or not _verb(first.text):
        return asked
    cut = len(asked[0]) - first.span.start
    return [
        q[: len(q) - cut] + verb + match["end"]
        for q, verb in zip(asked, (first.text, match["second"]), strict=True)
    ]


def _verb(text: str) -> bool:
    return text in listed("verb") or words(text)[0].tag.startswith("v")
