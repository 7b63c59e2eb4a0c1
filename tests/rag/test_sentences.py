"""Sentences and clauses: promises about coverage, and the cases Chinese news and policy bring."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rag.sentences import clauses, sentences
from rag.types import Span

if TYPE_CHECKING:
    from collections.abc import Callable

ALPHABET = "数据12.3，、；：。！？!?.,;:“”‘’《》（）()\"' \n\u3000aB…—"


def spans_of(function: Callable[..., tuple[Span, ...]], text: str, **options: bool) -> list[str]:
    return [s.of(text) for s in function(text, Span(0, len(text)), **options)]


@pytest.mark.parametrize("function", [sentences, clauses])
class TestPromises:
    @settings(deadline=None)
    @given(text=st.text(ALPHABET, max_size=80), cut=st.integers(0, 20))
    def test_cover_every_visible_character_once(
        self, function: Callable[..., tuple[Span, ...]], text: str, cut: int
    ) -> None:
        whole = Span(min(cut, len(text)), len(text))
        covered = [False] * len(text)
        last = whole.start
        for span in function(text, whole):
            assert last <= span.start < span.end <= whole.end
            assert span.of(text) == span.of(text).strip()
            assert "\n" not in span.of(text)
            last = span.end
            covered[span.start : span.end] = [True] * len(span)
        missed = [c for i, c in enumerate(text) if i >= whole.start and not covered[i]]
        assert "".join(missed).strip() == ""

    @pytest.mark.parametrize("unit", ["“", "。”", "(“", "“。", ". ", "《", "a.", "：“。”他说"])
    def test_long_repetitions_end(
        self, function: Callable[..., tuple[Span, ...]], unit: str
    ) -> None:
        text = unit * (60_000 // len(unit))
        assert function(text, Span(0, len(text)))[-1].end == len(text.rstrip())


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("收入增长3.5%。企业26家！", ["收入增长3.5%。", "企业26家！"]),
        ("他读了《怎么办？》一书。完了。", ["他读了《怎么办？》一书。", "完了。"]),
        ("“算力够用。”张三说，今年更好。", ["“算力够用。”张三说，今年更好。"]),
        ("“先建机房。再接网络。”李四表示。", ["“先建机房。", "再接网络。”李四表示。"]),
        ("“产值21亿元。”因需求旺盛，增长快。", ["“产值21亿元。”", "因需求旺盛，增长快。"]),
        ("开展“你准备好了吗？”活动。第二天。", ["开展“你准备好了吗？”活动。", "第二天。"]),
        ("达到50.42PB.”因业务增长，", ["达到50.42PB.”", "因业务增长，"]),
        ("1. 总则。2. 细则。", ["1. 总则。", "2. 细则。"]),
        (
            "It grew 7.2%. Mr. Li agreed. See v1.2.",
            ["It grew 7.2%.", "Mr. Li agreed.", "See v1.2."],
        ),
        ("打开 http://a.b/c?d=1!e 即可。", ["打开 http://a.b/c?d=1!e 即可。"]),
        ("通知(以前的作废。)已发。请看。", ["通知(以前的作废。)已发。", "请看。"]),
        ("甲；乙。", ["甲；乙。"]),
        ("第一行\n第二行", ["第一行", "第二行"]),
        ("…………", ["…………"]),
        ("", []),
        (" \n ", []),
    ],
)
def test_sentences(text: str, expected: list[str]) -> None:
    assert spans_of(sentences, text) == expected


def test_semicolons_split_when_asked() -> None:
    assert spans_of(sentences, "甲县；乙县。", semicolons=True) == ["甲县；", "乙县。"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("到2025年，规模1,200亿元：其中云服务700亿元。",
         ["到2025年，", "规模1,200亿元：", "其中云服务700亿元。"]),
        ("10:30开会,见http://a.b。", ["10:30开会,", "见http://a.b。"]),
        ("形成“一体,两翼”格局,提速。", ["形成“一体,两翼”格局,", "提速。"]),
        ("贵州(含贵阳，安顺)领先，增长快", ["贵州(含贵阳，安顺)领先，", "增长快"]),
    ],
)  # fmt: skip
def test_clauses(text: str, expected: list[str]) -> None:
    assert spans_of(clauses, text) == expected
