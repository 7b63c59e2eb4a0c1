"""Mapped text: characters keep their origins through cutting, joining and editing."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.mapped import INSERTED, MappedText, original_spans
from rag.types import Segment, Span

TEXTS = st.text(alphabet="数据 12\n，a", max_size=30)


def test_identity_and_slices_point_home() -> None:
    text = MappedText.identity("贵州数据", start=5).slice(1, 3)
    assert text.text == "州数"
    assert text.origin.tolist() == [6, 7]


def test_a_replacement_stands_for_its_source() -> None:
    assert MappedText.replaced("&", 3, 8).origin.tolist() == [3]
    assert MappedText.replaced("ffi", 3, 4).origin.tolist() == [3, 3, 3]


def test_edits_of_the_same_length_keep_origins() -> None:
    text = MappedText.identity("甲\n乙丙").edit([(Span(1, 2), " "), (Span(3, 4), "丁戊")])
    assert text.text == "甲 乙丁戊"
    assert text.origin.tolist() == [0, 1, 2, INSERTED, INSERTED]


def test_overlapping_edits_are_refused() -> None:
    with pytest.raises(ValueError, match="overlap"):
        MappedText.identity("abc").edit([(Span(0, 2), ""), (Span(1, 3), "")])


def test_lengths_must_agree() -> None:
    with pytest.raises(ValueError, match="2 characters with 1"):
        MappedText("ab", np.zeros(1, dtype=np.int32))


def test_glue_belongs_to_no_segment() -> None:
    parts = [MappedText.identity("年"), MappedText.inserted("："), MappedText.identity("值", 7)]
    text = MappedText.concat(parts)
    assert text.segments() == (Segment(0, 1, 0, 1), Segment(2, 3, 7, 8))
    assert original_spans(text.segments(), Span(0, 3)) == (Span(0, 1), Span(7, 8))
    assert MappedText.concat([]).segments() == ()


def test_spans_that_repeat_a_header_stay_apart() -> None:
    segments = (Segment(0, 2, 4, 6), Segment(2, 4, 0, 2))
    assert original_spans(segments, Span(1, 4)) == (Span(5, 6), Span(0, 2))


@given(TEXTS, st.lists(st.tuples(st.integers(0, 30), st.integers(0, 30), TEXTS), max_size=5))
def test_every_mapped_character_is_its_original(
    decoded: str, cuts: list[tuple[int, int, str]]
) -> None:
    edits, at = [], 0
    for start, length, new in sorted(cuts):
        begin = max(start, at)
        end = min(begin + length, len(decoded))
        if begin <= end and len(new) != end - begin:
            edits.append((Span(begin, end), new))
            at = end
    text = MappedText.identity(decoded).edit(edits)
    for char, origin in zip(text.text, text.origin.tolist(), strict=True):
        assert origin == INSERTED or decoded[origin] == char
    for part in text.segments():
        shown = text.text[part.start : part.end]
        assert shown == decoded[part.original_start : part.original_end]
