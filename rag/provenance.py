"""The manifest of an answer: what it was made from and with, and seals over its own words.

It holds no time of day and no duration: the same question of the same index gives the same bytes.
Seals tell an accident or an edit from the original. They are no signature: whoever can edit the
answer can seal it anew, which is why `verify` holds every quote against the index as well.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from rag.config import Config
    from rag.types import Document

FORMAT: Final = 1
# What an answer says; how long it took, and what is in the manifest anyway, is left out.
SEALED: Final = (
    "question",
    "status",
    "text",
    "claims",
    "citations",
    "reason",
    "nearest",
    "confidence",
    "conflicts",
    "withheld",
    "notices",
)


@dataclass(frozen=True, slots=True)
class Revision:
    """A document as it was when it was quoted; `sha256` is over its text in UTF-8."""

    document_id: str
    source: str
    sha256: str


@dataclass(frozen=True, slots=True)
class Made:
    """What made an answer, besides what `Answer` says itself.

    Attributes:
        documents: those that are quoted, in the order they first are.
        config: fingerprint of the settings.
        encoder_fingerprint: identifies the encoder's weights and prompts.
        reader: identifies the reader's weights, "off" without one.
        prompt: SHA-256 of what a language model was sent, None without one.
    """

    documents: tuple[Revision, ...]
    config: str
    encoder_fingerprint: str
    reader: str
    prompt: str | None = None


def made_from(
    documents: Iterable[Document],
    config: Config,
    encoder_fingerprint: str,
    reader: str,
    prompt: str | None = None,
) -> Made:
    """What made an answer that quotes these documents; see `Made`."""
    return Made(
        documents=tuple(Revision(d.id, d.source, sha256(d.text)) for d in documents),
        config=config_fingerprint(config),
        encoder_fingerprint=encoder_fingerprint,
        reader=reader,
        prompt=prompt,
    )


def manifest(answer: Mapping[str, Any], made: Made) -> dict[str, Any]:
    """The manifest of an answer given as the object that `Answer.to_dict()` makes of it.

    `spans` and `nearest` hash the quoted words; `answer` hashes each part of what is said.
    """
    return {
        "format": FORMAT,
        "index_version": answer["index_version"],
        "documents": [asdict(document) for document in made.documents],
        "spans": spans(answer["citations"]),
        "nearest": spans(answer["nearest"]),
        "config": made.config,
        "encoder": answer["encoder"],
        "encoder_fingerprint": made.encoder_fingerprint,
        "reader": made.reader,
        "generator": answer["generator"],
        "prompt": made.prompt,
        "answer": seals(answer),
    }


def spans(citations: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """Where each citation stands, with the hash of its words."""
    places = ("number", "document_id", "start", "end")
    return [{p: c[p] for p in places} | {"sha256": sha256(c["quote"])} for c in citations]


def seals(answer: Mapping[str, Any]) -> dict[str, str]:
    """The hash of each part of what an answer says, over its JSON with sorted keys."""
    return {part: sha256(_canonical(answer[part])) for part in SEALED}


def config_fingerprint(config: Config) -> str:
    """Names a set of settings; equal settings have equal fingerprints."""
    return sha256(_canonical(asdict(config)))[:16]


def sha256(text: str) -> str:
    """SHA-256 of a text in UTF-8, hexadecimal.

    >>> sha256("")[:16]
    'e3b0c44298fc1c14'
    """
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def _canonical(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
