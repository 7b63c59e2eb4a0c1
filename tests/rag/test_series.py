"""Lists inside a sentence, as news and notices write them: no item loses a part of its name."""

from __future__ import annotations

import pytest

from rag.edges import first_item_start, last_item_end
from rag.series import find_series
from rag.types import Span
from rag.words import words


def found(text: str) -> list[list[str]]:
    return [[item.of(text) for item in s.items] for s in find_series(text, Span(0, len(text)))]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        # names of offices hold verbs and conjunctions
        ("去年，水利部会同国家发展改革委、财政部印发规划。", "水利部会同国家发展改革委 财政部"),
        ("市粮食局、市财政局、国家粮食和物资储备局派人到场。",
         "市粮食局 市财政局 国家粮食和物资储备局派人到场"),
        ("日前，交通运输部、国家铁路局、国家邮政局发布意见。", "交通运输部 国家铁路局 国家邮政局"),
        ("7月26日，河南省教育厅、省发改委联合印发通知。", "河南省教育厅 省发改委"),
        ("他曾任国家乡村振兴局处长、副局长。", "国家乡村振兴局处长 副局长"),
        # so do names of companies
        ("上榜企业包括新希望控股集团有限公司、海川实业集团有限公司、远山控股有限公司等。",
         "新希望控股集团有限公司 海川实业集团有限公司 远山控股有限公司"),
        ("论坛邀请的是海川集团、应用材料公司、远山公司。", "海川集团 应用材料公司 远山公司"),
        # an item is more than the noun that all of them end with
        ("为自身免疫疾病、肿瘤疾病、眼科疾病提供药物。", "自身免疫疾病 肿瘤疾病 眼科疾病"),
        ("用于呼吸系统疾病、神经系统疾病的治疗。", "呼吸系统疾病 神经系统疾病"),
        # a verb that is a noun too belongs to the noun before it
        ("7月销售面积、投资额、竣工面积分别下降。", "7月销售面积 投资额 竣工面积"),
        ("本公司实际控制人、董事长到会。", "本公司实际控制人 董事长到会"),
        # a place before the last conjunction is one of the places
        ("汽车出口到俄罗斯、墨西哥、比利时和澳大利亚。", "俄罗斯 墨西哥 比利时 澳大利亚"),
        # 以及 parts members wherever it stands, and the end of a name is none of its predicate
        ("产品分布于越南、缅甸、台湾岛、泰国以及中国大陆的四川、广东等地。",
         "越南 缅甸 台湾岛 泰国 中国大陆的四川 广东"),
        # what is counted behind 的 says that 的 is inside the item
        ("公司成立多年，目前旗下现有：甲牌、乙牌以及新近的丙牌三大品牌，均已盈利。",
         "甲牌 乙牌 新近的丙牌"),
        ("民营化以后，这款列车被配属予东方公司、南方公司和西方公司。",
         "东方公司 南方公司 西方公司"),
        # 及 that joins nothing
        ("药物安全、有效、可及。", "药物安全 有效 可及"),
        ("经验由点及面、由表及里。", "由点及面 由表及里"),
        # one name with a conjunction says nothing of the others
        ("投资者包括海川、雪佛龙公司、必和必拓集团、西方石油公司和几个办公室。",
         "海川 雪佛龙公司 必和必拓集团 西方石油公司 几个办公室"),
        # words that hold 等, 一步, 着 or a character the other items begin with
        ("荣立一等功1次、二等功2次、三等功1次。", "荣立一等功1次 二等功2次 三等功1次"),
        ("要改善环境、增强信心、进一步释放潜力。", "改善环境 增强信心 进一步释放潜力"),
        ("以此为核心，提出着力稳住重点行业、培育新增长点。", "提出着力稳住重点行业 培育新增长点"),
        ("友善社区结合市、区的安排开课。", "友善社区结合市 区"),
        # what is told of each of several things is a list of its own
        ("个人消费贷款、经营贷款、信用卡分别增长12%、8%和5%。", "个人消费贷款 经营贷款 信用卡"),
        ("个人消费贷款、经营贷款、信用卡分别增长12%、8%和5%。", "12% 8% 5%"),
        ("成都、宜宾和绵阳进出口分别下降4%、3%、2%。", "成都 宜宾 绵阳进出口"),
        ("中部、东部网络零售额分别增长16.1%、13%、11.5%。", "16.1% 13% 11.5%"),
        # what joins two things in front is no edge, nor what an item begins with
        ("从培育和发展绿色产业、特色农业做起。", "绿色产业 特色农业"),
        ("资金用于基于云的检测平台、汽车软件中心。", "基于云的检测平台 汽车软件中心"),
        ("举措有互联互通扩容、上市新制度、与邻市签订备忘录。",
         "互联互通扩容 上市新制度 与邻市签订备忘录"),
    ],
)  # fmt: skip
def test_items_keep_their_names(text: str, expected: str) -> None:
    assert expected.split(" ") in found(text)


@pytest.mark.parametrize(
    ("first", "others"),
    [
        ("经山西省纪委会议", ["省委会议"]),
        ("报送国家发展改革委", ["财政部", "公安部"]),
        ("打造具有中国气度", ["国际形象"]),
    ],
)
def test_an_edge_never_cuts_a_word(first: str, others: list[str]) -> None:
    at = first_item_start(first, others)
    assert at in {w.span.start for w in words(first)}


def test_a_bodys_name_ends_where_its_deed_begins() -> None:
    assert last_item_end("市场监管总局出台了措施", ["商务部", "财政部"]) == len("市场监管总局")
