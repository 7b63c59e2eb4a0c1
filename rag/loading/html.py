"""HTML to lines of text: what a reader of the page sees, every character with its place.

A main-content detector would be shorter, but those made for Western pages throw Chinese paragraphs
away and none says where the text stood. Here nothing is chosen: chrome is taken off by rule, and
whatever is taken off is on the dropped list.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Callable
from dataclasses import dataclass, field
from html import unescape

from rag.loading.base import Draft
from rag.loading.builder import DraftBuilder, collapse, strip
from rag.loading.coverage import drop_uncovered
from rag.loading.frontmatter import ORIGIN, front_matter
from rag.loading.html_chrome import Chrome
from rag.loading.html_fields import page_fields
from rag.loading.html_tree import AUTOLINK, BLOCK, HEADINGS, TEXT, Nodes, parse
from rag.loading.tables import Cell, row_lines
from rag.mapped import MappedText
from rag.patterns import regex
from rag.types import Heading, Span

_ENTITY = regex(r"&(?:#\d{1,8}|#[xX][0-9a-fA-F]{1,6}|[A-Za-z][A-Za-z0-9]{1,31});?")
_LINK_LINE = regex(r"(?:\[[^\]\n]*\]\([^)\n]*\)[\s|｜·•>-]*)+")
_SENTENCE_END = tuple("。；，：、！？;,.:!?")
_BOLD = frozenset({"b", "strong"})
_MAX_BOLD_HEADING = 40  # characters
_MAX_LAYOUT_CELL = 1500  # characters; more in a table without headers means a page laid out by it


def read_html(decoded: str, encoding: str | None = None) -> Draft:
    """The draft of a page; front matter before the markup gives its fields and is dropped."""
    builder = DraftBuilder(decoded)
    start = 0
    if head := front_matter(decoded):
        start = head.span.end
        builder.drop(0, start, ORIGIN)
        for name, values in head.fields.items():
            for value, origin in values:
                builder.candidate(name, value, origin)
    nodes = read_fragment(builder, start, len(decoded))
    page_fields(nodes, decoded, builder)
    return builder.draft(encoding, wrapped=False)


def read_fragment(builder: DraftBuilder, start: int, end: int) -> Nodes:
    """Append the text of decoded[start:end], which is HTML, to `builder`."""
    nodes = parse(builder.decoded, start, end)
    walker = _Walker(builder, nodes, Chrome.of(nodes, builder.decoded))
    walker.walk()
    texts = [Span(nodes.start[i], nodes.end[i]) for i, t in enumerate(nodes.tag) if t == TEXT]
    drop_uncovered(builder, texts, walker.entities, "markup")
    return nodes


@dataclass(slots=True)
class _Walker:
    """Goes through the nodes once; `line` is the line being put together."""

    builder: DraftBuilder
    nodes: Nodes
    chrome: Chrome
    line: list[MappedText] = field(default_factory=list)
    entities: list[Span] = field(default_factory=list)
    leave: list[tuple[int, Callable[[], None]]] = field(default_factory=list)
    heading: int = 0  # level of the heading being read, 0 outside
    deepest: int = 0  # level of the last <h1> to <h6>
    pre: int = 0  # open <pre> elements
    bold: int = 0  # open <b> and <strong> elements
    plain: bool = False  # the line holds text that is not bold
    lists: list[int] = field(default_factory=list)  # next number of each open list, -1 for bullets
    bold_lines: list[Heading] = field(default_factory=list)
    lines: int = 0
    tables: list[int] = field(default_factory=list)  # nodes that are tables

    def walk(self) -> None:
        self.tables = [i for i, tag in enumerate(self.nodes.tag) if tag == "table"]
        at = 0
        while at < len(self.nodes):
            self._leave_before(at)
            at = self._visit(at)
        self._leave_before(at)
        self._flush()
        if len(self.bold_lines) * 2 <= self.lines:  # else the page is simply set in bold
            self.builder.headings = sorted(
                [*self.builder.headings, *self.bold_lines], key=lambda h: h.span
            )

    def _leave_before(self, at: int) -> None:
        while self.leave and self.leave[-1][0] <= at:
            self.leave.pop()[1]()

    def _visit(self, at: int) -> int:
        """Take in node `at`; the index to go on with."""
        nodes, tag = self.nodes, self.nodes.tag[at]
        if tag == TEXT:
            self._text(nodes.start[at], nodes.end[at])
            return at + 1
        if reason := self.chrome.reason(at):
            self._drop(at, reason)
            return nodes.close[at]
        if tag == "table" and (rows := self._rows(at)) is not None:
            self._table(rows)
            return nodes.close[at]
        self._enter(at, tag)
        return at + 1

    def _drop(self, at: int, reason: str) -> None:
        if any(self.builder.decoded[self.nodes.start[i] : self.nodes.end[i]].strip()
               for i in self.nodes.texts(at)):  # fmt: skip
            if self.nodes.tag[at] in BLOCK:
                self._flush()
            self.builder.drop(self.nodes.start[at], self.nodes.stop[at], reason)

    def _enter(self, at: int, tag: str) -> None:
        close = self.nodes.close[at]
        if tag == "br":
            self._break()
        elif tag == AUTOLINK:
            self.builder.drop(self.nodes.start[at], self.nodes.end[at], "link target")
            self.builder.candidate("url", self.nodes.attrs[at]["href"], "link in text")
        elif tag in _BOLD:
            self.bold += 1
            self.leave.append((close, self._end_bold))
        elif tag in ("sup", "sub"):
            self._script(at)
        elif tag in BLOCK:
            self._flush()
            self._open_block(at, tag)
            self.leave.append((close, self._close_block(tag)))

    def _open_block(self, at: int, tag: str) -> None:
        if tag in HEADINGS:
            self.heading = self.deepest = HEADINGS[tag]
        elif tag == "pre":
            self.pre += 1
        elif tag in ("ul", "ol", "menu"):
            self.line.clear()
            first = self.nodes.attrs[at].get("start", "1")
            self.lists.append(int(first) if first.isdecimal() else 1)
            if tag != "ol":
                self.lists[-1] = -1
        elif tag == "li" and self.lists:
            self._marker()

    def _close_block(self, tag: str) -> Callable[[], None]:
        def close() -> None:
            self._flush()
            if tag == "li":
                self.line.clear()
            if tag in HEADINGS:
                self.heading = 0
            elif tag == "pre":
                self.pre -= 1
            elif tag in ("ul", "ol", "menu"):
                self.lists.pop()

        return close

    def _end_bold(self) -> None:
        self.bold -= 1

    def _marker(self) -> None:
        """The bullet or number a browser draws: it stands in no file, so it is inserted."""
        number = self.lists[-1]
        self.line.append(MappedText.inserted("- " if number < 0 else f"{number}. "))
        self.lists[-1] += number >= 0

    def _script(self, at: int) -> None:
        """A power or index between digits keeps its distance: 10^4, not 104."""
        below = self.nodes.texts(at)
        text = self.builder.decoded[self.nodes.start[below[0]] :][:1] if below else ""
        if text.isdigit() and self.line and self.line[-1].text[-1:].isdigit():
            self.line.append(MappedText.inserted("^" if self.nodes.tag[at] == "sup" else "_"))

    def _text(self, start: int, end: int) -> None:
        text = self.builder.decoded[start:end]
        if self.pre:
            head, *rest = _split_lines(text, start)
            self.line.extend(self._pieces(*head))
            for part in rest:
                self._flush()
                self.line.extend(self._pieces(*part))
        else:
            self.line.extend(self._pieces(start, end))
        self.plain = self.plain or (not self.bold and bool(text.strip()))

    def _pieces(self, start: int, end: int) -> list[MappedText]:
        """decoded[start:end] with its entities resolved."""
        decoded, parts, at = self.builder.decoded, list[MappedText](), start
        for found in _ENTITY.finditer(decoded, start, end):
            raw, new = found.group(), unescape(found.group())
            if new == raw:
                continue
            tail = 0  # "&copy2021" resolves to "©" before the untouched "2021"
            while tail < min(len(raw), len(new)) - 1 and raw[-1 - tail] == new[-1 - tail]:
                tail += 1
            stop = found.end() - tail
            parts.append(MappedText.identity(decoded[at : found.start()], at))
            parts.append(MappedText.replaced(new[: len(new) - tail], found.start(), stop))
            self.entities.append(Span(found.start(), stop))
            at = stop
        parts.append(MappedText.identity(decoded[at:end], at))
        return parts

    def _break(self) -> None:
        if self.heading:
            self.line.append(MappedText.inserted(" "))
        else:
            self._flush()

    def _flush(self) -> None:
        """End the line: tidy it, note what it is, add it to the text."""
        pieces, self.line = self.line, []
        plain, self.plain = self.plain, False
        line = MappedText.concat(pieces)
        line = line if self.pre else strip(collapse(line))
        if not line.text.strip() or line.origin.max() < 0:
            self.line = pieces if line.text.strip() else []  # a list mark waits for its item
            return
        if _LINK_LINE.fullmatch(line.text):
            self._drop_line(line, "navigation links")
            return
        span = self.builder.line(line)
        self.lines += 1
        if self.pre:
            self.builder.verbatim.append(span)
        elif self.heading:
            self.builder.headings.append(Heading(span, self.heading))
        elif not plain and looks_like_heading(line.text) and not self.lists:
            self.bold_lines.append(Heading(span, self.deepest + 1))

    def _drop_line(self, line: MappedText, reason: str) -> None:
        origins = line.origin[line.origin >= 0]
        self.builder.drop(int(origins.min()), int(origins.max()) + 1, reason)

    def _rows(self, at: int) -> list[list[Cell]] | None:
        """The cells of a table of data; None for one that only lays the page out."""
        nodes, close = self.nodes, self.nodes.close[at]
        following = bisect_right(self.tables, at)
        nested = following < len(self.tables) and self.tables[following] < close
        if nested or nodes.attrs[at].get("role") in ("presentation", "none"):
            return None
        below = nodes.tag[at + 1 : close]
        marked = "th" in below or "thead" in below or "caption" in below
        if not marked and any(tag in HEADINGS for tag in below):
            return None
        rows, entities = self._cells(at), len(self.entities)
        wide = sum(len(row) > 1 for row in rows)
        long = any(len(cell.text) > _MAX_LAYOUT_CELL for row in rows for cell in row)
        if not wide or (not marked and (len(rows) < 2 or long)):
            del self.entities[entities:]
            return None
        return rows

    def _cells(self, table: int) -> list[list[Cell]]:
        """Rows of cells; a caption and text outside cells become rows of their own."""
        nodes, rows, at, head = self.nodes, list[list[Cell]](), table + 1, -1
        while at < nodes.close[table]:
            tag = nodes.tag[at]
            if tag == "thead":
                head = nodes.close[at]
            if tag == "tr":
                rows.append([])
            if tag in ("td", "th") or (tag == TEXT and self._shown(at)) or tag == "caption":
                if not rows or tag in (TEXT, "caption"):
                    rows.append([])
                rows[-1].append(self._cell(at, tag == "th" or at < head))
                at = nodes.close[at]
            else:
                at += 1
        return [row for row in rows if row]

    def _shown(self, at: int) -> bool:
        return bool(self.builder.decoded[self.nodes.start[at] : self.nodes.end[at]].strip())

    def _cell(self, at: int, header: bool) -> Cell:
        attrs = self.nodes.attrs[at]
        rows, columns = _number(attrs.get("rowspan")), _number(attrs.get("colspan"))
        return Cell(self._inline(at), rows, columns, header)

    def _inline(self, node: int) -> MappedText:
        """All text below `node` on one line, blocks and breaks apart by a space."""
        nodes, parts, at = self.nodes, list[MappedText](), node
        while at < nodes.close[node]:
            if nodes.tag[at] == TEXT:
                parts.extend(self._pieces(nodes.start[at], nodes.end[at]))
            elif at > node and self.chrome.reason(at) in ("script", "style sheet", "hidden"):
                self._drop(at, self.chrome.reason(at) or "")
                at = nodes.close[at]
                continue
            elif nodes.tag[at] == "br" or (at > node and nodes.tag[at] in BLOCK):
                parts.append(MappedText.inserted(" "))
            at += 1
        return MappedText.concat(parts)

    def _table(self, rows: list[list[Cell]]) -> None:
        self._flush()
        for line in row_lines(rows):
            if line.text.strip():
                self.builder.verbatim.append(self.builder.line(line))
                self.lines += 1


def _split_lines(text: str, start: int) -> list[tuple[int, int]]:
    """Extents of the lines of `text`, which stands at `start`."""
    out = []
    for part in text.split("\n"):
        out.append((start, start + len(part)))
        start += len(part) + 1
    return out


def looks_like_heading(text: str) -> bool:
    """Whether a line set wholly in bold is a heading: short, and no clause left open or ended."""
    return 1 < len(text) <= _MAX_BOLD_HEADING and not text.endswith(_SENTENCE_END)


def _number(value: str | None) -> int:
    """A span attribute: broken ones count as 1."""
    written = (value or "1").strip()
    if not re.fullmatch(r"[0-9]{1,5}", written):
        return 1
    return max(1, min(int(written), 1000))
