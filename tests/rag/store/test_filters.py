"""Filters act before ranking: narrow ones still fill the page, and agree with a plain check."""

from __future__ import annotations

import random
from fnmatch import fnmatchcase

import pytest

from rag.errors import UsageError
from rag.store import Index, NewDocument, dense, lexical
from rag.store.filters import match_key
from rag.types import Filters
from tests.rag.store.samples import (
    Reference,
    assert_ranks_like,
    grams,
    new_document,
    random_documents,
    sentences,
    unit_vector,
)


def passes(new: NewDocument, filters: Filters) -> bool:
    """The filter rules once more, the slow way round."""
    document = new.document
    if filters.since or filters.until:
        if document.date is None:
            return False
        if filters.since and document.date + "-12-31"[len(document.date) - 4 :] < filters.since:
            return False
        until = (filters.until or "9999") + "-12-31"[len(filters.until or "9999") - 4 :]
        if document.date > until:
            return False
    for asked, value in ((filters.publisher, document.publisher), (filters.title, document.title)):
        if asked and (value is None or match_key(asked) not in match_key(value)):
            return False
    source = filters.source
    return not source or document.source.startswith(source) or fnmatchcase(document.source, source)


CASES = [
    Filters(since="2024"),
    Filters(since="2024-06"),
    Filters(until="2024"),
    Filters(until="2024-05-16"),
    Filters(since="2024-05-17", until="2024-05-17"),
    Filters(since="2030"),
    Filters(publisher="大数据局"),
    Filters(publisher="贵 州 省大"),
    Filters(publisher="abc日报"),
    Filters(title="通知"),
    Filters(title="关于贵"),
    Filters(source="文件3/"),
    Filters(source="文件*/0000?.txt"),
    Filters(source="文件3/", since="2024", publisher="新华"),
]


@pytest.mark.parametrize("filters", CASES, ids=str)
@pytest.mark.parametrize("scan_limit", [1000, 0], ids=["scanned", "searched"])
def test_filtered_ranking_is_that_of_the_filtered_documents(
    filled: tuple[Index, Reference],
    monkeypatch: pytest.MonkeyPatch,
    filters: Filters,
    scan_limit: int,
) -> None:
    monkeypatch.setattr(lexical, "SCAN_LIMIT", scan_limit)
    monkeypatch.setattr(dense, "SCAN_LIMIT", scan_limit)
    index, reference = filled
    keep = frozenset(s for s, d in reference.documents.items() if passes(d, filters))
    assert {info.source for info in index.documents(filters)} == keep
    assert_ranks_like(index, reference, sentences(4, 3), 10, filters, keep)


def test_a_filter_that_leaves_one_document_in_a_thousand_finds_it(index: Index) -> None:
    documents = random_documents(random.Random(8), 500)
    wanted = new_document("rare/here.txt", ["算力中心"], publisher="独家")
    with index.writer() as writer:
        writer.put_many([*documents, wanted])
    for filters in (Filters(publisher="独家"), Filters(source="rare"), Filters(source="*/here.*")):
        ((id_, _),) = index.search_lexical(grams("贵州力"), 10, filters)
        assert index.passages([id_])[0].document_id == wanted.document.id
        assert index.search_dense(unit_vector("云"), 10, filters)[0][0] == id_


def test_filters_see_what_was_replaced(index: Index) -> None:
    with index.writer() as writer:
        writer.put(new_document("a", ["大数据"], date="2023"))
        assert index.documents(Filters(since="2025")) == []
        writer.put(new_document("a", ["大数据"], date="2025"))
        assert len(index.documents(Filters(since="2025"))) == 1
        assert len(index.search_lexical(grams("大"), 5, Filters(since="2025"))) == 1


def test_glob_characters_in_a_name_still_match_as_a_prefix(index: Index) -> None:
    with index.writer() as writer:
        writer.put_many([new_document("[2024]通知.txt", ["大"]), new_document("2.txt", ["大"])])
    assert [i.source for i in index.documents(Filters(source="[2024]"))] == [
        "2.txt"[:0] + "[2024]通知.txt"
    ]


@pytest.mark.parametrize("date", ["2024-13", "24", "2024/05", "去年", "2024-5", "２０２４"])
def test_an_unreadable_date_says_how_to_write_one(index: Index, date: str) -> None:
    for filters in (Filters(since=date), Filters(until=date)):
        with pytest.raises(UsageError, match="2025-03-14"):
            index.search_lexical(("大",), 5, filters)


def test_since_after_until_is_refused(index: Index) -> None:
    with pytest.raises(UsageError, match="after"):
        index.documents(Filters(since="2025-03", until="2025-02"))
    assert index.documents(Filters(since="2025-03", until="2025")) == []


def test_all_filters_compose_with_an_empty_result(filled: tuple[Index, Reference]) -> None:
    index, _ = filled
    nothing = Filters(title="不存在的标题")
    assert index.search_lexical(grams("大"), 5, nothing) == []
    assert index.search_dense(unit_vector("大"), 5, nothing) == []
