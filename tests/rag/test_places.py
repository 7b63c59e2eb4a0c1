"""Places: what is found, what is only part of a name, how two places lie to each other."""

from __future__ import annotations

from importlib.resources import files
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.places import Place, contains, find_places, full_name, related


def rows() -> list[tuple[str, tuple[str, ...], tuple[str, ...]]]:
    """(name, wider places, other names) of every place in the data."""
    out = []
    for line in (files("rag") / "data" / "places.tsv").read_text("utf-8").splitlines():
        if not line.startswith(("#", "!")):
            name, wider, spoken = (*line.split("\t"), "", "")[:3]
            others = tuple(other.replace("_", " ") for other in spoken.split())
            out.append((name, tuple(wider.split()), others))
    return out


ROWS = rows()
NAMES = [name for name, _, _ in ROWS]


def named(text: str) -> list[str]:
    return [place.name for place in find_places(text)]


def test_no_name_is_given_twice() -> None:
    every = [n for name, _, others in ROWS for n in (name, *others)]
    assert sorted(every) == sorted(set(every))


def test_wider_places_are_places() -> None:
    assert {w for _, wider, _ in ROWS for w in wider} <= set(NAMES)


def test_every_name_is_found_as_itself() -> None:
    lost = [
        (spoken, named(f"，{spoken}。"))
        for name, _, others in ROWS
        for spoken in (name, *others)
        if len(spoken) > 1 and named(f"，{spoken}。") != [name]
    ]
    assert lost == []


def inside(place: str) -> list[str]:
    """Names whose next wider places include `place`."""
    return [name for name, wider, _ in ROWS if place in wider]


def test_china_is_whole() -> None:
    provinces = [n for n in inside("中国") if n.endswith(("省", "市", "自治区", "行政区"))]
    prefectures = [n for n in inside("贵州省") if n.endswith(("市", "自治州"))]
    zones = ("新区", "开发区", "保税区", "经济区")
    counties = [
        name
        for prefecture in prefectures
        for name in inside(prefecture)
        if name.endswith(("市", "县", "区")) and not name.endswith(zones)
    ]
    assert (len(provinces), len(prefectures), len(counties)) == (34, 9, 88)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("贵阳贵安", ["贵阳市", "贵安新区"]),
        ("今年上半年，贵州省软件业收入居全国第几", ["贵州省", "中国"]),
        ("黔西南与黔西市、黔南州", ["黔西南布依族苗族自治州", "黔西市", "黔南布依族苗族自治州"]),
        ("吉林省吉林市", ["吉林省", "吉林市"]),
        ("重庆市场与北京市民", ["重庆市", "北京市"]),
        ("貴州、廣東與上海", ["贵州省", "广东省", "上海市"]),
        ("外企来黔考察，粤黔协作", ["贵州省", "广东省", "贵州省"]),
        ("Guizhou, Gui’an and Hong Kong", ["贵州省", "贵安新区", "香港特别行政区"]),
        ("确定西安为试点，西南通道", ["西安市"]),
        ("大连接、大理石、其中国有企业、发展中国家、国家级、京东、高清远程医疗", []),
        ("在京剧、在晋升、晋级", []),
        ("孙中山、中山大学、和平、朝阳产业、日照充足、来宾", []),
        ("", []),
    ],
)
def test_found(text: str, expected: list[str]) -> None:
    assert named(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "贵州航天云网科技有限公司",
        "贵州日报",
        "贵阳银行",
        "上海市信息化企业家协会",
        "贵州理工学院信息网络中心",
        "中国国际大数据产业博览会",
        "中国电信",
        "国家发展改革委",
        "云上贵州",
        "贵州轮胎股份有限公司",
        "深圳市瑞云科技有限公司",
        "北京大学",
        "贵州华为云科技公司",
    ],
)
def test_part_of_a_name(text: str) -> None:
    assert [place.part_of_name for place in find_places(text)] == [True]


@pytest.mark.parametrize(
    "text",
    [
        "贵州有多家公司",
        "贵州建成11个数据中心",
        "贵阳数据中心集群",
        "贵州引进华为公司",
        "贵州的大学",
        "贵州三家银行",
        "贵州省政府",
        "贵州，某某公司",
        "贵州移动互联网用户",
        "促进全国范围数据中心合理布局",
    ],
)
def test_a_place_by_itself(text: str) -> None:
    assert [place.part_of_name for place in find_places(text)] == [False]


@pytest.mark.parametrize(
    ("asked", "told", "relation"),
    [
        ("贵州", "贵州省", "same"),
        ("贵州", "guizhou", "same"),
        ("贵州", "贵阳", "inside"),
        ("贵州", "花溪区", "inside"),
        ("贵州", "贵安新区", "inside"),
        ("贵阳", "贵州", "around"),
        ("贵阳", "全国", "around"),
        ("贵阳", "贵安", "apart"),
        ("贵安", "贵阳", "apart"),
        ("贵州", "四川", "apart"),
        ("长三角", "苏州", "inside"),
        ("深圳", "粤港澳大湾区", "around"),
        ("西部地区", "贵阳", "inside"),
        ("中国", "台湾", "inside"),
        ("东盟", "老挝", "inside"),
        ("某地", "贵州", "apart"),
        ("某地", "某地", "same"),
    ],
)
def test_relation(asked: str, told: str, relation: str) -> None:
    assert related(asked, told) == relation


@given(st.sampled_from(NAMES), st.sampled_from(NAMES))
def test_relations_mirror_each_other(a: str, b: str) -> None:
    mirror = {"same": "same", "apart": "apart", "inside": "around", "around": "inside"}
    assert related(b, a) == mirror[related(a, b)]
    assert not (contains(a, b) and contains(b, a))


@given(
    st.lists(st.sampled_from([*NAMES, "、", "，在", "公司", "的", "a", "市"]), max_size=8).map(
        "".join
    )
)
def test_places_are_in_order_and_say_where(text: str) -> None:
    found = find_places(text)
    for place in found:
        assert isinstance(place, Place)
        assert full_name(text[place.span.start : place.span.end].lower()) == place.name
    for left, right in pairwise(found):
        assert left.span.end <= right.span.start
