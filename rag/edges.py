"""Where the first item of an inline list starts and where the last one ends.

Both sit in running text: of the items in "布局建设京津冀、长三角和成渝枢纽节点" only the second
is marked off on both sides. The form of the other items is the best witness (a common opening, a
common ending, their length); part-of-speech tags decide the rest. All text here is masked: a
quotation or bracket is one HEAD and a run of MASK, as long as the original.
"""

from __future__ import annotations

from itertools import pairwise, zip_longest
from typing import TYPE_CHECKING

from rag.patterns import regex
from rag.words import in_dictionary, words

if TYPE_CHECKING:
    from collections.abc import Sequence

    from rag.words import Word

_NOMINAL = ("n", "j", "l", "i", "x", "e", "b")  # tags of words that end a noun, by first letter
HEAD = "\ue001"
MASK = "\ue000"
HEAD_NOUN = 2  # characters of the noun that each of several items ends with
WINDOW = 48  # characters before the first separator worth looking at

# Words an item does not open with: prepositions, and words that announce a list.
_ANNOUNCING = """
在 以 为 对 将 把 向 从 自 由 跟 于 予 到 给 让 使 如 即 是 有 像 含 包括 包含 涵盖 涉及 围绕 聚焦
瞄准 依托 通过 按照 根据 针对 面向 其中 例如 比如 分别是 分别为 就是 具备 拥有 设有 位于 并 还
已 也 了 着 的 所 作为 成为 称为 主要 分别 等 好 各 该 其 做 都 又 仅 只 曾 均
要 需 需要 应 应当 须 必须
"""
# Words that take a list as their object, whatever the tagger calls them ("建设/vn").
_GOVERNING = """
建设 布局 发展 利用 试验 推进 推广 应用 支持 培育 壮大 打造 构建 形成 完善 优化 提升 提供 促进
实现 统筹 加强 强化 开展 覆盖 聚集 集聚 汇聚 引进 引入 吸引 开发 研发 生产 销售 制定 出台 印发
发布 实施 整合 融合 服务 做强 做大 做优 选择 采用 鼓励 引导 推动 加快 加大 突破 衔接 辐射 带动
用于 负责 从事 经营 种植 养殖 举办 设立 组织 增强 提高 改善 保护 参与 拓展 探索 创新 规划 打通
健全 落实 抓好 扩大 释放 激发 具有 满足 解决 破解 摆脱 占用 超过 申报 提交 携带 出示 充分利用
建成 投用 投运 投产 招引
"""
_LEADING = frozenset(_ANNOUNCING.split())
_VERBS = frozenset(_GOVERNING.split())
ET_CETERA = (  # 等 that ends a list; not that of 平等, 高等, 等级, 一等奖, 二等功
    r"(?<![平均高中对同相初])(?!(?<=[一二三四特])等[奖功])等(?![级同于待候离温])"
)
_TAIL = regex(
    r"各(?:个|类|方|项|级|地)"
    r"|(?P<count>[这等共前]?(?:(?<!进)[一两二三四五六七八九十]{1,3}|\d{1,2})[多余]?\s?"
    r"[个大项条点种类步件重座家位省市县区])"
    rf"|{ET_CETERA}|(?<!目)的(?!确)|之间|之一|于一体|在内"
    r"|相(?:结合|互|融合|适应|协调)|为(?:主|重点|核心|抓手|支撑|引领|代表|龙头|基础)"
)
_PARTICLES = regex(r"^(?:\s|了|着(?![力眼重手实]))+")
_AFTER_ET_CETERA = regex(
    r"(?:各|重点|关键|新兴|优势|前沿|相关|主要|\s|\d|[个大类种])*"
    r"(?:领域|方面|地区|环节|市州|场景|区域|行业|产业|地)的?"
)
_ENDINGS = "化性型业区级力度者端域率"
_BODY = regex(  # how the names of offices, companies and schools end
    r"(?:[^全一局]部|[^布结]局|委|厅|总?署|委员会|办公室|政府|集团|公司|银行|法院|检察院|学院|科学院|研究院|医院|大学"
    r"|协会|联合会|商会|工会|研究所|交易所)$"
)
_ADVERBS = frozenset(("重点", "同步", "集中", "联合", "共同"))  # nouns too: 重点发展, 重点项目
_MODIFYING = frozenset(("基于", "面向", "针对", "关于"))
_NAMES = frozenset(("ns", "nt", "nz", "nr"))
_CONJUNCTIONS = frozenset(("和", "与", "及", "以及", "或", "会同"))


def first_item_start(first: str, others: Sequence[str]) -> int:
    """Offset in `first`, the text up to the first separator, where the first item starts.

    >>> first_item_start("聚焦服务群众", ["服务企业", "服务基层"])
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
    return base + offset + len(body) - len(_PARTICLES.sub("", body))


def after_et_cetera(text: str) -> int:
    """Length of the words that close a list behind "等" ("领域的", "地"), 0 when none do."""
    match = _AFTER_ET_CETERA.match(text)
    return match.end() if match and len(text) - match.end() >= 2 else 0


def last_item_end(last: str, others: Sequence[str]) -> int:
    """Offset in `last`, the text behind the last separator, where the last item ends.

    >>> last_item_end("储能三大主导产业", ["光伏", "风电"])
    2
    """
    if others and all(map(masked, others)) and last.startswith(HEAD):
        return 1 + len(last[1:]) - len(last[1:].lstrip(MASK))
    last = last[: _hard_end(last, others)]
    last = last[: _common_ending(last, others)]
    if others and all(map(is_body, others)):
        last = last[: _body_end(last)]
    longest = max(map(len, others), default=0)
    if len(last) > 1.5 * longest + 2 and not any(map(opens_with_verb, others[:2])):
        last = last[: _before_verb(last)]
    return len(last.rstrip())


def masked(item: str) -> bool:
    """Is the item one quotation or bracket and nothing else?"""
    return item.startswith(HEAD) and not item[1:].strip(MASK)


def opens_with_verb(item: str) -> bool:
    """Is the item a verb with its object, rather than a noun?"""
    tagged = words(item[:12])
    if len(tagged) < 2:
        return False
    return tagged[0].tag == "v" or tagged[0].text in _VERBS


def common_start(a: str, b: str) -> int:
    """How many characters two strings share at the start."""
    for i, (x, y) in enumerate(zip(a, b, strict=False)):
        if x != y:
            return i
    return min(len(a), len(b))


def _masked_item(tail: str, others: Sequence[str]) -> int | None:
    """When the others are quotations alone, so is the first."""
    if not tail or tail[-1] not in (MASK, HEAD) or not all(map(masked, others)):
        return None
    return max(tail.rfind(HEAD), 0)


def _common_opening(tail: str, others: Sequence[str]) -> int | None:
    """The last place in `tail` that opens like the other items do."""
    first = others[0]
    if first[:1] in (HEAD, MASK):
        return None
    shared = min((common_start(first, o) for o in others[1:]), default=min(len(first), 4))
    for size in range(min(shared, 4), 0, -1):
        at = tail.rfind(first[:size])
        rest = len(tail) - at
        if at < 0 or rest <= size or _cuts_name(tail, at):
            continue
        if size == 1 and abs(rest - len(first)) > 1:
            continue
        return at
    return None


def _cuts_name(tail: str, at: int) -> bool:
    """Whether a cut would part a governing verb, a number or a known word: 河南|省教育厅."""
    if tail[at - 1 : at + 1] in _VERBS or (tail[at].isdigit() and tail[at - 1] in ".0123456789"):
        return True
    cut = (w for w in words(tail) if w.span.start < at < w.span.end)
    return any(w.tag in _NAMES or in_dictionary(w.text) for w in cut)


def _by_words(tail: str, others: Sequence[str]) -> int:
    """Behind a preposition or governing verb, at the cut whose remainder is nearest in length."""
    tagged = words(tail)
    verbal = all(opens_with_verb(o) for o in others[:2])
    target = sorted(map(len, others))[(len(others) - 1) // 2]
    least = _shared_ending(tail, others)
    named = is_body(tail) and is_body(others[0])
    best, best_cost = 0, float(abs(len(tail) - target))
    for i, word in enumerate(tagged[:-1]):
        if word.text in _MODIFYING and any(w.text == "的" for w in tagged[i + 1 :]):
            break  # 用于|基于云的平台: all that follows is of the item
        bonus = _cut_bonus(tagged, i, verbal, named)
        if bonus is None or len(tail) - word.span.end <= least:
            continue
        cost = abs(len(tail) - word.span.end - target) - bonus
        if cost <= best_cost:
            best, best_cost = word.span.end, cost
    if all(len(o) == len(tail) for o in others):
        best = 0  # as long as every other item: nothing to cut off
    if tail[best - 1 : best + 1] in _VERBS:  # the tagger cut a verb in two
        best += 1
    return _past_announcing(tagged, best)


def _cut_bonus(tagged: Sequence[Word], i: int, verbal: bool, named: bool) -> float | None:
    """How much the cut behind word `i` is favoured, None when there is no reason to cut there.

    `verbal` and `named` say that the items open with verbs or are names of bodies.
    """
    word, following = tagged[i], tagged[i + 1]
    before = tagged[i - 1] if i else None
    if following.text in _CONJUNCTIONS and not _announces(word):
        return None  # 甲|与乙、丙: what is joined is an item too
    if word.text in _CONJUNCTIONS and before and not _announces(before):
        return 1.0 if word.text == "与" and before.tag == "v" else None  # 扩大与|乙
    if _announces(word):
        return 1.0
    if verbal or len(word.text) < 2 or not _governs(word):
        return None
    if before is None or _governs(before) or before.text in _ADVERBS:
        return 3.0
    # Behind a noun a verb that may be one too is part of a compound: 销售面积, 国家发展改革委. So
    # is one that a single character closes: 乡村振兴局, 实际控制人.
    closed = len(following.text) == 1 and following.tag[:1] in ("n", "k", "g", "v", "q")
    compound = word.tag == "vn" and before.text not in _CONJUNCTIONS
    return None if named or compound or closed else 0.0


def _governs(word: Word) -> bool:
    return _announces(word) or word.text in _VERBS or word.tag == "v"


def _shared_ending(tail: str, others: Sequence[str]) -> int:
    """How many characters all items end with, where each has more: an item is more than these.

    Of 自身免疫疾病、肿瘤疾病 the first is not 疾病.
    """
    shared = min(HEAD_NOUN, *(common_start(tail[::-1], o[::-1]) for o in others))
    return shared if all(len(o) > shared for o in others) else 0


def is_body(item: str) -> bool:
    """Whether an item ends as the names of offices, companies and schools do.

    >>> is_body("国家铁路局"), is_body("改变布局")
    (True, False)
    """
    return _BODY.search(item) is not None


def _announces(word: Word) -> bool:
    if len(word.text) == 1:  # single characters are tagged too freely
        return word.text in _LEADING
    reflexive = word.text[0] == "自"  # 自身免疫疾病
    return word.text in _LEADING or (word.tag in ("p", "c", "d", "r", "t") and not reflexive)


def _past_announcing(tagged: Sequence[Word], at: int) -> int:
    for word in tagged[:-1]:
        if word.span.start == at and (word.text in _LEADING | _CONJUNCTIONS):
            at = word.span.end
    return at


def _hard_end(last: str, others: Sequence[str]) -> int:
    """Before a stated count, "的", "各个" or a quotation the other items do not have."""
    amounts = any(any(map(str.isdigit, o)) for o in others)  # "塔20座、站30座" counts each item
    adjectives = any("的" in o for o in others)
    found = list(_TAIL.finditer(last, 1))
    for match, following in zip_longest(found, found[1:]):
        closing = match.group()
        # 新近<的>Tagline四大品牌: what is counted behind it says that it is of the item
        inside = following and following["count"] and following.start() > match.end()
        if closing == "的" and (adjectives or inside):
            continue
        if closing[-1] not in "的等" and amounts:
            continue
        last = last[: match.start()]
        break
    quoted = last.find(HEAD)
    if quoted > 0 and not any(HEAD in o for o in others):
        last = last[:quoted]
    return len(last)


def _common_ending(last: str, others: Sequence[str]) -> int:
    """Where `last` first ends like the other items do: 标准化、规范化、精细化|管理."""
    first = others[0][::-1] if others else ""
    shared = min((common_start(first, o[::-1]) for o in others[1:]), default=min(len(first), 3))
    for size in range(min(shared, 4), 0, -1):
        ending = first[:size][::-1]
        at = last.find(ending, 1)
        if (
            at < 0
            or not ending.strip(HEAD + MASK)
            or (size == 1 and (ending not in _ENDINGS or at > max(map(len, others)) + 2))
        ):
            continue
        return at + size
    return len(last)


def _body_end(last: str) -> int:
    """Behind a body's name that a verb or adverb follows: 国家铁路局|发布意见."""
    tagged = words(last[:WINDOW])
    for word, following in pairwise(tagged):
        if following.tag in ("v", "d", "p", "a") and is_body(last[: word.span.end]):
            return word.span.end
    return len(last)


def _before_verb(last: str) -> int:
    """Before the first verb or adverb that follows a noun and has something behind it."""
    tagged = words(last[:WINDOW])
    for i in range(1, len(tagged) - 1):
        noun = tagged[i - 1].tag[:1] in _NOMINAL
        if noun and tagged[i].tag in ("v", "d", "p"):
            return tagged[i].span.start
    return len(last)
