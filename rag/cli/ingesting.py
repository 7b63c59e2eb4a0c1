"""`policyqa ingest`: progress while it runs, a receipt per document, a summary at the end."""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from rag.assistant import Assistant
from rag.cli.language import say
from rag.cli.render import DIM, GREEN, RED, YELLOW, Style, pad
from rag.cli.terminal import FAILED, INTERRUPTED, OK, colours, one_line, visible, write_json
from rag.ingest import Ingested, Outcome, file_of, ingest
from rag.loading import discover

if TYPE_CHECKING:
    from rich.progress import Progress as RichProgress

SHOWN_NOTES = 20
SHOWN_KINDS = 8


def run_ingest(
    paths: Sequence[Path],
    index: Path,
    encoder: str | None,
    encoding: str | None,
    *,
    prune: bool,
    as_json: bool,
) -> int:
    """Ingest and tell about it; the exit code."""
    counts: Counter[str] = Counter()

    def report(outcome: Outcome) -> None:
        counts[outcome.status] += 1
        if as_json:
            write_json(outcome.to_dict())
        progress.met(outcome)

    if missing := [path for path in paths if not path.exists()]:
        discover(missing)  # says so, before an index is made for nothing
    try:
        with (
            Assistant.open(index, encoder=encoder) as assistant,
            _progress(shown=not as_json and sys.stderr.isatty()) as progress,
        ):
            done = ingest(
                paths,
                assistant.index,
                assistant.encoder,
                prune=prune,
                encoding=encoding,
                report=report,
                started=progress.started,
                embedding=progress.embedding,
            )
    except KeyboardInterrupt:
        stored = counts["added"] + counts["replaced"]
        print(
            say(
                f"\n已中断。已保存 {stored} 篇，不会丢失；再次运行同一命令即可继续。",
                f"\nInterrupted. {stored} documents are stored; the same command goes on.",
            ),
            file=sys.stderr,
        )
        return INTERRUPTED
    if not as_json:
        for line in summary_lines(done, Style(colours(sys.stdout))):
            print(line)
    return FAILED if done.count("failed") else OK


class _Silence:
    """Progress where nobody watches."""

    def started(self, files: int) -> None: ...

    def met(self, outcome: Outcome) -> None: ...

    def embedding(self, done: int, total: int) -> None: ...


class _Bar(_Silence):
    """Files done on a bar; beside it the source, or how far the vectors are."""

    def __init__(self, bar: RichProgress) -> None:
        self._bar = bar
        self._task = bar.add_task("", total=None, now="")
        self._files: set[str] = set()

    def started(self, files: int) -> None:
        self._bar.update(self._task, total=files)

    def met(self, outcome: Outcome) -> None:
        self._files.add(file_of(outcome.source))
        self._bar.update(self._task, completed=len(self._files), now=one_line(outcome.source))

    def embedding(self, done: int, total: int) -> None:
        self._bar.update(self._task, now=say(f"向量 {done}/{total}", f"vectors {done}/{total}"))


@contextmanager
def _progress(*, shown: bool) -> Iterator[_Silence]:
    if not shown:
        yield _Silence()
        return
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn

    columns = (
        TextColumn(say("导入", "ingest")),
        BarColumn(),
        MofNCompleteColumn(),
        TextColumn("{task.fields[now]}", markup=False),
    )
    with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        yield _Bar(bar)


def summary_lines(done: Ingested, style: Style) -> Iterator[str]:
    """Counts, then what failed and why, what was read only in part, what was passed over."""
    if not done.outcomes:
        yield say("没有找到可导入的文件。", "There was no file to ingest.")
    for status, chinese, english, colour in (
        ("added", "新增", "added", GREEN),
        ("replaced", "更新", "replaced", GREEN),
        ("unchanged", "未变", "unchanged", DIM),
        ("removed", "移除", "removed", YELLOW),
        ("failed", "失败", "failed", RED),
    ):
        count = sum(outcome.status == status for outcome in done.outcomes)
        if count:
            yield f"  {style(pad(say(chinese, english), 12), colour)}{count:>7}"
    passages = sum(outcome.passages for outcome in done.outcomes)
    if passages:
        yield f"  {pad(say('新段落', 'passages'), 12)}{passages:>7}"
    yield from _failures(done, style)
    yield from _notes(done, style)
    yield from _ignored(done.ignored)


def _failures(done: Ingested, style: Style) -> Iterator[str]:
    for outcome in done.outcomes:
        if outcome.status == "failed":
            yield f"{style('✗', RED)} {one_line(outcome.source)}: {visible(outcome.reason or '')}"
            if outcome.remedy:
                yield f"    → {visible(outcome.remedy)}"


def _notes(done: Ingested, style: Style) -> Iterator[str]:
    noted = [(o.source, note) for o in done.outcomes for note in o.notes]
    for source, note in noted[:SHOWN_NOTES]:
        yield f"{style('!', YELLOW)} {one_line(source)}: {visible(note)}"
    if len(noted) > SHOWN_NOTES:
        more = len(noted) - SHOWN_NOTES
        yield say(
            f"  另有 {more} 条说明（--json 可见全部）", f"  {more} more notes (all with --json)"
        )


def _ignored(ignored: Mapping[str, int]) -> Iterator[str]:
    if ignored:
        common = Counter(ignored).most_common(SHOWN_KINDS)
        kinds = ", ".join(f"{one_line(suffix)} {count}" for suffix, count in common)
        kinds += ", …" if len(ignored) > SHOWN_KINDS else ""
        yield say(f"  跳过其他类型的文件：{kinds}", f"  files of other types passed over: {kinds}")
