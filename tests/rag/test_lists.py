"""Enumerations: what introduces a list, and each of its items to the character."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rag.lists import item_title, naming
from rag.structure import find_structure
from rag.types import Enumeration, Span

BODY = "市级财政每年安排专项资金，支持园区设备更新。"


def lists(text: str, kind: str | None = None) -> list[Enumeration]:
    found = find_structure(text).enumerations
    return [e for e in found if kind is None or e.kind == kind]


def items(text: str, enumeration: Enumeration) -> list[str]:
    return [s.of(text) for s in enumeration.items]


def only(text: str, kind: str) -> tuple[str, list[str], int | None]:
    (found,) = lists(text, kind)
    return found.lead.of(text), items(text, found), found.count


class TestOrdinals:
    def test_paragraphs_under_a_heading_that_counts_them(self) -> None:
        text = (
            f"一、形势\n{BODY}\n二、工作推进中的3个难点\n"
            f"一是人才不足。{BODY}\n二是用地紧张。\n三是融资偏难。"
        )
        lead, found, count = only(text, "ordinal")
        assert lead == "二、工作推进中的3个难点"
        assert found == [f"一是人才不足。{BODY}", "二是用地紧张。", "三是融资偏难。"]
        assert count == 3

    def test_count_in_brackets(self) -> None:
        text = f"1.改革的意义（两个有利于）\n第一，有利于降本。{BODY}\n第二，有利于增效。{BODY}"
        lead, found, count = only(text, "ordinal")
        assert (lead, len(found), count) == ("1.改革的意义（两个有利于）", 2, 2)

    @pytest.mark.parametrize(
        ("sentence", "lead", "expected"),
        [
            ("要抓好三件事：一是修路；二是架桥；三是通网。此外还要绿化。", "要抓好三件事：",
             ["一是修路", "二是架桥", "三是通网"]),
            ("改造分两步走——第一步改管网，第二步换设备。", "改造分两步走——",
             ["第一步改管网", "第二步换设备"]),
            ("办理流程为：（1）网上申请；（2）窗口核验；（3）领取证件。", "办理流程为：",
             ["（1）网上申请", "（2）窗口核验", "（3）领取证件"]),
            ("需提交①申请表、②承诺书和③照片。", "需提交", ["①申请表", "②承诺书", "③照片"]),
            ("首先，摸清底数；其次，制定方案；最后，抓好落实。", "",
             ["首先，摸清底数", "其次，制定方案", "最后，抓好落实"]),
            ("其一，成本下降。其二，效率提升。", "", ["其一，成本下降", "其二，效率提升"]),
            ("其中，第一产业增加值9亿元；第二产业增加值50亿元；第三产业增加值61亿元。", "其中，",
             ["第一产业增加值9亿元", "第二产业增加值50亿元", "第三产业增加值61亿元"]),
        ],
    )  # fmt: skip
    def test_inside_a_paragraph(self, sentence: str, lead: str, expected: list[str]) -> None:
        found = [e for e in lists(sentence) if e.kind in ("ordinal", "numbered")]
        assert [(e.lead.of(sentence), items(sentence, e)) for e in found] == [(lead, expected)]

    def test_last_item_keeps_its_sentences_when_the_others_have_several(self) -> None:
        text = "建两条带。一是“东带”。以甲镇为主。做装备。二是“西带”。以乙镇为主。做食品。"
        lead, found, count = only(text, "ordinal")
        assert (lead, count) == ("建两条带。", 2)
        assert found[1] == "二是“西带”。以乙镇为主。做食品。"

    def test_items_in_lines_after_a_sentence_that_counts_them(self) -> None:
        text = f"{BODY}这给我们两点启示。\n一是敢闯敢试，{BODY}\n二是久久为功，{BODY}"
        lead, found, count = only(text, "ordinal")
        assert (lead, len(found), count) == ("这给我们两点启示。", 2, 2)

    def test_a_rank_is_not_a_list(self) -> None:
        assert lists("增速居全国第一，规模居西部第二。", "ordinal") == []


class TestNumbered:
    def test_child_headings(self) -> None:
        text = f"一、主要任务\n1.建网。{BODY}\n2.用网。{BODY}\n3.管网。{BODY}\n二、保障\n{BODY}"
        found = {e.lead.of(text): items(text, e) for e in lists(text, "numbered")}
        assert found["一、主要任务"] == [f"1.建网。{BODY}", f"2.用网。{BODY}", f"3.管网。{BODY}"]
        assert found[""] == ["一、主要任务", "二、保障"]

    def test_lines_behind_a_sentence_with_a_colon(self) -> None:
        text = f"{BODY}\n申请单位应当符合下列条件：\n（一）在本市注册；\n（二）信用良好。\n{BODY}"
        lead, found, _ = only(text, "numbered")
        assert lead == "申请单位应当符合下列条件："
        assert found == ["（一）在本市注册；", "（二）信用良好。"]

    def test_inner_list_may_restart_inside_an_outer_one(self) -> None:
        text = f"1.甲\n（一）乙\n1.丙\n{BODY}\n2.丁\n{BODY}\n（二）戊\n{BODY}\n2.己\n{BODY}"
        found = sorted(tuple(items(text, e)) for e in lists(text, "numbered"))
        assert ("1.丙", "2.丁") in found
        assert ("（一）乙", "（二）戊") in found

    def test_ornaments_are_not_quoted(self) -> None:
        text = f"一、要点\n★甲\n{BODY}\n★乙\n{BODY}"
        assert only(text, "heading")[1] == ["甲", "乙"]

    def test_articles(self) -> None:
        text = (
            f"第一章 总则\n第一条 {BODY}\n第二条 {BODY}\n第二章 责任\n第三条 {BODY}\n第四条 {BODY}"
        )
        found = {e.lead.of(text): len(e.items) for e in lists(text, "numbered")}
        assert found == {"": 2, "第一章 总则": 2, "第二章 责任": 2}


class TestParagraphs:
    def test_run_in_titles(self) -> None:
        titled = f"节约优先。{BODY}\n安全可控。{BODY}\n共建共享。{BODY}"
        text = f"（一）基本原则\n{titled}\n（二）目标\n{BODY}"
        lead, found, _ = only(text, "titled")
        assert lead == "（一）基本原则"
        assert [item_title(text, s).of(text) for s in lists(text, "titled")[0].items] == [
            "节约优先。",
            "安全可控。",
            "共建共享。",
        ]
        assert found[0] == f"节约优先。{BODY}"

    def test_title_that_lost_its_line_break(self) -> None:
        both = f"发展养殖业。{BODY}发展加工业。{BODY}"
        text = f"二、产业\n发展种植业。{BODY}\n{both}\n发展旅游业。{BODY}"
        found = only(text, "titled")[1]
        assert [f[:6] for f in found] == [
            "发展种植业。",
            "发展养殖业。",
            "发展加工业。",
            "发展旅游业。",
        ]

    def test_common_opening(self) -> None:
        text = f"{BODY}\n企业服务方面，{BODY}\n市民服务方面，{BODY}\n园区服务方面，{BODY}\n{BODY}"
        (found,) = lists(text, "shared")
        assert [item_title(text, s).of(text)[:6] for s in found.items] == [
            "企业服务方面",
            "市民服务方面",
            "园区服务方面",
        ]

    def test_common_opening_around_captions(self) -> None:
        text = f"看产业：{BODY}\n市博物馆外景\n看民生：{BODY}\n市图书馆外景\n看生态：{BODY}"
        assert [i[:3] for i in only(text, "shared")[1]] == ["看产业", "看民生", "看生态"]

    def test_groups_told_apart(self) -> None:
        text = f"对于大型园区，重点{BODY}\n对于产业基础好、需求旺的县，重点{BODY}"
        assert len(only(text, "shared")[1]) == 2

    @pytest.mark.parametrize("bullet", ["- ", "• ", "· ", "* ", "●", "➢ "])
    def test_bullets(self, bullet: str) -> None:
        text = f"申报材料包括：\n{bullet}申请表\n{bullet}营业执照\n{bullet}合同\n{BODY}"
        assert only(text, "bullet") == ("申报材料包括：", ["申请表", "营业执照", "合同"], None)

    def test_table_rows(self) -> None:
        rows = "指标：产值；数值：12亿元\n指标：企业；数值：30家"
        text = f"表一 主要指标\n{rows}\n{BODY}"
        at = text.index(rows)
        (found,) = find_structure(text, (), (Span(at, at + len(rows)),)).enumerations
        assert found.kind == "table"
        assert items(text, found) == rows.split("\n")

    def test_rows_that_carry_their_headers(self) -> None:
        rows = ["指标：产值；数值：12亿元；备注：包括甲、乙、丙", "指标：企业；数值：30家"]
        text = f"{BODY}\n" + "\n".join(rows) + f"\n{BODY}"
        assert only(text, "table")[1] == rows
        assert inline(text)[-1] == ["甲", "乙", "丙"]
        assert len(inline(text)) == 1


def inline(text: str) -> list[list[str]]:
    return [items(text, e) for e in lists(text) if e.kind in ("inline", "shared")]


class TestInline:
    @pytest.mark.parametrize(
        ("text", "expected"),
        [
            ("在东江、西江、南江，以及青山、绿水等地建设基地。", "东江 西江 南江 青山 绿水"),
            ("建成光伏、风电、储能三大基地。", "光伏 风电 储能"),
            ("围绕“车、机、芯”三个板块发力。", "车 机 芯"),
            ("“强链、补链和延链”等三项行动启动。", "强链 补链 延链"),
            ("布局影像诊断、远程会诊、慢病管理等新业态。", "影像诊断 远程会诊 慢病管理"),
            ("聚焦服务群众、服务企业、服务基层三大任务。", "服务群众 服务企业 服务基层"),
            ("做优稻米、茶叶、菌菇及中药材等产业。", "稻米 茶叶 菌菇 中药材"),
            ("市政府先后出台了《促进条例》和《管理办法》。", "《促进条例》 《管理办法》"),
            ("参与《山河》《大地》《星空》等影片制作。", "《山河》 《大地》 《星空》"),
            ("培育一批“小巨人”“单打冠军”企业。", "“小巨人” “单打冠军”"),
            ("把握标准化、规范化、精细化管理方向。", "标准化 规范化 精细化"),
            ("工业和信息化部、教育部、财政部联合发文。", "工业和信息化部 教育部 财政部"),
            ("开展数据采集与清洗、数据分析与展示等业务。", "数据采集与清洗 数据分析与展示"),
            ("新增铁塔1,200座、水塔3.5万座、灯塔20座。", "铁塔1,200座 水塔3.5万座 灯塔20座"),
            ("涉及水、电、气等方面。", "水 电 气"),
        ],
    )  # fmt: skip
    def test_series(self, text: str, expected: str) -> None:
        assert expected.split(" ") in inline(text)

    def test_definitions_between_semicolons(self) -> None:
        text = (
            "思路已经明确，‘一心’就是打造创新中心；‘两带’就是建设东带、西带；"
            "‘三区’就是甲区、乙区、丙区。"
        )
        found = inline(text)
        assert [
            "‘一心’就是打造创新中心",
            "‘两带’就是建设东带、西带",
            "‘三区’就是甲区、乙区、丙区",
        ] in found
        assert ["甲区", "乙区", "丙区"] in found
        assert ["东带", "西带"] in found

    def test_pair_vouched_for_by_a_count(self) -> None:
        assert ["数据开放", "算力普惠"] in inline("围绕数据开放和算力普惠两大主题办会。")

    def test_clauses_that_open_alike(self) -> None:
        text = "强化用地保障，强化资金支持，强化人才引进。近年来，围绕这“三个强化”，项目加速落地。"
        (found,) = lists(text, "shared")
        assert items(text, found) == ["强化用地保障", "强化资金支持", "强化人才引进"]
        assert found.count == 3
        assert any("三个强化" in s.of(text) for s in naming(text, found))

    @pytest.mark.parametrize(
        ("text", "count"),
        [
            ("形成光伏、风电、储能三大基地。", 3),
            ("实施“三大行动”：强链、补链、延链。", 3),
            ("有水、电、气。", None),
        ],
    )
    def test_count_before_or_behind(self, text: str, count: int | None) -> None:
        assert lists(text, "inline")[0].count == count

    def test_name_behind_the_list(self) -> None:
        text = "形成光伏、风电、储能三大基地，产值过亿。"
        assert naming(text, lists(text, "inline")[0])[-1].of(text) == "三大基地，产值过亿。"

    def test_quotes_stay_balanced(self) -> None:
        for found in inline("构建“机房+网络”、“数据+应用”和“人才（团队）”体系，打造“园中园”。"):
            for item in found:
                assert item.count("“") == item.count("”")


@pytest.mark.parametrize(
    ("item", "title"),
    [
        ("第一，抓好攻关。组建联合团队，限期突破。", "第一，抓好攻关。"),
        ("一是成本下降，有利于企业轻装上阵。后续还会更好。", "一是成本下降，有利于企业轻装上阵。"),
        ("二是在项目快速推进的过程中，出现了重建设、轻运营的苗头，影响了整体效益，需要各级各部门高度重视并改正。",
         "二是在项目快速推进的过程中，出现了重建设、轻运营的苗头"),
        ("1.建网。" + BODY, "1.建网。"),
        ("三是盘活存量，" + "加快推进腾笼换鸟，" * 5, "三是盘活存量"),
    ],
)  # fmt: skip
def test_item_title(item: str, title: str) -> None:
    assert item_title(item, Span(0, len(item))).of(item) == title


PIECES = st.sampled_from(
    [
        "一是",
        "二是",
        "第一，",
        "1.",
        "（一）",
        "、",
        "和",
        "等",
        "；",
        "。",
        "，",
        "\n",
        "：",
        "三大",
        "建设",
        "数据",
        "甲",
        "“",
        "”",
        "《",
        "》",
        "- ",
        "方面，",
        "12",
        " ",
    ]
)


@settings(deadline=None)
@given(st.lists(PIECES, max_size=40))
def test_items_are_trimmed_ordered_and_inside_the_text(pieces: list[str]) -> None:
    text = "".join(pieces)
    starts = []
    for found in find_structure(text).enumerations:
        assert len(found.items) > 1
        last = 0
        for span in found.items:
            assert last <= span.start < span.end <= len(text)
            assert span.of(text) == span.of(text).strip()
            last = span.end
        assert found.lead.start <= found.items[0].start
        starts.append(found.lead.start)
        assert len(item_title(text, found.items[0])) > 0
        assert naming(text, found) is not None
    assert starts == sorted(starts)


@pytest.mark.parametrize(
    "unit",
    ["“a、b”", "第一，", "★\n", "（一）\n", "一是、", "a、", "等1", "1.\n", "“（", "看a：b\n",
     "- a\n", "、和", "2024-1 ", "a；", "《a》", "1：", "附件 ", "记者 ", "包括和"],
)  # fmt: skip
def test_long_repetitions_end(unit: str) -> None:
    text = unit * (20_000 // len(unit))
    find_structure(text)
    find_structure(text + unit[::-1] * (20_000 // len(unit)))


@pytest.mark.parametrize(
    ("text", "items"),
    [
        ("贵州、甘肃、宁夏可再生能源丰富、气候合适。", ["贵州", "甘肃", "宁夏"]),
        ("（乙类节点）贵州、甘肃、宁夏可再生能源丰富。", ["贵州", "甘肃", "宁夏"]),
        ("贵阳、遵义、铜仁重点发展光伏、风电。", ["贵阳", "遵义", "铜仁"]),
        ("贵阳、遵义、铜仁重点发展光伏、风电。", ["光伏", "风电"]),
    ],
)
def test_a_run_of_places_ends_where_what_is_told_of_them_begins(
    text: str, items: list[str]
) -> None:
    found = find_structure(text, ()).enumerations
    assert items in [[item.of(text) for item in e.items] for e in found]
