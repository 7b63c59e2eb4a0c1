"""The arithmetic of negative rejection, and one real run on two questions."""

from __future__ import annotations

import gzip
import json
from pathlib import Path

import pytest

from eval.rejection import FILE, Point, Scored, main, point, report, strictest

ROWS = [
    Scored("a", True, 0.9, False, True),
    Scored("b", True, 0.6, False, False),
    Scored("c", True, 0.8, True, False),
    Scored("a", False, 0.7, False, False),
    Scored("b", False, 0.2, False, False),
    Scored("c", False, 0.95, True, False),
]


def test_a_point_counts_what_is_refused_and_what_is_answered() -> None:
    assert point(ROWS, 0.65) == Point(0.65, rejected=2 / 3, answered=1 / 3, right=1 / 3)
    assert point(ROWS, 0.0) == Point(0.0, rejected=1 / 3, answered=2 / 3, right=1 / 3)
    assert point([], 0.5) == Point(0.5, 0.0, 0.0, 0.0)


def test_the_strictest_threshold_that_still_answers() -> None:
    found = strictest(ROWS, 0.6)
    assert found is not None
    assert (found.threshold, found.rejected) == (0.6, 2 / 3)
    assert strictest(ROWS, 0.9) is None  # one answerable question is refused at any threshold


def test_the_report_names_the_point_aimed_at() -> None:
    assert "out of reach" in report(ROWS)
    assert "refused where at least 85% are answered: 100.0%" in report([ROWS[0], ROWS[4]])


@pytest.mark.slow
def test_a_run_is_kept(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    rows = [
        {
            "id": number,
            "query": f"{place}2024年建成多少个数字驿站？",
            "answer": [f"{count}个"],
            "positive": [f"{place}2024年建成数字驿站{count}个。"],
            "negative": [f"{place}2024年种植茶叶{count}亩。", "青山市图书馆周一闭馆。"],
        }
        for number, (place, count) in enumerate((("绿江县", 31), ("青山市", 46)))
    ]
    with gzip.open(tmp_path / FILE, "wt", encoding="utf-8") as file:
        file.write("".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows))
    arguments = ["--data", str(tmp_path), "--work", str(tmp_path / "work")]
    assert main(arguments) == 0
    first = capsys.readouterr().out
    (kept,) = (tmp_path / "work").glob("rejection-*.jsonl")
    assert len(kept.read_text("utf-8").splitlines()) == 4
    assert "as configured" in first
    assert main(arguments) == 0
    assert capsys.readouterr().out == first
