"""Front matter: the `---` block of `key: value` lines that blog engines put before a text.

Only what the metadata step needs is read, line by line: a full YAML parser would refuse whole
documents for a stray quote in a title.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from rag.patterns import regex
from rag.types import Span

ORIGIN = "front matter"

_FIELDS = {
    "title": ("title", "标题", "题目"),
    "publisher": ("publisher", "source", "site", "site_name", "来源", "发布机构", "发文机关"),
    "author": ("author", "authors", "byline", "作者"),
    "number": ("number", "doc_number", "文号", "发文字号"),
    "date": ("date", "published", "pubdate", "publish_date", "date_published", "日期", "发布时间"),
    "url": ("url", "link", "source_url", "original_url", "canonical", "canonical_url", "原文链接"),
}
_KEY_TO_FIELD = {key: field for field, keys in _FIELDS.items() for key in keys}
_OPEN = regex(r"[\ufeff\s]*---[ \t]*\r?\n")
_KEY_LINE = regex(r"([A-Za-z_\u4e00-\u9fff][\w. -]{0,40}?)[ \t]*[:：](?:[ \t]+|$)(.*)")
_ITEM_LINE = regex(r"[ \t]*-[ \t]+(.*)")
_MAX_LINES = 200


@dataclass(frozen=True, slots=True)
class FrontMatter:
    """A block [span) at the head of a text and its fields as raw (value, origin) pairs."""

    span: Span
    fields: dict[str, tuple[tuple[str, str], ...]]


def front_matter(text: str) -> FrontMatter | None:
    """The front matter at the head of `text` (blank lines may precede it), or None.

    A rule of dashes around prose is not front matter: every line must be a key, an item, a comment
    or indented, and there must be at least one key.

    >>> found = front_matter('---\\ntitle: "数字经济"\\ntags:\\n - a\\n---\\n正文')
    >>> found.span, found.fields["title"]
    (Span(start=0, end=33), (('数字经济', 'front matter'),))
    >>> front_matter("---\\n正文。\\n---\\n") is None
    True
    """
    opening = _OPEN.match(text)
    if opening is None:
        return None
    at = opening.end()
    lines: list[str] = []
    for _ in range(_MAX_LINES):
        newline = text.find("\n", at)
        line = text[at : newline if newline >= 0 else len(text)].rstrip()
        at = newline + 1 if newline >= 0 else len(text)
        if line in ("---", "..."):
            return _block(Span(0, at), lines)
        if not _plausible(line) or newline < 0:
            return None
        lines.append(line)
    return None


def _plausible(line: str) -> bool:
    return (
        not line.strip()
        or line[0] in " \t#"
        or bool(_KEY_LINE.match(line) or _ITEM_LINE.match(line))
    )


def _block(span: Span, lines: Iterable[str]) -> FrontMatter | None:
    entries = list(_entries(lines))
    if not entries:
        return None
    fields: dict[str, tuple[tuple[str, str], ...]] = {}
    for key, values in entries:
        name = _KEY_TO_FIELD.get(key.lower().replace("-", "_"))
        value = ", ".join(v for v in values if v)
        if name and value:
            fields[name] = (*fields.get(name, ()), (value, ORIGIN))
    return FrontMatter(span, fields)


def _entries(lines: Iterable[str]) -> Iterable[tuple[str, list[str]]]:
    key, values = "", list[str]()
    for line in lines:
        if match := _KEY_LINE.match(line):
            if key:
                yield key, values
            key, values = match[1], _values(match[2])
        elif item := _ITEM_LINE.match(line):
            values.append(_unquoted(item[1]))
    if key:
        yield key, values


def _values(written: str) -> list[str]:
    """
    >>> _values("'a''b'"), _values("[张三, 李四]")
    (["a'b"], ['张三', '李四'])
    """
    written = written.strip()
    if written.startswith("[") and written.endswith("]"):
        return [_unquoted(part) for part in written[1:-1].split(",")]
    return [_unquoted(written)]


def _unquoted(value: str) -> str:
    value = value.strip()
    if len(value) >= 2 and value[0] == value[-1] == "'":
        return value[1:-1].replace("''", "'")
    if len(value) >= 2 and value[0] == value[-1] == '"':
        return value[1:-1].replace('\\"', '"').replace("\\\\", "\\")
    return value
