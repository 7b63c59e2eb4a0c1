"""What turns a statement round: direction, negation, and a goal told from a result."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib.resources import files
from typing import Final, Literal

from rag.patterns import regex
from rag.support.reading import Reading
from rag.types import Span

Direction = Literal["up", "down"]
Mode = Literal["target", "intent", "actual", "told", "plain"]

_STRONGEST: Final[tuple[Mode, ...]] = ("actual", "target", "intent", "told")
# A column of a table whose row is written as a line.
_TARGET_COLUMN: Final = regex(r"目标(?:值|数|年份|年度|时间)?[:：]")


@cache
def _words(*kinds: str) -> re.Pattern[str]:
    """The words of the given kinds as one pattern; each kind is a group, blanks made _."""
    rows: dict[str, list[str]] = {kind: [] for kind in kinds}
    for line in (files("rag") / "support" / "senses.tsv").read_text("utf-8").splitlines():
        kind, _, words = line.partition("\t")
        if kind in rows:
            rows[kind].append(words)
    groups = (f"(?P<{kind.replace(' ', '_')}>{'|'.join(words)})" for kind, words in rows.items())
    return regex("|".join(groups))


@dataclass(frozen=True, slots=True)
class Turn:
    """A word of direction and where it stands."""

    direction: Direction
    span: Span


@lru_cache(maxsize=1024)
def directions(reading: Reading) -> tuple[Turn, ...]:
    """Words of direction. A negative figure behind one turns it: 增长-3% goes down."""
    found: list[Turn] = []
    for match in _words("up", "down").finditer(reading.folded):
        if _is_bound(reading, match):
            continue
        up = bool(match["up"])
        if _negative_behind(reading, match.end()):
            up = not up
        found.append(Turn("up" if up else "down", Span(*match.span())))
    return tuple(found)


def _is_bound(reading: Reading, match: re.Match[str]) -> bool:
    """低于10% bounds a figure; 低于全国 compares."""
    if match[0] not in ("高于", "低于", "多于", "少于"):
        return False
    return any(0 <= q.span.start - match.end() <= 1 for q in reading.quantities)


def _negative_behind(reading: Reading, offset: int) -> bool:
    return any(q.low < 0 and 0 <= q.span.start - offset <= 4 for q in reading.quantities)


@lru_cache(maxsize=1024)
def negations(reading: Reading, half: bool = False) -> tuple[Span, ...]:
    """Words that deny, in order; `half` adds those that only come near it (防止, rather than)."""
    hidden = _words("idiom").sub(lambda m: " " * len(m[0]), reading.folded)
    found = [Span(*m.span()) for m in _words("denial").finditer(hidden)]
    if half:
        found += [Span(*m.span()) for m in _words("half denial").finditer(hidden)]
    return tuple(sorted(found))


@lru_cache(maxsize=1024)
def modes(reading: Reading) -> tuple[tuple[Span, Mode], ...]:
    """Words of a goal or a result, in order."""
    titles = [n.span for n in reading.names if n.kind == "document"]
    hidden = reading.folded
    for span in titles:
        hidden = hidden[: span.start] + " " * len(span) + hidden[span.end :]
    hidden = _words("no actual").sub(lambda m: " " * len(m[0]), hidden)
    hidden = _words("no target").sub(lambda m: " " * len(m[0]), hidden)
    found = ((Span(*m.span()), mode) for mode in _STRONGEST for m in _words(mode).finditer(hidden))
    return tuple(sorted(found))


def modes_in(reading: Reading, span: Span) -> frozenset[Mode]:
    """The modes that words within `span` tell of."""
    return frozenset(mode for at, mode in modes(reading) if span.start <= at.start < span.end)


@lru_cache(maxsize=8192)
def mode_at(reading: Reading, offset: int) -> Mode:
    """Whether what stands at `offset` is said of a goal, of a result, or plainly.

    Words of its own clause decide, a result's before a goal's; then the last word before it in the
    sentence; then a column for a goal behind it.
    """
    clause, sentence = reading.clause_at(offset), reading.sentence_at(offset)
    own = modes_in(reading, clause)
    if own:
        strongest = next(mode for mode in _STRONGEST if mode in own)
        return "actual" if strongest == "told" else strongest
    before = [
        mode
        for at, mode in modes(reading)
        if sentence.start <= at.start < clause.start and mode != "told"
    ]
    if before:
        return before[-1]
    behind = reading.folded[clause.end : sentence.end]
    return "target" if _TARGET_COLUMN.search(behind) else "plain"
