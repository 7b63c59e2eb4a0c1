"""Our development questions as training examples: asked of the product's own index.

A question is put to the passages that retrieval finds for it, worded and headed as the reader will
see them. One that the documents answer is learnt from the best passage that holds the fact, one
that they do not answer from the two best passages, as a question without an answer.

`eval.training.trials` fits weights on other sets than these: on questions a reader has learnt from
it is surer than on new ones.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from pathlib import Path

from eval import facts, workdir
from eval.cases import Case, read_cases
from eval.datasets import DEMONSTRATION, SETS, articles
from eval.training.examples import Example
from rag import Assistant
from rag.config import Config
from rag.passages import embedding_text
from rag.sentences import sentences
from rag.text import terms
from rag.types import Hit, Span
from rag.wording import put_to

GUIZHOU = tuple(f"guizhou_dev{number}" for number in range(6, 11))
SEEDS = ("seeds_dev4", "seeds_dev5", "seeds_dev6")
NEWS = tuple(f"news_dev{number}" for number in range(3, 8))
BEST = 5  # passages that may hold the fact
NULLS = 2  # passages a question without an answer is put to


def read_sets(data: Path, docs: Path, work: Path) -> list[Example]:
    """The questions of all sets, in a fixed order; indexes are kept in `work`."""
    found: list[Example] = []
    for names, folder in ((GUIZHOU, docs), (SEEDS, DEMONSTRATION)):
        index = workdir.documents_index(work, folder)
        for name in names:
            found += _asked(index, read_cases(SETS / f"{name}.jsonl"))
    for name in NEWS:
        rows = articles(SETS / f"{name}.ids", data)
        index = workdir.paragraph_index(work, name, rows)
        found += _asked(index, read_cases(SETS / f"{name}.jsonl"))
    return found


def _asked(index: Path, cases: tuple[Case, ...]) -> Iterator[Example]:
    with Assistant.open(index, config=Config(reader="off")) as assistant:
        for case in cases:
            if case.history:
                continue
            found = assistant.material(case.question)
            hits = found.hits[:BEST]
            worded = put_to(found.question, hits)
            if case.answerable:
                yield from _answered(case, worded, hits)
            else:
                pairs = zip(worded[:NULLS], hits, strict=False)
                yield from (_example(question, hit, None) for question, hit in pairs)


def _answered(case: Case, worded: Sequence[str], hits: tuple[Hit, ...]) -> Iterator[Example]:
    """The best passage of the right document that holds the one fact asked for."""
    if len(case.facts) != 1:
        return
    for question, hit in zip(worded, hits, strict=True):
        named = {hit.document.source, hit.document.external_id}
        if named.isdisjoint(case.sources):
            continue
        place = _place(case.question, hit.passage.text, case.facts[0])
        if place is not None:
            yield _example(question, hit, place)
            if question != case.question:
                yield _example(case.question, hit, place)
            return


def _place(question: str, text: str, alternatives: tuple[str, ...]) -> tuple[int, int] | None:
    """Where the fact stands: in the sentence with most of the question's terms."""
    asked = set(terms(question))
    said = sentences(text, Span(0, len(text)))
    for span in sorted(said, key=lambda s: -len(asked.intersection(terms(s.of(text))))):
        sentence = span.of(text)
        for fact in alternatives:
            spaced = r"\s*".join(map(re.escape, "".join(fact.split())))
            met = re.search(spaced, sentence)
            if met and facts.contains_fact(sentence, [fact]):
                return span.start + met.start(), span.start + met.end()
    return None


def _example(question: str, hit: Hit, answer: tuple[int, int] | None) -> Example:
    text = hit.passage.text
    document = hit.document
    whole = embedding_text(document.title, document.date, hit.passage.heading_path, text)
    header = whole[: len(whole) - len(text)].rstrip("\n")
    return Example(question, text, answer, header, "sets")
