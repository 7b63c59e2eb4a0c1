"""Servers that several test modules speak to, and an index of their own for them."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from tests.running import Cli
from tests.ui.doors.running_server import PASSWORD, TOKEN, USER, Server, start


@pytest.fixture(scope="session")
def home(small_index: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with docs/ and ./index, which servers may write to."""
    folder = tmp_path_factory.mktemp("doors")
    shutil.copytree(small_index / "index", folder / "index")
    shutil.copytree(small_index / "docs", folder / "docs")
    return folder


@pytest.fixture(scope="session")
def server(home: Path) -> Iterator[Server]:
    """Open to everybody on this machine, without a rate limit."""
    running = start(Cli(home), home, "--rate", 0)
    yield running
    running.process.kill()
    running.process.wait()


@pytest.fixture(scope="session")
def locked(home: Path) -> Iterator[Server]:
    """Asks for a user's password or the token."""
    done = Cli(home)("serve", "add-user", USER, POLICYQA_PASSWORD=PASSWORD)
    assert done.code == 0, done.err
    running = start(Cli(home), home, "--rate", 0, "--users", "users.txt", POLICYQA_TOKEN=TOKEN)
    yield running
    running.process.kill()
    running.process.wait()


@pytest.fixture
def http(server: Server) -> Iterator[httpx.Client]:
    with server.client() as client:
        yield client
