"""A real MCP client lists the tools and calls them over streamable HTTP."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any, TypeVar

import httpx
import pytest
from mcp import ClientSession
from mcp.client.streamable_http import streamable_http_client
from mcp.types import CallToolResult

from tests.ui.doors.running_server import PASSWORD, TOKEN, USER, Server

T = TypeVar("T")
QUESTION = "2024年青山市软件业务收入是多少？"


def talk(server: Server, work: Callable[[ClientSession], Awaitable[T]], **options: Any) -> T:
    """Open a session, do the work, close it."""

    async def session() -> T:
        async with (
            httpx.AsyncClient(trust_env=False, timeout=60, **options) as http,
            streamable_http_client(f"{server.address}mcp", http_client=http) as streams,
            ClientSession(streams[0], streams[1]) as opened,
        ):
            await opened.initialize()
            return await work(opened)

    return asyncio.run(session())


def call(server: Server, tool: str, arguments: dict[str, Any], **options: Any) -> CallToolResult:
    return talk(server, lambda opened: opened.call_tool(tool, arguments), **options)


def test_there_are_three_tools(server: Server) -> None:
    listed = talk(server, lambda opened: opened.list_tools()).tools
    assert [tool.name for tool in listed] == ["ask", "search", "show"]
    for tool in listed:
        assert tool.description
        assert tool.annotations.readOnlyHint
        assert tool.inputSchema["type"] == tool.outputSchema["type"] == "object"


def test_ask_then_show(server: Server) -> None:
    asked = call(server, "ask", {"question": QUESTION})
    assert not asked.isError
    assert "38.6亿元" in asked.content[0].text
    citation = asked.structuredContent["citations"][0]
    where = {key: citation[key] for key in ("document_id", "start", "end")}
    shown = call(server, "show", where)
    assert shown.structuredContent["text"] == citation["quote"]


def test_a_refusal_is_no_error(server: Server) -> None:
    asked = call(server, "ask", {"question": "青山市2024年茶叶产量是多少？"})
    assert not asked.isError
    assert asked.structuredContent["status"] == "refused"


def test_search(server: Server) -> None:
    found = call(server, "search", {"question": "数据中心", "k": 2, "source": "notice.txt"})
    hits = found.structuredContent["hits"]
    assert [hit["source"] for hit in hits] == ["notice.txt"] * len(hits) != []


@pytest.mark.parametrize(
    ("tool", "arguments", "told"),
    [
        ("ask", {}, "question"),
        ("ask", {"question": ""}, "问题是空的"),
        ("ask", {"question": "q", "since": "soon"}, "soon"),
        ("search", {"question": "q", "k": 0}, "k"),
        ("show", {"document_id": "nothing"}, "nothing"),
        ("show", {"document_id": "x", "start": -1}, "start"),
        ("remove", {"document_id": "x"}, "remove"),
    ],
)
def test_bad_calls_are_told(
    server: Server, tool: str, arguments: dict[str, Any], told: str
) -> None:
    result = call(server, tool, arguments)
    assert result.isError
    assert told in result.content[0].text
    assert "Traceback" not in result.content[0].text


def test_two_clients_at_once(server: Server) -> None:
    async def both(opened: ClientSession) -> list[CallToolResult]:
        calls = [opened.call_tool("ask", {"question": QUESTION}) for _ in range(6)]
        return await asyncio.gather(*calls)

    texts = {result.content[0].text for result in talk(server, both)}
    assert len(texts) == 1


@pytest.mark.parametrize(
    "options", [{"headers": {"Authorization": f"Bearer {TOKEN}"}}, {"auth": (USER, PASSWORD)}]
)
def test_credentials_open_a_locked_server(locked: Server, options: dict[str, Any]) -> None:
    assert not call(locked, "ask", {"question": QUESTION}, **options).isError


@pytest.mark.parametrize(
    "content", [b"", b"{", b"[]", b'{"jsonrpc": "2.0"}', b"\xff" * 9, b"[" * 99999]
)
def test_hostile_bodies(server: Server, http: httpx.Client, content: bytes) -> None:
    headers = {
        "content-type": "application/json",
        "accept": "application/json, text/event-stream",
    }
    response = http.post("/mcp", content=content, headers=headers)
    assert 400 <= response.status_code < 500
    assert "Traceback" not in response.text
