"""What of a document the source panel shows, as it travels through the browser."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

from rag.errors import UsageError
from rag.types import Span

LONGEST_FIND = 100  # characters
Mode = Literal["text", "page"]


@dataclass(frozen=True, slots=True)
class View:
    """What to show of a document. Comes from the browser, so nothing in it is taken on trust.

    Attributes:
        start, end: the quote, in the shown text; None when the document is opened as a whole.
        number: of the citation.
        at: offset around which a long document is shown; None: around what is marked.
        mode: text or page image; None: the page where there is one and a quote to mark.
        page: of a PDF; None: the quote's.
        find, hit: words sought in the document, and which of their places is the current one.
    """

    document: str
    start: int | None = None
    end: int | None = None
    number: int | None = None
    at: int | None = None
    mode: Mode | None = None
    page: int | None = None
    find: str = ""
    hit: int = 0

    @property
    def quote(self) -> Span | None:
        return None if self.start is None or self.end is None else Span(self.start, self.end)

    def to_dict(self) -> dict[str, Any]:
        """What `view_from` reads, without what is not set."""
        values = {name: getattr(self, name) for name in self.__slots__}
        return {name: value for name, value in values.items() if value not in (None, "")}


def view_from(values: Mapping[str, Any]) -> View:
    """The view a browser asks for.

    Raises:
        UsageError: a value is of another kind than expected.
    """
    document, find, mode = values.get("document"), values.get("find", ""), values.get("mode")
    numbers = {name: values.get(name) for name in ("start", "end", "number", "at", "page", "hit")}
    known = isinstance(document, str) and isinstance(find, str) and mode in (None, "text", "page")
    whole = all(n is None or (type(n) is int and 0 <= n < 2**53) for n in numbers.values())
    if not (known and whole and _ordered(numbers["start"], numbers["end"])):
        raise UsageError("无法识别要打开的位置。 The place to open is not understood.")
    numbers["hit"] = numbers["hit"] or 0
    return View(document=document, find=find[:LONGEST_FIND], mode=mode, **numbers)  # type: ignore[arg-type]


def _ordered(start: int | None, end: int | None) -> bool:
    """Whether both are given and in order, or neither is given."""
    return start is end if start is None or end is None else start <= end
