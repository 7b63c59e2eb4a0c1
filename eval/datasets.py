"""What a run is over: cases and the documents they are asked of, whatever layout they came in.

Paragraphs of public sets are indexed as rows of one JSON Lines file, so that a paragraph's source
is NAME.jsonl#ID and gold sources are paths for every kind of set.
"""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from eval import workdir
from eval.cases import Case, read_cases
from eval.readers import (
    DatasetError,
    Paragraph,
    first_row,
    read_beir,
    read_news,
    read_rgb,
    read_squad,
)
from rag.question import analyse

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from eval.readers import RgbCase, SquadSet
    from rag.config import Config

SETS = Path(__file__).parent / "sets"
DEMONSTRATION = Path(__file__).parents[1] / "seeds" / "corpus"
DOCUMENTS = {"seeds": DEMONSTRATION}  # documents of the sets of this project, where they are ours
NEWS = "news_sample.jsonl.gz"
DATA_SUFFIXES = (".json.gz", ".json", ".jsonl.gz", ".jsonl", "")


@dataclass(frozen=True, slots=True)
class Dataset:
    """Cases with their documents: an index, a folder, or paragraphs.

    `grades` maps a case's id to {source: relevance grade}; a case without an entry has its own
    sources, each of grade 1. `sealed` sets show totals only.
    """

    name: str
    cases: tuple[Case, ...]
    paragraphs: tuple[Paragraph, ...] = ()
    docs: Path | None = None
    index: Path | None = None
    grades: Mapping[str, Mapping[str, int]] | None = None
    sealed: bool = False

    @property
    def fingerprint(self) -> str:
        """Hash of the cases: 16 hexadecimal digits."""
        return hashlib.sha256(repr(self.cases).encode()).hexdigest()[:16]

    def relevant(self, case: Case) -> Mapping[str, int]:
        """Grade by source, above 0 where the source is relevant."""
        known = (self.grades or {}).get(case.id)
        return dict.fromkeys(case.sources, 1) if known is None else known

    def narrowed(self, split: str | None = None, limit: int | None = None) -> Dataset:
        """Only the cases of one split, and of those at most `limit`, at even steps."""
        cases = [c for c in self.cases if split in (None, c.split)]
        if limit is not None and 0 < limit < len(cases):
            cases = [cases[i * len(cases) // limit] for i in range(limit)]
        if not cases:
            raise DatasetError(
                f"{self.name}: 没有 split 为 {split} 的问题 / no case of split {split}",
                "omit --split",
            )
        return replace(self, cases=tuple(cases))

    def open_index(self, work: Path, config: Config) -> Path:
        """The index to ask, made (or brought up to date) where the set brings its documents."""
        if self.index is not None:
            return self.index
        if self.paragraphs:
            return workdir.paragraph_index(work, self.name, self.paragraphs, config)
        if self.docs is None:
            raise DatasetError(
                f"{self.name}: 没有给出文档或索引 / neither documents nor an index given",
                "--docs DIR or --index DIR",
            )
        return workdir.documents_index(work, self.docs, config)


def open_dataset(
    spec: str, *, data: Path | None = None, docs: Path | None = None, index: Path | None = None
) -> Dataset:
    """The set that a name or a path stands for.

    A name is looked for in eval/sets, then in the data folder; a path may be a question set, a
    SQuAD or RGB file, or a BEIR folder. Beside a set about news a file that ends in .ids lists its
    articles, which are in the data folder. An index or a folder of documents that is given is asked
    in place of the set's own documents.
    """
    path = _located(spec, data)
    name = path.name.split(".")[0]
    found = _read(path, name)
    if index is not None or docs is not None:
        return replace(found, paragraphs=(), docs=docs, index=index)
    if not found.paragraphs and name in DOCUMENTS and DOCUMENTS[name].is_dir():
        return replace(found, docs=DOCUMENTS[name])
    if path.with_suffix(".ids").is_file():
        return replace(found, paragraphs=articles(path.with_suffix(".ids"), data))
    return found


def articles(ids: Path, data: Path | None) -> tuple[Paragraph, ...]:
    """The news articles whose ids a file lists, one a line, in the order of the public sample.

    Raises:
        DatasetError: without a data folder, or where the sample lacks one of them.
    """
    if data is None:
        raise DatasetError(
            f"{ids.stem}: 没有数据目录 / its articles are in the data folder, and none is given",
            "--data DIR",
        )
    wanted = set(ids.read_text("utf-8").split())
    found = tuple(p for p in read_news(data / NEWS) if p.id in wanted)
    if missing := sorted(wanted - {p.id for p in found}):
        raise DatasetError(
            f"{NEWS} 没有 {missing[0]} 等 {len(missing)} 篇 / lacks {len(missing)} articles, "
            f"the first is {missing[0]}",
            "--data DIR",
        )
    return found


def _located(spec: str, data: Path | None) -> Path:
    given = Path(spec)
    if given.is_file():
        return given
    if (SETS / f"{spec}.jsonl").is_file():  # before a folder: a checkout has one called seeds
        return SETS / f"{spec}.jsonl"
    if given.is_dir():
        return given
    for suffix in DATA_SUFFIXES if data else ():
        if data is not None and (data / f"{spec}{suffix}").exists():
            return data / f"{spec}{suffix}"
    known = ", ".join(sorted(path.stem for path in SETS.glob("*.jsonl")))
    raise DatasetError(
        f"没有问题集 {spec!r} / no question set {spec!r}: neither a file, nor one of {known}, "
        "nor a name in the data folder",
        "--set PATH, or --data DIR for public sets",
    )


def _read(path: Path, name: str) -> Dataset:
    if path.is_dir():
        return beir_dataset(path)
    if path.name.endswith((".json", ".json.gz")):
        return squad_dataset(name, read_squad(path))
    if "positive" in first_row(path):
        return rgb_dataset(name, read_rgb(path))
    return Dataset(name, read_cases(path), sealed=is_sealed(name))


def is_sealed(name: str) -> bool:
    """Whether a set is kept unseen: its runs tell totals and no question.

    >>> [is_sealed(n) for n in ("guizhou_blind3", "dialogue_test", "dialogue_test2", "news_dev")]
    [True, True, True, False]
    """
    return bool(re.search(r"_(?:blind|test)\d*$", name))


def squad_dataset(name: str, data: SquadSet) -> Dataset:
    """Each paragraph is one document; an impossible question is an unanswerable case."""
    cases = tuple(
        _case(q.id, q.question, (q.answers,), (f"{name}.jsonl#{q.paragraph_id}",))
        if q.answers and not q.impossible
        else _case(q.id, q.question)
        for q in data.questions
    )
    return Dataset(name, cases, data.paragraphs)


def rgb_dataset(name: str, rows: Sequence[RgbCase], *, rejection: bool = False) -> Dataset:
    """RGB with every snippet in the corpus, or, for rejection, only those without the answer.

    Chen et al. 2023 put a question's own snippets before the model; here all of them form one
    corpus, which is asked.
    """
    label = f"{name}_rejection" if rejection else name
    paragraphs: list[Paragraph] = []
    cases: list[Case] = []
    for row in rows:
        good = [Paragraph(f"{row.id}-p{i}", text) for i, text in enumerate(row.positive)]
        bad = [Paragraph(f"{row.id}-n{i}", text) for i, text in enumerate(row.negative)]
        paragraphs += bad if rejection else good + bad
        sources = () if rejection else tuple(f"{label}.jsonl#{p.id}" for p in good)
        cases.append(_case(row.id, row.question, row.answers if sources else (), sources))
    return Dataset(label, tuple(cases), tuple(p for p in paragraphs if p.text.strip()))


def beir_dataset(folder: Path) -> Dataset:
    """A BEIR folder: retrieval only, since it has judgements and no answers."""
    data = read_beir(folder)
    grades = {
        query: {f"{folder.name}.jsonl#{id_}": grade for id_, grade in judged.items()}
        for query, judged in data.judgements.items()
    }
    cases = tuple(
        _case(id_, text, (), tuple(s for s, grade in grades[id_].items() if grade > 0))
        for id_, text in data.queries
    )
    return Dataset(folder.name, cases, data.paragraphs, grades=grades)


def _case(
    id_: str,
    question: str,
    facts: tuple[tuple[str, ...], ...] = (),
    sources: tuple[str, ...] = (),
) -> Case:
    """A case of a public set: answerable where it has a source."""
    return Case(
        id=id_,
        question=question,
        lang=analyse(question).lang,
        kind="other" if sources else "unanswerable",
        answerable=bool(sources),
        facts=facts,
        sources=sources,
        reason=None if sources else "no_evidence",
    )
