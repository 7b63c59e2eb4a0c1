"""True sentences made false by one small change, to see whether a check notices.

The patterns are written for this purpose and share nothing with the check. Each change is told by
its kind; what it makes is false, or at least not what the sentence said.
"""

from __future__ import annotations

import hashlib
import re
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache, partial
from pathlib import Path
from typing import Final, Literal

from rag.text import fold

Kind = Literal["number", "unit", "date", "name", "direction", "negation", "target"]
KINDS: Final[tuple[Kind, ...]] = (
    "number", "unit", "date", "name", "direction", "negation", "target",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Alteration:
    """A sentence changed at one place: `before` became `after`."""

    kind: Kind
    text: str
    before: str
    after: str


_HAN_DIGITS: Final = "一二三四五六七八九"
_COUNTED: Final = "个家户项条座台名位人部次亩万亿千百%倍成元年类种大"
_DATE: Final = re.compile(
    r"\d{4}\s*(?:年度?|[-—–~至到]\s*\d{4}\s*年)(?:\s*\d{1,2}\s*月(?:\s*\d{1,2}\s*[日号])?)?|\d{1,2}\s*月(?:份|\s*\d{1,2}\s*[日号])?"
    r"|\b(?:19|20)\d\d\b|\d{1,2} (?=august|december|january|june)"
)
_NUMBER: Final = re.compile(r"(?<![a-z0-9.〔])\d[\d,]*(?:\.\d+)?(?![a-z]*-?[a-z]*\d)(?![gk]\b)")
_HAN_NUMBER: Final = re.compile(
    rf"(?<![第〇一二三四五六七八九十百千万点])[{_HAN_DIGITS}][十百千万点{_HAN_DIGITS}]*(?=个?[{_COUNTED}])|(?<=百分之)[{_HAN_DIGITS}]"
)

_TABLE: Final = Path(__file__).parent / "sets" / "claims" / "alterations.tsv"


@cache
def _table() -> dict[str, tuple[tuple[re.Pattern[str], tuple[str, ...]], ...]]:
    """Kind -> (pattern, what it becomes), as the table lists them."""
    rows: dict[str, list[tuple[re.Pattern[str], tuple[str, ...]]]] = defaultdict(list)
    for line in _TABLE.read_text("utf-8").splitlines():
        if not line.startswith("#"):
            kind, pattern, after = line.split("\t")
            rows[kind].append((re.compile(pattern), tuple(after.split("|"))))
    return {kind: tuple(found) for kind, found in rows.items()}


def alterations(text: str, salt: str = "") -> tuple[Alteration, ...]:
    """At most one alteration of each kind, chosen by a hash of the text and `salt`.

    >>> [(a.kind, a.text) for a in alterations("软件业收入增长7.2%。") if a.kind == "direction"]
    [('direction', '软件业收入下降7.2%。')]
    """
    chosen: list[Alteration] = []
    for kind, make in _MAKERS.items():
        found = [a for a in make(text) if a.text != text]
        if found:
            chosen.append(found[_pick(text + salt + kind, len(found))])
    return tuple(chosen)


def _pick(seed: str, size: int) -> int:
    return int.from_bytes(hashlib.sha256(seed.encode()).digest()[:4]) % size


def answers_exchanged(text: str, answers: Sequence[str]) -> tuple[Alteration, ...]:
    """One answer of a reading set that stands in `text` replaced by another of its paragraph.

    Only answers without figures, of two to eight characters, neither part of the other.
    """
    names = [
        a
        for a in dict.fromkeys(answers)
        if 2 <= len(a) <= 8 and not re.search(r"[\d一二三四五六七八九十]", a)
    ]
    out = [
        Alteration("name", text.replace(old, new, 1), old, new)
        for old in names
        for new in names
        if old in text and new not in text and old not in new and abs(len(old) - len(new)) <= 3
    ]
    return (out[_pick(text, len(out))],) if out else ()


def _replaced(kind: Kind, text: str, start: int, end: int, after: str) -> Alteration:
    return Alteration(kind, text[:start] + after + text[end:], text[start:end], after)


def _listed(kind: Kind, text: str) -> Iterator[Alteration]:
    """The changes of a kind that the table knows, wherever they can be made."""
    folded = fold(text)
    for pattern, replacements in _table()[kind]:
        for match in pattern.finditer(folded):
            for after in replacements:
                yield _replaced(kind, text, *match.span(), after)


def _outside(folded: str) -> list[tuple[int, int]]:
    """Stretches that hold no figure to be counted: dates, titles of documents, addresses."""
    patterns = (_DATE, re.compile(r"《[^》]*》|〔[^〕]*〕\d*|https?://\S+"))
    return [m.span() for p in patterns for m in p.finditer(folded)]


def _numbers(text: str) -> Iterator[Alteration]:
    folded = fold(text)
    hidden = _outside(folded)
    for match in (*_NUMBER.finditer(folded), *_HAN_NUMBER.finditer(folded)):
        if any(a < match.end() and match.start() < b for a, b in hidden):
            continue
        digits = [i for i in range(*match.span()) if folded[i] in "0123456789" + _HAN_DIGITS]
        at = digits[_pick(text + str(match.start()), len(digits))]
        yield _replaced("number", text, at, at + 1, _other_digit(folded[at], text, at == digits[0]))


def _other_digit(digit: str, seed: str, first: bool) -> str:
    if digit in _HAN_DIGITS:
        others = [c for c in _HAN_DIGITS[1:] if c != digit]
    else:
        others = [c for c in ("123456789" if first else "0123456789") if c != digit]
    return others[_pick(seed, len(others))]


def _dates(text: str) -> Iterator[Alteration]:
    folded = fold(text)
    titles = [m.span() for m in re.finditer(r"《[^》]*》", folded)]
    for match in _DATE.finditer(folded):
        if any(a < match.end() and match.start() < b for a, b in titles):
            continue
        for number in re.finditer(r"\d+", match[0]):
            start = match.start() + number.start()
            value = int(number[0])
            other = value + 1 if value in (1, 10) or (value < 12 and value % 2) else value - 1
            yield _replaced("date", text, start, start + len(number[0]), str(other))
    yield from (
        a for a in _listed("date", text) if not any(s <= text.find(a.before) < e for s, e in titles)
    )


_MAKERS: Final[dict[Kind, Callable[[str], Iterator[Alteration]]]] = {
    kind: partial(_listed, kind) for kind in KINDS
} | {"number": _numbers, "date": _dates}
