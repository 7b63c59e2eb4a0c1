"""An answer as plain text for programs that show text: quotes with their numbers, then sources."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from rag.answer import Answer, Citation, Claim


@dataclass(frozen=True, slots=True)
class Mark:
    """The characters [start, end) of a piece that are a citation's number in brackets."""

    citation: Citation
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Piece:
    """A part of the text that can be shown before the next is there."""

    text: str
    marks: tuple[Mark, ...] = ()


def pieces(answer: Answer) -> Iterator[Piece]:
    """The text part by part: one for each claim, one for the sources; a refusal is one part."""
    chinese = any("\u4e00" <= char <= "\u9fff" for char in answer.question)
    if answer.status == "refused":
        yield Piece(_refusal(answer, chinese))
        return
    cited = {citation.number: citation for citation in answer.citations}
    for claim in answer.claims:
        yield _claim(claim, cited)
    head = "来源：" if chinese else "Sources:"
    places = groupby(answer.citations, lambda citation: source_line(citation, chinese))
    lines = ["".join(f"[{c.number}]" for c in same) + f" {line}" for line, same in places]
    yield Piece("\n".join([head, *lines]))


def _claim(claim: Claim, cited: dict[int, Citation]) -> Piece:
    """The claim with each number behind its quote; behind it all where it is no row of quotes."""
    citations = [cited[number] for number in claim.citations]
    quotes = [citation.quote for citation in citations]
    verbatim = claim.text == "\n".join(quotes)
    text = "" if verbatim else claim.text
    marks = []
    for place, citation in enumerate(citations):
        if verbatim:
            text += ("\n" if place else "") + citation.quote
        text += " "
        marks.append(Mark(citation, len(text), len(text) + len(f"[{citation.number}]")))
        text += f"[{citation.number}]"
    return Piece(text, tuple(marks))


def _refusal(answer: Answer, chinese: bool) -> str:
    reason = answer.reason.message if answer.reason else ""
    lines = [f"不作回答：{reason}" if chinese else f"No answer: {reason}"]
    if answer.nearest:
        lines += [
            "",
            "最接近的内容（不是答案）：" if chinese else "Nearest text (not an answer):",
        ]
    for citation in answer.nearest:
        lines.append(f"- “{citation.quote}” {source_line(citation, chinese)}")
    return "\n".join(lines)


def source_line(citation: Citation, chinese: bool) -> str:
    """Title, publisher, date, page and headings of a citation in one line."""
    title = citation.title if citation.title.startswith("《") else f"《{citation.title}》"
    facts = [title, citation.publisher, citation.date or ("未注明日期" if chinese else "undated")]
    if citation.page is not None:
        facts.append(f"第 {citation.page} 页" if chinese else f"page {citation.page}")
    headings = " › ".join(part for part in citation.heading_path if part != citation.title)
    return " · ".join(" ".join(fact.split()) for fact in (*facts, headings) if fact)
