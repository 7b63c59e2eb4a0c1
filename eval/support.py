"""Does the check of claims notice what is false, and leave alone what is true?

    python -m eval.support [--data DIR] [--index-docs DIR] [--only WORD] [--show KIND]

True claims are sentences beside the paragraph they stand in, and paraphrases written by hand beside
their quotes; false ones are the same with one change (`eval.altering`). A claim is flagged when its
verdict is anything but "supported". Prints one table a source, by kind.
"""

from __future__ import annotations

import argparse
import json
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Final

from eval.altering import KINDS, Alteration, alterations, answers_exchanged
from eval.console import progress, run, share, table
from eval.datasets import DEMONSTRATION, SETS
from eval.readers import read_squad
from rag.loading import discover, load_file
from rag.loading.base import Loaded
from rag.sentences import sentences
from rag.support import check_claim
from rag.types import Span

PARAPHRASES: Final = SETS / "claims" / "paraphrases.jsonl"
READING_SETS: Final = ("drcd_dev", "cmrc2018_trial")
SHORTEST: Final = 10  # characters of a sentence that states something
PARAGRAPH: Final = 300  # characters; shorter neighbouring lines of a document form one paragraph
EVERY: Final = 3  # of the reading sets' paragraphs: every third is enough for some thousand claims


@dataclass(frozen=True, slots=True)
class Case:
    """A true claim and its quotes; `altered` are claims made false."""

    source: str
    claim: str
    quotes: tuple[str, ...]
    dates: tuple[str | None, ...]
    altered: tuple[Alteration, ...]


@dataclass(slots=True)
class Tally:
    """Counts by kind: how many claims, how many flagged; `missed` are those judged wrongly."""

    n: dict[str, int] = field(default_factory=lambda: defaultdict(int))
    flagged: dict[str, int] = field(default_factory=lambda: defaultdict(int))
    missed: dict[str, list[str]] = field(default_factory=lambda: defaultdict(list))

    def add(self, kind: str, claim: str, case: Case) -> None:
        verdict = check_claim(claim, case.quotes, case.dates)
        flagged = verdict.status != "supported"
        self.n[kind] += 1
        self.flagged[kind] += flagged
        if flagged == (kind == "true"):
            why = [r.message for r in verdict.reasons if r.support != "supported"]
            self.missed[kind].append(f"{claim} | {' / '.join(case.quotes)} | {why}")

    def rate(self, *kinds: str) -> float:
        """Share of the claims of these kinds that are flagged, 0.0 when there are none."""
        total = sum(self.n[k] for k in kinds)
        return sum(self.flagged[k] for k in kinds) / total if total else 0.0


def measure(cases: Iterable[Case]) -> Tally:
    """Check every claim of the cases, true and altered."""
    tally = Tally()
    for case in cases:
        tally.add("true", case.claim, case)
        for altered in case.altered:
            tally.add(altered.kind, altered.text, case)
    return tally


@cache
def documents(folder: Path) -> dict[str, Loaded]:
    """The documents of a folder by file name."""
    found = discover([folder]).files
    return {
        f.path.name: outcome
        for f in found
        for outcome in load_file(f.path, f.source)
        if isinstance(outcome, Loaded)
    }


def document_cases(folder: Path) -> Iterator[Case]:
    """Sentences of documents, each beside its own paragraph."""
    for name, loaded in documents(folder).items():
        date = loaded.metadata.date.value if loaded.metadata.date else None
        for paragraph in _paragraphs(loaded.text):
            yield from _sentence_cases(name, paragraph, date)


def _paragraphs(text: str) -> Iterator[str]:
    kept: list[str] = []
    for line in text.splitlines():
        if kept and sum(map(len, kept)) + len(line) > PARAGRAPH:
            yield "\n".join(kept)
            kept = []
        kept.append(line)
    yield "\n".join(kept)


def reading_cases(path: Path, every: int = EVERY) -> Iterator[Case]:
    """Sentences of a reading set's paragraphs; answers that stand in them are exchanged too."""
    data = read_squad(path)
    answers: dict[str, list[str]] = defaultdict(list)
    for question in data.questions:
        answers[question.paragraph_id] += question.answers[:1]
    for paragraph in data.paragraphs[::every]:
        for case in _sentence_cases(path.name.split(".")[0], paragraph.text, None):
            exchanged = answers_exchanged(case.claim, answers[paragraph.id])
            yield Case(
                case.source, case.claim, case.quotes, case.dates, (*case.altered, *exchanged)
            )


def _sentence_cases(source: str, paragraph: str, date: str | None) -> Iterator[Case]:
    for span in sentences(paragraph, Span(0, len(paragraph))):
        claim = span.of(paragraph)
        if len(claim) >= SHORTEST:
            yield Case(source, claim, (paragraph,), (date,), alterations(claim))


def paraphrase_cases(split: str | None = None, path: Path = PARAPHRASES) -> Iterator[Case]:
    """Paraphrases written by hand, beside the quotes they put in other words."""
    for line in path.read_text("utf-8").splitlines():
        row = json.loads(line)
        if split in (None, row["split"]):
            quotes = tuple(q["text"] for q in row["quotes"])
            dates = (row["date"],) * len(quotes)
            yield Case(row["source"], row["claim"], quotes, dates, alterations(row["claim"]))


def report(title: str, tally: Tally) -> str:
    """A table of one source: claims and flagged ones by kind."""
    kinds = [k for k in ("true", *KINDS) if tally.n[k]]
    rows = [(k, str(tally.n[k]), str(tally.flagged[k]), share(tally.rate(k))) for k in kinds]
    values, rest = KINDS[:3], KINDS[3:]
    for label, group in (("number, unit, date", values), ("the rest", rest)):
        n, flagged = (sum(c[k] for k in group) for c in (tally.n, tally.flagged))
        rows.append((label, str(n), str(flagged), share(tally.rate(*group))))
    return f"\n{title}\n\n" + table(["kind", "n", "flagged", "share"], rows)


def _sources(docs: Path, data: Path | None) -> Iterator[tuple[str, Iterator[Case]]]:
    yield "sentences of the documents", document_cases(docs)
    if data is not None:
        for name in READING_SETS:
            yield f"sentences of {name}", reading_cases(data / f"{name}.json.gz")
    for split in ("dev", "test"):
        yield f"paraphrases, {split}", paraphrase_cases(split)


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="python -m eval.support", description=__doc__)
    parser.add_argument("--data", type=Path, help="folder of the public reading sets")
    parser.add_argument("--index-docs", type=Path, default=DEMONSTRATION, help="documents")
    parser.add_argument("--show", action="append", default=[], help="list what was judged wrongly")
    parser.add_argument("--only", default="", help="only sources whose title holds this word")
    given = parser.parse_args(arguments)
    for title, cases in _sources(given.index_docs, given.data):
        if given.only not in title:
            continue
        tally = measure(progress(list(cases), title))
        print(report(title, tally))
        for kind in given.show:
            print(*tally.missed[kind], sep="\n")
    return 0


if __name__ == "__main__":
    run(main)
