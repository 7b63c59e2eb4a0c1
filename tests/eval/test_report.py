"""The report: one file that loads nothing, in which no text of a document becomes markup."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from html.parser import HTMLParser

from hypothesis import given
from hypothesis import strategies as st

from eval.metrics import Interval
from eval.report import page, plots, texts
from eval.summary import summarise
from eval.systems import OURS
from eval.traces import Record, Run
from tests.eval.conftest import Small
from tests.eval.test_summary import NO, RECORDS, UNDUE, record

HOSTILE = "<script>alert(1)</script><img src=x onerror=alert(2)>\"'&\u202e"


def hostile(small: Small) -> Run:
    """A run in which every text that a set, a document or an error brings is markup."""
    first = small.run.of(OURS)[0]
    case = replace(first.case, question=HOSTILE, id=HOSTILE, note=HOSTILE, sources=(HOSTILE,))
    case = replace(case, facts=((HOSTILE,),), history=((HOSTILE, HOSTILE),))
    answer = json.loads(json.dumps(first.answer))
    answer["claims"][0]["text"] = answer["citations"][0]["quote"] = HOSTILE
    answer["citations"][0]["source"] = HOSTILE
    wrong = {**first.scores, "correct": 0.0, "first": 0.0}
    records = (
        replace(first, case=case, answer=answer, asked=HOSTILE, scores=wrong),
        replace(record(HOSTILE, {}), error=HOSTILE, answer=None),
    )
    header = replace(small.run.header, set_name=HOSTILE, systems=(OURS, HOSTILE))
    return Run(header, records)


class Tags(HTMLParser):
    """Every tag with its attributes."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))


def written(run: Run) -> str:
    return page.html(run, [summarise(s, run.of(s)) for s in run.header.systems])


class TestPage:
    def test_nothing_becomes_markup(self, small: Small) -> None:
        tags = Tags(written(hostile(small))).tags
        assert [tag for tag, _ in tags].count("script") == 1
        assert "img" not in dict(tags)
        assert not [a for _, found in tags for a in found if a.startswith("on")]

    def test_nothing_is_loaded(self, small: Small) -> None:
        html = written(small.run)
        tags = Tags(html).tags
        assert not [t for t, a in tags if t == "link" or {"src", "href"} & a.keys()]
        assert "default-src 'none'" in html
        assert not re.search(r"url\(|@import|fetch\(", html)

    def test_every_failure_is_an_article_that_can_be_filtered(self, small: Small) -> None:
        html = written(Run(small.run.header, RECORDS))
        articles = [a for tag, a in Tags(html).tags if tag == "article"]
        assert [a["data-fault"] for a in articles] == [
            "failed with an error",
            "answered the unanswerable",
            "refused the answerable",
            "wrong answer",
        ]
        assert '<option value="wrong answer">wrong answer (1)</option>' in html

    def test_a_sealed_set_shows_no_case(self, small: Small) -> None:
        run = Run(replace(small.run.header, sealed=True), small.run.records)
        for text in (written(run), texts.markdown(run, []), texts.json_text(run, [])):
            assert "软件业务收入" not in text
            assert "s-1" not in text

    def test_failed_cases_stand_in_a_row_of_their_own(self, small: Small) -> None:
        html = written(Run(replace(small.run.header, systems=(OURS,)), RECORDS))
        row = html.split("failed with an error</td>")[1].split("</tr>")[0]
        assert '<strong class="bad">1</strong>' in row


class TestTexts:
    def test_markdown_and_json_tell_the_same(self, small: Small) -> None:
        run = Run(replace(small.run.header, systems=(OURS,)), RECORDS)
        summaries = [summarise(OURS, RECORDS)]
        text = texts.markdown(run, summaries)
        assert "| failed with an error" in text
        assert "33.3%" in text
        assert "(wrong answer)" in text
        report = json.loads(texts.json_text(run, summaries))
        assert report["systems"][0]["failed"] == 1
        assert report["systems"][0]["measures"]["correct"]["n"] == 3
        assert len(report["cases"]) == len(RECORDS)

    def test_by_kind(self) -> None:
        rows: list[Record] = [*RECORDS, record("g", UNDUE, **NO)]
        text = texts.by_kind(rows)
        assert re.search(r"number .*33\.3%", text)
        assert re.search(r"refuse: no_evidence .*33\.3%", text)


class TestPlots:
    @given(st.lists(st.floats(0, 1e6), min_size=1, max_size=40), st.text(max_size=8))
    def test_any_values_give_numbers(self, values: list[float], name: str) -> None:
        svg = plots.histogram(name, values, name) + plots.risk_coverage(name, [(name, values)])
        svg += plots.bars(name, [plots.Bar(name, Interval(v, v / 2, v, 3)) for v in values])
        assert "nan" not in svg.replace(name, "")
        assert {tag for tag, _ in Tags(svg).tags} <= {
            "figure", "figcaption", "svg", "path", "text", "rect", "polyline",
        }  # fmt: skip
