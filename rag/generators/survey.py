"""What can write answers and make vectors on this machine, and what would have to be done first."""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from typing import Any, Final, Literal

from embeddings.endpoint import (
    EMBEDDINGS,
    LANGUAGE,
    Endpoint,
    EndpointError,
    explain,
    missing,
    open_client,
    read_endpoint,
)
from rag.generators.files import installed_gguf
from rag.generators.gguf import REQUIREMENT as LLAMA
from rag.generators.registry import EXTRACTIVE

Use = Literal["answers", "embeddings"]
LISTED = 12  # models of one server
LOOK_SECONDS = 3.0
GGUF_EXAMPLE: Final = "policyqa ask … --generator gguf:/path/to/model.gguf"


@dataclass(frozen=True, slots=True)
class Model:
    """One way to write answers or to make vectors. `remedy` is what makes it usable, if it is not.

    `spec` is what `--generator` or `--encoder` takes.
    """

    use: Use
    spec: str
    usable: bool
    detail: str
    remedy: str | None = None

    def to_dict(self) -> dict[str, Any]:
        """The object `models --json` prints."""
        return asdict(self)


def survey() -> Iterator[Model]:
    """All of them; asks the servers that the environment names for their models, nothing else."""
    yield Model("answers", EXTRACTIVE, True, "原文引句，无需模型 / quotes, no model needed")
    yield from _gguf()
    yield from _transformers()
    yield from _server("answers", LANGUAGE)
    yield Model("embeddings", "e5-small", True, "随软件安装 / comes with the package")
    yield Model("embeddings", "sentence:MODEL", True, "本地文件夹或模型名 / a folder or hub name")
    yield from _server("embeddings", EMBEDDINGS)


def _gguf() -> Iterator[Model]:
    if find_spec("xllamacpp") is None:
        lacking = "缺软件包 xllamacpp / the package xllamacpp is missing"
        yield Model("answers", "gguf:FILE", False, lacking, f'python -m pip install "{LLAMA}"')
        return
    found = list(installed_gguf())
    for package, path in found:
        size = f"{path.stat().st_size / 1e6:.0f} MB"
        yield Model("answers", f"gguf:{path.name}", True, f"{package}, {size}")
    if not found:
        detail = "没有随包安装的模型，可用任意 .gguf 文件 / none installed; any .gguf file will do"
        yield Model("answers", "gguf:FILE", False, detail, GGUF_EXAMPLE)


def _transformers() -> Iterator[Model]:
    found = list(_cached_models())
    for name in found:
        yield Model("answers", f"transformers:{name}", True, "本机缓存 / in the local hub cache")
    if not found:
        detail = "本机缓存里没有语言模型 / no language model in the local hub cache"
        remedy = (
            "hf download NAME --local-dir FOLDER; policyqa ask … --generator transformers:FOLDER"
        )
        yield Model("answers", "transformers:FOLDER", False, detail, remedy)


def _cached_models() -> Iterator[str]:
    """Hub names in the local cache that continue text."""
    try:
        cache = import_module("huggingface_hub").scan_cache_dir()
    except Exception:  # no cache at all
        return
    for repository in cache.repos:
        for revision in repository.revisions:
            if any(_continues_text(Path(file.file_path)) for file in revision.files):
                yield str(repository.repo_id)
                break


def _continues_text(path: Path) -> bool:
    return path.name == "config.json" and "ForCausalLM" in path.read_text("utf-8", "replace")


def _server(use: Use, pairs: tuple[tuple[str, str], ...]) -> Iterator[Model]:
    """What the server of an environment offers, or why it offers nothing."""

    def lacking(error: EndpointError) -> Model:
        return Model(use, "openai:MODEL", False, error.message, error.remedy or None)

    try:
        endpoint = read_endpoint(os.environ, pairs)
        if endpoint is None:
            raise missing(pairs)
        yield from _offered(use, endpoint)
    except EndpointError as error:
        yield lacking(error)


def _offered(use: Use, endpoint: Endpoint) -> Iterator[Model]:
    """The server's list of models; which of them do what, it does not say."""
    client = open_client(endpoint).with_options(timeout=LOOK_SECONDS, max_retries=0)
    names = _listed(client, endpoint)
    for name in names[:LISTED]:
        yield Model(use, f"openai:{name}", True, endpoint.place)
    if len(names) > LISTED:
        more = f"{endpoint.place}：另有 {len(names) - LISTED} 个 / {len(names) - LISTED} more"
        yield Model(use, "openai:MODEL", True, more)
    if not names:
        detail = f"{endpoint.place} 没有列出模型 / lists no models"
        yield Model(use, "openai:MODEL", False, detail, f"curl {endpoint.place}/models")


def _listed(client: Any, endpoint: Endpoint) -> list[str]:
    failed: EndpointError
    try:
        return [str(card.id) for card in client.models.list().data]
    except Exception as error:  # whatever a server and its client may raise
        failed = explain(error, endpoint)
    raise failed
