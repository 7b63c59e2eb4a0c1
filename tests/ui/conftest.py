"""A service over a small index, and a browser on the running page."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from rag.assistant import Assistant
from tests.running import ROOT, Cli
from tests.ui.doors.running_server import Server, start
from tests.ui.payloads import write_payloads
from ui.service import Service

if TYPE_CHECKING:
    from playwright.sync_api import Browser, BrowserContext, Page

CHROMIUM = ("chromium", "chromium-browser", "google-chrome")
WIDE = {"width": 1280, "height": 800}


@pytest.fixture
def service(small_index: Path, tmp_path: Path) -> Iterator[Service]:
    """Over a copy of the small index, to be changed at will."""
    shutil.copytree(small_index / "index", tmp_path / "index")
    with Service.open(tmp_path / "index") as opened:
        yield opened


@pytest.fixture(scope="session")
def pdf_service(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Service]:
    """Over the PDF files of the demonstration corpus; for reading only."""
    directory = tmp_path_factory.mktemp("pdf") / "index"
    with Assistant.open(directory) as assistant:
        assistant.ingest(sorted((ROOT / "seeds" / "corpus").glob("*.pdf")))
    with Service.open(directory) as opened:
        yield opened


@pytest.fixture(scope="session")
def seeds_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """The product on the demonstration corpus."""
    yield from serving(tmp_path_factory.mktemp("seeds"), ROOT / "seeds" / "corpus")


@pytest.fixture(scope="session")
def hostile_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """The product on documents whose text, titles and names are attacks on the page."""
    home = tmp_path_factory.mktemp("hostile")
    write_payloads(home / "docs")
    yield from serving(home, home / "docs")


def serving(home: Path, documents: Path) -> Iterator[Server]:
    """Index the documents in `home` and serve them until the end."""
    done = Cli(home)("ingest", documents)
    assert done.code == 0, done.text + done.err
    running = start(Cli(home), home, "--rate", 0)
    yield running
    running.process.kill()
    running.process.wait()


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Debian's chromium, driven by Playwright; nothing is downloaded."""
    playwright = pytest.importorskip("playwright.sync_api", reason="pip install -e '.[dev]'")
    path = next(filter(None, map(shutil.which, CHROMIUM)), None)
    if path is None:
        pytest.skip("no chromium found: apt-get install chromium")
    with playwright.sync_playwright() as driver:
        launched = driver.chromium.launch(executable_path=path, args=["--no-sandbox"])
        yield launched
        launched.close()


@pytest.fixture
def context(browser: Browser) -> Iterator[BrowserContext]:
    """A reader's session: Chinese, a wide window, a clipboard."""
    opened = browser.new_context(
        viewport=WIDE, locale="zh-CN", permissions=["clipboard-read", "clipboard-write"]
    )
    opened.set_default_timeout(90_000)
    yield opened
    opened.close()


@pytest.fixture
def page(context: BrowserContext, seeds_server: Server) -> Iterator[Page]:
    """The page, ready for the first question; it must raise no error and call nobody else."""
    opened = context.new_page()
    errors: list[str] = []
    strangers: list[str] = []
    opened.on("pageerror", lambda error: errors.append(str(error)))
    ours = (seeds_server.address, "data:", "blob:")
    opened.on("request", lambda r: None if r.url.startswith(ours) else strangers.append(r.url))
    opened.goto(seeds_server.address)
    opened.wait_for_selector(".pq-example")
    yield opened
    assert errors == []
    assert strangers == []
