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
from rag.decomposition import MOST_PARTS, decompose
from rag.text import han_share

ASKING = (
    "是多少什么时候的谁哪里有在了第几年初底增长下降准确率目标前实际，？"  # how a value is asked for
)
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
            ("Who chairs 白山云?", "Who chairs 满帮集团?"),
        ),
    ],
)
def test_parts(question: str, parts: tuple[str, ...]) -> None:
    assert decompose(question) == parts


@pytest.mark.parametrize(
    ("question", "parts"),
    [
        ("满帮和好活谁的用户多？", ("满帮有多少用户？", "好活有多少用户？")),
        (
            "软件业和制造业相比，哪个在2025年上半年的增速更高？",
            ("软件业在2025年上半年的增速是多少？", "制造业在2025年上半年的增速是多少？"),
        ),
        (
            "《甲条例》和《乙条例》，哪部出得更早？",
            ("《甲条例》是什么时候出的？", "《乙条例》是什么时候出的？"),
        ),
        (
            "谁更早提出大数据战略，贵州还是贵阳？",
            ("贵州是什么时候提出大数据战略的？", "贵阳是什么时候提出大数据战略的？"),
        ),
        (
            "2021年还是2025年上半年贵州软件业增速更快？",
            ("2021年贵州软件业增速是多少？", "2025年上半年贵州软件业增速是多少？"),
        ),
        (
            "云上贵州2022年的产值目标比2021年实际做到的多还是少？",
            ("云上贵州2022年的产值目标是多少？", "云上贵州2021年的产值是多少？"),
        ),
        (
            "贵州软件业增速从2021年到2025年上半年掉了多少？",
            ("贵州软件业增速2021年是多少？", "贵州软件业增速2025年上半年是多少？"),
        ),
        (
            "贵州2024年比2023年多建了多少个数据中心",
            ("贵州2024年建了多少个数据中心", "贵州2023年建了多少个数据中心"),
        ),
        (
            "云上贵州的物理服务器2021年有什么变化？",
            ("云上贵州的物理服务器2021年年初是多少？", "云上贵州的物理服务器2021年年底是多少？"),
        ),
        (
            "青云公司的员工2023年一年里是怎么变化的？",
            ("青云公司的员工2023年年初是多少？", "青云公司的员工2023年年底是多少？"),
        ),
        (
            "Which is larger, the target of 2022 or the result of 2021?",
            ("What is the target of 2022?", "What is the result of 2021?"),
        ),
        (
            "Did revenue grow faster in 2021 or in 2025?",
            ("How much did revenue grow in 2021?", "How much did revenue grow in 2025?"),
        ),
    ],
)
def test_what_is_compared_is_asked_for_by_itself(question: str, parts: tuple[str, ...]) -> None:
    assert decompose(question) == parts


@pytest.mark.parametrize(
    ("question", "parts"),
    [
        (
            "白山云、满帮集团、数据宝的董事长依次是谁？",
            ("白山云的董事长是谁？", "满帮集团的董事长是谁？", "数据宝的董事长是谁？"),
        ),
        (
            "2021到2023年贵州数字经济增速分别是多少？",
            tuple(f"{year}年贵州数字经济增速是多少？" for year in (2021, 2022, 2023)),
        ),
        (
            "超算中心和云上鲲鹏分别是哪一年投用、落户的？",
            ("超算中心是哪一年投用的？", "云上鲲鹏是哪一年落户的？"),
        ),
        (
            "腾讯七星、建行贵安这两座数据中心各有什么特点？",
            ("腾讯七星数据中心有什么特点？", "建行贵安数据中心有什么特点？"),
        ),
        (
            "贵州的2021年2月考察要求和国发2号文件定位分别是什么？",
            ("贵州的2021年2月考察要求是什么？", "贵州的国发2号文件定位是什么？"),
        ),
        (
            "东江科技落户贵安和建成分析系统分别是什么时候？",
            ("东江科技落户贵安是什么时候？", "东江科技建成分析系统是什么时候？"),
        ),
        (
            "中融智能制造是干什么的，瓴泓的业务有几成在省外？",
            ("中融智能制造的业务是什么？", "瓴泓的业务有几成在省外？"),
        ),
        (
            "贵安2024年软件业收入有多少，云上鲲鹏同年的产值又是多少？",
            ("贵安2024年软件业收入有多少？", "云上鲲鹏2024年的产值是多少？"),
        ),
        (
            "How many shippers and drivers does 满帮集团 have?",
            ("How many shippers does 满帮集团 have?", "How many drivers does 满帮集团 have?"),
        ),
    ],
)
def test_each_part_keeps_what_it_is_a_part_of(question: str, parts: tuple[str, ...]) -> None:
    assert decompose(question) == parts


@pytest.mark.parametrize(
    ("question", "parts"),
    [
        (
            "甲省数字经济占GDP的比重，目前是多少，规划2025年要到多少？",
            ("甲省数字经济占GDP的比重目前是多少？", "甲省数字经济占GDP的比重2025年的目标是多少？"),
        ),
        (
            "数字经济占GDP的比重，四川现在是多少，2025年想做到多少？",
            ("数字经济占GDP的比重四川现在是多少？", "数字经济占GDP的比重四川2025年的目标是多少？"),
        ),
        (
            "青山超算中心承担了《甲片》多大比例的渲染？投用以来一共输出了多少算力？",
            (
                "青山超算中心承担了《甲片》多大比例的渲染？",
                "青山超算中心投用以来一共输出了多少算力？",
            ),
        ),
        (
            "四川数字经济前两步是怎么走过来的，接下来第三步怎么迈？",
            ("四川数字经济前两步是怎么走过来的？", "四川数字经济接下来第三步怎么迈？"),
        ),
        ("数据宝有多少产品、多少场景？", ("数据宝有多少产品？", "数据宝有多少场景？")),
        ("满帮集团：货主多少人，司机多少人？", ("满帮集团货主多少人？", "满帮集团司机多少人？")),
        (
            "介绍一下好活公司的业务，以及它服务了多少用户。",
            ("介绍一下好活公司的业务？", "好活公司服务了多少用户？"),
        ),
        (
            "除了影视渲染，青山超算中心的算力还用在哪里，一共服务科研多少次？",
            ("除了影视渲染，青山超算中心的算力还用在哪里？", "青山超算中心一共服务科研多少次？"),
        ),
        (
            "四川的数据中心有多少个，重庆的呢？",
            ("四川的数据中心有多少个？", "重庆的数据中心有多少个？"),
        ),
        ("贵安的智算占比和国产化率是多少？", ("贵安的智算占比是多少？", "贵安的国产化率是多少？")),
        (
            "2025年4月1日和5月28日分别有什么活动？",
            ("2025年4月1日有什么活动？", "2025年5月28日有什么活动？"),
        ),
        (
            "平台经济和软件外包，哪个2025年规模更大，大多少？",
            ("平台经济2025年规模是多少？", "软件外包2025年规模是多少？"),
        ),
        (
            "四川2022年的软件收入目标比2021年的实际收入低多少？",
            ("四川2022年的软件收入目标是多少？", "四川2021年的软件收入是多少？"),
        ),
        (
            "四川规划的“一核”是哪里、“两带”是哪两条？",
            ("四川规划的“一核”是哪里？", "四川规划的“两带”是哪两条？"),
        ),
        (
            "How fast did revenue grow: in the first half of 2025, and in 2021?",
            (
                "How fast did revenue grow in the first half of 2025?",
                "How fast did revenue grow in 2021?",
            ),
        ),
        (
            "How many registered and how many daily users does 数智贵阳 have?",
            (
                "How many registered users does 数智贵阳 have?",
                "How many daily users does 数智贵阳 have?",
            ),
        ),
        (
            "Which is larger in Sichuan: the target for software or for the platform economy?",
            (
                "What is the target for software in Sichuan?",
                "What is the target for the platform economy in Sichuan?",
            ),
        ),
        (
            "Who chairs Baishan Cloud and Manbang?",
            ("Who chairs Baishan Cloud?", "Who chairs Manbang?"),
        ),
    ],
)
def test_what_stands_before_all_of_them_belongs_to_each(
    question: str, parts: tuple[str, ...]
) -> None:
    assert decompose(question) == parts


@pytest.mark.parametrize(
    "question",
    [
        "政府部门那边，贵安把大模型用在哪些场合、怎么部署的？",
        "省长就如何稳就业提了三点要求，分别是什么？",
        "专家围绕怎样选种子给出三条建议，都是什么？",
        "2023年四川软件和信息技术服务业收入比上年增长多少？",
        "2022年前两月的产值同比增长多少？",
        "哪个城市的增速最高？",
        "哪家公司的产值更高？",
        "2021年贵州增速比全国高多少？",
        "2020年到2022年累计投资了多少？",
        "贵州数字经济占GDP的比重是多少？",
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


def test_a_part_is_one_question_made_of_the_words_of_the_whole() -> None:
    lines = [
        line
        for name in ("two_part", "compared", "dialogue_dev2")
        for line in (SETS / f"{name}.jsonl").read_text("utf-8").splitlines()
    ]
    asked = [json.loads(line)["question"] for line in lines]
    for question, part in ((q, p) for q in asked for p in decompose(q) if p != q):
        assert decompose(part) == (part,)
        if han_share(question) > 0.5:
            assert set(part) - set(question) <= set(ASKING), (question, part)


def accepted(question: str) -> None:
    parts = decompose(question)
    assert 1 <= len(parts) <= MOST_PARTS
    assert len(parts) > 1 or parts == (question,)


@given(st.text(max_size=60))
def test_any_text_is_accepted(question: str) -> None:
    accepted(question)


PIECES = (
    "贵州", "2021年", "的", "产值", "和", "与", "比", "跟", "，", "、", "？", "；", "谁", "高",
    "多少", "目标", "实际", "各", "分别", "以及", "哪个", "云上贵州", "软件业", "它", "差",
    "vs", "还是", "早", "上", "百亿级", "企业", "(", "“", "”",
)  # fmt: skip


@given(st.lists(st.sampled_from(PIECES), max_size=14).map("".join))
def test_any_row_of_such_words_is_accepted(question: str) -> None:
    accepted(question)


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
