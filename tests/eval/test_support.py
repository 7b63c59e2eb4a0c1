"""The check of claims holds what it promises, on part of the demonstration corpus."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from eval.altering import KINDS, alterations, answers_exchanged
from eval.datasets import DEMONSTRATION
from eval.support import (
    PARAPHRASES,
    Case,
    Tally,
    document_cases,
    documents,
    main,
    measure,
    paraphrase_cases,
    report,
)

EVERY = 5  # of the cases, so that the test takes seconds
VALUES, REST = KINDS[:3], KINDS[3:]


@pytest.fixture(scope="module")
def sentences() -> Tally:
    return measure(list(document_cases(DEMONSTRATION))[::EVERY])


@pytest.fixture(scope="module")
def paraphrases() -> Tally:
    return measure(list(paraphrase_cases())[::EVERY])


class TestWhatIsPromised:
    def test_sentences(self, sentences: Tally) -> None:
        assert sentences.rate("true") <= 0.01, sentences.missed["true"]
        assert sentences.rate(*VALUES) >= 0.97, [sentences.missed[k] for k in VALUES]
        assert sentences.rate(*REST) >= 0.90, [sentences.missed[k] for k in REST]

    def test_paraphrases(self, paraphrases: Tally) -> None:
        assert paraphrases.rate("true") <= 0.05, paraphrases.missed["true"]
        assert paraphrases.rate(*VALUES) >= 0.95, [paraphrases.missed[k] for k in VALUES]
        assert paraphrases.rate(*REST) >= 0.85, [paraphrases.missed[k] for k in REST]


class TestTheSet:
    def test_quotes_are_where_they_are_said_to_be(self) -> None:
        texts = documents(DEMONSTRATION)
        for line in PARAPHRASES.read_text("utf-8").splitlines():
            row = json.loads(line)
            for quote in row["quotes"]:
                text = texts[row["source"]].text
                assert text[quote["start"] : quote["end"]] == quote["text"], row["id"]

    def test_both_halves_are_large_and_no_claim_is_a_quote(self) -> None:
        dev, test = (list(paraphrase_cases(split)) for split in ("dev", "test"))
        assert len(dev) >= 200
        assert len(test) >= 60
        assert all(case.claim not in quote for case in (*dev, *test) for quote in case.quotes)


class TestAlterations:
    @pytest.mark.parametrize(
        ("text", "kind"),
        [
            ("共有26家公司。", "number"),
            ("规模为1.2万亿元。", "unit"),
            ("2024年6月26日召开。", "date"),
            ("贵州的规划。", "name"),
            ("收入增长。", "direction"),
            ("这是目标。", "negation"),
            ("力争到2025年完成。", "target"),
            ("Revenue grew 7.2 percent.", "direction"),
        ],
    )
    def test_each_kind_changes_one_place(self, text: str, kind: str) -> None:
        (made,) = (a for a in alterations(text) if a.kind == kind)
        assert made.text != text
        start = next(i for i, (a, b) in enumerate(zip(made.text, text, strict=False)) if a != b)
        assert made.text[:start] == text[:start]
        assert text.replace(made.before, made.after, 1) == made.text or made.before in text

    def test_the_same_every_time(self) -> None:
        text = "2025年贵州软件业收入力争增长7.2%。"
        assert alterations(text) == alterations(text)

    def test_titles_keep_their_years(self) -> None:
        made = alterations("《规划（2022—2025年）》印发。")
        assert not [a for a in made if a.kind in ("date", "number")]

    def test_answers_change_places(self) -> None:
        (made,) = answers_exchanged("鲁迅到厦门大学任教。", ["厦门大学", "林语堂", "1926年"])
        assert made.text == "鲁迅到林语堂任教。"
        assert answers_exchanged("鲁迅任教。", ["厦门大学", "林语堂"]) == ()


def test_what_is_judged_wrongly_is_kept() -> None:
    tally = Tally()
    case = Case("x", "收入增长7.2%。", ("收入增长7.2%。",), (None,), ())
    tally.add("true", case.claim, case)
    tally.add("number", case.claim, case)
    tally.add("number", "收入增长7.3%。", case)
    assert (tally.rate("true"), tally.rate("number"), tally.rate("unit")) == (0.0, 0.5, 0.0)
    assert len(tally.missed["number"]) == 1
    assert "50.0%" in report("title", tally)


def test_the_command_prints_a_table_a_source(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "a.txt").write_text("2024年，青山市软件业务收入达到38.6亿元。", "utf-8")
    assert main(["--index-docs", str(tmp_path), "--show", "true", "--only", "documents"]) == 0
    printed = capsys.readouterr().out
    assert "sentences of the documents" in printed
    assert "paraphrases" not in printed
