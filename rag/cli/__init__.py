"""The command line: `policyqa`."""

from __future__ import annotations

import sys


def main() -> None:
    """Entry point of `policyqa`: run the command, leave with its exit code."""
    from rag.cli.terminal import guarded

    sys.exit(guarded(_run))


def _run() -> int:
    from rag.cli.elsewhere import ELSEWHERE, load

    arguments = sys.argv[1:]
    command = arguments[0] if arguments and arguments[0] in ELSEWHERE else None
    try:
        if command is None:
            from rag.cli.commands import app

            app(args=arguments, prog_name="policyqa")
        else:
            load(command)(args=arguments[1:], prog_name=f"policyqa {command}")
    except SystemExit as end:
        return end.code if isinstance(end.code, int) else 1
    return 0
