"""A part whose answer fails is asked otherwise, and only what fits is taken instead."""

from __future__ import annotations

from collections.abc import Sequence

from rag.answering.generate import Found
from rag.answering.otherwise import Ask, mended
from rag.types import Document
from tests.rag.answering.documents import answered, made

CENTRE = made(
    "青山超算中心由青山科创公司运营，董事长是李建国。\n\n"
    "突破口选的是影视渲染，合作方是海云科技有限公司。\n",
    title="青山超算中心介绍",
)
FIRMS = made(
    "海川物流有限公司的总经理是王小红。\n\n长江钢铁有限公司2024年产值达到35亿元。\n", source="b.txt"
)
REPORT = made("2023年，青山港吞吐量从2800万吨扩到3954万吨。\n", source="c.txt")


def asks(*documents: Document) -> Ask:
    def ask(reading: str, source: str | None) -> Found:
        kept = [d for d in documents if source in (None, d.source)]
        return Found(answered(reading, *kept), "zh", ())

    return ask


def quotes(question: str, parts: Sequence[str], *documents: Document) -> list[list[str]]:
    """The claims of each part once the answers are mended."""
    ask = asks(*documents)
    found = mended(question, [ask(part, None) for part in parts], ask)
    assert [f.answer.question for f in found] == list(parts)
    return [[claim.text for claim in f.answer.claims] for f in found]


def test_a_part_with_too_much_carried_over_is_asked_in_the_words_of_the_question() -> None:
    question = "王小红所在的海川物流在哪，长江钢铁2024年产值多少"
    parts = ("海川物流的总经理是谁？", "王小红所在的海川物流的长江钢铁2024年产值多少？")
    first, second = quotes(question, parts, FIRMS)
    assert "王小红" in first[0]
    assert "35亿元" in second[0]


def test_a_part_that_says_the_same_again_is_asked_otherwise() -> None:
    question = "青山超算归哪家公司运营，影视渲染的合作方又是哪家"
    parts = ("青山超算归哪家公司运营？", "青山超算运营公司影视渲染的合作方是哪家？")
    first, second = quotes(question, parts, CENTRE)
    assert "青山科创" in first[0]
    assert "海云科技" in second[0]


def test_one_sentence_with_a_value_for_each_part_answers_both() -> None:
    question = "青山港2023年年初和年底的吞吐量各是多少万吨"
    parts = ("青山港2023年年初的吞吐量是多少万吨？", "青山港2023年年底的吞吐量是多少万吨？")
    found = quotes(question, parts, REPORT)
    assert any("2800万吨" in claim for claims in found for claim in claims)


def test_the_figure_of_a_year_tells_its_beginning_or_its_end() -> None:
    table = made("指标：储罐容量；数值：3954万吨；时间：2023年；主体：青山港\n", source="d.txt")
    told = made("青山港储罐容量年初为2800万吨，提升之后达到3954万吨。\n", source="e.txt")
    parts = ("青山港2023年年初储罐容量有多少万吨？", "青山港2023年年底储罐容量有多少万吨？")
    found = quotes("青山港储罐容量2023年从多少万吨提到多少万吨", parts, table, told)
    assert any("2800万吨" in claim for claims in found for claim in claims)


def test_what_is_nowhere_said_stays_unanswered() -> None:
    question = "海川物流的总经理是谁，员工有多少"
    parts = ("海川物流的总经理是谁？", "海川物流员工有多少？")
    first, second = quotes(question, parts, FIRMS, CENTRE, REPORT)
    assert "王小红" in first[0]
    assert second == []


def test_the_figure_of_another_firm_is_not_taken_for_that_of_the_one_asked_about() -> None:
    question = "海川物流的总经理是谁，2024年产值又是多少"
    parts = ("海川物流的总经理是谁？", "海川物流有限公司2024年产值是多少？")
    assert quotes(question, parts, FIRMS)[1] == []
