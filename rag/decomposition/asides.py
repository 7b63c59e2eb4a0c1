"""What a question says beside its question: 两个数都给我, 是不是慢下来了, 既然….

Whoever compares often adds how the answer is wanted, or a doubt. The values that are compared are
asked for anyway, and the words would stand in the way of every part.
"""

from __future__ import annotations

import re

from rag.dialogue.spans import asking_spans
from rag.patterns import regex

_BOTH = r"(?:它们|两者|二者|双方|[这那]?[两俩三几](?:[个家地边类方种头者组项样]|座城)|各自|各|分别)"
_TELL = r"(?:给我?|说|列|报|写|讲|告诉|摆|答)"
_REQUEST = (  # 两个数都给我, 把两个数和口径列出来看看, 请给出各自准确率
    rf"(?:请|麻烦|顺便|并|也)?(?:把|将|按)?{_BOTH}[^，。]{{0,9}}?{_TELL}[^，。]{{0,6}}"
    rf"|(?:请|麻烦|顺便|并|也){{0,2}}(?:分别)?{_TELL}(?:出|明|清|一下|说)?{_BOTH}[^，。]{{0,8}}"
    rf"|(?:请|麻烦|顺便|并)?{_TELL}(?:出|明|一下)?(?:具体)?(?:数|数字|数据|数值)(?:来|吧)?"
    rf"|(?:把)?(?:具体)?(?:数|数字|数据|数值)(?:也|都)?{_TELL}(?:一?下|给我|出来|上来)"
)
_WANTED = (
    r"(?:数(?:[字据值目]|就)?|年份|年月|年限|日期|时间|名字|名称|答案|单位|金额|出处|来源|原话"
    r"|原文|依据)"
)
_NOTE = (  # 各报个数, 年份都写上, 两个数就行, 我知道口径不同，先把数摆出来
    rf"(?:请|麻烦|最好|顺便|先|再|也|就)*(?:{_BOTH}的?|都|一并|一起|把|具体的?|相应的?)*"
    rf"(?:{_WANTED}[和、]?){{1,2}}(?:也|都|一并|一起|分别|{_BOTH})*(?:要|就?[行好够]|就可以|写|标|摆|带|附|注|补|报|给|说|列|讲)"
    r"(?:上来?|出来?|清楚?|明白?|明|给我|全|齐|下来?|一下)?(?:了|吧|就行|就好|即可)?"
    rf"|(?:答案|回答)?(?:请|麻烦|最好|顺便|先|再|也|就)*(?:{_BOTH}|都|一并)*(?:报|写|标|摆|带|附|注|补|列|给|说)"
    rf"(?:一下|上|出|清|明|个)?(?:{_BOTH}的?|具体的?|相应的?|个)*(?:{_WANTED}[和、]?){{1,2}}(?:就行|就好|即可|吧)?"
)
_USE = (  # 稿子里要写全名, 领导等着用
    r"(?:我们?|领导|老板|稿子|报告|材料|文章|讲话稿|简报|汇报)(?:里|上|中|那边)?(?:急着?|等着|马上|正)*"
    r"(?:得|要|等|写|用|引用|交)[^，,。？?多少几哪谁什何]{0,8}"
    r"|(?:请|麻烦)(?:一并|一起|分别|逐一)?(?:告知|作答|答复|说明|回复|回答)(?:一下)?"
    r"|我?(?:这?稿子|材料|报告)里?得写[^，,。？?多少几哪谁什何]{0,6}"
    r"|(?:快|赶紧|抓紧|马上)(?:点儿?)?(?:说|报|讲|给我?|告诉我|列)?(?:一下|出来)?"
)
_KNOWN = r"(?:我知道|我晓得|我明白|知道)[^，,。？?]{2,12}"
_VALUES = (  # 各是多少, 两地分别有多少, 各自几成
    rf"(?:那|到底|究竟|其中)?(?:(?:{_BOTH}|都)的?(?:数|数字|数值|数据)?){{1,2}}"
    r"(?:又|大约|大概)?(?:是|有|为|占|达到?|要|补|到|定|在)?(?:多少|几|多大|多高|百分之(?:几|多少))[^，。、]{0,4}"
    rf"|{_BOTH}的?[^，。、多少几哪谁]{{0,4}}(?:日期|时间|年份)是?(?:什么|何时|哪一?[天年])?"
    rf"|{_BOTH}是?在?(?:什么时候|何时|哪一?[年天月]|几月几?[号日]?|几[号时])"
    r"|具体的?(?:数字?|数值|数据|情况)?(?:各|分别)?(?:是|有)?(?:多少|如何|怎样)"
)
_DOUBT = (
    r"(?:是不是|是否)[^，。多少几哪什]{1,9}|(?:这话|这|说得)?(?:对吗|对不对|对吧|没错吧|是吗|属实吗|是真的吗)"
    r"|[^，。]{0,3}(?:快|慢|高|低|多|少|大|小)(?:了|下来了)?(?:吗|没有)"
    r"|[^，。]{0,3}(?:翻了?几?[倍番]|达标|(?:没有?)?翻倍)了?(?:吗|没有?)|([涨降变增减快慢])没\1"
    r"|[^，。]{0,2}(?:放缓|减速|提速|加快|加速|回落|反弹|扩大|缩小|走低|走高)了?(?:吗|没有)"
)
_HOW_TOLD = regex(rf"[，,。；;？?：:、]\s*(?:{_REQUEST}|{_NOTE}|{_KNOWN}|{_USE})[?？。！!]*$")
_ASIDE = regex(
    rf"[，,。；;？?：:、]\s*(?:{_REQUEST}|{_NOTE}|{_KNOWN}|{_VALUES}|{_DOUBT})[?？。！!]*$"
)
_BOTH_TOLD = regex(
    r"[？?]\s*(?:都|各自?|分别)(?:是|有|为)?(?:多少|几)[?？。！!]*$"
)  # 哪家高？都是多少
_TOLD = regex(  # …是<多少亿>一并说清
    r"(?P<asked>(?:[多几哪谁何]|什么)[^，,。；;？?]{0,4}?)[，,]?(?:一并|一起|一块儿?|分别|都)(?:再|也)?(?:请|给我)?"
    r"(?:[说讲交][清明]楚?|交代|[说报讲写列]一下|[说报写列]出来|告诉我|写上)[。！!？?]*$"
)
_ASKS = regex(r"多少|[几哪谁何]|什么|怎")
_GIVEN = regex(r"^(?:既然|都说|听说|据说|有人说|人家说|难道)")
_AND_EACH = regex(
    r"(?:,|\?)?\s+(?:and\s+)?(?:by how much|how (?:many|much)|when|where"
    r"|what (?:is|are|was|were))"
    r"(?: (?:did|does|do|was|is|are|were))?(?: (?:of|for|in|by))?"
    r" (?:each|both|the two (?:figures|numbers|values)|they)(?: (?:grow|rise|have|\w+ed|built))?"
    r"(?: of them)?\s*\?*$"
    r"|(?:,|[.?])?\s+(?:please )?(?:give|tell|show|quote)(?: me| us)? (?:both|the two|each)\b[^,]*$"
    r"|,?\s+and (?:by how much|(?:by|at) what (?:rates?|percentages?|pace|speed))\s*\?*$",
    re.IGNORECASE,
)


def without_asides(question: str) -> str:
    """The question without what only says how the answer is wanted, or what is believed.

    Take it only where it still asks several things: 各是多少 may be all that a question asks.

    >>> without_asides("甲市2023年的产值比上一年高吗？两个数都给我")
    '甲市2023年的产值比上一年高吗？'
    >>> without_asides("Which grew faster, A or B, and by how much each?")
    'Which grew faster, A or B?'
    """
    plain = _AND_EACH.sub("?", _GIVEN.sub("", question))
    return _shortened(plain, _ASIDE, "？")


def without_requests(question: str) -> str:
    """The question without what only says how the answer is wanted, and asks nothing itself.

    >>> without_requests("甲港和乙港各有几个泊位？两个数都给我")
    '甲港和乙港各有几个泊位？'
    """
    shorter = _shortened(_BOTH_TOLD.sub("？", question), _HOW_TOLD, "")
    kept = len(shorter.rstrip("？?"))
    return question if _ASKS.search(_BOTH_TOLD.sub("", question), kept) else shorter


def to_the_point(question: str) -> str:
    """What a question asks, without a request behind it; itself where nothing would be asked.

    >>> to_the_point("甲公司的总经理是哪位？稿子里要写全名"), to_the_point("报一下两个数")
    ('甲公司的总经理是哪位？', '报一下两个数')
    """
    plain = without_requests(question)
    return plain if asking_spans(plain) else question


def _shortened(question: str, aside: re.Pattern[str], ending: str) -> str:
    """Without what `aside` matches at the end; `ending` stands for a comma before it."""
    while shorter := aside.search(question):
        mark = question[shorter.start()]
        question = question[: shorter.start()] + (mark if mark in "?？" else ending)
    return _TOLD.sub(r"\g<asked>？", question)
