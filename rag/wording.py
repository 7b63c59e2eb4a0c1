"""Words of an English question as the documents have them: names by sound, terms by use."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from rag.lexicon import colloquial, translate
from rag.question import Question
from rag.text import squeeze, terms
from rag.types import Hit
from rag.words import Word, is_common, words

if TYPE_CHECKING:
    from rag.store import Index

LOOKED_AT = 4  # passages in which a name is held against the words around it
WEIGHED = 10  # hits that tell which of several translations is used


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
    if question.lang != "zh":
        return question.text
    texts = [squeeze(hit.passage.text) for hit in hits[:WEIGHED]]
    text = question.text
    for word in reversed(question.words):
        forms = colloquial(word.text)
        if forms and not any(word.text in t for t in texts):
            written = _most_used(replace(word, others=forms), texts).text
            text = text[: word.span.start] + written + text[word.span.end :]
    return text


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
