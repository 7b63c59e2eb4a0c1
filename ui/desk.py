"""The desk where questions are answered: so many at a time, so many in line, no more."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import AsyncGenerator, Awaitable, Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import aclosing, suppress
from typing import TYPE_CHECKING, TypeVar

from ui.failures import Failure

if TYPE_CHECKING:
    from ui.settings import Limits

T = TypeVar("T")
BEAT_SECONDS = 1.0  # in which it is noticed that a reader has left
END = object()  # what a thread puts behind its last item


class Desk:
    """Answers so many questions at a time in threads, lets so many wait, turns the others away.

    Belongs to one event loop. All doors and the page share one, so that its limits hold together.
    """

    def __init__(self, limits: Limits) -> None:
        self._limits = limits
        self._threads = ThreadPoolExecutor(limits.workers, thread_name_prefix="desk")
        self._free = asyncio.Semaphore(limits.workers)
        self._waiting = 0
        self._stops: set[threading.Event] = set()

    @property
    def line(self) -> int:
        """How many are before somebody who comes now; 0 when there is a free place."""
        return self._waiting + 1 if self._free.locked() else 0

    async def run(self, work: Callable[[], T]) -> T:
        """The result of `work`; Failure 503 when too many are waiting or it took too long."""
        await self._turn()
        return await self._begun(work)

    async def stream(
        self, work: Callable[[threading.Event], Iterator[T]], stop: threading.Event | None = None
    ) -> AsyncGenerator[T, None]:
        """What `work` yields, as soon as it does; Failure 503 as `run`.

        `work` is given an event that tells it to end early: `stop`, or one of its own. It is set
        when the reader leaves. The place is kept until the thread ends.
        """
        stop = stop or threading.Event()
        loop = asyncio.get_running_loop()
        items: asyncio.Queue[T | object] = asyncio.Queue()

        def produce() -> None:
            try:
                for item in work(stop):
                    loop.call_soon_threadsafe(items.put_nowait, item)
            finally:
                loop.call_soon_threadsafe(items.put_nowait, END)

        await self._turn()
        produced = self._begun(produce)
        self._stops.add(stop)
        try:
            while (item := await items.get()) is not END:
                yield item  # type: ignore[misc]
            await produced
        finally:
            self._stops.discard(stop)
            stop.set()

    def _begun(self, work: Callable[[], T]) -> asyncio.Future[T]:
        """`work` in a thread; who cancels waiting for it does not cancel it."""
        future = asyncio.get_running_loop().run_in_executor(self._threads, work)
        future.add_done_callback(self._done)
        # A client that leaves cancels this; the thread works on and keeps its place until it ends.
        return asyncio.shield(future)

    async def _turn(self) -> None:
        if self._free.locked() and self._waiting >= self._limits.waiting:
            raise busy()
        self._waiting += 1
        try:
            async with asyncio.timeout(self._limits.patience_seconds):
                await self._free.acquire()
        except TimeoutError:
            raise busy() from None
        finally:
            self._waiting -= 1

    def _done(self, future: asyncio.Future[T]) -> None:
        self._free.release()
        if not future.cancelled():
            future.exception()  # looked at, or asyncio would report it when nobody awaits

    def close(self) -> None:
        """End what can be ended early, and wait for the rest."""
        for stop in tuple(self._stops):
            stop.set()
        self._threads.shutdown(wait=True, cancel_futures=True)


def busy() -> Failure:
    """503: more questions than can be answered soon."""
    return Failure(
        503,
        "busy",
        "现在提问的人太多。 Too many questions at the moment.",
        "稍后再试 / try again soon",
        {"Retry-After": "5"},
    )


async def with_beats(
    items: AsyncGenerator[T, None], seconds: float
) -> AsyncGenerator[T | None, None]:
    """The items, and None for every so many seconds without one."""
    try:
        while True:
            coming = asyncio.ensure_future(anext(items))
            try:
                while not (await asyncio.wait({coming}, timeout=seconds))[0]:
                    yield None
                yield await coming
            finally:
                coming.cancel()
                with suppress(asyncio.CancelledError, StopAsyncIteration):
                    await coming
    except StopAsyncIteration:
        return
    finally:
        await items.aclose()


async def last(items: AsyncGenerator[T, None], left: Callable[[], Awaitable[bool]]) -> T:
    """The last of the items; as soon as `left` says that nobody waits for it, they are closed.

    Raises:
        ConnectionError: nobody waits for it.
    """
    found: list[T] = []
    async with aclosing(with_beats(items, BEAT_SECONDS)) as news:
        async for item in news:
            if item is not None:
                found = [item]
            elif await left():
                raise ConnectionError("the client left")
    return found[0]
