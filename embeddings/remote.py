"""A model behind any OpenAI-compatible embeddings endpoint."""

from __future__ import annotations

import hashlib
import os
import threading
from collections.abc import Sequence
from typing import Any, Final

import numpy as np

from embeddings.encoder import FloatArray, Progress, unit_rows
from embeddings.endpoint import (
    EMBEDDINGS,
    Endpoint,
    EndpointError,
    explain,
    missing,
    open_client,
    read_endpoint,
)
from embeddings.errors import EncoderError
from embeddings.unpack import DOCUMENT_PROMPT, QUERY_PROMPT

LONGEST = 6000  # characters sent of one text; longer ones go beyond every common window
SHORTEST = 120  # characters below which a text is not cut any further
BATCH = 32  # texts of one request
BLANK = "-"  # what is sent for a text without any letter: servers refuse empty ones
TOO_LONG: Final = (400, 413, 422, 500)  # what servers answer to a text beyond their window


class RemoteEncoder:
    """`openai:MODEL`: the server that the environment names; see `embeddings.endpoint`.

    Models of the E5 family get their prompts. A text that the server finds too long is halved until
    it takes it. Raises EncoderError when no server is named or the client is not installed.
    """

    def __init__(self, model: str) -> None:
        try:
            endpoint = read_endpoint(os.environ, EMBEDDINGS)
            if endpoint is None:
                raise missing(EMBEDDINGS)
            self._client: Any = open_client(endpoint)
        except EndpointError as error:
            raise _failed(error) from None
        self._endpoint: Endpoint = endpoint
        self._model = model
        self._prompted = "e5" in model.lower()
        self._lock = threading.Lock()
        self._dimension: int | None = None

    @property
    def name(self) -> str:
        """`openai:` and the model's name."""
        return f"openai:{self._model}"

    @property
    def fingerprint(self) -> str:
        """From model, dimension and prompts: the address may change, the weights are not told."""
        parts = (self._model, self.dimension, self._prompted)
        return f"openai:{hashlib.sha256(repr(parts).encode()).hexdigest()[:16]}"

    @property
    def dimension(self) -> int:
        """Length of the vectors, learned from the first one."""
        with self._lock:
            if self._dimension is None:
                self._dimension = len(self._rows([BLANK])[0])
            return self._dimension

    def encode_documents(
        self, texts: Sequence[str], *, progress: Progress | None = None
    ) -> FloatArray:
        """Return (n, dimension) float32 unit rows; see Encoder."""
        parts = [np.empty((0, self.dimension), dtype=np.float32)]
        for start in range(0, len(texts), BATCH):
            chunk = texts[start : start + BATCH]
            parts.append(self._encode(chunk, DOCUMENT_PROMPT))
            if progress is not None:
                progress(start + len(chunk))
        return np.concatenate(parts)

    def encode_queries(self, texts: Sequence[str]) -> FloatArray:
        """Return (n, dimension) float32 unit rows, each asked for by itself; see Encoder."""
        rows = [self._encode([text], QUERY_PROMPT) for text in texts]
        return np.concatenate([np.empty((0, self.dimension), dtype=np.float32), *rows])

    def _encode(self, texts: Sequence[str], prompt: str) -> FloatArray:
        before = prompt if self._prompted else ""
        sent = [before + _sendable(text) for text in texts]
        rows = unit_rows(np.array(self._rows(sent), dtype=np.float64))
        if rows.shape[1] != self.dimension:
            raise EncoderError(
                f"the server {self._endpoint.place} returned vectors of length {rows.shape[1]}; "
                f"expected {self.dimension} as before. Check the model it serves: policyqa models"
            )
        return rows

    def _rows(self, texts: list[str]) -> list[list[float]]:
        """One row a text; where one is too long for the server, each by itself and cut."""
        try:
            return self._ask(texts)
        except EndpointError as error:
            if len(texts) > 1:
                return [self._rows([text])[0] for text in texts]
            if error.status in TOO_LONG and len(texts[0]) > SHORTEST:
                return self._rows([texts[0][: len(texts[0]) // 2]])
            raise _failed(error) from None

    def _ask(self, texts: list[str]) -> list[list[float]]:
        """The server's rows in the order of the texts.

        Raises:
            EndpointError: it fails, or answers something else than a row for each text.
        """
        failed: EndpointError
        try:
            reply = self._client.embeddings.create(
                model=self._model, input=texts, encoding_format="float"
            )
            rows = [list(map(float, item.embedding)) for item in _ordered(reply.data)]
            if len(rows) == len(texts) and len({len(row) for row in rows}) == 1 and rows[0]:
                return rows
            failed = explain(
                ValueError(f"{len(rows)} vectors for {len(texts)} texts"), self._endpoint
            )
        except Exception as error:  # whatever a server and its client may raise
            failed = explain(error, self._endpoint)
        raise failed


def _ordered(items: Sequence[Any]) -> list[Any]:
    return sorted(items, key=lambda item: int(item.index))


def _sendable(text: str) -> str:
    """The text without lone surrogates and NUL, which JSON servers refuse, and not too long."""
    clean = text[:LONGEST].encode("utf-8", "replace").decode("utf-8").replace("\0", " ")
    return clean if clean.strip() else BLANK


def _failed(error: EndpointError) -> EncoderError:
    return EncoderError(f"{error.message} {error.remedy}".strip())
