"""Does the server hold: many users for some minutes, its memory, and the first claim when idle.

    python -m eval.bench.load --index index --users 50 --seconds 120 [--think 5] [--json FILE]

Starts `policyqa serve` as a process of its own and speaks HTTP to it. Each user asks, reads for a
while (exponential, --think seconds on average) and asks again: by the JSON API, by the stream of
the OpenAI-compatible one, or a search. Times are printed beside those of the same server when
nobody else asks: on a busy machine compare the ratios.
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

SET = Path(__file__).parents[1] / "sets" / "guizhou_tune.jsonl"
IDLE = 30  # questions asked one after the other
WARM_SHARE = 0.25  # of the time, before memory is looked at for the first time
START_SECONDS = 120.0
REQUEST_SECONDS = 120.0
WAYS = ("ask", "stream", "search")
COLUMNS = ("measure", "value", "remark")
Row = tuple[str, str, str]


@dataclass(slots=True)
class Tally:
    """Seconds of every request by its way, of first claims, and what went wrong."""

    seconds: dict[str, list[float]] = field(default_factory=lambda: {way: [] for way in WAYS})
    first: list[float] = field(default_factory=list)
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
    """A streamed completion; the first piece of text is the first claim, or the refusal."""
    body = {"model": "policyqa", "stream": True, "messages": [_user(question)]}
    first = last = None
    async with client.stream("POST", "v1/chat/completions", json=body) as response:
        response.raise_for_status()
        async for line in response.aiter_lines():
            last = line or last
            if first is None and line.startswith("data: {"):
                choices = json.loads(line[6:])["choices"]
                if choices and choices[0]["delta"].get("content"):
                    first = time.perf_counter() - started
    if first is None or last != "data: [DONE]":
        raise ValueError("the stream did not end as it should")
    tally.first.append(first)


def _user(question: str) -> dict[str, str]:
    return {"role": "user", "content": question}


async def idle(address: str, questions: list[str]) -> Tally:
    """Every way in turn, one request at a time; the first of each way is left out."""
    tally = Tally()
    async with _client(address) as client:
        for way in WAYS:
            await request(client, way, questions[0], Tally())
        for question in questions[1 : IDLE + 1]:
            for way in WAYS:
                await request(client, way, question, tally)
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
    questions = [case.question for case in read_cases(SET)]
    random.Random(0).shuffle(questions)
    with server(options.index) as (process, address):
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
    rows = [_first_row(alone), *(_way_row(way, alone.seconds[way], busy[way]) for way in WAYS)]
    rows.append(("errors", str(errors.total()), f"of {requests} requests {dict(errors) or ''}"))
    cell = f"{1000 * used / max(requests, 1):.0f} ms"
    rows.append(("processor time of the server a request", cell, "the steadier figure"))
    growth = sizes[2] / sizes[1] - 1
    remark = (
        f"{sizes[0]:.0f} MiB idle, {sizes[1]:.0f} after {warm:.0f} s, {sizes[2]:.0f} at the end"
    )
    rows.append(("memory, growth after warming up", console.share(growth), remark))
    return rows, errors.total()


def _first_row(alone: Tally) -> Row:
    p50, p95 = _milliseconds(alone.first)
    cell = f"{p50:.0f} ms"
    return "first streamed claim when idle, p50", cell, f"p95 {p95:.0f} ms, n = {len(alone.first)}"


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
