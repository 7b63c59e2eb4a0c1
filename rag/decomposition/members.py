"""What is coordinated in a question, and its members: times, places, else noun phrases."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

from rag.conjunctions import find_join
from rag.decomposition.shared import kind_start, whole_pair
from rag.dialogue.names import is_name, people
from rag.dialogue.spans import NAMED, inside, noun_phrases, place_spans, time_spans
from rag.dialogue.substitute import replaced
from rag.dialogue.vocabulary import head_of, listed, relational
from rag.patterns import regex
from rag.types import Span
from rag.words import words

MOST_YEARS = 5  # of a range that is asked year by year

_COMMA = regex(r"[，,：:]")
_JOINT = regex(r"\s*(?:、|，|,|以及|还有|和|与|及|跟|同)\s*")
_RANGE = regex(r"\s*(?:到|至|-|—+|~)\s*")
_YEAR = regex(r"((?:19|20)\d{2})年?")
_ENDS = regex(r"(?P<first>\d{4}年?)(?:到|至|-|—+|~)(?=\d{4}年?)")  # 2021年到2025年
_PART_OF_YEAR = regex(
    r"\d{1,2}月|年[初底末]|[上下]半年|[一二三四]季度|前[一二两三四五六七八九十\d]+个?月"
)
_BARE_YEAR = regex(r"(?<!\d)20\d\d(?=(?:、|和|与|到|至|-|—+|及)20\d\d年)")  # <2021>和2022年
_DATED_NAME = regex(r"《|“|[\u4e00-\u9fff]{1,4}(?:〔\d{4}〕)?\d+号")
_SORT = regex(
    r"[一二三四五六七八九十百千万亿\d]+级|[特超]?[大中小微]型|(?:国|省|市|县)级|[公民私]立"
)
_GROUP = r"[这那](?:一?[组类批]|几[个家地])[^，,的]{0,4}"
GROUP = regex(_GROUP + r"$")
_GROUPS = regex(  # 东北、华北<那一组>与西南、西北那一组
    rf"(?:^|[，,])(?P<all>(?P<a>[^，,]+?{_GROUP})(?:与|和|跟|同)(?P<b>[^，,]+?{_GROUP}))(?=[，,的]|$)"
)
_SAME_WAY = regex(
    r"(?P<what>[^，,的]{0,8}?)(?P<way>上|超|超过|过|不足|满|属|归|在|做|搞|卖)[^，,的]{1,6}的(?P<noun>[^，,的]{2,8})\n(?P=way)[^的]{1,6}的$"
)
_TERM = regex(r"(?:规划|计划|方案|纲要|行动|意见|办法)[”》]?[（(][^（()）]*[）)]")  # a plan's years
_ADVERB = regex(  # 数量<要>分别达到, 本科生和硕士生<每月>各多少
    r"(?:要|将|会|应|需|大约|一共|总共|又|还|目前|现在|每[年月天人户亩]|累计|合计|平均|同比)+$"
)
_SET_BY = regex(r"[^，,的]{2,}(?:要求|规定|提出|设定|公布|确定|给出)的")
_GOVERNING = ("对", "把", "给", "向", "为")
_OWN_SCOPE = regex(r"的|[这那该]")
_WIDE = regex(r"全国|国家|我国|中国|世界|全球")


def members(question: str, limit: int) -> tuple[Span | None, list[str]]:
    """The stretch before `limit` that is coordinated, and its members; (None, []) without any.

    Of 2021到2024年 every year is a member, of 从2021年到2025年上半年 both ends.

    >>> members("贵阳和遵义的产值", 8)
    (Span(start=0, end=5), ['贵阳', '遵义'])
    """
    if groups := _GROUPS.search(question, 0, limit):
        return Span(*groups.span("all")), [groups["a"], groups["b"]]
    kinds: tuple[Callable[[str], tuple[Span, ...]], ...] = (_times, place_spans)
    for spans_of in kinds:
        spans = [s for s in spans_of(question) if s.end <= limit]
        if found := _chain(question, spans, spans_of is _times):
            start, end = found[0].start, found[-1].end
            if question[max(0, start - 1) : start] in ("从", "自"):
                start -= 1
            return Span(start, end), _named(question, found)
    return _noun_members(question, limit)


def _times(question: str) -> tuple[Span, ...]:
    """Times, the two ends of a range apart, each with the part of the year behind it."""
    out: list[Span] = []
    said = _said_times(question)
    bare = [Span(*m.span()) for m in _BARE_YEAR.finditer(question)]
    for span in sorted((*said, *(b for b in bare if not any(s.overlaps(b) for s in said)))):
        ends = _ENDS.match(question, span.start, span.end)
        if out and out[-1].end == span.start:
            out[-1] = Span(out[-1].start, span.end)
        elif ends:
            out += [Span(span.start, ends.end("first")), Span(ends.end(), span.end)]
        else:
            out.append(span)
    return tuple(out)


def _said_times(text: str) -> list[Span]:
    """Times but those of a plan's name: 经济发展规划（2017—2020年）."""
    terms = [Span(*m.span()) for m in _TERM.finditer(text)]
    return [s for s in time_spans(text) if not any(t.covers(s) for t in terms)]


def _named(question: str, found: Sequence[Span]) -> list[str]:
    """The members as words; the years between the ends of a short range as well."""
    said = [f"{t}年" if t.isdigit() else t for t in (s.of(question) for s in found)]
    if year := re.match(r"(?:19|20)\d{2}年", said[0]):  # 2025年4月1日和<5月28日>
        said = [year.group() + t if _PART_OF_YEAR.match(t) else t for t in said]
    years = [_YEAR.fullmatch(s) for s in said]
    ranged = len(found) == 2 and _RANGE.fullmatch(question, found[0].end, found[1].start)
    if not ranged or not years[0] or not years[1]:
        return said
    first, last = int(years[0][1]), int(years[1][1])
    each = [f"{year}年" for year in range(first, last + 1)]
    return each if 1 < len(each) <= MOST_YEARS else said


def _chain(question: str, spans: Sequence[Span], times: bool) -> list[Span]:
    """The first run of spans joined by conjunctions; places side by side are one: 贵阳贵安."""
    run: list[Span] = []
    for span in spans:
        gap = question[run[-1].end : span.start] if run else ""
        if run and not gap and not times:
            run[-1] = Span(run[-1].start, span.end)
        elif run and (_JOINT.fullmatch(gap) or (times and _RANGE.fullmatch(gap))):
            run.append(span)
        elif len(run) > 1:
            break
        else:
            run = [span]
    return run if len(run) > 1 else []


def _noun_members(question: str, limit: int) -> tuple[Span | None, list[str]]:
    """A和B before the limit: B reaches to it, to the comma, or to the 的 that both share."""
    joints = [
        m
        for m in _JOINT.finditer(question, 0, limit)
        if m.group().strip() not in ("，", ",")
        and not _inside_phrase(question, m)
        and _stands_alone(question, m)
    ]
    if not joints:
        return None, []
    joint = joints[-1]
    right = _ADVERB.sub("", _COMMA.split(question[joint.end() : limit])[0])
    start = _start_of_left(question, joint.start(), right) if words(right.split("的")[0]) else None
    if start is None:
        return None, []
    start = _behind_time(question, start, joint.start(), right)
    start = _first_of_row(question, start - (question[start - 1 : start] in ("《", "“")))
    left = question[start : joint.start()]
    if whole := _elliptic(left, right):
        return Span(start, joint.end() + len(right)), [left, whole]
    right = _shared_cut(left, right)
    named = people(right) if left.endswith(people(left)[-1:]) else ()
    if named and right.startswith(named[0]):
        right = named[0]  # 甲和乙<参观完>各自什么看法: what both did stays behind them
    owned = -1 if right.startswith("其中") else right.find("的")
    if owned > 0 and "的" not in left and not _begins(time_spans(right)):
        right = right[:owned]
    if right.endswith("的"):  # 已建成的和计划建的: the 的 of both stays behind them
        left = left.rstrip("的")
    found = [m.strip("，, ").removeprefix("其中") for m in (*left.split("、"), right.rstrip("的"))]
    if not all(found):
        return None, []
    found = [*found[:-2], *whole_pair(*found[-2:])]
    return Span(start, joint.end() + len(right.rstrip("的"))), placed(found)


def _behind_time(question: str, start: int, end: int, right: str) -> int:
    """Where the left member begins behind a time that is of both: 2025年的<市场>和治理体系."""
    dated = next((s.end for s in time_spans(question) if s.start == start), start)
    dated += question[dated : dated + 1] == "的" and dated > start
    behind = next((w for w in words(question) if w.span.start == dated), None)
    own = time_spans(right) or _DATED_NAME.match(right) or behind is None or dated >= end
    return start if own or behind.tag.startswith("v") else dated  # type: ignore[union-attr]


def _first_of_row(question: str, start: int) -> int:
    """Where the first of several members begins that 、 joins: <产值>、利润和员工数."""
    while question[start - 1 : start] == "、":
        phrases = noun_phrases(question, _taken(question))
        before = [p.start for p in phrases if p.end == start - 1]
        names = [m.start() for m in NAMED.finditer(question) if m.end() == start - 1]
        found = [s for s in (*names, *before) if s < start - 1]
        if not found:
            break
        start = found[0]
    return start


def _elliptic(left: str, right: str) -> str:
    """百亿级企业 and <十亿级的>: the latter with the noun that its 的 stands for; else ""."""
    said, asked = _SORT.search(left), _SORT.fullmatch(right.removesuffix("的"))
    if not right.endswith("的") or "的" in right[:-1]:
        return ""
    if said is None or asked is None:
        if owned := _of_another(left, right[:-1]):
            return owned
        same = _SAME_WAY.match(left + "\n" + right)  # 产值<上>千亿的园区, <上>百亿的
        return f"{same['what']}{right}{same['noun']}" if same else ""
    return left[: said.start()] + right[:-1] + left[said.end() :]


def _of_another(left: str, owner: str) -> str:
    """甲市2024年的收入, 乙市的; 2021年的涨幅, 2025年的: the same of another; else ""."""
    for spans_of in (time_spans, place_spans):
        said = spans_of(left)
        if spans_of(owner) == (Span(0, len(owner)),) and len(said) == 1:
            return replaced(left, said[0], owner)
    return ""


def _shared_cut(left: str, right: str) -> str:
    """The last member without the time or preposition that is of both: 乙<2025年>的目标."""
    governing, found = ("对", "把", "在", "给"), words(left)
    if any(w.text in governing for w in found) or not found:
        return right
    ends = [w.span.start for w in words(right) if w.text in governing and w.span.start]
    own = relational(found[-1].text) or found[-1].text in listed("status")  # 增速目标和…的目标
    if not own and not time_spans(left):
        ends += [s.start for s in _said_times(right) if s.start]
    return right[: min(ends, default=len(right))]


def placed(found: list[str]) -> list[str]:
    """Members with the place that the first begins with, where they name none of their own."""
    head = head_of(found[0])
    owner = found[0].removesuffix(head)
    owns = head and is_name(owner) and "的" not in owner
    if owns and all(head_of(m) and "的" not in m and not m.endswith(head) for m in found[1:]):
        return [found[0], *(m if _stands(m) else owner + m for m in found[1:])]  # 甲公司业务、规模
    first = next((s for s in _places(found[0]) if s.start == 0 and s.end < len(found[0])), None)
    if first is None:
        return found
    return [found[0], *(m if _stands(m) else first.of(found[0]) + m for m in found[1:])]


def _stands(member: str) -> bool:
    """Whether a member says by itself where it is: it has a place, or is a name and no noun."""
    if place_spans(member) or _WIDE.match(member) or is_name(member) or _SET_BY.search(member):
        return True
    nouns = (*listed("head:work"), *listed("head:event"), *listed("head:thing"))
    return not (member.endswith(nouns) or relational(words(member)[-1].text))


def _stands_alone(question: str, joint: re.Match[str]) -> bool:
    """Whether a conjunction is a word by itself: not the 同 of 合同额."""
    if joint.group().strip() != "同":
        return joint.start() > 0
    at = joint.start() + len(joint.group()) - len(joint.group().lstrip())
    return any(w.span.start == at and w.text == "同" for w in words(question))


def _inside_phrase(question: str, joint: re.Match[str]) -> bool:
    """Whether a conjunction is part of a name: 软件和信息技术服务业."""
    found = find_join(question, joint.start(), joint.end() + 8)
    spelled = joint.group().strip() in ("和", "与", "及", "以及")
    fixed = spelled and (found is None or found.start() != joint.start())
    return fixed or any(m.start() < joint.start() < m.end() for m in NAMED.finditer(question))


def _start_of_left(question: str, end: int, right: str) -> int | None:
    """Where the member before the conjunction begins.

    At its time or place when the other begins with one; at the noun phrase before the conjunction
    when both are attributes (产值和中标合同额) or a preposition governs it; else where the clause
    begins.
    """
    opening = _COMMA.split(question[:end])[-1]
    clause = end - len(opening)
    dated = [s.start for s in time_spans(question) if clause <= s.start and s.end < end]
    if dated and dated[-1] > clause and _DATED_NAME.match(right):
        return dated[-1]  # 2021年的要求和国发2号文件: the time is not the document's
    if (verb := _predicate(question, clause, end)) and _predicate(right, -1, len(right)) == 0:
        return verb
    if (same := _parallel(question, clause, end, right)) is not None:
        return same
    for spans_of in (time_spans, _places):
        before = [s.start for s in spans_of(question) if clause <= s.start and s.end <= end]
        if before and _begins(spans_of(right)):
            return before[-1]
    named = [m.start() for m in NAMED.finditer(question) if m.end() == end]
    named += [s.start for s in time_spans(question) if s.end == end]
    phrases = [s for s in noun_phrases(question, _taken(question)) if _ends(question, s.end, end)]
    last = inside(question, phrases[0])[-1] if phrases else None
    if last and last.text in listed("status") and right.split("的")[0] in listed("status"):
        return last.span.start  # 收入目标和实际: both are of the 收入
    attribute = bool(phrases) and phrases[0].end < end
    attribute |= bool(phrases) and relational(inside(question, phrases[0])[-1].text)
    attribute = attribute or relational(words(right.split("的")[0])[-1].text)
    balanced = "的" in opening and right.count("的") == opening.count("的")
    if governed := _governed(question, clause, end):
        return governed
    if balanced and (times := time_spans(opening)):
        return clause + times[-1].end  # 贵安2024年<软件收入的增速>与制造业产值的增速
    if not time_spans(opening) and (balanced or ("的" not in opening and not attribute)):
        return clause + len(opening) - len(opening.lstrip())
    behind = [clause + s.end for s in time_spans(opening)[-1:]]  # 2023|年销量 is cut wrongly
    first = next(iter([*named, *[s.start for s in phrases], *behind]), None)
    return first if first is None else _widened(question, first)


def _widened(question: str, start: int) -> int:
    """With what stands between it and a 的, where the cut into words hides a noun: <合同>金额."""
    found = [w for w in words(question) if w.span.end <= start]
    hidden = len(found) > 1 and found[-1].tag == "a" and found[-1].span.end == start
    return found[-1].span.start if hidden and found[-2].text == "的" else start


def _places(text: str) -> tuple[Span, ...]:
    """Places, those side by side as one: 贵阳贵安."""
    out: list[Span] = []
    for span in place_spans(text):
        beside = bool(out) and out[-1].end == span.start
        out[-1:] = [Span(out[-1].start, span.end)] if beside else [*out[-1:], span]
    return tuple(out)


def _parallel(question: str, clause: int, end: int, right: str) -> int | None:
    """Where the left member begins by what both have in common.

    Both begin with one word (预报洪峰与预报水位) or with words of one kind (百亿级和十亿级企业), or
    both end in one noun that is no attribute, so that the right one stands for itself
    (用户多的枢纽同四川这类枢纽). What a plan asks for stands for itself too (甲计划要求的速度).
    """
    if _SET_BY.search(right) and not _begins((*time_spans(right), *place_spans(right))):
        return clause
    if _dated_inside(question[clause:end]) and _dated_inside(right):
        return clause
    if (alike := kind_start(question[clause:end], right)) is not None:
        return clause + alike
    if NAMED.fullmatch(right):  # “一主两特”中“一主”和“两特”
        quoted = [m.start() for m in NAMED.finditer(question, clause, end) if m.end() == end]
        if quoted and question[quoted[0]] == right[0]:
            return quoted[0]
    left, other = words(question[clause:end]), words(right.rstrip("的"))
    if not left or not other:
        return None
    if right.startswith("其中"):  # 总数与其中女生的人数
        return clause + left[-1].span.start
    first, last = other[0].text, other[-1].text
    begun = [w.span.start for w in left[1:] if w.text == first and len(first) > 1]
    works = left[-1].text == last and last in listed("head:work")  # 医疗大数据条例和大数据条例
    if begun and not (works or _begins(time_spans(right)) or _begins(place_spans(right))):
        return clause + begun[-1]
    alone = _OWN_SCOPE.search(right) or place_spans(right)
    if not alone or left[-1].text != last or relational(last) or len(last) < 2:
        return None
    dated = [t.end for t in time_spans(question[clause:end])]
    return clause + max(dated, default=0)


def _dated_inside(member: str) -> bool:
    """Whether a member is an owner, a time and an attribute: 甲公司|2024年|产值."""
    times = time_spans(member)
    inner = len(times) == 1 and times[0].start > 1
    return inner and head_of(member) == member[times[0].end :].removeprefix("的") != ""


def _ends(question: str, at: int, end: int) -> bool:
    """Whether a phrase reaches to `end`, a 占比 behind it included, which is cut into two words."""
    return at <= end and question[at:end] in ("", "占比")


def _governed(question: str, clause: int, end: int) -> int | None:
    """Behind the last preposition before `end` that is not the first word of its clause."""
    found = [w for w in words(question) if clause < w.span.start and w.span.end < end]
    return next((w.span.end for w in reversed(found) if w.text in _GOVERNING), None)


def _predicate(text: str, start: int, end: int) -> int | None:
    """Where the first verb behind `start` that is no part of a name begins."""
    found = [w for w in words(text) if start < w.span.start and w.span.end <= end]
    verbs = (w for w in found if w.text not in listed("inner") and w.text not in listed("copula"))
    listed_too = (w for w in verbs if w.tag == "v" or w.text in listed("verb"))
    return next((w.span.start for w in listed_too if len(w.text) > 1), None)


def _taken(question: str) -> tuple[Span, ...]:
    return (*time_spans(question), *place_spans(question))


def _begins(spans: Sequence[Span]) -> bool:
    return bool(spans) and spans[0].start == 0
