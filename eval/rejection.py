"""Does the product refuse when only passages without the answer are before it?

    python -m eval.rejection [--data DIR] [--work DIR]

Negative rejection of RGB (Chen et al. 2023, "Benchmarking Large Language Models in Retrieval-
Augmented Generation"): each question is asked twice, of five of its own snippets without the answer
and of five that hold it mixed with those, as in the paper. A curve over the refusal threshold shows
what refusing more costs; what every question scored is kept in the work folder.
"""

from __future__ import annotations

import argparse
import hashlib
import json
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Final

from eval import console, workdir
from eval.facts import holds_all
from eval.readers import Paragraph, RgbCase, read_rgb
from rag import Assistant
from rag.answering import weights
from rag.answering.extractive import draft
from rag.config import Config
from rag.types import Filters

FILE: Final = "rgb_zh_refine_150.jsonl.gz"
SNIPPETS: Final = 5  # of each kind, as many as the paper puts before a model
ANSWERED: Final = (0.95, 0.9, 0.85, 0.8, 0.7, 0.6)  # shares the curve is shown at
LEAST_ANSWERED: Final = 0.85
OPEN: Final = Config(threshold=0.0)


@dataclass(frozen=True, slots=True)
class Scored:
    """One question before one kind of snippets.

    Attributes:
        answerable: whether some of them hold the answer.
        evidence: what a refusal is decided by, in [0, 1].
        barred: refused at any threshold, for another time or place or only a goal.
        right: whether the claims, if any were made, hold the answer.
    """

    id: str
    answerable: bool
    evidence: float
    barred: bool
    right: bool

    def answered(self, threshold: float) -> bool:
        """Whether it is answered at this threshold."""
        return self.evidence >= threshold and not self.barred


@dataclass(frozen=True, slots=True)
class Point:
    """Shares at a threshold: negatives refused, answerable ones answered, and answered right."""

    threshold: float
    rejected: float
    answered: float
    right: float


def point(rows: Sequence[Scored], threshold: float) -> Point:
    """What happens at a threshold.

    >>> rows = [Scored("a", True, 0.9, False, True), Scored("b", False, 0.3, False, False)]
    >>> point(rows, 0.5)
    Point(threshold=0.5, rejected=1.0, answered=1.0, right=1.0)
    """
    with_answer = [row for row in rows if row.answerable]
    without = [row for row in rows if not row.answerable]
    answered = [row for row in with_answer if row.answered(threshold)]
    return Point(
        threshold=threshold,
        rejected=_share(sum(not row.answered(threshold) for row in without), len(without)),
        answered=_share(len(answered), len(with_answer)),
        right=_share(sum(row.right for row in answered), len(with_answer)),
    )


def _share(part: int, whole: int) -> float:
    return part / whole if whole else 0.0


def strictest(rows: Sequence[Scored], answered: float) -> Point | None:
    """The point of the highest threshold at which this share is still answered; None without."""
    thresholds = sorted({0.0, *(row.evidence for row in rows)}, reverse=True)
    found = (point(rows, threshold) for threshold in thresholds)
    return next((p for p in found if p.answered >= answered), None)


def scored(index: Path, cases: Sequence[RgbCase], name: str) -> Iterator[Scored]:
    """Each case before snippets without the answer, then before some with it."""
    with Assistant.open(index, create=False) as assistant:
        for case in console.progress(cases, "rgb"):
            for answerable in (False, True):
                kinds = "*" if answerable else "n*"
                filters = Filters(source=f"{name}.jsonl#{case.id}-{kinds}")
                found = assistant.material(case.question, filters)
                drafted = draft(found.question, found.hits, found.idf, OPEN, found.readings)
                said = "\n".join(q.of(c.document.text) for c in drafted.claims for q in c.quotes)
                yield Scored(
                    id=case.id,
                    answerable=answerable,
                    evidence=round(drafted.evidence, 6),
                    barred=drafted.refused is not None,
                    right=bool(said) and holds_all(said, case.answers),
                )


def kept_or_scored(work: Path, cases: Sequence[RgbCase], snippets: int) -> list[Scored]:
    """Scores of an earlier run with the same snippets, reader and weights, else new ones, kept."""
    name = f"rgb{snippets}"
    index = workdir.paragraph_index(work, name, _paragraphs(cases, snippets))
    with Assistant.open(index, create=False) as assistant:
        made = (assistant.index.version, assistant.reader_fingerprint, Config())
        state = f"{made}{weights.EVIDENCE_READ}{weights.READER}"
    path = work / f"rejection-{hashlib.sha256(state.encode()).hexdigest()[:16]}.jsonl"
    if not path.exists():
        rows = (json.dumps(asdict(row)) + "\n" for row in scored(index, cases, name))
        workdir.write_once(path, "".join(rows))
    return [Scored(**json.loads(line)) for line in path.read_text("utf-8").splitlines()]


def _paragraphs(cases: Sequence[RgbCase], snippets: int) -> list[Paragraph]:
    found = [
        Paragraph(f"{case.id}-{kind}{i}", text)
        for case in cases
        for kind, texts in (("p", case.positive), ("n", case.negative))
        for i, text in enumerate(texts[:snippets])
    ]
    return [paragraph for paragraph in found if paragraph.text.strip()]


def report(rows: Sequence[Scored]) -> str:
    """The curve as a table, the product's own point, and the one that is aimed at."""
    points = [p for share in ANSWERED if (p := strictest(rows, share)) is not None]
    own = point(rows, Config().threshold)
    n = sum(row.answerable for row in rows)
    head = f"{FILE}: {n} questions, {SNIPPETS} snippets of each kind"
    columns = ["threshold", "negatives refused", "answerable answered", "answered right"]
    table = console.table(columns, [_cells(p) for p in points])
    aimed = strictest(rows, LEAST_ANSWERED)
    told = "out of reach" if aimed is None else console.share(aimed.rejected)
    return "\n\n".join(
        [
            head,
            table,
            f"as configured: {', '.join(_cells(own))}",
            f"refused where at least {LEAST_ANSWERED:.0%} are answered: {told}",
        ]
    )


def _cells(found: Point) -> list[str]:
    shares = (found.rejected, found.answered, found.right)
    return [f"{found.threshold:.3f}", *map(console.share, shares)]


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="python -m eval.rejection", description=__doc__)
    workdir.add_folder_options(parser)
    options = parser.parse_args(arguments)
    cases = read_rgb(workdir.data_folder(options.data) / FILE)
    print(console.command_line("eval.rejection", arguments), end="\n\n")
    print(report(kept_or_scored(workdir.work_folder(options.work), cases, SNIPPETS)))
    return 0


if __name__ == "__main__":
    console.run(main)
