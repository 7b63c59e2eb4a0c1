"""Journey (a): files become documents, passages, vectors, and one transaction each in the store.

Vectors are made for several documents at a time, since an encoder is many times faster on large
batches; each document is committed, then reported, as soon as its own vectors are there.
"""

from __future__ import annotations

import hashlib
import re
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from embeddings.errors import EncoderError
from rag.errors import LoadError, RagError
from rag.ledger import Ledger
from rag.loading import LOADER_VERSION, Discovery, FoundFile, Loaded, discover, load_file
from rag.loading.walk import source_name
from rag.patterns import regex
from rag.prepare import Prepared, digest, prepare
from rag.retrieve import TERMS_FOLDED

if TYPE_CHECKING:
    from embeddings import Encoder
    from rag.store import Index, Known, Writer
    from rag.store.records import FloatArray

Status = Literal["added", "replaced", "unchanged", "removed", "failed"]
BATCH = 128  # passages without a vector that are worth a call of the encoder
HELD_BYTES = 64_000_000  # originals that may wait for their vectors in memory
_ROW = regex(r"\.jsonl#", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one source. Handed over after the commit, so it is the receipt.

    `reason` and `remedy` are set when it failed; `notes` tell what was read only in part and where
    the document disagrees with itself.
    """

    source: str
    status: Status
    document_id: str | None = None
    title: str | None = None
    passages: int = 0
    reason: str | None = None
    remedy: str | None = None
    notes: tuple[str, ...] = ()

    def to_dict(self) -> dict[str, Any]:
        """The object `ingest --json` prints."""
        return {
            "source": self.source,
            "status": self.status,
            "document_id": self.document_id,
            "title": self.title,
            "passages": self.passages,
            "reason": self.reason,
            "remedy": self.remedy,
            "notes": list(self.notes),
        }


@dataclass(frozen=True, slots=True)
class Ingested:
    """All outcomes in the order they were reported, and files passed over by suffix."""

    outcomes: tuple[Outcome, ...]
    ignored: Mapping[str, int]

    def count(self, status: Status) -> int:
        return sum(outcome.status == status for outcome in self.outcomes)


def ingest(
    paths: Sequence[Path],
    index: Index,
    encoder: Encoder,
    *,
    prune: bool = False,
    encoding: str | None = None,
    report: Callable[[Outcome], None] = lambda outcome: None,
    started: Callable[[int], None] = lambda files: None,
    embedding: Callable[[int, int], None] = lambda done, total: None,
) -> Ingested:
    """Bring `index` up to date with the files below `paths`.

    A file that cannot be read is an outcome, not an exception; what was stored of it before stays.

    Args:
        prune: remove documents whose files are no longer below the given folders, and rows that
            are no longer in the given row files.
        encoding: read text files in this encoding instead of finding it out.
        report: called with each outcome, after its commit.
        started: called once with the number of files found.
        embedding: called while vectors are made, with how many of this batch are done.

    Raises:
        UsageError: a path does not exist, or the encoding is not known.
        IndexLocked, StorageError: the index cannot be written; what was reported is stored.
        RagError: the encoder failed; likewise.
    """
    discovery = discover(paths)
    started(len(discovery.files))
    with index.writer() as writer, Ledger(index.directory) as ledger:
        ledger.found(_with_roots(paths, discovery.files))
        folded = index.manifest.terms == TERMS_FOLDED
        run = _Run(writer, ledger, encoder, encoding, folded, report, embedding)
        for source, error in discovery.errors:
            run.fail(source, error)
        for file in discovery.files:
            run.add(file)
        run.flush()
        if prune:
            run.prune(discovery, [path.resolve() for path in paths if path.is_dir()])
    return Ingested(tuple(run.outcomes), discovery.ignored)


@dataclass(slots=True)
class _Run:
    """One run: documents wait in `pending` until enough passages wait for a vector."""

    writer: Writer
    ledger: Ledger
    encoder: Encoder
    encoding: str | None
    folded: bool
    report: Callable[[Outcome], None]
    embedding: Callable[[int, int], None]
    known: dict[str, Known] = field(init=False)
    rows: dict[str, list[str]] = field(init=False)  # known sources by the file they are rows of
    outcomes: list[Outcome] = field(default_factory=list)
    pending: list[Prepared] = field(default_factory=list)
    waiting: dict[bytes, str] = field(default_factory=dict)  # strings without a vector, by key
    vectors: dict[bytes, FloatArray] = field(default_factory=dict)
    seen: set[str] = field(default_factory=set)  # sources met
    unreadable: set[str] = field(default_factory=set)  # files not read whole

    def __post_init__(self) -> None:
        self.known = self.writer.known()
        self.rows = defaultdict(list)
        for source in self.known:
            self.rows[file_of(source)].append(source)

    def add(self, file: FoundFile) -> None:
        """Load a file unless it is known to be unchanged."""
        self.seen.add(file.source)
        content = _file_digest(file.path)
        if self._unchanged(file.source, content):
            self._keep(file.source)
        elif self.ledger.complete(file.source) == self._stamp(content, self.rows[file.source]):
            for source in self.rows[file.source]:
                self._keep(source)
        else:
            self._load(file, content)

    def _load(self, file: FoundFile, content: str) -> None:
        before, rows = len(self.unreadable), []
        for loaded in load_file(file.path, file.source, encoding=self.encoding):
            if isinstance(loaded, LoadError):
                self.unreadable.add(file.source)
                self.fail(file.source, loaded)
                continue
            if loaded.source != file.source:
                rows.append(loaded.source)
            if self._unchanged(loaded.source, digest(loaded.original)):
                self._keep(loaded.source)
            else:
                self._queue(loaded)
        if rows and len(self.unreadable) == before:
            self.flush()
            self.ledger.completed(file.source, self._stamp(content, rows))

    def _queue(self, loaded: Loaded) -> None:
        self.seen.add(loaded.source)
        try:
            prepared = prepare(loaded, self.encoder.fingerprint)
        except Exception as error:  # a fault in a step, met in a text no test foresaw
            self.fail(loaded.source, _unexpected(error))
            return
        self.pending.append(prepared)
        self.vectors |= self.writer.cached_vectors(
            [key for key in prepared.keys if key not in self.vectors]
        )
        for key, text in zip(prepared.keys, prepared.strings, strict=True):
            if key not in self.vectors:
                self.waiting[key] = text
        held = sum(len(p.loaded.original) for p in self.pending)
        if not self.waiting or len(self.waiting) >= BATCH or held >= HELD_BYTES:
            self.flush()

    def flush(self) -> None:
        """Make the vectors that are missing, then commit and report what waited for them."""
        if self.waiting:
            made = self._encode(list(self.waiting.values()))
            self.vectors.update(zip(self.waiting, made, strict=True))
            self.waiting.clear()
        for prepared in self.pending:
            self._commit(prepared)
        self.pending.clear()
        self.vectors.clear()

    def _encode(self, texts: Sequence[str]) -> FloatArray:
        try:
            return self.encoder.encode_documents(
                texts, progress=lambda done: self.embedding(done, len(texts))
            )
        except EncoderError as error:
            raise RagError(str(error)) from error

    def _commit(self, prepared: Prepared) -> None:
        document = prepared.document
        try:
            self.writer.put(prepared.stored(self.vectors, self._version(), self.folded))
        except ValueError as error:
            self.fail(document.source, _unexpected(error))
            return
        status: Status = "replaced" if document.source in self.known else "added"
        size, notes = len(prepared.passages), prepared.notes
        self._tell(Outcome(document.source, status, document.id, document.title, size, notes=notes))

    def prune(self, discovery: Discovery, folders: Sequence[Path]) -> None:
        """Remove what is known of the given folders and row files but was not met in them.

        Nothing is removed below a folder that could not be looked into, nor rows of a file that
        could not be read whole.
        """
        ours = {file.source for file in discovery.files}.union(
            *(self.ledger.below(folder) for folder in folders)
        )
        closed = [source for source, _ in discovery.errors]
        for source, known in sorted(self.known.items()):
            file = source if source in ours else file_of(source)
            hidden = any(c in (".", file) or file.startswith(f"{c}/") for c in closed)
            if file in ours and source not in self.seen and not hidden | (file in self.unreadable):
                self.writer.remove(known.document_id)
                self._tell(Outcome(source, "removed", known.document_id))

    def fail(self, source: str, error: LoadError) -> None:
        self._tell(Outcome(source, "failed", reason=error.message, remedy=error.remedy or None))

    def _keep(self, source: str) -> None:
        self.seen.add(source)
        self._tell(Outcome(source, "unchanged", self.known[source].document_id))

    def _tell(self, outcome: Outcome) -> None:
        self.outcomes.append(outcome)
        self.report(outcome)

    def _unchanged(self, source: str, content: str) -> bool:
        """Same bytes, same loader; asking for no encoding keeps the one asked for before."""
        known = self.known.get(source)
        if known is None or known.content_hash != content:
            return False
        version, _, encoding = known.loader_version.partition(";")
        return version == LOADER_VERSION and self.encoding in (None, encoding)

    def _version(self) -> str:
        return f"{LOADER_VERSION};{self.encoding}" if self.encoding else LOADER_VERSION

    def _stamp(self, content: str, rows: Sequence[str]) -> str:
        return f"{content} {self._version()} {len(rows)}"


def file_of(source: str) -> str:
    """The file a source lies in.

    >>> file_of("a/news.jsonl#17"), file_of("a/b.txt")
    ('a/news.jsonl', 'a/b.txt')
    """
    row = _ROW.search(source)
    return source[: row.end() - 1] if row else source


def _with_roots(paths: Sequence[Path], files: Sequence[FoundFile]) -> list[tuple[str, Path]]:
    """Each source with the given folder it was found below; a single file's folder is its own."""
    folders = [path for path in paths if path.is_dir()]
    resolved = {folder: folder.resolve() for folder in folders}
    out = []
    for file in files:
        inside = (f for f in folders if file.path.is_relative_to(f))
        root = next(
            (resolved[f] for f in inside if source_name(file.path.relative_to(f)) == file.source),
            file.path.resolve().parent,
        )
        out.append((file.source, root))
    return out


def _file_digest(path: Path) -> str:
    """SHA-256 of a file, "" when it cannot be read: the loader meets the same and words it."""
    try:
        with path.open("rb") as stream:
            return hashlib.file_digest(stream, "sha256").hexdigest()
    except OSError:
        return ""


def _unexpected(error: Exception) -> LoadError:
    return LoadError(
        f"处理时出现意外错误。/ Unexpected {type(error).__name__}: {str(error)[:200]}",
        "请报告此文件 / please report this file",
    )
