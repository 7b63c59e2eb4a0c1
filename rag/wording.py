"""Words of an English question as the documents have them: names by sound, terms by use."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING

from rag.answering.time_fit import WHOLE_YEAR, latest_year
from rag.asking import ACTUALLY
from rag.lexicon import colloquial, translate, variants
from rag.patterns import regex
from rag.question import Question
from rag.text import squeeze, terms
from rag.times import Anchor, Period, periods
from rag.types import Hit, Span
from rag.words import Word, is_common, words

if TYPE_CHECKING:
    from rag.store import Index

LOOKED_AT = 4  # passages in which a name is held against the words around it
WEIGHED = 10  # hits that tell which of several translations is used
# What is measured by an adjective: 多大 of 算力 is its 规模.
_MEASURES = {"多大": ("规模", "面积", "体量", "总量"), "多快": ("增速", "速度")}
_HOW_MUCH = regex("多[大快](?!比[例重]|程度|规模|面积)")
_YEAR = regex(r"(?:19|20)\d\d\s*年")
_UP_TO = regex(r"(?:截[至止]到?|[到在至])$")
_BY_YEAR = regex(r"(?P<by>到)(?:19|20)\d\d年底?(?P<comma>[，,]?)")
_BEHIND = regex(r"[底末初]?[，,]?")


def named(question: Question, index: Index) -> Question:
    """The question with its names in Latin letters as the documents write them, where they do."""
    if question.lang == "zh":
        return question
    return _with(question, [_known(word, index) for word in question.words])


def settled(question: Question, hits: Sequence[Hit]) -> Question:
    """The question with each word in the form that the hits use most, the first ones above all."""
    if question.lang == "zh":
        return question
    texts = [squeeze(hit.passage.text) for hit in hits[:WEIGHED]]
    return _with(question, [_most_used(word, texts) for word in question.words])


def sought(question: Question) -> str:
    """What passages are sought with: the question, and the names that no glossary translates."""
    if question.lang == "zh":
        return question.text
    known = {*translate(question.text), *question.text.lower().split()}
    forms = (form for word in question.words for form in (word.text, *word.others))
    return " ".join((question.text, *(f for f in forms if f not in known and not f.isascii())))


def restated(question: Question, hits: Sequence[Hit]) -> str:
    """A Chinese question with spoken words that no hit has put as the hits have them.

    The trained reader knows few words for one another; it reads the question so. Synonyms that
    documents write stay as they are: they may have been chosen to tell one thing from another.
    """
    return _edited(question.text, _spoken(question, hits))


def put_to(question: Question, hits: Sequence[Hit]) -> list[str]:
    """The question as the reader is to read each of the hits: restated, and in the hit's own time.

    What a report of June 2025 says of 上半年 or says without a time, it says of that half or year,
    but the reader finds no answer for 2025年上半年 in it. Whether the time is right is told by
    rules (`rag.answering.time_fit`); other times stay in the question.
    """
    spoken = _spoken(question, hits)
    return [_edited(question.text, (*spoken, *_in_its_time(question, hit))) for hit in hits]


# What stands for a stretch of a text.
Edit = tuple[Span, str]


def _edited(text: str, edits: Sequence[Edit]) -> str:
    for span, instead in sorted(edits, reverse=True):
        text = text[: span.start] + instead + text[span.end :]
    return text


def _spoken(question: Question, hits: Sequence[Hit]) -> list[Edit]:
    """Spoken words and abbreviations that no hit has, with what the hits have for them."""
    if question.lang != "zh":
        return []
    texts = [squeeze(hit.passage.text) for hit in hits[:WEIGHED]]
    out = []
    for word in question.words:
        forms = (*colloquial(word.text), *_abbreviated(word.text))
        if forms and not any(word.text in t for t in texts):
            out.append((word.span, _most_used(replace(word, others=forms), texts).text))
    return [*out, *_measured(question, texts), *_plainer(question)]


def _plainer(question: Question) -> Iterator[Edit]:
    """Without 实际, which few results are told with, and the 到 of 到2025年，…."""
    for match in ACTUALLY.finditer(question.text):
        yield Span(*match.span()), ""
    if by := _BY_YEAR.match(question.text):
        yield Span(by.start("by"), by.end("by")), ""
        yield Span(by.start("comma"), by.end("comma")), ""


def _abbreviated(word: str) -> Iterator[str]:
    """Its variants that are short or long for it: 数博会, 大数据博览会; 规模以上, 规上."""
    for other in variants(word):
        short, long = sorted((word, other), key=len)
        left = iter(long)
        if short not in long and all(char in left for char in short):
            yield other


def _measured(question: Question, texts: Sequence[str]) -> list[Edit]:
    """What is measured, where the question has but an adjective: 算力有多大 asks for 算力规模."""
    out = []
    for match in _HOW_MUCH.finditer(question.text):
        before = [w for w in question.words if w.span.end <= match.start() and w.tag != "t"]
        nouns = _MEASURES[match[0]] if before else ()
        name = before[-1] if before else None
        told = (n for n in nouns if name and any(name.text + n in text for text in texts))
        if name and (noun := next(told, "")) and noun not in question.text:
            out.append((Span(name.span.end, name.span.end), noun))
    return out


def _in_its_time(question: Question, hit: Hit) -> list[Edit]:
    """The one time asked about in the words of a passage that leaves its year to its date.

    An undated document may be of the year asked about, where that is its latest or the next.
    """
    if question.lang != "zh" or len(question.times) != 1:
        return []
    asked, text = question.times[0], hit.passage.text
    dated = Anchor.of(hit.document.date)
    anchor = dated or _possible(asked, hit.document.text)
    if anchor is None or not _is_of(anchor, asked):
        return []
    named = [p.span.of(text) for p in periods(text, anchor) if _same(p, asked)]
    year = str(asked.first.year)
    if any(year in name for name in named):
        return []
    instead = next(iter(named), "")
    # What it says of that year in other words is not of the one asked.
    if not instead and (dated is None or year in text or _YEAR.search(text)):
        return []
    start = _UP_TO.search(question.text[: asked.span.start]) if not instead else None
    end = _BEHIND.match(question.text, asked.span.end) if not instead else None
    span = Span(start.start() if start else asked.span.start, end.end() if end else asked.span.end)
    return [(span, instead)]


def _possible(asked: Period, text: str) -> Anchor | None:
    """The asked year as the present of an undated text that looks back on it or the one before.

    Asked about a whole year it is no help: 今年 stands in many a sentence on something else.
    """
    year, latest = asked.first.year, latest_year(text)
    if asked.days > WHOLE_YEAR or latest is None or not latest <= year <= latest + 1:
        return None
    return Anchor(date(year, 1, 1), date(year, 12, 31))


def _is_of(anchor: Anchor, asked: Period) -> bool:
    """Whether what a document of that date says of its present is said of the year asked about."""
    return anchor.first.year == anchor.last.year == asked.first.year == asked.last.year


def _same(period: Period, asked: Period) -> bool:
    return (period.first, period.last) == (asked.first, asked.last)


def _with(question: Question, found: Sequence[Word]) -> Question:
    """The question with other words in the place of its own."""
    from rag.english import laid_out

    placed, core = laid_out(found)
    asked = tuple(
        new for old, new in zip(question.words, placed, strict=True) if old in question.asked
    )
    return replace(question, words=placed, asked=asked, core=core)


def _known(word: Word, index: Index) -> Word:
    """A name as the documents write it; the word itself where none of them sounds like it."""
    from rag.english import FOREIGN, NAME  # not loaded for Chinese questions
    from rag.romanised import syllables, words_spelt

    if word.tag != FOREIGN or not syllables(word.text):
        return word
    spelt = [w for w in words_spelt(word.text, index.doc_freq) if _stands_alone(w, index)]
    names = [w for w in spelt if not is_common(w)] or spelt
    return replace(word, text=names[0], tag=NAME, others=(*names[1:], word.text)) if names else word


def _stands_alone(word: str, index: Index) -> bool:
    """Whether the word is met between two words, not across them: 力明 in 能力明显 is none."""
    ids = [id_ for id_, _ in index.search_lexical(terms(word), LOOKED_AT)]
    return any(_at_edges(word, squeeze(p.text)) for p in index.passages(ids))


def _at_edges(word: str, text: str) -> bool:
    edges = {0} | {w.span.end for w in words(text)}
    at = text.find(word)
    while at >= 0:
        if at in edges and at + len(word) in edges:
            return True
        at = text.find(word, at + 1)
    return False


def _most_used(word: Word, texts: Sequence[str]) -> Word:
    forms = (word.text, *word.others)
    if len(forms) == 1:
        return word
    best = max(
        forms, key=lambda f: sum((f in text) / (rank + 1) for rank, text in enumerate(texts))
    )
    return replace(word, text=best, others=tuple(f for f in forms if f != best))
