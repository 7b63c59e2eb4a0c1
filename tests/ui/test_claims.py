"""Answers a language model wrote, on the page: verdicts, disagreement, what was withheld."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from rag.answer import Answer, Citation, Claim, Conflict, Finding, Verdict
from rag.types import Document, Span
from tests.ui.payloads import PAYLOADS
from tests.ui.test_references import answer, citation, document
from ui.claims import ended
from ui.plain import Telling, pieces
from ui.references import gbt7714, markdown
from ui.render import Turn, made_by, turn_html

TODAY = date(2026, 3, 5)


def finding(message: str = "引文作38.6亿元") -> Finding:
    return Finding("number", "partly", "39亿元", "38.6亿元", 0, Span(0, 4), message)


def cited() -> tuple[Document, Citation, Citation]:
    source = document()
    return source, citation(source, 1, 0), citation(source, 2, 3)


def written(*claims: Claim, **changes: object) -> Answer:
    _, one, two = cited()
    given = replace(answer(one, two), claims=claims, generator="gguf:/srv/models/small.gguf")
    return replace(given, **changes)  # type: ignore[arg-type]


FULL = Claim("第一点已经做到。", (1,), verdict=Verdict("supported"))
PART = Claim("约39亿元。", (2,), verdict=Verdict("partly", (finding(),)))
GONE = Claim("增长了一倍。", (), verdict=Verdict("unsupported", (finding("没有一句说到增长"),)))
SPLIT = Conflict("2024年软件业务收入", ("38.6亿元", "40亿元"), (1, 2), "两个来源数值不同。")


def page(given: Answer, **changes: object) -> str:
    turn = Turn(1, given.question, given.question, given)
    return turn_html(replace(turn, **changes), "zh", TODAY)  # type: ignore[arg-type]


def test_written_words_do_not_look_like_quotes_and_carry_their_verdict() -> None:
    markup = page(written(FULL, PART))
    assert markup.count("pq-written") == 2
    assert "与引文相符" in markup
    assert "仅部分有据" in markup
    assert "引文作38.6亿元" in markup
    assert "由 gguf:small.gguf 撰写" in markup
    assert "/srv/models" not in markup


def test_quotes_carry_no_verdict() -> None:
    _, one, two = cited()
    markup = page(answer(one, two))
    assert "pq-verdict" not in markup
    assert "未经改写" in markup


def test_what_was_withheld_is_struck_through_and_folded() -> None:
    markup = page(written(FULL, withheld=(GONE,)))
    assert "<s dir=" in markup
    assert "另有 1 句没有依据" in markup
    assert " open" not in markup.partition("pq-withheld")[2].partition(">")[0]
    assert markup.index("pq-claims") < markup.index("pq-withheld")
    assert "pq-withheld" not in page(written(FULL))


def test_disagreement_stands_above_the_claims_with_both_sources() -> None:
    markup = page(written(FULL, conflicts=(SPLIT,)))
    assert markup.index("pq-conflict") < markup.index("pq-claims")
    box = markup.partition('class="pq-conflict"')[2].partition("</section>")[0]
    for words in ("38.6亿元", "40亿元", "2025-03-18", "软件产业计划", "青山市人民政府"):
        assert words in box
    assert box.count("pq-chip") == 2
    assert len(set(chip_ids(markup))) == len(chip_ids(markup))


def chip_ids(markup: str) -> list[str]:
    return [part.partition('"')[0] for part in markup.split(' id="')[1:]]


def test_notices_come_first() -> None:
    markup = page(written(FULL, notices=("模型没有写完。",)))
    assert markup.index("模型没有写完。") < markup.index("pq-claims")


def test_an_answer_that_grows_shows_no_tools_yet() -> None:
    markup = page(written(FULL), shown=1)
    assert 'aria-busy="true"' in markup
    assert "pq-tools" not in markup
    assert "pq-working" in page(written(), shown=0)


@pytest.mark.parametrize(
    ("generator", "told"),
    [
        ("extractive", "摘录原文，未经改写（extractive）"),
        ("openai:qwen/qwen3-8b", "由 openai:qwen/qwen3-8b 撰写，每句都与所引原文核对过"),
        ("transformers:C:\\models\\small", "由 transformers:small 撰写，每句都与所引原文核对过"),
    ],
)
def test_who_made_the_answer_is_named_without_folders(generator: str, told: str) -> None:
    assert made_by(written(FULL, generator=generator), "zh") == told


@pytest.mark.parametrize("payload", PAYLOADS)
def test_nothing_a_model_writes_becomes_markup(payload: str) -> None:
    bad = finding(payload)
    claims = [replace(claim, text=payload, verdict=Verdict("partly", (bad,))) for claim in (FULL,)]
    split = replace(SPLIT, subject=payload, values=(payload, payload), message=payload)
    markup = page(
        written(
            *claims,
            withheld=(replace(GONE, text=payload),),
            conflicts=(split,),
            notices=(payload,),
            generator=f"openai:{payload}",
        )
    )
    for risky in ("<script", "<img", "<iframe", "<object", "<a ", "<form", "<style", "<input"):
        assert risky not in markup.lower()


def test_the_chip_keeps_its_last_words_and_the_focus_in_one_piece() -> None:
    _, one, _ = cited()
    markup = ended("收入增长7.2%。", [one], 1, "zh", Span(4, 8))
    assert '<b class="pq-focus">7.2%</b>' in markup
    assert markup.startswith('收入增长<span class="pq-tail">')
    assert markup.endswith("</button></span>")


def test_copies_do_not_put_a_models_words_in_quotation_marks() -> None:
    given = written(FULL, conflicts=(SPLIT,))
    text = markdown(given, {}, "zh")
    assert "\n第一点已经做到。 [^1]" in text
    assert "> 第一点" not in text
    assert text.index("两个来源数值不同") < text.index("第一点")
    assert "“第一点" not in gbt7714(given, {}, TODAY)


def test_plain_text_says_the_same() -> None:
    given = written(
        FULL, PART, conflicts=(SPLIT,), notices=("模型没有写完。",), question="问？收入"
    )
    told = [piece.text for piece in pieces(given)]
    assert told[0] == "模型没有写完。"
    assert told[1].startswith("各来源说法不一：两个来源数值不同。")
    assert told[2] == "第一点已经做到。 [1]"
    assert "仅部分有据：引文作38.6亿元" in told[3]
    for piece in pieces(given):
        for mark in piece.marks:
            assert piece.text[mark.start : mark.end] == f"[{mark.citation.number}]"


def test_a_growing_answer_is_told_once() -> None:
    telling = Telling()
    assert [p.text for p in telling.more(written(FULL), whole=False)] == ["第一点已经做到。 [1]"]
    assert telling.more(written(FULL, withheld=(GONE,)), whole=False) == []
    rest = telling.more(written(FULL, PART), whole=True)
    assert rest[0].text.startswith("约39亿元。 [2]")


def test_an_answer_that_was_replaced_is_told_anew() -> None:
    telling = Telling()
    telling.more(written(FULL), whole=False)
    _, one, two = cited()
    told = telling.more(replace(answer(one, two), notices=("模型失败。",)), whole=True)
    assert [p.text for p in told][:2] == ["模型失败。", "第一。 [1]"]
