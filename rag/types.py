"""The nouns of documents and search: frozen values that steps take and return, never change.

Every offset is a Python code point index into `Document.text`, the repaired text that is shown.
"""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """Half-open range [start, end) of code points."""

    start: int
    end: int

    def __post_init__(self) -> None:
        if not 0 <= self.start <= self.end:
            raise ValueError(f"span [{self.start}, {self.end}) is not a range")

    def __len__(self) -> int:
        return self.end - self.start

    def of(self, text: str) -> str:
        """The characters of `text` this span covers."""
        return text[self.start : self.end]

    def overlaps(self, other: Span) -> bool:
        """Whether a character belongs to both."""
        return self.start < other.end and other.start < self.end

    def covers(self, other: Span) -> bool:
        """Whether `other` lies inside, edges included."""
        return self.start <= other.start and other.end <= self.end


@dataclass(frozen=True, slots=True)
class Sourced:
    """A metadata value and where it was read: "front matter", "meta tag", "source line", ..."""

    value: str
    origin: str


@dataclass(frozen=True, slots=True)
class Metadata:
    """What a document says about itself. `date` is YYYY[-MM[-DD]]."""

    title: Sourced | None = None
    publisher: Sourced | None = None
    author: Sourced | None = None
    number: Sourced | None = None
    date: Sourced | None = None
    url: Sourced | None = None


@dataclass(frozen=True, slots=True)
class Dropped:
    """A block of the decoded file that is not shown, and why. `span` is into the decoded text."""

    span: Span
    text: str
    reason: str


@dataclass(frozen=True, slots=True)
class Page:
    """One page of a paginated document: number from 1, its range in the shown text."""

    number: int
    span: Span


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading found in the shown text. `level` is 1 for the outermost."""

    span: Span
    level: int


@dataclass(frozen=True, slots=True)
class Section:
    """A heading with everything below it, up to the next heading of the same or an outer level."""

    heading: Heading
    title: str
    span: Span
    path: tuple[str, ...]  # titles from the outermost heading down to this one


@dataclass(frozen=True, slots=True)
class Enumeration:
    """A list the text holds: the words that introduce it and one span per item.

    `lead` is the heading or the clause before the items, possibly an empty span at the first item.
    `kind` says how it was recognised: "ordinal" (第一…, 一是…), "numbered" (1. （一）), "bullet",
    "inline" (a、b和c), "shared" (paragraphs with a common opening), "table" (rows).
    """

    kind: str
    lead: Span
    items: tuple[Span, ...]
    count: int | None = None  # the number the text states ("三个有利于" -> 3), if it does


@dataclass(frozen=True, slots=True)
class Structure:
    """Sections in reading order and enumerations by start offset."""

    sections: tuple[Section, ...] = ()
    enumerations: tuple[Enumeration, ...] = ()


@dataclass(frozen=True, slots=True)
class Segment:
    """shown[start:end] was made from decoded[original_start:original_end]."""

    start: int
    end: int
    original_start: int
    original_end: int


@dataclass(frozen=True, slots=True)
class Document:
    """One indexed text. `id` = hash(source, text); `date` is null or YYYY[-MM[-DD]]."""

    id: str
    source: str
    text: str
    kind: str
    title: str
    external_id: str | None = None
    publisher: str | None = None
    author: str | None = None
    number: str | None = None
    date: str | None = None
    date_origin: str | None = None
    url: str | None = None
    pages: tuple[Page, ...] = ()
    structure: Structure = field(default_factory=Structure)

    def page_at(self, offset: int) -> int | None:
        """Number of the page that holds `offset`, None when the document has no pages."""
        for page in self.pages:
            if page.span.start <= offset < page.span.end:
                return page.number
        return self.pages[-1].number if self.pages else None

    def heading_path_at(self, offset: int) -> tuple[str, ...]:
        """Titles of the sections around `offset`, outermost first."""
        path: tuple[str, ...] = ()
        for section in self.structure.sections:
            if section.span.start > offset:
                break
            if offset < section.span.end:
                path = section.path
        return path

    def heading_around(self, span: Span) -> Span | None:
        """The heading that holds `span`; None where it stands elsewhere."""
        sections = self.structure.sections
        before = bisect_right(sections, span.start, key=lambda s: s.heading.span.start)
        heading = sections[before - 1].heading.span if before else None
        return heading if heading and heading.covers(span) else None


@dataclass(frozen=True, slots=True)
class Passage:
    """A retrievable piece: `text == document.text[span]`. `id` is 0 until the store gives one."""

    document_id: str
    span: Span
    text: str
    heading_path: tuple[str, ...] = ()
    id: int = 0

    def __post_init__(self) -> None:
        if len(self.text) != len(self.span):
            raise ValueError(f"passage of {len(self.text)} characters for span {self.span}")


@dataclass(frozen=True, slots=True)
class Filters:
    """Restrictions that act before ranking. Dates are inclusive prefixes YYYY[-MM[-DD]]."""

    since: str | None = None
    until: str | None = None
    publisher: str | None = None  # substring, case and width folded
    source: str | None = None  # prefix or glob of the source path
    title: str | None = None  # substring, case and width folded

    def __bool__(self) -> bool:
        return any((self.since, self.until, self.publisher, self.source, self.title))


@dataclass(frozen=True, slots=True)
class Hit:
    """One retrieved passage. `dense` is a cosine, `lexical` a BM25 score; None: not found by it.

    `said_of` is what the turn before said, folded, where it spoke of this passage; "" elsewhere.
    """

    passage: Passage
    document: Document
    score: float
    dense: float | None
    lexical: float | None
    said_of: str = ""

    def to_dict(self) -> dict[str, Any]:
        """The object `search --json` prints."""
        return {
            "document_id": self.document.id,
            "external_id": self.document.external_id,
            "source": self.document.source,
            "title": self.document.title,
            "date": self.document.date,
            "heading_path": list(self.passage.heading_path),
            "start": self.passage.span.start,
            "end": self.passage.span.end,
            "text": self.passage.text,
            "score": self.score,
            "dense": self.dense,
            "lexical": self.lexical,
        }
