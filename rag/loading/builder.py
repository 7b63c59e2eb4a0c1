"""Put shown text together piece by piece while every piece keeps its place in the decoded file."""

from __future__ import annotations

from dataclasses import dataclass, field

from rag.loading.base import Draft
from rag.mapped import MappedText
from rag.patterns import regex
from rag.types import Dropped, Heading, Page, Span

_SPACES = regex(r"[ \t\n\r\f]+")
# Scripts written without spaces: a line break between two of their characters is layout only
# (CSS Text Module Level 3, section 4.1.3, segment break transformation).
_WIDE = regex(r"[\u2e80-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\uff00-\uffef]")
_EDGES = " \t\n\r\f\xa0\u3000\u200b\ufeff"


def collapse(line: MappedText) -> MappedText:
    """Runs of white space become one space, or nothing where a line was broken between Han."""
    text = line.text
    edits: list[tuple[Span, str]] = []
    for run in _SPACES.finditer(text):
        start, end = run.span()
        broken = "\n" in run.group() and start > 0 and end < len(text)
        new = "" if broken and _WIDE.match(text[start - 1]) and _WIDE.match(text[end]) else " "
        if run.group() != new:
            edits.append((Span(start, end), new))
    return line.edit(edits) if edits else line


def strip(line: MappedText) -> MappedText:
    """Without white space (full-width and zero-width too) at both ends."""
    start = len(line.text) - len(line.text.lstrip(_EDGES))
    end = max(start, len(line.text.rstrip(_EDGES)))
    return line.slice(start, end) if (start, end) != (0, len(line)) else line


@dataclass(slots=True)
class DraftBuilder:
    """Collects lines and what was left out; `draft()` closes it. Spans count shown characters."""

    decoded: str
    parts: list[MappedText] = field(default_factory=list)
    length: int = 0
    headings: list[Heading] = field(default_factory=list)
    pages: list[Page] = field(default_factory=list)
    dropped: list[Dropped] = field(default_factory=list)
    verbatim: list[Span] = field(default_factory=list)
    fields: dict[str, list[tuple[str, str]]] = field(default_factory=dict)
    warnings: list[str] = field(default_factory=list)

    def add(self, piece: MappedText) -> Span:
        """Append `piece` as it is; returns where it stands in the shown text."""
        span = Span(self.length, self.length + len(piece))
        if len(piece):
            self.parts.append(piece)
            self.length = span.end
        return span

    def line(self, piece: MappedText) -> Span:
        """Append `piece` on a line of its own."""
        if self.length:
            self.add(MappedText.inserted("\n"))
        return self.add(piece)

    def drop(self, start: int, end: int, reason: str) -> None:
        """Record decoded[start:end] as not shown; blank stretches are nobody's loss."""
        text = self.decoded[start:end]
        if text.strip():
            self.dropped.append(Dropped(Span(start, end), text, reason))

    def candidate(self, name: str, value: str, origin: str) -> None:
        """Offer a raw metadata value; the metadata step picks among them."""
        value = " ".join(value.split())
        known = self.fields.setdefault(name, [])
        if value and (value, origin) not in known:
            known.append((value, origin))

    def draft(self, encoding: str | None = None, *, wrapped: bool = True) -> Draft:
        return Draft(
            decoded=self.decoded,
            text=MappedText.concat(self.parts),
            encoding=encoding,
            headings=tuple(self.headings),
            pages=tuple(self.pages),
            dropped=tuple(sorted(self.dropped, key=lambda d: (d.span, d.reason))),
            verbatim=tuple(self.verbatim),
            fields={name: tuple(values) for name, values in self.fields.items() if values},
            wrapped=wrapped,
            warnings=tuple(self.warnings),
        )
