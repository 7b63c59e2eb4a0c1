"""Asking on the page, in a real browser: the answer, its source, refusals, follow-ups."""

from __future__ import annotations

import json
import shutil
import subprocess
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from playwright.sync_api import Browser, BrowserContext, Page

    from tests.ui.doors.running_server import Server

pytestmark = pytest.mark.browser

FIGURE = "2025年上半年贵州软件业收入增长多少？"
TELL_IT = ("全省数字经济发展推进大会要点", "贵州数字经济2025年工作日程（4月至8月）")  # of one day
SHIFTS = """
window.shifts = 0;
new PerformanceObserver((list) => {
  for (const entry of list.getEntries()) if (!entry.hadRecentInput) window.shifts += entry.value;
}).observe({type: "layout-shift", buffered: false});
"""


def chinese_fonts() -> bool:
    """Whether a page of a PDF that brings no fonts can be drawn here."""
    listing = shutil.which("fc-list")
    return bool(listing and subprocess.run([listing, ":lang=zh"], capture_output=True).stdout)


def ask(page: Page, question: str) -> int:
    """Ask and wait for the whole answer; the number of the turn."""
    number = page.locator(".pq-turn").count() + 1
    page.fill("#pq-question", question)
    page.press("#pq-question", "Enter")
    page.wait_for_selector(f".pq-turn:nth-of-type({number}):not([aria-busy])")
    return number


def turn(number: int) -> str:
    return f".pq-turn:nth-of-type({number})"


def cited(page: Page, chip: str) -> tuple[dict[str, int | str], str]:
    """What a chip opens, and the words before it."""
    element = page.locator(chip).first
    view = json.loads(element.get_attribute("data-open") or "")
    quote = element.evaluate("e => { const c = e.closest('li, p').cloneNode(true);"
                             " c.querySelectorAll('button').forEach(b => b.remove());"
                             " return c.textContent; }")  # fmt: skip
    return view, quote


def test_a_question_is_answered_and_the_mark_is_the_quote(page: Page) -> None:
    number = ask(page, FIGURE)
    assert "7.2%" in page.inner_text(f"{turn(number)} .pq-claim >> nth=0")
    view, quote = cited(page, f"{turn(number)} .pq-chip")
    page.click(f"{turn(number)} .pq-chip >> nth=0")
    page.wait_for_selector("mark.pq-quote")
    assert page.locator("mark.pq-quote").count() == 1
    assert page.locator("mark.pq-quote").evaluate("e => e.textContent") == quote
    assert len(quote) == int(view["end"]) - int(view["start"])
    assert page.locator("mark.pq-quote").evaluate(
        "e => { const m = e.getBoundingClientRect();"
        " const b = e.closest('.pq-document').getBoundingClientRect();"
        " return m.top >= b.top && m.bottom <= b.bottom; }"
    ), "the quote is not in sight"
    head = page.inner_text(".pq-source-head")
    assert "2025-08-20" in head
    assert "半年成绩" in head
    assert "数字经济政策问答示范文集" in head


def test_the_same_chip_opens_its_source_again(page: Page) -> None:
    number = ask(page, FIGURE)
    page.click(f"{turn(number)} .pq-chip >> nth=0")
    page.wait_for_selector("#pq-panel[aria-busy=false] mark.pq-quote")
    page.evaluate("document.querySelector('.pq-document').scrollTop = 0")
    page.click(f"{turn(number)} .pq-chip >> nth=0")
    page.wait_for_selector("#pq-panel[aria-busy=false] mark.pq-quote")
    page.click("[data-act=close]")
    page.wait_for_selector(".pq-source.pq-blank")
    page.click(f"{turn(number)} .pq-chip >> nth=0")
    page.wait_for_selector("#pq-panel[aria-busy=false] mark.pq-quote")


def test_every_chip_of_a_list_marks_its_own_quote(page: Page) -> None:
    number = ask(page, "七项措施是什么？")
    chips = page.locator(f"{turn(number)} .pq-chip")
    assert chips.count() >= 3
    for i in range(chips.count()):
        _, quote = cited(page, f"{turn(number)} .pq-chip >> nth={i}")
        chips.nth(i).click()
        page.wait_for_function(
            "q => document.querySelector('mark.pq-quote')?.textContent === q", arg=quote
        )


def test_claims_come_one_by_one_and_move_nothing(page: Page) -> None:
    page.evaluate(SHIFTS)
    page.evaluate("""() => {
      window.seen = [];
      const log = document.getElementById("pq-log");
      new MutationObserver(() => {
        window.seen.push(log.querySelectorAll(".pq-claim").length);
      }).observe(log, {childList: true, subtree: true});
    }""")
    page.click(".pq-example >> nth=0")  # the welcome gives way: not a shift while streaming
    page.wait_for_selector(".pq-tools")
    page.evaluate("window.shifts = 0; window.seen = []")
    number = ask(page, "目前贵州数字经济增速超过多少？")
    claims = page.locator(f"{turn(number)} .pq-claim").count()
    counts = sorted(set(page.evaluate("window.seen")))
    assert claims >= 2
    assert len(counts) >= claims, f"claims were shown in steps {counts}"
    assert page.evaluate("window.shifts") < 0.02


def test_what_an_answer_rests_on_is_listed_with_dates(page: Page) -> None:
    number = ask(page, FIGURE)
    basis = page.inner_text(f"{turn(number)} .pq-basis")
    assert "2025-08-20" in basis
    assert any(title in basis for title in TELL_IT)
    assert page.locator(f"{turn(number)} .pq-notice").count() == 0
    number = ask(page, "目前贵州数字经济增速超过多少？")
    notice = page.inner_text(f"{turn(number)} .pq-notice")
    assert "20" in notice


def test_a_refusal_is_not_dressed_as_an_answer(page: Page) -> None:
    number = ask(page, "2024年上海软件业收入增长多少？")
    refusal = page.inner_text(f"{turn(number)} .pq-refusal")
    assert "不作回答" in refusal
    assert "不是所问的地方" in refusal
    assert page.locator(f"{turn(number)} .pq-claim").count() == 0
    assert page.locator(f"{turn(number)} [data-copy]").count() == 0
    page.click(f"{turn(number)} .pq-nearest .pq-chip >> nth=0")
    page.wait_for_selector("mark.pq-quote, .pq-box")


def test_a_follow_up_shows_how_it_was_understood(page: Page) -> None:
    ask(page, FIGURE)
    number = ask(page, "那2021年呢？")
    assert "2021年贵州软件业收入增长多少" in page.inner_text(f"{turn(number)} .pq-understood")
    assert "59.3%" in page.inner_text(f"{turn(number)} .pq-claims")


def test_an_english_question_is_answered(page: Page) -> None:
    number = ask(page, "How much did software revenue in Guizhou grow in the first half of 2025?")
    assert "7.2%" in page.inner_text(turn(number))


@pytest.mark.skipif(not chinese_fonts(), reason="no Chinese font: apt install fonts-wqy-zenhei")
def test_pdf_pages_show_the_box_of_the_quote(page: Page) -> None:
    number = ask(page, "九项重点任务有哪些？")
    page.click(f"{turn(number)} .pq-chip >> nth=0")
    page.wait_for_selector(".pq-box")
    box, sheet = page.locator(".pq-box").first, page.locator(".pq-leaf")
    inner, outer = box.bounding_box(), sheet.bounding_box()
    assert inner
    assert outer
    assert outer["x"] <= inner["x"]
    assert inner["x"] + inner["width"] <= outer["x"] + outer["width"] + 1
    inked = sheet.evaluate(DARK_SHARE, box.evaluate("e => e.getAttribute('style')"))
    assert 0.02 < inked < 0.7, "no type under the box"
    page.click(".pq-tab >> nth=0")
    page.wait_for_selector("mark.pq-quote")


DARK_SHARE = """(leaf, style) => {
  const image = leaf.querySelector("img");
  const canvas = document.createElement("canvas");
  canvas.width = image.naturalWidth; canvas.height = image.naturalHeight;
  const pen = canvas.getContext("2d");
  pen.drawImage(image, 0, 0);
  const share = Object.fromEntries(style.split(";").filter(Boolean).map((part) => {
    const [name, value] = part.split(":");
    return [name, parseFloat(value) / 100];
  }));
  const data = pen.getImageData(share.left * canvas.width, share.top * canvas.height,
    share.width * canvas.width, share.height * canvas.height).data;
  let dark = 0;
  for (let i = 0; i < data.length; i += 4) if (data[i] < 128) dark += 1;
  return dark / (data.length / 4);
}"""


def test_filters_restrict_and_are_told(page: Page) -> None:
    page.click(".pq-filters summary")
    page.fill("[name=until]", "2022")
    page.press("[name=until]", "Tab")
    assert page.inner_text("#pq-filter-count") == "1"
    number = ask(page, FIGURE)
    assert "2022" in page.inner_text(f"{turn(number)} .pq-filtered")
    assert "7.2%" not in page.inner_text(turn(number))
    page.fill("[name=until]", "nonsense")
    number = ask(page, FIGURE)
    assert "日期无法识别" in page.inner_text(f"{turn(number)} .pq-failure")


def test_copies_carry_their_sources(page: Page) -> None:
    number = ask(page, FIGURE)
    page.click(f"{turn(number)} [data-copy] >> nth=0")
    page.wait_for_function("() => document.querySelector('.pq-turn [data-label]')")
    markdown = page.evaluate("navigator.clipboard.readText()")
    assert "[^1]: 《" in markdown
    assert any(f"《{title}》" in markdown for title in TELL_IT)
    page.click(f"{turn(number)} [data-copy] >> nth=1")
    page.wait_for_function("() => document.querySelectorAll('.pq-turn [data-label]').length === 2")
    assert "参考文献\n[1] 数字经济政策问答示范文集" in page.evaluate(
        "navigator.clipboard.readText()"
    )


def test_thumbs_take_a_comment(page: Page) -> None:
    number = ask(page, FIGURE)
    page.click(f"{turn(number)} .pq-thumb >> nth=1")
    page.wait_for_selector(f"{turn(number)} .pq-thumb[aria-pressed=true]")
    page.fill(f"{turn(number)} [name=comment]", "口径不同")
    page.press(f"{turn(number)} [name=comment]", "Enter")
    page.wait_for_selector(f"{turn(number)} [name=comment]", state="detached")
    assert "已记录" in page.inner_text(f"{turn(number)} .pq-thanks")


def test_two_readers_do_not_meet(page: Page, browser: Browser, seeds_server: Server) -> None:
    ask(page, FIGURE)
    other = browser.new_context(locale="zh-CN")
    try:
        second = other.new_page()
        second.goto(seeds_server.address)
        second.wait_for_selector(".pq-example")
        assert second.locator(".pq-turn").count() == 0
        number = ask(second, "那2021年呢？")
        assert second.locator(f"{turn(number)} .pq-understood").count() == 0
        assert page.locator(".pq-turn").count() == 1
        assert FIGURE not in second.content()
    finally:
        other.close()


def test_a_new_conversation_forgets_the_old(page: Page) -> None:
    ask(page, FIGURE)
    page.click("[data-act=clear]")
    page.wait_for_selector(".pq-example")
    number = ask(page, "那2021年呢？")
    assert number == 1
    assert page.locator(f"{turn(number)} .pq-understood").count() == 0


def test_examples_are_answered(page: Page) -> None:
    questions = page.locator(".pq-example").all_inner_texts()
    assert len(questions) >= 4
    for question in questions:
        page.click("[data-act=clear]")
        page.click(f".pq-example:text-is('{question}')")
        page.wait_for_selector(".pq-turn:not([aria-busy])")
        assert page.locator(".pq-claim").count() >= 1, question


def test_from_question_to_source_and_back_by_keyboard(page: Page) -> None:
    for _ in range(12):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.id") == "pq-question":
            break
    page.keyboard.type(FIGURE)
    page.keyboard.press("Enter")
    page.wait_for_selector(".pq-turn:not([aria-busy])")
    for _ in range(60):
        page.keyboard.press("Shift+Tab")
        if page.evaluate("document.activeElement.id") == "pq-cite-1-1":
            break
    assert page.evaluate("document.activeElement.matches(':focus-visible')")
    page.keyboard.press("Enter")
    page.wait_for_selector("mark.pq-quote")
    page.wait_for_function("() => document.activeElement.id === 'pq-source-title'")
    page.keyboard.press("Escape")
    page.wait_for_function("() => document.activeElement.id === 'pq-cite-1-1'")


def test_a_question_that_is_too_long_is_told(page: Page) -> None:
    page.evaluate("document.getElementById('pq-question').removeAttribute('maxlength')")
    number = ask(page, "软件" * 400)
    assert "上限" in page.inner_text(f"{turn(number)} .pq-failure")


def test_the_page_stays_up_when_the_network_is_cut(
    context: BrowserContext, seeds_server: Server
) -> None:
    context.route(lambda url: not url.startswith(seeds_server.address), lambda route: route.abort())
    page = context.new_page()
    page.goto(seeds_server.address)
    page.wait_for_selector(".pq-example")
    number = ask(page, FIGURE)
    assert "7.2%" in page.inner_text(turn(number))
