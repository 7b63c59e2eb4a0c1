"""Documents, names and questions made to run programs on the page: none does."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.ui.payloads import PAYLOADS
from tests.ui.test_page_chat import ask

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.sync_api import BrowserContext, Page

    from tests.ui.doors.running_server import Server

pytestmark = pytest.mark.browser

# What escaped text never makes inside the blocks of the page.
MARKUP = """() => [...document.querySelectorAll("[id^=pq-] *")].filter((element) => {
  const tag = element.tagName.toLowerCase();
  const strange = ["script", "iframe", "object", "embed", "style", "link", "meta", "base", "math",
    "video", "audio", "marquee", "template", "noscript", "plaintext", "foreignobject", "animate",
    "set", "body", "source", "maction"];
  const handler = [...element.attributes].some((a) => /^on/i.test(a.name));
  const address = element.getAttribute("href") || element.getAttribute("src") || "";
  const image = tag === "img" && !element.closest(".pq-leaf");
  return strange.includes(tag) || handler || image || /^\\s*(javascript|data:text)/i.test(address);
}).map((element) => element.outerHTML.slice(0, 200))"""


@pytest.fixture
def target(context: BrowserContext, hostile_server: Server) -> Iterator[Page]:
    page = context.new_page()
    dialogs: list[str] = []
    strangers: list[str] = []
    page.on("dialog", lambda dialog: (dialogs.append(dialog.message), dialog.dismiss()))
    ours = (hostile_server.address, "data:image/png", "blob:")
    page.on("request", lambda r: None if r.url.startswith(ours) else strangers.append(r.url))
    page.goto(hostile_server.address)
    page.wait_for_selector(".pq-welcome")
    yield page
    assert dialogs == []
    assert strangers == []


def unharmed(page: Page, what: object) -> None:
    """No program ran, and no markup came of text."""
    assert page.evaluate("window.pwned") is None, what
    assert page.evaluate(MARKUP) == [], what


def test_there_are_enough_attacks() -> None:
    assert len(set(PAYLOADS)) >= 40


def test_the_attacks_are_in_the_library_under_their_own_names(target: Page) -> None:
    target.click("[data-page-link=library]")
    target.wait_for_selector(".pq-doc")
    titles = target.locator(".pq-doc").all_inner_texts()
    assert any("<img src=x onerror" in title for title in titles)
    assert any("<svg" in title for title in titles)
    unharmed(target, "library")


def test_documents_and_their_titles_do_not_run(target: Page) -> None:
    target.click("[data-page-link=library]")
    target.wait_for_selector(".pq-doc")
    for step in ("first", "second"):
        for i in range(target.locator(".pq-doc").count()):
            title = target.locator(".pq-doc").nth(i).inner_text()
            target.locator(".pq-doc").nth(i).click()
            target.wait_for_function(
                "t => document.querySelector('#pq-source-title')?.textContent.includes(t)",
                arg=title[:20],
            )
        unharmed(target, step)
        following = target.locator("#pq-table .pq-pager button").nth(1)
        if not following.count() or following.is_disabled():
            break
        following.click()
        target.wait_for_selector("#pq-table .pq-pager:has-text('第 51–')")


def test_questions_do_not_run(target: Page) -> None:
    for number, payload in enumerate(PAYLOADS, 1):
        ask(target, payload)
        if number % 14 == 0:
            unharmed(target, payload)
    unharmed(target, "questions")
    shown = target.locator(".pq-question").all_inner_texts()
    assert any(PAYLOADS[0] in question for question in shown)


def test_answers_and_their_sources_do_not_run(target: Page) -> None:
    for number in range(0, len(PAYLOADS), 5):
        ask(target, f"2024年青山市第{number}项指标达到多少亿元？")
        chip = target.locator(".pq-turn:last-of-type .pq-chip").first
        if chip.count():
            chip.click()
            target.wait_for_selector("mark.pq-quote")
    unharmed(target, "answers")
    for button in target.locator(".pq-thumb").all()[:2]:
        button.click()
    unharmed(target, "thumbs")


def test_filters_and_searches_do_not_run(target: Page) -> None:
    target.click(".pq-filters summary")
    target.fill("[name=since]", "<img src=x onerror=window.pwned=1>"[:10])
    ask(target, "青山市指标")
    unharmed(target, "filter")
    target.click("[data-page-link=library]")
    target.locator(".pq-doc").first.click()
    for payload in PAYLOADS[::6]:
        target.fill("[name=find]", payload)
        target.press("[name=find]", "Enter")
        target.wait_for_selector(".pq-found-count")
    unharmed(target, "search")


def test_names_of_uploads_do_not_run(target: Page, tmp_path: Path) -> None:
    files = []
    for number, payload in enumerate(PAYLOADS[:45]):
        name = f"{number} {payload.replace('/', '∕')}"[:70]
        file = tmp_path / f"{name}.{'txt' if number % 2 else 'exe'}"
        file.write_text(f"清溪镇第{number}号公告：{payload}\n", "utf-8")
        files.append(str(file))
    target.click("[data-page-link=library]")
    target.set_input_files("#pq-files", files)
    target.wait_for_selector(".pq-outcomes li")
    target.wait_for_selector(".pq-outcomes .pq-wait", state="detached", timeout=120_000)
    assert target.locator(".pq-outcomes .pq-good").count() >= 20
    assert target.locator(".pq-outcomes .pq-bad").count() >= 20
    unharmed(target, "uploads")
