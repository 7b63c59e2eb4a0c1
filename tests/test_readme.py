"""What the README tells a newcomer to type is there and is accepted."""

from __future__ import annotations

import re
import shlex
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
import typer
from typer.main import get_command

from rag.cli.commands import app
from rag.cli.elsewhere import ELSEWHERE, load
from tests.running import ROOT, Cli

README = (ROOT / "README.md").read_text("utf-8")
FENCE = re.compile(r"^```(\w*)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
INLINE = re.compile(r"`((?:make|policyqa) [^`]+)`")


def lines(language: str) -> list[str]:
    return [
        line.partition("  #")[0].partition(" > ")[0].strip()
        for name, block in FENCE.findall(README)
        if name == language
        for line in block.splitlines()
        if line.strip()
    ]


TYPED = [*lines("sh"), *INLINE.findall(README)]
COMMANDS = [line for line in TYPED if line.startswith("policyqa ")]
TARGETS = sorted({line.split()[-1] for line in TYPED if re.match(r"(\w+=\S.* )?make ", line)})


@pytest.mark.parametrize("line", COMMANDS)
def test_commands_are_accepted(line: str) -> None:
    """The arguments parse: the command, each option and each kind of value exist."""
    arguments = shlex.split(line)[1:]
    path = "policyqa"
    if arguments[0] in ELSEWHERE:
        path, command = f"{path} {arguments[0]}", get_command(load(arguments.pop(0)))
    else:
        command = get_command(app)
    while isinstance(command, typer.core.TyperGroup) and not _is_whole(command, arguments):
        path, name = f"{path} {arguments[0]}", arguments.pop(0)
        command = command.commands[name]
    command.make_context(path, arguments)


def _is_whole(command: typer.core.TyperGroup, arguments: list[str]) -> bool:
    """Whether a group is called by itself: `policyqa serve --port 8000`."""
    return command.invoke_without_command and (not arguments or arguments[0].startswith("-"))


def test_readme_shows_every_command() -> None:
    shown = {line.split()[1] for line in COMMANDS}
    assert {"ingest", "ask", "search", "docs", "doctor", *ELSEWHERE} <= shown


@pytest.mark.parametrize("target", TARGETS)
@pytest.mark.skipif(shutil.which("make") is None, reason="make is not installed")
def test_make_targets_exist(target: str) -> None:
    done = subprocess.run(["make", "--dry-run", target], cwd=ROOT, capture_output=True)
    assert done.returncode == 0, done.stderr.decode()


def test_python_examples_run(small_index: Path, tmp_path: Path) -> None:
    shutil.copytree(small_index / "index", tmp_path / "index")
    (tmp_path / "seeds").mkdir()
    shutil.copytree(small_index / "docs", tmp_path / "seeds" / "corpus")
    for program in (block for name, block in FENCE.findall(README) if name == "python"):
        run = Cli(tmp_path).python([sys.executable, "-c", program])
        assert run.code == 0, run.err
        assert run.text


@pytest.mark.parametrize("path", re.findall(r"`(seeds/\S+?)`", README) or ["seeds/corpus"])
def test_paths_exist(path: str) -> None:
    assert (ROOT / path).exists()
