"""HTTPS by the server itself or by a proxy before it: who asks, and cookies that stay inside."""

from __future__ import annotations

import shutil
import ssl
import subprocess
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from tests.running import Cli
from tests.ui.doors.running_server import PASSWORD, USER, Server, start
from ui.users import put_user

pytestmark = pytest.mark.slow
FORM = {"username": USER, "password": PASSWORD}
HTTPS = {"X-Forwarded-Proto": "https"}


def serving(home: Path, folder: Path, *arguments: object) -> Iterator[Server]:
    put_user(folder / "users.txt", USER, PASSWORD)
    running = start(Cli(home), folder, "--users", folder / "users.txt", *arguments)
    yield running
    running.process.kill()
    running.process.wait()


@pytest.fixture(scope="module")
def behind(home: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """Behind a proxy on this machine, which it trusts; few questions a minute."""
    folder = tmp_path_factory.mktemp("behind")
    yield from serving(home, folder, "--trust-proxy", "127.0.0.1", "--rate", 2)


@pytest.fixture(scope="module")
def alone(home: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """Trusts no proxy, and speaks HTTPS with a certificate of its own."""
    folder = tmp_path_factory.mktemp("alone")
    openssl = shutil.which("openssl")
    if openssl is None:
        pytest.skip("no openssl to make a certificate with")
    made = "req -x509 -newkey rsa:2048 -nodes -days 2 -subj /CN=localhost -addext"
    subprocess.run(
        [openssl, *made.split(), "subjectAltName=DNS:localhost,IP:127.0.0.1",
         "-keyout", folder / "key.pem", "-out", folder / "cert.pem"],
        check=True, capture_output=True,
    )  # fmt: skip
    pair = ("--tls-cert", folder / "cert.pem", "--tls-key", folder / "key.pem")
    yield from serving(home, folder, *pair, "--rate", 2)


def secure(server: Server) -> httpx.Client:
    """A client that believes the server's own certificate."""
    context = ssl.create_default_context(cafile=server.log_path.parent / "cert.pem")
    return server.client(verify=context)


def test_a_trusted_proxy_tells_that_the_reader_came_by_https(behind: Server) -> None:
    with behind.client() as client:
        response = client.post("/login", data=FORM, headers=HTTPS)
        assert response.status_code == 303
        assert "; secure" in response.headers["set-cookie"].lower()
        assert "max-age" in response.headers["strict-transport-security"]
        plain = client.post("/login", data=FORM)
        assert "; secure" not in plain.headers["set-cookie"].lower()


def test_readers_behind_a_trusted_proxy_are_told_apart(behind: Server) -> None:
    """Guesses are counted by address: one reader's do not keep another out."""
    with behind.client() as client:
        wrong = FORM | {"password": "not the password"}
        for _ in range(12):
            last = client.post("/login", data=wrong, headers={"X-Forwarded-For": "192.0.2.1"})
        assert last.status_code == 429
        other = client.post("/login", data=FORM, headers={"X-Forwarded-For": "192.0.2.2"})
        assert other.status_code == 303
        forged = {"X-Forwarded-For": "192.0.2.9, 192.0.2.1"}  # the proxy wrote only the last
        assert client.post("/login", data=wrong, headers=forged).status_code == 429


def test_the_servers_own_https_makes_cookies_secure(alone: Server) -> None:
    assert alone.address.startswith("https://")
    with secure(alone) as client:
        response = client.post("/login", data=FORM)
        assert response.status_code == 303
        assert "; secure" in response.headers["set-cookie"].lower()
        assert "max-age" in response.headers["strict-transport-security"]


def test_strangers_cannot_say_who_they_are(alone: Server) -> None:
    with secure(alone) as client:
        wrong = FORM | {"password": "not the password"}
        codes = [
            client.post(
                "/login", data=wrong, headers={"X-Forwarded-For": f"192.0.2.{number}"}
            ).status_code
            for number in range(12)
        ]
    assert codes[-1] == 429


def test_a_certificate_that_is_none_is_told(home: Path, tmp_path: Path) -> None:
    (tmp_path / "cert.pem").write_text("not a certificate", "utf-8")
    (tmp_path / "key.pem").write_text("not a key", "utf-8")
    pair = ("--tls-cert", tmp_path / "cert.pem", "--tls-key", tmp_path / "key.pem")
    run = Cli(home)("serve", "--port", 0, *pair)
    assert run.code == 2
    assert "--tls-cert" in run.err
