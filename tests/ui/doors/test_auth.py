"""Who gets in, with real credentials over real HTTP."""

from __future__ import annotations

import asyncio
import re
from pathlib import Path

import httpx
import pytest
from starlette.responses import PlainTextResponse
from starlette.types import Message, Receive, Scope, Send

from tests.running import Cli
from tests.ui.doors.running_server import PASSWORD, TOKEN, USER, Server, start
from ui.auth import Authentication, Authenticator, Expiring
from ui.failures import Guard
from ui.limits import Buckets
from ui.settings import Settings
from ui.users import put_user, remove_user

ASK = {"question": "2024年青山市软件业务收入是多少？"}
PRIVATE = ["/api/documents", "/api/openapi.json", "/v1/models", "/config", "/theme.css"]


def sign_in(client: httpx.Client, user: str, password: str) -> httpx.Response:
    return client.post("/login", data={"username": user, "password": password})


@pytest.mark.parametrize("path", PRIVATE)
def test_nothing_without_signing_in(locked: Server, path: str) -> None:
    with locked.client() as client:
        response = client.get(path)
    assert response.status_code == 401
    assert response.json()["error"]["code"] == "unauthenticated"
    assert "www-authenticate" in response.headers


@pytest.mark.parametrize("path", ["/mcp", "/api/ask", "/v1/chat/completions", "/gradio_api/upload"])
def test_nothing_is_done_without_signing_in(locked: Server, path: str) -> None:
    with locked.client() as client:
        assert client.post(path, json={}).status_code == 401


def test_the_page_leads_to_the_form(locked: Server) -> None:
    with locked.client() as client:
        response = client.get("/")
        assert (response.status_code, response.headers["location"]) == (303, "/login")
        form = client.get("/login")
    assert 'type="password"' in form.text
    assert "script" not in form.text
    assert "script-src" not in form.headers["content-security-policy"]
    assert "default-src 'none'" in form.headers["content-security-policy"]


@pytest.mark.parametrize("path", ["/healthz", "/readyz"])
def test_health_needs_no_login(locked: Server, path: str) -> None:
    with locked.client() as client:
        assert client.get(path).status_code == 200


def test_basic_and_bearer(locked: Server) -> None:
    with locked.client() as client:
        assert client.post("/api/ask", json=ASK, auth=(USER, PASSWORD)).status_code == 200
        bearer = {"Authorization": f"Bearer {TOKEN}"}
        assert client.post("/api/ask", json=ASK, headers=bearer).status_code == 200


@pytest.mark.parametrize(
    ("header", "status"),
    [
        (f"Bearer {TOKEN}", 200),
        (f"bearer  {TOKEN} ", 200),
        (f"Bearer {TOKEN}x", 401),
        (f"Bearer {TOKEN[:-1]}", 401),
        ("Bearer", 401),
        ("Bearer ", 401),
        (f"Token {TOKEN}", 401),
        ("Basic", 401),
        ("Basic !!!", 401),
        ("Basic AAAA", 401),
        ("Basic QQ==", 401),
        ("Basic /////w==", 401),
        ("", 401),
    ],
)
def test_headers(header: str, status: int) -> None:
    async def inside(scope: Scope, receive: Receive, send: Send) -> None:
        await PlainTextResponse(scope["state"]["client"].user)(scope, receive, send)

    sent: list[Message] = []

    async def send(message: Message) -> None:
        sent.append(message)

    async def receive() -> Message:
        return {"type": "http.disconnect"}

    authenticator = Authenticator(Settings(token=TOKEN))
    app = Guard(Authentication(inside, authenticator, Buckets(10, 10)))
    headers = [(b"authorization", header.encode())]
    scope = {"type": "http", "method": "GET", "path": "/api/documents", "headers": headers}
    asyncio.run(app(scope, receive, send))
    assert sent[0]["status"] == status


def test_a_session_from_form_to_logout(locked: Server) -> None:
    with locked.client() as client:
        response = sign_in(client, USER, PASSWORD)
        assert (response.status_code, response.headers["location"]) == (303, "/")
        cookie = response.headers["set-cookie"].lower()
        assert "httponly" in cookie
        assert "samesite=lax" in cookie
        page = client.get("/")
        assert page.status_code == 200
        assert USER in page.text or "\\u" in page.text
        assert client.get("/api/documents").status_code == 200
        kept = dict(client.cookies)
        assert client.post("/logout").status_code == 303
        assert client.get("/api/documents").status_code == 401
        # The cookie is worthless afterwards, not merely forgotten by this browser.
        old = "; ".join(f"{name}={value}" for name, value in kept.items())
        assert client.get("/api/documents", headers={"Cookie": old}).status_code == 401


@pytest.mark.parametrize("cookie", ["policyqa_session=", "policyqa_session=x", "a=b; ;;=", "\x01"])
def test_made_up_sessions(locked: Server, cookie: str) -> None:
    with locked.client() as client:
        response = client.get("/api/documents", headers={"Cookie": cookie.encode()})
    assert response.status_code in (400, 401)


@pytest.mark.slow
def test_guessing_is_slowed_down_and_never_logged(home: Path, tmp_path: Path) -> None:
    put_user(tmp_path / "users.txt", USER, PASSWORD)
    users = ("--users", tmp_path / "users.txt")
    running = start(Cli(home), tmp_path, *users, POLICYQA_TOKEN=TOKEN)
    try:
        with running.client() as client:
            codes = [sign_in(client, USER, f"guess-{n}-secret").status_code for n in range(12)]
            assert codes[:5] == [401] * 5
            assert codes[-1] == 429
            blocked = client.get("/api/documents", auth=(USER, "guess-13-secret"))
            assert blocked.status_code == 429
            assert int(blocked.headers["retry-after"]) >= 1
        for secret in ("secret", TOKEN, PASSWORD):
            assert secret not in running.log
    finally:
        assert running.stop() == 0


def test_other_sites_cannot_act(locked: Server) -> None:
    with locked.client() as client:
        for origin in ("https://example.org", "null"):
            response = client.post(
                "/login",
                data={"username": USER, "password": PASSWORD},
                headers={"Origin": origin},
            )
            assert response.status_code == 403
        own = {"Origin": locked.address.rstrip("/")}
        assert client.post("/logout", headers=own).status_code == 401  # not signed in


def test_a_removed_user_is_out_at_once(tmp_path: Path) -> None:
    path = tmp_path / "users.txt"
    put_user(path, "li", PASSWORD)
    put_user(path, "wang", PASSWORD)
    auth = Authenticator(Settings(users=path))
    secret = auth.open_session("li")
    cookie = f"policyqa_session={secret}"
    assert auth.session_user(cookie) == "li"
    assert auth.password_user("li", PASSWORD) == "li"
    put_user(path, "li", "a new password")
    assert auth.session_user(cookie) is None
    assert auth.password_user("li", PASSWORD) is None
    assert auth.password_user("li", "a new password") == "li"
    remove_user(path, "li")
    assert auth.password_user("li", "a new password") is None
    path.unlink()
    assert auth.password_user("wang", PASSWORD) is None


def test_the_token_alone_signs_in(tmp_path: Path) -> None:
    auth = Authenticator(Settings(token=TOKEN))
    assert auth.token_user(TOKEN) == "token"
    assert auth.token_user(TOKEN + "x") is None
    assert auth.password_user("token", TOKEN) is None
    assert auth.session_user(f"policyqa_session={auth.open_session('token')}") == "token"
    assert Authenticator(Settings()).token_user("") is None


def test_settings_never_show_the_token() -> None:
    assert TOKEN not in repr(Settings(token=TOKEN))


def test_expiring_forgets() -> None:
    table = Expiring(seconds=60, most=2)
    for key in "abc":
        table.set(key, key)
    assert [table.get(key) for key in "abc"] == [None, "b", "c"]
    table.drop("b")
    assert table.get("b") is None
    gone = Expiring(seconds=0, most=2)
    gone.set("a", "a")
    assert gone.get("a") is None


def test_a_user_called_token_is_not_the_token(tmp_path: Path) -> None:
    path = tmp_path / "users.txt"
    put_user(path, "token", PASSWORD)
    auth = Authenticator(Settings(users=path, token=TOKEN))
    cookie = f"policyqa_session={auth.open_session('token')}"
    assert auth.session_user(cookie) == "token"
    assert re.fullmatch(r"[\w-]{43}", cookie.partition("=")[2])
