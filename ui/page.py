"""The web page: a conversation, the source beside it, and the library.

Every block is HTML made here and escaped by hand; `static/page.js` passes on what the reader does.
No handler is an endpoint for others: each is private to the page.
"""

from __future__ import annotations

from collections.abc import AsyncGenerator, Sequence
from contextlib import aclosing
from typing import Any

import gradio as gr

from ui.auth import Client
from ui.conversation import Chat, Conversations, payload
from ui.desk import Desk
from ui.handlers import Handlers
from ui.library import Listing
from ui.limits import EVENT_COST, Buckets
from ui.messages import LANGUAGE_COOKIE, Lang, language
from ui.service import Service
from ui.settings import Limits
from ui.theme import head, theme

PRIVATE: dict[str, Any] = {
    "api_visibility": "private",
    "show_progress": "hidden",
    "concurrency_limit": 8,
    "trigger_mode": "multiple",
}
FORGOTTEN = (3600, 3600)  # seconds: how often, and of what age, sent files that nobody took go
SPARE = 32  # events beside questions that Gradio may have under way
QUEUE_PAUSE = 0.02  # seconds between looks at an empty queue; Gradio's 1 ms keep a core awake


def page_options() -> dict[str, Any]:
    """Arguments for `gradio.mount_gradio_app`: nothing public, no calls home, no tracebacks."""
    return {
        "theme": theme(),
        "head": head(),
        "footer_links": [],
        "run_history": False,
        "show_error": False,
        "ssr_mode": False,
        "enable_monitoring": False,
        "mcp_server": False,
        "pwa": False,
    }


def build_page(service: Service, desk: Desk, questions: Buckets, limits: Limits) -> gr.Blocks:
    """The page over one service. Conversations live in each browser session's own state.

    Questions are counted and wait in line with those of the other doors; Gradio's own queue has
    room for all that may wait and some more, which the desk turns away in words.
    """
    page = gr.Blocks(
        title="policyqa", analytics_enabled=False, fill_width=True, delete_cache=FORGOTTEN
    )
    conversations = Conversations(service, desk)
    handlers = Handlers(service, conversations)
    most = limits.workers + limits.waiting + SPARE
    page.max_threads = most + SPARE
    page.queue()
    page._queue.sleep_when_free = QUEUE_PAUSE
    with page:
        lang, chat, listing = gr.State("zh"), gr.State(Chat()), gr.State(Listing())
        header = _block("header", ["language", "nudge"])
        with gr.Row(elem_id="pq-main"):
            with gr.Column(elem_id="pq-page-chat", elem_classes="pq-page"):
                log = _block("log", ["open", "ask", "rate"])
                composer = _block("composer", ["ask", "stop", "clear"])
            with gr.Column(elem_id="pq-page-library", elem_classes="pq-page"):
                upload = _block("upload", ["upload"])
                outcomes = _block("outcomes", ["dismiss"])
                table = _block("table", ["open", "list", "reindex", "remove"])
                confirm = _block("confirm", [])
            source = _block("panel", ["open"])
        blocks = [header, log, composer, upload, outcomes, table, confirm, source]

        def loaded(request: gr.Request) -> tuple[Any, ...]:
            cookie = request.cookies.get(LANGUAGE_COOKIE)
            chosen = language(cookie, request.headers.get("accept-language"))
            return (
                chosen,
                Chat(),
                *handlers.everything(Chat(), Listing(), chosen, asker(request).user),
            )

        def translated(
            event: gr.EventData, chat: Chat, listing: Listing, request: gr.Request
        ) -> tuple[Any, ...]:
            chosen: Lang = "en" if payload(event).get("language") == "en" else "zh"
            return chosen, *handlers.everything(chat, listing, chosen, asker(request).user)

        async def ask(
            event: gr.EventData, chat: Chat, lang: Lang, request: gr.Request
        ) -> AsyncGenerator[tuple[Any, Any], None]:
            key = asker(request).key

            def spend() -> None:
                questions.spend(key, 1.0 - EVENT_COST)

            async with aclosing(conversations.ask(event, chat, lang, spend)) as steps:
                async for step in steps:
                    yield step

        page.load(loaded, None, [lang, chat, *blocks], **PRIVATE)
        header.language(translated, [chat, listing], [lang, *blocks], **PRIVATE)
        header.nudge(lambda: None, None, None, **PRIVATE)  # only opens the event stream again
        composer.ask(ask, [chat, lang], [chat, log], **PRIVATE | {"concurrency_limit": most})
        composer.stop(conversations.stop, chat, None, **PRIVATE)
        composer.clear(conversations.clear, [chat, lang], [chat, log], **PRIVATE)
        log.rate(conversations.rate, [chat, lang], [chat, log], **PRIVATE)
        for block in (log, table, source):
            block.open(handlers.open, lang, source, **PRIVATE)
        table.list(handlers.arrange, [listing, lang], [listing, table], **PRIVATE)
        known, changed = [chat, listing, lang], [table, composer, log]
        upload.upload(handlers.upload, known, [outcomes, *changed], **PRIVATE)
        table.reindex(handlers.reindex, known, [outcomes, *changed], **PRIVATE)
        table.remove(handlers.remove, known, changed, **PRIVATE)
        outcomes.dismiss(lambda: "", None, outcomes, **PRIVATE)
    return page


def asker(request: gr.Request) -> Client:
    """Whom `Authentication` has let in."""
    assert request.request is not None  # only events of a browser come here
    client: Client = request.request.scope["state"]["client"]
    return client


def _block(name: str, events: Sequence[str]) -> gr.HTML:
    """An empty block; the script is told its name and may trigger the events."""
    start = f"policyqa.mount('{name}', element, trigger, watch); // {' '.join(map(repr, events))}"
    return gr.HTML(
        "", elem_id=f"pq-{name}", js_on_load=start, apply_default_css=False, padding=False
    )
