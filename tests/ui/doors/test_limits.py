"""Rates, sizes and patience."""

from __future__ import annotations

import asyncio
import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from starlette.requests import Request
from starlette.responses import PlainTextResponse
from starlette.types import Message, Receive, Scope, Send

from tests.ui.doors.running_server import Server, readable
from ui.auth import Client
from ui.failures import Failure, Guard
from ui.limits import MOST_BUCKETS, Buckets, Metering
from ui.serving import HEADER_SECONDS
from ui.settings import Limits


class Clock:
    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        return self.now


def test_a_burst_then_the_rate() -> None:
    clock = Clock()
    buckets = Buckets(per_minute=60, burst=3, clock=clock)
    for _ in range(3):
        buckets.spend("a")
    with pytest.raises(Failure) as caught:
        buckets.spend("a")
    assert caught.value.status == 429
    assert caught.value.headers["Retry-After"] == "1"
    buckets.spend("b")
    clock.now += 1
    buckets.spend("a")


@given(st.lists(st.tuples(st.floats(0, 30), st.sampled_from([0.2, 1.0])), max_size=60))
def test_never_more_than_burst_and_rate(events: list[tuple[float, float]]) -> None:
    clock = Clock()
    buckets = Buckets(per_minute=60, burst=5, clock=clock)
    spent = 0.0
    for wait, amount in events:
        clock.now += wait
        try:
            buckets.spend("a", amount)
            spent += amount
        except Failure:
            pass
    assert spent <= 5 + (clock.now - 1000.0) + 1e-6


def test_no_rate_no_limit() -> None:
    buckets = Buckets(per_minute=0, burst=1)
    for _ in range(1000):
        buckets.spend("a")


def test_memory_is_bounded() -> None:
    buckets = Buckets(per_minute=1, burst=1)
    for number in range(MOST_BUCKETS + 10):
        buckets.spend(f"address {number}")
    assert len(buckets._buckets) == MOST_BUCKETS


def test_addresses_of_one_network_share() -> None:
    buckets = Buckets(per_minute=1, burst=1)
    buckets.spend("address 2001:db8::1")
    with pytest.raises(Failure):
        buckets.spend("address 2001:db8::2")
    buckets.spend("address 2001:db8:0:1::2")


async def echo(scope: Scope, receive: Receive, send: Send) -> None:
    body = await Request(scope, receive).body()
    await PlainTextResponse(str(len(body)))(scope, receive, send)


def exchange(
    limits: Limits,
    pieces: list[bytes | None],
    path: str = "/api/ask",
    headers: tuple[tuple[bytes, bytes], ...] = (),
    times: int = 1,
) -> list[tuple[int, dict[str, Any] | str]]:
    """What `Metering` answers to a body that comes in pieces; None stands for silence."""

    async def once(app: Guard) -> tuple[int, dict[str, Any] | str]:
        coming = iter(pieces)
        sent: list[Message] = []

        async def receive() -> Message:
            piece = next(coming, b"")
            if piece is None:
                await asyncio.sleep(60)
            more = piece is not None and piece is not pieces[-1]
            return {"type": "http.request", "body": piece or b"", "more_body": more}

        async def send(message: Message) -> None:
            sent.append(message)

        scope = {
            "type": "http",
            "method": "POST",
            "path": path,
            "headers": list(headers),
            "state": {"client": Client(None, "192.0.2.1")},
        }
        await app(scope, receive, send)
        body = b"".join(message.get("body", b"") for message in sent).decode()
        return sent[0]["status"], json.loads(body) if body.startswith("{") else body

    async def all_of_them() -> list[tuple[int, dict[str, Any] | str]]:
        buckets = Buckets(limits.questions_per_minute, limits.burst)
        app = Guard(Metering(echo, limits, buckets))
        return [await once(app) for _ in range(times)]

    return asyncio.run(all_of_them())


def test_a_body_arrives_whole() -> None:
    assert exchange(Limits(), [b"a" * 10, b"b" * 20, b"c"]) == [(200, "31")]


def test_a_body_may_not_be_too_large() -> None:
    limits = Limits(body_bytes=100)
    assert exchange(limits, [b"a" * 60, b"b" * 60])[0][0] == 413
    assert exchange(limits, [b"a" * 100])[0][0] == 200
    for length in (b"101", b"-1", b"1e3", b"9" * 5000):
        assert exchange(limits, [b""], headers=((b"content-length", length),))[0][0] == 413


def test_half_a_body_is_given_up() -> None:
    assert exchange(Limits(body_seconds=0.05), [b"a", None, b"b"])[0][0] == 408


def test_uploads_have_limits_of_their_own() -> None:
    limits = Limits(body_bytes=10, upload_bytes=1000)
    length = ((b"content-length", b"500"),)
    path = "/gradio_api/upload"
    assert exchange(limits, [b"a" * 500], path, length) == [(200, "500")]
    assert exchange(limits, [b"a" * 500], path)[0][0] == 411
    large = ((b"content-length", b"70000"),)
    assert exchange(limits, [b"a"], path, large)[0][0] == 413


def test_a_client_is_told_when_to_come_back() -> None:
    answers = exchange(Limits(questions_per_minute=60, burst=2), [b"q"], times=3)
    assert [status for status, _ in answers] == [200, 200, 429]


def test_huge_bodies_over_the_wire(server: Server) -> None:
    head = b"POST /api/ask HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
    declared = server.raw(head + b"Content-Length: 99999999999\r\n\r\n")
    assert declared.startswith(b"HTTP/1.1 413")
    chunk = b"10000\r\n" + b"a" * 0x10000 + b"\r\n"
    with server.connect() as link:
        link.sendall(head + b"Transfer-Encoding: chunked\r\n\r\n")
        try:
            for _ in range(40):
                link.sendall(chunk)
        except OSError:
            pass  # the server has closed already
        else:
            assert link.recv(1000).startswith(b"HTTP/1.1 413")
    with server.client() as client:
        assert client.get("/healthz").status_code == 200


@pytest.mark.slow
def test_half_heads_are_given_up(server: Server) -> None:
    with server.connect() as silent, server.connect() as half:
        half.sendall(b"GET /healthz HTTP/1.1\r\nHost: loc")
        for link in (silent, half):
            assert readable(link, HEADER_SECONDS * 3)
            assert link.recv(1000) == b""


@pytest.mark.parametrize("request_", [b"\x16\x03\x01\x02\x00", b"GET\r\n\r\n", b"\x00" * 5000])
def test_what_is_not_http(server: Server, request_: bytes) -> None:
    assert server.raw(request_).startswith(b"HTTP/1.1 400")
