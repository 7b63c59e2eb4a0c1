"""A part of a question in plain words: 又要做多大 asks for a 目标.

Whoever asks several things in one breath varies the words; alone, each part is better asked in the
words that documents use.
"""

from __future__ import annotations

import re

from rag.patterns import regex

_NOW = r"(?:现在|目前|眼下|如今|当前|现阶段)"
_AIM = r"(?:规划)?(?:又)?(?:想要?|要|打算|准备|计划|力争|争取|希望|预计)"
_GROW = r"(?:做|达|提|提高|提升|增|增加|增长|扩大|涨|升|冲|占|发展|修|建|干|搞)?(?:到|大|至)?"
_WHO_DOES = (  # 开车的有多少 -> 司机有多少
    ("开车", "司机"),
    ("发货", "货主"),
    ("种地", "农户"),
    ("教书", "教师"),
    ("看病", "患者"),
    ("打工", "工人"),
    ("念书|上学", "学生"),
)
_PLAIN: tuple[tuple[re.Pattern[str], str], ...] = tuple(
    (regex(pattern), plain)
    for pattern, plain in (
        (
            rf"{_NOW}(?:已经?)?(?:到了?|达到了?|处于|处在|是)(?:什么|怎样的|多高的?)(?:水平|程度|地步)",
            "目前是多少",
        ),
        (
            r"(?<![要将应能会达])(?:已经?)?(?<![要将应能会达])(?:[冲涨升提爬]?到了?|达到了?|处于|处在)"
            r"(?:什么|怎样的|多高的?)(?:水平|程度|地步)",
            "是多少",
        ),
        (
            rf"(?<=[率重比额值量入数模GDP业济年末底]){_AIM}{_GROW}(?:多少|多大|多高|什么水平)(?=[?？]*$)",
            "的目标是多少",
        ),
        (
            r"(?:营收|产值|收入|规模)?(?:上|过|超过?|破)([十百千])亿元?的(?=[\u4e00-\u9fff]{2,8})",
            r"\1亿级",
        ),
        *((rf"(?:{doing})的(?=有?多少)", who) for doing, who in _WHO_DOES),
        (r"(?:自己)?给([^，,？?]{2,16}?)(?:定|设|订)的(?=又?是?(?:几成|多少))", r"\1的目标"),
        (r"在?哪一?[个家](?:单位|公司|机构|部门)(?:担?任|当|做)(?:什么|何)职务?", "任什么职"),
        (  # 参观完什么看法: what both did before they said it
            r"(?:参观|观摩|考察|调研|走访|看|听)(?:完|过|后|之后|以后|了)+(?=都?[有是]?什么"
            r"(?:看法|感想|感受|评价|说法|态度|观点|想法))",
            "",
        ),
        (r"^(?:是)?谁在?(?:掌管|管着?|执掌|主管|执着?掌)(?!理)([^，,？?]{2,})", r"\1的负责人是谁"),
        (r"是哪几[位个]人?(?=[?？]*$)", "是谁"),
        (r"[“\"]([\u4e00-\u9fff])[”\"]", r"\1"),  # one character is stressed, no name: 有什么“最”
        (  # 甲公司是做哪一行的; of a place or of what is planned it asks for something else
            r"^([^，,？?的]{1,11}[^，,？?的要想会区市省县州里中方面是])(?:是|又|各)*"
            r"(?:做|干|搞)(?:的又?是)?(?:什么|啥|哪一?行)的?[?？]*$",
            r"\1的业务是什么？",
        ),
        (r"([\u4e00-\u9fff]{2,6})的\1(?=目标)", r"\1"),  # 增幅的增幅目标
        (  # 2022年实际产值的目标: it is what the other side said
            r"(?:实际|真实)(?:值|数)?的?(?=[^，,？?实]{0,8}目标)",
            "",
        ),
        (r"占GDP(?=的?目标是多少|目前是多少|实际是多少)", "占GDP的比重"),
        (r"(?:规划|计划|方案)里的(?=[^，,？?]*(?:实际|目前)是多少)", ""),
        (r"规划(?=到?\d{4}年[底末]?的目标)", ""),
        (r"(?<=[^又])又(?=[^又]*$)(?!一)", ""),
    )
)
_AND = regex(r"^and\s+", re.IGNORECASE)


def plain(part: str) -> str:
    """A part in plain words.

    >>> plain("甲市2027年物流收入又要做多大？"), plain("森林覆盖率眼下到了什么水平？")
    ('甲市2027年物流收入的目标是多少？', '森林覆盖率目前是多少？')
    >>> plain("and how many ships does the port have?")
    'How many ships does the port have?'
    """
    for pattern, instead in _PLAIN:
        part = pattern.sub(instead, part)
    part = _AND.sub("", part)
    return part[:1].upper() + part[1:] if part[:1].isascii() else part
