"""Where the first item of an inline list starts and where the last one ends.

Both sit in running text: "布局建设〔京津冀〕、长三角和〔成渝〕枢纽节点". The form of the other items is
the best witness (a common opening, a common ending, their length); part-of-speech tags decide the
rest. Arguments are masked text: quotations and brackets are runs of `rag.series.MASK`.
"""

from __future__ import annotations

import re
from os.path import commonprefix
from typing import TYPE_CHECKING

from rag.words import words

if TYPE_CHECKING:
    from collections.abc import Sequence

WINDOW = 48  # characters before the first separator worth looking at
MASK = "\ue000"

_LEADING = frozenset(
    [
        "在",
        "以",
        "为",
        "对",
        "将",
        "把",
        "向",
        "从",
        "由",
        "跟",
        "于",
        "到",
        "给",
        "让",
        "使",
        "如",
        "即",
        "是",
        "有",
        "像",
        "含",
        "包括",
        "包含",
        "涵盖",
        "涉及",
        "围绕",
        "聚焦",
        "瞄准",
        "依托",
        "通过",
        "按照",
        "根据",
        "针对",
        "面向",
        "其中",
        "例如",
        "比如",
        "分别是",
        "分别为",
        "就是",
        "具备",
        "拥有",
        "设有",
        "位于",
        "并",
        "还",
        "已",
        "也",
        "了",
        "着",
        "的",
        "所",
        "作为",
        "成为",
        "称为",
        "主要",
        "分别",
    ]
)
_GOVERNING = frozenset(
    [
        "建设",
        "布局",
        "发展",
        "利用",
        "试验",
        "推进",
        "推广",
        "应用",
        "支持",
        "培育",
        "壮大",
        "打造",
        "构建",
        "形成",
        "完善",
        "优化",
        "提升",
        "提供",
        "促进",
        "实现",
        "统筹",
        "加强",
        "强化",
        "开展",
        "覆盖",
        "聚集",
        "集聚",
        "汇聚",
        "引进",
        "引入",
        "吸引",
        "开发",
        "研发",
        "生产",
        "销售",
        "制定",
        "出台",
        "印发",
        "发布",
        "实施",
        "整合",
        "融合",
        "服务",
        "做强",
        "做大",
        "做优",
        "选择",
        "采用",
        "鼓励",
        "引导",
        "推动",
        "加快",
        "加大",
        "突破",
        "衔接",
        "辐射",
        "带动",
        "强力",
        "用于",
        "负责",
        "从事",
        "经营",
        "种植",
        "养殖",
        "举办",
        "设立",
        "组织",
        "增强",
        "提高",
        "改善",
        "保护",
        "参与",
        "拓展",
        "探索",
        "创新",
        "规划",
        "打通",
        "健全",
        "落实",
        "抓好",
        "扩大",
        "释放",
        "激发",
        "具有",
        "满足",
        "解决",
        "破解",
        "摆脱",
    ]
)
_TAIL = re.compile(
    r"各个|各类|各方|各|[这等]?(?:一|两|二|三|四|五|六|七|八|九|十|\d{1,2})(?:十[一二三四五六七八九]?)?(?:多|余)?"
    r"[个大项条点种类步句件重座家位张方省市县区部]|等(?![级同于待候离温])|的|之间|之一|相(?:结合|互|融合|适应|协调)|为(?:主|重点|核心|抓手|支撑|引领|代表|龙头|基础)"
)


def first_item_start(first: str, others: Sequence[str]) -> int:
    """Offset in `first`, the text up to the first separator, where the first item starts.

    >>> first_item_start("聚焦赋能政府", ["赋能企业", "赋能基层"])
    2
    """
    base = max(0, len(first) - WINDOW)
    tail = first[base:]
    offset = _masked_item(tail, others)
    if offset is None:
        offset = _common_opening(tail, others)
    if offset is None:
        offset = _by_words(tail, others)
    body = tail[offset:]
    return base + offset + len(body) - len(body.lstrip(" \t\u3000了着"))


def _masked_item(tail: str, others: Sequence[str]) -> int | None:
    """Quoted items: when the others are quotations alone, so is the first."""
    if tail[-1:] != MASK or not all(set(o) <= {MASK} for o in others):
        return None
    return len(tail.rstrip(MASK))


def _common_opening(tail: str, others: Sequence[str]) -> int | None:
    """The last place in `tail` that opens like the other items do."""
    opening = commonprefix(list(others))
    shortest = 1 if len(others) > 1 else 2
    if len(others) == 1:
        opening = opening[:2]
    if opening.startswith(MASK):
        return None
    for size in range(min(len(opening), 4), shortest - 1, -1):
        at = tail.rfind(opening[:size])
        if at >= 0 and len(tail) - at > size:
            return at
    return None


def _by_words(tail: str, others: Sequence[str]) -> int:
    """Behind a preposition or governing verb, at the cut whose remainder is nearest in length."""
    tagged = words(tail)
    verbal = all(_opens_with_verb(o) for o in others[:2])
    target = sum(map(len, others)) / len(others)
    best, best_cost = 0, abs(len(tail) - target)
    for word in tagged[:-1]:
        strong = word.text in _LEADING or word.tag in ("p", "c", "d", "r", "t")
        governs = word.text in _GOVERNING or word.tag == "v"
        if not strong and (verbal or not governs):
            continue
        cost = abs(len(tail) - word.span.end - target) - (1.0 if strong else 0.0)
        if cost <= best_cost:
            best, best_cost = word.span.end, cost
    return best


def _opens_with_verb(item: str) -> bool:
    tagged = words(item[:12])
    if len(tagged) < 2:
        return False
    return tagged[0].tag == "v" or (tagged[0].text in _GOVERNING and len(tagged[0].text) == 2)


def last_item_end(last: str, others: Sequence[str]) -> int:
    """Offset in `last`, the text behind the last separator, where the last item ends.

    >>> last_item_end("数据标注三大产业集群", ["算力", "AI"])
    4
    """
    if others and all(set(o) <= {MASK} for o in others) and last.startswith(MASK):
        return len(last) - len(last.lstrip(MASK))
    for match in _TAIL.finditer(last):
        if match.start() and not ("的" in match.group() and any("的" in o for o in others)):
            last = last[: match.start()]
            break
    longest = max(map(len, others), default=0)
    if len(last) > longest + 2:
        last = last[: _common_ending(last, others)]
    if len(last) > 1.5 * longest + 2 and not any(map(_opens_with_verb, others[:2])):
        last = last[: _before_verb(last)]
    return len(last.rstrip())


def _common_ending(last: str, others: Sequence[str]) -> int:
    """Where `last` first ends like the other items do: 优化、细化、固化|流程."""
    ending = commonprefix([o[::-1] for o in others])[::-1]
    if not ending or ending.startswith(MASK) or (len(others) == 1 and len(ending) < 2):
        return len(last)
    at = last.find(ending, 1)
    return at + len(ending) if at > 0 else len(last)


def _before_verb(last: str) -> int:
    """Before the first verb or adverb that follows a noun and has something behind it."""
    tagged = words(last[:WINDOW])
    for i in range(1, len(tagged) - 1):
        noun = tagged[i - 1].tag[:1] in ("n", "j", "l", "i", "x", "e", "b")
        if noun and tagged[i].tag in ("v", "d", "p"):
            return tagged[i].span.start
    return len(last)
