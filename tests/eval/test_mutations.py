"""The gate fails when the product is broken on purpose, and passes when it is not.

Every mutation changes the real product in this process; the cases are some of the development half
of the golden set, asked of an index made afresh.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from embeddings.e5 import E5Encoder
from embeddings.encoder import FloatArray
from eval import gate
from eval.commands import run_gate
from eval.datasets import DEMONSTRATION, SETS
from rag.answer import Answer, Citation
from rag.answering import compose, extractive, fit
from rag.config import Config
from rag.fusion import convex
from rag.types import Document, Span

pytestmark = pytest.mark.slow
EVERY = 6  # of the development cases, so that a mutation takes seconds
Patch = pytest.MonkeyPatch
UNREAD = Config(reader="off")  # what is mutated lies outside the reader, which takes its time


@pytest.fixture(scope="module")
def some(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A question set of its own, some of the golden development cases, with what it recorded."""
    folder = tmp_path_factory.mktemp("mutations")
    lines = (SETS / "seeds.jsonl").read_text("utf-8").splitlines()
    rows = [row for line in lines if (row := json.loads(line))["split"] == "dev"]
    kept = [{**row, "paraphrase_of": None} for row in rows[::EVERY]]
    text = "\n".join(json.dumps(row, ensure_ascii=False) for row in kept)
    (folder / "some.jsonl").write_text(text, "utf-8")
    assert run(folder, record=True) == 0
    return folder


def run(
    folder: Path,
    config: Config | None = None,
    *,
    baseline: Path | None = None,
    record: bool = False,
) -> int:
    """The exit code of the gate, run as the command line runs it."""
    return run_gate(
        str(folder / "some.jsonl"),
        DEMONSTRATION,
        None,
        config or UNREAD,
        None,
        baseline or folder / "baseline.json",
        [],
        None,
        record=record,
    )


def no_dense(patch: Patch) -> None:
    patch.setattr("rag.retrieve.convex", lambda dense, lexical, _: convex(dense, lexical, 0.0))


def no_lexical(patch: Patch) -> None:
    patch.setattr("rag.retrieve.convex", lambda dense, lexical, _: convex(dense, lexical, 1.0))


def shifted_offsets(patch: Patch) -> None:
    right = compose.cite

    def cite(document: Document, span: Span, number: int) -> Citation:
        cited = right(document, span, number)
        return replace(cited, span=Span(span.start + 1, span.end + 1))

    patch.setattr(compose, "cite", cite)


def whitespace_tokens(patch: Patch) -> None:
    def terms(text: str, traditional: bool = True) -> list[str]:
        return text.lower().split()

    patch.setattr("rag.prepare.terms", terms)
    patch.setattr("rag.retrieve.terms", terms)


def wrong_prompt(patch: Patch) -> None:
    """Questions are embedded with the prompt of documents."""

    def encode_queries(self: E5Encoder, texts: Sequence[str]) -> FloatArray:
        return self._open_wheel().encode(list(texts), is_query=False)

    patch.setattr(E5Encoder, "encode_queries", encode_queries)


def swapped_citations(patch: Patch) -> None:
    """Every claim rests on the citations of the next one."""
    right = compose.compose

    def composed(*arguments: Any) -> Answer:
        answer = right(*arguments)
        numbers = [claim.citations for claim in answer.claims]
        moved = zip(answer.claims, [*numbers[1:], *numbers[:1]], strict=True)
        return replace(answer, claims=tuple(replace(c, citations=n) for c, n in moved))

    patch.setattr("rag.assistant.compose", composed)


def no_dates(patch: Patch) -> None:
    patch.setattr(fit, "time_fits", lambda *_: True)
    patch.setattr(fit, "spoken_until", lambda *_: None)


def no_places(patch: Patch) -> None:
    patch.setattr(fit, "place_fits", lambda *_: True)


def no_goals(patch: Patch) -> None:
    patch.setattr(fit, "is_goal", lambda _: False)


def no_lists(patch: Patch) -> None:
    patch.setattr(extractive, "wants_list", lambda _: False)


MUTATIONS: list[Callable[[Patch], None]] = [
    no_dense,
    no_lexical,
    shifted_offsets,
    whitespace_tokens,
    swapped_citations,
    no_dates,
    no_places,
    no_goals,
    no_lists,
]


def test_what_is_not_broken_passes(some: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(some) == 0
    assert "0 lost something" in capsys.readouterr().out


@pytest.mark.parametrize("mutate", MUTATIONS, ids=lambda mutate: mutate.__name__)
def test_the_gate_fails(
    some: Path,
    mutate: Callable[[Patch], None],
    monkeypatch: Patch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    mutate(monkeypatch)
    assert run(some) == 1
    assert "LOST" in capsys.readouterr().out


def test_the_gate_fails_with_the_wrong_prompt(
    some: Path, monkeypatch: Patch, capsys: pytest.CaptureFixture[str]
) -> None:
    """The lexical ranking makes up for it in the default configuration: dense alone feels it."""
    baseline = some / "dense.json"
    dense = replace(UNREAD, fusion="dense")
    assert run(some, dense, baseline=baseline, record=True) == 0
    wrong_prompt(monkeypatch)
    assert run(some, dense, baseline=baseline) == 1
    assert "LOST" in capsys.readouterr().out


def test_the_gate_fails_without_refusals(some: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(some, replace(UNREAD, refusal=False)) == 1
    lost = [line for line in capsys.readouterr().out.splitlines() if line.startswith("LOST")]
    unanswerable = [json.loads(x) for x in (some / "some.jsonl").read_text("utf-8").splitlines()]
    ids = {row["id"] for row in unanswerable if not row["answerable"]}
    known = gate.read_baseline(some / "baseline.json")
    due = {id_ for id_ in ids if "right" in known[id_]}
    assert {line.split()[1].rstrip(":") for line in lost} == due
