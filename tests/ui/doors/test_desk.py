"""Places at the desk: so many answer, so many wait, and nobody is waited for in vain."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Iterator
from contextlib import aclosing

from ui.desk import Desk
from ui.failures import Failure
from ui.settings import Limits


def test_the_desk_has_so_many_places() -> None:
    async def crowd() -> tuple[int, list[int]]:
        desk = Desk(Limits(workers=2, waiting=3))
        gate = threading.Event()
        lock = threading.Lock()
        now, most = 0, 0

        def work() -> int:
            nonlocal now, most
            with lock:
                now += 1
                most = max(most, now)
            gate.wait(10)
            with lock:
                now -= 1
            return 200

        async def visit() -> int:
            try:
                return await desk.run(work)
            except Failure as failure:
                return failure.status

        visits = [asyncio.create_task(visit()) for _ in range(8)]
        while sum(visit.done() for visit in visits) < 3:
            await asyncio.sleep(0.01)
        gate.set()
        statuses = sorted(await asyncio.gather(*visits))
        await asyncio.to_thread(desk.close)
        return most, statuses

    assert asyncio.run(crowd()) == (2, [200] * 5 + [503] * 3)


def test_waiting_ends() -> None:
    async def impatient() -> int:
        desk = Desk(Limits(workers=1, patience_seconds=0.05))
        gate = threading.Event()
        first = asyncio.create_task(desk.run(lambda: gate.wait(10)))
        await asyncio.sleep(0)
        try:
            await desk.run(lambda: None)
        except Failure as failure:
            return failure.status
        finally:
            gate.set()
            await first
        return 200

    assert asyncio.run(impatient()) == 503


def test_who_leaves_keeps_the_place_until_the_work_ends() -> None:
    async def leaving() -> list[str]:
        desk = Desk(Limits(workers=1))
        gate, order = threading.Event(), []

        def work() -> None:
            gate.wait(10)
            order.append("first")
            raise ValueError("nobody hears this")

        first = asyncio.create_task(desk.run(work))
        await asyncio.sleep(0.05)
        first.cancel()
        second = asyncio.create_task(desk.run(lambda: order.append("second")))
        await asyncio.sleep(0.05)
        gate.set()
        await second
        return order

    assert asyncio.run(leaving()) == ["first", "second"]


def test_what_a_thread_yields_comes_at_once() -> None:
    async def reading() -> list[int]:
        desk = Desk(Limits(workers=1))
        gate, seen = threading.Event(), []

        def count(stop: threading.Event) -> Iterator[int]:
            yield 1
            gate.wait(10)
            yield 2

        async for number in desk.stream(count):
            seen.append(number)
            gate.set()  # only reached if the first came before the second was made
        await asyncio.to_thread(desk.close)
        return seen

    assert asyncio.run(reading()) == [1, 2]


def test_a_reader_who_leaves_stops_the_writing() -> None:
    async def leaving() -> bool:
        desk = Desk(Limits(workers=1))
        ended = threading.Event()

        def endless(stop: threading.Event) -> Iterator[int]:
            while not stop.wait(0.01):
                yield 0
            ended.set()

        async with aclosing(desk.stream(endless)) as numbers:
            async for _ in numbers:
                break
        await desk.run(lambda: None)  # the place is free again
        await asyncio.to_thread(desk.close)
        return ended.is_set()

    assert asyncio.run(leaving())


def test_an_error_in_the_thread_reaches_the_reader() -> None:
    async def failing() -> str:
        desk = Desk(Limits(workers=1))

        def fails(stop: threading.Event) -> Iterator[int]:
            yield 1
            raise ValueError("told")

        try:
            async for _ in desk.stream(fails):
                pass
        except ValueError as error:
            return str(error)
        finally:
            await asyncio.to_thread(desk.close)
        return ""

    assert asyncio.run(failing()) == "told"


def test_closing_ends_what_can_be_ended() -> None:
    async def closing() -> int:
        desk = Desk(Limits(workers=1))
        seen = 0

        def endless(stop: threading.Event) -> Iterator[int]:
            yield 1
            stop.wait(60)

        async for _ in desk.stream(endless):
            seen += 1
            await asyncio.to_thread(desk.close)
        return seen

    assert asyncio.run(closing()) == 1


def test_the_line_is_as_long_as_it_is() -> None:
    async def lining_up() -> list[int]:
        desk = Desk(Limits(workers=1))
        gate, lines = threading.Event(), [desk.line]
        tasks = []
        for _ in range(2):
            tasks.append(asyncio.create_task(desk.run(lambda: gate.wait(10))))
            await asyncio.sleep(0.02)
            lines.append(desk.line)
        gate.set()
        await asyncio.gather(*tasks)
        await asyncio.to_thread(desk.close)
        return lines

    assert asyncio.run(lining_up()) == [0, 1, 2]
