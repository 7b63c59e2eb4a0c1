"""What is wrong with a question set is found and told."""

from __future__ import annotations

from typing import Any

import pytest

from eval import checking
from eval.cases import Case, parse_case
from rag.types import Document
from tests.eval.conftest import BASE

DOCUMENTS = [
    Document("d1", "sub/a.txt", "2024年收入达到1.2万亿元。增长7.2%。增长7.2%。", "txt", "甲"),
    Document("d2", "b.txt", "共有9个中心。", "txt", "乙"),
    Document("d3", "x/c.txt", "丙", "txt", "丙"),
    Document("d4", "y/c.txt", "丙", "txt", "丙"),
]


def case(id_: str, question: str = "", **changes: Any) -> Case:
    row = {
        **BASE,
        "id": id_,
        "question": question or f"{id_}的问题是什么",
        "kind": "number",
        "facts": [["12000亿元"]],
        "source": "a.txt",
    }
    return parse_case(row | changes)


def messages(*cases: Case) -> list[tuple[str, bool, str]]:
    return [(f.id, f.error, f.message) for f in checking.check(cases, DOCUMENTS)]


@pytest.mark.parametrize(
    ("changes", "error", "message"),
    [
        ({"source": "none.txt"}, True, "not in the index"),
        ({"source": "c.txt", "facts": [["丙"]]}, True, "ambiguous: x/c.txt, y/c.txt"),
        ({"facts": [["1.3万亿元"]]}, True, "facts not in the source: 1.3万亿元"),
        ({"spans": [{"source": "a.txt", "quote": "1.2 万亿元"}]}, True, "not in the shown text"),
        ({"spans": [{"source": "z.txt", "quote": "1.2万亿元"}]}, True, "no such document"),
        (
            {"facts": [["7.2%"]], "spans": [{"source": "a.txt", "quote": "增长7.2%"}]},
            False,
            "stands 2 times",
        ),
        ({"spans": [{"source": "a.txt", "quote": "2024年"}]}, False, "do not state every fact"),
    ],
)
def test_documents(changes: dict[str, Any], error: bool, message: str) -> None:
    found = [(e, m) for _, e, m in messages(case("a", **changes)) if message in m]
    assert [e for e, _ in found] == [error]


def test_a_sound_set() -> None:
    both = case("b", source=["a.txt", "b.txt"], facts=[["9个"], ["1.2万亿元"]])
    span = case("c", spans=[{"source": "a.txt", "quote": "收入达到1.2万亿元"}])
    assert messages(both, span) == []


class TestPairs:
    def test_the_same_question(self) -> None:
        found = messages(case("a", "收入是多少？"), case("b", "收入 是多少?"))
        assert found == [("b", True, "the same question as a")]

    def test_the_same_words_after_another_turn_are_another_question(self) -> None:
        turns = {"history": [["2021年软件业务收入是多少？", "1亿元。"]]}
        assert messages(case("a", "增长呢？"), case("b", "增长呢？", **turns)) == []

    def test_leaks(self) -> None:
        dev = case("a", "2024年全市软件业务收入达到多少亿元？", split="dev")
        test = case("b", "2024年全市软件业务收入达到多少元？", split="test")
        ((id_, error, message),) = messages(dev, test)
        assert (id_, error) == ("b", True)
        assert "leaks a" in message

    def test_paraphrases_stay_in_one_split(self) -> None:
        dev = case("a", "收入是多少？", split="dev")
        test = case("b", "挣了多少钱？", split="test", paraphrase_of="a")
        assert messages(dev, test) == [("b", True, "paraphrase of a, which is in the other split")]


def test_offsets_point_at_the_words() -> None:
    marked = case("a", spans=[{"source": "a.txt", "quote": "增长7.2%"}])
    rows = checking.offsets([marked], DOCUMENTS)
    text = DOCUMENTS[0].text
    assert [text[row["start"] : row["end"]] for row in rows] == ["增长7.2%"] * 2
    assert {row["document_id"] for row in rows} == {"d1"}


def test_a_sealed_set_tells_ids_only() -> None:
    found = checking.check([case("a", source="none.txt")], DOCUMENTS)
    assert checking.report(found, sealed=True) == "ERROR a"
    assert "none.txt" in checking.report(found, sealed=False)


def test_census() -> None:
    text = checking.census([case("a", split="dev"), case("b", lang="en", split="test")])
    rows = {line.split("|")[1].strip(): line.split("|")[2:4] for line in text.splitlines()}
    assert [cell.strip() for cell in rows["in English"]] == ["0", "1"]
    assert [cell.strip() for cell in rows["kind number"]] == ["1", "1"]
