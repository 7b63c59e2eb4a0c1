"""Answers to the parts of a question become one answer: claims in the order asked, each once."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from rag.answer import Answer, Claim
from rag.answering.compose import Numbering, quoted_text
from rag.answering.coverage import covered
from rag.answering.shapes import answer_spots
from rag.dialogue.frame import frame
from rag.question import VALUES, Question, analyse
from rag.text import fold

SHAPED = VALUES | {"place", "organisation"}  # kinds whose answers have a shape to look for
MOST_CLAIMS = 6  # of the whole answer, as long as each part keeps LEAST_CLAIMS
LEAST_CLAIMS = 2  # of a part: the second often has the value where the first has the topic


def one_scope(parts: Sequence[str]) -> bool:
    """Whether all parts speak of the same thing, time and place: one sentence may answer them."""
    return len({_scope(part) for part in parts}) == 1


def together(parts: Sequence[str], whole: Answer) -> bool:
    """Whether one claim of the answer to the undivided question has the values of all parts.

    Only values can be told to be there; whether a text says how or what, nobody can see.
    """
    if len(parts) == 1:
        return True
    asked = [analyse(part) for part in parts]
    if whole.status == "refused" or any(question.kind not in SHAPED for question in asked):
        return False
    said = fold(whole.claims[0].text)
    spots = {span for question in asked for span in answer_spots(question, said)}
    return len(spots) >= len(asked) and all(given(question, said) for question in asked)


def given(question: Question, said: str) -> bool:
    """Whether a text has a value of the kind asked for beside all words of what is asked about."""
    named = question.asked and all(covered(w.text, said) == 1.0 for w in question.asked)
    return bool(named and answer_spots(question, said))


def _scope(question: str) -> tuple[tuple[str, ...], ...]:
    """The times, the places and the topic of a question."""
    asked = frame(question)
    topics = (asked.topic,) if asked.topic else ()
    named = (asked.times, asked.places, topics)
    return tuple(tuple(sorted({s.of(question) for s in spans})) for spans in named)


def merged(question: str, answers: Sequence[Answer], tried: Sequence[Answer] = ()) -> Answer:
    """One answer to `question` from those to its parts, each with its own evidence.

    `tried` are answers that were not good enough: only the time they took counts.

    The text names each part above its claims, and says of a part without any why there is none.
    When no part is answered it is a refusal with the first part's reason.
    """
    answered = [a for a in answers if a.status == "answered"]
    timings = _summed([a.timings for a in (*tried, *answers)])
    if not answered:
        return replace(answers[0], question=question, timings=timings)
    numbering, most = Numbering(), max(LEAST_CLAIMS, MOST_CLAIMS // len(answers))
    claims: dict[tuple[int, ...], Claim] = {}
    sections: list[str] = []
    for number, answer in enumerate(answers, 1):
        own = [_renumbered(c, answer, numbering) for c in answer.claims[:most]]
        claims |= {c.citations: c for c in own if c.citations not in claims}
        told = quoted_text(analyse(question), own, numbering.citations) if own else answer.text
        sections.append(f"{number}. {answer.question}\n{told}")
    return replace(
        answered[0],
        question=question,
        text="\n".join(sections),
        claims=tuple(claims.values()),
        citations=tuple(numbering.citations),
        timings=timings,
        confidence=min(a.confidence for a in answered),
    )


def _renumbered(claim: Claim, answer: Answer, numbering: Numbering) -> Claim:
    """A claim of `answer` with its citations numbered anew."""
    cited = (answer.citations[n - 1] for n in claim.citations)
    return replace(claim, citations=tuple(map(numbering.number, cited)))


def _summed(timings: Sequence[Mapping[str, float]]) -> Mapping[str, float]:
    """Milliseconds by step over all parts."""
    steps = dict.fromkeys(step for t in timings for step in t)
    return {step: round(sum(t.get(step, 0.0) for t in timings), 3) for step in steps}
