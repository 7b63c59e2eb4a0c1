"""Is weak evidence told from good evidence: refusal against over-refusal, beside a plain baseline.

A score per question says how well the index covers it; questions below a threshold are refused.
Ours is the score the product decides by. The baseline is token coverage: the largest share of the
question's distinct lexical terms that one of the ten best passages holds.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from eval import console, metrics
from rag.text import terms

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from rag import Assistant
    from rag.answer import Status

BUDGETS = (0.01, 0.02, 0.05, 0.10, 0.20, 0.30)
TOP = 10


@dataclass(frozen=True, slots=True)
class Scored:
    """One question asked of one index: both scores in [0, 1], and what the product did."""

    id: str
    answerable: bool
    evidence: float
    coverage: float
    status: Status


def token_coverage(question: str, passages: Iterable[str]) -> float:
    """Largest share of the question's distinct terms found in one passage, 0.0 without passages.

    >>> token_coverage("增长7.2%", ["增长很快", "减少7.2%"])
    0.75
    """
    asked = set(terms(question))
    if not asked:
        return 0.0
    return max((len(asked & set(terms(p))) / len(asked) for p in passages), default=0.0)


def score(assistant: Assistant, id_: str, question: str, answerable: bool) -> Scored:
    """Ask, and score the evidence both ways."""
    hits = assistant.search(question, k=TOP)
    return Scored(
        id=id_,
        answerable=answerable,
        evidence=assistant.evidence(question),
        coverage=token_coverage(question, (hit.passage.text for hit in hits)),
        status=assistant.ask(question).status,
    )


def counts(rows: Iterable[Scored]) -> metrics.RefusalCounts:
    """What the product refused at its own threshold."""
    tally = [(row.answerable, row.status == "refused") for row in rows]
    return metrics.RefusalCounts(
        refused_unanswerable=tally.count((False, True)),
        unanswerable=sum(not answerable for answerable, _ in tally),
        refused_answerable=tally.count((True, True)),
        answerable=sum(answerable for answerable, _ in tally),
    )


def report(title: str, rows: Sequence[Scored]) -> str:
    """Both scores side by side, then the product's own operating point."""
    own = counts(rows)
    head = f"{title}: {own.answerable} answerable, {own.unanswerable} unanswerable questions"
    columns = ["score", "AUROC", "AURC", *(f"refused at {b:.0%}" for b in BUDGETS)]
    body = [_score_row("ours", rows, [row.evidence for row in rows])]
    body.append(_score_row("token coverage", rows, [row.coverage for row in rows]))
    point = (
        f"ours as configured: {console.share(own.recall)} of the unanswerable refused, "
        f"{console.share(own.over_refusal)} of the answerable; "
        f"precision of refusing {console.share(own.precision)}"
    )
    return "\n".join([head, "", console.table(columns, body), "", point])


def _score_row(name: str, rows: Sequence[Scored], scores: Sequence[float]) -> list[str]:
    kept = [s for s, row in zip(scores, rows, strict=True) if row.answerable]
    weak = [s for s, row in zip(scores, rows, strict=True) if not row.answerable]
    area = metrics.aurc(scores, [0.0 if row.answerable else 1.0 for row in rows])
    shares = [metrics.refusal_at_over_refusal(kept, weak, budget) for budget in BUDGETS]
    return [name, f"{metrics.auroc(kept, weak):.3f}", f"{area:.3f}", *map(console.share, shares)]


NOTE = """refused at 5%: share of the unanswerable refused when at most 5% of the answerable are.
AURC: area under the risk-coverage curve, lower is better; answering an unanswerable question is
the error."""
