"""A model behind any OpenAI-compatible server: Ollama, vLLM, llama.cpp, LM Studio, hosted ones."""

from __future__ import annotations

import hashlib
import os
import socket
import threading
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import asdict
from typing import Any

from embeddings.endpoint import (
    LANGUAGE,
    Endpoint,
    EndpointError,
    explain,
    missing,
    open_client,
    read_endpoint,
)
from rag.generators.base import ANSWER_TOKENS, GeneratorError, Message, Stop, cut_short
from rag.generators.pump import Emit, pumped, within

CONTEXT_VARIABLE = "POLICYQA_LLM_CONTEXT"
CONTEXT = 4096  # tokens, where neither the server nor the environment tells; Ollama's default
CALL_SECONDS = 5.0  # for what is asked besides answers


class RemoteGenerator:
    """`openai:MODEL`: the server that the environment names; see `embeddings.endpoint`.

    Raises:
        GeneratorError: no server is named, or the client is not installed.
    """

    def __init__(self, model: str) -> None:
        try:
            endpoint = read_endpoint(os.environ, LANGUAGE)
            if endpoint is None:
                raise missing()
            self._client = open_client(endpoint)
        except EndpointError as error:
            raise GeneratorError(error.message, error.remedy) from error
        self._endpoint: Endpoint = endpoint
        self._model = model
        self._lock = threading.Lock()
        self._window: int | None = None
        self._counts: bool | None = None  # whether the server counts tokens; None: not asked yet

    @property
    def name(self) -> str:
        """`openai:` and the model's name."""
        return f"openai:{self._model}"

    @property
    def fingerprint(self) -> str:
        """From the model's name and the server's address: the weights are not told."""
        place = hashlib.sha256(self._endpoint.place.encode()).hexdigest()[:16]
        return f"{self.name}@{place}"

    @property
    def context_size(self) -> int:
        """POLICYQA_LLM_CONTEXT, else what the server tells (llama.cpp, vLLM), else CONTEXT."""
        with self._lock:
            if self._window is None:
                told = _set_window() or within(CALL_SECONDS, self._told_window, None)
                self._window = told or CONTEXT
            return self._window

    def count_tokens(self, text: str) -> int:
        """By the server's tokenizer (llama.cpp, vLLM), else an estimate on the high side."""
        if not text:
            return 0
        if self._counts is not False:
            told = within(CALL_SECONDS, lambda: self._told_tokens(text), None)
            self._counts = told is not None
            if told is not None:
                return told
        return estimate(text)

    def stream(
        self, messages: Sequence[Message], stop: Stop | None = None, limit: int = ANSWER_TOKENS
    ) -> Iterator[str]:
        """The answer in pieces; see Generator."""
        call = _Call(self._client, self._endpoint)
        request = {
            "model": self._model,
            "messages": [asdict(message) for message in messages],
            "max_tokens": limit,
            "temperature": 0.0,
            "stream": True,
        }
        return pumped(lambda emit: call.run(request, emit), stop, call.hang_up, forsaken=True)

    def _told_window(self) -> int | None:
        """What the list of models says of the window, under the names that servers give it."""
        listed = self._client.with_options(timeout=CALL_SECONDS, max_retries=0).models.list()
        cards = [card.model_dump() for card in listed.data]
        for card in cards:
            if card.get("id") == self._model or len(cards) == 1:
                known = (card.get("max_model_len"), (card.get("meta") or {}).get("n_ctx"))
                return next((int(n) for n in known if n), None)
        return None

    def _told_tokens(self, text: str) -> int:
        """The server's count; its address and its answer differ between llama.cpp and vLLM."""
        root = self._endpoint.base_url.removesuffix("/v1")
        body = {"content": text, "prompt": text, "model": self._model}
        client = self._client.with_options(timeout=CALL_SECONDS, max_retries=0)
        reply = client.post(f"{root}/tokenize", cast_to=object, body=body)
        return int(reply["count"] if "count" in reply else len(reply["tokens"]))


def estimate(text: str) -> int:
    """Tokens of a text for vocabularies that know little Chinese: 2 a character, ASCII 1 for 2.

    >>> estimate("软件 ok")
    6
    """
    plain = sum(char.isascii() for char in text)
    return 2 * (len(text) - plain) + (plain + 1) // 2


class _Call:
    """One completion under way; `hang_up` ends it from another thread."""

    def __init__(self, client: Any, endpoint: Endpoint) -> None:
        self._client = client
        self._endpoint = endpoint
        self._response: Any = None

    def run(self, request: dict[str, Any], emit: Emit) -> None:
        """Pass on the answer's pieces; GeneratorError when it does not come to its end."""
        failed: EndpointError | None = None
        end: str | None = None
        try:
            end = self._read(request, emit)
        except Exception as error:
            failed = explain(error, self._endpoint)
        if not emit(""):  # nobody waits any more: it was hung up
            return
        if failed:  # raised out here, without its cause: servers repeat the key in their words
            raise GeneratorError(failed.message, failed.remedy)
        if end is None:
            place = self._endpoint.place
            raise GeneratorError(
                f"模型服务 {place} 没有把答案写完。 The model server {place} broke off its answer.",
                f"curl {place}/models",
            )
        if end == "length":
            raise cut_short(int(request["max_tokens"]))

    def _read(self, request: dict[str, Any], emit: Emit) -> str | None:
        """Why the model ended, None when the stream ended before it."""
        end: str | None = None
        with self._client.chat.completions.create(**request) as chunks:
            self._response = chunks.response
            for chunk in chunks:
                for choice in chunk.choices or ():
                    end = choice.finish_reason or end
                    if not emit((choice.delta and choice.delta.content) or ""):
                        return end
        return end

    def hang_up(self) -> None:
        """End a wait for the server: closing alone would not wake the thread that reads."""
        if self._response is None:
            return
        with suppress(Exception):  # the connection may be gone already
            stream = self._response.extensions["network_stream"]
            stream.get_extra_info("socket").shutdown(socket.SHUT_RDWR)


def _set_window() -> int | None:
    given = os.environ.get(CONTEXT_VARIABLE, "")
    return int(given) if given.isdecimal() and int(given) else None
