"""Lines of a page that are not the document: navigation, notices, credits, title copies.

Each removed line is recorded with its reason. In doubt a line stays. Running heads are the business
of the PDF reader, which knows where on the page a line stands.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from rag.loading.base import Draft
from rag.loading.buttons import LONGEST, reason_of
from rag.loading.credits import is_editor_credit
from rag.loading.lines import Block, Line, lines_of, without
from rag.loading.notices import notices

EDGE = 15  # lines from the head or the end in which editors' credits stand
SHORTEST_TITLE = 12  # characters; a shorter line may well be said twice


def without_boilerplate(draft: Draft, titles: Sequence[str]) -> Draft:
    """`draft` without the lines of the page around it; `titles` are what it is known as."""
    lines = lines_of(draft)
    reasons: dict[int, str] = {}
    for found in (
        notices(lines),
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
