"""Does the server hold: many users for some minutes, its memory, and the first claim when idle.

    python -m eval.bench.load --index index --users 50 --seconds 120 [--think 5] [--set FILE]
                              [--json FILE]

Starts `policyqa serve` as a process of its own and speaks HTTP to it. Each user asks, reads for a
while (exponential, --think seconds on average) and asks again: by the JSON API, by the stream of
the OpenAI-compatible one, or a search. Times are printed beside those of the same server when
nobody else asks: on a busy machine compare the ratios.

Questions are those of the set's development part that need no history, answerable or not; how many
the server answered and how many it refused is printed. Fit the set to the index.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import math
import os
import random
import re
import subprocess
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import httpx

from eval import console, metrics
from eval.bench.processes import POLICYQA, BenchError
from eval.cases import read_cases

SET = Path(__file__).parents[1] / "sets" / "seeds.jsonl"
IDLE = 40  # questions asked each way, one after the other
WARM_SHARE = 0.25  # of the time, before memory is looked at for the first time
START_SECONDS = 120.0
AT_REST = 0.1  # seconds of processor time in a second
REQUEST_SECONDS = 120.0
WAYS = ("ask", "stream", "search")
COLUMNS = ("measure", "value", "remark")
Row = tuple[str, str, str]


@dataclass(slots=True)
class Tally:
    """Seconds of every request by its way, to the first words of an answer or of a refusal, and
    what went wrong."""

    seconds: dict[str, list[float]] = field(default_factory=lambda: {way: [] for way in WAYS})
    first: list[float] = field(default_factory=list)
    refusal: list[float] = field(default_factory=list)
    errors: Counter[str] = field(default_factory=Counter)

    @property
    def requests(self) -> int:
        return sum(map(len, self.seconds.values())) + self.errors.total()


@contextmanager
def server(index: Path) -> Iterator[tuple[int, str]]:
    """(process id, address) of a server on a free port; it is ended afterwards."""
    with tempfile.TemporaryFile() as log:
        command = [*POLICYQA, "serve", "--index", str(index), "--port", "0", "--rate", "0"]
        process = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=log, stderr=log)
        try:
            yield process.pid, _address(process, log.fileno())
        finally:
            process.terminate()
            process.wait(60)


def _address(process: subprocess.Popen[bytes], log: int) -> str:
    """What the server says its address is, once it answers there."""
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline and process.poll() is None:
        found = re.search(rb"http://\S+/", os.pread(log, 10_000, 0))
        if found and _answers(found.group().decode()):
            return found.group().decode()
        time.sleep(0.1)
    said = os.pread(log, 1_000, 0).decode("utf-8", "replace")
    raise BenchError(f"the server did not start: {said}", "policyqa serve --index DIR")


def _answers(address: str) -> bool:
    try:
        return httpx.get(f"{address}readyz", trust_env=False).status_code == 200
    except httpx.HTTPError:
        return False


def memory(process: int) -> float:
    """Resident memory of a process in MiB."""
    known = Path(f"/proc/{process}/status")
    if known.exists():  # Linux, where `ps` need not be installed
        sizes = dict(line.split(":", 1) for line in known.read_text("utf-8").splitlines())
        return int(sizes["VmRSS"].split()[0]) / 1024
    told = subprocess.run(
        ["ps", "-o", "rss=", "-p", str(process)], capture_output=True, text=True, check=True
    )
    return int(told.stdout) / 1024


def processor_seconds(process: int) -> float:
    """Processor time of a process so far; not a number where the system does not tell."""
    known = Path(f"/proc/{process}/stat")
    if not known.exists():
        return math.nan
    fields = known.read_text("utf-8").rpartition(")")[2].split()  # the name may hold spaces
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def settle(process: int) -> None:
    """Wait until the server has done what it does after its start: warm up, make examples.

    Does not wait where the system tells no processor time.
    """
    deadline = time.monotonic() + START_SECONDS
    used = processor_seconds(process)
    while time.monotonic() < deadline:
        time.sleep(1)
        before, used = used, processor_seconds(process)
        if not used - before > AT_REST:
            return


async def request(client: httpx.AsyncClient, way: str, question: str, tally: Tally) -> None:
    """One request, its time or what went wrong with it."""
    started = time.perf_counter()
    try:
        if way == "stream":
            await _stream(client, question, tally, started)
        else:
            response = await client.post(f"api/{way}", json={"question": question})
            response.raise_for_status()
            response.json()
    except (httpx.HTTPError, ValueError) as error:
        status = getattr(getattr(error, "response", None), "status_code", "")
        tally.errors[f"{way} {type(error).__name__} {status}".strip()] += 1
    else:
        tally.seconds[way].append(time.perf_counter() - started)


async def _stream(client: httpx.AsyncClient, question: str, tally: Tally, started: float) -> None:
    """A streamed completion; the first piece of text is the first claim, or the refusal.

    Claims carry their citations, a refusal has none.
    """
    body = {"model": "policyqa", "stream": True, "messages": [_user(question)]}
    first = last = None
    cited = False
    async with client.stream("POST", "v1/chat/completions", json=body) as response:
        response.raise_for_status()
        async for line in response.aiter_lines():
            last = line or last
            if not line.startswith("data: {"):
                continue
            for choice in json.loads(line[6:])["choices"]:
                if first is None and choice["delta"].get("content"):
                    first = time.perf_counter() - started
                cited = cited or "annotations" in choice["delta"]
    if first is None or last != "data: [DONE]":
        raise ValueError("the stream did not end as it should")
    (tally.first if cited else tally.refusal).append(first)


def _user(question: str) -> dict[str, str]:
    return {"role": "user", "content": question}


async def idle(address: str, questions: list[str]) -> Tally:
    """Every way in turn, one request at a time; the first of each way is left out.

    No question is asked twice: nothing profits from what another request has left in a cache.
    """
    tally = Tally()
    async with _client(address) as client:
        for place, question in enumerate(questions[: len(WAYS) * (IDLE + 1)]):
            counted = tally if place >= len(WAYS) else Tally()
            await request(client, WAYS[place % len(WAYS)], question, counted)
    return tally


async def crowd(address: str, questions: list[str], users: int, end: float, think: float) -> Tally:
    """So many users asking and reading until the monotonic time `end`."""
    tally = Tally()

    async def user(number: int) -> None:
        choice = random.Random(number)
        async with _client(address) as client:
            await asyncio.sleep(choice.uniform(0, think))
            while time.monotonic() < end:
                await request(client, choice.choice(WAYS), choice.choice(questions), tally)
                await asyncio.sleep(choice.expovariate(1 / think) if think else 0)

    await asyncio.gather(*map(user, range(users)))
    return tally


def _client(address: str) -> httpx.AsyncClient:
    return httpx.AsyncClient(base_url=address, timeout=REQUEST_SECONDS, trust_env=False)


def measure(options: argparse.Namespace) -> tuple[list[Row], int]:
    """The rows of the report and the number of errors."""
    questions = asked(options.set)
    random.Random(0).shuffle(questions)
    with server(options.index) as (process, address):
        settle(process)
        alone = asyncio.run(idle(address, questions))
        warm = options.seconds * WARM_SHARE
        sizes, used = [memory(process)], processor_seconds(process)
        parts = []
        for seconds in (warm, options.seconds - warm):
            end = time.monotonic() + seconds
            run = crowd(address, questions, options.users, end, options.think)
            parts.append(asyncio.run(run))
            sizes.append(memory(process))
        used = processor_seconds(process) - used
    errors = sum((part.errors for part in (alone, *parts)), Counter[str]())
    busy = {way: [s for part in parts for s in part.seconds[way]] for way in WAYS}
    requests = sum(part.requests for part in parts)
    rows = [*_first_rows(alone), *(_way_row(way, alone.seconds[way], busy[way]) for way in WAYS)]
    rows.append(("errors", str(errors.total()), f"of {requests} requests {dict(errors) or ''}"))
    cell = f"{1000 * used / max(requests, 1):.0f} ms"
    rows.append(("processor time of the server a request", cell, "the steadier figure"))
    growth = sizes[2] / sizes[1] - 1
    remark = (
        f"{sizes[0]:.0f} MiB idle, {sizes[1]:.0f} after {warm:.0f} s, {sizes[2]:.0f} at the end"
    )
    rows.append(("memory, growth after warming up", console.share(growth), remark))
    return rows, errors.total()


def asked(path: Path) -> list[str]:
    """The development questions of a set, or all where it has no parts, that need no history."""
    cases = [case for case in read_cases(path) if not case.history]
    return [case.question for case in cases if case.split in (None, "dev")]


def _first_rows(alone: Tally) -> list[Row]:
    rows = []
    kinds = ("first streamed claim", alone.first), ("first words of a refusal", alone.refusal)
    for what, seconds in kinds:
        p50, p95 = _milliseconds(seconds)
        remark = f"p95 {p95:.0f} ms, n = {len(seconds)}"
        rows.append((f"{what} when idle, p50", f"{p50:.0f} ms", remark))
    return rows


def _way_row(way: str, alone: list[float], busy: list[float]) -> Row:
    p50, p95 = _milliseconds(busy)
    single, _ = _milliseconds(alone)
    remark = f"n = {len(busy)}; idle {single:.0f} ms; p95 is {p95 / single:.1f} x idle"
    return f"{way}, p50 / p95", f"{p50:.0f} / {p95:.0f} ms", remark


def _milliseconds(seconds: list[float]) -> tuple[float, float]:
    """Median and 95th percentile; not a number where nothing succeeded."""
    if not seconds:
        return math.nan, math.nan
    return 1000 * metrics.percentile(seconds, 0.5), 1000 * metrics.percentile(seconds, 0.95)


def main() -> int:
    parser = argparse.ArgumentParser("python -m eval.bench.load", description=__doc__)
    parser.formatter_class = argparse.RawDescriptionHelpFormatter
    parser.add_argument("--index", type=Path, default=Path("index"), metavar="DIR")
    parser.add_argument("--users", type=int, default=50)
    parser.add_argument("--seconds", type=float, default=120.0)
    parser.add_argument("--think", type=float, default=5.0, help="mean seconds between questions")
    parser.add_argument("--set", type=Path, default=SET, metavar="FILE", help="golden set if none")
    parser.add_argument("--json", type=Path, metavar="FILE", help="also write the rows")
    options = parser.parse_args()
    rows, errors = measure(options)
    print(f"$ {console.command_line('eval.bench.load')}")
    print(f"{os.cpu_count()} CPUs, load average {os.getloadavg()[0]:.1f}\n")
    print(console.table(COLUMNS, rows))
    if options.json:
        report = [dict(zip(COLUMNS, row, strict=True)) for row in rows]
        options.json.write_text(json.dumps(report, indent=1), encoding="utf-8")
    return 1 if errors else 0


if __name__ == "__main__":
    console.run(main)
