"""What is put comes out: documents, passages, archives, vectors, counts, versions."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.errors import UsageError
from rag.store import Archive, Index, vector_key
from rag.store.codec import archive_of, archive_row, pack_structure, unpack_structure
from rag.store.terms import TermTable, hash_terms, pack, unpack
from rag.types import Dropped, Enumeration, Filters, Heading, Section, Segment, Span, Structure
from tests.rag.store.samples import DIMENSION, MANIFEST, grams, new_document, unit_vector

if TYPE_CHECKING:
    from pathlib import Path


def test_a_document_comes_out_as_it_went_in(index: Index) -> None:
    new = new_document("a/一.txt", ["大数据", "云计算中心"], date="2025-02", publisher="新华社")
    archive = Archive(
        b"\x00\xffraw",
        "大数据\n云计算中心",
        (Segment(0, 3, 0, 3), Segment(3, 8, 4, 9)),
        (Dropped(Span(3, 4), "\n", "line break"),),
        np.ones((9, 4), np.float32).tobytes(),
        "gb18030",
        ("two dates",),
    )
    with index.writer() as writer:
        writer.put(replace(new, archive=archive))
    stored = index.document(new.document.id)
    assert stored == new.document
    assert index.document(new.document.id) is stored  # from memory
    assert index.archive(stored.id) == archive
    (info,) = index.documents()
    assert (info.source, info.passages, info.characters, info.date) == ("a/一.txt", 2, 8, "2025-02")
    assert index.passages_of(stored.id)[1].text == "云计算中心"


def test_passages_keep_the_order_asked_for_and_skip_the_removed(index: Index) -> None:
    with index.writer() as writer:
        writer.put(new_document("a", ["大", "数", "据"]))
        first = [p.id for p in index.passages_of(new_document("a", ["大", "数", "据"]).document.id)]
        assert [p.text for p in index.passages(first[::-1])] == ["据", "数", "大"]
        writer.put(new_document("a", ["云"]))
        assert index.passages(first) == []
        (passage,) = index.passages_of(new_document("a", ["云"]).document.id)
    assert passage.id not in first
    assert passage.heading_path == ("章", "节")


def test_passage_ids_are_never_used_again(index: Index) -> None:
    seen: set[int] = set()
    for round_ in range(4):
        new = new_document("a", [f"大数据{round_}", "云"])
        with index.writer() as writer:
            writer.put(new)
            ids = {p.id for p in index.passages_of(new.document.id)}
            writer.remove(new.document.id)
        assert not ids & seen
        seen |= ids


def test_vectors_are_the_stored_float16_values(index: Index) -> None:
    new = new_document("a", ["大数据", "云计算"])
    with index.writer() as writer:
        writer.put(new)
    ids = [p.id for p in index.passages_of(new.document.id)]
    vectors = index.vectors(ids[::-1])
    assert vectors.dtype == np.float32
    np.testing.assert_array_equal(vectors[1], unit_vector("大数据").astype(np.float16))
    assert index.vectors([]).shape == (0, DIMENSION)
    with pytest.raises(KeyError):
        index.vectors([ids[0], 999])


def test_vectors_are_found_again_by_the_embedded_text(index: Index) -> None:
    key = vector_key("大数据", MANIFEST.encoder_fingerprint)
    with index.writer() as writer:
        writer.put(new_document("a", ["大数据"]))
        found = writer.cached_vectors([key, b"unknown"] * 300)
        assert list(found) == [key]
        np.testing.assert_array_equal(found[key], unit_vector("大数据").astype(np.float16))
        writer.put(new_document("a", ["云"]))  # a replaced document may come back
        assert key in writer.cached_vectors([key])
    assert vector_key("大数据", "another") != key


def test_known_tells_what_is_unchanged(index: Index) -> None:
    new = new_document("a", ["大"], content_hash="abc")
    with index.writer() as writer:
        assert writer.known() == {}
        writer.put(new)
        known = writer.known()["a"]
    assert (known.content_hash, known.loader_version) == ("abc", "loader-1")
    assert known.document_id == new.document.id
    assert index.known()["a"] == known


def test_doc_freq_counts_live_passages(index: Index) -> None:
    with index.writer() as writer:
        writer.put_many([new_document("a", ["大大数", "数据"]), new_document("b", ["大"])])
        writer.publish()
        assert index.doc_freq(["大", "数", "无", "大"]) == {"大": 2, "数": 2, "无": 0}
        writer.put(new_document("a", ["据"]))
        assert index.doc_freq(["大", "数", "据"]) == {"大": 1, "数": 0, "据": 1}
        writer.publish()
        assert index.doc_freq(["大", "数", "据"]) == {"大": 1, "数": 0, "据": 1}
    assert index.doc_freq([]) == {}
    assert index.passage_count() == 2


def test_the_version_is_the_history(tmp_path: Path) -> None:
    versions = []
    for name in ("one", "two"):
        with Index.open(tmp_path / name, create=True, expect=MANIFEST) as index:
            empty = index.version
            with index.writer() as writer:
                writer.put(new_document("a", ["大"]))
                one = index.version
                writer.put(new_document("a", ["数"]))
                writer.remove(new_document("a", ["数"]).document.id)
            versions.append((empty, one, index.version))
    assert versions[0] == versions[1]
    assert len(set(versions[0])) == 3
    assert versions[0][2].startswith("3-")
    with Index.open(tmp_path / "one") as again:
        assert again.version == versions[0][2]


def test_an_unknown_document_says_how_to_list_them(index: Index) -> None:
    for read in (index.document, index.archive, index.passages_of):
        with pytest.raises(UsageError, match="policyqa docs list"):
            read("nothing")
    with index.writer() as writer:
        assert not writer.remove("nothing")


def test_an_empty_index_finds_nothing(index: Index) -> None:
    assert index.search_lexical(("大",), 10) == []
    assert index.search_dense(unit_vector("大"), 10) == []
    assert index.passages([1, 2]) == []
    with index.writer():
        pass
    assert index.search_lexical(("大",), 10, Filters(since="2025")) == []


def test_a_document_without_passages_and_one_without_terms(index: Index) -> None:
    blank = new_document("blank", ["大"])
    wordless = replace(blank.passages[0], terms=())
    with index.writer() as writer:
        writer.put(new_document("empty", []))
        writer.put(replace(blank, passages=(wordless,)))
    assert [(i.source, i.passages) for i in index.documents()] == [("blank", 1), ("empty", 0)]
    assert index.search_lexical(("大",), 5) == []
    assert len(index.search_dense(unit_vector("大"), 5)) == 1


def test_what_cannot_be_stored_is_refused_whole(index: Index) -> None:
    good, bad = new_document("a", ["大"]), new_document("b", ["数"])
    vectors = [np.ones(3), np.zeros(DIMENSION), np.full(DIMENSION, np.nan)]
    with index.writer() as writer:
        for vector in vectors:
            passage = replace(bad.passages[0], vector=vector)
            with pytest.raises(ValueError, match="vector"):
                writer.put_many([good, replace(bad, passages=(passage,))])
        beyond = replace(bad.passages[0], span=Span(0, 5))
        with pytest.raises(ValueError, match="beyond"):
            writer.put_many([good, replace(bad, passages=(beyond,))])
        with pytest.raises(ValueError, match="YYYY"):
            writer.put(replace(bad, document=replace(bad.document, date="2025年")))
        assert writer.known() == {}


def test_a_query_vector_of_another_size_is_refused(index: Index) -> None:
    with pytest.raises(ValueError, match="expected"):
        index.search_dense(np.ones(3, np.float32), 5)
    with pytest.raises(ValueError, match="expected"):
        index.search_dense(np.full(DIMENSION, np.inf, np.float32), 5)


def test_any_string_is_a_term(index: Index) -> None:
    odd = ('a b"c', "AND", "x" * 70_000, "\0", "\ud800", "", "name:(")
    new = new_document("a", ["大"])
    with index.writer() as writer:
        writer.put(replace(new, passages=(replace(new.passages[0], terms=odd),)))
    for term in odd:
        assert len(index.search_lexical((term,), 5)) == 1, term
    assert index.search_lexical(("b", "a"), 5) == []


def test_a_repeated_query_term_weighs_more(index: Index) -> None:
    with index.writer() as writer:
        writer.put_many([new_document("a", ["大"]), new_document("b", ["云"])])
    (_, once), _ = index.search_lexical(("大", "云", "云"), 5)[::-1]
    (_, twice), _ = index.search_lexical(("大", "云", "云"), 5)
    assert twice == pytest.approx(2 * once)


@given(st.lists(st.text(max_size=3)))
def test_terms_survive_packing(terms: list[str]) -> None:
    hashes = hash_terms(terms)
    assert len(hashes) == len(terms)
    np.testing.assert_array_equal(unpack(pack(hashes)), hashes)
    table = TermTable.build([(1, "s", 0, pack(hashes)), (2, "s", 1, b"")])
    query = np.unique(hashes)
    counts = table.frequencies(query)
    assert counts[:, 0].sum() == len(terms)
    assert counts[:, 1].sum() == 0


spans = st.tuples(st.integers(0, 99), st.integers(0, 99)).map(lambda pair: Span(*sorted(pair)))
texts = st.text(st.characters(exclude_categories=["Cs"]), max_size=5)


@given(
    st.lists(st.builds(Section, st.builds(Heading, spans, st.integers(1, 6)), texts, spans,
                       st.lists(texts, max_size=3).map(tuple)), max_size=3),
    st.lists(st.builds(Enumeration, texts, spans, st.lists(spans, max_size=3).map(tuple),
                       st.none() | st.integers(0, 9)), max_size=3),
)  # fmt: skip
def test_structure_survives_storage(
    sections: list[Section], enumerations: list[Enumeration]
) -> None:
    structure = Structure(tuple(sections), tuple(enumerations))
    assert unpack_structure(pack_structure(structure)) == structure


@given(
    st.binary(max_size=50),
    texts,
    st.lists(st.builds(Segment, *[st.integers(0, 2**31 - 1)] * 4), max_size=3),
    st.lists(st.builds(Dropped, spans, texts, texts), max_size=3),
    st.none() | st.binary(max_size=20),
    st.lists(texts, max_size=2),
)
def test_archives_survive_storage(
    original: bytes,
    decoded: str,
    segments: list[Segment],
    dropped: list[Dropped],
    boxes: bytes | None,
    conflicts: list[str],
) -> None:
    archive = Archive(
        original, decoded, tuple(segments), tuple(dropped), boxes, None, tuple(conflicts)
    )
    assert archive_of(archive_row(archive)) == archive


def test_search_terms_come_from_the_passage_not_the_document(index: Index) -> None:
    with index.writer() as writer:
        writer.put(new_document("a", ["大数", "据云"]))
    (hit,) = index.search_lexical(grams("据"), 5)
    assert index.passages([hit[0]])[0].text == "据云"
