"""Sentences of a model held against the passages they cite."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from rag.answering.written import Checked, NoAnswer, checked_sentences
from rag.generators.base import GeneratorError
from rag.generators.evidence import Numbered
from rag.support import check_claim
from rag.types import Document, Span

REPORT = """一、概况
2024年，青山市软件业务收入达到38.6亿元，同比增长12.4%。全市共有规模以上软件企业57家。
力争到2027年，软件业务收入突破60亿元。"""
NOTICE = "截至2025年5月底，在用数据中心共9个。其中采用自然冷源的数据中心有4个。"


def passage(number: int, text: str, title: str) -> Numbered:
    document = Document(title, f"{title}.txt", text, "txt", title, date="2025-06-05")
    return Numbered(number, document, Span(0, len(text)))


EVIDENCE = (passage(1, REPORT, "青山市软件产业发展计划"), passage(2, NOTICE, "青山市通报"))


def checked(text: str) -> list[Checked]:
    return list(checked_sentences(iter(text), EVIDENCE, check_claim, "zh"))


def one(text: str) -> Checked:
    (found,) = checked(text)
    return found


@pytest.mark.parametrize(
    ("text", "quotes"),
    [
        ("2024年青山市软件业务收入为38.6亿元[1]。", [REPORT.split("\n")[1].split("。")[0] + "。"]),
        ("在用数据中心有9个，其中4个采用自然冷源[2]。", NOTICE.split("。")[:2]),
    ],
)
def test_a_claim_rests_on_exact_sentences(text: str, quotes: list[str]) -> None:
    found = one(text)
    assert found.kept
    assert found.verdict.status == "supported"
    assert [quote.text.rstrip("。") for quote in found.quotes] == [q.rstrip("。") for q in quotes]
    for quote in found.quotes:
        assert quote.text == quote.span.of(quote.document.text)


@pytest.mark.parametrize(
    "text",
    [
        "2024年青山市软件业务收入为39.6亿元[1]。",
        "2024年青山市软件业务收入为38.6亿元，同比下降12.4%[1]。",
        "2024年青山市软件业务收入突破60亿元[1]。",
        "青山市有规模以上软件企业75家[1]。",
        "在用数据中心共9个[1]。",  # it is the other passage that says so
    ],
)
def test_what_the_passage_does_not_say_is_no_claim(text: str) -> None:
    found = one(text)
    assert not found.kept
    assert found.verdict.reasons


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("青山市有软件企业57家。", "没有标明"),
        ("青山市有软件企业57家[7]。", "[7]"),
        ("详见 https://example.org/x [1]。", "网址"),
        ("![图](http://example.org/a.png?q=57)[1]", "网址"),
    ],
)
def test_what_cannot_be_checked_is_no_claim(text: str, message: str) -> None:
    found = one(text)
    assert not found.kept
    assert message in found.verdict.reasons[0].message
    assert found.quotes == ()


def test_unknown_numbers_are_told_and_the_known_ones_count() -> None:
    found = one("全市共有规模以上软件企业57家[1][9]。")
    assert found.kept
    assert found.unknown == (9,)


def test_a_model_that_repeats_itself_is_cut_off() -> None:
    said = "全市共有规模以上软件企业57家[1]。"
    assert len(checked(said * 5)) == 1


def test_no_answer() -> None:
    with pytest.raises(NoAnswer):
        checked("无法回答。")
    assert not checked("全市共有规模以上软件企业57家[1]。无法回答。")[1].kept


def test_what_was_complete_before_a_failure_is_given() -> None:
    def failing() -> Iterator[str]:
        yield "全市共有规模以上软件企业57家[1]。在用"
        raise GeneratorError("断了 / broke off")

    found = []
    with pytest.raises(GeneratorError):
        found.extend(checked_sentences(failing(), EVIDENCE, check_claim, "zh"))
    assert [f.text for f in found] == ["全市共有规模以上软件企业57家。"]
