"""The word lists: what stands for what, and what must never."""

from __future__ import annotations

import re
from collections import Counter
from importlib.resources import files

import pytest

from rag.lexicon import colloquial, is_term, translate, variants, written_for
from rag.text import fold, is_han

# One character stands inside many words; these three do no harm (占全省39%, 获一等奖, 逾百家).
ONE_CHARACTER = frozenset("占获逾")

OPPOSITES = [
    tuple(line.split())
    for line in """
    上升 下降
    增加 减少
    增长 下降
    提高 降低
    提升 降低
    涨价 降价
    扩大 压缩
    出口 进口
    出口额 进口额
    城镇 农村
    城市 乡村
    城区 农村
    上半年 下半年
    年初 年底
    去年 今年
    前年 去年
    同比 环比
    目标 成效
    计划 完成
    预计 实际
    启动 结束
    开幕 闭幕
    开工 竣工
    开工 投产
    签约 开工
    签约额 到位资金
    产值 增加值
    产值 营收
    收入 支出
    收入 利润
    一般公共预算收入 一般公共预算支出
    净利润 利润总额
    盈利 亏损
    存款余额 贷款余额
    国内 国外
    境内 境外
    省内 省外
    本地 异地
    全国 全省
    全省 全市
    国家级 省级
    省级 市级
    东部 西部
    最大 最小
    最早 最晚
    首批 第二批
    至少 至多
    以上 以下
    不少于 不超过
    招商 出海
    成立 注销
    成立 上市
    任命 免去
    国企 民企
    央企 民企
    大企业 小企业
    上游 下游
    一产 二产
    第二产业 第三产业
    第一产业 第三产业
    线上 线下
    网上 线下
    智算 超算
    智算中心 超算中心
    公有云 政务云
    冷数据 热数据
    火电 水电
    风电 光伏
    碳达峰 碳中和
    董事长 总经理
    董事长 首席执行官
    省长 省委书记
    市长 市委书记
    专利 软著
    发布 废止
    实施 废止
    支持 禁止
    放开 限制
    主办单位 承办单位
    主办方 协办方
    十四五 十三五
    十四五 十五五
    上半年 全年
    一季度 二季度
    就业 失业
    新增 累计
    用户 企业
    投资额 营收
    免费 收费
    过去 未来
    以前 以后
    此前 随后
    专精特新 小巨人
    独角兽 瞪羚
    规上企业 中小企业
    贵阳 贵安
    贵州 贵阳
    黔南 黔东南
    """.splitlines()
    if line.strip()
]


def groups() -> list[list[str]]:
    text = (files("rag") / "data" / "synonyms.txt").read_text("utf-8")
    return [members for line in text.splitlines() if (members := line.split("#")[0].split())]


def spoken() -> list[tuple[str, list[str]]]:
    text = (files("rag") / "data" / "colloquial.tsv").read_text("utf-8")
    rows = [line.split("\t") for line in text.splitlines() if not line.startswith("#")]
    assert all(len(row) == 2 for row in rows), [row for row in rows if len(row) != 2]
    return [(said, written.split()) for said, written in rows]


def glossary() -> list[tuple[str, list[str]]]:
    text = (files("rag") / "data" / "glossary.tsv").read_text("utf-8")
    rows = [line.split("\t") for line in text.splitlines() if line and not line.startswith("#")]
    assert all(len(row) == 2 for row in rows), [row for row in rows if len(row) != 2]
    return [(english, chinese.split()) for english, chinese in rows]


GROUPS = groups()


def test_there_are_many_groups_of_two_and_more() -> None:
    assert len(GROUPS) >= 450
    assert [group for group in GROUPS if len(group) < 2] == []


def test_no_word_twice_in_a_group_and_no_group_twice() -> None:
    assert [group for group in GROUPS if len(set(group)) < len(group)] == []
    assert [g for g, n in Counter(frozenset(group) for group in GROUPS).items() if n > 1] == []


def test_no_group_lies_inside_another() -> None:
    sets = [frozenset(group) for group in GROUPS]
    assert [sorted(small) for small in sets if any(small < large for large in sets)] == []


def test_words_are_written_as_text_is_matched() -> None:
    assert [word for group in GROUPS for word in group if fold(word) != word] == []


def test_one_character_words_are_named_exceptions() -> None:
    assert {word for group in GROUPS for word in group if len(word) == 1} <= ONE_CHARACTER


def test_short_latin_words_stand_alone_in_no_other_word() -> None:
    latin = {word for group in GROUPS for word in group if re.fullmatch("[a-z]{2}", word)}
    assert latin <= {"ai", "vr"}


@pytest.mark.parametrize(("one", "other"), OPPOSITES, ids="/".join)
def test_opposites_and_other_facts_never_meet(one: str, other: str) -> None:
    assert other not in variants(one)
    assert one not in variants(other)


@pytest.mark.parametrize(
    ("asked", "written"),
    [
        ("占比", "比重"),
        ("软件业", "软件和信息技术服务业"),
        ("规上", "规模以上"),
        ("增速", "同比增长"),
        ("去年", "上年"),
        ("落户", "入驻"),
        ("动工", "开工"),
        ("投用", "投入使用"),
        ("司机", "驾驶员"),
        ("发改委", "国家发展改革委"),
        ("数博会", "中国国际大数据产业博览会"),
        ("现在", "截至目前"),
        ("民企", "民营企业"),
        ("老百姓", "群众"),
        ("花了", "投资"),
        ("gdp", "地区生产总值"),
    ],
)
def test_a_question_word_finds_the_documents_word(asked: str, written: str) -> None:
    assert written in variants(asked)
    assert asked in variants(written)


def test_the_word_itself_comes_first() -> None:
    assert all(variants(word)[0] == word for group in GROUPS for word in group)
    assert variants("没有这个词") == ("没有这个词",)


SPOKEN = spoken()


def test_spoken_words_are_listed_once_with_what_is_written_for_them() -> None:
    assert len(SPOKEN) >= 500
    assert [said for said, n in Counter(said for said, _ in SPOKEN).items() if n > 1] == []
    for said, written in SPOKEN:
        assert written, said
        assert said not in written, said
        assert len(set(written)) == len(written), said
        assert all(fold(word) == word for word in (said, *written)), said


def test_what_is_written_for_a_spoken_word_is_no_single_character() -> None:
    # The spoken word may be one (亏, 涨): it is never looked for on behalf of another.
    assert [said for said, written in SPOKEN if any(len(word) < 2 for word in written)] == []


@pytest.mark.parametrize(("one", "other"), OPPOSITES, ids="/".join)
def test_no_spoken_word_is_written_as_its_opposite(one: str, other: str) -> None:
    assert other not in colloquial(one)
    assert one not in colloquial(other)


@pytest.mark.parametrize(
    ("said", "written"),
    [
        ("老总", "董事长"),
        ("当家", "总经理"),
        ("家底", "存量"),
        ("占几成", "比重"),
        ("大动作", "举措"),
        ("敲钟", "上市"),
        ("亏", "损失"),
        ("涨了", "增长"),
        ("洋芋", "马铃薯"),
        ("缩水", "下降"),
        ("挑大梁", "骨干"),
        ("打开销路", "找到市场"),
    ],
)
def test_a_spoken_word_is_met_by_the_written_one_alone(said: str, written: str) -> None:
    assert is_term(said)
    assert written in written_for(said)
    assert said not in colloquial(written)


def test_words_written_for_one_spoken_word_are_none_for_each_other() -> None:
    assert {"董事长", "总经理"} <= set(written_for("老总"))
    assert "总经理" not in written_for("董事长")


def test_glossary_entries_are_unique_lower_case_english_and_han() -> None:
    rows = glossary()
    assert len(rows) >= 700
    english = [term for term, _ in rows]
    assert [term for term, n in Counter(english).items() if n > 1] == []
    assert [t for t in english if t != " ".join(t.split()).lower() or not t.isascii()] == []
    for term, chinese in rows:
        assert chinese, term
        assert len(set(chinese)) == len(chinese), term
        assert all(fold(word) == word for word in chinese), (term, chinese)
        assert any(is_han(c) or c.isalnum() for word in chinese for c in word), term


def test_glossary_one_character_words_are_few() -> None:
    # Units and kinds of places are one character by nature; other words of one match anywhere.
    short = {word for _, chinese in glossary() for word in chinese if len(word) == 1}
    assert short <= set("局厅省市县区州镇村年月日天元亿万亩吨人户占倍次"), short


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        ("How many data centers are there in Gui'an?", ["数据中心", "贵安"]),
        ("share of GDP of the digital economy", ["占gdp比重", "数字经济"]),
        ("When did the East Data West Computing project start?", ["东数西算工程", "开始"]),
        ("software and information technology services revenue", ["软件和信息技术服务业", "收入"]),
        ("Which companies were established in Zunyi?", ["企业", "成立", "遵义"]),
        ("R&D spending of industries", ["研发投入", "产业"]),
        ("国务院 State Council", ["国务院"]),
    ],
)
def test_english_questions_get_the_documents_words(question: str, expected: list[str]) -> None:
    assert set(expected) <= set(translate(question))


def test_every_english_term_can_be_met() -> None:
    lost = [t for t, chinese in glossary() if translate(f"the {t}?") != tuple(chinese)]
    assert lost == []


def test_words_of_every_sentence_are_not_translated() -> None:
    assert translate("It may have been the most or about that, over and under it") == ()
