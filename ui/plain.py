"""An answer as plain text for programs that show text: quotes with their numbers, then sources."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import groupby
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from rag.answer import Answer, Citation, Claim, Conflict


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


def pieces(answer: Answer, shown: int = 0) -> Iterator[Piece]:
    """The text part by part, without the first `shown` claims; a refusal is one part.

    What went otherwise than asked for, and where sources disagree, stands before the claims.
    """
    chinese = _chinese(answer)
    if answer.status == "refused":
        yield Piece(_refusal(answer, chinese))
        return
    cited = {citation.number: citation for citation in answer.citations}
    for notice in answer.notices:
        yield Piece(notice)
    for conflict in answer.conflicts:
        yield _conflict(conflict, cited, chinese)
    for claim in answer.claims[shown:]:
        yield written(claim, cited, chinese)
    head = "来源：" if chinese else "Sources:"
    places = groupby(answer.citations, lambda citation: source_line(citation, chinese))
    lines = ["".join(f"[{c.number}]" for c in same) + f" {line}" for line, same in places]
    yield Piece("\n".join([head, *lines]))


class Telling:
    """Tells an answer while it grows: each piece once, and all anew where it was replaced."""

    def __init__(self) -> None:
        self._told: tuple[Claim, ...] = ()

    def more(self, answer: Answer, *, whole: bool) -> list[Piece]:
        """The pieces that are new in `answer`; sources and notices come when it is whole."""
        count = len(self._told) if answer.claims[: len(self._told)] == self._told else 0
        self._told = answer.claims
        if whole:
            return list(pieces(answer, count))
        known = {citation.number: citation for citation in answer.citations}
        return [written(c, known, _chinese(answer)) for c in answer.claims[count:]]


def _chinese(answer: Answer) -> bool:
    return any("\u4e00" <= char <= "\u9fff" for char in answer.question)


def written(claim: Claim, cited: Mapping[int, Citation], chinese: bool) -> Piece:
    """A claim, and that it is only partly supported where a check found so."""
    piece = _claim(claim, cited)
    if claim.verdict is None or claim.verdict.status == "supported":
        return piece
    why = "；".join(r.message for r in claim.verdict.reasons)
    told = f"（仅部分有据：{why}）" if chinese else f" (only partly supported: {why})"
    return Piece(piece.text + told, piece.marks)


def _conflict(conflict: Conflict, cited: Mapping[int, Citation], chinese: bool) -> Piece:
    """What disagrees, with the number of each source behind its value."""
    text = f"{'各来源说法不一：' if chinese else 'Sources disagree: '}{conflict.message}"
    marks = []
    for number in conflict.citations:
        mark = f" [{number}]"
        marks.append(Mark(cited[number], len(text) + 1, len(text) + len(mark)))
        text += mark
    return Piece(text, tuple(marks))


def _claim(claim: Claim, cited: Mapping[int, Citation]) -> Piece:
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
    lines = [*answer.notices, f"不作回答：{reason}" if chinese else f"No answer: {reason}"]
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
