"""Servers to talk to: llama.cpp's own in a process of its own, and one that follows a script."""

from __future__ import annotations

import json
import os
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

KEY = "sk-local-5f2e"  # not a real one: nothing may ever print it
_LLAMA = """
import sys, xllamacpp
p = xllamacpp.CommonParams()
p.model.path, p.n_ctx, p.n_parallel, p.warmup, p.verbosity = sys.argv[1], 4096, 1, False, -1
p.api_keys, p.cpuparams.n_threads = [sys.argv[2]], 2
if len(sys.argv) > 3:
    p.embedding, p.pooling_type = True, xllamacpp.llama_pooling_type.LLAMA_POOLING_TYPE_MEAN
server = xllamacpp.Server(p)
print(server.listening_address, flush=True)
sys.stdin.read()
"""


@dataclass(frozen=True)
class Running:
    """A server that runs; `process` is None where it is a thread of the tests."""

    base_url: str
    process: subprocess.Popen[bytes] | None = None


@contextmanager
def llama_server(path: str, *, embedding: bool = False) -> Iterator[Running]:
    """llama.cpp's HTTP server over the file at `path`; it wants KEY."""
    command = [sys.executable, "-c", _LLAMA, path, KEY, *(["embedding"] if embedding else [])]
    environment = os.environ | {"OMP_WAIT_POLICY": "passive"}
    pipe = subprocess.PIPE
    with subprocess.Popen(command, stdin=pipe, stdout=pipe, env=environment) as process:
        try:
            assert process.stdout is not None
            address = process.stdout.readline().decode().strip()
            assert address, "llama.cpp did not start"
            yield Running(f"{address}/v1", process)
        finally:
            process.kill()


@dataclass
class Script:
    """What the scripted server does, and what it has been asked.

    `act` writes the reply to one POST through the handler it is given. Like hosted servers it does
    not count tokens, unless it acts on every path.
    """

    act: Callable[[Any], None]
    every_path: bool = False
    asked: list[dict[str, Any]] = field(default_factory=list)
    hung_up: threading.Event = field(default_factory=threading.Event)


@contextmanager
def scripted_server(script: Script) -> Iterator[Running]:
    """A server on a loopback port whose replies `script` writes, byte by byte if it wants."""

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            if self.path.endswith("/tokenize") and not script.every_path:
                status(404, "no such path")(self)
                return
            script.asked.append(json.loads(body) | {"path": self.path})
            try:
                script.act(self)
            except OSError:
                script.hung_up.set()

        def log_message(self, *_: Any) -> None: ...

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
    thread.start()
    try:
        yield Running(f"http://127.0.0.1:{server.server_port}/v1")
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def status(code: int, message: str, **headers: str) -> Callable[[Any], None]:
    """Reply with an error as OpenAI's servers word it."""

    def act(handler: Any) -> None:
        body = json.dumps({"error": {"message": message, "code": code}}).encode()
        handler.send_response(code)
        handler.send_header("Content-Type", "application/json")
        handler.send_header("Content-Length", str(len(body)))
        for name, value in headers.items():
            handler.send_header(name.replace("_", "-"), value)
        handler.end_headers()
        handler.wfile.write(body)

    return act


def begin(handler: Any) -> None:
    """The head of a stream of events that ends with the connection."""
    handler.send_response(200)
    handler.send_header("Content-Type", "text/event-stream")
    handler.send_header("Connection", "close")
    handler.end_headers()
    handler.close_connection = True


def send(handler: Any, text: str | None, end: str | None = None) -> None:
    """One chunk of a chat completion."""
    choice = {"index": 0, "delta": {"content": text} if text else {}, "finish_reason": end}
    chunk = {"id": "x", "object": "chat.completion.chunk", "created": 0, "model": "m"}
    handler.wfile.write(f"data: {json.dumps(chunk | {'choices': [choice]})}\n\n".encode())
    handler.wfile.flush()


def saying(*pieces: str, end: str | None = "stop") -> Callable[[Any], None]:
    """Stream pieces and end regularly; without an `end` the connection just closes."""

    def act(handler: Any) -> None:
        begin(handler)
        for piece in pieces:
            send(handler, piece)
        if end:
            send(handler, None, end)
            handler.wfile.write(b"data: [DONE]\n\n")

    return act


def dripping(piece: str, pause: float) -> Callable[[Any], None]:
    """Stream a piece again and again for ever, with pauses between."""

    def act(handler: Any) -> None:
        begin(handler)
        while True:
            send(handler, piece)
            time.sleep(pause)

    return act


def free_port() -> int:
    """A port nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
