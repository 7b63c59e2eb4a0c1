"""The same in English: what about 2025? and in Guiyang? who runs it? why?"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise

from rag.dialogue.names import bodies, people
from rag.dialogue.spans import place_spans, time_spans
from rag.dialogue.substitute import replaced, with_noun, with_place, with_time
from rag.dialogue.vocabulary import any_of, listed
from rag.lexicon import translate
from rag.places import find_places
from rag.text import han_share
from rag.types import Span

CHINESE_FROM = 0.3  # share of Han characters among the letters
SHORT = 6  # words of a question that has no subject of its own

_LEAD = re.compile(
    r"^(?:(?:and|but|ok|okay|so|then)\b[, ]*)?(?:(?:what|how) about|what of)?\s*"
    r"(?:(?:for|in|at|by|of|during|the)\s+)*",
    re.IGNORECASE,
)
_MARKED = re.compile(r"^(?:and|but|so|then|what about|how about|what of)\b", re.IGNORECASE)
_COMPARED = re.compile(
    r"^(?:and |but )?(?:(?:how|what) (?:does|is|was|did) (?:it|that|this) )?compared? (?:to|with) "
    r"(?P<other>[^?]+?)\s*\?*$",
    re.IGNORECASE,
)
_QUESTION = re.compile(
    r"\b(?:who|what|when|where|why|which|how (?:many|much|large|long)|do|does|did)\b"
)
_TOKEN = re.compile(r"[A-Za-z][\w'’.-]*\w|[A-Za-z]|\([^)]*\)|[一-鿿]+|\d[\w.,%]*|[^\w\s]")
_PRONOUN = re.compile(
    r"\b(?P<pronoun>(?P<owner>its|their|his|her(?= [a-z]))|(?P<person>he|she|him)|it|they|them"
    rf"|(?P<place>(?<!is )(?<!are )(?<!was )(?<!were )there(?! (?:is|are|was|were)\b))"
    rf"|(?:this|that|the same|the)(?P<own>(?: same)? {any_of('en:head')}))\b"
    r"(?! (?:of|that|which)\b)",
    re.IGNORECASE,
)
_EMPTY_IT = re.compile(r"\bit (?:take|true|possible|that)\b|(?<!of )\bit is\b", re.IGNORECASE)
_COUNT = re.compile(r"^how many (?P<what>.+)$", re.IGNORECASE)
_AGAIN = re.compile(  # and what was it in 2021?
    r"^(?:and |but )?(?:what|how (?:much|many|large|high|big)) (?:is|was|are|were) (?:it|that|they)"
    r"(?: (?P<when>now|today|currently|at present|(?:in|for|during|by|since) .+?))?\s*\?*$",
    re.IGNORECASE,
)
_NOW = re.compile(r"now|today|currently|at present", re.IGNORECASE)
_GOAL = re.compile(r"\b(?:20\d\d )?(?:target|goal|plan)(?:ed)? (?:for|of) ", re.IGNORECASE)
_OF_THEM = re.compile(r"\bof them\b", re.IGNORECASE)
_POSSESSED = re.compile(r"(['’]s) the\b")
_LEAST_WORDS = 2  # of a noun phrase that takes the place of another with what it is of
_THAT_YEAR = re.compile(r"\b(?:in )?(?:that|the same) year\b", re.IGNORECASE)
_NATIONAL = re.compile(r"(?:the )?(?:national|nationwide|whole country)\b", re.IGNORECASE)
_BARE = re.compile(
    r"^(?:and |but )?(?P<word>why|when|where)(?: (?:is|was) (?:that|this))?\?*$", re.I
)
_CLAUSE = re.compile(r"\b(?:did|does|do|is|are|was|were|has|have|will|should|can)\b.*", re.I)
_ARTICLE = re.compile(r"\b(in|of|for|during|since|by) the (?=(?:19|20)\d{2}\b)")
_CHINESE = re.compile("[的是呢吗了有谁哪和比]|多少|什么|怎么")
_HALF = re.compile(r"\b(in|of|for|during) (?=(?:first|second) half)")


def condense_english(turns: Sequence[tuple[str, str]], question: str) -> str | None:
    """The English question with what it leaves out filled in; None for what is complete."""
    if _CHINESE.search(question) or not re.search("[A-Za-z]", question):
        return None
    question = _that_year(turns, question)
    for rule in (_compared, _fragment, _again, _bare, _resolved, _owned, _there):
        if (found := rule(turns, question)) is not None:
            return _ARTICLE.sub(r"\1 ", _HALF.sub(r"\1 the ", found))
    return None


def _compared(turns: Sequence[tuple[str, str]], question: str) -> str | None:
    match = _COMPARED.match(question)
    if match is None:
        return None
    text, other = turns[-1][0], match["other"]
    spans_of = time_spans if time_spans(other) else place_spans
    old, new = spans_of(text), spans_of(other)
    joint = "和" if _chinese(text) else " and "
    both = f"{old[0].of(text)}{joint}" if old else ""
    return _put(text, both, other) if new else None


def _again(turns: Sequence[tuple[str, str]], question: str) -> str | None:
    """And what is it now?: the last question for another time; now it is no goal any more."""
    match, text = _AGAIN.match(question), turns[-1][0]
    if match is None or not match["when"] or _chinese(text):
        return None
    if not _NOW.fullmatch(match["when"]):
        return _put(text, "", re.sub(r"^(?:in|for|during|by|since) ", "", match["when"]))
    text = _GOAL.sub("", text)
    for span in reversed(time_spans(text)):
        text = replaced(text, span, "")
    return _added(_POSSESSED.sub(r"\1", " ".join(text.split())), match["when"])


def _that_year(turns: Sequence[tuple[str, str]], question: str) -> str:
    """The year that was named last in the place of "that year"."""
    years = re.findall(r"\b(?:19|20)\d{2}\b", " ".join(asked for asked, _ in turns))
    return _THAT_YEAR.sub(f"in {years[-1]}", question) if years else question


def _fragment(turns: Sequence[tuple[str, str]], question: str) -> str | None:
    lead = _LEAD.match(question)
    rest = question[lead.end() if lead else 0 :].rstrip("? .!")
    if not _MARKED.match(question) or not rest or _QUESTION.search(rest.lower()):
        return None
    if len(_TOKEN.findall(rest)) > SHORT + 1:
        return None
    asides = re.match(r"what|how", question, re.IGNORECASE)  # what about the target: no verb
    if next(_verbs(rest), None) is not None and not asides:
        return None
    return _put(turns[-1][0], "", rest)


def _put(text: str, before: str, new: str) -> str:
    """`text` with the time, place or thing that `new` names in the place of its like."""
    chinese = _chinese(text)
    if times := time_spans(new):
        time = times[0].of(new)
        if chinese:
            return with_time(text, f"{before}{time}{'年' if time.isdigit() else ''}")
        return with_time(text, before + time) if time_spans(text) else _added(text, f"in {time}")
    places, old = place_spans(new), place_spans(text)
    if _NATIONAL.match(new) and old and not chinese:
        owner = 2 * text.startswith(("'s", "’s"), old[0].end)
        return replaced(text, Span(old[0].start, old[0].end + owner), "the national")
    if places and len(places[0]) >= len(new) - 2:
        place = find_places(new)[0].name if chinese else new
        if chinese or place_spans(text):
            return with_place(text, before + place)
        return _added(text, f"in {place}")
    if chinese:
        return with_noun(text, "".join(re.findall("[一-鿿]+", new) or translate(new)[:1]) or new)
    return _in_place(text, new)


def _in_place(text: str, new: str) -> str:
    phrases = noun_phrases(text)
    proper = [s for s in phrases if _proper(s.of(text))]
    common = [s for s in phrases if s not in proper]
    order = (*proper, *common) if _proper(new) else (*common, *proper)
    return replaced(text, _with_its_owner(text, order[0], new), new) if order else text


def _with_its_owner(text: str, span: Span, new: str) -> Span:
    """<value added of manufacturing>, which a phrase of several words replaces as a whole."""
    behind = next((s for s in noun_phrases(text) if s.start == span.end + len(" of ")), None)
    if behind is None or not text.startswith(" of ", span.end) or _proper(behind.of(text)):
        return span
    return Span(span.start, behind.end) if len(new.split()) >= _LEAST_WORDS else span


def _bare(turns: Sequence[tuple[str, str]], question: str) -> str | None:
    match = _BARE.match(question)
    clause = _CLAUSE.search(turns[-1][0]) if match else None
    return f"{match['word'].capitalize()} {clause.group()}" if match and clause else None


def _resolved(turns: Sequence[tuple[str, str]], question: str) -> str | None:
    match = _PRONOUN.search(question)
    if match is None or match["pronoun"] == "IT" or _EMPTY_IT.search(question):
        return None
    if any(_proper(s.of(question)) for s in noun_phrases(question[: match.start()])):
        return None
    if match["own"] and _modifies(question, match.end()):
        return None
    asked, answer = turns[-1]
    if match["place"]:
        spans = place_spans(asked)
        antecedent = f"in {spans[-1].of(asked)}" if spans else None
    elif match["person"] or match["pronoun"].lower() in ("his", "her"):
        antecedent = next(iter(people(answer)), None) or topic(asked)
    elif _OF_THEM.search(question) and (counted := _counted(asked)):
        antecedent = counted
    else:
        named = bodies(answer) if re.match(r"which|what company", asked, re.IGNORECASE) else ()
        antecedent = next(iter(named), None) or topic(asked)
    if not antecedent:
        return None
    return replaced(
        question, Span(*match.span("pronoun")), antecedent + "'s" * bool(match["owner"])
    )


def _modifies(question: str, end: int) -> bool:
    """Whether a noun that ends here is part of a longer one: the platform <economy>."""
    return any(s.start < end < s.end for s in noun_phrases(question))


def _counted(asked: str) -> str | None:
    """What "how many" counts, with where that is: how many of <registered companies in X>."""
    match = _COUNT.match(asked)
    phrases = noun_phrases(asked)
    if match is None or not phrases or phrases[0].start != match.start("what"):
        return None
    owner = topic(asked)
    counted = phrases[0].of(asked)
    there = owner is not None and owner != counted and f"in {owner}" in asked
    return f"{counted} in {owner}" if there else counted


def _owned(turns: Sequence[tuple[str, str]], question: str) -> str | None:
    """who is the chairman? -> ... of the last topic, where a short question names nothing."""
    tokens = _TOKEN.findall(question.rstrip("?. "))
    if len(tokens) > SHORT or not _QUESTION.search(question.lower()):
        return None
    if any(_proper(s.of(question)) for s in noun_phrases(question)) or place_spans(question):
        return None
    owner = topic(turns[-1][0])
    return _added(question, f"of {owner}") if owner else None


def _there(turns: Sequence[tuple[str, str]], question: str) -> str | None:
    """And how many racks are planned? in the place that was asked about before."""
    before = place_spans(turns[-1][0])
    lead = _MARKED.match(question)
    if lead is None or not before or place_spans(question):
        return None
    if any(_proper(s.of(question)) for s in noun_phrases(question[lead.end() :])):
        return None
    name = before[-1].of(turns[-1][0])
    return _added(question, f"in {name.removesuffix(chr(39) + 's')}")


def topic(text: str) -> str | None:
    """What an earlier question speaks of: a name that carries Chinese, another name, a noun."""
    if _chinese(text):
        from rag.dialogue.frame import frame

        span = frame(text).topic
        return span.of(text) if span else None
    spans = noun_phrases(text)
    phrases = [s.of(text) for s in spans]
    han = [p[1:-1] if p[0] == "(" else p for p in phrases if han_share(p) > 0]
    proper = [p for p in phrases if _proper(p)]
    named = [p.removesuffix("'s").removesuffix("’s") for p in proper if not _place(p)]
    return next(iter((*han, *named, *_possessed(text, spans), *proper, *phrases)), None)


def _possessed(text: str, spans: Sequence[Span]) -> Iterator[str]:
    """Phrases with the place that owns them: Gui'an's computing power."""
    for owner, owned in pairwise(spans):
        if owner.of(text).endswith(("'s", "’s")) and owned.start == owner.end + 1:
            yield text[owner.start : owned.end]


def noun_phrases(text: str) -> tuple[Span, ...]:
    """Runs of words that are neither function words, verbs, nor times; "(...)" belongs to them."""
    times, out = time_spans(text), []
    start = end = -1
    verbs = set(_verbs(text))
    for match in _TOKEN.finditer(text):
        token = match.group()
        named = token[0].isupper() and match.start() > 0  # Guiyang <Big> Data Science City
        ends = (token.lower() in listed("en:function") and not named) or match.start() in verbs
        ends = ends or not (token[0].isalnum() or token[0] == "(")
        if ends or any(t.overlaps(Span(*match.span())) for t in times):
            out += [Span(start, end)] if start >= 0 else []
            start = -1
        else:
            start, end = (match.start() if start < 0 else start), match.end()
            if token.endswith(("'s", "’s")) and place_spans(token[:-2]):
                out, start = [*out, Span(start, end)], -1  # Guizhou's | platform economy
    return (*out, Span(start, end)) if start >= 0 else tuple(out)


def _verbs(text: str) -> Iterator[int]:
    """Where verbs begin: listed ones, and what stands right behind "who"."""
    before = ""
    for match in _TOKEN.finditer(text):
        token = match.group().lower()
        stems = {token, token.removesuffix("s"), token.removesuffix("es"), token.removesuffix("ed")}
        stems |= {
            token.removesuffix("d"),
            token.removesuffix("ing"),
            token.removesuffix("ing") + "e",
        }
        if stems & set(listed("en:verb")) or before == "who":
            yield match.start()
        before = token


def _proper(phrase: str) -> bool:
    return any(c.isupper() for c in phrase) or han_share(phrase) > 0


def _place(phrase: str) -> bool:
    spans = place_spans(phrase)
    return bool(spans) and len(spans[0]) >= len(phrase) - 2


def _chinese(text: str) -> bool:
    return han_share(text) >= CHINESE_FROM


def _added(text: str, words: str) -> str:
    return f"{text.rstrip('? .')} {words}?"
