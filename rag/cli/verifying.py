"""`policyqa verify`: a saved answer held against the index of today."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path

from rag.cli.language import say
from rag.cli.render import GREEN, RED, YELLOW, Style
from rag.cli.terminal import FAILED, OK, one_line, write_json
from rag.config import Config
from rag.errors import RagError, UsageError
from rag.store import Index
from rag.verify import Change, read_record, verify

LARGEST = 32 * 2**20  # bytes; an answer has thousands
STANDARD_INPUT = Path("-")


def run_verify(answer: Path, index: Path, style: Style, *, as_json: bool) -> int:
    """Say what changed since the answer was given; 1 when anything it rests on did.

    Raises:
        UsageError: the file is no answer with a manifest.
    """
    name = "stdin" if answer == STANDARD_INPUT else str(answer)
    record = read_record(_bytes_of(answer), name)
    config = Config(generator=record["generator"])
    with Index.open(index) as opened:
        changes = verify(record, opened, config, _reader(config))
        version = opened.version
    stands = all(change.harmless for change in changes)
    if as_json:
        found = [change.to_dict() for change in changes]
        write_json({"stands": stands, "index_version": version, "changes": found})
    else:
        _tell(changes, stands, len(record["citations"]) + len(record["nearest"]), style)
    return OK if stands else FAILED


def _bytes_of(path: Path) -> bytes:
    """The file's content, or what comes in by standard input for `-`."""
    try:
        if path == STANDARD_INPUT:
            data = sys.stdin.buffer.read(LARGEST + 1)
        else:
            with path.open("rb") as stream:
                data = stream.read(LARGEST + 1)
    except OSError as error:
        raise UsageError(
            f"读不了 {path}：{error.strerror}。 {path} cannot be read: {error.strerror}.",
            'policyqa ask "问题" --json > ANSWER.json',
        ) from None
    if len(data) > LARGEST:
        raise UsageError(
            f"{path} 超过 {LARGEST // 2**20} MB，不会是一个回答。"
            f" {path} is larger than {LARGEST // 2**20} MB: no answer is."
        )
    return data


def _reader(config: Config) -> str | None:
    """Fingerprint of today's reader; None where there is none to compare."""
    from rag.reader import open_reader

    try:
        return open_reader(config.reader).fingerprint
    except RagError:
        return None


def _tell(changes: Sequence[Change], stands: bool, quotes: int, style: Style) -> None:
    chinese = say("zh", "en") == "zh"
    for change in changes:
        mark = style("·", YELLOW) if change.harmless else style("✗", RED)
        print(f"{mark} {one_line(change.message(chinese))}")
    if stands:
        kept = say(
            f"回答未变，{quotes} 处引文都与索引逐字相符。",
            f"The answer stands: all {quotes} quotes are in the index, word for word.",
        )
        print(f"{style('✓', GREEN)} {kept}")
    else:
        print(say("请重新提问，或按上面所列核对。", "Ask again, or look into what is listed."))
