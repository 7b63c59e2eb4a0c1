"""Journey (b): a question becomes an answer with citations, or a refusal with a reason.

with Assistant.open("index") as assistant:
    assistant.ingest(["policies/"])
    answer = assistant.ask("2025年上半年软件业收入增长多少？")
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING

from rag.answer import Answer
from rag.answering.compose import Provenance, compose
from rag.answering.conflicts import with_conflicts
from rag.answering.extractive import NAME, Draft, draft
from rag.answering.generate import Found, Writer
from rag.answering.imprint import imprint
from rag.answering.otherwise import mended
from rag.answering.parts import merged, one_scope, together
from rag.config import Config
from rag.decomposition import decompose, to_the_point
from rag.errors import IndexMissing, UsageError
from rag.finding import Finder, Material
from rag.generators import EXTRACTIVE, Generator, Stop, open_generator
from rag.ground import Turn
from rag.opening import DEFAULT_ENCODER, manifest, open_encoder
from rag.provenance import made_from
from rag.question import analyse
from rag.store import Index
from rag.store.manifest import compare
from rag.text import whole
from rag.types import Filters, Hit

if TYPE_CHECKING:
    from embeddings import Encoder
    from rag.ingest import Ingested, Outcome
    from rag.reader.reading import Reader

LONGEST_QUESTION = 500  # characters


EVERYTHING = Filters()


def _silent(outcome: Outcome) -> None:
    """Report to nobody."""


class Assistant:
    """An open index with its encoder. Many threads may search and ask at once; one may ingest.

    Use `Assistant.open`, and close it or use it as a context manager.
    """

    def __init__(
        self,
        index: Index,
        encoder: Encoder,
        config: Config,
        generator: Generator | None = None,
        reader: Reader | None = None,
    ) -> None:
        """`reader` is one to share; None opens the configured one when it is first needed."""
        self.index = index
        self.encoder = encoder
        self.generator = generator
        self.config = config
        self._finder = Finder(index, encoder, config, reader)

    @classmethod
    def open(
        cls,
        directory: str | Path = "index",
        *,
        encoder: str | None = None,
        config: Config | None = None,
        generator: str | None = None,
        create: bool = True,
    ) -> Assistant:
        """Open the index in `directory`, making an empty one where there is none.

        Args:
            encoder: what to embed with; None takes what the index was made with, or e5-small.
            generator: what writes answers (`policyqa models`); None takes the configured one.
            create: False raises IndexMissing instead of making an index.

        Raises:
            IndexMissing, IndexMismatch, StorageError: the index cannot be used.
            RagError: the encoder or the generator cannot be used.
        """
        config = config or Config()
        config = replace(config, generator=generator or config.generator)
        writer = open_generator(config.generator)
        directory = Path(directory)
        try:
            index = Index.open(directory)
        except IndexMissing:
            if not create:
                raise
            model = open_encoder(encoder or DEFAULT_ENCODER)
            expected = manifest(model, config)
            return cls(Index.open(directory, create=True, expect=expected), model, config, writer)
        try:
            model = open_encoder(encoder or index.manifest.encoder)
            compare(directory, index.manifest, manifest(model, config))
        except BaseException:
            index.close()
            raise
        return cls(index, model, config, writer)

    def __enter__(self) -> Assistant:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def close(self) -> None:
        """Close the index. Call when no thread is asking any more."""
        self.index.close()

    def warm(self) -> None:
        """Load what the first question would wait for; see `rag.finding.Finder.warm`."""
        self._finder.warm()

    def in_quotes(self) -> Assistant:
        """The same with answers in the documents' own words, whatever writes the others."""
        config = replace(self.config, generator=EXTRACTIVE)
        other = Assistant(self.index, self.encoder, config)
        other._finder = self._finder
        return other

    def ingest(
        self,
        paths: Iterable[str | Path],
        *,
        prune: bool = False,
        encoding: str | None = None,
        report: Callable[[Outcome], None] = _silent,
        started: Callable[[int], None] = lambda files: None,
    ) -> Ingested:
        """Bring the index up to date with files and folders; see `rag.ingest.ingest`."""
        from rag.ingest import ingest  # loaders and splitter are not needed to answer

        return ingest(
            [Path(p) for p in paths],
            self.index,
            self.encoder,
            prune=prune,
            encoding=encoding,
            report=report,
            started=started,
        )

    def search(
        self,
        question: str,
        k: int = 10,
        *,
        since: str | None = None,
        until: str | None = None,
        publisher: str | None = None,
        source: str | None = None,
        title: str | None = None,
    ) -> list[Hit]:
        """The k best passages, best first. Filters act before ranking.

        Raises:
            UsageError: an empty question, a k below 1, or a date that cannot be read.
        """
        if k < 1:
            raise UsageError(
                f"k = {k}；应至少为 1 / expected at least 1", "policyqa search 问题 -k 10"
            )
        filters = Filters(since, until, publisher, source, title)
        with self.index.snapshot():
            return self._finder.hits(analyse(_checked(question)), filters, k)

    def ask(
        self,
        question: str,
        *,
        since: str | None = None,
        until: str | None = None,
        publisher: str | None = None,
        source: str | None = None,
        title: str | None = None,
        after: Turn | None = None,
        stop: Stop | None = None,
    ) -> Answer:
        """Answer from the documents, or refuse with a reason.

        Without a language model the answer is the documents' own words. A question that asks
        several things is answered part by part, each from its own evidence.

        Args:
            after: the turn before, if the question follows one (`rag.dialogue.last_turn`): what it
                spoke of is sought again and goes first. The question itself has to stand alone.
            stop: ends a language model's writing once it is set; the sentences so far remain.

        Raises:
            UsageError: an empty question or a date that cannot be read.
        """
        filters = Filters(since, until, publisher, source, title)
        *_, answer = self._stream(question, filters, after, stop)
        return answer

    def stream(
        self,
        question: str,
        *,
        since: str | None = None,
        until: str | None = None,
        publisher: str | None = None,
        source: str | None = None,
        title: str | None = None,
        after: Turn | None = None,
        stop: Stop | None = None,
    ) -> Iterator[Answer]:
        """The answer as it grows, sentence by sentence; the last value is the whole one.

        Sentences come when they are complete and checked: new ones stand at the end of `claims`
        and of `withheld`, and the numbers of `citations` stay. The last Answer replaces whatever
        was shown: where the model failed its claims are quotes, and `notices` say why; only there
        are conflicts, notices, timings and the manifest (`made` is None before). Without a language
        model, and for a refusal, it comes alone. Set `stop` from another thread to end the writing;
        the last Answer then follows at once.

        Arguments and errors are those of `ask`; errors come when the first value is asked for.
        """
        filters = Filters(since, until, publisher, source, title)
        yield from self._stream(question, filters, after, stop)

    def _stream(
        self, question: str, filters: Filters, after: Turn | None, stop: Stop | None
    ) -> Iterator[Answer]:
        """The snapshot of the index is let go before a model begins, which may write for long."""
        found = self._found(_checked(question), filters, after, stop)
        if self.generator is None or found.answer.status == "refused":
            yield found.answer
            return
        from rag.support import check_claim  # quotes need no check

        writer = Writer(found, self.generator, check_claim, self.config)
        for _ in writer.sentences(stop):
            yield writer.so_far()
        yield self._stamped(writer.answer(), found.hits)

    def _found(
        self, question: str, filters: Filters, after: Turn | None, stop: Stop | None
    ) -> Found:
        """The answer made of quotes, and the evidence a language model may write another from."""

        def again(reading: str, source: str | None) -> Found:
            only = replace(filters, source=source or filters.source)
            return self._answer(reading, only, after)

        parts = self._parts(question, stop)
        with self.index.snapshot():
            tried = [self._answer(question, filters, after)] if one_scope(parts) else []
            if tried and together(parts, tried[0].answer):
                return self._settled(tried[0])
            found = [self._answer(part, filters, after) for part in parts]
            if len(parts) > 1:
                found = mended(question, found, again)
            answer = merged(question, [f.answer for f in found], [t.answer for t in tried])
            return self._settled(Found.joined(answer, found))

    def _settled(self, found: Found) -> Found:
        """The same with the disagreements among its sources, and what it was made from."""
        answer = with_conflicts(found.answer, found.hits)
        return replace(found, answer=self._stamped(answer, found.hits))

    def _parts(self, question: str, stop: Stop | None) -> tuple[str, ...]:
        """The questions a question asks: by rules, or by the model where they find but one."""
        parts = decompose(question)
        if len(parts) > 1 or self.generator is None:
            return parts
        from rag.generators.rewriting import SEVERAL, taken_apart

        asks_several = SEVERAL.search(question)
        return (asks_several and taken_apart(self.generator, question, stop)) or parts

    def _stamped(self, answer: Answer, hits: Sequence[Hit]) -> Answer:
        """The answer with what it was made from, for its manifest.

        Documents of the hits are not read again: while a language model was writing they may have
        left the index.
        """
        known = {hit.document.id: hit.document for hit in hits}
        index, quoted = self.index, (*answer.citations, *answer.nearest)
        ids = dict.fromkeys(citation.document_id for citation in quoted)
        documents = [known.get(id_) or index.document(id_) for id_ in ids]
        encoder, reader = index.manifest.encoder_fingerprint, self.reader_fingerprint
        made = made_from(documents, self.config, encoder, reader, answer.prompt)
        return replace(answer, made=made)

    def _answer(self, question: str, filters: Filters, after: Turn | None) -> Found:
        """The answer to a question that asks one thing, and the passages it was chosen from."""
        started = time.perf_counter()
        material, found = self._draft(question, filters, after)
        drafted = time.perf_counter()
        spans = {
            "retrieve": material.retrieved - started,
            "answer": drafted - material.retrieved,
            "total": drafted - started,
        }
        timings = {step: round(1000 * seconds, 3) for step, seconds in spans.items()}
        encoder, version = self.index.manifest.encoder, self.index.version
        asked, made = material.question, Provenance(NAME, encoder, version, timings)
        answer = replace(compose(asked, found, made), question=question)
        return Found(answer, asked.lang, material.hits)

    def evidence(self, question: str) -> float:
        """How well the documents cover the question, in [0, 1]: what a refusal is decided by.

        Of several parts the best covered one counts, as only an answer without any is refused.
        """
        with self.index.snapshot():
            parts = decompose(_checked(question))
            return max(self._draft(part, Filters())[1].evidence for part in parts)

    def material(
        self, question: str, filters: Filters = EVERYTHING, after: Turn | None = None
    ) -> Material:
        """All that an answer is chosen from, for those who want to look at it or tune by it.

        `after` as in `ask`.
        """
        with self.index.snapshot():
            return self._finder.material(to_the_point(_checked(question)), filters, after)

    @property
    def reader_fingerprint(self) -> str:
        """Names the reader's weights; "off" where it is off."""
        return self._finder.reader_fingerprint

    def _draft(
        self, question: str, filters: Filters, after: Turn | None = None
    ) -> tuple[Material, Draft]:
        """What was found, and what it comes to."""
        found = self._finder.material(to_the_point(question), filters, after)
        if (stated := imprint(question, found.hits, after)) is not None:
            return found, stated
        drafted = draft(found.question, found.hits, found.idf, self.config, found.readings)
        return found, drafted


def _checked(question: str) -> str:
    text = "".join(" " if c < " " or c == "\x7f" else c for c in whole(question)).strip()
    if not any(c.isalnum() for c in text):
        raise UsageError(
            "问题是空的。 The question is empty.", 'policyqa ask "2025年软件业收入增长多少？"'
        )
    if len(text) > LONGEST_QUESTION:
        raise UsageError(
            f"问题有 {len(text)} 字，上限 {LONGEST_QUESTION}。 The question is too long.",
            "请缩短问题 / shorten it",
        )
    return text


def ask(
    question: str,
    index: str | Path = "index",
    *,
    generator: str | None = None,
    **filters: str | None,
) -> Answer:
    """Ask one question of the index in a directory; see `Assistant.open` and `Assistant.ask`."""
    with Assistant.open(index, generator=generator, create=False) as assistant:
        return assistant.ask(question, after=None, stop=None, **filters)
