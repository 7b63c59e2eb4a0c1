"""Pages of a stored PDF as images, and where a quote stands on them."""

from __future__ import annotations

import io
from collections.abc import Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from rag.errors import LoadError
from rag.loading.pdf import PDFIUM
from rag.mapped import original_spans
from rag.store.records import Archive
from rag.types import Document, Span

if TYPE_CHECKING:
    from PIL.Image import Image

WIDTH = 1000  # pixels of a page image; about two per CSS pixel of the panel
TALLEST = 4  # times as high as wide; a longer page is drawn smaller

FloatArray = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Box:
    """A rectangle on a page as shares of its width and height, from the upper left corner."""

    left: float
    top: float
    width: float
    height: float


@dataclass(frozen=True, slots=True)
class PageImage:
    """One page: PNG bytes, its size in pixels, and the boxes of the quote that lie on it."""

    number: int
    pages: int
    png: bytes
    width: int
    height: int
    boxes: tuple[Box, ...]


def render_page(
    document: Document, archive: Archive, number: int, span: Span | None = None
) -> PageImage:
    """Page `number` (from 1) of a PDF, with the boxes of the shown text's `span`.

    Raises:
        LoadError: the file cannot be drawn, or has no such page.
    """
    import pypdfium2 as pdfium

    with PDFIUM:
        try:
            with closing(pdfium.PdfDocument(archive.original)) as opened:
                pages = len(opened)
                if not 1 <= number <= pages:
                    raise LoadError(
                        f"没有第 {number} 页，共 {pages} 页。 There is no page {number} of {pages}."
                    )
                with closing(opened[number - 1]) as page:
                    image, crop = _drawn(page)
        except pdfium.PdfiumError as error:
            raise LoadError(f"页面无法显示：{error}。 The page cannot be drawn: {error}.") from None
    stream = io.BytesIO()
    image.convert("RGB").quantize(64).save(stream, "PNG")
    boxes: tuple[Box, ...] = ()
    if span is not None and archive.boxes and crop is not None:
        boxes = tuple(_boxes(document, archive, number, span, crop))
    return PageImage(number, pages, stream.getvalue(), image.width, image.height, boxes)


def _drawn(page: Any) -> tuple[Image, tuple[float, float, float, float] | None]:
    """The image of a page and the part of its space that shows; None for that of a turned page."""
    width, height = page.get_size()
    scale = WIDTH / max(width, height / TALLEST, 1.0)
    crop = page.get_cropbox() if page.get_rotation() == 0 else None
    return page.render(scale=scale).to_pil(), crop


def _boxes(
    document: Document,
    archive: Archive,
    number: int,
    span: Span,
    crop: tuple[float, float, float, float],
) -> Iterator[Box]:
    """One box per line of that part of the quote which stands on page `number`."""
    points = np.frombuffer(archive.boxes or b"", dtype="<f4").reshape(-1, 4)
    page = next((page.span for page in document.pages if page.number == number), Span(0, 0))
    start, end = max(span.start, page.start), min(span.end, page.end)
    if start >= end:
        return
    offsets = [
        at
        for part in original_spans(archive.segments, Span(start, end))
        for at in range(part.start, part.end)
        if not archive.decoded[at].isspace()
    ]
    width, height = crop[2] - crop[0], crop[3] - crop[1]
    for left, bottom, right, top in line_boxes(points[offsets]):
        yield Box(
            (left - crop[0]) / width,
            (crop[3] - top) / height,
            (right - left) / width,
            (top - bottom) / height,
        )


def line_boxes(points: FloatArray | Sequence[Sequence[float]]) -> list[tuple[float, ...]]:
    """Boxes (left, bottom, right, top) of characters in reading order, joined along lines.

    >>> line_boxes([(0, 0, 5, 9), (5, 0, 10, 9), (0, -20, 5, -11)])
    [(0.0, 0.0, 10.0, 9.0), (0.0, -20.0, 5.0, -11.0)]
    """
    lines: list[list[float]] = []
    for left, bottom, right, top in np.asarray(points, dtype=np.float64).reshape(-1, 4).tolist():
        if right <= left or top <= bottom:
            continue
        if lines:
            line = lines[-1]
            overlap = min(line[3], top) - max(line[1], bottom)
            near = left - line[2] < 3 * (top - bottom) and left > line[0] - (top - bottom)
            if overlap > 0.5 * min(top - bottom, line[3] - line[1]) and near:
                line[:] = [
                    min(line[0], left), min(line[1], bottom), max(line[2], right), max(line[3], top)
                ]  # fmt: skip
                continue
        lines.append([left, bottom, right, top])
    return [tuple(line) for line in lines]
