"""Public data sets: SQuAD layout (CMRC 2018, DRCD, Chinese SQuAD 2.0), RGB, BEIR, CRUD news.

Files may be plain or gzip-compressed. They stay outside the project; `eval.workdir.data_folder`
says where they are looked for.
"""

from __future__ import annotations

import gzip
import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from rag.errors import RagError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


QRELS = ("test", "dev", "train")


class DatasetError(RagError):
    """A data set is missing or not in the expected layout."""


@dataclass(frozen=True, slots=True)
class Paragraph:
    """One text that is indexed whole. `id` is unique within its data set."""

    id: str
    text: str
    date: str | None = None


@dataclass(frozen=True, slots=True)
class SquadQuestion:
    """A question, the paragraph it was written for, and the accepted answers."""

    id: str
    question: str
    paragraph_id: str
    answers: tuple[str, ...]
    impossible: bool


@dataclass(frozen=True, slots=True)
class SquadSet:
    """A data set in SQuAD layout; `empty` counts the questions left out for having no text."""

    paragraphs: tuple[Paragraph, ...]
    questions: tuple[SquadQuestion, ...]
    empty: int


@dataclass(frozen=True, slots=True)
class RgbCase:
    """One RGB question: `positive` snippets hold the answer, `negative` ones do not.

    `answers` is an all-of list of alternatives, as in `eval.cases.Case.facts`.
    """

    id: str
    question: str
    answers: tuple[tuple[str, ...], ...]
    positive: tuple[str, ...]
    negative: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class BeirSet:
    """Documents, the (id, text) of the queries that are judged, and {query: {document: grade}}."""

    paragraphs: tuple[Paragraph, ...]
    queries: tuple[tuple[str, str], ...]
    judgements: dict[str, dict[str, int]]


def read_squad(path: Path) -> SquadSet:
    """Paragraphs and questions of a SQuAD 1.1 or 2.0 layout file (.json or .json.gz).

    A question marked `is_impossible` has no answers and `impossible` set. Duplicate answer strings
    are kept once. Rajpurkar et al. 2016 and 2018 define the layout.
    """
    with _open(path) as file:
        data = json.load(file)
    paragraphs: list[Paragraph] = []
    questions: list[SquadQuestion] = []
    empty = 0
    try:
        for row in (p for article in data["data"] for p in article["paragraphs"]):
            paragraph = Paragraph(f"p{len(paragraphs):05d}", row["context"])
            paragraphs.append(paragraph)
            asked = [_squad_question(q, paragraph.id) for q in row["qas"]]
            kept = [q for q in asked if q.question]
            questions += kept
            empty += len(asked) - len(kept)
    except (KeyError, TypeError) as error:
        raise DatasetError(f"{path.name}: expected SQuAD layout, no {error} found") from error
    return SquadSet(tuple(paragraphs), tuple(questions), empty)


def _squad_question(row: dict[str, Any], paragraph_id: str) -> SquadQuestion:
    answers = dict.fromkeys(a["text"] for a in row["answers"] if a["text"].strip())
    impossible = bool(row.get("is_impossible", False))
    return SquadQuestion(
        str(row["id"]), row["question"].strip(), paragraph_id, tuple(answers), impossible
    )


def read_news(path: Path) -> tuple[Paragraph, ...]:
    """Articles of a CRUD-RAG news file: rows {"id", "date" or null, "text"}."""
    return tuple(Paragraph(r["id"], r["text"], r.get("date")) for r in _rows(path))


def read_rgb(path: Path) -> tuple[RgbCase, ...]:
    """Questions of an RGB file (Chen et al. 2023): rows {id, query, answer, positive, negative}."""
    return tuple(
        RgbCase(
            id=str(row["id"]),
            question=row["query"].strip(),
            answers=tuple((a,) if isinstance(a, str) else tuple(a) for a in row["answer"]),
            positive=tuple(row["positive"]),
            negative=tuple(row["negative"]),
        )
        for row in _rows(path)
    )


def read_beir(folder: Path) -> BeirSet:
    """A BEIR folder: corpus.jsonl, queries.jsonl, qrels/test.tsv (else dev, else train).

    A document's text is its title and its text on two lines. Queries without a judgement above 0
    are left out. Thakur et al. 2021 define the layout.
    """
    judgements = _judgements(folder)
    try:
        paragraphs = tuple(
            Paragraph(str(row["_id"]), "\n".join(filter(None, (row.get("title"), row["text"]))))
            for row in _rows(_either(folder, "corpus.jsonl"))
        )
        queries = tuple(
            (str(row["_id"]), row["text"].strip())
            for row in _rows(_either(folder, "queries.jsonl"))
            if max(judgements.get(str(row["_id"]), {}).values(), default=0) > 0
        )
    except (KeyError, TypeError, AttributeError) as error:
        raise DatasetError(f"{folder}: expected BEIR layout, no {error} found") from error
    return BeirSet(paragraphs, queries, judgements)


def _judgements(folder: Path) -> dict[str, dict[str, int]]:
    path = next((p for s in QRELS if (p := folder / "qrels" / f"{s}.tsv").is_file()), None)
    if path is None:
        raise DatasetError(f"{folder}: expected BEIR layout, no qrels/test.tsv found")
    out: dict[str, dict[str, int]] = {}
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
        parts = line.split("\t")
        if number == 1 and parts[-1].strip() == "score":
            continue
        if len(parts) != 3 or not parts[2].strip().lstrip("-").isdigit():
            raise DatasetError(
                f"{path.name}:{number}: saw {line!r}, expected query, document, score"
            )
        out.setdefault(parts[0], {})[parts[1]] = int(parts[2])
    return out


def _either(folder: Path, name: str) -> Path:
    packed = folder / f"{name}.gz"
    return packed if packed.is_file() else folder / name


def first_row(path: Path) -> dict[str, Any]:
    """The first object of a JSON Lines file, {} when that is not what it holds."""
    try:
        row: object = next(_rows(path), {})
    except (json.JSONDecodeError, UnicodeDecodeError, gzip.BadGzipFile):
        return {}
    return row if isinstance(row, dict) else {}


def _rows(path: Path) -> Iterator[dict[str, Any]]:
    with _open(path) as file:
        for line in file:
            if line.strip():
                yield json.loads(line)


def _open(path: Path) -> Any:
    if not path.is_file():
        raise DatasetError(
            f"数据文件不存在 / no data file {path}",
            "give its folder: --data DIR, or set POLICYQA_DATA",
        )
    return (
        gzip.open(path, "rt", encoding="utf-8")
        if path.suffix == ".gz"
        else path.open(encoding="utf-8")
    )
