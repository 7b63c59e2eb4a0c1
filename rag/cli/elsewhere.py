"""Commands that live in other packages: `policyqa serve` in ui, `policyqa eval` in eval.

They are named here as strings and imported when they are called for, so that nothing below them
imports them and `ask` does not pay for a web server.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

from rag.cli.language import say

if TYPE_CHECKING:
    import typer

ELSEWHERE = {  # command -> "module:typer application"
    "eval": "eval.cli:app",
    "serve": "ui.cli:app",
}


def load(command: str) -> typer.Typer:
    """The application behind one of `ELSEWHERE`."""
    module, attribute = ELSEWHERE[command].split(":")
    application: typer.Typer = getattr(import_module(module), attribute)
    return application


def epilog() -> str:
    """The last lines of `policyqa --help`."""
    return say(
        "另有：policyqa serve（网页与接口）、policyqa eval（评测）；各自带 --help。",
        "Also: policyqa serve (web page and APIs), policyqa eval (evaluation); each has --help.",
    )
