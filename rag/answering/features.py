"""How well a sentence answers a question, as numbers a linear model weighs.

Every feature is pure arithmetic over the question's words and the sentence, so a score can be read:
which words are covered, is there a number where a number is asked, how near is it to them.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from rag.lexicon import variants
from rag.question import Question
from rag.text import fold, squeeze
from rag.times import fits, periods
from rag.types import Span
from rag.words import Word, words

Idf = Callable[[str], float]  # word -> inverse document frequency, > 0

NAMES = (
    "words", "words_context", "bigrams", "unigrams", "verbs", "asked", "kind", "near", "order",
    "numbers", "time", "quoted", "first", "novel", "definition", "reason", "manner",
)  # fmt: skip

UNITS: tuple[frozenset[str], ...] = tuple(
    frozenset(group.split())
    for group in (
        "亿元 万元 元 亿 万亿元 港元 美元 欧元 亿余元 多亿元 钱",
        "% 百分点 个百分点 成 倍 百分之",
        "家 户 个",
        "名 人 位 人次",
        "项 个 条 款 种 类 件 部 所 座 处",
        "辆 台 架 部",
        "次 场 届 回",
        "天 日 个工作日 工作日 个月 月 年 小时 分钟 周",
        "公里 千米 米 平方公里 平方米 亩 公顷",
    )
)
_HAN_NUMBER = "〇一二两三四五六七八九十百千"
_NUMBER = re.compile(
    rf"(?:\d[\d,.]*\d|\d)(?:余|多|来)?(?:万亿|万|亿|千|百|十)?(?:余|多|几)?(?P<unit>个?百分点|个?工作日|平方公里|平方米|卡时|个月|人次|[a-z]+|[^\W\d_]|[%‰])?"
    rf"|(?:百分之[{_HAN_NUMBER}\d.]+|[{_HAN_NUMBER}]+(?:万亿|万|亿)?(?P<han>个|家|户|人|名|位|项|条|倍|成|次|座|台|部|种|类|所|元|公里|亩|吨|级))"
    r"|近(?:万|亿|千|百)(?P<near>家|户|人|元|个|名|亩)|数[百千万](?P<several>家|户|人|个|名)|第[一二三四五六七八九十\d]+"
)
_CALENDAR = frozenset("年月日号")
_DATE = re.compile(
    r"\d{1,4}\s*年|\d{1,2}\s*月|\d{1,2}\s*[日号]|世纪|年代|[〇一二三四五六七八九]{4}年|周[一二三四五六日末]|星期|朝|时期|初年|末年|当天|晚上|凌晨"
)
_ORG = re.compile(
    r"公司|集团|大学|学院|银行|局|委员会|协会|中心|研究院|研究所|出版社|报|电台|电视台|医院|学校|中学|小学|俱乐部|队|党|"
    r"部|厅|署|院|会|社|厂|店|组织|机构|基金|联盟"
)
_REASON = re.compile(
    r"因为|由于|因此|所以|因|为了|得益于|原因|导致|使得|以致|从而|意味着|在于|鉴于|有利于|受"
)
_MANNER = re.compile(
    r"通过|利用|采用|采取|运用|借助|依托|凭借|以.{1,20}方式|使用|由.{1,12}组成|按照|靠|围绕|推动|将"
)
_IS = r"(?:就?是|指|即|为|作为|又称|也称|简称|：|:|——)"
TYPED = frozenset(("number", "date", "person", "place", "organisation"))


@dataclass(frozen=True, slots=True)
class Candidate:
    """A sentence in its place. All strings are folded and without white space.

    `before` is the two sentences before it (more would let a far subject in: measured);
    `heading` the titles above it.
    """

    text: str
    before: str = ""
    heading: str = ""
    first: bool = False


def covered(word: str, text: str) -> float:
    """Share of `word` that `text` holds: 1 whole or by a variant, else by its longest part.

    >>> covered("良品率", "良品率提升25%"), covered("良品率", "产品"), covered("数据", "数字")
    (1.0, 0.0, 0.0)
    """
    if any(v in text for v in variants(word)):
        return 1.0
    if len(word) < 3 or word.isascii():
        return 0.0
    for size in range(len(word) - 1, 1, -1):
        if any(word[i : i + size] in text for i in range(len(word) - size + 1)):
            return 0.6 * size / len(word)
    return 0.0


def coverage(asked: tuple[Word, ...], text: str, idf: Idf) -> float:
    """idf-weighted share of the words that `text` covers, 0 without words."""
    total = sum(idf(w.text) for w in asked)
    return sum(idf(w.text) * covered(w.text, text) for w in asked) / total if total else 0.0


def _grams(text: str, size: int) -> list[str]:
    return [text[i : i + size] for i in range(len(text) - size + 1) if text[i : i + size].isalnum()]


def _gram_coverage(question: str, text: str, size: int, idf: Idf) -> float:
    grams = [g for part in question.split() for g in _grams(part, size)]
    total = sum(map(idf, grams))
    return sum(idf(g) for g in grams if g in text) / total if total else 0.0


def answer_spots(question: Question, text: str) -> list[Span]:
    """Places in folded `text` that have the shape of the asked answer and are not in the question."""
    asked = squeeze(question.text)
    if question.kind == "number":
        found = [Span(*m.span()) for m in _NUMBER.finditer(text) if _quantity(question, m)]
    elif question.kind == "date":
        found = [Span(*m.span()) for m in _DATE.finditer(text)]
    elif question.kind == "organisation":
        found = [Span(*m.span()) for m in _ORG.finditer(text)]
    elif question.kind in ("person", "place"):
        tag = {"person": ("nr", "nrt", "nz"), "place": ("ns", "nt", "nz")}[question.kind]
        found = [w.span for w in words(text) if w.tag in tag and len(w.text) > 1]
    else:
        return []
    return [s for s in found if s.of(text) not in asked]


def _quantity(question: Question, match: re.Match[str]) -> bool:
    """Whether a number is an amount rather than a date, and in a unit that can be meant."""
    unit = match["unit"] or match["han"] or match["near"] or match["several"] or ""
    if unit in _CALENDAR and not {"年", "月", "天", "日"} & set(question.units):
        return False
    return not question.units or _unit_agrees(question.units, unit, match.group())


def _unit_agrees(asked: tuple[str, ...], unit: str, number: str) -> bool:
    if any(u in number for u in asked):
        return True
    return any(u in group and unit in group for u in asked for group in UNITS)


def features(question: Question, candidate: Candidate, idf: Idf) -> dict[str, float]:
    """Values by name in `NAMES`, about [0, 1] each."""
    text = candidate.text
    context = candidate.before + "\n" + candidate.heading
    squeezed = "".join(question.core.split())
    spots = answer_spots(question, text)
    in_text = coverage(question.words, text, idf)
    verbs = tuple(w for w in question.words if w.tag.startswith("v"))
    return {
        "words": in_text,
        "words_context": coverage(question.words, text + "\n" + context, idf) - in_text,
        "bigrams": _gram_coverage(question.core, text, 2, idf),
        "unigrams": _gram_coverage(question.core, text, 1, idf),
        "verbs": coverage(verbs, text, idf) if verbs else 0.5,
        "asked": coverage(question.asked, text, idf),
        "kind": _kind_match(question, text, spots),
        "near": _nearness(question, text, spots),
        "order": _in_order(question.words, text),
        "numbers": _share([w.text in text for w in question.words if w.text[0].isdigit()]),
        "time": _time_match(question, text),
        "quoted": _share([squeeze(q) in text for q in question.quoted]),
        "first": float(candidate.first),
        "novel": 1 - min(len(squeezed) / max(len(text), 1), 1.0),
        "definition": float(question.kind == "definition" and _defines(question, text)),
        "reason": float(question.kind == "why" and bool(_REASON.search(text))),
        "manner": float(question.kind == "how" and bool(_MANNER.search(text))),
    }


def _kind_match(question: Question, text: str, spots: list[Span]) -> float:
    if spots:
        return 1.0 if question.units or question.kind != "number" else 0.75
    return 0.0 if question.kind in TYPED else 0.5


def _nearness(question: Question, text: str, spots: list[Span]) -> float:
    """Mean over the question words met of 1 / (1 + distance / 8) to the nearest answer spot."""
    places = [at for w in question.words for v in variants(w.text) if (at := text.find(v)) >= 0]
    if not spots or not places:
        return 0.0
    return sum(1 / (1 + min(abs(s.start - at) for s in spots) / 8) for at in places) / len(places)


def _time_match(question: Question, text: str) -> float:
    if not question.times:
        return 0.5
    given = periods(text)
    return _share([any(fits(asked, g) for g in given) for asked in question.times])


def _share(hits: list[bool]) -> float:
    return sum(hits) / len(hits) if hits else 0.5


def _in_order(asked: tuple[Word, ...], text: str) -> float:
    """Share of neighbouring question words that stand in the text in the same order."""
    places = [text.find(w.text) for w in asked]
    found = [p for p in places if p >= 0]
    if len(found) < 2:
        return 0.0
    return sum(a < b for a, b in zip(found, found[1:], strict=False)) / max(len(asked) - 1, 1)


def _defines(question: Question, text: str) -> bool:
    named = [squeeze(q) for q in question.quoted] or [w.text for w in question.words[-2:]]
    return any(
        re.search(rf"{re.escape(name)}[^\w，。；]{{0,3}}(?:[（(][^）)]*[）)])?[，,]?{_IS}", text)
        for name in named
    )


def score(values: Mapping[str, float], weights: Mapping[str, float]) -> float:
    """Linear score."""
    return sum(weights[name] * values[name] for name in weights)


def candidate_text(text: str) -> str:
    """Folded text without white space, as `Candidate` holds it."""
    return "".join(fold(text).split())
