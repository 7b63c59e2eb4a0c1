"""Running the application: a socket that is ours, Uvicorn on it, and a quiet end."""

from __future__ import annotations

import errno
import logging
import os
import signal
import socket
import sys
import tempfile
import webbrowser
from asyncio import CancelledError, TimerHandle
from contextlib import closing, suppress
from ipaddress import IPv6Address, ip_address
from pathlib import Path
from threading import Thread
from typing import TYPE_CHECKING, Any

import h11
import uvicorn
from uvicorn.protocols.http.h11_impl import H11Protocol, RequestResponseCycle

from rag.cli.language import say
from rag.cli.terminal import visible
from rag.errors import RagError, UsageError
from ui.app import create_app, keep_to_itself
from ui.service import Service
from ui.settings import Settings, is_loopback

if TYPE_CHECKING:
    from fastapi import FastAPI

HEADER_SECONDS = 10.0  # in which the head of a request must be complete
KEEP_ALIVE_SECONDS = 15
FAREWELL_SECONDS = 2  # for answers under way when the server ends; pages hold streams open
BACKLOG = 512


class PatientProtocol(H11Protocol):
    """HTTP/1.1 that closes connections which never finish the head of a request.

    Uvicorn limits the time between requests, but not the time a request's head takes, so that a
    few bytes a minute could hold every connection there is.
    """

    _head_timer: TimerHandle | None = None

    def connection_made(self, transport: Any) -> None:
        super().connection_made(transport)
        self._watch()

    def data_received(self, data: bytes) -> None:
        super().data_received(data)
        self._watch()

    def connection_lost(self, exc: Exception | None) -> None:
        self._stop()
        super().connection_lost(exc)

    def _watch(self) -> None:
        """Let the clock run exactly while a head is awaited and nothing is being answered."""
        cycle: RequestResponseCycle | None = self.cycle  # None before the first request
        answering = cycle is not None and not cycle.response_complete
        if answering or self.conn.their_state is not h11.IDLE:
            self._stop()
        elif self._head_timer is None:
            self._head_timer = self.loop.call_later(HEADER_SECONDS, self._give_up)

    def _stop(self) -> None:
        if self._head_timer is not None:
            self._head_timer.cancel()
            self._head_timer = None

    def _give_up(self) -> None:
        self._head_timer = None
        if not self.transport.is_closing():
            self.transport.close()


def run_server(
    index: Path, settings: Settings, *, open_browser: bool, generator: str | None = None
) -> None:
    """Serve until Ctrl-C or a termination signal.

    Raises:
        RagError: the index, the port, the users, the certificate or the generator cannot be used.
    """
    with (
        tempfile.TemporaryDirectory(prefix="policyqa-page-") as files,
        closing(bound(settings)) as listener,
    ):
        keep_to_itself(Path(files))
        with Service.open(index, generator=generator) as service:
            service.prepare()  # the first reader should not wait for the welcome
            app = create_app(service, settings)
            _announce(service, settings, listener, open_browser)
            _serve(app, settings, listener)


def bound(settings: Settings) -> socket.socket:
    """A socket on the address asked for, not yet listening.

    Raises:
        UsageError: the port is taken or the address is not this machine's, with what to type.
    """
    family = socket.AF_INET6 if ":" in settings.host else socket.AF_INET
    # The protocol is named, for asyncio turns Nagle's algorithm off only where it is: without that
    # every second piece of an answer waits 40 ms for the client to acknowledge the first.
    listener = socket.socket(family, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    try:
        if os.name == "posix":  # elsewhere it would let two servers share a port
            listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind((settings.host, settings.port))
        listener.listen(BACKLOG)
    except OSError as error:
        listener.close()
        raise _unbound(error, settings) from error
    return listener


def _unbound(error: OSError, settings: Settings) -> RagError:
    address = f"{settings.host}:{settings.port}"
    if error.errno == errno.EADDRINUSE:
        return UsageError(
            f"端口已被占用：{address}。 The port is in use: {address}.",
            f"policyqa serve --port {settings.port % 65535 + 1}",
        )
    if error.errno == errno.EACCES:
        return UsageError(
            f"无权使用端口：{address}。 Not allowed to use the port: {address}.",
            "policyqa serve --port 7860",
        )
    return UsageError(
        f"不能在 {address} 上监听：{error.strerror or error}。 Cannot listen on {address}.",
        "policyqa serve --host 127.0.0.1",
    )


def _serve(app: FastAPI, settings: Settings, listener: socket.socket) -> None:
    limits = settings.limits
    config = uvicorn.Config(
        app,
        http=PatientProtocol,
        ws="none",
        lifespan="on",
        log_config=None,
        access_log=False,
        server_header=False,
        proxy_headers=settings.proxy is not None,
        forwarded_allow_ips=settings.proxy or "",
        limit_concurrency=limits.connections,
        timeout_keep_alive=KEEP_ALIVE_SECONDS,
        timeout_graceful_shutdown=FAREWELL_SECONDS,
        ssl_certfile=settings.certificate,
        ssl_keyfile=settings.key,
    )
    quiet_logs()
    # Uvicorn ends regularly on both signals and raises them again afterwards, to no end here.
    signal.signal(signal.SIGTERM, lambda *_: None)
    with suppress(KeyboardInterrupt):
        uvicorn.Server(config).run(sockets=[listener])
    print(say("已停止。", "Stopped."), file=sys.stderr, flush=True)


class OneLine(logging.Formatter):
    """What happened, without the stack below it unless POLICYQA_DEBUG=1 asks for it."""

    def format(self, record: logging.LogRecord) -> str:
        if not os.environ.get("POLICYQA_DEBUG"):
            what = record.exc_info[1] if record.exc_info else None
            told = f": {type(what).__name__}: {what}" if what else ""
            return visible(f"{record.name}: {record.getMessage()}{told}".splitlines()[0])
        return super().format(record)


def quiet_logs() -> None:
    """Errors only, one line each; what is cancelled because the server ends is no error."""
    handler = logging.StreamHandler()
    handler.setFormatter(OneLine())
    handler.addFilter(_worth_telling)
    logging.basicConfig(level=logging.ERROR, handlers=[handler], force=True)


def _worth_telling(record: logging.LogRecord) -> bool:
    cancelled = record.exc_info is not None and isinstance(record.exc_info[1], CancelledError)
    return not cancelled and not record.getMessage().startswith("Cancel ")


def _announce(
    service: Service, settings: Settings, listener: socket.socket, open_browser: bool
) -> None:
    """Say where the page is, what is shown there, and what is not safe."""
    address = url(settings, listener.getsockname()[1])
    count = len(service.documents())
    lines = [
        say(f"policyqa 已启动：{address}", f"policyqa is running: {address}"),
        say(
            f"已索引 {count} 篇文档。Ctrl-C 结束。",
            f"{count} documents are indexed. Ctrl-C ends.",
        ),
    ]
    if writer := service.assistant.generator:
        lines.append(say(f"回答由 {writer.name} 撰写。", f"Answers are written by {writer.name}."))
    if not is_loopback(settings.host) and not settings.encrypted:
        lines.append(
            say(
                "注意：未加密传输。请加 --tls-cert 与 --tls-key，或置于 HTTPS 代理之后。",
                "Note: not encrypted. Add --tls-cert and --tls-key, or an HTTPS proxy before it.",
            )
        )
    print("\n".join(lines), file=sys.stderr, flush=True)
    if open_browser and _has_screen():
        # A thread: some browsers keep the call until they are closed.
        Thread(target=_open, args=(address,), daemon=True).start()


def _has_screen() -> bool:
    """Whether a window can open; without one, a browser in text mode would take the terminal."""
    if sys.platform in ("darwin", "win32"):
        return True
    return bool(os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"))


def _open(address: str) -> None:
    with suppress(webbrowser.Error, OSError):  # the address is printed as well
        webbrowser.open(address)


def url(settings: Settings, port: int) -> str:
    """The address to type into a browser on this machine."""
    host = settings.host
    try:
        parsed = ip_address(host)
        if parsed.is_unspecified:
            host = "localhost"
        elif isinstance(parsed, IPv6Address):
            host = f"[{host}]"
    except ValueError:
        pass  # a name
    return f"{'https' if settings.encrypted else 'http'}://{host}:{port}/"
