"""Whether a sentence speaks of what was asked, or of what that is told apart from: 进口, 出口."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import lru_cache

from rag.answering.candidates import Window, whole
from rag.identity import Same
from rag.lexicon import rows
from rag.numerals import han_value
from rag.patterns import regex
from rag.question import Question
from rag.text import squeeze

# The words of one member, and the groups of such members that exclude each other.
Member = tuple[str, ...]

_OPEN = frozenset(("why", "how", "definition", "list"))
_WHO = frozenset(("person", "place", "organisation"))  # whatever field the sentence speaks of
_HELD = frozenset("届期批支轮")
_NUMERAL = r"[一二三四五六七八九十百零]{1,6}|\d{1,3}"
_NUMBERED = regex(
    rf"第(?P<nth>{_NUMERAL})(?P<of>[届次批只支期号代轮版章座])|首(?P<first>[届批])"
    # 二期, 98号; no date (8月16号), no decimal, no longer number.
    rf"|(?<![\d月年.第一二三四五六七八九十])(?P<number>{_NUMERAL})(?P<kind>[期号])(?!线)"
    # 近20个交易日 is not 近5个交易日
    rf"|(?:近|最近|过去|连续)(?P<last>{_NUMERAL})个?(?P<span>交易日|工作日|天|周|月|季度|年)"
)


def contrast_fits(question: Question, window: Window) -> bool:
    """Whether the sentence names what was asked, or at least none of its counterparts.

    Not where the question is open: 投资计划为什么受批评 asks for no amount of investment.
    """
    if question.kind in _OPEN:
        return True
    text = window.candidate.text
    if not (_numbers_fit(question.said, text) and _held_fits(question.said, window)):
        return False
    contrasts = _asked(question.said, "contrasts.txt")
    if question.kind == "date":
        contrasts += _asked(question.said, "events.txt")
    if question.kind in _WHO:
        contrasts = tuple(c for c in contrasts if _is_asked_about(c[1], question))
    if not contrasts:
        return True
    label = squeeze((window.document.heading_path_at(window.span.start) or ("",))[-1])
    return all(_fits(others, asked, (text, label)) for others, asked in contrasts)


def _is_asked_about(member: Member, question: Question) -> bool:
    """Whether a member is what is asked about itself: 总经理 of 云服务产业的总经理是谁."""
    return any(word in member for w in question.asked for word in (w.text, *w.others))


def _fits(others: Sequence[Member], asked: Member, texts: Sequence[str]) -> bool:
    """Whether the first of the texts that names any of a group's members names the asked one.

    The heading right above a sentence names what it speaks of where it does not itself.
    """
    for text in texts:
        if _named(asked, text):
            return True
        if any(_named(member, text) for member in others):
            return False
    return True


def _numbers_fit(question: str, text: str) -> bool:
    """Whether what the question gives a number to (第七届, 二期, 98号) has that number in the text.

    >>> _numbers_fit("第6届博览会哪天开幕？", "第7届博览会8月开幕"), _numbers_fit("第6届", "开幕")
    (False, True)
    >>> _numbers_fit("近20个交易日净买入多少？", "近5个交易日净买入3亿元")
    False
    """
    asked, said = _numbered(question), _numbered(text)
    return all(said[kind] & numbers for kind, numbers in asked.items() if kind in said)


def _held_fits(question: str, window: Window) -> bool:
    """Whether a document that numbers what is held again and again ever tells of the asked one.

    What tells of 首届 or 第173期 does not say so in each sentence.
    """
    asked = {kind: numbers for kind, numbers in _numbered(question).items() if kind in _HELD}
    told = _numbered(whole(Same(window.document))) if asked else {}
    return all(told[kind] & numbers for kind, numbers in asked.items() if kind in told)


@lru_cache(maxsize=4096)
def _numbered(text: str) -> Mapping[str, frozenset[int]]:
    """The numbers that a text gives to each kind of thing."""
    found: dict[str, set[int]] = {}
    for match in _NUMBERED.finditer(squeeze(text)):
        number = 1 if match["first"] else _value(match["nth"] or match["number"] or match["last"])
        if number is not None:
            kind = match["of"] or match["first"] or match["kind"] or match["span"]
            found.setdefault(kind, set()).add(number)
    return {kind: frozenset(numbers) for kind, numbers in found.items()}


def _value(text: str) -> int | None:
    value = int(text) if text.isdigit() else han_value(text)
    return None if value is None else int(value)


@lru_cache(maxsize=512)
def _asked(question: str, table: str) -> tuple[tuple[tuple[Member, ...], Member], ...]:
    """(other members, asked member) of each group of which the question names one member only."""
    text = squeeze(question)
    found = []
    for group in _groups(table):
        named = [member for member in group if _named(member, text)]
        if len(named) == 1:
            others = tuple(member for member in group if member is not named[0])
            found.append((others, named[0]))
    return tuple(found)


def _named(member: Member, text: str) -> bool:
    """Whether a word of the member stands in the text; 进出口 names neither of its halves."""
    halves = text.replace("进出口", "")
    return any(word in halves for word in member)


@lru_cache(maxsize=2)
def _groups(table: str) -> tuple[tuple[Member, ...], ...]:
    return tuple(tuple(tuple(member.split("|")) for member in row.split()) for row in rows(table))
