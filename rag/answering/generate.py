"""A language model's answer from evidence that was found to be enough, or the quotes after all.

Whatever goes wrong with a model, the user has an answer: the one made without it, and is told.
"""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import zip_longest
from typing import Final

from rag.answer import Answer, Claim, Conflict, Verdict
from rag.answering.compose import Numbering, cite
from rag.answering.written import Check, Checked, NoAnswer, checked_sentences
from rag.config import Config
from rag.generators.base import CutShort, Generator, GeneratorError, Message, Patience, Stop
from rag.generators.evidence import Numbered, chosen, fence_for, fenced, neutral
from rag.generators.prompts import Language, digest, messages
from rag.patterns import regex
from rag.types import Hit

MARGIN = 64  # tokens for the marks a chat template puts around messages
_MARK = regex(r"\[(\d+)\]")
LEAST_ROOM = 64  # tokens of evidence below which nothing useful fits

_NOTICES: Final[dict[str, tuple[str, str]]] = {
    "failed": ("{} 没有写成答案，以下是原文引句。{}", "{} wrote no answer; these are quotes. {}"),
    "slow": (
        "{} 在 {} 秒内没有写完，以下是原文引句。",
        "{} was not done within {} seconds; these are quotes.",
    ),
    "silent": (
        "{} 认为资料不能回答，以下是最接近的原文引句。",
        "{} finds no answer in the passages; these are the quotes that fit best.",
    ),
    "nothing": (
        "{} 写的话都没有得到原文支持，以下是原文引句。",
        "Nothing {} wrote is supported by the documents; these are quotes.",
    ),
    "stopped": ("已按您的要求停止。", "Stopped as you asked."),
    "cut": ("{} 的答案超出长度，只保留写完的句子。", "{} ran out of room; only whole sentences."),
    "dropped": ("有 {} 句话没有原文支持，未予显示。", "{} sentences without support are left out."),
    "unknown": ("{} 引用了不存在的资料编号：{}", "{} cites passages that do not exist: {}"),
}


class _Clock:
    """A check that keeps the time it takes."""

    def __init__(self, check: Check) -> None:
        self._check = check
        self.seconds = 0.0

    def __call__(self, text: str, quotes: Sequence[str], dates: Sequence[str | None]) -> Verdict:
        started = time.perf_counter()
        try:
            return self._check(text, quotes, dates)
        finally:
            self.seconds += time.perf_counter() - started


@dataclass(frozen=True, slots=True)
class Found:
    """An answer made of quotes, and the evidence that another may be written from.

    `hits` are best first; `unanswered` says of parts of the question why they have no answer.
    """

    answer: Answer
    language: Language
    hits: tuple[Hit, ...]
    unanswered: tuple[str, ...] = ()

    @staticmethod
    def joined(answer: Answer, parts: Sequence[Found]) -> Found:
        """The evidence of all parts that have an answer, each one's best first."""
        answered = [p for p in parts if p.answer.status == "answered"]
        ranks = zip_longest(*(part.hits for part in answered))
        hits = {h.passage.id: h for rank in ranks for h in rank if h is not None}
        refused = (p.answer for p in parts if p.answer.status == "refused")
        lacks = tuple(f"{a.question} {a.text}" for a in refused)
        return Found(answer, parts[0].language, tuple(hits.values()), lacks)


class Writer:
    """One answer under way: `sentences` to its end with `so_far` in between, then `answer`."""

    def __init__(self, found: Found, generator: Generator, check: Check, config: Config) -> None:
        self._offline = found.answer
        self._language = found.language
        self._hits = found.hits
        self._lacks = found.unanswered
        self._generator = generator
        self._check = _Clock(check)
        self._config = config
        self._numbering = Numbering()
        self._kept: list[Claim] = []
        self._withheld: list[Checked] = []
        self._unknown: dict[int, None] = {}
        self._notices: list[str] = []
        self._fallen = False
        self._prompt: str | None = None
        self._seconds = 0.0

    def sentences(self, stop: Stop | None = None) -> Iterator[Checked]:
        """Each sentence as soon as it is complete and checked.

        Raises:
            ConfigError: a prompt file of the user's own cannot be used.
        """
        started = time.perf_counter()
        patience = Patience(stop, self._config.generate_seconds)
        try:
            yield from self._write(patience)
        except NoAnswer:
            self._fall("silent")
        except CutShort:
            self._notices.append(self._say("cut", self._generator.name))
        except GeneratorError as error:
            self._fall("failed", " ".join(str(error).split()))
        else:
            if patience.stopped:
                self._notices.append(self._say("stopped"))
                self._fallen = not self._kept
            elif patience.overdue:
                self._fall("slow", f"{self._config.generate_seconds:g}")
        self._seconds = time.perf_counter() - started

    def so_far(self) -> Answer:
        """The sentences there are; those without support have no citations yet."""
        withheld = tuple(Claim(c.text, (), verdict=c.verdict) for c in self._withheld)
        return replace(
            self._offline,
            text=written_text(self._kept, self._language),
            claims=tuple(self._kept),
            citations=tuple(self._numbering.citations),
            conflicts=(),
            withheld=withheld if self._config.withheld == "show" else (),
            generator=self._generator.name,
            made=None,
        )

    def answer(self) -> Answer:
        """The answer as it stands: the claims that hold, or the quotes with a notice."""
        if not self._kept and not self._fallen:
            self._fall("nothing")
        answer = self._quoted() if self._fallen else self._composed()
        shown = self._config.withheld == "show"
        withheld = tuple(map(self._claim, self._withheld)) if shown else ()
        lacks = () if self._fallen else self._lacks  # quotes say so themselves
        notices = [*answer.notices, *self._notices, *lacks, *self._told()]
        if self._withheld and not shown:
            notices.append(self._say("dropped", len(self._withheld)))
        return replace(
            answer,
            citations=tuple(self._numbering.citations),
            withheld=withheld,
            notices=tuple(notices),
            timings=self._timings(),
            prompt=self._prompt,
        )

    def _write(self, patience: Patience) -> Iterator[Checked]:
        sent, evidence = self._request()
        self._prompt = digest(sent)
        pieces = self._generator.stream(sent, patience, self._config.answer_tokens)
        for checked in checked_sentences(pieces, evidence, self._check, self._language):
            self._unknown |= dict.fromkeys(checked.unknown)
            if checked.kept:
                self._kept.append(self._claim(checked))
            else:
                self._withheld.append(checked)
            yield checked

    def _request(self) -> tuple[tuple[Message, ...], tuple[Numbered, ...]]:
        """What the model is sent, and the passages in it."""
        config, generator, language = self._config, self._generator, self._language
        question = neutral(self._offline.question)
        frame = messages("answer", language, evidence="", question=question, fence="0" * 10)
        taken = sum(generator.count_tokens(m.content) for m in frame) + config.answer_tokens
        room = min(config.prompt_tokens, generator.context_size - taken - MARGIN)
        if room < LEAST_ROOM:
            raise GeneratorError(
                f"上下文只有 {generator.context_size} 个词元，放不下资料。"
                f" A window of {generator.context_size} tokens has no room for passages.",
                "policyqa models",
            )
        quoted = [(c.document_id, c.span) for c in self._offline.citations]
        evidence = chosen(self._hits, quoted, room, self._cost)
        fence = fence_for(evidence, question)
        shown = "\n\n".join(fenced(passage, fence, language) for passage in evidence)
        return messages(
            "answer", language, evidence=shown, question=question, fence=fence
        ), evidence

    def _cost(self, passage: Numbered) -> int:
        return self._generator.count_tokens(fenced(passage, "0" * 10, self._language)) + 2

    def _claim(self, checked: Checked) -> Claim:
        numbers = (self._numbering.number(cite(q.document, q.span, 0)) for q in checked.quotes)
        return Claim(checked.text, tuple(numbers), verdict=checked.verdict)

    def _quoted(self) -> Answer:
        """The answer made without the model, its citations numbered as before."""
        self._numbering = Numbering()
        for citation in self._offline.citations:
            self._numbering.number(citation)
        return self._offline

    def _composed(self) -> Answer:
        """The claims of the model, and the disagreements that were found without it."""
        offline = self._offline
        conflicts = tuple(map(self._renumbered, offline.conflicts))
        told = (conflict.message for conflict in conflicts)
        return replace(
            offline,
            text="\n".join((written_text(self._kept, self._language), *told)),
            claims=tuple(self._kept),
            conflicts=conflicts,
            generator=self._generator.name,
        )

    def _renumbered(self, conflict: Conflict) -> Conflict:
        """A disagreement found offline, under the numbers its citations have here."""
        numbers = {
            old: self._numbering.number(self._offline.citations[old - 1])
            for old in conflict.citations
        }
        message = _MARK.sub(
            lambda mark: f"[{numbers.get(int(mark[1]), mark[1])}]", conflict.message
        )
        return replace(conflict, citations=tuple(numbers.values()), message=message)

    def _fall(self, why: str, *details: str) -> None:
        """Let the quotes take over, and say why."""
        self._fallen = True
        self._notices.append(self._say(why, self._generator.name, *details))

    def _told(self) -> Iterator[str]:
        if self._unknown:
            numbers = "".join(f"[{number}]" for number in self._unknown)
            yield self._say("unknown", self._generator.name, numbers)

    def _say(self, what: str, *details: object) -> str:
        return _NOTICES[what][self._language == "en"].format(*details).strip()

    def _timings(self) -> dict[str, float]:
        """Those of the offline answer, then of writing and of checking, in milliseconds."""
        generate = self._seconds - self._check.seconds
        known = dict(self._offline.timings)
        total = known.pop("total", 0.0) + 1000 * self._seconds
        new = {"generate": 1000 * generate, "check": 1000 * self._check.seconds, "total": total}
        return known | {step: round(milliseconds, 3) for step, milliseconds in new.items()}


def written_text(claims: Sequence[Claim], language: Language) -> str:
    """One claim a line with its citation numbers; what is wrong with one stands behind it.

    >>> written_text([Claim("增长12.4%。", (1, 2))], "zh")
    '增长12.4%。[1][2]'
    """
    return "\n".join(_line(claim, language) for claim in claims)


def _line(claim: Claim, language: Language) -> str:
    marks = "".join(f"[{number}]" for number in claim.citations)
    if claim.verdict is None or claim.verdict.status == "supported":
        return claim.text + marks
    reasons = "; ".join(reason.message for reason in claim.verdict.reasons)
    return claim.text + marks + (f" ({reasons})" if language == "en" else f"（{reasons}）")
