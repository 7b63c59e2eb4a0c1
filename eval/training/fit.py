"""Fit how much the reader's scores weigh, and what evidence is enough, on development questions.

    python -m eval.training.fit --data DIR --docs DIR [--limit 200] [--write]

1. The weight of the reader's score beside a sentence's relevance: the one that puts most gold
   answers into the first claim, every set counting alike.
2. The evidence score: a logistic regression of "the first claim is right" on what
   `answering.evidence` weighs (unanswerable questions have no right claim).
3. Reported on the half of the held-out topics that fitting did not see: share right with and
   without the reader, AUROC and the expected calibration error (Guo et al. 2017, "On Calibration of
   Modern Neural Networks", section 2) of the evidence score.

`--write` puts the result into rag/data/weights.json.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from eval import console, facts, metrics, workdir
from eval.training.trials import UNREFUSED, Trial, groups, trials
from rag.answering import weights
from rag.answering.evidence import evidence_features
from rag.answering.extractive import UNREAD, Draft, draft, leading
from rag.config import Config
from rag.reader.hits import Readings

WEIGHTS = Path(weights.__file__).parents[1] / "data" / "weights.json"
GRID = (0.0, 0.05, 0.1, 0.15, 0.2, 0.3, 0.4, 0.6)
UNREAD_GRID = (-8.0, -5.0, -2.0)
STRENGTH = 1.0  # inverse regularisation of the logistic regression
BINS = 10


def drafted(trial: Trial, read: bool = True) -> Draft:
    """The answer with refusal off."""
    readings = trial.readings if read else UNREAD
    return draft(trial.question, trial.hits, trial.idf.__getitem__, UNREFUSED, readings)


def is_right(trial: Trial, found: Draft) -> bool:
    """Whether the first claim holds every fact asked for."""
    if not trial.asked.answerable or not found.claims:
        return False
    first = found.claims[0]
    text = "\n".join(q.of(first.document.text) for q in first.quotes)
    return facts.holds_all(text, trial.asked.facts)


def shares(found: Sequence[Trial], read: bool = True) -> dict[str, float]:
    """Share of the answerable questions answered right, by set."""
    right: dict[str, list[bool]] = {}
    for trial in found:
        if trial.asked.answerable:
            right.setdefault(trial.asked.group, []).append(is_right(trial, drafted(trial, read)))
    return {name: sum(values) / len(values) for name, values in right.items()}


def best_weights(found: Sequence[Trial]) -> tuple[float, float]:
    """(weight, score of unread text) with the best mean share; leaves them in force."""
    rated = []
    for unread in UNREAD_GRID:
        for weight in GRID:
            weights.READER.update(weight=weight, unread=unread)
            each = shares(found)
            mean = sum(each.values()) / len(each)
            rated.append((mean, -weight, unread))
            print(
                f"weight {weight:4.2f} unread {unread:5.1f}: {mean:.4f} {rounded(each)}", flush=True
            )
    _, negative, unread = max(rated)
    weights.READER.update(weight=-negative, unread=unread)
    return -negative, unread


def rounded(values: dict[str, float]) -> dict[str, float]:
    return {name: round(value, 3) for name, value in values.items()}


def evidence_rows(
    found: Sequence[Trial],
) -> tuple[list[dict[str, float]], NDArray[np.bool_], list[str]]:
    """Features of each question's leading sentence or list, whether it is right, and its set."""
    rows, right, names = [], [], []
    for trial in found:
        lead = leading(trial.question, trial.hits, trial.idf.__getitem__, trial.readings)
        if lead is not None:
            rows.append(evidence_features(trial.question, lead.first, lead.listed is not None))
            right.append(is_right(trial, drafted(trial)))
            names.append(trial.asked.group)
    return rows, np.array(right), names


def fit_evidence(found: Sequence[Trial]) -> dict[str, float]:
    """Weights of the evidence score; every set counts alike."""
    from sklearn.linear_model import LogisticRegression

    rows, right, names = evidence_rows([t for t in found if t.readings])
    keys = [key for key in rows[0] if key != "bias"]
    matrix = np.array([[row[key] for key in keys] for row in rows])
    share = np.array([len(names) / names.count(name) for name in names])
    model = LogisticRegression(C=STRENGTH, max_iter=2000)
    model.fit(matrix, right, sample_weight=share / share.mean())
    fitted = dict(zip(keys, model.coef_[0].round(3).tolist(), strict=True))
    return {"bias": round(float(model.intercept_[0]), 3)} | fitted


def calibration_error(scores: NDArray[np.float64], right: NDArray[np.bool_]) -> float:
    """Expected calibration error over `BINS` bins of equal width.

    >>> calibration_error(np.array([0.9, 0.9, 0.1, 0.1]), np.array([True, True, False, False]))
    0.1
    """
    bins = np.minimum((scores * BINS).astype(int), BINS - 1)
    gaps = [
        abs(scores[bins == b].mean() - right[bins == b].mean()) * (bins == b).mean()
        for b in range(BINS)
        if (bins == b).any()
    ]
    return round(float(sum(gaps)), 4)


def auroc(scores: NDArray[np.float64], positive: NDArray[np.bool_]) -> float:
    """`metrics.auroc`, nan where all are positive or none is."""
    if positive.all() or not positive.any():
        return float("nan")
    return metrics.auroc(scores[positive], scores[~positive])


def report(found: Sequence[Trial]) -> str:
    """One line a set: right with and without the reader, how well the evidence score tells."""
    rows = []
    for name in dict.fromkeys(t.asked.group for t in found):
        mine = [t for t in found if t.asked.group == name]
        results = [drafted(t) for t in mine]
        scores = np.array([r.evidence for r in results])
        right = np.array([is_right(t, r) for t, r in zip(mine, results, strict=True)])
        answerable = np.array([t.asked.answerable for t in mine])
        on, off = shares(mine).get(name, 0.0), shares(mine, read=False).get(name, 0.0)
        rows.append(
            [
                name,
                str(len(mine)),
                f"{100 * on:.1f}",
                f"{100 * off:.1f}",
                f"{auroc(scores, answerable):.3f}",
                f"{auroc(scores, right):.3f}",
                f"{calibration_error(scores, right):.3f}",
            ]
        )
    head = [
        "set",
        "n",
        "right, reader",
        "right, no reader",
        "AUROC answerable",
        "AUROC right",
        "ECE",
    ]
    return console.table(head, rows)


def thresholds(found: Sequence[Trial]) -> str:
    """What a threshold refuses, by set: answerable questions, unanswerable ones."""
    rows = []
    for name in dict.fromkeys(t.asked.group for t in found):
        mine = [(t, drafted(t).evidence) for t in found if t.asked.group == name]
        yes = np.array([e for t, e in mine if t.asked.answerable])
        no = np.array([e for t, e in mine if not t.asked.answerable])
        cells = [
            f"{100 * (yes < at).mean():.1f}/{100 * (no < at).mean() if len(no) else 0:.1f}"
            for at in LEVELS
        ]
        rows.append([name, *cells])
    return console.table(["over-refused/refused at", *map(str, LEVELS)], rows)


LEVELS = (0.2, 0.25, 0.3, 0.35, 0.4, 0.45, 0.5, 0.55, 0.6)


def without(trial: Trial, count: int) -> Trial:
    """The trial with the first `count` passages read only."""
    kept = {(h.document.id, h.passage.span) for h in trial.hits[:count]}
    passages = {
        document: tuple(p for p in read if (document, p.span) in kept)
        for document, read in trial.readings.passages.items()
    }
    readings = Readings({d: p for d, p in passages.items() if p})
    return Trial(trial.asked, trial.question, trial.hits, readings, trial.idf)


def main() -> None:
    """Entry point."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    workdir.add_folder_options(parser)
    parser.add_argument("--docs", type=Path, required=True, help="folder of the policy documents")
    parser.add_argument("--limit", type=int, default=200, help="questions of each public set")
    parser.add_argument("--read", type=int, default=5, help="passages read")
    parser.add_argument("--write", action="store_true")
    options = parser.parse_args()
    work = workdir.work_folder(options.work)
    data = workdir.data_folder(options.data)
    config = Config(reader="numpy", read=options.read)
    found = [
        trial
        for group in groups(data, options.docs, work, options.limit)
        for trial in trials(group, work, config)
    ]
    fitting = [t for t in found if not t.asked.test]
    best_weights(fitting)
    weights.EVIDENCE_READ.clear()
    weights.EVIDENCE_READ.update(fit_evidence(fitting))
    print(json.dumps({"reader": weights.READER, "evidence_read": weights.EVIDENCE_READ}))
    for title, part in (("fitted on", fitting), ("held out", [t for t in found if t.asked.test])):
        print(f"\n{title}\n{report(part)}\n{thresholds(part)}", flush=True)
    if options.write:
        whole = json.loads(WEIGHTS.read_text("utf-8"))
        whole |= {"reader": weights.READER, "evidence_read": weights.EVIDENCE_READ}
        WEIGHTS.write_text(json.dumps(whole, indent=2, ensure_ascii=False) + "\n", "utf-8")


if __name__ == "__main__":
    main()
