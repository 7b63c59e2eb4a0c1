"""Question sets: JSON Lines, UTF-8, one case per line.

{"id", "question", "lang": "zh|en", "kind", "answerable", "facts": [["7.2%", "百分之7.2"], ...],
 "source": "file that answers" | null, "reason": null | why it cannot be answered, "note": optional}

`facts` is an all-of list and each entry a list of alternatives: the answer must hold one string of
every entry. An unanswerable case has no facts and no source, and says why in `reason`.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal, get_args

from rag.errors import RagError
from rag.types import ReasonCode

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from pathlib import Path

Lang = Literal["zh", "en"]
Kind = Literal["number", "date", "name", "list", "definition", "how", "why", "unanswerable"]
_REQUIRED = {"id", "question", "lang", "kind", "answerable", "facts", "source", "reason"}
_OPTIONAL = {"note"}


class CaseError(RagError):
    """A question set does not follow the case format."""


@dataclass(frozen=True, slots=True)
class Case:
    """One question and what its answer must hold."""

    id: str
    question: str
    lang: Lang
    kind: Kind
    answerable: bool
    facts: tuple[tuple[str, ...], ...]
    source: str | None
    reason: ReasonCode | None
    note: str | None = None


def read_cases(path: Path) -> tuple[Case, ...]:
    """All cases of a file in order; raises CaseError naming the line of the first violation."""
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
    except OSError as error:
        raise CaseError(
            f"问题集无法读取 / cannot read {path}: {error.strerror}", "ls eval/sets"
        ) from error
    cases = [
        _parse_line(line, f"{path.name}:{n}") for n, line in enumerate(lines, 1) if line.strip()
    ]
    _require_unique(cases, path.name)
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
    problems = list(_problems(row))
    if problems:
        raise CaseError(f"{where}: {problems[0]}")
    return Case(
        id=row["id"],
        question=row["question"],
        lang=row["lang"],
        kind=row["kind"],
        answerable=row["answerable"],
        facts=tuple(tuple(alternatives) for alternatives in row["facts"]),
        source=row["source"],
        reason=row["reason"],
        note=row.get("note"),
    )


def _problems(row: Mapping[str, Any]) -> Iterable[str]:
    """What is wrong with a row, most basic first (later checks rely on earlier ones)."""
    missing, unknown = _REQUIRED - row.keys(), row.keys() - _REQUIRED - _OPTIONAL
    if missing:
        yield f"missing key {sorted(missing)[0]!r}"
        return
    if unknown:
        yield f"unknown key {sorted(unknown)[0]!r}"
    for key in ("id", "question"):
        if not isinstance(row[key], str) or not row[key].strip():
            yield f"{key} = {row[key]!r}, expected a non-empty string"
    for key, known in (("lang", get_args(Lang)), ("kind", get_args(Kind))):
        if row[key] not in known:
            yield f"{key} = {row[key]!r}, expected one of {', '.join(known)}"
    if not isinstance(row["answerable"], bool):
        yield f"answerable = {row['answerable']!r}, expected true or false"
    if not isinstance(row.get("note"), str | None):
        yield f"note = {row['note']!r}, expected a string"
    yield from _fact_problems(row["facts"])
    yield from _answerable_problems(row) if row["answerable"] else _unanswerable_problems(row)


def _fact_problems(facts: object) -> Iterable[str]:
    if not isinstance(facts, list):
        yield f"facts = {facts!r}, expected a list of lists of strings"
        return
    for entry in facts:
        strings = isinstance(entry, list) and all(isinstance(s, str) and s.strip() for s in entry)
        if not strings or not entry:
            yield f"fact {entry!r}, expected a non-empty list of non-empty strings"


def _answerable_problems(row: Mapping[str, Any]) -> Iterable[str]:
    if row["kind"] == "unanswerable":
        yield "kind is 'unanswerable' but answerable is true"
    if not row["facts"]:
        yield "answerable, but no facts"
    if not isinstance(row["source"], str) or not row["source"]:
        yield f"answerable, but source = {row['source']!r}"
    if row["reason"] is not None:
        yield f"answerable, but reason = {row['reason']!r}"


def _unanswerable_problems(row: Mapping[str, Any]) -> Iterable[str]:
    if row["kind"] != "unanswerable":
        yield f"answerable is false but kind is {row['kind']!r}"
    if row["facts"]:
        yield "unanswerable, but facts are given"
    if row["source"] is not None:
        yield f"unanswerable, but source = {row['source']!r}"
    if row["reason"] not in get_args(ReasonCode):
        yield f"reason = {row['reason']!r}, expected one of {', '.join(get_args(ReasonCode))}"


def _require_unique(cases: Iterable[Case], name: str) -> None:
    seen: set[str] = set()
    for case in cases:
        if case.id in seen:
            raise CaseError(f"{name}: id {case.id!r} appears twice")
        seen.add(case.id)
