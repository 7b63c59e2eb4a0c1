"""The vector index against its definition, and its file against damage."""

from __future__ import annotations

from pathlib import Path

import faiss
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from embeddings import FloatArray, IntArray, VectorIndexError
from embeddings.vectors import VectorIndex

DIMENSION = 24


def unit(rows: np.ndarray) -> FloatArray:
    return (rows / np.linalg.norm(rows, axis=1, keepdims=True)).astype(np.float32)


def sample(count: int, seed: int = 0) -> tuple[IntArray, FloatArray]:
    """Ids in no order, with gaps, and unit vectors with neighbours to find."""
    random = np.random.default_rng(seed)
    centres = random.standard_normal((max(count // 20, 1), DIMENSION))
    near = centres[random.integers(len(centres), size=count)]
    vectors = unit(near + 0.4 * random.standard_normal((count, DIMENSION)))
    return random.permutation(count * 3)[:count].astype(np.int64), vectors


def by_definition(
    ids: IntArray, vectors: FloatArray, query: FloatArray, k: int, allowed: IntArray | None
) -> list[int]:
    """Every inner product with the float16 vectors, best first, equal ones by id."""
    scores = vectors.astype(np.float16).astype(np.float64) @ query.astype(np.float64)
    order = sorted(range(len(ids)), key=lambda i: (-scores[i], ids[i]))
    inside = set(ids.tolist() if allowed is None else allowed.tolist())
    return [int(ids[i]) for i in order if int(ids[i]) in inside][:k]


@pytest.mark.parametrize("k", [1, 10, 500])
def test_exhaustive_search_is_exact(k: int) -> None:
    ids, vectors = sample(400)
    index = VectorIndex.build(ids, vectors)
    scores, found = index.search(vectors[:5], k)
    assert scores.shape == found.shape == (5, k)
    for row, query in zip(found, vectors[:5], strict=True):
        expected = by_definition(ids, vectors, query, k, None)
        assert row[: len(expected)].tolist() == expected
        assert (row[len(expected) :] == -1).all()
    assert np.isneginf(scores[found == -1]).all()


def test_allowed_ids_are_chosen_before_ranking() -> None:
    ids, vectors = sample(400)
    allowed = np.append(np.sort(ids)[::50], [-1, 10**9])
    for limit in (1000, 100):
        index = VectorIndex.build(ids, vectors, exhaustive_up_to=limit)
        _, found = index.search(vectors[0], 5, allowed)
        assert found[0].tolist() == by_definition(ids, vectors, vectors[0], 5, allowed)
        _, all_found = index.search(vectors[0], 400, allowed)
        assert set(all_found[0].tolist()) - {-1} == set(allowed.tolist()) & set(ids.tolist())


def test_nothing_allowed_or_wanted_finds_nothing() -> None:
    ids, vectors = sample(30)
    index = VectorIndex.build(ids, vectors)
    scores, found = index.search(vectors[0], 3, np.array([], dtype=np.int64))
    assert found.tolist() == [[-1, -1, -1]]
    assert np.isneginf(scores).all()
    assert index.search(vectors[0], 0)[1].shape == (1, 0)


def test_an_empty_index_can_be_kept_and_searched(tmp_path: Path) -> None:
    index = VectorIndex.build(np.empty(0, np.int64), np.empty((0, DIMENSION), np.float32))
    index.save(tmp_path / "i")
    opened = VectorIndex.open(tmp_path / "i")
    assert len(opened) == 0
    assert opened.search(np.ones(DIMENSION, np.float32), 2)[1].tolist() == [[-1, -1]]


@pytest.mark.parametrize("limit", [10_000, 100])
def test_inverted_lists_find_most_and_keep_their_ids(limit: int, tmp_path: Path) -> None:
    ids, vectors = sample(4000)
    built = VectorIndex.build(ids, vectors, exhaustive_up_to=limit)
    built.save(tmp_path / "i")
    index = VectorIndex.open(tmp_path / "i")
    assert (len(index), index.dimension) == (4000, DIMENSION)
    assert index.ids.tolist() == sorted(ids.tolist())
    scores, found = index.search(vectors[:50], 10)
    assert (found == built.search(vectors[:50], 10)[1]).all()
    expected = [set(by_definition(ids, vectors, query, 10, None)) for query in vectors[:50]]
    recall = np.mean([len(set(r.tolist()) & e) / 10 for r, e in zip(found, expected, strict=True)])
    assert recall >= (1 if limit > 4000 else 0.8)
    assert (np.diff(scores, axis=1) <= 0).all()


def test_inverted_lists_fill_every_place_there_is() -> None:
    ids, vectors = sample(4000)
    index = VectorIndex.build(ids, vectors, exhaustive_up_to=100)
    _, found = index.search(vectors[0], 4000)
    assert sorted(found[0].tolist()) == sorted(ids.tolist())


@pytest.mark.parametrize("limit", [10_000, 100])
def test_answers_do_not_depend_on_company_or_threads(limit: int) -> None:
    ids, vectors = sample(4000)
    index = VectorIndex.build(ids, vectors, exhaustive_up_to=limit)
    together = index.search(vectors[:40], 10)
    threads = faiss.omp_get_max_threads()
    try:
        faiss.omp_set_num_threads(1)
        alone = [index.search(query, 10) for query in vectors[:40]]
    finally:
        faiss.omp_set_num_threads(threads)
    for side in (0, 1):
        assert together[side].tobytes() == np.concatenate([a[side] for a in alone]).tobytes()


@given(st.lists(st.integers(0, 3), min_size=1, max_size=60), st.integers(1, 70), st.data())
@settings(deadline=None, max_examples=60)
def test_equal_scores_are_ordered_by_id(kinds: list[int], k: int, data: st.DataObject) -> None:
    ids = np.array(data.draw(st.permutations(range(len(kinds)))), dtype=np.int64)
    vectors = np.eye(4, dtype=np.float32)[kinds]
    query = np.array([0.5, 0.25, 0.25, 0.75], dtype=np.float32)
    _, found = VectorIndex.build(ids, vectors).search(query, k)
    expected = by_definition(ids, vectors, query, k, None)
    assert found[0].tolist() == expected + [-1] * (k - len(expected))


@pytest.mark.parametrize(
    ("ids", "vectors"),
    [
        ([1, 1], np.ones((2, 3))),
        ([1], np.ones((2, 3))),
        ([-1], np.ones((1, 3))),
        ([1], np.full((1, 3), np.nan)),
        ([1, 2, 3], np.ones(3)),
    ],
)
def test_arrays_that_do_not_fit_are_refused(ids: list[int], vectors: np.ndarray) -> None:
    with pytest.raises(VectorIndexError):
        VectorIndex.build(np.array(ids), vectors.astype(np.float32))


def test_a_query_of_another_dimension_is_refused() -> None:
    with pytest.raises(VectorIndexError, match=str(DIMENSION)):
        VectorIndex.build(*sample(10)).search(np.ones(DIMENSION + 1, np.float32), 1)


@pytest.mark.parametrize("limit", [10_000, 100])
@pytest.mark.parametrize("where", [0.0, 0.001, 0.3, 0.999, "tail"])
def test_a_damaged_file_is_refused(tmp_path: Path, limit: int, where: float | str) -> None:
    path = tmp_path / "i"
    VectorIndex.build(*sample(2000), exhaustive_up_to=limit).save(path)
    whole = path.read_bytes()
    size = len(whole) - 1 if where == "tail" else int(len(whole) * float(where))
    flipped = bytearray(whole)
    flipped[size] ^= 0xFF
    for damaged in (whole[:size], bytes(flipped), whole + b"\0"):
        path.write_bytes(damaged)
        with pytest.raises(VectorIndexError, match="policyqa ingest"):
            VectorIndex.open(path)


def test_no_file_and_a_foreign_file_are_refused(tmp_path: Path) -> None:
    with pytest.raises(VectorIndexError, match="no readable vector index"):
        VectorIndex.open(tmp_path / "absent")
    faiss.write_index(faiss.IndexFlatIP(4), str(tmp_path / "foreign"))
    with pytest.raises(VectorIndexError, match="damaged"):
        VectorIndex.open(tmp_path / "foreign")


def test_replacing_a_file_leaves_open_ones_alone(tmp_path: Path) -> None:
    path = tmp_path / "i"
    ids, vectors = sample(500)
    VectorIndex.build(ids, vectors).save(path)
    opened = VectorIndex.open(path)
    before = opened.search(vectors[:3], 5)
    VectorIndex.build(*sample(50, seed=1)).save(path)
    after = opened.search(vectors[:3], 5)
    assert before[1].tobytes() == after[1].tobytes()
    assert len(VectorIndex.open(path)) == 50
    assert [p.name for p in tmp_path.iterdir()] == ["i"]


def test_a_failed_write_leaves_the_old_file(tmp_path: Path) -> None:
    with pytest.raises(VectorIndexError, match="cannot write"):
        VectorIndex.build(*sample(5)).save(tmp_path / "no-such-folder" / "i")
