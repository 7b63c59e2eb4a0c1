"""Companies by the short names a text calls them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.bodies import LONGEST, SHORTEST, bodies, mentioned, short_name


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("3月9日，贵州白山云科技股份有限公司凭借新平台获奖。", {"白山云"}),
        ("产品都出自云上贵州大数据产业发展有限公司。", {"云上贵州"}),
        ("瓴泓智能科技(贵州)有限公司开始招人。", {"瓴泓"}),
        ("已建成车间：宁德时代、弗迪电池等多家企业。", {"宁德时代", "弗迪电池"}),
        ("请问云上贵州大数据产业发展有限公司去年产值多少？", {"云上贵州"}),
        ("疫情期间好活公司帮了多少人？", {"好活"}),
        ("中国联通贵州公司和中国移动贵州公司都在。", {"联通", "移动"}),
    ],
)
def test_names_a_text_introduces(text: str, names: set[str]) -> None:
    assert bodies(text) == names


@pytest.mark.parametrize(
    "text",
    [
        "该公司去年成立。",
        "支持本土云服务公司做大做强。",
        "一批软件公司落户，其中有数据标注公司。",
        "2023年二季度公司业绩增长。",
        "贵州信息技术有限公司",  # nothing in it tells it from others
        "",
    ],
)
def test_words_that_are_no_names(text: str) -> None:
    assert not bodies(text)


@given(st.text(alphabet="贵州云上数据科技有限公司集团、和等企业a1（）。", max_size=60))
def test_short_names_are_short_and_in_the_text(text: str) -> None:
    for name in bodies(text):
        assert SHORTEST <= len(name) <= LONGEST
        assert name in text


def test_the_name_said_last_comes_first_and_a_longer_name_hides_its_part() -> None:
    assert mentioned({"云上贵州", "白山云", "云上"}, "白山云之后是云上贵州") == (
        "云上贵州",
        "白山云",
    )


def test_a_trade_alone_is_no_name() -> None:
    assert short_name("大数据产业发展") == ""
