"""Units of measure, and which of them can be compared.

Every written form leads to a base unit and a factor, so that 5公里 and 5000米 are one quantity.
Classifiers (家, 户, 台) count things; which of them may stand for each other is a table too.
"""

from __future__ import annotations

from fractions import Fraction
from typing import Final

PERCENT: Final = "%"
POINTS: Final = "百分点"  # a difference of two percentages, never a percentage
TIMES: Final = "倍"  # the factor of a growth: 翻一番 and 增长一倍 are both 2
ORDINAL: Final = "第"
PLAIN: Final = ""  # a number without any unit

# base unit: {written form: factor}; forms are folded (lower case, half width, simplified).
_MEASURES: Final[dict[str, dict[str, str]]] = {
    PERCENT: {"%": "1", "percent": "1", "per cent": "1", "‰": "1/10", "成": "10"},
    POINTS: {"个百分点": "1", "百分点": "1", "percentage points": "1", "percentage point": "1"},
    "元": {"元人民币": "1", "元": "1", "块钱": "1", "yuan": "1", "rmb": "1"},
    "美元": {"美元": "1", "us dollars": "1", "u.s. dollars": "1", "dollars": "1", "usd": "1"},
    "港元": {"港元": "1", "港币": "1", "hong kong dollars": "1", "hkd": "1"},
    "欧元": {"欧元": "1", "euros": "1"},
    "日元": {"日元": "1", "日圆": "1"},
    "英镑": {"英镑": "1"},
    "台币": {"新台币": "1", "台币": "1"},
    "米": {
        "公里": "1000", "千米": "1000", "米": "1", "厘米": "1/100", "公分": "1/100",
        "毫米": "1/1000", "纳米": "1/1000000000", "km": "1000", "kilometers": "1000",
        "kilometres": "1000", "metres": "1", "meters": "1", "m": "1", "cm": "1/100", "mm": "1/1000",
    },
    "英里": {"英里": "1", "miles": "1"},
    "平方米": {
        "平方公里": "1000000", "平方千米": "1000000", "平方米": "1", "平米": "1", "公顷": "10000",
        "亩": "2000/3", "mu": "2000/3", "km2": "1000000", "m2": "1",
        "square kilometers": "1000000", "square kilometres": "1000000",
        "square metres": "1", "square meters": "1",
    },
    "立方米": {"立方米": "1"},
    "克": {"公斤": "1000", "千克": "1000", "克": "1", "吨": "1000000", "kg": "1000",
          "tonnes": "1000000", "tons": "1000000", "斤": "500"},
    "千瓦时": {"千瓦时": "1", "kwh": "1"},
    "度": {"度": "1", "摄氏度": "1", "℃": "1"},
    "瓦": {"千瓦": "1000", "瓦": "1", "兆瓦": "1000000", "kw": "1000", "mw": "1000000",
          "gw": "1000000000"},
    "字节": {"kb": "1000", "mb": "1000000", "gb": "1000000000", "tb": "1000000000000",
            "pb": "1000000000000000", "eb": "1000000000000000000",
            "zb": "1000000000000000000000"},
    "flops": {"tflops": "1", "pflops": "1000", "eflops": "1000000"},
    "bps": {"kbps": "1/1000", "mbps": "1", "gbps": "1000", "tbps": "1000000"},
    "赫兹": {"赫兹": "1", "hz": "1", "mhz": "1000000", "ghz": "1000000000"},
    "卡时": {"卡时": "1", "card-hours": "1", "card hours": "1"},
    "月": {"年": "12", "周年": "12", "载": "12", "个月": "1", "years": "12", "year": "12",
          "months": "1"},
    "工作日": {"个工作日": "1", "工作日": "1", "working days": "1", "workdays": "1"},
    "天": {"天": "1", "日": "1", "周": "7", "星期": "7", "个星期": "7", "days": "1", "weeks": "7"},
    "秒": {"个小时": "3600", "小时": "3600", "分钟": "60", "秒": "1", "毫秒": "1/1000",
          "hours": "3600", "minutes": "60", "seconds": "1"},
    "岁": {"岁": "1"},
    "人次": {"人次": "1"},
}  # fmt: skip

# Classifiers. Those on one line may stand for each other; 个 and no classifier for any of them.
_CLASSIFIERS: Final = (
    "家 户 所 间",
    "座 处 所",
    "人 名 位 口",
    "项 条 件 款 种 类 门 大 点 方面 步 例",
    "台 套 架 辆 艘 部",
    "部 套 本 册 首",
    "次 场 回 届 轮 度",
    "栋 幢 座 层",
    "只 头 匹 条",
    "地 省 市 州 县 国",
    "支 队 批 组 份 张 页 句 字 集 期 级 代 世 号 声 段",
    "颗 枚 片 根 株 棵 对 双 道 课 站 线 区 行 维",
)
_NEUTRAL: Final = ("", "个", "余个")
_TIMES_WORDS: Final = ("倍",)

MEASURES: Final[dict[str, tuple[str, Fraction]]] = {
    form: (base, Fraction(factor))
    for base, forms in _MEASURES.items()
    for form, factor in forms.items()
} | {word: (TIMES, Fraction(1)) for word in _TIMES_WORDS}
CLASSIFIERS: Final[frozenset[str]] = frozenset(c for row in _CLASSIFIERS for c in row.split()) | {
    "个"
}
_FELLOWS: Final = {
    c: frozenset(o for row in _CLASSIFIERS if c in row.split() for o in row.split())
    for c in CLASSIFIERS
}
BASES: Final = frozenset(_MEASURES) | {TIMES, ORDINAL}


def comparable(one: str, other: str) -> bool:
    """Whether quantities in these base units can say the same thing.

    >>> comparable("家", "户"), comparable("个", "台"), comparable("家", "台"), comparable("", "元")
    (True, True, False, False)
    """
    if one == other:
        return True
    if one in BASES or other in BASES:
        return False
    if one in _NEUTRAL or other in _NEUTRAL:
        return True
    return other in _FELLOWS.get(one, frozenset())
