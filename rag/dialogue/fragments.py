"""Fragments: 那2025年呢？ 贵阳呢？ 和上海比呢？ What they name takes the place of its like."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from rag.dialogue.spans import interrogative_spans, place_spans, time_spans
from rag.dialogue.substitute import with_noun, with_owner, with_place, with_time
from rag.dialogue.vocabulary import any_of, head_of, listed, relational
from rag.types import Span
from rag.words import words

LONGEST = 24  # characters of what a fragment names

_NOT_THAT = r"(?!(?<=那)[里儿边个些家年时种位次项座场])"  # 那里 is a pronoun, no opening word
OPENER = re.compile(rf"^(?:{any_of('opener')}{_NOT_THAT}|[，,、\s])+")
_CLOSER = re.compile(rf"(?:{any_of('closer')}|[?？。！!，,\s])+$")
_COMPARED = re.compile(
    r"^(?:那么?|如果|要是)?(?:和|跟|与|同|比起|相比于?|对比|比)(?P<other>.{1,20}?)"
    r"(?:相?比较?|对比|来比|比起来)?(?:起来)?"
    r"(?:呢|如何|怎么?样|(?:又|会)?(?:是|有)?多少|(?:变化|差别|差距)[^，。]{0,6}|哪个[^，。]{1,6})?[?？。]*$"
)
_OF_THAT = re.compile(  # 那<它的>产值呢
    r"^(?:它们?|他们?|她们?|其|[该这那]一?[个家所项座份次条款部]?(?:公司|企业|集团|机构|单位|城市|地方|项目|平台|计划)?)的(?=.)"
)
_SET = re.compile(r"(?:所|给自己)?(?:制定|设定|提出|定|下达?)(?:下|出)?的(?=目标|计划|指标|任务)")
_TWO_STEPS = re.compile(  # 线路<呢>，有多少条？
    r"^(?P<opener>(?:那么?|还有|然后)?[，,]?)(?P<noun>[^，,。？?]{1,14}?)呢[，,？?](?P<rest>[^，。]{2,20})$"
)
_COMPARING = re.compile(r"比|变化|差")
_OWNERS = ("v", "nr", "nt", "nz")  # tags of names, some of which look like verbs
_EDGES = "的之，,、和与 "


@dataclass(frozen=True, slots=True)
class Fragment:
    """A question without a predicate: the times and places it names, and what else."""

    time: str
    place: str
    rest: str
    owner: bool = False


def fragment(turns: Sequence[tuple[str, str]], question: str) -> str | None:
    """The last question with what the fragment names put in; None for what is no fragment."""
    parts = _parsed(question)
    if parts is None:
        return None
    text = turns[-1][0]
    if parts.rest:
        put = with_owner if parts.owner else with_noun
        text = put(text, parts.rest)
    if parts.place:
        text = with_place(text, parts.place)
    return with_time(text, parts.time) if parts.time else text


def in_two_steps(turns: Sequence[tuple[str, str]], question: str) -> str | None:
    """线路呢，有多少条？: the noun first, then what is asked of it."""
    match = _TWO_STEPS.match(question)
    if match is None or not interrogative_spans(match["rest"]):
        return None
    noun, rest = match["noun"], match["rest"]
    if _says_something(rest):
        return fragment(turns, noun + rest) or noun + rest
    time = _of(rest, time_spans(rest))
    return fragment(turns, f"{match['opener'] or '那'}{time}{noun}呢？")


def _says_something(rest: str) -> bool:
    """Whether there is content beside question words and times: 哪天施行, not 有多少条."""
    taken = (*interrogative_spans(rest), *time_spans(rest))
    left = [w for w in words(rest) if w.content and not any(s.overlaps(w.span) for s in taken)]
    return any(len(w.text) > 1 and not relational(w.text) for w in left)


def compared(turns: Sequence[tuple[str, str]], question: str) -> str | None:
    """和上海比呢？: the last question for both."""
    match = _COMPARED.match(question)
    if match is None or not _COMPARING.search(question):
        return None
    other, text = match["other"], turns[-1][0]
    for spans_of, put in ((place_spans, with_place), (time_spans, with_time)):
        new, old = spans_of(other), spans_of(text)
        if new and not _without(other, new).strip(_EDGES):
            name = other[new[0].start : new[-1].end]
            return _each(put(text, f"{old[0].of(text)}和{name}" if old else name))
    return None


def _each(text: str) -> str:
    """分别 before the question word, where both are asked for."""
    spans = interrogative_spans(text)
    if not spans or "分别" in text:
        return text
    at = spans[0].start
    while at > 0 and text[at - 1] in "是有为达":
        at -= 1
    return text[:at] + "分别" + text[at:]


def _parsed(question: str) -> Fragment | None:
    opener, closer = OPENER.match(question), _CLOSER.search(question)
    start = opener.end() if opener else 0
    end = max(start, closer.start() if closer else len(question))
    body = _SET.sub("", _OF_THAT.sub("", question[start:end])).strip(_EDGES)
    owner = question[start:end].endswith("的") or question[end:].startswith("的")
    if not body or len(body) > LONGEST:
        return None
    marked = "呢" in question[end:] or opener is not None
    times, places = time_spans(body), place_spans(body)
    rest = _without(body, (*times, *places)).strip(_EDGES)
    if not marked and rest and (places and (times or not _measure(rest))):
        return None
    if not _fits(rest, marked, bool(times or places), owner):
        return None
    owns = owner and words(rest or "的")[-1].tag.startswith(_OWNERS)
    return Fragment(_of(body, times), _of(body, places), rest, owns)


def _measure(rest: str) -> bool:
    """Whether what is asked of a place says nothing by itself: 贵阳的增速, but not 贵阳的税收."""
    return (head_of(rest) or words(rest)[-1].text) in (
        *listed("rate"),
        *listed("status"),
        *listed("generic"),
    )


def _fits(rest: str, marked: bool, named: bool, owner: bool) -> bool:
    """Whether what is left besides times and places makes no sentence of it.

    `owner`: it ends in 的, so its last word is a name whatever it looks like: 建行的呢.
    """
    if not rest:
        return named
    head = head_of(rest)
    found = [w for w in words(rest) if w.span.end <= len(rest) - len(head) or w.text == head]
    if interrogative_spans(rest):
        return False
    if all(relational(w.text) or w.text in listed("status") or w.tag == "uj" for w in found):
        return marked or named
    last = found[-1]
    noun = bool(head) or owner or not last.tag.startswith("v") or last.tag == "vn"
    noun = noun or (len(found) > 1 and last.text in listed("inner"))  # 中融智能<制造>
    clause = any(w.text in listed("copula") or w.tag in ("ul", "p", "d") for w in found)
    return marked and noun and not clause


def _without(text: str, spans: Sequence[Span]) -> str:
    for span in sorted(spans, reverse=True):
        text = text[: span.start] + " " + text[span.end :]
    return "".join(text.split())


def _of(text: str, spans: Sequence[Span]) -> str:
    return text[spans[0].start : spans[-1].end] if spans else ""
