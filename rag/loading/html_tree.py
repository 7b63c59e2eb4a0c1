"""An HTML page as a flat list of nodes whose every text piece knows its place in the source.

A list instead of a tree of objects: malformed pages nest a hundred thousand tags, and a flat
pre-order list is walked by counting, never by recursion.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, field
from html.parser import HTMLParser

VOID = frozenset({
    "#autolink", "area", "base", "br", "col", "embed", "frame", "hr", "img", "input", "link",
    "meta", "param", "source", "track", "wbr"
})  # fmt: skip
BLOCK = frozenset({
    "address", "article", "aside", "blockquote", "body", "caption", "center", "dd", "details",
    "dialog", "dir", "div", "dl", "dt", "fieldset", "figcaption", "figure", "footer", "form",
    "h1", "h2", "h3", "h4", "h5", "h6", "header", "hr", "html", "legend", "li", "main", "menu",
    "nav", "ol", "option", "p", "pre", "section", "summary", "table", "tbody", "td", "tfoot",
    "th", "thead", "tr", "ul"
})  # fmt: skip
HEADINGS = {f"h{level}": level for level in range(1, 7)}
_CLOSES_P = BLOCK - {"body", "html", "td", "th", "tr", "tbody", "thead", "tfoot", "caption"}
_CELLS = frozenset({"td", "th", "caption"})
_ROWS = _CELLS | {"tr"}
_GROUPS = _ROWS | {"thead", "tbody", "tfoot"}
_TABLE_TAGS = _GROUPS | {"table", "html", "body"}
# An opening tag closes these open elements, looking no further out than the boundary.
_IMPLIED: dict[str, tuple[frozenset[str], frozenset[str]]] = {
    "li": (frozenset({"li"}), frozenset({"ul", "ol", "menu", "table", "td"})),
    "dt": (frozenset({"dt", "dd"}), frozenset({"dl", "table", "td"})),
    "dd": (frozenset({"dt", "dd"}), frozenset({"dl", "table", "td"})),
    "option": (frozenset({"option"}), frozenset({"select"})),
    "td": (_CELLS, frozenset({"tr", "table"})),
    "th": (_CELLS, frozenset({"tr", "table"})),
    "tr": (_ROWS, frozenset({"table", "thead", "tbody", "tfoot"})),
    "thead": (_GROUPS, frozenset({"table"})),
    "tbody": (_GROUPS, frozenset({"table"})),
    "tfoot": (_GROUPS, frozenset({"table"})),
}
_P = (frozenset({"p"}), frozenset({"td", "th", "table", "button", "object", "html"}))
_DEEPEST_LOOK = 512  # open elements searched for the partner of a tag; keeps nonsense linear
_NAME = re.compile(r"[a-z][a-z0-9:._-]*")
TEXT = "#text"
AUTOLINK = "#autolink"


@dataclass(slots=True)
class Nodes:
    """Parallel lists in document order. `close[i]` is the index after the last node below i.

    `start[i]`, `end[i]` are offsets in the decoded text: of the text itself for TEXT nodes, else
    of the opening tag; `stop[i]` is where the whole element ends.
    """

    tag: list[str] = field(default_factory=list)
    attrs: list[dict[str, str]] = field(default_factory=list)
    start: list[int] = field(default_factory=list)
    end: list[int] = field(default_factory=list)
    stop: list[int] = field(default_factory=list)
    close: list[int] = field(default_factory=list)
    parent: list[int] = field(default_factory=list)
    comments: list[str] = field(default_factory=list)

    def __len__(self) -> int:
        return len(self.tag)

    def texts(self, node: int) -> list[int]:
        """The text nodes below `node` (or itself)."""
        return [i for i in range(node, self.close[node]) if self.tag[i] == TEXT]


def parse(source: str, start: int = 0, end: int | None = None) -> Nodes:
    """The nodes of source[start:end]; offsets count from the beginning of `source`."""
    end = len(source) if end is None else end
    parser = _Parser(source[start:end], start)
    return parser.run()


class _Parser(HTMLParser):
    """Records tags and text extents; entities are left to the walker, which knows the offsets."""

    def __init__(self, source: str, shift: int) -> None:
        super().__init__(convert_charrefs=True)
        # "<![" raises in some Python versions; "<!?" is read as a comment in all of them.
        self._source = source.replace("<![", "<!?")
        self._shift = shift
        self._lines = [0, *(m.end() for m in re.finditer("\n", self._source))]
        self._nodes = Nodes()
        self._open: list[int] = []
        self._count: Counter[str] = Counter()
        self._text_from: int | None = None  # where the text being read began
        self._tag_end = 0  # where the last opening tag ended

    def run(self) -> Nodes:
        self.feed(self._source)
        self.close()
        size = len(self._source)
        if self._text_from is None:  # an unclosed <script> or <style> swallows the rest unheard
            self._text_from = self._tag_end
        self._end_text(size)
        while self._open:
            self._pop(size)
        return self._nodes

    def handle_data(self, data: str) -> None:  # noqa: ARG002  (the extent counts, not the value)
        if self._text_from is None:
            self._text_from = self._position()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        at = self._position()
        written = self.get_starttag_text() or ""
        if tag.startswith(("http:", "https:")):  # Markdown's <https://...>
            tag, attrs = AUTOLINK, [("href", written.strip("<>"))]
        elif not _NAME.fullmatch(tag):  # "x<y时" is a comparison
            self.handle_data(written)
            return
        self._end_text(at)
        self._tag_end = at + len(written)
        self._close_implied(tag, at)
        values = {name: value or "" for name, value in attrs}
        node = self._append(tag, at, self._tag_end, values)
        if tag not in VOID:
            self._open.append(node)
            self._count[tag] += 1

    def handle_endtag(self, tag: str) -> None:
        at = self._position()
        self._end_text(at)
        closing = self._source.find(">", at) + 1
        self._tag_end = max(self._tag_end, closing or len(self._source))
        if tag == "br":  # </br> is shown as a line break
            self._append("br", at, self._tag_end, {})
        limits = frozenset[str]() if tag in _TABLE_TAGS else _CELLS | {"table"}
        self._close_to(frozenset({tag}), limits, self._tag_end)

    def handle_comment(self, data: str) -> None:
        self._nodes.comments.append(data)
        self._skip()

    def handle_decl(self, decl: str) -> None:  # noqa: ARG002
        self._skip()

    def handle_pi(self, data: str) -> None:  # noqa: ARG002
        self._skip()

    def unknown_decl(self, data: str) -> None:  # noqa: ARG002
        self._skip()

    def _skip(self) -> None:
        """Markup without text: ends a text piece and hides what it spans."""
        self._end_text(self._position())
        self._tag_end = len(self._source)

    def _position(self) -> int:
        line, column = self.getpos()
        return self._lines[line - 1] + column

    def _end_text(self, at: int) -> None:
        if self._text_from is not None and self._text_from < at:
            self._append(TEXT, self._text_from, at, {})
        self._text_from = None

    def _append(self, tag: str, start: int, end: int, attrs: dict[str, str]) -> int:
        nodes = self._nodes
        nodes.tag.append(tag)
        nodes.attrs.append(attrs)
        nodes.start.append(start + self._shift)
        nodes.end.append(end + self._shift)
        nodes.stop.append(end + self._shift)
        nodes.close.append(len(nodes))
        nodes.parent.append(self._open[-1] if self._open else -1)
        return len(nodes) - 1

    def _close_implied(self, tag: str, at: int) -> None:
        if tag in _CLOSES_P:
            self._close_to(_P[0], _P[1], at)
        if tag in _IMPLIED:
            self._close_to(*_IMPLIED[tag], at)

    def _close_to(self, tags: frozenset[str], limits: frozenset[str], at: int) -> None:
        """Close the nearest open element of `tags` and all inside it, up to a limit."""
        if not any(self._count[tag] for tag in tags):
            return
        for depth, node in enumerate(reversed(self._open[-_DEEPEST_LOOK:]), 1):
            name = self._nodes.tag[node]
            if name in tags:
                for _ in range(depth):
                    self._pop(at)
                return
            if name in limits:
                return

    def _pop(self, at: int) -> None:
        node = self._open.pop()
        self._count[self._nodes.tag[node]] -= 1
        self._nodes.close[node] = len(self._nodes)
        self._nodes.stop[node] = at + self._shift
