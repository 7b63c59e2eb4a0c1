"""One reply held against its case: a value per measure, or None where the measure does not apply.

Answers are judged by code alone. `correct` asks whether the claims, taken together, hold every
expected fact; `first` asks it of the first claim alone, which is what is read first.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from eval import citing, metrics, spans
from eval.citing import Place
from eval.facts import contains_fact, holds_all

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from eval.cases import Case
    from eval.systems import Reply
    from rag.answer import Answer, Citation
    from rag.types import Document, Hit

Scores = dict[str, float | None]
BRIEF = 150  # characters: what is read at a glance, and fair to answers of unlike length
EVIDENCE = 5  # hits among which gold spans are looked for


@dataclass(frozen=True, slots=True)
class Gold:
    """What is known about a case: graded sources, and for each gold span where its words stand."""

    grades: Mapping[str, int]
    spans: tuple[tuple[Place, ...], ...]


def same_file(source: str, named: str) -> bool:
    """Whether a document's source is the one a case names: a path below whatever folder was
    ingested, or a row of a file by its id.

    >>> [same_file(source, "a.txt") for source in ("corpus/a.txt", "b.jsonl#a.txt", "aa.txt")]
    [True, True, False]
    """
    return source == named or source.endswith(("/" + named, "#" + named))


def gold_of(case: Case, grades: Mapping[str, int], documents: Mapping[str, Document]) -> Gold:
    """Gold of a case with the paths and offsets of the documents indexed, given by source."""
    places = tuple(
        tuple(
            place
            for document in _named(span.source, documents)
            for place in citing.places_of(span.quote, document.source, document.text)
        )
        for span in case.spans
    )
    found = {d.source: g for s, g in grades.items() for d in _named(s, documents)}
    missing = {s: g for s, g in grades.items() if not _named(s, documents)}
    return Gold(found | missing, places)


def _named(name: str, documents: Mapping[str, Document]) -> list[Document]:
    """The documents at a path: the one of that very source, else those that end in it."""
    if name in documents:
        return [documents[name]]
    return [d for source, d in documents.items() if same_file(source, name)]


def judge(case: Case, reply: Reply, gold: Gold, shown: Mapping[str, str]) -> Scores:
    """Every measure of one reply; `shown` maps document ids to their shown text."""
    scores = _answer_scores(case, reply) | _citation_scores(case, reply.answer, gold, shown)
    if case.answerable:
        scores |= _retrieval_scores(reply.hits, gold)
    return scores


def _answer_scores(case: Case, reply: Reply) -> Scores:
    answer = reply.answer
    claims = [claim.text for claim in answer.claims]
    refused = answer.status == "refused"
    scores: Scores = {"refused": float(refused)}
    if not case.answerable:
        due = refused and answer.reason is not None and answer.reason.code == case.reason
        return scores | {"declined": float(refused), "reason": float(due), "forced": 0.0}
    if not case.facts:
        return scores
    whole = "\n".join(claims)
    forced = "\n".join(reply.forced) if refused else whole
    scores |= {
        "correct": float(bool(claims) and holds_all(whole, case.facts)),
        "first": float(bool(claims) and holds_all(claims[0], case.facts)),
        "brief": float(bool(claims) and holds_all(whole[:BRIEF], case.facts)),
        "forced": float(bool(forced) and holds_all(forced, case.facts)),
        "length": float(len(claims[0])) if claims and case.kind != "list" else None,
        "whole length": float(len(whole)) if claims else None,
    }
    if len(case.facts) == 1:  # a short answer, as reading sets have
        first = claims[0] if claims else ""
        scores |= {"em": spans.exact_match(first, case.facts[0])}
        scores |= {"f1": spans.f1(first, case.facts[0])}
    return scores


def _citation_scores(case: Case, answer: Answer, gold: Gold, shown: Mapping[str, str]) -> Scores:
    cited = {c.number: c for c in answer.citations}
    looked_at = [(c.document_id, c.span, c.quote) for c in (*answer.citations, *answer.nearest)]
    claims = [
        (claim.text, [cited[n].quote for n in claim.citations if n in cited])
        for claim in answer.claims
    ]
    wrong = len(citing.inexact(looked_at, shown))
    scores: Scores = {
        "quotes": 1.0 - wrong / len(looked_at) if looked_at else None,
        "alce recall": citing.alce_recall(claims),
        "alce precision": citing.alce_precision(claims),
    }
    if case.answerable and answer.claims:
        first = [cited[n] for n in answer.claims[0].citations if n in cited]
        scores |= _against_gold(first, answer.citations, case, gold)
    return scores


def _against_gold(
    first: Sequence[Citation], cited: Sequence[Citation], case: Case, gold: Gold
) -> Scores:
    """Precision over the citations of the first claim, recall over those of the whole answer.

    `span precision` and `span recall` know only the gold spans. `citation precision` and
    `citation recall` also take evidence that nobody marked: another place that states the fact.
    """
    scores: Scores = {}
    places = [Place(c.source, c.span) for c in cited]
    if gold.spans:
        own = [Place(c.source, c.span) for c in first]
        scores["span precision"] = citing.precision_by_spans(own, gold.spans)
        scores["span recall"] = citing.recall_by_spans(places, gold.spans)
    if case.facts:
        good = [_states(c, case) or _is_gold(c, gold) for c in first]
        quotes = "\n".join(c.quote for c in cited)
        stated = [contains_fact(quotes, alternatives) for alternatives in case.facts]
        scores["citation precision"] = sum(good) / len(good) if good else None
        scores["citation recall"] = max(sum(stated) / len(stated), scores.get("span recall") or 0.0)
    return scores


def _states(citation: Citation, case: Case) -> bool:
    return any(contains_fact(citation.quote, alternatives) for alternatives in case.facts)


def _is_gold(citation: Citation, gold: Gold) -> bool:
    place = Place(citation.source, citation.span)
    return any(place.meets(other) for one in gold.spans for other in one)


def _retrieval_scores(hits: Sequence[Hit], gold: Gold) -> Scores:
    """Documents in the order of their first passage; gold spans among the best passages."""
    ranked = list(dict.fromkeys(hit.document.source for hit in hits))
    relevant = {source for source, grade in gold.grades.items() if grade > 0}
    scores: Scores = {
        f"recall@{k}": metrics.recall_at_k(ranked, relevant, k) for k in (1, 3, 5, 10)
    }
    scores["found@3"] = float(scores["recall@3"] != 0)
    scores["mrr@10"] = metrics.reciprocal_rank(ranked, relevant, 10)
    scores["ndcg@10"] = metrics.ndcg_at_k(ranked, gold.grades, 10)
    if gold.spans:
        best = [Place(h.document.source, h.passage.span) for h in hits[:EVIDENCE]]
        for k in (1, EVIDENCE):
            scores[f"evidence@{k}"] = citing.recall_by_spans(best[:k], gold.spans)
    return scores
