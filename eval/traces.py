"""The record of a run: one JSON object per question and system, and what the run was made with.

A run is a folder: run.json (what was asked of what, with fingerprints) and records.jsonl. Records
are appended as questions are done, so a run that was stopped is taken up again; a finished run is
put into the order of its set. Apart from `timings` two runs of the same index, configuration and
set are byte-identical.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any

from eval.cases import Case, case_of, to_row
from eval.errors import RunError

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from pathlib import Path

HEADER, RECORDS = "run.json", "records.jsonl"


@dataclass(frozen=True, slots=True)
class Header:
    """What a run was made with: two runs of equal headers give equal records.

    `set_fingerprint` covers the cases asked, `index_fingerprint` encoder, chunking and documents,
    `code_fingerprint` the product's own files; `config` is rag.config.Config as a mapping.
    """

    set_name: str
    split: str | None
    set_fingerprint: str
    index_fingerprint: str
    code_fingerprint: str
    documents: int
    passages: int
    config: Mapping[str, Any]
    systems: tuple[str, ...]
    cases: int
    sealed: bool


@dataclass(frozen=True, slots=True)
class Record:
    """One case asked of one system.

    `answer` is `Answer.to_dict()` without its timings, `hits` are `Hit.to_dict()`, `analysis` the
    question taken apart. A case that failed has an `error` and no scores. `timings` are
    milliseconds by step, and the process's peak memory so far: all that differs from run to run.
    """

    case: Case
    system: str
    asked: str
    error: str | None
    analysis: Mapping[str, Any]
    answer: Mapping[str, Any] | None
    hits: tuple[Mapping[str, Any], ...]
    evidence: float | None
    forced: tuple[str, ...]
    scores: Mapping[str, float | None]
    timings: Mapping[str, float]

    @property
    def key(self) -> tuple[str, str]:
        return self.case.id, self.system

    def to_line(self) -> str:
        """One line of a run's records, line feed included."""
        row = {name: getattr(self, name) for name in self.__slots__}
        row["case"] = to_row(self.case)
        return json.dumps(row, ensure_ascii=False) + "\n"

    @classmethod
    def from_line(cls, line: str) -> Record:
        """What `to_line` wrote; raises ValueError, KeyError or TypeError for anything else."""
        row = json.loads(line)
        row["case"] = case_of(row["case"])
        row["hits"], row["forced"] = tuple(row["hits"]), tuple(row["forced"])
        return cls(**row)


@dataclass(frozen=True, slots=True)
class Run:
    """A recorded run, read back."""

    header: Header
    records: tuple[Record, ...]

    def of(self, system: str) -> tuple[Record, ...]:
        """The records of one system, in the order of the set."""
        return tuple(record for record in self.records if record.system == system)


def read_run(folder: Path) -> Run:
    """A finished or stopped run; RunError when the folder holds none."""
    header = read_header(folder)
    if header is None:
        raise RunError(
            f"{folder} 不是评测记录 / {folder} holds no recorded run (no {HEADER})",
            "policyqa eval run --out DIR",
        )
    return Run(header, tuple(read_records(folder)))


def read_header(folder: Path) -> Header | None:
    """The header of a run, None where there is none."""
    path = folder / HEADER
    if not path.is_file():
        return None
    try:
        row = json.loads(path.read_text(encoding="utf-8"))
        return Header(**{**row, "systems": tuple(row["systems"])})
    except (ValueError, KeyError, TypeError) as error:
        raise RunError(f"{path}: 无法识别 / not a header of a run: {error}") from error


def read_records(folder: Path) -> list[Record]:
    """The records so far; the last line is dropped where a kill has cut it."""
    path = folder / RECORDS
    lines = path.read_text(encoding="utf-8").splitlines(keepends=True) if path.is_file() else []
    records = []
    for number, line in enumerate(lines, 1):
        try:
            records.append(Record.from_line(line))
        except (ValueError, KeyError, TypeError) as error:
            if number == len(lines):
                break
            raise RunError(f"{path}:{number}: 无法识别 / not a record: {error}") from error
    return records


def write_header(folder: Path, header: Header) -> None:
    """Write run.json, whole or not at all; the folder is made."""
    folder.mkdir(parents=True, exist_ok=True)
    write_text(folder / HEADER, json.dumps(asdict(header), ensure_ascii=False, indent=1) + "\n")


def write_records(folder: Path, records: Iterable[Record]) -> None:
    """Replace the records, whole or not at all."""
    write_text(folder / RECORDS, "".join(record.to_line() for record in records))


def write_text(path: Path, text: str) -> None:
    """Write a file whole or not at all."""
    partial = path.with_name(path.name + ".partial")
    partial.write_text(text, encoding="utf-8")
    partial.replace(path)


def ordered(records: Sequence[Record], ids: Sequence[str], systems: Sequence[str]) -> list[Record]:
    """One record per key in the order of the set, then of the systems."""
    known = {record.key: record for record in records}
    return [known[id_, s] for s in systems for id_ in ids if (id_, s) in known]
