"""Documents made in a test, cut and read as ingest does it, and answers from them alone.

There is no vector search here: every passage is a hit, in the order given. What is retrieved is
tested with the Assistant; these tests are about what is made of it.
"""

from __future__ import annotations

import math
from collections.abc import Sequence

from rag.answer import Answer
from rag.answering.candidates import Window, windows
from rag.answering.compose import Provenance, compose
from rag.answering.extractive import Draft, draft
from rag.answering.fit import Fit, fit
from rag.config import Config
from rag.passages import split_passages
from rag.prepare import document_id
from rag.question import analyse
from rag.reader import open_reader
from rag.reader.hits import Readings, read_hits
from rag.structure import find_structure
from rag.text import fold
from rag.types import Document, Hit
from rag.wording import put_to

PROVENANCE = Provenance("extractive", "none", "0", {})


def made(
    text: str, *, title: str = "工作简报", date: str | None = None, source: str = "a.txt"
) -> Document:
    """A document as ingest would store it."""
    id_ = document_id(source, text)
    return Document(id_, source, text, "text", title, date=date, structure=find_structure(text, ()))


def hits(*documents: Document) -> list[Hit]:
    """Every passage of the documents, the first document's first, scores falling from 1."""
    found = [
        (document, passage)
        for document in documents
        for passage in split_passages(document.id, document.text, document.structure)
    ]
    return [
        Hit(passage, document, 1.0 - rank / (4 * len(found)), None, None)
        for rank, (document, passage) in enumerate(found)
    ]


def rarity(documents: Sequence[Document]) -> dict[str, float]:
    """Inverse document frequency of characters; a word is as rare as its rarest character."""
    texts = [fold(d.title + d.text) for d in documents]
    return {c: math.log(1 + len(texts) / sum(c in t for t in texts)) for c in set("".join(texts))}


def drafted(
    question: str, *documents: Document, config: Config | None = None, read: bool = False
) -> Draft:
    known = rarity(documents)
    unknown = math.log(2 + 2 * len(documents))
    found = hits(*documents)
    return draft(
        analyse(question),
        found,
        lambda word: max((known.get(c, unknown) for c in word), default=unknown),
        config or Config(),
        read_hits(open_reader("numpy"), put_to(analyse(question), found), found)
        if read
        else Readings(),
    )


def answered(
    question: str, *documents: Document, config: Config | None = None, read: bool = False
) -> Answer:
    """The answer; `read` says that the trained reader reads the passages first."""
    found = drafted(question, *documents, config=config, read=read)
    return compose(analyse(question), found, PROVENANCE)


def window_of(document: Document, words: str) -> Window:
    """The shortest window of the document that holds `words`."""
    found = [w for w in windows(hits(document)) if words in w.text]
    return min(found, key=lambda w: len(w.span))


def fitted(question: str, document: Document, words: str) -> Fit:
    """How the sentence that holds `words` fits the question."""
    return fit(analyse(question), window_of(document, words), lambda word: 1.0)
