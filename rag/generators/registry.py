"""Generators by name. A back-end is one line here and one module, imported when it is asked for."""

from __future__ import annotations

from importlib import import_module
from typing import cast

from rag.generators.base import Generator, GeneratorError

EXTRACTIVE = "extractive"  # quotes without a language model: what there is when nothing else is
# "name:" -> "module:Class"; what follows the colon is its argument.
BACKENDS: dict[str, str] = {
    "openai:": "rag.generators.remote:RemoteGenerator",
    "gguf:": "rag.generators.gguf:GgufGenerator",
    "transformers:": "rag.generators.local:LocalGenerator",
}
USAGE = "policyqa models"


def open_generator(spec: str = EXTRACTIVE) -> Generator | None:
    """The generator `spec` names; None for `extractive`, which needs no model.

    Raises:
        GeneratorError: nothing of that name, or it cannot be used here.
    """
    spec = spec.strip()
    if spec == EXTRACTIVE:
        return None
    name, colon, argument = spec.partition(":")
    if argument.strip() and name + colon in BACKENDS:
        module, _, found = BACKENDS[name + colon].partition(":")
        return cast(Generator, getattr(import_module(module), found)(argument.strip()))
    known = ", ".join([EXTRACTIVE, *(f"{each}MODEL" for each in BACKENDS)])
    raise GeneratorError(
        f"没有生成器 {spec!r}；可用：{known}。 There is no generator {spec!r}; there are: {known}.",
        USAGE,
    )
