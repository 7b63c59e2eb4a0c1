"""Questions rewritten by a model, taken only where nothing was added."""

from __future__ import annotations

import pytest

from rag import condense
from rag.generators import open_generator
from rag.generators.rewriting import taken_apart
from tests.rag.generators.servers import Script, saying, scripted_server, status

HISTORY = [("2021年贵州软件业收入增长多少？", "增长59.3%。")]


def condensed(said: str, question: str, monkeypatch: pytest.MonkeyPatch) -> str:
    with scripted_server(Script(saying(*said) if said else status(401, "no"))) as server:
        monkeypatch.setenv("POLICYQA_LLM_BASE_URL", server.base_url)
        return condense(HISTORY, question, open_generator("openai:m"))


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        ("2025年上半年贵州软件业的收入增长了多少？", "2025年上半年贵州软件业的收入增长了多少？"),
        ("问题：“2025年上半年贵州软件业收入增长多少？”\n", "2025年上半年贵州软件业收入增长多少？"),
    ],
)
def test_a_rewrite_that_adds_nothing_is_taken(
    said: str, expected: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert condensed(said, "那2025年上半年呢？", monkeypatch) == expected


@pytest.mark.parametrize(
    "said",
    [
        "2026年上半年贵州软件业收入增长多少？",  # a year of its own
        "2025年上半年云南软件业收入增长多少？",  # a place of its own
        "2025年上半年贵州软件业收入增长59.8%吗？",  # a number of its own
        "2025年上半年贵州软件业收入增长多少？\n这个问题问的是增速。",
        "",
    ],
)
def test_otherwise_the_rules_decide(said: str, monkeypatch: pytest.MonkeyPatch) -> None:
    found = condensed(said, "那2025年上半年呢？", monkeypatch)
    assert found == condense(HISTORY, "那2025年上半年呢？")


def apart(said: str, question: str, monkeypatch: pytest.MonkeyPatch) -> tuple[str, ...] | None:
    with scripted_server(Script(saying(said))) as server:
        monkeypatch.setenv("POLICYQA_LLM_BASE_URL", server.base_url)
        generator = open_generator("openai:m")
        assert generator is not None
        return taken_apart(generator, question)


def test_a_question_is_taken_apart(monkeypatch: pytest.MonkeyPatch) -> None:
    question = "贵阳的数据中心和贵安的算力规模有多大？"
    said = "1. 贵阳的数据中心规模有多大？\n2. 贵安的算力规模有多大？"
    expected = ("贵阳的数据中心规模有多大？", "贵安的算力规模有多大？")
    assert apart(said, question, monkeypatch) == expected


@pytest.mark.parametrize(
    "said",
    [
        "贵阳的数据中心规模有多大？",
        "贵阳的数据中心规模有多大？\n云南的算力规模有多大？",
        "有多大？\n规模？",
        "a\nb\nc\nd\ne",
    ],
)
def test_parts_of_its_own_are_turned_down(said: str, monkeypatch: pytest.MonkeyPatch) -> None:
    assert apart(said, "贵阳的数据中心和贵安的算力规模有多大？", monkeypatch) is None
