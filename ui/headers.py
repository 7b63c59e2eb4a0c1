"""Headers that tell the browser what to keep from happening, and caches what not to keep."""

from __future__ import annotations

import base64
import hashlib
import re
import secrets
from typing import TYPE_CHECKING

from starlette.datastructures import MutableHeaders

if TYPE_CHECKING:
    from starlette.types import ASGIApp, Message, Receive, Scope, Send

# Nothing is loaded from, sent to, or framed by any other server. The page adds to `script-src` the
# scripts it is made with (see `PagePolicy`); a script in what a document says is never one of them.
# Gradio makes functions from text that this program wrote ('unsafe-eval') and styles elements.
POLICY = "; ".join(
    (
        "default-src 'self'",
        "script-src 'self' 'unsafe-eval'",
        "style-src 'self' 'unsafe-inline'",
        "img-src 'self' data: blob:",
        "font-src 'self' data:",
        "media-src 'self' data: blob:",
        "connect-src 'self'",
        "worker-src 'self' blob:",
        "object-src 'none'",
        "base-uri 'self'",
        "form-action 'self'",
        "frame-src 'none'",
        "frame-ancestors 'none'",
    )
)
NOTHING = "default-src 'none'; frame-ancestors 'none'; sandbox"
HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    # Not "no-referrer": browsers would send forms with "Origin: null", which `Gate` turns away.
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), microphone=(), geolocation=(), payment=(), usb=()",
}
SECURE = {"Strict-Transport-Security": "max-age=31536000"}
# The same for everybody, and named after their content or part of a release.
CACHEABLE = ("/assets/", "/static/")
PROGRAMS = ("/api/", "/v1/", "/mcp", "/healthz", "/readyz", "/gradio_api/file=")


_SCRIPT = re.compile(rb"<script(?=[\s>])")
_IN_LINE = re.compile(r"<script>(.*?)</script>", re.DOTALL)


def script_hashes(head: str) -> tuple[str, ...]:
    """CSP sources for the scripts written in line in the page's head (CSP 3, section 2.3.1)."""
    digests = (hashlib.sha256(text.encode()).digest() for text in _IN_LINE.findall(head))
    return tuple(f"'sha256-{base64.b64encode(digest).decode()}'" for digest in digests)


class PagePolicy:
    """Lets the page run the scripts it came with, and no other.

    Scripts in the HTML that Gradio writes get a nonce, new for each answer; those it adds to the
    head later are known by their hash. Its HTML holds no text of documents outside of escaped JSON.
    """

    def __init__(self, app: ASGIApp, hashes: tuple[str, ...]) -> None:
        self.app = app
        self.hashes = hashes

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or scope["path"] != "/":
            await self.app(scope, receive, send)
            return
        # As text, for it is read here.
        kept = [(name, value) for name, value in scope["headers"] if name != b"accept-encoding"]
        page = _Page(send, self.hashes)
        await self.app({**scope, "headers": kept}, receive, page.receive)


class _Page:
    """One answer on its way: held back until it is whole, then sent with its nonce."""

    def __init__(self, send: Send, hashes: tuple[str, ...]) -> None:
        self._send = send
        self._hashes = hashes
        self._start: Message = {}
        self._body = b""

    async def receive(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            self._start = message
            return
        self._body += message.get("body", b"")
        if message.get("more_body", False):
            return
        nonce = secrets.token_urlsafe(16)
        body = _SCRIPT.sub(b'<script nonce="' + nonce.encode() + b'"', self._body)
        headers = MutableHeaders(scope=self._start)
        sources = " ".join(("script-src", f"'nonce-{nonce}'", *self._hashes))
        headers["Content-Security-Policy"] = POLICY.replace("script-src", sources)
        if "content-length" in headers and self._body:
            headers["Content-Length"] = str(len(body))
        await self._send(self._start)
        await self._send({"type": "http.response.body", "body": body})


class SecurityHeaders:
    """Adds them to every response, errors included."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        path: str = scope["path"]

        async def add(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in HEADERS.items():
                    headers[name] = value
                if scope["scheme"] == "https":
                    headers.update(SECURE)
                program = path.startswith(PROGRAMS)
                headers.setdefault("Content-Security-Policy", NOTHING if program else POLICY)
                if not path.startswith(CACHEABLE):
                    headers["Cache-Control"] = "no-store"
            await send(message)

        await self.app(scope, receive, add)
