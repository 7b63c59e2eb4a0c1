"""Pieces of text that a thread makes become an iterator that can be stopped at any moment.

Models and servers can be silent for long, while they read a prompt or wait for a token. The
iterator looks at `stop` all the same, for the waiting is done by a thread of its own.
"""

from __future__ import annotations

import queue
import threading
from collections.abc import Callable, Iterator
from contextlib import suppress
from typing import TypeVar

from rag.generators.base import Stop

Emit = Callable[[str], bool]
T = TypeVar("T")
GLANCE_S = 0.05  # between two looks at `stop`


def pumped(
    produce: Callable[[Emit], None],
    stop: Stop | None,
    interrupt: Callable[[], None] | None = None,
    *,
    forsaken: bool = False,
) -> Iterator[str]:
    """Yield what `produce` emits until it returns, `stop` is set or the iterator is closed.

    Args:
        produce: runs in a thread; calls `emit(piece)` and gives up when that returns False. An
            empty piece asks whether to go on. What it raises is raised here.
        interrupt: called once when nobody wants more pieces, to end a wait inside `produce`.
        forsaken: whether the process may end without waiting for `produce` to give up. Native
            code must be waited for: ending under it aborts the process.
    """
    source = _Source(produce, forsaken)
    try:
        while not (stop and stop.is_set()):
            piece = source.next(GLANCE_S)
            if piece is None:
                return
            if piece:
                yield piece
    finally:
        source.halted.set()
        if interrupt:
            interrupt()


def within(seconds: float, work: Callable[[], T], otherwise: T) -> T:
    """What `work` returns, or `otherwise` where it fails or takes longer.

    A server that sends a byte now and then is never silent for long; this ends the wait for it.
    """
    results: queue.SimpleQueue[T] = queue.SimpleQueue()

    def run() -> None:
        with suppress(Exception):  # what asks this way can do without
            results.put(work())

    thread = threading.Thread(target=run, name="asking", daemon=True)
    thread.start()
    thread.join(seconds)
    try:
        return results.get_nowait()
    except queue.Empty:
        return otherwise


class _Source:
    """A producer in its thread, and what it has made so far."""

    def __init__(self, produce: Callable[[Emit], None], forsaken: bool) -> None:
        self.halted = threading.Event()
        self._produce = produce
        self._pieces: queue.SimpleQueue[str | BaseException | None] = queue.SimpleQueue()
        threading.Thread(target=self._run, name="generator", daemon=forsaken).start()

    def next(self, seconds: float) -> str | None:
        """The next piece, "" when there is none in time, None after the last."""
        try:
            piece = self._pieces.get(timeout=seconds)
        except queue.Empty:
            return ""
        if isinstance(piece, BaseException):
            raise piece
        return piece

    def _emit(self, piece: str) -> bool:
        if piece:
            self._pieces.put(piece)
        return not self.halted.is_set()

    def _run(self) -> None:
        try:
            self._produce(self._emit)
        except BaseException as error:  # whatever it is belongs to the thread that reads
            self._pieces.put(error)
        else:
            self._pieces.put(None)
