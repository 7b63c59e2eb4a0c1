"""A question prompt in the terminal: one question a line, until end of input or Ctrl-C."""

from __future__ import annotations

import argparse
import importlib
import os
import sys
from collections.abc import Iterator
from pathlib import Path

from rag import Assistant
from rag.cli.language import say
from rag.cli.render import Style, answer_text
from rag.cli.terminal import colours, guarded, utf8_input, visible
from rag.errors import RagError

FAREWELLS = frozenset({"exit", "quit", "bye", "退出", "再见"})


def main() -> None:
    """Entry point of `make run`. Leaves with 0 at end of input, a farewell or Ctrl-C."""
    parser = argparse.ArgumentParser(prog="python -m ui.prompt", description=__doc__)
    parser.add_argument("--index", type=Path, default=Path("index"), help="the index to ask")
    parser.add_argument("--generator", metavar="SPEC", help="see policyqa models")
    options = parser.parse_args()
    generator = options.generator or os.environ.get("POLICYQA_GENERATOR")
    sys.exit(guarded(lambda: converse(options.index, generator)))


def converse(index: Path, generator: str | None = None) -> int:
    """Answer questions from standard input; always 0, for an unanswered question is no failure."""
    style = Style(colours(sys.stdout))
    with Assistant.open(index, generator=generator, create=False) as assistant:
        print(_greeting(len(assistant.index.documents()), index))
        try:
            for question in _questions():
                try:
                    print(f"\n{answer_text(assistant.ask(question), style)}\n", flush=True)
                except RagError as error:
                    print(f"{style(visible(str(error)), '31')}\n", file=sys.stderr, flush=True)
        except KeyboardInterrupt:
            print()
    return 0


def _greeting(count: int, index: Path) -> str:
    if not count:
        return say(
            f"索引是空的。先导入文档：policyqa ingest 文件夹 --index {index}",
            f"The index is empty. First ingest documents: policyqa ingest FOLDER --index {index}",
        )
    return say(
        f"已索引 {count} 篇文档。请输入问题；Ctrl-D 或“退出”结束。",
        f'{count} documents are indexed. Ask a question; Ctrl-D or "exit" ends.',
    )


def _questions() -> Iterator[str]:
    """Lines that are not blank, edited with readline on a terminal, echoed where they are piped."""
    interactive = sys.stdin.isatty()
    prompt = say("问> ", "ask> ")
    if interactive:
        _enable_line_editing()
    else:
        utf8_input()
    while True:
        try:
            line = input(prompt if interactive else "")
        except EOFError:
            return
        question = line.strip()
        if question.lower() in FAREWELLS:
            return
        if question:
            if not interactive:
                print(f"{prompt}{visible(question)}")
            yield question


def _enable_line_editing() -> None:
    """History and cursor keys; Python builds without readline do without."""
    try:
        importlib.import_module("readline")
    except ImportError:
        return


if __name__ == "__main__":
    main()
