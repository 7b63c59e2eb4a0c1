"""The NumPy tokenizer against the tokenizers library, and its offsets."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from embeddings.checkpoint import bundled_weights, unpacked_model
from embeddings.q4 import read_q4
from rag.reader.pairs import LONGEST, pair, read_text, simplify
from rag.reader.tokens import Pieces, tokenize

PIECES = Pieces.of(read_q4(bundled_weights()))
TEXTS = st.text(
    alphabet=st.one_of(
        st.sampled_from("贵州省数据中心软件业收入增长７.2%，。“”《》 \n\t…㎡①Ⅳ"),
        st.characters(exclude_categories=["Cs"]),
    ),
    max_size=80,
)


@pytest.fixture(scope="module")
def reference() -> tuple[Any, dict[str, str]]:
    """The unpacked tokenizer and the map its texts must pass through."""
    from tokenizers import Tokenizer

    folder: Path = unpacked_model()
    mapping = json.loads((folder / "normalization.json").read_text("utf-8"))
    return Tokenizer.from_file(str(folder / "tokenizer.json")), mapping


@given(text=TEXTS)
def test_the_same_tokens_as_the_library(text: str, reference: tuple[Any, dict[str, str]]) -> None:
    tokenizer, mapping = reference
    read = "".join(mapping.get(c, c) for c in text)
    if any(special in read for special in ("<s>", "</s>", "<pad>", "<unk>", "<mask>")):
        return  # the library takes these for control tokens, we for text
    found = tokenize(text, PIECES).ids.tolist()
    expected = tokenizer.encode(read, add_special_tokens=False).ids
    assert found == expected or not read.strip(" ▁")


@given(text=TEXTS)
def test_tokens_run_through_the_text_in_order(text: str) -> None:
    tokens = tokenize(text, PIECES)
    assert (tokens.starts <= tokens.ends).all()
    assert (tokens.starts[1:] >= tokens.starts[:-1]).all()
    assert tokens.ends.max(initial=0) <= len(text)
    covered = {i for s, e in zip(tokens.starts, tokens.ends, strict=True) for i in range(s, e)}
    assert all(i in covered for i, c in enumerate(text) if c.isalnum())


@given(question=TEXTS, text=st.text(max_size=900))
def test_a_pair_fits_the_window(question: str, text: str) -> None:
    made = pair(read_text(question, PIECES), read_text(text, PIECES))
    assert len(made.ids) <= LONGEST
    assert made.first + len(made.starts) == len(made.ids) - 1
    assert (made.ids[0], made.ids[-1]) == (0, 2)


@given(text=TEXTS)
def test_simplifying_keeps_offsets(text: str) -> None:
    assert len(simplify(text)) == len(text)


def test_traditional_reads_as_simplified_and_case_stays() -> None:
    assert simplify("貴州OFFICE產業") == "贵州OFFICE产业"
