"""How the server is reached, who may, and how much of it each may take."""

from __future__ import annotations

from dataclasses import dataclass, field
from ipaddress import ip_address
from pathlib import Path

LOOPBACK_NAMES = frozenset({"localhost", "127.0.0.1", "::1"})
DEFAULT_PORT = 7860
QUESTIONS_PER_MINUTE = 120.0


@dataclass(frozen=True, slots=True)
class Limits:
    """What one client, and all clients together, may take.

    Args:
        questions_per_minute: lasting rate of one client; 0 for no limit.
        burst: questions a client that was idle may ask at once.
        body_bytes: largest request body, uploads excepted.
        body_seconds: time in which a body must arrive; for uploads, between two pieces of it.
        upload_bytes: largest upload, all files of it together.
        workers: questions answered at the same time.
        waiting: questions that may wait for a worker; more are turned away.
        patience_seconds: how long a question waits before it is turned away.
        connections: open connections; more are turned away. Fewer than the 1,024 files that a
            process may usually open.
    """

    questions_per_minute: float = QUESTIONS_PER_MINUTE
    burst: float = 60.0
    body_bytes: int = 2**20
    body_seconds: float = 20.0
    upload_bytes: int = 200 * 2**20
    workers: int = 4
    waiting: int = 200
    patience_seconds: float = 60.0
    connections: int = 800


@dataclass(frozen=True, slots=True)
class Settings:
    """One server.

    Args:
        users: file of users and hashed passwords (see `ui.users`); None for none.
        token: secret that API clients send as `Authorization: Bearer`; never shown.
        hosts: further names the server may be addressed by when nobody has to log in.
        proxy: address of a reverse proxy whose X-Forwarded-For is believed; None for none.
    """

    host: str = "127.0.0.1"
    port: int = DEFAULT_PORT
    users: Path | None = None
    token: str | None = field(default=None, repr=False)
    hosts: tuple[str, ...] = ()
    proxy: str | None = None
    certificate: Path | None = None
    key: Path | None = None
    limits: Limits = field(default_factory=Limits)

    @property
    def login_needed(self) -> bool:
        """Whether a client must say who it is."""
        return self.users is not None or self.token is not None

    @property
    def encrypted(self) -> bool:
        """Whether the server itself speaks HTTPS."""
        return self.certificate is not None


def is_loopback(host: str) -> bool:
    """Whether only this machine can reach an address.

    >>> [is_loopback(host) for host in ("localhost", "127.0.0.2", "::1", "0.0.0.0", "pc.lan")]
    [True, True, True, False, False]
    """
    if host in LOOPBACK_NAMES:
        return True
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return False
