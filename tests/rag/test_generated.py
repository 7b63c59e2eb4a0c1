"""Answers of a language model, end to end: the real client, a server that follows a script."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest

from rag import Assistant
from rag.answer import Answer
from rag.config import Config
from rag.errors import ConfigError
from rag.generators import Generator, GeneratorError, Message, Stop, open_generator
from tests.rag.generators.servers import (
    KEY,
    Running,
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

ASKED = "2024年青山市软件业务收入是多少？"
TRUE = "2024年青山市软件业务收入为38.6亿元[1]。"
FALSE = "2024年青山市软件业务收入为83.6亿元[1]。"
REFUSED = "2019年青山市软件业务收入是多少？"
Ask = Callable[..., Answer]


@pytest.fixture(scope="module")
def offline(small_index: Path) -> Iterator[Assistant]:
    with Assistant.open(small_index / "index", create=False) as opened:
        yield opened


@pytest.fixture
def use(offline: Assistant, monkeypatch: pytest.MonkeyPatch) -> Callable[..., Assistant]:
    """The same index with the model of a server, and other settings where given."""

    def opened(base_url: str, **settings: Any) -> Assistant:
        monkeypatch.setenv("POLICYQA_LLM_BASE_URL", base_url)
        monkeypatch.setenv("POLICYQA_LLM_API_KEY", KEY)
        generator = open_generator("openai:scripted")
        config = replace(Config(), generator="openai:scripted", **settings)
        return Assistant(offline.index, offline.encoder, config, generator)

    return opened


@pytest.fixture
def ask(use: Callable[..., Assistant]) -> Ask:
    """Ask with a server that acts so."""

    def asked(act: Callable[[Any], None], question: str = ASKED, **settings: Any) -> Answer:
        with scripted_server(Script(act)) as server:
            return use(server.base_url, **settings).ask(question)

    return asked


def exact(assistant: Assistant, answer: Answer) -> None:
    for citation in answer.citations:
        text = assistant.index.document(citation.document_id).text
        assert citation.quote == citation.span.of(text) != ""
    numbers = {citation.number for citation in answer.citations}
    for claim in (*answer.claims, *answer.withheld):
        assert numbers.issuperset(claim.citations)


def test_a_supported_sentence_is_a_claim(offline: Assistant, ask: Ask) -> None:
    answer = ask(saying(*TRUE))
    exact(offline, answer)
    (claim,) = answer.claims
    assert claim.text == "2024年青山市软件业务收入为38.6亿元。"
    assert claim.verdict is not None
    assert claim.verdict.status == "supported"
    assert "38.6亿元" in answer.citations[claim.citations[0] - 1].quote
    assert answer.text == "2024年青山市软件业务收入为38.6亿元。[1]"
    assert answer.generator == "openai:scripted"
    assert answer.timings.keys() == {"retrieve", "answer", "generate", "check", "total"}
    assert (answer.notices, answer.withheld, answer.status) == ((), (), "answered")
    told = answer.to_dict()
    assert json.loads(json.dumps(told)) == told
    assert told["manifest"]["prompt"] == answer.prompt is not None


def test_a_false_sentence_is_withheld(offline: Assistant, ask: Ask) -> None:
    answer = ask(saying(TRUE, FALSE, "明天天气很好。"))
    exact(offline, answer)
    assert [claim.text for claim in answer.claims] == ["2024年青山市软件业务收入为38.6亿元。"]
    assert [claim.text for claim in answer.withheld] == [
        "2024年青山市软件业务收入为83.6亿元。",
        "明天天气很好。",
    ]
    statuses = [claim.verdict and claim.verdict.status for claim in answer.withheld]
    assert statuses == ["contradicted", "unsupported"]
    assert "83.6" not in answer.text


def test_withheld_sentences_can_be_dropped(ask: Ask) -> None:
    answer = ask(saying(TRUE, FALSE), withheld="drop")
    assert answer.withheld == ()
    assert "1 句话" in answer.notices[0]
    assert "83.6" not in json.dumps(answer.to_dict(), ensure_ascii=False)


def test_unknown_passages_are_reported(ask: Ask) -> None:
    answer = ask(saying(TRUE, "全市有企业57家[42]。"))
    assert any("[42]" in notice for notice in answer.notices)
    assert len(answer.claims) == len(answer.withheld) == 1


def test_quotes_take_over_when_nothing_holds(offline: Assistant, ask: Ask) -> None:
    quotes = offline.ask(ASKED)
    answer = ask(saying(FALSE))
    exact(offline, answer)
    assert answer.claims == quotes.claims
    assert answer.text == quotes.text
    assert answer.citations[: len(quotes.citations)] == quotes.citations
    assert answer.generator == "extractive"
    assert "没有得到原文支持" in answer.notices[0]
    assert len(answer.withheld) == 1


def test_a_model_that_finds_no_answer(offline: Assistant, ask: Ask) -> None:
    answer = ask(saying("无法回答。"))
    assert answer.claims == offline.ask(ASKED).claims
    assert "不能回答" in answer.notices[0]


def malformed(handler: Any) -> None:
    begin(handler)
    send(handler, TRUE)
    handler.wfile.write(b"data: {broken\n\n")


@pytest.mark.parametrize(
    ("act", "told"),
    [
        (status(401, f"Incorrect API key {KEY}"), "read -rs POLICYQA_LLM_API_KEY"),
        (status(429, "quota", Retry_After="0"), "ask again"),
        (status(503, f"overloaded {KEY}", Retry_After="0"), "503"),
        (saying(TRUE, "全市", end=None), "broke off"),
        (malformed, "cannot be read"),
    ],
)
def test_quotes_take_over_when_the_server_fails(
    offline: Assistant, ask: Ask, act: Any, told: str
) -> None:
    quotes, answer = offline.ask(ASKED), ask(act)
    assert (answer.claims, answer.citations, answer.text) == (
        quotes.claims,
        quotes.citations,
        quotes.text,
    )
    assert answer.generator == "extractive"
    assert told in answer.notices[0]
    assert KEY not in json.dumps(answer.to_dict())


def test_quotes_take_over_when_nobody_listens(use: Callable[..., Assistant]) -> None:
    answer = use(f"http://127.0.0.1:{free_port()}/v1").ask(ASKED)
    assert "cannot be reached" in answer.notices[0]
    assert answer.claims


@pytest.mark.parametrize("act", [dripping("字", 0.05), lambda handler: time.sleep(5)])
def test_quotes_take_over_when_time_is_up(offline: Assistant, ask: Ask, act: Any) -> None:
    answer = ask(act, generate_seconds=0.5)
    assert answer.claims == offline.ask(ASKED).claims
    assert "0.5 秒" in answer.notices[0]


def test_an_answer_cut_short_keeps_whole_sentences(ask: Ask) -> None:
    answer = ask(saying(TRUE, "全市共有软件企业5", end="length"))
    assert [claim.text for claim in answer.claims] == ["2024年青山市软件业务收入为38.6亿元。"]
    assert answer.withheld == ()
    assert "超出长度" in answer.notices[0]


def test_a_refused_question_is_not_sent(use: Callable[..., Assistant]) -> None:
    script = Script(saying(TRUE))
    with scripted_server(script) as server:
        answer = use(server.base_url).ask(REFUSED)
    assert answer.status == "refused"
    assert script.asked == []


def test_an_answer_grows(use: Callable[..., Assistant]) -> None:
    with scripted_server(Script(saying(TRUE, FALSE, TRUE.replace("为", "是")))) as server:
        grown = list(use(server.base_url).stream(ASKED))
    assert [len(answer.claims) for answer in grown] == [1, 1, 2, 2]
    assert [len(answer.withheld) for answer in grown] == [0, 1, 1, 1]
    assert [answer.made is None for answer in grown] == [True, True, True, False]
    for before, after in pairwise(grown):
        assert after.claims[: len(before.claims)] == before.claims
        assert after.citations[: len(before.citations)] == before.citations


def test_stop_keeps_what_is_written(use: Callable[..., Assistant]) -> None:
    def act(handler: Any) -> None:
        begin(handler)
        send(handler, TRUE + "接着")
        dripping("写", 0.02)(handler)

    script, stop = Script(act), threading.Event()
    with scripted_server(script) as server:
        growing = use(server.base_url).stream(ASKED, stop=stop)
        assert len(next(growing).claims) == 1
        stop.set()
        *_, answer = growing
        assert script.hung_up.wait(20)
    assert [claim.text for claim in answer.claims] == ["2024年青山市软件业务收入为38.6亿元。"]
    assert answer.notices == ("已按您的要求停止。",)
    assert answer.made is not None


def test_the_prompt_holds_fenced_passages_and_the_question(use: Callable[..., Assistant]) -> None:
    script = Script(saying(TRUE))
    with scripted_server(script) as server:
        use(server.base_url).ask(ASKED)
    sent = next(body for body in script.asked if "messages" in body)
    system, user = (message["content"] for message in sent["messages"])
    assert ASKED in user
    assert "38.6亿元" in user
    fence = user.split()[1]
    assert fence in system
    assert (sent["temperature"], sent["stream"]) == (0.0, True)


def test_an_english_question_is_told_in_english(ask: Ask) -> None:
    answer = ask(status(401, "no"), "How many data centers are in use?")
    assert "these are quotes" in answer.notices[0]


def test_a_broken_prompt_of_the_user_s_own(
    ask: Ask, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("POLICYQA_PROMPTS", str(tmp_path))
    (tmp_path / "answer.zh.md").write_text("回答：$question", "utf-8")
    with pytest.raises(ConfigError, match=r"answer\.zh\.md"):
        ask(saying(TRUE))


def test_a_generator_that_is_none(small_index: Path) -> None:
    for spec in ("gpt", "openai:", "gguf:/nowhere.gguf"):
        with pytest.raises(GeneratorError) as error:
            Assistant.open(small_index / "index", generator=spec, create=False)
        assert error.value.remedy


class Killing:
    """A generator whose server is killed once it has begun to answer."""

    def __init__(self, inner: Generator, server: Running) -> None:
        self._inner = inner
        self._server = server
        self.name, self.fingerprint = inner.name, inner.fingerprint
        self.context_size, self.count_tokens = inner.context_size, inner.count_tokens

    def stream(
        self, messages: Sequence[Message], stop: Stop | None = None, limit: int = 512
    ) -> Iterator[str]:
        pieces = self._inner.stream(messages, stop, limit)
        yield next(pieces)
        assert self._server.process is not None
        self._server.process.kill()
        yield from pieces


@pytest.mark.llm
def test_a_real_server_killed_in_the_middle_of_an_answer(
    offline: Assistant, use: Callable[..., Assistant], gguf_path: Path
) -> None:
    with llama_server(str(gguf_path)) as server:
        assistant = use(server.base_url, prompt_tokens=400)
        assert assistant.generator is not None
        assistant.generator = Killing(assistant.generator, server)
        answer = assistant.ask("How many data centers are in use?")
    assert answer.claims == offline.ask("How many data centers are in use?").claims
    assert "broke off" in answer.notices[0]
    assert "export POLICYQA_LLM_BASE_URL" in answer.notices[0]


@pytest.mark.llm
def test_a_real_model_in_process(offline: Assistant, small_index: Path, gguf_path: Path) -> None:
    with Assistant.open(
        small_index / "index",
        generator=f"gguf:{gguf_path}",
        config=Config(answer_tokens=64, prompt_tokens=400),
        create=False,
    ) as assistant:
        answers = [assistant.ask("How many data centers are in use?") for _ in range(2)]
    for answer in answers:
        exact(offline, answer)
        assert answer.status == "answered"
        assert answer.prompt
        for claim in answer.claims:
            assert claim.verdict is None or claim.verdict.status in ("supported", "partly")
    assert answers[0].claims == answers[1].claims
