"""The border to the terminal: encodings, colours, exit codes, and no traceback past it."""

from __future__ import annotations

import json
import os
import sys
import traceback
from collections.abc import Callable
from typing import Any, TextIO

from rag.cli.language import say
from rag.errors import IndexLocked, RagError, StorageError
from rag.patterns import regex

# C0 and C1 controls but tab and line feed, and the marks that reorder text or break lines unseen.
_CONTROLS = regex(
    r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ud800-\udfff]"
)
OK, FAILED, USAGE, INTERRUPTED = 0, 1, 2, 130


def guarded(work: Callable[[], int]) -> int:
    """Run `work` and return its exit code, turning every exception into one.

    An expected failure is told as it stands. A reader that closed our output (`| head`) is told
    nothing. Anything else is a bug: one line, and the traceback under POLICYQA_DEBUG=1.
    """
    _tolerate_any_character()
    # Waiting threads of the model's engine must sleep, not spin: on a machine that does other work
    # spinning makes one query take 350 to 850 ms instead of 45. Read when the engine is loaded.
    os.environ.setdefault("OMP_WAIT_POLICY", "passive")
    try:
        code = work()
        sys.stdout.flush()
    except BrokenPipeError:
        # Python flushes standard output once more at exit; give it somewhere to go.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return FAILED
    except KeyboardInterrupt:
        return INTERRUPTED
    except RagError as error:
        print(visible(str(error)), file=sys.stderr)
        return FAILED if isinstance(error, StorageError | IndexLocked) else USAGE
    except OSError as error:
        print(
            visible(say(f"系统拒绝：{error}", f"refused by the system: {error}")), file=sys.stderr
        )
        return FAILED
    except Exception as error:
        _tell_bug(error)
        return FAILED
    return code


def _tell_bug(error: Exception) -> None:
    if os.environ.get("POLICYQA_DEBUG"):
        traceback.print_exc()
    what = visible(f"{type(error).__name__}: {error}".splitlines()[0])
    chinese = f"程序错误（{what}）：这是 policyqa 的缺陷，不是您的操作问题。"
    english = f"internal error ({what}): this is a bug in policyqa, not something you did."
    remedy = say(
        "详细信息：加 POLICYQA_DEBUG=1 再运行一次", "details: run again with POLICYQA_DEBUG=1"
    )
    print(f"{say(chinese, english)}\n  → {remedy}", file=sys.stderr)


def _tolerate_any_character() -> None:
    """A terminal that cannot show a character shows its escape instead of failing."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="backslashreplace")


def utf8_input() -> None:
    """Piped questions are UTF-8 whatever the locale says; undecodable bytes show as U+FFFD."""
    if hasattr(sys.stdin, "reconfigure"):
        sys.stdin.reconfigure(encoding="utf-8-sig", errors="replace")


def visible(text: str) -> str:
    r"""`text` with control characters as escapes: a document must not command the terminal.

    Tabs and line feeds stay; a name, which has one line, goes through `one_line`.

    >>> visible("a\x1b[2Jb"), one_line("a\nb")
    ('a\\x1b[2Jb', 'a\\nb')
    """
    return _CONTROLS.sub(lambda match: repr(match.group())[1:-1], text)


def one_line(text: str) -> str:
    """`visible`, with tabs and line feeds as escapes too."""
    return visible(text).replace("\n", r"\n").replace("\t", r"\t")


def colours(stream: TextIO) -> bool:
    """Whether to colour: a terminal that does not object (NO_COLOR, TERM=dumb)."""
    return stream.isatty() and "NO_COLOR" not in os.environ and os.environ.get("TERM") != "dumb"


def write_bytes(data: bytes) -> None:
    """Exactly these bytes to standard output, past its text layer, at once."""
    sys.stdout.flush()
    sys.stdout.buffer.write(data)
    sys.stdout.buffer.flush()


def write_json(value: Any, indent: int | None = None) -> None:
    """One JSON value and a line feed, UTF-8 whatever the locale says, at once."""
    text = json.dumps(value, ensure_ascii=False, indent=indent)
    write_bytes(f"{text}\n".encode("utf-8", "backslashreplace"))
