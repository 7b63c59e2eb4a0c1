"""What answers look like: amounts in their units, dates, names of people, places and bodies."""

from __future__ import annotations

import re
from typing import Final

from rag.patterns import regex
from rag.question import Question
from rag.text import squeeze
from rag.types import Span
from rag.words import words

TYPED: Final = frozenset(("number", "date", "person", "place", "organisation"))

# Units that may stand for one another: asked 多少家, answered 57户.
_UNITS = tuple(
    frozenset(group.split())
    for group in (
        "亿元 万元 元 亿 万亿元 港元 美元 欧元 日元 加元 澳元 英镑 卢布 亿余元 多亿元 钱",
        "% ‰ 百分点 个百分点 成 倍 百分之",
        "家 户 个",
        "名 人 位 人次",
        "项 个 条 款 种 类 件 部 所 座 处",
        "辆 台 架 部",
        "次 场 届 回",
        "天 日 个工作日 工作日 个月 月 年 小时 分钟 周",
        "eflops pflops tflops p e",
        "公里 千米 米 平方公里 平方米 亩 公顷",
    )
)
_MEASURED: Final = 2  # of the groups: money and shares are never told without their unit
_CALENDAR = frozenset("年月日号")
_HAN_NUMBER = "〇一二两三四五六七八九十百千"
_HAN_UNIT = "(?:公里|[个家户人名位项条倍成次座台部种类所元亩吨级])"
_NUMBER = regex(
    rf"(?P<share>(?<![\d/])\d{{1,2}}/\d{{1,2}}(?![\d/])|(?!百)[{_HAN_NUMBER}]+分之[{_HAN_NUMBER}]+"
    r"|一半|[过近]半|半数|大半)"
    r"|(?:\d[\d,.]*\d|\d)(?:余|多|来)?(?:万亿|万|亿|千|百|十)?(?:余|多|几)?"
    r"(?P<unit>个?百分点|个?工作日|平方公里|平方米|卡时|个月|人次|[港美欧日加澳]元|英镑|卢布"
    r"|[a-z]+|[^\W\d_]|[%‰])?"
    rf"|百分之[{_HAN_NUMBER}\d.]+"
    rf"|[{_HAN_NUMBER}]+(?:(?:万亿|[万亿])(?P<many>{_HAN_UNIT})?|(?P<han>{_HAN_UNIT}))"
    r"|近[万亿千百](?P<near>[家户人元个名亩])|数[百千万](?P<several>[家户人个名])"
    r"|第[一二三四五六七八九十\d]+"
)
# The last noun of a phrase is what its number counts; several things gathered are one of these.
_GATHERED = "集群|产业|[园新]区|节点|枢纽|城市|部门|领域|行业|方面|环节"
_COUNTED = regex(
    r"([^,，。;；:：、()（）]{0,14}?)"
    rf"(?:(?P<gathered>{_GATHERED})|企业|公司|基地|项目|人才|职工|员工)"
)
# An order is an amount where a rank is asked for, an article where its unit is asked for:
# 第一个超算中心 and 一项重点工作 tell no amount else.
_ASKS_RANK = regex(r"第几|排[第名位在]|名[次列]|位[次列居]|老几")
_ARTICLE = regex(rf"一{_HAN_UNIT}$")
_DATE = regex(
    r"\d{1,4}\s*年|\d{1,2}\s*月|\d{1,2}\s*[日号]|[〇一二三四五六七八九]{4}年"
    r"|世纪|年代|周[一二三四五六日末]|星期|朝|时期|初年|末年|当天|晚上|凌晨"
)
_ORGANISATION = regex(
    r"公司|集团|大学|学院|银行|局|委员会|协会|中心|研究院|研究所|出版社|报|电台|电视台|医院|学校|中学|小学"
    r"|俱乐部|队|党|部|厅|署|院|会|社|厂|店|组织|机构|基金|联盟"
)
_SURNAME = (  # the hundred commonest
    "[王李张刘陈杨黄赵吴周徐孙马朱胡郭何高林罗郑梁谢宋唐许韩冯邓曹彭曾肖田董袁潘于蒋蔡余杜叶程苏魏吕丁任沈姚卢姜崔"
    "钟谭陆汪范金石廖贾夏韦付方白邹孟熊秦邱江尹薛闫段雷侯龙史陶黎贺顾毛郝龚邵万钱严覃武戴莫孔向汤]"
)
# A name behind its bearer's office, before what the bearer says; quoted names of anything.
_TITLED = regex(
    r"(?:经理|董事长|局长|书记|主任|总裁|ceo|主席|会长|省长|市长|部长|厅长|院长|校长|教授|记者|负责人|发言人|执行官|科长|处长|总监"
    r"|创始人|秘书长|董事|主编|院士|司长|县长|区长)([\u4e00-\u9fff]{2,3}?)(?=说|表示|介绍|告诉|认为|指出|强调|透露|称|在|向|等|和|与|[，,。、：:（(]|调研|$)"
    r"|[“\"]([\u4e00-\u9fff]{2,5})[”\"]"
    rf"|(?:经理|董事长|局长|主任|总裁|主席|会长|院长|校长|负责人|创始人)[是为叫]({_SURNAME}[\u4e00-\u9fff]{{1,2}})(?=[，,。、；;（(]|$)"
)
# jieba's tags; its dictionary often knows a name only as "some other proper noun" (nz).
_NAME_TAGS = {"person": ("nr", "nrt", "nz"), "place": ("ns", "nt", "nz")}


def answer_spots(question: Question, text: str) -> list[Span]:
    """Places in folded `text` shaped like the asked answer that the question does not hold."""
    asked = squeeze(question.said)
    return [span for span in _shaped(question, text) if span.of(text) not in asked]


def _shaped(question: Question, text: str) -> list[Span]:
    if question.kind == "number":
        return [Span(*m.span()) for m in _NUMBER.finditer(text) if _is_amount(question, m)]
    if question.kind == "date":
        return [Span(*m.span()) for m in _DATE.finditer(text)]
    if question.kind == "organisation":
        return [Span(*m.span()) for m in _ORGANISATION.finditer(text)]
    tags = _NAME_TAGS.get(question.kind, ())
    if question.kind == "person" and (
        titled := [Span(*m.span(m.lastindex or 0)) for m in _TITLED.finditer(text)]
    ):
        return titled
    return [w.span for w in words(text) if w.tag in tags and len(w.text) > 1] if tags else []


def _is_amount(question: Question, match: re.Match[str]) -> bool:
    """Whether a number is an amount rather than a date, and in a unit that can be meant."""
    named = (match[name] for name in ("unit", "many", "han", "near", "several"))
    unit = "成" if match["share"] else next(filter(None, named), "")
    if unit in _CALENDAR and not {"年", "月", "天", "日"} & set(question.units):
        return False
    if unit == "年" and match.group()[:4].isdigit():  # 2023年 counts no years
        return False
    if question.lang == "zh" and _is_order_or_article(question, match[0], unit):
        return False
    if _counts_another(question, match.string[match.end() :]):
        return False
    return not question.units or _unit_agrees(question.units, unit, match.group())


def _is_order_or_article(question: Question, number: str, unit: str) -> bool:
    if number.startswith("第"):
        return not _ASKS_RANK.search(question.said)
    return unit not in question.units and _ARTICLE.match(number) is not None


def _counts_another(question: Question, behind: str) -> bool:
    """Whether what a number counts only begins with the noun asked about, or gathers others.

    Neither 10个<数据中心>集群 nor 19个国家级新区 tells how many data centres there are.
    """
    counted = _COUNTED.match(behind)
    if counted is None or counted[0][len(counted[1]) :] in question.said:
        return False
    begins = any(counted[1].endswith(w.text) for w in question.asked)
    return begins or (bool(question.units) and counted["gathered"] is not None)


def _unit_agrees(asked: tuple[str, ...], unit: str, number: str) -> bool:
    if any(u in number for u in asked):
        return True
    if not unit and number.endswith(("万", "亿")):  # 新增就业18.7万,低于预期
        return not any(u in group for u in asked for group in _UNITS[:_MEASURED])
    return any(u in group and unit in group for u in asked for group in _UNITS)
