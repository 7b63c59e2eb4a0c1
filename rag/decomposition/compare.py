"""Comparisons: each of what is compared is asked for by itself, so both values are told.

哪个更高, A比B多还是少, 与2021年相比, 从2021年到2025年掉了多少.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from rag.decomposition.members import members
from rag.decomposition.than import MORE, SIZE, WHEN, against, completed, dated_end, than
from rag.dialogue import condense
from rag.dialogue.names import is_name
from rag.dialogue.spans import NAMED, place_spans, time_spans
from rag.dialogue.substitute import replaced
from rag.dialogue.vocabulary import attribute_kind, head_of, listed
from rag.patterns import regex
from rag.types import Span
from rag.words import words

_SOME = r"(?:一些|一点|些|了)?(?:呢)?[?？]*$"
_WHO = (
    r"(?:哪(?:一)?(?:家公司|家企业|家单位|个项目|[个座]?城市|个?(?:地方|企业|公司)"
    r"|[个边头块样家种类部项座方款条份地所届次年]|里)?"
    r"|谁)"
)
_WHICH = regex(
    rf"[，,]?(?:相比之?下?|相比较|比较|对比|比起来|(?<![占同环])比|当中|中|里|之间)?[，,]?{_WHO}(?P<of>的)?(?:"
    rf"(?P<what>[^，。？?哪谁]{{0,5}}?)(?:更|比较|最)?(?:(?P<when>{WHEN})|(?P<precise>准确?)|{SIZE})"
    rf"|(?:更|最)?(?!新[增建设开招成]|先进|后备){WHEN}(?P<act>[^，。？?哪谁]{{2,12}}?|[出办建开上有来到施])"
    rf"|(?P<value>[^，。？?哪谁]{{6,20}}?)(?:更|比较|最|(?<=[率重比额值量入数模速度幅积])){SIZE})"
    rf"{_SOME}"
)
_OR_ELSE = regex(
    r"^(?P<asked>.*?(?:哪|谁).*?)[，,：:](?:是)?(?P<a>[^，,]+?)还是(?P<b>[^，,]+?)[?？]*$"
)
_OR = regex(rf"^(?P<a>[^，,哪谁]+?)还是(?P<b>[^，,哪谁]+?)[，,]?(?P<more>(?:更|比较){SIZE}{_SOME})")
_TWO_CLAUSES = regex(rf"^(?P<a>[^，,？?哪谁]+)[，,]?还是(?:说)?(?P<b>[^，,？?哪谁]+{SIZE})[?？]*$")
_IS = regex(r"(?:到底|究竟)?是")
_SIDE = regex(r"(?:这|那)?[边头块](?:的)?$")
_SIDE_FIRST = regex(r"^[边头块]")
_DIFFERENCE = regex(
    r"[，,]?(?:相比之?下?|相比较|比较|对比|比起来|比)?[，,]?(?:有(?:什么|怎样的|多大的?|何)|的)?"
    r"(?:变化|差别|差距|差异|不同|区别|之比|之差|比值|比例关系)(?:有?多大|是多少|如何|是什么|怎样)?"
    r"|(?:[，,][^，。]{0,4}?|还|要)?(?:相?差)(?:了|出)?(?:多少|多远|多大|几)|怎么变化?|如何变化|变化了多少"
    rf"|(?:是|变)?{MORE}了?还是{MORE}了?"
    r"|(?<![占同环])比(?:增加|减少|多|少)了(?:多少|几)"
    r"|(?:相比|比较|对比|比起来)[，,]?(?:(?:增加|减少|提高|下降|上升|增长|多|少|高|低|快|慢|大|小)了?(?:多少|几)|如何|怎么样|怎样)"
)
_MOVED = regex(  # 从2021年到2025年<掉了多少>: only of what goes up and down
    r"(?:掉|落|降|升|涨|跌|慢|快|高|低|回落|下滑|下降|上升|提高|提升|扩大|缩小|变)了?(?:多少|几)"
    r"|(?:提高|提升|下降|回落|变化|变动)(?:的)?(?:幅度|情况)[^，。]{0,4}(?:多少|多大|如何|怎样)"
)
_BESIDE = regex(r"^(?:相比之?下?|相比较|比较|对比|比起来|来比|比)(?:的话)?[，,]")
_BESIDE_END = regex(r"(?:相比之?下?|相比较|对比|比起来|(?<![占同环])比)$")
_UNLIKE = regex(r"(?:有什么|有何|的)(?:不同|区别|差别|差异)(?!有?多)")
_FROM_TO = regex(r"[从自由]")
_TIME_THAN = regex(
    r"[，,]?(?:与|和|跟|同|(?<![占同环])比|较|相比于?|对比)(?P<other>[^，,的]{2,14}?)"
    r"(?:相比|比较|对比|相较|比起来|比|来说)?[，,]?"
    r"(?=(?:是|有)?(?:高|低|多|少|快|慢|大|小|[长短宽深重远](?:多少|几)|增|降|变化|差|提高|下降|上升|怎么|如何))"
)
_FROM_START = regex(
    r"^(?:与|和|跟|同|比起|相比于?)(?P<other>[^，,的]{2,14}?)(?:相比较?|比较|相较|比起来|比)?[，,]"
    r"(?=.*(?:变化|高|低|快|慢|差|提高|下降|上升|[多少]了|还是))"
)
_ENDING = regex(
    r"是?(?:增加?|减少?|高|低|多|少|快|慢|大|小)了?还是(?:增加?|减少?|高|低|多|少|快|慢|大|小)了?[?？]*$"
    r"|(?:怎么样|如何|怎样|呢)[?？]*$|(?:是|有)?(?:提高|下降|上升|增加|减少|高|低|多|少|快|慢|大|小)?"
    r"(?:还是[^，。]{1,4})?了?(?:出)?(?:多少|几)[^，。]{0,4}[?？]*$|[?？]*$"
)
_MORE_OF = regex(r"[多少](?=[^多少，。]{1,4}(?:多少|几))")  # 比2023年<多>建了多少个
_SURPLUS = regex(  # 比浙江<多几个县>
    r"(?:[多少]出?(?=(?:几|多少)[个家户所座条项辆台名种][\u4e00-\u9fff])|[长短宽深重远](?=多少[^，。]{1,3}[?？]*$))"
    r"((?:几|多少)[^，。？?]{1,9}[?？]*$)"
)
_ABSOLUTE = regex(r"\d{4}|十[一二三四五]五")
_ASKED_AS = {
    "涨": "增长多少？",
    "长": "增长多少？",
    "跌": "下降多少？",
    "降": "下降多少？",
    "定": "是多少？",
    "排": "排第几？",
}
_WIDE = regex(r"全国|国家|我国")  # 比全国高多少 is told as one figure
_THINGS = ("用户", "员工", "人口", "专利", "机架", "服务器")  # attributes that are counted
_WHY = regex(r"为什么|为何|为啥|原因")
_COUNTED = regex(rf"[多少]{_SOME}")
_FROM_START_TO_END = regex(  # 2021年服务器多了不少，<起初几台、后来几台>
    r"[，,]?(?:起初|最初|一?开始|原先|原来|年初)(?:是|有|为)?(?P<first>(?:多少|几)[^，,、？?]{0,3})"
    r"[，,、](?:到?(?:后来|最后|最终|结尾|年底|年末))(?:是|有|为)?(?P<last>(?:多少|几)[^，,、？?]{0,3})[?？]*$"
)
_DURING = regex(r"(?:这?一年)?(?:里|之?内|当中|期间|间)?是?")  # 2021年<一年里是>怎么变化的
_GREW = regex(
    r"(?:从头到尾|一年(?:里|间|下来))|(?:多|少|增加|减少|增|减|涨|升|降|跌)了[^，,]{0,3}$"
)
_TIMES = regex(
    r"^(?P<one>[^，,？?]{3,30}?)[，,]?(?:大约|大概|到底)?是(?P<other>[^，,？?多少几哪]{2,24}?)的?(?:几|多少)倍[?？]*$"
)
_EARLIER = regex(
    r"^(?P<one>[^，,？?]+?)比(?P<other>[^，,？?]+?)(?:要|还)?(?:早|晚)了?(?P<act>[出办建开立]台?设?业?)?了?"
    r"(?:几|多少)[年个月天]+(?P<done>[^，,？?]{2,5}?)?的?[?？]*$"
)
_FIRST = regex(
    r"^(?:到底)?(?:是)?先(?:有|出|出台|立|定)(?:的|了)?(?P<one>[^，,？?]+?)[，,]?还是(?:先(?:有|出|出台|立|定)(?:的|了)?)?"
    r"(?P<other>[^，,？?]+?)[?？]*$"
)
_YEAR = regex(r"(?:19|20)\d{2}年")


def compared(question: str) -> list[str]:
    """One question for each of what is compared; none where nothing is.

    >>> compared("贵州和四川的产值，哪个更高？")
    ['贵州的产值是多少？', '四川的产值是多少？']
    >>> compared("甲条例和乙条例，哪部出得更早？")
    ['甲条例是什么时候出的？', '乙条例是什么时候出的？']
    """
    if _WHY.search(question):
        return []
    for rule in (
        _first_and_last,
        than,
        _times_as_much,
        _sooner,
        _or,
        _which,
        _difference,
        _time_than,
    ):
        if found := rule(question):
            return found
    return []


def _times_as_much(question: str) -> list[str]:
    """A是B的几倍: both values, B with what it leaves out."""
    match = _TIMES.match(question)
    if match is None:
        return []
    return [f"{match['one']}是多少？", against(match["one"], match["other"])]


def _sooner(question: str) -> list[str]:
    """A比B早几年, 先有A还是先有B: when each came."""
    match = _EARLIER.match(question) or _FIRST.match(question)
    found = [match["one"], match["other"]] if match else []
    if not found or not (all(map(NAMED.fullmatch, found)) or _one_sort(*found)):
        return []
    said = match.groupdict() if match else {}
    act = said.get("done") or said.get("act") or "出台"
    return [f"{f}是什么时候{act}的？" for f in found]


def _one_sort(one: str, other: str) -> bool:
    """Whether both end in one noun, or are documents: 管安全的<条例> and 管医疗的<条例>."""
    last, noun = words(one)[-1].text, words(other)[-1]
    if {last, noun.text} <= set(listed("head:work")):  # 应用<纲要> and 发展<规划>
        return True
    return last == noun.text and len(last) > 1 and noun.tag.startswith("n")


def _or(question: str) -> list[str]:
    """是A涨得猛还是B涨得猛, A还是B的利润涨得猛: the value of each."""
    match = _TWO_CLAUSES.match(question)
    a, b, said = _alternatives(match["a"].strip(), match["b"].strip()) if match else ("", "", "")
    asked = _WHICH.fullmatch("谁" + _SIDE_FIRST.sub("", said)) if said else None
    if asked is None:
        return []
    be = list(_IS.finditer(a))
    front, first = (a[: be[-1].start()], a[be[-1].end() :]) if be else ("", a)
    if not front and not dated_end(b):
        front = first[: dated_end(first)]
    named = [_SIDE.sub("", m).rstrip("这那") for m in (first, b)]
    if named[1].endswith("的") and "的" in first:  # 甲的产值高还是<乙的>高
        named[1] += named[0].split("的", 1)[1]
    times = time_spans(named[0])
    if len(times) == 1 and dated_end(named[1]) == len(named[1]):  # 2021年甲业涨得快还是<2025年>…
        named[1] = replaced(named[0], times[0], named[1])
    tail = _tail(asked)
    if said[:1] == "的" and not asked["what"]:  # 开车<的>多
        named, tail = [f"{m}的" for m in named], "有多少？"
    tail = f"{asked['what']}有多少？" if tail.startswith("有多少") else tail  # 工业<用电>多
    return [f"{front}{m.removeprefix(front)}{tail}" for m in named]


def _alternatives(a: str, b: str) -> tuple[str, str, str]:
    """What is compared, and what is said of both, "" where that is unsure: 服装, 家电, 跌得狠."""
    said, noun = _common_end(a, b), words(a)[-1].text
    if not said and len(noun) > 1 and (at := b.find(noun)) >= 0:  # 民营企业还是国有企业<涨得猛>
        said = b[at + len(noun) :]
    return a.removesuffix(said), b.removesuffix(said), said


def _common_end(a: str, b: str) -> str:
    """The words that both end in."""
    common = [w.span.start - len(b) for w in words(b) if a.endswith(b[w.span.start :])]
    return b[common[0] :] if common and common[0] > -len(b) else ""


def _which(question: str) -> list[str]:
    """A和B，哪个更高: the value of each, in the words of the comparison."""
    if other := _OR_ELSE.match(question):
        question = f"{other['a']}和{other['b']}，{other['asked']}"
    elif other := _OR.match(question):
        question = f"{other['a']}和{other['b']}哪个{other['more']}"
    match = _WHICH.search(question)
    return _each(question, match.start(), _tail(match)) if match else []


def _tail(match: re.Match[str]) -> str:
    """How the value is asked for: 谁涨得快 -> 涨了多少, 哪一边人更多 -> 有多少人."""
    if match["act"]:
        return f"是什么时候{match['act'].removesuffix('的')}的？"
    if match["value"]:
        return f"{match['of'] or ''}{match['value']}是多少？"
    what = match["what"]
    verb = what[:-1] if what.endswith("得") else ""
    if match["when"]:
        return f"是什么时候{verb or what}的？" if verb or what else "是什么时候？"
    if match["precise"]:
        return "的准确率是多少？"
    if verb:
        noun, acted = verb[:-1], _ASKED_AS.get(verb[-1])
        return f"{match['of'] or ''}{noun}{acted}" if acted else f"{verb}了多少？"
    if head_of(what) and not (_COUNTED.search(match.group()) and what.endswith(_THINGS)):
        return f"{match['of'] or ''}{what}是多少？"
    if "的" in what:  # 谁<接待的游客>更多
        return f"{match['of'] or ''}{what}有多少？"
    if what and _acts(what):  # 哪种<涨价>多
        return f"{what}多少？"
    return f"有多少{what}？" if what else "是多少？"


def _difference(question: str) -> list[str]:
    """A和B有什么差别, 从A到B掉了多少."""
    match = _DIFFERENCE.search(question)
    if match is None and _FROM_TO.search(question):
        match = _MOVED.search(question)
    if match is None or _only_places(question[: match.start()]):
        return []
    return _each(question, match.start(), _value(question, match)) or _within(question, match)


def _value(question: str, match: re.Match[str]) -> str:
    """是什么 of what is told apart and is no amount: A和B的任务<有什么不同>."""
    head = question[: match.start()].rstrip("，, ")
    plain = _UNLIKE.search(match.group()) and attribute_kind(words(head)[-1].text) != "number"
    amount = attribute_kind(head_of(head)) == "number"
    return "是什么？" if plain and not amount else "是多少？"


def _first_and_last(question: str) -> list[str]:
    """2021年服务器多了不少，起初几台、后来几台: at the beginning and at the end of the year."""
    match = _FROM_START_TO_END.search(question)
    head = _GREW.sub("", question[: match.start()]) if match else ""
    years = [s for s in time_spans(head) if _YEAR.fullmatch(s.of(head))]
    if match is None or len(years) != 1:
        return []
    counted = (("年初", match["first"]), ("年底", match["last"]))
    heads = [(replaced(head, years[0], years[0].of(head) + when), n) for when, n in counted]
    return [f"{dated.strip('，,')}有{n}？" for dated, n in heads]


def _within(question: str, match: re.Match[str]) -> list[str]:
    """2021年有什么变化: from the beginning of the year to its end."""
    head, years = question[: match.start()].rstrip("，,的 "), time_spans(question)
    if "变" not in match.group() or len(years) != 1 or not _YEAR.fullmatch(years[0].of(question)):
        return []
    during = _DURING.match(question, years[0].end)
    span = Span(years[0].start, during.end() if during else years[0].end)
    if span.end > len(head):
        return []
    year = years[0].of(question)
    return [replaced(head, span, f"{year}{when}") + "是多少？" for when in ("年初", "年底")]


def _each(question: str, limit: int, tail: str) -> list[str]:
    """What stands before `limit` for each member of its coordination, then the tail."""
    head = _BESIDE_END.sub("", question[:limit].rstrip("，, "))
    limit = len(head)
    if head.endswith("的"):  # 打算培育的<哪种更多>
        head, tail = head[:-1], "的有多少？" if _acts(head[:-1]) else tail
    span, found = members(question, limit)
    if span is None or len(found) < 2 or span.end > len(head):
        return []
    head = head[: span.end] + _BESIDE.sub("", head[span.end :])
    if tail == "有多少人？" and span.end == len(head) and not _take_people(head, found):
        return [f"{head[: span.start].rstrip('，,的')}有多少{m}？" for m in found]
    first = replaced(head, span, found[0])
    whole = first + "是多少？" if span.end == len(head) else ""  # the attribute is in the members
    rest = (
        (whole and _elsewhere(whole, m))
        or completed(first + "是多少？", m)
        or replaced(head, span, m) + tail
        for m in found[1:]
    )
    return [first + tail, *rest]


def _elsewhere(first: str, member: str) -> str:
    """The first question at the time and place that are all of `member`: 乙省2022年的."""
    taken = [*time_spans(member), *place_spans(member)]
    mere = len(taken) > 1 and sum(len(s.of(member)) for s in taken) >= len(member.rstrip("的"))
    return condense([(first, "")], f"{member.rstrip('的')}呢？") if mere else ""


def _only_places(text: str) -> bool:
    """Whether nothing but places is left: 苏北和苏南<的差距有多大> is of nothing in particular."""
    for span in reversed(place_spans(text)):
        text = replaced(text, span, "")
    return not text.strip("和与跟同、，,的从到 ")


def _take_people(head: str, found: Sequence[str]) -> bool:
    """Whether people are in what is compared, as in a place: of 司机和货主哪边人多 they are it."""
    return (bool(place_spans(head)) and any(place_spans(m) for m in found)) or any(
        map(is_name, found)
    )


def _acts(statement: str) -> bool:
    """Whether a statement ends in what somebody does: 打算培育."""
    found = words(statement)
    return bool(found) and found[-1].tag.startswith("v")


def _time_than(question: str) -> list[str]:
    """与2021年相比…变化多大: the same for both times, or for both places."""
    match = _FROM_START.search(question) or _TIME_THAN.search(question)
    if match is None:
        return []
    other = match["other"]
    for spans_of in (time_spans, place_spans):
        new = () if _WIDE.match(other) else spans_of(other)
        rest = question[: match.start()] + question[match.end() :]
        old = spans_of(rest)
        absolute = spans_of is place_spans or _ABSOLUTE.search(other)
        if absolute and len(new) == 1 and len(old) == 1 and new[0].of(other) == other:
            plain = _statement(rest)
            (span,) = spans_of(plain) or (None,)
            return [plain, replaced(plain, span, other)] if span else []
    return []


def _statement(text: str) -> str:
    """收入增速高了多少 -> 收入增速是多少, 多建了多少个 -> 建了多少个."""
    if _SURPLUS.search(text):
        return _SURPLUS.sub(r"有\1", text)
    if _MORE_OF.search(text):
        return _MORE_OF.sub("", text)
    found = _WHICH.search(text) or _DIFFERENCE.search(text)
    cut = found.start() if found else _ENDING.search(text).start()  # type: ignore[union-attr]
    return text[:cut].strip("，, ") + "是多少？"
