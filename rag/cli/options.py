"""Options that several commands have, here and in `policyqa serve`."""

from __future__ import annotations

from typing import Annotated

import typer

from rag.cli.language import say

Generator = Annotated[
    str | None,
    typer.Option(
        "--generator",
        envvar="POLICYQA_GENERATOR",
        metavar="SPEC",
        help=say(
            "写答案的语言模型，见 policyqa models；默认只用原文引句",
            "language model that writes answers, see policyqa models; by default quotes alone",
        ),
    ),
]
