"""Retrieval measured with whole paragraphs as documents: ours beside its parts, in one table.

Every system is the same index asked through `Assistant.search(k=10)` under another setting, and
the index without folding borrows its vectors, so nothing is embedded twice. A document's rank is
that of its first passage among the ten hits.

    python -m eval.retrieval --data DIR [--only cmrc2018_trial] [--json FILE]
"""

from __future__ import annotations

import argparse
import json
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from eval import console, metrics, workdir
from eval.readers import SquadQuestion, SquadSet, read_squad
from eval.reindex import reindexed
from eval.remembering import RememberingEncoder
from rag import Assistant
from rag.config import Config
from rag.store import Index

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from embeddings import Encoder

SETS = ("cmrc2018_trial", "drcd_dev")
K = 10
LEGS = ("dense only", "lexical only")
SYSTEMS: dict[str, Config] = {
    "ours": Config(),
    "dense only": Config(fusion="dense"),
    "lexical only": Config(fusion="lexical"),
    "RRF (k = 60)": Config(fusion="rrf"),
    "convex, no second reading": Config(rerank=False),
}
UNFOLDED: dict[str, Config] = {
    "ours, folding off": Config(fold_traditional=False),
    "lexical only, folding off": Config(fusion="lexical", fold_traditional=False),
}
FOLDED_SETS = {"drcd_dev"}  # traditional characters


@dataclass(frozen=True, slots=True)
class Scores:
    """One value per question, in the order of the questions."""

    recall_1: tuple[float, ...]
    recall_5: tuple[float, ...]
    rr_10: tuple[float, ...]


def score_ranking(ranked: Sequence[str], relevant: str) -> tuple[float, float, float]:
    """Recall@1, Recall@5 and reciprocal rank within ten, for one relevant document.

    >>> score_ranking(["b", "a"], "a")
    (0.0, 1.0, 0.5)
    """
    wanted = {relevant}
    return (
        metrics.recall_at_k(ranked, wanted, 1),
        metrics.recall_at_k(ranked, wanted, 5),
        metrics.reciprocal_rank(ranked, wanted, K),
    )


def ranked_documents(assistant: Assistant, question: str) -> list[str]:
    """External ids in the order of their first passage among the ten best hits."""
    hits = assistant.search(question, k=K)
    return list(dict.fromkeys(str(hit.document.external_id) for hit in hits))


def measure(
    index: Path, encoder: Encoder, questions: Sequence[SquadQuestion], name: str, config: Config
) -> Scores:
    """Scores of one configuration on an index whose external ids are paragraph ids."""
    with Index.open(index) as opened:
        assistant = Assistant(opened, encoder, config)
        rows = [
            score_ranking(ranked_documents(assistant, q.question), q.paragraph_id)
            for q in console.progress(questions, name)
        ]
    recall_1, recall_5, rr_10 = zip(*rows, strict=True)
    return Scores(recall_1, recall_5, rr_10)


def best_leg(scores: Mapping[str, Scores]) -> str:
    """The single ranking with the higher mean reciprocal rank."""
    return max(LEGS, key=lambda leg: sum(scores[leg].rr_10))


def set_report(name: str, data: SquadSet, scores: Mapping[str, Scores]) -> str:
    """The table of one data set, and ours against the best single ranking."""
    head = f"{name}: {len(data.paragraphs)} paragraphs, n = {len(scores['ours'].rr_10)} questions"
    if data.empty:
        head += f" ({data.empty} empty ones excluded)"
    rows = [[system, *map(_cell, _columns(s))] for system, s in scores.items()]
    columns = ("system", "Recall@1", "Recall@5", "MRR@10")
    leg = best_leg(scores)
    ours = zip(("Recall@1", "Recall@5", "MRR@10"), _columns(scores["ours"]), strict=True)
    lines = [
        f"ours - {leg}, {label}: {_difference(values, other)}"
        for (label, values), other in zip(ours, _columns(scores[leg]), strict=True)
    ]
    return "\n".join([head, "", console.table(columns, rows), "", *lines])


def _columns(scores: Scores) -> tuple[tuple[float, ...], ...]:
    return scores.recall_1, scores.recall_5, scores.rr_10


def _cell(values: Sequence[float]) -> str:
    interval = metrics.bootstrap(values)
    return f"{interval.mean:.4f} [{interval.low:.3f}, {interval.high:.3f}]"


def _difference(ours: Sequence[float], other: Sequence[float]) -> str:
    result = metrics.paired_bootstrap(ours, other)
    d = result.difference
    return f"{d.mean:+.4f} [{d.low:+.4f}, {d.high:+.4f}], p = {result.p_value:.4f}"


def run_set(name: str, data: SquadSet, work: Path, limit: int | None) -> dict[str, Scores]:
    """Scores of every system on one data set; the index is built on first use."""
    index = workdir.paragraph_index(work, name, data.paragraphs)
    questions = data.questions[:limit]
    with Assistant.open(index) as assistant:
        encoder = RememberingEncoder(assistant.encoder)
    places = {system: (index, config) for system, config in SYSTEMS.items()}
    if name in FOLDED_SETS:
        source = index.with_name(f"{name}.jsonl")
        plain = reindexed(index, source, "index-unfolded", Config(fold_traditional=False))
        places |= {system: (plain, config) for system, config in UNFOLDED.items()}
    return {
        system: measure(place, encoder, questions, f"{name}, {system}", config)
        for system, (place, config) in places.items()
    }


def main() -> int:
    parser = argparse.ArgumentParser("python -m eval.retrieval", description=__doc__)
    workdir.add_folder_options(parser)
    parser.add_argument("--only", choices=SETS, help="one data set instead of both")
    parser.add_argument("--limit", type=int, metavar="N", help="the first N questions of each set")
    parser.add_argument("--json", type=Path, metavar="FILE", help="also write every value")
    options = parser.parse_args()
    folder, work = workdir.data_folder(options.data), workdir.work_folder(options.work)
    print(f"$ {console.command_line('eval.retrieval')}\n")
    results: dict[str, Any] = {}
    for name in (options.only,) if options.only else SETS:
        data = read_squad(folder / f"{name}.json.gz")
        scores = run_set(name, data, work, options.limit)
        print(set_report(name, data, scores), end="\n\n", flush=True)
        results[name] = {system: asdict(values) for system, values in scores.items()}
    print("95% percentile bootstrap intervals; p: paired bootstrap, two-sided; 10,000 resamples.")
    if options.json:
        options.json.write_text(json.dumps(results), encoding="utf-8")
    return 0


if __name__ == "__main__":
    console.run(main)
