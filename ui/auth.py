"""Who is asking: a signed-in browser, a user by HTTP Basic, or a holder of the token.

`Authenticator` decides; `Authentication` is the middleware that turns the others away.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
import secrets
import sys
import threading
import time
from collections import OrderedDict
from dataclasses import dataclass
from http.cookies import CookieError, SimpleCookie
from pathlib import Path
from typing import TYPE_CHECKING

from starlette.concurrency import run_in_threadpool
from starlette.datastructures import Headers
from starlette.responses import RedirectResponse

from rag.errors import UsageError
from ui.failures import Failure
from ui.users import PasswordHash, read_users

if TYPE_CHECKING:
    from starlette.types import ASGIApp, Receive, Scope, Send

    from ui.limits import Buckets
    from ui.settings import Settings

COOKIE = "policyqa_session"
SESSION_SECONDS = 12 * 3600
MOST_SESSIONS = 10_000
REMEMBERED_SECONDS = 300  # a verified password need not be hashed again so long
MOST_REMEMBERED = 1_000
TOKEN_USER = "token"  # what the holder of the token is called; names of users are longer-lived
HASHINGS_AT_ONCE = 2  # each takes 32 MiB and a tenth of a second of a processor
OPEN_PATHS = frozenset({"/healthz", "/readyz", "/login"})


@dataclass(frozen=True, slots=True)
class Client:
    """Who sent a request; `key` is what its use is counted under."""

    user: str | None
    address: str

    @property
    def key(self) -> str:
        return f"user {self.user}" if self.user else f"address {self.address}"


class Expiring:
    """A bounded table of strings, each for a while; the one set longest ago is dropped first."""

    def __init__(self, seconds: float, most: int) -> None:
        self._seconds = seconds
        self._most = most
        self._rows: OrderedDict[str, tuple[str, float]] = OrderedDict()
        self._lock = threading.Lock()

    def get(self, key: str) -> str | None:
        with self._lock:
            value, until = self._rows.get(key, ("", 0.0))
            return value if until > time.monotonic() else None

    def set(self, key: str, value: str) -> None:
        with self._lock:
            self._rows.pop(key, None)
            self._rows[key] = (value, time.monotonic() + self._seconds)
            while len(self._rows) > self._most:
                self._rows.popitem(last=False)

    def drop(self, key: str) -> None:
        with self._lock:
            self._rows.pop(key, None)


class Users:
    """The file of users, read again when it changes: a removed user is out at once.

    Raises UsageError when it cannot be read to begin with.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self._lock = threading.Lock()
        self._stamp = self._changed()
        self._users = read_users(path)

    def find(self, name: str) -> PasswordHash | None:
        """The hash of a user's password, None when there is no such user."""
        with self._lock:
            stamp = self._changed()
            if stamp != self._stamp:
                self._stamp = stamp
                self._users = self._read()
            return self._users.get(name)

    def _read(self) -> dict[str, PasswordHash]:
        """The users; none, and a line for the operator, while the file cannot be read."""
        try:
            return read_users(self._path)
        except UsageError as error:
            print(error, file=sys.stderr, flush=True)
            return {}

    def _changed(self) -> tuple[int, int, int]:
        """Differs when the file does; zeros while there is none."""
        try:
            stat = self._path.stat()
        except OSError:
            return 0, 0, 0
        return stat.st_mtime_ns, stat.st_size, stat.st_ino


class Authenticator:
    """Checks passwords, tokens and sessions. Comparisons take the same time right or wrong."""

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        self._users = Users(settings.users) if settings.users else None
        self._sessions = Expiring(SESSION_SECONDS, MOST_SESSIONS)
        self._remembered = Expiring(REMEMBERED_SECONDS, MOST_REMEMBERED)
        self._secret = secrets.token_bytes(32)
        # Verified against when there is no such user, so that names cannot be told by the clock.
        self._nobody = PasswordHash.of(secrets.token_urlsafe())
        self._hashing = threading.BoundedSemaphore(HASHINGS_AT_ONCE)

    @property
    def needed(self) -> bool:
        return self.settings.login_needed

    def session_user(self, cookies: str) -> str | None:
        """The user of the session a Cookie header names."""
        jar = SimpleCookie()
        try:
            jar.load(cookies)
        except CookieError:
            return None
        if COOKIE not in jar:
            return None
        row = self._sessions.get(_digest(jar[COOKIE].value))
        name, _, proof = (row or "").partition("\n")
        # A changed password or a removed user ends every session of that user.
        return name if row and hmac.compare_digest(proof, self._proof(name) or "-") else None

    def open_session(self, name: str) -> str:
        """A new session's secret, for the cookie; only its digest is kept."""
        secret = secrets.token_urlsafe(32)
        self._sessions.set(_digest(secret), f"{name}\n{self._proof(name)}")
        return secret

    def close_session(self, cookies: str) -> None:
        """End the session a Cookie header names, if there is one."""
        jar = SimpleCookie()
        try:
            jar.load(cookies)
        except CookieError:
            return
        if COOKIE in jar:
            self._sessions.drop(_digest(jar[COOKIE].value))

    def password_user(self, name: str, password: str) -> str | None:
        """`name` when the password is right. Slow by design; call from a thread."""
        if self._users is None:
            return None
        known = self._users.find(name)
        memory = self._memory(name, password, known)
        if known is not None and self._remembered.get(memory) == name:
            return name
        with self._hashing:
            right = (known or self._nobody).matches(password)
        if known is None or not right:
            return None
        self._remembered.set(memory, name)
        return name

    def token_user(self, token: str) -> str | None:
        """TOKEN_USER when the token is right."""
        expected = self.settings.token
        same = hmac.compare_digest(_digest(token), _digest(expected or secrets.token_urlsafe()))
        return TOKEN_USER if same and expected else None

    def _memory(self, name: str, password: str, known: PasswordHash | None) -> str:
        text = f"{name}\0{password}\0{known}".encode("utf-8", "surrogatepass")
        return hmac.new(self._secret, text, hashlib.sha256).hexdigest()

    def _proof(self, name: str) -> str | None:
        """Changes with the user's password; None when the user is gone."""
        if name == TOKEN_USER and self.settings.token:
            return "token"
        known = self._users.find(name) if self._users else None
        return _digest(str(known)) if known else None


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


class Authentication:
    """Puts a `Client` into scope["state"]["client"], or turns the request away.

    Wrong credentials are counted by address: guessing is slowed down, using is not.
    """

    def __init__(self, app: ASGIApp, authenticator: Authenticator, guesses: Buckets) -> None:
        self.app = app
        self.authenticator = authenticator
        self.guesses = guesses

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        headers = Headers(scope=scope)
        address = (scope.get("client") or ("unknown", 0))[0]
        asked = self.authenticator.needed and scope["path"] not in OPEN_PATHS
        user = await self._user(headers, address) if asked else None
        scope.setdefault("state", {})["client"] = Client(user, address)
        if user or not asked:
            await self.app(scope, receive, send)
        elif scope["method"] == "GET" and scope["path"] == "/":
            await RedirectResponse("/login", 303)(scope, receive, send)
        else:
            raise unauthenticated(scope["path"])

    async def _user(self, headers: Headers, address: str) -> str | None:
        given = headers.get("authorization", "")
        kind, _, value = given.partition(" ")
        if not given:
            return self.authenticator.session_user(headers.get("cookie", ""))
        self.guesses.check(address)
        user = None
        if kind.lower() == "bearer":
            user = self.authenticator.token_user(value.strip())
        elif kind.lower() == "basic":
            name, password = _basic(value)
            user = await run_in_threadpool(self.authenticator.password_user, name, password)
        if user is None:
            self.guesses.spend(address)
        return user


def _basic(value: str) -> tuple[str, str]:
    """Name and password of HTTP Basic (RFC 7617, UTF-8); two empty strings when unreadable."""
    try:
        name, _, password = base64.b64decode(value, validate=True).decode("utf-8").partition(":")
    except (binascii.Error, ValueError):
        return "", ""
    return name, password


def unauthenticated(path: str) -> Failure:
    """401. Basic is named only where programs ask: a browser would open its own prompt."""
    program = path.startswith(("/api/", "/v1/"))
    challenge = 'Basic realm="policyqa", charset="UTF-8"' if program else 'Bearer realm="policyqa"'
    return Failure(
        401,
        "unauthenticated",
        "需要登录，或用户名、密码、令牌不对。 Sign in first, or the credentials are wrong.",
        "GET /login；或加请求头 / or send the header Authorization: Basic … | Bearer …",
        {"WWW-Authenticate": challenge},
    )
