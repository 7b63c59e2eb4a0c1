"""PDF to text in reading order, with the page and the box of every character.

The order is that of the page's content, which is how its author's program wrote it: sorting by
position instead would mix the columns of a newspaper page.
"""

from __future__ import annotations

import ctypes
import re
import threading
from collections.abc import Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass, replace
from statistics import median
from typing import Any

import numpy as np
from numpy.typing import NDArray

from rag.errors import LoadError
from rag.loading.base import Draft
from rag.loading.builder import DraftBuilder, strip
from rag.loading.pdf_furniture import PageLine, furniture
from rag.loading.sniff import broken, encrypted
from rag.mapped import MappedText
from rag.patterns import regex
from rag.types import Page, Span

PDFIUM = threading.Lock()  # PDFium keeps global state: one thread at a time in the process
_HYPHENS = (0x02, 0xFFFE)  # how PDFium marks a hyphen that breaks a word at the line's end
_UNMAPPED = regex("[\ufffd\ue000-\uf8ff]")
_FEW = 30  # characters; a page with fewer over a large image is a scan with a stamp or a number
_LARGE = 0.5  # share of the page an image covers to make it a scan, when there is some text
_VISIBLE = 0.1  # ... when there is none
_TITLE_SIZE = 1.2  # times the usual line height of the page
_SAME_SIZE = (
    0.82  # of the largest line's height: the ink of one type size varies with its characters
)
_PRODUCER_TITLE = regex(
    r"^(?:Microsoft \w+ - |幻灯片 \d+$|untitled$|anonymous$|unspecified$)", re.I
)


@dataclass(frozen=True, slots=True)
class _Sheet:
    """One page's text and boxes, and whether it is a picture of text."""

    text: str
    boxes: NDArray[np.float32]  # (len(text), 4) left, bottom, right, top in points
    scanned: bool

    @property
    def garbled(self) -> bool:
        """Fonts without a character map give codes that mean nothing outside the file."""
        return len(_UNMAPPED.findall(self.text)) * 3 > len(self.text.strip())


def read_pdf(data: bytes, name: str) -> Draft:
    """The draft of a PDF: pages, boxes, running lines dropped.

    Raises:
        LoadError: encrypted, broken, or no page has text (the message names the pages).
    """
    with PDFIUM:
        sheets, properties = _sheets(data, name)
    unread = [n for n, sheet in enumerate(sheets, 1) if sheet.scanned or sheet.garbled]
    if not any(sheet.text.strip() and not sheet.garbled for sheet in sheets):
        raise _no_text(name, len(sheets), unread)
    decoded = "\n".join(sheet.text for sheet in sheets)
    builder = DraftBuilder(decoded)
    _show(builder, _lines(sheets))
    _properties(builder, properties)
    if unread:
        error = _no_text(name, len(sheets), unread)
        builder.warnings.append(str(error))
    gap = np.zeros((1, 4), dtype=np.float32)
    boxes = np.concatenate([part for sheet in sheets for part in (sheet.boxes, gap)][:-1])
    return replace(builder.draft(), boxes=boxes.astype("<f4").tobytes())


def _sheets(data: bytes, name: str) -> tuple[list[_Sheet], dict[str, str]]:
    """Every page, read under the lock."""
    import pypdfium2 as pdfium

    try:
        with closing(pdfium.PdfDocument(data)) as document:
            return [_sheet(document, n) for n in range(len(document))], document.get_metadata_dict()
    except pdfium.PdfiumError as error:
        if getattr(error, "err_code", None) == pdfium.raw.FPDF_ERR_PASSWORD:
            raise encrypted(name) from None
        raise broken("PDF", str(error)) from None


def _sheet(document: Any, number: int) -> _Sheet:
    with closing(document[number]) as page, closing(page.get_textpage()) as text_page:
        text, boxes = _characters(text_page)
        inked = len("".join(text.split()))
        scanned = inked < _FEW and _image_share(page) >= (_LARGE if inked else _VISIBLE)
        return _Sheet(text, boxes, scanned)


def _characters(text_page: Any) -> tuple[str, NDArray[np.float32]]:
    """The characters of a page and their boxes, one by one: PDFium's bulk text drops some."""
    import pypdfium2.raw as raw

    count = max(raw.FPDFText_CountChars(text_page), 0)
    codes = [raw.FPDFText_GetUnicode(text_page, i) for i in range(count)]
    rects = (raw.FS_RECTF * count)()
    for i in range(count):
        raw.FPDFText_GetLooseCharBox(text_page, i, ctypes.byref(rects[i]))
    sides = np.frombuffer(rects, dtype=np.float32).reshape(count, 4)  # left, top, right, bottom
    text, kept = _text(codes)
    return text, sides[kept][:, (0, 3, 2, 1)].copy()


def _text(codes: Sequence[int]) -> tuple[str, list[int]]:
    """Characters for PDFium's codes, and the index of the code each came from."""
    out: list[str] = []
    kept: list[int] = []
    at = 0
    while at < len(codes):
        code, start = codes[at], at
        at += 1
        if 0xD800 <= code < 0xDC00 and at < len(codes) and 0xDC00 <= codes[at] < 0xE000:
            code = 0x10000 + ((code - 0xD800) << 10) + (codes[at] - 0xDC00)
            at += 1
        if code == 0x0D and codes[at : at + 1] == [0x0A]:
            continue
        out.append(_character(code))
        kept.append(start)
    return "".join(out), kept


def _character(code: int) -> str:
    if code in _HYPHENS:
        return "-"
    if code == 0x0D:
        return "\n"
    if code == 0 or 0xD800 <= code < 0xE000 or code > 0x10FFFF:
        return "\ufffd"
    return chr(code) if code >= 0x20 or code in (0x09, 0x0A) else " "


def _image_share(page: Any) -> float:
    """Area of the images on a page as a share of the page's."""
    import pypdfium2.raw as raw

    width, height = page.get_size()
    area = 0.0
    for item in page.get_objects(filter=(raw.FPDF_PAGEOBJ_IMAGE,), max_depth=3):
        left, bottom, right, top = item.get_bounds()
        area += max(right - left, 0) * max(top - bottom, 0)
    return float(area / max(width * height, 1.0))


def _lines(sheets: Sequence[_Sheet]) -> list[list[PageLine]]:
    """The lines of every page, at their offsets in the joined text."""
    pages: list[list[PageLine]] = []
    start = 0
    for number, sheet in enumerate(sheets):
        pages.append(list(_page_lines(sheet, number, start)))
        start += len(sheet.text) + 1
    return pages


def _page_lines(sheet: _Sheet, number: int, shift: int) -> Iterator[PageLine]:
    at = 0
    for text in sheet.text.split("\n"):
        inked = [at + i for i, char in enumerate(text) if not char.isspace()]
        boxes = sheet.boxes[inked]
        bottom = float(np.median(boxes[:, 1])) if inked else 0.0
        top = float(np.median(boxes[:, 3])) if inked else 0.0
        yield PageLine(number, shift + at, shift + at + len(text), text, bottom, top)
        at += len(text) + 1


def _show(builder: DraftBuilder, pages: list[list[PageLine]]) -> None:
    """Add the lines that are not furniture, and note where each page starts."""
    running = furniture(pages)
    starts: list[int] = []
    for page in pages:
        first = True
        for line in page:
            if line in running:
                builder.drop(line.start, line.end, "repeated page header")
                continue
            piece = MappedText.identity(line.text, line.start)
            if first and not line.text.strip():
                continue
            span = builder.line(strip(piece) if not line.text.strip() else piece)
            if first:
                starts.append(span.start)
            first = False
        if first:
            starts.append(builder.length)
    ends = [*starts[1:], builder.length]
    builder.pages.extend(
        Page(n, Span(start, end))
        for n, (start, end) in enumerate(zip(starts, ends, strict=True), 1)
    )
    _title(builder, [line for line in next(filter(None, pages), []) if line not in running])


def _title(builder: DraftBuilder, lines: Sequence[PageLine]) -> None:
    """Offer the largest lines of the first page as the title."""
    inked = [line for line in lines if line.text.strip()]
    if len(inked) < 3:
        return
    heights = [line.top - line.bottom for line in inked]
    largest = max(heights)
    if largest < _TITLE_SIZE * median(heights):
        return
    least = _SAME_SIZE * largest
    first = next(at for at, height in enumerate(heights) if height >= least)
    last = first
    while last + 1 < len(inked) and heights[last + 1] >= least:
        last += 1
    title = "".join(line.text.strip() for line in inked[first : last + 1])
    if 4 <= len(title) <= 80:
        builder.candidate("title", title, "largest type on page 1")


def _properties(builder: DraftBuilder, properties: dict[str, str]) -> None:
    """Title and author as the producing program wrote them; its dates are not the document's."""
    for key, name in (("Title", "title"), ("Author", "author")):
        value = _PRODUCER_TITLE.sub("", properties.get(key, "").strip("\0 "))
        builder.candidate(name, value, "document properties")


def _no_text(name: str, pages: int, unread: Sequence[int]) -> LoadError:
    stem = name.rpartition("/")[2]
    which = _ranges(unread or range(1, pages + 1))
    return LoadError(
        f"第 {which} 页（共 {pages} 页）是图像或没有可读的文字层。"
        f"/ Page {which} of {pages} has no readable text layer (an image, or fonts without a map).",
        f"ocrmypdf --force-ocr -l chi_sim {stem} ocr-{stem}",
    )


def _ranges(numbers: Sequence[int]) -> str:
    """
    >>> _ranges([1, 2, 3, 7])
    '1-3, 7'
    """
    out: list[list[int]] = []
    for number in numbers:
        if out and number == out[-1][-1] + 1:
            out[-1][1:] = [number]
        else:
            out.append([number])
    return ", ".join("-".join(map(str, run)) for run in out)
