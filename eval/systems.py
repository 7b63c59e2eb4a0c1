"""What is asked: the product, and baselines on the same index, encoder and documents."""

from __future__ import annotations

import hashlib
import time
from dataclasses import dataclass, replace
from functools import cached_property
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from eval.errors import SystemMissing
from eval.remembering import RememberingEncoder, RememberingReader
from rag import Assistant, condense, last_turn
from rag.answer import Answer, Claim
from rag.answering.compose import cite
from rag.config import Config, Fusion
from rag.errors import UsageError
from rag.opening import open_encoder
from rag.reader import open_reader
from rag.store import Index
from rag.types import Filters, Hit

if TYPE_CHECKING:
    from embeddings import Encoder
    from eval.cases import Case
    from rag.answering.extractive import Draft
    from rag.finding import Material
    from rag.ground import Turn
    from rag.reader.reading import Reader

TOP = 10  # hits recorded
OURS = "ours"
FUSED: dict[str, Fusion] = {"lexical only": "lexical", "dense only": "dense", "RRF": "rrf"}
FIRST_PASSAGE = "first passage"
LANGCHAIN = "LangChain stock chain"
BASELINES = (*FUSED, FIRST_PASSAGE, LANGCHAIN)


@dataclass(frozen=True, slots=True)
class Reply:
    """What a system made of one case.

    Attributes:
        asked: the question as it was put, a follow-up standing alone.
        hits: best first, at most `TOP`.
        evidence: the score a refusal is decided by, in [0, 1]; None for systems without one.
        forced: claims it would have given had it not refused; () where it answered.
        seconds: from the question to the answer, retrieval included; hits are fetched apart.
    """

    asked: str
    answer: Answer
    hits: tuple[Hit, ...]
    evidence: float | None
    forced: tuple[str, ...]
    seconds: float


class System(Protocol):
    """Answers cases one at a time, the same way each time; any exception is a failed case."""

    def reply(self, case: Case) -> Reply:
        """Ask the case's question, with its history where it has one."""
        ...


class Observed(Assistant):
    """An assistant that remembers the evidence score of what it was asked last."""

    evidence_seen = 0.0

    def _draft(
        self, question: str, filters: Filters, after: Turn | None = None
    ) -> tuple[Material, Draft]:
        drafted = super()._draft(question, filters, after)
        self.evidence_seen = drafted[1].evidence
        return drafted


class Product:
    """The assistant under one configuration."""

    def __init__(
        self, index: Index, encoder: Encoder, config: Config, reader: Reader | None = None
    ) -> None:
        self._assistant = Observed(index, encoder, config, reader=reader)

    def reply(self, case: Case) -> Reply:
        asked = standalone(case)
        started = time.perf_counter()
        after = last_turn(case.history)
        answer = self._assistant.ask(asked, after=after)
        seconds = time.perf_counter() - started
        evidence = self._assistant.evidence_seen
        hits = tuple(self._assistant.search(asked, k=TOP))
        forced = () if answer.status == "answered" else self._forced(asked, after)
        return Reply(asked, answer, hits, evidence, forced, seconds)

    def _forced(self, asked: str, after: Turn | None) -> tuple[str, ...]:
        config = self._assistant.config
        self._assistant.config = replace(config, refusal=False)
        try:
            return tuple(claim.text for claim in self._assistant.ask(asked, after=after).claims)
        finally:
            self._assistant.config = config


class FirstPassage:
    """The best passage of the product's own retrieval, whole, as the answer to everything."""

    def __init__(self, index: Index, encoder: Encoder, config: Config) -> None:
        self._assistant = Assistant(index, encoder, config)

    def reply(self, case: Case) -> Reply:
        asked = standalone(case)
        started = time.perf_counter()
        hits = tuple(self._assistant.search(asked, k=TOP))
        seconds = time.perf_counter() - started
        return Reply(asked, first_hit(asked, hits, FIRST_PASSAGE), hits, None, (), seconds)


def first_hit(question: str, hits: tuple[Hit, ...], generator: str) -> Answer:
    """An answer that quotes the best hit; a refusal when there is none."""
    cited = tuple(cite(h.document, h.passage.span, 1) for h in hits[:1])
    text = cited[0].quote if cited else ""
    return Answer(
        question=question,
        status="answered" if cited else "refused",
        text=text,
        claims=(Claim(text, (1,)),) if cited else (),
        citations=cited,
        reason=None,
        nearest=(),
        generator=generator,
        encoder="",
        index_version="",
        timings={},
    )


def standalone(case: Case) -> str:
    """The question as one that needs no history."""
    return condense(case.history, case.question) if case.history else case.question


class Systems:
    """Systems by name on one open index, each opened when it is first asked for.

    They share the vectors of questions and what the reader said of a passage, so only the time of
    the system asked first, ours, includes working them out.
    `cache` is a folder where a baseline may keep what it derives from the documents.
    """

    def __init__(self, index: Index, config: Config, cache: Path) -> None:
        self._index, self._config, self._cache = index, config, cache
        self._encoder = open_encoder(index.manifest.encoder)
        self._shared = RememberingEncoder(self._encoder)
        self._opened: dict[str, System] = {}

    @cached_property
    def _reader(self) -> Reader | None:
        """The configured reader, shared; None where it is off."""
        if self._config.reader == "off":
            return None
        return RememberingReader(open_reader(self._config.reader))

    def open(self, name: str) -> System:
        """The system of that name.

        Raises:
            SystemMissing: the package a baseline needs is not installed.
        """
        if name not in self._opened:
            self._opened[name] = self._made(name)
        return self._opened[name]

    def _made(self, name: str) -> System:
        if name == OURS:
            return Product(self._index, self._encoder, self._config, self._reader)
        if name in FUSED:
            changed = replace(self._config, fusion=FUSED[name])
            return Product(self._index, self._shared, changed, self._reader)
        if name == FIRST_PASSAGE:
            return FirstPassage(self._index, self._shared, self._config)
        from eval.langchain_chain import StockChain  # not installed everywhere

        return StockChain(self._index, self._shared, self._cache)


def available(names: tuple[str, ...]) -> tuple[tuple[str, ...], tuple[SystemMissing, ...]]:
    """The names that can be opened here, and why the others cannot.

    Raises:
        UsageError: a name is unknown.
    """
    from eval.langchain_chain import require

    known = (OURS, *BASELINES)
    for name in names:
        if name not in known:
            listed = ", ".join(known)
            raise UsageError(f"没有系统 {name!r} / no system {name!r}; expected one of {listed}")
    try:
        if LANGCHAIN in names:
            require()
    except SystemMissing as missing:
        return tuple(n for n in names if n != LANGCHAIN), (missing,)
    return names, ()


def index_fingerprint(index: Path) -> str:
    """What identifies an index: encoder, chunking, and its state."""
    with Index.open(index) as opened:
        parts = opened.manifest
        return f"{parts.encoder_fingerprint}/{parts.chunking}/{parts.terms}/{opened.version}"


def code_fingerprint() -> str:
    """What identifies the product that answers: 16 hexadecimal digits over its files."""
    digest = hashlib.sha256()
    for package in ("embeddings", "rag"):
        folder = Path(str(files(package)))
        for path in sorted(p for p in folder.rglob("*") if p.is_file() and p.suffix != ".pyc"):
            digest.update(f"{path.relative_to(folder)}\0".encode() + path.read_bytes())
    return digest.hexdigest()[:16]
