"""The command line: `policyqa`."""

from __future__ import annotations

import sys


def main() -> None:
    """Entry point of `policyqa`: run the command, leave with its exit code."""
    from rag.cli.terminal import guarded

    sys.exit(guarded(_run))


def _run() -> int:
    from rag.cli.commands import app

    try:
        app(prog_name="policyqa")
    except SystemExit as end:
        return end.code if isinstance(end.code, int) else 1
    return 0
