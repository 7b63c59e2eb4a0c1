"""How well the reader reads on topics it was never trained on, given the right passage.

    python -m eval.training.measure --data DIR [--limit 200]

EM and F1 of the best span as CMRC 2018's script computes them, and the AUROC of its score for
telling questions the passage answers from those it does not.
"""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from pathlib import Path

from eval import console, metrics, spans, workdir
from eval.training.examples import Example, read_examples, read_own
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
    """n, EM, F1, n without an answer, AUROC."""
    exact, overlap, yes, no = [], [], [], []
    for example in console.progress(examples, examples[0].kind):
        text, answer = passage(example)
        best = reader.read(example.question, [text], [0])[0].best()
        if best is None:
            continue
        if answer is None:
            no.append(best.score)
            continue
        yes.append(best.score)
        best = tidied(text, best)
        found = simplify(text[best.start : best.end])
        exact.append(spans.exact_match(found, [simplify(answer)]))
        overlap.append(spans.f1(found, [simplify(answer)]))
    area = f"{metrics.auroc(yes, no):.3f}" if yes and no else "-"
    em, f1 = (f"{sum(v) / len(v):.3f}" if v else "-" for v in (exact, overlap))
    return [examples[0].kind, str(len(exact)), em, f1, str(len(no)), area]


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
    print(console.table(["held out of", "answered", "EM", "F1", "not answered", "AUROC"], rows))


if __name__ == "__main__":
    main()
