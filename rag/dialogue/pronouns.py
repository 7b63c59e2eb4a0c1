"""Pronouns: 它, 该公司, 那里, 他. What they mean in the turn before takes their place."""

from __future__ import annotations

import re
from collections.abc import Sequence

from rag.dialogue.fragments import OPENER
from rag.dialogue.frame import frame
from rag.dialogue.names import bodies, is_name, people, works
from rag.dialogue.spans import NAMED, noun_phrases, place_spans, time_spans, with_neighbours
from rag.dialogue.substitute import stripped, subject_with_place
from rag.dialogue.theme import identified, object_of, vague
from rag.dialogue.vocabulary import any_of, listed
from rag.patterns import regex
from rag.places import find_places
from rag.question import analyse
from rag.words import words

_DEMONSTRATIVE = r"(?:[该此本]|(?:这|那|上述|前述)(?:一?[个家所项座种类部份次场位条款批些])?)"
_THING = regex(
    rf"^(?P<pronoun>{_DEMONSTRATIVE}(?P<head>{any_of('head:body')}|{any_of('head:work')}"
    rf"|{any_of('head:figure')}|{any_of('head:event')}|{any_of('head:thing')}|{any_of('head:person')}"
    rf"|{any_of('head:place')})|{any_of('there')}(?![头面边])|{any_of('person')}|它[们家]?|其(?![中他余实它次])"
    rf"|对方|上述|前者|后者|这些|那些|这(?=是|会|有|属|算)|[这那该][篇份部座款套项场家](?=的|是|谁|哪|什么|由|有|署|作者|多|几|何|里|发|登|刊|讲|说)|[这那]一行业?(?=[^为动程])|(?:公司|集团|大会|会议)(?=的|[成去今主一现由是在有何]|什么|哪|20|负责人|董事长|总经理|总部|员工))"
)
_KIND_OF = {
    name: regex(any_of(f"head:{name}"))
    for name in ("body", "place", "work", "event", "thing", "person")
}
LONGEST_NAME = 12  # characters of an answer that is a name and nothing else
SHORTEST_VENUE = 4  # characters of a name with its place: 贵安超算中心, but not 贵安新区
_FIRMS = ("公司", "企业", "集团", "科技", "银行")
_TERMS = ("称号", "概念", "说法", "叫法", "名称", "品牌", "提法", "比喻")
_FIGURES = (
    "目标",
    "指标",
    "数字",
    "数据",
    *listed("head:figure"),
)  # 这个目标 is what was asked for as a whole
_BUILT = ("设施", "工程", "场馆", "基础设施")
_NAMED_BY = regex(
    "叫|名|哪|(?<!是)什么(?:企业|公司|单位|机构)"
)  # asks for a name, unlike 重点是什么
_THEN = regex(r"^(?:那么?|然后|还有)[，,]?$")  # 那它…: which would be glued to the name
_THIS = regex(
    r"(?:[这那该]|上述)(?:一?[个家所座项条部份场次]|些)?(?P<head>[一-鿿]{2,4}?|会)(?=的|呢|[?？]|$|[^一-鿿]|(?<=中心)|(?<=公司)|(?<=系统)|(?<=平台))"
)
_HEAD = regex(
    r"(?P<head>中心|平台|系统|条例|方案|规划|计划|园区|项目|基地|小镇)(?=[的哪由是有在何几多现今]|什么|20)"
)
_ASKED_FIRST = regex(r"谁(?!的)|哪[一]?[家个]")
_IT = regex(r"(?<=[一-鿿])它(?=[?？。]?$)|(?<=围绕|利用)它|(?<=[给把用])它")
_MIDDLE = regex(
    r"(?<=[一-鿿])它(?=[一-鿿])(?!们)|(?<=[一-鿿])[往朝向](?:里头|里面|里边|那里|这里|里)(?=投|花|派)"
)
# 总书记到过<这个省>几次: further inside than the subject.
_THIS_PLACE = regex(
    r"(?<=[一-鿿])(?:(?:这|那|咱们?这)[个座]|[该本](?=[省市县区]))"
    r"(?P<head>省|市|城市|新区|区|县|州|地方)(?![一-鿿]?[级委府属直政域]|长)"
)
_OF_FIRMS = regex(rf"^的?(?:{any_of('of:person')}|业务|主营|做什么|是?做啥|注册资本|股东|全称)")
_LEAD = regex(
    rf"^(?:{OPENER.pattern[1:]}|刚[才刚](?:说的?|提到的?)?(?=[那这])"
    r"|截至|在|到|对|由|为|向|给|按|关于|(?:跟|和|与|同)(?=它|[该此这那])|[，,\s])+"
)


def resolved(turns: Sequence[tuple[str, str]], question: str) -> str | None:
    """The question with a pronoun replaced; None without one, or where nothing is meant by it.

    >>> turns = [("贵安超算中心由谁运营？", "由贵安新区科创产业发展有限公司运营。")]
    >>> resolved(turns, "这个中心渲染过多少作品？"), resolved(turns, "它的董事长是谁？")
    ('贵安超算中心渲染过多少作品？', '贵安新区科创产业发展有限公司的董事长是谁？')
    >>> resolved(turns, "为什么要建它？")
    '为什么要建贵安超算中心？'
    """
    return (
        _by_its_noun(turns[-1][0], question)
        or _leading(turns, question)
        or _object(turns, question)
        or _inside(turns, question)
        or _place_inside(turns, question)
    )


def _by_its_noun(asked: str, question: str) -> str | None:
    """这家中心 is 贵安超算中心, where that was asked about; so is 中心 at the beginning."""
    subject, match = subject_with_place(asked), _THIS.search(question) or _HEAD.match(question)
    thing = frame(asked).asked
    if match is None:
        return None
    for name in (subject, thing.of(asked) if thing else ""):
        if name.endswith(match["head"]) and name != match["head"]:
            place = "".join(p.of(asked) for p in place_spans(asked)[:1]) if name != subject else ""
            return question[: match.start()] + place + name + question[match.end() :]
    return None


def _object(turns: Sequence[tuple[str, str]], question: str) -> str | None:
    """它 at the end (为什么要建它) is the subject of the last question."""
    subject = subject_with_place(turns[-1][0])
    return _IT.sub(subject, question) if subject and _IT.search(question) else None


def _inside(turns: Sequence[tuple[str, str]], question: str) -> str | None:
    """哪位院士夸它节能, and 病株它报得准吗, where the noun in front is one of its parts."""
    match = _MIDDLE.search(question)
    if match is None:
        return None
    before, rest = question[: match.start()], question[match.end() :]
    if place_spans(before) or is_name(before):
        return None
    into = match[0] != "它"
    found = _antecedent(turns, "那里" if into else "它", "", rest)
    if not found or found in question:
        return None
    if into:
        return f"{before}对{found}{rest}"
    part = all(w.tag.startswith("n") for w in words(before))
    return f"{found}{before}{rest}" if part else f"{before}{found}{rest}"


def _place_inside(turns: Sequence[tuple[str, str]], question: str) -> str | None:
    """总书记到过这个省几次, where a place of that kind was spoken of before, the latest first.

    >>> _place_inside([("大会是谁主办的？", "贵州省委、省政府")], "总书记到过这个省几次？")
    '总书记到过贵州省几次？'
    """
    match = _THIS_PLACE.search(question)
    if match is None or place_spans(question):
        return None
    kind = "" if match["head"] == "地方" else match["head"].removeprefix("城")
    told = (p.name for turn in reversed(turns) for text in turn for p in find_places(text))
    place = next((name for name in told if name.endswith(kind)), None)
    return place and question[: match.start()] + place + question[match.end() :]


def _leading(turns: Sequence[tuple[str, str]], question: str) -> str | None:
    """The first pronoun, when nothing before it may be meant by it."""
    at = _start(question)
    match = _THING.match(question[at:])
    if match is None:
        return None
    rest = question[at + match.end("pronoun") :]
    antecedent = _antecedent(turns, match["pronoun"], match["head"] or "", rest)
    if not antecedent or antecedent in question:
        return None
    joint = "的" if match["pronoun"] == "其" and not rest.startswith("的") else ""
    return _THEN.sub("", question[:at]) + antecedent + joint + rest


def _start(question: str) -> int:
    """Where the question's own words begin, behind 那么, a preposition and times."""
    at = 0
    while True:
        lead = _LEAD.match(question[at:])
        here = at + (lead.end() if lead else 0)
        time = next((s for s in time_spans(question[here:]) if s.start == 0), None)
        if time is None:
            return here
        at = here + time.end
        at += 1 if question[at : at + 1] in "的，," else 0


def _antecedent(turns: Sequence[tuple[str, str]], pronoun: str, head: str, rest: str) -> str | None:
    asked, answer = turns[-1]
    kind = next((k for k, p in _KIND_OF.items() if head and p.fullmatch(head)), None)
    if pronoun in ("他", "她") or kind == "person":
        return next(iter((*people(answer), *people(asked))), None) or _topic(asked)
    if pronoun == "对方" or head in _TERMS:
        pool = bodies(answer) if pronoun == "对方" else _quoted(f"{asked}{answer}")
        return next(iter(pool), None) or _headed(asked, answer, head)
    if head in _BUILT and (built := _topic(asked)):
        return built  # whoever runs it, which was answered
    if kind == "place" or pronoun in listed("there"):
        return _place(asked, answer, head)
    if head in _FIGURES or (pronoun == "这" and analyse(asked).kind == "number"):
        return stripped(asked) or _topic(asked)  # 标准机架有多少，这是已经装好的吗
    if kind == "body":
        found = bodies(answer) if _asks_for_name(asked) else (*bodies(asked), *bodies(answer))
        firms = [name for name in found if name.endswith(_FIRMS)] if head in _FIRMS else []
        return next(iter((*firms, *found)), None) or _topic(asked)
    if kind == "work" and (found := (*works(asked), *works(answer))):
        return found[0]
    if _asks_for_name(asked) and (found := (*bodies(answer), *works(answer))):
        return found[0]
    if not head and (title := answer.strip("。. ")) in works(answer):
        return title  # what was asked for, whatever it was called
    return identified(turns[-1]) or _spoken_of(turns[-1], head, rest)


def _spoken_of(turn: tuple[str, str], head: str, rest: str) -> str | None:
    """What was answered first, a firm for what only firms have, else what was asked about."""
    asked, answer = turn
    if not head and _ASKED_FIRST.match(asked) and (found := _short(answer)):
        return found[0]
    if _OF_FIRMS.match(rest) and (firms := _firms(asked, answer)):
        return firms[0]
    topic = _topic(asked)
    prize = f"{topic}的{head}" if topic and head in ("奖", "奖项", "荣誉") else None
    quoted = _quoted(answer) if head and topic and not topic.endswith(head) else ()
    return _headed(asked, answer, head) or prize or next(iter(quoted), topic)


def _short(answer: str) -> tuple[str, ...]:
    """An answer that is a name and nothing else."""
    name = answer.rstrip("。. ")
    return (
        (name,) if 1 < len(name) <= LONGEST_NAME and not re.search(r"[，。、；：\d]", name) else ()
    )


def _quoted(text: str) -> tuple[str, ...]:
    return tuple(m[0] for m in NAMED.finditer(text))


def _firms(asked: str, answer: str) -> list[str]:
    """Firms that were answered to a question about what is none: who runs the centre?"""
    if (_topic(asked) or "").endswith(_FIRMS) or not re.search("谁|哪", asked):
        return []
    return [name for name in bodies(answer) if name.endswith(_FIRMS)]


def _place(asked: str, answer: str, head: str) -> str | None:
    """The place that was asked about; of a question for a place, the one that was answered."""
    if head == "地方" and (named := _venue(answer)):
        return named
    if head in ("镇", "县", "村", "小镇", "园区", "基地") and (named := _headed("", answer, head)):
        return named
    named = identified((asked, answer))
    if head and named.endswith(head[0]):
        return named  # 这个园区, after 信息园
    for text in (answer, asked) if analyse(asked).kind == "place" else (asked, answer):
        if analyse(asked).kind == "place" and text is answer and (named := _venue(answer)):
            return named
        if spans := place_spans(text):
            return with_neighbours(text, spans[-1]).of(text) if text is asked else spans[0].of(text)
        if text is answer and (alone := _short(answer)):
            return alone[0]  # 去哪里调研, 百鸟河数字小镇: a place that no gazetteer has
    return _topic(asked)


def _venue(answer: str) -> str | None:
    """What stands in a place and was answered as one: 贵安超算中心."""
    for span in noun_phrases(answer):
        name = span.of(answer)
        ends = [name.rfind(head) + len(head) for head in listed("head:venue") if head in name]
        if find_places(name) and ends and max(ends) > SHORTEST_VENUE:
            return name[: max(ends)]
    return None


def _headed(asked: str, answer: str, head: str) -> str | None:
    """What was named with the noun of the pronoun: 这个奖 is the CSA2021安全金盾奖, 这次调研."""
    if not head:
        return None
    for text in (answer, asked):
        for span in noun_phrases(text):
            name = span.of(text)
            name = name[: name.rfind(head) + len(head)]
            if len(name) > len(head) and head in name:
                return name
    at = asked.find(head)
    return asked[: at + len(head)] if at > 0 else None


def _asks_for_name(asked: str) -> str | None:
    kind = analyse(asked).kind
    named = kind in ("organisation", "place") or (kind == "other" and _NAMED_BY.search(asked))
    return kind if named else None


def _topic(asked: str) -> str | None:
    topic = frame(asked).topic
    named = topic.of(asked) if topic else ""
    return (vague(named) and object_of(asked)) or named or None
