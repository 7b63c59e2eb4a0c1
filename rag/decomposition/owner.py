"""A further question of one breath with the subject it leaves out: …哪年建的，<谁>负责.

What it has in common with the question before is said again, as far as its words tell what that is.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from rag.decomposition.alike import (
    AGAIN,
    at_another_time,
    of_another,
    of_its_kind,
    of_itself,
    of_that_body,
    of_that_kind,
    of_the_described,
    of_the_event,
    of_the_first,
    of_the_owner,
    opens_with_name,
    shared_frame,
    turned,
)
from rag.decomposition.indicator import (
    each_counted,
    indicator_of,
    same_indicator,
    statement,
    with_indicator,
)
from rag.decomposition.members import members
from rag.decomposition.status import status_of
from rag.decomposition.than import against
from rag.dialogue import condense
from rag.dialogue.frame import frame
from rag.dialogue.leaning import at_an_event
from rag.dialogue.names import is_name, is_proper
from rag.dialogue.spans import (
    NAMED,
    inside,
    interrogative_spans,
    noun_phrases,
    place_spans,
    time_spans,
    with_neighbours,
)
from rag.dialogue.substitute import replaced, subject_of
from rag.dialogue.vocabulary import any_of, head_of, listed, relational
from rag.patterns import regex
from rag.places import find_places
from rag.question import analyse
from rag.types import Span
from rag.words import words

AWAY = regex(  # …现在是多少，<和2025年目标相差多少>
    r"^(?:和|与|跟|比|距离?|离)(?P<from>[^，。]{2,14}?)(?:相比|比)?"
    r"(?:(?:还?相?差|还?有|高|低|多|少)(?:出|了)?(?:多少|几|多远|多大)(?:的?(?:缺口|差距))?|哪个?更?[高低多少大小快慢])"
)
_AMONG = regex(r"^(?P<whole>[^，,]{2,20}?)(?:里|中|当中|之中)[^，,]{2,20}占[^，,]*吗[?？]*$")
_RESULT = regex(r"实际|(?:完成|达到|做到|实现)了?的$")
_WHO_ASKED = regex(r"[，,]?(?:谁|哪[一个家座])")
_WHO_MORE = regex(r"(?:谁|哪[一个家座]).{0,6}(?:更|最|较)")
_ASKS_FIRST = regex(r"(?:又|都)?(?:是|在|由)?(?:哪[年天月里个家]|何时|什么时候|几[时月])")
_EACH_OF = regex(r"^(?:分别|各自?)")
MUCH = regex(r"^(?:多少|几(?![年月天日时点]))")
_WHICH = regex(r"^哪[几一]?[家个座项部所位款支种](?=[\u4e00-\u9fff]{2})[^，,的由在是有]+[?？]*$")
POINTS = regex(r"^(?:它|其|该|这|那)")
_WHEN = regex(  # 是哪年成为国家集群的, 之后哪一年才上的系统
    r"(?:[之随此]后|后来|然后|接着)?(?:才|又)?是?(?:哪一?[年天月]|什么时候|何时|在?哪里|怎么)"
)
_TOWARDS = regex(r"^[又还]?(?:对|向|给|为|由)")  # 对贵州提出了什么 has no subject of its own
_SPREAD = regex(r"分别|各自|各|都")
SAME_START = 4  # characters
LONGEST_OWNER = 8  # characters of what stands before a quoted name
LEAST_FIELD = 2  # characters of a noun that is no field by itself: 产业, 平台
_WITH_IT = regex(r"(?<=[与和跟给对为由管向替归])(?:它|其)(?![们他实中])")  # 与<它>配套的
_SIZED = regex(  # what is said of a thing right behind its name: FAST望远镜|口径
    r"(?:口径|直径|面积|高度|长度|库容|跨度|宽度|深度|体积|里程|票价|注册资本|股本|营业额|销售额)$"
)
_IN_TOTAL = regex(r"(?:总|一)共(?=[一-鿿])")  # 节点总|共布了几处
_NO_NAME = regex(r"力争")  # cut as if it were one
_THINGS = ("平台", "项目", "工程", "系统", "中心", "小镇")
_EVERYWHERE = ("中国", "世界")  # named in passing: 连续几年全国第一
_ANOTHER = regex(r"另外?一?[家个位座部款项所][^，,是的有叫在]{3,}")  # 另一家企业乙公司的产值
_THEN = regex(any_of("then"))
_LATER = regex(r"后来|如今|眼下|最近(?:一次)?|最新|近来")  # of another time than the one named
_AT = ("在", "到", "于")
_IN_A_TEXT = regex(  # <学习笔记里>归纳了几项: in a text of its own
    rf"[^，,的]{{2,10}}(?:{any_of('head:work')}|笔记|[通公简年月]报|白皮书|问答|材料)[里中上]"
)
_IN_ALL = regex(r"(?:全国|全球|全世界|世界上|国内)(?:一共|总共|共)?有(?:几|多少)")
_ALSO_IS = regex(  # 快递的目标定在多少，造船呢，<陶瓷又是多少>
    r"^(?P<one>[^，,的]{2,12}?)又(?:是|为)(?:多少|多大|几[个家户项座])?[?？]*$"
)
_WIDE = regex(  # 全省规上企业家数, but not 全国的目标, 全省排第几
    r"全(?:[省国市县区州球]|世界)(?!的?(?:目标|一?共|总共|位|第)|[又还也]?[是有在排占])"
    r"[\u4e00-\u9fff]{4}"
)
_OWNED = regex(r"的(?=[^又有是呢几多，。？?])")


def owned(turns: Sequence[tuple[str, str]], piece: str) -> str:
    """A question in a row with its subject: in one breath even 智算占比是多少 leans on another."""
    bare = AGAIN.sub("", piece)
    if not turns:
        return piece
    again = _named_before(bare[:SAME_START], turns[-1][0])
    if again or opens_with_name(bare) or _ANOTHER.match(bare):
        return bare
    turns = [(turned(asked), answer) for asked, answer in of_the_first(turns, piece)]
    before = turns[-1][0]
    piece = bare if POINTS.match(bare) else piece
    if away := AWAY.match(piece):
        return _held_against(turns, away["from"])
    if it := _WITH_IT.search(piece):
        whole = subject_of(before, dated=False)
        return replaced(piece, Span(*it.span()), _SIZED.sub("", whole) or whole)
    piece = _then(piece, before)
    if whole := _of_the_same(before, piece):
        return whole
    if (also := _ALSO_IS.match(bare)) and not head_of(also["one"]):
        return condense(turns, also["one"] + "呢？")
    opening = _opening(before, piece)
    return opening + piece if opening else _leaning(turns, piece)


def _named_before(start: str, before: str) -> bool:
    """Whether a piece begins with what the question before is about, or one of the two it is."""
    joined = len(start) == SAME_START and any(f"{joint}{start}" in before for joint in "和与跟及、")
    return before.startswith(start) or joined


def _of_the_same(before: str, piece: str) -> str:
    """A piece that says of what it is by its form; "" where it does not."""
    bare = AGAIN.sub("", piece)
    forms = (
        of_the_described,
        of_that_body,
        of_its_kind,
        of_itself,
        at_another_time,
        of_that_kind,
        of_the_event,
        of_another,
        of_the_owner,
    )
    if found := next((found for form in forms if (found := form(before, bare))), ""):
        return found
    if among := _AMONG.match(before):
        return f"{among['whole']}{'' if '的' in among['whole'] else '的'}{piece}"
    for told in (same_indicator, with_indicator, each_counted):
        if same := told(before, piece):
            return same
    return bare if _of_several_places(before) and _own_field(bare) else ""


def _held_against(turns: Sequence[tuple[str, str]], other: str) -> str:
    """…现在是多少，离<2030年目标>还差多少: what the value of the one before is held against."""
    if _RESULT.search(other):
        return against(statement(turns[-1][0]), other)
    asked, status = condense(turns, other + "呢？"), status_of(other)
    named = indicator_of(turns[-1][0], dated=False)
    if status and status.goal and named and ("目标" not in asked or named[-2:] not in asked):
        return status.of(named)  # 已建成充电桩多少个，离<2025年目标>还差多少
    return asked


def _opening(before: str, piece: str) -> str:
    """What a piece has in common with the question before, word for word; "" where that is unsure.

    数据宝有|多少产品、<多少场景>; 瓴泓和数据宝|分别…，<各自>…; 贵安的|“四大赋能”…，<“三大转型”>….
    """
    count = interrogative_spans(before)
    if (MUCH.match(piece) or _one_more(piece)) and count and count[0].start > 0:
        return before[: count[0].start]
    if _EACH_OF.match(piece) and (both := _coordination(before)):
        return both
    if _ASKS_FIRST.match(piece) and (both := _coordination(before)):
        return f"{both}分别"
    compared = _WHO_MORE.match(piece)
    if (compared or (_SPREAD.search(piece) and not members(piece, len(piece))[1])) and (
        both := _coordination(before, _WHO_ASKED if compared else _SPREAD)
    ):
        return f"{both}，" if compared else f"{both}的"
    if shared := shared_frame(before, piece):
        return shared
    if beside := _beside(before, piece):
        return beside
    return "" if piece.rstrip("?？").endswith("呢") else _scope_of(before, piece)


def _beside(before: str, piece: str) -> str:
    """What stood before the thing that gives way to another: 云服务要做多大，<软件>又要做多大.

    Both are asked the same with the same words; an attribute is one of what was named before it.
    """
    one, other = _asked_of(before), _asked_of(AGAIN.sub("", piece))
    if one is None or other is None or other[0].start > 0 or one[1] != other[1]:
        return ""
    thing = inside(before, one[0])[-1].text
    opening = before[: one[0].start]
    scope = bool(opening) and not noun_phrases(
        opening, (*time_spans(opening), *place_spans(opening))
    )
    return opening if scope and not relational(thing) and not named(piece) else ""


def _one_more(piece: str) -> bool:
    """Whether a piece is but one more thing asked for: 看了哪家食品企业，<哪家物流公司>."""
    return _WHICH.match(piece) is not None and words(piece.rstrip("?？"))[-1].tag.startswith("n")


def _asked_of(question: str) -> tuple[Span, str] | None:
    """The noun phrase right before the predicate, and the predicate: 云服务产业|要做多大."""
    asked = interrogative_spans(question)
    taken = (*time_spans(question), *place_spans(question))
    found = [p for p in noun_phrases(question, taken) if asked and p.end <= asked[0].start]
    if not found:
        return None
    return found[-1], re.sub("又|[?？]", "", question[found[-1].end :])


def _leaning(turns: Sequence[tuple[str, str]], piece: str) -> str:
    """A piece with the subject of the question before, where it has none of its own."""
    bare = AGAIN.sub("", piece)
    if _possessor(bare):
        return bare
    if _LATER.search(piece):
        turns = [(_undated(asked), answer) for asked, answer in turns]
    before, asked = turns[-1][0], condense(turns, piece)
    if asked.endswith(piece) and _own_subject(bare):
        return bare  # 5G基站有多少个 has nothing to do with the firm named before
    dated = analyse(piece).kind == "number" and not time_spans(piece)
    if dated and asked == subject_of(before, dated=False) + piece:
        return subject_of(before, dated=True) + piece
    whole = subject_of(before, dated=False)
    told = analyse(piece).kind != "number"
    if told and asked.startswith(whole) and (thing := _SIZED.sub("", whole)):
        return thing + asked[len(whole) :]
    if asked != piece or at_an_event(before, piece):
        return asked
    return subject_of(before, dated=not time_spans(piece)) + bare


def _undated(question: str) -> str:
    """A question without its times, for one of a later time: 在2023年处于什么状态."""
    for span in reversed(time_spans(question)):
        at = span.start - (question[: span.start].endswith(_AT))
        question = question[:at] + question[span.end :]
    return question


def _coordination(before: str, spread: re.Pattern[str] = _SPREAD) -> str:
    """What 分别 or 谁 spread out in the question before: 瓴泓和数据宝."""
    marker = spread.search(before)
    span, found = members(before, marker.start()) if marker else (None, [])
    return before[: span.end] if span and len(found) > 1 else ""


def _scope_of(before: str, piece: str) -> str:
    """Place and time of the last question for a piece that has a thing of its own, but no place.

    A quoted name takes what stood before the last one: 贵安的“四大赋能”…，<贵安的>“三大转型”….
    """
    quoted = before.find("“")
    if piece.startswith("“") and 0 < quoted <= LONGEST_OWNER:
        owner = before[:quoted]
        owns = owner.endswith("的") or bool(place_spans(owner))
        return owner if owns and not interrogative_spans(owner) else ""
    named = [Span(*m.span()) for m in NAMED.finditer(before)]
    places = [p for p in place_spans(before) if not any(n.covers(p) for n in named)]
    if not _own_field(piece) or not places or place_spans(piece) or is_proper(piece):
        return ""
    times = () if time_spans(piece) else time_spans(before)
    return with_neighbours(before, places[0]).of(before) + "".join(t.of(before) for t in times[:1])


def _own_field(piece: str) -> bool:
    """Whether a piece begins with a field of the economy or a thing: 白酒产业又在哪里."""
    topic = frame(piece).topic
    head = topic.of(piece) if topic and topic.start == 0 else ""
    return head.endswith((*_THINGS, *listed("field"))) and len(head) > LEAST_FIELD


def _of_several_places(before: str) -> bool:
    """Whether a question is about two places that are what it is about: 甲市和乙市属于哪个圈."""
    span, found = members(before, len(before))
    places = place_spans(before)
    return bool(span and found[1:] and places and span.start == places[0].start == 0)


def _then(piece: str, before: str) -> str:
    """同年 as the year that was named before."""
    times = [t for t in time_spans(before) if re.search(r"\d{4}年", t.of(before))]
    found = _THEN.search(piece)
    if not times or found is None or found.group() == "同期":
        return piece
    return piece[: found.start()] + times[-1].of(before) + piece[found.end() :]


def _possessor(piece: str) -> bool:
    """Whether a piece says whose attribute it asks for: 瓴泓的业务有多少, but not 业务的占比."""
    owned, topic = _OWNED.search(piece), frame(piece).topic
    if owned is None or topic is None or topic.start > 0 or topic.end > owned.start():
        return False
    asked = interrogative_spans(piece)
    if asked and asked[0].start < owned.start() and words(piece)[0].tag[0] in "vf":
        return False  # 中了多少亿的标
    if words(piece)[0].tag == "v" and words(piece)[0].span.end == owned.start():
        return False  # 点出的头一个问题
    said = inside(piece, topic)
    last = said[-1].text
    acts = len(said) == 1 and last in listed("inner")  # 服务的企业: by the one named before
    return not (relational(last) or acts or last in listed("verb"))


def _own_subject(piece: str) -> bool:
    dated = next((t.end for t in time_spans(piece) if t.start == 0), 0)
    if _TOWARDS.match(piece[dated:]) or _WHEN.match(AGAIN.sub("", piece)) or _does(piece):
        return False
    places = [p for p in find_places(piece) if p.name not in _EVERYWHERE]
    topic = frame(piece).topic
    head = topic.of(piece) if topic and topic.start == 0 else ""
    headed = head.endswith(_heads()) and head not in listed("head:work")  # 规划…: the one named
    apart = _IN_A_TEXT.match(piece) or _IN_ALL.match(piece)
    wide = _WIDE.match(piece)  # 全省规上企业家数
    return bool(places or wide) or named(piece) or headed or apart is not None


def named(piece: str) -> bool:
    """Whether a piece names somebody, the plan's term in “十四五”末 and a 力争 aside."""
    dated = next((t.end for t in time_spans(piece) if t.start == 0), 0)
    return is_name(_IN_TOTAL.sub("", _NO_NAME.sub("", piece[dated:])))


def _does(piece: str) -> bool:
    """Whether a piece begins with what somebody does: 做物流又是和哪些地方一起."""
    first = words(piece)[0]
    asked = interrogative_spans(piece)
    before = piece[: asked[0].start] if asked else piece
    return first.tag == "v" and len(first.text) == 1 and "的" not in before


def _heads() -> tuple[str, ...]:
    """Nouns that name a thing of its own: 大会, 规划, 平台."""
    return (*listed("head:event"), *listed("head:work"), *_THINGS)
