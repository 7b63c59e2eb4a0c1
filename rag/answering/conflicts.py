"""Sources that disagree: one indicator, period and scope, and figures that cannot both be true.

Looked for among the passages an answer was chosen from, by rules, without a model. Other dates,
periods, places, kinds of figure, goals beside results, and figures that agree within the rounding
they are written with are no disagreement.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from difflib import SequenceMatcher
from typing import Final

from rag.answer import Answer, Citation, Conflict
from rag.answering.candidates import Window, windows
from rag.answering.comparable import comparable
from rag.answering.compose import Numbering, cite
from rag.answering.coverage import covered
from rag.answering.shapes import answer_spots
from rag.answering.statements import Statement, statements
from rag.question import Question, analyse
from rag.text import fold
from rag.types import Hit, Span
from rag.units import comparable as one_unit

SPREAD: Final = 0.25  # of the question's words that another figure of a quote may have less
MOST: Final = 4  # sources named in one disagreement
NO_FIGURE: Final = ("list", "person", "place", "organisation", "date")  # kinds of question

_WORDS: Final = {
    "zh": (
        "各来源对“{subject}”{when}的说法不一：{values}。",
        "{title}（{date}）为“{value}”[{number}]",
        "；",
        "未注明日期",
    ),
    "en": (
        'Sources disagree on "{subject}"{when}: {values}.',
        '{title} ({date}) says "{value}" [{number}]',
        "; ",
        "undated",
    ),
}


def with_conflicts(answer: Answer, hits: Sequence[Hit]) -> Answer:
    """The answer with the disagreements over its figures, in `conflicts` and in its text.

    Sources that are not cited yet become further citations; claims stay as they are.
    """
    question = analyse(answer.question)
    if answer.status == "refused" or not answer.claims or question.kind in NO_FIGURE:
        return answer
    numbering = Numbering()
    for citation in answer.citations:
        numbering.number(citation)
    found = tuple(
        _conflict(dispute, question, numbering) for dispute in _disputes(question, answer, hits)
    )
    if not found:
        return answer
    return replace(
        answer,
        conflicts=(*answer.conflicts, *found),
        citations=tuple(numbering.citations),
        text="\n".join((answer.text, *(conflict.message for conflict in found))),
    )


@dataclass(frozen=True, slots=True)
class _Dispute:
    """A statement of the answer, where it is cited, and those that contradict it."""

    said: Statement
    citation: Citation
    others: tuple[Statement, ...]


def _disputes(question: Question, answer: Answer, hits: Sequence[Hit]) -> Iterator[_Dispute]:
    """One for each figure of the answer that is disputed; a pair of sources is told once."""
    told = [s for window in _single(windows(hits)) for s in statements(window)]
    seen: set[tuple[str, Span]] = set()
    for claim in answer.claims:
        for citation in (answer.citations[n - 1] for n in claim.citations):
            focus = claim.focus if len(claim.citations) == 1 else None
            for said in _answering(question, citation, focus, told):
                others = tuple(o for o in _against(question, said, told) if _key(o) not in seen)
                if others:
                    seen |= {_key(said), *map(_key, others)}
                    yield _Dispute(said, citation, others)


def _key(statement: Statement) -> tuple[str, Span]:
    return statement.document.id, statement.window.span


def _single(found: Sequence[Window]) -> list[Window]:
    """Windows of one sentence: those of two hold others."""
    return [
        w
        for w in found
        if not any(
            o is not w and o.document.id == w.document.id and w.span.covers(o.span) for o in found
        )
    ]


def _answering(
    question: Question, citation: Citation, focus: Span | None, told: Sequence[Statement]
) -> list[Statement]:
    """The statements of a quote that answer: in the reader's focus, else of the asked shape."""
    own = [
        s for s in told if s.document.id == citation.document_id and citation.span.covers(_place(s))
    ]
    if focus is not None:
        marked = Span(citation.span.start + focus.start, citation.span.start + focus.end)
        if inside := [s for s in own if marked.overlaps(_place(s))]:
            return inside
    fitting = own
    if question.kind == "number":
        shift = citation.span.start
        spots = answer_spots(question, fold(citation.quote))
        shaped = [Span(shift + spot.start, shift + spot.end) for spot in spots]
        fitting = [s for s in own if any(spot.overlaps(_place(s)) for spot in shaped)]
    best = max((_relevance(question, s) for s in fitting), default=0.0)
    return [s for s in fitting if best and _relevance(question, s) >= best - SPREAD]


def _place(statement: Statement) -> Span:
    """Where the figure stands in its document."""
    start, span = statement.window.span.start, statement.quantity.span
    return Span(start + span.start, start + span.end)


def _relevance(question: Question, statement: Statement) -> float:
    """Share of the question's words in the words around the figure."""
    asked = [w.text for w in question.words]
    return sum(covered(word, statement.clause) for word in asked) / len(asked) if asked else 1.0


def _against(question: Question, said: Statement, told: Sequence[Statement]) -> Iterator[Statement]:
    """From every other document that nowhere agrees, what fits the question best and contradicts.

    Where a document speaks of several things, the statement nearest to the question counts.
    """
    rivals: dict[str, list[Statement]] = {}
    for other in sorted(told, key=lambda s: s.window.rank):
        if other.document.id != said.document.id and _may_rival(question, said, other):
            rivals.setdefault(other.document.id, []).append(other)
    for same in rivals.values():
        if not any(_agree(said, other) for other in same):
            yield max(same, key=lambda s: (_relevance(question, s), like(said.clause, s.clause)))


def _may_rival(question: Question, said: Statement, other: Statement) -> bool:
    return one_unit(other.quantity.unit, said.quantity.unit) and comparable(said, other, question)


def like(one: str, other: str) -> float:
    """How alike two clauses are, in [0, 1].

    >>> like("收入", "收入"), like("收入", "利润")
    (1.0, 0.0)
    """
    return SequenceMatcher(None, one, other, autojunk=False).ratio()


def _agree(one: Statement, other: Statement) -> bool:
    """Whether one value may lie behind both figures."""
    (a, b), (c, d) = one.value, other.value
    return (a < d and c < b) or one.value == other.value


def _conflict(dispute: _Dispute, question: Question, numbering: Numbering) -> Conflict:
    whole, each, between, undated = _WORDS[question.lang]
    said = dispute.said
    sides = [(said, dispute.citation)]
    sides += [(o, cite(o.document, o.window.span, 0)) for o in dispute.others[: MOST - 1]]
    values, numbers, parts = [], [], []
    for statement, citation in sides:
        number = numbering.number(citation)
        title = citation.title
        if question.lang == "zh" and not title.startswith("《"):
            title = f"《{title}》"
        values.append(statement.shown)
        numbers.append(number)
        parts.append(
            each.format(
                title=title, date=citation.date or undated, value=statement.shown, number=number
            )
        )
    when = f"（{said.when}）" if question.lang == "zh" else f" ({said.when})"
    message = whole.format(
        subject=said.subject, when=when if said.when else "", values=between.join(parts)
    )
    return Conflict(said.subject, tuple(values), tuple(numbers), message)
