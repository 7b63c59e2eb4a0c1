"""Answers, hits and documents as lines for a terminal."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby
from typing import TYPE_CHECKING

from rag.answer import Answer, Citation
from rag.cli.language import say
from rag.cli.terminal import one_line, visible
from rag.types import Dropped, Hit

if TYPE_CHECKING:
    from rag.doctor import Check
    from rag.store import DocumentInfo

BOLD, DIM, STRUCK, RED, GREEN, YELLOW = "1", "2", "9", "31", "32", "33"
PREVIEW = 160  # characters of a passage shown in a list


class Style:
    """ANSI styles where the reader is a terminal, plain text elsewhere."""

    def __init__(self, colour: bool) -> None:
        self.colour = colour

    def __call__(self, text: str, *codes: str) -> str:
        return f"\x1b[{';'.join(codes)}m{text}\x1b[0m" if self.colour and text else text


def answer_text(answer: Answer, style: Style) -> str:
    """Claims with their citation numbers, then what each number stands for; a refusal says why.

    Notices stand above, what a language model wrote without support below.
    """
    if answer.status == "refused":
        return _refusal(answer, style)
    if answer.notices or answer.withheld or any(claim.verdict for claim in answer.claims):
        from rag.cli.written import written_answer  # most answers need none of it

        return written_answer(answer, _claims(answer, style), style)
    return _claims(answer, style)


def _claims(answer: Answer, style: Style) -> str:
    """Every quote with its number, the best first; where sources disagree; one entry per place."""
    cited = {citation.number: citation for citation in answer.citations}
    lines: list[str] = []
    for rank, claim in enumerate(answer.claims):
        for number in claim.citations:
            quote = _indent(visible(cited[number].quote))
            quote = quote if rank else style(quote, BOLD)
            lines.append(f"{quote} {style(f'[{number}]', GREEN)}")
    lines += [style(f"! {visible(c.message)}", YELLOW) for c in answer.conflicts]
    lines.append("")
    named = [*(c.citations for c in answer.claims), *(c.citations for c in answer.conflicts)]
    used = {number for numbers in named for number in numbers}
    shown = [citation for citation in answer.citations if citation.number in used]
    for _, same in groupby(shown, lambda c: (c.document_id, c.page, c.heading_path)):
        lines += source_lines(tuple(same), style)
    return "\n".join(lines)


def _refusal(answer: Answer, style: Style) -> str:
    reason = answer.reason.message if answer.reason else ""
    code = f" ({answer.reason.code})" if answer.reason else ""
    lines = [f"{style(say('✗ 不作回答', '✗ No answer'), YELLOW, BOLD)}{style(code, DIM)}  {reason}"]
    if answer.nearest:
        lines += ["", say("最接近的内容（不是答案）：", "Nearest text (not an answer):")]
    for citation in answer.nearest:
        lines += [
            f"  [{citation.number}] {_preview(citation.quote)}",
            *source_lines((citation,), style)[1:],
        ]
    return "\n".join(lines)


def source_lines(citations: Sequence[Citation], style: Style) -> list[str]:
    """Two lines for quotes from one place: title, publisher, date, page; headings and file."""
    citation = citations[0]
    numbers = "".join(f"[{c.number}]" for c in citations)
    facts = [f"《{citation.title}》", citation.publisher, date_or_none(citation.date)]
    if citation.page is not None:
        facts.append(say(f"第 {citation.page} 页", f"page {citation.page}"))
    headings = (title for title in citation.heading_path if title != citation.title)
    where = [" › ".join(headings), citation.source]
    return [
        f"  {style(numbers, GREEN)} {_joined(facts)}",
        style(f"      {_joined(where)}", DIM),
    ]


def hit_lines(hits: Iterable[Hit], style: Style) -> Iterator[str]:
    """One block per hit: rank, score, title, date; headings and place; the passage's beginning."""
    for rank, hit in enumerate(hits, start=1):
        document, span = hit.document, hit.passage.span
        title = style(f"《{one_line(document.title)}》", BOLD)
        yield f"{rank:>2}. {hit.score:.3f}  {title} · {date_or_none(document.date)}"
        path = " › ".join(hit.passage.heading_path)
        place = f"{document.source} [{span.start}:{span.end}]"
        yield style(f"    {_joined((path, place))}", DIM)
        yield f"    {_preview(hit.passage.text)}"


def document_lines(documents: Sequence[DocumentInfo]) -> Iterator[str]:
    """A table: identity, date, publisher, title, source."""
    heads = (
        say("编号", "id"),
        say("日期", "date"),
        say("发布者", "publisher"),
        say("标题", "title"),
    )
    rows = [
        (d.id, d.date or "-", one_line(d.publisher or "-"), one_line(d.title)) for d in documents
    ]
    widths = [max((width(row[i]) for row in (heads, *rows)), default=0) for i in range(4)]
    sources = [say("来源", "source"), *(one_line(document.source) for document in documents)]
    for row, source in zip((heads, *rows), sources, strict=True):
        cells = (pad(cell, min(size, 40)) for cell, size in zip(row, widths, strict=True))
        yield f"{'  '.join(cells)}  {source}"


def dropped_text(dropped: Iterable[Dropped]) -> str:
    """Each removed block under its reason and its place in the decoded file."""
    return "".join(
        f"[{block.reason}] {block.span.start}-{block.span.end}\n{block.text}\n\n"
        for block in dropped
    )


def width(text: str) -> int:
    """Terminal columns: East Asian wide characters take two.

    >>> width("5G 网络")
    7
    """
    return sum(2 if unicodedata.east_asian_width(char) in "WF" else 1 for char in text)


def pad(text: str, columns: int) -> str:
    """`text` cut or filled to exactly `columns` terminal columns."""
    if width(text) > columns:
        while width(text) > columns - 1:
            text = text[:-1]
        text += "…"
    return text + " " * (columns - width(text))


def date_or_none(date: str | None) -> str:
    return date or say("无日期", "undated")


def _joined(facts: Iterable[str | None]) -> str:
    """Facts of one line, those that are there."""
    return " · ".join(one_line(fact) for fact in facts if fact)


def _preview(text: str) -> str:
    line = visible(" ".join(text.split()))
    return line if len(line) <= PREVIEW else f"{line[:PREVIEW]}…"


def _indent(text: str) -> str:
    return "\n".join(f"  {line}" for line in text.split("\n"))


def check_lines(checks: Iterable[Check], style: Style) -> Iterator[str]:
    """One line per check, and what mends it."""
    marks = {"good": style("✓", GREEN), "note": style("·", YELLOW), "broken": style("✗", RED)}
    for check in checks:
        yield f"{marks[check.state]} {pad(check.name, 12)}{check.detail}"
        if check.remedy:
            yield f"    → {check.remedy}"
