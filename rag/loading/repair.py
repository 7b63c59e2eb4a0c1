"""Repairs: a reader's draft becomes the text that is shown, and nothing is lost on the way.

The steps take characters away and never add any: front matter, blanks of the layout, lines of the
page, line breaks inside sentences. They are repeated until nothing changes, so that a repaired text
repaired again stays as it is.
"""

from __future__ import annotations

from rag.loading.base import Draft
from rag.loading.boilerplate import without_boilerplate
from rag.loading.candidates import candidates
from rag.loading.frontmatter import ORIGIN, front_matter
from rag.loading.lines import Block, lines_of, with_fields, without
from rag.loading.spacing import closed_up, tidied
from rag.loading.titles import clean_title
from rag.loading.wraps import unwrapped

ROUNDS = 8  # texts settle in two or three; the bound keeps a contrived one from taking longer


def repair(draft: Draft, kind: str) -> Draft:
    """`draft` with its text mended, its spans moved along, dropped blocks and candidates added.

    Deterministic, without side effects, linear in the length of the text. `kind` is the format the
    reader read ("txt", "md", "html", "pdf", "docx", "jsonl").
    """
    if kind in ("txt", "pdf", "docx", "jsonl"):  # the other readers take it off themselves
        draft = _without_front_matter(draft)
    draft = closed_up(tidied(draft))
    draft = with_fields(draft, candidates(lines_of(draft)))
    titles = [clean_title(value) for value, _ in draft.fields.get("title", ())]
    for _ in range(ROUNDS):
        before = len(draft.text), draft.text.text
        draft = unwrapped(tidied(without_boilerplate(draft, titles)))
        draft = closed_up(draft)
        if (len(draft.text), draft.text.text) == before:
            break
    return draft


def _without_front_matter(draft: Draft) -> Draft:
    """Once only: what follows front matter is text, whatever it looks like."""
    if any(d.reason == ORIGIN for d in draft.dropped):
        return draft
    head = front_matter(draft.text.text)
    if head is None:
        return draft
    found = [(name, *pair) for name, pairs in head.fields.items() for pair in pairs]
    return without(with_fields(draft, found), [Block(0, head.span.end, ORIGIN)])
