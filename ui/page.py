"""The web page: ask and see the source beside the answer."""

from __future__ import annotations

import html
from typing import Any

import gradio as gr

from rag.errors import RagError
from ui.service import Service


def page_options() -> dict[str, Any]:
    """Arguments for `gradio.mount_gradio_app`: nothing public, no calls home, no tracebacks."""
    return {
        "footer_links": [],
        "run_history": False,
        "show_error": False,
        "ssr_mode": False,
        "enable_monitoring": False,
        "mcp_server": False,
        "pwa": False,
    }


def build_page(service: Service) -> gr.Blocks:
    """The page over one service; conversations live in each browser session's own state."""
    page = gr.Blocks(title="policyqa", analytics_enabled=False)
    with page:
        question = gr.Textbox(label="问题 / Question")
        answer = gr.HTML()

        def ask(text: str) -> str:
            try:
                return html.escape(service.ask(text).answer.text)
            except RagError as error:
                return html.escape(str(error))

        question.submit(ask, question, answer, api_visibility="private")
    return page
