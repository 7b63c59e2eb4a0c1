"""Write the 4-bit model as an ordinary sentence-transformers folder (BertModel, mean pooling)."""

from __future__ import annotations

import json
from collections.abc import Mapping
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from embeddings.encoder import FloatArray
from embeddings.q4 import Q4File

MAX_TOKENS = 512
QUERY_PROMPT, DOCUMENT_PROMPT = "query: ", "passage: "
NORMALIZATION = "normalization.json"

_MODULES = "sentence_transformers.models"
_EMBEDDINGS = {
    "word_embeddings.weight": "emb.word",
    "position_embeddings.weight": "emb.pos",
    "token_type_embeddings.weight": "emb.type",
    "LayerNorm.weight": "emb.ln.w",
    "LayerNorm.bias": "emb.ln.b",
}
_LAYER = {
    "attention.self.query": "q",
    "attention.self.key": "k",
    "attention.self.value": "v",
    "attention.output.dense": "ao",
    "attention.output.LayerNorm": "aln",
    "intermediate.dense": "fi",
    "output.dense": "fo",
    "output.LayerNorm": "oln",
}


def unpack(model: Q4File, folder: Path) -> None:
    """Write weights, tokenizer, pooling and prompts of ``model`` into the existing ``folder``.

    sentence-transformers loads the result like any model, with one reservation: texts must pass
    through the code point map in ``normalization.json`` first. It is SentencePiece's nmt_nfkc
    rules, which no normaliser that a tokenizer file can name reproduces exactly (the full-width
    tilde, for one, is kept).
    """
    from safetensors.numpy import save_file

    for name, content in _json_files(model).items():
        target = folder / name
        target.parent.mkdir(exist_ok=True)
        target.write_text(json.dumps(content, ensure_ascii=False), "utf-8")
    save_file(_tensors(model), folder / "model.safetensors", metadata={"format": "pt"})


def _tensors(model: Q4File) -> dict[str, npt.NDArray[Any]]:
    """Name the weights as Hugging Face's BertModel does.

    Matrices are stored as float16, half the disk: its rounding (2**-11, relative) is far below
    the step of four-bit weights. Vectors stay float32.
    """
    named: dict[str, npt.NDArray[Any]] = {}
    for target, source in _EMBEDDINGS.items():
        values = model.tensor(source)
        is_vector = target.startswith("LayerNorm")
        named[f"embeddings.{target}"] = values if is_vector else _matrix(values, model.shape.hidden)
    for layer in range(model.shape.layers):
        for target, source in _LAYER.items():
            weight = model.tensor(f"l{layer}.{source}.w")
            bias = model.tensor(f"l{layer}.{source}.b")
            is_vector = target.endswith("LayerNorm")
            columns = weight.size // bias.size
            prefix = f"encoder.layer.{layer}.{target}"
            named[f"{prefix}.weight"] = weight if is_vector else _matrix(weight, columns)
            named[f"{prefix}.bias"] = bias
    return named


def _matrix(flat: FloatArray, columns: int) -> npt.NDArray[np.float16]:
    return flat.reshape(-1, columns).astype(np.float16)


def _json_files(model: Q4File) -> Mapping[str, object]:
    return {
        "config.json": _bert_config(model),
        "modules.json": [
            {"idx": 0, "name": "0", "path": "", "type": f"{_MODULES}.Transformer"},
            {"idx": 1, "name": "1", "path": "1_Pooling", "type": f"{_MODULES}.Pooling"},
            {"idx": 2, "name": "2", "path": "2_Normalize", "type": f"{_MODULES}.Normalize"},
        ],
        "sentence_bert_config.json": {
            "max_seq_length": MAX_TOKENS,
            "do_lower_case": False,
            "model_args": {"add_pooling_layer": False},
        },
        "1_Pooling/config.json": {
            "word_embedding_dimension": model.shape.hidden,
            "pooling_mode_mean_tokens": True,
        },
        "2_Normalize/config.json": {},
        "config_sentence_transformers.json": {
            "prompts": {"query": QUERY_PROMPT, "document": DOCUMENT_PROMPT},
            "default_prompt_name": None,
            "similarity_fn_name": "cosine",
        },
        "tokenizer.json": _tokenizer(model),
        "tokenizer_config.json": _tokenizer_config(),
        NORMALIZATION: {chr(source): target for source, target in model.normalization.items()},
    }


def _bert_config(model: Q4File) -> dict[str, object]:
    shape = model.shape
    return {
        "architectures": ["BertModel"],
        "model_type": "bert",
        "hidden_size": shape.hidden,
        "num_hidden_layers": shape.layers,
        "num_attention_heads": shape.heads,
        "intermediate_size": shape.feed_forward,
        "vocab_size": shape.vocabulary,
        "max_position_embeddings": shape.positions,
        "type_vocab_size": shape.token_types,
        "layer_norm_eps": shape.layer_norm_epsilon,
        "hidden_act": "gelu",
        "pad_token_id": model.pad,
        "bos_token_id": model.bos,
        "eos_token_id": model.eos,
        "dtype": "float32",
    }


def _tokenizer(model: Q4File) -> dict[str, object]:
    """Describe XLM-R's unigram tokenizer: <s> text </s>, one metaspace before the text."""
    bos, eos = model.pieces[model.bos][0], model.pieces[model.eos][0]
    metaspace = {"type": "Metaspace", "replacement": "▁", "prepend_scheme": "first"}
    start, end, text, second = (
        {"SpecialToken": {"id": bos, "type_id": 0}},
        {"SpecialToken": {"id": eos, "type_id": 0}},
        {"Sequence": {"id": "A", "type_id": 0}},
        {"Sequence": {"id": "B", "type_id": 0}},
    )
    return {
        "version": "1.0",
        "truncation": None,
        "padding": None,
        "added_tokens": [_added_token(model, index) for index in _special_ids(model)],
        "normalizer": {"type": "Replace", "pattern": {"Regex": " {2,}"}, "content": " "},
        "pre_tokenizer": {
            "type": "Sequence",
            "pretokenizers": [{**metaspace, "split": False}, _unknown_characters(model)],
        },
        "post_processor": {
            "type": "TemplateProcessing",
            "single": [start, text, end],
            "pair": [start, text, end, end, second, end],
            "special_tokens": {
                bos: {"id": bos, "ids": [model.bos], "tokens": [bos]},
                eos: {"id": eos, "ids": [model.eos], "tokens": [eos]},
            },
        },
        "decoder": {**metaspace, "split": True},
        "model": {
            "type": "Unigram",
            "unk_id": model.unk,
            "vocab": [[piece, score] for piece, score in model.pieces],
            "byte_fallback": False,
        },
    }


def _unknown_characters(model: Q4File) -> dict[str, object]:
    """Set each character outside the vocabulary apart, so that it becomes one <unk> of its own.

    The tokenizers library would fuse a run of them into one token; the C engine does not.
    """
    points = sorted({ord(character) for piece, _ in model.pieces for character in piece})
    ends = [a for a, b in pairwise(points) if b != a + 1] + points[-1:]
    starts = points[:1] + [b for a, b in pairwise(points) if b != a + 1]
    known = "".join(
        f"\\x{{{start:X}}}-\\x{{{end:X}}}" for start, end in zip(starts, ends, strict=True)
    )
    return {
        "type": "Split",
        "pattern": {"Regex": f"[^{known}]"},
        "behavior": "Isolated",
        "invert": False,
    }


def _special_ids(model: Q4File) -> list[int]:
    mask = len(model.pieces) - 1
    return sorted([model.bos, model.eos, model.pad, model.unk, mask])


def _added_token(model: Q4File, index: int) -> dict[str, object]:
    return {
        "id": index,
        "content": model.pieces[index][0],
        "single_word": False,
        "lstrip": False,
        "rstrip": False,
        "normalized": False,
        "special": True,
    }


def _tokenizer_config() -> dict[str, object]:
    return {
        "tokenizer_class": "PreTrainedTokenizerFast",
        "bos_token": "<s>",
        "cls_token": "<s>",
        "eos_token": "</s>",
        "sep_token": "</s>",
        "unk_token": "<unk>",
        "pad_token": "<pad>",
        "mask_token": "<mask>",
        "model_max_length": MAX_TOKENS,
        "clean_up_tokenization_spaces": False,
        "model_input_names": ["input_ids", "attention_mask"],
    }
