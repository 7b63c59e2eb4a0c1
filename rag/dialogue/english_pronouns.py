"""English pronouns: it, its, they, those centres, the company, there."""

from __future__ import annotations

import re
from collections.abc import Sequence

from rag.dialogue.english_phrases import (
    answered_name,
    counted_things,
    is_proper,
    noun_phrases,
    topic,
)
from rag.dialogue.names import bodies, people, works
from rag.dialogue.spans import place_spans
from rag.dialogue.substitute import replaced
from rag.dialogue.vocabulary import any_of
from rag.types import Span

_PRONOUN = re.compile(
    r"\b(?P<pronoun>(?P<owner>its|their|his|her(?= [a-z]))|(?P<person>he|she|him)|it|they|them"
    rf"|(?P<place>(?<!is )(?<!are )(?<!was )(?<!were )there(?! (?:is|are|was|were)\b))"
    rf"|(?:this|that|these|those|the same|the(?! (?:province|city|region|area)\b))"
    rf"(?P<own>(?: same)? {any_of('en:head')}(?:s|es)?))\b"
    r"(?! (?:of|that|which)\b)",
    re.IGNORECASE,
)
_EMPTY_IT = re.compile(r"\bit (?:take|true|possible|that)\b|(?<!of )\bit is\b", re.IGNORECASE)
_MANY = re.compile(r"them|they|those|these", re.IGNORECASE)
_DATED_WORKS = ("conference", "meeting", "expo", "event", "law", "regulation", "document", "plan",
                "policy", "program", "programme")  # fmt: skip
_AT_END = re.compile(r" there\s*\?*$", re.IGNORECASE)


def english_resolved(turns: Sequence[tuple[str, str]], question: str) -> str | None:
    """The question with a pronoun replaced; None without one, or where nothing is meant by it."""
    match = _PRONOUN.search(question)
    if match is None or match["pronoun"] == "IT" or _EMPTY_IT.search(question):
        return None
    before = question[: match.start()]
    names = noun_phrases(before[:1].lower() + before[1:])
    if place_spans(before) or any(is_proper(s.of(before)) for s in names if s.start > 0):
        return None
    if match["own"] and _unmet(match, turns[-1]):
        return None
    if match["own"] and not _MANY.match(match[0]) and _modifies(question, match.end()):
        return None
    asked, answer = turns[-1]
    if match["place"]:
        spans = place_spans(asked)
        antecedent = f"in {spans[-1].of(asked)}" if spans else None
    elif match["person"] or match["pronoun"].lower() in ("his", "her"):
        persons = (*people(answer), *answered_name(asked, answer))
        antecedent = next(iter(persons), None) or topic(asked)
    elif _MANY.match(match[0]) and (counted := counted_things(asked)):
        antecedent = counted
    else:
        firm = (match["own"] or "").split()[-1:] in (["company"], ["firm"], ["operator"])
        which = r"which|what company|who" if firm else r"which|what company"
        named = bodies(answer) if re.match(which, asked, re.IGNORECASE) else ()
        film = works(answer) if re.match("which|what", asked, re.IGNORECASE) else ()
        named = (*named, *film, *answered_name(asked, answer))
        antecedent = next(iter(named), None) or topic(asked)
    if not antecedent:
        return None
    if match["owner"]:
        antecedent = antecedent.removesuffix(" growth") + "'s"
    found = replaced(question, Span(*match.span("pronoun")), antecedent)
    places = place_spans(asked)
    return _AT_END.sub(f" in {places[-1].of(asked)}?", found) if places else found


def _unmet(match: re.Match[str], turn: tuple[str, str]) -> bool:
    """Whether "the conference" was not spoken of, so that it is another subject."""
    noun = match["own"].split()[-1].lower()
    bare = match["pronoun"].lower().startswith("the ") and "same" not in match["own"].lower()
    return bare and noun in _DATED_WORKS and noun not in " ".join(turn).lower()


def _modifies(question: str, end: int) -> bool:
    """Whether a noun that ends here is part of a longer one: the platform <economy>."""
    return any(s.start < end < s.end for s in noun_phrases(question))
