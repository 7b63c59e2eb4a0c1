"""What the commands of this package share: tables, progress, error reporting."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, TypeVar

from rag.errors import RagError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

T = TypeVar("T")


def table(header: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """A Markdown table with aligned columns, the first to the left and the others to the right.

    >>> print(table(["system", "n"], [["ours", "1000"]]))
    | system |    n |
    | ------ | ---: |
    | ours   | 1000 |
    """
    cells = [list(header), *(list(row) for row in rows)]
    if any(len(row) != len(header) for row in cells):
        raise ValueError(f"a row does not have {len(header)} cells")
    widths = [max(3, *(len(row[i]) for row in cells)) for i in range(len(header))]
    rule = ["-" * widths[0], *("-" * (w - 1) + ":" for w in widths[1:])]
    lines = [_line(cells[0], widths), _line(rule, widths), *(_line(r, widths) for r in cells[1:])]
    return "\n".join(lines)


def _line(row: Sequence[str], widths: Sequence[int]) -> str:
    first = row[0].ljust(widths[0])
    rest = [cell.rjust(width) for cell, width in zip(row[1:], widths[1:], strict=True)]
    return "| " + " | ".join([first, *rest]) + " |"


def progress(items: Sequence[T], label: str) -> Iterator[T]:
    """The items, counted on standard error when that is a terminal; silent otherwise."""
    for done, item in enumerate(items, 1):
        yield item
        count(done, len(items), label)


def count(done: int, total: int, label: str) -> None:
    """One step of a count that stays on its line; silent where nobody watches."""
    if sys.stderr.isatty():
        end = "\n" if done == total else ""
        print(f"\r{label} {done}/{total}", end=end, file=sys.stderr, flush=True)


def share(part: float, digits: int = 1) -> str:
    """A share in percent.

    >>> share(0.8825)
    '88.2%'
    """
    return f"{100 * part:.{digits}f}%"


def command_line(module: str, arguments: Sequence[str] | None = None) -> str:
    """The command being run, to be printed above its results."""
    given = sys.argv[1:] if arguments is None else arguments
    return " ".join(["python -m", module, *given])


def run(main: Callable[[], int]) -> None:
    """Exit with what `main` returns; an expected failure is a message and exit code 2."""
    try:
        code = main()
    except RagError as error:
        print(error, file=sys.stderr)
        code = 2
    except KeyboardInterrupt:
        code = 130
    sys.exit(code)
