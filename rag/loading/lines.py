"""Lines of a draft, and the one way repairs change text: by taking characters away.

Every repair keeps, deletes or blanks characters and adds none, so each shown character still is
the decoded character it came from, and repairing always comes to an end.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from rag.loading.base import Draft
from rag.mapped import INSERTED, MappedText
from rag.types import Dropped, Heading, Page, Span

HAN = "\u3007\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"  # for a class [...]

Fields = Mapping[str, tuple[tuple[str, str], ...]]


@dataclass(frozen=True, slots=True)
class Edit:
    """Replace text[start:end] by `blanks` ("", " ", line breaks), no longer than the range."""

    start: int
    end: int
    blanks: str = ""


@dataclass(frozen=True, slots=True)
class Line:
    """One line that holds something. Line breaks are "\\n" and outer blanks gone (see spacing)."""

    start: int
    end: int
    text: str
    breaks: int  # line breaks since the line before: 2 is a blank line between, 0 the first line
    verbatim: bool  # part of a table, code or the like: left as it is
    heading: bool  # the format says it is a heading


@dataclass(frozen=True, slots=True)
class Block:
    """Draft text [start, end) that is not to be shown, and why."""

    start: int
    end: int
    reason: str


def lines_of(draft: Draft) -> list[Line]:
    """The lines of a tidied draft that hold something, in order."""
    text = draft.text.text
    verbatim = marked(len(text), draft.verbatim)
    heading = marked(len(text), (h.span for h in draft.headings))
    out: list[Line] = []
    start = breaks = 0
    for part in text.split("\n"):
        end = start + len(part)
        if part and not part.isspace():
            flags = verbatim.find(1, start, end) >= 0, heading.find(1, start, end) >= 0
            out.append(Line(start, end, part, breaks if out else 0, *flags))
            breaks = 0
        breaks += 1
        start = end + 1
    return out


def marked(length: int, spans: Iterable[Span]) -> bytes:
    """One byte for each character: 1 inside one of the spans, else 0."""
    flags = bytearray(length)
    for span in spans:
        flags[span.start : span.end] = b"\1" * len(span)
    return bytes(flags)


def edited(draft: Draft, edits: Sequence[Edit]) -> Draft:
    """`draft` with the edits made and every span moved along. Edits ascend and do not overlap."""
    if not edits:
        return draft
    keep = np.ones(len(draft.text), dtype=np.bool_)
    codes = np.frombuffer(draft.text.text.encode("utf-32-le", "surrogatepass"), dtype=np.uint32)
    codes = codes.copy()
    for edit in edits:
        middle = edit.start + len(edit.blanks)
        if middle > edit.end:
            raise ValueError(f"{edit} would add characters")
        codes[edit.start : middle] = [ord(c) for c in edit.blanks]
        keep[middle : edit.end] = False
    text = codes[keep].tobytes().decode("utf-32-le", "surrogatepass")
    return _moved(draft, MappedText(text, draft.text.origin[keep]), keep)


def _moved(draft: Draft, text: MappedText, keep: NDArray[np.bool_]) -> Draft:
    position = np.concatenate(([0], np.cumsum(keep)))

    def move(span: Span) -> Span:
        return Span(int(position[span.start]), int(position[span.end]))

    return replace(
        draft,
        text=text,
        headings=tuple(Heading(s, h.level) for h in draft.headings if (s := move(h.span))),
        pages=tuple(Page(p.number, move(p.span)) for p in draft.pages),
        verbatim=tuple(s for v in draft.verbatim if (s := move(v))),
    )


def without(draft: Draft, blocks: Sequence[Block]) -> Draft:
    """`draft` with the blocks and the line breaks after them moved from the text to `dropped`."""
    if not blocks:
        return draft
    text = draft.text.text
    gone = [dropped for block in blocks for dropped in _dropped(draft, block)]
    edits = [Edit(b.start, b.end + (text[b.end : b.end + 1] == "\n")) for b in blocks]
    return edited(replace(draft, dropped=(*draft.dropped, *gone)), edits)


def _dropped(draft: Draft, block: Block) -> Iterable[Dropped]:
    """The decoded text of a block: one piece, or one for each run where the order jumps back."""
    origin = draft.text.origin[block.start : block.end]
    origin = origin[origin != INSERTED]
    if not len(origin):
        return
    cuts = np.flatnonzero(np.diff(origin) < 0) + 1
    for run in np.split(origin, cuts):
        span = Span(int(run[0]), int(run[-1]) + 1)
        yield Dropped(span, span.of(draft.decoded), block.reason)


def with_fields(draft: Draft, found: Iterable[tuple[str, str, str]]) -> Draft:
    """`draft` with (field, value, origin) candidates added after those it has, none twice."""
    fields = dict(draft.fields)
    for name, value, origin in found:
        if value and (value, origin) not in fields.get(name, ()):
            fields[name] = (*fields.get(name, ()), (value, origin))
    return replace(draft, fields=fields)
