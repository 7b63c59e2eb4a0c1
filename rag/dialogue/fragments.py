"""Fragments: 那2025年呢？ 贵阳呢？ 和上海比呢？ What they name takes the place of its like."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial

from rag.dialogue.frame import frame
from rag.dialogue.names import bodies
from rag.dialogue.nouns import with_noun, with_owner, with_verb
from rag.dialogue.spans import asking_spans, interrogative_spans, place_spans, time_spans
from rag.dialogue.substitute import (
    joined,
    subject_of,
    subject_with_place,
    with_place,
    with_scope,
    with_sort,
    with_time,
)
from rag.dialogue.things import has_grade, is_grade
from rag.dialogue.vocabulary import any_of, attribute_kind, head_of, listed, relational
from rag.patterns import regex
from rag.question import analyse
from rag.types import Span
from rag.words import words

LONGEST = 24  # characters of what a fragment names
LONGEST_COUNTED = 4  # characters of a thing that has a count of its own

_NOT_THAT = (  # 那里 is a pronoun, no opening word, and 好活 a name
    r"(?!(?<=那)[里儿边个些家年时种位次项座场套部份款条类批笔])(?!(?<=好)[一-鿿](?<!的))"
)
OPENER = regex(rf"^(?:{any_of('opener')}{_NOT_THAT}|[，,、\s])+")
_CLOSER = regex(rf"(?:{any_of('closer')}|[?？。！!，,\s])+$")
_COMPARED = regex(
    r"^(?:那么?|如果|要是)?(?:和|跟|与|同|比起|相比于?|对比|比)(?P<other>.{1,20}?)"
    r"(?:相?比较?|对比|来比|比起来)?(?:起来)?"
    r"(?:呢|如何|怎么?样|(?:又|会)?(?:是|有)?多少|(?:变化|差别|差距)[^，。]{0,6}|哪个[^，。]{1,6})?[?？。]*$"
)
_OF_THAT = regex(  # 那<它的>产值呢
    r"^(?:它们?|他们?|她们?|其|[该这那]一?[个家所项座份次条款部]?(?:公司|企业|集团|机构|单位|城市|地方|项目|平台|计划)?)的(?=.)"
)
_SET = regex(r"(?:所|给自己)?(?:制定|设定|提出|定|下达?)(?:下|出)?的(?=目标|计划|指标|任务)")
_SET_FOR = regex(  # 给2022年定的数呢
    r"^(?:那么?)?(?:它|他们|公司|省里|市里)?给(?P<time>(?:20)?\d\d年|今年|明年|次年|来年)(?:定|设|立|压)(?:下|出)?的(?:数|杠|指标|任务|调子)"
)
_TWO_STEPS = regex(  # 线路<呢>，有多少条？
    r"^(?P<opener>(?:那么?|还有|然后)?[，,]?)(?P<noun>[^，,。？?]{1,14}?)(?:呢|也有吧|也有的?吧|的话|嘛)[，,？?](?P<rest>[^，。]{2,20})$"
)
_ASIDE = regex(  # says how the question goes on, and asks nothing
    r"^(?:没有[^，,]{1,6}|扯远了|跑题了|言归正传|先?不(?:说|聊|管|谈)[^，,]{1,10}"
    r"|[^，,]{1,12}(?:就?算了|一点|一档的?|一层的?)"
    r"|换一?[个家种样座]|再往[前后回](?:[看推倒退数走])?|(?:ok|okay)?,? ?then)[，,：:]+\s*"
    r"(?=.{2})"
    r"|^(?:那么?)?[高低上下大小次][一两]?[档级层等]的(?=.{2})"
    r"|^(?:那么?)?(?:跟|和|与|同)(?:它们?|他们?|她们?)(?!一[块起道同][^，,。的]{0,4}的(?:还|另|又|有|哪))[^，,。的]{1,8}的(?=.{4})"
    r"|^(?:step back to|back to|turning to) (?=\d)",
    re.IGNORECASE,
)
_TOLD = regex(
    r"(?<=..)(?:的?(?:具体|详细)?(?:展开|具体|详细|细)(?:说说|讲讲|说一下|讲一下|谈谈|介绍一下))[。]?$"
)
_SAME_AGAIN = regex(  # another of the same: 软件业有这么快吗, 公共服务那一栏写的什么
    r"^(?:那么?|而)?(?P<noun>[^，,。？?]{2,12}?)(?:(?:呢[，,])?(?:是不是)?也是[这那](?:几|些|么|个)?[个些家]?(?:地方|地区|城市|企业|水平|数|标准)?(?:吗|(?=[?？]))|(?:也|会|能|还|没)?有?(?:这么|那么|同样|一样)的?[快高多大好强猛低慢少][吗吧]?"
    r"|[那这]一?[栏块部节章格行]分?(?:里|上)?(?:写|说|讲|提|填)[的了]?(?:是)?(?:什么|啥))[?？]?$"
    r"|^换(?:成|作|做)?(?P<other>[^，,]{2,10}?)"
    r"(?:来?[算看说][，,].{2,8}|(?:的话|来说)?[，,]?(?:是|又是)(?:谁|什么|多少|哪[里家个]))[?？]?$"
)
_COUNTED_AGAIN = regex(  # 年初<才几台啊>, 贵安<一地看是几个>: how many of the same
    r"(?:的话|一地|当地|本地|来?看|来讲|来说|算|[，,])*(?:才|只|就|还|都|共|一共)*(?:有|是|达到?|做到|到|为)?了?"
    r"(?:几|多少)(?:[个家台套户人座架条所名位项件部款亿万元成])*(?:了)?[啊呢呀吧]?[?？。]*$"
)
_BY_UNIT = regex(
    r"(?:有|是|一共|总共)*(?P<count>(?:几|多少)[十百千万亿]*(?P<unit>[条家户座台辆名位项款部套处所]))了?[呢啊]?[?？。]*"
)
_LISTING = regex(r"(?:都|分别|具体)?有?哪(?:些|几)")
_DOING = regex(r"(?:又|还|都)*(?:[做干忙](?:了|些|着)*(?:什么|哪)|有什么(?:动作|安排|活动|事))")
_MOVING = regex(
    r"(?:[又还]|都)*(?:去|到|来|跑|走访|考察|调研|会?见|参观)了?(?:的是)?(?:哪|谁|什么)"
)
_COMPARING = regex(r"比|变化|差")
_OWNERS = ("v", "nr", "nt", "nz")  # tags of names, some of which look like verbs
_ALONE = regex(r"^(?:光|只|单)(?:数|算|看|说)?(?=[^的]{2})")
_SELF = regex(
    r"(?:[那这][次回场年部份座家届批款]|自己|本身|自身|单独|整个|整体|那边|这边|这块|那块|这一块|那一块)$"
)
_ASPECT = regex(r"[一-鿿]{2}(?=方面)")
_ASPECT_OF = regex(r"方面的?呢")
_AT = regex(r"^(?:截至|到|至|在|于|对|从)(?=[^，]{2})")
_CHANGE = regex(r"的?(?:同比|环比)(?=是)")
_AVERAGE = ("平均", "平均水平", "平均值")
_CLEFT = regex(r"^[一-鿿]的(?:就|都)?是(?:什么|谁|哪)")  # 图的是什么
_JOINTS = "在对从于到、和与及"  # before a place that is none of a name
_EDGES = "的之，,、和与 "


@dataclass(frozen=True, slots=True)
class Fragment:
    """A question without a predicate: the times and places it names, and what else."""

    time: str
    place: str
    rest: str
    owner: bool = False


def fragment(turns: Sequence[tuple[str, str]], question: str) -> str | None:
    """The last question with what the fragment names put in; None for what is no fragment."""
    text = turns[-1][0]
    news = _news(text, question)
    counts = counts_anew(text, question)
    parts = None if counts or _CLEFT.match(question) else _parsed(news)
    text = (parts and _with_slot(turns, parts)) or text
    if parts and parts.rest in listed("status"):
        text = _CHANGE.sub("", text)  # 产值的同比是多少，目标呢: of the 产值
    if parts and news != question and parts.time and relational(head_of(parts.rest)):
        return None  # 云上贵州2021年产值, after its goal for 2022
    if parts is None or (_tells_itself(parts) and interrogative_spans(question)):
        return None
    alone = parts.rest if not parts.time and not parts.place else ""
    for put in (with_scope, with_sort):
        if (found := put(text, alone or parts.place)) is not None:
            return found
    if parts.rest.startswith("另") and not parts.time and not parts.place:
        return f"{subject_of(text, dated=False)}{parts.rest}是什么？"
    if parts.rest and (old := _ASPECT.search(text)) and _ASPECT_OF.search(question):
        text = joined(text[: old.start()], parts.rest) + text[old.end() :]
    elif parts.rest:
        put_in = with_owner if parts.owner else with_noun
        text = with_verb(text, parts.rest) or put_in(text, parts.rest)
    if parts.place:
        text = with_place(text, parts.place)
    return with_time(text, parts.time) if parts.time else text


def counts_anew(asked: str, question: str) -> bool:
    """Whether a question counts what was explained before: 独角兽指什么, 贵州有几家."""
    return analyse(asked).kind == "definition" and _COUNTED_AGAIN.search(question) is not None


def _with_slot(turns: Sequence[tuple[str, str]], parts: Fragment) -> str:
    """The latest question that has what a fragment replaces; "" where the last one will do.

    A grade needs a grade, a rate or a status an amount; a time needs one beside a person's name.
    """
    last = turns[-1][0]
    if is_grade(parts.rest):
        fits: Callable[[str], bool] = partial(has_grade, grade=parts.rest)
    elif parts.rest in (*listed("rate"), *listed("status")):
        fits = _asks_amount
    elif parts.time and not parts.rest and analyse(last).kind == "person":
        fits = _is_dated
    else:
        return ""
    return "" if fits(last) else next((a for a, _ in reversed(turns) if fits(a)), "")


def _asks_amount(asked: str) -> bool:
    return analyse(asked).kind not in ("person", "place", "organisation")


def _is_dated(asked: str) -> bool:
    return bool(frame(asked).times)


def _tells_itself(parts: Fragment) -> bool:
    """Whether a question is whole but for its subject: 定位是什么, beside 2023年是多少."""
    alone = not parts.time and not parts.place
    return alone and attribute_kind(head_of(parts.rest)) == "other"


def _news(asked: str, question: str) -> str:
    """A fragment without the subject it repeats: 贵安超算中心的董事长呢 is 的董事长呢 after it."""
    subject = subject_with_place(asked)
    at = question.find(subject) if len(subject) > 1 else -1
    if at < 0 or OPENER.sub("", question[:at]):
        return question
    left = question[at + len(subject) :]
    return question[:at] + left.removeprefix("的") if _CLOSER.sub("", left) else question


def in_one_step(question: str, asked: str = "") -> str:
    """线路呢，有多少条？ names first and asks then; it becomes 线路呢？ or 累计输送了多少？.

    >>> in_one_step("累计呢，输送了多少卡时？"), in_one_step("线路呢，有多少条？")
    ('累计输送了多少卡时？', '那线路呢？')
    >>> in_one_step("软件业有这么快吗"), in_one_step("更远一点，2035年呢？")
    ('软件业呢？', '2035年呢？')
    """
    question = _ASIDE.sub("", question) or question
    question = _SET_FOR.sub(r"\g<time>的目标", question)
    question = _TOLD.sub("的具体内容是什么？", question)
    if match := _SAME_AGAIN.match(question):
        return f"{match['noun'] or match['other']}呢？"
    match = _TWO_STEPS.match(question)
    if match is None or not asking_spans(match["rest"]):
        return question
    noun, rest = match["noun"], match["rest"]
    if _says_something(rest) or _LISTING.match(rest):
        return noun + rest
    unit = _BY_UNIT.fullmatch(rest)
    thing = all(w.tag.startswith("n") for w in words(noun)) and len(noun) <= LONGEST_COUNTED
    if unit and asked and thing and unit["unit"] not in asked:  # 一年多少钱的货, 线路呢，几万条
        return f"{noun}有{unit['count']}"
    time = _of(rest, time_spans(rest))
    if time_spans(noun) and (_DOING.match(rest) or _MOVING.match(rest)):
        return noun + rest
    return f"{match['opener'] or '那'}{time}{noun}呢？"


def _says_something(rest: str) -> bool:
    """Whether there is content beside question words and times: 哪天施行, not 有多少条."""
    taken = (*asking_spans(rest), *time_spans(rest))
    left = [w for w in words(rest) if w.content and not any(s.overlaps(w.span) for s in taken)]
    return any(len(w.text) > 1 for w in left)


def compared(turns: Sequence[tuple[str, str]], question: str) -> str | None:
    """和上海比呢？: the last question for both."""
    match = _COMPARED.match(question)
    if match is None or not _COMPARING.search(question):
        return None
    other, text = match["other"], turns[-1][0]
    for spans_of, put in ((place_spans, with_place), (time_spans, with_time)):
        new, old = spans_of(other), spans_of(text)
        left = _without(other, new).strip(_EDGES)
        if new and left in ("", *_AVERAGE):
            name = other[new[0].start : new[-1].end] + ("平均" if left else "")
            return _each(put(text, f"{old[0].of(text)}和{name}" if old else name))
    return None


def _each(text: str) -> str:
    """分别 before the question word, where both are asked for."""
    spans = interrogative_spans(text)
    if not spans or "分别" in text:
        return text
    at = spans[0].start
    while at > 0 and text[at - 1] in "是有为达":
        at -= 1
    return text[:at] + "分别" + text[at:]


def _parsed(question: str) -> Fragment | None:
    question = _without_count(question)
    opener, closer = OPENER.match(question), _CLOSER.search(question)
    start = opener.end() if opener else 0
    end = max(start, closer.start() if closer else len(question))
    body = _SET.sub("", _OF_THAT.sub("", question[start:end])).strip(_EDGES)
    owner = question[start:end].endswith("的") or question[end:].startswith("的")
    if not body or len(body) > LONGEST:
        return None
    marked = "呢" in question[end:] or opener is not None
    body = _AT.sub("", body) or body
    marked = marked or _names_alone(body, owner)
    times = time_spans(body)
    names = [body.find(name) for name in bodies(body)]
    places = [
        s for s in place_spans(body) if s.start not in names and not _in_a_name(body, s, times)
    ]
    rest = _SELF.sub("", _ALONE.sub("", _without(body, (*times, *places)).strip(_EDGES)))
    place = _of(body, places)
    if place and rest in _AVERAGE:
        place, rest = place + "平均", ""
    if not marked and rest and (places and (times or not _measure(rest))):
        return None
    if not _fits(rest, marked, bool(times or places), owner):
        return None
    owns = owner and words(rest or "的")[-1].tag.startswith(_OWNERS)
    return Fragment(_of(body, times), place, rest, owns)


def _in_a_name(body: str, place: Span, times: Sequence[Span]) -> bool:
    """Whether a place stands inside a name: 建行<贵安>数据中心, not 2021年贵阳增速."""
    earlier = [t for t in times if t.end <= place.start]
    before, after = _without(body[: place.start], earlier), body[place.end : place.end + 1]
    return bool(before) and before[-1] not in _JOINTS and after not in ("", *_EDGES)


def _without_count(question: str) -> str:
    """年初才几台啊 and 光数超大型的有几个 as 年初呢: they name nothing else but what is new."""
    count = _COUNTED_AGAIN.search(question)
    if count and count.group().startswith("了") and question[: count.start()].endswith("中"):
        return question  # 2023年中了多少 is what was won
    said = OPENER.sub("", question[: count.start()]) if count else ""
    body = _AT.sub("", said) or said
    rest = _without(body, (*time_spans(body), *place_spans(body))).strip(_EDGES)
    named = body and (rest in ("", *_AVERAGE) or is_grade(rest))
    return f"{body}呢？" if named else question


def _names_alone(body: str, owner: bool) -> bool:
    """Whether a question is a noun and nothing else: 日活, 应用场景, 东江的."""
    found = words(body)
    nouns = all(
        w.tag[0] in ("nlj" if at else "nljva") or relational(w.text) for at, w in enumerate(found)
    )
    return (nouns and (owner or relational(head_of(body)))) or is_grade(body)


def _measure(rest: str) -> bool:
    """Whether what is asked of a place says nothing by itself: 贵阳的增速, but not 贵阳的税收."""
    return (head_of(rest) or words(rest)[-1].text) in (
        *listed("rate"),
        *listed("status"),
        *listed("generic"),
    )


def _fits(rest: str, marked: bool, named: bool, owner: bool) -> bool:
    """Whether what is left besides times and places makes no sentence of it.

    `owner`: it ends in 的, so its last word is a name whatever it looks like: 建行的呢.
    """
    if not rest:
        return named
    if rest in listed("adverb") and rest not in listed("status"):
        return False
    head = head_of(rest)
    found = [w for w in words(rest) if w.span.end <= len(rest) - len(head) or w.text == head]
    if interrogative_spans(rest):
        return False
    if all(relational(w.text) or w.text in listed("status") or w.tag == "uj" for w in found):
        return marked or named
    last = found[-1]
    verbs = (*listed("verb"), *listed("copula"), *listed("set"), *listed("change"))
    if marked and len(found) == 1 and last.text not in verbs:
        return True  # 满帮 is tagged as a verb
    if marked and rest.endswith(listed("field")):
        return True  # 软件外包 is cut as 软件|外|包
    noun = bool(head) or owner or not last.tag.startswith("v") or last.tag == "vn"
    if marked and len(found) > 1 and found[0].tag[0] in "nbaj" and last.text not in verbs:
        noun = True  # 新型|显示
    inside = last.text in listed("inner") or last.text in listed("field")
    noun = noun or (len(found) > 1 and inside)  # 中融智能<制造>, 软件<外包>
    clause = any(w.text in listed("copula") or w.tag in ("ul", "p", "d") for w in found)
    return marked and noun and not clause


def _without(text: str, spans: Sequence[Span]) -> str:
    for span in sorted(spans, reverse=True):
        text = text[: span.start] + " " + text[span.end :]
    return "".join(text.split())


def _of(text: str, spans: Sequence[Span]) -> str:
    return text[spans[0].start : spans[-1].end] if spans else ""
