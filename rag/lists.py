"""Enumerations: the lists a text holds, each with the words that introduce it and its items.

An item's span is its whole statement: a paragraph when the item opens one, else the part of a
sentence. `item_title` gives the shortest quotation that names an item, `naming` the words that
name a list, before or behind it.
"""

from __future__ import annotations

from bisect import bisect_right
from typing import TYPE_CHECKING

from rag.brackets import trimmed
from rag.markers import ORNAMENTS, mark_at, ordinal_at
from rag.ordinals import chains, item_spans, signs_in
from rag.outline import Outline
from rag.paragraphs import alike_paragraphs, behind_bullet, bullets, tables
from rag.patterns import regex
from rag.rows import cells_of
from rag.scopes import counts_in
from rag.sentences import clauses, sentences
from rag.series import find_series
from rag.textlines import read_lines
from rag.types import Enumeration, Heading, Section, Span

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from rag.textlines import Line

TITLE_LENGTH = 40  # longest first sentence that is quoted whole as an item's title
LEAST_TITLE = 4  # characters of a first clause behind its mark
LOST_TITLE = 20  # longest sentence taken for a title that lost its line break

_INTRODUCES = regex(r"[：:—]$|如下|以下|下列|包括|分别|(?:几|多|若干)(?:个|项|点|种|方面)")
# A first clause that only says when, where or about what names nothing yet.
_ADVERBIAL = regex(
    r"[，,、：:\s]*(?:到|自|从|随着|对于|针对|按照|根据|通过|\d{4}年"
    r"|在[^，,]*(?:中|后|时|下|上|里|间|内|前|期))[^，,]*[，,]$"
    r"|[^，,]*(?:过程中|的同时|基础上|前提下|情况下|以来)[，,]$"
)
_WORDS = frozenset("第其是要则方首")


def find_enumerations(
    text: str, sections: Sequence[Section], verbatim: Sequence[Span] = ()
) -> tuple[Enumeration, ...]:
    """Every list of the text, by start; lists may nest. Linear in the length of the text."""
    return _Finder(text, sections, verbatim).find()


class _Finder:
    """One text while its lists are looked for."""

    def __init__(self, text: str, sections: Sequence[Section], verbatim: Sequence[Span]) -> None:
        self.text = text
        self.sections = sections
        self.rows: tuple[Line, ...] = read_lines(text, (), verbatim)
        self.spans = [row.span for row in self.rows]
        self.starts = [span.start for span in self.spans]
        self.outline = Outline(sections)
        self.heads = {s.heading.span.start: i for i, s in enumerate(sections)}

    def find(self) -> tuple[Enumeration, ...]:
        found = [*self._numbered(), *self._children(), *self._paragraphs(), *self._inline()]
        found.sort(key=lambda e: (min(e.lead.start, e.items[0].start), -e.items[-1].end))
        return _distinct(found)

    def _numbered(self) -> Iterator[Enumeration]:
        signs = [
            sign
            for i, row in enumerate(self.rows)
            if not row.fixed
            for sign in signs_in(self.text, row.span, i)
        ]
        limits = [self._limit(s.start) for s in signs]
        for chain in chains(signs, limits):
            kind = "ordinal" if chain.signs[0].family[0] in _WORDS else "numbered"
            items = item_spans(self.text, chain, self.spans)
            yield self._with_lead(kind, items)

    def _limit(self, start: int) -> int:
        """End of the section a list that begins at `start` belongs to."""
        i = self.heads.get(start)
        i = self.outline.around(start) if i is None else self.outline.parents[i]
        return len(self.text) if i is None else self.sections[i].span.end

    def _children(self) -> Iterator[Enumeration]:
        """Neighbouring subsections without numbers: ★ headings, plain ones, run-in titles."""
        run: dict[int | None, list[int]] = {}
        styles: dict[int | None, str] = {}
        for i, section in enumerate(self.sections):
            parent, style = self.outline.parents[i], self._style(section.heading)
            if styles.get(parent) != style:
                yield from self._siblings(run.pop(parent, []), styles.get(parent, ""))
            styles[parent] = style
            if style:
                run.setdefault(parent, []).append(i)
        for parent, members in run.items():
            yield from self._siblings(members, styles[parent])

    def _style(self, heading: Heading) -> str:
        """A key for neighbours to share, "" for numbered ones, which chains gather."""
        mark = mark_at(self.text, heading.span.start, heading.span.end)
        if mark and mark.number is not None:
            return ""
        if heading.span.end < self._row_of(heading.span.start).end:
            return "titled"
        return "heading" + (mark.style if mark else "")

    def _row_of(self, offset: int) -> Span:
        return self.spans[max(0, bisect_right(self.starts, offset) - 1)]

    def _siblings(self, members: Sequence[int], style: str) -> Iterator[Enumeration]:
        if len(members) < 2:
            return
        kind = "titled" if style == "titled" else "heading"
        headings = [self.sections[i].heading.span for i in members]
        if kind == "titled":
            items = self._titled(headings)
        else:
            items = tuple(_plain(self.text, h) for h in headings)
        parent = self.outline.parents[members[0]]
        lead = self.sections[parent].heading.span if parent is not None else None
        yield self._with_lead(kind, items, lead)

    def _titled(self, headings: Sequence[Span]) -> tuple[Span, ...]:
        """The paragraphs behind run-in titles.

        Where three titles open with the same word ("发展…业。"), a sentence of that shape inside
        a paragraph is a title too, whose line break was lost.
        """
        openings = {h.of(self.text)[:2] for h in headings}
        out: list[Span] = []
        for head in headings:
            row = self._row_of(head.start)
            cuts = [head.start]
            if len(openings) == 1 and len(headings) > 2:
                cuts += [
                    s.start
                    for s in sentences(self.text, Span(head.end, row.end))
                    if len(s) <= LOST_TITLE and s.of(self.text)[:2] in openings and s.end < row.end
                ]
            ends = [*cuts[1:], row.end]
            out += [trimmed(self.text, a, b) for a, b in zip(cuts, ends, strict=True)]
        return tuple(out)

    def _paragraphs(self) -> Iterator[Enumeration]:
        for kind, items in (
            *bullets(self.text, self.rows),
            *tables(self.text, self.rows),
            *alike_paragraphs(self.text, self.rows, self.heads.keys()),
        ):
            yield self._with_lead(kind, items)

    def _inline(self) -> Iterator[Enumeration]:
        for row in self.rows:
            whole = [Span(self._behind_marks(row), row.span.end)]
            for part in cells_of(self.text, row.span) if row.fixed else whole:
                for series in find_series(self.text, part):
                    yield Enumeration(series.kind, series.lead, series.items, series.count)

    def _behind_marks(self, row: Line) -> int:
        """Where the words of a line begin: "★一、目标" has two marks before them."""
        if row.mark is None:
            return behind_bullet(self.text, row.span.start, row.span.end)
        second = mark_at(self.text, row.mark.end, row.span.end)
        inner = second if second and row.mark.style in ORNAMENTS else row.mark
        return min(inner.end, row.span.end)

    def _with_lead(
        self, kind: str, items: tuple[Span, ...], lead: Span | None = None
    ) -> Enumeration:
        if lead is None:
            lead = self._lead(items)
        return Enumeration(kind, lead, items, _stated(self.text, lead, len(items)))

    def _lead(self, items: Sequence[Span]) -> Span:
        """The sentence before the first item if it introduces it, else the heading above."""
        start = items[0].start
        i = max(0, bisect_right(self.starts, start) - 1)
        before = sentences(self.text, Span(self.starts[i], max(start, self.starts[i])))
        if before and any(map(str.isalnum, before[-1].of(self.text))):
            return before[-1]
        if i == 0:
            return Span(start, start)
        previous = self.spans[i - 1]
        if (
            previous.start not in self.heads
            or self._row_of(previous.start).end
            > self.sections[self.heads[previous.start]].heading.span.end
        ):
            last = sentences(self.text, previous)[-1]
            if _INTRODUCES.search(last.of(self.text)) or len(items) in counts_in(self.text, last):
                return last
        return self._heading_above(start)

    def _heading_above(self, start: int) -> Span:
        i = self.outline.around(start)
        if i is not None and self.sections[i].span.start == start:
            i = self.outline.parents[i]
        return Span(start, start) if i is None else self.sections[i].heading.span


def _plain(text: str, heading: Span) -> Span:
    """A heading without its ornament; a number stays."""
    mark = mark_at(text, heading.start, heading.end)
    if mark and mark.number is None and mark.style not in ("【】", "附") and mark.end < heading.end:
        return Span(mark.end, heading.end)
    return heading


def _stated(text: str, lead: Span, found: int) -> int | None:
    """The number of items the lead states: the one that fits, else one near its end."""
    numbers = counts_in(text, lead)
    if found in numbers:
        return found
    near = counts_in(text, Span(max(lead.start, lead.end - 10), lead.end))
    return near[-1] if near and near[-1] > 1 else None


def _distinct(found: Sequence[Enumeration]) -> tuple[Enumeration, ...]:
    """Without lists whose items are all items of another one just found."""
    out: list[Enumeration] = []
    seen: set[Span] = set()
    for e in sorted(found, key=lambda e: -len(e.items)):
        if e.kind in ("inline", "shared") and set(e.items) <= seen:
            continue
        seen.update(e.items)
        out.append(e)
    return tuple(sorted(out, key=lambda e: (min(e.lead.start, e.items[0].start), -e.items[-1].end)))


def item_title(text: str, item: Span) -> Span:
    """The shortest quotation that names an item: its first sentence if short, else first clause.

    The ordinal stays; a clause loses its comma.

    >>> text = "第一,抓好攻关。组建联合团队。"
    >>> item_title(text, Span(0, len(text))).of(text)
    '第一,抓好攻关。'
    """
    first = sentences(text, item)
    if not first:
        return item
    if len(first[0]) <= TITLE_LENGTH:
        return first[0]
    word = ordinal_at(text, item.start, item.end)
    mark = mark_at(text, item.start, item.end)
    least = max(word.end if word else 0, mark.end if mark else 0, item.start) + LEAST_TITLE
    for part in clauses(text, first[0]):
        body = text[max(part.start, least - LEAST_TITLE) : part.end]
        if part.end >= least and (len(body) > 2 * TITLE_LENGTH or not _ADVERBIAL.match(body)):
            title = text[item.start : part.end].rstrip("，,：:；; ")
            return Span(item.start, item.start + len(title))
    return first[0]


def introduces(text: str) -> bool:
    """Whether a sentence or heading reads like one that a list follows.

    >>> introduces("主要措施包括："), introduces("总体要求")
    (True, False)
    """
    return _INTRODUCES.search(text) is not None


def naming(text: str, enumeration: Enumeration) -> tuple[Span, ...]:
    """The words around a list that may name it: its lead, and what follows the last item.

    "建成光伏、风电、储能三大基地" names its list behind the items; so does a sentence after them
    that counts them ("做到这“三个到位”，…").
    """
    last = enumeration.items[-1]
    line_end = text.find("\n", last.end)
    line = Span(last.end, len(text) if line_end < 0 else line_end)
    tail = clauses(text, line)
    out = [enumeration.lead] if len(enumeration.lead) else []
    if enumeration.kind in ("inline", "shared") and tail:
        out.append(tail[0])
        for sentence in sentences(text, line)[:2]:
            if len(enumeration.items) in counts_in(text, sentence):
                out.append(sentence)
                break
    return tuple(out)
