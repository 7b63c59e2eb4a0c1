"""Sets of every layout become cases over documents."""

from __future__ import annotations

import gzip
import json
from pathlib import Path
from typing import Any

import pytest

from eval.datasets import DEMONSTRATION, open_dataset, rgb_dataset
from eval.readers import DatasetError, RgbCase
from rag.answer import Answer, Citation, Claim
from rag.config import Config
from rag.feedback import Feedback
from rag.types import Span
from tests.eval.conftest import Small

SQUAD = {
    "data": [
        {
            "paragraphs": [
                {
                    "context": "青山市于1998年设立。",
                    "qas": [
                        {"id": "q1", "question": "何时设立？", "answers": [{"text": "1998年"}]},
                        {"id": "q2", "question": "谁设立？", "answers": [], "is_impossible": True},
                    ],
                }
            ]
        }
    ]
}


def test_squad(tmp_path: Path) -> None:
    path = tmp_path / "tiny.json.gz"
    path.write_bytes(gzip.compress(json.dumps(SQUAD).encode()))
    found = open_dataset("tiny", data=tmp_path)
    yes, no = found.cases
    assert found.name == "tiny"
    assert (yes.facts, yes.sources) == ((("1998年",),), ("tiny.jsonl#p00000",))
    assert (yes.answerable, no.answerable, no.kind) == (True, False, "unanswerable")
    assert found.relevant(yes) == {"tiny.jsonl#p00000": 1}


def test_questions_about_news(tmp_path: Path) -> None:
    """The articles are named beside the set and read from the data folder."""
    asked = {"id": "n1", "question": "何时？", "lang": "zh", "kind": "date", "answerable": True,
             "facts": [["3月"]], "source": "a2", "reason": None}  # fmt: skip
    (tmp_path / "n.jsonl").write_text(json.dumps(asked), "utf-8")
    (tmp_path / "n.ids").write_text("a2\na3\n", "utf-8")
    news = [{"id": f"a{i}", "date": None, "text": f"第{i}篇，3月。"} for i in (1, 2, 3)]
    lines = "\n".join(json.dumps(row) for row in news)
    (tmp_path / "news_sample.jsonl.gz").write_bytes(gzip.compress(lines.encode()))
    found = open_dataset(str(tmp_path / "n.jsonl"), data=tmp_path)
    assert [p.id for p in found.paragraphs] == ["a2", "a3"]
    with pytest.raises(DatasetError, match="--data"):
        open_dataset(str(tmp_path / "n.jsonl"))
    (tmp_path / "n.ids").write_text("a2\na9\n", "utf-8")
    with pytest.raises(DatasetError, match="a9"):
        open_dataset(str(tmp_path / "n.jsonl"), data=tmp_path)


def test_rgb(tmp_path: Path) -> None:
    row = {"id": 7, "query": "几人？", "answer": [["9人", "九人"]], "positive": ["共9人"],
           "negative": ["共8人", " "]}  # fmt: skip
    (tmp_path / "rgb.jsonl").write_text(json.dumps(row), "utf-8")
    found = open_dataset(str(tmp_path / "rgb.jsonl"))
    assert [p.id for p in found.paragraphs] == ["7-p0", "7-n0"]
    assert found.cases[0].sources == ("rgb.jsonl#7-p0",)
    rows = [RgbCase("7", "几人？", (("9人",),), ("共9人",), ("共8人",))]
    rejection = rgb_dataset("rgb", rows, rejection=True)
    assert [p.id for p in rejection.paragraphs] == ["7-n0"]
    assert not rejection.cases[0].answerable


def write_beir(folder: Path, judgements: str) -> None:
    (folder / "qrels").mkdir(parents=True)
    corpus = [{"_id": "d1", "title": "题", "text": "文"}, {"_id": "d2", "text": "别的"}]
    queries = [{"_id": "q1", "text": "问？"}, {"_id": "q2", "text": "没有判断"}]
    for name, rows in (("corpus", corpus), ("queries", queries)):
        lines = "\n".join(json.dumps(row) for row in rows)
        (folder / f"{name}.jsonl").write_text(lines, "utf-8")
    (folder / "qrels" / "test.tsv").write_text(judgements, "utf-8")


def test_beir(tmp_path: Path) -> None:
    write_beir(tmp_path / "tiny", "query-id\tcorpus-id\tscore\nq1\td1\t2\nq1\td2\t0\n")
    found = open_dataset(str(tmp_path / "tiny"))
    (case,) = found.cases
    assert (case.answerable, case.facts, case.sources) == (True, (), ("tiny.jsonl#d1",))
    assert found.relevant(case) == {"tiny.jsonl#d1": 2, "tiny.jsonl#d2": 0}
    assert found.paragraphs[0].text == "题\n文"


@pytest.mark.parametrize("judgements", ["q1\td1\n", "q1\td1\tyes\n"])
def test_beir_with_broken_judgements(tmp_path: Path, judgements: str) -> None:
    write_beir(tmp_path / "tiny", judgements)
    with pytest.raises(DatasetError, match=r"test\.tsv:1"):
        open_dataset(str(tmp_path / "tiny"))


def test_feedback_of_the_chat(tmp_path: Path) -> None:
    """What readers confirmed is exported as cases that this package reads."""
    cited = Citation(1, "d", None, "a.txt", "题", None, None, None, (), Span(0, 4), "共有9个")
    given = Answer(
        "几个？", "answered", "", (Claim("共有9个", (1,)),), (cited,), None, (), "x", "y", "z", {}
    )
    feedback = Feedback(tmp_path)
    feedback.rate("k", "up", given, question="那有几个？", history=(("中心呢？", "有。"),))
    rows: list[dict[str, Any]] = list(feedback.cases())
    path = tmp_path / "feedback.jsonl"
    path.write_text("\n".join(json.dumps(row) for row in rows), "utf-8")
    (case,) = open_dataset(str(path), docs=tmp_path).cases
    assert case.kind == "follow-up"
    assert case.history == (("中心呢？", "有。"),)
    assert case.spans[0].quote == "共有9个"


class TestChoosing:
    def test_documents_given_take_the_place_of_the_set_s_own(self, small: Small) -> None:
        assert open_dataset(str(small.set_path), docs=small.docs).docs == small.docs
        by_index = open_dataset(str(small.set_path), index=small.plan.index)
        assert by_index.open_index(small.folder / "work", Config()) == small.plan.index

    def test_no_documents(self, small: Small, tmp_path: Path) -> None:
        with pytest.raises(DatasetError, match="--docs"):
            open_dataset(str(small.set_path)).open_index(tmp_path, Config())

    def test_narrowed(self, small: Small) -> None:
        assert [c.id for c in small.dataset.narrowed("test").cases] == ["s-4", "s-5", "s-6"]
        assert [c.id for c in small.dataset.narrowed(limit=2).cases] == ["s-1", "s-4"]
        assert len(small.dataset.narrowed(limit=99).cases) == 6
        assert small.dataset.narrowed("dev").fingerprint != small.dataset.fingerprint
        with pytest.raises(DatasetError, match="no case of split"):
            small.dataset.narrowed("train")

    def test_unknown_names_are_told_with_the_known_ones(self, tmp_path: Path) -> None:
        with pytest.raises(DatasetError, match="guizhou_tune"):
            open_dataset("nothing", data=tmp_path)

    def test_a_folder_of_the_same_name_does_not_hide_a_set(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        (tmp_path / "seeds").mkdir()
        monkeypatch.chdir(tmp_path)
        assert open_dataset("seeds").docs == DEMONSTRATION

    def test_blind_sets_are_sealed(self) -> None:
        assert open_dataset("guizhou_blind").sealed
        assert open_dataset("dialogue_test2").sealed
        assert not open_dataset("guizhou_tune").sealed
