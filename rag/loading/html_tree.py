"""An HTML page as a flat list of nodes whose every text piece knows its place in the source.

A list instead of a tree of objects: malformed pages nest a hundred thousand tags, and a flat
pre-order list is walked by counting, never by recursion.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field

from rag.loading.html_tokens import Token, tokens

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
_NO_TAGS = frozenset({"title", "textarea"})  # left open, they end at the next tag
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
    builder = _Builder(start)
    for token in tokens(source[start:end]):
        builder.take(token, source)
    return builder.finished(len(source) if end is None else end)


@dataclass(slots=True)
class _Builder:
    """Nests the tokens: closes what HTML lets authors leave open, ignores what closes nothing."""

    shift: int
    nodes: Nodes = field(default_factory=Nodes)
    open: list[int] = field(default_factory=list)
    count: Counter[str] = field(default_factory=Counter)

    def take(self, token: Token, source: str) -> None:
        at = token.start + self.shift
        if token.kind == "open":
            self._open_tag(token)
        elif token.kind == "close":
            self._close_tag(token)
        elif token.kind == "comment":
            self.nodes.comments.append(source[at + 4 : at + 504])
        elif token.kind == "link":
            self._append(AUTOLINK, token, {"href": token.name})
        else:
            self._append(TEXT, token, {})

    def finished(self, end: int) -> Nodes:
        while self.open:
            self._pop(end)
        return self.nodes

    def _open_tag(self, token: Token) -> None:
        at = token.start + self.shift
        if self.open and self.nodes.tag[self.open[-1]] in _NO_TAGS:
            self._pop(at)
        if token.name in _CLOSES_P:
            self._close_to(_P[0], _P[1], at)
        if token.name in _IMPLIED:
            self._close_to(*_IMPLIED[token.name], at)
        node = self._append(token.name, token, token.attrs)
        if token.name not in VOID and not token.empty:
            self.open.append(node)
            self.count[token.name] += 1

    def _close_tag(self, token: Token) -> None:
        if token.name == "br":  # </br> is shown as a line break
            self._append("br", token, {})
        limits = frozenset[str]() if token.name in _TABLE_TAGS else _CELLS | {"table"}
        self._close_to(frozenset({token.name}), limits, token.end + self.shift)

    def _append(self, tag: str, token: Token, attrs: dict[str, str]) -> int:
        nodes = self.nodes
        nodes.tag.append(tag)
        nodes.attrs.append(attrs)
        nodes.start.append(token.start + self.shift)
        nodes.end.append(token.end + self.shift)
        nodes.stop.append(token.end + self.shift)
        nodes.close.append(len(nodes))
        nodes.parent.append(self.open[-1] if self.open else -1)
        return len(nodes) - 1

    def _close_to(self, tags: frozenset[str], limits: frozenset[str], at: int) -> None:
        """Close the nearest open element of `tags` and all inside it, up to a limit."""
        if not any(self.count[tag] for tag in tags):
            return
        for depth, node in enumerate(reversed(self.open[-_DEEPEST_LOOK:]), 1):
            name = self.nodes.tag[node]
            if name in tags:
                for _ in range(depth):
                    self._pop(at)
                return
            if name in limits:
                return

    def _pop(self, at: int) -> None:
        node = self.open.pop()
        self.count[self.nodes.tag[node]] -= 1
        self.nodes.close[node] = len(self.nodes)
        self.nodes.stop[node] = at
