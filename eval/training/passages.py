"""Fit how much the second reading weighs what it sees of a passage, on development questions.

    python -m eval.training.passages --data DIR --docs DIR [--limit 2000] [--write]

A question's passages are those that are read again. Right are those of the paragraph that it was
written for, or, in our own sets, those that hold every fact of its answer. The weights make right
passages most probable under a softmax over the passages' scores (the top-one loss of Cao et al.
2007, "Learning to Rank: From Pairwise Approach to Listwise Approach", section 4.2).
Reported: five-fold cross-validation, the questions of one paragraph in one fold.

`--write` puts the result into rag/data/passage_weights.json.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import takewhile
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from eval import console, facts, metrics, workdir
from eval.readers import read_squad
from eval.training.trials import Group, groups
from rag import Assistant, rerank
from rag.config import Config
from rag.finding import Finder
from rag.types import Filters, Hit

FloatArray = NDArray[np.float64]

WEIGHTS = Path(rerank.__file__).parent / "data" / "passage_weights.json"
AS_RETRIEVED = Config(rerank=False, reader="off", evidence=rerank.READ)
# What one question counts beside one of our own: these are many, and on other matters.
PUBLIC = {"drcd_test_for_training": 1.0, "squad2_zh_a": 0.3}
FUSED = "fused"
PENALTY = 1.0  # on squared weights of features scaled to unit variance
MOST_STEPS = 300
FOLDS = 5
NOTHING = -1e9  # score of a passage that is not there


@dataclass(frozen=True, slots=True, eq=False)
class Asked:
    """A question, the test of a right passage, and a number that questions of one text share."""

    question: str
    is_right: Callable[[Hit], bool]
    key: int


@dataclass(frozen=True, slots=True, eq=False)
class Row:
    """One question: features (n, f) of its n passages, which of them are right (n,)."""

    group: str
    fold: int
    features: FloatArray
    right: NDArray[np.bool_]


def public(name: str, data: Path, limit: int) -> list[Asked]:
    """At most about `limit` answerable questions of a public set, evenly chosen."""
    asked = [q for q in read_squad(data / f"{name}.json.gz").questions if not q.impossible]

    def is_of(paragraph: str) -> Callable[[Hit], bool]:
        return lambda hit: hit.document.external_id == paragraph

    return [
        Asked(q.question, is_of(q.paragraph_id), int(q.paragraph_id[1:]))
        for q in asked[:: max(1, round(len(asked) / limit))]
    ]


def own(group: Group) -> list[Asked]:
    """The answerable questions of one of our own sets."""

    def holds(wanted: tuple[tuple[str, ...], ...]) -> Callable[[Hit], bool]:
        return lambda hit: facts.holds_all(hit.passage.text, wanted)

    answerable = [asked for asked in group.questions if asked.answerable]
    return [Asked(a.question, holds(a.facts), number) for number, a in enumerate(answerable)]


def all_rows(data: Path, docs: Path, work: Path, limit: int) -> Iterator[Row]:
    """Every set's questions of which right and wrong passages are read."""
    for name in PUBLIC:
        paragraphs = read_squad(data / f"{name}.json.gz").paragraphs
        index = workdir.paragraph_index(work, name, paragraphs)
        yield from rows(name, index, public(name, data, limit))
    for group in takewhile(lambda g: g.name != "cmrc", groups(data, docs, work, 1)):
        yield from rows(group.name, group.index, own(group))


def rows(name: str, index: Path, questions: Sequence[Asked]) -> Iterator[Row]:
    """The questions with what is seen of their passages; those without a choice are left out."""
    with Assistant.open(index) as assistant:
        finder = Finder(assistant.index, assistant.encoder, AS_RETRIEVED)
        for asked in console.progress(questions, name):
            found = finder.material(asked.question, Filters())
            right = np.array([asked.is_right(hit) for hit in found.hits])
            if right.any() and not right.all():
                seen = [
                    {FUSED: hit.score} | rerank.passage_features(found.question, hit, found.idf)
                    for hit in found.hits
                ]
                values = [[one.get(key, 0.0) for key in names()] for one in seen]
                yield Row(name, asked.key % FOLDS, np.array(values), right)


def names() -> list[str]:
    """The features in order: the fused score, then those of the second reading."""
    return [FUSED, *rerank.WEIGHTS]


def fit(found: Sequence[Row]) -> FloatArray:
    """Weights (f,), the fused score's being 1."""
    import torch

    scale = np.concatenate([row.features for row in found]).std(axis=0) + 1e-9
    values, gone, wrong = padded(found)
    scaled, every, right = (torch.from_numpy(a) for a in (values / scale, gone, wrong))
    counts = torch.tensor([PUBLIC.get(row.group, 1.0) for row in found], dtype=torch.float64)
    weights = torch.zeros(len(scale), dtype=torch.float64, requires_grad=True)
    descent = torch.optim.LBFGS([weights], max_iter=MOST_STEPS, line_search_fn="strong_wolfe")

    def loss() -> torch.Tensor:
        descent.zero_grad()
        scores = scaled @ weights
        missed = torch.logsumexp(scores + every, 1) - torch.logsumexp(scores + right, 1)
        total = counts @ missed + PENALTY * weights @ weights
        total.backward()  # type: ignore[no-untyped-call]
        return total

    descent.step(loss)  # type: ignore[no-untyped-call]
    fitted: FloatArray = weights.detach().numpy() / scale
    beside_fused: FloatArray = fitted / fitted[0]
    return beside_fused


def padded(found: Sequence[Row]) -> tuple[FloatArray, FloatArray, FloatArray]:
    """Features (q, n, f), and what is added to scores (q, n) for all passages, for right ones."""
    most = max(len(row.right) for row in found)
    values = np.zeros((len(found), most, found[0].features.shape[1]))
    gone, wrong = (np.full((len(found), most), NOTHING) for _ in range(2))
    for place, row in enumerate(found):
        values[place, : len(row.right)] = row.features
        gone[place, : len(row.right)] = 0.0
        wrong[place, : len(row.right)][row.right] = 0.0
    return values, gone, wrong


def reciprocal_ranks(found: Sequence[Row], weights: FloatArray) -> FloatArray:
    """One over the rank of the first right passage, for each question."""
    out = []
    for row in found:
        scores = row.features @ weights
        out.append(1 / (1 + (scores > scores[row.right].max()).sum()))
    return np.array(out)


def cross_validated(found: Sequence[Row]) -> FloatArray:
    """Reciprocal ranks (q,) of each question under weights that were fitted without its fold."""
    out = np.zeros(len(found))
    for fold in range(FOLDS):
        outside = [place for place, row in enumerate(found) if row.fold == fold]
        weights = fit([row for row in found if row.fold != fold])
        out[outside] = reciprocal_ranks([found[place] for place in outside], weights)
    return out


def report(found: Sequence[Row], **systems: FloatArray) -> str:
    """A table of the share of right passages at rank 1 and the mean reciprocal rank, by set."""
    lines = []
    for name in dict.fromkeys(row.group for row in found):
        held = np.array([row.group == name for row in found])
        cells = [f"{(v[held] == 1).mean():.4f} / {v[held].mean():.4f}" for v in systems.values()]
        first, *_, last = systems.values()
        gain = metrics.paired_bootstrap(last[held] == 1, first[held] == 1).difference
        interval = f"{gain.mean:+.4f} [{gain.low:+.4f}, {gain.high:+.4f}]"
        lines.append([name, str(held.sum()), *cells, interval])
    return console.table(["set", "n", *systems, "last - first, rank 1"], lines)


def main() -> int:
    parser = argparse.ArgumentParser("python -m eval.training.passages", description=__doc__)
    parser.formatter_class = argparse.RawDescriptionHelpFormatter
    workdir.add_folder_options(parser)
    parser.add_argument("--docs", type=Path, required=True, metavar="DIR")
    parser.add_argument("--limit", type=int, default=2000, help="questions of a public set")
    parser.add_argument("--write", action="store_true", help=f"change {WEIGHTS.name}")
    options = parser.parse_args()
    data, work = workdir.data_folder(options.data), workdir.work_folder(options.work)
    found = list(all_rows(data, options.docs, work, options.limit))
    weights = fit(found)
    fused = np.eye(len(weights))[0]
    in_force = np.array([1.0, *rerank.WEIGHTS.values()])
    systems = {
        "fused alone": reciprocal_ranks(found, fused),
        "weights in force": reciprocal_ranks(found, in_force),
        "refitted": cross_validated(found),
    }
    print(report(found, **systems))
    rounded = dict(zip(names()[1:], weights[1:].round(3).tolist(), strict=True))
    print(json.dumps(rounded))
    if options.write:
        WEIGHTS.write_text(json.dumps(rounded, indent=1) + "\n", encoding="utf-8")
    return 0


if __name__ == "__main__":
    console.run(main)
