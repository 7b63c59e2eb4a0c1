"""How the page looks: light and dark, narrow and wide, Chinese and English."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.ui.test_page_chat import FIGURE, ask, turn

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

    from tests.ui.doors.running_server import Server

pytestmark = pytest.mark.browser

# WCAG 2.2, 1.4.3: contrast of every text in sight against the first opaque ground below it.
CONTRAST = """() => {
  const channel = (v) => (v /= 255) <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4;
  const parse = (text) => (text.match(/[\\d.]+/g) || []).map(Number);
  const light = ([r, g, b]) => 0.2126 * channel(r) + 0.7152 * channel(g) + 0.0722 * channel(b);
  const ground = (element) => {
    for (let e = element; e; e = e.parentElement) {
      const color = parse(getComputedStyle(e).backgroundColor);
      if (color.length === 3 || color[3] === 1) return color;
    }
    return [255, 255, 255];
  };
  const poor = [];
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {
    const element = walker.currentNode.parentElement;
    const text = walker.currentNode.textContent.trim();
    const seen = {opacityProperty: true, visibilityProperty: true};
    if (!text || !element.checkVisibility(seen)) continue;
    if (!element.closest("[id^=pq-]")) continue;
    const style = getComputedStyle(element);
    const size = parseFloat(style.fontSize);
    const large = size >= 24 || (size >= 18.66 && Number(style.fontWeight) >= 700);
    const a = light(parse(style.color)), b = light(ground(element));
    const ratio = (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
    const enough = large ? 3 : 4.5;
    if (ratio < enough) poor.push([text.slice(0, 20), element.className, ratio.toFixed(2)]);
  }
  return poor;
}"""
WIDER = "document.documentElement.scrollWidth - document.documentElement.clientWidth"


def tour(page: Page) -> None:
    """An answer with its source, a refusal, both views of a PDF."""
    ask(page, FIGURE)
    ask(page, "2024年上海软件业收入增长多少？")
    page.click(".pq-turn:nth-of-type(1) .pq-chip >> nth=0")
    page.wait_for_selector("mark.pq-quote")


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_contrast_is_enough(page: Page, scheme: str) -> None:
    if scheme == "dark":
        page.click("[data-act=theme]")
        page.wait_for_selector("body.dark")
        page.wait_for_timeout(400)  # grounds turn a moment after inks
    assert page.evaluate(CONTRAST) == []
    tour(page)
    page.wait_for_timeout(400)  # claims fade in
    assert page.evaluate(CONTRAST) == []
    page.click("[data-page-link=library]")
    assert page.evaluate(CONTRAST) == []


def test_dark_mode_is_dark_and_remembered(page: Page) -> None:
    brightness = "parseInt(getComputedStyle(document.body).backgroundColor.match(/\\d+/)[0])"
    assert page.evaluate(brightness) > 200
    page.click("[data-act=theme]")
    page.wait_for_selector("body.dark")
    assert page.evaluate(brightness) < 60
    page.reload()
    page.wait_for_selector("body.dark .pq-example")
    assert page.evaluate(brightness) < 60


@pytest.mark.parametrize("width", [360, 768, 1024, 1920])
def test_nothing_sticks_out_to_the_side(browser: Browser, seeds_server: Server, width: int) -> None:
    context = browser.new_context(viewport={"width": width, "height": 740}, locale="zh-CN")
    try:
        page = context.new_page()
        page.goto(seeds_server.address)
        page.wait_for_selector(".pq-example")
        assert page.evaluate(WIDER) <= 0
        tour(page)
        assert page.evaluate(WIDER) <= 0
        page.click("[data-act=clear]")  # a question of its own, not a follow-up
        page.wait_for_selector(".pq-example")
        number = ask(page, "九项重点任务有哪些？")
        page.click(f"{turn(number)} .pq-chip >> nth=0")
        page.wait_for_selector(".pq-box")
        assert page.evaluate(WIDER) <= 0
        page.click("[data-page-link=library]")
        page.wait_for_selector(".pq-table")
        assert page.evaluate(WIDER) <= 0
        assert page.locator(".pq-doc >> nth=0").is_visible()
    finally:
        context.close()


def test_on_a_phone_the_source_stands_below_the_chat(
    browser: Browser, seeds_server: Server
) -> None:
    context = browser.new_context(viewport={"width": 360, "height": 740}, locale="zh-CN")
    try:
        page = context.new_page()
        page.goto(seeds_server.address)
        page.wait_for_selector(".pq-example")
        ask(page, FIGURE)
        assert not page.locator("#pq-panel").is_visible()
        page.click(".pq-chip >> nth=0")
        page.wait_for_selector("mark.pq-quote")
        panel, log = (
            page.locator("#pq-panel").bounding_box(),
            page.locator("#pq-log").bounding_box(),
        )
        assert panel
        assert log
        assert panel["y"] >= log["y"] + log["height"]
        assert page.locator("mark.pq-quote").is_visible()
        page.click("[data-act=back]")
        page.wait_for_function("() => document.activeElement.id === 'pq-cite-1-1'")
    finally:
        context.close()


def test_the_interface_speaks_english_too(page: Page) -> None:
    ask(page, FIGURE)
    page.click("[data-act=language]")
    page.wait_for_selector("#pq-send:has-text('Ask')")
    assert page.inner_text(".pq-basis h3") == "Rests on"
    page.reload()
    page.wait_for_selector("#pq-send:has-text('Ask')")
    assert page.inner_text(".pq-welcome h1").startswith("Answers in")


def test_every_control_has_a_name(page: Page) -> None:
    tour(page)
    page.click("[data-page-link=library]")
    nameless = page.evaluate("""() => [...document.querySelectorAll(
        "[id^=pq-] button, [id^=pq-] input, [id^=pq-] select, [id^=pq-] textarea, [id^=pq-] a")]
      .filter((e) => !(e.textContent.trim() || e.getAttribute("aria-label")
        || (e.labels && e.labels.length)))
      .map((e) => e.outerHTML.slice(0, 120))""")
    assert nameless == []
