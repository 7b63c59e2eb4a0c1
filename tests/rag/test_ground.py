"""A follow-up is answered from the passage that its turn before was answered from."""

from __future__ import annotations

from pathlib import Path

import pytest

from rag import Assistant, condense, last_turn
from rag.ground import JOINED, on_ground, sought_again
from rag.types import Document, Hit, Passage, Span

MEADOW = """# 青禾农业预警平台

青禾平台由云岭公司建设，2023年6月上线。它每天汇总气象和土壤数据，预报病害。
平台预报的准确率为91.3%，一年为农户挽回损失4200万元。
"""
RIVER = """# 河湖监测平台

河湖监测平台由清源公司建设，2021年3月上线，水质预报的准确率为88.2%，一年节省经费900万元。
"""


BUILDERS = {
    "yunling.md": "# 云岭公司\n\n云岭公司是一家建设农业平台的公司，总部在河口镇，员工120人。\n",
    "qingyuan.md": "# 清源公司\n\n清源公司是一家建设水务平台的公司，总部在石桥镇，员工75人。\n",
}


@pytest.fixture(scope="module")
def assistant(tmp_path_factory: pytest.TempPathFactory) -> Assistant:
    folder = tmp_path_factory.mktemp("ground")
    (folder / "docs").mkdir()
    (folder / "docs" / "meadow.md").write_text(MEADOW, "utf-8")
    (folder / "docs" / "river.md").write_text(RIVER, "utf-8")
    for name, text in BUILDERS.items():
        (folder / "docs" / name).write_text(text, "utf-8")
    opened = Assistant.open(folder / "index")
    opened.ingest([folder / "docs"])
    return opened


def hit(name: str, start: int, end: int, score: float = 1.0) -> Hit:
    text = "一二三四五六七八九十" * 3
    document = Document(name, name, None, text, name, None, None, "")
    return Hit(
        Passage(f"{name}{start}", Span(start, end), text[start:end], ()), document, score, 0.9, 1.0
    )


@pytest.mark.parametrize(
    ("turn", "asked", "expected"),
    [
        (("青禾平台是哪家公司建设的？", "云岭公司"), "准确率有多高？", "91.3%"),
        (("河湖监测平台是谁建设的？", "清源公司"), "准确率有多高？", "88.2%"),
        (("青禾平台是哪家公司建设的？", "云岭公司"), "哪年上线的？", "2023年"),
        (("河湖监测平台是谁建设的？", "清源公司"), "哪年上线的？", "2021年"),
    ],
)
def test_an_open_question_is_answered_where_the_turn_before_was(
    assistant: Assistant, turn: tuple[str, str], asked: str, expected: str
) -> None:
    # Put as it stands, with nothing of the turn before written into it.
    assert expected in assistant.ask(asked, after=turn).claims[0].text


def test_a_complete_question_is_answered_wherever_the_turn_before_was(
    assistant: Assistant,
) -> None:
    turn = ("青禾平台是哪家公司建设的？", "云岭公司")
    asked = "河湖监测平台水质预报的准确率是多少？"
    assert "88.2%" in assistant.ask(condense([turn], asked), after=turn).claims[0].text


def test_streams_as_it_asks(assistant: Assistant) -> None:
    turn = ("青禾平台是哪家公司建设的？", "云岭公司")
    *_, last = assistant.stream("准确率有多高？", after=turn)
    assert last.claims == assistant.ask("准确率有多高？", after=turn).claims


def test_passages_of_the_turn_before_are_marked_or_added() -> None:
    turn = ("问？", "答")
    found, ground = [hit("a", 0, 10), hit("b", 0, 10)], [hit("b", 5, 15), hit("c", 0, 10)]
    joined = on_ground(found, ground, turn)
    assert [(h.document.id, h.passage.span.start) for h in joined] == [
        ("a", 0), ("b", 0), ("b", 5), ("c", 0),
    ]  # fmt: skip
    assert [bool(h.said_of) for h in joined] == [False, True, True, True]
    assert [h.score for h in joined] == [1.0, 1.0, JOINED, JOINED]


@pytest.mark.parametrize(
    "turn", [("问？", "答" * 10_000), ("问" * 10_000, "答"), ("？", ""), ("", "")]
)
def test_odd_turns_are_taken(assistant: Assistant, turn: tuple[str, str]) -> None:
    assert len(sought_again(turn)) <= 330
    assert assistant.ask("河湖监测平台哪年上线？", after=turn).status == "answered"


def test_no_history_has_no_last_turn() -> None:
    assert last_turn([]) is None
    assert Path(__file__).exists()
