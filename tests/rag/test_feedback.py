"""Ratings of answers, kept beside the index and turned into evaluation cases."""

from __future__ import annotations

import json
import shutil
import threading
from pathlib import Path

import pytest

from eval.cases import read_cases
from rag.answer import Answer
from rag.assistant import Assistant
from rag.errors import UsageError
from rag.feedback import FEEDBACK_NAME, Feedback, main

INCOME = "2024年青山市软件业务收入达到多少？"


@pytest.fixture(scope="module")
def answers(small_index: Path) -> dict[str, Answer]:
    """An answered, a listed and a refused question."""
    with Assistant.open(small_index / "index", create=False) as assistant:
        return {
            "number": assistant.ask(INCOME),
            "list": assistant.ask("三项重点任务有哪些？"),
            "refused": assistant.ask("2019年白水镇的茶叶产量是多少？"),
        }


@pytest.fixture
def feedback(tmp_path: Path) -> Feedback:
    return Feedback(tmp_path)


def test_confirmed_answers_become_cases_the_harness_reads(
    feedback: Feedback, answers: dict[str, Answer], capfdbinary: pytest.CaptureFixture[bytes]
) -> None:
    assert answers["refused"].status == "refused"
    feedback.rate("a", "up", answers["number"], comment="口径正确")
    feedback.rate("b", "up", answers["list"])
    feedback.rate("c", "up", answers["refused"])
    feedback.rate("d", "down", answers["number"])
    feedback.rate(
        "e", "up", answers["number"], question="那2024年呢？", history=[("2023年呢？", "没有")]
    )
    assert main(["--index", str(feedback.path.parent)]) == 0
    written = capfdbinary.readouterr()
    path = feedback.path.with_name("cases.jsonl")
    path.write_bytes(written.out)
    cases = {case.question: case for case in read_cases(path)}
    assert len(cases) == 4
    number, listed = cases[INCOME], cases["三项重点任务有哪些？"]
    assert number.kind == "number"
    assert "38.6亿元" in number.facts[0][0]
    assert number.sources == ("plan.md",)
    assert number.note == "口径正确"
    assert len(listed.facts) == 3
    assert not cases["2019年白水镇的茶叶产量是多少？"].answerable
    assert cases["那2024年呢？"].history == (("2023年呢？", "没有"),)
    assert b"1 rejected" in written.err


def test_what_was_found_wrong_is_listed_apart(
    feedback: Feedback, answers: dict[str, Answer], capfdbinary: pytest.CaptureFixture[bytes]
) -> None:
    feedback.rate("a", "down", answers["number"], comment="应为全市口径")
    main(["--index", str(feedback.path.parent), "--down"])
    row = json.loads(capfdbinary.readouterr().out)
    assert row["comment"] == "应为全市口径"
    assert row["answer"]["claims"]


def test_a_second_thumb_replaces_the_first(feedback: Feedback, answers: dict[str, Answer]) -> None:
    feedback.rate("a", "up", answers["number"])
    feedback.rate("a", "down", answers["number"])
    assert [entry.verdict for entry in feedback.entries()] == ["down"]
    feedback.withdraw("a")
    assert feedback.entries() == []


def test_nonsense_is_refused(feedback: Feedback, answers: dict[str, Answer]) -> None:
    with pytest.raises(UsageError):
        feedback.rate("a", "sideways", answers["number"])
    with pytest.raises(UsageError):
        feedback.rate("a", "up", answers["number"], comment="x" * 1001)
    assert not feedback.path.exists()
    assert list(feedback.cases()) == []


def test_many_readers_rate_at_once(feedback: Feedback, answers: dict[str, Answer]) -> None:
    def rate(reader: int) -> None:
        for turn in range(5):
            feedback.rate(f"{reader}-{turn}", "up", answers["number"])

    threads = [threading.Thread(target=rate, args=(reader,)) for reader in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(feedback.entries()) == 30
    assert len(list(feedback.cases())) == 1


def test_ratings_leave_the_index_as_it_was(
    small_index: Path, tmp_path: Path, answers: dict[str, Answer]
) -> None:
    shutil.copytree(small_index / "index", tmp_path / "index")
    Feedback(tmp_path / "index").rate("a", "up", answers["number"])
    assert (tmp_path / "index" / FEEDBACK_NAME).is_file()
    with Assistant.open(tmp_path / "index", create=False) as assistant:
        assert assistant.ask(INCOME).index_version == answers["number"].index_version
