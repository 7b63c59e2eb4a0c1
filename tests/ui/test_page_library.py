"""The library page in a real browser: uploads, removal, sorting, search inside a document."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.running import Cli
from tests.ui.doors.running_server import Server, start
from tests.ui.test_page_chat import ask, turn

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.sync_api import BrowserContext, Page

pytestmark = pytest.mark.browser

NOTICE = "绿江县公告\n\n来源：绿江县人民政府\n日期：2025-07-01\n\n2025年绿江县新建充电桩417个。\n"


@pytest.fixture(scope="module")
def home(small_index: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with an index of its own, which these tests change."""
    folder = tmp_path_factory.mktemp("library")
    shutil.copytree(small_index / "index", folder / "index")
    return folder


@pytest.fixture(scope="module")
def server(home: Path) -> Iterator[Server]:
    running = start(Cli(home), home, "--rate", 0)
    yield running
    running.process.kill()
    running.process.wait()


@pytest.fixture
def library(context: BrowserContext, server: Server) -> Page:
    page = context.new_page()
    page.goto(f"{server.address}#library")
    page.wait_for_selector(".pq-table")
    return page


def send(page: Page, *files: Path) -> str:
    """Upload files; what the page says became of them."""
    page.set_input_files("#pq-files", [str(file) for file in files])
    page.wait_for_selector(".pq-outcomes li")
    page.wait_for_selector(".pq-outcomes .pq-wait", state="detached")
    return page.inner_text(".pq-outcomes")


def test_an_upload_can_be_asked_about_at_once(library: Page, home: Path, tmp_path: Path) -> None:
    file = tmp_path / "公告.txt"
    file.write_bytes(NOTICE.encode("gb18030"))
    assert "已加入" in send(library, file)
    library.wait_for_selector(".pq-doc:has-text('绿江县公告')")
    assert (home / "index" / "uploads" / "公告.txt").read_bytes() == file.read_bytes()
    library.click("[data-page-link=chat]")
    number = ask(library, "2025年绿江县新建充电桩多少个？")
    assert "417个" in library.inner_text(f"{turn(number)} .pq-claims")
    library.click(f"{turn(number)} .pq-chip >> nth=0")
    library.wait_for_selector("mark.pq-quote")
    assert library.inner_text("mark.pq-quote") == "2025年绿江县新建充电桩417个。"


def test_files_that_cannot_be_read_say_why_and_others_go_on(library: Page, tmp_path: Path) -> None:
    broken, program, good = tmp_path / "坏.pdf", tmp_path / "a.exe", tmp_path / "好.md"
    broken.write_bytes(b"%PDF-1.7\nnot a document")
    program.write_bytes(b"MZ")
    good.write_text("# 白水镇通告\n\n白水镇2025年改造管网12公里。\n", "utf-8")
    told = send(library, broken, program, good)
    assert told.count("未加入") == 2
    assert "PDF" in told
    assert "不接收 .exe" in told
    assert "已加入" in told
    assert "Traceback" not in library.content()
    assert library.locator(".pq-doc:has-text('白水镇通告')").count() == 1
    assert library.locator(".pq-doc:has-text('坏')").count() == 0


def test_a_file_dropped_on_the_page_is_taken(library: Page) -> None:
    data = library.evaluate_handle("""() => {
      const data = new DataTransfer();
      data.items.add(new File(["# 清风乡简报\\n\\n清风乡有茶园32处。\\n"], "简报.md"));
      return data;
    }""")
    library.dispatch_event("#pq-drop", "drop", {"dataTransfer": data})
    library.wait_for_selector(".pq-doc:has-text('清风乡简报')")


def test_a_file_that_is_too_large_is_not_sent(library: Page, tmp_path: Path) -> None:
    file = tmp_path / "大.txt"
    file.write_bytes(b"x" * 20_000_001)
    library.set_input_files("#pq-files", str(file))
    library.wait_for_selector("#pq-sending .pq-state:has-text('20 MB')")


def test_removal_asks_first(library: Page, home: Path, tmp_path: Path) -> None:
    file = tmp_path / "废止.md"
    file.write_text("# 旧办法\n\n旧办法规定每户补贴15元。\n", "utf-8")
    send(library, file)
    row = library.locator("tr", has=library.locator(".pq-doc:has-text('旧办法')"))
    row.locator("[data-remove]").click()
    library.click("[data-act=cancel-removal]")
    assert row.count() == 1
    row.locator("[data-remove]").click()
    assert "旧办法" in library.inner_text("#pq-removal")
    library.click("[data-act=do-remove]")
    library.wait_for_selector("#pq-table .pq-notice:has-text('旧办法')")
    assert row.count() == 0
    assert not (home / "index" / "uploads" / "废止.md").exists()


def test_the_table_sorts_and_filters(library: Page) -> None:
    library.click("th.pq-col-date button")
    library.wait_for_selector("th.pq-col-date[aria-sort=descending]")
    dates = [text for text in library.locator("td.pq-col-date").all_inner_texts() if text != "–"]
    assert dates == sorted(dates, reverse=True)
    library.click("th.pq-col-date button")
    library.wait_for_selector("th.pq-col-date[aria-sort=ascending]")
    library.fill("[name=words]", "能耗")
    library.press("[name=words]", "Enter")
    library.wait_for_function("() => document.querySelectorAll('.pq-doc').length === 1")


def test_reading_again_tells_what_changed(library: Page) -> None:
    library.click("[data-reindex] >> nth=0")
    library.wait_for_selector(".pq-outcomes li:not(.pq-wait)")
    library.wait_for_selector(".pq-outcomes .pq-wait", state="detached")
    assert "内容未变" in library.inner_text(".pq-outcomes")
    library.click("[data-dismiss]")
    library.wait_for_selector(".pq-outcomes", state="detached")


def test_search_inside_a_document(library: Page) -> None:
    library.click(".pq-doc:has-text('软件产业发展计划')")
    library.wait_for_selector(".pq-document")
    library.fill("[name=find]", "软件")
    library.press("[name=find]", "Enter")
    library.wait_for_selector("#pq-found")
    count = library.locator("mark.pq-found").count()
    assert count > 2
    assert f"{count} 处，当前第 1 处" in library.inner_text(".pq-found-count")
    library.click(".pq-source-tools [data-open] >> nth=1")
    library.wait_for_function(
        "() => document.querySelector('.pq-found-count').textContent.includes('第 2 处')"
    )
    library.fill("[name=find]", "没有这个词")
    library.press("[name=find]", "Enter")
    library.wait_for_selector(".pq-found-count:has-text('没有找到')")


def test_the_original_is_the_file_as_given(library: Page, small_index: Path) -> None:
    library.click(".pq-doc:has-text('能耗通报')")
    library.wait_for_selector(".pq-document")
    with library.expect_download() as started:
        library.click(".pq-links a >> nth=0")
    assert (
        Path(started.value.path()).read_bytes()
        == (small_index / "docs" / "notice.txt").read_bytes()
    )
