"""`policyqa models`: what can write answers and make vectors here, and how to set up the rest."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import groupby
from typing import Final

from rag.cli.language import say
from rag.cli.render import BOLD, DIM, GREEN, YELLOW, Style, pad, width
from rag.cli.terminal import one_line, write_json
from rag.generators.survey import Model, survey

_USES: Final = {
    "answers": ("写答案：--generator", "To write answers: --generator"),
    "embeddings": ("生成向量：ingest --encoder", "To make vectors: ingest --encoder"),
}
WIDEST = 44  # columns of a name; longer ones are shown whole and move what follows


def run_models(style: Style, *, as_json: bool) -> None:
    """List them; nothing is loaded and no text leaves the machine."""
    models = list(survey())
    if as_json:
        write_json([model.to_dict() for model in models])
        return
    for line in model_lines(models, style):
        print(line)


def model_lines(models: Iterable[Model], style: Style) -> Iterator[str]:
    """A line a model below its use, the command that makes it usable below that."""
    for use, same in groupby(models, lambda model: model.use):
        rows = list(same)
        yield style(say(*_USES[use]), BOLD)
        columns = min(WIDEST, max(width(row.spec) for row in rows))
        for row in rows:
            mark = style("✓", GREEN) if row.usable else style("·", YELLOW)
            name = one_line(row.spec)
            name = pad(name, columns) if width(name) <= columns else name
            yield f"  {mark} {name}  {style(one_line(row.detail), DIM)}"
            if row.remedy:
                yield f"      → {one_line(row.remedy)}"
