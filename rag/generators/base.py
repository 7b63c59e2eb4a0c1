"""The generator contract: messages in, pieces of text out."""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal, Protocol, runtime_checkable

from rag.errors import RagError

ANSWER_TOKENS = 512  # most tokens of one answer, where nobody says otherwise


class GeneratorError(RagError):
    """A language model cannot be used, or failed; the message never holds the key."""


class CutShort(GeneratorError):
    """The model was still writing when it had used up the tokens it was given."""


def cut_short(limit: int) -> CutShort:
    """What a stream ends with when the answer did not fit."""
    return CutShort(
        f"模型用完了 {limit} 个词元，答案没有写完。"
        f" The model used up its {limit} tokens before the answer was complete."
    )


class Stop(Protocol):
    """What tells a generator to stop; a `threading.Event` is one."""

    def is_set(self) -> bool:
        """Whether to stop."""
        ...


class Patience:
    """A `Stop` that is also set when time is up; `overdue` says which of the two it was."""

    def __init__(self, stop: Stop | None, seconds: float) -> None:
        self._stop = stop
        self._until = time.monotonic() + seconds

    @property
    def overdue(self) -> bool:
        return time.monotonic() >= self._until

    @property
    def stopped(self) -> bool:
        return self._stop is not None and self._stop.is_set()

    def is_set(self) -> bool:
        """Whether to stop, for either reason."""
        return self.stopped or self.overdue


@dataclass(frozen=True, slots=True)
class Message:
    """One turn of a chat."""

    role: Literal["system", "user", "assistant"]
    content: str


@runtime_checkable
class Generator(Protocol):
    """A language model that continues a chat, greedily: the same chat gets the same text.

    Implementations are thread-safe. They load their model, or look for their server, on first use.
    """

    @property
    def name(self) -> str:
        """The specification that opens this generator again, for example `gguf:model.gguf`."""
        ...

    @property
    def fingerprint(self) -> str:
        """Differs whenever the text might: covers the weights, or the server and its model.

        Known without loading weights or asking a server.
        """
        ...

    @property
    def context_size(self) -> int:
        """Tokens that messages and answer may have together.

        Raises:
            GeneratorError: the model cannot be loaded.
        """
        ...

    def count_tokens(self, text: str) -> int:
        """Tokens of `text` by the model's own tokenizer, 0 for "".

        Where a server does not tell, an estimate on the high side. Raises GeneratorError as
        `context_size` does.
        """
        ...

    def stream(
        self, messages: Sequence[Message], stop: Stop | None = None, limit: int = ANSWER_TOKENS
    ) -> Iterator[str]:
        """Yield the answer in pieces as they are written; concatenated they are the answer.

        Once `stop` is set the pieces end, soon and without an error. Closing the iterator early
        stops the model too.

        Raises:
            CutShort: the answer was not finished within `limit` tokens; after the last piece.
            GeneratorError: the model failed, or the messages do not fit into its window.
        """
        ...
