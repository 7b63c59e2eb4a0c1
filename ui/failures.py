"""Errors as programs meet them: a status code and JSON that says what to do, never a stack trace.

{"error": {"code", "message", "next"}}; `message` is Chinese with English after it.
"""

from __future__ import annotations

import errno
import json
import sys
import traceback
from collections.abc import Mapping
from dataclasses import dataclass, field
from os import environ
from typing import TYPE_CHECKING, Any

from starlette.responses import JSONResponse, Response

from rag.errors import IndexLocked, RagError, UsageError

if TYPE_CHECKING:
    from starlette.types import ASGIApp, Message, Receive, Scope, Send

FULL = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)
FORBIDDEN = (errno.EACCES, errno.EPERM, errno.EROFS)
_EMPTY: Mapping[str, str] = {}


class Json(JSONResponse):
    """JSON in UTF-8. A lone surrogate, which a damaged file may hold, becomes its JSON escape."""

    def render(self, content: Any) -> bytes:
        text = json.dumps(content, ensure_ascii=False, allow_nan=False, separators=(",", ":"))
        return text.encode("utf-8", "backslashreplace")


@dataclass(slots=True, eq=False)
class Failure(Exception):
    """A request that is turned down: HTTP status, machine-readable code, words, and what to do."""

    status: int
    code: str
    message: str
    next: str = ""
    headers: Mapping[str, str] = field(default_factory=lambda: _EMPTY)

    def body(self) -> dict[str, Any]:
        """The JSON body."""
        return {"error": {"code": self.code, "message": self.message, "next": self.next}}

    def response(self) -> Response:
        """The HTTP response."""
        return Json(self.body(), self.status, headers=dict(self.headers))


def failure_of(error: RagError) -> Failure:
    """What a client may know of an expected failure.

    Only a wrong question or filter is the client's affair. Messages about the store name folders of
    this machine: those go to the operator's terminal, and the client is told to try later.
    """
    if isinstance(error, UsageError):
        return Failure(400, "bad_request", error.message, error.remedy)
    print(error, file=sys.stderr, flush=True)
    if isinstance(error, IndexLocked):
        return Failure(
            503,
            "index_busy",
            "索引正在被写入。 The index is being written.",
            "稍后再试 / try again later",
            {"Retry-After": "5"},
        )
    return Failure(
        503,
        "index_unavailable",
        _refusal_of(error.__cause__),
        "请运维人员运行 / ask the operator to run: policyqa doctor",
        {"Retry-After": "30"},
    )


def _refusal_of(cause: BaseException | None) -> str:
    """What the disk refuses, without naming a place on it."""
    number = cause.errno if isinstance(cause, OSError) else None
    name = getattr(cause, "sqlite_errorname", "")
    if number in FULL or name.startswith("SQLITE_FULL"):
        return "服务器的磁盘已满，没有存入。 The server's disk is full; nothing was stored."
    if number in FORBIDDEN or name.startswith("SQLITE_READONLY"):
        return "服务器没有写入索引的权限。 The server is not allowed to write to the index."
    return "索引现在不能使用。 The index cannot be used now."


def not_found() -> Failure:
    """There is nothing here, or nothing that is public."""
    return Failure(
        404,
        "not_found",
        "没有这个地址。 There is nothing at this address.",
        "GET /api/openapi.json",
    )


def bug(error: BaseException) -> Failure:
    """A defect of ours: one line on the terminal, the traceback under POLICYQA_DEBUG=1."""
    if environ.get("POLICYQA_DEBUG"):
        traceback.print_exception(error)
    else:
        line = f"{type(error).__name__}: {error}".splitlines()[0]
        print(f"internal error: {line} (POLICYQA_DEBUG=1 shows where)", file=sys.stderr, flush=True)
    return Failure(
        500,
        "internal",
        "程序内部错误，已记录。 Internal error; it has been noted.",
        "请联系运维人员 / tell the operator",
    )


class Guard:
    """Outermost: whatever escapes below becomes a `Failure`, and the server goes on."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        started = False

        async def note(message: Message) -> None:
            nonlocal started
            started = True
            await send(message)

        try:
            await self.app(scope, receive, note)
        except Exception as error:
            failure = _told(error)
            if failure is not None and not started:
                await failure.response()(scope, receive, send)


def _told(error: Exception) -> Failure | None:
    """The failure to answer with; None when nobody listens any more."""
    from starlette.requests import ClientDisconnect

    if isinstance(error, Failure):
        return error
    if isinstance(error, RagError):
        return failure_of(error)
    if isinstance(error, ClientDisconnect | ConnectionError):
        return None
    return bug(error)
