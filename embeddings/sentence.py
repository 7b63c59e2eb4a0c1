"""Any sentence-transformers model, by folder or hub name."""

from __future__ import annotations

import hashlib
import importlib
import json
import threading
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from embeddings.encoder import FloatArray, Progress, unit_rows
from embeddings.errors import EncoderError, ModelNotFoundError
from embeddings.loading import load_model

if TYPE_CHECKING:
    from sentence_transformers import SentenceTransformer

_CHUNK = 64  # texts between two progress reports, and between two chances for a waiting query
_BATCH = 16
_HUB_TIMEOUT_S = 10.0


class SentenceEncoder:
    """A sentence-transformers model on the CPU, with the prompts the model itself defines.

    ``model`` is a folder (as ``SentenceTransformer.save_pretrained`` writes it) or a hub name. A
    hub name is looked up in the local hub cache first and fetched only when it is not there. The
    model is loaded on first use, which the properties ``fingerprint`` and ``dimension`` are too.
    """

    def __init__(self, model: str) -> None:
        self._source = str(Path(model).expanduser()) if _is_path(model) else model
        if _is_path(model) and not Path(self._source).is_dir():
            raise ModelNotFoundError(_not_found(model, "there is no such folder"))
        self._spec = model
        self._lock = threading.Lock()
        self._model: SentenceTransformer | None = None
        self._fingerprint: str | None = None

    @property
    def name(self) -> str:
        """``sentence:`` and the folder or hub name."""
        return f"sentence:{self._spec}"

    @property
    def fingerprint(self) -> str:
        """Hash of weights, modules, tokenizer and prompts; the same wherever the model lies."""
        with self._lock:
            if self._fingerprint is None:
                self._fingerprint = f"sentence:{_hash_model(self._open())}"
            return self._fingerprint

    @property
    def dimension(self) -> int:
        """Length of every vector, as the model states it."""
        with self._lock:
            return _dimension(self._open())

    def encode_documents(
        self, texts: Sequence[str], *, progress: Progress | None = None
    ) -> FloatArray:
        """Return (n, dimension) float32 unit rows; see Encoder."""
        with self._lock:
            encode = self._open().encode_document
        return self._encode(texts, encode, _BATCH, progress)

    def encode_queries(self, texts: Sequence[str]) -> FloatArray:
        """Return (n, dimension) float32 unit rows, each computed by itself; see Encoder."""
        with self._lock:
            encode = self._open().encode_query
        return self._encode(texts, encode, 1, None)

    def _encode(
        self,
        texts: Sequence[str],
        encode: Callable[..., Any],
        batch: int,
        progress: Progress | None,
    ) -> FloatArray:
        order = sorted(range(len(texts)), key=lambda i: (-len(texts[i]), i))
        vectors = np.empty((len(texts), self.dimension), dtype=np.float32)
        for start in range(0, len(order), _CHUNK):
            chunk = order[start : start + _CHUNK]
            with self._lock:  # tokenizers keep their padding between calls
                encoded = encode(
                    [_encodable(texts[i]) for i in chunk],
                    batch_size=batch,
                    show_progress_bar=False,
                )
            vectors[chunk] = unit_rows(encoded)
            if progress is not None:
                progress(start + len(chunk))
        return vectors

    def _open(self) -> SentenceTransformer:
        """Load the model once; the caller holds the lock."""
        if self._model is None:
            self._model = _load(self._source)
        return self._model


def _is_path(model: str) -> bool:
    """Whether ``model`` can only mean a folder, or is one."""
    return model.startswith(("/", ".", "~")) or "\\" in model or Path(model).is_dir()


def _load(source: str) -> SentenceTransformer:
    is_folder = Path(source).is_dir()
    try:
        try:
            return load_model(source, local_files_only=True)
        except (OSError, ValueError):
            if is_folder:
                raise
        _ask_hub(source)
        return load_model(source, local_files_only=False)
    except EncoderError:
        raise
    except Exception as error:  # model files run third-party loaders, which raise anything
        raise ModelNotFoundError(_not_found(source, _first_line(error))) from error


def _ask_hub(name: str) -> None:
    """Raise at once when the hub cannot be reached or has no such model.

    Loading would find out too, but only after retrying every file for more than a minute.
    """
    hub: Any = importlib.import_module("huggingface_hub")
    hub.HfApi().model_info(name, timeout=_HUB_TIMEOUT_S)


def _first_line(error: Exception) -> str:
    lines = str(error).strip().splitlines()
    return f"{type(error).__name__}: {lines[0]}" if lines else type(error).__name__


def _not_found(model: str, why: str) -> str:
    return (
        f"no sentence-transformers model can be opened at {model!r} ({why}); expected a folder "
        "saved by sentence-transformers, or a hub name that is in the local hub cache or can be "
        "fetched. Fetch it on a machine with a network: hf download NAME --local-dir "
        "FOLDER, then use: --encoder sentence:FOLDER, or the bundled model: --encoder e5-small"
    )


def _dimension(model: SentenceTransformer) -> int:
    dimension = model.get_embedding_dimension()
    if dimension is None:
        raise EncoderError(
            "the model does not state the length of its vectors; expected a model with a pooling "
            "module. Use another model, for example: --encoder e5-small"
        )
    return dimension


def _encodable(text: str) -> str:
    """Replace lone surrogates, which tokenizers refuse."""
    return text.encode("utf-8", "replace").decode("utf-8")


def _hash_model(model: SentenceTransformer) -> str:
    digest = hashlib.sha256()
    for part in _identity(model):
        digest.update(part)
    return digest.hexdigest()[:16]


def _identity(model: SentenceTransformer) -> Iterator[bytes]:
    """Everything that decides a vector: modules and their settings, prompts, tokenizer, weights."""
    modules = [_settings(module) for module in model]
    head = [modules, model.prompts, model.max_seq_length, model.truncate_dim]
    yield json.dumps(head, sort_keys=True, default=str).encode()
    tokenizer = getattr(model.tokenizer, "backend_tokenizer", None)
    if tokenizer is not None:
        rules = json.loads(tokenizer.to_str())
        rules.update(padding=None, truncation=None)  # of the latest call, not of the model
        yield json.dumps(rules, sort_keys=True).encode()
    for name, tensor in sorted(model.state_dict().items()):
        yield name.encode()
        yield tensor.detach().cpu().reshape(-1).float().numpy().tobytes()


def _settings(module: Any) -> list[object]:
    """A module's kind and configuration, without paths and versions."""
    own = module.get_config_dict() if hasattr(module, "get_config_dict") else {}
    config = getattr(getattr(module, "model", None), "config", None)
    architecture = config.to_dict() if config is not None else {}
    for passing in ("_name_or_path", "transformers_version", "dtype"):
        architecture.pop(passing, None)
    return [type(module).__name__, own, architecture]
