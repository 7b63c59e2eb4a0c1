"""The golden set of the demonstration corpus: complete, true to the documents, and not leaking."""

from __future__ import annotations

import json
import re
import unicodedata
from collections import Counter
from functools import cache
from hashlib import sha256
from itertools import product
from pathlib import Path
from typing import get_args

import pytest

from eval.cases import Case, GoldSpan, Kind, read_cases
from rag.answer import ReasonCode
from rag.loading import Loaded, load_file

ROOT = Path(__file__).parents[2]
CORPUS = ROOT / "seeds" / "corpus"
SET = ROOT / "eval" / "sets" / "seeds.jsonl"
CASES = read_cases(SET)
BY_ID = {case.id: case for case in CASES}
ANSWERABLE = [case for case in CASES if case.answerable]
SPLITS = ("dev", "test")
# Every kind but the one of sets that do not say.
KINDS = set(get_args(Kind)) - {"other"}
FROZEN = "72f26b5035421501f4585de4a0176c28311319af90a03cfd3e988f6c83674eb7"
ALIKE = 0.6  # share of common character pairs from which two questions count as one reworded


def normal(text: str) -> str:
    """Text as facts are compared: NFKC without white space."""
    return re.sub(r"\s+", "", unicodedata.normalize("NFKC", text))


def bare(case: Case) -> str:
    """A question with its earlier turns, without punctuation and case."""
    turns = "".join(question for question, _ in case.history)
    return re.sub(r"[\W_]+", "", normal(turns + case.question)).lower()


@cache
def shown(source: str) -> str:
    """The text of a document as it is shown and as citations count it."""
    (outcome,) = load_file(CORPUS / source, source)
    assert isinstance(outcome, Loaded), outcome
    return outcome.text


def place(span: GoldSpan) -> tuple[str, range]:
    """Where a gold span stands in its document."""
    start = shown(span.source).index(span.quote)
    return span.source, range(start, start + len(span.quote))


@cache
def pairs(case: Case) -> frozenset[str]:
    text = bare(case)
    return frozenset(text[i : i + 2] for i in range(len(text) - 1))


def likeness(a: Case, b: Case) -> float:
    """Jaccard similarity of the character pairs of two questions."""
    return len(pairs(a) & pairs(b)) / len(pairs(a) | pairs(b))


def of(split: str) -> list[Case]:
    return [case for case in CASES if case.split == split]


def test_there_are_enough_cases_of_everything() -> None:
    kinds = Counter(case.kind for case in CASES)
    assert len(CASES) >= 240
    assert len(ANSWERABLE) >= 160
    assert kinds["unanswerable"] >= 70
    assert kinds["comparison"] + kinds["multi"] >= 30
    assert kinds["follow-up"] >= 24
    assert sum(case.lang == "en" for case in ANSWERABLE) >= 24
    assert sum(case.paraphrase_of is not None for case in CASES) >= 20


@pytest.mark.parametrize("split", SPLITS)
def test_each_half_holds_every_kind_reason_and_document(split: str) -> None:
    cases = of(split)
    assert 0.4 < len(cases) / len(CASES) < 0.6
    assert {case.kind for case in cases} == KINDS
    assert {case.reason for case in cases} == {None, *get_args(ReasonCode)}
    assert all(case.id.startswith(f"seeds-{split}-") for case in cases)


def test_every_document_is_asked_about() -> None:
    assert {name for case in CASES for name in case.sources} == {p.name for p in CORPUS.iterdir()}


@pytest.mark.parametrize("case", ANSWERABLE, ids=lambda case: case.id)
def test_gold_evidence_is_true_to_the_documents(case: Case) -> None:
    for span in case.spans:
        assert shown(span.source).count(span.quote) == 1, span
    assert set(case.sources) == {span.source for span in case.spans}


@pytest.mark.parametrize("case", ANSWERABLE, ids=lambda case: case.id)
def test_facts_and_gold_evidence_cover_each_other(case: Case) -> None:
    quotes = [normal(span.quote) for span in case.spans]
    facts = [[normal(text) for text in alternatives] for alternatives in case.facts]
    for alternatives in facts:
        assert any(text in quote for text, quote in product(alternatives, quotes)), alternatives
    for quote in quotes:
        assert any(text in quote for alternatives in facts for text in alternatives), quote


def test_no_question_gives_its_own_answer_away() -> None:
    for case in ANSWERABLE:
        asked = normal(case.question)
        given = [entry for entry in case.facts if any(normal(text) in asked for text in entry)]
        assert len(given) < len(case.facts), case.id


def test_no_question_is_asked_twice() -> None:
    asked = Counter(bare(case) for case in CASES)
    assert [question for question, n in asked.items() if n > 1] == []


def test_a_paraphrase_has_the_evidence_and_the_half_of_its_original() -> None:
    for case in CASES:
        if case.paraphrase_of is not None:
            original = BY_ID[case.paraphrase_of]
            assert original.paraphrase_of is None, case.id
            same = (case.split, case.answerable, case.spans)
            assert same == (original.split, original.answerable, original.spans), case.id


def test_the_test_half_is_frozen() -> None:
    """Digest of the lines of the test half; eval/sets/README.md says when it may change."""
    lines = [line for line in SET.read_bytes().splitlines() if json.loads(line)["split"] == "test"]
    assert sha256(b"\n".join(lines)).hexdigest() == FROZEN


def test_the_halves_do_not_ask_the_same() -> None:
    for a, b in product(of("dev"), of("test")):
        assert likeness(a, b) < ALIKE, (a.id, b.id)


def test_the_halves_share_no_evidence() -> None:
    """No gold span of one half overlaps one of the other: the test half has passages of its own."""
    dev, test = (
        [(case.id, *place(span)) for case in of(split) for span in case.spans] for split in SPLITS
    )
    for (a, source, here), (b, other, there) in product(dev, test):
        apart = source != other or here.stop <= there.start or there.stop <= here.start
        assert apart, (a, b, source)
