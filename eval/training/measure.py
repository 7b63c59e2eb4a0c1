"""How well the reader reads on topics it was never trained on, given the right passage.

    python -m eval.training.measure --data DIR [--limit 200]

EM and F1, as CMRC 2018's script computes them, of the reader's best span and of the words that an
answer drafted from the passage marks (none counts 0), and the AUROC of the reader's log-odds
(`Reading.odds`) for telling questions the passage answers from those it does not.
"""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from pathlib import Path

from eval import console, metrics, spans, workdir
from eval.training.examples import Example, read_examples, read_own
from eval.training.marking import idf_of, marked
from rag.reader import open_reader
from rag.reader.pairs import simplify
from rag.reader.reading import Reader, tidied

AROUND = 200  # characters on each side of an answer that are read of a long article


def passage(example: Example) -> tuple[str, str | None]:
    """What is read, and the answer in it; of a long article the part around the answer."""
    if example.answer is None or example.kind != "news":
        answer = example.text[slice(*example.answer)] if example.answer else None
        return example.text, answer
    start, end = example.answer
    return example.text[max(0, start - AROUND) : end + AROUND], example.text[start:end]


def measure(reader: Reader, examples: Sequence[Example]) -> list[str]:
    """n, EM and F1 of the reader, of the marked words, n without an answer, AUROC."""
    idf = idf_of(sorted({example.text for example in examples}))
    rows, yes, no = [], [], []
    for example in console.progress(examples, examples[0].kind):
        text, answer = passage(example)
        reading = reader.read(example.question, [text], [0])[0]
        best = reading.best()
        if best is None:
            continue
        if answer is None:
            no.append(reading.odds())
            continue
        yes.append(reading.odds())
        best = tidied(text, best)
        words = marked(example.question, example.title, text, reading, idf)
        found = [simplify(said) for said in (text[best.start : best.end], words)]
        gold = [simplify(answer)]
        rows.append([m(said, gold) for said in found for m in (spans.exact_match, spans.f1)])
    area = f"{metrics.auroc(yes, no):.3f}" if yes and no else "-"
    means = [f"{sum(c) / len(c):.3f}" for c in zip(*rows, strict=True)] or ["-"] * 4
    return [examples[0].kind, str(len(rows)), *means, str(len(no)), area]


def main() -> None:
    """Entry point."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    workdir.add_folder_options(parser)
    parser.add_argument("--limit", type=int, default=200, help="questions of each set")
    parser.add_argument("--engine", default="auto", help="auto, numpy or torch")
    options = parser.parse_args()
    data: Path = workdir.data_folder(options.data)
    held_out = [e for e in read_examples(data) + read_own(data) if e.held_out]
    reader = open_reader(options.engine)
    rows = []
    for kind in dict.fromkeys(e.kind for e in held_out):
        mine = [e for e in held_out if e.kind == kind]
        step = max(1.0, len(mine) / options.limit)
        chosen = [mine[int(i * step)] for i in range(min(options.limit, len(mine)))]
        rows.append(measure(reader, chosen))
    columns = ["answered", "EM", "F1", "marked EM", "marked F1", "not answered", "AUROC"]
    print(console.table(["held out of", *columns], rows))


if __name__ == "__main__":
    main()
