"""Readers of public data sets on small files of the same layouts."""

from __future__ import annotations

import gzip
import json
from typing import TYPE_CHECKING

import pytest

from eval.readers import DatasetError, read_news, read_rgb, read_squad

if TYPE_CHECKING:
    from pathlib import Path

SQUAD = {
    "version": "x",
    "data": [
        {
            "title": "t",
            "paragraphs": [
                {
                    "context": "甲在一九九八年成立。",
                    "qas": [
                        {
                            "id": 7,
                            "question": " 甲何时成立？",
                            "answers": [{"text": "一九九八年"}, {"text": "一九九八年"}],
                        },
                        {"id": 8, "question": "  ", "answers": [{"text": "甲"}]},
                    ],
                }
            ],
        },
        {
            "paragraphs": [
                {
                    "context": "乙。",
                    "qas": [{"id": "9", "question": "丙？", "answers": [], "is_impossible": True}],
                }
            ]
        },
    ],
}


@pytest.mark.parametrize("name", ["set.json", "set.json.gz"])
def test_squad_layout(tmp_path: Path, name: str) -> None:
    data = json.dumps(SQUAD).encode()
    (tmp_path / name).write_bytes(gzip.compress(data) if name.endswith(".gz") else data)
    found = read_squad(tmp_path / name)
    assert [p.text for p in found.paragraphs] == ["甲在一九九八年成立。", "乙。"]
    assert len({p.id for p in found.paragraphs}) == 2
    assert found.empty == 1
    first, second = found.questions
    assert (first.id, first.question, first.answers) == ("7", "甲何时成立？", ("一九九八年",))
    assert (first.paragraph_id, first.impossible) == (found.paragraphs[0].id, False)
    assert (second.answers, second.impossible) == ((), True)


def test_another_layout_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "set.json"
    path.write_text('{"rows": []}', encoding="utf-8")
    with pytest.raises(DatasetError, match="expected SQuAD layout"):
        read_squad(path)


def test_a_missing_file_names_the_setting(tmp_path: Path) -> None:
    with pytest.raises(DatasetError, match="POLICYQA_DATA"):
        read_squad(tmp_path / "none.json.gz")


def test_news_and_rgb(tmp_path: Path) -> None:
    news, rgb = tmp_path / "news.jsonl.gz", tmp_path / "rgb.jsonl"
    rows = [
        {"id": "n1", "date": "2023-07-25", "text": "甲"},
        {"id": "n2", "date": None, "text": "乙"},
    ]
    news.write_bytes(gzip.compress("\n".join(map(json.dumps, rows)).encode()))
    assert [(p.id, p.date) for p in read_news(news)] == [("n1", "2023-07-25"), ("n2", None)]
    row = {
        "id": 0,
        "query": "几人？",
        "answer": ["12人", ["踩踏", "拥挤"]],
        "positive": ["a"],
        "negative": [],
    }
    rgb.write_text(json.dumps(row), encoding="utf-8")
    (case,) = read_rgb(rgb)
    assert (case.id, case.answers) == ("0", (("12人",), ("踩踏", "拥挤")))
    assert (case.positive, case.negative) == (("a",), ())
