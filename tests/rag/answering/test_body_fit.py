"""Which company a sentence speaks of."""

from __future__ import annotations

import pytest

from rag.answering.body_fit import asked_bodies, body_fits
from rag.question import analyse
from tests.rag.answering.documents import hits, made, window_of

REPORT = made(
    "云上贵州大数据产业发展有限公司提供云服务。2021年，公司实现产值16.7亿元。\n"
    "贵州白山云科技股份有限公司获得奖项。\n"
    "2022年，公司订单增长三成。",
    title="云服务侧记",
)


@pytest.mark.parametrize(
    ("question", "sentence", "fits"),
    [
        ("云上贵州2021年产值多少？", "16.7亿元", True),  # named in its paragraph
        ("白山云2021年产值多少？", "16.7亿元", False),
        ("白山云的订单增长多少？", "三成", True),  # the company named last goes on
        ("云上贵州的订单增长多少？", "三成", False),
        ("订单增长多少？", "三成", True),  # no company asked about
    ],
)
def test_the_company_a_sentence_speaks_of(question: str, sentence: str, fits: bool) -> None:
    asked = asked_bodies(analyse(question), hits(REPORT))
    assert body_fits(asked, window_of(REPORT, sentence)) is fits


def test_a_company_is_not_gone_on_about_below_the_next_heading() -> None:
    document = made(
        "# 观察\n\n## 一、建设\n\n中国联通贵州公司投用机房。\n订单增长三成。\n\n"
        "## 二、节点\n\n2022年工程启动。"
    )
    asked = asked_bodies(analyse("中国联通的机房哪年启动？"), hits(document))
    assert body_fits(asked, window_of(document, "三成"))
    assert not body_fits(asked, window_of(document, "2022年"))


def test_a_company_only_the_question_names_is_known_as_one() -> None:
    assert asked_bodies(analyse("中国联通贵州公司的董事长是谁？"), hits(REPORT)) == ("联通",)


@pytest.mark.parametrize(
    ("question", "sentence", "fits"),
    [
        ("好活的股东有哪些？", "执行事务合伙人", True),
        ("白山云的股东有哪些？", "执行事务合伙人", False),
        ("好活的车间有几个？", "车间", False),  # 子公司 is another one
    ],
)
def test_company_by_itself_is_the_one_a_report_is_about(
    question: str, sentence: str, fits: bool
) -> None:
    report = made(
        "好活（贵州）网络科技有限公司申请上市。好活的股东有多家。\n"
        "林远是公司股东满帮集团的执行事务合伙人。\n"
        "贵州白山云科技股份有限公司的子公司建成车间三个。"
    )
    asked = asked_bodies(analyse(question), hits(report))
    assert body_fits(asked, window_of(report, sentence)) is fits


@pytest.mark.parametrize(
    ("question", "names"),
    [
        ("长亮科技2022年的份额多少？", ("长亮",)),
        ("2022年泽璟制药的营收多少？", ("泽璟",)),
        ("三得利啤酒2022年销量多少？", ("三得利",)),
        ("国内汽车的销量多少？", ()),
        ("全行业科技的投入多少？", ()),
        ("贵州银行2022年的利润多少？", ()),
    ],
)
def test_a_firm_is_known_by_the_trade_behind_its_name(
    question: str, names: tuple[str, ...]
) -> None:
    assert asked_bodies(analyse(question), hits(REPORT)) == names


def test_a_heading_names_the_company_of_all_below_it() -> None:
    document = made("# 白山云科技有限公司\n\n订单增长三成。")
    asked = asked_bodies(analyse("白山云订单增长多少？"), hits(document))
    assert asked
    assert body_fits(asked, window_of(document, "三成"))


def test_a_sentence_that_names_another_company_in_full_speaks_of_that_one() -> None:
    visit = made(
        "看标注：瓴泓智能科技（贵州）有限公司员工来自本地。看服务：贵州数据宝网络科技有限公司已服务50多个厅局。"
        "接受过它服务的企业近1万家。"
    )
    asked = asked_bodies(analyse("瓴泓智能服务了多少个厅局？"), hits(visit))
    assert asked == ("瓴泓",)
    assert not body_fits(asked, window_of(visit, "50多个厅局"))
    assert body_fits(asked, window_of(visit, "来自本地"))


def test_the_firm_of_the_person_asked_about_only_says_who_that_is() -> None:
    visit = made(
        "看制造：贵州绿源智能制造有限公司。\n青山移动科技有限公司负责人张丽认为，这里让算力更有韧性。"
    )
    asked = asked_bodies(analyse("张丽为什么看好绿源？"), hits(visit))
    window = window_of(visit, "韧性")
    assert body_fits(asked, window, ("张丽",))
    assert not body_fits(asked, window)
