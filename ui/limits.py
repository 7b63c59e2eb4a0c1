"""How much one client may take: rate, size and patience of requests."""

from __future__ import annotations

import asyncio
import threading
import time
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass
from ipaddress import IPv6Address, ip_address
from math import ceil
from typing import TYPE_CHECKING

from starlette.datastructures import Headers

from ui.failures import Failure

if TYPE_CHECKING:
    from starlette.types import ASGIApp, Message, Receive, Scope, Send

    from ui.auth import Client
    from ui.settings import Limits

MOST_BUCKETS = 10_000
UPLOAD = "/gradio_api/upload"
EVENT = "/gradio_api/queue/join"
EVENT_COST = 0.2  # the page's every event, most of them small; a question adds the rest of its own
UPLOAD_FRAME = 2**16  # bytes a multipart upload may take besides the file
# Shares of a question that a request costs, by the beginning of its path; others cost OTHER.
COSTS = {
    "/api/ask": 1.0,
    "/api/search": 1.0,
    "/v1/chat/completions": 1.0,
    "/mcp": 0.5,  # a call to a tool comes with an initialization and a notification
    UPLOAD: 1.0,
    EVENT: EVENT_COST,
    "/assets/": 0.0,
    "/static/": 0.0,
    "/healthz": 0.0,
    "/readyz": 0.0,
}
OTHER = 0.05


def cost(path: str) -> float:
    """Shares of a question that a request for `path` costs.

    >>> cost("/api/ask"), cost("/api/documents")
    (1.0, 0.05)
    """
    return next((value for begin, value in COSTS.items() if path.startswith(begin)), OTHER)


@dataclass(slots=True)
class Bucket:
    """A token bucket: `tokens` of at most `burst`, filled at `rate` a second since `at`."""

    tokens: float
    at: float

    def fill(self, now: float, rate: float, burst: float) -> None:
        """Add what has flowed in since.

        >>> bucket = Bucket(0.0, 100.0)
        >>> bucket.fill(103.0, rate=2.0, burst=5.0); bucket.tokens
        5.0
        """
        self.tokens = min(burst, self.tokens + (now - self.at) * rate)
        self.at = now


class Buckets:
    """A token bucket for each key. A bucket that is full says nothing, so old ones may go."""

    def __init__(
        self,
        per_minute: float,
        burst: float,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._rate, self._burst, self._clock = per_minute / 60, burst, clock
        self._buckets: OrderedDict[str, Bucket] = OrderedDict()
        self._lock = threading.Lock()

    def check(self, key: str, amount: float = 1.0) -> None:
        """Raise Failure 429 unless `amount` is there; take nothing."""
        with self._lock:
            self._filled(key, amount)

    def spend(self, key: str, amount: float = 1.0) -> None:
        """Take `amount`, or raise Failure 429 with the seconds until it is there."""
        with self._lock:
            bucket = self._filled(key, amount)
            if bucket is not None:
                bucket.tokens -= amount

    def _filled(self, key: str, amount: float) -> Bucket | None:
        if self._rate <= 0:
            return None
        now = self._clock()
        bucket = self._buckets.setdefault(network(key), Bucket(self._burst, now))
        self._buckets.move_to_end(network(key))
        bucket.fill(now, self._rate, self._burst)
        if len(self._buckets) > MOST_BUCKETS:
            self._buckets.popitem(last=False)
        if bucket.tokens < amount:
            raise too_many((amount - bucket.tokens) / self._rate)
        return bucket


def network(key: str) -> str:
    """An IPv6 address stands for its /64, of which one client has 2^64 addresses.

    >>> network("address 2001:db8::1"), network("address 192.0.2.7")
    ('address 2001:db8::', 'address 192.0.2.7')
    """
    kind, _, text = key.rpartition(" ")
    try:
        address = ip_address(text)
    except ValueError:
        return key
    if not isinstance(address, IPv6Address):
        return key
    return f"{kind} {IPv6Address(int(address) >> 64 << 64)}".strip()


def too_many(seconds: float) -> Failure:
    """429 with the time to wait."""
    wait = max(1, ceil(seconds))
    return Failure(
        429,
        "too_many_requests",
        f"请求太频繁，请等 {wait} 秒。 Too many requests; wait {wait} s.",
        f"Retry-After: {wait}",
        {"Retry-After": str(wait)},
    )


class Metering:
    """Counts requests by client, and takes in bodies of a bounded size in a bounded time."""

    def __init__(self, app: ASGIApp, limits: Limits, buckets: Buckets) -> None:
        self.app = app
        self.limits = limits
        self._buckets = buckets

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        client: Client = scope["state"]["client"]
        amount = cost(scope["path"])
        if amount:
            self._buckets.spend(client.key, amount)
        if scope["method"] in ("GET", "HEAD"):
            await self.app(scope, receive, send)
        elif scope["path"] == UPLOAD:
            _declared(scope, self.limits.upload_bytes + UPLOAD_FRAME, needed=True)
            await self.app(scope, _patient(receive, self.limits.body_seconds), send)
        else:
            _declared(scope, self.limits.body_bytes, needed=False)
            body = await self._body(receive)
            await self.app(scope, replayed(body, receive), send)

    async def _body(self, receive: Receive) -> bytes:
        parts: list[bytes] = []
        size = 0
        try:
            async with asyncio.timeout(self.limits.body_seconds):
                while True:
                    message = await receive()
                    if message["type"] == "http.disconnect":
                        raise ConnectionError("the client left")
                    parts.append(message.get("body", b""))
                    size += len(parts[-1])
                    if size > self.limits.body_bytes:
                        raise too_large(self.limits.body_bytes)
                    if not message.get("more_body", False):
                        return b"".join(parts)
        except TimeoutError:
            raise too_slow(self.limits.body_seconds) from None


def _declared(scope: Scope, most: int, *, needed: bool) -> None:
    """Raise unless the declared length is within bounds."""
    text = Headers(scope=scope).get("content-length")
    if text is None:
        if needed:
            raise Failure(
                411,
                "length_required",
                "上传须带 Content-Length。 An upload must say its Content-Length.",
            )
    elif not text.isdecimal() or int(text[:20]) > most:
        raise too_large(most)


def _patient(receive: Receive, seconds: float) -> Receive:
    """`receive`, but a client silent for so long has left."""

    async def next_message() -> Message:
        try:
            async with asyncio.timeout(seconds):
                return await receive()
        except TimeoutError:
            return {"type": "http.disconnect"}

    return next_message


def replayed(body: bytes, receive: Receive) -> Receive:
    """A body already taken in, then whatever comes: the client's leaving."""
    pending = [body]

    async def next_message() -> Message:
        if pending:
            return {"type": "http.request", "body": pending.pop(), "more_body": False}
        return await receive()

    return next_message


def too_large(most: int) -> Failure:
    """413; the rest of the body is not read, so the connection ends."""
    return Failure(
        413,
        "too_large",
        f"请求体超过 {most} 字节。 The body is larger than {most} bytes.",
        "请缩小请求 / send less",
        {"Connection": "close"},
    )


def too_slow(seconds: float) -> Failure:
    """408: half a body and then nothing."""
    return Failure(
        408,
        "too_slow",
        f"请求体未在 {seconds:g} 秒内到齐。 The body did not arrive within {seconds:g} s.",
        "请重试 / try again",
        {"Connection": "close"},
    )
