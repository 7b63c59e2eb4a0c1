"""Passages: the pieces of a document that are embedded and retrieved, with true offsets.

LangChain's recursive splitter cuts on Chinese boundaries. Its pieces concatenate to the text, so
offsets follow by addition and are never searched for. Sections are boundaries first: a heading
stays with what follows it, and very short neighbours under one parent share a passage.
"""

from __future__ import annotations

from bisect import bisect_left
from typing import TYPE_CHECKING

from rag.brackets import trimmed
from rag.outline import Outline
from rag.types import Passage, Span

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from rag.types import Structure

SIZE = 400  # characters
HEADER_LENGTH = 80  # characters of title, date and headings put before an embedded passage
TITLE_LENGTH = 40
EVENNESS = 1.15  # how much longer than its share a piece may be, so that no scrap is left over

_SENTENCE = ("[。！？!?]+[”’」』）)》]*", r"\.(?=\s)", "[；;]", "，|,(?!\\d)", "、", r"\s", "")
_LINE = (r"\n\s*\n", r"\n", *_SENTENCE)


def split_passages(
    document_id: str, text: str, structure: Structure, size: int = SIZE
) -> tuple[Passage, ...]:
    """Passages in reading order: disjoint, trimmed, together covering every non-blank character.

    None is longer than `size` characters. A passage's heading path names the sections that hold
    all of it; headings of smaller sections inside it stand in its text.
    """
    if size < 1:
        raise ValueError(f"passage size {size} is not positive")
    cutter = _Cutter(text, structure, size)
    return tuple(
        Passage(document_id, span, span.of(text), cutter.path(span)) for span in cutter.spans()
    )


def embedding_text(
    title: str | None, date: str | None, heading_path: Sequence[str], passage_text: str
) -> str:
    """The exact string that is embedded: one header line of at most 80 characters, then the text.

    What the text itself opens with is not said twice; without anything to say there is no header.

    >>> embedding_text("规划", "2025-06", ("一、目标",), "到2027年，建成。")
    '规划（2025-06）一、目标\\n到2027年，建成。'
    """
    opening = passage_text[: 2 * HEADER_LENGTH]
    name = "" if not title or title in opening else title[:TITLE_LENGTH]
    head = f"{name}（{date}）" if name and date else name or (date or "")
    said = f"{title or ''}\n{opening}"
    names: list[str] = []
    room = HEADER_LENGTH - len(head)
    for part in reversed(heading_path):  # the innermost heading says most
        if part in said or len(part) + 3 > room:
            continue
        names.insert(0, part)
        room -= len(part) + 3
    path = " > ".join(names)
    joint = "" if head.endswith("）") or not head or not path else " "
    header = f"{head}{joint}{path}"
    return f"{header}\n{passage_text}" if header else passage_text


class _Cutter:
    """One text while it is cut. `heads` maps the start of each heading line to its end."""

    def __init__(self, text: str, structure: Structure, size: int) -> None:
        self.text = text
        self.size = size
        self.outline = Outline(structure.sections)
        self.blocks: list[tuple[int, int | None]] = [(0, None)]  # start, parent section
        self.heads: dict[int, int] = {}
        for section, parent in zip(structure.sections, self.outline.parents, strict=True):
            span = section.heading.span
            line_end = text.find("\n", span.end)
            if text[span.end : len(text) if line_end < 0 else line_end].strip():
                continue  # a run-in title is the start of its paragraph, not a line
            self.heads[span.start] = span.end
            self.blocks.append((span.start, parent))

    def spans(self) -> Iterator[Span]:
        for start, end in self._groups():
            for piece in self._with_scraps(self._cut(start, end)):
                span = trimmed(self.text, piece.start, piece.end)
                if len(span):
                    yield span

    def path(self, span: Span) -> tuple[str, ...]:
        """Titles of the sections that hold the whole passage, judged from its first body line."""
        body = self._behind_heads(span.start, span.end)
        i = self.outline.around(min(body, span.end - 1), span.end)
        return () if i is None else self.outline.sections[i].path

    def _groups(self) -> Iterator[tuple[int, int]]:
        """Ranges to cut on their own: a section's text, or several short neighbours'."""
        start, parent = self.blocks[0]
        for i, (at, next_parent) in enumerate(self.blocks):
            end = self.blocks[i + 1][0] if i + 1 < len(self.blocks) else len(self.text)
            if i and not self._joins(start, at, end, parent == next_parent):
                yield start, at
                start, parent = at, next_parent
            elif self._behind_heads(start, at) >= at:
                parent = next_parent
        yield start, len(self.text)

    def _joins(self, start: int, at: int, end: int, siblings: bool) -> bool:
        """Should the block [at, end) share passages with [start, at) before it?"""
        if self._behind_heads(start, at) >= at:
            return True
        if self._behind_heads(at, end) >= end:
            return False
        short = min(at - start, end - at) * 3 <= self.size
        return siblings and short and end - start <= self.size

    def _behind_heads(self, start: int, limit: int) -> int:
        """The first offset at or behind `start` that is neither blank nor in a heading line."""
        at = start
        while at < limit:
            if at in self.heads:
                at = self.heads[at]
            elif self.text[at].isspace():
                at += 1
            else:
                break
        return at

    def _cut(self, start: int, end: int) -> Iterator[Span]:
        """Pieces of one range; a heading line at the end of one moves to the next."""
        if end - start <= self.size:
            yield Span(start, end)
            return
        carry = start
        for piece in self._split(Span(start, end), _LINE):
            keep = self._before_trailing_heads(carry, piece.end)
            if keep == carry:
                continue
            yield from self._fitted(Span(carry, keep))
            carry = keep
        if carry < end:
            yield from self._fitted(Span(carry, end))

    def _before_trailing_heads(self, start: int, end: int) -> int:
        """`end`, or the start of the heading lines that [start, end) ends with."""
        i = bisect_left(self.blocks, end, key=lambda block: block[0]) - 1
        last = end
        while i > 0 and (at := self.blocks[i][0]) >= start and self._behind_heads(at, last) >= last:
            last = at
            i -= 1
        return last if self.text[start:last].strip() else start

    def _with_scraps(self, pieces: Iterator[Span]) -> Iterator[Span]:
        """Neighbouring pieces of one range joined where one is short and both fit together."""
        held: Span | None = None
        for piece in pieces:
            if held and piece.end - held.start <= self.size and self._scrap(held, piece):
                held = Span(held.start, piece.end)
                continue
            if held:
                yield held
            held = piece
        if held:
            yield held

    def _scrap(self, a: Span, b: Span) -> bool:
        return min(len(a), len(b)) * 4 <= self.size

    def _fitted(self, span: Span) -> Iterator[Span]:
        """The span, or its parts cut inside lines, so that a heading keeps some of its text."""
        if len(span) <= self.size:
            yield span
        else:
            yield from self._split(span, _SENTENCE)

    def _split(self, span: Span, separators: Sequence[str]) -> Iterator[Span]:
        """LangChain's pieces of about equal length, placed by adding up their lengths."""
        from langchain_text_splitters import RecursiveCharacterTextSplitter

        count = -(-len(span) // self.size)
        splitter = RecursiveCharacterTextSplitter(
            separators=list(separators),
            is_separator_regex=True,
            keep_separator="end",
            strip_whitespace=False,
            chunk_size=min(self.size, int(len(span) / count * EVENNESS) + 1),
            chunk_overlap=0,
        )
        at = span.start
        for piece in splitter.split_text(span.of(self.text)):
            yield Span(at, at + len(piece))
            at += len(piece)
        if at != span.end:
            raise AssertionError(f"pieces end at {at}, the text at {span.end}")
