"""Pronouns: 它, 该公司, 那里, 他. What they mean in the turn before takes their place."""

from __future__ import annotations

import re
from collections.abc import Sequence

from rag.dialogue.fragments import OPENER
from rag.dialogue.frame import frame
from rag.dialogue.names import bodies, people, works
from rag.dialogue.spans import place_spans, time_spans
from rag.dialogue.substitute import stripped
from rag.dialogue.vocabulary import any_of
from rag.question import analyse

_DEMONSTRATIVE = r"(?:[该此本]|(?:这|那|上述|前述)(?:一?[个家所项座种类部份次场位条款批些])?)"
_THING = re.compile(
    rf"^(?P<pronoun>{_DEMONSTRATIVE}(?P<head>{any_of('head:body')}|{any_of('head:work')}"
    rf"|{any_of('head:event')}|{any_of('head:thing')}|{any_of('head:person')}"
    rf"|{any_of('head:place')})|{any_of('there')}|{any_of('person')}|它[们家]?|其(?![中他余实它次])"
    rf"|上述|前者|后者|这些|那些|这(?=是|会|有|属|算)|(?:公司|集团|大会|会议)(?=的|[成去今主一现由是在有何]|什么|哪|20))"
)
_KIND_OF = {
    name: re.compile(any_of(f"head:{name}"))
    for name in ("body", "place", "work", "event", "thing", "person")
}
_FIRMS = ("公司", "企业", "集团", "科技", "银行")
_FIGURES = ("目标", "指标", "数字", "数据")  # 这个目标 is what was asked for as a whole
_NAMED_BY = re.compile("叫|名|哪")  # asks for a name, unlike 重点是什么
_LEAD = re.compile(rf"^(?:{OPENER.pattern[1:]}|截至|在|到|对|由|为|向|给|按|关于|[，,\s])+")


def resolved(turns: Sequence[tuple[str, str]], question: str) -> str | None:
    """The question with its first pronoun replaced, when nothing before it may be meant by it."""
    at = _start(question)
    match = _THING.match(question[at:])
    if match is None:
        return None
    antecedent = _antecedent(turns, match["pronoun"], match["head"] or "")
    if not antecedent or antecedent in question:
        return None
    rest = question[at + match.end("pronoun") :]
    joint = "的" if match["pronoun"] == "其" and not rest.startswith("的") else ""
    return question[:at] + antecedent + joint + rest


def _start(question: str) -> int:
    """Where the question's own words begin, behind 那么, a preposition and times."""
    at = 0
    while True:
        lead = _LEAD.match(question[at:])
        here = at + (lead.end() if lead else 0)
        time = next((s for s in time_spans(question[here:]) if s.start == 0), None)
        if time is None:
            return here
        at = here + time.end
        at += 1 if question[at : at + 1] in "的，," else 0


def _antecedent(turns: Sequence[tuple[str, str]], pronoun: str, head: str) -> str | None:
    asked, answer = turns[-1]
    kind = next((k for k, p in _KIND_OF.items() if head and p.fullmatch(head)), None)
    if pronoun in ("他", "她") or kind == "person":
        return next(iter(people(answer)), None) or _topic(asked)
    if kind == "place" or any(pronoun == w for w in ("那里", "那儿", "这里", "当地", "那边")):
        spans = place_spans(asked) or ()
        return spans[-1].of(asked) if spans else _topic(asked)
    if head in _FIGURES:
        return stripped(asked) or _topic(asked)
    if kind == "body":
        found = bodies(answer) if _asks_for_name(asked) else (*bodies(asked), *bodies(answer))
        firms = [name for name in found if name.endswith(_FIRMS)] if head in _FIRMS else []
        return next(iter((*firms, *found)), None) or _topic(asked)
    if kind == "work" and (found := (*works(asked), *works(answer))):
        return found[0]
    if _asks_for_name(asked) and (found := (*bodies(answer), *works(answer))):
        return found[0]
    return _topic(asked)


def _asks_for_name(asked: str) -> str | None:
    kind = analyse(asked).kind
    named = kind in ("organisation", "place") or (kind == "other" and _NAMED_BY.search(asked))
    return kind if named else None


def _topic(asked: str) -> str | None:
    topic = frame(asked).topic
    return topic.of(asked) if topic else None
