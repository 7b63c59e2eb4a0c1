"""What is wanted, named without a question word: 请说明甲公司的员工数，以及乙公司的产值目标.

Only where the words say that something is wanted: each thing named becomes a question, so that the
rules for questions in a row apply.
"""

from __future__ import annotations

from rag.conjunctions import find_join
from rag.decomposition.members import members, placed
from rag.dialogue.names import is_name
from rag.dialogue.spans import asking_spans, place_spans, time_spans
from rag.dialogue.substitute import TAILS
from rag.dialogue.vocabulary import attribute_kind, head_of
from rag.patterns import regex

_SEVERAL = r"[一两二俩三四五几](?:个|位|件|项|组|样|类|处|家)?"
_TELL = r"(?:说明|介绍|列出|列|[写说讲]出|报出?|给出?|查|核实?|核对|提供|告诉我|说)"
_ASKED_FOR = regex(  # 请分别说明…, 我要两个数：…, 两位受访者核名：…
    rf"^(?:(?:我|想|需?要|求|找|查|核|问|给我|帮我)+{_SEVERAL}(?P<of>[^，,：:？?的]{{0,6}}?)的?"
    r"(?:数[字据值]?|事|名字|指标|问题|情况)?[：:]"
    r"|我?(?:想|需要)(?:请?问|了解|知道)(?:一?下)?[：:，,]?"
    rf"|(?:请|麻烦|劳驾|帮我|给我|替我)+(?:分别|一并|逐一|再|各)*{_TELL}?(?:一下|下|我)?[：:，,]?"
    r"|[^，,：:？?]{2,10}(?:核名|核数|报数|点名|对数)[：:])"
)
_GIVE = regex(  # …，一次给全; …，麻烦都给我; …两个数给我
    rf"[，,；;。]?\s*(?:请|麻烦|劳驾|顺便)?把?[这那]?"
    rf"(?:{_SEVERAL}(?:数|数字|名字|数据|值|答案)?)?(?:一次|一并|一起|都|全部?|分别|各)*"
    r"(?:给我?(?:全|齐)?|列(?:给我|一下|出来|全)?|报(?:一下|给我|上来)?|说(?:一下|清楚)?|告诉我"
    r"|写出来|发我|查(?:一下|给我)?)[。！!]*$"
)
_JOINT = regex(
    r"[，,；;]\s*(?:还有|以及|外加|加上|再加上?|另外|和|与|跟|及|再|并且?)?(?:请|麻烦)?"
    rf"(?:(?:再|顺便|顺带|也|还|把)+(?:给我|{_TELL}一?下?)|给我|告诉我)?"
    r"|、|(?:以及|外加|还有|再加上?)"
)
_MORE_WANTED = regex(  # 总数，再给我…; …多少年了，顺便说下它的董事长
    rf"[，,；;]\s*(?:再|还|也|顺便|顺带|另外|并且?)+(?:请|要|把)?(?:给我|{_TELL}一?下?)"
)
_NAMED_LAST = regex(  # …是多少，以及<乙市的目标>
    r"[，,；;]\s*(?:还有|以及|外加|加上|和|与|及)(?P<last>[^，,；;？?。]+)[？?。]*$"
)
_MANY = regex(  # 数据标注的四种对象, 重点地区
    r"(?:[二两三四五六七八九十\d]+[个种项条类大]|重点|主要|所有|全部)[^，,的]{1,8}$"
    r"|(?:名单|清单|地区|对象|方向|举措)$"
)
_PART_ONLY = regex(
    r"哪[一个边家种样类头]?[个]?(?:更|比较|最)?[\u4e00-\u9fff]|谁更|谁[最比]?[高低多少大小快慢早晚先后强弱]|还是"
)  # compared
LONGEST_BARE = 30  # characters of a question that is but a noun phrase
_CLAUSE = regex(r"[，,；;。：:吗呢了]")
_ENDS = (  # what the last characters of a thing wanted tell of it, where it is no known attribute
    ("number", regex(r"(?:[数量额率值]|量级|带宽|[涨增降]幅|幅度)$")),
    ("date", regex(r"(?:年份|年月|日子)$")),
    ("organisation", regex(r"(?:企业|公司|集团|机构|单位|部门)$")),
    (
        "other",
        regex(
            r"(?:名字|名称|姓名|叫法|全称|简称|格局|定位|主线|职务|职位|头衔|赛道|主业|主营|用途|口号)$"
        ),
    ),
)
_HELD = regex(r"(?:的?(?:对比|比较|情况|数据))+$")
_LAST_TWO = regex(r"(?P<a>[^，,、的]{2,6})[和与及](?P<b>[^，,、的]{2,6})")  # …、规模和负责人
LEAST = 2  # things wanted


def is_request(question: str) -> bool:
    """Whether a question opens with a request: 给我三个数：…

    >>> is_request("给我三个数：甲市的公园数、学校数"), is_request("甲市：公园数、学校数")
    (True, False)
    """
    return _ASKED_FOR.match(question) is not None


def in_questions(question: str) -> str:
    """What is wanted as questions in a row; the question itself where that is unsure.

    >>> in_questions("请说明甲公司的员工数，以及乙公司的产值目标")
    '甲公司的员工数是多少？乙公司的产值目标是多少？'
    >>> in_questions("甲公司的员工数和产值是多少？")
    '甲公司的员工数和产值是多少？'
    """
    opening, ending = _ASKED_FOR.match(question), _GIVE.search(question)
    start = opening.end() if opening else 0
    end = ending.start() if ending and ending.start() > start else len(question)
    if not (opening or ending or _MORE_WANTED.search(question) or _names_last(question)):
        bare = _bare(question)
        each = attribute_kind(head_of(bare)) == "number" and _of_each(bare)
        return each or _two_of_one(bare) or question
    pieces = [p.strip("，,。；;：: ") for p in _JOINT.split(question[start:end].rstrip("?？。"))]
    if len(pieces) > 1 and (last := _LAST_TWO.fullmatch(pieces[-1])):
        both = (last["a"], last["b"])
        pieces[-1:] = both if all(head_of(p) == p for p in both) else pieces[-1:]
    of = (opening and opening["of"]) or ""
    pieces = placed(_of_the_first([of + p for p in pieces if p]))
    if ending and len(pieces) == 1 and not asking_spans(pieces[0]):
        return _of_each(pieces[0]) or question
    if any(_PART_ONLY.search(p) or _dated_only(p) for p in pieces):
        return question
    listing = bool(opening) and "列" in opening.group()  # type: ignore[union-attr]
    asked = [asked_for(p) or (f"{p}有哪些？" if listing else "") for p in pieces]
    named = [p for p in pieces if not asking_spans(p)]
    return "".join(asked) if len(asked) >= LEAST and named and all(asked) else question


def _names_last(question: str) -> bool:
    """Whether the last thing is named behind a comma: 甲公司日活多少，以及<乙市的目标>."""
    last = _NAMED_LAST.search(question)
    return last is not None and not asking_spans(last["last"]) and bool(asked_for(last["last"]))


def _two_of_one(named: str) -> str:
    """大会的召开日期与主办单位: a question for each; "" for other noun phrases."""
    owner = named[: named.rfind("的") + 1]
    rest = named[len(owner) :]
    join = find_join(rest, 1, len(rest) - 1) if owner else None
    if join is None:
        return ""
    asked = [asked_for(owner + part) for part in (rest[: join.start()], rest[join.end() :])]
    return "".join(asked) if all(asked) else ""


def _bare(question: str) -> str:
    """A question that is but a noun phrase, such as 甲公司的产值与利润对比; "" for others."""
    text = question.strip().rstrip("?？。")
    if asking_spans(question) or len(text) > LONGEST_BARE or _CLAUSE.search(text):
        return ""
    return _HELD.sub("", text)


def _of_the_first(pieces: list[str]) -> list[str]:
    """甲中心的运营企业、投用年份和员工数: each of what the first is of, the last two told apart."""
    owner = pieces[0][: pieces[0].find("的") + 1] if pieces else ""
    if not owner or any("的" in p or asking_spans(p) or time_spans(p) for p in pieces[1:]):
        return pieces
    join = find_join(pieces[-1], 1, len(pieces[-1]) - 1) if len(pieces) > 1 else None
    last = [pieces[-1][: join.start()], pieces[-1][join.end() :]] if join else pieces[-1:]
    told = [*pieces[:-1], *last] if all(map(asked_for, last)) else pieces
    return [told[0], *(p if is_name(p) or place_spans(p) else owner + p for p in told[1:])]


def _dated_only(piece: str) -> bool:
    """Whether a piece is nothing but a time: 2025年头六个月."""
    return any(s.of(piece) == piece for s in time_spans(piece))


def _of_each(named: str) -> str:
    """甲的产值与乙的产值，都给我: 分别是多少; "" where nothing is coordinated."""
    kind = attribute_kind(head_of(named))
    found = members(named, len(named))[1] if kind else []
    return f"{named}分别{TAILS[kind]}" if kind and found[1:] and all(map(head_of, found)) else ""


def asked_for(piece: str) -> str:
    """A thing named as a question for it; "" for what nothing can be asked of."""
    if asking_spans(piece):
        return f"{piece}？"
    kind = attribute_kind(head_of(piece))
    kind = kind or next((kind for kind, ends in _ENDS if ends.search(piece)), None)
    if kind is None:
        return f"{piece}有哪些？" if _MANY.search(piece) else ""
    return piece + TAILS.get(kind, "是哪家？")
