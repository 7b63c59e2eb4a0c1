"""Signing in on the page, and out again: two small forms without a script."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING
from urllib.parse import parse_qs

from fastapi import APIRouter, Request
from starlette.concurrency import run_in_threadpool
from starlette.responses import HTMLResponse, RedirectResponse, Response

from ui.auth import COOKIE, SESSION_SECONDS
from ui.failures import Failure

if TYPE_CHECKING:
    from ui.auth import Authenticator, Client
    from ui.limits import Buckets

POLICY = (
    "default-src 'none'; style-src 'unsafe-inline'; img-src data:; form-action 'self'; "
    "base-uri 'none'; frame-ancestors 'none'"
)
_STYLE = """
:root { color-scheme: light dark; }
body { margin: 0; min-height: 100vh; display: grid; place-items: center;
  font: 1rem/1.6 system-ui, "Noto Sans CJK SC", "PingFang SC", "Microsoft YaHei", sans-serif;
  background: light-dark(#f6f7f9, #14171c); color: light-dark(#1c2430, #e6e9ee); }
main { width: min(22rem, calc(100vw - 2rem)); }
h1 { font-size: 1.4rem; margin: 0 0 1rem; }
label { display: block; margin: .8rem 0 .2rem; }
input, button { box-sizing: border-box; width: 100%; padding: .6rem .7rem; font: inherit;
  border-radius: .4rem; border: 1px solid light-dark(#8a94a3, #6b7584);
  background: light-dark(#fff, #1d222a); color: inherit; }
button { margin-top: 1.2rem; background: #1f5fae; border-color: #1f5fae; color: #fff; }
:focus-visible { outline: 3px solid light-dark(#1f5fae, #7fb2f0); outline-offset: 2px; }
[role=alert] { border-left: 4px solid #c0392b; padding: .2rem .7rem; }
"""
_NAME = """<label for="username">用户名 / User name</label>
<input id="username" name="username" autocomplete="username" required autofocus>
<label for="password">密码 / Password</label>"""
_PASSWORD = """<input id="password" name="password" type="password"
 autocomplete="current-password" required>"""
_TOKEN = '<label for="password">访问令牌 / Access token</label>'


def login_router(authenticator: Authenticator, guesses: Buckets) -> APIRouter:
    """The forms. A session is opened for a user's password, or for the token where it is alone."""
    router = APIRouter(include_in_schema=False)

    @router.get("/login")
    async def form() -> Response:
        return _page(_form(authenticator, None)) if authenticator.needed else _home()

    @router.post("/login")
    async def sign_in(request: Request) -> Response:
        if not authenticator.needed:
            return _home()
        client: Client = request.state.client
        fields = parse_qs((await request.body()).decode("utf-8", "replace"), max_num_fields=10)
        name, password = (fields.get(key, [""])[0] for key in ("username", "password"))
        try:
            guesses.check(client.address)
        except Failure as failure:
            return _page(_form(authenticator, failure.message), 429, dict(failure.headers))
        user = await run_in_threadpool(_checked, authenticator, name.strip(), password)
        if user is None:
            guesses.spend(client.address)
            wrong = "用户名、密码或令牌不对。 The credentials are wrong."
            return _page(_form(authenticator, wrong), 401)
        response = _home()
        response.set_cookie(
            COOKIE,
            authenticator.open_session(user),
            max_age=SESSION_SECONDS,
            httponly=True,
            samesite="lax",
            secure=request.url.scheme == "https",
        )
        return response

    @router.get("/logout")
    async def leave() -> Response:
        return _page("<button autofocus>退出登录 / Sign out</button>", action="/logout")

    @router.post("/logout")
    async def sign_out(request: Request) -> Response:
        authenticator.close_session(request.headers.get("cookie", ""))
        response = RedirectResponse("/login", 303)
        response.delete_cookie(COOKIE)
        return response

    return router


def _checked(authenticator: Authenticator, name: str, password: str) -> str | None:
    if name:
        return authenticator.password_user(name, password)
    return authenticator.token_user(password)


def _home() -> Response:
    return RedirectResponse("/", 303)


def _form(authenticator: Authenticator, problem: str | None) -> str:
    alert = f'<p role="alert">{escape(problem)}</p>' if problem else ""
    names = _NAME if authenticator.settings.users else _TOKEN
    return f"{alert}{names}{_PASSWORD}<button>登录 / Sign in</button>"


def _page(
    inside: str, status: int = 200, headers: dict[str, str] | None = None, action: str = "/login"
) -> Response:
    text = (
        '<!doctype html><html lang="zh"><head><meta charset="utf-8"><title>policyqa</title>'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        '<link rel="icon" href="data:,">'
        f"<style>{_STYLE}</style></head><body><main><h1>policyqa</h1>"
        f'<form method="post" action="{action}">{inside}</form></main></body></html>'
    )
    return HTMLResponse(
        text, status, headers={"Content-Security-Policy": POLICY, **(headers or {})}
    )
