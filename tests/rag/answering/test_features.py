"""Features by hand: covered words, shapes of answers, bounds."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rag.answering.candidates import Candidate
from rag.answering.coverage import coverage, covered
from rag.answering.features import features, relevance
from rag.answering.shapes import answer_spots
from rag.answering.weights import EVIDENCE, RANKER
from rag.question import analyse
from rag.text import squeeze

QUESTIONS = st.sampled_from(
    ["软件业务收入是多少？", "2024年有哪些任务？", "局长是谁？", "什么是“一码通”？", "为什么增长？",
     "如何申请？", "总部在哪里？", "When was it founded?", "", "？"]
)  # fmt: skip


def one(word: str) -> float:
    return 1.0


def valued(question: str, text: str, **place: str) -> dict[str, float]:
    return features(analyse(question), Candidate(squeeze(text), **place), one)


@settings(deadline=None)
@given(
    QUESTIONS,
    st.text(alphabet="软件业务收入是指由于通过2024年局长张明“一码通”,。%亿家x", max_size=40),
)
def test_features_are_bounded_and_weighed_by_name(question: str, text: str) -> None:
    values = valued(question, text)
    assert values.keys() == RANKER.keys()
    assert all(-1 <= value <= 1 for value in values.values())


def test_words_that_stand_before_the_sentence_count_apart() -> None:
    alone = valued("软件业务收入是多少？", "达到38亿元")
    led = valued("软件业务收入是多少？", "达到38亿元", before="软件业务收入")
    assert alone["words"] == led["words"] == 0.0
    assert led["words_context"] == 1.0


def test_a_sentence_that_answers_beats_one_that_does_not() -> None:
    question = analyse("软件业务收入是多少？")
    answer, other = "软件业务收入达到38.6亿元", "软件业务收入持续增长"
    scores = [relevance(question, Candidate(text), one) for text in (answer, other, "天气很好")]
    assert scores == sorted(scores, reverse=True)


@pytest.mark.parametrize(
    ("question", "text", "name", "value"),
    [
        ("规模多大？", "规模38亿元", "kind", 0.75),
        ("收入多少？", "收入38亿元", "kind", 1.0),
        ("收入多少？", "收入增长38%", "kind", 0.0),
        ("收入多少亿元？", "收入38亿元", "kind", 1.0),
        ("收入多少？", "收入很高", "kind", 0.0),
        ("如何申请？", "登录平台", "kind", 0.5),
        ("2024年收入多少？", "2024年收入38亿元", "time", 1.0),
        ("2024年收入多少？", "2023年收入38亿元", "time", 0.0),
        ("收入多少？", "2023年收入38亿元", "time", 0.5),
        ("什么是“一码通”？", "一码通是指一个平台", "definition", 1.0),
        ("什么是“一码通”？", "推广一码通平台", "definition", 0.0),
        ("“一码通”有多少用户？", "一码通用户9万人", "quoted", 1.0),
        ("青山论坛是个什么定位的活动？", "青山论坛是园区的旗舰项目", "definition", 1.0),
        ("青山论坛是个什么定位的活动？", "青山论坛开幕,活动是公益的", "definition", 0.0),
        ("为什么增长？", "由于政策支持", "reason", 1.0),
        ("为什么下降？", "利润下降,主要系市场疲软", "reason", 1.0),
        ("如何申请？", "通过平台申请", "manner", 1.0),
        ("企业收入多少？", "收入企业", "order", 0.0),
        ("企业收入多少？", "企业的收入", "order", 1.0),
    ],
)
def test_by_hand(question: str, text: str, name: str, value: float) -> None:
    assert valued(question, text)[name] == pytest.approx(value)


@pytest.mark.parametrize(
    ("word", "text", "share"),
    [
        ("占比", "比重达到39%", 1.0),  # a synonym
        ("电能利用率", "利用率为1.2", 0.6 * 3 / 5),
        ("收入", "收成", 0.0),  # one character of two says nothing
        ("gpt-4", "gpt", 0.0),
    ],
)
def test_coverage_of_a_word(word: str, text: str, share: float) -> None:
    assert covered(word, text) == pytest.approx(share)


def test_coverage_is_weighed_by_rarity() -> None:
    asked = analyse("企业收入多少？").words
    rare = {"企业": 1.0, "收入": 3.0}
    assert coverage(asked, "收入", rare.__getitem__) == 0.75
    assert coverage((), "收入", one) == 0.0
    assert coverage((), "收入", one, empty=1.0) == 1.0


@pytest.mark.parametrize(
    ("question", "text", "spots"),
    [
        ("有多少家企业？", "2024年企业57家、产值3亿元", ["57家"]),
        ("有多少家企业？", "服务20户", ["20户"]),  # 家 and 户 count the same things
        ("占比是多少？", "占39%、达到3亿元", ["39%"]),
        ("结果是多少？", "2024年5月结果百分之十二", ["百分之十二"]),
        ("工期有多少天？", "工期30天", ["30天"]),
        ("57家企业收入多少？", "57家企业收入9亿元", ["9亿元"]),  # not what the question says
        ("什么时候建成？", "2024年建成", ["2024年"]),
        ("由哪家公司承建？", "贵州电网公司承建", []),  # 公司 is in the question
        ("谁承建？", "张明承建", ["张明"]),
        ("有哪些任务？", "任务9项", []),
    ],
)
def test_answer_spots(question: str, text: str, spots: list[str]) -> None:
    assert [s.of(text) for s in answer_spots(analyse(question), text)] == spots


def test_the_weights_are_all_there() -> None:
    assert all(isinstance(w, float) for w in (*RANKER.values(), *EVIDENCE.values()))


def test_reasons_and_ways_may_be_announced_by_the_heading_right_above() -> None:
    told = valued("为什么此时开会？", "2025年是最后一年", heading="工作要点为什么此时开会")
    assert told["reason"] == 1.0
    assert valued("为什么此时开会？", "2025年是最后一年", heading="工作要点")["reason"] == 0.0
    assert valued("怎样找到市场？", "带队走访各地", heading="怎样找到市场的?")["manner"] == 1.0


def test_spoken_words_are_covered_by_written_ones() -> None:
    assert covered("老总", "公司董事长是李明") == 1.0
    assert covered("总经理", "公司老总是李明") == 0.0
