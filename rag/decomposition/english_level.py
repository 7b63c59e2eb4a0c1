"""What an English comparison holds a thing to, where it names no thing of its own.

Higher than <what it produced in 2021>, far from <the level the plan wants by 2030>, faster than <in
2020>: the same thing as it was, is or is to be at another time.
"""

from __future__ import annotations

from rag.dialogue.spans import time_spans
from rag.patterns import regex

_WANT = r"(?:wanted|wants?|plan(?:ned|s)?|aim(?:ed|s)?|hope[ds]?|set|sets|expect(?:ed|s)?|foresaw)"
_LEVEL = regex(
    r"^(?:the |that )?(?:level|figure|one|target|goal|number|value|share)s? (?:that |which )?"
    rf"(?P<who>the .+?|[A-Z].+?|its? .+?) (?:has |had )?{_WANT}(?: itself| for| to (?:see|reach))*"
    r"(?P<when>(?: (?:by|in|for|until) .+)?)$",
)
_THAT = regex(r"^(?:that|those|the ones?) (?P<of>of|for|in|at|by) (?P<what>.+)$")
_DONE = regex(
    r"^what (?:it|they|[^,]+?) (?:has |have |had )?(?:actually |really |in fact )?(?:achieved|"
    r"produced|reached|made|recorded|delivered|posted|managed|earned|attained|took in|did)\b"
    r"(?: in fact)?(?P<when>.*)$"
)
_PRESENT = regex(
    r"^(?:the |its |their )?(?:present|current|latest|actual|real) (?:figure|level|value|one|share|"
    r"number|result)s?\b(?P<when>.*)$"
)
_ANOTHER_TIME = regex(
    r"^(?:that (?:of|in|for) |(?:it (?:is|was) )?(?:in|for|during|over) |the )+"
    r"(?:all of |the whole of |the |full[- ]year )*(?P<when>.+)$"
)
_MERE_AIM = regex(  # the province's 2025 goal
    r"^[^,]+?['’]s (?:(?P<year>20\d\d) )?(?:target|goal|aim)"
    r"(?: (?:for|by|in) (?P<when>20\d\d))?$"
)
_AIM = regex(r"^the (?:target|goal|aim) (?:for|of) | (?:target|goal|aim)s?\b")
_NOW = regex(r"\b(?:current|present|latest|actual) | (?:now|today|at present|currently)\b")
_BEFORE_TIME = regex(r"(?:\b(?:in|for|by|during|of|at|over))?(?: the)?\s*$")
_WHOLE = regex(r"\b(?:full[- ]year|all of|the whole of) (?=\d{4})")


def held_to(a: str, b: str) -> str:
    """B in the words of A, where it is but a level, a result or a time of the same; else "".

    >>> held_to("the firm's output target for 2022", "what it actually produced in 2021")
    "the firm's output in 2021"
    >>> held_to("the growth of exports in 2023", "in all of 2021")
    'the growth of exports in 2021'
    >>> held_to("the 2030 target for steel", "that for paper")
    'the 2030 target for paper'
    >>> held_to("the 2030 goal for forest cover", "the present figure")
    'forest cover now'
    >>> held_to("the mayor of Ghent", "the mayor of Bruges")
    ''
    """
    if (aim := _MERE_AIM.match(b)) and (year := aim["year"] or aim["when"]) and not _AIM.search(a):
        return f"the {year} target for {_undated(_NOW.sub('', a)).removeprefix('the ')}"
    if level := _LEVEL.match(b):
        return f"{level['who']}'s target for {_undated(_NOW.sub('', a))}{level['when']}"
    if done := _DONE.match(b) or _PRESENT.match(b):
        return _AIM.sub("", _undated(a)) + (done["when"] or " now")
    that = _THAT.match(b)
    if that and not time_spans(that["what"]) and f" {that['of']} " in a:
        joint = f" {that['of']} "
        return a.split(joint)[0] + joint + that["what"]
    other = _ANOTHER_TIME.match(b)
    if other and any(s.of(other["when"]) == other["when"] for s in time_spans(other["when"])):
        return f"{_undated(a)} in {other['when']}"
    return ""


def _undated(text: str) -> str:
    """A noun phrase without its time."""
    text = _WHOLE.sub("", text)
    for span in reversed(time_spans(text)):
        before = _BEFORE_TIME.search(text, 0, span.start)
        start = before.start() if before else span.start
        text = f"{text[:start].rstrip()} {text[span.end :].lstrip()}".strip()
    return text
