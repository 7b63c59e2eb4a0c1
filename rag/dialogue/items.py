"""Pointers into what was answered: 第二个, 最后那家, 中间那项, 前者, 三家里哪家.

A list that was answered is taken apart, so that an ordinal has something to count.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

from rag.dialogue.names import bodies, is_name, works
from rag.dialogue.spans import place_spans
from rag.dialogue.substitute import stripped, subject_of
from rag.dialogue.vocabulary import listed
from rag.patterns import regex
from rag.question import analyse
from rag.text import numeral

Turns = Sequence[tuple[str, str]]

PAIR: Final = 2  # things of which one is 前者 and the other 后者
_COUNT: Final = r"[一二两三四五六七八九十]|\d"
_UNIT: Final = r"(?:[个家项条种类处座部份点位名样件款档路拨批站块步层]|方面)"
_POINT: Final = regex(
    r"^(?:那么?|刚才|刚刚|刚说的|上面|上述|前面|里面|当中|其中|说的|(?:名单|清单|列表)[上里中]?|的|，)*"
    rf"(?:排?第(?P<nth>{_COUNT})(?:{_UNIT}|(?=的[那这]))(?:的?[那这]一?{_UNIT}[，,]?)?|倒数第(?P<from_end>{_COUNT}){_UNIT}?"
    rf"|(?P<last>最[后末尾]|末尾?)(?:面|头)?(?:的)?[一那这]?[一]?{_UNIT}|(?P<first>头一|最前面那){_UNIT}"
    rf"|(?P<middle>中间)的?(?:那|这)?一?{_UNIT}|(?P<former>前者|前一{_UNIT}|前面[那这]{_UNIT})|(?P<latter>后者|后一{_UNIT}|后面[这那]{_UNIT}))"
    r"(?:的|那|，)?"
)
_WHICH: Final = regex(
    rf"^(?:那么?)?(?:其中|当中|它们|(?:这|那)?(?:{_COUNT}|几){_UNIT})(?:之?[中里]面?|当中)?[，,]?(?=哪|谁)"
)
_TWO: Final = regex(rf"一{_UNIT}是(?P<one>[^。；]+?)[，；,;]另一{_UNIT}是(?P<other>[^。；]+)")
_PAIR: Final = regex(
    r"(?P<one>[^，。、；和与]{2,15})(?:和|与|以及)(?P<other>[^，。、；和与]{2,15})。?"
)
_LAST_TWO: Final = regex(r"(?<=[^、]{2})(?:以及|和|与|及)(?=[^、]{2})")
_LAST_IS: Final = regex(rf"最[后末]一?{_UNIT}是(?P<item>[^，。；]+)")
_LEAD: Final = regex(
    r"^.*?(?:[：:]|依次[是为]|分别[是为]|包括|用到|看了|(?<!华)[是为]|(?<!公)有(?!限))"
)
_TAIL: Final = regex(rf"(?:等)?(?:{_COUNT}){_UNIT}(?:领域|方向|产业|公司|企业)?$|等$")
_THAT: Final = regex(
    r"^那[家个](?P<sort>[一-鿿]{2,4}?)(?=公司|企业|机构|单位)(?:公司|企业|机构|单位)"
)
_OF_NOUN: Final = regex(rf"^(?:那么?)?(?P<noun>[一-鿿]{{2,4}}?)[那这]一?{_UNIT}(?:的|，)?")
_NO_MORE: Final = regex(r"(?:的?呢|怎么说|说说|讲讲|是什么)?[?？。]*")
_NAMED_LAST: Final = regex(r"^[一-鿿]{1,4}(?P<name>[“《][^“”《》]{2,20}[”》])$")  # 实施“科技入黔”
_WHICH_N: Final = regex(
    rf"^(?:那么?)?(?:具体|分别)?(?:是|指|有)*哪(?P<count>(?:{_COUNT}|几){_UNIT})(?:呢|[?？。])*$"
)
_QUOTED: Final = regex(r"“(?P<name>[^“”]{2,20})”")
_QUOTED_ROW: Final = regex(r"“[^“”]{2,20}”[、和与]?“[^“”]{2,20}”")
_THOSE_N: Final = regex(  # 这四类具体是哪些; 四类都是哪四类
    rf"^(?:那么?)?[这那]?(?P<count>(?:{_COUNT}){_UNIT})(?:具体|分别|都|又)*(?:是|有|指|包括)(?:哪(?:些|(?:{_COUNT}|几){_UNIT})|什么)"
    r"(?:[，,][^，,？?]{0,6})?[?？。]*$"
)
_PART_OF_NAME: Final = regex(
    rf"^(?:那么?)?(?:(?:末尾|后面|最后|前面|中间)的?)?[那这]?(?P<n>{_COUNT})[大项个条种类](?P<what>[一-鿿]{{1,4}}?)"
    r"(?=分别|具体|各|是|指|有)"
)
_OTHERS: Final = regex(rf"^(?:那么?)?(?:其余|其他|另外|剩下|余下)的?(?:{_COUNT}|几){_UNIT}")
_REST: Final = regex(  # 剩下做备份的，是哪四家
    rf"^(?:那么?)?(?=(?:其余|其他|另外|剩下|余下)[^，,。？?]*[，,]?(?:是|有|包括)?哪(?:{_COUNT}|几){_UNIT})"
)
_SUPERLATIVE: Final = regex(rf"(?P<word>最[早大新高先后])的?[那这]一?{_UNIT}")
_BRACKETS: Final = regex(r"[（(][^（()）]*[)）]$")
_KINDS: Final = (  # what an item that ends in one of these is, it is by itself
    *(w for kind in ("body", "work", "event") for w in listed(f"head:{kind}") if len(w) > 1),
    *("平台", "系统", "项目", "基地"),
)


def pointed(turns: Turns, question: str) -> str | None:
    """The question with what it points at in earlier answers written out; None without any.

    >>> turns = [("什么是“四大赋能”？", "把算力用到政府、企业、基层、群众四个方向。")]
    >>> pointed(turns, "倒数第二个怎么落实的？")
    '“四大赋能”的基层怎么落实的？'
    """
    for rule in (_item, _named_item, _which, _that_one, _quoted_count, _others):
        if (found := rule(turns, question)) is not None:
            return found
    return None


def listed_items(answer: str) -> tuple[str, ...]:
    """The items of the list in an answer; () where there is none.

    >>> listed_items("依次是华为云上屯、中融智能制造、数据宝。")
    ('华为云上屯', '中融智能制造', '数据宝')
    >>> listed_items("一类是京津冀、成渝，另一类是贵州、甘肃。")
    ('京津冀、成渝', '贵州、甘肃')
    """
    if match := _TWO.search(answer) or _PAIR.fullmatch(answer):
        return match["one"], match["other"]
    if len(found := works(answer)) > 1:
        return found
    if _QUOTED_ROW.search(answer):  # “四类产业”“三大转型”
        return tuple(m["name"] for m in _QUOTED.finditer(answer))
    sentence = max(re.split(r"[。\n]", answer), key=lambda s: s.count("、") + 2 * s.count("；"))
    clauses = re.split(r"[，,]", sentence)
    parts = sentence.split("；") if "；" in sentence else max(clauses, key=_marks).split("、")
    if len(parts) == 1:
        return ()
    last = [parts[-1]] if "；" in sentence else _LAST_TWO.split(parts[-1])
    parts = [_LEAD.sub("", parts[0]), *parts[1:-1], *last[:-1], _TAIL.sub("", last[-1])]
    return tuple(_unquoted(p.strip(" 和与及")) for p in parts if p.strip())


def _unquoted(item: str) -> str:
    """An item without the marks around it: those inside (实施“科技入黔”) are its own."""
    whole = item.startswith("“") and item.find("”") == len(item) - 1
    return item[1:-1] if whole else item


def _marks(clause: str) -> int:
    return clause.count("、")


def _item(turns: Turns, question: str) -> str | None:
    match = _POINT.match(question)
    if match is None:
        return None
    for asked, answer in _in_order(turns, match):
        items = listed_items(answer)
        if match["latter"] == "后者" and len(items) > PAIR:
            return None  # one of two groups, each of several
        found = _picked(items, match)
        if match["last"] and (named := _LAST_IS.search(answer)):
            found = named["item"]
        if found:
            named = _NAMED_LAST.search(found)
            found = named["name"] if named else found
            return _of_its_list(found, asked) + _unsaid(found, question[match.end() :])
    return None


def _in_order(turns: Turns, match: re.Match[str]) -> Turns:
    """The turns, the last first; before them the list that the last question took an item of.

    哪三项举措, 第三项涉及哪些矿: 第二项 is a 举措, though 矿 were listed since.
    """
    latest = list(reversed(turns))
    unit = match.group().rstrip("的那，")[-1:]
    counted = regex(rf"(?:{_COUNT}|几|哪){re.escape(unit)}")
    walked = [
        (asked, answer)
        for asked, answer in latest[1:]
        if counted.search(asked) and any(i in turns[-1][0] for i in listed_items(answer))
    ]
    return [*walked, *latest]


def _of_its_list(item: str, asked: str) -> str:
    """An item with what it is one of, where it does not stand by itself: “四大赋能”的基层."""
    alone = is_name(item) or item in asked or _by_itself(item)
    subject = "" if alone else subject_of(asked, dated=False)
    return f"{subject}的{item}" if subject else item


def _named_item(turns: Turns, question: str) -> str | None:
    """学校那个试点什么: the one item of the last list that the noun before 那个 has words of."""
    match, (asked, answer) = _OF_NOUN.match(question), turns[-1]
    items = listed_items(answer) if match else ()
    named = [item for item in items if match and set(match["noun"]) & set(item)]
    if match is None or len(items) < 2 or len(named) != 1:
        return None
    rest = question[match.end() :]
    rest = "的具体内容是什么？" if _NO_MORE.fullmatch(rest) else rest
    return _of_its_list(named[0], asked) + rest


def _by_itself(found: str) -> bool:
    name = _BRACKETS.sub("", found)
    return name.endswith(_KINDS) and not name.endswith("行动")


def _unsaid(found: str, rest: str) -> str:
    """What follows a pointer without the noun that the item ends or begins with: 第二个<平台>."""
    name = _BRACKETS.sub("", found)
    sizes = range(min(len(rest), len(name) - 1), 1, -1)
    said = (n for n in sizes if name.endswith(rest[:n]) or name.startswith(rest[:n]))
    return rest[next(said, 0) :]


def _picked(items: Sequence[str], match: re.Match[str]) -> str:
    if len(items) < 2:
        return ""
    if match["middle"]:
        return items[len(items) // 2] if len(items) % 2 else ""
    if match["nth"] or match["from_end"]:
        at = numeral(match["nth"] or match["from_end"]) or 0
        at = at - 1 if match["nth"] else len(items) - at
        return items[at] if 0 <= at < len(items) else ""
    return items[-1] if match["last"] or match["latter"] else items[0]


def _which(turns: Turns, question: str) -> str | None:
    """三家里谁上市了: of those that were answered."""
    match = _WHICH.match(question)
    items = listed_items(turns[-1][1]) if match else ()
    if match is None or len(items) < 2:
        return None
    return f"{'、'.join(items)}中{question[match.end() :]}"


def _that_one(turns: Turns, question: str) -> str | None:
    """最早那份, and 那家运营公司: the one answered where 运营 was asked about."""
    if match := _SUPERLATIVE.search(question):
        for asked, answer in reversed(turns):
            named = (*works(answer), *bodies(answer))
            if match["word"] in asked and named:
                return question[: match.start()] + named[0] + question[match.end() :]
    if match := _THAT.match(question):
        for asked, answer in reversed(turns):
            if match["sort"] in asked and (firms := bodies(answer)):
                return firms[0] + question[match.end() :]
    return None


def _quoted_count(turns: Turns, question: str) -> str | None:
    """是哪四类, after “四类产业”: of what was called by its number."""
    match, (asked, answer) = _WHICH_N.match(question) or _THOSE_N.match(question), turns[-1]
    if match is None:
        return _inside_name(turns, question)
    for text in (answer, asked):
        if named := regex(rf"[“\"]{match['count']}[^”\"]{{1,8}}[”\"]").search(text):
            return f"{named[0]}是哪{match['count']}？"
    return None


def _inside_name(turns: Turns, question: str) -> str | None:
    """末尾的三项转型是什么, where “一体两翼三大转型” was spoken of: the place's 三大转型."""
    match = _PART_OF_NAME.match(question)
    if match is None:
        return None
    part = f"[大项个条种类]{match['what']}"
    for turn in reversed(turns):
        if any(re.search(match["n"] + part, text) for text in turn):
            name = re.search(rf"“[^“”]*{match['n']}{part}[^“”]*”", "".join(turn))
            owner = next((p.of(asked) for asked, _ in turns for p in place_spans(asked)), "")
            owner = owner or (name[0] if name else "")
            joint = "的" if owner else ""
            return f"{owner}{joint}{match['n']}大{match['what']}{question[match.end() :]}"
    return None


def _others(turns: Turns, question: str) -> str | None:
    """其余九个都叫什么: beside those told, of what was counted last."""
    counted = (asked for asked, _ in reversed(turns) if analyse(asked).kind == "number")
    asked = next(counted, "")
    if asked and _OTHERS.match(question):
        return f"{stripped(asked).removesuffix('了')}{question.removeprefix('那')}"
    if asked and (rest := _REST.match(question)):
        return f"{subject_of(asked, dated=False)}中{question[rest.end() :]}"
    return None
