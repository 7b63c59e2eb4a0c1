"""Local Hugging Face models, on a tiny one with random weights that is made here."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from rag.generators import Generator, GeneratorError, open_generator
from tests.contracts.generator_contract import GeneratorContract

WORDS = ["policy", "software", "revenue", "grew", "city", "data", "centre", "plan", "sky", "blue"]
TEMPLATE = "{% for m in messages %}{{ m.role }} {{ m.content }} {% endfor %}assistant "


@pytest.fixture(scope="session")
def tiny_model(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A Llama of two small layers over a vocabulary of words; it talks nonsense for ever."""
    import torch
    from tokenizers import Tokenizer, models, pre_tokenizers
    from transformers import LlamaConfig, LlamaForCausalLM, PreTrainedTokenizerFast

    folder = tmp_path_factory.mktemp("tiny")
    special = ("[UNK]", "[EOS]")
    inner = Tokenizer(models.WordLevel({w: i for i, w in enumerate((*special, *WORDS))}, "[UNK]"))
    inner.pre_tokenizer = pre_tokenizers.Whitespace()
    tokenizer = PreTrainedTokenizerFast(
        tokenizer_object=inner, unk_token="[UNK]", eos_token="[EOS]", chat_template=TEMPLATE
    )
    tokenizer.save_pretrained(folder)
    torch.manual_seed(0)
    config = LlamaConfig(
        vocab_size=len(special) + len(WORDS),
        hidden_size=16,
        intermediate_size=32,
        num_hidden_layers=2,
        num_attention_heads=2,
        num_key_value_heads=2,
        max_position_embeddings=512,
        bos_token_id=None,
        eos_token_id=1,
    )
    model = LlamaForCausalLM(config)
    with torch.no_grad():
        model.lm_head.weight[:2] = 0.0  # it never ends and knows every word it says
    model.save_pretrained(folder)
    return folder


@pytest.mark.slow
class TestLocal(GeneratorContract):
    @pytest.fixture(scope="class")
    @classmethod
    def generator(cls, tiny_model: Path) -> Generator:
        opened = open_generator(f"transformers:{tiny_model}")
        assert opened is not None
        return opened

    def test_the_window_is_the_model_s(self, generator: Generator) -> None:
        assert generator.context_size == 512

    def test_other_weights_are_told_apart(
        self, generator: Generator, tiny_model: Path, tmp_path: Path
    ) -> None:
        copy = shutil.copytree(tiny_model, tmp_path / "copy")
        same = open_generator(f"transformers:{copy}")
        assert same is not None
        assert same.fingerprint == generator.fingerprint
        with (copy / "model.safetensors").open("r+b") as stream:
            stream.seek(-1, 2)
            stream.write(b"\xff")
        other = open_generator(f"transformers:{copy}")
        assert other is not None
        assert other.fingerprint != generator.fingerprint

    def test_a_folder_that_holds_no_model(self, tmp_path: Path) -> None:
        opened = open_generator(f"transformers:{tmp_path}")
        assert opened is not None
        with pytest.raises(GeneratorError, match="no language model"):
            opened.count_tokens("软件")


def test_a_model_that_is_not_here_is_not_fetched(monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(GeneratorError, match="no model") as error:
        open_generator("transformers:nobody/no-such-model")
    assert "hf download" in error.value.remedy
