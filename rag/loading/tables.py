"""A table as lines of text: one line per row, every value beside its column's header.

"指标：软件业收入；2021年：59.3%" can be quoted alone and still says what the figure is.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from rag.loading.builder import collapse, strip
from rag.mapped import MappedText
from rag.patterns import regex

_HAN = regex(r"[\u3400-\u4dbf\u4e00-\u9fff]")
_LATIN = regex(r"[A-Za-z]")
_FIGURE = regex(r"[-+±≈约<>≤≥]?\s*[\d０-９][\d０-９,，.．\s]*\s*(?:[%％‰]|[万亿千百]?\w{0,4})?")
_YEAR = regex(r"(?:19|20)\d\d(?:\s*[-—–~～至]\s*(?:19|20)?\d\d)?\s*年?.{0,8}")
_MAX_COLUMNS = 200  # a colspan of 1000 in a broken page must not blow the grid up
_MAX_HEADER = 60  # characters; a longer first row is data


@dataclass(frozen=True, slots=True, eq=False)
class Cell:
    """One cell: its text, how many rows and columns it spans, whether it is marked as a header."""

    text: MappedText
    rows: int = 1
    columns: int = 1
    header: bool = False


Grid = list[list[Cell | None]]


def grid(rows: Sequence[Sequence[Cell]]) -> Grid:
    """Cells by row and column, a spanning cell repeated in every place it covers."""
    table: Grid = [[] for _ in rows]
    for at, row in enumerate(rows):
        column = 0
        for cell in row:
            while column < len(table[at]) and table[at][column] is not None:
                column += 1
            for below in range(at, min(at + max(cell.rows, 1), len(rows))):
                _place(table[below], column, cell)
            column += max(cell.columns, 1)
    width = max((len(row) for row in table), default=0)
    return [row + [None] * (width - len(row)) for row in table]


def _place(row: list[Cell | None], column: int, cell: Cell) -> None:
    for at in range(column, min(column + max(cell.columns, 1), _MAX_COLUMNS)):
        row.extend([None] * (at + 1 - len(row)))
        row[at] = row[at] or cell


def row_lines(rows: Sequence[Sequence[Cell]], marked: int | None = None) -> list[MappedText]:
    """One line per data row, in order; headers keep their own origins in every line they enter.

    Args:
        rows: cells as written, spans not yet expanded.
        marked: number of header rows if the format says so, else they are recognised.
    """
    table = [row for row in grid(rows) if any(c and c.text.text.strip() for c in row)]
    lines: list[MappedText] = []
    while table and _single(table[0]) is not None:  # a title row across the whole table
        lines.append(_tidy(_single(table[0]) or Cell(MappedText.inserted(""))))
        table = table[1:]
        marked = max(marked - 1, 0) if marked else marked
    if not table:
        return lines
    if marked is None and _is_form(table):
        return [*lines, *_form_lines(table)]
    heads = _header_rows(table) if marked is None else min(marked, len(table))
    if heads == len(table):
        heads = 0
    glue = _Glue.of(table)
    headers = _headers(table[:heads])
    lines.extend(glue.row(row, headers) for row in table[heads:])
    return lines


def _is_form(table: Grid) -> bool:
    """Labels and values side by side, as "索引号： | 123 | 发文机关： | 某局"."""
    if not table or len(table[0]) % 2:
        return False
    labels = [c for row in table for c in row[::2] if c is not None and c.text.text.strip()]
    values = [c for row in table for c in row[1::2] if c is not None and c not in labels]
    marked = all(c.header or c.text.text.strip().endswith(("：", ":")) for c in labels)
    return bool(labels) and marked and not any(c.header for c in values)


def _form_lines(table: Grid) -> list[MappedText]:
    """One line per label and value."""
    lines: list[MappedText] = []
    glue = _Glue.of(table)
    for row in table:
        for label, value in zip(row[::2], row[1::2], strict=True):
            lines.append(glue.row([label, value] if value is not label else [label], []))
    return [line for line in lines if line.text]


def _single(row: Sequence[Cell | None]) -> Cell | None:
    """The cell that alone fills a row of several columns."""
    cells = {id(c): c for c in row if c is not None}
    return next(iter(cells.values())) if len(row) > 1 and len(cells) == 1 else None


def _header_rows(table: Grid) -> int:
    """How many rows at the top name the columns: by their mark, by their spans, by their look."""
    leading = 0
    for row in table:
        if not all(c.header for c in row if c is not None and c.text.text.strip()):
            break
        leading += 1
    if leading or any(c.header for c in table[0] if c is not None):
        return leading  # a first row of both kinds: its headers name rows
    if len(table) < 2 or len(table[0]) < 2:
        return 0
    spans = max((c.rows for c in table[0] if c is not None), default=1)
    named = all(_names_column(c, at) for at, c in enumerate(table[0]))
    if not named or (len(table[0]) == 2 and not _figures(table[1:], 1)):
        return 0  # two columns of words are labels and values: "项目名称：…"
    return spans if spans < len(table) else 1


def _names_column(cell: Cell | None, column: int) -> bool:
    text = cell.text.text.strip() if cell else ""
    if not text:
        return column == 0
    return len(text) <= _MAX_HEADER and (not _FIGURE.fullmatch(text) or bool(_YEAR.match(text)))


def _figures(rows: Grid, column: int) -> bool:
    """Whether most cells of a column are figures."""
    texts = [c.text.text.strip() for row in rows if (c := row[column]) is not None]
    return sum(bool(_FIGURE.fullmatch(t)) for t in texts) * 2 > len(texts)


def _headers(rows: Grid) -> list[list[Cell]]:
    """For each column its header cells from the top down, each once."""
    if not rows:
        return []
    columns: list[list[Cell]] = []
    for column in zip(*rows, strict=True):
        seen: dict[int, Cell] = {id(c): c for c in column if c is not None and c.text.text.strip()}
        columns.append([c for c in seen.values() if _single_row(c, rows) is None])
    return columns


def _single_row(cell: Cell, rows: Grid) -> Cell | None:
    return next((cell for row in rows if _single(row) is cell), None)


def _tidy(cell: Cell) -> MappedText:
    return strip(collapse(cell.text))


@dataclass(frozen=True, slots=True)
class _Glue:
    """What stands between header and value, between two values, and between two headers."""

    colon: str
    semicolon: str
    comma: str

    @classmethod
    def of(cls, table: Grid) -> _Glue:
        text = "".join(c.text.text for row in table for c in row if c is not None)
        latin = _LATIN.search(text) and not _HAN.search(text)
        return cls(": ", "; ", ", ") if latin else cls("：", "；", "、")

    def row(self, cells: Sequence[Cell | None], headers: list[list[Cell]]) -> MappedText:
        if alone := _single(cells):
            return _tidy(alone)  # a section title across the table
        parts: list[MappedText] = []
        for at, cell in enumerate(cells):
            if cell is None or (at and cell is cells[at - 1]) or not cell.text.text.strip():
                continue
            span = [h for h, c in zip(headers, cells, strict=False) if c is cell]
            value = _tidy(cell)
            if parts:
                label = not headers and len(cells) == 2
                self._join(parts, self.colon if label else self.semicolon)
            if header := self._header(span):
                parts.append(header)
                self._join(parts, self.colon)
            parts.append(value)
        return MappedText.concat(parts)

    def _join(self, parts: list[MappedText], glue: str) -> None:
        """Add `glue` unless the text so far ends with punctuation that does its work."""
        last = parts[-1].text[-1:]
        if last in "。！？；;：:" and (glue == self.semicolon or last in "：:"):
            return
        parts.append(MappedText.inserted(glue))

    def _header(self, columns: Iterable[list[Cell]]) -> MappedText | None:
        """Header words of the column, or of all columns a wide value spans."""
        parts: list[MappedText] = []
        seen: set[int] = set()
        for column in columns:
            fresh = [h for h in column if id(h) not in seen]
            for at, head in enumerate(fresh):
                if parts:
                    parts.append(MappedText.inserted(" " if at else self.comma))
                parts.append(_tidy(head))
                seen.add(id(head))
        return MappedText.concat(parts) if parts else None
