"""Goals told from results: what is aimed at never answers a question for what was reached."""

from __future__ import annotations

import re
from functools import lru_cache

from rag.patterns import regex

_GOAL = regex(
    r"力争|争取|目标|预计|预期|有望|拟(?!议)|根据规划|按照计划|不少于|不低于|至少|投产后|达产后|建成后"
    r"|计划(?:到|在|20|引|建|新|投|实现|完成)|规划(?:到|建设|布局)"
    r"|未来(?:[几一两三四五十\d]+|数)年"
    r"|(?:将|努力)(?:达到?|突破|实现|超过|建成|形成|打造|增长|新增|培育|引进|布局|力争)"
    r"|(?<![降升长加少])到20\d\d年(?:底|末)?|到“?十[四五]五”?末|20\d\d年起|可(?:按计划|如期)?(?:竣工|完工|建成|投产|通车|交付|投用)|按照(?:合作|投资|框架)?协议|会(?:创造|带来|在.{1,10}投资)"
)
_REACHED = regex(
    r"(?<!不是)(?<!并非)(?<!而非)已经?(?:达|建|实现|完成|突破|有)|同比|完成了?产值|截至目前"
)
# A growth over the year before may itself be foreseen: 预计全年收入同比增长4%.
_FORESEEN = regex(r"(?:预计|预期|力争|有望|目标)[^,。;]{0,20}同比")
_PLANNED = r"(?:规划|计划|设计|拟|预计|预期|在建)"


@lru_cache(maxsize=4096)
def is_goal(text: str) -> bool:
    """Whether the sentence states a goal and no result beside it.

    >>> is_goal("到2025年,力争规模突破200亿元"), is_goal("规模已突破200亿元")
    (True, False)
    >>> is_goal("大桥年底可竣工通车"), is_goal("排放当量从1.16下降到2022年的0.73")
    (True, False)
    >>> is_goal("预计全年收入同比增长4%至6%"), is_goal("收入同比增长4%,有望好转")
    (True, False)
    """
    return bool(_GOAL.search(text)) and not _is_reached(text)


@lru_cache(maxsize=4096)
def is_result(text: str) -> bool:
    """Whether the sentence states what was reached, and no goal.

    >>> is_result("前两月完成产值2亿元"), is_result("全年产值目标定为21亿元")
    (True, False)
    """
    return _is_reached(text) and not _GOAL.search(text)


def _is_reached(text: str) -> bool:
    return _REACHED.search(_FORESEEN.sub("", text)) is not None


@lru_cache(maxsize=4096)
def is_planned(thing: str, text: str) -> bool:
    """Whether the sentence speaks of the thing only as planned: 已有26个中心,规划机架超过140万架.

    >>> is_planned("机架", "规划标准机架140万架"), is_planned("机架", "已建成机架60万架")
    (True, False)
    """
    planned = len(re.findall(rf"{_PLANNED}(?:标准|总)?{re.escape(thing)}", text))
    return planned > 0 and planned == text.count(thing)
