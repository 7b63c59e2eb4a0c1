"""What the check is made of: dates, names, words that turn a statement, where things stand."""

from __future__ import annotations

import pytest

from rag.support.moments import agree, moments
from rag.support.names import names
from rag.support.reading import read
from rag.support.senses import directions, mode_at, modes_in, negations
from rag.times import Anchor

ANCHOR = Anchor.of("2025-08-20")


class TestMoments:
    @pytest.mark.parametrize(
        ("said", "found", "support"),
        [
            ("2025年上半年", "2025年1—6月", "supported"),
            ("今年前六个月", "2025年上半年", "supported"),
            ("1至6月", "今年上半年", "supported"),
            ("二〇二五年八月十九日", "2025-08-19", "supported"),
            ("19 August 2025", "8月19日", "supported"),
            ("August 19, 2025", "2025年8月19日", "supported"),
            ("the first half of 2025", "上半年", "supported"),
            ("“十四五”末", "2025年", "supported"),
            ("2024年", "2024年6月26日", "supported"),
            ("2025年", "2025年上半年", "partly"),
            ("2025年上半年", "2025年", "partly"),
            ("2024年上半年", "2025年上半年", "contradicted"),
            ("去年", "2025年", "contradicted"),
        ],
    )
    def test_beside_each_other(self, said: str, found: str, support: str) -> None:
        assert agree(moments(said, ANCHOR)[0], moments(found, ANCHOR)[0]) == support

    def test_a_month_behind_a_year_may_be_of_that_year(self) -> None:
        month = moments("2021年1月上市，5月增资", ANCHOR)[1]
        assert {p.first.year for p in month.readings} == {2021, 2025}

    def test_what_is_compared_with_is_no_date(self) -> None:
        assert moments("比上年增长，目前较去年同期", ANCHOR) == ()

    def test_a_day_that_no_month_has_agrees_with_nothing(self) -> None:
        assert agree(moments("2021-05-76")[0], moments("2021-05-26")[0]) == "contradicted"


class TestNames:
    @pytest.mark.parametrize(
        ("text", "kind", "key"),
        [
            ("《条例》施行", "document", "条例"),
            ("国发〔2022〕2号文件", "code", "国发〔2022〕2号"),
            ("提出“一主两特”", "quotation", "一主两特"),
            ("黔东南州", "place", "黔东南苗族侗族自治州"),
            ("国家发展改革委印发", "body", "国家发展改革委"),
            ("总经理汤寒林", "person", "汤寒林"),
            ("推广5G网络", "code", "5g"),
        ],
    )
    def test_kinds(self, text: str, kind: str, key: str) -> None:
        assert (kind, key) in [(n.kind, n.key) for n in names(text)]

    def test_the_level_of_government_is_no_place(self) -> None:
        assert names("国家规划") == ()


class TestSenses:
    @pytest.mark.parametrize(
        ("text", "found"),
        [
            ("收入增长", ["up"]),
            ("能耗下降", ["down"]),
            ("增长-3%", ["down"]),
            ("低于10%", []),
            ("低于全国", ["down"]),
            ("profits fell", ["down"]),
        ],
    )
    def test_directions(self, text: str, found: list[str]) -> None:
        assert [t.direction for t in directions(read(text))] == found

    @pytest.mark.parametrize(
        ("text", "count"),
        [("没有列出", 1), ("不是目标", 1), ("不断完善，不少于3家", 0), ("it is not so", 1)],
    )
    def test_denials(self, text: str, count: int) -> None:
        assert len(negations(read(text))) == count

    @pytest.mark.parametrize(
        ("text", "mode"),
        [
            ("力争突破1000亿元", "target"),
            ("到2025年，企业达到8000户", "target"),
            ("规模已突破1000亿元", "actual"),
            ("目标是突破，现已突破1000亿元", "actual"),
            ("收入为1000亿元", "plain"),
            ("指标：收入；数值：1000亿元；目标年份：2025年", "target"),
            ("这不是目标，收入1000亿元", "plain"),
        ],
    )
    def test_modes(self, text: str, mode: str) -> None:
        assert mode_at(read(text), text.index("00")) == mode

    def test_titles_tell_no_mode(self) -> None:
        reading = read("《2025年目标考核计划》")
        assert modes_in(reading, reading.sentences[0]) == frozenset()


class TestPlaces:
    def test_nearer_in_one_clause(self) -> None:
        text = "甲增长5%，乙增长6%。丙增长7%。"
        places = read(text).places
        near = [places.closeness(0, text.index(c)) for c in "5乙丙"]
        assert near == sorted(near, reverse=True)

    def test_a_date_alone_is_one_clause_with_the_next(self) -> None:
        text = "2010年，学院更名。"
        assert read(text).places.closeness(0, text.index("更名")) == 1.0

    def test_respectively_joins_each_with_its_own(self) -> None:
        text = "北京、上海分别增长5%和6%。"
        places = read(text).places
        at = text.index
        assert places.closeness(at("北京"), at("5%")) == 1.0
        assert places.closeness(at("北京"), at("6%")) < places.closeness(at("上海"), at("6%"))

    def test_words_are_found_across_line_breaks(self) -> None:
        assert read("软件服\n务业").occurrences("服务业") == [2]
