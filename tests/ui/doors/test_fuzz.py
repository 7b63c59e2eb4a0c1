"""Schemathesis makes requests from the OpenAPI description: whatever it sends, nothing breaks."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from tests.running import Cli
from tests.ui.doors.running_server import TOKEN, Server, start

CHECKS = "not_a_server_error,response_schema_conformance,content_type_conformance"
EXAMPLES = 8  # requests an operation and phase


@pytest.mark.slow
def test_no_request_breaks_the_server(server: Server, tmp_path: Path) -> None:
    make_requests(server, tmp_path, CHECKS, "examples,coverage,fuzzing,stateful")


@pytest.mark.slow
def test_no_request_gets_past_the_login(home: Path, tmp_path: Path) -> None:
    """A server of its own: wrong credentials in number shut out the address they come from."""
    locked = start(Cli(home), home, "--rate", 0, POLICYQA_TOKEN=TOKEN)
    try:
        make_requests(locked, tmp_path, "not_a_server_error,ignored_auth", "fuzzing")
    finally:
        assert locked.stop() == 0


def make_requests(server: Server, folder: Path, checks: str, phases: str) -> None:
    program = Path(sys.executable).parent / "st"
    if not program.exists():
        pytest.skip("schemathesis is not installed")
    options = {
        "--checks": checks,
        "--phases": phases,
        "--max-examples": EXAMPLES,
        "--seed": 1,
        "--header": f"Authorization: Bearer {TOKEN}",
    }
    arguments = [str(part) for option in options.items() for part in option]
    run = subprocess.run(
        [program, "run", f"{server.address}api/openapi.json", "--no-color", *arguments],
        cwd=folder,
        capture_output=True,
        text=True,
    )
    assert run.returncode == 0, run.stdout[-5000:] + run.stderr[-2000:]
    assert "internal error" not in server.log
    with server.client() as client:
        assert client.get("/readyz").json() == {"status": "ready"}
