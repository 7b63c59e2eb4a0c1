"""One thing held against another: A比B多还是少, A比B高吗, A超过B了吗.

Both are asked for by themselves; what the second leaves out is taken from the first.
"""

from __future__ import annotations

import re

from rag.dialogue import condense
from rag.dialogue.names import is_name
from rag.dialogue.spans import inside, noun_phrases, place_spans, time_spans
from rag.dialogue.vocabulary import head_of, listed, relational
from rag.patterns import regex
from rag.words import words

SIZE = r"(?:高|低|多|少|大|小|快|慢|强|弱|好|长|短|贵|远|近|重|轻|广|猛|凶|狠|厉害|旺|足)"
WHEN = r"(?:早|晚|先|后|新)"
MORE = rf"(?:{SIZE}|{WHEN}|增加?|减少?|涨|降|升|跌)"
_BY = r"[，,]?(?:与|和|跟|同|比|较|相比于?|对比)"
_DOUBT = r"(?:是不是|是否|会不会|不是|反而|反倒|难道|居然|竟然?|真的?|应该|应当|已经?|到底|[，,])*"
_ONE, _OTHER = r"(?P<one>[^，,]{2,40}?)", r"(?P<other>[^，,]{2,24}?)"
_THAN = regex(  # A比B<多还是少>, A跟B<相比如何>
    rf"^(?P<one>[^，,]{{4,40}}?){_BY}{_OTHER}[，,]?(?:是|要|会)?"
    rf"(?:{MORE}了?还是{MORE}了?|(?:相比|比较|对比|相较|比起来)(?:如何|怎么样|怎样|呢))[?？]*$"
)
_LESS = regex(  # A比B<低多少>
    rf"^(?P<one>[^，,]{{4,40}}?)[，,]?(?:比|较)(?P<other>[^，,]{{4,24}}?)"
    rf"{MORE}了?出?(?:多少|几)[^，。]{{0,5}}[?？]*$"
)
_YES_NO = regex(  # A比B<高吗>, A<有没有>B高
    rf"^{_ONE}{_DOUBT}(?:(?<![占同环])比|有没有|没有){_OTHER}(?:还要?|更|都|要|来得|的要?)?"
    rf"(?:(?P<when>{WHEN})|{MORE})(?:一些|一点|点|些|得多|很多|了)?(?:吗|么|嘛|吧)?[?？]*$"
)
_EXCEEDS = regex(  # A<超过>B了吗
    rf"^{_ONE}{_DOUBT}(?:有没有)?(?:超过|超出|赶上|追上|跑赢|跑过|赶超|胜过|[高低多少大小快慢早晚]于|不如|不及)了?"
    rf"{_OTHER}(?:了|的水平)?(?:吗|么|嘛|吧|没有)?[?？]*$"
)
_ABSOLUTE = regex(r"\d{4}|十[一二三四]五")
_WIDE = regex(r"全国|国家|我国|全球|世界")  # 比全国高多少 is told as one figure
_GOAL = regex(r"的?(?:目标|计划|预期)(?:值|数)?(?=是多少)")
_AIMED = regex(r"(?:想要?|要|打算|计划|力争|争取|准备)(?:做到?|达到|实现|完成|突破)的")
_ACTUAL = regex(r"的?(?:(?:实际|真实)(?:值|数|水平|情况)?|实绩|真正)")
_DONE = regex(r"(?:实际|真正)?(?:上)?(?:已经?)?(?:做到|完成|达到|实现|取得)了?的?$")
_OF_GOAL = regex(r"的?(?:目标|计划|预期)(?:值|数)?$")
_ONE_FIGURE = regex(r"预期|同期|往年|平均|上年|去年|前年|以前|过去|从前|别|其他|一般|\d+%|[万亿倍]")
_DONE_SO = regex(r"^(?P<other>.{2,}?)(?P<act>[\u4e00-\u9fff]{1,2})得$")
_ASKED_AS = {"涨": "增长多少？", "长": "增长多少？", "跌": "下降多少？", "降": "下降多少？"}
_INTERROGATIVE = regex(r"多少|几|哪|谁|什么|如何|怎")


def than(question: str) -> list[str]:
    """A and B of A比B多还是少, A比B高吗; B with what it leaves out; [] where nothing is compared.

    >>> than("甲公司2023年的产值目标比2022年实际完成的高吗？")
    ['甲公司2023年的产值目标是多少？', '甲公司2022年的产值是多少？']
    """
    match, less = _THAN.search(question), _LESS.search(question)
    if match is None and less and _says_what(less["one"], less["other"]) and head_of(less["one"]):
        match = less
    if match is not None:
        return _two(match["one"].strip("，, "), match["other"], "是多少？")
    if less and (beside := _of_the_owner(less["one"].strip("，, "), less["other"])):
        return [f"{one}有多少？" for one in beside]
    match = _YES_NO.search(question) or _EXCEEDS.search(question)
    if match is None or _INTERROGATIVE.search(match.group()):
        return []
    other = _DONE_SO.match(match["other"])  # 《甲法》比《乙法》<出台得>早吗
    held = other["other"] if other else match["other"]
    if not _held_against(held):
        return []
    return _two(match["one"].strip("，, "), held, _tail(match, other["act"] if other else ""))


def _tail(match: re.Match[str], act: str) -> str:
    """How the values are asked for, by the words of the comparison."""
    one = match["one"].rstrip("，, ")
    if match.groupdict().get("when"):
        return f"是什么时候{act}的？" if act else "是什么时候？"
    if act:
        return _ASKED_AS.get(act[-1], f"{act}了多少？")
    counted = match.group().rstrip("?？吗么嘛吧了").endswith(("多", "少")) and not head_of(one)
    return "有多少？" if counted else "是多少？"


def _of_the_owner(one: str, other: str) -> list[str]:
    """甲的司机用户 and 货主用户: the second is of the same owner, as both end in one noun."""
    owner, thing = one.rpartition("的")[0], one.rpartition("的")[2]
    noun = words(other)[-1]
    alike = len(noun.text) > 1 and noun.tag.startswith("n") and thing.endswith(noun.text)
    if not (owner and alike) or "的" in other or place_spans(other) or time_spans(other):
        return []
    return [one, f"{owner}的{other}"]


def against(one: str, other: str, tail: str = "是多少？") -> str:
    """What `one` is held against, as a question: with what it leaves out taken from `one`.

    >>> against("甲公司2023年的产值目标", "2022年实际完成的")
    '甲公司2022年的产值是多少？'
    """
    plain = _ACTUAL.sub("的", _DONE.sub("", other)).strip("的")
    if plain == other:
        return _second(one, other, tail)
    reached = _GOAL.sub("", one + tail)  # 比2021年实际做到的: not the goal that the other one is
    if bare := completed(reached, plain):
        return bare
    if head_of(plain) and time_spans(plain):
        return _opening_place(one, plain) + plain + tail
    return condense([(reached, "")], plain.rstrip("的") + "呢？")


def _two(one: str, other: str, tail: str) -> list[str]:
    one = _aimed(one.rstrip("得") if tail.startswith("是什么时候") else one)
    return [one + tail, against(one, other, tail)]


def _aimed(one: str) -> str:
    """2022年想做到的产值 -> 2022年的产值目标."""
    found = _AIMED.search(one)
    if found is None or _OF_GOAL.search(one):
        return one
    joint = "" if one[: found.start()].endswith("的") else "的"
    return f"{one[: found.start()]}{joint}{one[found.end() :]}目标"


def _second(one: str, other: str, tail: str) -> str:
    """The question for `other`: a mere time or place takes the place of the one in `one`."""
    if bare := completed(one + tail, other):
        return bare
    taken = (*time_spans(other), *place_spans(other))
    if len(taken) == 1 and taken[0].of(other) == other:
        return condense([(one + tail, "")], other + "呢？")
    if not head_of(other) and head_of(one) and taken:  # 贵州的医院个数, 贵阳的大型医院<个数>
        return f"{other}{head_of(one)}{tail}"
    if not head_of(other) and (beside := _aligned(one, other)):
        return beside + tail
    if not head_of(other) and not taken:
        return condense([(one + tail, "")], other + "呢？")
    return opening(one, other) + other + tail


def _aligned(one: str, other: str) -> str:
    """农村居民<人均收入>, after 城镇居民人均收入: both end in one character; "" for other pairs."""
    start = dated_end(one)
    at = one.find(other[-1], start)
    alike = at > start and len(other) > 1 and not relational(one[start : at + 1])
    whole = alike and any(w.span.end == at + 1 for w in words(one))
    return f"{one[:start]}{other}{one[at + 1 :]}" if whole and one[at + 1 :] else ""


def _held_against(other: str) -> bool:
    """Whether a second value is asked for: not by 比全国高吗 or 比上年高吗, told as one figure."""
    if told_as_one(other):
        return False
    status = _ACTUAL.search(other) or _DONE.search(other) or _OF_GOAL.search(other)
    if status or place_spans(other) or is_name(other) or _ABSOLUTE.search(other):
        return True
    return not time_spans(other) and any(w.tag.startswith(("n", "j")) for w in words(other))


def told_as_one(other: str) -> bool:
    """Whether the distance to what is named is one figure itself: 比上年快, 比全国高.

    >>> told_as_one("上年"), told_as_one("全国"), told_as_one("全国的产值")
    (True, True, False)
    """
    return bool(_ONE_FIGURE.search(other) or (_WIDE.match(other) and not head_of(other)))


def completed(first: str, member: str) -> str:
    """全省2022年的增速目标, after 贵阳软件收入的增速目标: with the 软件收入 it leaves out."""
    taken = (*time_spans(member), *place_spans(member))
    nouns = [w for s in noun_phrases(member, taken) for w in inside(member, s)]
    bare = all(relational(w.text) or w.text in listed("status") for w in nouns)
    if bare and nouns and len(taken) == 1 and all(w.text in first for w in nouns):
        return condense([(first, "")], taken[0].of(member) + "呢？")
    return condense([(first, "")], member + "呢？") if taken and nouns and bare else ""


def _says_what(one: str, other: str) -> bool:
    """Whether 比<2021年的实际增速>低多少 names an indicator: two values, where 比<上年> has one."""
    status = bool(head_of(other)) or bool(_DONE.search(other)) or bool(_ACTUAL.search(other))
    return (bool(time_spans(other)) and status) or (
        bool(_aligned(one, other)) and not time_spans(other) and not _ONE_FIGURE.search(other)
    )


def dated_end(text: str) -> int:
    """Where the times and places that a text begins with end."""
    end = 0
    for span in sorted((*time_spans(text), *place_spans(text))):
        end = span.end if span.start == end else end
    return end


def opening(one: str, other: str) -> str:
    """The times and places in front of `one`, where `other` has none of its own."""
    return "" if time_spans(other) or place_spans(other) else one[: dated_end(one)]


def _opening_place(one: str, other: str) -> str:
    """The place that `one` begins with, where `other` names none."""
    first = next((s for s in place_spans(one) if s.start == 0), None)
    return "" if first is None or place_spans(other) else first.of(one)
