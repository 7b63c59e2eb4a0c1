"""`policyqa serve` as a process of its own, and plain HTTP to it."""

from __future__ import annotations

import re
import select
import signal
import socket
import subprocess
import time
from dataclasses import dataclass
from pathlib import Path

import httpx

from tests.running import Cli

PATIENCE = 120.0  # seconds until a server must have said its address
ADDRESS = re.compile(rb"https?://\S+/")
TOKEN = "a-token-for-tests-0123456789"
USER, PASSWORD = "李明", "correct horse 电池"


@dataclass
class Server:
    """A running server. `log` is what it has written to standard error."""

    process: subprocess.Popen[bytes]
    address: str
    log_path: Path

    @property
    def log(self) -> str:
        return self.log_path.read_text("utf-8", "replace")

    @property
    def port(self) -> int:
        return int(self.address.rstrip("/").rpartition(":")[2])

    def client(self, **options: object) -> httpx.Client:
        return httpx.Client(base_url=self.address, timeout=60, trust_env=False, **options)

    def connect(self) -> socket.socket:
        return socket.create_connection(("127.0.0.1", self.port), timeout=60)

    def raw(self, request: bytes, *, whole: bool = True) -> bytes:
        """What the server answers to exactly these bytes, or only the beginning of it."""
        with self.connect() as link:
            link.sendall(request)
            answer = b""
            while part := link.recv(65536):
                answer += part
                if not whole:
                    break
            return answer

    def stop(self, number: int = signal.SIGINT) -> int:
        """Send a signal and wait for the exit code."""
        self.process.send_signal(number)
        return self.process.wait(60)


def start(cli: Cli, folder: Path, *arguments: object, **environment: str) -> Server:
    """Start a server on a free port and wait until it says its address."""
    log = folder / f"serve-{time.monotonic_ns()}.log"
    command = cli.command("serve", "--port", 0, *arguments)
    command = [part for part in command if part not in ("-W", "error")]  # Gradio's own are not ours
    with log.open("wb") as err:
        process = subprocess.Popen(
            command,
            cwd=cli.cwd,
            env=cli.environment(**environment),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=err,
        )
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline and process.poll() is None:
        found = ADDRESS.search(log.read_bytes())
        if found and answers(found.group().decode()):
            return Server(process, found.group().decode(), log)
        time.sleep(0.1)
    process.kill()
    process.wait()
    raise AssertionError(f"no server: {log.read_text('utf-8', 'replace')}")


def answers(address: str) -> bool:
    """Whether the server takes requests yet."""
    try:
        httpx.get(f"{address}healthz", timeout=60, trust_env=False, verify=False)
    except httpx.HTTPError:
        return False
    return True


def readable(link: socket.socket, seconds: float) -> bool:
    """Whether something (or the end) arrives within so many seconds."""
    return bool(select.select([link], [], [], seconds)[0])
