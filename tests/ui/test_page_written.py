"""The page where a language model writes, who must sign in, and where the server goes away."""

from __future__ import annotations

import shutil
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from tests.rag.generators.servers import Script, begin, scripted_server, send
from tests.running import Cli
from tests.ui.doors.running_server import PASSWORD, USER, Server, start
from tests.ui.test_conversation import FALSE, INCOME, TRUE, chat_only
from tests.ui.test_page_look import CONTRAST, WIDER
from ui.users import put_user

if TYPE_CHECKING:
    from playwright.sync_api import BrowserContext, Page

pytestmark = pytest.mark.browser


class Model:
    """Writes a true sentence, a false one, and then goes on until it is told to end."""

    def __init__(self) -> None:
        self.enough = threading.Event()
        self.script = Script(chat_only(self.act))

    def act(self, handler: Any) -> None:
        begin(handler)
        for sentence in (TRUE, FALSE):
            send(handler, f"{sentence}\n")
        while not self.enough.is_set():
            send(handler, "又")
            time.sleep(0.05)
        send(handler, None, "stop")


@pytest.fixture(scope="module")
def model() -> Model:
    return Model()


@pytest.fixture(scope="module")
def server(
    model: Model, small_index: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Server]:
    folder = tmp_path_factory.mktemp("written")
    shutil.copytree(small_index / "index", folder / "index")
    put_user(folder / "users.txt", USER, PASSWORD)
    with scripted_server(model.script) as endpoint:
        running = start(
            Cli(folder), folder, "--rate", 0, "--users", "users.txt", "--generator", "openai:small",
            POLICYQA_LLM_BASE_URL=endpoint.base_url, POLICYQA_LLM_API_KEY="none",
        )  # fmt: skip
        yield running
        running.process.kill()
        running.process.wait()


@pytest.fixture
def reader(context: BrowserContext, server: Server) -> Page:
    page = context.new_page()
    page.goto(server.address)
    page.fill("#username", USER)
    page.fill("#password", PASSWORD)
    page.click("button")
    page.wait_for_selector("#pq-question")
    return page


def put(page: Page) -> None:
    """Ask, and wait for the first sentence of the answer."""
    page.fill("#pq-question", INCOME)
    page.press("#pq-question", "Enter")
    page.wait_for_selector(".pq-turn .pq-claim")


def test_an_answer_grows_is_stopped_and_shows_what_was_checked(reader: Page, model: Model) -> None:
    model.script.hung_up.clear()
    put(reader)
    assert "38.6亿元" in reader.inner_text(".pq-claims")
    assert reader.locator(".pq-turn[aria-busy=true]").count() == 1
    reader.click("#pq-stop")
    reader.wait_for_selector(".pq-turn:not([aria-busy])")
    assert model.script.hung_up.wait(20), "the model writes on"
    assert "停止" in reader.inner_text(".pq-notice >> nth=0")
    assert "99亿元" not in reader.inner_text(".pq-claims")
    assert not reader.locator(".pq-withheld s >> nth=0").is_visible()
    reader.click(".pq-withheld summary")
    assert "99亿元" in reader.inner_text(".pq-withheld s >> nth=0")
    assert "openai:small" in reader.inner_text(".pq-made")
    assert reader.evaluate(CONTRAST) == []
    reader.click(".pq-claim .pq-chip")
    reader.wait_for_selector("mark.pq-quote")
    # Made anew by a rating, the answer stays as it was unfolded.
    reader.click(".pq-thumb >> nth=0")
    reader.wait_for_selector(".pq-thumb[aria-pressed=true]")
    assert reader.locator(".pq-withheld s >> nth=0").is_visible()
    reader.set_viewport_size({"width": 360, "height": 740})
    assert reader.evaluate(WIDER) <= 0


def test_a_new_conversation_ends_what_was_being_written(reader: Page, model: Model) -> None:
    model.script.hung_up.clear()
    put(reader)
    reader.click("[data-act=clear]")
    reader.wait_for_selector(".pq-welcome")
    assert model.script.hung_up.wait(20), "the model writes on"
    reader.wait_for_timeout(1500)
    assert reader.locator(".pq-turn").count() == 0


def test_a_reader_who_leaves_ends_what_was_being_written(reader: Page, model: Model) -> None:
    model.script.hung_up.clear()
    put(reader)
    reader.close()
    assert model.script.hung_up.wait(30), "the model writes on for nobody"


def test_the_way_out_is_on_the_page(reader: Page, server: Server) -> None:
    assert USER in (reader.get_attribute(".pq-leave", "title") or "")
    reader.click(".pq-leave button")
    reader.wait_for_selector("#password")
    reader.goto(server.address)
    assert reader.url.endswith("/login")


def test_a_session_that_ended_is_told(reader: Page, context: BrowserContext) -> None:
    reader.wait_for_selector(".pq-example")
    context.clear_cookies()
    reader.fill("#pq-question", INCOME)
    reader.press("#pq-question", "Enter")
    reader.wait_for_selector("#pq-mishap a[href=login]")
    assert reader.input_value("#pq-question") == INCOME


def test_a_server_that_is_gone_is_told(reader: Page, server: Server) -> None:
    reader.wait_for_selector(".pq-example")
    assert server.stop() == 0
    reader.fill("#pq-question", INCOME)
    reader.press("#pq-question", "Enter")
    reader.wait_for_selector("#pq-mishap")
    assert "连接不到服务器" in reader.inner_text("#pq-mishap")
    assert reader.input_value("#pq-question") == INCOME
    assert reader.locator("#pq-send").is_visible()
