"""The manifest of an answer, and what `verify` says when anything is not as it was."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag import Assistant
from rag.cli.render import Style
from rag.cli.verifying import run_verify
from rag.config import Config
from rag.errors import UsageError
from rag.provenance import SEALED, seals, sha256, spans
from rag.store import Index
from rag.verify import read_record, verify
from tests.running import NOTICE, PLAN, Cli

QUESTION = "2024年青山市软件业务收入是多少？"
UNANSWERABLE = "青山市2031年软件业务收入是多少？"
Record = dict[str, Any]
Edit = Callable[[Record], None]


@pytest.fixture(scope="module")
def asked(small_index: Path) -> Iterator[Assistant]:
    with Assistant.open(small_index / "index", create=False) as opened:
        yield opened


@pytest.fixture(scope="module")
def saved(asked: Assistant) -> str:
    return json.dumps(asked.ask(QUESTION).to_dict(), ensure_ascii=False)


@pytest.fixture(scope="module")
def refused(asked: Assistant) -> Record:
    answer = asked.ask(UNANSWERABLE).to_dict()
    assert answer["status"] == "refused"
    assert answer["nearest"]
    return answer


@pytest.fixture
def record(saved: str) -> Record:
    return dict(json.loads(saved))


@pytest.fixture
def home(small_index: Path, tmp_path: Path) -> Path:
    """The small corpus and its index, to be changed."""
    for name in ("docs", "index"):
        shutil.copytree(small_index / name, tmp_path / name)
    return tmp_path


def kinds(record: Record, index: Index, config: Config | None = None) -> list[str]:
    return [change.kind for change in verify(record, index, config or Config())]


def reingested(home: Path, name: str, text: str) -> Index:
    (home / "docs" / name).write_bytes(text.encode("gb18030" if name == "notice.txt" else "utf-8"))
    with Assistant.open(home / "index", create=False) as assistant:
        assistant.ingest([home / "docs"])
    return Index.open(home / "index")


def cited(record: Record) -> str:
    """The one source that the first citation names: the edits below are made to it."""
    source: str = record["citations"][0]["source"]
    assert source == "plan.md"
    return source


class TestManifest:
    def test_it_names_what_the_answer_was_made_from(self, asked: Assistant, record: Record) -> None:
        made = record["manifest"]
        document = asked.index.document(record["citations"][0]["document_id"])
        first = made["documents"][0]
        assert first == {
            "document_id": document.id,
            "source": "plan.md",
            "sha256": sha256(document.text),
        }
        assert made["spans"] == spans(record["citations"])
        assert made["spans"][0]["sha256"] == sha256(record["citations"][0]["quote"])
        assert made["answer"] == seals(record)
        assert made["index_version"] == asked.index.version
        assert made["encoder_fingerprint"] == asked.encoder.fingerprint
        assert made["reader"] == asked.reader_fingerprint
        assert (made["generator"], made["prompt"]) == ("extractive", None)

    def test_the_same_question_gives_the_same_bytes(self, asked: Assistant, saved: str) -> None:
        again = asked.ask(QUESTION).to_dict()
        assert again["timings"] != {}
        assert json.dumps(again["manifest"]) == json.dumps(json.loads(saved)["manifest"])

    def test_a_refusal_names_its_nearest_evidence(self, refused: Record) -> None:
        assert refused["manifest"]["spans"] == []
        assert refused["manifest"]["nearest"] == spans(refused["nearest"])
        assert refused["manifest"]["documents"]


class TestStanding:
    def test_nothing_changed(self, asked: Assistant, record: Record, refused: Record) -> None:
        assert kinds(record, asked.index) == kinds(refused, asked.index) == []

    def test_an_index_that_moved_on_is_said_but_harmless(self, home: Path, record: Record) -> None:
        with reingested(home, "new.txt", "青山市图书馆藏书三十万册。") as index:
            changes = verify(record, index)
        assert [c.kind for c in changes] == ["index_moved"]
        assert all(c.harmless for c in changes)

    def test_other_settings_are_said_but_harmless(self, asked: Assistant, record: Record) -> None:
        changes = verify(record, asked.index, Config(threshold=0.5), reader="another")
        assert [c.kind for c in changes] == ["other_config", "other_reader"]
        assert all(c.harmless for c in changes)

    def test_another_encoder_is_said(self, asked: Assistant, record: Record) -> None:
        record["manifest"]["encoder_fingerprint"] = "e5-small:0000"
        assert kinds(record, asked.index) == ["other_encoder"]


class TestDocuments:
    def test_a_removed_document(self, home: Path, record: Record) -> None:
        cited(record)
        with Index.open(home / "index") as index:
            with index.writer() as writer:
                writer.remove(record["citations"][0]["document_id"])
            found = kinds(record, index)
        assert found[:2] == ["document_removed", "quote_gone"]

    def test_text_put_before_a_quote_shifts_it(self, home: Path, record: Record) -> None:
        longer = PLAN.replace("## 一、", "本计划经市政府同意印发。\n\n## 一、")
        with reingested(home, cited(record), longer) as index:
            changes = verify(record, index)
        assert [c.kind for c in changes][:2] == ["document_changed", "quote_shifted"]
        shifted = changes[1]
        assert int(shifted.now) > int(shifted.was) == record["citations"][0]["start"]

    def test_another_figure_in_the_document(self, home: Path, record: Record) -> None:
        with reingested(home, cited(record), PLAN.replace("38.6亿元", "39.6亿元")) as index:
            assert kinds(record, index)[:2] == ["document_changed", "quote_gone"]

    def test_a_change_elsewhere_in_the_document(self, home: Path, record: Record) -> None:
        with reingested(home, cited(record), PLAN.replace("60亿元", "66亿元")) as index:
            assert kinds(record, index) == ["document_changed", "index_moved"]

    def test_a_document_nobody_cited_may_change(self, home: Path, record: Record) -> None:
        with reingested(home, "notice.txt", NOTICE.replace("1.28", "1.31")) as index:
            assert kinds(record, index) == ["index_moved"]


EDITS: dict[str, tuple[Edit, str]] = {
    "text": (lambda r: r.update(text=r["text"].replace("38.6", "83.6")), "answer_edited"),
    "question": (lambda r: r.update(question="别的问题？"), "answer_edited"),
    "status": (lambda r: r.update(status="refused"), "answer_edited"),
    "confidence": (lambda r: r.update(confidence=1.0), "answer_edited"),
    "notice": (lambda r: r["notices"].append("已核实"), "answer_edited"),
    "claim": (lambda r: r["claims"][0].update(text="软件业务收入83.6亿元"), "answer_edited"),
    "claim's number": (lambda r: r["claims"][0].update(citations=[]), "answer_edited"),
    "quote": (lambda r: r["citations"][0].update(quote="收入83.6亿元"), "answer_edited"),
    "title": (lambda r: r["citations"][0].update(title="别的文件"), "answer_edited"),
    "a citation less": (lambda r: r["citations"].pop(), "answer_edited"),
    "a span of the manifest": (
        lambda r: r["manifest"]["spans"][0].update(start=0),
        "manifest_edited",
    ),
}


class TestEdits:
    @pytest.mark.parametrize(("edit", "kind"), EDITS.values(), ids=EDITS)
    def test_an_edit_is_found(
        self, asked: Assistant, record: Record, edit: Edit, kind: str
    ) -> None:
        edit(record)
        assert kinds(record, asked.index)[0] == kind

    @pytest.mark.parametrize(
        ("edit", "kind"),
        [(EDITS["quote"][0], "quote_edited"), (EDITS["claim"][0], "claim_unfounded")],
        ids=["quote", "claim"],
    )
    def test_an_edit_that_was_sealed_anew(
        self, asked: Assistant, record: Record, edit: Edit, kind: str
    ) -> None:
        edit(record)
        record["manifest"] |= {"answer": seals(record), "spans": spans(record["citations"])}
        assert kind in kinds(record, asked.index)

    @pytest.mark.parametrize(
        ("text", "found"),
        [
            ("2024年青山市软件业务收入为38.6亿元。", []),
            ("2024年青山市软件业务收入为83.6亿元。", ["claim_unsupported"]),
        ],
    )
    def test_a_sentence_of_a_model_is_checked_again(
        self, asked: Assistant, record: Record, text: str, found: list[str]
    ) -> None:
        verdict = {"status": "supported", "reasons": []}
        claim = {"text": text, "citations": [1], "focus": None, "verdict": verdict}
        record["claims"] = [claim]
        record["manifest"]["answer"] = seals(record)
        assert kinds(record, asked.index) == found

    def test_another_title_than_the_document_has(self, asked: Assistant, record: Record) -> None:
        record["citations"][0]["date"] = "2019-01-01"
        record["manifest"]["answer"] = seals(record)
        assert kinds(record, asked.index) == ["label_changed"]

    @pytest.mark.parametrize("part", SEALED)
    def test_every_part_is_sealed(self, asked: Assistant, record: Record, part: str) -> None:
        record["manifest"]["answer"][part] = sha256("another")
        changes = verify(record, asked.index)
        assert [(c.kind, c.about) for c in changes] == [("answer_edited", part)]


MALFORMED = {
    "nothing": b"",
    "no JSON": b"policyqa",
    "not UTF-8": "回答".encode("gb18030"),
    "too deep": b"[" * 100_000,
    "a list": b"[]",
    "another object": b'{"name": "policyqa"}',
    "no manifest": b'{"question": "?", "citations": []}',
    "an empty manifest": b'{"question": "?", "citations": [], "manifest": {}}',
}


class TestReading:
    def test_what_was_written_is_read(self, saved: str) -> None:
        assert read_record(saved.encode("utf-8-sig"), "a.json") == json.loads(saved)

    @pytest.mark.parametrize("data", MALFORMED.values(), ids=MALFORMED)
    def test_what_is_no_answer_is_told(self, data: bytes) -> None:
        with pytest.raises(UsageError, match=r"a\.json") as told:
            read_record(data, "a.json")
        assert told.value.remedy

    @pytest.mark.parametrize(
        ("edit", "where"),
        [
            (lambda r: r["manifest"].pop("spans"), ".manifest.spans"),
            (lambda r: r["citations"][0].update(start="9"), r".citations\[0\].start"),
            (lambda r: r["claims"][0].update(citations=[True]), r".claims\[0\].citations\[0\]"),
            (lambda r: r.update(text=None), ".text"),
        ],
    )
    def test_damage_is_named(self, record: Record, edit: Edit, where: str) -> None:
        edit(record)
        with pytest.raises(UsageError, match=where):
            read_record(json.dumps(record).encode(), "a.json")

    def test_a_manifest_of_another_format(self, record: Record) -> None:
        record["manifest"]["format"] = 2
        with pytest.raises(UsageError, match="format 2"):
            read_record(json.dumps(record).encode(), "a.json")

    @given(
        st.recursive(
            st.none() | st.booleans() | st.integers() | st.text(),
            lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
        )
    )
    def test_no_json_breaks_it(self, value: object) -> None:
        with pytest.raises(UsageError):
            read_record(json.dumps(value).encode("utf-8", "surrogatepass"), "a.json")


class TestCommand:
    @pytest.fixture
    def home(self, small_index: Path, tmp_path: Path, saved: str) -> Path:
        (tmp_path / "a.json").write_text(saved, "utf-8")
        return tmp_path

    def test_an_answer_that_stands(
        self, small_index: Path, home: Path, capsys: pytest.CaptureFixture[str]
    ) -> None:
        style = Style(colour=False)
        assert run_verify(home / "a.json", small_index / "index", style, as_json=False) == 0
        assert "✓" in capsys.readouterr().out
        assert run_verify(home / "a.json", small_index / "index", style, as_json=True) == 0
        told = json.loads(capsys.readouterr().out)
        assert (told["stands"], told["changes"]) == (True, [])

    def test_an_edited_answer(
        self,
        small_index: Path,
        home: Path,
        saved: str,
        capsys: pytest.CaptureFixture[str],
        monkeypatch: pytest.MonkeyPatch,
    ) -> None:
        (home / "a.json").write_text(saved.replace("38.6", "83.6"), "utf-8")
        for language, words in (("zh", "被改动过"), ("en", "was edited")):
            monkeypatch.setenv("POLICYQA_LANG", language)
            style = Style(colour=False)
            assert run_verify(home / "a.json", small_index / "index", style, as_json=False) == 1
            assert words in capsys.readouterr().out

    def test_as_typed(self, small_index: Path, home: Path, saved: str) -> None:
        cli = Cli(home)
        index = small_index / "index"
        assert cli("verify", "-", "--index", index, stdin=saved.encode()).code == 0
        for file in ("none.json", str(home)):
            run = cli("verify", file, "--index", index)
            assert run.code == 2
            assert "→" in run.err
