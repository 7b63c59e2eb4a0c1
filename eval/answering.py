"""Answers measured end to end on public question sets, without an LLM.

    python -m eval.answering --data DIR [--only cmrc|removed|squad2] [--json FILE]

cmrc     cmrc2018_trial: is a gold answer inside the first claim, the first two, the first three
removed  cmrc2018_trial against indexes that lack the paragraph asked about: is it refused
squad2   squad2_zh_a: answerable questions and adversarial near misses
"""

from __future__ import annotations

import argparse
import json
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from eval import console, facts, metrics, refusal, workdir
from eval.readers import SquadQuestion, SquadSet, read_squad
from rag import Assistant

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from eval.refusal import Scored

FOLDS = 8


@dataclass(frozen=True, slots=True)
class Answered:
    """One question's outcome: its claims, and whether the first 1, 2, 3 hold a gold answer."""

    id: str
    refused: bool
    claims: tuple[str, ...]
    right: tuple[bool, bool, bool]


def judge(question: SquadQuestion, claims: Sequence[str]) -> Answered:
    """Gold answers are looked for in each claim by itself, so none is found across two."""
    found = [facts.contains_gold(claim, question.answers) for claim in claims[:3]]
    right = (any(found[:1]), any(found[:2]), any(found[:3]))
    return Answered(question.id, not claims, tuple(claims), right)


def answer_all(index: Path, questions: Sequence[SquadQuestion]) -> list[Answered]:
    """Every question asked of one index, in order. A refusal has no claims and counts as wrong."""
    with Assistant.open(index) as assistant:
        return [
            judge(q, [claim.text for claim in assistant.ask(q.question).claims])
            for q in console.progress(questions, "answering")
        ]


def answer_report(title: str, rows: Sequence[Answered], empty: int) -> str:
    """Shares over all questions; lengths in characters over the first claims there are."""
    body = []
    for i, label in enumerate(("first claim", "first two claims", "first three claims")):
        interval = metrics.bootstrap([row.right[i] for row in rows])
        cell = (
            f"{console.share(interval.mean)} [{100 * interval.low:.1f}, {100 * interval.high:.1f}]"
        )
        body.append([f"gold answer inside the {label}", cell])
    lengths = [len(row.claims[0]) for row in rows if row.claims]
    if lengths:
        body.append(["first claim, mean length", f"{sum(lengths) / len(lengths):.1f}"])
        body.append(["first claim, 95th percentile", f"{metrics.percentile(lengths, 0.95):.0f}"])
    refused = sum(row.refused for row in rows) / len(rows)
    body.append(["refused (counted as wrong)", console.share(refused)])
    head = f"{title}: n = {len(rows)} questions ({empty} empty ones excluded)"
    return "\n".join([head, "", console.table(["measure", "value"], body)])


def score_removed(index: Path, data: SquadSet, questions: Sequence[SquadQuestion]) -> list[Scored]:
    """Each question twice: of the whole index, and of one that lacks its paragraph.

    The paragraphs are dealt into folds and each fold is removed from its own copy of the index, so
    nothing is embedded again and seven eighths of the other paragraphs stay as distractors.
    """
    rows = _score(index, questions, "whole index", answerable=True)
    for fold in range(FOLDS):
        gone = {p.id for p in data.paragraphs[fold::FOLDS]}
        asked = [q for q in questions if q.paragraph_id in gone]
        if asked:
            copy = workdir.copy_without(index, gone, f"fold-{fold}")
            rows += _score(copy, asked, f"without fold {fold + 1}/{FOLDS}", answerable=False)
    return rows


def _score(
    index: Path, questions: Sequence[SquadQuestion], label: str, answerable: bool | None = None
) -> list[Scored]:
    with Assistant.open(index) as assistant:
        return [
            refusal.score(
                assistant,
                q.id,
                q.question,
                not q.impossible if answerable is None else answerable,
            )
            for q in console.progress(questions, label)
        ]


def run_cmrc(folder: Path, work: Path, limit: int | None) -> list[Answered]:
    data = read_squad(folder / "cmrc2018_trial.json.gz")
    index = workdir.paragraph_index(work, "cmrc2018_trial", data.paragraphs)
    rows = answer_all(index, spread(data.questions, limit))
    print(answer_report("cmrc2018_trial", rows, data.empty), end="\n\n", flush=True)
    return rows


def run_removed(folder: Path, work: Path, limit: int | None) -> list[Scored]:
    data = read_squad(folder / "cmrc2018_trial.json.gz")
    index = workdir.paragraph_index(work, "cmrc2018_trial", data.paragraphs)
    rows = score_removed(index, data, spread(data.questions, limit))
    print(refusal.report("cmrc2018_trial, gold paragraph kept / removed", rows), end="\n\n")
    return rows


def run_squad2(folder: Path, work: Path, limit: int | None) -> list[Scored]:
    data = read_squad(folder / "squad2_zh_a.json.gz")
    index = workdir.paragraph_index(work, "squad2_zh_a", data.paragraphs)
    rows = _score(index, spread(data.questions, limit), "squad2_zh_a")
    print(refusal.report("squad2_zh_a, adversarial near misses", rows), end="\n\n", flush=True)
    return rows


def spread(questions: Sequence[SquadQuestion], limit: int | None) -> Sequence[SquadQuestion]:
    """At most `limit` questions at even steps, so that every article is represented."""
    if limit is None or limit >= len(questions):
        return questions
    return [questions[i * len(questions) // limit] for i in range(limit)]


RUNNERS: dict[str, Callable[[Path, Path, int | None], Sequence[Answered | Scored]]] = {
    "cmrc": run_cmrc,
    "removed": run_removed,
    "squad2": run_squad2,
}


def main() -> int:
    parser = argparse.ArgumentParser("python -m eval.answering", description=__doc__)
    parser.formatter_class = argparse.RawDescriptionHelpFormatter
    workdir.add_folder_options(parser)
    parser.add_argument("--only", choices=tuple(RUNNERS), help="one part instead of all three")
    parser.add_argument("--limit", type=int, metavar="N", help="at most N questions of each set")
    parser.add_argument("--json", type=Path, metavar="FILE", help="also write every question")
    options = parser.parse_args()
    folder, work = workdir.data_folder(options.data), workdir.work_folder(options.work)
    print(f"$ {console.command_line('eval.answering')}\n")
    parts = [options.only] if options.only else list(RUNNERS)
    results: dict[str, list[dict[str, Any]]] = {}
    for part in parts:
        rows = RUNNERS[part](folder, work, options.limit)
        results[part] = [asdict(row) for row in rows]
    if set(parts) != {"cmrc"}:
        print(refusal.NOTE)
    if options.json:
        text = json.dumps(results, ensure_ascii=False, indent=1)
        options.json.write_text(text, encoding="utf-8")
    return 0


if __name__ == "__main__":
    console.run(main)
