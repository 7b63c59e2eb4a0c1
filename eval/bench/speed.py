"""Is it quick: a cold `ask`, warm search and ask at 10,000 passages, an ingest with nothing to do.

    python -m eval.bench.speed --docs seeds/corpus --data DIR [--json FILE]

Each time is a median over interleaved runs, printed beside a yardstick taken in the same minutes (a
bare interpreter, or one query embedding): on a busy machine compare the ratios.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import time
from pathlib import Path
from typing import TYPE_CHECKING

from eval import console, metrics, workdir
from eval.bench import processes
from eval.cases import read_cases
from eval.readers import read_news, read_rgb
from rag import Assistant

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

SET = Path(__file__).parents[1] / "sets" / "guizhou_tune.jsonl"
PARTS = ("cold", "warm", "unchanged")
COLD_RUNS = 11
UNCHANGED_RUNS = 5
NEWS_PASSAGES = 10_000
NEWS_STEP = 100  # articles added at a time until there are enough passages
UNCHANGED_FILES = 2_000
UNCHANGED_CHARACTERS = 120
COLUMNS = ("measure", "value", "yardstick", "remark")
Row = tuple[str, str, str, str]


def cold_ask(docs: Path, work: Path) -> list[Row]:
    """`policyqa ask` from process start, interleaved with a bare interpreter."""
    index = workdir.documents_index(work, docs)
    questions = [case.question for case in read_cases(SET)][:: 200 // COLD_RUNS][:COLD_RUNS]
    commands = [
        [*processes.POLICYQA, "ask", question, "--index", str(index), "--json"]
        for question in questions
    ]
    processes.run(commands[0])  # fills the disk cache
    pairs = processes.interleaved(commands, processes.BARE)
    peak = max(run.peak_bytes for run, _ in pairs) / 2**20
    bare = max(run.peak_bytes for _, run in pairs) / 2**20
    return [
        _process_row(f"ask from process start (n = {len(pairs)})", pairs),
        ("  peak memory of ask", f"{peak:.0f} MiB", f"{bare:.0f} MiB", "most of all runs"),
    ]


def unchanged_ingest(folder: Path, work: Path) -> list[Row]:
    """`policyqa ingest` over 2,000 small files it already knows."""
    docs = work / "unchanged-files"
    docs.mkdir(exist_ok=True)
    for article in read_news(folder / "news_sample.jsonl.gz")[:UNCHANGED_FILES]:
        path = docs / f"{article.id}.txt"
        if not path.exists():
            path.write_text(article.text[:UNCHANGED_CHARACTERS], encoding="utf-8")
    index = workdir.documents_index(work, docs)
    command = [*processes.POLICYQA, "ingest", str(docs), "--index", str(index)]
    processes.run(command)
    pairs = processes.interleaved([command] * UNCHANGED_RUNS, processes.BARE)
    label = f"re-ingest {UNCHANGED_FILES:,} unchanged files (n = {len(pairs)})"
    return [_process_row(label, pairs)]


def _process_row(label: str, pairs: Sequence[tuple[processes.Run, processes.Run]]) -> Row:
    took = metrics.percentile([run.seconds for run, _ in pairs], 0.5)
    bare = metrics.percentile([run.seconds for _, run in pairs], 0.5)
    slowest = max(run.seconds for run, _ in pairs)
    return label, f"{took:.2f} s", f"{bare:.3f} s", f"slowest {slowest:.2f} s"


def warm(folder: Path, work: Path) -> list[Row]:
    """search and ask in a running process over 10,000 news passages.

    Every question is used once, for one of the three operations in turn, so no operation profits
    from what another one cached.
    """
    index, passages = news_index(folder, work)
    questions = [case.question for case in read_rgb(folder / "rgb_zh_refine_150.jsonl.gz")]
    questions += [case.question for case in read_cases(SET)]
    random.Random(0).shuffle(questions)
    with Assistant.open(index) as assistant:
        operations: list[Callable[[str], object]] = [
            lambda question: assistant.encoder.encode_queries([question]),
            lambda question: assistant.search(question, k=10),
            assistant.ask,
        ]
        times = time_in_turn(operations, questions)
    embed = metrics.percentile(times[0], 0.5)
    remark = f"{passages:,} passages"
    return [
        _warm_row("one query embedding", times[0], embed, "yardstick"),
        _warm_row("warm search(k=10)", times[1], embed, remark),
        _warm_row("warm ask", times[2], embed, remark),
    ]


def news_index(folder: Path, work: Path) -> tuple[Path, int]:
    """An index of as many news articles as make 10,000 passages, and its number of passages."""
    articles = read_news(folder / "news_sample.jsonl.gz")
    index = work / "news" / "index"
    passages = 0
    for start in range(0, len(articles), NEWS_STEP):
        batch = articles[start : start + NEWS_STEP]
        path = work / "news" / f"articles-{start:05d}.jsonl"
        workdir.write_once(path, workdir.rows_of(batch))
        workdir.ingested(index, path)
        passages = workdir.passage_count(index)
        if passages >= NEWS_PASSAGES:
            break
    return index, passages


def time_in_turn(
    operations: Sequence[Callable[[str], object]], questions: Sequence[str], warm_up: int = 5
) -> list[list[float]]:
    """Seconds of each operation over its own share of the questions, taken in turn."""
    times: list[list[float]] = [[] for _ in operations]
    for place, question in enumerate(console.progress(questions, "timing")):
        turn = place % len(operations)
        start = time.perf_counter()
        operations[turn](question)
        if place >= warm_up * len(operations):
            times[turn].append(time.perf_counter() - start)
    return times


def _warm_row(label: str, seconds: Sequence[float], embed: float, remark: str) -> Row:
    p50, p95 = (metrics.percentile(seconds, share) for share in (0.5, 0.95))
    cell = f"{1000 * p50:.1f} / {1000 * p95:.1f} ms"
    return (
        f"{label}, p50 / p95 (n = {len(seconds)})",
        cell,
        f"{p50 / embed:.1f} x embedding",
        remark,
    )


def main() -> int:
    parser = argparse.ArgumentParser("python -m eval.bench.speed", description=__doc__)
    parser.formatter_class = argparse.RawDescriptionHelpFormatter
    parser.add_argument("--docs", type=Path, default=Path("seeds/corpus"), metavar="DIR")
    workdir.add_folder_options(parser)
    parser.add_argument("--only", choices=PARTS, help="one part instead of all three")
    parser.add_argument("--json", type=Path, metavar="FILE", help="also write the rows")
    options = parser.parse_args()
    work = workdir.work_folder(options.work)
    parts = (options.only,) if options.only else PARTS
    rows: list[Row] = []
    if "cold" in parts:
        rows += cold_ask(options.docs, work)
    if "warm" in parts:
        rows += warm(workdir.data_folder(options.data), work)
    if "unchanged" in parts:
        rows += unchanged_ingest(workdir.data_folder(options.data), work)
    print(f"$ {console.command_line('eval.bench.speed')}")
    print(f"{os.cpu_count()} CPUs, load average {os.getloadavg()[0]:.1f}\n")
    print(console.table(COLUMNS, rows))
    if options.json:
        report = [dict(zip(COLUMNS, row, strict=True)) for row in rows]
        options.json.write_text(json.dumps(report, indent=1), encoding="utf-8")
    return 0


if __name__ == "__main__":
    console.run(main)
