"""What the page and the interfaces do with an index, in one thread-safe place.

One `Service` wraps one `Assistant`: many threads read at once, changes wait for each other.
"""

from __future__ import annotations

import shutil
import tempfile
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING

from rag import condense, last_turn
from rag.assistant import Assistant
from rag.errors import LoadError, RagError, UsageError
from rag.feedback import Feedback
from rag.ledger import Ledger
from rag.store.connect import storage_errors
from rag.text import fold
from rag.types import Filters, Span
from ui.examples import examples
from ui.failures import failure_of
from ui.uploads import UPLOADS, Limits, checked, file_name

if TYPE_CHECKING:
    from rag.answer import Answer
    from rag.ingest import Outcome
    from rag.store import DocumentInfo
    from rag.store.records import Archive
    from rag.types import Document, Hit
    from ui.pdf_pages import PageImage

History = Sequence[tuple[str, str]]  # (question as understood, answer text), oldest first
MOST_CONFLICTS = 20_000  # documents whose conflicts are remembered
BATCH = 64  # documents read anew in one go
MOST_FINDS = 500  # places of a word told in one document
MEDIA_TYPES = {
    "pdf": "application/pdf",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
}


@dataclass(frozen=True, slots=True)
class Asked:
    """An answer, and the question as it was understood: a follow-up is made whole first.

    One that is not `whole` is still being written.
    """

    question: str
    understood: str
    answer: Answer
    whole: bool = True

    @property
    def rewritten(self) -> bool:
        return self.question != self.understood


@dataclass(frozen=True, slots=True)
class Original:
    """The file a document was read from. `media_type` never makes a browser run it."""

    name: str
    media_type: str
    data: bytes


class Service:
    """Use `Service.open`, and close it or use it as a context manager.

    Every method may raise RagError, whose text is fit for a user to read.
    """

    def __init__(self, assistant: Assistant, limits: Limits | None = None) -> None:
        self.assistant = assistant
        self.limits = limits or Limits()
        self.directory = assistant.index.directory
        self.feedback = Feedback(self.directory)
        self._changing = threading.Lock()
        self._quoting = assistant.in_quotes()  # for example questions
        self._is_warm = False
        self._examples: tuple[str, tuple[str, ...]] = ("", ())
        self._renewal: threading.Thread | None = None
        self._closing = threading.Event()
        self._conflicts: dict[str, tuple[str, ...]] = {}
        self._examples_lock = threading.Lock()

    @classmethod
    def open(
        cls,
        directory: str | Path = "index",
        limits: Limits | None = None,
        generator: str | None = None,
    ) -> Service:
        """Open the index in `directory`, making an empty one where there is none.

        `generator` names what writes answers; None takes the configured one, quotes by default.
        """
        return cls(Assistant.open(directory, generator=generator), limits)

    def __enter__(self) -> Service:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def close(self) -> None:
        """Close the index. Call when nobody is asking any more."""
        self._closing.set()
        if self._renewal is not None:
            self._renewal.join()
        self.assistant.close()

    # Asking

    def understand(self, history: History, question: str) -> str:
        """The question made whole with what was asked before."""
        return condense(history, question) if history else question

    def ask(self, question: str, history: History = (), filters: Filters | None = None) -> Asked:
        """Answer a question that may lean on earlier ones."""
        understood = self.understand(history, question)
        wanted = asdict(filters or Filters())
        answer = self.assistant.ask(understood, after=last_turn(history), **wanted)
        return Asked(question, understood, answer)

    def answering(
        self,
        question: str,
        history: History = (),
        filters: Filters | None = None,
        stop: threading.Event | None = None,
    ) -> Iterator[Asked]:
        """The answer as it grows, the whole one last; `stop` ends it early."""
        understood = self.understand(history, question)
        wanted = asdict(filters or Filters())
        after = last_turn(history)
        for answer in self.assistant.stream(understood, after=after, stop=stop, **wanted):
            # Only the last one tells what it was made from.
            yield Asked(question, understood, answer, whole=answer.made is not None)

    def search(self, question: str, k: int = 10, filters: Filters | None = None) -> list[Hit]:
        """The k best passages."""
        return self.assistant.search(question, k, **asdict(filters or Filters()))

    def examples(self) -> tuple[str, ...]:
        """Questions the index answers, made from its documents; a second or two when it changed."""
        with self._examples_lock:
            version = self.assistant.index.version
            if self._examples[0] != version:
                found = [d.id for d in self.documents() if d.passages]
                some = found[:: max(1, len(found) // 40)]
                documents = (self.document(i) for i in some if not self._closing.is_set())
                self._examples = version, examples(documents, self._quoting.ask)
            return self._examples[1]

    def offered(self) -> tuple[str, ...]:
        """`examples`; while documents come in, those of a moment ago, for they are made anew."""
        version, questions = self._examples
        if not questions or version == self.assistant.index.version:
            return self.examples()
        self.prepare()
        return questions

    def prepare(self) -> None:
        """Load what the first question needs and make the examples anew, without waiting for it."""
        if self._renewal is None or not self._renewal.is_alive():
            self._renewal = threading.Thread(target=self._renew, daemon=True)
            self._renewal.start()

    def _renew(self) -> None:
        with suppress(RagError):  # the next reader tries again, and is told
            if not self._is_warm:
                self.assistant.warm()
                self._is_warm = True
            self.examples()

    # Reading

    def documents(self, filters: Filters | None = None) -> list[DocumentInfo]:
        """What is indexed, by source."""
        return self.assistant.index.documents(filters or Filters())

    def document(self, document_id: str) -> Document:
        """A document with its text; UsageError when there is none of that id."""
        return self.assistant.index.document(document_id)

    def archive(self, document_id: str) -> Archive:
        """The original bytes, what was dropped, and the map between them."""
        return self.assistant.index.archive(document_id)

    def conflicts(self, document_id: str) -> tuple[str, ...]:
        """Metadata of a document that disagreed when it was read, in words; kept in memory."""
        if document_id not in self._conflicts:
            if len(self._conflicts) >= MOST_CONFLICTS:
                self._conflicts.clear()
            self._conflicts[document_id] = self.archive(document_id).conflicts
        return self._conflicts[document_id]

    def original(self, document_id: str) -> Original:
        """The file as it was given. Text and HTML are told apart by nobody: both are plain text."""
        with self.assistant.index.snapshot():
            document, archive = self.document(document_id), self.archive(document_id)
        name = document.source.rpartition("/")[2]
        return Original(name, MEDIA_TYPES.get(document.kind, "text/plain"), archive.original)

    def page_image(self, document_id: str, page: int, span: Span | None = None) -> PageImage:
        """A page of a PDF as an image, with the boxes of `span` that lie on it.

        Raises:
            UsageError, LoadError: there is no such document or page, or it is not a PDF.
        """
        from ui.pdf_pages import render_page

        with self.assistant.index.snapshot():
            document = self.document(document_id)
            if document.kind != "pdf":
                raise UsageError(f"不是 PDF：{document.source}。 {document.source} is not a PDF.")
            archive = self.archive(document_id)
        return render_page(document, archive, page, span)

    def find(self, document_id: str, words: str) -> list[Span]:
        """Where `words` stand in a document, width, case and script folded; at most MOST_FINDS."""
        sought = fold(words.strip())
        if not sought:
            return []
        text = fold(self.document(document_id).text)
        out: list[Span] = []
        at = text.find(sought)
        while at >= 0 and len(out) < MOST_FINDS:
            out.append(Span(at, at + len(sought)))
            at = text.find(sought, at + len(sought))
        return out

    # Changing

    def add(self, files: Sequence[tuple[Path, str]]) -> Iterator[Outcome]:
        """Take in files given as (where it lies now, its name); one outcome each, in order.

        A file is committed whole or not at all, and can be asked about once its outcome is told.
        The file itself is kept below the index, so that it can be read anew.
        """
        for path, name in files:
            yield self._add(path, name)

    def _add(self, path: Path, name: str) -> Outcome:
        from rag.ingest import Outcome

        source = f"{UPLOADS}/{file_name(name)}"
        try:
            checked(path, name, self.limits)
            with self._staging() as staging:
                staged = staging / source
                staged.parent.mkdir(parents=True)
                shutil.copyfile(path, staged)
                outcomes = self._ingest(staging)
                done = next((o for o in outcomes if o.status != "failed"), None)
                if done is not None:
                    self._keep(staged)
        except (LoadError, UsageError) as error:
            return Outcome(source, "failed", reason=error.message, remedy=error.remedy or None)
        except RagError as error:  # of the store: its words are for the operator
            failure = failure_of(error)
            return Outcome(source, "failed", reason=failure.message, remedy=failure.next)
        if done is None:
            return replace(outcomes[0], source=source)
        passages = sum(o.passages for o in outcomes)
        return replace(done, passages=passages) if len(outcomes) > 1 else done

    def _keep(self, staged: Path) -> None:
        """Move a file that is indexed to where uploads are kept."""
        home = self.directory / UPLOADS
        home.mkdir(exist_ok=True)
        staged.replace(home / staged.name)

    def remove(self, document_id: str) -> None:
        """Take a document out of the index, and its file, once nothing of it is left, too."""
        source = self.document(document_id).source
        with self._changing, self.assistant.index.writer() as writer:
            writer.remove(document_id)
        file = source.rpartition("#")[0] or source
        rest = any(d.source == file or d.source.startswith(f"{file}#") for d in self.documents())
        if file.startswith(f"{UPLOADS}/") and not rest:
            (self.directory / UPLOADS / file_name(file)).unlink(missing_ok=True)

    def reindex(
        self, document_ids: Sequence[str], encoding: str | None = None
    ) -> Iterator[Outcome]:
        """Read documents anew from their stored originals, optionally in another encoding.

        What the present reading rules leave as it is comes back as "unchanged".
        """
        for at in range(0, len(document_ids), BATCH):
            with self._staging() as staging:
                for document_id in document_ids[at : at + BATCH]:
                    self._unpack(document_id, staging)
                yield from self._ingest(staging, encoding)

    def _unpack(self, document_id: str, folder: Path) -> None:
        """Write a document's original below `folder` under its source; rows join their file."""
        with self.assistant.index.snapshot():
            document, archive = self.document(document_id), self.archive(document_id)
        row = document.kind == "jsonl"
        path = folder / (document.source.rpartition("#")[0] if row else document.source)
        if not path.resolve().is_relative_to(folder.resolve()):
            raise UsageError(f"来源名越出索引：{path.name}。 The source leads outside the index.")
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("ab" if row else "wb") as stream:
            stream.write(archive.original + (b"\n" if row else b""))

    def _ingest(self, folder: Path, encoding: str | None = None) -> tuple[Outcome, ...]:
        """Take in what was staged; documents keep the folder they were found below before."""
        from rag.ingest import file_of

        with self._changing:
            with Ledger(self.directory) as ledger:
                before = ledger.roots()
            done = self.assistant.ingest([folder], encoding=encoding)
            with Ledger(self.directory) as ledger:
                met = {file_of(outcome.source) for outcome in done.outcomes}
                ledger.found((source, before[source]) for source in met & before.keys())
        if not done.outcomes:
            names = ", ".join(done.ignored)
            raise UsageError(f"不支持的文件类型。 Files of this type are not read: {names}")
        return done.outcomes

    @contextmanager
    def _staging(self) -> Iterator[Path]:
        """A folder inside the index for files on their way in: a rename away from their place."""
        with (
            storage_errors(self.directory),
            tempfile.TemporaryDirectory(
                prefix="staging-", dir=self.directory, ignore_cleanup_errors=True
            ) as folder,
        ):
            yield Path(folder)
