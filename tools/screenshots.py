"""Pictures of the page, taken from the running product on the demonstration corpus.

    python tools/screenshots.py                        all of them, into a temporary folder
    python tools/screenshots.py --only chat --out docs the one the README shows

Needs the dev extra and a chromium. Without --index the corpus is indexed into a temporary folder.
"""

from __future__ import annotations

import argparse
import os
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

ROOT = Path(__file__).parent.parent
QUESTION = "2025年上半年贵州软件业收入增长多少？"
REFUSED = "2024年上海软件业收入增长多少？"
LIST = "九项重点任务有哪些？"
WIDE, PHONE = (1280, 800), (360, 740)
PLACE = Path(tempfile.gettempdir()) / "policyqa-screenshots"
PATIENCE = 120_000  # milliseconds


def main() -> int:
    """Take all pictures; 1 when there is no browser."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawTextHelpFormatter
    )
    parser.add_argument("--out", type=Path, default=PLACE)
    parser.add_argument("--index", type=Path, help="a ready index of seeds/corpus")
    parser.add_argument("--only", choices=PICTURES, help="one picture")
    options = parser.parse_args()
    chromium = shutil.which("chromium") or shutil.which("google-chrome")
    if chromium is None:
        print("no chromium found: apt-get install chromium", file=sys.stderr)
        return 1
    from playwright.sync_api import sync_playwright

    options.out.mkdir(parents=True, exist_ok=True)
    with serving(options.index) as address, sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
        for name, (size, language, steps) in PICTURES.items():
            if options.only in (None, name):
                picture(browser, address, options.out / f"{name}.png", size, language, steps)
        browser.close()
    return 0


@contextmanager
def serving(index: Path | None) -> Iterator[str]:
    """The address of the product on a copy of `index`, or on a new index of the corpus."""
    with tempfile.TemporaryDirectory() as folder:
        copy = Path(folder) / "index"
        command = [sys.executable, "-m", "rag.cli"]
        if index:
            shutil.copytree(index, copy)
        else:
            corpus = ROOT / "seeds" / "corpus"
            subprocess.run([*command, "ingest", corpus, "--index", copy], cwd=ROOT, check=True)
        server = subprocess.Popen(
            [*command, "serve", "--port", "0", "--rate", "0", "--index", copy],
            cwd=ROOT,
            env=os.environ | {"PYTHONUNBUFFERED": "1"},
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        try:
            yield address_of(server)
        finally:
            server.terminate()
            server.wait()


def address_of(server: subprocess.Popen[str]) -> str:
    """What the server says it listens on."""
    assert server.stdout
    for line in server.stdout:
        if found := re.search(r"https?://\S+/", line):
            return found[0]
    raise SystemExit("the server ended before it said its address")


def picture(
    browser: Browser,
    address: str,
    path: Path,
    size: tuple[int, int],
    language: str,
    steps: Callable[[Page], None],
) -> None:
    """One picture of the page after `steps`."""
    context = browser.new_context(
        viewport={"width": size[0], "height": size[1]}, locale=language, reduced_motion="reduce"
    )
    context.set_default_timeout(PATIENCE)
    page = context.new_page()
    page.goto(address)
    page.wait_for_selector(".pq-example")
    steps(page)
    page.mouse.move(1, size[1] - 1)
    page.wait_for_timeout(300)
    page.screenshot(path=path)
    context.close()
    print(f"{path} {path.stat().st_size / 1000:.0f} kB")


def ask(page: Page, question: str) -> None:
    """Ask and wait for the whole answer."""
    number = page.locator(".pq-turn").count() + 1
    page.fill("#pq-question", question)
    page.press("#pq-question", "Enter")
    page.wait_for_selector(f".pq-turn:nth-of-type({number}):not([aria-busy])")


def source(page: Page) -> None:
    """Open the first source of the last answer."""
    page.locator(".pq-turn:last-of-type .pq-chip").first.click()
    page.wait_for_selector("mark.pq-quote, .pq-box")


def welcome(page: Page) -> None:
    """The page before the first question."""


def chat(page: Page) -> None:
    """An answer and its source."""
    ask(page, QUESTION)
    source(page)


def follow_up(page: Page) -> None:
    """A question that leans on the one before."""
    ask(page, QUESTION)
    ask(page, "那2021年呢？")
    source(page)


def refusal(page: Page) -> None:
    """A question the documents do not answer."""
    ask(page, REFUSED)


def pdf(page: Page) -> None:
    """A quote on the page of a PDF."""
    ask(page, LIST)
    source(page)


def library(page: Page) -> None:
    """The documents, one of them open."""
    page.click("[data-page-link=library]")
    page.locator(".pq-doc").nth(1).click()
    page.wait_for_selector(".pq-document")


def dark(steps: Callable[[Page], None]) -> Callable[[Page], None]:
    """The same in the dark."""

    def darkened(page: Page) -> None:
        page.click("[data-act=theme]")
        steps(page)

    return darkened


PICTURES: dict[str, tuple[tuple[int, int], str, Callable[[Page], None]]] = {
    "welcome": (WIDE, "zh-CN", welcome),
    "chat": (WIDE, "zh-CN", chat),
    "chat-dark": (WIDE, "zh-CN", dark(chat)),
    "follow-up": (WIDE, "en", follow_up),
    "refusal": (WIDE, "zh-CN", refusal),
    "pdf": (WIDE, "zh-CN", pdf),
    "library": (WIDE, "zh-CN", library),
    "library-dark": (WIDE, "en", dark(library)),
    "phone-welcome": (PHONE, "zh-CN", welcome),
    "phone-source": (PHONE, "zh-CN", chat),
    "phone-refusal": (PHONE, "en", refusal),
    "phone-library": (PHONE, "zh-CN", lambda page: page.click("[data-page-link=library]")),
}

if __name__ == "__main__":
    sys.exit(main())
