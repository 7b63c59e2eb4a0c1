"""The nouns of an answer: claims, citations, what a check says of them, disagreement, refusal."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

from rag.provenance import Made, manifest
from rag.types import Span

Status = Literal["answered", "refused"]
ReasonCode = Literal["no_evidence", "wrong_time", "wrong_place", "wrong_subject", "only_target"]

Support = Literal["supported", "partly", "unsupported", "contradicted"]
Aspect = Literal["number", "date", "name", "quotation", "direction", "negation", "target", "words"]


@dataclass(frozen=True, slots=True)
class Citation:
    """An exact quote: `quote == document.text[span]`, always."""

    number: int
    document_id: str
    external_id: str | None
    source: str
    title: str
    publisher: str | None
    date: str | None
    page: int | None
    heading_path: tuple[str, ...]
    span: Span
    quote: str

    def to_dict(self) -> dict[str, Any]:
        """The object `ask --json` prints for a citation, and for nearest evidence."""
        return {
            "number": self.number,
            "document_id": self.document_id,
            "external_id": self.external_id,
            "source": self.source,
            "title": self.title,
            "publisher": self.publisher,
            "date": self.date,
            "page": self.page,
            "heading_path": list(self.heading_path),
            "start": self.span.start,
            "end": self.span.end,
            "quote": self.quote,
        }


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing a claim says and what its quotes say of it.

    Attributes:
        aspect: what was compared.
        support: what came of it.
        said: the words of the claim.
        found: the words of the quote that decide, None where no quote speaks of it.
        quote: which quote, counted from 0; `span` is the place of `found` in it.
        message: the finding in a sentence, in the claim's language.
    """

    aspect: Aspect
    support: Support
    said: str
    found: str | None
    quote: int | None
    span: Span | None
    message: str

    def to_dict(self) -> dict[str, Any]:
        """The object `ask --json` prints for a finding."""
        return {
            "aspect": self.aspect,
            "support": self.support,
            "said": self.said,
            "found": self.found,
            "quote": self.quote,
            "span": _range(self.span),
            "message": self.message,
        }


@dataclass(frozen=True, slots=True)
class Verdict:
    """Whether quotes support a claim, and why; `reasons` hold what decided, worst first."""

    status: Support
    reasons: tuple[Finding, ...] = ()

    def to_dict(self) -> dict[str, Any]:
        """The object `ask --json` prints for a verdict."""
        return {"status": self.status, "reasons": [r.to_dict() for r in self.reasons]}


@dataclass(frozen=True, slots=True)
class Claim:
    """One statement of an answer and the numbers of the citations it rests on.

    `focus` is the stretch of `text` that answers, in code points, where a reader has marked it.
    `verdict` is there where the words are not a quote but were written by a language model.
    """

    text: str
    citations: tuple[int, ...]
    focus: Span | None = None
    verdict: Verdict | None = None

    def to_dict(self) -> dict[str, Any]:
        """The object `ask --json` prints for a claim."""
        found: dict[str, Any] = {
            "text": self.text,
            "citations": list(self.citations),
            "focus": _range(self.focus),
        }
        return found | ({"verdict": self.verdict.to_dict()} if self.verdict else {})


@dataclass(frozen=True, slots=True)
class Conflict:
    """Sources that disagree about one indicator, period and scope.

    `values` are the words of each source for the value, beside its citation number in `citations`;
    `message` says so in the question's language, with sources and dates.
    """

    subject: str
    values: tuple[str, ...]
    citations: tuple[int, ...]
    message: str

    def to_dict(self) -> dict[str, Any]:
        """The object `ask --json` prints for a conflict."""
        return {
            "subject": self.subject,
            "values": list(self.values),
            "citations": list(self.citations),
            "message": self.message,
        }


def _range(span: Span | None) -> dict[str, int] | None:
    return {"start": span.start, "end": span.end} if span else None


@dataclass(frozen=True, slots=True)
class Reason:
    """Why there is no answer."""

    code: ReasonCode
    message: str


@dataclass(frozen=True, slots=True)
class Answer:
    """Answered (claims with citations) or refused (a reason with the nearest evidence).

    `confidence` estimates the chance, in [0, 1], that the first claim answers the question; for a
    refusal, that the nearest evidence would have. `withheld` are sentences a language model wrote
    that its evidence does not support: never claims. `notices` tell of what went otherwise than
    asked for, such as a generator that failed. `prompt` is the SHA-256 of what a language model was
    sent; `made` is what the answer was made from, for its manifest.
    """

    question: str
    status: Status
    text: str
    claims: tuple[Claim, ...]
    citations: tuple[Citation, ...]
    reason: Reason | None
    nearest: tuple[Citation, ...]
    generator: str
    encoder: str
    index_version: str
    timings: Mapping[str, float]  # milliseconds by step; the one part that is not deterministic
    confidence: float = 0.0
    conflicts: tuple[Conflict, ...] = ()
    withheld: tuple[Claim, ...] = ()
    notices: tuple[str, ...] = ()
    prompt: str | None = None
    made: Made | None = None

    def to_dict(self) -> dict[str, Any]:
        """The object `ask --json` prints; its manifest is null for an answer made elsewhere."""
        said = self._said()
        return said | {"manifest": manifest(said, self.made) if self.made else None}

    def _said(self) -> dict[str, Any]:
        """All but the manifest."""
        return {
            "question": self.question,
            "status": self.status,
            "text": self.text,
            "claims": [c.to_dict() for c in self.claims],
            "citations": [c.to_dict() for c in self.citations],
            "reason": self.reason and {"code": self.reason.code, "message": self.reason.message},
            "nearest": [c.to_dict() for c in self.nearest],
            "confidence": self.confidence,
            "conflicts": [c.to_dict() for c in self.conflicts],
            "withheld": [c.to_dict() for c in self.withheld],
            "notices": list(self.notices),
            "generator": self.generator,
            "encoder": self.encoder,
            "index_version": self.index_version,
            "timings": dict(self.timings),
        }
