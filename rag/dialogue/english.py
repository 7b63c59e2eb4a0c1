"""The same in English: what about 2025? and in Guiyang? who runs it? why?"""

from __future__ import annotations

import re
from collections.abc import Sequence

from rag.dialogue.english_phrases import (
    TOKEN,
    is_proper,
    noun_phrases,
    topic,
    verb_starts,
)
from rag.dialogue.english_points import pointed_out, subject_phrase
from rag.dialogue.english_pronouns import english_resolved
from rag.dialogue.nouns import with_noun
from rag.dialogue.spans import place_spans, time_spans
from rag.dialogue.substitute import replaced, with_place, with_time
from rag.dialogue.vocabulary import listed
from rag.lexicon import translate
from rag.patterns import regex
from rag.places import find_places
from rag.text import is_chinese
from rag.types import Span

SHORT = 6  # words of a question that has no subject of its own

_LEAD = regex(
    r"^(?:(?:and|but|ok|okay|so|then)\b[, ]*)?(?:(?:what|how) about|what of)?\s*"
    r"(?:(?:for|in|at|by|of|during|the|its|their|his|her)\s+)*",
    re.IGNORECASE,
)
_MARKED = regex(r"^(?:and|but|so|then|what about|how about|what of)\b", re.IGNORECASE)
_COMPARED = regex(
    r"^(?:and |but )?(?:(?:how|what) (?:does|is|was|did) (?:it|that|this) )?compared? (?:to|with) "
    r"(?P<other>[^?]+?)\s*\?*$",
    re.IGNORECASE,
)
_QUESTION = regex(r"\b(?:who|what|when|where|why|which|how (?:many|much|large|long)|do|does|did)\b")
_AGAIN = regex(  # and what was it in 2021?
    r"^(?:and |but )?(?:what|how (?:much|many|large|high|big)) (?:is|was|are|were) (?:it|that|they)"
    r"(?: (?P<when>now|today|currently|at present|(?:in|for|during|by|since) .+?))?\s*\?*$",
    re.IGNORECASE,
)
_NOW = regex(r"now|today|currently|at present|so far|to date", re.IGNORECASE)
_GOAL = regex(r"\b(?:20\d\d )?(?:target|goal|plan)(?:ed)? (?:for|of) ", re.IGNORECASE)
_POSSESSED = regex(r"(['’]s) the\b")
_LEAST_WORDS = 2  # of a noun phrase that takes the place of another with what it is of
_NATIONAL = regex(
    r"(?:the )?(?:national|nationally|nationwide|whole country|"
    r"(?P<province>province[ -]?wide|whole province))\b",
    re.IGNORECASE,
)
_BARE = regex(r"^(?:and |but )?(?P<word>why|when|where)(?: (?:is|was) (?:that|this))?\?*$", re.I)
_WHEN = regex(r"^(?:and )?(?:since|by|until|from) (?:when|what (?:year|date))\?*$", re.I)
_CLAUSE = regex(r"\b(?:did|does|do|is|are|was|were|has|have|will|should|can)\b.*", re.I)
_ARTICLE = regex(r"\b(in|of|for|during|since|by) the (?=(?:19|20)\d{2}\b)")
_FILLER = regex(
    r"^(?:ok(?:ay)?|alright|all right|right|well|fine|thanks?|so)[,. ]+"
    r"(?:(?:then|and|but)[, ]+)?(?:just )?",
    re.IGNORECASE,
)
_SHORTENED = regex(r"^((?:and |but )?(?:what|who|when|where|how))['’]s\b", re.IGNORECASE)
_WHY_SO = regex(r"^(?:and |but )?why (?:so|such|that|this) [a-z ]+\?*$", re.IGNORECASE)
_HOW_MUCH = regex(r"^how (?:much|fast|quickly) ", re.IGNORECASE)
_COUNTING = regex(r"^how (?:many|much) (?P<rest>.+)$", re.IGNORECASE)
_HOW_MANY_ARE = regex(
    r"^(?:and |but |then )*(?:just )?how many (?P<rest>(?:are|were|have been|will be|is) .+)$",
    re.IGNORECASE,
)
_HOW_MANY_OF = regex(r"^(?:and |but )?how (?:many|much) (?P<what>[a-z -]+?)\?*$", re.IGNORECASE)
_ALSO = regex(
    r"^(?:and |any )?(?P<what>[a-z][a-z -]+?),? (?:too|as well|also|included)\?*$", re.IGNORECASE
)
_SPOKEN = tuple(
    (regex(spoken, re.IGNORECASE), written)
    for spoken, written in (
        (r"\bup and running\b", "in operation"),
        (r"^(?:versus|vs\.?|as against) ", "what about "),
        (r"\bin charge of\b", "responsible for"),
        (r"\bthe boss\b", "the head"),
    )
)
_AIM = regex(
    r"^(?:and |but |what about |how about )+(?:the )?(?P<year>20\d\d )?"
    r"(?P<aim>target|goal|plan|forecast)"
    r"(?: (?:for|in) (?:the )?(?P<when>(?:(?:first|second) half of )?(?:19|20)\d{2}|year))?\?*$",
    re.IGNORECASE,
)
_RATE = regex(
    r"^(?:and |but |what about |how about )*(?:the |its |their )?"
    r"(?P<rate>(?:annual |yearly |year-on-year )?(?:growth rate|growth|ranking|share))\?*$",
    re.IGNORECASE,
)
_AIMING = regex(
    r"^(?:and |but )?(?:(?:in|for) (?P<year>20\d\d),? )?what (?:were|was|are|is|did|do|does) "
    r"(?:they|it) (?:aiming|aim|planning|plan|targeting|target|hoping|shooting|going"
    r"|looking|striving|set(?: itself| themselves)?)(?: for| at| as (?:a|its) (?:goal|target))?"
    r"(?: in (?P<when>20\d\d))?\?*$",
    re.IGNORECASE,
)
_AROUND = regex(r"^\W+|\W*\b(?:in|for|over|during|of|at|by)?(?: the)?\W*$", re.I)
_NO_NOUNS = {"the", "whole", "all", "entire", "full", "year", "same", "period", "for", "over"}
_DANGLING = regex(r"\s+(?:in|for|of|during|by)$")
_ALONE = regex(r"\s+(?:alone|only|itself|on its own|by itself)$", re.IGNORECASE)
_AT_END = regex(r" there\s*\?*$", re.IGNORECASE)
_CHINESE = regex("[的是呢吗了有谁哪和比]|多少|什么|怎么")
_OPEN_END = regex(  # what does it consist of; who attended
    r" (?:of|about|from|with|for)\s*\?*$|^(?:and )?who \w+ed\s*\?*$", re.IGNORECASE
)
_HALF = regex(r"\b(in|of|for|during) (?=(?:first|second) half)")


def condense_english(turns: Sequence[tuple[str, str]], question: str) -> str | None:
    """The English question with what it leaves out filled in; None for what is complete."""
    if _CHINESE.search(question) or not re.search("[A-Za-z]", question):
        return None
    for spoken, written in _SPOKEN:
        question = spoken.sub(written, question)
    plain = _SHORTENED.sub(r"\1 is", _FILLER.sub("", question) or question)
    pointed = pointed_out(turns, plain)
    for rule in (
        _of_what_is,
        _also,
        _how_many,
        _aimed,
        _compared,
        _rated,
        _fragment,
        _again,
        _bare,
        english_resolved,
        _owned,
        _there,
    ):
        if (found := rule(turns, pointed)) is not None:
            return _ARTICLE.sub(r"\1 ", _HALF.sub(r"\1 the ", found))
    return pointed if pointed != question else None


def _compared(turns: Sequence[tuple[str, str]], question: str) -> str | None:
    match = _COMPARED.match(question)
    if match is None:
        return None
    text, other = turns[-1][0], match["other"]
    spans_of = time_spans if time_spans(other) else place_spans
    old, new = spans_of(text), spans_of(other)
    joint = "和" if is_chinese(text) else " and "
    both = f"{old[0].of(text)}{joint}" if old else ""
    return _put(text, both, other) if new else None


def _again(turns: Sequence[tuple[str, str]], question: str) -> str | None:
    """And what is it now?: the last question for another time; now it is no goal any more."""
    match, text = _AGAIN.match(question), turns[-1][0]
    if match is None or not match["when"] or is_chinese(text):
        return None
    if not _NOW.fullmatch(match["when"]):
        return _put(text, "", re.sub(r"^(?:in|for|during|by|since) ", "", match["when"]))
    text = _GOAL.sub("", text)
    for span in reversed(time_spans(text)):
        text = replaced(text, span, "")
    return _added(_POSSESSED.sub(r"\1", " ".join(text.split())), match["when"])


def _of_what_is(turns: Sequence[tuple[str, str]], question: str) -> str | None:
    """How many are planned?: of the things that were counted."""
    match, counted = _HOW_MANY_ARE.match(question), _COUNTING.match(turns[-1][0])
    if match is None or counted is None:
        return None
    things = noun_phrases(counted["rest"])
    if not things or things[0].start > 0:
        return None
    thing = things[0].of(counted["rest"])
    spans = place_spans(turns[-1][0])
    there = f" in {spans[-1].of(turns[-1][0])}" if spans and not place_spans(question) else ""
    return f"How many {thing} {match['rest'].rstrip('?. ')}{there}?"


def _how_many(turns: Sequence[tuple[str, str]], question: str) -> str | None:
    """And how many routes?: in the place of what was counted."""
    match, counted = _HOW_MANY_OF.match(question), _COUNTING.match(turns[-1][0])
    if match is None or counted is None or next(verb_starts(match["what"]), None) is not None:
        return None
    if set(match["what"].lower().split()) & set(listed("en:function")):
        return None
    things = noun_phrases(counted["rest"])
    if not things or things[0].start > 0:
        return None
    at, end = counted.start("rest"), things[0].end
    for other in things[1:]:  # ministries and bureaus
        end = other.end if counted["rest"][end : other.start] == " and " else end
    return turns[-1][0][:at] + match["what"] + counted["rest"][end:]


def _also(turns: Sequence[tuple[str, str]], question: str) -> str | None:
    """Corporate clients too?: in the place of what was counted."""
    match = _ALSO.match(question)
    return _how_many(turns, f"how many {match['what'].lower()}") if match else None


def _aimed(turns: Sequence[tuple[str, str]], question: str) -> str | None:
    """And the target for 2022?: of the indicator that was asked for."""
    match = _AIM.match(question) or _AIMING.match(question)
    phrase = subject_phrase(turns[-1][0])
    if match is None or not phrase or is_chinese(turns[-1][0]):
        return None
    for span in reversed(time_spans(phrase)):
        phrase = _DANGLING.sub("", replaced(phrase, span, "").strip())
    when = (match["when"] or match["year"] or "").strip()
    when = f" in {when}" if when else ""
    aim = match["aim"] if match.re is _AIM else "target"
    return f"What is the {aim} for {phrase}{when}?"


def _rated(turns: Sequence[tuple[str, str]], question: str) -> str | None:
    """Growth rate?: of the amount that was asked for."""
    match, phrase = _RATE.match(question), subject_phrase(turns[-1][0])
    if match is None or not phrase or "growth" in phrase or is_chinese(turns[-1][0]):
        return None
    return f"What is the {match['rate'].lower()} of {phrase}?"


def _fragment(turns: Sequence[tuple[str, str]], question: str) -> str | None:
    lead = _LEAD.match(question)
    rest = _ALONE.sub("", question[lead.end() if lead else 0 :].rstrip("? .!"))
    marked = _MARKED.match(question) or _is_noun_phrase(question.rstrip("?. "))
    if not marked or not rest or _QUESTION.search(rest.lower()):
        return None
    if len(TOKEN.findall(rest)) > SHORT + 1:
        return None
    things = rest[:1].islower() and not (time_spans(rest) or place_spans(rest))
    if things and (found := _how_many(turns, f"how many {rest}")):
        return found
    asides = re.match(r"what|how", question, re.IGNORECASE)  # what about the target: no verb
    if next(verb_starts(rest), None) is not None and not asides:
        return None
    return _put(turns[-1][0], "", rest)


def _is_noun_phrase(text: str) -> bool:
    """Whether a turn is a common noun phrase and no more: Growth rate?"""
    spans = noun_phrases(text.lower())
    return len(spans) == 1 and spans[0] == Span(0, len(text)) and not is_proper(text[1:])


def _put(text: str, before: str, new: str) -> str:
    """`text` with the time, place or thing that `new` names in the place of its like."""
    chinese = is_chinese(text)
    if times := time_spans(new):
        time = times[0].of(new)
        noun = _AROUND.sub("", new[: times[0].start] + new[times[0].end :])
        said = set(re.findall("[a-z]{3,}", noun.lower())) - _NO_NOUNS
        if said and next(verb_starts(noun), None) is None:
            text = _put(text, "", noun)
        if chinese:
            return with_time(text, f"{before}{time}{'年' if time.isdigit() else ''}")
        joint = "" if _NOW.fullmatch(time) else "in "
        return with_time(text, before + time) if time_spans(text) else _added(text, joint + time)
    places, old = place_spans(new), place_spans(text)
    if (wide := _NATIONAL.match(new)) and old and not chinese:
        owner = 2 * text.startswith(("'s", "’s"), old[0].end)
        at = 3 * text[: old[0].start].endswith("in ")  # in Guizhou
        by = "nationwide" if at else "the national"
        by = "province-wide" if wide["province"] else by
        return replaced(text, Span(old[0].start - at, old[0].end + owner), by)
    if places and len(places[0]) >= len(new) - 2:
        place = find_places(new)[0].name if chinese else new
        if old and text.startswith(("'s", "’s"), old[0].end):
            place = place.removesuffix("'s").removesuffix("’s")
        if chinese or old:
            return with_place(text, before + place)
        return _added(text, f"in {place}")
    if chinese:
        return with_noun(text, "".join(re.findall("[一-鿿]+", new) or translate(new)[:1]) or new)
    return _in_place(text, new)


def _in_place(text: str, new: str) -> str:
    phrases = noun_phrases(text)
    proper = [s for s in phrases if is_proper(s.of(text))]
    common = [s for s in phrases if s not in proper]
    if not is_proper(new) and new.split()[-1].lower() not in listed("en:indicator"):
        common = [s for s in common if not _indicator(text, s)] or common
    order = (*proper, *common) if is_proper(new) else (*common, *proper)
    if not order:
        return text
    if order[0].of(text).endswith(" growth") and new.split()[-1] not in listed("en:indicator"):
        new += " growth"
    return replaced(text, _with_its_owner(text, order[0], new), new)


def _indicator(text: str, span: Span) -> bool:
    """Whether a phrase is what is measured of the one behind: <value added> of manufacturing."""
    last = span.of(text).split()[-1].lower()
    return last in listed("en:indicator") and text.startswith(" of ", span.end)


def _with_its_owner(text: str, span: Span, new: str) -> Span:
    """<value added of manufacturing>, which a phrase of several words replaces as a whole."""
    behind = next((s for s in noun_phrases(text) if s.start == span.end + len(" of ")), None)
    if behind is None or not text.startswith(" of ", span.end) or is_proper(behind.of(text)):
        return span
    return Span(span.start, behind.end) if len(new.split()) >= _LEAST_WORDS else span


def _bare(turns: Sequence[tuple[str, str]], question: str) -> str | None:
    match = _BARE.match(question)
    if _WHY_SO.match(question) and _HOW_MUCH.match(turns[-1][0]):
        return _HOW_MUCH.sub("Why ", turns[-1][0])
    if _WHEN.match(question):
        return f"{turns[-1][0].rstrip('?. ')}, {question[0].lower()}{question[1:]}"
    clause = _CLAUSE.search(turns[-1][0]) if match else None
    return f"{match['word'].capitalize()} {clause.group()}" if match and clause else None


def _owned(turns: Sequence[tuple[str, str]], question: str) -> str | None:
    """who is the chairman? -> ... of the last topic, where a short question names nothing."""
    tokens = TOKEN.findall(question.rstrip("?. "))
    if len(tokens) > SHORT or not _QUESTION.search(question.lower()):
        return None
    if _OPEN_END.search(question):  # what does the idea consist of
        return None
    if any(is_proper(s.of(question)) for s in noun_phrases(question)) or place_spans(question):
        return None
    owner = topic(turns[-1][0])
    if owner and _AT_END.search(question):
        return _AT_END.sub(f" at {owner}?", question)
    return _added(question, f"of {owner}") if owner else None


def _there(turns: Sequence[tuple[str, str]], question: str) -> str | None:
    """And how many racks are planned? in the place that was asked about before."""
    before = place_spans(turns[-1][0])
    lead = _MARKED.match(question)
    if lead is None or not before or place_spans(question):
        return None
    if any(is_proper(s.of(question)) for s in noun_phrases(question[lead.end() :])):
        return None
    name = before[-1].of(turns[-1][0])
    return _added(question, f"in {name.removesuffix(chr(39) + 's')}")


def _added(text: str, words: str) -> str:
    return f"{text.rstrip('? .')} {words}?"
