"""Any sentence-transformers model, here a tiny one made on the spot."""

from __future__ import annotations

import shutil
from pathlib import Path

import numpy as np
import pytest
import torch
from sentence_transformers import SentenceTransformer
from sentence_transformers.sentence_transformer.modules import Pooling, Transformer
from tokenizers import Tokenizer, models, normalizers, pre_tokenizers, processors
from transformers import BertConfig, BertModel, PreTrainedTokenizerFast

from embeddings import Encoder, EncoderError, open_encoder
from embeddings.errors import MissingPackageError, ModelNotFoundError, UnknownEncoderError
from embeddings.loading import load_model
from embeddings.sentence import SentenceEncoder
from tests.contracts.encoder_contract import EncoderContract

PROMPTS = {"query": "问 ", "document": "文 "}
SPECIAL = ["[PAD]", "[UNK]", "[CLS]", "[SEP]"]
CHARACTERS = "市数据中心软件业务收入年亿元条支持建设问文0123456789abcdefghijklmnopqrstuvwxyz"


def make_model(folder: Path, *, seed: int = 0, prompts: dict[str, str] | None = None) -> Path:
    """Save a random two-layer BERT over a few characters."""
    words = [*SPECIAL, *CHARACTERS, *(f"##{c}" for c in CHARACTERS)]
    tokenizer = Tokenizer(
        models.WordPiece({word: i for i, word in enumerate(words)}, unk_token="[UNK]")
    )
    tokenizer.normalizer = normalizers.BertNormalizer()
    tokenizer.pre_tokenizer = pre_tokenizers.BertPreTokenizer()
    tokenizer.post_processor = processors.BertProcessing(("[SEP]", 3), ("[CLS]", 2))
    fast = PreTrainedTokenizerFast(
        tokenizer_object=tokenizer, pad_token="[PAD]", unk_token="[UNK]", cls_token="[CLS]",
        sep_token="[SEP]", model_max_length=64,
    )  # fmt: skip
    torch.manual_seed(seed)
    config = BertConfig(
        vocab_size=len(words), hidden_size=32, num_hidden_layers=2, num_attention_heads=2,
        intermediate_size=64, max_position_embeddings=64,
    )  # fmt: skip
    inner = folder.parent / f"{folder.name}-inner"
    BertModel(config).save_pretrained(inner)
    fast.save_pretrained(inner)
    modules = [Transformer(str(inner)), Pooling(32, pooling_mode="mean")]
    SentenceTransformer(modules=modules, prompts=prompts, device="cpu").save_pretrained(str(folder))
    return folder


@pytest.fixture(scope="module")
def model(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return make_model(tmp_path_factory.mktemp("models") / "tiny", prompts=PROMPTS)


@pytest.fixture(scope="module")
def tiny(model: Path) -> SentenceEncoder:
    return SentenceEncoder(str(model))


class TestContract(EncoderContract):
    @pytest.fixture
    def encoder(self, tiny: SentenceEncoder) -> Encoder:
        return tiny


def test_gives_the_model_s_own_vectors(model: Path) -> None:
    encoder = SentenceEncoder(str(model))
    own = load_model(str(model), local_files_only=True)
    texts = ["数据中心", "软件业务收入38亿元"]
    for vectors, prompt in (
        (encoder.encode_queries(texts), PROMPTS["query"]),
        (encoder.encode_documents(texts), PROMPTS["document"]),
    ):
        expected = own.encode([prompt + t for t in texts], normalize_embeddings=True)
        np.testing.assert_allclose(vectors, expected, atol=1e-5)
    assert encoder.dimension == 32


def test_every_way_to_name_a_folder(model: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(model.parent)
    for spec in (f"sentence:{model}", str(model), "sentence:tiny", "tiny", "./tiny", " tiny "):
        encoder = open_encoder(spec)
        assert encoder.name.endswith("tiny")
        assert encoder.dimension == 32


def test_the_fingerprint_is_the_model_s_not_the_folder_s(model: Path, tmp_path: Path) -> None:
    moved = shutil.copytree(model, tmp_path / "elsewhere")
    original = SentenceEncoder(str(model)).fingerprint
    assert SentenceEncoder(str(moved)).fingerprint == original
    others = {
        SentenceEncoder(str(make_model(tmp_path / "a", seed=1, prompts=PROMPTS))).fingerprint,
        SentenceEncoder(str(make_model(tmp_path / "b", prompts={"query": "? "}))).fingerprint,
        open_encoder("e5-small").fingerprint,
    }
    assert len(others | {original}) == 4


@pytest.mark.parametrize("file", ["1_Pooling/config.json", "tokenizer.json", "config.json"])
def test_the_fingerprint_covers_pooling_tokenizer_and_architecture(
    model: Path, tmp_path: Path, file: str
) -> None:
    changed = shutil.copytree(model, tmp_path / "changed")
    text = (changed / file).read_text("utf-8")
    edits = {"1_Pooling/config.json": ("mean", "cls"), "config.json": ("gelu", "relu")}
    old, new = edits.get(file, ('"lowercase": true', '"lowercase": false'))
    assert old in text
    (changed / file).write_text(text.replace(old, new), "utf-8")
    original = SentenceEncoder(str(model)).fingerprint
    assert SentenceEncoder(str(changed)).fingerprint != original


@pytest.mark.parametrize("spec", ["/no/such/folder", "./nothing", "sentence:~/no-such-model"])
def test_a_missing_folder_is_named_with_the_remedy(spec: str) -> None:
    with pytest.raises(ModelNotFoundError, match=r"no such folder.*--encoder"):
        open_encoder(spec)


def test_a_folder_that_is_no_model_is_named_with_the_remedy(tmp_path: Path) -> None:
    (tmp_path / "config.json").write_text("{}")
    with pytest.raises(ModelNotFoundError, match=str(tmp_path)):
        _ = open_encoder(str(tmp_path)).dimension


def test_a_hub_name_without_a_network_is_named_with_the_remedy(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("huggingface_hub.constants.ENDPOINT", "http://127.0.0.1:9")
    monkeypatch.setattr("huggingface_hub.hf_api.constants.ENDPOINT", "http://127.0.0.1:9")
    with pytest.raises(ModelNotFoundError, match=r"nobody/nothing.*hf download"):
        open_encoder("nobody/nothing").encode_queries(["问"])


@pytest.mark.parametrize("spec", ["e6-small", "e5-small:x", "sentence:", ""])
def test_an_unknown_name_lists_what_exists(spec: str) -> None:
    with pytest.raises(UnknownEncoderError, match="e5-small, sentence:MODEL"):
        open_encoder(spec)


def test_errors_share_a_root() -> None:
    assert issubclass(MissingPackageError, EncoderError)
    assert issubclass(ModelNotFoundError, EncoderError)
