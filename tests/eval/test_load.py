"""The load script against a real server, with few users for a few seconds."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import pytest

from tests.running import Cli


@pytest.mark.slow
def test_a_short_run_reports(small_index: Path, tmp_path: Path) -> None:
    arguments = ["--index", "index", "--users", "3", "--seconds", "4", "--think", "0.5"]
    report = tmp_path / "report.json"
    command = [sys.executable, "-m", "eval.bench.load", *arguments, "--json", str(report)]
    run = Cli(small_index).python(command)
    assert run.code == 0, run.text + run.err
    rows = {row["measure"]: row for row in json.loads(report.read_text("utf-8"))}
    assert rows["errors"]["value"] == "0"
    assert rows["first streamed claim when idle, p50"]["value"].endswith(" ms")
    assert "memory, growth after warming up" in rows


def test_a_missing_index_is_told(cli: Cli) -> None:
    run = cli.python([sys.executable, "-m", "eval.bench.load", "--index", "none"])
    assert run.code == 2
    assert "policyqa ingest" in run.err
