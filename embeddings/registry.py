"""Encoders by name. A back-end is one line here and one module, imported when it is asked for."""

from __future__ import annotations

from importlib import import_module
from pathlib import Path
from typing import cast

from embeddings.encoder import Encoder
from embeddings.errors import UnknownEncoderError

DEFAULT = "e5-small"
# name -> "module:Class"; a name ending in ":" takes what follows it as its argument.
BACKENDS: dict[str, str] = {
    DEFAULT: "embeddings.e5:E5Encoder",
    "sentence:": "embeddings.sentence:SentenceEncoder",
    "openai:": "embeddings.remote:RemoteEncoder",
}


def open_encoder(spec: str = DEFAULT) -> Encoder:
    """The encoder that `spec` names: a name above with its model, a folder or a hub name.

    Raises:
        UnknownEncoderError: nothing of that name.
        EncoderError: the encoder's model cannot be used.
    """
    spec = spec.strip()
    if spec in BACKENDS and not spec.endswith(":"):
        return _load(BACKENDS[spec])
    name, colon, argument = spec.partition(":")
    if argument and name + colon in BACKENDS:
        return _load(BACKENDS[name + colon], argument)
    if "/" in spec or (spec and Path(spec).is_dir()):
        return _load(BACKENDS["sentence:"], spec)
    raise UnknownEncoderError(spec, (n + "MODEL" if n.endswith(":") else n for n in BACKENDS))


def _load(target: str, *arguments: str) -> Encoder:
    module, _, name = target.partition(":")
    return cast(Encoder, getattr(import_module(module), name)(*arguments))
