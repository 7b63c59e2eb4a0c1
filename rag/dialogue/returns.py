"""Going back past the last turn: 回头说前一家，…; 再说开头那部，…; 回到前面说的存储能力，….

What is gone back to is a turn by its place in the talk, a turn by its words, or something by its
name. The question then follows that turn, as if nothing had been asked since.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

from rag.dialogue.items import listed_items
from rag.dialogue.names import is_stranger
from rag.dialogue.spans import noun_phrases, time_spans
from rag.dialogue.substitute import joined, stripped, subject_of
from rag.dialogue.vocabulary import any_of, relational
from rag.patterns import regex
from rag.places import find_places
from rag.question import analyse
from rag.text import numeral

Turns = Sequence[tuple[str, str]]

_UNIT: Final = r"[个家项条种类处座部份位样件款站所]"
_NUMBER: Final = r"[一二两三四五六七八九十]|\d"
_SAY: Final = r"(?:说|讲|问|看|聊|谈)"
_LEAD: Final = (
    rf"[再话倒]?回过?头来?再?{_SAY}?{_SAY}?(?:一下)?|(?:再|话)?{_SAY}回(?:[到来去])?|(?:再|拉)?回到|回{_SAY}"
    rf"|再{_SAY}{_SAY}?(?:一下)?|还是|先前|(?:前面|刚才|刚刚|之前){_SAY}(?:到|过)?的"
)
_EARLIER: Final = (
    r"(?:前面|上面|先前|之前|刚才|刚刚|前头|最早|最开始|一开始|开头)(?:说|提|问|讲|聊)?(?:到|过)?"
)
_ASIDE: Final = regex(  # 软件先放一边，
    rf"^(?:[^，,]{{1,8}}(?:先?放(?:到|在)?一?[边放旁]|先?不{_SAY}|到此为止|打住|就到这里?)"
    r"|扯远了|跑题了|言归正传)[，,]"
)
_WHAT: Final = r"(?P<what>(?!一下)[^，,。？?]{2,14})[，,](?P<rest>.+)"
_BACK: Final = regex(rf"^(?:那么?|我们|咱们)?(?:{_LEAD})[，,]?{_WHAT}")
_RATHER: Final = regex(rf"^(?:先|再)?{_SAY}{_SAY}?(?:一下)?{_WHAT}")  # 说数字经济，
_BY_PLACE: Final = regex(
    rf"^(?:那么?)?(?:(?P<first>(?:(?:开头|最开始|一开始|最早|最先|最初)(?:{_SAY}|提)?的?|先(?:{_SAY}|提)[到过]?的)[那这]?一?{_UNIT}|头一{_UNIT})(?:问题|话题|事)?"
    rf"|(?P<before>(?:前面|前头|先前|之前|上面|上|前)的?[那这]?一?{_UNIT})"
    rf"|第(?P<nth>{_NUMBER}){_UNIT})(?P<more>.*)$"
)
_OF_EARLIER: Final = regex(rf"^(?:那么?)?{_EARLIER}的?[那这]?一?[笔{_UNIT[1:]}?(?=[一-鿿])")
_PRONOUN: Final = regex(r"^(?:它们?的?|其|[那这]一?[个家座部份项款](?=[^一-鿿]|[由在是有哪何布]))")
_THERE: Final = regex(rf"^{any_of('there')}")
_DESCRIBED: Final = regex(  # one of several, by what it does
    r"^(?:那么?)?[那这][个家位](?:做|搞|干|跑|管|卖|造|负责|专门)[^，,。的]{1,8}的(?=[一-鿿])"
)
_TOLD_BY: Final = regex(r"^(?:做|搞|干|跑|管|卖|造|办|负责)[^，,。的]{1,6}的[，,]")  # 卖设备的，
_FUNCTION: Final = frozenset("的那这家个说回到是了在搞做有一")


def returned(turns: Turns, question: str) -> tuple[Turns, str] | None:
    """The turns up to the one gone back to, and what is asked after it.

    No turns are left where the question names what it goes back to. None where it goes nowhere.

    >>> turns = [("东江科技哪年落户？", "2014年"), ("云上鲲鹏呢？", "2021年")]
    >>> returned(turns, "回头说前一家，它有多少员工")
    ([('东江科技哪年落户？', '2014年')], '它有多少员工')
    >>> returned(turns, "说回满帮，覆盖多少城市"), returned(turns, "满帮覆盖多少城市")
    (([], '满帮覆盖多少城市'), None)
    """
    aside = _ASIDE.match(question)
    text = question[aside.end() :] if aside else question
    if _DESCRIBED.match(text) and (listing := _listing(turns)):
        return listing, text
    if match := _BACK.match(text) or (aside and _RATHER.match(text)):
        return _back(turns, match["what"], match["rest"])
    if (match := _BY_PLACE.match(text)) and (match["before"] or match["first"]):
        found, more = _by_place(turns, match), _TOLD_BY.sub("", match["more"].removeprefix("的"))
        return (found, more) if found and more else None
    if (match := _OF_EARLIER.match(text)) and len(turns) > 1:
        return _figure(turns, text[match.end() :])
    return None


def _listing(turns: Turns) -> Turns:
    """The turns up to the last one that was answered with a list; none where none was."""
    ends = (n for n in range(len(turns), 0, -1) if len(listed_items(turns[n - 1][1])) > 1)
    return turns[: next(ends, 0)]


def _back(turns: Turns, what: str, rest: str) -> tuple[Turns, str] | None:
    """After the turn that `what` points at, shares its words with, or behind what it names."""
    place = _BY_PLACE.fullmatch(what)
    if place and not place["more"]:
        found = _by_place(turns, place)
        return (found, rest) if found else None
    earlier = regex("^" + _EARLIER).match(what) is not None and len(turns) > 1
    if not earlier and (find_places(what) or is_stranger(what)):
        return [], what + _PRONOUN.sub("", rest)
    known = turns[:-1] if earlier else turns
    what = regex(rf"^{_EARLIER}的?(?:[那这]一?{_UNIT})?").sub("", what) if earlier else what
    said = set(what) - _FUNCTION
    shared = [len(said & set(asked + answer)) for asked, answer in known]
    at = max(range(len(known)), key=lambda i: (shared[i], i))
    if 2 * shared[at] < len(said) and not earlier:
        there = _THERE.match(rest)
        front = there[0] if there else ""
        asked = front + what + _PRONOUN.sub("", rest[len(front) :])
        return (turns if there or relational(what) else []), asked
    return _after(known[: at + 1], what, rest)


def _after(turns: Turns, what: str, rest: str) -> tuple[Turns, str]:
    """What is asked of the last of `turns`, of the noun phrase in it that `what` names."""
    asked = turns[-1][0]
    subject = subject_of(asked, dated=analyse(rest).kind == "number")
    phrases = (s.of(asked) for s in noun_phrases(asked, time_spans(asked)))
    phrase = next((p for p in phrases if what in p), what if what in asked else "")
    rest = _PRONOUN.sub("", rest)
    if phrase.startswith(what) and subject.startswith(what):
        return [], what + rest  # 满帮, after 满帮平台上的司机
    if phrase and phrase not in subject and subject not in phrase:
        return [], joined(subject, f"{phrase}{rest}")
    return [], joined(subject, rest)


def _by_place(turns: Turns, match: re.Match[str]) -> Turns:
    """The turns up to the first, the one before the last, or the n-th where no list was told."""
    if match["nth"]:
        at = numeral(match["nth"]) or 0
        told = any(len(listed_items(answer)) > 1 for _, answer in turns)
        return [] if told or at > len(turns) else turns[:at]
    if len(turns) < 2:
        return []
    return turns[:1] if match["first"] else turns[:-1]


def _figure(turns: Turns, rest: str) -> tuple[Turns, str] | None:
    """先前那笔<收入>涨幅多大: of the turn before the last that asked for it."""
    for asked, _ in reversed(turns[:-1]):
        for size in range(min(8, len(rest)), 1, -1):
            if rest[:size] in asked:
                whole = stripped(asked) if analyse(asked).kind == "number" else ""
                subject = whole or subject_of(asked, dated=False)
                return [], subject + rest[size:].lstrip("，,")
    return None
