"""Embeddings from OpenAI-compatible servers: llama.cpp's own, and one that follows a script."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from embeddings import Encoder, EncoderError, open_encoder
from tests.contracts.encoder_contract import EncoderContract, assert_unit_rows
from tests.rag.generators.servers import (
    KEY,
    Script,
    free_port,
    llama_server,
    scripted_server,
    status,
)
from tests.running import Cli, write_corpus

WINDOW = 400  # characters of a text that the scripted server takes
DIMENSION = 64


def vector(text: str) -> list[float]:
    """Counts of hashed character pairs: texts that share words lie near each other."""
    counts = [0.0] * DIMENSION
    for i in range(max(len(text) - 1, 1)):
        counts[hashlib.md5(text[i : i + 2].encode()).digest()[0] % DIMENSION] += 1
    return counts


def embed(handler: Any, script: Script) -> None:
    texts = script.asked[-1]["input"]
    if any(len(text) > WINDOW for text in texts):
        status(400, "input is too long")(handler)
        return
    items = [
        {"object": "embedding", "index": i, "embedding": vector(text)}
        for i, text in enumerate(texts)
    ]
    body = {"object": "list", "data": items[::-1], "model": "m", "usage": {}}
    reply(handler, json.dumps(body).encode())


def reply(handler: Any, body: bytes) -> None:
    handler.send_response(200)
    handler.send_header("Content-Type", "application/json")
    handler.send_header("Content-Length", str(len(body)))
    handler.end_headers()
    handler.wfile.write(body)


@pytest.fixture(scope="module")
def base_url() -> Iterator[str]:
    script = Script(lambda handler: embed(handler, script))
    with scripted_server(script) as server:
        yield server.base_url


def opened(monkeypatch: pytest.MonkeyPatch, base_url: str, model: str = "bge-m3") -> Encoder:
    monkeypatch.setenv("POLICYQA_EMBEDDINGS_BASE_URL", base_url)
    monkeypatch.setenv("POLICYQA_EMBEDDINGS_API_KEY", KEY)
    return open_encoder(f"openai:{model}")


class TestRemoteEncoder(EncoderContract):
    @pytest.fixture
    def encoder(self, base_url: str, monkeypatch: pytest.MonkeyPatch) -> Encoder:
        return opened(monkeypatch, base_url)

    def test_models_are_told_apart(self, base_url: str, monkeypatch: pytest.MonkeyPatch) -> None:
        names = ("bge-m3", "multilingual-e5-large")
        first, second = (opened(monkeypatch, base_url, name) for name in names)
        assert first.fingerprint != second.fingerprint
        assert second.name == "openai:multilingual-e5-large"

    def test_e5_gets_its_prompts(self, base_url: str, monkeypatch: pytest.MonkeyPatch) -> None:
        e5 = opened(monkeypatch, base_url, "multilingual-e5-large")
        assert not np.allclose(e5.encode_queries(["软件"]), e5.encode_documents(["软件"]))


@pytest.mark.parametrize(
    ("act", "told"),
    [
        (status(401, f"wrong key {KEY}"), "does not accept the key"),
        (lambda handler: reply(handler, b"{not json"), "cannot be read"),
        (lambda handler: reply(handler, b'{"object": "list", "data": []}'), "cannot be read"),
    ],
)
def test_a_server_that_fails(act: Any, told: str, monkeypatch: pytest.MonkeyPatch) -> None:
    with (
        scripted_server(Script(act)) as server,
        pytest.raises(EncoderError, match=told) as error,
    ):
        opened(monkeypatch, server.base_url).encode_queries(["软件"])
    assert KEY not in str(error.value)


@pytest.mark.llm
def test_a_real_server(gguf_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with llama_server(str(gguf_path), embedding=True) as server:
        encoder = opened(monkeypatch, server.base_url, "smollm2")
        texts = ["Software revenue grew.", "Software revenue rose.", "苹果是一种水果。"]
        rows = encoder.encode_documents(texts)
        assert_unit_rows(rows, 3, 576)
        assert rows[0] @ rows[1] > rows[0] @ rows[2]


def test_nobody_listens(monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(EncoderError, match="cannot be reached"):
        opened(monkeypatch, f"http://127.0.0.1:{free_port()}/v1").encode_queries(["软件"])


def test_no_server_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    for place in ("POLICYQA_EMBEDDINGS", "POLICYQA_LLM", "OPENAI"):
        monkeypatch.delenv(f"{place}_BASE_URL", raising=False)
        monkeypatch.delenv(f"{place}_API_KEY", raising=False)
    with pytest.raises(EncoderError, match="POLICYQA_EMBEDDINGS_BASE_URL"):
        open_encoder("openai:bge-m3")


def test_an_index_made_with_a_server_and_the_server_gone(
    cli: Cli,
) -> None:
    write_corpus(cli.cwd / "docs")
    script = Script(lambda handler: embed(handler, script))
    with scripted_server(script) as server:
        there = {
            "POLICYQA_EMBEDDINGS_BASE_URL": server.base_url,
            "POLICYQA_EMBEDDINGS_API_KEY": KEY,
        }
        made = cli("ingest", "docs", "--encoder", "openai:m", **there)
        assert made.code == 0, made.err
        asked = cli("ask", "2024年青山市软件业务收入是多少？", **there)
        assert "38.6亿元" in asked.text
    gone = cli("ask", "2024年青山市软件业务收入是多少？", **there)
    assert gone.code == 2
    assert "cannot be reached" in gone.err
    assert KEY not in gone.err
