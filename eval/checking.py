"""Is a question set sound: facts and spans in the documents, no duplicates, no leak of a split."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from itertools import combinations
from typing import TYPE_CHECKING, Any

from eval import console
from eval.citing import places_of
from eval.facts import holds_all, normalise
from eval.judging import same_file

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    from eval.cases import Case
    from rag.types import Document

SAME = 0.9  # Jaccard similarity of character bigrams from which two questions are one
LEAK = 0.75  # the same between splits, where a rewording is already a leak


@dataclass(frozen=True, slots=True)
class Finding:
    """Something about a case. An error must be mended; the others are for a person to look at."""

    id: str
    error: bool
    message: str


def check(cases: Sequence[Case], documents: Sequence[Document]) -> list[Finding]:
    """Every finding, errors first, in the order of the set."""
    findings = [f for case in cases for f in _against_documents(case, documents)]
    findings += _pairs(cases)
    return sorted(findings, key=lambda f: not f.error)


def _against_documents(case: Case, documents: Sequence[Document]) -> Iterable[Finding]:
    named = {s: [d for d in documents if same_file(d.source, s)] for s in case.sources}
    for source, found in named.items():
        if not found:
            yield Finding(case.id, True, f"source {source!r} is not in the index")
        elif len(found) > 1:
            paths = ", ".join(d.source for d in found)
            yield Finding(case.id, True, f"source {source!r} is ambiguous: {paths}")
    text = "\n".join(d.text for found in named.values() for d in found)
    if text and not holds_all(text, case.facts):
        lacking = [a[0] for a in case.facts if not holds_all(text, [a])]
        yield Finding(case.id, True, f"facts not in the source: {', '.join(lacking)}")
    yield from _span_findings(case, documents)


def _span_findings(case: Case, documents: Sequence[Document]) -> Iterable[Finding]:
    for span in case.spans:
        found = [d for d in documents if same_file(d.source, span.source)]
        places = [p for d in found for p in places_of(span.quote, d.source, d.text)]
        if not places:
            what = "no such document" if not found else "words not in the shown text"
            yield Finding(case.id, True, f"span in {span.source!r}: {what}: {span.quote[:40]!r}")
        elif len(places) > 1:
            yield Finding(case.id, False, f"span {span.quote[:40]!r} stands {len(places)} times")
        if not any(same_file(span.source, s) or same_file(s, span.source) for s in case.sources):
            yield Finding(case.id, False, f"span in {span.source!r}, which is not a source")
    quotes = "\n".join(span.quote for span in case.spans)
    if case.spans and not holds_all(quotes, case.facts):
        yield Finding(case.id, False, "the gold spans do not state every fact")


def _pairs(cases: Sequence[Case]) -> Iterable[Finding]:
    """Questions asked twice, and questions of one split that give away one of the other."""
    grams = {case.id: _bigrams(case) for case in cases}
    related = {(c.paraphrase_of, c.id) for c in cases}
    for a, b in combinations(cases, 2):
        crossing = a.split != b.split and None not in (a.split, b.split)
        paraphrase = (a.id, b.id) in related or (b.id, a.id) in related
        if crossing and paraphrase:
            yield Finding(b.id, True, f"paraphrase of {a.id}, which is in the other split")
            continue
        likeness = jaccard(grams[a.id], grams[b.id])
        if crossing and likeness >= LEAK:
            yield Finding(b.id, True, f"leaks {a.id} of the other split ({likeness:.2f} alike)")
        elif likeness == 1.0:
            yield Finding(b.id, True, f"the same question as {a.id}")
        elif likeness >= SAME and not paraphrase:
            yield Finding(b.id, False, f"nearly the question of {a.id} ({likeness:.2f} alike)")


def _bigrams(case: Case) -> frozenset[str]:
    turns = [turn for pair in case.history for turn in pair]
    text = "\n".join((*map(normalise, turns), normalise(case.question).rstrip("?!。")))
    return frozenset(text[i : i + 2] for i in range(len(text) - 1)) or frozenset({text})


def jaccard(a: frozenset[str], b: frozenset[str]) -> float:
    """Shared share of two sets.

    >>> jaccard(frozenset("abc"), frozenset("bcd"))
    0.5
    """
    return len(a & b) / len(a | b)


def offsets(cases: Iterable[Case], documents: Sequence[Document]) -> list[dict[str, Any]]:
    """Gold spans as offsets into the shown text: one row per place where the words stand."""
    return [
        {
            "id": c.id,
            "source": d.source,
            "document_id": d.id,
            "start": p.span.start,
            "end": p.span.end,
        }
        for c in cases
        for span in c.spans
        for d in documents
        if same_file(d.source, span.source)
        for p in places_of(span.quote, d.source, d.text)
    ]


def census(cases: Sequence[Case]) -> str:
    """How many cases of what kind there are, by split."""
    splits = sorted({case.split or "-" for case in cases})
    traits: dict[str, Callable[[Case], bool]] = {
        "all": lambda c: True,
        "answerable": lambda c: c.answerable,
        "unanswerable": lambda c: not c.answerable,
        "several documents": lambda c: len(c.sources) > 1,
        "with gold spans": lambda c: bool(c.spans),
        "with history": lambda c: bool(c.history),
        "paraphrases": lambda c: c.paraphrase_of is not None,
        "in English": lambda c: c.lang == "en",
    }
    rows = [
        [label, *(str(sum(test(c) for c in cases if (c.split or "-") == s)) for s in splits)]
        for label, test in traits.items()
    ]
    kinds = Counter((case.kind, case.split or "-") for case in cases)
    rows += [
        [f"kind {kind}", *(str(kinds[kind, s]) for s in splits)]
        for kind in sorted({kind for kind, _ in kinds})
    ]
    return console.table(("cases", *(f"split {s}" for s in splits)), rows)


def report(findings: Sequence[Finding], sealed: bool) -> str:
    """One line per finding; a sealed set tells ids and counts only."""
    told: Mapping[bool, str] = {True: "ERROR", False: "note "}
    if sealed:
        return "\n".join(f"{told[f.error]} {f.id}" for f in findings)
    return "\n".join(f"{told[f.error]} {f.id}: {f.message}" for f in findings)
