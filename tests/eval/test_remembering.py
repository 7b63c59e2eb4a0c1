"""What is worked out once for all systems of a run, with the real encoder and reader."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from embeddings import Encoder, open_encoder
from eval.remembering import RememberingEncoder, RememberingReader
from rag.reader import open_reader
from rag.reader.reading import Reader, Reading
from tests.contracts.encoder_contract import EncoderContract
from tests.contracts.reader_contract import QUESTION, TEXTS, ReaderContract


class CountingReader:
    """The real reader, which notes what it is given to read."""

    def __init__(self) -> None:
        self._model = open_reader("numpy")
        self.seen: list[str] = []

    @property
    def fingerprint(self) -> str:
        return self._model.fingerprint

    def read(self, question: str, texts: Sequence[str], begins: Sequence[int]) -> list[Reading]:
        self.seen.extend(texts)
        return self._model.read(question, texts, begins)


class TestRememberingEncoder(EncoderContract):
    @pytest.fixture
    def encoder(self) -> Encoder:
        return RememberingEncoder(open_encoder("e5-small"))

    def test_a_query_is_embedded_once(self, encoder: RememberingEncoder) -> None:
        encoder.encode_queries(["数据中心", "软件业", "数据中心"])
        kept = encoder.queries["软件业"]
        encoder.encode_queries(["软件业"])
        assert encoder.queries["软件业"] is kept


class TestRememberingReader(ReaderContract):
    @pytest.fixture
    def reader(self) -> Reader:
        return RememberingReader(open_reader("numpy"))

    def test_the_same_passage_is_read_once(self) -> None:
        counting = CountingReader()
        reader = RememberingReader(counting)
        first = reader.read(QUESTION, TEXTS[:2], [0, 0])
        again = reader.read(QUESTION, [TEXTS[1], TEXTS[0], TEXTS[0]], [0, 0, 0])
        assert counting.seen == list(TEXTS[:2])
        assert again[0] is first[1]
        assert again[1] is again[2] is first[0]

    def test_another_question_or_bound_is_another_reading(self) -> None:
        counting = CountingReader()
        reader = RememberingReader(counting)
        reader.read(QUESTION, TEXTS[:1], [0])
        reader.read("会议在哪里召开？", TEXTS[:1], [0])
        reader.read(QUESTION, TEXTS[:1], [TEXTS[0].index("\n") + 1])
        assert counting.seen == [TEXTS[0]] * 3
