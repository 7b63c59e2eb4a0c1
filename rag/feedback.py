"""What readers say about answers: a thumb and a comment, kept beside the index, and as test cases.

    python -m rag.feedback --index index > cases.jsonl     confirmed answers, as evaluation cases
    python -m rag.feedback --index index --down            what readers found wrong, to look into

A confirmed answer says what the right one is, so it becomes a case; of a rejected one only a person
can say what it should have been.
"""

from __future__ import annotations

import argparse
import json
import sqlite3
import sys
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Literal, get_args

from rag.answer import Answer
from rag.errors import UsageError
from rag.question import analyse
from rag.store.connect import storage_errors

FEEDBACK_NAME = "feedback.sqlite"
LONGEST_COMMENT = 1000  # characters
Verdict = Literal["up", "down"]
_TABLE = """
CREATE TABLE IF NOT EXISTS rating (
    key TEXT PRIMARY KEY,    -- names one answer given to one reader
    at TEXT NOT NULL,        -- UTC
    verdict TEXT NOT NULL,
    comment TEXT NOT NULL,
    question TEXT NOT NULL,  -- as asked
    history TEXT NOT NULL,   -- JSON [[question, answer], ...], when it was asked as a follow-up
    answer TEXT NOT NULL     -- JSON, `Answer.to_dict()`
)
"""
_KINDS = {"person": "name", "place": "name", "organisation": "name"}  # as the harness names them


@dataclass(frozen=True, slots=True)
class Entry:
    """One rated answer. `answer` is what `Answer.to_dict()` gave."""

    at: str
    verdict: Verdict
    comment: str
    question: str
    history: tuple[tuple[str, str], ...]
    answer: dict[str, Any]


class Feedback:
    """The ratings of one index directory. Safe for many threads: every call opens the file."""

    def __init__(self, directory: Path) -> None:
        self.path = directory / FEEDBACK_NAME

    def rate(
        self,
        key: str,
        verdict: str,
        answer: Answer,
        *,
        question: str | None = None,
        history: Sequence[tuple[str, str]] = (),
        comment: str = "",
    ) -> None:
        """Keep a rating; a second one under the same key takes the place of the first.

        Args:
            question: as it was asked, where the answer is to a rewritten one.
            history: the earlier turns it leaned on.

        Raises:
            UsageError: the verdict is neither "up" nor "down", or the comment is too long.
            StorageError: the disk refuses.
        """
        if verdict not in get_args(Verdict):
            raise UsageError(f"评价应为 up 或 down：{verdict[:20]!r}。 Expected up or down.")
        if len(comment) > LONGEST_COMMENT:
            raise UsageError(
                f"说明有 {len(comment)} 字，上限 {LONGEST_COMMENT}。 The comment is too long."
            )
        now = datetime.now(UTC).isoformat(timespec="seconds")
        turns = json.dumps([list(turn) for turn in history], ensure_ascii=False)
        given = json.dumps(answer.to_dict(), ensure_ascii=False)
        with self._open() as connection:
            connection.execute(
                "INSERT OR REPLACE INTO rating VALUES (?, ?, ?, ?, ?, ?, ?)",
                (key, now, verdict, comment, question or answer.question, turns, given),
            )

    def withdraw(self, key: str) -> None:
        """Forget a rating, if there is one."""
        with self._open() as connection:
            connection.execute("DELETE FROM rating WHERE key = ?", (key,))

    def entries(self, verdict: Verdict | None = None) -> list[Entry]:
        """Ratings in the order they were given, all of them or those of one verdict."""
        if not self.path.exists():
            return []
        with self._open() as connection:
            rows = connection.execute(
                "SELECT at, verdict, comment, question, history, answer FROM rating "
                "WHERE ? IS NULL OR verdict = ? ORDER BY at, key",
                (verdict, verdict),
            ).fetchall()
        return [
            Entry(at, given, comment, question, _turns(history), json.loads(answer))
            for at, given, comment, question, history, answer in rows
        ]

    def cases(self) -> Iterator[dict[str, Any]]:
        """Confirmed answers as evaluation cases, the same question once, the latest rating kept."""
        latest = {(e.question, e.history): e for e in self.entries("up")}
        for number, entry in enumerate(latest.values(), 1):
            yield case(entry, f"feedback-{number}")

    @contextmanager
    def _open(self) -> Iterator[sqlite3.Connection]:
        with storage_errors(self.path.parent), closing(sqlite3.connect(self.path)) as connection:
            connection.execute("PRAGMA journal_mode = WAL")
            connection.execute(_TABLE)
            with connection:
                yield connection


def case(entry: Entry, identity: str) -> dict[str, Any]:
    """A confirmed answer as one line of a question set; its facts are the first claim's quotes."""
    answer, asked = entry.answer, analyse(entry.question)
    refused = answer["status"] == "refused"
    cited = {citation["number"]: citation for citation in answer["citations"]}
    first = [] if refused else [cited[n] for n in answer["claims"][0]["citations"]]
    sources = list(dict.fromkeys(citation["source"] for citation in first))
    kind = "follow-up" if entry.history else _KINDS.get(asked.kind, asked.kind)
    row: dict[str, Any] = {
        "id": identity,
        "question": entry.question,
        "lang": asked.lang,
        "kind": "unanswerable" if refused else kind,
        "answerable": not refused,
        "facts": [[citation["quote"]] for citation in first],
        "source": sources[0] if len(sources) == 1 else sources or None,
        "reason": answer["reason"]["code"] if refused else None,
    }
    if entry.comment:
        row["note"] = entry.comment
    if entry.history:
        row["history"] = [list(turn) for turn in entry.history]
    if first:
        row["spans"] = [{"source": c["source"], "quote": c["quote"]} for c in first]
    return row


def _turns(packed: str) -> tuple[tuple[str, str], ...]:
    return tuple((question, answer) for question, answer in json.loads(packed))


def main(arguments: Sequence[str] | None = None) -> int:
    """Write ratings as JSON Lines to standard output."""
    parser = argparse.ArgumentParser(prog="python -m rag.feedback")
    parser.add_argument("--index", type=Path, default=Path("index"), help="the index directory")
    parser.add_argument("--down", action="store_true", help="what readers found wrong, not cases")
    options = parser.parse_args(arguments)
    feedback = Feedback(options.index)
    down = feedback.entries("down")
    rows: list[dict[str, Any]] = (
        [
            {"at": e.at, "comment": e.comment, "question": e.question, "answer": e.answer}
            for e in down
        ]
        if options.down
        else list(feedback.cases())
    )
    for row in rows:
        sys.stdout.buffer.write(json.dumps(row, ensure_ascii=False).encode() + b"\n")
    if not options.down and down:
        print(
            f"{len(down)} 条“有问题”的评价不是用例：python -m rag.feedback --down"
            f" / {len(down)} rejected answers are no cases; see --down",
            file=sys.stderr,
        )
    return 0


if __name__ == "__main__":
    sys.exit(main())
