"""Regenerate the documents of ``seeds/corpus`` that no editor shows as plain text.

The .docx, .pdf and GB18030 documents are written from ``seeds/sources/NAME.source``, where NAME
is the document's file name. A source holds one block per line: ``# `` title, ``## `` and ``### ``
headings, ``- `` list items, ``| a | b |`` table rows (the first row of a table is its header),
anything else a paragraph. Run it from anywhere: ``python seeds/build.py [TARGET_FOLDER]``.

The PDF writer needs ``reportlab`` (only here, never at run time). It uses reportlab's built-in
character collection STSong-Light, so no font file is embedded and the text stays extractable.
"""

from __future__ import annotations

import re
import sys
import zipfile
from datetime import datetime
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING

import docx

if TYPE_CHECKING:
    from collections.abc import Iterator

SEEDS = Path(__file__).resolve().parent
PUBLISHER = "数字经济政策问答示范文集（本项目编写）"
PAGE_HEADER = "数字经济政策问答示范文集 · 规划与数据专辑"
LINE_UNITS = 54  # half-width columns, i.e. 27 Han characters: the measure of a printed A5 page
LINES_PER_PAGE = 27
NO_LINE_START = "，。；：、！？）》”%"
LATIN_OR_NUMBER = re.compile(r"[A-Za-z0-9.+%]+|.", re.DOTALL)


def blocks(source: str) -> Iterator[tuple[str, str]]:
    """Yield (kind, text) per line: title, h2, h3, item, row or text; blank lines give nothing."""
    kinds = {"# ": "title", "## ": "h2", "### ": "h3", "- ": "item", "| ": "row"}
    for line in filter(None, map(str.strip, source.splitlines())):
        mark = re.match(r"#{1,3} |- |\| ", line)
        yield (kinds[mark.group()], line[mark.end() :]) if mark else ("text", line)


def cells(row: str) -> list[str]:
    """Split ``a | b |`` into its cells."""
    return [cell.strip() for cell in row.rstrip().removesuffix("|").split("|")]


def write_docx(source: str, target: Path) -> None:
    """Write a Word document with real heading, list and table styles."""
    document = docx.Document()
    styles = {"title": "Title", "h2": "Heading 1", "h3": "Heading 2", "item": "List Bullet"}
    for kind, group in groupby(blocks(source), key=lambda block: block[0]):
        texts = [text for _, text in group]
        if kind == "row":
            rows = [cells(text) for text in texts]
            table = document.add_table(len(rows), len(rows[0]), style="Table Grid")
            for row, values in zip(table.rows, rows, strict=True):
                for cell, value in zip(row.cells, values, strict=True):
                    cell.text = value
            continue
        for text in texts:
            document.add_paragraph(text, style=styles.get(kind))
    set_properties(document, source)
    document.save(str(target))
    make_reproducible(target)


def set_properties(document: docx.document.Document, source: str) -> None:
    """Name title and publisher; drop the template's own dates, which are no document's date."""
    properties = document.core_properties
    properties.title = title_of(source)
    properties.author = PUBLISHER
    properties.comments = ""
    element = properties._element
    for child in list(element):
        if child.tag.endswith(("}created", "}modified")):
            element.remove(child)


def make_reproducible(target: Path) -> None:
    """Rewrite the zip with one fixed time, so that equal sources give equal bytes."""
    with zipfile.ZipFile(target) as archive:
        parts = [(name, archive.read(name)) for name in archive.namelist()]
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in parts:
            info = zipfile.ZipInfo(name, datetime(1980, 1, 1).timetuple()[:6])
            info.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(info, data)


def columns(text: str) -> int:
    """Width in half-width columns: 1 for ASCII, 2 for the rest."""
    return sum(1 if char < "\x80" else 2 for char in text)


def wrap(text: str) -> Iterator[str]:
    """Break at the line measure, never inside a number or Latin word nor before punctuation."""
    line = ""
    for token in LATIN_OR_NUMBER.findall(text):
        if columns(line + token) > LINE_UNITS and token not in NO_LINE_START:
            yield line
            line = ""
        line += token
    yield line


def pdf_lines(source: str) -> Iterator[tuple[str, bool]]:
    """Yield (printed line, is heading); an empty line precedes every heading but the first."""
    for kind, text in blocks(source):
        heading = kind in {"title", "h2", "h3"}
        if heading and kind != "title":
            yield "", False
        indent = "　　" if kind == "text" and not re.match(r"来源|日期|\d+\. ", text) else ""
        for line in wrap(indent + ("● " + text if kind == "item" else text)):
            yield line, heading


def write_pdf(source: str, target: Path) -> None:
    """Write A5 pages as a printed bulletin has them: running header, page number, hard wraps."""
    from reportlab.lib.pagesizes import A5
    from reportlab.pdfbase import pdfdoc, pdfmetrics
    from reportlab.pdfbase.cidfonts import UnicodeCIDFont
    from reportlab.pdfgen.canvas import Canvas

    class UndatedInfo(pdfdoc.PDFInfo):
        """File information without a creation time: it is not the document's date."""

        def format(self, document: pdfdoc.PDFDocument) -> bytes:
            entries = {"Title": pdfdoc.PDFString(self.title), "Author": pdfdoc.PDFString(PUBLISHER)}
            return bytes(pdfdoc.PDFDictionary(entries).format(document))

    pdfmetrics.registerFont(UnicodeCIDFont("STSong-Light"))
    width, height = A5
    canvas = Canvas(str(target), pagesize=A5, invariant=1)
    canvas._doc.info = UndatedInfo()
    canvas.setTitle(title_of(source))
    lines = list(pdf_lines(source))
    for page, first in enumerate(range(0, len(lines), LINES_PER_PAGE), start=1):
        canvas.setFont("STSong-Light", 9)
        canvas.drawCentredString(width / 2, height - 36, PAGE_HEADER)
        for row, (line, heading) in enumerate(lines[first : first + LINES_PER_PAGE]):
            canvas.setFont("STSong-Light", 12 if heading else 11)
            canvas.drawString(56, height - 66 - 18 * row, line)
        canvas.setFont("STSong-Light", 9)
        canvas.drawCentredString(width / 2, 28, f"— {page} —")
        canvas.showPage()
    canvas.save()


def write_gb18030(source: str, target: Path) -> None:
    """Write the source as it stands in GB18030, the encoding many Chinese offices still send."""
    target.write_bytes(source.encode("gb18030"))


def title_of(source: str) -> str:
    """The text of the source's first block."""
    return next(text for _, text in blocks(source))


WRITERS = {".docx": write_docx, ".pdf": write_pdf, ".txt": write_gb18030}


def build(target: Path) -> list[Path]:
    """Write every document that has a source into ``target`` and return the paths."""
    written = []
    for path in sorted((SEEDS / "sources").glob("*.source")):
        document = target / path.stem
        WRITERS[document.suffix](path.read_text(encoding="utf-8"), document)
        written.append(document)
    return written


def main() -> int:
    """Build into the folder named on the command line, ``seeds/corpus`` by default."""
    target = Path(sys.argv[1]) if len(sys.argv) > 1 else SEEDS / "corpus"
    try:
        for path in build(target):
            print(path)
    except ModuleNotFoundError as missing:
        print(f"Missing {missing.name}. Next: python -m pip install reportlab python-docx")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
