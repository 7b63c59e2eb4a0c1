"""The promises every reader keeps, as checks; and files of each format made on the spot."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from html import unescape
from io import BytesIO

import numpy as np
import pytest

from rag.errors import LoadError
from rag.loading.base import Draft, Loaded
from rag.loading.load import load_bytes
from rag.mapped import original_spans
from rag.types import Dropped, Segment, Span

Check = Callable[..., None]


def _bare(text: str) -> str:
    return "".join(text.split())


def check_mapping(text: str, segments: Iterable[Segment], decoded: str) -> None:
    """Every mapped character is its original, or a blank for a blank, or stands for an entity."""
    for part in segments:
        for shift in range(part.end - part.start):
            shown, origin = text[part.start + shift], part.original_start + shift
            same = shown == decoded[origin] or (shown.isspace() and decoded[origin].isspace())
            assert same or "&" in decoded[max(origin - 33, 0) : origin + 1], (shown, origin)


def check_quotes(text: str, segments: tuple[Segment, ...], decoded: str) -> None:
    """Quotes equal their originals once white space is gone and inserted glue set aside."""
    step = max(len(text) // 7, 1)
    for start in range(0, len(text), step):
        span = Span(start, min(start + 2 * step, len(text)))
        original = "".join(part.of(decoded) for part in original_spans(segments, span))
        mapped = "".join(
            text[max(s.start, span.start) : min(s.end, span.end)]
            for s in segments
            if s.start < span.end and span.start < s.end
        )
        if "&" not in original:
            assert _bare(mapped) == _bare(original)


def check_digits(
    segments: Iterable[Segment],
    dropped: Iterable[Dropped],
    decoded: str,
    visible: Iterable[Span] | None = None,
) -> None:
    """Every digit a reader of the file sees is shown or dropped, counted position by position."""
    known = np.zeros(len(decoded) + 1, dtype=bool)
    for part in segments:
        known[part.original_start : part.original_end] = True
    for block in dropped:
        assert block.text == block.span.of(decoded)
        known[block.span.start : block.span.end] = True
    for span in visible if visible is not None else [Span(0, len(decoded))]:
        for at in range(span.start, span.end):
            if decoded[at].isdecimal() and not known[at]:
                around = decoded[max(at - 12, 0) : at + 12]
                assert unescape(around) != around, (at, around)


def check_spans(draft: Draft | Loaded) -> None:
    """Headings, pages and verbatim spans lie inside the text and in order."""
    text = draft.text if isinstance(draft.text, str) else draft.text.text
    for heading in draft.headings:
        assert heading.span.of(text).strip()
        assert "\n" not in heading.span.of(text)
    starts = [h.span.start for h in draft.headings]
    assert starts == sorted(starts)
    for page, following in zip(draft.pages, draft.pages[1:], strict=False):
        assert page.span.end == following.span.start
    assert all(p.span.end <= len(text) for p in draft.pages)


@pytest.fixture(scope="session")
def keeps_promises() -> Check:
    """Asserts all promises of a draft or a loaded document."""

    def check(found: Draft | Loaded, visible: Iterable[Span] | None = None) -> None:
        if isinstance(found, Draft):
            text, segments = found.text.text, found.text.segments()
        else:
            text, segments = found.text, found.segments
        check_mapping(text, segments, found.decoded)
        check_quotes(text, segments, found.decoded)
        check_digits(segments, found.dropped, found.decoded, visible)
        check_spans(found)

    return check


@pytest.fixture(scope="session")
def load_one() -> Callable[..., Loaded]:
    """Loads bytes that hold exactly one good document."""

    def load(data: bytes, name: str, **options: str) -> Loaded:
        [found] = load_bytes(data, name, name, **options)
        if isinstance(found, LoadError):
            raise found
        return found

    return load


@pytest.fixture(scope="session")
def refusal() -> Callable[..., str]:
    """The message of bytes that hold no document."""

    def load(data: bytes, name: str, **options: str | int) -> str:
        [found] = load_bytes(data, name, name, **options)  # type: ignore[arg-type]
        assert isinstance(found, LoadError), found
        assert found.remedy
        return str(found)

    return load


@pytest.fixture(scope="session")
def make_pdf() -> Callable[..., bytes]:
    """A PDF with a header, numbered footers and the given lines per page, from the top down."""

    def make(
        pages: list[list[str]], *, header: str = "", password: str = "", image: bool = False
    ) -> bytes:
        from reportlab.lib.pagesizes import A4
        from reportlab.lib.utils import ImageReader
        from reportlab.pdfbase import pdfmetrics
        from reportlab.pdfbase.cidfonts import UnicodeCIDFont
        from reportlab.pdfgen import canvas

        pdfmetrics.registerFont(UnicodeCIDFont("STSong-Light"))
        out = BytesIO()
        sheet = canvas.Canvas(out, pagesize=A4, encrypt=password or None)
        for number, lines in enumerate(pages, 1):
            if header:
                sheet.setFont("STSong-Light", 9)
                sheet.drawString(72, 810, header)
                sheet.drawString(280, 30, f"- {number} -")
            if image and not lines:
                sheet.drawImage(ImageReader(BytesIO(_png())), 0, 0, *A4)
            for at, line in enumerate(lines):
                sheet.setFont("STSong-Light", 20 if line.startswith("#") else 12)
                sheet.drawString(72, 760 - at * 24, line.lstrip("#"))
            sheet.showPage()
        sheet.save()
        return out.getvalue()

    return make


def _png() -> bytes:
    """A white picture of 8 x 8 pixels."""
    import struct
    import zlib

    def chunk(kind: bytes, body: bytes) -> bytes:
        return (
            struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))
        )

    rows = (b"\0" + b"\xff" * 24) * 8
    header = struct.pack(">IIBBBBB", 8, 8, 8, 2, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", header)
        + chunk(b"IDAT", zlib.compress(rows))
        + chunk(b"IEND", b"")
    )
