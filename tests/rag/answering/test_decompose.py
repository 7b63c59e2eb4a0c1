"""Questions that ask several things are asked one by one and answered in one answer."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag import Assistant
from rag.answer import Answer
from rag.answering.decompose import MOST_PARTS, decompose

SETS = Path(__file__).parents[3] / "eval" / "sets"


@pytest.fixture(scope="module")
def assistant(small_index: Path) -> Iterator[Assistant]:
    with Assistant.open(small_index / "index", create=False) as opened:
        yield opened


@pytest.mark.parametrize(
    ("question", "parts"),
    [
        (
            "贵州2021年和2025年上半年软件业收入增速各是多少？",
            ("贵州2021年软件业收入增速是多少？", "贵州2025年上半年软件业收入增速是多少？"),
        ),
        ("贵阳和贵安分别有多少家企业？", ("贵阳有多少家企业？", "贵安有多少家企业？")),
        (
            "云上鲲鹏2024年的产值和中标合同额各是多少？",
            ("云上鲲鹏2024年的产值是多少？", "云上鲲鹏2024年的中标合同额是多少？"),
        ),
        (
            "云上鲲鹏、云上贵州两家公司的总经理分别是谁？",
            ("云上鲲鹏的总经理是谁？", "云上贵州的总经理是谁？"),
        ),
        (
            "东江科技的总经理是谁？良品率提升了多少？",
            ("东江科技的总经理是谁？", "东江科技良品率提升了多少？"),
        ),
        (
            "贵州软件业的收入目标和实际分别是多少？",
            ("贵州软件业的收入目标是多少？", "贵州软件业的收入实际是多少？"),
        ),
        (
            "与2021年相比，2025年上半年贵州软件业收入增速变化多大？",
            ("2025年上半年贵州软件业收入增速是多少？", "2021年贵州软件业收入增速是多少？"),
        ),
        (
            "How did revenue in Guizhou change between 2021 and 2025?",
            ("What was revenue in Guizhou in 2021?", "What was revenue in Guizhou in 2025?"),
        ),
        (
            "Who chairs 白山云, and who chairs 满帮集团?",
            ("Who chairs 白山云?", "who chairs 满帮集团?"),
        ),
    ],
)
def test_parts(question: str, parts: tuple[str, ...]) -> None:
    assert decompose(question) == parts


@pytest.mark.parametrize(
    "question",
    [
        "贵阳贵安2025年软件业务收入的目标是多少？",
        "2021年贵州软件业收入比上年增长多少？",
        "四川和重庆一起建设的项目有几个？",
        "贵州、内蒙古这类西部节点为什么适合承接非实时算力？",
        "《哪吒2》的特效镜头里，由贵安超算中心渲染的占比有多高？",
        "软件和信息技术服务业收入是多少？",
        "“四个强化”分别强化什么？",
        "贵州各地有多少家企业？",
        "",
    ],
)
def test_one_question_stays_one(question: str) -> None:
    assert decompose(question) == (question,)


def test_every_part_of_the_recorded_questions_is_found() -> None:
    lines = (SETS / "two_part.jsonl").read_text("utf-8").splitlines()
    asked = [json.loads(line)["question"] for line in lines]
    assert [q for q in asked if len(decompose(q)) < 2] == []


@given(st.text(max_size=60))
def test_any_text_is_accepted(question: str) -> None:
    parts = decompose(question)
    assert 1 <= len(parts) <= MOST_PARTS
    assert len(parts) > 1 or parts == (question,)


def exact(assistant: Assistant, answer: Answer) -> None:
    numbers = [c.number for c in answer.citations]
    assert numbers == list(range(1, len(numbers) + 1))
    for citation in answer.citations:
        text = assistant.index.document(citation.document_id).text
        assert citation.quote == citation.span.of(text) != ""
    for claim in answer.claims:
        quotes = [answer.citations[n - 1].quote for n in claim.citations]
        assert claim.text == "\n".join(quotes)
    assert len({c.citations for c in answer.claims}) == len(answer.claims)


def test_each_part_is_answered_from_its_own_evidence(assistant: Assistant) -> None:
    answer = assistant.ask("2024年青山市软件业务收入是多少？有哪三项重点任务？")
    parts = decompose(answer.question)
    alone = [assistant.ask(part) for part in parts]
    assert answer.status == "answered"
    assert [a.claims[0].text in [c.text for c in answer.claims] for a in alone] == [True, True]
    assert answer.claims[0].text == alone[0].claims[0].text
    assert all(part in answer.text for part in parts)
    exact(assistant, answer)


def test_what_the_documents_lack_is_said(assistant: Assistant) -> None:
    answer = assistant.ask("2024年和2019年青山市软件业务收入分别是多少？")
    missing = assistant.ask("2019年青山市软件业务收入是多少？")
    assert answer.status == "answered"
    assert answer.reason is None
    assert missing.text in answer.text
    assert missing.text not in "\n".join(c.text for c in answer.claims)
    exact(assistant, answer)


def test_nothing_answered_is_a_refusal_with_the_first_reason(assistant: Assistant) -> None:
    question = "2018年和2019年青山市软件业务收入分别是多少？"
    answer, first = assistant.ask(question), assistant.ask(decompose(question)[0])
    assert (answer.status, answer.reason, answer.claims) == ("refused", first.reason, ())
    assert answer.question == question
    assert answer.nearest == first.nearest


def test_the_time_of_all_parts_counts(assistant: Assistant) -> None:
    answer = assistant.ask("2024年和2019年青山市软件业务收入分别是多少？")
    assert set(answer.timings) == {"retrieve", "answer", "total"}
    assert answer.timings["total"] >= answer.timings["retrieve"] > 0
