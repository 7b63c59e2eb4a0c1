"""From records to figures: every measure with its interval and the number it is out of."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from eval import metrics
from eval.metrics import Interval, RefusalCounts
from eval.systems import OURS

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from eval.traces import Record

Unit = Literal["share", "ratio", "characters"]


@dataclass(frozen=True, slots=True)
class Measure:
    """A figure of the report: its key in a record's scores, its name, and what it means."""

    key: str
    label: str
    meaning: str
    unit: Unit = "share"


MEASURES = (
    Measure("correct", "answer correct", "all expected facts stand in the claims; of answerable"),
    Measure("first", "first claim correct", "all expected facts stand in the first claim"),
    Measure(
        "brief", "correct in 150 chars", "all expected facts stand in the first 150 characters"
    ),
    Measure("declined", "refusal recall", "unanswerable questions that were refused"),
    Measure("due", "refusal precision", "refusals that were of unanswerable questions"),
    Measure("over", "over-refusal", "answerable questions that were refused; less is better"),
    Measure("reason", "reason as expected", "unanswerable questions refused for the gold reason"),
    Measure("quotes", "quotes exact", "citations that are the shown text at their offsets"),
    Measure(
        "citation precision",
        "citation precision",
        "citations of the first claim that meet a gold span or state an expected fact",
    ),
    Measure(
        "citation recall",
        "citation recall",
        "gold spans met, or expected facts stated, by the quotes of the answer",
    ),
    Measure("span precision", "gold-span precision", "citations of the first claim on gold spans"),
    Measure("span recall", "gold-span recall", "gold spans that a citation of the answer meets"),
    Measure("alce precision", "ALCE citation precision", "citations that matter to their claim"),
    Measure("alce recall", "ALCE citation recall", "claims that their quotes support"),
    Measure("em", "exact match (CMRC)", "first claim equal to a gold answer"),
    Measure("f1", "F1 (CMRC)", "longest common run of the first claim and a gold answer"),
    Measure("consistent", "consistent under paraphrase", "paraphrases with the same outcome"),
    Measure("recall@1", "Recall@1", "relevant documents that come first"),
    Measure("recall@5", "Recall@5", "relevant documents among the first five"),
    Measure("recall@10", "Recall@10", "relevant documents among the first ten"),
    Measure("found@3", "document in top 3", "a relevant document is among the first three"),
    Measure("evidence@1", "evidence first", "gold spans met by the best passage"),
    Measure("evidence@5", "evidence in top 5", "gold spans met by the five best passages"),
    Measure("mrr@10", "MRR@10", "1 / rank of the first relevant document", "ratio"),
    Measure("ndcg@10", "nDCG@10", "normalised discounted cumulative gain", "ratio"),
    Measure("length", "first claim, length", "mean characters, lists left out", "characters"),
    Measure("whole length", "answer, length", "mean characters of all claims", "characters"),
)


@dataclass(frozen=True, slots=True)
class Summary:
    """One system over some cases.

    `failed` cases raised an exception; they are in no other figure. `measures` holds those that
    apply to at least one case. Times in milliseconds, memory in MiB; None where not measured.
    """

    system: str
    asked: int
    failed: int
    measures: dict[str, Interval]
    refusal_f1: float | None
    aurc: float | None
    p50: float | None
    p95: float | None
    memory: float | None


def summarise(system: str, records: Sequence[Record]) -> Summary:
    """All figures of one system."""
    good = [record for record in records if record.error is None]
    found = ((m.key, values(m.key, good)) for m in MEASURES)
    # Baselines are asked after ours and find questions embedded: their times say nothing.
    times = [r.timings["answer"] for r in good if system == OURS]
    confident = [r for r in good if r.evidence is not None and r.scores.get("forced") is not None]
    return Summary(
        system=system,
        asked=len(records),
        failed=len(records) - len(good),
        measures={key: metrics.bootstrap(numbers) for key, numbers in found if numbers},
        refusal_f1=_refusal_f1(good),
        aurc=metrics.aurc(*confidence_and_errors(confident)) if confident else None,
        p50=metrics.percentile(times, 0.5) if times else None,
        p95=metrics.percentile(times, 0.95) if times else None,
        memory=max((r.timings["peak_mib"] for r in good if system == OURS), default=None),
    )


def values(key: str, records: Sequence[Record]) -> list[float]:
    """One measure's values over the records it applies to, in their order."""
    if key == "due":
        return [float(not r.case.answerable) for r in records if _refused(r)]
    if key == "over":
        return [float(_refused(r)) for r in records if r.case.answerable and r.case.facts]
    if key == "consistent":
        return consistency(records)
    return [value for r in records if (value := r.scores.get(key)) is not None]


def _refused(record: Record) -> bool:
    return record.scores.get("refused") == 1.0


def refusal_counts(records: Iterable[Record]) -> RefusalCounts:
    """Refusals as a detector of unanswerable questions."""
    tally = [(r.case.answerable, _refused(r)) for r in records]
    return RefusalCounts(
        refused_unanswerable=tally.count((False, True)),
        unanswerable=sum(not answerable for answerable, _ in tally),
        refused_answerable=tally.count((True, True)),
        answerable=sum(answerable for answerable, _ in tally),
    )


def _refusal_f1(records: Sequence[Record]) -> float | None:
    score = refusal_counts(records).f1
    return None if math.isnan(score) else score


def confidence_and_errors(records: Sequence[Record]) -> tuple[list[float], list[float]]:
    """Evidence scores, and 1.0 where the answer (the one it would have given) is wrong."""
    scores = [float(r.evidence or 0.0) for r in records]
    return scores, [1.0 - float(r.scores["forced"] or 0.0) for r in records]


def consistency(records: Sequence[Record]) -> list[float]:
    """For each case that paraphrases another: 1.0 where both have the same outcome.

    Same outcome: both refused, or both answered and either both right or resting on quotes that
    share characters. After Elazar et al. 2021, "Measuring and Improving Consistency in Pretrained
    Language Models", with the answer's evidence in place of its string.
    """
    known = {r.case.id: r for r in records}
    pairs = [(known[o], r) for r in records if (o := r.case.paraphrase_of) and o in known]
    return [float(_same_outcome(a, b)) for a, b in pairs]


def _same_outcome(a: Record, b: Record) -> bool:
    if _refused(a) or _refused(b):
        return _refused(a) and _refused(b)
    if a.scores.get("correct") == b.scores.get("correct") == 1.0:
        return True
    return any(
        x["document_id"] == y["document_id"] and x["start"] < y["end"] and y["start"] < x["end"]
        for x in (a.answer or {}).get("citations", ())
        for y in (b.answer or {}).get("citations", ())
    )


def grouped(records: Iterable[Record], name: Callable[[Record], str]) -> dict[str, list[Record]]:
    """Records by group, groups in the order they are met."""
    groups: dict[str, list[Record]] = {}
    for record in records:
        groups.setdefault(name(record), []).append(record)
    return groups


def right(record: Record) -> float | None:
    """1.0 where the case is dealt with as it should be: answered correctly, or refused.

    None where the case failed or there is nothing to judge an answer by.
    """
    return record.scores.get("correct" if record.case.answerable else "declined")


def shown(interval: Interval | None, measure: Measure) -> str:
    """A figure with its interval and n, or a dash.

    >>> shown(Interval(0.812, 0.75, 0.87, 40), MEASURES[0])
    '81.2% [75.0, 87.0] n=40'
    """
    if interval is None:
        return "–"
    scale, digits = {"share": (100, 1), "ratio": (1, 3), "characters": (1, 0)}[measure.unit]
    mean, low, high = (scale * v for v in (interval.mean, interval.low, interval.high))
    sign = "%" if measure.unit == "share" else ""
    return f"{mean:.{digits}f}{sign} [{low:.{digits}f}, {high:.{digits}f}] n={interval.n}"
