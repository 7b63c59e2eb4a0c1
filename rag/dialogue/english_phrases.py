"""English questions taken apart: noun phrases, verbs, what a question speaks of."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise

from rag.dialogue.spans import place_spans, time_spans
from rag.dialogue.vocabulary import listed
from rag.patterns import regex
from rag.text import han_share, is_chinese
from rag.types import Span

TOKEN = regex(r"[A-Za-z][\w'’.-]*\w|[A-Za-z]|\([^)]*\)|[一-鿿]+|\d[\w.,%]*|[^\w\s]")
_QUOTED = regex(r"(?:the )?[“\"《][^“”\"》]{2,30}[”\"》](?: of [A-Z][\w'’ ]+)?")
_ON = regex(r" on (?:the )?")
_SIZES = {"large", "big", "small", "more", "new"}
_NOUNS_TOO = {"plan", "target", "launch", "contract", "visit", "increase", "process"}
_OWNED = regex(r"\b(?:the|a|an|its|their)(?: [\w'’-]+){1,3} $", re.IGNORECASE)
_ACRONYM = regex(r"\b(?:GDP|H[12]|Q[1-4]|AI|IT)\b")  # that name no body
_AND_MORE = regex(
    r"(?P<more> and (?:[\w-]+ ){1,4}?[\w-]+?s)(?= (?:did|does|do|has|have|had|are|is|were|was)\b)"
)
_COUNT = regex(r"^how many (?P<what>.+)$", re.IGNORECASE)


def topic(text: str) -> str | None:
    """What an earlier question speaks of: a name that carries Chinese, another name, a noun."""
    if is_chinese(text):
        from rag.dialogue.frame import frame

        span = frame(text).topic
        return span.of(text) if span else None
    spans = noun_phrases(text)
    phrases = [_extended(text, s).of(text) for s in spans]
    han = [p[1:-1] if p[0] == "(" else p for p in phrases if han_share(p) > 0]
    if not han and (quoted := _QUOTED.search(text)):
        return quoted[0]
    proper = [p for p in phrases if is_proper(p)]
    named = [p.removesuffix("'s").removesuffix("’s") for p in proper if not is_place(p)]
    return next(iter((*han, *named, *_possessed(text, spans), *proper, *phrases)), None)


def _extended(text: str, span: Span) -> Span:
    """A common noun with what it is on: the <conference on the digital economy>."""
    on = _ON.match(text, span.end)
    behind = next((s for s in noun_phrases(text) if on and s.start == on.end()), None)
    return Span(span.start, behind.end) if behind and not is_proper(span.of(text)) else span


def _possessed(text: str, spans: Sequence[Span]) -> Iterator[str]:
    """Phrases with the place that owns them: Gui'an's computing power."""
    for owner, owned in pairwise(spans):
        if owner.of(text).endswith(("'s", "’s")) and owned.start == owner.end + 1:
            yield text[owner.start : owned.end]


def noun_phrases(text: str) -> tuple[Span, ...]:
    """Runs of words that are neither function words, verbs, nor times; "(...)" belongs to them."""
    times, out = time_spans(text), []
    start = end = -1
    verbs = set(verb_starts(text))
    for match in TOKEN.finditer(text):
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


def verb_starts(text: str) -> Iterator[int]:
    """Where verbs begin: listed ones, and what stands right behind "who"."""
    before = ""
    for match in TOKEN.finditer(text):
        token = match.group().lower()
        stems = {token, token.removesuffix("s"), token.removesuffix("es"), token.removesuffix("ed")}
        stems |= {
            token.removesuffix("d"),
            token.removesuffix("ing"),
            token.removesuffix("ing") + "e",
        }
        named = token.removesuffix("s") in _NOUNS_TOO and bool(_OWNED.search(text[: match.start()]))
        if (stems & set(listed("en:verb")) and not named) or before == "who":
            yield match.start()
        before = token


def is_proper(phrase: str) -> bool:
    plain = _ACRONYM.sub("", phrase)
    return any(c.isupper() for c in plain) or han_share(phrase) > 0


def is_place(phrase: str) -> bool:
    spans = place_spans(phrase)
    return bool(spans) and len(spans[0]) >= len(phrase) - 2


def answered_name(asked: str, answer: str) -> tuple[str, ...]:
    """The answer to who, which or what, where it is a name and nothing else: Zhang Quan."""
    name = answer.rstrip(". ")
    plain = re.fullmatch(r"[A-Z][\w'’-]*(?: (?:[A-Z\d][\w'’-]*|of|and)){0,5}", name)
    wanted = re.match(r"who|which|what (?:company|film|city)", asked, re.IGNORECASE)
    return (name,) if plain and wanted else ()


def counted_things(asked: str) -> str | None:
    """What "how many" counts, with where that is: how many of <registered companies in X>."""
    match = _COUNT.match(asked)
    phrases = noun_phrases(asked)
    if match is None or not phrases:
        return None
    between = asked[match.start("what") : phrases[0].start].split()
    if not set(between) <= _SIZES:
        return None
    owner = topic(asked)
    counted = asked[match.start("what") : phrases[0].end]
    if more := _AND_MORE.match(asked, phrases[0].end):  # software <and IT service firms>
        counted += more["more"]
    there = owner is not None and owner != counted and f"in {owner}" in asked
    return f"{counted} in {owner}" if there else counted
