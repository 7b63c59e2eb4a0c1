"""What each command of `policyqa eval` does; every function returns an exit code."""

from __future__ import annotations

import json
import sys
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

from eval import checking, comparing, gate, suite, sweeping, workdir
from eval.datasets import Dataset, open_dataset
from eval.report import page, texts
from eval.runner import Plan, ask_all, header_of, run
from eval.settings import grid
from eval.summary import summarise
from eval.systems import BASELINES, OURS, available
from eval.traces import Run, read_run, write_text
from rag.cli.language import say
from rag.cli.terminal import FAILED, OK, visible
from rag.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from rag.config import Config
    from rag.types import Document

RUNS = Path("runs")


def run_check(
    spec: str,
    index: Path | None,
    docs: Path | None,
    data: Path | None,
    work: Path | None,
    *,
    reveal: bool,
    as_offsets: bool,
) -> int:
    """Findings, the census of the set, and FAILED when something must be mended."""
    from rag.config import Config

    dataset = open_dataset(spec, data=data, docs=docs, index=index)
    sealed = dataset.sealed and not reveal
    documents = _documents(dataset.open_index(workdir.work_folder(work), Config()))
    if as_offsets and not sealed:
        for row in checking.offsets(dataset.cases, documents):
            print(json.dumps(row, ensure_ascii=False))
        return OK
    findings = checking.check(dataset.cases, documents)
    if findings:
        print(visible(checking.report(findings, sealed)), end="\n\n")
    errors = sum(finding.error for finding in findings)
    print(checking.census(dataset.cases), end="\n\n")
    print(f"{len(dataset.cases)} cases, {len(documents)} documents, {errors} errors")
    return FAILED if errors else OK


def _documents(index: Path) -> list[Document]:
    return list(workdir.shown_texts(index).values())


def run_run(
    spec: str,
    split: str | None,
    index: Path | None,
    docs: Path | None,
    data: Path | None,
    config: Config,
    *,
    baselines: bool,
    jobs: int,
    limit: int | None,
    out: Path | None,
    work: Path | None,
    reveal: bool,
) -> int:
    """Ask, record, print the totals; FAILED when a case failed with an error."""
    dataset = open_dataset(spec, data=data, docs=docs, index=index).narrowed(split, limit)
    systems = _systems((OURS, *BASELINES) if baselines else (OURS,))
    plan = _plan(dataset, systems, config, workdir.work_folder(work))
    if dataset.sealed and not reveal:
        made = ask_all(plan, split)
        print(_totals(made))
        return _code(made)
    folder = out or RUNS / _folder_name(plan, split)
    made = _recorded(plan, folder, split, jobs)
    print(_totals(made))
    told = say("记录", "recorded"), say("报告", "report")
    print(f"\n{told[0]}: {folder}\n{told[1]}: policyqa eval report {folder}")
    return _code(made)


def _recorded(plan: Plan, folder: Path, split: str | None, jobs: int) -> Run:
    """The run; whoever stops it is told how to go on."""
    try:
        return run(plan, folder, split=split, jobs=jobs)
    except KeyboardInterrupt:
        told = say("已停止；再运行同一条命令即可继续：", "stopped; the same command goes on: ")
        print(f"\n{told}{folder}", file=sys.stderr)
        raise


def _systems(names: tuple[str, ...]) -> tuple[str, ...]:
    """The systems that can be opened here; what is left out is told."""
    usable, missing = available(names)
    for error in missing:
        print(error, file=sys.stderr)
    return usable


def _plan(dataset: Dataset, systems: tuple[str, ...], config: Config, work: Path) -> Plan:
    index = dataset.open_index(work, config)
    return Plan(dataset, index, systems, config, work)


def _folder_name(plan: Plan, split: str | None) -> str:
    """Set, split and a hash of all that shapes the run: the same command finds its run again."""
    header = json.dumps(asdict(header_of(plan, split)), sort_keys=True)
    parts = [plan.dataset.name, split, workdir.content_name(header)[:8]]
    return "-".join(part for part in parts if part)


def _totals(made: Run) -> str:
    summaries = [summarise(system, made.of(system)) for system in made.header.systems]
    return texts.figures(summaries) + "\n\n" + texts.by_kind(made.of(OURS))


def _code(made: Run) -> int:
    return FAILED if any(record.error is not None for record in made.records) else OK


def run_compare(a: Path, b: Path, system: str) -> int:
    """Print what changed."""
    first, second = read_run(a), read_run(b)
    compared = comparing.compare(first, second, system)
    print(visible(comparing.report(compared, (str(a), str(b)))))
    return OK


def run_report(folder: Path, out: Path) -> int:
    """Write the three forms of the report."""
    made = read_run(folder)
    if not made.records:
        raise UsageError(
            f"{folder} 还没有记录 / nothing recorded in {folder} yet", "policyqa eval run"
        )
    summaries = [summarise(system, made.of(system)) for system in made.header.systems]
    out.mkdir(parents=True, exist_ok=True)
    for name, text in (
        ("report.html", page.html(made, summaries)),
        ("report.md", texts.markdown(made, summaries)),
        ("report.json", texts.json_text(made, summaries)),
    ):
        write_text(out / name, text)
        print(out / name)
    return OK


def run_gate(
    spec: str,
    docs: Path | None,
    data: Path | None,
    config: Config,
    limit: int | None,
    baseline: Path | None,
    accept: Sequence[str],
    work: Path | None,
    *,
    record: bool,
    split: str | None = None,
) -> int:
    """OK when nothing that held is lost; otherwise FAILED with every such case named."""
    dataset = open_dataset(spec, data=data, docs=docs).narrowed(split, limit)
    path = baseline or gate.baseline_path(dataset.name)
    known = {} if record else gate.read_baseline(path)
    records = gate.ask_afresh(dataset, workdir.work_folder(work), config)
    if record or accept:
        known = gate.recorded(records) if record else gate.accepted(known, records, accept)
        gate.write_baseline(path, dataset.name, known)
        print(say(f"已写入 {path}", f"written: {path}"))
    verdict = gate.compare(known, records)
    print(visible(gate.report(verdict, sealed=dataset.sealed)))
    return OK if verdict.passed else FAILED


def run_sweep(
    values: Sequence[str],
    spec: str,
    index: Path | None,
    docs: Path | None,
    data: Path | None,
    config: Config,
    limit: int | None,
    work: Path | None,
) -> int:
    """Print the figures of every combination on dev and of the chosen ones on test."""
    dataset = open_dataset(spec, data=data, docs=docs, index=index).narrowed(limit=limit)
    folder = workdir.work_folder(work)
    print(sweeping.report(*sweeping.sweep(dataset, grid(values, config), folder)))
    return OK


def run_table(
    data: Path | None,
    only: Sequence[str],
    limit: int | None,
    jobs: int,
    config: Config,
    out: Path | None,
    work: Path | None,
) -> int:
    """One block per part; parts are recorded, so a table that was stopped is taken up again."""
    folder = workdir.work_folder(work)
    systems = _systems((OURS, *BASELINES))
    code = OK
    for name in suite.chosen(only):
        dataset = suite.part(name, data).narrowed(limit=limit)
        split = name.split()[1] if name.startswith("seeds") else None
        plan = _plan(dataset, systems, config, folder)
        made = _recorded(plan, (out or RUNS) / _folder_name(plan, split), split, jobs)
        print(suite.report(name, made), end="\n\n", flush=True)
        code = max(code, _code(made))
    print(
        "95% percentile bootstrap intervals; first passage and LangChain answer with the passage."
    )
    return code
