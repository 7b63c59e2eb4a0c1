"""What is aimed at held against what was reached: 已做到的水平跟2030年要达到的还差多远.

Both are of one indicator, which is named once: a part asks for its goal, the other for its result.
"""

from __future__ import annotations

from dataclasses import dataclass

from rag.decomposition.than import MORE
from rag.dialogue.spans import time_spans
from rag.dialogue.substitute import replaced
from rag.dialogue.vocabulary import head_of
from rag.patterns import regex

_LEVEL = r"(?:水平|程度|数字|数值|数据|数|值|成绩|地步|目标)?"
_NOW = r"(?:现在|目前|眼下|如今|当前|截至目前|到目前|最新)?"
_DO = r"(?:[做跑干交]出来?|做到|达到|实现|完成|取得|到达|占到|提到|提高到|增长到|扩大到|达成|有)"
_REACHED = regex(
    r"现有的?(?:水平|程度|数字|数值|值)|"
    rf"{_NOW}(?:已经?|实际(?:上)?|真正)(?:能)?{_DO}?了?的?{_LEVEL}|{_NOW}{_DO}了?的{_LEVEL}"
    r"|(?:现在|目前|眼下|如今|当前|最新)的?(?:水平|程度|数字|数据|值|情况)?|现状|现值|实际(?:值|数|水平|情况)?|实绩"
)
_AIMED = regex(
    rf"(?:规划|计划)?(?:当初|当时|原先|原来|最初|起初)?(?:所?(?:想要?|要|打算|计划|规划|力争|争取|准备|应|需|预计)){_DO}?的?{_LEVEL}"
    r"|的?(?:(?:规划|计划)的?)?(?:目标|计划|规划|预期|要求)(?:值|数|水平|数值)?"
)
_APART = regex(
    r"[，,]?(?:之间|相比|比起来)?[，,]?(?:还|要|大概|一共)*(?:相?差|有|缺|低|高)(?:了|出|着)?"
    r"(?:多少|多远|多大|几)[^，。？?]{0,6}[?？]*$"
    r"|[，,]?(?:分别|各自?)(?:又)?(?:是|有|为|达到?)?(?:多少|多大|几)[^，。？?]{0,4}[?？]*$"
    r"|[，,]?(?:相比|相较|比较|对比|比起来)(?:之下|起来)?(?:如何|怎样|怎么?样)[?？]*$"
    rf"|(?:是|要)?{MORE}了?还是{MORE}了?[?？]*$"
    r"|[，,]?(?:相比|比起来)[，,]?(?:还?要?)(?:提[高升]|下降|[上回]升|增[长加]|减少|变化)了?(?:多少|几)[^，。？?]{0,6}[?？]*$"
    r"|[，,]?(?:的)?(?:差距|缺口|差额)(?:还)?(?:有|是)?(?:多少|多大|几)[^，。？?]{0,4}[?？]*$"
)
_AIMED_AT = regex(
    r"(?P<when>\d{2,4}年)的?(?:所?(?:争取|力争|计划|想要?|要|预计|拟|打算|定下?|提出)(?:达到|实现|做到|完成)?)的"
    r"(?P<what>[^，,的]{2,5})$"
)
_ACTUALLY = regex(r"的?实际(?:上)?的?")
_MERE_LEVEL = regex(r"的?(?:水平|程度|数字|数值|数据|数|值|情况|实际)")
_PRESENT = ("目前", "现在", "眼下", "如今", "当前", "最新")
_TERM = regex(r"[“\"]?十[一二三四五]五[”\"]?")
_NOW_FIRST = regex(r"^(?:现在|目前|眼下|如今|当前)的?")
_THAN = regex(r"的?(?:相?比较?|来比|对比)$")
_EACH = regex(r"分别|各")
LONGEST = 20  # characters of a status
_FROM = regex(r"[，,]?(?:距离|距|离)")  # …离2025年的目标: what is reached goes without saying
_JOINT = regex(r"[，,]?(?:跟|和|与|同|比|较|相比于?)|" + _FROM.pattern)


def apart(question: str) -> list[str]:
    """The goal and the result of one indicator, in the order they are named; [] without both.

    >>> apart("某省的森林覆盖率，已做到的水平跟2030年要达到的还差多远？")
    ['某省的森林覆盖率目前是多少？', '某省的森林覆盖率2030年的目标是多少？']
    """
    tail = _APART.search(question)
    if tail is None:
        return []
    head = question[: tail.start()]
    for joint in _JOINT.finditer(head):
        left, second = head[: joint.start()], status_of(_THAN.sub("", head[joint.end() :]))
        if second is None:
            continue
        times = time_spans(left)
        bare = bool(times) and times[-1].end == len(left) and not _EACH.search(tail.group())
        if second.goal and second.when and bare:
            indicator = left[: times[-1].start]  # 覆盖率2020年和2025年目标: but one is a goal
            return [Status(times[-1].of(left), goal=False).of(indicator), second.of(indicator)]
        found = ((i, status_of(left[i:])) for i in range(max(2, len(left) - LONGEST), len(left)))
        at, first = next(((i, s) for i, s in found if s and s.goal != second.goal), (0, None))
        if first:
            said = bool(first.when or second.when)
            return [status.of(*_dated(status, left[:at], said)) for status in (first, second)]
        if _FROM.fullmatch(joint.group()) and second.goal:
            return [Status("", goal=False).of(left), second.of(left)]
        plain = _NOW_FIRST.sub("", left)
        if second.goal and second.when and plain != left and head_of(plain):
            return [f"{left}是多少？", second.of(plain)]  # 目前的处理率和2030年的目标差多少
    return []


def goal_beside(result: str, member: str) -> str:
    """A goal of the indicator that a result names: 2022年争取的增幅; "" for other members.

    >>> goal_beside("2021年甲省外贸收入实际增幅", "2022年争取的增幅")
    '2022年甲省外贸收入增幅的目标'
    """
    aimed = _AIMED_AT.match(member)
    times = time_spans(result)
    if aimed is None or head_of(result) != aimed["what"] or len(times) != 1:
        return ""
    return _ACTUALLY.sub("", replaced(result, times[0], aimed["when"])) + "的目标"


def _dated(status: Status, indicator: str, said: bool) -> tuple[str, bool]:
    """2025年甲省的占比, whose time is that of the goal: what is reached is so by now."""
    times = () if said or status.goal else time_spans(indicator)
    for span in reversed(times):
        indicator = replaced(indicator, span, "")
    return indicator, said or bool(times)


@dataclass(frozen=True, slots=True)
class Status:
    """When something is aimed at or was reached, and which of the two."""

    when: str
    goal: bool

    def of(self, indicator: str, dated: bool = True) -> str:
        """The value of an indicator; `dated`: goal or result has a time, so the other is now."""
        indicator, when = indicator.rstrip("，,的 "), self.when
        if when and (times := time_spans(indicator)):  # 2022年的产值目标跟2021年实际做到的
            indicator, when = replaced(indicator, times[-1], when), ""
        if self.goal:
            return f"{indicator}{when}{'的' if when else ''}目标是多少？"
        return f"{indicator}{when or ('' if self.when else '目前' if dated else '实际')}是多少？"


def status_of(member: str) -> Status | None:
    """2030年要达到的 -> 2030年, a goal; None for what is no status."""
    member = member.strip("，, ")
    term = _TERM.match(member)  # “十四五”末计划的 looks like the name of a plan
    when = next((s.of(member) for s in time_spans(member) if s.start == 0), term and term[0]) or ""
    rest = member.removeprefix(when)
    for mark in ("底", "末"):
        when, rest = (when + mark, rest[1:]) if when and rest.startswith(mark) else (when, rest)
    now = when in _PRESENT
    rest = "" if now and _MERE_LEVEL.fullmatch(rest) else rest
    when = "" if now else when
    if rest and _AIMED.fullmatch(rest):
        return Status(when, True)
    return Status(when, False) if (_REACHED.fullmatch(rest) if rest else now) else None
