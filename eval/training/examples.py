"""What the reader learns from: questions with passages that answer them, and with ones that do not.

Sources, read in place and never copied: DRCD development and test sets (CC BY-SA 3.0), CMRC 2018
trial set (CC BY-SA 4.0), half of the Chinese SQuAD 2.0 development set (CC BY-SA 4.0), and our own
questions on CRUD-RAG's news (Apache-2.0) in `questions_news.jsonl`. Whole topics are held out:
nothing that `held_out` names is trained on.

Passages without an answer ("nulls") are of three kinds: the adversarial questions of SQuAD 2.0 and
the near misses of our own, a question with the passage that resembles it most among those that do
not hold its answer, and a question whose year, or a name in it, was changed.
"""

from __future__ import annotations

import gzip
import hashlib
import json
import random
import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from rag.sentences import sentences
from rag.text import terms
from rag.types import Span
from rag.words import PROPER_TAGS, Word, words

SHARE_HELD_OUT = {"drcd": 0.12, "cmrc": 0.25, "squad2": 0.25, "news": 0.12}
OWN_QUESTIONS = Path(__file__).with_name("questions_news.jsonl")
LONGEST_TEXT = 520  # characters, about as many as the reader's window holds
_YEAR = re.compile(r"(?<!\d)(?:19|20)\d\d(?!\d)")
_NAMES = PROPER_TAGS | {"ns"}  # jieba's tags of proper nouns


@dataclass(frozen=True, slots=True)
class Example:
    """A question, a text, and the (start, end) of its answer in code points; None: no answer."""

    question: str
    text: str
    answer: tuple[int, int] | None
    title: str = ""
    kind: str = ""
    held_out: bool = False


def read_examples(data: Path) -> list[Example]:
    """All examples of the public sets, in a fixed order."""
    squad = [
        ("drcd", "drcd_dev.json.gz"),
        ("drcd", "drcd_test_for_training.json.gz"),
        ("cmrc", "cmrc2018_trial.json.gz"),
        ("squad2", "squad2_zh_a.json.gz"),
    ]
    examples: list[Example] = []
    for kind, name in squad:
        examples += _squad(json.loads(gzip.decompress((data / name).read_bytes())), kind)
    return examples


def held_out(kind: str, topic: str) -> bool:
    """Whether a topic is kept for measuring: decided by its name alone, so never by accident.

    The two DRCD sets share articles; an article is held out of both.
    """
    digest = hashlib.sha256(f"{kind}:{topic}".encode()).digest()
    return int.from_bytes(digest[:4], "big") / 2**32 < SHARE_HELD_OUT[kind]


def _squad(data: dict[str, Any], kind: str) -> list[Example]:
    found = []
    for article in data["data"]:
        title = article.get("title") or ""
        for paragraph in article["paragraphs"]:
            text = paragraph["context"]
            # SQuAD 2.0 has 17 articles only: paragraphs are held out, with all their questions.
            topic = text[:80] if kind == "squad2" else title
            out = held_out(kind, topic)
            for asked in paragraph["qas"]:
                if asked["question"].strip():
                    span = None if asked.get("is_impossible") else _span(asked["answers"], text)
                    if span is not None or asked.get("is_impossible"):
                        found.append(Example(asked["question"], text, span, title, kind, out))
    return found


def _span(answers: list[dict[str, Any]], text: str) -> tuple[int, int] | None:
    """The first answer that stands where it says it does."""
    for answer in answers:
        start, words = answer["answer_start"], answer["text"]
        if words and text[start : start + len(words)] == words:
            return start, start + len(words)
    return None


def read_own(data: Path, own: Path = OWN_QUESTIONS) -> list[Example]:
    """Our own questions on news, in a fixed order.

    A row holds where its answer stands in the article, which is read in place: no text of it.
    """
    rows = [json.loads(line) for line in own.read_text("utf-8").splitlines()]
    wanted = {row["article"] for row in rows}
    with gzip.open(data / "news_sample.jsonl.gz", "rt", encoding="utf-8") as lines:
        texts = {a["id"]: a["text"] for a in map(json.loads, lines) if a["id"] in wanted}
    found = []
    for row in rows:
        text = texts[row["article"]]
        span = tuple(row["span"]) if row["answerable"] else None
        out = held_out("news", str(row["article"]))
        found.append(Example(row["question"], text, span, "", "news", out))
    return found


def with_nulls(examples: list[Example], seed: int = 0, share: float = 0.35) -> list[Example]:
    """`examples` with hard negatives for a `share` of them and with changed years."""
    drawn = random.Random(seed)
    negatives = _hard_negatives([e for e in examples if e.answer], drawn, share)
    changed = [e for e in (_other_year(e, drawn) for e in examples) if e]
    return examples + negatives + changed


def _hard_negatives(examples: list[Example], drawn: random.Random, share: float) -> list[Example]:
    """Questions with the passage of their set most like them that does not hold the answer."""
    found = []
    for kind in sorted({e.kind for e in examples}):
        same = [e for e in examples if e.kind == kind]
        texts = sorted({e.text for e in same})
        search = _Overlap(texts)
        for example in same:
            if drawn.random() >= share or example.answer is None:
                continue
            answer = example.text[slice(*example.answer)]
            near = [t for t in search.nearest(example.question, 4) if answer not in t]
            if near:
                text = drawn.choice(near)
                found.append(Example(example.question, text, None, example.title, kind))
    return found


class _Overlap:
    """Texts by idf-weighted overlap of terms with a question."""

    def __init__(self, texts: list[str]) -> None:
        self.texts = texts
        self.postings: dict[str, list[int]] = {}
        for number, text in enumerate(texts):
            for term in set(terms(text)):
                self.postings.setdefault(term, []).append(number)

    def nearest(self, question: str, k: int) -> list[str]:
        scores = np.zeros(len(self.texts))
        for term in set(terms(question)):
            if holders := self.postings.get(term):
                scores[holders] += np.log(len(self.texts) / len(holders))
        return [self.texts[i] for i in np.argsort(-scores, kind="stable")[:k]]


def _other_year(example: Example, drawn: random.Random) -> Example | None:
    """The question with its year moved to one the text does not name; None without a year."""
    found = _YEAR.search(example.question)
    if not found or not example.answer:
        return None
    years = [str(int(found.group()) + step) for step in (-3, -2, -1, 1, 2, 3)]
    absent = [year for year in years if year not in example.text]
    if not absent:
        return None
    question = example.question.replace(found.group(), drawn.choice(absent))
    return Example(question, example.text, None, example.title, example.kind)


def renamed(examples: list[Example], seed: int, share: float) -> list[Example]:
    """Of a `share` of the questions that name somebody or some place, the one about another.

    Most of the other names stand in the same text, which then speaks of both: only what is said of
    each tells them apart.
    """
    drawn = random.Random(f"{seed}/names")
    chosen = [e for e in examples if e.answer and drawn.random() < share]
    return [e for e in (_other_name(e, drawn) for e in chosen) if e]


def _other_name(example: Example, drawn: random.Random) -> Example | None:
    """The question with a name the text holds for another of its names; None without one."""
    asked = [w for w in _names(example.question) if _written(w, example.question) in example.text]
    if not asked:
        return None
    name = drawn.choice(asked)
    others = {
        written
        for word in _names(example.text)
        if word.tag == name.tag
        and (written := _written(word, example.text)) not in example.question
        and name.text not in word.text
        and not _may_answer(example, written)
    }
    if not others:
        return None
    question = example.question
    other = drawn.choice(sorted(others))
    question = question[: name.span.start] + other + question[name.span.end :]
    return Example(question, example.text, None, example.title, example.kind)


def _names(text: str) -> list[Word]:
    """Proper nouns; none of a text that is longer or shorter when folded."""
    found = words(text)
    if not found or found[-1].span.end != len(text):
        return []
    return [w for w in found if w.tag in _NAMES and len(w.text) > 1]


def _written(word: Word, text: str) -> str:
    return word.span.of(text)


def _may_answer(example: Example, name: str) -> bool:
    """Whether the text might say of `name` what the question asks: a figure, where one is asked.

    A name inside the answer is none to ask for.
    """
    text, answer = example.text, example.text[slice(*example.answer)] if example.answer else ""
    if name in answer:
        return True
    if not any(c.isdigit() for c in answer):
        return False
    said = [span.of(text) for span in sentences(text, Span(0, len(text)))]
    return any(any(c.isdigit() for c in s.replace(answer, "")) for s in said if name in s)


def window(example: Example, drawn: random.Random) -> tuple[str, tuple[int, int] | None, int]:
    """A part of the text as an index would cut it: (text, answer in it, length of its header).

    The answer, or a random place for a null, lies anywhere in it; edges fall on sentence ends
    where there are any. Half the passages wear a header line, as indexed passages do.
    """
    text = example.text
    size = drawn.randint(120, 420) if drawn.random() < 0.75 else LONGEST_TEXT
    anywhere = drawn.randrange(len(text))
    start, end = example.answer or (anywhere, anywhere)
    room = max(0, size - (end - start))
    left = max(0, min(start - drawn.randint(0, room), len(text) - size))
    right = min(len(text), max(end, left + size))
    breaks = [at + 1 for mark in "。！？\n" if (at := text.find(mark, left, start)) >= 0]
    if left and breaks:
        left = min(breaks)
    header = ""
    if example.title and drawn.random() < 0.5:
        header = f"{example.title}\n"
    answer = None
    if example.answer:
        shift = len(header) - left
        answer = (start + shift, end + shift)
    return header + text[left:right], answer, len(header)
