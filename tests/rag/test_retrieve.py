"""From a question to passages, through the bundled encoder and a real index."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import cast

import pytest

from embeddings import Encoder
from embeddings.encoder import FloatArray
from rag import Assistant
from rag.config import FUSIONS, Config
from rag.errors import UsageError
from rag.retrieve import query_terms, retrieve
from rag.types import Filters, Hit

CENTRES = "青山市在用数据中心共9个，平均电能利用效率为1.28。"
ROWS = (
    {"id": "a", "text": CENTRES, "title": "能耗通报", "date": "2025-06-05", "publisher": "发改委"},
    {"id": "b", "text": CENTRES + "！", "title": "能耗通报转载", "date": "2025-06-06"},
    {"id": "c", "text": "青山市数据中心有7个。", "title": "旧通报", "date": "2023-01-02"},
    {"id": "d", "text": "绿江縣建成鄉村數字驛站31個。", "title": "绿江县简报"},
    {"id": "e", "text": "软件人才公寓首批提供800套。", "title": "人才政策", "date": "2024-03"},
)


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Assistant]:
    folder = tmp_path_factory.mktemp("retrieve")
    lines = (json.dumps(row, ensure_ascii=False) for row in ROWS)
    (folder / "rows.jsonl").write_text("\n".join(lines), "utf-8")
    with Assistant.open(folder / "index") as assistant:
        assistant.ingest([folder / "rows.jsonl"])
        yield assistant


def found(
    home: Assistant,
    question: str,
    k: int = 5,
    config: Config | None = None,
    filters: Filters | None = None,
) -> list[Hit]:
    return retrieve(home.index, home.encoder, question, config or Config(), filters or Filters(), k)


def ids(hits: list[Hit]) -> list[str | None]:
    return [hit.document.external_id for hit in hits]


@pytest.mark.parametrize("fusion", FUSIONS)
def test_every_fusion_finds_the_passage(home: Assistant, fusion: str) -> None:
    config = replace(Config(), fusion=fusion)
    hits = found(home, "软件人才公寓提供多少套？", config=config)
    assert ids(hits)[0] == "e"
    assert all((h.dense is None) == (fusion == "lexical") for h in hits)
    if fusion == "dense":
        assert all(h.lexical is None for h in hits)


class _Slow:
    """The encoder, which waits until somebody has looked at what the words found."""

    def __init__(self, home: Assistant) -> None:
        self._encoder, self.looked = home.encoder, threading.Event()

    def encode_queries(self, texts: Sequence[str]) -> FloatArray:
        assert self.looked.wait(timeout=30)
        return self._encoder.encode_queries(texts)


def test_what_the_words_found_is_looked_at_while_the_question_is_embedded(home: Assistant) -> None:
    question, seen = "软件人才公寓提供多少套？", []
    slow = _Slow(home)

    def look(hits: list[Hit]) -> None:
        seen.extend(hits)
        slow.looked.set()

    encoder = cast("Encoder", slow)
    hits = retrieve(home.index, encoder, question, Config(), Filters(), 5, look)
    assert ids(seen)[0] == "e"
    assert hits == found(home, question)


def test_near_copies_are_shown_once(home: Assistant) -> None:
    found_ids = ids(found(home, "青山市在用数据中心有多少个？"))
    assert len({"a", "b"} & set(found_ids)) == 1
    assert "c" in found_ids


def test_filters_act_before_ranking(home: Assistant) -> None:
    question = "青山市在用数据中心有多少个？"
    assert ids(found(home, question, 1, filters=Filters(until="2023"))) == ["c"]
    assert ids(found(home, question, filters=Filters(title="人才"))) == ["e"]
    assert ids(found(home, question, filters=Filters(publisher="发改委"))) == ["a"]
    assert ids(found(home, question, filters=Filters(source="nowhere/"))) == []


def test_undated_documents_match_no_date(home: Assistant) -> None:
    assert "d" not in ids(found(home, "乡村数字驿站", filters=Filters(since="1900")))


def test_a_date_that_cannot_be_read_is_a_usage_error(home: Assistant) -> None:
    with pytest.raises(UsageError, match="2025-13"):
        found(home, "数据中心", filters=Filters(since="2025-13"))


def test_traditional_and_simplified_match(home: Assistant) -> None:
    config = Config(fusion="lexical")
    assert ids(found(home, "绿江县乡村数字驿站有多少个？", config=config))[0] == "d"


def test_an_english_question_finds_the_chinese_document(home: Assistant) -> None:
    assert ids(found(home, "How many data centers are in use?"))[0] in ("a", "b", "c")
    assert {"数据", "中心"} <= set(query_terms("How many data centers?", True))


@pytest.mark.parametrize("question", ["Сколько центров?", "จำนวน", "12345", "😀 z"])
def test_any_language_is_ranked_and_nothing_is_blown_up(home: Assistant, question: str) -> None:
    hits = found(home, question)
    assert hits
    assert all(0 <= hit.score <= 1 for hit in hits)


def test_best_first_and_the_same_every_time(home: Assistant) -> None:
    first = found(home, "青山市数据中心", 4)
    assert first == found(home, "青山市数据中心", 4)
    assert [h.score for h in first] == sorted((h.score for h in first), reverse=True)


def test_fewer_are_a_beginning_of_more(home: Assistant) -> None:
    more = ids(found(home, "青山市数据中心", 4))
    assert ids(found(home, "青山市数据中心", 2)) == more[:2]


def test_a_hit_is_the_text_at_its_place(home: Assistant) -> None:
    for hit in found(home, "数据中心"):
        assert hit.passage.span.of(hit.document.text) == hit.passage.text
