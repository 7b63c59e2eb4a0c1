"""Is it quick: a cold `ask`, the reader, warm search and ask, an ingest with nothing to do.

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
from rag.config import Config
from rag.passages import split_passages
from rag.reader.engine_numpy import NumpyReader
from rag.reader.engine_torch import TorchReader, best_precision
from rag.reader.hits import read_together
from rag.reader.weights import load_weights
from rag.structure import find_structure

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from eval.readers import Paragraph
    from rag.reader.reading import Reader

SET = Path(__file__).parents[1] / "sets" / "guizhou_tune.jsonl"
EMBEDDING = "one query embedding"
WARM_UP = 5  # questions of each operation that are not counted
PARTS = ("cold", "reader", "warm", "unchanged")
READ = 5  # passages of a question the reader reads
COLD_RUNS = 11
UNCHANGED_RUNS = 5
NEWS_PASSAGES = 10_000
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
        ("  peak memory of ask", f"{peak:.0f} MiB", f"{bare:.0f} MiB", "largest of all runs"),
    ]


def reading(docs: Path, work: Path) -> list[Row]:
    """The reader in a running process over the first five passages of each question.

    All engines read the same passages in turn, beside one query embedding.
    """
    weights = load_weights()
    readers: dict[str, Reader] = {
        "torch, bfloat16": TorchReader(weights, "bfloat16"),
        "torch, float32": TorchReader(weights, "float32"),
        "NumPy": NumpyReader(weights),
    }
    times: dict[str, list[float]] = {name: [] for name in (EMBEDDING, *readers)}
    with Assistant.open(workdir.documents_index(work, docs)) as assistant:
        questions = [case.question for case in read_cases(SET)][::2]
        for question in console.progress(questions, "reading"):
            hits = assistant.search(question, k=READ)
            start = time.perf_counter()
            assistant.encoder.encode_queries([question + "？"])  # not in its cache
            times[EMBEDDING].append(time.perf_counter() - start)
            for name, reader in readers.items():
                start = time.perf_counter()
                read_together(reader, question, hits)
                times[name].append(time.perf_counter() - start)
    timed = {name: seconds[WARM_UP:] for name, seconds in times.items()}
    embed = metrics.percentile(timed[EMBEDDING], 0.5)
    remark = f"{READ} passages, best precision here: {best_precision()}"
    return [
        _warm_row(name if name == EMBEDDING else f"reader, {name}", seconds, embed, remark)
        for name, seconds in timed.items()
    ]


def unchanged_ingest(folder: Path, work: Path) -> list[Row]:
    """`policyqa ingest` over 2,000 small files it already knows."""
    articles = read_news(folder / "news_sample.jsonl.gz")[:UNCHANGED_FILES]
    docs = work / f"unchanged-{workdir.content_name(workdir.rows_of(articles))}"
    for article in articles:
        workdir.write_once(docs / f"{article.id}.txt", article.text[:UNCHANGED_CHARACTERS])
    index = workdir.documents_index(work, docs)
    command = [*processes.POLICYQA, "ingest", str(docs), "--index", str(index)]
    processes.run(command)
    pairs = processes.interleaved([command] * UNCHANGED_RUNS, processes.BARE)
    label = f"re-ingest {UNCHANGED_FILES:,} unchanged files (n = {len(pairs)})"
    return [_process_row(label, pairs)]


def _process_row(label: str, pairs: Sequence[tuple[processes.Run, processes.Run]]) -> Row:
    took = metrics.percentile([run.seconds for run, _ in pairs], 0.5)
    bare = metrics.percentile([run.seconds for _, run in pairs], 0.5)
    cpu = metrics.percentile([run.cpu_seconds for run, _ in pairs], 0.5)
    slowest = max(run.seconds for run, _ in pairs)
    remark = f"slowest {slowest:.2f} s, processor time {cpu:.2f} s"
    return label, f"{took:.2f} s", f"{bare:.3f} s", remark


def warm(folder: Path, work: Path) -> list[Row]:
    """search and ask in a running process over 10,000 news passages.

    Every question is used once, for one of the four operations in turn, so no operation profits
    from what another one cached.
    """
    index = workdir.paragraph_index(work, "news", news_articles(folder))
    questions = [case.question for case in read_rgb(folder / "rgb_zh_refine_150.jsonl.gz")]
    questions += [case.question for case in read_cases(SET)]
    random.Random(0).shuffle(questions)
    plain = Config(reader="off")
    with Assistant.open(index) as assistant, Assistant.open(index, config=plain) as unread:
        operations: list[Callable[[str], object]] = [
            lambda question: assistant.encoder.encode_queries([question]),
            lambda question: assistant.search(question, k=10),
            unread.ask,
            assistant.ask,
        ]
        times = time_in_turn(operations, questions)
    embed = metrics.percentile(times[0], 0.5)
    remark = f"{workdir.passage_count(index):,} passages"
    return [
        _warm_row(EMBEDDING, times[0], embed, "yardstick"),
        _warm_row("warm search(k=10)", times[1], embed, remark),
        _warm_row("warm ask, reader off", times[2], embed, remark),
        _warm_row("warm ask", times[3], embed, remark),
    ]


def news_articles(folder: Path) -> list[Paragraph]:
    """The first articles of the sample, as many as are cut into about 10,000 passages."""
    chosen, passages = [], 0
    for article in read_news(folder / "news_sample.jsonl.gz"):
        structure = find_structure(article.text, ())
        passages += len(split_passages(article.id, article.text, structure))
        chosen.append(article)
        if passages >= NEWS_PASSAGES:
            break
    return chosen


def time_in_turn(
    operations: Sequence[Callable[[str], object]], questions: Sequence[str], warm_up: int = WARM_UP
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
    parser.add_argument("--only", choices=PARTS, help="one part instead of all")
    parser.add_argument("--json", type=Path, metavar="FILE", help="also write the rows")
    options = parser.parse_args()
    work = workdir.work_folder(options.work)
    parts = (options.only,) if options.only else PARTS
    rows: list[Row] = []
    if "cold" in parts:
        rows += cold_ask(options.docs, work)
    if "reader" in parts:
        rows += reading(options.docs, work)
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
