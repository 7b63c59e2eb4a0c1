"""Asking on the page without a browser: waiting in line, being turned away, stopping, leaving."""

from __future__ import annotations

import asyncio
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import aclosing
from typing import Any

import gradio as gr
import pytest

from rag.errors import IndexLocked, StorageError, UsageError
from tests.rag.generators.servers import Script, begin, saying, scripted_server, send
from ui.conversation import Chat, Conversations
from ui.desk import Desk
from ui.failures import Failure
from ui.limits import too_many
from ui.service import Service
from ui.settings import Limits
from ui.trouble import told

INCOME = "2024年青山市软件业务收入达到多少？"
TRUE = "2024年青山市软件业务收入达到38.6亿元[1]。"
FALSE = "2024年青山市软件业务收入达到99亿元[1]。"


def event(**values: object) -> gr.EventData:
    return gr.EventData(None, values)


def asked(
    service: Service,
    limits: Limits | None = None,
    *,
    spend: Callable[[], None] = lambda: None,
    meanwhile: Callable[[Conversations, Chat, str], None] = lambda *_: None,
    hold: threading.Event | None = None,
) -> list[tuple[Chat, str]]:
    """Everything the page shows of one question; `hold` keeps the only place until it is set."""

    async def asking() -> list[tuple[Chat, str]]:
        desk = Desk(limits or Limits())
        conversations = Conversations(service, desk)
        holder = asyncio.create_task(desk.run(lambda: hold.wait(30))) if hold else None
        await asyncio.sleep(0.05)
        shown: list[tuple[Chat, str]] = []
        answers = conversations.ask(event(question=INCOME), Chat(), "zh", spend)
        async with aclosing(answers) as steps:
            async for chat, markup in steps:
                if not isinstance(chat, Chat):
                    continue
                shown.append((chat, markup))
                meanwhile(conversations, chat, markup)
        if hold and holder:
            hold.set()
            await holder
        await asyncio.to_thread(desk.close)
        return shown

    return asyncio.run(asking())


def test_the_question_comes_at_once_and_the_answer_after_it(service: Service) -> None:
    shown = asked(service)
    assert "pq-working" in shown[0][1]
    assert "38.6亿元" in shown[-1][1]
    assert "aria-busy" not in shown[-1][1]


def test_who_comes_when_the_desk_is_full_is_told_and_may_ask_again(service: Service) -> None:
    shown = asked(service, Limits(workers=1, waiting=0), hold=threading.Event())
    assert "现在提问的人太多" in shown[-1][1]
    assert f'data-ask="{INCOME}"' in shown[-1][1]
    assert "pq-failure" not in shown[-1][1]
    assert "aria-busy" not in shown[-1][1]


def test_who_waits_in_line_sees_how_many_are_before(service: Service) -> None:
    hold = threading.Event()

    def release(_: Conversations, __: Chat, markup: str) -> None:
        if "前面还有 1 个问题" in markup:
            hold.set()

    shown = asked(service, Limits(workers=1), hold=hold, meanwhile=release)
    assert hold.is_set()
    assert "38.6亿元" in shown[-1][1]


def test_who_asks_too_fast_is_told_when_to_come_back(service: Service) -> None:
    def spend() -> None:
        raise too_many(7)

    shown = asked(service, spend=spend)
    assert "请等 7 秒" in shown[-1][1]
    assert "pq-later" in shown[-1][1]


def test_waiting_can_be_stopped(service: Service) -> None:
    shown = asked(
        service,
        Limits(workers=1),
        hold=threading.Event(),
        meanwhile=lambda conversations, chat, _: conversations.stop(chat),
    )
    assert "已停止" in shown[-1][1]
    assert "aria-busy" not in shown[-1][1]


def test_a_conversation_that_was_left_does_not_come_back(service: Service) -> None:
    def leave(conversations: Conversations, chat: Chat, _: str) -> None:
        conversations.clear(chat, "zh")

    assert len(asked(service, meanwhile=leave)) == 1


def test_a_rating_that_cannot_be_kept_leaves_the_answer(service: Service) -> None:
    chat, _ = asked(service)[-1]
    service.feedback.path.mkdir()  # nothing can be written there
    conversations = Conversations(service, Desk(Limits()))
    _, markup = conversations.rate(event(turn=1, verdict="up"), chat, "zh")
    assert "评价没有记录" in markup
    assert "38.6亿元" in markup
    assert str(service.directory) not in markup


@pytest.mark.parametrize(
    ("error", "again", "words"),
    [
        (UsageError("问题是空的。"), False, "问题是空的。"),
        (IndexLocked("/srv/secret"), True, "正在被写入"),
        (StorageError("/srv/secret"), False, "索引现在不能使用"),
        (Failure(503, "busy", "人多。"), True, "人多。"),
        (ValueError("/srv/secret"), False, "意外错误"),
    ],
)
def test_errors_tell_no_places(error: Exception, again: bool, words: str) -> None:
    trouble = told(error, "zh")
    assert trouble.again is again
    assert words in trouble.message
    assert "secret" not in trouble.message + trouble.remedy


# Answers written by a language model: a server on this machine that follows a script.


def chat_only(act: Callable[[Any], None]) -> Callable[[Any], None]:
    """`act` on chat completions; what else a server may be asked is not there."""

    def either(handler: Any) -> None:
        if handler.path.endswith("/chat/completions"):
            act(handler)
        else:
            handler.send_error(404)

    return either


@pytest.fixture
def script(monkeypatch: pytest.MonkeyPatch) -> Iterator[Script]:
    written = Script(chat_only(saying(TRUE, FALSE)))
    with scripted_server(written) as server:
        monkeypatch.setenv("POLICYQA_LLM_BASE_URL", server.base_url)
        monkeypatch.setenv("POLICYQA_LLM_API_KEY", "none")
        yield written


@pytest.fixture
def writing(service: Service, script: Script) -> Iterator[Service]:
    with Service.open(service.directory, generator="openai:small") as opened:
        yield opened


def test_supported_sentences_are_shown_and_others_withheld(writing: Service) -> None:
    markup = asked(writing)[-1][1]
    claims = markup.partition('class="pq-claims"')[2].partition('class="pq-withheld"')[0]
    assert "38.6亿元" in claims
    assert "99亿元" not in claims
    assert "<s dir=" in markup
    assert "99亿元" in markup.partition("<s dir=")[2]
    assert "由 openai:small 撰写" in markup


def test_sentences_come_while_others_are_written(writing: Service, script: Script) -> None:
    seen, in_time = threading.Event(), list[bool]()

    def act(handler: Any) -> None:
        begin(handler)
        send(handler, TRUE + "\n")
        send(handler, "全市")
        in_time.append(seen.wait(20))
        send(handler, None, "stop")

    def look(_: Conversations, __: Chat, markup: str) -> None:
        if "38.6亿元" in markup and "pq-tools" not in markup:
            seen.set()

    script.act = chat_only(act)
    asked(writing, meanwhile=look)
    assert in_time == [True]


def test_stopping_ends_the_writing_and_keeps_what_was_checked(
    writing: Service, script: Script
) -> None:
    def act(handler: Any) -> None:
        begin(handler)
        send(handler, TRUE + "\n")
        while True:
            send(handler, "又")
            time.sleep(0.05)

    def stop(conversations: Conversations, chat: Chat, markup: str) -> None:
        if "38.6亿元" in markup:
            conversations.stop(chat)

    script.act = chat_only(act)
    markup = asked(writing, meanwhile=stop)[-1][1]
    assert script.hung_up.wait(20), "the model writes on"
    assert "38.6亿元" in markup
    assert "停止" in markup
    assert "aria-busy" not in markup


def test_a_model_that_fails_leaves_the_quotes_and_a_notice(
    writing: Service, script: Script
) -> None:
    script.act = lambda handler: handler.send_error(500)
    markup = asked(writing)[-1][1]
    assert "pq-notice" in markup
    assert "38.6亿元" in markup
    assert "pq-written" not in markup
