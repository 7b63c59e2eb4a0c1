"""Questions that follow each other in one breath, each with what it leaves out filled in."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from rag.answering.decompose_members import members
from rag.answering.decompose_status import status_of
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
)
from rag.dialogue.substitute import replaced, subject_of
from rag.dialogue.vocabulary import any_of, listed, relational
from rag.places import find_places
from rag.question import analyse
from rag.types import Span
from rag.words import words

_MARK = re.compile(r"[?？]+|[；;](?=.*[?？]|.*多少|.*什么)")
_AWAY = re.compile(  # …现在是多少，<和2025年目标相差多少>
    r"^(?:和|与|跟|比|距离?|离)(?P<from>[^，。]{2,14}?)(?:相比|比)?"
    r"(?:(?:还?相?差|还?有|高|低|多|少)(?:出|了)?(?:多少|几|多远|多大)(?:的?(?:缺口|差距))?|哪个?更?[高低多少大小快慢])"
)
_AGAIN = re.compile(rf"^(?:{any_of('again')}|[，,])+")
_POLITE = re.compile(r"^(?:请问一?下?|我?想(?:请问|问|了解|知道)一?下?|麻烦|请教一?下?)[，,]?")
_TELL = re.compile(r"^请?(?:帮我)?(?:介绍|说明|概括|解释|说说|讲讲|谈谈|列出|列举)(?:一下)?")
_JOINT = re.compile(r"[，,]|、(?!一个)|(?:以及|还有|并且|[和与])(?=[^，、]{2,})")
_TITLE = re.compile(r"[，,：:]")
_SCOPE = re.compile(
    r"^(?:除|到|在|从|按|据|根据|随|对于?|关于|就|与|和|跟|同|比|截至)|(?:方面|来说|中|里|后|时|以来)$"
)
_DERIVED = re.compile(  # follows from what was asked before: …，<哪个更快>？ …，<大多少>？
    r"[，,、](?:两者|二者)?(?:(?:哪一?[个边家种]|谁)(?:更|比较|要)?[高低多少大小快慢早晚]"
    r"|(?:相?差|[高低多大小快慢])(?:了|出)?(?:多少|多大))[?？]*$"
)
_CHECK = re.compile(  # told by the values asked for next: 占一半以上吗？总数和其中的…
    r"(?:超过|不足|不到|达到|完成|实现|做到|过半|以上|以下|一半|达标)了?[^，。？?多少几]{0,8}[吗没][有]?[?？]*$"
)
_AMONG = re.compile(r"^(?P<whole>[^，,]{2,20}?)(?:里|中|当中|之中)[^，,]{2,20}占[^，,]*吗[?？]*$")
_STATUS_ASKED = re.compile(  # <目标>多少，后来<实际>完成了多少
    rf"(?:后来|最后|最终|那)?(?:{any_of('status')})(?:数|值)?(?:上)?(?:又)?(?:是|有|为|完成|达到|做到)?了?"
    r"(?:多少|几|多大|多高)"
)
_AIM_ASKED = re.compile(  # <2026年>力争做到多大
    r"[又还]?(?:想要?|要|打算|准备|计划|力争|争取|希望|预计)(?:做|达|提|提高|增|扩大|涨|升|占)?(?:到|大)?"
    r"(?:多少|多大|多高)[?？]*$"
)
_BARE = re.compile(r"^(?:哪一?[天年日月里]|何时|何地|谁|什么时候|几[时点月])")
_EACH_OF = re.compile(r"^(?:分别|各自?)")
_MUCH = re.compile(r"^(?:多少|几(?![年月天日时点]))")
_MANNER = re.compile(r"怎|如何|为什么|为何")
_POINTS = re.compile(r"^(?:它|其|该|这|那)")
_WHEN = re.compile(r"是?(?:哪一?[年天月]|什么时候|何时|在?哪里|怎么)")  # 是哪年成为国家集群的
_TOWARDS = re.compile(r"^[又还]?(?:对|向|给|为|由)")  # 对贵州提出了什么 has no subject of its own
_SPREAD = re.compile(r"分别|各自|各|都")
LONGEST_OWNER = 8  # characters of what stands before a quoted name
LEAST_FIELD = 2  # characters of a noun that is no field by itself: 产业, 平台
_A_YEAR = re.compile(r"(?:19|20)\d{2}年")
_PART_OF_YEAR = re.compile(r"年[初底末]|[上下]半年|第?[一二三四]季度")
_WITH_IT = re.compile(r"(?<=[与和跟给对为由管向替归])(?:它|其)(?![们他实中])")  # 与<它>配套的
_SIZED = re.compile(  # what is said of a thing right behind its name: FAST望远镜|口径
    r"(?:口径|直径|面积|高度|长度|库容|跨度|宽度|深度|体积|里程|票价|注册资本|股本|营业额|销售额)$"
)
_WHILE = re.compile(r"(?:前后|先后)(?=[^，。]{1,3}了)|原(?=计划|定)")  # <前后>建了几年
_NO_NAME = re.compile(r"力争")  # cut as if it were one
_THINGS = ("平台", "项目", "工程", "系统", "中心")
_EVERYWHERE = ("中国", "世界")  # named in passing: 连续几年全国第一
_THEN = re.compile(any_of("then"))
_OWNED = re.compile(r"的(?=[^又有是呢几多，。？?])")


def in_a_row(question: str) -> list[str]:
    """The questions that follow each other, or the one there is.

    >>> in_a_row("数据宝有多少产品、多少应用场景？")
    ['数据宝有多少产品？', '数据宝有多少应用场景？']
    >>> in_a_row("贵州软件业的增速，2021年是多少，2022年定了多少？")
    ['贵州软件业的增速2021年是多少？', '贵州软件业的增速2022年定了多少？']
    """
    plain = _without_derived(_POLITE.sub("", question))
    title, rest = _titled(plain)
    pieces = [_WHILE.sub("", p.strip(" ，,。")) for p in _MARK.split(rest)]
    pieces = [clause for p in pieces if p for clause in _clauses(p)]
    asking = [p for p in pieces if _asks(p) or _CHECK.search(p)]
    if len(pieces) < 2 or len(asking) != len(pieces):
        return [plain if _DERIVED.search(question) else question]
    turns: list[tuple[str, str]] = []
    for piece in pieces:
        turns.append((_of_title(title, turns, piece) or _owned(turns, piece + "？"), ""))
    asked = [question for question, _ in turns]
    return [q for q in asked if not _CHECK.search(q)] or asked


def _without_derived(question: str) -> str:
    """The question without a comparison at its end of values that it asks for anyway."""
    shorter = _DERIVED.sub("？", question)
    return shorter if interrogative_spans(shorter) else question


def _asks(piece: str) -> bool:
    return bool(interrogative_spans(piece)) or piece.endswith("呢") or bool(_TELL.match(piece))


def _titled(question: str) -> tuple[str, str]:
    """What a question names first as the subject of all that follows, and the rest: 增速，…多少."""
    named = [m.span() for m in NAMED.finditer(question)]
    ends = (m for m in _TITLE.finditer(question) if not any(a < m.start() < b for a, b in named))
    end = next(ends, None)
    title = question[: end.start()].strip() if end else ""
    nominal = not (_asks(title) or _SCOPE.search(title)) and _noun_phrase(title)
    return (title, question[end.end() :]) if end and nominal else ("", question)


def _noun_phrase(title: str) -> bool:
    """Whether a clause is a noun phrase, as far as its words tell."""
    found = words(title)
    verbs = any(w.text in ("是", "有", "为") or w.tag in ("ul", "ug", "p") for w in found)
    phrases = noun_phrases(title, time_spans(title))
    ended = bool(phrases) and phrases[-1].end == len(title)
    return not verbs and (ended or any(m.end() == len(title) for m in NAMED.finditer(title)))


def _of_title(title: str, turns: Sequence[tuple[str, str]], piece: str) -> str | None:
    """The piece behind the title it belongs to; None where it has a subject of its own."""
    rest = _AGAIN.sub("", piece)
    leaning = rest.endswith("呢") or _POINTS.match(rest) or _AWAY.match(rest)
    other = _named(rest) or (bool(find_places(rest)) and bool(find_places(title)))
    if not title or (turns and (leaning or other)):
        return None
    return f"{title}{_place(turns, title, rest)}{_year(turns, rest)}{rest}？"


def _place(turns: Sequence[tuple[str, str]], title: str, rest: str) -> str:
    """The place of the piece before: GDP占比，贵州现在是多少，<贵州>2025年要到多少."""
    before = place_spans(turns[-1][0]) if turns else ()
    return "" if not before or place_spans(title + rest) else before[0].of(turns[-1][0])


def _year(turns: Sequence[tuple[str, str]], rest: str) -> str:
    """The year of the piece before, for a mere part of one: 2021年年初几座，<2021年>年底几座."""
    years = _A_YEAR.findall(turns[-1][0]) if turns and _PART_OF_YEAR.match(rest) else []
    return years[-1] if years else ""


def _clauses(piece: str) -> Iterator[str]:
    """The clauses that each ask something; what asks nothing stays in front of its own."""
    named = [m.span() for m in NAMED.finditer(piece)]
    start = 0
    for joint in _JOINT.finditer(piece):
        if any(a < joint.start() < b for a, b in named) or joint.start() < start:
            continue
        left, rest = piece[start : joint.start()], piece[joint.end() :]
        if _asks(left) and _asks(rest) and _separates(joint.group(), left, rest):
            yield left
            start = joint.end()
    yield piece[start:]


def _separates(joint: str, left: str, rest: str) -> bool:
    """Whether a joint stands between two questions: 和 only right behind a question word."""
    if joint in "，,":
        return True
    spans = interrogative_spans(left)
    done = bool(spans) and spans[-1].end == len(left.rstrip("的"))
    if joint == "、" and (_BARE.match(rest) or (done and words(rest)[0].tag == "v")):
        return True  # 全长多少公里、设几个站、哪天开通
    if _MANNER.match(rest):  # 用在哪些场合、怎么部署的 is one
        return done
    named = bool(_MUCH.match(rest) or NAMED.search(rest) or noun_phrases(rest) or time_spans(rest))
    return named and (done or joint == "、")


def _owned(turns: Sequence[tuple[str, str]], piece: str) -> str:
    """A question in a row with its subject: in one breath even 智算占比是多少 leans on another."""
    if not turns:
        return piece
    if _POINTS.match(_AGAIN.sub("", piece)):
        piece = _AGAIN.sub("", piece)
    if away := _AWAY.match(piece):
        asked = condense(turns, away["from"] + "呢？")
        goal = status_of(away["from"])
        if goal and goal.goal and "目标" not in asked:
            return goal.of(subject_of(turns[-1][0], dated=False))
        return asked
    before = turns[-1][0]
    if it := _WITH_IT.search(piece):
        whole = subject_of(before, dated=False)
        return replaced(piece, Span(*it.span()), _SIZED.sub("", whole) or whole)
    piece = _then(piece, before)
    if among := _AMONG.match(before):
        return f"{among['whole']}的{piece}"
    if same := _same_indicator(before, piece):
        return same
    opening = _opening(before, piece)
    return opening + piece if opening else _leaning(turns, piece)


def _same_indicator(before: str, piece: str) -> str:
    """目标多少, 2026年力争做到多大: of the indicator that the question before names; else ""."""
    times = time_spans(piece)
    dated = next((t.end for t in times if t.start == 0), 0)
    if not (_STATUS_ASKED.match(piece[dated:]) or _AIM_ASKED.match(piece[dated:])):
        return ""
    if times:
        for span in reversed(time_spans(before)):
            before = replaced(before, span, "")
    asked = interrogative_spans(before)
    end = asked[0].start if asked else len(before)
    found = [p for p in noun_phrases(before, time_spans(before)) if p.end <= end]
    if not found:
        return ""
    named = inside(before, found[-1])
    while named and (named[-1].text in listed("status") or named[-1].tag == "b"):  # <现有>多大
        named.pop()
    stop = named[-1].span.end if named else found[-1].start
    return before[:stop].rstrip("的") + piece


def _opening(before: str, piece: str) -> str:
    """What a piece has in common with the question before, word for word; "" where that is unsure.

    数据宝有|多少产品、<多少场景>; 瓴泓和数据宝|分别…，<各自>…; 贵安的|“四大赋能”…，<“三大转型”>….
    """
    count = interrogative_spans(before)
    if _MUCH.match(piece) and count and count[0].start > 0:
        return before[: count[0].start]
    if _EACH_OF.match(piece) and (both := _coordination(before)):
        return both
    if beside := _beside(before, piece):
        return beside
    return "" if piece.rstrip("?？").endswith("呢") else _scope_of(before, piece)


def _beside(before: str, piece: str) -> str:
    """What stood before the thing that gives way to another: 云服务要做多大，<软件>又要做多大.

    Both are asked the same with the same words; an attribute is one of what was named before it.
    """
    one, other = _asked_of(before), _asked_of(_AGAIN.sub("", piece))
    if one is None or other is None or other[0].start > 0 or one[1] != other[1]:
        return ""
    thing = inside(before, one[0])[-1].text
    opening = before[: one[0].start]
    scope = bool(opening) and not noun_phrases(
        opening, (*time_spans(opening), *place_spans(opening))
    )
    return opening if scope and not relational(thing) and not _named(piece) else ""


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
    if _possessor(piece):
        return piece
    before, asked = turns[-1][0], condense(turns, piece)
    dated = analyse(piece).kind == "number" and not time_spans(piece)
    if dated and asked == subject_of(before, dated=False) + piece:
        return subject_of(before, dated=True) + piece
    whole = subject_of(before, dated=False)
    told = analyse(piece).kind != "number"
    if told and asked.startswith(whole) and (thing := _SIZED.sub("", whole)):
        return thing + asked[len(whole) :]
    if asked != piece or _own_subject(piece) or at_an_event(before, piece):
        return asked
    return subject_of(before, dated=not time_spans(piece)) + _AGAIN.sub("", piece)


def _coordination(before: str) -> str:
    """What 分别 spread out in the question before: 瓴泓和数据宝."""
    marker = _SPREAD.search(before)
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
    topic = frame(piece).topic
    places = [p for p in place_spans(before) if not any(n.covers(p) for n in named)]
    head = topic.of(piece) if topic and topic.start == 0 else ""
    own = head.endswith((*_THINGS, *listed("field"))) and len(head) > LEAST_FIELD
    if not own or not places or place_spans(piece) or is_proper(piece):
        return ""
    times = () if time_spans(piece) else time_spans(before)
    return places[0].of(before) + "".join(t.of(before) for t in times[:1])


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
    last = inside(piece, topic)[-1].text  # 服务的企业: what is done by the one named before
    return not relational(last) and last not in (*listed("inner"), *listed("verb"))


def _own_subject(piece: str) -> bool:
    dated = next((t.end for t in time_spans(piece) if t.start == 0), 0)
    if _TOWARDS.match(piece[dated:]) or _WHEN.match(_AGAIN.sub("", piece)) or _does(piece):
        return False
    places = [p for p in find_places(piece) if p.name not in _EVERYWHERE]
    topic = frame(piece).topic
    head = topic.of(piece) if topic and topic.start == 0 else ""
    headed = head.endswith(_heads()) and head not in listed("head:work")  # 规划…: the one named
    return bool(places) or _named(piece) or headed


def _named(piece: str) -> bool:
    """Whether a piece names somebody, the plan's term in “十四五”末 and a 力争 aside."""
    dated = next((t.end for t in time_spans(piece) if t.start == 0), 0)
    return is_name(_NO_NAME.sub("", piece[dated:]))


def _does(piece: str) -> bool:
    """Whether a piece begins with what somebody does: 做物流又是和哪些地方一起."""
    first = words(piece)[0]
    asked = interrogative_spans(piece)
    before = piece[: asked[0].start] if asked else piece
    return first.tag == "v" and len(first.text) == 1 and "的" not in before


def _heads() -> tuple[str, ...]:
    """Nouns that name a thing of its own: 大会, 规划, 平台."""
    return (*listed("head:event"), *listed("head:work"), *_THINGS)
