"""Question sets: JSON Lines, UTF-8, one case per line.

Needed in every case:
    id          unique in its file
    question    as a person asks it
    lang        "zh" or "en", of the question
    kind        see `Kind`: the kind of answer; "unanswerable" exactly where answerable is false
    answerable  whether the documents hold the answer
    facts       all-of list whose entries are lists of alternatives: [["7.2%", "百分之7.2"], ...];
                the answer must hold one string of every entry; empty when unanswerable
    source      the file that answers, or a list of files; null when unanswerable
    reason      null, or why it cannot be answered (`rag.types.ReasonCode`)
Optional:
    note            for the reader of the set
    split           "dev" or "test"
    history         earlier turns of a follow-up, oldest first: [[question, answer], ...]
    spans           gold evidence: [{"source": file, "quote": exact words of the shown text}, ...]
    paraphrase_of   id of a case of this file that asks the same in other words
"""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any, Literal, get_args

from rag.answer import ReasonCode
from rag.errors import RagError

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from pathlib import Path

Lang = Literal["zh", "en"]
Split = Literal["dev", "test"]
Kind = Literal[
    "number", "date", "name", "list", "definition", "how", "why",
    "comparison",  # of a figure over time
    "multi",  # over several documents
    "follow-up",  # cannot be understood without its history
    "other",  # of sets that do not say
    "unanswerable",
]  # fmt: skip
_REQUIRED = {"id", "question", "lang", "kind", "answerable", "facts", "source", "reason"}
_OPTIONAL = {"note", "split", "history", "spans", "paraphrase_of"}


class CaseError(RagError):
    """A question set does not follow the case format."""


@dataclass(frozen=True, slots=True)
class GoldSpan:
    """Evidence a person marked: words of the shown text of the document at `source`."""

    source: str
    quote: str


@dataclass(frozen=True, slots=True)
class Case:
    """One question and what its answer must hold. `history` is (question, answer) pairs."""

    id: str
    question: str
    lang: Lang
    kind: Kind
    answerable: bool
    facts: tuple[tuple[str, ...], ...]
    sources: tuple[str, ...]
    reason: ReasonCode | None
    note: str | None = None
    split: Split | None = None
    history: tuple[tuple[str, str], ...] = ()
    spans: tuple[GoldSpan, ...] = ()
    paraphrase_of: str | None = None


def read_cases(path: Path) -> tuple[Case, ...]:
    """All cases of a file in order; raises CaseError naming the line of the first violation."""
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
    except OSError as error:
        raise CaseError(
            f"问题集无法读取 / cannot read {path}: {error.strerror}", "ls eval/sets"
        ) from error
    except UnicodeDecodeError as error:
        raise CaseError(f"{path.name}: 不是 UTF-8 / not UTF-8 at byte {error.start}") from error
    cases = [
        _parse_line(line, f"{path.name}:{n}") for n, line in enumerate(lines, 1) if line.strip()
    ]
    _require_consistent(cases, path.name)
    return tuple(cases)


def _parse_line(line: str, where: str) -> Case:
    try:
        row = json.loads(line)
    except json.JSONDecodeError as error:
        raise CaseError(f"{where}: 不是 JSON / not JSON: {error.msg}") from error
    if not isinstance(row, dict):
        raise CaseError(f"{where}: saw {type(row).__name__}, expected a JSON object")
    return parse_case(row, where)


def parse_case(row: Mapping[str, Any], where: str = "case") -> Case:
    """A validated Case from a decoded JSON object; `where` prefixes error messages."""
    problem = next(iter(_problems(row)), None)
    if problem:
        raise CaseError(f"{where}: {problem}")
    return case_of(row)


def case_of(row: Mapping[str, Any]) -> Case:
    """The Case of a row known to be right: `to_row` wrote it, or `parse_case` looked at it."""
    source = row["source"]
    return Case(
        id=row["id"],
        question=row["question"],
        lang=row["lang"],
        kind=row["kind"],
        answerable=row["answerable"],
        facts=tuple(tuple(alternatives) for alternatives in row["facts"]),
        sources=() if source is None else (source,) if isinstance(source, str) else tuple(source),
        reason=row["reason"],
        note=row.get("note"),
        split=row.get("split"),
        history=tuple((question, answer) for question, answer in row.get("history") or ()),
        spans=tuple(GoldSpan(s["source"], s["quote"]) for s in row.get("spans") or ()),
        paraphrase_of=row.get("paraphrase_of"),
    )


def to_row(case: Case) -> dict[str, Any]:
    """A case as the object of a line, without the optional fields it leaves open."""
    row = asdict(case)
    row["source"] = row.pop("sources") or None
    return {key: value for key, value in row.items() if key not in _OPTIONAL or value}


def _problems(row: Mapping[str, Any]) -> Iterable[str]:
    """What is wrong with a row, most basic first (later checks rely on earlier ones)."""
    missing, unknown = _REQUIRED - row.keys(), row.keys() - _REQUIRED - _OPTIONAL
    if missing:
        yield f"missing key {sorted(missing)[0]!r}"
        return
    if unknown:
        yield f"unknown key {sorted(unknown)[0]!r}"
    for key in ("id", "question"):
        if not _is_text(row[key]):
            yield f"{key} = {row[key]!r}, expected a non-empty string"
    for key, known in (("lang", get_args(Lang)), ("kind", get_args(Kind))):
        if row[key] not in known:
            yield f"{key} = {row[key]!r}, expected one of {', '.join(known)}"
    if not isinstance(row["answerable"], bool):
        yield f"answerable = {row['answerable']!r}, expected true or false"
    yield from _fact_problems(row["facts"])
    yield from _answerable_problems(row) if row["answerable"] else _unanswerable_problems(row)
    yield from _optional_problems(row)


def _fact_problems(facts: object) -> Iterable[str]:
    if not isinstance(facts, list):
        yield f"facts = {facts!r}, expected a list of lists of strings"
        return
    for entry in facts:
        if not isinstance(entry, list) or not entry or not all(map(_is_text, entry)):
            yield f"fact {entry!r}, expected a non-empty list of non-empty strings"


def _answerable_problems(row: Mapping[str, Any]) -> Iterable[str]:
    if row["kind"] == "unanswerable":
        yield "kind is 'unanswerable' but answerable is true"
    if not row["facts"]:
        yield "answerable, but no facts"
    source = row["source"]
    files = source if isinstance(source, list) and source else [source]
    if not all(map(_is_text, files)):
        yield f"answerable, but source = {source!r}"
    if row["reason"] is not None:
        yield f"answerable, but reason = {row['reason']!r}"


def _unanswerable_problems(row: Mapping[str, Any]) -> Iterable[str]:
    if row["kind"] != "unanswerable":
        yield f"answerable is false but kind is {row['kind']!r}"
    if row["facts"]:
        yield "unanswerable, but facts are given"
    if row.get("spans"):
        yield "unanswerable, but spans are given"
    if row["source"] is not None:
        yield f"unanswerable, but source = {row['source']!r}"
    if row["reason"] not in get_args(ReasonCode):
        yield f"reason = {row['reason']!r}, expected one of {', '.join(get_args(ReasonCode))}"


def _optional_problems(row: Mapping[str, Any]) -> Iterable[str]:
    for key in ("note", "paraphrase_of"):
        if not isinstance(row.get(key), str | None):
            yield f"{key} = {row[key]!r}, expected a string"
    if row.get("split") not in (None, *get_args(Split)):
        yield f"split = {row['split']!r}, expected one of {', '.join(get_args(Split))}"
    history = [] if row.get("history") is None else row["history"]
    if not isinstance(history, list) or not all(map(_is_turn, history)):
        yield f"history = {history!r}, expected a list of [question, answer]"
    elif row["kind"] == "follow-up" and not history:
        yield "kind is 'follow-up' but history is empty"
    spans = [] if row.get("spans") is None else row["spans"]
    if not isinstance(spans, list) or not all(map(_is_span, spans)):
        yield f'spans = {spans!r}, expected a list of {{"source": file, "quote": words}}'


def _is_text(value: object) -> bool:
    return isinstance(value, str) and bool(value.strip())


def _is_turn(value: object) -> bool:
    return isinstance(value, list) and len(value) == 2 and all(isinstance(v, str) for v in value)


def _is_span(value: object) -> bool:
    known = isinstance(value, dict) and value.keys() == {"source", "quote"}
    return known and all(map(_is_text, value.values()))  # type: ignore[attr-defined]


def _require_consistent(cases: Iterable[Case], name: str) -> None:
    """Ids are unique, and a paraphrase names another case of the file."""
    seen: set[str] = set()
    for case in cases:
        if case.id in seen:
            raise CaseError(f"{name}: id {case.id!r} appears twice")
        seen.add(case.id)
    for case in cases:
        if case.paraphrase_of is not None and case.paraphrase_of not in seen - {case.id}:
            raise CaseError(
                f"{name}: {case.id} paraphrases {case.paraphrase_of!r}, which is no other case"
            )
