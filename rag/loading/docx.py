"""Word files to text: paragraphs, tables, notes and text boxes in the order of the document.

The decoded text of a Word file is what is extracted here, numbers that Word computes included:
there is no other text to point into. Tables lie in it as cells between tabs, and are shown as one
line per row with headers.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from xml.etree.ElementTree import Element

from rag.errors import LoadError
from rag.loading.base import Draft
from rag.loading.builder import DraftBuilder, strip
from rag.loading.coverage import drop_uncovered
from rag.loading.docx_package import Package
from rag.loading.docx_styles import Numbering, Styles, attribute, child, integer, local
from rag.loading.html import looks_like_heading
from rag.loading.sniff import broken
from rag.loading.tables import Cell, row_lines
from rag.mapped import MappedText
from rag.types import Heading, Span

_CONTAINERS = frozenset({
    "sdt", "sdtContent", "ins", "moveTo", "smartTag", "customXml", "hyperlink", "fldSimple", "dir",
    "bdo", "oMath", "oMathPara", "AlternateContent", "Choice", "r", "drawing", "inline", "anchor",
    "graphic", "graphicData", "wsp", "wgp", "wpc", "txbx", "pict", "shape", "group", "rect",
    "textbox", "object", "body", "e", "num", "den", "sup", "sub", "f", "sSup", "sSub", "sSubSup",
    "rad", "deg", "nary", "d", "m", "mr", "func", "fName", "lim", "limLow", "limUpp", "acc", "bar",
    "box", "eqArr", "groupChr", "ruby", "rubyBase", "roundrect", "oval", "footnote", "endnote",
    "comment", "hdr", "ftr", "tc",
})  # fmt: skip
_BREAKS = {"tab": "\t", "br": "\n", "cr": "\n", "noBreakHyphen": "-", "ptab": "\t"}
_CHECKBOXES = {"F0FE": "☑", "F052": "☑", "F0A8": "□", "F06F": "□", "F0A3": "□", "F0FC": "√"}
_NOBODY = frozenset({  # what programs write as title or author when nobody said
    "python-docx", "word document", "administrator", "admin", "user", "windows user", "microsoft",
    "微软用户", "lenovo", "dell", "hp", "apache poi", "unknown",
})  # fmt: skip
_DEEPEST = 200  # levels of nesting followed; Word itself stops long before


@dataclass(slots=True)
class _Extract:
    """The decoded text as it grows, and what will be shown of it."""

    package: Package
    styles: Styles
    numbering: Numbering
    chunks: list[str] = field(default_factory=list)
    length: int = 0
    notes: list[tuple[str, str]] = field(default_factory=list)  # part, id: in order of reference
    boxes: list[Element] = field(default_factory=list)  # text boxes of the current paragraph
    title: str = ""

    def put(self, text: str) -> Span:
        span = Span(self.length, self.length + len(text))
        self.chunks.append(text)
        self.length = span.end
        return span


@dataclass(frozen=True, slots=True)
class _Paragraph:
    span: Span
    level: int | None = None
    bold: bool = False
    reason: str = ""  # why it is not shown


@dataclass(frozen=True, slots=True)
class _Table:
    rows: list[list[tuple[Span, int, int]]]  # text, rows and columns spanned
    marked: int | None


_Block = _Paragraph | _Table


def read_docx(data: bytes, name: str) -> Draft:
    """The draft of a Word file.

    Raises:
        LoadError: encrypted, broken, without text, or unpacking to more than 200 MB.
    """
    package = Package.open(data, name)
    main = package.main()
    root = package.part(main)
    body = child(root, "body")
    if body is None:
        raise broken("docx", f"{main} has no body")
    extract = _Extract(
        package,
        Styles.of(package.part(package.beside(main, "styles.xml"))),
        Numbering.of(package.part(package.beside(main, "numbering.xml"))),
    )
    blocks = list(_blocks(body, extract, 0))
    blocks += _notes(extract, main)
    blocks += _margins(extract, main)
    return _draft(extract, blocks)


def _blocks(parent: Element, extract: _Extract, depth: int, reason: str = "") -> Iterator[_Block]:
    """Paragraphs and tables below `parent`, text boxes after the paragraph they hang on."""
    if depth > _DEEPEST:
        return
    for element in parent:
        kind = local(element)
        if kind == "p":
            yield _paragraph(element, extract, reason)
            boxes, extract.boxes = extract.boxes, []
            for box in boxes:
                yield from _blocks(box, extract, depth + 1, reason)
        elif kind == "tbl":
            yield _table(element, extract, depth)
        elif kind == "sdt" and _is_contents(element):
            yield from _blocks(element, extract, depth + 1, "table of contents")
        elif kind in _CONTAINERS:
            yield from _blocks(element, extract, depth + 1, reason)


def _is_contents(element: Element) -> bool:
    gallery = child(element, "sdtPr", "docPartObj", "docPartGallery")
    return "contents" in (attribute(gallery, "val") or "").lower()


def _paragraph(element: Element, extract: _Extract, reason: str) -> _Paragraph:
    properties = child(element, "pPr")
    key = attribute(child(properties, "pStyle"), "val")
    style = next(extract.styles.chain(key), None)
    runs = _Runs(extract)
    runs.collect(element)
    text = "".join(runs.parts)
    label = extract.numbering.label(*extract.styles.number(key, properties))
    level = extract.styles.level(key, properties)
    if style and style.is_title and not extract.title:
        extract.title = text.strip()
    if style and style.is_contents:
        reason = reason or "table of contents"
    span = extract.put(_labelled(label, text))
    extract.put("\n")
    return _Paragraph(span, level, runs.all_bold and not label, reason)


def _labelled(label: str, text: str) -> str:
    """ "一、" stands close to its text, "1." and "-" apart from it, as Word draws them."""
    if not label or not text.strip():
        return text
    apart = label[-1].isascii() or label.isalnum()
    return f"{label} {text.lstrip()}" if apart else f"{label}{text.lstrip()}"


@dataclass(slots=True)
class _Runs:
    """Collects the text of one paragraph, runs of fields, links and insertions included."""

    extract: _Extract
    parts: list[str] = field(default_factory=list)
    all_bold: bool = True
    bold: bool = False

    def collect(self, element: Element, depth: int = 0) -> None:
        if depth > _DEEPEST:
            return
        for item in element:
            kind = local(item)
            if kind == "t" and item.text:
                self._text(item.text)
            elif kind in _BREAKS:
                self.parts.append(_BREAKS[kind])
            elif kind == "sym":
                self.parts.append(_CHECKBOXES.get((attribute(item, "char") or "").upper(), ""))
            elif kind in ("footnoteReference", "endnoteReference"):
                self._note(kind.removesuffix("Reference"), attribute(item, "id") or "")
            elif kind == "txbxContent":
                self.extract.boxes.append(item)
            elif kind == "r":
                self._run(item, depth)
            elif kind in _CONTAINERS:
                self.collect(item, depth + 1)

    def _run(self, run: Element, depth: int) -> None:
        properties = child(run, "rPr")
        if child(properties, "vanish") is not None:
            return
        weight = child(properties, "b")
        self.bold = weight is not None and attribute(weight, "val") not in ("0", "false", "off")
        raised = attribute(child(properties, "vertAlign"), "val") == "superscript"
        before = len(self.parts)
        self.collect(run, depth + 1)
        last = "".join(self.parts[:before])[-1:]
        if raised and last.isdigit() and "".join(self.parts[before:])[:1].isdigit():
            self.parts.insert(before, "^")  # 10^4, not 104
        self.bold = False

    def _text(self, text: str) -> None:
        self.parts.append(text)
        self.all_bold = self.all_bold and (self.bold or not text.strip())

    def _note(self, kind: str, key: str) -> None:
        self.extract.notes.append((kind, key))
        self.parts.append(f"[{len(self.extract.notes)}]")


def _table(element: Element, extract: _Extract, depth: int) -> _Table:
    """Rows of cell extents; merged cells count the rows and columns they cover."""
    rows: list[list[tuple[Span, int, int]]] = []
    open_cells: dict[int, tuple[int, int]] = {}  # column -> (row, index) a vertical merge started
    marked = 0
    for row in _descend(element, "tr"):
        repeated = child(row, "trPr", "tblHeader")
        if repeated is not None and marked == len(rows):
            marked += 1
        cells: list[tuple[Span, int, int]] = []
        column = integer(attribute(child(row, "trPr", "gridBefore"), "val")) or 0
        for cell in _descend(row, "tc"):
            properties = child(cell, "tcPr")
            width = integer(attribute(child(properties, "gridSpan"), "val")) or 1
            width = max(1, min(width, 200))
            merge = child(properties, "vMerge")
            span = _cell(cell, extract, depth)
            if merge is not None and attribute(merge, "val") != "restart" and column in open_cells:
                at, index = open_cells[column]
                text, height, columns = rows[at][index]
                rows[at][index] = (text, height + 1, columns)
            else:
                open_cells[column] = (len(rows), len(cells))
                cells.append((span, 1, width))
            column += width
        extract.put("\n")
        rows.append(cells)
    return _Table(rows, marked or None)


def _descend(element: Element, name: str) -> Iterator[Element]:
    """Children of that name, also inside content controls and revision marks."""
    for item in element:
        kind = local(item)
        if kind == name:
            yield item
        elif kind in ("sdt", "sdtContent", "ins", "customXml", "moveTo"):
            yield from _descend(item, name)


def _cell(cell: Element, extract: _Extract, depth: int) -> Span:
    """The extent of a cell's text: its paragraphs on one line, nested tables spelt out."""
    start = extract.length
    for block in _blocks(cell, extract, depth + 1):
        del block  # only the text counts inside a cell
    span = Span(start, extract.length)
    extract.put("\t")
    return span


def _notes(extract: _Extract, main: str) -> list[_Block]:
    """Foot- and endnotes after the text, each with the mark it has there."""
    blocks: list[_Block] = []
    at = 0
    roots: dict[str, dict[str, Element]] = {}
    while at < len(extract.notes):  # a note may refer to another
        kind, key = extract.notes[at]
        at += 1
        if kind not in roots:
            root = extract.package.part(extract.package.beside(main, f"{kind}s.xml"))
            roots[kind] = {attribute(e, "id") or "": e for e in root} if root is not None else {}
        note = roots[kind].get(key)
        if note is not None:
            blocks.append(_note(note, at, extract))
    return blocks


def _note(note: Element, number: int, extract: _Extract) -> _Paragraph:
    span = Span(extract.length, extract.put(f"[{number}] ").end)
    for block in _blocks(note, extract, 0):
        if isinstance(block, _Paragraph):
            span = Span(span.start, block.span.end)
    return _Paragraph(span)


def _margins(extract: _Extract, main: str) -> list[_Block]:
    """Page headers, page footers and comments: extracted, not shown."""
    folder = re.escape(main.rpartition("/")[0])
    blocks: list[_Block] = []
    for pattern, reason in (("header", "page header"), ("footer", "page footer"),
                            ("comments", "comment")):  # fmt: skip
        for name in extract.package.names(rf"{folder}/{pattern}\d*\.xml"):
            root = extract.package.part(name)
            if root is not None:
                blocks.extend(_blocks(root, extract, 0, reason))
    return blocks


def _draft(extract: _Extract, blocks: list[_Block]) -> Draft:
    builder = DraftBuilder("".join(extract.chunks))
    bold: list[Heading] = []
    level = shown = 0
    for block in blocks:
        if isinstance(block, _Table):
            _show_table(builder, block)
        elif block.reason:
            builder.drop(block.span.start, block.span.end, block.reason)
        elif (span := _show(builder, block.span)) is not None:
            shown += 1
            text = block.span.of(builder.decoded).strip()
            if block.level is not None:
                level = block.level
                builder.headings.append(Heading(span, level))
            elif block.bold and looks_like_heading(text) and text != extract.title:
                bold.append(Heading(span, level + 1))
    if len(bold) * 2 <= shown:  # else the document is simply set in bold
        builder.headings = sorted([*builder.headings, *bold], key=lambda h: h.span)
    if not builder.length:
        raise LoadError(
            "Word 文件中没有文字（可能只有图片）。"
            "/ The Word file holds no text, only images perhaps.",
            "另存为 PDF 后做文字识别：ocrmypdf -l chi_sim / save as PDF and run OCR",
        )
    drop_uncovered(builder, [Span(0, len(builder.decoded))], (), "merged cell")
    builder.candidate("title", extract.title, "title style")
    _properties(builder, extract.package)
    return builder.draft(wrapped=False)


def _show(builder: DraftBuilder, span: Span) -> Span | None:
    """The lines of a paragraph (line breaks inside it stay), None when it is blank."""
    piece = strip(MappedText.identity(span.of(builder.decoded), span.start))
    return builder.line(piece) if piece.text else None


def _show_table(builder: DraftBuilder, table: _Table) -> None:
    rows = [
        [Cell(MappedText.identity(s.of(builder.decoded), s.start), r, c) for s, r, c in row]
        for row in table.rows
    ]
    for line in row_lines(rows, table.marked):
        if line.text.strip():
            builder.verbatim.append(builder.line(line))


def _properties(builder: DraftBuilder, package: Package) -> None:
    """Title and author of the file. Its dates say when the file was touched: not offered."""
    root = package.part("docProps/core.xml")
    for element in root if root is not None else ():
        field_name = {"title": "title", "creator": "author"}.get(local(element))
        if field_name and element.text and element.text.strip().lower() not in _NOBODY:
            builder.candidate(field_name, element.text, "document properties")
