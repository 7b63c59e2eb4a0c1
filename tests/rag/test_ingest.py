"""Ingest through the Assistant: what is skipped, replaced, kept and removed, and what is told."""

from __future__ import annotations

import json
import shutil
import signal
import subprocess
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np
import pytest

from embeddings.encoder import Progress
from rag import Assistant
from rag.errors import UsageError
from rag.ingest import Ingested, Outcome
from rag.ledger import LEDGER_NAME
from rag.prepare import document_id
from tests.running import NOTICE, Cli, write_corpus


@pytest.fixture
def assistant(tmp_path: Path) -> Iterator[Assistant]:
    with Assistant.open(tmp_path / "index") as opened:
        yield opened


@pytest.fixture
def docs(tmp_path: Path) -> Path:
    return write_corpus(tmp_path / "docs")


def statuses(done: Ingested) -> dict[str, str]:
    return {outcome.source: outcome.status for outcome in done.outcomes}


class CountingEncoder:
    """The real encoder, counting what it is given."""

    def __init__(self, assistant: Assistant) -> None:
        self._encoder = assistant.encoder
        self.texts: list[str] = []
        self.fingerprint = assistant.encoder.fingerprint
        self.dimension = assistant.encoder.dimension
        self.name = assistant.encoder.name
        assistant.encoder = self

    def encode_documents(
        self, texts: Sequence[str], *, progress: Progress | None = None
    ) -> np.ndarray:
        self.texts += texts
        return self._encoder.encode_documents(texts, progress=progress)

    def encode_queries(self, texts: Sequence[str]) -> np.ndarray:
        return self._encoder.encode_queries(texts)


class TestChanges:
    def test_what_is_stored(self, assistant: Assistant, docs: Path) -> None:
        done = assistant.ingest([docs])
        assert set(statuses(done).values()) == {"added"}
        for outcome in done.outcomes:
            assert outcome.document_id is not None
            document = assistant.index.document(outcome.document_id)
            assert document.id == document_id(document.source, document.text)
            passages = assistant.index.passages_of(document.id)
            assert len(passages) == outcome.passages > 0
            assert all(p.text == p.span.of(document.text) for p in passages)
        rows = [d for d in assistant.index.documents() if d.kind == "jsonl"]
        assert [(d.source, d.external_id) for d in rows] == [
            ("rows.jsonl#q1", "q1"),
            ("rows.jsonl#q2", "q2"),
        ]

    def test_second_run_changes_nothing(self, assistant: Assistant, docs: Path) -> None:
        assistant.ingest([docs])
        version = assistant.index.version
        assert set(statuses(assistant.ingest([docs])).values()) == {"unchanged"}
        assert assistant.index.version == version

    def test_touched_and_moved_files_are_unchanged(
        self, assistant: Assistant, docs: Path, tmp_path: Path
    ) -> None:
        assistant.ingest([docs])
        (docs / "plan.md").touch()
        moved = docs.rename(tmp_path / "moved")
        assert set(statuses(assistant.ingest([moved])).values()) == {"unchanged"}

    def test_new_bytes_replace(self, assistant: Assistant, docs: Path) -> None:
        assistant.ingest([docs])
        (docs / "notice.txt").write_bytes(NOTICE.replace("9个", "10个").encode("gb18030"))
        assert statuses(assistant.ingest([docs]))["notice.txt"] == "replaced"
        (found,) = (d for d in assistant.index.documents() if d.source == "notice.txt")
        assert "共10个" in assistant.index.document(found.id).text

    def test_same_text_under_two_sources(self, assistant: Assistant, docs: Path) -> None:
        shutil.copy(docs / "plan.md", docs / "copy.md")
        done = assistant.ingest([docs])
        ids = {o.source: o.document_id for o in done.outcomes}
        assert ids["plan.md"] != ids["copy.md"]

    def test_nothing_is_embedded_twice(self, assistant: Assistant, docs: Path) -> None:
        encoder = CountingEncoder(assistant)
        assistant.ingest([docs])
        assert len(encoder.texts) == len(set(encoder.texts)) > 0
        first = len(encoder.texts)
        shutil.copy(docs / "plan.md", docs / "copy.md")
        assistant.ingest([docs])
        assert len(encoder.texts) == first

    def test_a_changed_row_leaves_the_others(self, assistant: Assistant, docs: Path) -> None:
        assistant.ingest([docs])
        rows = (docs / "rows.jsonl").read_text("utf-8").replace("31个", "32个")
        (docs / "rows.jsonl").write_text(rows, "utf-8")
        found = statuses(assistant.ingest([docs / "rows.jsonl"]))
        assert found == {"rows.jsonl#q1": "unchanged", "rows.jsonl#q2": "replaced"}

    def test_removed_document_comes_back(self, assistant: Assistant, docs: Path) -> None:
        done = assistant.ingest([docs])
        (row,) = (o for o in done.outcomes if o.source == "rows.jsonl#q1")
        with assistant.index.writer() as writer:
            writer.remove(str(row.document_id))
        assert statuses(assistant.ingest([docs]))["rows.jsonl#q1"] == "added"

    def test_encoding_is_forced_and_then_kept(self, assistant: Assistant, docs: Path) -> None:
        only = docs / "notice.txt"
        assistant.ingest([only])
        assert statuses(assistant.ingest([only], encoding="gb18030")) == {"notice.txt": "replaced"}
        assert statuses(assistant.ingest([only])) == {"notice.txt": "unchanged"}
        with pytest.raises(UsageError):
            assistant.ingest([only], encoding="klingon")


class TestFailures:
    def test_failed_file_keeps_its_last_good_version(
        self, assistant: Assistant, docs: Path
    ) -> None:
        assistant.ingest([docs])
        (docs / "plan.md").write_bytes(b"\x00\xff\x00\xfe" * 40)
        done = assistant.ingest([docs], prune=True)
        assert statuses(done)["plan.md"] == "failed"
        assert "plan.md" in {d.source for d in assistant.index.documents()}

    def test_bad_row_is_told_and_others_stay(self, assistant: Assistant, docs: Path) -> None:
        assistant.ingest([docs])
        with (docs / "rows.jsonl").open("a", encoding="utf-8") as rows:
            rows.write('{"id": "q3"}\n')
        for _ in range(2):  # a file with a bad row is never taken for done
            done = assistant.ingest([docs], prune=True)
            assert Counter(o.status for o in done.outcomes) == {"unchanged": 5, "failed": 1}

    def test_report_comes_after_the_commit(self, assistant: Assistant, docs: Path) -> None:
        counts: list[int] = []

        def report(outcome: Outcome) -> None:
            counts.append(len(assistant.index.documents()))

        started: list[int] = []
        assistant.ingest([docs], report=report, started=started.append)
        assert counts == [1, 2, 3, 4, 5]
        assert started == [4]


class TestPrune:
    def test_only_what_is_gone(self, assistant: Assistant, docs: Path) -> None:
        assistant.ingest([docs])
        (docs / "notice.txt").unlink()
        rows = (docs / "rows.jsonl").read_text("utf-8").splitlines()
        (docs / "rows.jsonl").write_text(rows[0] + "\n", "utf-8")
        assert "removed" not in statuses(assistant.ingest([docs])).values()
        found = statuses(assistant.ingest([docs], prune=True))
        assert {s for s, status in found.items() if status == "removed"} == {
            "notice.txt",
            "rows.jsonl#q2",
        }
        assert len(assistant.index.documents()) == 3

    def test_another_root_is_left_alone(
        self, assistant: Assistant, docs: Path, tmp_path: Path
    ) -> None:
        other = tmp_path / "other"
        other.mkdir()
        (other / "memo.txt").write_text("绿江县有2个产业园。", "utf-8")
        assistant.ingest([docs])
        found = statuses(assistant.ingest([other], prune=True))
        assert found == {"memo.txt": "added"}
        (other / "memo.txt").unlink()
        assert statuses(assistant.ingest([other], prune=True)) == {"memo.txt": "removed"}
        assert len(assistant.index.documents()) == 5

    def test_single_file_prunes_only_its_rows(self, assistant: Assistant, docs: Path) -> None:
        assistant.ingest([docs])
        (docs / "notice.txt").unlink()
        done = assistant.ingest([docs / "plan.md"], prune=True)
        assert statuses(done) == {"plan.md": "unchanged"}

    def test_moved_folder_is_pruned_by_its_new_name(
        self, assistant: Assistant, docs: Path, tmp_path: Path
    ) -> None:
        assistant.ingest([docs])
        moved = docs.rename(tmp_path / "moved")
        assistant.ingest([moved])
        (moved / "plan.md").unlink()
        assert statuses(assistant.ingest([moved], prune=True))["plan.md"] == "removed"

    def test_lost_ledger_prunes_nothing_unasked(self, assistant: Assistant, docs: Path) -> None:
        assistant.ingest([docs])
        (assistant.index.directory / LEDGER_NAME).write_bytes(b"not a database, " * 100)
        (docs / "notice.txt").unlink()
        found = statuses(assistant.ingest([docs], prune=True))
        assert set(found.values()) == {"unchanged"}


@pytest.mark.slow
def test_killed_runs_lose_nothing_acknowledged(cli: Cli) -> None:
    """kill -9 at ever later moments; every acknowledged line is a stored document."""
    folder = cli.cwd / "docs"
    folder.mkdir()
    for i in range(30):
        text = f"青山市第{i}号通报。\n\n第{i}产业园有企业{i + 3}家，年产值{i * 7 + 11}亿元。\n"
        (folder / f"{i:02}.txt").write_text(text, "utf-8")
    acknowledged: set[str] = set()
    for attempt in range(6):
        for path in sorted(folder.iterdir())[attempt * 5 :]:
            path.write_text(path.read_text("utf-8") + f"第{attempt}次修订。\n", "utf-8")
        with subprocess.Popen(
            cli.command("ingest", folder, "--json"),
            cwd=cli.cwd,
            env=cli.environment(),
            stdout=subprocess.PIPE,
        ) as process:
            assert process.stdout is not None
            time.sleep(1.0 + 0.9 * attempt)
            process.send_signal(signal.SIGKILL)
            lines = process.stdout.read().decode().splitlines(keepends=True)
        whole = [json.loads(line) for line in lines if line.endswith("\n")]
        acknowledged |= {line["document_id"] for line in whole}
        if (cli.cwd / "index").exists() and acknowledged:
            stored = {d["id"] for d in cli("docs", "list", "--json").json}
            latest = {line["document_id"] for line in whole}
            assert latest <= stored
    assert cli("ingest", folder).code == 0
    assert len(cli("docs", "list", "--json").json) == 30
