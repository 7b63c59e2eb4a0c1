"""A part whose answer fails is asked otherwise: in the words that the question has for it.

What a rule carries over from one part to another may be too much (甲中心<渲染生意>是同谁做的), and
the documents that answer one part are the likeliest for the next. Each reading is tried only
after the first failed, and an answer to it is taken only where nothing speaks against it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace

from rag.answer import Answer, Citation
from rag.answering.comparable import known
from rag.answering.generate import Found
from rag.answering.parts import given
from rag.answering.shapes import answer_spots
from rag.decomposition.alike import AGAIN
from rag.dialogue.names import bodies, is_name
from rag.dialogue.spans import interrogative_spans, place_spans
from rag.patterns import regex
from rag.question import analyse
from rag.text import fold

Ask = Callable[[str, str | None], Found]
"""Answers a question, from all documents or from one source."""

NEAR = 400  # characters between two quotes that speak of one thing
LEAST = 4  # characters of a question
SAME_END = 3  # characters that a part and its clause both end in
SURE = 0.5  # confidence from which an answer from the other part's document is taken

_CLAUSE = regex(r"[，,？?；;。]|、(?=[^、]*(?:多少|几|哪|什么|谁))|\s(?=and\b)")
_AIM = regex(  # 云服务，到2025年要做到多少亿元
    r"^(?P<what>[^，,？?]{2,16}?)[，,]?(?:到|至|在)?(?P<when>20\d\d年[底末]?)[，,]?"
    r"(?:想要?|要|打算|计划|力争|争取|应|将)(?:做|达|提高|增|扩|发展|冲|上)?(?:到|大)?"
    r"(?P<much>多少[^，,。？?]{0,3}|多大)(?:的?规模)?$"
)
_OWNER = regex(r"^(?:.{2,}的|[“《][^”》]{2,}[”》])")
_END_OF_YEAR = regex(r"(?P<year>20\d\d)年(?=年[初底末])")
_A_YEAR = regex(r"(?<!\d)(?:19|20)\d\d(?!\d)")


def mended(question: str, found: Sequence[Found], ask: Ask) -> list[Found]:
    """The answers to the parts of `question`, those that failed replaced where another is better.

    An answer fails that is a refusal, that says again what the part before it is answered with, or
    that comes from elsewhere though the part leans on the one before.
    """
    out = list(found)
    for at, part in enumerate(out):
        others = [o.answer for i, o in enumerate(out) if i != at and o.answer.claims]
        if better := next(_better(question, out, at, others, ask), None):
            out[at] = replace(better, answer=replace(better.answer, question=part.answer.question))
    return out


def _better(
    question: str, found: Sequence[Found], at: int, others: Sequence[Answer], ask: Ask
) -> Iterator[Found]:
    """The answers to other readings of a part that may be taken, most likely first."""
    now = found[at].answer
    parts = [f.answer.question for f in found]
    refused = now.status == "refused"
    again = _said_again(now, [f.answer for f in found[:at]])
    if not refused and (again or _said_again(now, others)):
        yield from filter(None, [_at_that_end(now.question, others, ask)])
    if refused or again:
        for reading, alone in _readings(question, parts, at):
            other = ask(reading, None)
            same = alone or _same_thing(question, other.answer, others)
            if same and _fits(reading, other.answer, others):
                yield other
    leans = not refused and _leans(question, now.question) and not _shared(now, others)
    if refused or leans:
        least = SURE if refused else now.confidence
        sources = dict.fromkeys(c.source for o in others for c in o.citations[:1])
        for source in sources:
            other = ask(now.question, source)
            if other.answer.confidence >= least and _fits(now.question, other.answer, others):
                yield other
    if refused or again:
        whole = ask(question, None)
        if not _said_again(whole.answer, others) and _has(whole.answer, now.question, len(parts)):
            yield whole


def _at_that_end(part: str, others: Sequence[Answer], ask: Ask) -> Found | None:
    """What tells the value of 年初, where a figure of the whole year is given for 年初 and 年底."""
    dated = _END_OF_YEAR.search(part)
    other = ask(part[: dated.start()] + part[dated.end() :], None) if dated else None
    if dated is None or other is None or not _fits(part, other.answer, others):
        return None
    years = set(_A_YEAR.findall(other.answer.claims[0].text))
    return other if years <= {dated["year"]} else None


def _readings(question: str, parts: Sequence[str], at: int) -> Iterator[tuple[str, bool]]:
    """Other words for a part, and whether they stand alone: they say themselves what they mean."""
    part = parts[at].rstrip("?？")
    clause, first = _clause(question, parts, at)
    if len(clause) >= LEAST and clause != part:
        yield clause, first or _names(clause)
    if aim := _AIM.match(part):
        yield f"{aim['what']}{aim['when']}的目标是{aim['much']}？", True
    opening = part[: min(_alike(part, p) for p in parts)]
    shared = _OWNER.match(opening) if len(parts) > 1 else None
    if shared and len(rest := part[shared.end() :]) >= LEAST:
        yield rest, _names(rest)


def _clause(question: str, parts: Sequence[str], at: int) -> tuple[str, bool]:
    """The clause of the question that a part was made of, and whether it is the first; else ""."""
    clauses = [AGAIN.sub("", c.strip()) for c in _CLAUSE.split(question)]
    asking = [c for c in clauses if interrogative_spans(c)]
    if len(asking) == len(parts):
        return asking[at], at == 0
    for number, clause in enumerate(clauses):
        ends = [_alike(p.rstrip("?？")[::-1], clause[::-1]) for p in parts]
        if ends[at] >= SAME_END and ends.count(max(ends)) == 1 and ends[at] == max(ends):
            return clause, number == 0
    return "", False


def _alike(one: str, other: str) -> int:
    """How many characters two texts both begin with."""
    pairs = enumerate(zip(one, other, strict=False))
    return next((i for i, (a, b) in pairs if a != b), min(len(one), len(other)))


def _names(reading: str) -> bool:
    """Whether a reading says of whom or where it speaks."""
    return is_name(reading) or bool(place_spans(reading))


def _fits(reading: str, answer: Answer, others: Sequence[Answer]) -> bool:
    """Whether an answer says something new, with a value of the kind asked for."""
    if not answer.claims or _said_again(answer, others):
        return False
    asked, said = analyse(reading), fold(answer.claims[0].text)
    return asked.kind not in ("number", "date") or bool(answer_spots(asked, said))


def _said_again(answer: Answer, others: Sequence[Answer]) -> bool:
    """Whether the first quote of an answer is one of another's, and has no value for each."""
    told = [o.citations[0] for o in others if o.claims]
    said = [c for c in told if answer.claims and _overlap(answer.citations[0], c)]
    return bool(said) and not _has(answer, answer.question, 1 + len(said))


def _has(answer: Answer, part: str, values: int) -> bool:
    """Whether the first quote speaks of what a part asks, with a value of its kind for several."""
    if not answer.claims:
        return False
    asked, said = analyse(part), fold(answer.claims[0].text)
    return given(asked, said) and (
        asked.kind != "number" or len(answer_spots(asked, said)) >= values
    )


def _overlap(one: Citation, other: Citation) -> bool:
    return one.document_id == other.document_id and one.span.overlaps(other.span)


def _same_thing(question: str, answer: Answer, others: Sequence[Answer]) -> bool:
    """Whether an answer stands close to another's or under its heading, and is of no other body."""
    if not any(_close(c, other.citations[0]) for c in answer.citations[:1] for other in others):
        return False
    strange = (b for b in bodies(answer.claims[0].text) if not known(b, question))
    return analyse(answer.question).kind not in ("number", "date") or not any(strange)


def _close(one: Citation, other: Citation) -> bool:
    gap = max(one.span.start, other.span.start) - min(one.span.end, other.span.end)
    same = one.heading_path == other.heading_path and len(one.heading_path) > 1
    return one.document_id == other.document_id and (same or gap <= NEAR)


def _shared(answer: Answer, others: Sequence[Answer]) -> bool:
    """Whether an answer quotes a document that another part's answer quotes."""
    told = {c.document_id for o in others for c in o.citations}
    return not others or any(c.document_id in told for c in answer.citations)


def _leans(question: str, part: str) -> bool:
    """Whether a part behind the first is as the question has it, and names nobody."""
    bare = part.rstrip("?？")
    return bare in question and not question.startswith(bare) and not _names(bare)
