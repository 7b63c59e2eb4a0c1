"""Times that point at another: 前一年, 次年, 上年同期, 那年, 年初. They are written out as times.

The other one is the time asked about last, or the one that was answered to a question for a time.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

from rag.asking import SHORT_YEAR
from rag.dialogue.names import is_name
from rag.dialogue.spans import time_spans
from rag.patterns import regex
from rag.places import find_places
from rag.question import analyse
from rag.text import numeral

Turns = Sequence[tuple[str, str]]

_NO_MORE: Final = regex(r"[的呢是多少什么情况?？。\s]*")
_NUMBER: Final = r"(?:[一二两三四五六七八九十]|\d{1,2})"
_PART: Final = (
    r"(?:[上下]半年|第?[一二三四]季度|前[一二两三四五六七八九十\d]{1,2}个?月份?|全年|一?整年|年[初底末]"
    r"|(?<!\d)\d{1,2}月(?:份)?(?:\d{1,2}[日号])?|(?:十[一二]?|[一二三四五六七八九])月份?(?![一-鿿]{1,2}[日号]))"
)
_WHOLE_YEAR: Final = regex(r"全年|一?整年")
_NOT_COMPARED: Final = r"(?<![比较与和跟同])"
_ON: Final = r"(?:再?往|再|之)?"
_SHIFTS: Final = (  # pattern, years
    (regex(rf"{_NOT_COMPARED}(?:去年|上年|上一年|前一年)同期"), -1),
    (
        regex(
            rf"{_NOT_COMPARED}(?:{_ON}(?:前一年|头一年|上一年(?!度)|早一年)"
            r"|一年前|再?(?:往[前回])?[倒退]回?(?:去|到)?一年)"
        ),
        -1,
    ),
    (
        regex(
            rf"{_NOT_COMPARED}{_ON}(?:后一年|下一年)(?!度)|[次翌来转隔]年|转过年来?|第二年|一年后"
        ),
        1,
    ),
)
_MONTHS: Final = (
    (regex(rf"{_NOT_COMPARED}{_ON}(?:前一?个月|上一?个月)"), -1),
    (regex(rf"{_NOT_COMPARED}{_ON}(?:后一?个月|下一?个月|次月|隔了?一?个?月)"), 1),
)
_MONTH: Final = regex(r"(?P<year>(?:19|20)\d{2})年(?P<month>\d{1,2})月")
_YEARS_AWAY: Final = regex(
    rf"^(?P<lead>(?:那么?|而)?)(?:再?往(?P<on>[前后])[看数推走]?)?(?P<n>{_NUMBER})(?:年|(?P<month>个月))"
    r"(?(on)|(?:之|以)?(?P<way>[前后])(?=的?呢|[?？]|$))"
)
_THEN: Final = regex(
    r"(?<![年比较与和])(?P<then>当时|那时候?|那会儿|那个时候|同一?时[间期]|这一?时期|同期(?!相比)"
    r"|同一年限|这(?:[一二两三四五六七八九十]|\d{1,2})个?(?:月|季度)|这半年|这段时间|这期间|届时|(?<!到)到时候?|那一?年|同一?年|该年|这一年|当年(?!度))(?:的(?=[^呢？?]))?"
)
_BESIDE: Final = regex(r"[比较与跟和同](?:去年|上年|上一年|前一年)的?同期")
_SINCE: Final = regex(r"(?:自|从)那(?:时|年)?(?:以|之)?[后来]|从那时起")
_SAME_MONTH: Final = regex(r"(?:同一?个?|当|那个?|该)月(?:份|里)?(?=[^\d一二三四五六七八九十])")
_SAME_DAY: Final = regex(r"那一?天(?=[^呢？?])")
_YEAR_BEFORE: Final = (
    r"(?:the (?:year before|previous year|prior year)|(?:a|one) year (?:earlier|before))"
)
_YEAR_AFTER: Final = r"(?:the (?:year after|following year|next year)|(?:a|one) year later)"
_ENGLISH_SHIFTS: Final = (
    (regex(rf"(?:in |for )?(?:the )?same period (?:of )?{_YEAR_BEFORE}", re.IGNORECASE), -1),
    (regex(rf"(?:in |for )?{_YEAR_BEFORE}(?! \d)", re.IGNORECASE), -1),
    (regex(rf"(?:in |for )?{_YEAR_AFTER}", re.IGNORECASE), 1),
)
_ENGLISH_SAME: Final = regex(
    r"(?:in |for )?(?:that year|the same year|that (?:same )?period|the same period|back then)",
    re.IGNORECASE,
)
_PREPOSITION: Final = regex(
    r"\b(?:over|during|within|against|to|with|than|from|by|in|for|of|since|until) $"
)
_LEADING_PART: Final = regex(rf"^(?P<lead>(?:那么?|到|截至|在)*)(?P<part>{_PART})")
_ALL_OF: Final = regex(r"整个(?P<time>(?:(?:19|20)\d{2}|[今去明前]|上一|前一|那一?)年)(?:度)?")
_FIRST_MONTHS: Final = regex(r"头(?=[一二两三四五六七八九十\d]+个?月|半年)")
_YEAR: Final = regex(r"(?:19|20)\d{2}(?=年|\D|$)")
_SPOKEN_YEAR: Final = regex(r"(?:19|20)\d{2}年?|今年|去年|本年")


def written_out(turns: Turns, question: str) -> str:
    """The question with such times written out, as far as the turns tell which are meant.

    >>> turns = [("2025年上半年贵州软件业收入增长多少？", "增长7.2%。")]
    >>> written_out(turns, "上年同期呢？"), written_out(turns, "次年的目标是多少？")
    ('2024年上半年呢？', '2026年的目标是多少？')
    >>> written_out(turns, "同期电子信息制造业增加值增长多少？")
    '2025年上半年电子信息制造业增加值增长多少？'
    """
    question = normal(question)
    time = _last_time(turns)
    if _SAME_MONTH.search(question) and not _MONTH.search(time):
        told = (s.of(turns[-1][1]) for s in time_spans(turns[-1][1]))
        time = next((t for t in told if _MONTH.search(t)), time)
    for rule in (_shifted, _same, _part_of_it):
        if time and (found := rule(time, question)) is not None:
            return found
    return question


def normal(question: str) -> str:
    """Years in full, the first months as 前两个月, that day as 当天, 整个2025年 as 2025年全年."""
    whole = _ALL_OF.sub(r"\g<time>全年", SHORT_YEAR.sub("20", question))
    return _FIRST_MONTHS.sub("前", _SAME_DAY.sub("当天", whole))


def _shifted(time: str, question: str) -> str | None:
    """次年上半年: so many years from the time, the part that is named, else the part it has."""
    for pattern, years in (*_SHIFTS, *_ENGLISH_SHIFTS):
        if match := pattern.search(question):
            alone = _NO_MORE.fullmatch(question, match.end()) or "同期" in match[0]
            alone = alone or "period" in match[0].lower()
            year = _SPOKEN_YEAR.search(time)
            whole = year[0] if year and not alone else time
            return _put(question, match, _years_on(whole, years), time)
    for pattern, months in _MONTHS:
        if (match := pattern.search(question)) and _MONTH.search(time):
            return _put(question, match, _months_on(time, months), time)
    if match := _YEARS_AWAY.match(question):
        way = 1 if (match["way"] or match["on"]) == "后" else -1
        far = way * (numeral(match["n"]) or 0)
        other = _months_on(time, far) if match["month"] else _years_on(time, far)
        return _put(question, match, match["lead"] + other, time)
    return None


def _put(question: str, match: re.Match[str], other: str, time: str) -> str | None:
    """`other` in place of the match; None where the question names a year or the time none."""
    before, after = question[: match.start()], question[match.end() :]
    if match[0].isascii():
        joint = "" if _PREPOSITION.search(before) else "in "
        other = joint + other.replace("年", "")
    if not _YEAR.search(time) or _YEAR.search(before + after):
        return None
    if part := re.match(rf"的?({_PART})", after):
        year = _SPOKEN_YEAR.search(other)
        other = year[0] if year else other
        after = _WHOLE_YEAR.sub("", part[1]) + after[part.end() :]
    return before + other + after


def _months_on(time: str, months: int) -> str:
    """The month so far from that of a time; the time itself where it names none."""
    month = _MONTH.search(time)
    if month is None:
        return time
    count = int(month["year"]) * 12 + int(month["month"]) - 1 + months
    return f"{count // 12}年{count % 12 + 1}月"


def _years_on(time: str, years: int) -> str:
    return _YEAR.sub(lambda m: str(int(m[0]) + years), time)


def _same(time: str, question: str) -> str | None:
    """当时, 那一年: the time itself, or its year."""
    if match := _SINCE.search(question):
        return f"{question[: match.start()]}{time}以后{question[match.end() :]}"
    if (match := _ENGLISH_SAME.search(question)) and _YEAR.search(time):
        whole = time if "year" not in match[0].lower() else _YEAR.findall(time)[-1]
        before = question[: match.start()]
        joint = "" if _PREPOSITION.search(before) else "in "
        return f"{before}{joint}{whole}{question[match.end() :]}"
    if (match := _SAME_MONTH.search(question)) and (month := _MONTH.search(time)):
        return question[: match.start()] + month[0] + question[match.end() :]
    match = _THEN.search(question)
    if match is None or time_spans(_BESIDE.sub("", question.replace(match["then"], ""))):
        return None
    if "年" in match["then"] and match["then"] != "同一年限":
        year = _SPOKEN_YEAR.search(time)
        time = year[0] if year else ""
    owner = match.start() and match.group().endswith("的")  # 甲公司同一年<的>产值
    joint = "的" if owner else ""
    return f"{question[: match.start()]}{time}{joint}{question[match.end() :]}" if time else None


def _part_of_it(time: str, question: str) -> str | None:
    """年初有多少台: of the year asked about, where the question names nothing else."""
    match, year = _LEADING_PART.match(question), _SPOKEN_YEAR.match(time)
    if match is None or year is None:
        return None
    rest = question[match.end() :]
    monthly = "月" in match["part"] and _MONTH.search(time)
    if _YEAR.search(rest) or (not monthly and (find_places(rest) or is_name(rest))):
        return None
    part = _WHOLE_YEAR.sub("", match["part"])
    named = f"{year[0]}年" if year[0].isdigit() else year[0]  # 2025数博会, 5月去了哪
    return f"{match['lead']}{named}{part}{rest}"


def _in_full(time: str, answer: str) -> str:
    """今年上半年 as the answer names it: 2025年上半年."""
    if _YEAR.search(time):
        return time
    named = [s.of(answer) for s in time_spans(answer) if _YEAR.search(s.of(answer))]
    part = re.search(_PART, time)
    if not named or (part and part[0] in named[0]):
        return named[0] if named else time
    year = _SPOKEN_YEAR.search(named[0])
    return f"{year[0]}{part[0]}" if year and part else named[0]


def _last_time(turns: Turns) -> str:
    """The time asked about last; of a question for a time, the one that was answered."""
    for asked, answer in reversed(turns):
        if analyse(asked).kind == "date":
            spans = time_spans(answer)
            return spans[0].of(answer) if spans else ""
        if spans := time_spans(asked):
            first, last = spans[0].of(asked), spans[-1].of(asked)
            apart = len(spans) == 2 and _SPOKEN_YEAR.fullmatch(first) and not _YEAR.search(last)
            return _in_full(first + last if apart else last, answer)
    answer = turns[-1][1]
    spans = time_spans(answer)
    return spans[0].of(answer) if spans else ""
