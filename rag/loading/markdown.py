"""Markdown to the text it shows: markup taken off, every character still in its place.

Line by line, as CommonMark does for blocks, with two liberties for Chinese: emphasis needs no
spaces around it ("**重点：**内容"), and a figure is never read as markup ("3*4*5").
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from html import unescape

from rag.loading.base import Draft
from rag.loading.builder import DraftBuilder, collapse, strip
from rag.loading.coverage import drop_uncovered
from rag.loading.frontmatter import ORIGIN, front_matter
from rag.loading.html import looks_like_heading, read_fragment
from rag.loading.tables import Cell, row_lines
from rag.mapped import MappedText
from rag.patterns import regex
from rag.types import Heading, Span

_FENCE = regex(r" {0,3}(`{3,}|~{3,})[^`\n]*$")
_ATX = regex(r" {0,3}(#{1,6})(?:[ \t\u3000]+(.*?))?(?:[ \t]+#+)?[ \t]*$")
_UNDERLINE = regex(r" {0,3}(=+|-{2,})[ \t]*$")
_RULE = regex(r" {0,3}(?:(?:\*[ \t]*){3,}|(?:-[ \t]*){3,}|(?:_[ \t]*){3,})$")
_QUOTE = regex(r" {0,3}(?:>[ \t]?)+")
_ROW = regex(r"[^|\n]*\|.*")
_DELIMITERS = regex(r"[ \t]*\|?[ \t]*:?-+:?[ \t]*(?:\|[ \t]*:?-+:?[ \t]*)*\|?[ \t]*$")
_DEFINITION = regex(r" {0,3}\[(?!\^)[^\]\n]+\]:[ \t]*\S+.*$")
_STRONG_LINE = regex(r" {0,3}\*\*[^*\n]+\*\*[ \t]*")
_TABLE_TAG = regex(r"[ \t]*<table\b", re.IGNORECASE)
_TABLE_END = regex(r"</table\s*>[ \t]*", re.IGNORECASE)
_MAX_SETEXT = 80  # characters; a longer line over dashes is a paragraph over a rule

# What a line may hold, in the order tried. Named groups hold what is shown.
_INLINE = regex(
    r"""\\(?P<escaped>[!-/:-@\[-`{-~])
    |(?P<ticks>`+)(?P<code>.+?)(?<!`)(?P=ticks)(?!`)
    |<!--(?:(?!<!--).)*?-->
    |<(?P<auto>(?:https?|ftp|mailto):[^<>\s]*)>
    |</?[A-Za-z][A-Za-z0-9-]*(?:\s[^<>]*)?/?>
    |!\[[^\]\n]*\](?:\([^()\n]*(?:\([^()\n]*\)[^()\n]*)*\)|\[[^\]\n]*\])
    |\[(?P<link>(?!\^)(?:[^\[\]\n]|\[[^\[\]\n]*\])+)\](?:\([^()\n]*(?:\([^()\n]*\)[^()\n]*)*\)|\[[^\]\n]*\])
    |(?P<entity>&(?:\#\d{1,7}|\#[xX][0-9a-fA-F]{1,6}|[A-Za-z][A-Za-z0-9]{1,31});)
    |\*\*\*(?=[^\s*])(?P<both>.+?)(?<=[^\s*])\*\*\*(?!\*)
    |(?<![\d*])\*\*(?=[^\s*])(?P<strong>.+?)(?<=[^\s])\*\*
    |(?<![\w_])__(?=[^\s_])(?P<strong2>.+?)(?<=[^\s_])__(?![\w_])
    |~~(?=\S)(?P<struck>.+?)(?<=\S)~~
    |(?<![\d*])\*(?=[^\s*])(?P<em>[^*\n]+?)(?<=[^\s*])\*(?![\d*])
    |(?<![\w_])_(?=[^\s_])(?P<em2>[^_\n]+?)(?<=[^\s_])_(?![\w_])
    """,
    re.VERBOSE,
)
_SHOWN = ("link", "both", "strong", "strong2", "struck", "em", "em2")
_DEEPEST = 8  # emphasis inside links inside emphasis ...


@dataclass(frozen=True, slots=True)
class _Line:
    """One source line without its line break."""

    start: int
    end: int
    text: str


def read_markdown(decoded: str, encoding: str | None = None) -> Draft:
    """The draft of a Markdown text; a leading front matter block gives its fields."""
    builder = DraftBuilder(decoded)
    start = 0
    if head := front_matter(decoded):
        start = head.span.end
        builder.drop(0, start, ORIGIN)
        for name, values in head.fields.items():
            for value, origin in values:
                builder.candidate(name, value, origin)
    reader = _Reader(builder, list(_lines(decoded, start)))
    reader.read()
    drop_uncovered(builder, [Span(start, len(decoded))], reader.resolved, "markup")
    return builder.draft(encoding)


def _lines(decoded: str, start: int) -> Iterator[_Line]:
    for part in decoded[start:].split("\n"):
        yield _Line(start, start + len(part), part)
        start += len(part) + 1


@dataclass(slots=True)
class _Reader:
    """Takes block after block off the list of lines."""

    builder: DraftBuilder
    lines: list[_Line]
    at: int = 0
    level: int = 0  # of the last # heading
    resolved: list[Span] = field(default_factory=list)
    last_comment: int = -1  # where the last comment of the file ends
    blank: bool = False  # a blank line is owed before the next shown one

    def read(self) -> None:
        self.last_comment = self.builder.decoded.rfind("-->")
        while self.at < len(self.lines):
            self._block(self.lines[self.at])

    def _block(self, line: _Line) -> None:
        if not line.text.strip():
            self.blank = True
            self.at += 1
        elif fence := _FENCE.match(line.text):
            self._code(fence.group(1))
        elif heading := _ATX.match(line.text):
            self._heading(line, heading.span(2), len(heading.group(1)))
        elif self._setext(line):
            pass
        elif _RULE.match(line.text):
            self.blank = True
            self.at += 1
        elif self._is_table():
            self._table()
        elif _TABLE_TAG.match(line.text):
            self._html_table(line)
        elif line.text.lstrip().startswith("<!--") and self._comment(line):
            pass
        elif _DEFINITION.match(line.text):
            self.builder.drop(line.start, line.end, "link target")
            self.at += 1
        else:
            self._paragraph_line(line)

    def _show(self, piece: MappedText) -> Span | None:
        piece = strip(piece) if not piece.text[:1].isspace() else _rstrip(piece)
        if not piece.text.strip():
            return None
        if self.blank and self.builder.length:
            self.builder.add(MappedText.inserted("\n"))
        self.blank = False
        return self.builder.line(piece)

    def _code(self, fence: str) -> None:
        """Fenced code: shown as it stands; the fences are not."""
        closing = regex(rf" {{0,3}}{re.escape(fence[0])}{{{len(fence)},}}[ \t]*$")
        self.at += 1
        while self.at < len(self.lines) and not closing.match(self.lines[self.at].text):
            line = self.lines[self.at]
            if span := self._show(MappedText.identity(line.text, line.start)):
                self.builder.verbatim.append(span)
            self.at += 1
        self.at += 1

    def _heading(self, line: _Line, extent: tuple[int, int], level: int) -> None:
        start, end = (line.start + extent[0], line.start + extent[1]) if extent[0] >= 0 else (0, 0)
        if span := self._show(strip(collapse(self._inline(start, end)))):
            self.level = level
            self.builder.headings.append(Heading(span, level))
        self.at += 1

    def _setext(self, line: _Line) -> bool:
        """A line underlined with === or ---, alone after a blank line or the start."""
        after = self.lines[self.at + 1] if self.at + 1 < len(self.lines) else None
        before = self.lines[self.at - 1].text.strip() if self.at else ""
        under = _UNDERLINE.match(after.text) if after else None
        if not under or before or len(line.text) > _MAX_SETEXT or "|" in line.text:
            return False
        if _RULE.match(line.text) or _QUOTE.match(line.text) or line.text.endswith("。"):
            return False
        self._heading(line, (0, len(line.text)), 1 if under.group(1)[0] == "=" else 2)
        self.at += 1
        return True

    def _is_table(self) -> bool:
        if self.at + 1 >= len(self.lines) or "|" not in self.lines[self.at].text:
            return False
        under = self.lines[self.at + 1].text
        if "-" not in under or not _DELIMITERS.match(under):
            return False
        return len(_cells(self.lines[self.at])) == len(_cells(self.lines[self.at + 1]))

    def _table(self) -> None:
        rows = [self._row(self.lines[self.at], header=True)]
        self.at += 2
        while self.at < len(self.lines) and _ROW.fullmatch(self.lines[self.at].text):
            rows.append(self._row(self.lines[self.at], header=False))
            self.at += 1
        for line in row_lines(rows, marked=1):
            if span := self._show(line):
                self.builder.verbatim.append(span)

    def _row(self, line: _Line, *, header: bool) -> list[Cell]:
        return [Cell(strip(self._inline(s, e)), header=header) for s, e in _cells(line)]

    def _html_table(self, line: _Line) -> None:
        """A table written as HTML, as converters from PDF and Word do."""
        decoded = self.builder.decoded
        found = _TABLE_END.search(decoded, line.start)
        end = found.end() if found else line.end
        if self.blank and self.builder.length:
            self.builder.add(MappedText.inserted("\n"))
        self.blank = False
        read_fragment(self.builder, line.start, end)
        self._skip_to(end)

    def _comment(self, line: _Line) -> bool:
        """A comment over several lines; what follows it on its last line is read on."""
        if line.start > self.last_comment:
            return False
        end = self.builder.decoded.find("-->", line.start) + 3
        if end <= line.end:
            return False
        self.builder.drop(line.start, end, "comment")
        self._skip_to(end)
        return True

    def _skip_to(self, end: int) -> None:
        """Go on with the line that holds offset `end`, from there."""
        while self.at < len(self.lines) and self.lines[self.at].end <= end:
            self.at += 1
        if self.at < len(self.lines) and self.lines[self.at].start < end:
            rest = self.lines[self.at]
            self.lines[self.at] = _Line(end, rest.end, self.builder.decoded[end : rest.end])

    def _paragraph_line(self, line: _Line) -> None:
        quote = _QUOTE.match(line.text)
        start = line.start + (quote.end() if quote else 0)
        end = line.end - (1 if line.text.endswith("\\") else 0)
        span = self._show(self._inline(start, end))
        if span and _STRONG_LINE.fullmatch(line.text) and looks_like_heading(self._text(span)):
            self.builder.headings.append(Heading(span, self.level + 1))
        self.at += 1

    def _text(self, span: Span) -> str:
        return self.builder.parts[-1].text[-len(span) :]

    def _inline(self, start: int, end: int, depth: int = 0) -> MappedText:
        """decoded[start:end] without inline markup; what is not shown goes to the dropped list."""
        decoded, parts, at = self.builder.decoded, list[MappedText](), start
        for found in _INLINE.finditer(decoded, start, end) if depth < _DEEPEST else ():
            parts.append(MappedText.identity(decoded[at : found.start()], at))
            parts.append(self._shown(found, depth))
            at = found.end()
        parts.append(MappedText.identity(decoded[at:end], at))
        return MappedText.concat(parts)

    def _shown(self, found: re.Match[str], depth: int) -> MappedText:
        kind, raw = found.lastgroup or "", found.group()
        if kind == "escaped":
            return MappedText.identity(found[kind], found.start(kind))
        if kind in ("code", "ticks"):
            return MappedText.identity(found["code"], found.start("code"))
        if kind == "entity":
            self.resolved.append(Span(*found.span()))
            return MappedText.replaced(unescape(raw), *found.span())
        if kind == "auto":
            return MappedText.identity(found[kind], found.start(kind))
        for name in _SHOWN:
            if found[name] is not None:
                start, end = found.span(name)
                if name == "link":
                    self._target(end, found.end())
                return self._inline(start, end, depth + 1)
        return self._hidden(found, raw)

    def _target(self, start: int, end: int) -> None:
        if any(c.isdigit() for c in self.builder.decoded[start:end]):
            self.builder.drop(start, end, "link target")

    def _hidden(self, found: re.Match[str], raw: str) -> MappedText:
        """Images, comments and tags; <br> breaks the line."""
        if raw.startswith("!["):
            self.builder.drop(*found.span(), "image")
        elif raw.startswith("<!--"):
            self.builder.drop(*found.span(), "comment")
        elif re.match(r"<br\b", raw, re.IGNORECASE):
            return MappedText.inserted("\n")
        elif any(c.isdigit() for c in raw):
            self.builder.drop(*found.span(), "markup")
        return MappedText.inserted("")


def _rstrip(piece: MappedText) -> MappedText:
    return piece.slice(0, len(piece.text.rstrip()))


def _cells(line: _Line) -> list[tuple[int, int]]:
    """Extents of the cells of a pipe row; "\\|" and pipes in code do not part cells."""
    text = line.text.rstrip()
    masked = re.sub(r"\\\||`[^`\n]*`", lambda m: "x" * len(m.group()), text)
    at = len(masked) - len(masked.lstrip())
    at += masked[at : at + 1] == "|"
    stop = len(masked) - (masked.endswith("|") and len(masked) > at)
    out: list[tuple[int, int]] = []
    for part in masked[at:stop].split("|"):
        out.append((line.start + at, line.start + at + len(part)))
        at += len(part) + 1
    return out
