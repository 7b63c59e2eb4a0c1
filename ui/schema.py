"""The bodies of the JSON API, for validation and for its OpenAPI description."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from rag.answer import Aspect, ReasonCode, Support
from rag.types import Filters

MOST_TURNS = 20
MOST_HITS = 100
# How long a question may be is for the assistant to say; this only bounds what reaches it.
Words = Annotated[str, StringConstraints(max_length=20_000)]
Restriction = Annotated[str, StringConstraints(max_length=200)]
DATE = "YYYY[-MM[-DD]]"


class Body(BaseModel):
    """What is not known is refused: a misspelt filter must not silently filter nothing."""

    model_config = ConfigDict(extra="forbid")


class Restricted(Body):
    """Filters that act before ranking."""

    since: Restriction | None = Field(None, description=f"on or after, {DATE}", examples=["2024"])
    until: Restriction | None = Field(None, description=f"on or before, {DATE}", examples=[None])
    publisher: Restriction | None = Field(None, description="the publisher contains this")
    source: Restriction | None = Field(None, description="the source begins so, or a glob")
    title: Restriction | None = Field(None, description="the title contains this")

    def filters(self) -> Filters:
        """The same as the product's noun."""
        return Filters(self.since, self.until, self.publisher, self.source, self.title)


class Turn(Body):
    """An earlier question and the text of its answer."""

    question: Words
    answer: Words = ""


class AskBody(Restricted):
    """A question, alone or as a follow-up to earlier ones (oldest first)."""

    question: Words = Field(examples=["2025年上半年软件业收入增长多少？"])
    history: list[Turn] = Field(default=[], max_length=MOST_TURNS)


class SearchBody(Restricted):
    """A question or keywords."""

    question: Words = Field(examples=["数据中心"])
    k: int = Field(10, ge=1, le=MOST_HITS, description="most results")


class CitationOut(BaseModel):
    """An exact quote: the characters [start, end) of the document's text, in code points."""

    number: int
    document_id: str
    external_id: str | None
    source: str
    title: str
    publisher: str | None
    date: str | None
    page: int | None
    heading_path: list[str]
    start: int
    end: int
    quote: str


class RangeOut(BaseModel):
    """The characters [start, end) of a text that matter, in code points."""

    start: int
    end: int


class FindingOut(BaseModel):
    """One thing a claim says and what its quotes say of it; `quote` counts them from 0."""

    aspect: Aspect
    support: Support
    said: str
    found: str | None
    quote: int | None
    span: RangeOut | None = Field(description="the characters of the quote that decide")
    message: str


class VerdictOut(BaseModel):
    """Whether its quotes support a claim; the reasons that decided, worst first."""

    status: Support
    reasons: list[FindingOut]


class ClaimOut(BaseModel):
    """A statement and the numbers of its citations; a verdict where a model wrote it."""

    text: str
    citations: list[int]
    focus: RangeOut | None
    verdict: VerdictOut | None = None


class ConflictOut(BaseModel):
    """Sources that disagree: the words of each for the value, beside its citation's number."""

    subject: str
    values: list[str]
    citations: list[int]
    message: str


class ReasonOut(BaseModel):
    """Why there is no answer."""

    code: ReasonCode
    message: str


class RevisionOut(BaseModel):
    """A document as it was when it was quoted; `sha256` is over its text."""

    document_id: str
    source: str
    sha256: str


class SpanOut(BaseModel):
    """Where a quote stands, in code points, with the hash of its words."""

    number: int
    document_id: str
    start: int
    end: int
    sha256: str


class ManifestOut(BaseModel):
    """What an answer was made from and with; `policyqa verify` holds it against the index."""

    format: int
    index_version: str
    documents: list[RevisionOut]
    spans: list[SpanOut]
    nearest: list[SpanOut]
    config: str = Field(description="fingerprint of the settings")
    encoder: str
    encoder_fingerprint: str
    reader: str
    generator: str
    prompt: str | None = Field(description="SHA-256 of what a language model was sent")
    answer: dict[str, str] = Field(description="SHA-256 of each part of what is said")


class AnswerOut(BaseModel):
    """Answered with claims, or refused with a reason and the nearest text."""

    question: str
    status: Literal["answered", "refused"]
    text: str
    claims: list[ClaimOut]
    citations: list[CitationOut]
    reason: ReasonOut | None
    nearest: list[CitationOut]
    confidence: float = Field(description="chance that the first claim answers, in [0, 1]")
    conflicts: list[ConflictOut]
    withheld: list[ClaimOut] = Field(description="written by a model, not supported: no claims")
    notices: list[str] = Field(description="what went otherwise than asked for")
    generator: str
    encoder: str
    index_version: str
    timings: dict[str, float] = Field(description="milliseconds by step")
    manifest: ManifestOut | None


class HitOut(BaseModel):
    """A passage found; `dense` is a cosine, `lexical` a BM25 score, null where not found by it."""

    document_id: str
    external_id: str | None
    source: str
    title: str
    date: str | None
    heading_path: list[str]
    start: int
    end: int
    text: str
    score: float
    dense: float | None
    lexical: float | None


class DocumentLine(BaseModel):
    """A document in a listing."""

    id: str
    source: str
    kind: str
    title: str
    external_id: str | None
    publisher: str | None
    date: str | None
    date_origin: str | None
    characters: int
    passages: int


class DocumentsOut(BaseModel):
    """Documents by source; `total` counts those that pass the filters."""

    total: int
    documents: list[DocumentLine]


class PageOut(BaseModel):
    """A page of a paginated document and its range in the text."""

    number: int
    start: int
    end: int


class DocumentOut(BaseModel):
    """A document with its text from `start` to `end`, in code points."""

    id: str
    source: str
    kind: str
    title: str
    external_id: str | None
    publisher: str | None
    author: str | None
    number: str | None
    date: str | None
    date_origin: str | None
    url: str | None
    pages: list[PageOut]
    characters: int
    start: int
    end: int
    text: str


class ErrorOut(BaseModel):
    """What went wrong, in words for people, and what to do."""

    code: str
    message: str
    next: str


class FailureOut(BaseModel):
    """The body of every response that is not a success."""

    error: ErrorOut


class HealthOut(BaseModel):
    """State of the server."""

    status: Literal["ok", "ready"]
