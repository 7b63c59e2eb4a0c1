"""Only the doors meant to be public are public, and every answer carries its headers."""

from __future__ import annotations

import re
import sys
from pathlib import Path
from typing import Any

import httpx
import pytest

from tests.running import Cli
from tests.ui.doors.running_server import Server
from ui.gate import methods_of

# Everything a client can reach, by method; {…} is what varies. A new line here is a new door.
PUBLIC = {
    "GET /",
    "HEAD /",
    "GET /api/documents",
    "GET /api/documents/{}",
    "GET /api/documents/{}/original",
    "GET /api/openapi.json",
    "GET /assets/{}",
    "GET /config",
    "GET /favicon.ico",
    "GET /gradio_api/file={}",
    "HEAD /gradio_api/file={}",
    "GET /gradio_api/heartbeat/{}",
    "GET /gradio_api/info",
    "GET /gradio_api/queue/data",
    "GET /gradio_api/startup-events",
    "GET /gradio_api/theme.css",
    "GET /gradio_api/upload_progress",
    "GET /healthz",
    "GET /login",
    "GET /logout",
    "GET /manifest.json",
    "GET /readyz",
    "GET /robots.txt",
    "GET /static/{}",
    "GET /svelte/{}",
    "GET /theme.css",
    "GET /v1/models",
    "GET /v1/models/{}",
    "POST /mcp",
    "POST /api/ask",
    "POST /api/search",
    "POST /gradio_api/cancel",
    "POST /gradio_api/queue/join",
    "POST /gradio_api/reset",
    "POST /gradio_api/upload",
    "POST /login",
    "POST /logout",
    "POST /v1/chat/completions",
}
# Some of what Gradio brings besides: endpoints for every handler, a proxy, an editor, a dashboard.
CLOSED = [
    "GET /gradio_api/proxy=https://example.org/",
    "GET /gradio_api/file=https://example.org/",
    "GET /gradio_api/file=http:/example.org/",
    "POST /gradio_api/call/ask",
    "POST /gradio_api/run/predict",
    "POST /gradio_api/api/predict",
    "POST /gradio_api/vibe-edit",
    "POST /gradio_api/process_recording",
    "POST /gradio_api/component_server",
    "GET /gradio_api/openapi.json",
    "GET /gradio_api/token",
    "GET /gradio_api/runs",
    "GET /gradio_api/deep_link",
    "GET /gradio_api/mcp/",
    "GET /gradio_api/custom_component/x/client/y/z",
    "GET /monitoring",
    "GET /monitoring/summary",
    "GET /docs",
    "GET /redoc",
    "GET /openapi.json",
    "GET /api/",
    "GET /.env",
    "GET //etc/passwd",
    "GET /assets/../../../../etc/passwd",
    "GET /static/%2e%2e/%2e%2e/%2e%2e/%2e%2e/etc/passwd",
    "GET /api/documents/a/b/original",
    "TRACE /",
    "PUT /api/ask",
    "OPTIONS /api/ask",
    "DELETE /api/documents/x",
]


# Run by itself: Gradio leaves event loops open, which are errors in this process.
LOOK = """
import json
from pathlib import Path
from starlette.routing import Mount
from ui.app import create_app
from ui.service import Service

def walk(routes):
    for route in routes:
        included = getattr(route, "original_router", route)
        if inner := getattr(included, "routes", None):
            yield from walk(inner)
        else:
            yield route.path, sorted(route.methods or [])

with Service.open(Path("index")) as service:
    app = create_app(service)
    (page,) = (route.app.get_blocks() for route in app.routes if isinstance(route, Mount))
    print(json.dumps({
        "routes": list(walk(app.routes)),
        "endpoints": page.get_api_info(),
        "allowed": page.allowed_paths,
        "analytics": page.analytics_enabled,
        "hidden": all(fn.api_visibility == "private" for fn in page.fns.values()),
    }))
"""


@pytest.fixture(scope="module")
def inside(home: Path) -> dict[str, Any]:
    """What the application and its page hold."""
    run = Cli(home).python([sys.executable, "-c", LOOK])
    assert run.code == 0, run.err
    return dict(run.json)


def test_public_routes_are_the_ones_listed(inside: dict[str, Any]) -> None:
    found = set()
    for path, methods in inside["routes"]:
        pattern = re.sub(r"\{[^}]*\}", "{}", path)
        example = pattern.replace("file={}", "file=/x").replace("{}", "x")
        public = methods_of(example)
        reached = [method for method in public if method in (methods or public)]
        if reached:
            found.add(f"{','.join(reached)} {pattern}")
    assert found == PUBLIC


def test_no_handler_of_the_page_is_an_endpoint(inside: dict[str, Any], http: httpx.Client) -> None:
    none = {"named_endpoints": {}, "unnamed_endpoints": {}}
    assert inside["endpoints"] == none
    assert http.get("/gradio_api/info").json() == none
    assert inside["hidden"]
    assert inside["allowed"] == []
    assert inside["analytics"] is False


@pytest.mark.parametrize("door", CLOSED)
def test_the_rest_is_closed(server: Server, door: str) -> None:
    method, path = door.split()
    head = f"{method} {path} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n"
    answer = server.raw(f"{head}Content-Length: 0\r\n\r\n".encode())
    status = int(answer.split(b" ", 2)[1])
    assert status in (403, 404, 405), answer
    assert b"root:" not in answer


def test_files_outside_are_not_served(server: Server, http: httpx.Client, home: Path) -> None:
    for path in ("/etc/passwd", str(home / "index" / "catalog.sqlite"), str(home / "docs/plan.md")):
        for spelling in (path, f"/tmp/..{path}", path.replace("/", "//", 1)):
            response = http.get(f"/gradio_api/file={spelling}")
            assert response.status_code in (403, 404), response.text[:200]
            assert "root:" not in response.text


@pytest.mark.parametrize("path", ["/", "/login", "/api/documents", "/nothing", "/assets/none.js"])
def test_every_answer_carries_its_headers(http: httpx.Client, path: str) -> None:
    headers = http.get(path).headers
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["x-frame-options"] == "DENY"
    assert headers["referrer-policy"] == "same-origin"
    assert "frame-ancestors 'none'" in headers["content-security-policy"]
    assert "server" not in headers
    assert path.startswith("/assets") or headers["cache-control"] == "no-store"


def test_the_policy_names_no_other_host(http: httpx.Client) -> None:
    policy = http.get("/").headers["content-security-policy"]
    assert "http" not in policy
    assert "*" not in policy
    assert "object-src 'none'" in policy


def test_errors_look_alike_everywhere(http: httpx.Client) -> None:
    for path in ("/nothing", "/gradio_api/nothing", "/v1/nothing", "/assets/nothing.js"):
        response = http.get(path)
        assert response.status_code == 404
    assert http.get("/nothing").json()["error"].keys() == {"code", "message", "next"}


@pytest.mark.parametrize("host", ["evil.example", "localhost.evil.example", "", "127.0.0.1.nip.io"])
def test_other_names_do_not_lead_here(server: Server, host: str) -> None:
    """A page elsewhere could let its own name resolve to this machine."""
    answer = server.raw(f"GET / HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n\r\n".encode())
    assert answer.startswith(b"HTTP/1.1 421")


@pytest.mark.parametrize("host", ["localhost", "127.0.0.1:7860", "[::1]:80", "LOCALHOST"])
def test_own_names_lead_here(server: Server, host: str) -> None:
    request = f"GET /healthz HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n\r\n"
    assert server.raw(request.encode()).startswith(b"HTTP/1.1 200")


@pytest.mark.parametrize(
    "path", ["/api/ask", "/mcp", "/gradio_api/queue/join", "/gradio_api/upload"]
)
@pytest.mark.parametrize("origin", ["https://evil.example", "null", "http://localhost:1"])
def test_pages_of_other_sites_cannot_act(http: httpx.Client, path: str, origin: str) -> None:
    response = http.post(path, content=b'{"question": "x"}', headers={"Origin": origin})
    assert response.status_code == 403


def test_forwarded_headers_of_strangers_mean_nothing(http: httpx.Client) -> None:
    headers = {"X-Forwarded-For": "203.0.113.9", "X-Forwarded-Host": "evil.example"}
    assert http.get("/", headers=headers).status_code == 200


def test_websockets_are_refused(server: Server) -> None:
    answer = server.raw(
        b"GET /gradio_api/queue/join HTTP/1.1\r\nHost: localhost\r\nConnection: Upgrade\r\n"
        b"Upgrade: websocket\r\nSec-WebSocket-Version: 13\r\n"
        b"Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n",
        whole=False,
    )
    assert not answer.startswith(b"HTTP/1.1 101")
