"""Sources that disagree are told; those that only speak of something else are not."""

from __future__ import annotations

import pytest

from rag.answer import Answer
from rag.answering.conflicts import with_conflicts
from rag.types import Document
from tests.rag.answering.documents import answered, hits, made

TRUE = "2024年，青山市软件业务收入达到38.6亿元，同比增长12.4%。全市共有规模以上软件企业57家。"
REVENUE = "2024年青山市软件业务收入是多少？"
GROWTH = "2024年青山市软件业务收入同比增长多少？"
COMPANIES = "青山市有多少家规模以上软件企业？"
GOAL = "力争到2027年，青山市软件业务收入突破60亿元。"
GOAL_ASKED = "2027年青山市软件业务收入的目标是多少？"


def source(text: str, title: str = "经济观察", date: str | None = "2025-04-02") -> Document:
    return made(text, title=title, date=date, source=f"{title}.txt")


def asked(question: str, other: str, true: str = TRUE, date: str | None = "2025-04-02") -> Answer:
    """The answer from a true document and another one."""
    documents = (source(true, "统计公报", "2025-03-18"), source(other, date=date))
    answer = answered(question, *documents)
    assert answer.status == "answered"
    return with_conflicts(answer, hits(*documents))


DISAGREE = {
    "another value": (REVENUE, "2024年，青山市软件业务收入为36.8亿元。"),
    "in other words": (REVENUE, "据统计，青山市去年软件业务收入36.8亿元，居全省第三。"),
    "another unit": (REVENUE, "2024年青山市软件业务收入约30000万元。"),
    "a bound it breaks": (REVENUE, "2024年，青山市软件业务收入不到30亿元。"),
    "another growth": (GROWTH, "2024年，青山市软件业务收入增长14.2%。"),
    "a fall": (GROWTH, "2024年，青山市软件业务收入同比下降12.4%。"),
    "another count": (COMPANIES, "青山市目前有规模以上软件企业75家。"),
    "Chinese numerals": (COMPANIES, "青山市规模以上软件企业有七十五家。"),
    "a row": (REVENUE, "指标：软件业务收入；数值：36.8亿元；时间：2024年；地域：青山市"),
    "its year's end": (COMPANIES, "截至目前，青山市规模以上软件企业75家。"),
}


class TestDisagreement:
    @pytest.mark.parametrize(("question", "other"), DISAGREE.values(), ids=DISAGREE)
    def test_both_values_are_named(self, question: str, other: str) -> None:
        answer = asked(question, other)
        (conflict,) = answer.conflicts
        assert len(conflict.values) == len(conflict.citations) == 2
        for value, number in zip(conflict.values, conflict.citations, strict=True):
            citation = answer.citations[number - 1]
            assert citation.number == number
            assert value in citation.quote
            for told in (value, citation.title, citation.date or "", f"[{number}]"):
                assert told in conflict.message
        assert conflict.message in answer.text

    def test_claims_stay_as_they_are(self) -> None:
        documents = (source(TRUE, "统计公报"), source("2024年，青山市软件业务收入为36.8亿元。"))
        plain = answered(REVENUE, *documents)
        told = with_conflicts(plain, hits(*documents))
        assert told.claims == plain.claims
        assert told.citations[: len(plain.citations)] == plain.citations
        assert told.text.startswith(plain.text)

    def test_several_sources_are_one_disagreement(self) -> None:
        others = [
            source(f"2024年，青山市软件业务收入为{value}亿元。", f"来源{value}")
            for value in ("36.8", "33.1", "41.0")
        ]
        documents = (source(TRUE, "统计公报"), *others)
        answer = with_conflicts(answered(REVENUE, *documents), hits(*documents))
        (conflict,) = answer.conflicts
        assert set(conflict.values) == {"38.6亿元", "36.8亿元", "33.1亿元", "41.0亿元"}

    def test_goals_disagree_with_goals(self) -> None:
        answer = asked(GOAL_ASKED, "力争到2027年，青山市软件业务收入突破75亿元，以上为规划。", GOAL)
        assert not answer.conflicts  # both can be true
        answer = asked(GOAL_ASKED, "力争到2027年，青山市软件业务收入不超过50亿元。", GOAL)
        assert len(answer.conflicts) == 1

    def test_in_english(self) -> None:
        answer = asked(
            "What was the software revenue (软件业务收入) of 青山市 in 2024?",
            "2024年，青山市软件业务收入为36.8亿元。",
        )
        (conflict,) = answer.conflicts
        assert conflict.message.startswith("Sources disagree")


AGREE = {
    "the same value": (REVENUE, "青山市2024年软件业务收入38.6亿元。"),
    "another unit": (REVENUE, "2024年，青山市软件业务收入386000万元。"),
    "rounded": (REVENUE, "2024年，青山市软件业务收入39亿元。"),
    "about": (REVENUE, "2024年，青山市软件业务收入约38亿元。"),
    "a bound that holds": (REVENUE, "2024年，青山市软件业务收入超过35亿元。"),
    "another year": (REVENUE, "2023年，青山市软件业务收入为34.3亿元。"),
    "half a year": (REVENUE, "2024年上半年，青山市软件业务收入为17.2亿元。"),
    "a month": (REVENUE, "2024年6月，青山市软件业务收入为2.9亿元。"),
    "another place": (REVENUE, "2024年，贵阳市软件业务收入为530亿元。"),
    "another indicator": (REVENUE, "2024年，青山市电子信息制造业产值为76.1亿元。"),
    "a part of it": (REVENUE, "2024年，青山市核心软件业务收入为16.9亿元。"),
    "a goal": (REVENUE, "力争2024年，青山市软件业务收入突破50亿元。"),
    "another kind of rate": (GROWTH, "2024年，青山市软件业务收入占全省比重为3.1%。"),
    "a mean rate": (GROWTH, "2024年，青山市软件业务收入五年年均增长19.8%。"),
    "percentage points": (GROWTH, "2024年，青山市软件业务收入增速回落2.2个百分点。"),
    "not narrowed": (COMPANIES, "青山市共有软件企业640家。"),
    "preliminary": (REVENUE, "初步核算，2024年青山市软件业务收入37.9亿元。"),
}


class TestNoDisagreement:
    @pytest.mark.parametrize(("question", "other"), AGREE.values(), ids=AGREE)
    def test_nothing_is_told(self, question: str, other: str) -> None:
        answer = asked(question, other)
        assert not answer.conflicts
        assert "说法不一" not in answer.text

    def test_counts_without_a_period_may_differ_between_years(self) -> None:
        assert not asked(COMPANIES, "青山市有规模以上软件企业41家。", date="2022-04-02").conflicts
        assert asked(COMPANIES, "青山市有规模以上软件企业41家。", date=None).conflicts

    def test_one_document_does_not_disagree_with_itself(self) -> None:
        document = source(TRUE + "2024年，青山市软件业务收入为36.8亿元。")
        answer = answered(REVENUE, document)
        assert not with_conflicts(answer, hits(document)).conflicts

    def test_a_refusal_has_none(self) -> None:
        document = source(TRUE)
        answer = answered("2031年绿江县茶叶产量是多少？", document)
        assert answer.status == "refused"
        assert with_conflicts(answer, hits(document)) == answer
