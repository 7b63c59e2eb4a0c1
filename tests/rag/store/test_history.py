"""Ranking depends on what is stored, never on how it came there."""

from __future__ import annotations

import random
import tempfile
from contextlib import ExitStack
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from rag.store import Index, NewDocument, Writer
from rag.types import Filters
from tests.rag.store.samples import (
    MANIFEST,
    Reference,
    assert_ranks_like,
    assert_same,
    grams,
    new_document,
    places,
    random_documents,
    sentences,
    unit_vector,
)


def fresh_index(directory: Path, documents: list[NewDocument]) -> Index:
    index = Index.open(directory, create=True, expect=MANIFEST)
    with index.writer() as writer:
        writer.put_many(documents)
    return index


def assert_equal_ranking(one: Index, two: Index, seed: int, k: int = 10) -> None:
    for query in sentences(seed, 25):
        for search in (
            lambda index, query=query: index.search_lexical(grams(query), k),
            lambda index, query=query: index.search_dense(unit_vector(query), k),
        ):
            assert_same(places(one, search(one)), places(two, search(two)), 1e-6)
        assert one.doc_freq(grams(query)) == two.doc_freq(grams(query))


def test_the_best_ten_are_those_of_scoring_everything(index: Index) -> None:
    """Both legs, on 3,000 documents of which the derived indexes know most."""
    documents = random_documents(random.Random(11), 1000)
    reference = Reference()
    for document in documents:
        reference.put(document)
    with index.writer() as writer:
        writer.put_many(documents[:900])
        writer.publish()
        writer.put_many(documents[900:])
        assert_ranks_like(index, reference, sentences(1, 8), k=10)
    assert_ranks_like(index, reference, sentences(2, 8), k=10)
    assert_ranks_like(index, reference, sentences(3, 2), k=300)
    assert_ranks_like(index, reference, ["云", "贵州省大数据" * 5], k=10)


def test_twenty_rounds_of_replacing_everything(index: Index, tmp_path: Path) -> None:
    documents: list[NewDocument] = []
    for round_ in range(20):
        documents = random_documents(random.Random(round_), 90)
        with index.writer() as writer:
            writer.put_many(documents)
    with fresh_index(tmp_path / "fresh", documents) as fresh:
        assert index.passage_count() == fresh.passage_count()
        assert_equal_ranking(index, fresh, seed=1)


@pytest.mark.parametrize("publish", [True, False])
def test_deleting_nine_in_ten(index: Index, tmp_path: Path, publish: bool) -> None:
    documents = random_documents(random.Random(5), 300)
    with index.writer() as writer:
        writer.put_many(documents)
    with index.writer() as writer:
        for number, document in enumerate(documents):
            if number % 10:
                assert writer.remove(document.document.id)
        if publish:
            writer.publish()
        with fresh_index(tmp_path / "fresh", documents[::10]) as fresh:
            assert_equal_ranking(index, fresh, seed=2)


def test_a_few_removed_passages_do_not_force_a_rebuild(index: Index, tmp_path: Path) -> None:
    documents = random_documents(random.Random(6), 200)
    with index.writer() as writer:
        writer.put_many(documents)
    for document in documents[:10]:
        with index.writer() as writer:
            writer.remove(document.document.id)
    assert (index.directory / "lexical-000001").exists()
    assert not (index.directory / "lexical-000002").exists()
    with fresh_index(tmp_path / "fresh", documents[10:]) as fresh:
        assert_equal_ranking(index, fresh, seed=3)


def test_equal_scores_come_in_order_of_source_and_start(index: Index) -> None:
    """Also when the source that sorts first was stored last."""
    for source in ("c", "a", "b", "c"):
        with index.writer() as writer:
            writer.put(new_document(source, ["大数据", "大数据"]))
    expected = [("a", 0), ("a", 3), ("b", 0), ("b", 3), ("c", 0)]
    for hits in (
        index.search_lexical(grams("大数"), 5),
        index.search_dense(unit_vector("大数据"), 5),
    ):
        assert [place[:2] for place in places(index, hits)] == expected


def test_hundreds_of_equal_passages_do_not_hide_the_first_source(index: Index) -> None:
    documents = [new_document(f"{number:04d}", ["大数据产业"]) for number in range(700)]
    with index.writer() as writer:
        writer.put_many(documents[::-1])
    expected = [(f"{number:04d}", 0) for number in range(5)]
    for hits in (
        index.search_lexical(grams("大数据"), 5),
        index.search_dense(unit_vector("大数据产业"), 5),
    ):
        assert [place[:2] for place in places(index, hits)] == expected


def test_without_tantivy_and_with_it_scores_are_equal(filled: tuple[Index, Reference]) -> None:
    """A filter that leaves few passages has them scanned; the choice must not show."""
    index, _ = filled
    everything = Filters(source="文件")
    query, vector = grams("贵州省大数据"), unit_vector("贵州省大数据")
    assert index.search_lexical(query, 20) == index.search_lexical(query, 20, everything)
    assert index.search_dense(vector, 20) == index.search_dense(vector, 20, everything)


steps = st.lists(
    st.one_of(
        st.tuples(st.just("put"), st.integers(0, 7), st.integers(0, 10**6)),
        st.tuples(st.just("remove"), st.integers(0, 7), st.just(0)),
        st.tuples(st.sampled_from(["publish", "reopen"]), st.just(0), st.just(0)),
    ),
    max_size=25,
)


@settings(max_examples=20, deadline=None, suppress_health_check=list(HealthCheck))
@given(steps)
def test_any_history_ranks_by_the_definition(history: list[tuple[str, int, int]]) -> None:
    reference = Reference()
    with tempfile.TemporaryDirectory() as name, ExitStack() as stack:
        index, writer = opened(stack, Path(name))
        for step, place, seed in history:
            source = f"s{place}"
            if step == "put":
                new = new_document(source, sentences(seed, seed % 4, length=6))
                writer.put(new)
                reference.put(new)
            elif step == "remove" and source in reference.documents:
                assert writer.remove(reference.documents.pop(source).document.id)
            elif step == "publish":
                writer.publish()
            elif step == "reopen":
                stack.close()
                index, writer = opened(stack, Path(name))
            if reference.live():
                assert_ranks_like(index, reference, sentences(seed, 2, length=3), k=4)


def opened(stack: ExitStack, directory: Path) -> tuple[Index, Writer]:
    index = stack.enter_context(Index.open(directory, create=True, expect=MANIFEST))
    return index, stack.enter_context(index.writer())
