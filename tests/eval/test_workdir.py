"""Indexes kept between runs, on the real encoder and store."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
import pytest

from eval import retrieval, workdir
from eval.readers import DatasetError, Paragraph, SquadQuestion, SquadSet
from eval.reindex import Borrowing, reindexed
from rag import Assistant
from rag.config import Config
from rag.retrieve import TERMS_PLAIN
from rag.store import Index

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from embeddings.encoder import FloatArray

TEXTS = (
    "貴州省的數據中心有十一個。",
    "苹果是一种水果，秋天成熟。",
    "长江流入东海，全长六千多公里。",
)
PARAGRAPHS = tuple(Paragraph(f"p{i}", text) for i, text in enumerate(TEXTS))


@pytest.fixture(scope="module")
def index(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return workdir.paragraph_index(tmp_path_factory.mktemp("work"), "small", PARAGRAPHS)


def external_ids(index: Path) -> set[str | None]:
    with Index.open(index) as opened:
        return {info.external_id for info in opened.documents()}


class TestFolders:
    def test_the_option_wins_over_the_environment(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setenv(workdir.DATA_VARIABLE, str(tmp_path))
        (tmp_path / "a").mkdir()
        assert workdir.data_folder(None) == tmp_path
        assert workdir.data_folder(tmp_path / "a") == tmp_path / "a"

    def test_no_data_says_what_to_set(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.delenv(workdir.DATA_VARIABLE, raising=False)
        with pytest.raises(DatasetError, match=workdir.DATA_VARIABLE):
            workdir.data_folder(None)
        with pytest.raises(DatasetError, match="none"):
            workdir.data_folder(tmp_path / "none")

    def test_work_is_kept_in_the_user_s_cache(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
        assert workdir.work_folder(None) == tmp_path / "policyqa" / "eval"


class TestIndexes:
    def test_paragraphs_are_documents(self, index: Path) -> None:
        assert external_ids(index) == {"p0", "p1", "p2"}
        assert {d.text for d in workdir.shown_texts(index).values()} == set(TEXTS)

    def test_the_same_paragraphs_are_not_indexed_again(self, index: Path) -> None:
        with Index.open(index) as opened:
            version = opened.version
        assert workdir.paragraph_index(index.parents[1], "small", PARAGRAPHS) == index
        with Index.open(index) as opened:
            assert opened.version == version

    def test_other_paragraphs_get_another_index(self, index: Path) -> None:
        changed = (replace(PARAGRAPHS[0], text="别的。"),)
        other = workdir.paragraph_index(index.parents[1], "small", changed)
        assert other != index
        assert external_ids(other) == {"p0"}

    def test_a_copy_lacks_what_it_should_and_the_original_keeps_it(self, index: Path) -> None:
        copy = workdir.copy_without(index, {"p1"}, "fold-0")
        assert external_ids(copy) == {"p0", "p2"}
        assert external_ids(index) == {"p0", "p1", "p2"}
        assert workdir.copy_without(index, {"p1"}, "fold-0") == copy
        with Assistant.open(copy) as assistant:
            hits = assistant.search("秋天的水果", k=3)
        assert "p1" not in {hit.document.external_id for hit in hits}

    def test_documents_of_a_folder(self, tmp_path: Path) -> None:
        docs = tmp_path / "docs"
        docs.mkdir()
        (docs / "a.txt").write_text(TEXTS[1], encoding="utf-8")
        first = workdir.documents_index(tmp_path, docs)
        (docs / "a.txt").write_text(TEXTS[2], encoding="utf-8")
        assert workdir.documents_index(tmp_path, docs) != first
        with pytest.raises(DatasetError, match="--docs"):
            workdir.documents_index(tmp_path, tmp_path / "none")


class NoModel:
    """Embeds nothing: a stand-in that shows the vectors were borrowed."""

    name = "e5-small"
    dimension = 384

    def __init__(self, fingerprint: str) -> None:
        self.fingerprint = fingerprint

    def encode_queries(self, texts: Sequence[str]) -> FloatArray:
        raise AssertionError("a query was embedded")

    def encode_documents(self, texts: Sequence[str], *, progress: object = None) -> FloatArray:
        assert not texts, "a document was embedded again"
        return np.zeros((0, self.dimension), dtype=np.float32)


class TestReindexing:
    def test_folding_off_without_embedding(self, index: Path) -> None:
        config = Config(fold_traditional=False, fusion="lexical")
        plain = reindexed(index, index.with_name("small.jsonl"), "plain", config)
        with Index.open(plain) as opened:
            assert opened.manifest.terms == TERMS_PLAIN
        with Assistant.open(plain, config=config) as assistant:
            assert not assistant.search("贵", k=1)
            assert assistant.search("貴", k=1)[0].document.external_id == "p0"
        with Assistant.open(index, config=Config(fusion="lexical")) as assistant:
            assert assistant.search("贵", k=1)[0].document.external_id == "p0"

    def test_vectors_are_borrowed(self, index: Path) -> None:
        with Assistant.open(index) as assistant:
            fingerprint = assistant.encoder.fingerprint
            expected = assistant.encoder.encode_documents([TEXTS[1]])
        made = Borrowing(NoModel(fingerprint), lender=index).encode_documents([TEXTS[1]])
        assert made.shape == (1, 384)
        assert float((made * expected).sum()) == pytest.approx(1.0, abs=1e-3)


def test_retrieval_table_end_to_end(index: Path) -> None:
    questions = (
        SquadQuestion("q0", "秋天成熟的水果是什么？", "p1", ("苹果",), impossible=False),
        SquadQuestion("q1", "长江流入哪里？", "p2", ("东海",), impossible=False),
    )
    data = SquadSet(PARAGRAPHS, questions, 0)
    scores = retrieval.run_set("small", data, index.parents[1], None)
    assert set(scores) == set(retrieval.SYSTEMS)
    assert scores["ours"].recall_1 == (1.0, 1.0)
    assert "n = 2" in retrieval.set_report("small", data, scores)
