"""The service behind the page: asking, files in and out, what a reader may reach."""

from __future__ import annotations

import json
import threading
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.errors import RagError, UsageError
from rag.ledger import Ledger
from rag.types import Filters
from ui.service import Service
from ui.uploads import UPLOADS, Limits, file_name

NOTICE = "绿江县公告\n\n来源：绿江县人民政府\n日期：2025-07-01\n\n2025年绿江县新建充电桩417个。\n"
INCOME = "2024年青山市软件业务收入达到多少？"


def put(service: Service, folder: Path, name: str, data: bytes) -> list[str]:
    """Add one file; the statuses of the outcomes."""
    path = folder / "sent"
    path.write_bytes(data)
    return [outcome.status for outcome in service.add([(path, name)])]


def by_source(service: Service, source: str) -> str:
    return next(d.id for d in service.documents() if d.source == source)


def test_a_follow_up_is_made_whole(service: Service) -> None:
    first = service.ask(INCOME)
    assert not first.rewritten
    assert "38.6亿元" in first.answer.claims[0].text
    second = service.ask("那2021年呢？", [(first.understood, first.answer.text)])
    assert second.rewritten
    assert "2021年" in second.understood
    assert "软件业务收入" in second.understood


def test_filters_reach_the_assistant(service: Service) -> None:
    chosen = Filters(publisher="发展和改革委员会")
    assert {hit.document.source for hit in service.search("青山市", 5, chosen)} == {"notice.txt"}
    with pytest.raises(UsageError):
        service.ask(INCOME, filters=Filters(since="soon"))


def test_an_upload_is_indexed_kept_and_removed(service: Service, tmp_path: Path) -> None:
    data = NOTICE.encode("gb18030")
    assert put(service, tmp_path, "公告.TXT", data) == ["added"]
    kept = service.directory / UPLOADS / "公告.txt"
    assert kept.read_bytes() == data
    assert "417个" in service.ask("2025年绿江县新建充电桩多少个？").answer.claims[0].text
    document_id = by_source(service, "uploads/公告.txt")
    assert service.original(document_id).data == data
    assert put(service, tmp_path, "公告.txt", data) == ["unchanged"]
    assert put(service, tmp_path, "公告.txt", NOTICE.replace("417", "418").encode()) == ["replaced"]
    service.remove(by_source(service, "uploads/公告.txt"))
    assert not kept.exists()
    assert "uploads/公告.txt" not in {d.source for d in service.documents()}


@pytest.mark.parametrize(
    ("name", "data", "told"),
    [
        ("a.exe", b"MZ", "不接收 .exe"),
        ("noname", b"text", "不接收"),
        ("broken.pdf", b"%PDF-1.7\nno", "PDF"),
        ("empty.txt", b"", ""),
        ("big.txt", b"x" * 3000, "上限"),
        ("archive.docx", b"PK\x03\x04nothing", ""),
    ],
)
def test_a_bad_file_is_told_and_leaves_nothing(
    service: Service, tmp_path: Path, name: str, data: bytes, told: str
) -> None:
    service.limits = Limits(file_bytes=2000)
    path = tmp_path / "sent"
    path.write_bytes(data)
    before = service.assistant.index.version
    (outcome,) = service.add([(path, name)])
    assert outcome.status == "failed"
    assert told in (outcome.reason or "")
    assert service.assistant.index.version == before
    assert not (service.directory / UPLOADS).exists()
    assert not list(service.directory.glob("staging-*"))


def test_rows_are_taken_as_one_file(service: Service, tmp_path: Path) -> None:
    rows = [{"id": f"r{i}", "text": f"白水镇第{i}号公告：改造管网{i}公里。"} for i in range(3)]
    data = "\n".join(json.dumps(row, ensure_ascii=False) for row in rows).encode()
    path = tmp_path / "sent"
    path.write_bytes(data)
    (outcome,) = service.add([(path, "rows.jsonl")])
    assert outcome.status == "added"
    assert outcome.passages == 3


@given(st.text(max_size=300))
def test_names_of_uploads_stay_in_their_folder(name: str) -> None:
    kept = file_name(name)
    path = Path("/index") / UPLOADS / kept
    assert path.resolve().parent == Path("/index") / UPLOADS
    assert not kept.startswith((".", "~$"))
    assert len(kept.encode()) <= 255 or "." in name
    assert not set(kept) & set('/\\<>:"|?*\0\n')


@pytest.mark.parametrize(
    "name", ["../../evil.txt", "/etc/passwd.txt", "..\\..\\evil.txt", "...txt"]
)
def test_names_that_climb_out_are_flattened(service: Service, tmp_path: Path, name: str) -> None:
    assert put(service, tmp_path, name, NOTICE.encode()) == ["added"]
    assert next(d.source for d in service.documents() if "绿江县公告" in d.title).startswith(
        "uploads/"
    )
    assert len(list((service.directory / UPLOADS).iterdir())) == 1


def test_reading_again_changes_nothing_and_keeps_the_folder(
    service: Service, small_index: Path
) -> None:
    with Ledger(service.directory) as ledger:
        before = ledger.roots()
    version = service.assistant.index.version
    outcomes = list(service.reindex([d.id for d in service.documents()]))
    assert {outcome.status for outcome in outcomes} == {"unchanged"}
    assert len(outcomes) == len(service.documents())
    assert service.assistant.index.version == version
    with Ledger(service.directory) as ledger:
        assert ledger.roots() == before


def test_reading_again_in_another_encoding(service: Service, tmp_path: Path) -> None:
    put(service, tmp_path, "公告.txt", NOTICE.encode("gb18030"))
    document_id = by_source(service, "uploads/公告.txt")
    (outcome,) = service.reindex([document_id], encoding="gb18030")
    assert outcome.status == "replaced"
    with pytest.raises(UsageError):
        list(service.reindex([document_id], encoding="klingon"))


def test_words_are_found_whatever_their_form(service: Service) -> None:
    document = service.document(by_source(service, "plan.md"))
    for words in ("软件", "軟件", "３８．６"):
        places = service.find(document.id, words)
        assert places
        assert all(len(place.of(document.text)) == len(words) for place in places)
    assert service.find(document.id, "  ") == []
    assert service.find(document.id, "没有这个词") == []


def test_what_is_gone_is_told(service: Service) -> None:
    for call in (service.document, service.archive, service.original, service.remove):
        with pytest.raises(RagError):
            call("0" * 16)
    with pytest.raises(UsageError, match="PDF"):
        service.page_image(by_source(service, "plan.md"), 1)


def test_originals_are_never_served_as_pages(service: Service) -> None:
    original = service.original(by_source(service, "table.html"))
    assert original.media_type == "text/plain"
    assert original.name == "table.html"
    assert b"<table>" in original.data


def test_examples_are_answered_and_follow_the_index(service: Service, tmp_path: Path) -> None:
    questions = service.examples()
    assert questions
    for question in questions:
        assert service.ask(question).answer.status == "answered"
    assert service.examples() is questions
    put(service, tmp_path, "公告.txt", NOTICE.encode())
    assert service.examples() is not questions


def test_readers_go_on_while_a_file_comes_in(service: Service, tmp_path: Path) -> None:
    wrong: list[object] = []

    def read() -> None:
        for _ in range(8):
            answer = service.ask(INCOME).answer
            if answer.status != "answered":
                wrong.append(answer)

    readers = [threading.Thread(target=read) for _ in range(3)]
    for reader in readers:
        reader.start()
    for number in range(4):
        assert put(service, tmp_path, f"{number}.txt", f"{number}号{NOTICE}".encode()) == ["added"]
    for reader in readers:
        reader.join()
    assert wrong == []
