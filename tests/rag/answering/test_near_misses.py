"""Questions a document nearly answers: of another thing, another part, a plan, or not at all."""

from __future__ import annotations

from dataclasses import replace

import pytest

from rag.answering.body_fit import asked_bodies
from rag.answering.evidence import ruled_out
from rag.answering.file_number import of_the_file
from rag.answering.fit import fit
from rag.answering.ranking import Scored, is_label_of_text
from rag.question import analyse
from rag.types import Document
from tests.rag.answering.documents import answered, fitted, hits, made, window_of

PROFILES = made(
    "# 企业小档案\n\n## 一、青云科技\n\n做电缆组件。产值2亿元。\n\n## 二、白石数据\n\n"
    "2024年中标合同额7.1亿元，产值接近3亿元。\n\n## 三、标注基地\n\n共有12个团队。\n",
    title="企业小档案",
)
TASKS = made(
    "3.关键产业\n（1）锂离子电池：以东岭为基础，建设材料基地和梯次回收基地。\n"
    "（2）新型显示：支持4K超高清显示屏及配套产品。\n"
    "（3）软件外包：打响服务品牌；力争到2025年规模做到200亿元以上。\n",
    title="产业任务清单",
)
CHIPS = made(
    "产业园做大制造业，已聚集广芯微、浪潮、瑞利达等骨干企业。2024年，规模以上企业产值增长168%。"
)

CITY = made(
    "青山市软件园由王一鸣任主任，开发了1800多个产品。园区以电影渲染起步，方向有三个：算力、标注和网络。"
    "2024年软件业务收入38.6亿元，2025年要做到50亿元。"
)


def whole(question: str, document: Document, words: str) -> bool:
    """Whether the sentence may answer, the companies known as for an answer."""
    asked = analyse(question)
    asked = replace(asked, bodies=asked_bodies(asked, hits(document)))
    return fit(asked, window_of(document, words), lambda word: 1.0).whole


@pytest.mark.parametrize(
    ("question", "document", "words", "fits"),
    [
        ("青云科技2024年中标合同额有多少？", PROFILES, "7.1亿元", False),
        ("白石数据2024年中标合同额有多少？", PROFILES, "7.1亿元", True),
        ("中标合同额有多少？", PROFILES, "7.1亿元", True),
        ("锂离子电池到2025年规模要做到多少亿元？", TASKS, "200亿元", False),
        ("新型显示到2025年规模要做到多少亿元？", TASKS, "200亿元", False),
        ("软件外包到2025年规模要做到多少亿元？", TASKS, "200亿元", True),
    ],
)
def test_the_label_above_a_sentence_is_its_subject(
    question: str, document: Document, words: str, fits: bool
) -> None:
    assert whole(question, document, words) is fits


@pytest.mark.parametrize(
    ("question", "text", "fits"),
    [
        ("青山市数据安全条例哪天施行？", "《青山市政务公开条例》5月1日施行。", False),
        ("《青山市数据安全条例》哪天施行？", "《青山市政务公开条例》5月1日施行。", False),
        ("青山市数据安全条例哪天施行？", "《青山市数据安全管理条例》5月1日施行。", True),
        ("青山市数据安全条例哪天施行？", "该条例5月1日施行。", True),
        ("这部条例哪天施行？", "《青山市政务公开条例》5月1日施行。", True),
        ("条例和办法先后出台了哪几部？", "5月1日出台《青山市政务公开条例》。", True),
        ("贵州省大数据应用促进条例哪天施行？", "《贵阳市大数据应用条例》5月1日施行。", False),
    ],
)
def test_another_law_of_the_same_kind(question: str, text: str, fits: bool) -> None:
    assert fitted(question, made(text), "5月1日").contrast is fits


@pytest.mark.parametrize(
    ("question", "text", "fits"),
    [
        ("《远山2》有几成镜头在此渲染？", "影片《长河》有40%的镜头在此渲染。", False),
        ("《远山2》有几成镜头在此渲染？", "影片《远山之云海》有40%的镜头在此渲染。", True),
        ("《远山之云海》有几成镜头在此渲染？", "影片《远山》有40%的镜头在此渲染。", True),
        ("《远山》有几成镜头在此渲染？", "《长河》和《远山》有40%的镜头在此渲染。", True),
        ("《远山》有几成镜头在此渲染？", "按《影视办法》，40%的镜头在此渲染。", True),
        ("除了《远山》还有哪些影片在此渲染？", "《长河》等影片40%的镜头在此渲染。", True),
    ],
)
def test_another_film(question: str, text: str, fits: bool) -> None:
    assert fitted(question, made(text), "40%").contrast is fits


@pytest.mark.parametrize(
    ("question", "text", "fits"),
    [
        ("“工业再出发”计划有几户企业？", "“软件再出发”计划提出38户企业。", False),
        ("“工业领航”行动计划有几户企业？", "“软件再出发”行动计划提出38户企业。", False),
        ("“软件再出发”行动计划有几户企业？", "“软件再出发”行动计划提出38户企业。", True),
        ("“工业领航”行动计划有几户企业？", "行动计划提出38户企业。", True),
        ("“十四五”规划有几户企业？", "“软件再出发”规划提出38户企业。", True),
    ],
)
def test_another_plan_of_a_name_in_quotation_marks(question: str, text: str, fits: bool) -> None:
    assert fitted(question, made(text), "38户").contrast is fits


def test_owners_of_data_centres_are_companies() -> None:
    text = "先后建成电信、华为、腾讯、苹果等数据中心。\n华为数据中心2021年12月20日正式商用。"
    assert not whole("苹果的数据中心哪天商用？", made(text), "2021年")
    assert whole("华为的数据中心哪天商用？", made(text), "2021年")


@pytest.mark.parametrize(
    ("question", "fits"),
    [
        ("浪潮2024年产值增长多少？", False),
        ("瑞利达2024年产值增长了百分之几？", False),
        ("规模以上企业2024年产值增长多少？", True),
        ("产业园2024年产值增长多少？", True),
    ],
)
def test_a_figure_of_several_companies_is_of_none(question: str, fits: bool) -> None:
    assert whole(question, CHIPS, "168%") is fits


@pytest.mark.parametrize(
    ("question", "text", "fits"),
    [
        ("毕节收入多少亿元？", "以贵阳、毕节等为重点，收入突破38亿元。", False),
        ("毕节有多少亩？", "在安顺、毕节、黔南推广，年均38万亩。", False),
        ("毕节收入多少亿元？", "贵阳、毕节收入分别为50亿元、38亿元。", True),
        ("毕节占比多少？", "贵阳、毕节等地占比38%。", True),
        ("毕节收入多少亿元？", "毕节布局制造、物流等产业，收入38亿元。", True),
    ],
)
def test_a_figure_of_several_places_is_of_none(question: str, text: str, fits: bool) -> None:
    assert fitted(question, made(text), "38").place is fits


@pytest.mark.parametrize(
    ("question", "text", "title", "fits"),
    [
        ("贵州全省的出口带宽有多少？", "出口带宽突破38万。", "贵安新区观察", False),
        ("贵安新区的出口带宽有多少？", "出口带宽突破38万。", "贵安新区观察", True),
        ("上海软件业收入增长多少？", "上海市软件协会来访。收入增长38%。", "贵州简报", False),
        ("全省的出口带宽有多少？", "出口带宽突破38万。", "贵安新区观察", False),
        ("我省收入有多少亿元？", "贵安收入达到38亿元，与北京、上海等相当。", "简报", False),
        ("全省收入要做到多少亿元？", "以贵阳、毕节为重点，收入做到38亿元。", "任务", True),
        ("全省收入要做到多少亿元？", "依托贵安新区，收入做到38亿元。", "任务", True),
        ("全省收入有多少亿元？", "贵州收入达到38亿元，贵安先行。", "简报", True),
        ("全国软件业收入增长多少？", "全省软件业收入增长38%。", "简报", False),
        ("全国软件业收入增长多少？", "软件业收入全国增长38%，全省增长50%。", "简报", True),
        (
            "全国软件业收入增长多少？",
            "软件业收入增速；数值：38%；地域：贵州省",
            "简报",
            False,
        ),
        ("全国软件业收入增长多少？", "指标：软件业收入增速；数值：38%；范围：全国", "简报", True),
        ("贵州甲云科技有限公司有多少员工？", "甲云在贵安有38名员工。", "贵安企业", True),
    ],
)
def test_a_part_is_not_the_whole(question: str, text: str, title: str, fits: bool) -> None:
    assert fitted(question, made(text, title=title), "38").whole is fits


@pytest.mark.parametrize(
    ("question", "text", "only"),
    [
        ("已经建成的机架有多少万架？", "目前已有26个中心，规划机架38万架。", True),
        ("现有机架多少万架？", "目前机架38万架。", False),
        ("规划机架多少万架？", "目前已有26个中心，规划机架38万架。", False),
        ("2022年收官，收入最终涨了多少？", "力争增长38%。这是目标，不是已经完成的数。", True),
        ("收入增长了多少？", "力争增长38%。", True),
        ("收入要增长多少？", "力争增长38%。", False),
        ("引进企业完成了目标的几成？", "计划引进企业38家。", True),
        ("后来核算下来收入是多少？", "力争收入突破38亿元。", True),
        ("收入38亿元达标没有？", "力争收入突破38亿元。", True),
    ],
)
def test_a_plan_is_no_result(question: str, text: str, only: bool) -> None:
    assert fitted(question, made(text), "38").only_target is only


@pytest.mark.parametrize(
    ("question", "text", "named"),
    [
        ("2020年GDP增速是多少？", "2020年，数字经济增速超过38%。", False),
        ("2020年GDP增速是多少？", "2020年，地区生产总值增速38%。", True),
        ("机房的PUE是多少？", "机房使用率38%。", False),
        ("建行的数据中心哪年投用？", "超算中心2020年38号投用。", False),
    ],
)
def test_an_acronym_is_met_or_what_it_stands_for(question: str, text: str, named: bool) -> None:
    assert fitted(question, made(text), "38").named is named


def test_a_share_counts_nothing() -> None:
    document = made("本地人员在标注师中占比38%。")
    assert not fitted("雇了多少标注师？", document, "38").typed
    assert fitted("本地人员占多少比例？", document, "38").typed


@pytest.mark.parametrize(
    "question", ["华为云贵安数据中心什么时候商用？", "夸中融智造进步大的是在哪天？"]
)
def test_a_wrong_cut_of_a_name_is_no_name_to_be_met(question: str) -> None:
    document = made("12月20日，贵安华为云数据中心商用，中融智能制造有限公司来访。")
    assert fitted(question, document, "12月20日").named


def test_a_rank_is_no_amount() -> None:
    document = made("带宽突破38万，联通40座城市。网速位居全国第二。")
    assert fitted("带宽在全国排第几位？", document, "38").unmeasured
    assert not fitted("网速在全国排第几位？", document, "第二").unmeasured
    assert not fitted("带宽是多少？", document, "38").unmeasured


def test_an_age_is_told_in_years() -> None:
    document = made("司机用户超过38万人。")
    assert fitted("司机用户平均年龄多大？", document, "38").unmeasured
    assert not fitted("司机用户平均年龄多大？", made("司机平均年龄38岁。"), "38").unmeasured


def test_an_industry_is_told_apart_from_another() -> None:
    document = made("电子信息产业总产值突破38亿元。")
    assert not fitted("新型显示产业产值目标是多少？", document, "38").contrast
    assert fitted("电子信息产业产值目标是多少？", document, "38").contrast


def test_what_is_asked_about_is_met_in_the_sentence_or_above_it() -> None:
    document = made("晚疫病预警系统准确率达38%。")
    assert not fitted("预警系统花了多少经费？", document, "38").asked_met
    assert fitted("预警系统的准确率是多少？", document, "38").asked_met
    assert fitted("贵阳有多少？", document, "38").asked_met  # a place is no attribute
    assert fitted("By what percentage did exports drop?", document, "38").asked_met


def test_a_sentence_that_says_nothing_is_told_is_no_answer() -> None:
    document = made("会议提出四类产业。报道没有逐一列出四类产业的名称。")
    assert not fitted("四类产业叫什么？", document, "逐一列出").whole
    aside = made("截至5月（报道没有写明年份），注册企业过半做数据。")
    assert fitted("注册企业过半了没有？", aside, "过半").whole


@pytest.mark.parametrize(
    ("question", "fits"), [("中国联通的中心哪年开工？", False), ("中国电信的中心哪年开工？", True)]
)
def test_a_day_of_another_company_beside_a_series(question: str, fits: bool) -> None:
    document = made("2013年中国电信信息园率先开建，此后又建成电信、联通、移动等中心。")
    assert whole(question, document, "2013年") is fits


def test_what_is_typed_into_a_search_box_asks_for_its_last_noun() -> None:
    assert [w.text for w in analyse("青山 机架 数量").asked] == ["数量"]
    assert analyse("科创城注册企业数").kind == "number"
    assert [w.text for w in analyse("骨干企业名单").asked] == ["骨干企业"]


@pytest.mark.parametrize(
    ("question", "text", "words", "read", "items", "out"),
    [
        ("预警系统花了多少经费？", "预警系统准确率达38%。", "38", -5.0, 0, True),
        ("预警系统花了多少经费？", "预警系统准确率达38%。", "38", 2.0, 0, False),
        ("预警系统的准确率有多少？", "预警系统准确率达38%。", "38", -5.0, 0, False),
        ("预警系统的准确率有多少？", "预警系统准确率达38%。", "38", -21.0, 0, True),
        ("六大核心业务是哪六项？", "集团携六大核心业务首次亮相。", "六大", -8.0, 0, True),
        ("三大业务是哪些？", "三大业务是云资源、云安全、云数据。", "三大", -8.0, 0, False),
        ("十个集群有哪些？", "集群有甲、乙、丙。", "集群", -21.0, 3, True),
        ("三个集群有哪些？", "集群有甲、乙、丙。", "集群", -21.0, 3, False),
        ("谁是园区管委会主任？", "企业与园区管委会签署协议。", "园区", -1.0, 0, True),
        ("园区的董事长是谁？", "园区董事长林远表示欢迎。", "林远", -1.0, 0, False),
        ("协议由谁签署？", "企业与园区管委会签署协议。", "园区", -1.0, 0, False),
        ("园区的总部在哪里？", "园区在青山发展了十年。", "园区", -6.0, 0, True),
        ("园区的总部在哪里？", "园区总部在青山。", "园区", -6.0, 0, False),
        ("平台的建设单位是谁？", "平台是民生服务的入口。", "平台", -6.0, 0, True),
        ("为什么准确率高？", "预警系统准确率达38%。", "38", -9.0, 0, False),
    ],
)
def test_what_the_reader_rules_out(
    question: str, text: str, words: str, read: float, items: int, out: bool
) -> None:
    document = made(text)
    best = Scored(window_of(document, words), 5.0, fitted(question, document, words), read)
    assert ruled_out(analyse(question), best, items) is out
    assert not ruled_out(analyse(question), replace(best, read=None), items)


def test_a_refusal_of_another_ones_figure_says_so() -> None:
    answer = answered("青云科技2024年中标合同额有多少亿元？", PROFILES)
    assert answer.status == "refused"


@pytest.mark.parametrize(
    "question",
    [
        "今天天气怎么样？",
        "你好",
        "讲个笑话",
        "你能做什么？",
        "您是谁开发的",
        "失眠怎么办",
        "世界上最高的山是什么",
        "How do I bake bread?",
        "hello",
    ],
)
def test_what_has_nothing_to_do_with_the_documents_is_refused(question: str) -> None:
    reason = answered(question, CITY).reason
    assert reason is not None
    assert reason.code == "no_evidence"


@pytest.mark.parametrize("question", ["青山软件园绿化面积", "青山软件园客服电话"])
def test_what_is_typed_into_a_search_box_is_asked_of_its_last_noun(question: str) -> None:
    assert answered(question, CITY).status == "refused"


def test_what_has_to_do_with_them_is_answered() -> None:
    assert answered("2024年软件业务收入是多少？", CITY).status == "answered"


@pytest.mark.parametrize(
    ("question", "answers"),
    [
        ("青山软件园电影渲染", True),
        ("青山软件园有哪些短板？", False),
        ("青山软件园面临什么挑战？", False),
    ],
)
def test_what_is_asked_of_a_thing_is_told_of_it(question: str, answers: bool) -> None:
    assert whole(question, CITY, "电影渲染") is answers


@pytest.mark.parametrize(
    ("question", "fits"),
    [
        ("青云科技哪年成立？", True),
        ("数据交易所哪年成立？", False),
        ("白石数据哪年成立？", False),
    ],
)
def test_an_entry_is_told_of_what_its_heading_names(question: str, fits: bool) -> None:
    document = made("# 两家企业\n\n## 一、青云科技\n\n- 成立时间：2015年。\n- 业务：电缆。\n")
    assert whole(question, document, "2015年") is fits


def test_neither_a_title_nor_a_credit_line_is_an_answer() -> None:
    document = made(
        "青山大数据企业小传（四家）\n\n一、青云科技\n做电缆组件。\n\n依据：青山日报《青山数据优势观察》，2025年3月\n",
        title="青山大数据企业小传（四家）",
    )
    for question in ("青山有多少家大数据企业", "青山的数据优势"):
        assert answered(question, document).status == "refused"


def test_a_title_may_tell_how_many_there_are() -> None:
    document = made("一、背景\n讨论了发展。\n", title="推动青山发展的七项举措（学习笔记）")
    title = replace(document, text=f"{document.title}\n{document.text}")
    assert not is_label_of_text(analyse("推动青山发展的举措有几项？"), window_of(title, "七项举措"))
    assert is_label_of_text(analyse("青山有几家企业？"), window_of(title, "七项举措"))


@pytest.mark.parametrize(
    ("question", "kept"),
    [
        ("青发〔2022〕2号文件要求森林占多大比重？", ["甲.txt", "丙.txt"]),
        ("青发2号文要求森林占多大比重？", ["甲.txt", "丙.txt"]),
        ("青发〔2021〕2号文件要求森林占多大比重？", ["甲.txt", "乙.txt", "丙.txt"]),  # unknown
        ("青发〔2022〕12号文件要求森林占多大比重？", ["甲.txt", "乙.txt", "丙.txt"]),
        ("规划要求森林占多大比重？", ["甲.txt", "乙.txt", "丙.txt"]),
    ],
)
def test_a_file_named_by_its_number_is_told_of_where_that_is_named(
    question: str, kept: list[str]
) -> None:
    found = hits(
        made("文件要求多种树。青发〔2022〕2号", title="青发〔2022〕2号文件摘编", source="甲.txt"),
        made("规划要求森林占50%。", title="青山规划", source="乙.txt"),
        made("青发2号文件把青山定位为林区。", title="访谈", source="丙.txt"),
    )
    assert [h.document.source for h in of_the_file(analyse(question), found)] == kept
