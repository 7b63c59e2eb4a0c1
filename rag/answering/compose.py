"""From chosen quotes to an Answer: citations numbered, claims verbatim, words around them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from rag.answer import Answer, Citation, Claim, Reason, ReasonCode
from rag.answering.evidence import confidence
from rag.answering.extractive import Draft, Drafted
from rag.question import Question
from rag.types import Document, Span

_REASONS: dict[ReasonCode, tuple[str, str]] = {
    "no_evidence": ("文档中没有找到回答这个问题的内容。", "The documents do not say."),
    "wrong_time": (
        "文档有相近的内容，但不是所问的时间。",
        "The documents speak of this, but not for the time asked.",
    ),
    "wrong_place": (
        "文档有相近的内容，但不是所问的地方。",
        "The documents speak of this, but not for the place asked.",
    ),
    "wrong_subject": (
        "文档没有所问对象的这一内容。",
        "The documents do not say this of the subject asked about.",
    ),
    "only_target": (
        "文档只给出目标或计划，没有已实现的结果。",
        "The documents give only a goal or a plan, not a result.",
    ),
}


@dataclass(frozen=True, slots=True)
class Provenance:
    """What made an answer: generator, encoder, state of the index, milliseconds by step."""

    generator: str
    encoder: str
    index_version: str
    timings: Mapping[str, float]


class Numbering:
    """Citations in the order they are first used; the same span keeps its number."""

    def __init__(self) -> None:
        self.citations: list[Citation] = []
        self._numbers: dict[tuple[str, Span], int] = {}

    def number(self, citation: Citation) -> int:
        """The number of a citation here, whatever number it came with."""
        key = (citation.document_id, citation.span)
        if key not in self._numbers:
            self._numbers[key] = len(self.citations) + 1
            self.citations.append(replace(citation, number=self._numbers[key]))
        return self._numbers[key]


def cite(document: Document, span: Span, number: int) -> Citation:
    """The citation of `document.text[span]`."""
    return Citation(
        number=number,
        document_id=document.id,
        external_id=document.external_id,
        source=document.source,
        title=document.title,
        publisher=document.publisher,
        date=document.date,
        page=document.page_at(span.start),
        heading_path=document.heading_path_at(span.start),
        span=span,
        quote=span.of(document.text),
    )


def compose(question: Question, draft: Draft, provenance: Provenance) -> Answer:
    """An Answer whose claims quote the drafted spans, or a refusal with the nearest evidence."""
    numbering = Numbering()
    claims = tuple(_claim(c, numbering) for c in draft.claims)
    citations = tuple(numbering.citations)
    reason = _reason(question, draft.refused) if draft.refused else None
    return Answer(
        question=question.text,
        status="refused" if reason else "answered",
        text=reason.message if reason else quoted_text(question, claims, citations),
        claims=claims,
        citations=citations,
        reason=reason,
        nearest=tuple(cite(n.document, n.quotes[0], i) for i, n in enumerate(draft.nearest, 1)),
        generator=provenance.generator,
        encoder=provenance.encoder,
        index_version=provenance.index_version,
        timings=provenance.timings,
        # Engines of the reader differ in the third decimal.
        confidence=round(confidence(draft.evidence), 2),
    )


def _reason(question: Question, code: ReasonCode) -> Reason:
    chinese, english = _REASONS[code]
    return Reason(code, english if question.lang == "en" else chinese)


def _claim(drafted: Drafted, numbering: Numbering) -> Claim:
    numbers = tuple(numbering.number(cite(drafted.document, q, 0)) for q in drafted.quotes)
    focus = drafted.focus
    if focus is not None:
        shift = drafted.quotes[0].start
        focus = Span(focus.start - shift, focus.end - shift)
    return Claim("\n".join(q.of(drafted.document.text) for q in drafted.quotes), numbers, focus)


def quoted_text(question: Question, claims: Sequence[Claim], citations: Sequence[Citation]) -> str:
    """Each claim under the document it comes from and its date; undated ones say so."""
    english = question.lang == "en"
    lines: list[str] = []
    for claim in claims:
        first = citations[claim.citations[0] - 1]
        lines.append(_attribution(first, english))
        lines += [f"“{citations[number - 1].quote}” [{number}]" for number in claim.citations]
    return "\n".join(lines)


def _attribution(citation: Citation, english: bool) -> str:
    if english:
        return f"{citation.title} ({citation.date or 'undated'}):"
    title = citation.title if citation.title.startswith("《") else f"《{citation.title}》"
    return f"{title}（{citation.date or '未注明日期'}）："
