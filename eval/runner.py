"""Asking every case of every system, in one process or several, and keeping what came of it."""

from __future__ import annotations

import resource
import signal
import sys
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor, as_completed
from contextlib import ExitStack
from dataclasses import asdict, dataclass
from multiprocessing import get_context
from pathlib import Path
from typing import TYPE_CHECKING

from eval import console, workdir
from eval.errors import RunError
from eval.judging import Gold, Scores, gold_of, judge
from eval.systems import OURS, Systems, code_fingerprint, index_fingerprint
from eval.traces import (
    RECORDS,
    Header,
    Record,
    Run,
    ordered,
    read_header,
    read_records,
    write_header,
    write_records,
)
from rag.question import analyse
from rag.store import Index

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from eval.cases import Case
    from eval.datasets import Dataset
    from eval.systems import Reply
    from rag.config import Config
    from rag.types import Document

_MEBIBYTE = 2**20 if sys.platform == "darwin" else 2**10  # in the units of ru_maxrss
PLACE = ("source", "start", "end", "score")  # what is kept of a baseline's hit
Task = tuple[str, str]  # id of a case, name of a system


@dataclass(frozen=True, slots=True)
class Plan:
    """What a worker needs to answer any case. `cache` is a folder for what baselines derive."""

    dataset: Dataset
    index: Path
    systems: tuple[str, ...]
    config: Config
    cache: Path


class Worker:
    """An open index with its systems; asks one case at a time."""

    def __init__(self, plan: Plan) -> None:
        documents = workdir.shown_texts(plan.index)
        self._stack = ExitStack()
        index = self._stack.enter_context(Index.open(plan.index))
        self._systems = Systems(index, plan.config, plan.cache)
        self._shown = {id_: document.text for id_, document in documents.items()}
        self._cases = {case.id: case for case in plan.dataset.cases}
        self._gold = _gold(plan.dataset, list(documents.values()))

    def __enter__(self) -> Worker:
        return self

    def __exit__(self, *exception: object) -> None:
        self._stack.close()

    def ask(self, task: Task) -> Record:
        """The record of one case; an exception of the product is what the record tells."""
        case, system = self._cases[task[0]], task[1]
        try:
            reply = self._systems.open(system).reply(case)
            scores = judge(case, reply, self._gold[case.id], self._shown)
        except Exception as error:
            return _failed(case, system, error)
        return _record(case, system, reply, scores)


def _gold(dataset: Dataset, documents: Sequence[Document]) -> Mapping[str, Gold]:
    by_source = {document.source: document for document in documents}
    return {case.id: gold_of(case, dataset.relevant(case), by_source) for case in dataset.cases}


def _record(case: Case, system: str, reply: Reply, scores: Scores) -> Record:
    answer = reply.answer.to_dict()
    hits = [hit.to_dict() for hit in reply.hits]
    if system != OURS:  # places are enough: with their texts, public sets make hundreds of MB
        hits = [{key: hit[key] for key in PLACE} for hit in hits]
    timings = {"answer": 1000 * reply.seconds, "peak_mib": peak_mib(), **answer.pop("timings")}
    return Record(
        case=case,
        system=system,
        asked=reply.asked,
        error=None,
        analysis=_analysis(reply.asked) if system == OURS else {},
        answer=answer,
        hits=tuple(hits),
        evidence=reply.evidence,
        forced=reply.forced,
        scores=scores,
        timings=timings,
    )


def peak_mib() -> float:
    """Peak resident memory of this process so far."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / _MEBIBYTE


def _failed(case: Case, system: str, error: Exception) -> Record:
    told = f"{type(error).__name__}: {error}"
    return Record(case, system, case.question, told, {}, None, (), None, (), {}, {})


def _analysis(question: str) -> dict[str, object]:
    """The question taken apart, in words."""
    asked = analyse(question)
    return {
        "kind": asked.kind,
        "lang": asked.lang,
        "words": [word.text for word in asked.words],
        "asked": [word.text for word in asked.asked],
        "times": [f"{p.first}/{p.last}" for p in asked.times],
        "wanted": asked.wanted,
        "parts": asked.parts,
        "count": asked.count,
    }


def run(plan: Plan, folder: Path, *, split: str | None = None, jobs: int = 1) -> Run:
    """Ask what is not asked yet and return the whole run; it is kept in `folder`.

    A folder that holds a run of another set, index or configuration is not touched.

    Raises:
        RunError: the folder holds another run.
    """
    header = header_of(plan, split)
    known = read_header(folder)
    if known is not None and known != header:
        raise RunError(
            f"{folder} 是另一次评测的记录（题集、索引或设置不同） / holds a run of another set, "
            "index or configuration",
            "--out NEW_DIR, or remove it",
        )
    write_header(folder, header)
    records = read_records(folder) if known else []
    write_records(folder, records)  # without the line that a kill may have cut
    tasks = [(c.id, s) for s in plan.systems for c in plan.dataset.cases]
    done = {record.key for record in records}
    left = [task for task in tasks if task not in done]
    with (folder / RECORDS).open("a", encoding="utf-8") as file:
        for count, record in enumerate(answers(plan, left, jobs), len(done) + 1):
            file.write(record.to_line())
            file.flush()
            records.append(record)
            console.count(count, len(tasks), plan.dataset.name)
    whole = ordered(records, [case.id for case in plan.dataset.cases], plan.systems)
    write_records(folder, whole)
    return Run(header, tuple(whole))


def ask_all(plan: Plan, split: str | None = None) -> Run:
    """The run without a folder: nothing is kept. For sealed sets, gates and sweeps."""
    tasks = [(c.id, s) for s in plan.systems for c in plan.dataset.cases]
    records = []
    for count, record in enumerate(answers(plan, tasks, 1), 1):
        records.append(record)
        console.count(count, len(tasks), plan.dataset.name)
    return Run(header_of(plan, split), tuple(records))


def header_of(plan: Plan, split: str | None) -> Header:
    """What the run is made with."""
    with Index.open(plan.index) as index:
        documents, passages = len(list(index.documents())), index.passage_count()
    return Header(
        set_name=plan.dataset.name,
        split=split,
        set_fingerprint=plan.dataset.fingerprint,
        index_fingerprint=index_fingerprint(plan.index),
        code_fingerprint=code_fingerprint(),
        documents=documents,
        passages=passages,
        config=asdict(plan.config),
        systems=plan.systems,
        cases=len(plan.dataset.cases),
        sealed=plan.dataset.sealed,
    )


def answers(plan: Plan, tasks: Sequence[Task], jobs: int) -> Iterator[Record]:
    """A record per task, in the order they are done."""
    if not tasks:
        return
    if jobs <= 1:
        with Worker(plan) as worker:
            yield from map(worker.ask, tasks)
        return
    pool = ProcessPoolExecutor(
        jobs, get_context("spawn"), initializer=_open_worker, initargs=(plan,)
    )
    try:
        for future in as_completed([pool.submit(_ask, task) for task in tasks]):
            yield future.result()
    finally:
        pool.shutdown(cancel_futures=True)


_OPENED: list[Worker] = []  # of a worker process: what it has opened, for all its tasks


def _open_worker(plan: Plan) -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for the parent, which ends the pool
    _OPENED.append(Worker(plan))


def _ask(task: Task) -> Record:
    return _OPENED[0].ask(task)
