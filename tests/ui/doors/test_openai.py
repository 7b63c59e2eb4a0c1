"""The official client, unchanged, against a real server."""

from __future__ import annotations

from collections.abc import Iterator

import httpx
import openai
import pytest

from tests.ui.doors.running_server import Server

QUESTION = "青山市的三项重点任务是什么？"
UNANSWERABLE = "青山市2024年茶叶产量是多少？"


@pytest.fixture
def client(server: Server) -> Iterator[openai.OpenAI]:
    with openai.OpenAI(
        base_url=f"{server.address}v1",
        api_key="unused",
        max_retries=0,
        http_client=openai.DefaultHttpxClient(trust_env=False),
    ) as made:
        yield made


def user(content: object) -> list[dict[str, object]]:
    return [{"role": "user", "content": content}]


def test_models(client: openai.OpenAI) -> None:
    assert [model.id for model in client.models.list()] == ["policyqa"]
    assert client.models.retrieve("policyqa").object == "model"
    with pytest.raises(openai.NotFoundError):
        client.models.retrieve("gpt-4o")


def test_a_completion_cites(client: openai.OpenAI, http: httpx.Client) -> None:
    done = client.chat.completions.create(model="policyqa", messages=user(QUESTION))
    message = done.choices[0].message
    assert done.choices[0].finish_reason == "stop"
    assert message.refusal is None
    assert message.annotations
    for annotation in message.annotations:
        cited = annotation.url_citation
        mark = message.content[cited.start_index : cited.end_index]
        assert mark == f"[{cited.number}]"
        assert message.content[: cited.start_index].endswith(f"{cited.quote} ")
        assert http.get(cited.url).json()["text"] == cited.quote
    assert "《青山市软件产业发展计划》" in message.content


def test_a_stream_brings_claim_by_claim(client: openai.OpenAI) -> None:
    whole = client.chat.completions.create(model="policyqa", messages=user(QUESTION))
    chunks = list(
        client.chat.completions.create(
            model="policyqa",
            messages=user(QUESTION),
            stream=True,
            stream_options={"include_usage": True},
        )
    )
    deltas = [chunk.choices[0].delta for chunk in chunks if chunk.choices]
    text = "".join(delta.content or "" for delta in deltas)
    assert text == whole.choices[0].message.content
    assert deltas[0].role == "assistant"
    assert [c.choices[0].finish_reason for c in chunks if c.choices][-1] == "stop"
    assert chunks[-1].usage == whole.usage
    claims = len(whole.policyqa["claims"])
    assert sum(bool(delta.content) for delta in deltas) == claims + 1
    streamed = [a for delta in deltas for a in getattr(delta, "annotations", [])]
    assert streamed == [a.model_dump() for a in whole.choices[0].message.annotations]


def test_a_refusal_is_an_ordinary_message(client: openai.OpenAI) -> None:
    done = client.chat.completions.create(model="policyqa", messages=user(UNANSWERABLE))
    assert done.choices[0].message.content.startswith("不作回答：")
    assert done.choices[0].finish_reason == "stop"
    assert done.policyqa["status"] == "refused"
    assert not done.choices[0].message.annotations


def test_parts_and_unknown_parameters(client: openai.OpenAI) -> None:
    parts = [
        {"type": "text", "text": QUESTION},
        {"type": "image_url", "image_url": {"url": "data:image/png;base64,AAAA"}},
    ]
    messages = [{"role": "system", "content": "Answer in verse."}, *user(parts)]
    done = client.chat.completions.create(
        model="another",
        messages=messages,
        temperature=0.7,
        max_tokens=10,
        n=1,
        tools=[],
        extra_body={"chat_id": "x", "session_id": None, "features": {"web_search": False}},
    )
    assert "软件园二期" in done.choices[0].message.content


def test_history_completes_a_follow_up(client: openai.OpenAI) -> None:
    messages = [
        *user("2024年青山市5G基站数是多少？"),
        {"role": "assistant", "content": "4085 [1]"},
        *user("那2023年呢？"),
    ]
    done = client.chat.completions.create(model="policyqa", messages=messages)
    assert "2023" in done.policyqa["question"]
    assert "5G" in done.policyqa["question"]


@pytest.mark.parametrize(
    "messages",
    [
        [],
        user(""),
        user([{"type": "image_url", "image_url": {"url": "x"}}]),
        [{"role": "assistant", "content": "hello"}],
        [{"role": "ghost", "content": "hello"}],
        user("长" * 501),
    ],
)
def test_what_is_no_question(client: openai.OpenAI, messages: list[dict[str, object]]) -> None:
    for stream in (False, True):
        with pytest.raises((openai.BadRequestError, openai.UnprocessableEntityError)) as caught:
            client.chat.completions.create(model="policyqa", messages=messages, stream=stream)
        assert caught.value.body["message"]


def test_chores_of_chat_programs(client: openai.OpenAI) -> None:
    """Open WebUI asks for a title, tags and follow-up questions in long prompts."""
    chat = f"\n### Chat History:\n<chat_history>\nUSER: {QUESTION}\nASSISTANT: …\n</chat_history>"
    title = '### Task:\nGenerate a title.\n### Output:\nJSON format: { "title": "…" }' + "x" * 900
    done = client.chat.completions.create(model="policyqa", messages=user(title + chat))
    assert done.choices[0].message.content == f'{{"title": "{QUESTION}"}}'
    follow = '### Task:\nSuggest questions.\nJSON format: { "follow_ups": ["…"] }'
    done = client.chat.completions.create(model="policyqa", messages=user(follow + chat))
    assert done.choices[0].message.content == '{"follow_ups": []}'


def test_a_reader_that_leaves_does_no_harm(client: openai.OpenAI, server: Server) -> None:
    for _ in range(3):
        stream = client.chat.completions.create(
            model="policyqa", messages=user(QUESTION), stream=True
        )
        next(iter(stream))
        stream.close()
    assert client.models.list().data
    assert "Traceback" not in server.log
