"""Two values that are held against each other in words that no other rule knows.

What such a question ends in is not looked at closely: a short last clause that asks or compares
(谁的盘子大, 差着多少, 两个数报一下). Instead the two sides in front of it must be alike: of two
times, two places or two names, or ending in attributes.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from rag.conjunctions import find_join
from rag.decomposition.left_out import completed_by, kind_of, mere
from rag.decomposition.than import told_as_one
from rag.dialogue.names import is_name
from rag.dialogue.spans import NAMED, asking_spans, place_spans, time_spans
from rag.dialogue.substitute import TAILS
from rag.patterns import regex
from rag.types import Span
from rag.words import terms_joined, words

LONGEST = 40  # characters of one side
LEAST = 3
ALIKE = 2  # how much two sides must have in common
HELD = 1  # the same where the words say that one is held against the other

_SIZE = r"[高低多少大小快慢早晚先后强弱远近长短]"
_END = regex(  # a last clause that asks or compares; without a comma, from where it does
    r"(?:[，,？?：:]\s*(?P<clause>[^，,。？?]{1,14})"
    rf"|(?P<rest>(?:(?:谁|孰|哪一?[个家边头座部项份件年样块])[^，,。？?]{{1,12}}"
    rf"|(?:相?差|(?<=[\u4e00-\u9fff]){_SIZE})出?了?(?:多少|几|多远|一大?截|不少)[^，,。？?]{{0,4}})))[？?。！!]*$"
)
_COMPARES = regex(
    rf"谁|孰|哪|几|多[少大远]|拉开|落后|领先|超|赢|[相悬]?差|距离?|对[比照]|比[比较一]|{_SIZE}还是{_SIZE}|{_SIZE}下|[两俩]个?[数头边者]|各"
)
_AGAINST = regex(
    rf"(?:谁|孰|哪一?[个家边头座部项份件块]).*(?:{_SIZE}|厚|薄|猛|赢)|差|{_SIZE}[出了]?(?:多少|几)"
)
_COUNTS = regex(r"[多少][出了]?(?P<asked>(?:多少|几)[个家户座条项种位名台]?)")
_JOINT = regex(
    r"[，,]?(?:相比于?|相较于?|较之|对[比照上]|以及|还有|[vV][sS]\.?)|[，,](?:和|与|跟|同|而|再看|到了?)"
    r"|(?<![占同环])(?:和|与|跟|同|比|及)(?![例重较])"
)
_WHEN = regex(r"[早晚先后]|[何几]时|哪一?[年天月]|什么时候")
_ITS = regex(r"^它(?!们)")
_GRADE = regex(r"[\u4e00-\u9fff][级类型]")
_EDGES = regex(r"^(?:[拿把将论]|比起?|对照)|(?:相?比|来看|来说|放?在?一起|的|又|还|，|,)+$")


def loosely(question: str) -> list[str]:
    """One question for each of two sides that are alike; [] where no two are.

    >>> loosely("江苏2025年的水泥产量同浙江2024年的水泥产量，拉开了多大一截？")
    ['江苏2025年的水泥产量是多少？', '浙江2024年的水泥产量是多少？']
    >>> loosely("江苏的水泥和浙江的茶叶，哪个好喝？")
    []
    """
    end = _END.search(question)
    ending = (end["clause"] or end["rest"]) if end else ""
    head = question[: end.start()].rstrip("，, ") if end else ""
    if not head or not _COMPARES.search(ending) or asking_spans(head):
        return []
    found = max(_sides(head), key=lambda s: s[0], default=None)
    if found is None or found[0] < (HELD if _AGAINST.search(ending) else ALIKE):
        return []
    _, scope, one, other = found
    owner, of, _ = one.partition("的")
    other = _ITS.sub(owner, other) if of else other
    tail = _tail(ending, (one, scope.rstrip("，,"), other))
    return [f"{scope}{side}{tail}" for side in (one, completed_by(one, other))]


def _tail(ending: str, said: Sequence[str]) -> str:
    """How both values are asked for: by their kind, else by what they are compared in."""
    kind = next((k for k in map(kind_of, said) if k and k != "other"), None)
    if kind:
        return TAILS[kind]
    if counted := _COUNTS.search(ending):
        return f"有{counted['asked']}？"
    return "是什么时候？" if _WHEN.search(ending) else "是多少？"


def _sides(head: str) -> Iterator[tuple[int, str, str, str]]:
    """(how much they are alike, what is said of both, one side, the other), for every joint."""
    named = [Span(*m.span()) for m in NAMED.finditer(head)]
    terms = terms_joined(words(head))
    for match in _JOINT.finditer(head):
        word = match.group().strip("，,")
        at = match.end() - len(word)
        if any(w.span.start < at < w.span.end for w in terms):
            continue  # inside a word or a term: 合同, 软件和信息技术服务业
        if any(n.covers(Span(*match.span())) for n in named):
            continue
        if word in ("和", "与", "及") and at == match.start():
            join = find_join(head, match.start(), match.end() + 8)
            if join is None or join.start() != match.start():
                continue
        scope, comma, one = head[: match.start()].rpartition("，")
        one, other = (_EDGES.sub("", side.strip("，, ")) for side in (one, head[match.end() :]))
        fits = LEAST <= len(one) <= LONGEST
        fits &= LEAST <= len(other) <= LONGEST or mere(other)
        apart = _GRADE.search(other[-2:]) or not told_as_one(other)
        if fits and "，" not in other and apart:
            yield _alike(one, other), scope + comma, one, other


def _alike(one: str, other: str) -> int:
    """How much two sides have in common."""
    both = 0
    for spans_of in (time_spans, place_spans):
        a, b = ({s.of(side) for s in spans_of(side)} for side in (one, other))
        both += bool(a and b and a != b)
    both += is_name(one) and is_name(other)
    both += bool(kind_of(one)) + bool(kind_of(other))
    both += "它" in other or other in one or _GRADE.search(other[-2:]) is not None
    last, noun = words(one)[-1], words(other)[-1]
    both += 2 * (last.text == noun.text and len(last.text) > 1)
    return both + (mere(other) and bool(time_spans(one) if time_spans(other) else place_spans(one)))
