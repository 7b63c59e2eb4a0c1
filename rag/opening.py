"""What an index is opened with: the encoder, and what a manifest made with it says."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rag.config import Config
from rag.finding import encoder_errors
from rag.prepare import CHUNKING
from rag.retrieve import TERMS_FOLDED, TERMS_PLAIN
from rag.store import Manifest

if TYPE_CHECKING:
    from embeddings import Encoder

DEFAULT_ENCODER = "e5-small"


def open_encoder(spec: str) -> Encoder:
    """The encoder `spec` names.

    Raises:
        RagError: it cannot be used, with what to do.
    """
    from embeddings import open_encoder as opened

    with encoder_errors():
        return opened(spec)


def manifest(encoder: Encoder, config: Config) -> Manifest:
    """What an index made with this encoder and these settings records; RagError as above."""
    with encoder_errors():
        return Manifest(
            encoder=encoder.name,
            encoder_fingerprint=encoder.fingerprint,
            dimension=encoder.dimension,
            chunking=CHUNKING,
            terms=TERMS_FOLDED if config.fold_traditional else TERMS_PLAIN,
        )
