"""Models behind OpenAI-compatible servers: llama.cpp's own, and one that follows a script."""

from __future__ import annotations

import signal
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from rag.generators import Generator, GeneratorError, Message, open_generator, remote
from tests.contracts.generator_contract import ENDLESS, SOON_S, GeneratorContract, written
from tests.rag.generators.servers import (
    KEY,
    Script,
    begin,
    dripping,
    free_port,
    llama_server,
    saying,
    scripted_server,
    send,
    status,
)

ASKED = [Message("user", "hello")]


@pytest.fixture(autouse=True)
def bare(monkeypatch: pytest.MonkeyPatch) -> None:
    """An environment that names no server."""
    for name in ("OPENAI_BASE_URL", "OPENAI_API_KEY", "POLICYQA_LLM_CONTEXT"):
        monkeypatch.delenv(name, raising=False)
    for name in ("POLICYQA_LLM_BASE_URL", "POLICYQA_LLM_API_KEY"):
        monkeypatch.delenv(name, raising=False)


def opened(monkeypatch: pytest.MonkeyPatch, base_url: str, key: str = KEY) -> Generator:
    monkeypatch.setenv("POLICYQA_LLM_BASE_URL", base_url)
    monkeypatch.setenv("POLICYQA_LLM_API_KEY", key)
    generator = open_generator("openai:smollm2")
    assert generator is not None
    return generator


@pytest.mark.llm
class TestLlamaServer(GeneratorContract):
    @pytest.fixture(scope="class")
    @classmethod
    def base_url(cls, gguf_path: Path) -> Iterator[str]:
        with llama_server(str(gguf_path)) as server:
            yield server.base_url

    @pytest.fixture
    def generator(self, base_url: str, monkeypatch: pytest.MonkeyPatch) -> Generator:
        return opened(monkeypatch, base_url)

    def test_the_server_tells_its_window(self, generator: Generator) -> None:
        assert generator.context_size == 4096

    def test_the_server_counts_tokens(self, generator: Generator) -> None:
        assert generator.count_tokens("Hello world") == 2

    def test_a_wrong_key(self, base_url: str, monkeypatch: pytest.MonkeyPatch) -> None:
        wrong = opened(monkeypatch, base_url, "sk-wrong-77aa")
        with pytest.raises(GeneratorError, match="does not accept the key") as error:
            list(wrong.stream(ASKED))
        assert_secret(error.value, wrong, "sk-wrong-77aa")


@pytest.mark.llm
def test_a_server_killed_while_it_answers(gguf_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with llama_server(str(gguf_path)) as server:
        generator = opened(monkeypatch, server.base_url)
        pieces = generator.stream(ENDLESS, limit=400)
        assert next(pieces)
        assert server.process is not None
        server.process.send_signal(signal.SIGKILL)
        with pytest.raises(GeneratorError, match="broke off") as error:
            list(pieces)
        assert_secret(error.value, generator, KEY)


def assert_secret(error: GeneratorError, generator: Generator, key: str) -> None:
    """The key is in nothing that anybody prints, and there is a next command."""
    shown = [str(error), repr(error), repr(generator), generator.name, generator.fingerprint]
    shown += [repr(vars(generator).get("_endpoint")), str(error.__cause__), str(error.__context__)]
    assert all(key not in text for text in shown)
    assert error.remedy


@pytest.mark.parametrize(
    ("act", "told"),
    [
        (status(401, f"Incorrect API key provided: {KEY}"), "does not accept the key"),
        (status(404, "model not found"), "no such model"),
        (status(400, f"the key {KEY} is odd"), "says 400"),
        (saying("The sky", end=None), "broke off"),
        (saying(end=None), "broke off"),
    ],
)
def test_a_server_that_fails(act: Any, told: str, monkeypatch: pytest.MonkeyPatch) -> None:
    with scripted_server(Script(act)) as server:
        generator = opened(monkeypatch, server.base_url)
        with pytest.raises(GeneratorError, match=told) as error:
            list(generator.stream(ASKED))
    assert_secret(error.value, generator, KEY)
    assert server.base_url in str(error.value)


def test_what_is_no_json(monkeypatch: pytest.MonkeyPatch) -> None:
    def act(handler: Any) -> None:
        begin(handler)
        send(handler, "The")
        handler.wfile.write(b"data: {not json at all\n\n")

    with scripted_server(Script(act)) as server:
        generator = opened(monkeypatch, server.base_url)
        with pytest.raises(GeneratorError, match="cannot be read") as error:
            list(generator.stream(ASKED))
    assert_secret(error.value, generator, KEY)


def test_a_page_of_html_is_no_answer(monkeypatch: pytest.MonkeyPatch) -> None:
    def act(handler: Any) -> None:
        begin(handler)
        handler.wfile.write(b"<!doctype html><title>Log in</title>")

    with scripted_server(Script(act)) as server:
        generator = opened(monkeypatch, server.base_url)
        with pytest.raises(GeneratorError):
            list(generator.stream(ASKED))


def test_too_many_requests_are_tried_again(monkeypatch: pytest.MonkeyPatch) -> None:
    busy = status(429, "slow down", Retry_After="0")

    def act(handler: Any) -> None:
        (busy if len(script.asked) < 3 else saying("Blue."))(handler)

    script = Script(act)
    with scripted_server(script) as server:
        assert written(opened(monkeypatch, server.base_url).stream(ASKED)) == "Blue."
    assert len(script.asked) == 3


def test_too_many_requests_to_the_end(monkeypatch: pytest.MonkeyPatch) -> None:
    script = Script(status(429, "quota", Retry_After="0"))
    with scripted_server(script) as server:
        generator = opened(monkeypatch, server.base_url)
        with pytest.raises(GeneratorError, match="asked too much"):
            list(generator.stream(ASKED))
    assert len(script.asked) == 3


def test_stop_reaches_a_silent_server(monkeypatch: pytest.MonkeyPatch) -> None:
    def act(handler: Any) -> None:
        begin(handler)
        send(handler, "The")
        while handler.connection.recv(1):
            pass
        script.hung_up.set()

    script, stop, said = Script(act), threading.Event(), []
    with scripted_server(script) as server:
        started = time.monotonic()
        for piece in opened(monkeypatch, server.base_url).stream(ASKED, stop):
            said.append(piece)
            threading.Timer(0.2, stop.set).start()
        assert time.monotonic() - started < SOON_S
        assert script.hung_up.wait(SOON_S)
    assert said == ["The"]


def test_a_closed_stream_reaches_the_server(monkeypatch: pytest.MonkeyPatch) -> None:
    script = Script(dripping("word ", 0.02))
    with scripted_server(script) as server:
        pieces = opened(monkeypatch, server.base_url).stream(ASKED)
        assert next(pieces) == "word "
        pieces.close()  # type: ignore[attr-defined]
        assert script.hung_up.wait(SOON_S)


def test_nobody_listens(monkeypatch: pytest.MonkeyPatch) -> None:
    generator = opened(monkeypatch, f"http://127.0.0.1:{free_port()}/v1")
    with pytest.raises(GeneratorError, match="cannot be reached") as error:
        list(generator.stream(ASKED))
    assert_secret(error.value, generator, KEY)
    assert generator.context_size == 4096
    assert generator.count_tokens("软件 ok") == 6


def test_tokens_are_estimated_where_a_server_does_not_count(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    with scripted_server(Script(status(404, "no"))) as server:
        generator = opened(monkeypatch, server.base_url)
        assert generator.count_tokens("软件") == 4
        monkeypatch.setenv("POLICYQA_LLM_CONTEXT", "32768")
        assert generator.context_size == 32768


def test_a_server_that_never_ends_is_not_waited_for(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(remote, "CALL_SECONDS", 0.3)
    with scripted_server(Script(dripping("字", 0.05), every_path=True)) as server:
        assert opened(monkeypatch, server.base_url).count_tokens("软件") == 4


def test_no_server_is_named() -> None:
    with pytest.raises(GeneratorError, match="is not set") as error:
        open_generator("openai:qwen")
    assert "POLICYQA_LLM_BASE_URL" in error.value.remedy


@pytest.mark.parametrize("url", ["ftp://host/v1", "localhost:8080/v1", "http://"])
def test_an_address_that_is_none(url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(GeneratorError, match="no http address"):
        opened(monkeypatch, url)


def test_a_key_that_cannot_be_sent_is_not_shown(monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(GeneratorError, match="characters no key has") as error:
        opened(monkeypatch, "http://127.0.0.1:1/v1", "sk-one\nsk-two")
    assert "sk-one" not in str(error.value)


def test_a_key_goes_only_where_it_was_set_for(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OPENAI_API_KEY", KEY)
    heads = []

    def act(handler: Any) -> None:
        heads.append(handler.headers["Authorization"])
        saying("Blue.")(handler)

    with scripted_server(Script(act)) as server:
        monkeypatch.setenv("POLICYQA_LLM_BASE_URL", server.base_url)
        generator = open_generator("openai:m")
        assert generator is not None
        assert written(generator.stream(ASKED)) == "Blue."
    assert heads == ["Bearer none"]


def test_a_password_in_the_address_is_not_shown(monkeypatch: pytest.MonkeyPatch) -> None:
    generator = opened(monkeypatch, f"http://me:hunter2@127.0.0.1:{free_port()}/v1?token=hunter2")
    with pytest.raises(GeneratorError) as error:
        list(generator.stream(ASKED))
    assert "hunter2" not in str(error.value) + generator.fingerprint
