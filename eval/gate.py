"""Nothing that worked may break unnoticed: case by case against what was recorded.

The offline pipeline is deterministic, so a case whose checks held when the baseline was recorded
must hold them now. The index is made afresh, because a change of the loaders counts too; vectors
of unchanged texts are taken from an index in the user's cache.
"""

from __future__ import annotations

import json
import shutil
import tempfile
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from eval import summary, workdir
from eval.comparing import told
from eval.errors import RunError
from eval.reindex import reindexed
from eval.runner import Plan, ask_all
from eval.systems import OURS
from eval.traces import write_text
from rag.assistant import Assistant
from rag.opening import manifest
from rag.store import Index

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence

    from eval.datasets import Dataset
    from eval.traces import Record
    from rag.config import Config

BASELINES = Path(__file__).parent / "baselines"
# Check -> the score that must be whole for it to hold. "right" and "answers" are worked out.
WHOLE = {
    "first claim": "first",
    "quotes exact": "quotes",
    "claims supported": "alce recall",
    "citations relevant": "citation precision",
    "gold spans cited": "span recall",
    "document found": "found@3",
    "document first": "recall@1",
    "evidence first": "evidence@1",
    "evidence found": "evidence@5",
    "reason": "reason",
}

Checks = frozenset[str]


@dataclass(frozen=True, slots=True)
class Lost:
    """A case that no longer holds checks it held, and its record now; None: not asked any more."""

    id: str
    checks: tuple[str, ...]
    record: Record | None


@dataclass(frozen=True, slots=True)
class Verdict:
    """The gate's finding. `gained` ids hold more than was recorded, `new` ids are not recorded."""

    lost: tuple[Lost, ...]
    gained: tuple[str, ...]
    new: tuple[str, ...]
    asked: int

    @property
    def passed(self) -> bool:
        return not self.lost


def checks(record: Record) -> Checks:
    """What holds of one answered case."""
    if record.error is not None:
        return frozenset()
    held = {"answers"} | {name for name, key in WHOLE.items() if record.scores.get(key) == 1.0}
    return frozenset(held | ({"right"} if summary.right(record) == 1.0 else set()))


def compare(baseline: Mapping[str, Checks], records: Sequence[Record]) -> Verdict:
    """Hold records against a baseline."""
    now = {record.case.id: record for record in records}
    lost = []
    for id_, held in baseline.items():
        record = now.get(id_)
        gone = held - (checks(record) if record else frozenset())
        if gone:
            lost.append(Lost(id_, tuple(sorted(gone)), record))
    gained = (i for i, r in now.items() if i in baseline and checks(r) - baseline[i])
    new = (i for i in now if i not in baseline)
    return Verdict(tuple(lost), tuple(gained), tuple(new), len(records))


def ask_afresh(dataset: Dataset, work: Path, config: Config) -> tuple[Record, ...]:
    """Every case asked of an index made anew from the set's documents.

    Raises:
        RunError: the set brings no documents.
    """
    cached = dataset.open_index(work, config)
    source = dataset.docs or cached.with_name(f"{dataset.name}.jsonl")
    if dataset.index is not None or not source.exists():
        raise RunError(
            f"{dataset.name}: 需要文档，不是索引 / documents are needed, not an index", "--docs DIR"
        )
    folder = Path(tempfile.mkdtemp(prefix="gate-", dir=cached.parent))
    try:
        fresh = reindexed(_reproducible(cached, source, config), source, folder.name, config)
        plan = Plan(replace(dataset, index=fresh), fresh, (OURS,), config, folder)
        return ask_all(plan).records
    finally:
        shutil.rmtree(folder)


def _reproducible(cached: Path, source: Path, config: Config) -> Path:
    """An index beside `cached` whose vectors are those of the C engine, made once.

    That engine gives a text the same vector whatever is embedded with it and nearly the same on
    any processor; the bulk engine's int8 would let a baseline hang on how documents were batched.
    """
    from embeddings.e5 import E5Encoder  # loaded by whoever asks, not by `policyqa eval --help`

    index = cached.with_name("reproducible")
    workdir.discard_if_outdated(index, config)
    model = E5Encoder(engine="wheel")
    with Index.open(index, create=True, expect=manifest(model, config)) as opened:
        Assistant(opened, model, config).ingest([source])
    return index


def baseline_path(name: str) -> Path:
    """Where the baseline of a set is kept."""
    return BASELINES / f"{name}.json"


def read_baseline(path: Path) -> dict[str, Checks]:
    """Checks by case id; RunError when nothing was recorded."""
    if not path.is_file():
        raise RunError(
            f"没有基线 {path} / nothing recorded: no {path}", "policyqa eval gate --record"
        )
    try:
        rows = json.loads(path.read_text(encoding="utf-8"))["cases"]
        return {id_: frozenset(held) for id_, held in rows.items()}
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise RunError(f"{path}: 不是基线文件 / not a baseline: {error}") from error


def write_baseline(path: Path, name: str, baseline: Mapping[str, Checks]) -> None:
    """One line per case, so that a change of the file reads as the cases it changes."""
    lines = [
        f"  {json.dumps(id_, ensure_ascii=False)}: {json.dumps(sorted(held))}"
        for id_, held in baseline.items()
    ]
    path.parent.mkdir(parents=True, exist_ok=True)
    head = json.dumps(name, ensure_ascii=False)
    write_text(path, f'{{"set": {head}, "cases": {{\n' + ",\n".join(lines) + "\n}}\n")


def recorded(records: Sequence[Record]) -> dict[str, Checks]:
    """The baseline these records make."""
    return {record.case.id: checks(record) for record in records}


def accepted(
    baseline: Mapping[str, Checks], records: Sequence[Record], ids: Collection[str]
) -> dict[str, Checks]:
    """The baseline with some cases as they are now; a case that is no longer asked is left out.

    Raises:
        RunError: an id is neither recorded nor asked.
    """
    now = recorded(records)
    unknown = [id_ for id_ in ids if id_ not in now and id_ not in baseline]
    if unknown:
        raise RunError(f"没有这个问题 {unknown[0]!r} / no case {unknown[0]!r} in the set")
    kept = {i: now[i] if i in ids and i in now else held for i, held in baseline.items()}
    kept |= {i: now[i] for i in ids if i in now}
    return {i: held for i, held in kept.items() if i in now or i not in ids}


def report(verdict: Verdict, *, sealed: bool = False) -> str:
    """What was lost, case by case, then the counts."""
    parts = [] if sealed else [_told(lost) for lost in verdict.lost]
    counts = (
        f"{verdict.asked} cases: {len(verdict.lost)} lost something, {len(verdict.gained)} gained, "
        f"{len(verdict.new)} not recorded yet"
    )
    if verdict.lost:
        ids = " ".join(f"--accept {lost.id}" for lost in verdict.lost[:3])
        counts += f"\n  → mend it, or accept it on purpose: policyqa eval gate {ids}"
    elif verdict.gained or verdict.new:
        counts += "\n  → keep it: policyqa eval gate --record"
    return "\n".join([*parts, counts])


def _told(lost: Lost) -> str:
    if lost.record is None:
        return f"LOST {lost.id}: not in the set any more"
    case = lost.record.case
    expected = " + ".join(" | ".join(a) for a in case.facts) or f"refusal: {case.reason}"
    return (
        f"LOST {lost.id}: {', '.join(lost.checks)}\n    {case.question}\n"
        f"    expected: {expected}\n    came: {told(lost.record)}"
    )
