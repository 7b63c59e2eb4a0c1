"""One document per line of a .jsonl file, read as a stream."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from typing import Any

from rag.errors import LoadError
from rag.loading.base import Draft
from rag.loading.decode import decode
from rag.loading.html import read_html
from rag.loading.sniff import looks_like_html
from rag.loading.text_reader import read_text

_TEXT = ("text", "content", "contents", "passage", "body", "正文", "内容")
_FIELDS = {
    "title": ("title", "headline", "标题"),
    "date": ("date", "published", "pub_date", "publish_date", "published_at", "日期"),
    "publisher": ("publisher", "source", "site", "来源"),
    "author": ("author", "authors", "作者"),
    "number": ("number", "doc_number", "文号"),
    "url": ("url", "link", "source_url"),
}
ORIGIN = "row"
_ROW = "改正这一行后重新导入；其他行不受影响 / mend this row and ingest again; the others are in"


@dataclass(slots=True)
class RowReader:
    """Turns lines into drafts and remembers which ids were seen.

    `encoding` None: each file's encoding is found on its first line that is not ASCII.
    """

    encoding: str | None = None
    seen: dict[str, int] = field(default_factory=dict)

    def rows(self, lines: Iterable[bytes]) -> Iterator[Draft | LoadError]:
        """One draft or one error for every line that is not blank."""
        for number, line in enumerate(lines, 1):
            raw = line.rstrip(b"\r\n").removeprefix(b"\xef\xbb\xbf" if number == 1 else b"")
            if raw.strip():
                try:
                    yield self._row(raw, number)
                except LoadError as error:
                    message = f"第 {number} 行：{error.message}"
                    yield LoadError(message, error.remedy or _ROW)

    def _row(self, raw: bytes, number: int) -> Draft:
        line, encoding = decode(raw, self.encoding)
        if encoding != "utf-8":
            self.encoding = encoding
        row = _parse(line)
        text = _text(row)
        name = self._name(row, number)
        fields = {k: ((v, ORIGIN),) for k, names in _FIELDS.items() if (v := _value(row, names))}
        draft = read_html(text, encoding) if looks_like_html(text) else read_text(text, encoding)
        merged = {**draft.fields}
        for key, value in fields.items():
            merged[key] = (*value, *merged.get(key, ()))
        # A row was written by a program: its line breaks are meant.
        return replace(draft, fields=merged, external_id=name, original=raw, wrapped=False)

    def _name(self, row: dict[str, Any], number: int) -> str:
        """The row's id, or its line number; LoadError if an earlier row has it."""
        given = row.get("id")
        if isinstance(given, bool | list | dict):
            raise LoadError(
                f"id 应为字符串或数字，实为 {type(given).__name__}。"
                f"/ Row {number}: id must be a string or number."
            )
        name = str(given).strip() if given is not None else ""
        name = name or str(number)
        if name in self.seen:
            raise LoadError(
                f"id {name!r} 与第 {self.seen[name]} 行重复。"
                f"/ Row {number}: id {name!r} was already used in row {self.seen[name]}."
            )
        self.seen[name] = number
        return name


def _parse(line: str) -> dict[str, Any]:
    try:
        row = json.loads(line)
    except (ValueError, RecursionError) as error:
        raise LoadError(f"不是有效的 JSON（{error}）。/ Not valid JSON.") from None
    if not isinstance(row, dict):
        raise LoadError(
            f"应为 JSON 对象，实为 {type(row).__name__}。/ Expected an object such as"
            ' {"id": "a1", "text": "…"}.'
        )
    return row


def _text(row: dict[str, Any]) -> str:
    """The first text field that says something, line ends unified."""
    for key in _TEXT:
        value = row.get(key)
        if isinstance(value, str) and value.strip():
            try:
                value.encode("utf-8")
            except UnicodeEncodeError as error:
                raise LoadError(
                    f"{key} 的第 {error.start} 个字符是不成对的代理码。"
                    f"/ {key} holds a lone surrogate at character {error.start}."
                ) from None
            return value.replace("\r\n", "\n").replace("\r", "\n")
    raise LoadError(
        f"没有正文：应有 {'、'.join(_TEXT[:5])} 之一，实有 {'、'.join(map(str, row)) or '无'}。"
        f"/ No text: expected one of {', '.join(_TEXT[:5])}."
    )


def _value(row: dict[str, Any], names: Iterable[str]) -> str:
    for name in names:
        value = row.get(name)
        if isinstance(value, list):
            value = "、".join(str(v) for v in value if isinstance(v, str))
        if isinstance(value, str | int | float) and not isinstance(value, bool):
            written = " ".join(str(value).encode("utf-8", "ignore").decode().split())
            if written:
                return written
    return ""
