"""Which addresses are public. Whatever is not listed here does not exist, whoever serves it.

Gradio brings some sixty routes for its own hosting; the page needs about a dozen of them.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from starlette.datastructures import Headers

from ui.failures import Failure, not_found
from ui.settings import LOOPBACK_NAMES

if TYPE_CHECKING:
    from starlette.types import ASGIApp, Receive, Scope, Send

    from ui.settings import Settings

ID = r"[^/]{1,80}"
SESSION = r"[\w-]{1,64}"
GET, READ, WRITE = ("GET",), ("GET", "HEAD"), ("POST",)
# Ours: the programs' doors, and signing in.
DOORS: tuple[tuple[tuple[str, ...], str], ...] = (
    (GET, r"/healthz"),
    (GET, r"/readyz"),
    (GET, r"/api/openapi\.json"),
    (WRITE, r"/api/ask"),
    (WRITE, r"/api/search"),
    (GET, r"/api/documents"),
    (GET, rf"/api/documents/{ID}"),
    (GET, rf"/api/documents/{ID}/original"),
    (GET, r"/v1/models"),
    (GET, rf"/v1/models/{ID}"),
    (WRITE, r"/v1/chat/completions"),
    (WRITE, r"/mcp"),  # a GET would open a stream on which nothing is ever said
    (("GET", "POST"), r"/login"),
    (("GET", "POST"), r"/logout"),
)
# Gradio's, for the page: the page, its parts, its events, its uploads and what it shows of files.
PAGE: tuple[tuple[tuple[str, ...], str], ...] = (
    (READ, r"/"),
    (READ, r"/(assets|static|svelte)/[\w./@+-]{1,200}"),
    (READ, r"/(theme\.css|favicon\.ico|manifest\.json|robots\.txt|config)"),
    (READ, r"/gradio_api/(info|theme\.css|startup-events)"),
    (WRITE, r"/gradio_api/queue/join"),
    (READ, r"/gradio_api/queue/data"),
    (WRITE, r"/gradio_api/(cancel|reset|upload)"),
    (READ, r"/gradio_api/upload_progress"),
    (READ, rf"/gradio_api/heartbeat/{SESSION}"),
    # A path on this machine, which Gradio holds against its own folders; never an address.
    (READ, r"/gradio_api/file=([A-Za-z]:)?[^:]{1,400}"),
)


@dataclass(frozen=True, slots=True)
class Public:
    """One public address: methods and the pattern of its path."""

    methods: tuple[str, ...]
    pattern: re.Pattern[str]


PUBLIC = tuple(Public(methods, re.compile(pattern)) for methods, pattern in (*DOORS, *PAGE))


def methods_of(path: str) -> tuple[str, ...]:
    """Methods that `path` is public for; none when it is not public.

    >>> methods_of("/api/ask"), methods_of("/gradio_api/proxy=https://example.org/")
    (('POST',), ())
    """
    return next((p.methods for p in PUBLIC if p.pattern.fullmatch(path)), ())


class Gate:
    """Lets public addresses through, for hosts that are meant, from pages of our own.

    Without a login any page a user visits could speak to this machine's server: by a name that
    leads here (DNS rebinding), which the Host header tells, or across sites, which Origin tells.
    """

    def __init__(self, app: ASGIApp, settings: Settings) -> None:
        self.app = app
        self._any_host = settings.login_needed
        self._hosts = LOOPBACK_NAMES | {settings.host, *settings.hosts}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "lifespan":
            await self.app(scope, receive, send)
            return
        if scope["type"] != "http":  # nothing here speaks over WebSocket
            await send({"type": "websocket.close", "code": 1008})
            return
        headers = Headers(scope=scope)
        host = headers.get("host", "")
        if not self._any_host and _name(host) not in self._hosts:
            raise Failure(
                421,
                "wrong_host",
                "服务器不以这个主机名提供服务。 The server is not known by this name.",
                "policyqa serve --allow-host NAME",
            )
        _check(scope["method"], scope["path"])
        origin = headers.get("origin")
        if origin is not None and scope["method"] not in READ and not _same(origin, host):
            raise Failure(
                403,
                "foreign_origin",
                "请求来自别的网站。 The request comes from a page of another site.",
                "请从本站页面操作 / use this site's own page",
            )
        await self.app(scope, receive, send)


def _check(method: str, path: str) -> None:
    methods = methods_of(path)
    if not methods:
        raise not_found()
    if method not in methods:
        raise Failure(
            405,
            "wrong_method",
            f"此地址不接受 {method[:10]}。 This address does not take {method[:10]}.",
            ", ".join(methods),
            {"Allow": ", ".join(methods)},
        )


def _name(host: str) -> str:
    """The name in a Host header, without its port.

    >>> _name("localhost:7860"), _name("[::1]:7860"), _name("127.0.0.1")
    ('localhost', '::1', '127.0.0.1')
    """
    bare = host.partition("]")[0].lstrip("[") if host.startswith("[") else host.partition(":")[0]
    return bare.lower().rstrip(".")


def _same(origin: str, host: str) -> bool:
    """Whether a page's origin is this server. The scheme may differ behind a proxy."""
    return origin.partition("://")[2].lower() == host.lower()
