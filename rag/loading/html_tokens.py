"""HTML source cut into tags and text, every piece with its exact extent.

The standard library's tokenizer takes time that grows with the square of the length on unclosed
tags (a 150 kB file of "<a " keeps it busy for minutes), gives no end of a tag, and reads broken
markup differently from one Python version to the next. This one follows the HTML standard's
tokenization (section 13.2.5) where a page is sound, keeps what is not a tag as text where it is
broken, and never looks at a character more than a fixed number of times.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from html import unescape
from typing import Literal

from rag.patterns import regex

Kind = Literal["text", "open", "close", "comment", "link"]

_NAME = regex(r"[A-Za-z][A-Za-z0-9:._-]*(?=[\s/>])")
_AUTOLINK = regex(r"<(https?://[^<>\s]*)>", re.IGNORECASE)
_ATTRIBUTE = regex(r"[\s/]*([^\s/>=][^\s/>=]*)(\s*=\s*)?")
_BARE_VALUE = regex(r"[^\s>]*")
_TAG_END = regex(r"[\s/]*>")
_RAW = frozenset({"script", "style"})  # hold no markup, even to the end of a cut-off page
_RAW_IF_CLOSED = frozenset({"title", "textarea"})


@dataclass(frozen=True, slots=True)
class Token:
    """source[start:end]: a tag (`name`, `attrs`), a comment, <https://...>, or text."""

    kind: Kind
    start: int
    end: int
    name: str = ""
    attrs: dict[str, str] = field(default_factory=dict)
    empty: bool = False  # written <name/>


def tokens(source: str) -> Iterator[Token]:
    """The tokens of `source` in order, without gaps."""
    return _Scanner(source).run()


@dataclass(slots=True)
class _Scanner:
    source: str
    missing: set[str] = field(default_factory=set)  # strings known not to occur any more

    def run(self) -> Iterator[Token]:
        source, text_from, at = self.source, 0, 0
        while (at := source.find("<", at)) >= 0:
            token = self._markup(at)
            if token is None:
                at += 1
                continue
            if text_from < at:
                yield Token("text", text_from, at)
            yield token
            text_from = at = token.end
            if token.kind == "open" and not token.empty and (end := self._raw_end(token)) > at:
                yield Token("text", at, end)
                text_from = at = end
        if text_from < len(source):
            yield Token("text", text_from, len(source))

    def _find(self, what: str, start: int) -> int:
        """Offset of `what`, -1 if it does not follow; failures are remembered."""
        if what in self.missing:
            return -1
        found = self.source.find(what, start)
        if found < 0:
            self.missing.add(what)
        return found

    def _markup(self, at: int) -> Token | None:
        """The tag or comment that begins at `at`, None when "<" is a character of the text."""
        close = self._find(">", at)
        if close < 0:
            return None
        following = self.source[at + 1 : at + 2]
        if following in ("!", "?"):
            return self._comment(at, close)
        if following == "/":
            name = _NAME.match(self.source, at + 2)
            kind: Kind = "close" if name else "comment"
            return Token(kind, at, close + 1, name.group().lower() if name else "")
        if link := _AUTOLINK.match(self.source, at):
            return Token("link", at, link.end(), link[1])
        name = _NAME.match(self.source, at + 1)
        return self._open(at, name.group().lower(), name.end()) if name else None

    def _comment(self, at: int, close: int) -> Token:
        if self.source.startswith("<!--", at):
            end = self._find("-->", at + 2)
            if end >= 0:
                return Token("comment", at, end + 3)
        return Token("comment", at, close + 1)

    def _open(self, start: int, name: str, at: int) -> Token:
        """An opening tag; one with an unclosed quote ends at the next ">"."""
        source, attrs = self.source, dict[str, str]()
        while not (end := _TAG_END.match(source, at)):
            found = _ATTRIBUTE.match(source, at)
            if found is None:  # a stray "=": not a name, not an end
                at += 1
                if at >= len(source):
                    break
                continue
            at, value = found.end(), ""
            if found[2]:
                stop = self._value_end(at)
                if stop < 0:
                    break
                value = unescape(
                    source[at:stop].strip(source[at]) if source[at] in "\"'" else source[at:stop]
                )
                at = stop
            attrs.setdefault(found[1].lower(), value)
        if end:
            return Token("open", start, end.end(), name, attrs, "/" in end.group())
        close = source.find(">", start)
        return Token("open", start, close + 1, name, attrs)

    def _value_end(self, at: int) -> int:
        """Where the attribute value at `at` ends, -1 if its quote is never closed."""
        quote = self.source[at : at + 1]
        if quote in ('"', "'") and quote:
            found = self._find(quote, at + 1)
            return found + 1 if found >= 0 else -1
        value = _BARE_VALUE.match(self.source, at)
        return value.end() if value else at

    def _raw_end(self, token: Token) -> int:
        """Where the text inside a script, style or title ends; the tag's own end for others."""
        if token.name not in _RAW and token.name not in _RAW_IF_CLOSED:
            return token.end
        closing = f"</{token.name}"
        if closing not in self.missing:
            found = regex(closing, re.IGNORECASE).search(self.source, token.end)
            if found:
                return found.start()
            self.missing.add(closing)
        return len(self.source) if token.name in _RAW else token.end
