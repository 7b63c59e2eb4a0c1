"""Is it noticed when sources disagree, and only then?

    python -m eval.conflicts [--work DIR] [--show]

`eval/sets/counterfactual` holds documents to be put beside the demonstration corpus. Of some,
one value contradicts it: the answer must name both. Others speak of another time, place or
indicator, or agree within rounding: they must not be named as disagreeing. The golden questions of
the development half, asked of the corpus alone, count false alarms.
"""

from __future__ import annotations

import argparse
import json
import shutil
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from eval import console, workdir
from eval.cases import read_cases
from eval.datasets import DEMONSTRATION, SETS
from eval.facts import contains_fact
from rag import Assistant
from rag.answer import Answer

SET: Final = SETS / "counterfactual" / "documents.jsonl"
FIELDS: Final = ("id", "text", "title", "publisher", "date")


@dataclass(frozen=True, slots=True)
class Row:
    """A document to put beside the corpus, and the question that both answer.

    `value` is what the corpus says, `altered` what the document says where it contradicts.
    """

    id: str
    question: str
    value: str
    altered: str | None
    document: str  # as a line that the product ingests


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of a question: whether it was right, and the words to show where it was not."""

    id: str
    right: bool
    said: str


def read_rows(path: Path = SET) -> tuple[Row, ...]:
    """The rows of the set."""
    rows = [json.loads(line) for line in path.read_text("utf-8").splitlines()]
    return tuple(
        Row(
            id=row["id"],
            question=row["question"],
            value=row["value"],
            altered=row["altered"],
            document=json.dumps({k: row[k] for k in FIELDS}, ensure_ascii=False),
        )
        for row in rows
    )


def names_both(answer: Answer, row: Row) -> bool:
    """Whether one disagreement holds the altered value and another one, with their sources."""
    return any(
        len(conflict.values) > 1
        and any(contains_fact(value, [row.altered or ""]) for value in conflict.values)
        and conflict.message in answer.text
        for conflict in answer.conflicts
    )


def accuses(answer: Answer, row: Row) -> bool:
    """Whether a disagreement cites the row's document."""
    own = {c.number for c in answer.citations if c.external_id == row.id}
    return any(own & set(conflict.citations) for conflict in answer.conflicts)


def with_documents(work: Path, corpus: Path, rows: Sequence[Row]) -> Path:
    """A copy of the corpus' index, kept, to which the rows' documents are added."""
    lines = "".join(row.document + "\n" for row in rows)
    base = workdir.documents_index(work, corpus)
    folder = base.with_name(f"beside-{workdir.content_name(lines)}")
    if not folder.exists():
        shutil.copytree(base, folder)
    source = workdir.write_once(folder.with_name(f"{folder.name}.jsonl"), lines)
    return workdir.ingested(folder, source)


def outcomes(index: Path, rows: Sequence[Row]) -> Iterator[Outcome]:
    """Every row asked."""
    with Assistant.open(index, create=False) as assistant:
        for row in console.progress(rows, "conflicts"):
            answer = assistant.ask(row.question)
            right = names_both(answer, row) if row.altered else not accuses(answer, row)
            yield Outcome(row.id, right, f"{row.question} {_said(answer)}")


def alarms(index: Path) -> Iterator[Outcome]:
    """Golden questions of the development half that have an answer and stand alone."""
    cases = [
        case
        for case in read_cases(SETS / "seeds.jsonl")
        if case.split == "dev" and case.answerable and not case.history
    ]
    with Assistant.open(index, create=False) as assistant:
        for case in console.progress(cases, "golden"):
            answer = assistant.ask(case.question)
            yield Outcome(case.id, not answer.conflicts, f"{case.question} {_said(answer)}")


def _said(answer: Answer) -> str:
    told = [conflict.message for conflict in answer.conflicts]
    return " ".join([answer.status, *told, *(claim.text[:60] for claim in answer.claims[:1])])


def report(parts: Mapping[str, Sequence[Outcome]], show: bool) -> str:
    """A line a part, and below it, if asked for, what went wrong."""
    rows = [
        [name, str(len(found)), console.share(sum(o.right for o in found) / max(1, len(found)))]
        for name, found in parts.items()
    ]
    table = console.table(["", "n", "as it should be"], rows)
    wrong = (f"{o.id}: {o.said}" for found in parts.values() for o in found if not o.right)
    return "\n".join([table, "", *(wrong if show else ())])


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="python -m eval.conflicts", description=__doc__)
    workdir.add_folder_options(parser, data=False)
    parser.add_argument("--show", action="store_true", help="show what went wrong")
    options = parser.parse_args(arguments)
    work, rows = workdir.work_folder(options.work), read_rows()
    altered = [row for row in rows if row.altered]
    others = [row for row in rows if not row.altered]
    print(console.command_line("eval.conflicts", arguments), end="\n\n")
    parts = {
        "altered value named": tuple(
            outcomes(with_documents(work, DEMONSTRATION, altered), altered)
        ),
        "other document left alone": tuple(
            outcomes(with_documents(work, DEMONSTRATION, others), others)
        ),
        "golden dev without alarm": tuple(alarms(workdir.documents_index(work, DEMONSTRATION))),
    }
    print(report(parts, options.show))
    return 0


if __name__ == "__main__":
    console.run(main)
