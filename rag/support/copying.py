"""Findings about a sentence of a quote that the claim repeats with a change.

Where nearly all words of a claim stand in a quote's sentence in the same order, what is left over
on both sides is set side by side: a noun for another noun, a figure for another, a denial more or
less. Words put in another order, and words that may stand for each other, are no change.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from itertools import takewhile
from typing import Final

from rag.answer import Aspect, Finding
from rag.lexicon import variants
from rag.numerals import canonical
from rag.quantities import Quantity
from rag.support import figures
from rag.support.evidence import finding
from rag.support.moments import agree as moments_agree
from rag.support.points import Point, Spot
from rag.support.reading import Reading
from rag.support.senses import directions, negations
from rag.types import Span
from rag.words import Word, words

COPIED: Final = 0.75  # share of a claim sentence's characters from which it repeats the quote's
LONGEST_CHANGE: Final = 6  # words
_NOUNS: Final = ("n", "j", "eng", "g", "s", "t", "vn", "i", "l", "b")
_POINTING: Final = "该本此这其全我各当"  # 该公司, 全省: whatever was named before
_HOME: Final = ("中国", "我国", "国内", "全国")
_PRONOUNS: Final = frozenset("他她它我") | {"他们", "她们", "它们", "我们", "对方", "本人"}
_NUMERALS: Final = frozenset("0123456789〇零一二三四五六七八九十百千万亿")


@dataclass(frozen=True, slots=True)
class Change:
    """A stretch of the claim that stands where the quote has another; either may be empty."""

    said: tuple[Word, ...]
    found: tuple[Word, ...]
    said_at: int
    found_at: int

    def said_span(self) -> Span:
        return _span(self.said, self.said_at)

    def found_span(self) -> Span:
        return _span(self.found, self.found_at)


def _span(run: Sequence[Word], at: int) -> Span:
    return Span(run[0].span.start, run[-1].span.end) if run else Span(at, at)


def copy_findings(
    points: Sequence[Point], claim: Reading, quotes: Sequence[Reading]
) -> Iterator[Finding]:
    """What was changed in every sentence of the claim that repeats one of a quote."""
    for sentence in claim.sentences:
        best = _most_alike(sentence, points, claim, quotes)
        if best is None:
            continue
        quote, changes = best
        for change in changes:
            aspect = _aspect(change, sentence, claim, quotes[quote])
            if aspect is not None:
                spot = Spot(quote, change.found_span(), "contradicted")
                yield finding(change.said_span(), aspect, "contradicted", spot, claim, quotes)


def _most_alike(
    sentence: Span, points: Sequence[Point], claim: Reading, quotes: Sequence[Reading]
) -> tuple[int, list[Change]] | None:
    """The quote whose sentence is most like this one, with the changes; None if none is."""
    candidates = {
        (spot.quote, quotes[spot.quote].sentence_at(spot.span.start))
        for point in points
        if sentence.covers(point.said)
        for spot in point.held
    }
    said = _words_in(claim, sentence)
    size = sum(len(w.text) for w in said)
    best: tuple[float, int, list[Change]] | None = None
    for quote, place in sorted(candidates):
        share, changes = _compared(said, _words_in(quotes[quote], place), size)
        if share >= COPIED and (best is None or share > best[0]):
            best = (share, quote, changes)
    return best and (best[1], best[2])


def _words_in(reading: Reading, span: Span) -> tuple[Word, ...]:
    return tuple(
        w for w in words(reading.folded) if span.covers(w.span) and any(map(str.isalnum, w.text))
    )


def _compared(said: Sequence[Word], found: Sequence[Word], size: int) -> tuple[float, list[Change]]:
    matcher = SequenceMatcher(None, [w.text for w in said], [w.text for w in found], autojunk=False)
    if size == 0 or matcher.quick_ratio() * (len(said) + len(found)) < COPIED * len(said):
        return 0.0, []
    same, changes = 0, []
    for kind, a, b, c, d in matcher.get_opcodes():
        if kind == "equal":
            same += sum(len(w.text) for w in said[a:b])
            continue
        at = said[a].span.start if a < len(said) else said[-1].span.end
        there = found[c].span.start if c < len(found) else found[-1].span.end
        if a < b or 0 < a < len(said):  # what the quote says before or behind is no change
            changes.append(Change(tuple(said[a:b]), tuple(found[c:d]), at, there))
    return same / size, changes


def _aspect(change: Change, sentence: Span, claim: Reading, quote: Reading) -> Aspect | None:
    """What a change is about, None where it changes nothing that counts."""
    said, found = _text(change.said), _text(change.found)
    if canonical(said) == canonical(found):
        return None
    if max(len(change.said), len(change.found)) > LONGEST_CHANGE:
        return None
    there = quote.sentence_at(change.found_at)
    if _denials(change.said_span(), claim) != _denials(change.found_span(), quote):
        turned = _denials(sentence, claim) != _denials(there, quote) and _denies_next(
            change, claim, quote
        )
        return "negation" if turned else None
    if not (said and found) or _is_ending(said, found):
        return None
    if _opposed(change, claim, quote):
        return "direction"
    if _is_figure(said) or _is_figure(found):
        return "number" if _other_figure(change, sentence, there, claim, quote) else None
    return "name" if _other_noun(change, sentence, there, claim, quote) else None


def _text(run: Sequence[Word]) -> str:
    return "".join(w.text for w in run)


def _is_ending(said: str, found: str) -> bool:
    """方为, 企业为: words cut unluckily, of which one differs by a single character."""
    rest = [len(part) for part in _differing(said, found)]
    return min(rest) <= 1 < max(rest) and rest != [len(said), len(found)]


def _denies_next(change: Change, claim: Reading, quote: Reading) -> bool:
    """Whether a denial that only one side has stands right before what both go on to say."""
    if change.said and change.found:
        return True
    ends = {change.said_span().end, change.found_span().end}
    return any(n.end in ends for r in (claim, quote) for n in negations(r))


def _denials(span: Span, reading: Reading) -> int:
    return sum(span.covers(n) for n in negations(reading))


def _is_figure(text: str) -> bool:
    return any(c in _NUMERALS for c in text)


def _opposed(change: Change, claim: Reading, quote: Reading) -> bool:
    ours = {t.direction for t in directions(claim) if change.said_span().covers(t.span)}
    theirs = {t.direction for t in directions(quote) if change.found_span().covers(t.span)}
    return len(ours) == len(theirs) == 1 and ours != theirs


def _is_moved(text: str, sentence: str, there: str) -> bool:
    """Whether the claim's sentence has what it lacks here at another place."""
    return sentence.count(text) >= max(1, there.count(text))


def _other_figure(
    change: Change, sentence: Span, there: Span, claim: Reading, quote: Reading
) -> bool:
    """Whether a figure stands for one of its kind that the claim does not state."""
    said, found = _text(change.said), _text(change.found)
    if not (_is_figure(said) and _is_figure(found)):
        return False
    ours = [q for q in claim.quantities if q.span.overlaps(change.said_span())]
    theirs = [q for q in quote.quantities if q.span.overlaps(change.found_span())]
    when = [m for m in claim.moments if m.span.overlaps(change.said_span())]
    then = [m for m in quote.moments if m.span.overlaps(change.found_span())]
    stated = [q for q in claim.quantities if sentence.covers(q.span)]
    if _are_stated(ours, theirs, stated, [q for q in quote.quantities if there.covers(q.span)]):
        return False
    told = [figures.agree(a, b) for a in ours for b in theirs if figures.same_kind(a, b)]
    told += [moments_agree(a, b) for a in when for b in then]
    if told or ours or theirs or when or then:
        return bool(told) and all(t == "contradicted" for t in told)
    around = canonical(sentence.of(claim.text)), canonical(there.of(quote.text))
    single = len(change.said) == len(change.found) == 1  # a code, or a day that no month has
    return single and not _is_moved(canonical(found), *around)


def _are_stated(
    ours: Sequence[Quantity],
    theirs: Sequence[Quantity],
    said: Sequence[Quantity],
    found: Sequence[Quantity],
) -> bool:
    """Whether the claim's sentence states these of the quote's quantities as often, elsewhere."""
    others = [q for q in said if q not in ours]
    return bool(theirs) and all(_times(t, others) >= _times(t, found) for t in theirs)


def _times(quantity: Quantity, among: Sequence[Quantity]) -> int:
    return sum(
        figures.agree(q, quantity) == "supported" for q in among if figures.same_kind(q, quantity)
    )


def _other_noun(
    change: Change, sentence: Span, there: Span, claim: Reading, quote: Reading
) -> bool:
    """Whether a noun stands for one that the claim does not name, and is no word for it.

    A noun that the quote's sentence holds as often as the claim's was only moved.
    """
    said, found = _differing(_text(change.said), _text(change.found))
    after, before = sentence.of(claim.folded), there.of(quote.folded)
    if not said or not found or _is_moved(found, after, before):
        return False
    if _place_keys(change.said_span(), claim) & _place_keys(change.found_span(), quote):
        return False
    if found in _PRONOUNS:
        return bool(_nouns(change.said)) and said not in quote.plain
    if said[0] in _POINTING or found[0] in _POINTING or _mean_the_same(change, said, found):
        return False
    ours, theirs = _nouns(change.said), _nouns(change.found)
    if ours and all(0 < after.count(w.text) <= before.count(w.text) for w in ours):
        return False
    elsewhere = said in quote.plain and len(said) > 1
    return (bool(theirs) and bool(ours or elsewhere)) or bool(ours and elsewhere)


def _place_keys(span: Span, reading: Reading) -> set[str]:
    return {n.key for n in reading.names if n.kind == "place" and span.covers(n.span)}


def _differing(said: str, found: str) -> tuple[str, str]:
    """Both without what they begin and end with alike.

    >>> _differing("西敏制上议院", "英国上议院")
    ('西敏制', '英国')
    """
    start = _alike(said, found)
    said, found = said[start:], found[start:]
    end = _alike(said[::-1], found[::-1])
    return said[: len(said) - end], found[: len(found) - end]


def _alike(one: str, other: str) -> int:
    """How many characters both begin with."""
    return sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], zip(one, other, strict=False)))


def _mean_the_same(change: Change, said: str, found: str) -> bool:
    if any(h in said for h in _HOME) and any(h in found for h in _HOME):
        return True
    whole = _text(change.found)
    changed = [w.text for w in change.said if w.text not in whole]
    forms = {form for written in (*changed, said) for form in variants(written)}
    return any(len(f) > 1 and (f in found or (f in whole and f not in said)) for f in forms) or (
        found in forms or said in whole or found in _text(change.said)
    )


def _nouns(run: Sequence[Word]) -> list[Word]:
    return [w for w in run if w.tag.startswith(_NOUNS) and w.content and len(w.text) > 1]
