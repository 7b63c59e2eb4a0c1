"""The points a claim makes, each with the places of the quotes that bear on it.

A point is a quantity, a date, a name, a direction or a word. A spot is a place in a quote that
says the same (supported, or partly) or, of the same kind, something else (contradicted).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from rag.answer import Aspect, Support
from rag.lexicon import translate, variants
from rag.patterns import regex
from rag.places import find_places, related
from rag.quantities import BOUND_WORDS, Quantity
from rag.support import figures
from rag.support.moments import Moment
from rag.support.moments import agree as moments_agree
from rag.support.names import Name
from rag.support.reading import Reading, read
from rag.support.senses import directions, modes, negations
from rag.text import HAN_RE
from rag.types import Span
from rag.words import Word

FIGURE_WEIGHT: Final = 2.0
NAME_WEIGHT: Final = 2.0
MOMENT_WEIGHT: Final = 1.5
DIRECTION_WEIGHT: Final = 0.5
LONGEST_WEIGHT: Final = 4  # Han characters; a longer word weighs no more
_LOOK_BACK: Final = 20  # characters
_ENDS: Final = regex(
    r"(?:(?P<from>\bfrom|[从由])[^，。；,;\d]{0,8}|(?P<to>[升降增减涨跌高低大小短长展加少][到至]|\bto))[^，。；,;\d]{0,6}$"
)
_SOURCE: Final = regex(  # words about the telling, not about what is told
    r"(?:^|(?<=[，。；：\s]))(?:根?据|按照?|依据)(?:[^，。,]{0,6}?)(?:介绍|了解|悉|统计|报道|材料|文件|资料|规划|文中|原文|显示|计划|要求)"
    r"|(?:^|(?<=[，。；：\s]))(?:材料|文件|数据|报道|资料|文中|原文|统计)(?:显示|指出|提到|表明|介绍|称)|需要?(?:注意|说明|指出)的是|值得注意的是"
    r"|综上(?:所述)?|总的来看|此外|另外|与此同时|同时|其中|具体(?:来看|而言)|截至(?:目前)?|早在|可见|换言之"
)
_SHORT: Final = 2  # characters of a place without its rank
_DEPUTY: Final = "副"  # 副主任 is no 主任
_ENGLISH_STEM: Final = 4  # characters of an English word that must agree at least


@dataclass(frozen=True, slots=True)
class Spot:
    """A stretch of a quote and what it does for a point."""

    quote: int
    span: Span
    support: Support


@dataclass(frozen=True, slots=True)
class Point:
    """Something the claim says at `said`, of such weight, and every spot that bears on it."""

    aspect: Aspect
    said: Span
    weight: float
    spots: tuple[Spot, ...]

    @property
    def held(self) -> tuple[Spot, ...]:
        """The spots that say it, wholly or partly."""
        return tuple(s for s in self.spots if s.support != "contradicted")

    @property
    def rivals(self) -> tuple[Spot, ...]:
        """The spots that say something else instead."""
        return tuple(s for s in self.spots if s.support == "contradicted")


def points(claims: Sequence[Reading], quotes: Sequence[Reading]) -> tuple[Point, ...]:
    """Every point of a claim, in order. `claims[i]` is the claim as read beside `quotes[i]`.

    The readings of the claim differ in nothing but what 今年 and the like mean.
    """
    claim = claims[0]
    found = [
        *(_quantity(q, claim, quotes) for q in claim.quantities),
        *_moments(claims, quotes),
        *(_name(n, quotes) for n in claim.names),
        *_directions(claim, quotes),
        *(_word(w, quotes) for w in _plain_words(claim)),
        *_translated(claim, quotes),
    ]
    return tuple(sorted(found, key=lambda p: p.said))


def _quantity(said: Quantity, claim: Reading, quotes: Sequence[Reading]) -> Point:
    spots = tuple(
        Spot(i, found.span, _agreed(said, found, claim, quote))
        for i, quote in enumerate(quotes)
        for found in quote.quantities
        if (figures.same_kind(said, found) or figures.is_nth_year(said, found))
        and (not figures.is_article(found) or figures.agree(said, found) == "supported")
    )
    return Point("number", said.span, FIGURE_WEIGHT, spots)


def _agreed(said: Quantity, found: Quantity, claim: Reading, quote: Reading) -> Support:
    """由35降到20: what a change starts from is not what it ends at."""
    ends = {_end_of_change(said, claim), _end_of_change(found, quote)}
    if figures.is_nth_year(said, found):
        return "supported"
    return "contradicted" if ends == {"from", "to"} else figures.agree(said, found)


def _end_of_change(quantity: Quantity, reading: Reading) -> str | None:
    before = reading.folded[max(0, quantity.span.start - _LOOK_BACK) : quantity.span.start]
    match = _ENDS.search(before)
    return match and ("from" if match["from"] else "to")


def _moments(claims: Sequence[Reading], quotes: Sequence[Reading]) -> Iterator[Point]:
    for at, first in enumerate(claims[0].moments):
        if any(_frames(first, other) for other in claims[0].moments[at + 1 :]):
            continue
        spots = [
            Spot(i, found.span, moments_agree(claims[i].moments[at], found))
            for i, quote in enumerate(quotes)
            for found in quote.moments
        ]
        spots += [
            Spot(i, found.span, "supported")  # in the title of a document
            for i, quote in enumerate(quotes)
            for found in quote.titled
            if moments_agree(claims[i].moments[at], found) == "supported"
        ]
        yield Point("date", first.span, MOMENT_WEIGHT, tuple(spots))


def _frames(frame: Moment, other: Moment) -> bool:
    """2025年，……上半年: the year only says whose half is meant."""
    return any(
        a.first <= b.first and b.last <= a.last and a.days > b.days
        for a in frame.readings
        for b in other.readings
    )


def _directions(claim: Reading, quotes: Sequence[Reading]) -> Iterator[Point]:
    for turn in directions(claim):
        spots = tuple(
            Spot(i, f.span, "supported" if f.direction == turn.direction else "contradicted")
            for i, quote in enumerate(quotes)
            for f in directions(quote)
        )
        yield Point("direction", turn.span, DIRECTION_WEIGHT, spots)


def _name(said: Name, quotes: Sequence[Reading]) -> Point:
    aspect: Aspect = "quotation" if said.kind == "quotation" else "name"
    spots = [s for i, quote in enumerate(quotes) for s in _spots_of_name(said, i, quote)]
    return Point(aspect, said.span, NAME_WEIGHT, tuple(spots))


def _spots_of_name(said: Name, at: int, quote: Reading) -> Iterator[Spot]:
    if said.kind == "place":
        yield from _spots_of_place(said, at, quote)
        return
    written = {said.key, *(form for form in variants(said.key) if len(form) > 1)}
    if said.kind == "person":  # the segmenter may take a character too many into a name
        written |= {n.key for n in quote.names if n.kind == "person" and n.key in said.key}
    held = [Span(o, o + len(f)) for f in written for o in quote.occurrences(f)]
    yield from (Spot(at, span, "supported") for span in held)
    for other in quote.names:
        same = other.key in written or said.key in other.key
        if other.kind == said.kind and not same and not any(s.overlaps(other.span) for s in held):
            yield Spot(at, other.span, "contradicted")


def _spots_of_place(said: Name, at: int, quote: Reading) -> Iterator[Spot]:
    for other in quote.names:
        if other.kind == "place":
            relation = related(said.key, other.key)
            if relation == "inside" and said.key[:_SHORT] in other.key:
                relation = "same"  # 贵阳大数据科创城 is in 贵阳, as its name says
            if relation in ("same", "apart"):
                support: Support = "supported" if relation == "same" else "contradicted"
                yield Spot(at, other.span, support)
        elif other.kind in ("document", "quotation"):
            for place in find_places(other.span.of(quote.text)):
                if place.name == said.key:
                    yield Spot(
                        at,
                        Span(
                            other.span.start + place.span.start, other.span.start + place.span.end
                        ),
                        "supported",
                    )


def _plain_words(claim: Reading) -> Iterator[Word]:
    """The content words that are not compared as something else: a direction, a goal, a bound."""
    turns = [t.span for t in directions(claim)] + [span for span, _ in modes(claim)]
    turns += negations(claim, half=True)
    turns += [Span(*m.span()) for m in _SOURCE.finditer(claim.folded)]
    for word in claim.words:
        if word.text not in BOUND_WORDS and not any(word.span.overlaps(t) for t in turns):
            yield word


def _word(said: Word, quotes: Sequence[Reading]) -> Point:
    spots = tuple(
        Spot(i, Span(at, at + len(form)), "supported")
        for i, quote in enumerate(quotes)
        for form in _forms(said.text)
        for at in quote.occurrences(form)
        if quote.text[at - 1 : at] != _DEPUTY
    )
    return Point("words", said.span, word_weight(said.text), spots)


def _translated(claim: Reading, quotes: Sequence[Reading]) -> Iterator[Point]:
    """Terms of an English claim in Chinese: enough to tell which figure is meant."""
    if claim.lang != "en" or all(quote.lang == "en" for quote in quotes):
        return
    ends = (*claim.piece_starts[1:], len(claim.text))
    for start, end in zip(claim.piece_starts, ends, strict=True):
        for term in translate(claim.text[start:end]):
            if not directions(read(term)):
                yield _word(Word(term, "n", Span(start, start + 1)), quotes)


def word_weight(text: str) -> float:
    """Longer words say more: 0.5 for each Han character, 1 for a word of another script.

    >>> word_weight("数据中心"), word_weight("占"), word_weight("data")
    (2.0, 0.5, 1.0)
    """
    return min(len(text), LONGEST_WEIGHT) / 2 if HAN_RE.match(text) else 1.0


def _forms(word: str) -> tuple[str, ...]:
    """What may stand for a word: its synonyms; of an English word its stem as well."""
    forms = variants(word)
    if word.isascii() and len(word) > _ENGLISH_STEM + 1:
        forms = (*forms, word[: max(_ENGLISH_STEM, len(word) - 3)])
    return forms
