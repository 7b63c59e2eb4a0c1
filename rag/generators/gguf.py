"""A GGUF file in process, through llama.cpp in the package xllamacpp."""

from __future__ import annotations

import json
import os
import secrets
import threading
import urllib.request
from collections.abc import Iterator, Sequence
from dataclasses import asdict
from importlib import import_module
from typing import Any

from rag.generators.base import ANSWER_TOKENS, GeneratorError, Message, Stop, cut_short
from rag.generators.files import find_gguf, fingerprint
from rag.generators.pump import Emit, pumped

REQUIREMENT = "xllamacpp==2026.10.11549"
WINDOW = 8192  # tokens; a longer window of the model would cost memory that answers do not need
BATCH = 256  # tokens read between two looks at whether to stop
CALL_SECONDS = 30
# Loopback addresses never go through a proxy, whatever the environment says of proxies.
_DIRECT = urllib.request.build_opener(urllib.request.ProxyHandler({}))


class GgufGenerator:
    """llama.cpp runs in this process; the model is loaded on first use and answers one at a time.

    Args:
        model: the path of a .gguf file, or the name of one that an installed package carries.

    Raises:
        GeneratorError: there is no such file.
    """

    def __init__(self, model: str) -> None:
        path = find_gguf(model)
        if path is None:
            raise GeneratorError(
                f"没有模型文件 {model}。 There is no model file {model}.",
                f"ls -l {model}; policyqa models",
            )
        self._path = path
        self._spec = model
        self._key = secrets.token_urlsafe(24)
        self._lock = threading.Lock()
        self._server: Any = None
        self._window = 0
        self._fingerprint: str | None = None

    @property
    def name(self) -> str:
        """`gguf:` and the model as it was named."""
        return f"gguf:{self._spec}"

    @property
    def fingerprint(self) -> str:
        """From the file; see `rag.generators.files.fingerprint`."""
        if self._fingerprint is None:
            self._fingerprint = f"gguf:{fingerprint([self._path])}"
        return self._fingerprint

    @property
    def context_size(self) -> int:
        """The model's window, at most WINDOW tokens."""
        self._open()
        return self._window

    def count_tokens(self, text: str) -> int:
        """By the model's own tokenizer."""
        return len(self._call("/tokenize", {"content": text})["tokens"]) if text else 0

    def stream(
        self, messages: Sequence[Message], stop: Stop | None = None, limit: int = ANSWER_TOKENS
    ) -> Iterator[str]:
        """The answer in pieces; see Generator."""
        request = {
            "messages": [asdict(message) for message in messages],
            "max_tokens": limit,
            "temperature": 0.0,
            "seed": 0,
            "stream": True,
            "return_progress": True,  # calls back while the prompt is read, so that it can stop
        }
        server = self._open()
        return pumped(lambda emit: _complete(server, request, emit), stop)

    def _open(self) -> Any:
        """The loaded model."""
        with self._lock:
            if self._server is None:
                self._server = self._load()
                props = self._call("/props")
                self._window = int(props["default_generation_settings"]["n_ctx"])
            return self._server

    def _load(self) -> Any:
        os.environ.setdefault("OMP_WAIT_POLICY", "passive")  # waiting threads sleep, not spin
        try:
            library = import_module("xllamacpp")
        except ImportError as error:
            raise GeneratorError(
                "gguf: 需要软件包 xllamacpp。 gguf: needs the package xllamacpp.",
                f'python -m pip install "{REQUIREMENT}"',
            ) from error
        parameters = library.CommonParams()
        parameters.model.path = str(self._path)
        parameters.n_ctx = WINDOW
        parameters.n_batch = BATCH
        parameters.n_parallel = 1
        parameters.warmup = False
        parameters.ui = False
        parameters.verbosity = -1
        # It also listens on a loopback port, which nobody else shall use.
        parameters.api_keys = [self._key]
        try:
            return library.Server(parameters)
        except RuntimeError as error:
            raise GeneratorError(
                f"llama.cpp 打不开 {self._path}（不是完整的 GGUF 文件，或内存不足）。"
                f" llama.cpp cannot open {self._path}: it is damaged, or memory is short.",
                f"ls -l {self._path}",
            ) from error

    def _call(self, path: str, body: dict[str, str] | None = None) -> Any:
        """The answer of llama.cpp's own server, which the library has no function for."""
        server = self._server if path == "/props" else self._open()
        request = urllib.request.Request(
            server.listening_address + path,
            data=json.dumps(body).encode() if body else None,
            headers={
                "Authorization": f"Bearer {self._key}",
                "Content-Type": "application/json",
            },
        )
        try:
            with _DIRECT.open(request, timeout=CALL_SECONDS) as reply:
                return json.load(reply)
        except (OSError, ValueError) as error:
            raise GeneratorError(
                f"llama.cpp 没有回应：{error}。 llama.cpp does not answer: {error}.",
                "policyqa models",
            ) from error


def _complete(server: Any, request: dict[str, Any], emit: Emit) -> None:
    """Run one completion; llama.cpp stops when its callback returns True."""
    failed: list[str] = []
    ends: list[str] = []

    def heard(chunk: dict[str, Any]) -> bool:
        if "error" in chunk:
            failed.append(str(chunk["error"].get("message", chunk["error"])))
            return True
        go_on = True
        for choice in chunk.get("choices", ()):
            if choice.get("finish_reason"):
                ends.append(choice["finish_reason"])
            go_on = emit(choice["delta"].get("content") or "") and go_on
        return not go_on

    server.handle_chat_completions(request, heard)
    if failed:
        raise GeneratorError(
            f"llama.cpp 拒绝：{failed[0]}。 llama.cpp refuses: {failed[0]}.", "policyqa models"
        )
    if ends == ["length"]:
        raise cut_short(int(request["max_tokens"]))
