"""Which parts of a page are not its text: scripts, navigation, footers, forms, blocks of links.

Every rule that guesses gives way when the block holds most of the page's text, so that a page
wrapped in one big <form> or marked up by a careless hand still loads whole.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from html import unescape
from itertools import accumulate

from rag.loading.html_tree import HEADINGS, TEXT, Nodes
from rag.patterns import regex

_ALWAYS = {
    "script": "script",
    "style": "style sheet",
    "title": "title element",
    "template": "template",
}
_CONTROLS = {
    "noscript": "noscript",
    "svg": "graphic",
    "canvas": "graphic",
    "iframe": "embedded page",
    "object": "embedded page",
    "audio": "media",
    "video": "media",
    "select": "form control",
    "button": "form control",
    "textarea": "form control",
    "datalist": "form control",
    "rt": "ruby annotation",
    "rp": "ruby annotation",
    "nav": "navigation",
    "aside": "aside",
    "form": "form",
}
_ROLES = {
    "navigation": "navigation",
    "search": "form",
    "complementary": "aside",
    "contentinfo": "page footer",
    "banner": "page header",
}
_NAMES = {
    **dict.fromkeys(("nav", "navbar", "navigation", "menu", "topnav", "sitenav"), "navigation"),
    **dict.fromkeys(("breadcrumb", "breadcrumbs", "crumb", "crumbs", "pagination", "pager"),
                    "navigation"),
    **dict.fromkeys(("footer", "site-footer", "copyright"), "page footer"),
    **dict.fromkeys(("sidebar", "side-bar"), "aside"),
}  # fmt: skip
_LINK_BLOCKS = frozenset({"div", "ul", "ol", "dl", "p", "td", "tr", "table", "section", "center"})
_HIDDEN = regex(r"display\s*:\s*none|visibility\s*:\s*hidden", re.IGNORECASE)
_CRUMBS = regex(r"[>»›＞|｜]")
_MOST = 0.5  # share of the page's text that no guessing rule may take away
_LINKED = 0.6  # share of link text that makes a block navigation


@dataclass(frozen=True, slots=True)
class Chrome:
    """Sums over the nodes before each: characters of text and of link text, links, headings."""

    nodes: Nodes
    source: str
    text: list[int]
    linked: list[int]
    links: list[int]
    heads: list[int]

    @classmethod
    def of(cls, nodes: Nodes, source: str) -> Chrome:
        size = len(nodes)
        text, linked, links, heads = ([0] * size for _ in range(4))
        silent = link = -1  # index up to which nodes are inside a script, inside a link
        for i, tag in enumerate(nodes.tag):
            if tag in _ALWAYS:
                silent = max(silent, nodes.close[i])
            elif tag == "a" and "href" in nodes.attrs[i]:
                link, links[i] = max(link, nodes.close[i]), 1
            elif tag in HEADINGS:
                heads[i] = 1
            elif tag == TEXT and i >= silent:
                text[i] = len("".join(source[nodes.start[i] : nodes.end[i]].split()))
                linked[i] = text[i] if i < link else 0
        return cls(
            nodes, source, *([0, *accumulate(counts)] for counts in (text, linked, links, heads))
        )

    def reason(self, node: int) -> str | None:
        """Why `node` and all below it is not shown; None if it is."""
        tag = self.nodes.tag[node]
        if tag == TEXT:
            return None
        if tag in _ALWAYS:
            return _ALWAYS[tag]
        return None if self._size(node) > _MOST * self.text[-1] else self._guess(node, tag)

    def _size(self, node: int) -> int:
        return self.text[self.nodes.close[node]] - self.text[node]

    def _guess(self, node: int, tag: str) -> str | None:
        attrs = self.nodes.attrs[node]
        if tag in _CONTROLS:
            return _CONTROLS[tag]
        if attrs:
            if "hidden" in attrs or _HIDDEN.search(attrs.get("style", "")):
                return "hidden"
            if reason := self._named(node, attrs):
                return reason
        if tag in ("header", "footer") and not self._belongs(node):
            return f"page {tag}"
        if tag in _LINK_BLOCKS and self._navigates(node):
            return "navigation links"
        return None

    def _named(self, node: int, attrs: dict[str, str]) -> str | None:
        """The reason a role, class or id gives."""
        reason = _ROLES.get(attrs.get("role", "").lower())
        names = f"{attrs.get('class', '')} {attrs.get('id', '')}".lower().split()
        reason = reason or next((_NAMES[name] for name in names if name in _NAMES), None)
        return None if reason == "page header" and self._belongs(node) else reason

    def _belongs(self, node: int) -> bool:
        """Whether a header or footer is the article's own: inside one, or holding a headline."""
        if self.heads[self.nodes.close[node]] > self.heads[node]:
            return True
        parent = self.nodes.parent[node]
        for _ in range(64):  # deeper than any sane page
            if parent < 0:
                return False
            if self.nodes.tag[parent] in ("article", "main"):
                return True
            parent = self.nodes.parent[parent]
        return False

    def _navigates(self, node: int) -> bool:
        """A block that is mostly links and holds no sentence: menus, related items, crumbs."""
        close = self.nodes.close[node]
        links = self.links[close] - self.links[node]
        size, linked = self._size(node), self.linked[close] - self.linked[node]
        if links < 2 or not size or self.linked[-1] > _LINKED * self.text[-1]:
            return False  # on a page of links the links are the text
        crumbs = size <= 60 and links >= 2
        if linked < _LINKED * size and not crumbs:
            return False
        texts = (
            self.source[self.nodes.start[i] : self.nodes.end[i]] for i in self.nodes.texts(node)
        )
        text = unescape("".join(texts))
        if "。" in text or "附件" in text:
            return False
        return links >= 3 if linked >= _LINKED * size else bool(_CRUMBS.search(text))
