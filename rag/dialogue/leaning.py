"""Questions that name nothing of their own: 生态伙伴有多少家？ They are about the last topic."""

from __future__ import annotations

from collections.abc import Sequence

from rag.dialogue.answered import subject_after
from rag.dialogue.bare import changing, describes
from rag.dialogue.figures import AIMED, GROWTH
from rag.dialogue.fragments import OPENER
from rag.dialogue.frame import frame
from rag.dialogue.items import listed_items
from rag.dialogue.names import is_name, opens_with_stranger
from rag.dialogue.spans import NAMED, asking_spans, place_spans, time_spans, with_neighbours
from rag.dialogue.substitute import joined
from rag.dialogue.things import is_grade
from rag.dialogue.vocabulary import any_of, listed, relational
from rag.patterns import regex
from rag.places import find_places
from rag.question import analyse
from rag.words import Word, words

SHORTEST = 2  # characters of a noun that is no field by itself: 产业, 平台
LONGEST = 20  # characters of a question that leans on another

_EVERYWHERE = ("中国", "世界")  # named in passing: 在全国排第几
_VAGUE = regex(rf"^{any_of('vague')}")
_DATED = regex(r"\d|[去今明前]年")
_ALSO = regex(r"^[^，。]{2,8}?[又也](?=[是有在由])")  # 乙又是哪年来的: another subject
_SPOKEN = regex(r"(?<=[一-鿿]{3})(?:[吧没]|没有|[?？])[?？\s]*$")  # 都已经装上了？
_PARALLEL = regex(r"^[^，。]{3,8}[又也](?=[一-鿿])")
_HERE = regex(r"^(?:[那这]一?(?:边|块|头|里|儿)|呢|[，,])+")
_OF = regex(r"的(?=[^，。？?]{2})")
_COUNTED = regex(  # 民生服务有多少项: counted of the last subject, though it names a field
    r"(?:已经?[^，,。的]{1,4}的)?[^，,。的]{2,8}?"
    r"(?:一共|总共|共)?(?:有|是)?(?:多少|几|哪些|哪几)[个项种类家座条台]?[?？]?"
)
_WHO_IS = regex(r"^谁是|^(?:今天|明天|昨天)")
_AIM = regex(AIMED.pattern + r"|要(?:到|占|提到|升到|多少|几)")
_KNOWN = ("大数据", "人工智能", "区块链", "云计算", "物联网")
_MEANT = ("definition", "why")


def leaning(turns: Sequence[tuple[str, str]], question: str) -> str | None:
    """The question behind the last topic; None where it speaks of something by itself."""
    opener = OPENER.match(question)
    body = question[opener.end() :] if opener else question
    asks = asking_spans(body) or _SPOKEN.search(body)
    before = turns[-1][0]
    if asks and (found := _in_another_place(before, body)):
        return found
    if asks and (found := _of_the_same_plan(before, body)):
        return found
    if len(body) > LONGEST or not asks or _anchored(body) or describes(body):
        return None
    if at_an_event(before, body) or spoken_of(turns, body):
        return None
    aimed = changing(body) or (AIMED.search(body) is not None and not time_spans(body))
    subject = subject_after(turns[-1], body, dated=aimed)
    subject = GROWTH.sub("", subject) if AIMED.search(body) else subject
    if _PARALLEL.match(body) and subject.endswith(listed("field")):
        subject = next((p.of(before) for p in place_spans(before)), subject)  # 乙又摆在哪里
    return joined(subject, body) if subject and subject not in body else None


def _of_the_same_plan(before: str, body: str) -> str | None:
    """贵州到2025年的产值目标是多少, 数字经济占GDP要到多少呢: by then and there, too."""
    asked = frame(before)
    bare = not (time_spans(body) or place_spans(body) or NAMED.search(body))
    aims = _AIM.search(before) and _AIM.search(body) and analyse(body).kind == "number"
    plan = NAMED.match(before)  # “扬帆”2025年企业要多少户
    if not (bare and aims and asked.times and (asked.places or plan)) or is_name(body):
        return None
    times = asked.times[-1].of(before)
    places = with_neighbours(before, asked.places[0]).of(before) if asked.places else ""
    places = places or (plan.group() if plan else "")
    own = frame(body).topic
    return f"{places}{times}{body}" if own and own.start == 0 and _noun_of(own.of(body)) else None


def _noun_of(topic: str) -> bool:
    """Whether a topic is more than an attribute that anything may have."""
    return any(_noun(w) for w in words(topic))


def _in_another_place(before: str, body: str) -> str | None:
    """满帮在贵阳做什么, 贵安这头做什么: the same subject, which has no place of its own."""
    asked, spans = frame(before), place_spans(body)
    if not spans or spans[0].start > 0 or not asked.places or asked.topic is None:
        return None
    rest = _HERE.sub("", body[spans[0].end :])
    first = words(rest)[0] if rest else None
    if first is None or not _predicative(first):
        return None
    if any(asked.topic.overlaps(place) for place in asked.places) or _says_of_what(rest):
        return None
    joint = before[asked.places[0].start - 1]
    joint = joint if joint in "给对到" else "在"
    return f"{asked.topic.of(before)}{joint}{spans[0].of(body)}{rest}"


def _predicative(word: Word) -> bool:
    """Whether a word begins what is said of a subject: 做, 又, 什么, 主要."""
    adverb = word.text in listed("adverb")
    return adverb or (word.tag[0] in "vdr" and not relational(word.text))


def _says_of_what(rest: str) -> bool:
    """Whether a predicate has a thing of its own: 引进了多少家<企业>, but not 主要做什么."""
    taken = asking_spans(rest)
    things = (w for w in words(rest) if w.tag[0] in "nlj" and not relational(w.text))
    return NAMED.search(rest) is not None or any(
        not any(s.overlaps(w.span) for s in taken) for w in things
    )


def at_an_event(before: str, body: str) -> bool:
    """Whether a question is about another day than the event that was asked about before."""
    topic = frame(before).topic
    event = topic is not None and topic.of(before).endswith(listed("head:event"))
    return event and bool(time_spans(body))


def spoken_of(turns: Sequence[tuple[str, str]], body: str) -> bool:
    """Whether a question begins with what an earlier turn spoke of or listed: 满帮."""
    told = (item for _, answer in turns[:-1] for item in listed_items(answer))
    if any(body.startswith(item) and len(item) > 1 and not relational(item) for item in told):
        return True
    topics = (frame(asked).topic for asked, _ in turns[:-1])
    named = (t.of(asked) for t, (asked, _) in zip(topics, turns[:-1], strict=True) if t)
    heads = listed("head:body")
    return any(body.startswith(name[:2]) for name in named if is_name(name) or name.endswith(heads))


def _anchored(body: str) -> bool:
    """Whether a question names what it is about: a place, a body, a title, a field, an owner."""
    places = [p for p in find_places(body) if p.name not in _EVERYWHERE]
    if OPENER.sub("", body).startswith(listed("asker")) or _WHO_IS.match(body):
        return True
    if not places and not NAMED.search(body) and _COUNTED.fullmatch(body):
        return False
    if places or NAMED.search(body) or is_name(body) or analyse(body).kind in _MEANT:
        return True
    if opens_with_stranger(body):
        return True
    first = frame(body).topic
    return first is not None and (_of_its_own(first.of(body)) or _owner(body))


def _of_its_own(topic: str) -> bool:
    """Whether a noun phrase names a field, a document, an event or a thing: 平台经济, 甲类节点."""
    kinds = ("head:work", "head:event", "head:thing", "head:place", "brand")
    heads = tuple(w for kind in kinds for w in listed(kind) if len(w) > 1)
    topic = _VAGUE.sub("", topic)
    if topic.endswith(("企业", "用户", "人员", "人数")):
        return False
    ends = (topic[: w.span.end] for w in words(topic) if w.span.end > SHORTEST)
    kinds_named = any(
        end.endswith((*listed("field"), *heads)) and not end.endswith("企业") for end in ends
    )
    return kinds_named or any(word in topic for word in _KNOWN) or topic.startswith(listed("own"))


def _owner(body: str) -> bool:
    """Whether a question begins with an owner: <东风>2023年的收入, <白山云>的董事长."""
    ends = [s.start for s in time_spans(body) if _DATED.search(s.of(body))]
    ends += [m.end() - 1 for m in _ALSO.finditer(body)]
    ends += [m.start() for m in _OF.finditer(body)]
    before = body[: min(ends, default=0)]
    if before and words(before)[0].tag[0] == "v" and not before.endswith(listed("head:body")):
        return False  # 供给用工<的>企业
    if body[len(before) :].startswith("的") and _acts(before):
        return False  # 当地参与建设<的>企业
    if is_grade(before):
        return False  # 百亿级<的>巨头
    return any(_noun(w) for w in words(before)) and not any(_general(w) for w in words(before))


def _acts(before: str) -> bool:
    """Whether words end in a verb, so that with 的 they tell which of the things is meant."""
    last = next(reversed(words(before)), None)
    if last is None:
        return False
    return last.tag.startswith("v") and last.tag != "vn" and last.text not in listed("inner")


def _noun(word: Word) -> bool:
    return word.content and not relational(word.text)


def _general(word: Word) -> bool:
    return relational(word.text) or word.text in listed("verb") or word.text in listed("inner")
