"""前者 and 后者 said as what they stand for, before a question is taken apart.

What they stand for is not asked before: two things that are coordinated, two that are asked for
(哪家甲企业，哪家乙公司), else what the last two clauses are about.
"""

from __future__ import annotations

import re

from rag.decomposition.members import members
from rag.dialogue.spans import asking_spans
from rag.dialogue.substitute import subject_of
from rag.patterns import regex
from rag.words import words

_POINTED = regex(r"(?:其中的?)?(?P<which>前者|后者)")
_CLAUSE = regex(r"[，,。；;：:？?]")
_ASKED_FOR = regex(
    r"哪一?[家个座项部所位款支种](?P<what>[^，,。、；;？?和与及哪]{2,20}?)(?=[，,。、；;？?]|[和与及]哪|$)"
)
_STOP = regex(r"分别|各自?|都|在|相比|相差|[这那]?两|之间|[是有做]|[谁哪几]|什么|多少|$")


def in_full(question: str) -> str:
    """The question with what 前者 and 后者 stand for in their place, where that is sure.

    >>> in_full("甲厂和乙厂分别在哪里，后者的厂长是谁？")
    '甲厂和乙厂分别在哪里，乙厂的厂长是谁？'
    >>> in_full("看了哪家食品企业，哪家物流公司，后者有多少员工？")
    '看了哪家食品企业，哪家物流公司，物流公司有多少员工？'
    """
    first = _POINTED.search(question)
    before = question[: first.start()].rstrip("，,。；;：:？? ") if first else ""
    pair = _asked_for(before) or _coordinated(before) or _spoken_of(before)
    if first is None or len(pair) != 2:
        return question
    if owner := _owner(before, pair):  # 方案的“甲”和“乙”两条，前者…，后者…
        return _POINTED.sub(
            lambda m: f"{owner}{pair[m['which'] == '后者']}", question[first.start() :]
        )
    return question[: first.start()] + _POINTED.sub(
        lambda m: pair[m["which"] == "后者"], question[first.start() :]
    )


def _owner(before: str, pair: list[str]) -> str:
    """Whose the two things are, where nothing else stands before them; "" in other questions."""
    match = regex(
        rf"(?P<owner>[^，,。；;：:？?]{{2,16}}的){re.escape(pair[0])}(?:和|与|跟|、|及){re.escape(pair[1])}"
        r"(?:这?[两俩二][个条项家部座点])?"
    ).fullmatch(before)
    return match["owner"] if match and not asking_spans(before) else ""


def _asked_for(before: str) -> list[str]:
    found = [m["what"] for m in _ASKED_FOR.finditer(before)][-2:]
    return found if all(words(what)[-1].tag.startswith("n") for what in found) else []


def _coordinated(before: str) -> list[str]:
    """The two members of the last coordination."""
    for clause in reversed(_CLAUSE.split(before)):
        for stop in _STOP.finditer(clause):
            found = members(clause, stop.start())[1]
            if len(found) == 2:
                return found
    return []


def _spoken_of(before: str) -> list[str]:
    """What the last two clauses are about."""
    clauses = _CLAUSE.split(before)[-2:]
    found = [subject_of(f"{clause}？", dated=False) for clause in clauses]
    return found if all(found) and found[0] != found[-1] else []
