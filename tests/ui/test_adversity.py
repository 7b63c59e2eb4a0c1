"""What happens when the index is empty, gone, locked or cannot be written, and with big files."""

from __future__ import annotations

import asyncio
import shutil
import sys
from pathlib import Path

import gradio as gr
import pytest

from rag.store import Index
from tests.running import Cli
from ui.conversation import Chat, Conversations
from ui.desk import Desk
from ui.handlers import Handlers
from ui.library import Listing
from ui.service import Service
from ui.settings import Limits

NOTICE = "绿江县公告\n\n来源：绿江县人民政府\n日期：2025-07-01\n\n2025年绿江县新建充电桩417个。\n"


def whole_page(service: Service) -> tuple[str, ...]:
    async def made() -> tuple[str, ...]:
        handlers = Handlers(service, Conversations(service, Desk(Limits())))
        return handlers.everything(Chat(), Listing(), "zh", None)

    return asyncio.run(made())


def answer_html(service: Service, question: str) -> str:
    async def asking() -> str:
        conversations = Conversations(service, Desk(Limits()))
        event = gr.EventData(None, {"question": question})
        steps = [step async for step in conversations.ask(event, Chat(), "zh", lambda: None)]
        return str(steps[-1][1])

    return asyncio.run(asking())


def test_an_empty_index_says_what_to_do(tmp_path: Path) -> None:
    with Service.open(tmp_path / "index") as service:
        page = whole_page(service)
        assert "文库还是空的" in page[1]
        markup = answer_html(service, "有多少家企业？")
    assert "不作回答" in markup
    assert "aria-busy" not in markup


def test_a_lost_index_is_told_in_words_without_its_place(service: Service) -> None:
    whole_page(service)
    shutil.rmtree(service.directory)
    page = "".join(whole_page(service))
    assert str(service.directory) not in page
    assert "pq-question" in page or "pq-failure" in page
    markup = answer_html(service, "2024年青山市软件业务收入达到多少？")
    assert "aria-busy" not in markup
    assert str(service.directory) not in markup


def test_a_file_waits_its_turn_when_another_writes(service: Service, tmp_path: Path) -> None:
    (tmp_path / "sent").write_text(NOTICE, "utf-8")
    with Index.open(service.directory) as other, other.writer():
        (outcome,) = service.add([(tmp_path / "sent", "公告.txt")])
    assert outcome.status == "failed"
    assert "正在被写入" in (outcome.reason or "")
    assert str(service.directory) not in f"{outcome.reason}{outcome.remedy}"
    (outcome,) = service.add([(tmp_path / "sent", "公告.txt")])
    assert outcome.status == "added"


FULL = """
import json, resource, sys
from pathlib import Path
from ui.service import Service
with Service.open("index") as service:
    before = len(service.documents())
    limit = int(sys.argv[1]) * 1000
    resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit))
    (outcome,) = service.add([(Path("sent"), "big.txt")])
    answer = service.ask("2024年青山市软件业务收入达到多少？").answer
    print(json.dumps({
        "status": outcome.status, "told": f"{outcome.reason} {outcome.remedy}",
        "left": [p.name for p in Path("index").glob("staging-*")],
        "answered": answer.status, "before": before,
        "documents": len(service.documents()),
    }))
"""


@pytest.mark.skipif(sys.platform == "win32", reason="no limits on the size of files there")
@pytest.mark.parametrize("kilobytes", [20, pytest.param(50, marks=pytest.mark.slow)])
def test_a_full_disk_loses_nothing(small_index: Path, tmp_path: Path, kilobytes: int) -> None:
    """20: not even the file itself fits; 50: the file does, but not what is made of it."""
    shutil.copytree(small_index / "index", tmp_path / "index")
    rows = (f"第{n}号：白水县{n}号桥全长{n}米，宽{n % 30}米。" for n in range(600))
    (tmp_path / "sent").write_text("\n\n".join(rows), "utf-8")
    found = Cli(tmp_path).python([sys.executable, "-c", FULL, str(kilobytes)]).json
    assert found["status"] == "failed"
    assert "服务器" in found["told"] or "索引" in found["told"]
    assert str(tmp_path) not in found["told"]
    assert found["left"] == []
    assert found["answered"] == "answered"
    assert found["documents"] == found["before"]


@pytest.mark.slow
def test_three_hundred_pages_are_taken_and_their_last_one_is_shown(
    service: Service, tmp_path: Path
) -> None:
    canvas = pytest.importorskip("reportlab.pdfgen.canvas")
    sheet = canvas.Canvas(str(tmp_path / "long.pdf"))
    # Lengths that do not count the pages: lines that do are running headers.
    metres = {number: 300 + number * 37 % 991 for number in range(1, 301)}
    for number, length in metres.items():
        sheet.drawString(72, 720, f"Bridge {number} of Baishui county is {length} m long.")
        sheet.showPage()
    sheet.save()
    (outcome,) = service.add([(tmp_path / "long.pdf", "long.pdf")])
    assert outcome.status == "added"
    found = service.ask("How long is bridge 300 of Baishui county?").answer
    assert f"{metres[300]} m" in found.claims[0].text
    assert found.citations[0].page == 300
    assert service.page_image(found.citations[0].document_id, 300).pages == 300
