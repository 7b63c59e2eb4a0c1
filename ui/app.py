"""One process, every door: the page at /, the JSON API, the OpenAI-compatible API, MCP.

A request passes, from the outside in: SecurityHeaders, Guard (no trace escapes), Gate (is the
address public), Authentication (who is it), Metering (how much), PagePolicy, and its route.
"""

from __future__ import annotations

import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING, Any

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.responses import Response
from starlette.routing import Route

from ui.api import api_router, health_router
from ui.auth import OPEN_PATHS, Authentication, Authenticator
from ui.desk import Desk
from ui.failures import Failure, Guard, not_found
from ui.gate import Gate
from ui.headers import PagePolicy, SecurityHeaders, script_hashes
from ui.limits import Buckets, Metering
from ui.login import login_router
from ui.mcp_server import PATH as MCP_PATH
from ui.mcp_server import McpDoor
from ui.openai_api import openai_router
from ui.settings import Settings

if TYPE_CHECKING:
    from gradio import Blocks

    from ui.auth import Client
    from ui.service import Service

# Read by Gradio when it is imported or makes a page: nothing calls home, nothing is served by Node.
OFFLINE = {
    "GRADIO_ANALYTICS_ENABLED": "False",
    "GRADIO_RUN_HISTORY": "False",
    "GRADIO_MCP_SERVER": "False",
    "GRADIO_SSR_MODE": "False",
    "HF_HUB_DISABLE_TELEMETRY": "1",
}
GUESSES_PER_MINUTE, GUESSES_AT_ONCE = 10, 10
MOST_PROBLEMS = 5  # fields named in one message
# Whatever the page asks for, these hold.
CLOSED: dict[str, Any] = {
    "footer_links": [],  # one of them lists endpoints
    "run_history": False,
    "show_error": False,
    "ssr_mode": False,
    "enable_monitoring": False,
    "mcp_server": False,
    "allowed_paths": [],
}


def keep_to_itself(folder: Path) -> None:
    """Make Gradio keep its files in `folder` and speak to nobody. Call before it is imported."""
    os.environ.update(OFFLINE, GRADIO_TEMP_DIR=str(folder / "files"))
    os.environ["GRADIO_EXAMPLES_CACHE"] = str(folder / "examples")


def create_app(service: Service, settings: Settings | None = None) -> FastAPI:
    """The application over an open service, which the caller closes when the application has ended.

    Raises:
        UsageError: the file of users cannot be read.
    """
    os.environ.update(OFFLINE)
    import gradio

    settings = settings or Settings()
    authenticator = Authenticator(settings)
    guesses = Buckets(GUESSES_PER_MINUTE, GUESSES_AT_ONCE)
    limits = settings.limits
    questions = Buckets(limits.questions_per_minute, limits.burst)
    desk = Desk(limits)
    door = McpDoor(service, desk)

    @asynccontextmanager
    async def lifespan(_: FastAPI) -> AsyncIterator[None]:
        async with door.manager.run():
            yield
        desk.close()

    page, options = _page(service, settings, desk, questions)
    app = FastAPI(
        title="policyqa",
        version=version("policyqa"),
        description="Answers questions about policy documents in their exact words.",
        openapi_url="/api/openapi.json",
        docs_url=None,  # both load their scripts from elsewhere
        redoc_url=None,
        lifespan=lifespan,
        middleware=[
            Middleware(SecurityHeaders),
            Middleware(Guard),
            Middleware(Gate, settings=settings),
            Middleware(Authentication, authenticator=authenticator, guesses=guesses),
            Middleware(Metering, limits=limits, buckets=questions),
            Middleware(PagePolicy, hashes=script_hashes(options.get("head", ""))),
        ],
        exception_handlers={RequestValidationError: _invalid, HTTPException: _refused},
    )
    app.include_router(health_router(service, desk))
    app.include_router(login_router(authenticator, guesses))
    app.include_router(api_router(service, desk))
    app.include_router(openai_router(service, desk))
    app.router.routes.append(Route(MCP_PATH, door))
    _describe_login(app, settings)
    gradio.mount_gradio_app(app, page, "/", **options)  # behind every route above
    return app


def _page(
    service: Service, settings: Settings, desk: Desk, questions: Buckets
) -> tuple[Blocks, dict[str, Any]]:
    """The page, and how Gradio is to serve it."""
    from ui.page import build_page, page_options

    secret = [service.directory.resolve(), *([settings.users.resolve()] if settings.users else [])]
    options = page_options() | CLOSED
    options |= {
        "auth_dependency": _page_user if settings.login_needed else None,
        "blocked_paths": [str(path) for path in secret],
        "max_file_size": service.limits.file_bytes,
    }
    return build_page(service, desk, questions, settings.limits), options


def _page_user(request: Request) -> str | None:
    """Who Gradio should say is using the page: whom `Authentication` has let in."""
    client: Client = request.scope["state"]["client"]
    return client.user


def _describe_login(app: FastAPI, settings: Settings) -> None:
    """Name the ways to sign in in the OpenAPI description, where one must."""
    if not settings.login_needed:
        return
    schema = app.openapi()  # made once and kept
    schema["components"]["securitySchemes"] = {
        "basic": {"type": "http", "scheme": "basic"},
        "bearer": {"type": "http", "scheme": "bearer"},
    }
    schema["security"] = [{"basic": []}, {"bearer": []}]
    for path in OPEN_PATHS & schema["paths"].keys():
        for operation in schema["paths"][path].values():
            operation["security"] = []


async def _invalid(_: Request, error: Exception) -> Response:
    """422 naming each field; what was sent is not repeated."""
    problems = error.errors() if isinstance(error, RequestValidationError) else ()
    told = "; ".join(
        f"{'.'.join(str(part) for part in problem['loc'])}: {problem['msg']}"
        for problem in problems[:MOST_PROBLEMS]
    )
    failure = Failure(
        422,
        "invalid",
        f"请求不符合格式：{told}。 The request is not as described: {told}.",
        "GET /api/openapi.json",
    )
    return failure.response()


async def _refused(_: Request, error: Exception) -> Response:
    """What the framework turns down, in our form."""
    if not isinstance(error, HTTPException):
        raise error
    if error.status_code == 404:
        return not_found().response()
    words = f"请求不能接受：{error.detail}。 The request cannot be accepted: {error.detail}."
    failure = Failure(
        error.status_code, "refused", words, "GET /api/openapi.json", error.headers or {}
    )
    return failure.response()
