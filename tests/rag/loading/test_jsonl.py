"""JSONL: one document per row, and bad rows that do not stop the good."""

from __future__ import annotations

import json

import pytest

from rag.errors import LoadError
from rag.loading.base import Loaded
from rag.loading.load import load_bytes


def load(*rows: object, encoding: str = "utf-8") -> list[Loaded | LoadError]:
    lines = (row if isinstance(row, str) else json.dumps(row, ensure_ascii=False) for row in rows)
    return list(load_bytes("\n".join(lines).encode(encoding), "a.jsonl", "b/a.jsonl"))


def one(row: object) -> Loaded:
    [found] = load(row)
    assert isinstance(found, Loaded), found
    return found


def test_a_row_is_a_document_with_its_own_bytes() -> None:
    row = {
        "id": "x-1",
        "text": "收入100亿元。",
        "title": "某市数字经济运行简报",
        "date": "2023-07-25",
    }
    found = one(row)
    assert found.source == "b/a.jsonl#x-1"
    assert found.external_id == "x-1"
    assert found.kind == "jsonl"
    assert found.decoded == found.text == "收入100亿元。"
    assert json.loads(found.original) == row
    assert found.metadata.date
    assert (found.metadata.date.value, found.metadata.date.origin) == ("2023-07-25", "row")
    assert found.metadata.title
    assert found.metadata.title.origin == "row"


@pytest.mark.parametrize("key", ["text", "content", "contents", "passage", "body"])
def test_names_of_the_text(key: str) -> None:
    assert one({key: "文"}).text == "文"


def test_line_breaks_stay() -> None:
    assert one({"text": "第一行没有句号\r\n第二行也没有\n第三行"}).text.splitlines() == [
        "第一行没有句号",
        "第二行也没有",
        "第三行",
    ]


def test_html_in_a_row_is_read_as_html() -> None:
    assert one({"id": 7, "text": "<p>甲&amp;乙</p><p>丙</p>"}).text == "甲&乙\n丙"


def test_without_an_id_the_line_number_names_it() -> None:
    rows = load({"text": "甲"}, "", {"text": "乙"}, {"id": 0, "text": "丙"})
    assert [r.external_id for r in rows if isinstance(r, Loaded)] == ["1", "3", "0"]


def test_bad_rows_name_their_line_and_the_others_go_on() -> None:
    rows = load(
        {"id": 1, "text": "甲"},
        '{"id": 2, "text": ',
        ["乙"],
        {"id": 4, "title": "无"},
        {"id": 1, "text": "重"},
        '{"id": 6, "text": "\\ud800"}',
        {"id": [7], "text": "列"},
        "[" * 100_000,
        {"id": 9, "text": "丁"},
    )
    assert [isinstance(r, Loaded) for r in rows] == [True, *[False] * 7, True]
    messages = [str(r) for r in rows if isinstance(r, LoadError)]
    for line, message in enumerate(messages, 2):
        assert message.startswith(f"第 {line} 行")
    assert "第 1 行重复" in messages[3]
    assert "text" in messages[2]


@pytest.mark.parametrize("encoding", ["utf-8-sig", "gb18030", "utf-16"])
def test_encodings(encoding: str) -> None:
    rows = load({"text": "全省数字经济收入增长"}, {"text": "贵阳市的大数据中心"}, encoding=encoding)
    assert [r.text for r in rows if isinstance(r, Loaded)] == [
        "全省数字经济收入增长",
        "贵阳市的大数据中心",
    ]


def test_a_row_with_bad_bytes_is_named() -> None:
    data = b'{"text": "a"}\n{"text": "\xff\xfe\xfd"}\n{"text": "b"}'
    rows = list(load_bytes(data, "a.jsonl", "a.jsonl"))
    assert [isinstance(r, Loaded) for r in rows] == [True, False, True]
    assert str(rows[1]).startswith("第 2 行")


def test_a_file_of_something_else_is_one_error() -> None:
    [error] = load(*({"figure": n} for n in range(50)))
    assert isinstance(error, LoadError)
    assert "50" in str(error)
    assert len(load(*({"figure": n} for n in range(50)), {"text": "文"})) == 51


def test_an_empty_file_is_an_error() -> None:
    [error] = load_bytes(b"\n\n", "a.jsonl", "a.jsonl")
    assert isinstance(error, LoadError)
