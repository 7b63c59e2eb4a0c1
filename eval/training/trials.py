"""Development questions with all that an answer is chosen from: hits and what the reader says.

The sets: our own questions on policy documents and on news, follow-ups among them, and the held-out
topics of the public sets, asked of an index of all paragraphs of their set. Half of the held-out
topics (by name) serve fitting, half reporting.
"""

from __future__ import annotations

import hashlib
import pickle
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from eval import console, workdir
from eval.cases import read_cases
from eval.datasets import DEMONSTRATION, SETS, articles
from eval.readers import Paragraph, SquadSet, read_squad
from eval.systems import standalone
from eval.training.examples import read_examples
from rag import Assistant, last_turn
from rag.answering.extractive import draft
from rag.config import Config
from rag.finding import Material
from rag.ground import Turn
from rag.question import Question
from rag.reader.hits import Readings
from rag.types import Hit

# Our sets that weights are fitted on: none that the reader learns from (`eval.training.own_sets`).
GUIZHOU = ("guizhou_tune", "guizhou_dev2", "guizhou_dev3", "guizhou_dev4", "guizhou_dev5")
SEEDS = ("seeds", "seeds_dev2", "seeds_dev3")
NEWS = ("news_dev", "news_dev2")
DIALOGUES = tuple(f"dialogue_dev{n}" for n in (2, 3, 4, 5, 7, 8, 9, 10))
UNREFUSED = Config(refusal=False)


@dataclass(frozen=True, slots=True)
class Asked:
    """A development question; `facts` as in `eval.cases`, empty where it has no answer.

    A follow-up is asked as the question that stands alone, `after` the turn before.
    """

    id: str
    group: str
    question: str
    facts: tuple[tuple[str, ...], ...]
    test: bool = False
    after: Turn | None = field(default=None, repr=False)

    @property
    def answerable(self) -> bool:
        return bool(self.facts)


@dataclass(frozen=True, slots=True, eq=False)
class Trial:
    """A question, the best passages, the reader's word on them, and idf of the words that count."""

    asked: Asked
    question: Question
    hits: tuple[Hit, ...]
    readings: Readings
    idf: Mapping[str, float]


@dataclass(frozen=True, slots=True)
class Group:
    """Questions of one index."""

    name: str
    index: Path
    questions: tuple[Asked, ...]


def groups(data: Path, docs: Path, work: Path, limit: int) -> Iterator[Group]:
    """Every development set with its index; at most `limit` questions of a public one."""
    for name in GUIZHOU:
        yield Group(name, workdir.documents_index(work, docs), _own(name))
    for name in SEEDS:
        yield Group(name, workdir.documents_index(work, DEMONSTRATION), _own(name))
    for name in DIALOGUES:
        yield Group(name, workdir.documents_index(work, DEMONSTRATION), _own(name, history=True))
    for name in NEWS:
        rows = articles(SETS / f"{name}.ids", data)
        yield Group(name, workdir.paragraph_index(work, name, rows), _own(name))
    held_out = {e.text for e in read_examples(data) if e.held_out}
    for name, file in (
        ("cmrc", "cmrc2018_trial.json.gz"),
        ("squad2", "squad2_zh_a.json.gz"),
        ("drcd", "drcd_dev.json.gz"),
    ):
        read = read_squad(data / file)
        index = workdir.paragraph_index(work, file.split(".")[0], read.paragraphs)
        yield Group(name, index, _public(name, read, held_out, limit))


def _own(name: str, *, history: bool = False) -> tuple[Asked, ...]:
    """The questions of one of our sets that are there to develop on: alone, or as follow-ups."""
    return tuple(
        Asked(case.id, name, standalone(case), case.facts, after=last_turn(case.history))
        for case in read_cases(SETS / f"{name}.jsonl")
        if case.split in (None, "dev") and bool(case.history) == history
    )


def _public(name: str, read: SquadSet, held_out: set[str], limit: int) -> tuple[Asked, ...]:
    paragraphs = {p.id: p for p in read.paragraphs if p.text in held_out}
    asked = [
        Asked(
            q.id,
            name,
            q.question,
            () if q.impossible else (q.answers,),
            _is_test(paragraphs[q.paragraph_id]),
        )
        for q in read.questions
        if q.paragraph_id in paragraphs
    ]
    step = max(1, len(asked) / limit)
    return tuple(asked[int(i * step)] for i in range(min(limit, len(asked))))


def _is_test(paragraph: Paragraph) -> bool:
    return hashlib.sha256(paragraph.text[:80].encode()).digest()[0] % 2 == 0


def trials(group: Group, work: Path, config: Config) -> list[Trial]:
    """The questions asked; kept in `work` for the reader's weights they were made with."""
    with Assistant.open(group.index, config=config) as assistant:
        turns = "".join(str(asked.after) for asked in group.questions if asked.after)
        key = hashlib.sha256(
            f"{assistant.reader_fingerprint}{group}{assistant.index.version}{turns}".encode()
        )
        kept = work / f"trials-{group.name}-{key.hexdigest()[:16]}.pickle"
        if kept.exists():
            found: list[Trial] = pickle.loads(kept.read_bytes())
            return found
        found = [
            _trial(assistant.material(a.question, after=a.after), a)
            for a in console.progress(group.questions, group.name)
        ]
    kept.write_bytes(pickle.dumps(found))
    return found


def _trial(found: Material, asked: Asked) -> Trial:
    known: dict[str, float] = {}

    def noting(word: str) -> float:
        known[word] = found.idf(word)
        return known[word]

    draft(found.question, found.hits, noting, UNREFUSED, found.readings)
    return Trial(asked, found.question, found.hits, found.readings, known)
