"""Lines of a page that are not the document: navigation, notices, running heads, title copies.

Each removed line is recorded with its reason. In doubt a line stays.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence

from rag.loading.base import Draft
from rag.loading.buttons import LONGEST, reason_of
from rag.loading.credits import is_editor_credit
from rag.loading.lines import Block, Line, lines_of, without
from rag.loading.notices import notices
from rag.types import Page

EDGE = 15  # lines from the head or the end in which editors' credits stand
SHORTEST_TITLE = 12  # characters; a shorter line may well be said twice

_PAGE_NUMBER = re.compile(
    r"(?P<mark>[-–—·~\s]*(?:第\s?)?)(?P<number>\d{1,4})"
    r"(?P<rest>\s?页?\s?(?:[/／，,]?\s?共?\s?\d{1,4}\s?页?)?[-–—·~\s]*)"
)


def without_boilerplate(draft: Draft, titles: Sequence[str]) -> Draft:
    """`draft` without the lines of the page around it; `titles` are what it is known as."""
    lines = lines_of(draft)
    reasons: dict[int, str] = {}
    for found in (
        notices(lines),
        _furniture(draft.pages, lines),
        _repeats(lines, titles),
        _buttons(lines),
    ):
        for index, reason in found:
            reasons.setdefault(index, reason)
    if len(reasons) == len(lines):  # nothing but boilerplate is better shown than an empty text
        return draft
    return without(draft, [_block(lines[i], reasons[i]) for i in sorted(reasons)])


def _block(line: Line, reason: str) -> Block:
    return Block(line.start, line.end, reason)


def _buttons(lines: Sequence[Line]) -> Iterator[tuple[int, str]]:
    for i, line in enumerate(lines):
        if line.verbatim:
            continue
        at_edge = i < EDGE or i >= len(lines) - EDGE
        if reason := reason_of(line.text):
            yield i, reason
        elif at_edge and is_editor_credit(line.text):
            yield i, "editor credit"


def _repeats(lines: Sequence[Line], titles: Sequence[str]) -> Iterator[tuple[int, str]]:
    """Later copies of the title, which publishing systems put under pictures and at page ends."""
    wanted = {squeezed(t) for t in titles if len(t) >= SHORTEST_TITLE}
    seen: set[str] = set()
    for i, line in enumerate(lines):
        key = squeezed(line.text) if len(line.text) <= LONGEST else ""
        if key not in wanted or line.verbatim:
            continue
        if key in seen and not line.heading:
            yield i, "repeated title"
        seen.add(key)


def squeezed(text: str) -> str:
    """`text` without any blanks."""
    return "".join(text.split())


def _furniture(pages: Sequence[Page], lines: Sequence[Line]) -> Iterator[tuple[int, str]]:
    """Page numbers and running heads: first or last lines of pages, alike but for their digits.

    A running head stays on the first page, where it may be the title.
    """
    if len(pages) < 2:
        return
    edges = list(_page_edges(pages, lines))
    looks = [re.sub(r"\d+", "#", squeezed(lines[i].text)) for _, i in edges]
    alike = Counter(looks)
    numbered = Counter(
        n - page for page, i in edges if (n := _page_number(lines[i].text)) is not None
    )
    for (page, i), look in zip(edges, looks, strict=True):
        number = _page_number(lines[i].text)
        if number is not None and (numbered[number - page] >= 2 or not lines[i].text.isdigit()):
            yield i, "page number"
        elif page > pages[0].number and alike[look] >= max(3, len(pages) // 3):
            yield i, "running head"


def _page_number(text: str) -> int | None:
    """
    >>> [_page_number(t) for t in ("- 3 -", "第 3 页 共 12 页", "3/12", "3.5", "3 万元")]
    [3, 3, 3, None, None]
    """
    match = _PAGE_NUMBER.fullmatch(text) if len(text) <= 24 else None
    return int(match["number"]) if match else None


def _page_edges(pages: Sequence[Page], lines: Sequence[Line]) -> Iterator[tuple[int, int]]:
    """(page number, line index) of the first two and the last two lines of every page."""
    i = 0
    for page in pages:
        first = i
        while i < len(lines) and lines[i].start < page.span.end:
            i += 1
        for n in range(first, i):
            short = len(lines[n].text) <= LONGEST and not lines[n].verbatim
            if short and (n < first + 2 or n >= i - 2):
                yield page.number, n
