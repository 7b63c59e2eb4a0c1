"""The case format: what is read, and what is refused with the line named."""

from __future__ import annotations

import contextlib
import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from eval.cases import CaseError, GoldSpan, parse_case, read_cases

KEYS = [
    "id", "question", "lang", "kind", "answerable", "facts", "source", "reason",
    "note", "split", "history", "spans", "paraphrase_of",
]  # fmt: skip
SETS = sorted((Path(__file__).parents[2] / "eval" / "sets").glob("*.jsonl"))
ANSWERABLE: dict[str, Any] = {
    "id": "a-1",
    "question": "增长多少？",
    "lang": "zh",
    "kind": "number",
    "answerable": True,
    "facts": [["7.2%", "百分之七点二"], ["2025年"]],
    "source": "a.txt",
    "reason": None,
}
UNANSWERABLE: dict[str, Any] = ANSWERABLE | {
    "id": "a-2",
    "kind": "unanswerable",
    "answerable": False,
    "facts": [],
    "source": None,
    "reason": "wrong_time",
    "note": "another year",
}


def write(path: Path, *rows: object) -> Path:
    path.write_text("\n".join(json.dumps(row) for row in rows) + "\n\n", encoding="utf-8")
    return path


def test_reads_both_sorts(tmp_path: Path) -> None:
    yes, no = read_cases(write(tmp_path / "set.jsonl", ANSWERABLE, UNANSWERABLE))
    assert yes.facts == (("7.2%", "百分之七点二"), ("2025年",))
    assert (yes.sources, yes.reason, yes.note) == (("a.txt",), None, None)
    assert (no.facts, no.sources, no.reason, no.note) == ((), (), "wrong_time", "another year")


def test_reads_every_optional_field(tmp_path: Path) -> None:
    more = {
        "kind": "follow-up",
        "split": "test",
        "source": ["a.txt", "b.md"],
        "history": [["收入多少？", "一千亿元。"]],
        "spans": [{"source": "b.md", "quote": "增长7.2%"}],
        "paraphrase_of": "a-2",
    }
    case, _ = read_cases(write(tmp_path / "set.jsonl", ANSWERABLE | more, UNANSWERABLE))
    assert case.kind == "follow-up"
    assert case.split == "test"
    assert case.sources == ("a.txt", "b.md")
    assert case.history == (("收入多少？", "一千亿元。"),)
    assert case.spans == (GoldSpan("b.md", "增长7.2%"),)
    assert case.paraphrase_of == "a-2"


def test_a_paraphrase_names_another_case(tmp_path: Path) -> None:
    for other in ("a-1", "a-9"):
        with pytest.raises(CaseError, match="a-1 paraphrases"):
            read_cases(write(tmp_path / "set.jsonl", ANSWERABLE | {"paraphrase_of": other}))


@pytest.mark.parametrize(
    ("base", "change", "message"),
    [
        (ANSWERABLE, {"kind": "numbers"}, "kind = 'numbers'"),
        (ANSWERABLE, {"lang": "de"}, "lang = 'de'"),
        (ANSWERABLE, {"question": "  "}, "question = "),
        (ANSWERABLE, {"answerable": "yes"}, "answerable = 'yes'"),
        (ANSWERABLE, {"facts": []}, "no facts"),
        (ANSWERABLE, {"facts": ["7.2%"]}, "fact '7.2%'"),
        (ANSWERABLE, {"facts": [[]]}, "fact []"),
        (ANSWERABLE, {"facts": [["  "]]}, "fact ['  ']"),
        (ANSWERABLE, {"facts": "7.2%"}, "facts = '7.2%'"),
        (ANSWERABLE, {"source": None}, "source = None"),
        (ANSWERABLE, {"reason": "wrong_time"}, "reason = 'wrong_time'"),
        (ANSWERABLE, {"kind": "unanswerable"}, "answerable is true"),
        (ANSWERABLE, {"source": []}, "source = []"),
        (ANSWERABLE, {"source": ["a.txt", ""]}, "source = ['a.txt', '']"),
        (ANSWERABLE, {"note": 3}, "note = 3"),
        (ANSWERABLE, {"split": "train"}, "split = 'train'"),
        (ANSWERABLE, {"history": [["only a question"]]}, "history = "),
        (ANSWERABLE, {"history": "earlier"}, "history = 'earlier'"),
        (ANSWERABLE, {"kind": "follow-up"}, "history is empty"),
        (ANSWERABLE, {"spans": [{"source": "a.txt"}]}, "spans = "),
        (ANSWERABLE, {"spans": [{"source": "a.txt", "quote": " "}]}, "spans = "),
        (ANSWERABLE, {"paraphrase_of": 3}, "paraphrase_of = 3"),
        (UNANSWERABLE, {"spans": [{"source": "a.txt", "quote": "7.2%"}]}, "spans are given"),
        (ANSWERABLE, {"extra": 1}, "unknown key 'extra'"),
        (UNANSWERABLE, {"kind": "date"}, "kind is 'date'"),
        (UNANSWERABLE, {"facts": [["1"]]}, "facts are given"),
        (UNANSWERABLE, {"source": "a.txt"}, "source = 'a.txt'"),
        (UNANSWERABLE, {"reason": None}, "reason = None"),
    ],
)
def test_violations_are_named(base: dict[str, Any], change: dict[str, Any], message: str) -> None:
    with pytest.raises(CaseError) as caught:
        parse_case(base | change)
    assert message in str(caught.value)


@pytest.mark.parametrize("key", sorted(ANSWERABLE))
def test_every_key_is_needed(key: str) -> None:
    row = {name: value for name, value in ANSWERABLE.items() if name != key}
    with pytest.raises(CaseError, match=f"missing key '{key}'"):
        parse_case(row)


def test_the_line_is_named(tmp_path: Path) -> None:
    path = write(tmp_path / "set.jsonl", ANSWERABLE, UNANSWERABLE | {"lang": "xx"})
    with pytest.raises(CaseError, match=r"set\.jsonl:2: lang"):
        read_cases(path)
    path.write_text("{", encoding="utf-8")
    with pytest.raises(CaseError, match=r"set\.jsonl:1: .*not JSON"):
        read_cases(path)
    with pytest.raises(CaseError, match=r"set\.jsonl:1: saw list"):
        read_cases(write(path, []))


def test_ids_are_unique(tmp_path: Path) -> None:
    with pytest.raises(CaseError, match="'a-1' appears twice"):
        read_cases(write(tmp_path / "set.jsonl", ANSWERABLE, ANSWERABLE))


def test_a_missing_file_is_an_error_with_a_remedy(tmp_path: Path) -> None:
    with pytest.raises(CaseError, match="ls eval/sets"):
        read_cases(tmp_path / "none.jsonl")


@pytest.mark.parametrize("path", SETS, ids=lambda path: path.stem)
def test_the_sets_of_this_project_are_valid(path: Path) -> None:
    assert read_cases(path)


@given(st.dictionaries(st.sampled_from(KEYS), st.none() | st.integers() | st.text()))
def test_any_value_is_a_case_or_a_case_error(change: dict[str, Any]) -> None:
    with contextlib.suppress(CaseError):
        parse_case(ANSWERABLE | change)
