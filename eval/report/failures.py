"""What went wrong, sorted: the records a person should look at and the name of their fault."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

    from eval.traces import Record

FAILED = "failed with an error"
QUOTE = "quote not exact"
ANSWERED = "answered the unanswerable"
REFUSED = "refused the answerable"
WRONG = "wrong answer"
LATER = "right only after the first claim"
MISSED = "document not found"
FAULTS = (FAILED, QUOTE, ANSWERED, REFUSED, WRONG, LATER, MISSED)


def fault(record: Record) -> str | None:
    """The gravest fault of a record, None when there is none."""
    scores = record.scores
    tests = (
        (FAILED, record.error is not None),
        (QUOTE, scores.get("quotes") not in (None, 1.0)),
        (ANSWERED, scores.get("declined") == 0.0),
        (REFUSED, record.case.answerable and scores.get("refused") == 1.0),
        (WRONG, scores.get("correct") == 0.0),
        (LATER, scores.get("first") == 0.0),
        (MISSED, not record.case.facts and scores.get("recall@10") == 0.0),
    )
    return next((name for name, found in tests if found), None)


def failures(records: Iterable[Record]) -> list[tuple[str, Record]]:
    """Every record with a fault, the gravest faults first, then in the order of the set."""
    found = [(name, record) for record in records if (name := fault(record)) is not None]
    return sorted(found, key=lambda pair: FAULTS.index(pair[0]))
