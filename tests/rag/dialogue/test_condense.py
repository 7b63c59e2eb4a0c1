"""Follow-ups become questions that stand alone; complete questions come back as they are."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag import condense

HERE = Path(__file__).parent
SETS = HERE.parents[2] / "eval" / "sets"
GROWTH = "2025年上半年贵州软件业收入增长多少？"
REFUSAL = "文档中没有找到回答这个问题的内容。"
UNCHANGED = 0.98  # share of complete questions that may at least be expected back as they are
RESOLVED = 0.95  # share of the recorded follow-ups


def rows(path: Path) -> list[dict[str, object]]:
    return [json.loads(line) for line in path.read_text("utf-8").splitlines()]


def resolved(row: dict[str, object]) -> bool:
    """Whether the condensed question holds what it must ("a|b": either) and lacks the rest."""
    history = [(q, a) for q, a in row["history"]]  # type: ignore[attr-defined]
    got = condense(history, str(row["question"]))
    holds = [
        got == need[1:] if need.startswith("=") else any(n in got for n in need.split("|"))
        for need in row["holds"]  # type: ignore[attr-defined]
    ]
    return all(holds) and not any(re.search(b, got) for b in row["lacks"])  # type: ignore[attr-defined]


@pytest.mark.parametrize(
    ("before", "question", "expected"),
    [
        (GROWTH, "那2021年呢？", "2021年贵州软件业收入增长多少？"),
        (GROWTH, "去年同期呢？", "2024年上半年贵州软件业收入增长多少？"),
        (GROWTH, "贵阳呢？", "2025年上半年贵阳软件业收入增长多少？"),
        (GROWTH, "和上海比呢？", "2025年上半年贵州和上海软件业收入增长分别多少？"),
        (GROWTH, "利润呢？", "2025年上半年贵州软件业利润增长多少？"),
        (GROWTH, "为什么？", "2025年上半年贵州软件业收入增长的原因是什么？"),
        ("云上鲲鹏的总经理是谁？", "那东江科技呢？", "东江科技的总经理是谁？"),
        ("云上鲲鹏2024年中标合同额是多少？", "该公司的产值是多少？", "云上鲲鹏的产值是多少？"),
        ("贵安超算中心是哪一年启用的？", "谁负责？", "贵安超算中心谁负责？"),
        ("贵安的三大转型是什么？", "具体有哪些？", "贵安的三大转型具体有哪些？"),
        ("贵州有多少家百亿级企业？", "十亿级的呢？", "贵州有多少家十亿级企业？"),
        (
            "贵州2025年软件外包的目标是多少？",
            "平台经济收入呢？",
            "贵州2025年平台经济收入的目标是多少？",
        ),
        ("满帮覆盖多少座主要城市？", "线路呢，有多少条？", "满帮线路有多少条"),
        ("腾讯在贵安的数据中心有什么特点？", "建行的呢？", "建行在贵安的数据中心有什么特点？"),
        (
            "2021年贵州软件业收入增长多少？",
            "那第二年定的目标呢？",
            "2022年贵州软件业收入的目标是多少？",
        ),
        ("云上鲲鹏2024年中标了多少合同？", "那它的产值呢？", "2024年云上鲲鹏的产值是多少？"),
        ("方案里的甲类节点有哪些？", "乙类的那几个重点做什么？", "方案里的乙类节点重点做什么？"),
        (
            "贵阳的“数据铁笼”对民警怎么管？",
            "出租车那边能查到什么？",
            "贵阳的“数据铁笼”出租车能查到什么？",
        ),
        ("国家规划有几项基本原则？", "第三条讲什么？", "国家规划的基本原则第三条讲什么？"),
        ("实施方案有哪四条原则？", "重点任务呢？", "实施方案的重点任务有哪些？"),
        ("云上鲲鹏是哪年落户贵安的？", "生态伙伴有多少家？", "云上鲲鹏生态伙伴有多少家？"),
        ("数据宝在哪些行业落地了场景？", "服务了多少家企业？", "数据宝服务了多少家企业？"),
        ("新区规划了多少标准机架？", "能直联哪些城市？", "新区能直联哪些城市？"),
        ("实施方案的甲类节点重点是什么？", "这个方案有几项任务？", "实施方案有几项任务？"),
        ("四川到2025年增加值占GDP要达到多少？", "眼下是多少？", "四川目前增加值占GDP达到多少？"),
        (
            "四川2025年增加值占GDP要达到多少？",
            "总产值的目标呢？",
            "四川2025年总产值的目标要达到多少？",
        ),
        ("2024年四川收入多少？", "重庆的这个数据有吗？", "2024年重庆收入多少？"),
        (
            "2021年集体学习的主题是什么？",
            "其中第五项举措是什么？",
            "2021年集体学习，其中第五项举措是什么？",
        ),
        ("四川2021年收入增速是多少？", "到了今年上半年呢？", "四川今年上半年收入增速是多少？"),
        ("四川2025年收入目标是多少？", "这个目标是谁提出的？", "四川2025年收入目标是谁提出的？"),
        ("贵安的“一体两翼”中“一体”指什么？", "“两翼”呢？", "贵安的“一体两翼”中“两翼”指什么？"),
        ("四川平台经济2025年收入目标是多少？", "重点领域有哪些？", "四川平台经济重点领域有哪些？"),
        ("东江科技是哪年落地贵安的？", "云上鲲鹏又是哪年来的？", "云上鲲鹏又是哪年来的？"),
        ("云上贵州公司的产值是多少？", "它家有哪几类业务？", "云上贵州公司有哪几类业务？"),
        (
            "What is Guizhou's 2025 target for the economy's share of GDP?",
            "And what is it now?",
            "What is Guizhou's economy's share of GDP now?",
        ),
        (
            "How many registered companies are there in 科创城?",
            "how many of them were big data firms?",
            "how many of registered companies in 科创城 were big data firms?",
        ),
        (
            "How much did value added of manufacturing in Guizhou grow in 2025?",
            "And software revenue?",
            "How much did software revenue in Guizhou grow in 2025?",
        ),
        (
            "How many data centres does Gui'an New Area have?",
            "And how many standard racks are planned?",
            "And how many standard racks are planned in Gui'an?",
        ),
        (
            "How many products has 数据宝 developed?",
            "who chairs it?",
            "who chairs 数据宝?",
        ),
        (
            "How much did revenue in Guizhou grow in 2025?",
            "what about the first half of 2021?",
            "How much did revenue in Guizhou grow in the first half of 2021?",
        ),
    ],
)
def test_follow_ups(before: str, question: str, expected: str) -> None:
    assert condense([(before, "")], question) == expected


def test_the_recorded_follow_ups_are_resolved() -> None:
    known = rows(HERE / "follow_ups.jsonl")
    missed = [row["question"] for row in known if not resolved(row)]
    assert len(missed) <= (1 - RESOLVED) * len(known), missed


def test_a_pronoun_may_stand_for_a_name_in_the_answer() -> None:
    turn = ("哪家企业被评为“灯塔工厂”？", "贵州轮胎股份有限公司被评为“灯塔工厂”。")
    assert condense([turn], "这家公司2024年的收入是多少？").startswith("贵州轮胎股份有限公司2024年")


def test_a_company_is_looked_for_before_anything_else_that_has_a_name() -> None:
    turn = ("贵安超算中心由谁运营？", "运营企业为贵安新区科创产业发展有限公司。")
    asked = condense([turn], "那家公司的董事长是谁？")
    assert asked == "贵安新区科创产业发展有限公司的董事长是谁？"


def test_both_of_what_was_asked_may_be_compared() -> None:
    turns = [(GROWTH, "7.2%"), ("电子信息制造业增加值呢？", "37.5%")]
    both = condense(turns, "两个增速相比，哪个快？")
    assert both == GROWTH + "2025年上半年贵州电子信息制造业增加值增长多少？"


def test_earlier_turns_may_be_given_as_they_were_typed() -> None:
    turns = [(GROWTH, "7.2%"), ("上海呢？", REFUSAL), ("那2021年呢？", REFUSAL)]
    assert condense(turns, "贵州呢？") == "2021年贵州软件业收入增长多少？"


@pytest.mark.parametrize(
    "question",
    [
        "东风汽车2023年上半年营业收入是多少？",
        "白山云的董事长是谁？",
        "平台经济重点发展哪些领域？",
        "贵安新区有多少个大型数据中心？",
        "谢谢",
        "？",
        "",
        "什么是独角兽？",
        "Thanks!",
    ],
)
def test_complete_questions_are_left_alone(question: str) -> None:
    assert condense([(GROWTH, "")], question) == question


def test_questions_of_the_sets_are_left_alone_whatever_came_before() -> None:
    for name in ("guizhou_tune", "guizhou_dev2", "news_dev"):
        asked = [str(row["question"]) for row in rows(SETS / f"{name}.jsonl")]
        histories = zip(asked[7:] + asked[:7], asked, strict=True)
        changed = [q for before, q in histories if condense([(before, "7.2%")], q) != q]
        assert len(changed) <= (1 - UNCHANGED) * len(asked), changed


def test_without_history_nothing_changes() -> None:
    assert condense([], "那2021年呢？") == "那2021年呢？"


@pytest.mark.parametrize("question", ["三(呢", "那百[呢", "那三（*呢？", "百\\\\呢"])
def test_what_is_typed_is_no_pattern(question: str) -> None:
    assert condense([("十亿级企业有几家？", "3家")], question)


@given(st.lists(st.tuples(st.text(max_size=40), st.text(max_size=40)), max_size=3), st.text())
def test_any_text_is_accepted(history: list[tuple[str, str]], question: str) -> None:
    assert isinstance(condense(history, question), str)


@given(
    st.sampled_from(
        [
            GROWTH, "云上鲲鹏的总经理是谁？", "What is the output of 数据宝 in 2024?",
            "贵安机架数量", "贵州数字经济增加值2025", "白山云 董事长", "十亿级企业有几家？",
        ]
    ),
    st.lists(
        st.sampled_from(
            ["那", "2021年", "贵阳", "它", "的", "利润", "增速", "目标", "呢", "？", "和", "比",
             "谁", "多少", "为什么", "哪些", "几个", "家", "第二个", "其中", "企业", "what about ",
             "it ", "2030", "?", "去年同期", "百亿级", "三", "超大型", "乙类", "(", "[", "*", "\\"]
        ),
        max_size=7,
    ),
)  # fmt: skip
def test_any_string_of_its_own_words_is_accepted(before: str, words: list[str]) -> None:
    question = "".join(words)
    once = condense([(before, "")], question)
    assert once == condense([(before, "")], question)
