"""The file of users: one line a user, `name:scrypt$n$r$p$salt$hash`, readable by its owner alone.

Passwords are hashed with scrypt (RFC 7914) and a salt of their own; the file never holds one.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import os
import re
import secrets
from dataclasses import dataclass
from pathlib import Path

from embeddings.atomic import replacing
from rag.errors import StorageError, UsageError

# 2^15 blocks of 8: about 32 MiB and a tenth of a second a guess.
N, R, P = 2**15, 8, 1
MOST_MEMORY = 2**26  # bytes scrypt may take; above what the parameters need
SALT_BYTES = 16
SHORTEST_PASSWORD, LONGEST_PASSWORD = 8, 200  # characters
_NAME = re.compile(r"[\w.@+-]{1,64}")


@dataclass(frozen=True, slots=True)
class PasswordHash:
    """Parameters, salt and result of scrypt for one password."""

    n: int
    r: int
    p: int
    salt: bytes
    digest: bytes

    @classmethod
    def of(cls, password: str) -> PasswordHash:
        """Hash a password under a fresh salt."""
        salt = secrets.token_bytes(SALT_BYTES)
        return cls(N, R, P, salt, _scrypt(password, salt, N, R, P))

    def matches(self, password: str) -> bool:
        """Whether this is the password; takes the same time whatever is wrong with it."""
        if len(password) > LONGEST_PASSWORD:
            return False
        return hmac.compare_digest(
            _scrypt(password, self.salt, self.n, self.r, self.p), self.digest
        )

    def __str__(self) -> str:
        salt, digest = (base64.b64encode(part).decode() for part in (self.salt, self.digest))
        return f"scrypt${self.n}${self.r}${self.p}${salt}${digest}"

    @classmethod
    def parse(cls, text: str) -> PasswordHash:
        """Read what `str` writes; ValueError when it is something else."""
        kind, n, r, p, salt, digest = text.split("$")
        if kind != "scrypt":
            raise ValueError(f"{kind} is not scrypt")
        decoded = [base64.b64decode(part, validate=True) for part in (salt, digest)]
        return cls(int(n), int(r), int(p), *decoded)


def _scrypt(password: str, salt: bytes, n: int, r: int, p: int) -> bytes:
    secret = password.encode("utf-8", "surrogatepass")
    return hashlib.scrypt(secret, salt=salt, n=n, r=r, p=p, maxmem=MOST_MEMORY, dklen=32)


def read_users(path: Path) -> dict[str, PasswordHash]:
    """Users by name.

    Raises:
        UsageError: there is no such file, or a line of it cannot be read; the line is not shown.
    """
    try:
        lines = path.read_text("utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise UsageError(
            f"读不到用户文件 {path}。 The file of users cannot be read ({type(error).__name__}).",
            f"policyqa serve add-user NAME --users {path}",
        ) from error
    users = {}
    for number, line in enumerate(lines, 1):
        if not line.strip() or line.startswith("#"):
            continue
        name, _, rest = line.partition(":")
        try:
            users[name] = PasswordHash.parse(rest.strip())
        except ValueError as error:
            raise UsageError(
                f"用户文件 {path} 第 {number} 行不是“名称:scrypt$…”。"
                f" Line {number} of {path} is not name:scrypt$….",
                f"删去该行 / delete the line, then: policyqa serve add-user NAME --users {path}",
            ) from error
    return users


def put_user(path: Path, name: str, password: str) -> bool:
    """Add a user or give one a new password; whether the user is new.

    Raises:
        UsageError: a name or password that cannot be used, or a damaged file.
        StorageError: the file cannot be written.
    """
    check_name(name)
    check_password(password)
    users = read_users(path) if path.exists() else {}
    new = name not in users
    users[name] = PasswordHash.of(password)
    _write(path, users)
    return new


def remove_user(path: Path, name: str) -> None:
    """Remove a user; UsageError when there is none of that name."""
    users = read_users(path)
    if name not in users:
        raise UsageError(
            f"没有用户 {name}。 There is no user {name} in {path}.",
            f"policyqa serve list-users --users {path}",
        )
    del users[name]
    _write(path, users)


def check_name(name: str) -> None:
    """UsageError unless a user may be called so: it must fit a line and HTTP Basic."""
    if not _NAME.fullmatch(name):
        raise UsageError(
            f"用户名 {name!r} 不可用：1 至 64 个字母、汉字、数字或 . @ + - _。"
            " A user name has 1 to 64 letters, digits, or . @ + - _",
            "policyqa serve add-user wang.li",
        )


def check_password(password: str) -> None:
    """UsageError unless it is of a length that can be used."""
    if not SHORTEST_PASSWORD <= len(password) <= LONGEST_PASSWORD:
        raise UsageError(
            f"密码应有 {SHORTEST_PASSWORD} 至 {LONGEST_PASSWORD} 个字符。"
            f" A password has {SHORTEST_PASSWORD} to {LONGEST_PASSWORD} characters.",
            "换一个更长的密码 / choose a longer one",
        )


def _write(path: Path, users: dict[str, PasswordHash]) -> None:
    lines = [f"{name}:{users[name]}\n" for name in sorted(users)]
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with replacing(path) as partial:  # made by mkstemp: mode 600 from its first moment
            partial.write_text("".join(lines), "utf-8")
    except OSError as error:
        raise StorageError(
            f"写不了用户文件 {path}：{error.strerror}。 The file of users cannot be written.",
            f"ls -ld {path.parent}",
        ) from error


def others_may_read(path: Path) -> bool:
    """Whether the file of users can be read by anybody but its owner."""
    return os.name == "posix" and bool(path.stat().st_mode & 0o077)
