"""A list asked for is answered with the whole list: one claim, one citation per item."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from rag.answering.candidates import Window, window_at
from rag.answering.features import Idf, candidate_text, coverage, covered
from rag.lists import item_title
from rag.question import Question
from rag.sentences import sentences
from rag.types import Document, Enumeration, Hit, Span

WHOLE_ITEM = 80  # characters up to which an item is quoted whole, not by its title
LOOK = 6  # passages whose lists are considered


@dataclass(frozen=True, slots=True)
class ListAnswer:
    """An enumeration that answers, the window that introduces it and the spans to quote."""

    window: Window
    enumeration: Enumeration
    items: tuple[Span, ...]
    score: float


def wants_list(question: Question) -> bool:
    return question.kind == "list" or (
        question.count is not None
        and question.count > 1
        and question.kind not in ("number", "date")
    )


def best_list(question: Question, hits: Sequence[Hit], idf: Idf) -> ListAnswer | None:
    """The list in or around the best passages that the question asks for; None if none fits."""
    best: ListAnswer | None = None
    for rank, hit in enumerate(hits[:LOOK]):
        for enumeration in _near(hit):
            answer = _rated(question, hit, rank, enumeration, idf)
            if best is None or answer.score > best.score:
                best = answer
    return best


def _near(hit: Hit) -> list[Enumeration]:
    """Enumerations that the passage holds, opens or continues."""
    out = []
    for e in hit.document.structure.enumerations:
        if e.items and len(e.items) > 1:
            whole = Span(min(e.lead.start, e.items[0].start), e.items[-1].end)
            if whole.overlaps(hit.passage.span):
                out.append(e)
    return out


def _rated(
    question: Question, hit: Hit, rank: int, enumeration: Enumeration, idf: Idf
) -> ListAnswer:
    document = hit.document
    items = quoted_items(document, enumeration)
    lead = introduction(document, enumeration)
    window = window_at(hit, rank, lead if len(lead) else items[0])
    naming = window.candidate.text
    around = naming + "\n" + window.candidate.heading
    body = candidate_text("\n".join(i.of(document.text) for i in items))
    own = coverage(question.words, naming, idf)
    with_heading = coverage(question.words, around, idf)
    with_body = coverage(question.words, around + "\n" + body, idf)
    asked = coverage(question.asked, around, idf) if question.asked else 0.5
    score = 2.0 * own + 1.5 * with_heading + 0.5 * with_body + 1.0 * asked
    score += _count_bonus(question, enumeration) + 0.5 * hit.score
    score -= 0.5 * _repeated(question, body)
    return ListAnswer(window, enumeration, items, score)


def _count_bonus(question: Question, enumeration: Enumeration) -> float:
    if question.count is None:
        return 0.0
    return 1.5 if question.count == len(enumeration.items) else -1.5


def _repeated(question: Question, body: str) -> float:
    """Share of the question's words that the items themselves hold: an answer says new things."""
    hits = [covered(w.text, body) == 1.0 for w in question.words]
    return sum(hits) / len(hits) if hits else 0.0


def introduction(document: Document, enumeration: Enumeration) -> Span:
    """The sentence or heading that introduces the items."""
    text = document.text
    if enumeration.kind == "inline":
        start = text.rfind("\n", 0, enumeration.items[0].start) + 1
        end = text.find("\n", enumeration.items[-1].end)
        line = Span(start, end if end >= 0 else len(text))
        for sentence in sentences(text, line):
            if sentence.overlaps(enumeration.items[0]):
                return sentence
    return enumeration.lead


def quoted_items(document: Document, enumeration: Enumeration) -> tuple[Span, ...]:
    """What is quoted of each item: the item, or the words that name it when it is long."""
    text = document.text
    return tuple(i if len(i) <= WHOLE_ITEM else item_title(text, i) for i in enumeration.items)
