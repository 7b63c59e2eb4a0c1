"""Prompts are files: the packaged ones, or a folder of the user's own.

A prompt named `answer` is the file `answer.zh.md` or `answer.en.md`: the system message, a line
`---`, the user message. `$name` marks what is filled in; "$$" is a dollar sign.
"""

from __future__ import annotations

import hashlib
import os
import string
from collections.abc import Sequence
from importlib.resources import files
from pathlib import Path
from typing import Final, Literal

from rag.errors import ConfigError
from rag.generators.base import Message

Language = Literal["zh", "en"]
FOLDER_VARIABLE = "POLICYQA_PROMPTS"
RULE = "---"
# prompt -> what its files must have places for.
PLACES: Final[dict[str, frozenset[str]]] = {
    "answer": frozenset({"evidence", "question", "fence"}),
    "condense": frozenset({"history", "question"}),
    "split": frozenset({"question"}),
}


def messages(name: str, language: Language, **values: str) -> tuple[Message, ...]:
    """The messages of the prompt `name` with its places filled in.

    Raises:
        ConfigError: the user's own file cannot be read, or has no place for something.

    >>> messages("split", "en", question="What and when?")[1].content
    'What and when?'
    """
    where, text = _read(f"{name}.{language}.md")
    system, found, user = text.partition(f"\n{RULE}\n")
    places = set(string.Template(text).get_identifiers())
    if not found or places != PLACES[name] or not string.Template(text).is_valid():
        raise ConfigError(
            f"{where} 应含一行 {RULE} 以及 {_dollars(PLACES[name])}，现有 {_dollars(places)}。"
            f" {where} must hold a line {RULE} and {_dollars(PLACES[name])}, not"
            f" {_dollars(places)}.",
            f"unset {FOLDER_VARIABLE}",
        )
    parts = [string.Template(part).substitute(values).strip() for part in (system, user)]
    return tuple(m for m in (Message("system", parts[0]), Message("user", parts[1])) if m.content)


def digest(sent: Sequence[Message]) -> str:
    """SHA-256 of messages, in hexadecimal: names what a model was sent."""
    parts = (f"{len(m.content)} {m.role}\n{m.content}" for m in sent)
    return hashlib.sha256("\n".join(parts).encode("utf-8", "replace")).hexdigest()


def _read(name: str) -> tuple[str, str]:
    """(where it was found, text) of a prompt file; the user's own comes first."""
    folder = os.environ.get(FOLDER_VARIABLE, "").strip()
    own = Path(folder).expanduser() / name
    if folder and not own.parent.is_dir():
        raise ConfigError(
            f"{FOLDER_VARIABLE} 指向的文件夹不存在：{folder}。 There is no folder {folder}.",
            f"mkdir -p {folder}; unset {FOLDER_VARIABLE}",
        )
    try:
        if folder and own.is_file():
            return str(own), own.read_text("utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise ConfigError(
            f"读不了 {own}：{error}。 Cannot read {own}: {error}.", f"ls -l {own}"
        ) from error
    return name, files("rag").joinpath("data", "prompts", name).read_text("utf-8")


def _dollars(names: frozenset[str] | set[str]) -> str:
    return " ".join(f"${name}" for name in sorted(names)) or "∅"
