"""Another number of the same series: 最后一条？ after 第一条是什么; 第四站是哪家 after 第二站.

What the new number is put in place of is the old one. After a list the number picks an item
instead (`rag.dialogue.items`), and after a count it numbers what was counted.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

from rag.dialogue.frame import frame
from rag.dialogue.items import listed_items
from rag.dialogue.spans import asking_spans, noun_phrases
from rag.dialogue.substitute import stripped, subject_of
from rag.patterns import regex
from rag.question import analyse
from rag.text import numeral

Turns = Sequence[tuple[str, str]]

LONGEST_NOUN: Final = 4  # characters of a noun that says again what is numbered: 另一个毛病

_NUMBER: Final = r"[一二三四五六七八九十]+|\d+"
_UNIT: Final = r"[条项个点步类大章站看家层级轮批段篇样]|部分|方面"
_LEAD: Final = r"(?:那么?|再|接着|然后|紧[接跟]着的?|接下来的?|往下的?|后面的?)"
_LEADS: Final = regex(rf"^{_LEAD}+")
_OLD: Final = regex(rf"(?:第(?P<n>{_NUMBER})|头一|首)(?P<unit>{_UNIT})(?!大)")
_ALIKE: Final = "条项个点"  # which are said for one another of measures
_NEW: Final = regex(
    rf"^{_LEAD}*(?:第(?P<n>{_NUMBER})|(?P<last>最[后末](?:那?一|那)?)"
    rf"|(?P<other>另外?一)|(?P<next>再?往?(?:下一|后一)))(?P<unit>{_UNIT})"
)
_COUNT: Final = regex(rf"(?<![第\d])(?P<n>[二两三四五六七八九十]|\d{{1,2}})(?:{_UNIT})")
_ANSWERS: Final = regex(r"(?:的?呢|(?:讲|说|做)?的?是|是什么)?[?？。]*")
_STAND: Final = ("number", "list")


def in_series(turns: Turns, question: str) -> str | None:
    """The last question for another number of its series; None where it has none.

    >>> in_series([("七项举措的第一项是什么？", "攻克关键核心技术")], "第三项呢？")
    '七项举措的第三项是什么？'
    >>> turns = [("规划有几条原则？", "四条原则"), ("规划的原则第一条是什么？", "创新引领")]
    >>> in_series(turns, "最后一条？"), in_series(turns, "第二条防什么？")
    ('规划的原则第四条是什么？', '规划的原则第二条防什么？')
    """
    new = _NEW.match(question)
    asked, answer = _walked(turns, new) if new else turns[-1]
    old = _OLD.search(asked)
    if new is None or old is None:
        return None
    if not _same_unit(new, old) and len(listed_items(answer)) > 1:
        return None
    rest = question[new.end() :]
    noun = len(rest.rstrip("?？。")) <= LONGEST_NOUN and not asking_spans(rest)
    rest = asked[old.end() :] if noun or _ANSWERS.fullmatch(rest) else rest
    return f"{asked[: old.start()]}{_number(turns, new, old)}{old['unit']}{rest}"


def _same_unit(new: re.Match[str], old: re.Match[str]) -> bool:
    return new["unit"] == old["unit"] or all(m["unit"] in _ALIKE for m in (new, old))


def _walked(turns: Turns, new: re.Match[str]) -> tuple[str, str]:
    """The turn whose number gives way: the last, else the latest of the same unit before it.

    第一条是什么, 图个什么, 最后一条呢: one step aside does not end the series.
    """
    same = (
        turn for turn in reversed(turns) if (old := _OLD.search(turn[0])) and _same_unit(new, old)
    )
    listed = any(len(listed_items(answer)) > 1 for _, answer in turns)
    aside = not listed and not _OLD.search(turns[-1][0])
    return next(same, turns[-1]) if aside else turns[-1]


def _number(turns: Turns, new: re.Match[str], old: re.Match[str]) -> str:
    """第四 of what the new number says; the last is counted where an answer told how many."""
    at = numeral(old["n"] or "一") or 1
    if new["n"]:
        return f"第{new['n']}"
    if new["next"]:
        return f"第{_han(at + 1)}"
    if new["other"]:
        return f"第{_han(2 if at == 1 else 1)}"
    counts = (_COUNT.search(answer) for _, answer in turns)
    found = next((m["n"] for m in counts if m), "")
    return f"第{found}" if found else "最后一"


def _han(number: int) -> str:
    return "零一二三四五六七八九十"[number] if number <= 10 else str(number)


def of_the_counted(turns: Turns, question: str) -> str | None:
    """第三条讲什么, after 规划有几项基本原则: of the things that were counted or listed."""
    asked, new = turns[-1][0], _NEW.match(question)
    if new is None or not (new["n"] or new["last"]):
        return None
    found = frame(asked)
    counted = found.asked
    subject = subject_of(asked, dated=False)
    if counted and counted.start >= found.interrogatives[0].end:
        subject = stripped(asked[: found.interrogatives[0].start]).removesuffix("了")
    rest, nth = question[new.end() :], question[new.start() : new.end()]
    nth = _LEADS.sub("", nth)
    rest = "是什么？" if _ANSWERS.fullmatch(rest) else rest
    if counted is None or analyse(asked).kind not in _STAND:
        thing = _of_it(asked, subject)
        return f"{subject}{thing}{nth}{rest}" if thing else None
    thing = counted.of(asked)
    thing = "" if thing in subject else f"的{thing}"
    return f"{subject}{thing}{nth}{rest}"


def _of_it(asked: str, subject: str) -> str:
    """What is numbered of a subject: “软件再出发”计划<的重点工作>."""
    at = asked.find(subject) + len(subject)
    if not subject or not asked.startswith("的", at):
        return ""
    return next((f"的{p.of(asked)}" for p in noun_phrases(asked) if p.start == at + 1), "")
