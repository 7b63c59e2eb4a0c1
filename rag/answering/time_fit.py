"""Whether a sentence speaks of the time that was asked for, and what time it speaks of."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from functools import lru_cache

from rag.answering.candidates import Window, line_around
from rag.answering.goals import is_goal
from rag.patterns import regex
from rag.question import Question
from rag.times import YEAR, Anchor, Period, fits, periods
from rag.types import Span

WHOLE_YEAR = 360  # days; least length of what answers for a whole year
MONTH = 31
SOON = 62  # days within which the figures of a month, a quarter or a half-year are published
NEAR = 200  # characters before a sentence that tell when it speaks of
GOAL_BEFORE, GOAL_BEHIND = 6, 12  # characters around a year that may make it one of a goal

_ANY_YEAR = Anchor(date(2020, 1, 1), date(2020, 12, 31))  # in which undated texts are compared

_WHOLE_YEAR = regex(r"全年|整年|年(?:最终|收官|末了)|年.{0,16}达标|whole year|full year|whole of")
_ALL_YEAR = regex(r"全年|年度|整年")
_UNTIL = regex(r"(?:至|到|直到|延续|将于|将在|预计|[-—–])$")
_FROM = regex(r"起|(?:年?[底末])?(?:之|以)?前|以后|之后")
_LEANING = regex(r"今年|去年|上半年|下半年|目前|季度|当前|近日|(?<!\d)(?<!年)\d{1,2}\s*月")
_LAST_YEAR = regex(r"去年|上年|前年")
# What figures are held against: 比2022年提升, 较去年同期下降, 与2022年相比.
_THAN = regex(r"(?:[比较]|相较于?|相比于?|[高低优好大小]于|超过)$")
_AGAINST = regex(r"[与同跟和]$")
_COMPARED = regex(r"(?:同期)?(?:的?水平)?相?比")
_RECORD = regex(
    r"以来[^,，。;；]{0,4}?(?:最|新[高低]|首[次个度]|第一|未有)"
)  # 2021年10月以来的最低水平
# What a text expects to come: 2024年也将举步维艰, 2024年出现衰退的风险.
_OUTLOOK = regex(
    r"将|有望|预[计测期言估]|可能|风险|展望|前景|届时|未来|考虑|如果|计划|目标|临近|申办|大选|选举|[候参]选|到期"
)
# A day on which something is told that may be of the time before: 8月15日公布的报告显示.
_DAY_TOLD = regex(
    r"\d\s*[日号][^。;；]{0,20}?(?:公布|发布|披露|通报|报道|报告|消息|介绍|表示|显示|[讯电])"
)
# 2023世界机器人大会: what is held every year carries its year in its name.
_EVENT = regex(
    r"(?<!\d)(20[0-3]\d)(?=[^\d,，。;；:：年]{2,16}?(?:大会|论坛|年会|峰会|博览会|交易会|展览|大赛|锦标赛|节|周))"
)
_SENTENCE_END = regex(r"[。;；!！?？\n]")
_REPORTED = regex(r"报告期|(?<!上年)(?<!去年)本期")  # the period told before
_CLAUSE_END = regex(r"[,，。;；!！?？\n]")


def spoken_times(window: Window, anchor: Anchor | None) -> tuple[Period, ...]:
    """Times of the sentence, else of the nearest words before it, else of its headings.

    A time that figures are held against (比2022年提升) is not the one they are of.
    """
    if own := _told(window.text, anchor) or _told_before(window, anchor):
        return own
    path = "\n".join(window.document.heading_path_at(window.span.start))
    return periods(path, anchor)


def _told_before(window: Window, anchor: Anchor | None) -> tuple[Period, ...]:
    """The time named nearest before the sentence, in its paragraph."""
    text = window.document.text
    before = text[line_around(text, window.span).start : window.span.start]
    # A longer period (a plan's term) is no time for what follows it.
    return tuple(p for p in _told(before, anchor) if p.days <= YEAR)[-1:]


def _reported(question: Question, window: Window, anchor: Anchor | None) -> tuple[Period, ...]:
    """What 报告期 stands for in a sentence that gives reasons, whatever it is held against."""
    told = question.kind == "why" and _REPORTED.search(window.text)
    return _told_before(window, anchor) if told else ()


def _told(text: str, anchor: Anchor | None) -> tuple[Period, ...]:
    """Periods named in the text, without those it only compares with."""
    return tuple(p for p in periods(text, anchor) if not _is_compared(text, p.span))


def _is_compared(text: str, span: Span) -> bool:
    """
    >>> text = "比2022年提升，与2021年相比翻番，是2001年以来最高，2023年完成"
    >>> [_is_compared(text, p.span) for p in periods(text)]
    [True, True, True, False]
    """
    before, behind = text[: span.start].rstrip(), text[span.end :].lstrip()
    against = _AGAINST.search(before[-1:]) and _COMPARED.match(behind)
    return bool(_THAN.search(before[-3:]) or against or _RECORD.match(behind))


def time_fits(
    question: Question, window: Window, spoken: Sequence[Period], anchor: Anchor | None
) -> bool:
    """The sentence's time, or for want of one its document's, is the asked one.

    A sentence that says 今年 or 目前 in an undated document may speak of any year: it is not held
    against it when it says nothing else.
    """
    asked = _asked_times(question, anchor)
    if not asked:
        return anchor is not None or _parts_fit(question, window)
    spoken = (*spoken, *_reported(question, window, anchor))
    if anchor is None and (said := _leaning(window)):
        possible = _possible(asked, window.document.text)
        leaning = [p for a in possible for p in _firm(said, Anchor(a.first, a.last))]
        leaning += _years_before(said, window.document.text)
        if possible and not spoken and not leaning:
            return True
        # The sentence's own 8月15日 goes before a year named farther off.
        own = leaning and said == window.text and not _told(said, anchor)
        spoken = tuple(leaning) if own else (*spoken, *leaning)
    told = _told if question.kind == "number" else periods
    given = [*_given(window, spoken, anchor), *told(window.text, anchor)]
    if anchor is None and not given:
        given = list(_only_times(window.document.text))
        if not given and question.kind not in ("number", "date"):
            return True  # no time is told anywhere
        return bool(given) and all(any(fits(a, g) for a in asked) for g in given)
    if anchor is not None and (question.kind == "date" or all(a.days == 1 for a in asked)):
        # What was reported that day of this year; and 调价后下次是哪天 is answered by another day.
        given.append(Period(anchor.first, anchor.last, window.span))
    if _WHOLE_YEAR.search(question.text) and question.wanted != "target":
        given = [g for g in given if g.days > WHOLE_YEAR and not _has_part(g, window)]
    if _is_day_told(window, spoken):
        given += [
            replace(g, first=a.first, last=a.last) for a in asked for g in given if _soon(a, g)
        ]
    if question.kind == "number":
        return any(fits(a, g) and not _is_other_part(a, g) for a in asked for g in given)
    return any(fits(a, g) for a in asked for g in given)


def _parts_fit(question: Question, window: Window) -> bool:
    """Whether an undated sentence is of the asked part of this year, or names no part of it."""
    if not question.relative_time:
        return True
    year = _ANY_YEAR.first.year
    asked, told = (
        [p for p in _firm(text, _ANY_YEAR) if MONTH < p.days < WHOLE_YEAR and p.first.year == year]
        for text in (question.said, window.text)
    )
    return not (asked and told) or any(fits(a, t) for a in asked for t in told)


def _is_day_told(window: Window, spoken: Sequence[Period]) -> bool:
    """Whether no time is told, or only the day on which the sentence's matter was made known."""
    days = all(p.days == 1 for p in spoken)
    return days and bool(not spoken or _DAY_TOLD.search(window.text))


def _soon(asked: Period, told: Period) -> bool:
    """Whether what was told on a day may be the figures of the asked time, just over."""
    part = MONTH - 3 <= asked.days < WHOLE_YEAR
    return part and told.days == 1 and 0 < (told.first - asked.last).days <= SOON


def _has_part(year: Period, window: Window) -> bool:
    """Whether the sentence tells of a part of the year, and not of all of it: 前两月完成2亿元."""
    text = window.text
    if _ALL_YEAR.search(text):
        return False
    parts = (p for p in periods(text, Anchor(year.first, year.last)) if not p.loose)
    return any(MONTH < p.days < WHOLE_YEAR for p in parts)


def _is_other_part(asked: Period, given: Period) -> bool:
    """Whether both are parts of a year of more than a month, and not the same: 上半年, 前三季度."""
    parts = all(MONTH < p.days < WHOLE_YEAR and not p.loose for p in (asked, given))
    return parts and (asked.first, asked.last) != (given.first, given.last)


def spoken_until(spoken: Sequence[Period], anchor: Anchor | None) -> date | None:
    """Last day the sentence looks back on, for the newest-first rule; None when nothing tells."""
    past = [p.last for p in spoken if anchor is None or p.first <= anchor.last]
    return max(past, default=anchor.last if anchor is not None else None)


def _leaning(window: Window) -> str:
    """The sentence with what stands before it in its paragraph, if either leans on the present."""
    text = window.document.text
    before = text[line_around(text, window.span).start : window.span.start][-NEAR:]
    return next((t for t in (window.text, before + window.text) if _LEANING.search(t)), "")


@lru_cache(maxsize=256)
def latest_year(text: str) -> int | None:
    """Latest year an undated text looks back on: it was not written before. None: no year."""
    return max((p.first.year for p in _looked_back_on(text)), default=None)


@lru_cache(maxsize=256)
def _present_year(text: str) -> int | None:
    """The latest year where only a part of it is told, as of the year that is not over yet."""
    latest = latest_year(text)
    parts = {p.first.year for p in _looked_back_on(text) if p.days < WHOLE_YEAR and not p.loose}
    return latest if latest in parts else None


def _looked_back_on(text: str) -> list[Period]:
    """Times of an undated text that are over, and the years that are in the names of events."""
    held = (Span(*m.span(1)) for m in _EVENT.finditer(text))
    days = ((date(int(s.of(text)), 1, 1), s) for s in held)
    told = [
        p
        for p in periods(text)
        if not is_goal("".join(_around(text, p.span).split())) and not _lies_ahead(text, p.span)
    ]
    return told + [Period(day, day, span) for day, span in days]


@lru_cache(maxsize=256)
def _only_times(text: str) -> tuple[Period, ...]:
    """Times of an undated text; where all are the asked one, what says none is of it too."""
    return tuple(p for p in periods(text) if p.days <= YEAR)


def _lies_ahead(text: str, span: Span) -> bool:
    """Whether a year is where something is to end or begin, or expected: 延续至2027年, 2026年起."""
    before, behind = text[: span.start].rstrip(), text[span.end :].lstrip()
    around = _SENTENCE_END.split(before)[-1] + _CLAUSE_END.split(behind, maxsplit=1)[0]
    return bool(
        _UNTIL.search(before[-GOAL_BEFORE:]) or _FROM.match(behind) or _OUTLOOK.search(around)
    )


def _around(text: str, span: Span) -> str:
    return text[max(0, span.start - GOAL_BEFORE) : span.end + GOAL_BEHIND]


@lru_cache(maxsize=512)
def _asked_times(question: Question, anchor: Anchor | None) -> tuple[Period, ...]:
    """Times the question names; 今年 and the like are those of the document's present."""
    if question.times or not question.relative_time or anchor is None:
        return question.times
    return _firm(question.said, anchor)


def _firm(text: str, anchor: Anchor) -> tuple[Period, ...]:
    """Periods whose edges are meant to the day."""
    return tuple(p for p in periods(text, anchor) if not p.loose)


def _possible(asked: Sequence[Period], text: str) -> list[Period]:
    """Asked times that may be an undated text's present."""
    latest = latest_year(text)
    return [a for a in asked if latest is None or a.last.year >= latest]


def _years_before(said: str, text: str) -> list[Period]:
    """What 去年 is in an undated text that shows its year: the one before."""
    year = _present_year(text) if _LAST_YEAR.search(said) else None
    if year is None:
        return []
    present = Anchor(date(year, 1, 1), date(year, 12, 31))
    return [p for p in _firm(said, present) if p.last.year < year]


def _given(window: Window, spoken: Sequence[Period], anchor: Anchor | None) -> list[Period]:
    """What the sentence, else its document's title, says; the document's date if neither does."""
    given = list(spoken) or list(periods(window.document.title, anchor))
    if anchor is not None and not spoken:
        given.append(Period(anchor.first, anchor.last, window.span))
    return given
