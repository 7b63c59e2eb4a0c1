"""What every reader must hold to; an implementation's test class inherits it."""

from __future__ import annotations

import numpy as np
import pytest

from rag.reader.reading import Reader, tidied

QUESTION = "2025年上半年软件业收入增长多少？"
TEXTS = (
    "软件公报（2025-07）\n2025年上半年，贵州软件业收入增长7.2%，比全国低4.7个百分点。",
    "会议在贵阳召开。",
    "",
    "數位經濟收入成長１２％。" * 90,
)


class ReaderContract:
    """Subclasses give a `reader` fixture."""

    @pytest.fixture
    def reader(self) -> Reader:
        raise NotImplementedError

    def test_one_reading_for_each_text_in_order(self, reader: Reader) -> None:
        readings = reader.read(QUESTION, TEXTS, [0] * len(TEXTS))
        assert len(readings) == len(TEXTS)
        for text, reading in zip(TEXTS, readings, strict=True):
            shapes = {len(reading.starts), len(reading.ends)}
            assert shapes == {len(reading.start_logits)} == {len(reading.end_logits)}
            spans = zip(reading.starts, reading.ends, strict=True)
            assert all(0 <= s < e <= len(text) for s, e in spans)
            assert np.isfinite(reading.start_logits).all()
            assert np.isfinite(reading.end_logits).all()

    def test_nothing_to_read(self, reader: Reader) -> None:
        assert reader.read(QUESTION, [], []) == []

    def test_an_empty_text_has_no_answer(self, reader: Reader) -> None:
        (reading,) = reader.read(QUESTION, [""], [0])
        assert len(reading.starts) == 0
        assert reading.best() is None

    def test_no_answer_starts_before_its_bound(self, reader: Reader) -> None:
        begins = TEXTS[0].index("\n") + 1
        (reading,) = reader.read(QUESTION, TEXTS[:1], [begins])
        assert reading.starts.min() >= begins
        best = reading.best()
        assert best is not None
        assert best.start >= begins

    def test_a_long_text_is_read_to_where_the_window_ends(self, reader: Reader) -> None:
        (reading,) = reader.read(QUESTION, [TEXTS[3]], [0])
        assert 0 < reading.ends.max() < len(TEXTS[3])

    def test_a_reading_does_not_depend_on_the_texts_beside_it(self, reader: Reader) -> None:
        alone = reader.read(QUESTION, TEXTS[:1], [0])[0]
        beside = reader.read(QUESTION, TEXTS, [0] * len(TEXTS))[0]
        assert np.allclose(alone.start_logits, beside.start_logits, atol=1e-2)
        assert np.allclose(alone.end_logits, beside.end_logits, atol=1e-2)

    def test_finds_the_number_asked_for(self, reader: Reader) -> None:
        begins = TEXTS[0].index("\n") + 1
        best = reader.read(QUESTION, TEXTS[:1], [begins])[0].best()
        assert best is not None
        best = tidied(TEXTS[0], best)
        assert TEXTS[0][best.start : best.end] == "7.2%"
        assert best.score > 0

    def test_says_that_an_answer_is_not_there(self, reader: Reader) -> None:
        best = reader.read(QUESTION, TEXTS[1:2], [0])[0].best()
        assert best is not None
        assert best.score < 0

    def test_the_fingerprint_is_a_constant_name(self, reader: Reader) -> None:
        assert reader.fingerprint == reader.fingerprint
        assert reader.fingerprint
