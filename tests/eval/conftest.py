"""A small set over the made-up city, its index, and a run of it; for reading only."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from eval.datasets import Dataset, open_dataset
from eval.runner import Plan, run
from eval.systems import OURS
from eval.traces import Run
from rag.config import Config
from tests.running import write_corpus

ROWS: tuple[dict[str, Any], ...] = (
    {
        "id": "s-1",
        "question": "2024年青山市软件业务收入是多少？",
        "kind": "number",
        "facts": [["38.6亿元", "3860000000元"]],
        "source": "plan.md",
        "split": "dev",
        "spans": [{"source": "plan.md", "quote": "软件业务收入达到38.6亿元"}],
    },
    {
        "id": "s-2",
        "question": "青山市软件收入2024年达到了多少亿元？",
        "kind": "number",
        "facts": [["38.6亿元"]],
        "source": "plan.md",
        "split": "dev",
        "paraphrase_of": "s-1",
    },
    {
        "id": "s-3",
        "question": "青山市软件产业有哪三项重点任务？",
        "kind": "list",
        "facts": [["软件园二期"], ["开源社区"], ["人才公寓"]],
        "source": "plan.md",
        "split": "dev",
    },
    {
        "id": "s-4",
        "question": "青山市大数据局首任局长是谁？",
        "kind": "name",
        "facts": [["周明远"]],
        "source": "rows.jsonl#q1",
        "split": "test",
    },
    {
        "id": "s-5",
        "question": "其中采用自然冷源的有几个？",
        "kind": "follow-up",
        "facts": [["4个"]],
        "source": "notice.txt",
        "history": [["青山市在用数据中心共有几个？", "共9个。"]],
        "split": "test",
    },
    {
        "id": "s-6",
        "question": "2016年青山市软件业务收入是多少？",
        "kind": "unanswerable",
        "facts": [],
        "source": None,
        "reason": "wrong_time",
        "split": "test",
    },
)
BASE = {"lang": "zh", "answerable": True, "reason": None}


def rows() -> list[dict[str, Any]]:
    """The cases as objects of a question set."""
    return [{**BASE, **row, "answerable": row["kind"] != "unanswerable"} for row in ROWS]


@dataclass(frozen=True, slots=True)
class Small:
    """Where the small set is, and what came of asking it."""

    folder: Path
    set_path: Path
    docs: Path
    dataset: Dataset
    plan: Plan
    run: Run


@pytest.fixture(scope="session")
def small(tmp_path_factory: pytest.TempPathFactory) -> Small:
    folder = tmp_path_factory.mktemp("eval")
    docs = write_corpus(folder / "docs")
    path = folder / "small.jsonl"
    path.write_text("\n".join(json.dumps(row) for row in rows()) + "\n", "utf-8")
    dataset = open_dataset(str(path), docs=docs)
    index = dataset.open_index(folder / "work", Config())
    plan = Plan(dataset, index, (OURS, "first passage"), Config(), folder / "work")
    return Small(folder, path, docs, dataset, plan, run(plan, folder / "run"))
