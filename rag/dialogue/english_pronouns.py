"""English pronouns: it, its, they, those centres, the company, there."""

from __future__ import annotations

import re
from collections.abc import Sequence

from rag.dialogue.english_phrases import (
    answered_name,
    counted_things,
    is_place,
    is_proper,
    noun_phrases,
    topic,
)
from rag.dialogue.english_points import english_items
from rag.dialogue.names import bodies, people, works
from rag.dialogue.spans import place_spans
from rag.dialogue.substitute import replaced
from rag.dialogue.vocabulary import any_of
from rag.patterns import regex
from rag.types import Span

_PRONOUN = regex(
    r"\b(?P<pronoun>(?P<owner>its|their|his|her(?= [a-z]))|(?P<person>he|she|him)|it|they|them"
    r"|(?:this|that) one"
    rf"|(?P<place>(?<!is )(?<!are )(?<!was )(?<!were )there(?! (?:is|are|was|were)\b))"
    rf"|(?:this|that|these|those|the same|the(?! (?:province|city|region|area)\b))"
    rf"(?P<own>(?: same)? {any_of('en:head')}(?:s|es)?))\b"
    r"(?! (?:of|that|which)\b)",
    re.IGNORECASE,
)
_EMPTY_IT = regex(r"\bit (?:take|true|possible|that)\b|(?<!of )\bit is\b", re.IGNORECASE)
_MANY = regex(r"them|they|those|these", re.IGNORECASE)
_DATED_WORKS = ("conference", "meeting", "expo", "event", "law", "regulation", "document", "plan",
                "policy", "program", "programme")  # fmt: skip
_OWNER = regex(
    r"\b(?!(?:Are|Is|Was|Were|Do|Does|Did|Has|Have|What|Which|Who|How|Where|When|And|In|By)\b)"
    r"(?P<owner>[A-Z][\w-]*(?: [A-Z][\w-]*)*)['’]s\b(?! (?:the|been|going)\b)"
)
_MUCH = regex(
    r"^how much (?P<what>[a-z ]+?) (?:does|do|has|did) (?P<where>.+?) (?:have|got|host|hold)\b",
    re.IGNORECASE,
)
_OF_IT = regex(r"\b(?:much|share|part|percentage) of (?:it|that)\b", re.IGNORECASE)
_RUNS = regex(r"^who (?:runs|operates|manages|owns|built)\b", re.IGNORECASE)
_OF_FIRMS = regex(
    r"\b(?:chair|chairman|chairs|ceo|head|heads|boss|business|shareholders?|founded|registered)\b",
    re.IGNORECASE,
)
_OF_THEM = regex(r"\bof (?:those|these)\b(?! [a-z]+s\b)", re.IGNORECASE)
_LARGEST = regex(r"^(?:and )?(which (?:one )?is the \w+est)\W*$", re.IGNORECASE)
_AT_END = regex(r" there\s*\?*$", re.IGNORECASE)


def english_resolved(turns: Sequence[tuple[str, str]], question: str) -> str | None:
    """The question with a pronoun replaced; None without one, or where nothing is meant by it."""
    counted = counted_things(turns[-1][0])
    items = english_items(turns[-1][1])
    several = counted or (len(items) > 1 and f"{', '.join(items[:-1])} and {items[-1]}")
    if several and _OF_THEM.search(question):
        return _OF_THEM.sub(f"of the {counted}" if counted else f"of {several}", question)
    if counted and (largest := _LARGEST.match(question)):
        return f"{largest[1]} of the {counted}?"
    match = _PRONOUN.search(question)
    if match is None or match["pronoun"] == "IT" or _EMPTY_IT.search(question):
        return None
    before = question[: match.start()]
    names = noun_phrases(before[:1].lower() + before[1:])
    if place_spans(before) or any(is_proper(s.of(before)) for s in names if s.start > 0):
        return None
    if match["own"] and _unmet(match, turns[-1]):
        return None
    owns = question.startswith(("'s", "’s"), match.end())  # the company's output
    if match["own"] and not _MANY.match(match[0]) and not owns and _modifies(question, match.end()):
        return None
    antecedent = _antecedent(turns[-1], match, question)
    if not antecedent:
        return None
    found = replaced(question, Span(*match.span("pronoun")), antecedent)
    places = place_spans(turns[-1][0])
    return _AT_END.sub(f" in {places[-1].of(turns[-1][0])}?", found) if places else found


def _antecedent(turn: tuple[str, str], match: re.Match[str], question: str) -> str | None:
    """What a pronoun means, as it stands in its place: with 's where it owns something."""
    asked = turn[0]
    if match["place"]:
        spans = place_spans(asked)
        return f"in {spans[-1].of(asked)}" if spans else None
    if (much := _MUCH.match(asked)) and _OF_IT.search(question):
        return f"{much['what']} in {much['where']}"
    found = _meant(turn, match, question)
    if found and match["owner"]:
        return f"{_owner(asked) or found.removesuffix(' growth')}'s"
    common = found and found[0].islower() and " " not in found and found[-1] != "s"
    return f"the {found}" if common else found


def _meant(turn: tuple[str, str], match: re.Match[str], question: str) -> str | None:
    """The person, the things that were counted, what was answered, or what was asked about."""
    asked, answer = turn
    if match["person"] or match["pronoun"].lower() in ("his", "her"):
        persons = (*people(answer), *answered_name(asked, answer))
        return next(iter(persons), None) or topic(asked)
    if _MANY.match(match[0]) and (counted := counted_things(asked)):
        return counted
    firm = (match["own"] or "").split()[-1:] in (["company"], ["firm"], ["operator"])
    firm = firm or _OF_FIRMS.search(question) is not None
    which = r"(?:and )?(?:which|what company|who)" if firm else r"(?:and )?(?:which|what company)"
    named = bodies(answer) if re.match(which, asked, re.IGNORECASE) else ()
    film = works(answer) if re.match("which|what", asked, re.IGNORECASE) else ()
    own = firm or not _RUNS.match(asked)  # who runs it: the next question is about it, too
    named = (*named, *film, *(answered_name(asked, answer) if own else ()))
    about = next(iter(named), None) or topic(asked)
    whose = _OWNER.search(asked)
    thing = about.rsplit(" ", 1)[-1].lower() if about else ""
    if whose and about and about.startswith(whose["owner"]) and thing in question.lower():
        return whose["owner"]  # Linghong's annotators: how many annotators does it employ
    return about


def _owner(asked: str) -> str | None:
    """Whose things were asked about: of Linghong's annotators, its business is Linghong's."""
    whose = _OWNER.search(asked)
    return whose["owner"] if whose and not is_place(whose["owner"]) else None


def _unmet(match: re.Match[str], turn: tuple[str, str]) -> bool:
    """Whether "the conference" was not spoken of, so that it is another subject."""
    noun = match["own"].split()[-1].lower()
    bare = match["pronoun"].lower().startswith("the ") and "same" not in match["own"].lower()
    return bare and noun in _DATED_WORKS and noun not in " ".join(turn).lower()


def _modifies(question: str, end: int) -> bool:
    """Whether a noun that ends here is part of a longer one: the platform <economy>."""
    return any(s.start < end < s.end for s in noun_phrases(question))
