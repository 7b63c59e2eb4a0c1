"""In a real browser: the page's own scripts run and no others, and people can sign in."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import httpx
import pytest

from tests.ui.doors.running_server import PASSWORD, USER, Server
from ui.headers import script_hashes

if TYPE_CHECKING:
    from playwright.sync_api import Browser

HANDLER = "data:image/svg+xml,<svg xmlns='http://www.w3.org/2000/svg'/>"
PLANTED = (
    "<img src=x onerror='window.hit=1'>",
    f"<img src=\"{HANDLER}\" onload='window.hit=1'>",
    "<svg onload='window.hit=1'></svg>",
    "<details open ontoggle='window.hit=1'>x</details>",
    "<iframe srcdoc='<script>parent.hit=1</script>'></iframe>",
    "<a id=planted href='javascript:window.hit=1'>x</a>",
)


def test_each_page_has_a_nonce_of_its_own(http: httpx.Client) -> None:
    nonces = set()
    for _ in range(2):
        response = http.get("/")
        (nonce,) = re.findall(r"'nonce-([\w-]+)'", response.headers["content-security-policy"])
        nonces.add(nonce)
        scripts = re.findall(r"<script[^>]*>", response.text)
        assert scripts
        assert all(f'nonce="{nonce}"' in script for script in scripts)
        assert int(response.headers["content-length"]) == len(response.content)
    assert len(nonces) == 2
    assert "'unsafe-inline'" not in http.get("/").headers["content-security-policy"].split(";")[1]


def test_hashes_are_those_browsers_compute() -> None:
    # The example that descriptions of CSP give.
    (known,) = script_hashes("<script>alert('Hello, world.');</script>")
    assert known == "'sha256-qznLcsROx4GACP2dm0UCKCzCG+HiZ1guq6ZZDob/Tng='"


@pytest.mark.browser
def test_planted_scripts_do_not_run(browser: Browser, server: Server) -> None:
    page = browser.new_page()
    broken: list[str] = []
    page.on("console", lambda m: broken.append(m.text) if "Content Security" in m.text else None)
    page.goto(server.address)
    page.wait_for_selector("textarea", timeout=120_000)
    assert broken == []
    for planted in PLANTED:
        page.evaluate("html => document.body.insertAdjacentHTML('beforeend', html)", planted)
    page.evaluate("document.getElementById('planted').click()")
    page.evaluate(
        "() => { const s = document.createElement('script'); s.text = 'window.hit = 1';"
        " document.body.append(s); }"
    )
    page.wait_for_timeout(500)
    assert page.evaluate("window.hit") is None
    assert broken
    page.close()


@pytest.mark.browser
def test_people_sign_in_and_out(browser: Browser, locked: Server) -> None:
    page = browser.new_page()
    broken: list[str] = []
    page.on("console", lambda m: broken.append(m.text) if "Content Security" in m.text else None)
    page.goto(locked.address)
    assert page.url.endswith("/login")
    page.fill("#username", USER)
    page.fill("#password", "not the password")
    page.click("button")
    assert page.locator("[role=alert]").is_visible()
    page.fill("#username", USER)
    page.fill("#password", PASSWORD)
    page.click("button")
    page.wait_for_selector("textarea", timeout=120_000)
    page.goto(f"{locked.address}logout")
    page.click("button")
    page.wait_for_selector("#password")
    page.goto(locked.address)
    assert page.url.endswith("/login")
    assert broken == []
    page.close()
