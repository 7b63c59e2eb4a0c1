"""An English question in the documents' own words.

Each term of the question may be said in Chinese in several ways: they are one word with several
forms, and the documents that are found tell which is used. A name in Latin letters is sought in
the documents by its sound; one that they do not know stays as it is written, so that a sentence
which lacks it does not seem to speak of it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from typing import Final, Literal

from rag import asking
from rag.asking import Kind
from rag.asking_english import (
    AUXILIARY,
    BEING,
    ENDS_PHRASE,
    GOAL,
    IN_UNIT,
    INTERROGATIVES,
    NAMING_YEAR,
    NUMERALS,
    RELATIVE_TIME,
    RESULT,
    STATED_COUNT,
    UNITS,
    WORTH,
)
from rag.lexicon import Gloss, function_words, glosses, is_light
from rag.patterns import regex
from rag.places import find_places
from rag.romanised import places_spelt, syllables
from rag.text import fold
from rag.times import Period
from rag.types import Span
from rag.words import Word, words

MOST_ASKED = 3  # words of the noun phrase that is asked about
_HAN: Final = regex(r"[\u4e00-\u9fff]{2,}")
_FIGURE: Final = regex(r"\d+(?:\.\d+)?")
_TYPED: Final = ("number", "person", "organisation", "list", "other")
NAME, FOREIGN = "nz", "eng"  # tags of a name, and of one whose Chinese form is not known yet


def interrogatives(folded: str) -> list[tuple[Kind, Span]]:
    """Kinds asked for with where, most telling first.

    >>> interrogatives("what share of gdp was it?"), interrogatives("by what means?")
    ([('number', Span(start=0, end=4))], [('how', Span(start=0, end=13))])
    """
    found: list[tuple[Kind, Span]] = []
    for kind, pattern in INTERROGATIVES:
        for match in pattern.finditer(folded):
            span = Span(*match.span())
            if not any(span.overlaps(other) for _, other in found):
                found.append((kind, span))
    return found


def is_time(text: str, period: Period) -> bool:
    """Whether a period is a time rather than a year in a name: the 2022 State Council document."""
    return not any(period.span.overlaps(Span(*m.span())) for m in NAMING_YEAR.finditer(fold(text)))


def units(folded: str) -> tuple[str, ...]:
    """Units the answer may come in.

    >>> units("how many firms are there?"), units("how fast did it grow?"), units("who?")
    (('家',), ('%',), ())
    """
    implied = (unit for unit, pattern in UNITS if pattern.search(folded))
    return (*IN_UNIT.findall(folded), *implied)


def wanted(folded: str) -> Literal["target", "actual"] | None:
    """
    >>> wanted("how many should it have by 2025"), wanted("how many has it now")
    ('target', 'actual')
    >>> wanted("how many does it have")
    """
    if RESULT.search(folded):
        return "actual"
    return "target" if GOAL.search(folded) else None


def stated_count(folded: str) -> int | None:
    """
    >>> stated_count("which four areas"), stated_count("with three others")
    (4, None)
    """
    match = STATED_COUNT.search(folded)
    return NUMERALS.index(match[1]) + 2 if match else None


def is_relative(folded: str, core: str) -> bool:
    """Whether the question leans on the present: last year, 上半年."""
    found = RELATIVE_TIME.search(folded) or asking.RELATIVE_TIME.search(core)
    return found is not None


def content(
    text: str, times: Sequence[Period], asking: Sequence[tuple[Kind, Span]]
) -> tuple[tuple[Word, ...], tuple[Word, ...], str]:
    """Content words, those of them that are asked about, and the core they stand in."""
    hidden = [*(p.span for p in times), *(span for _, span in asking)]
    found = [
        (span, word)
        for span, word in _words(text)
        if not any(h.covers(span) for h in hidden) and not any(p.span.overlaps(span) for p in times)
    ]
    placed, core = laid_out([word for _, word in found])
    wanted = {span for kind, at in asking if kind in _TYPED for span in _asked(text, at, found)}
    return placed, tuple(w for (s, _), w in zip(found, placed, strict=True) if s in wanted), core


def laid_out(found: Iterable[Word]) -> tuple[tuple[Word, ...], str]:
    """The words one after the other, blanks between, with their spans, and the text they make."""
    placed: list[Word] = []
    at = 0
    for word in found:
        placed.append(replace(word, span=Span(at, at + len(word.text))))
        at += len(word.text) + 1
    return tuple(placed), " ".join(word.text for word in placed)


def _words(text: str) -> Iterator[tuple[Span, Word]]:
    """Words in the order they stand, none twice."""
    spelt = _spelt(text)
    met: set[str] = set()
    for span, word in sorted((*spelt, *_han(text)), key=lambda found: found[0]):
        if word.text not in met:
            met.update((word.text, *word.others))
            yield span, word


def _han(text: str) -> Iterator[tuple[Span, Word]]:
    """Chinese in an English question is there because it names something."""
    folded = fold(text)
    for match in _HAN.finditer(folded):
        yield Span(*match.span()), Word(match[0], NAME, Span(*match.span()))


def _spelt(text: str) -> Iterator[tuple[Span, Word]]:
    """Words for what is written in Latin letters and figures."""
    run: list[Gloss] = []
    for gloss in glosses(text):
        if run and not _goes_on(text, run[-1], gloss):
            yield from _names(text, run)
            run = []
        if gloss.chinese:
            word = _translated(gloss)
            if word and fold(gloss.span.of(text)) not in function_words():
                yield gloss.span, word
        elif places := find_places(gloss.span.of(text)):
            yield gloss.span, Word(places[0].name, "ns", gloss.span)
        elif _is_name(text, gloss.span):
            run.append(gloss)
        elif word := _plain(text, gloss.span):
            yield gloss.span, word
    if run:
        yield from _names(text, run)


def _goes_on(text: str, last: Gloss, gloss: Gloss) -> bool:
    """Whether a name that is being read goes on with this word: Xu <Lin>."""
    apart = text[last.span.end : gloss.span.start]
    return not gloss.chinese and apart == " " and _is_name(text, gloss.span)


def _translated(gloss: Gloss) -> Word | None:
    forms = [w for w in gloss.chinese if not is_light(w)]
    if not forms:
        return None
    return Word(forms[0], NAME if gloss.name else _tag(forms[0]), gloss.span, tuple(forms[1:]))


def _tag(form: str) -> str:
    """A place's tag, that of a verb or of a body's name (国务院), else a noun's."""
    if is_place(form):
        return "ns"
    found = words(form)
    if len(found) == 1 and found[0].tag in ("nt", "nr"):
        return NAME
    return "v" if found[-1].tag == "v" else "n"


def _is_name(text: str, span: Span) -> bool:
    """Whether an unknown word is written like a name: with a capital, not as any first word is."""
    word = span.of(text)
    if not word[0].isupper() or fold(word) in function_words():
        return False
    first = not re.search(r"[\w\"'“”]", text[: span.start])
    return not first or any(len(cut) > 1 for cut in syllables(_letters(word)))


def _letters(word: str) -> str:
    return re.sub(r"['’]s$", "", fold(word)).replace("’", "'")


def _names(text: str, run: Sequence[Gloss]) -> Iterator[tuple[Span, Word]]:
    """Names in Latin letters: one of several syllables where they sound Chinese (Xu Lin)."""
    spellings = [_letters(g.span.of(text)) for g in run]
    whole = "".join(spellings)
    if all(syllables(s) for s in spellings):
        span = Span(run[0].span.start, run[-1].span.end)
        places = places_spelt(whole)
        tag = "ns" if places else FOREIGN
        yield span, Word((*places, whole)[0], tag, span, places[1:])
    else:
        yield from ((g.span, Word(s, FOREIGN, g.span)) for g, s in zip(run, spellings, strict=True))


def _plain(text: str, span: Span) -> Word | None:
    """A figure; an everyday word that is not translated says nothing the documents could hold."""
    word = fold(span.of(text))
    if _FIGURE.fullmatch(word):
        return Word(word, "m", span)
    return None


def _asked(text: str, at: Span, found: Sequence[tuple[Span, Word]]) -> list[Span]:
    """Where the words of the phrase behind an interrogative stand: how many <racks> are there."""
    folded = fold(text)
    how = at.of(folded).startswith("how")
    out: list[Span] = []
    end = at.end
    for span, word in found:
        if span.start < at.start:
            continue
        between = folded[end : span.start]
        if (ENDS_PHRASE if out else AUXILIARY).search(between) or (how and BEING.search(between)):
            break
        out += [] if word.tag in ("ns", NAME, FOREIGN) else [span]
        end = max(end, span.end)
    if how and not out:  # how much was it <worth>
        amounts = [Span(*m.span()) for m in WORTH.finditer(folded, at.end)]
        out = [span for span, _ in found if any(span.overlaps(a) for a in amounts)][:1]
    return out[-MOST_ASKED:]


def is_place(form: str) -> bool:
    """Whether a word names places and nothing else: 贵阳贵安, not 贵阳大数据交易所."""
    return sum(len(place.span) for place in find_places(form)) == len(form)
