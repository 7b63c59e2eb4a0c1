"""Schemathesis makes requests from the OpenAPI description: whatever it sends, nothing breaks."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.ui.doors.running_server import TOKEN, Server

CHECKS = "not_a_server_error,response_schema_conformance,content_type_conformance"
EXAMPLES = 8  # requests an operation and phase


@pytest.mark.slow
@pytest.mark.parametrize(
    ("name", "checks", "phases"),
    [
        ("server", CHECKS, "examples,coverage,fuzzing,stateful"),
        ("locked", "not_a_server_error,ignored_auth", "fuzzing"),
    ],
)
def test_no_request_breaks_the_server(
    name: str, checks: str, phases: str, request: pytest.FixtureRequest, tmp_path: Path
) -> None:
    if shutil.which("st", path=Path(sys.executable).parent) is None:
        pytest.skip("schemathesis is not installed")
    server: Server = request.getfixturevalue(name)
    headers = ["--header", f"Authorization: Bearer {TOKEN}"] if name == "locked" else []
    url = f"{server.address}api/openapi.json"
    arguments = [
        "run",
        url,
        "--checks",
        checks,
        "--max-examples",
        EXAMPLES,
        "--phases",
        phases,
        "--seed",
        1,
    ]
    run = subprocess.run(
        [Path(sys.executable).parent / "st", *map(str, arguments), *headers, "--no-color"],
        cwd=tmp_path,
        capture_output=True,
        text=True,
    )
    assert run.returncode == 0, run.stdout[-5000:] + run.stderr[-2000:]
    assert "internal error" not in server.log
    with server.client(headers={"Authorization": f"Bearer {TOKEN}"}) as client:
        assert json.loads(client.get("/readyz").content) == {"status": "ready"}
