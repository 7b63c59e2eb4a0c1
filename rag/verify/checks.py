"""Does an answer of another day still stand: its words, its documents, the places it quotes?"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from rag.config import Config
from rag.provenance import config_fingerprint, seals, sha256, spans
from rag.verify.wording import NOTES, WORDS, Kind

if TYPE_CHECKING:
    from rag.store import Index
    from rag.types import Document

DEFAULT = Config()
LABELS = ("title", "publisher", "date")
WORSE = ("supported", "partly", "unsupported", "contradicted")
Citation = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Change:
    """One thing that is not as it was: `about` a part, a quote or a document; `was` and `now`."""

    kind: Kind
    about: str
    was: str = ""
    now: str = ""

    @property
    def harmless(self) -> bool:
        """Whether the answer stands all the same: another index state, other settings."""
        return self.kind in NOTES

    def message(self, chinese: bool = True) -> str:
        """The change in a sentence."""
        words = WORDS[self.kind][0 if chinese else 1]
        return words.format(about=self.about, was=self.was, now=self.now)

    def to_dict(self) -> dict[str, Any]:
        """The object `verify --json` prints for a change."""
        return {
            "kind": self.kind,
            "harmless": self.harmless,
            "about": self.about,
            "was": self.was,
            "now": self.now,
            "message": self.message(),
        }


def verify(
    answer: Mapping[str, Any], index: Index, config: Config = DEFAULT, reader: str | None = None
) -> tuple[Change, ...]:
    """What changed since the answer was given, in the order: its words, documents, quotes, rest.

    Args:
        answer: what `record.read_record` gives, or `Answer.to_dict()` with a manifest.
        config: settings of today.
        reader: fingerprint of today's reader; None does not compare it.
    """
    with index.snapshot():
        known = {info.source: info.id for info in index.documents()}
        return (
            *_edits(answer),
            *_documents(answer, known, index),
            *_quotes(answer, known, index),
            *_surroundings(answer["manifest"], index, config, reader),
        )


def _edits(answer: Mapping[str, Any]) -> Iterator[Change]:
    """What the answer itself says otherwise than when it was sealed, or than its quotes say."""
    sealed = answer["manifest"]["answer"]
    for part, seal in seals(answer).items():
        if seal != sealed[part]:
            yield Change("answer_edited", part)
    for part, given in (("citations", "spans"), ("nearest", "nearest")):
        held = [{k: s[k] for k in found} for s, found in _paired(answer, part, given)]
        if held != spans(answer[part]) or len(answer["manifest"][given]) != len(answer[part]):
            yield Change("manifest_edited", part)
    cited = {c["number"]: c for c in answer["citations"]}
    for number, claim in enumerate(answer["claims"], 1):
        found = [cited[n] for n in claim["citations"] if n in cited]
        if "verdict" in claim:
            yield from _rechecked(claim, found, str(number))
        elif claim["text"] != "\n".join(c["quote"] for c in found):
            yield Change("claim_unfounded", str(number))


def _rechecked(claim: Mapping[str, Any], cited: Sequence[Citation], about: str) -> Iterator[Change]:
    """Whether the check still says of a model's sentence what it said, beside its quotes or titles.

    A better verdict is no change for the worse, and not told.
    """
    from rag.support import check_claim  # only sentences of a language model need it

    quotes = [(c["quote"], c["date"]) for c in cited]
    titles = [(c["title"], c["date"]) for c in cited]
    verdict = claim["verdict"] if isinstance(claim["verdict"], Mapping) else {}
    was = str(verdict.get("status", "supported"))
    now = min(
        (
            check_claim(claim["text"], [t for t, _ in pairs], [d for _, d in pairs]).status
            for pairs in (quotes, quotes + titles)
        ),
        key=WORSE.index,
    )
    if was not in WORSE or WORSE.index(now) > WORSE.index(was):
        yield Change("claim_unsupported", about, was, now)


def _paired(
    answer: Mapping[str, Any], part: str, given: str
) -> Iterator[tuple[Mapping[str, Any], Mapping[str, Any]]]:
    """Spans of the manifest beside those of the citations, as far as both go."""
    yield from zip(answer["manifest"][given], spans(answer[part]), strict=False)


def _documents(
    answer: Mapping[str, Any], known: Mapping[str, str], index: Index
) -> Iterator[Change]:
    for document in answer["manifest"]["documents"]:
        source, was = document["source"], document["document_id"]
        now = known.get(source)
        if now is None:
            yield Change("document_removed", source, was)
        elif now != was or sha256(index.document(now).text) != document["sha256"]:
            yield Change("document_changed", source, was, now)


def _quotes(answer: Mapping[str, Any], known: Mapping[str, str], index: Index) -> Iterator[Change]:
    """Quotes that no longer stand, word for word, where they were found."""
    for mark, part in (("[{}]", "citations"), ("({})", "nearest")):
        for citation in answer[part]:
            now = known.get(citation["source"])
            about = f"{mark.format(citation['number'])} {citation['source']}"
            if now is None:
                yield Change("quote_gone", about)
            else:
                yield from _quote(citation, about, index.document(now))


def _quote(citation: Citation, about: str, document: Document) -> Iterator[Change]:
    start, quote = citation["start"], citation["quote"]
    if document.text[start : citation["end"]] != quote:
        place = _nearest(document.text, quote, start)
        if document.id == citation["document_id"]:
            yield Change("quote_edited", about, quote, document.text[start : citation["end"]])
        elif place is None:
            yield Change("quote_gone", about)
        else:
            yield Change("quote_shifted", about, str(start), str(place))
    for label in LABELS:
        was, now = citation[label], getattr(document, label)
        if was != now:
            yield Change("label_changed", f"{about} {label}", was or "-", now or "-")


def _nearest(text: str, quote: str, start: int) -> int | None:
    """Where `quote` stands in `text`, nearest to `start`; None where it does not."""
    before = text.rfind(quote, 0, start + len(quote))
    behind = text.find(quote, start)
    found = [at for at in (before, behind) if at >= 0]
    return min(found, key=lambda at: abs(at - start)) if quote and found else None


def _surroundings(
    manifest: Mapping[str, Any], index: Index, config: Config, reader: str | None
) -> Iterator[Change]:
    """What would answer today is not what answered then; the answer may stand all the same."""
    today: Sequence[tuple[Kind, str, str | None]] = (
        ("index_moved", "index_version", index.version),
        ("other_encoder", "encoder_fingerprint", index.manifest.encoder_fingerprint),
        ("other_config", "config", config_fingerprint(config)),
        ("other_reader", "reader", reader),
    )
    for kind, field, now in today:
        if now is not None and manifest[field] != now:
            yield Change(kind, field, manifest[field], now)
