"""What every encoder promises: the tests of each implementation inherit EncoderContract."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from embeddings import Encoder, FloatArray

TEXTS = (
    "2024年，青山市软件业务收入达到38.6亿元，同比增长12.4%。",
    "Data centres use renewable power.",
    "",
    "   ",
    "市",
    "一、总体要求\n（一）指导思想。以改革创新为动力，推动数字经济和实体经济深度融合。",
)
ODD = st.text(st.characters(codec=None), max_size=40)  # NUL, lone surrogates, any script


def assert_unit_rows(vectors: FloatArray, count: int, dimension: int) -> None:
    assert vectors.shape == (count, dimension)
    assert vectors.dtype == np.float32
    np.testing.assert_allclose(np.linalg.norm(vectors, axis=1), 1, atol=1e-5)


class EncoderContract:
    """Override `encoder` with a fixture that gives one encoder to all tests of the class."""

    @pytest.fixture
    def encoder(self) -> Encoder:
        raise NotImplementedError

    def test_is_an_encoder(self, encoder: Encoder) -> None:
        assert isinstance(encoder, Encoder)
        assert encoder.name
        assert encoder.dimension > 0

    def test_fingerprint_does_not_depend_on_use(self, encoder: Encoder) -> None:
        before = encoder.fingerprint
        encoder.encode_documents(["一段文字", "另一段长一些的文字"])
        encoder.encode_queries(["问题"])
        assert encoder.fingerprint == before
        assert before.strip()

    def test_documents_are_unit_rows(self, encoder: Encoder) -> None:
        assert_unit_rows(encoder.encode_documents(TEXTS), len(TEXTS), encoder.dimension)

    def test_queries_are_unit_rows(self, encoder: Encoder) -> None:
        assert_unit_rows(encoder.encode_queries(TEXTS), len(TEXTS), encoder.dimension)

    def test_nothing_in_nothing_out(self, encoder: Encoder) -> None:
        calls: list[int] = []
        assert_unit_rows(encoder.encode_documents([], progress=calls.append), 0, encoder.dimension)
        assert_unit_rows(encoder.encode_queries([]), 0, encoder.dimension)
        assert calls == []

    def test_progress_counts_up_to_all(self, encoder: Encoder) -> None:
        calls: list[int] = []
        encoder.encode_documents(TEXTS, progress=calls.append)
        assert calls == sorted(set(calls))
        assert calls[-1] == len(TEXTS)

    def test_rows_follow_the_texts(self, encoder: Encoder) -> None:
        forward = encoder.encode_documents(TEXTS)
        backward = encoder.encode_documents(TEXTS[::-1])[::-1]
        assert (np.sum(forward * backward, axis=1) > 0.999).all()

    def test_documents_hardly_depend_on_their_company(self, encoder: Encoder) -> None:
        together = encoder.encode_documents(TEXTS)
        alone = np.concatenate([encoder.encode_documents([text]) for text in TEXTS])
        assert (np.sum(together * alone, axis=1) > 0.999).all()

    def test_queries_do_not_depend_on_their_company(self, encoder: Encoder) -> None:
        together = encoder.encode_queries(TEXTS)
        alone = [encoder.encode_queries([text]).tobytes() for text in TEXTS]
        assert [row.tobytes() for row in together] == alone

    def test_meaning_beats_topic(self, encoder: Encoder) -> None:
        documents = encoder.encode_documents([TEXTS[0], TEXTS[0] + TEXTS[1], TEXTS[1]])
        assert documents[0] @ documents[1] > documents[0] @ documents[2]

    def test_text_beyond_the_window_is_cut(self, encoder: Encoder) -> None:
        endless = "数字经济" * 20_000
        assert_unit_rows(encoder.encode_documents([endless]), 1, encoder.dimension)
        assert_unit_rows(encoder.encode_queries([endless]), 1, encoder.dimension)

    @settings(
        max_examples=10,
        deadline=None,
        # One test run by every subclass, with an encoder that outlives the examples.
        suppress_health_check=[
            HealthCheck.function_scoped_fixture,
            HealthCheck.differing_executors,
        ],
    )
    @given(text=ODD)
    def test_any_text_gets_a_vector(self, encoder: Encoder, text: str) -> None:
        assert_unit_rows(encoder.encode_queries([text]), 1, encoder.dimension)
        assert_unit_rows(encoder.encode_documents([text]), 1, encoder.dimension)

    def test_threads_get_what_one_thread_gets(self, encoder: Encoder) -> None:
        texts = [f"第{number}条 支持建设数据中心" * (1 + number % 3) for number in range(16)]
        expected = encoder.encode_queries(texts)
        documents = encoder.encode_documents(texts)
        with ThreadPoolExecutor(8) as pool:
            queries = list(pool.map(lambda text: encoder.encode_queries([text])[0], texts))
            rows = list(pool.map(lambda text: encoder.encode_documents([text])[0], texts))
        assert np.stack(queries).tobytes() == expected.tobytes()
        assert (np.sum(np.stack(rows) * documents, axis=1) > 0.999).all()
