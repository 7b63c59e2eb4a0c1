"""The date and the origin of the document that the turn before was answered from."""

from __future__ import annotations

from dataclasses import replace

import pytest

from rag.answering.imprint import imprint
from rag.dialogue.sources import DATED, ORIGIN
from tests.rag.answering.documents import hits, made

TURN = ("园区收入多少？", "收入38亿元")
BODY = "园区收入38亿元，增长7%。"


def stated(asks: str, *texts: str) -> str | None:
    """What the first document that holds the answer says; None where it is not asked for."""
    documents = [made(text, source=f"{n}.txt") for n, text in enumerate(texts)]
    found = [replace(hit, said_of="园区收入多少？收入38亿元") for hit in hits(*documents)]
    drafted = imprint(f"园区收入，{asks}", found, TURN)
    if drafted is None:
        return None
    return "".join(s.of(c.document.text) for c in drafted.claims for s in c.quotes)


@pytest.mark.parametrize(
    ("asks", "texts", "expected"),
    [
        (DATED, (f"日期：2022-03-21\n{BODY}",), "日期：2022-03-21"),
        (DATED, (f"来源：本报\u3000日期：未标注\n{BODY}",), "日期：未标注"),
        (DATED, (f"发布时间：2024年5月6日\n{BODY}",), "发布时间：2024年5月6日"),
        (DATED, (f"2025-08-20 08:46:33来源:天眼新闻编辑:甲\n{BODY}",), "2025-08-20 08:46:33"),
        (DATED, ("日期：2020-01-01\n别处9亿元。", f"日期：2021-02-03\n{BODY}"), "日期：2021-02-03"),
        (DATED, (f"2022年3月1日，大会开幕。\n{BODY}",), ""),
        (ORIGIN, (f"来源：本报\n{BODY}\n依据：甲日报《园区》",), "依据：甲日报《园区》"),
        (ORIGIN, (f"2025-08-20 08:46:33来源:天眼新闻编辑:甲\n{BODY}",), "来源:天眼新闻"),
        (ORIGIN, (BODY,), ""),
        ("增长多少？", (f"日期：2022-03-21\n{BODY}",), None),
    ],
)  # fmt: skip
def test_a_document_states_its_date_and_origin(
    asks: str, texts: tuple[str, ...], expected: str | None
) -> None:
    assert stated(asks, *texts) == expected


def test_without_a_turn_before_nothing_is_stated() -> None:
    assert imprint(f"园区收入，{DATED}", hits(made(f"日期：2022-03-21\n{BODY}")), None) is None


def test_no_hit_of_the_turn_before_is_a_refusal() -> None:
    drafted = imprint(f"园区收入，{DATED}", hits(made(f"日期：2022-03-21\n{BODY}")), TURN)
    assert drafted is not None
    assert drafted.refused == "no_evidence"
