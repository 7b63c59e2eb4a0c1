"""The command line: `policyqa`."""

from __future__ import annotations

import sys


def main() -> None:
    """Entry point of `policyqa`: run the command, leave with its exit code."""
    from rag.cli.terminal import guarded

    sys.exit(guarded(_run))


def _run() -> int:
    from rag.cli.elsewhere import ELSEWHERE, load

    name, arguments, app = "policyqa", sys.argv[1:], None
    if arguments and arguments[0] in ELSEWHERE:
        app = load(arguments[0])
        name, arguments = f"policyqa {arguments[0]}", arguments[1:]
    if app is None:
        from rag.cli.commands import app
    try:
        app(args=arguments, prog_name=name)
    except SystemExit as end:
        return end.code if isinstance(end.code, int) else 1
    return 0
