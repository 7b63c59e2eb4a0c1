"""Fit how much the reader's scores weigh, and what evidence is enough, on development questions.

    python -m eval.training.fit --data DIR --docs DIR [--limit 200] [--engine torch]
        [--report] [--write]

1. The weight of the reader's score beside a sentence's relevance: the one that puts most gold
   answers into the first claim, every set counting alike.
2. The evidence score: a logistic regression on what `answering.evidence` weighs, of right first
   claims against claims for what the documents do not say, among those that no rule forbids.
3. The answer's confidence: the evidence score scaled to the chance that the first claim is right.
4. Reported on the half of the held-out topics that fitting did not see: share right with and
   without the reader with a paired bootstrap, AUROC of the evidence score, a reliability diagram
   and the expected calibration error (Guo et al. 2017, "On Calibration of Modern Neural Networks",
   section 2).

`--report` fits nothing and tells the last part of the weights as they are; `--write` puts the
result into rag/data/weights.json.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from eval import console, facts, metrics, workdir
from eval.training import held_out
from eval.training.trials import DIALOGUES, UNREFUSED, Asked, Trial, groups, trials
from rag.answering import weights
from rag.answering.evidence import confidence, evidence_features, logit, weighed
from rag.answering.extractive import Draft, draft, leading
from rag.config import Config
from rag.reader.hits import UNREAD

WEIGHTS = Path(weights.__file__).parents[1] / "data" / "weights.json"
GRID = (0.2, 0.3, 0.45)
UNREAD_GRID = (-4.0,)
STRENGTH = 1.0  # inverse regularisation of the logistic regression
BINS = 10
# Encyclopaedia questions matter less here than those on policy and news, which count 1 a set;
# follow-ups are in many small sets.
SET_WEIGHTS = {"cmrc": 0.5, "drcd": 0.5, "squad2": 0.3} | dict.fromkeys(DIALOGUES, 0.25)
LEVELS = (0.2, 0.3, 0.35, 0.4, 0.45, 0.5, 0.6)


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


@dataclass(frozen=True, slots=True)
class Judged:
    """A question's leading sentence or list: what evidence weighs of it, and whether it is right.

    `forbidden` says that it is refused whatever the evidence: another time, another place, a goal.
    """

    asked: Asked
    features: dict[str, float]
    right: bool
    forbidden: bool


def judged(found: Sequence[Trial]) -> list[Judged]:
    """Every question whose leading sentence was read."""
    out = []
    for trial in found:
        lead = leading(trial.question, trial.hits, trial.idf.__getitem__, trial.readings)
        if lead is None or lead.first.read is None:
            continue
        listed = lead.listed is not None
        features = evidence_features(trial.question, lead.first, listed, trial.readings)
        right = is_right(trial, drafted(trial))
        out.append(Judged(trial.asked, features, right, not lead.first.fit.whole))
    return out


def fit_evidence(rows: Sequence[Judged]) -> dict[str, float]:
    """Weights that tell right first claims from claims for what the documents do not say.

    Wrong claims for what they do say are left out: more evidence would not have mended them. So are
    claims that speak of another time or place: they are refused whatever their evidence.
    """
    from sklearn.linear_model import LogisticRegression

    told = [r for r in rows if not r.forbidden and (r.right or not r.asked.answerable)]
    keys = [key for key in told[0].features if key != "bias"]
    matrix = np.array([[row.features[key] for key in keys] for row in told])
    model = LogisticRegression(C=STRENGTH, max_iter=2000)
    model.fit(matrix, [row.right for row in told], sample_weight=_set_weights(told))
    fitted = dict(zip(keys, model.coef_[0].round(3).tolist(), strict=True))
    return {"bias": round(float(model.intercept_[0]), 3)} | fitted


def at_threshold(fitted: dict[str, float], operating: float) -> dict[str, float]:
    """The weights with the bias moved so that `operating` becomes the configured threshold."""
    shift = logit(Config().threshold) - logit(operating)
    return fitted | {"bias": round(fitted["bias"] + shift, 3)}


def fit_confidence(rows: Sequence[Judged], by: Mapping[str, float]) -> dict[str, float]:
    """Platt's scaling (1999) of the evidence score to the chance that the first claim is right."""
    from sklearn.linear_model import LogisticRegression

    logits = [[logit(weighed(row.features, by))] for row in rows]
    model = LogisticRegression(C=1e6)
    model.fit(logits, [row.right for row in rows], sample_weight=_set_weights(rows))
    slope, offset = float(model.coef_[0][0]), float(model.intercept_[0])
    return {"slope": round(slope, 3), "offset": round(offset, 3)}


def _set_weights(rows: Sequence[Judged]) -> NDArray[np.float64]:
    """A weight for each question, mean 1, by which every set counts as `SET_WEIGHTS` says."""
    names = [row.asked.group for row in rows]
    share = np.array([SET_WEIGHTS.get(name, 1.0) / names.count(name) for name in names])
    return np.asarray(share / share.mean())


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


def report(title: str, rows: Sequence[Judged], by: Mapping[str, float]) -> str:
    """One line a set: how well the evidence score tells, and what thresholds refuse."""
    head = ["set", "n", "right", "AUROC answerable", "AUROC right", "ECE"]
    head += [f"refused at {level}" for level in LEVELS]
    lines = []
    for name in dict.fromkeys(row.asked.group for row in rows):
        mine = [row for row in rows if row.asked.group == name]
        scores = np.array([weighed(row.features, by) for row in mine])
        right = np.array([row.right for row in mine])
        answerable = np.array([row.asked.answerable for row in mine])
        forbidden = np.array([row.forbidden for row in mine])
        refused = [(scores < level) | forbidden for level in LEVELS]
        lines.append(
            [
                name,
                str(len(mine)),
                f"{100 * right[answerable].mean():.1f}",
                f"{auroc(scores, answerable):.3f}",
                f"{auroc(scores, right):.3f}",
                f"{calibration_error(np.array([confidence(s) for s in scores]), right):.3f}",
                *(f"{_share(r[answerable])}/{_share(r[~answerable])}" for r in refused),
            ]
        )
    table = console.table(head, lines)
    return f"\n{title} (answerable refused / unanswerable refused, in %)\n{table}"


def _share(flags: NDArray[np.bool_]) -> str:
    return f"{100 * flags.mean():.1f}" if len(flags) else "-"


def report_unseen(rows: Sequence[Judged], found: Sequence[Trial], by: Mapping[str, float]) -> None:
    """Print how the weights do on questions that fitting did not see."""
    print(report("held out", rows, by))
    sure = np.array([confidence(weighed(row.features, by)) for row in rows])
    print(f"\n{held_out.reliability(sure, np.array([row.right for row in rows]))}\n")
    print(held_out.paired(found, lambda trial, read: is_right(trial, drafted(trial, read))))


def main() -> None:
    """Entry point."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    workdir.add_folder_options(parser)
    parser.add_argument("--docs", type=Path, required=True, help="folder of the policy documents")
    parser.add_argument("--limit", type=int, default=200, help="questions of each public set")
    parser.add_argument("--engine", default="numpy", help="of the reader: numpy or torch")
    parser.add_argument("--read", type=int, default=5, help="passages read")
    parser.add_argument(
        "--operating", type=float, default=0.30, help="evidence below which to refuse"
    )
    parser.add_argument("--report", action="store_true", help="fit nothing, tell how good it is")
    parser.add_argument("--write", action="store_true")
    options = parser.parse_args()
    work = workdir.work_folder(options.work)
    data = workdir.data_folder(options.data)
    config = Config(reader=options.engine, read=options.read)
    asked = list(groups(data, options.docs, work, options.limit))
    if options.report and options.write:
        parser.error("--report fits nothing to write")
    if options.report:
        unseen = [replace(g, questions=tuple(q for q in g.questions if q.test)) for g in asked]
        found = [trial for group in unseen for trial in trials(group, work, config)]
        report_unseen(judged(found), found, weights.EVIDENCE_READ)
        return
    found = [trial for group in asked for trial in trials(group, work, config)]
    fitting = [t for t in found if not t.asked.test]
    best_weights(fitting)
    rows = judged(found)
    told = [row for row in rows if not row.asked.test]
    fitted = at_threshold(fit_evidence(told), options.operating)
    certainty = fit_confidence(told, fitted)
    found_weights = {"reader": weights.READER, "evidence_read": fitted, "confidence": certainty}
    print(json.dumps(found_weights, indent=2))
    weights.CONFIDENCE.update(certainty)
    print(report("fitted on", told, fitted))
    tested = [t for t in found if t.asked.test]
    report_unseen([row for row in rows if row.asked.test], tested, fitted)
    if options.write:
        whole = json.loads(WEIGHTS.read_text("utf-8"))
        whole |= found_weights
        WEIGHTS.write_text(json.dumps(whole, indent=2, ensure_ascii=False) + "\n", "utf-8")


if __name__ == "__main__":
    main()
