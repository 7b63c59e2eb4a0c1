"""Questions without a subject: 为什么？ 投资多少？ 覆盖多少个城市？ It is the last one's."""

from __future__ import annotations

from collections.abc import Sequence

from rag.dialogue.answered import subject_after
from rag.dialogue.figures import of_amount
from rag.dialogue.fragments import OPENER
from rag.dialogue.frame import frame
from rag.dialogue.names import is_name, opens_with_stranger
from rag.dialogue.spans import asking_spans, interrogative_spans, time_spans
from rag.dialogue.substitute import joined, stripped, subject_of
from rag.dialogue.vocabulary import any_of, listed, relational
from rag.patterns import regex
from rag.places import find_places
from rag.question import analyse
from rag.types import Span
from rag.words import Word, words

LONGEST = 20  # characters of a question without a subject
SHORTEST = 3  # characters before 多少 that say no more than that there are so many: 扩到

_END = r"(?:呢|呀|啊|吗)?[?？。\s]*$"
_WHY = regex(
    rf"^(?:这是|那是|具体)?(?:为什么|为何|什么原因|怎么回事|原因呢|原因是什么|为啥|凭什么)(?:会)?(?:这样)?{_END}"
)
_WHICH = regex(
    rf"^(?:具体|分别|都|主要)*(?:有|是|指|叫|包括|包含)?(?:的?是)?(?:哪些|哪几[个项条种类家]|什么)(?:内容|方面|例子)?{_END}"
    r"|^请?(?:逐[条项个]|全部|一一|都)*(?:列出来?|列举(?:出来)?|列一下|数一下|报一下)[。]?$"
    r"|^(?:随便|随意|任意|大概|先)*(?:点|举|说|列|报|挑)一?[两三几]个(?:名字?|例子?|来)?(?:听听|看看|说说)?[。]?$"
)
_MORE = regex(
    rf"^(?:还有(?:别的|其他的?|哪些|什么)?|其他的?|别的|除此之外(?:还有哪些|还有)?)(?:哪些)?{_END}"
)
_ADVERBS = regex(
    rf"^(?:{any_of('adverb')}|{any_of('then')}|[，,\s]|(?:到|至)?\d{{4}}年底?(?:以后|以来|之后|至今)?)+"
)
_BESIDES = regex(r"^除了?[^，,]{1,12}(?:之外|以外|外)?[，,]")
_COUNTED = regex(r"^[前后这那]?[一二两三四五六七八九十\d]+(?:大|个|项|条|种|类|方面|步|点)")
_CLEFT = regex(r"的是(?!什么|多少)")  # 参与组建的是哪家公司 has its subject behind
_ACTING = regex(
    rf"(?:{any_of('adverb')}|当初|当时|为[什啥何]么?|哪一?[年天月]|什么时候|[何几]时|怎么|从?哪里)*(?:{any_of('verb')}|在|选|连|能|要|会|到)"
)
_GOES_ON = regex(r"(?:[是几多吗了呢?？]|的[?？]?$|有?哪|什么|$)")
_WITH = regex(r"^(?:和|跟|与|同)[^，,]{2,12}(?:是|有)?什么(?:关系|区别|联系|不同|合作)")
_CHANGE = regex(
    r"(?:那么?)?(?:同比|环比|较上年|比上年|(?:是)?(?:增|涨|跌|升|降|多|少|快|慢|高|低)了?(?:还是|多少|没))"
)
_ASKED_FIRST = regex(
    r"(?:那么?|当初|后来)*(?:什么时候|哪一?[年天]|为什么|怎么|几月)"
    r"[^，。]{0,3}[来到去进入搬落在向往]$"
)
_EVERYWHERE = ("中国", "世界")  # named in passing: 连续几年全国第一
_OF_VERB = regex(
    r"^(?:对|在|由|为|从|向|给|用|按|靠)[^，。]{1,8}?(?=有|是|提|做|开|排|怎|如何|什么|哪)"
)
_LATER = regex(r"后来|之后|随后|如今|现在|目前")
_BY_UNIT = regex(r"(?:几|多少)[台家户个架座辆套条项]")
_DESCRIBED = regex(  # 做标注的那家企业，本地人占几成
    r"^(?:[做搞管造产开办建渲供运][一-鿿]?|提供|负责|从事|经营|研发|生产)[一-鿿]{2,8}的[那这]一?[家个座条款位部][^，,]{0,4}"
)
_LIGHT = frozenset(("uj", "ul", "y", "d", "p", "u", "x", "c", "q", "m", "f", "uv", "zg", "r"))


def bare(turns: Sequence[tuple[str, str]], question: str) -> str | None:
    """The question after the last topic; None when it has a subject of its own."""
    opener = OPENER.match(question)
    body = question[opener.end() :] if opener and not _MORE.match(question) else question
    asked = turns[-1][0]
    for pattern, ending in (
        (_WHY, "的原因是什么？"),
        (_WHICH, "具体有哪些？"),
        (_MORE, "还有哪些？"),
    ):
        if pattern.match(body):
            return stripped(asked) + ending
    if len(body) > LONGEST or _anchored(body) or body.startswith(listed("asker")):
        return None
    adverbs = _ADVERBS.match(body)
    rest = body[adverbs.end() :] if adverbs else body
    if not _without_subject(rest):
        return None
    if rest.startswith((*listed("rate"), *listed("status"))) and of_amount(asked):
        return stripped(asked, status=False) + body
    kept = _ADVERBS.sub("", body) if adverbs and _then(adverbs.group()) else body
    number = analyse(body).kind == "number" and not time_spans(body)
    dated = (number and not _LATER.match(body)) or changing(body)
    subject = subject_after(turns[-1], body, dated=dated)
    bare_number = analyse(body).kind == "number" and _ends_asking(rest)
    if bare_number and subject and (counted := _counted(asked)):
        subject = subject_of(asked, dated=dated) + counted  # 有多少<服务器>，后来扩到多少
    return joined(subject, kept) if subject and subject not in body else None


def describes(question: str) -> bool:
    """Whether a question begins with a thing told by what it does, which is its own subject."""
    return _DESCRIBED.match(question) is not None


def _ends_asking(body: str) -> bool:
    """Whether a question ends with its question word and names no thing to count."""
    spans = interrogative_spans(body)
    end = spans[-1].end if spans else 0
    named = any(
        w.tag.startswith(("n", "l")) and w.text not in listed("empty")
        for w in words(body)
        if w.span.end <= end
    )
    short = bool(spans) and (spans[-1].start <= SHORTEST or _BY_UNIT.search(body) is not None)
    return short and not named and not body[end:].strip("?？。 架台套")


def _counted(asked: str) -> str:
    """The things that the last question counted; "" where it did not."""
    found = frame(asked)
    if analyse(asked).kind != "number" or found.asked is None:
        return ""
    behind = found.asked.start >= found.interrogatives[0].end
    return found.asked.of(asked) if behind else ""


def changing(body: str) -> bool:
    """Whether a question asks how an amount changed, and names no time: 同比多了还是少了."""
    return _CHANGE.match(body) is not None and not time_spans(body)


def _then(adverbs: str) -> bool:
    return any(word in adverbs for word in listed("then"))


def _anchored(body: str) -> bool:
    """Whether a question names something of its own: a place, a body, a title, a person."""
    own = _OF_VERB.sub("", _BESIDES.sub("", body))
    if describes(own):
        return True
    places = [p for p in find_places(own) if p.name not in _EVERYWHERE]
    if places and _ACTING.match(own) and _GOES_ON.match(own[places[-1].span.end :]):
        places = []  # 落户<贵安>是哪一年
    if places and _ASKED_FIRST.match(own[: places[0].span.start]):
        places = []  # 什么时候搬来贵安的
    return bool(places or is_name(own) or opens_with_stranger(own) or _CLEFT.search(own))


def _without_subject(rest: str) -> bool:
    """Whether a question begins with its verb or its question word, or holds attributes alone."""
    spans = asking_spans(rest)
    if not spans:
        return False
    if _BESIDES.match(rest) or _WITH.match(rest):
        return True
    times = time_spans(rest)
    found = [
        w
        for w in words(rest)
        if w.tag not in _LIGHT and not any(s.overlaps(w.span) for s in (*spans, *times))
    ]
    behind = {w.span.start for w in words(rest) if relational(w.text)}
    if all(_general(w) or w.span.end in behind for w in found):
        return True
    if _COUNTED.match(rest):
        return True
    if spans[0].start == 0:
        return _asks_first(rest, spans[0])
    first = words(rest)[0]
    if first.tag == "p":
        return True
    if not interrogative_spans(rest):
        begun = first.text.startswith(listed("copula"))
        return begun or first.text in listed("verb")
    verb = first.tag.startswith("v") or first.text in listed("verb")
    if verb and spans[0].of(rest)[-1] in "次回遍久":
        return True  # 服务科研多少次
    between = [w for w in words(rest) if first.span.end <= w.span.start < spans[0].start]
    return verb and not any(w.tag.startswith("n") and w.tag != "ns" for w in between)


def _asks_first(rest: str, question: Span) -> bool:
    """怎么申请？ 几年建成？ 哪些企业参与了？, but not 什么是独角兽？"""
    if (
        question.of(rest)[0] in "几多有"
        or rest.rstrip("?？")[-1] in "的了"
        or analyse(rest).kind in ("how", "why", "date")
    ):
        return True
    last = [w for w in words(rest) if w.content and w.span.start >= question.end][-1:]
    return analyse(rest).kind != "definition" and bool(last) and last[0].tag.startswith("v")


def _general(word: Word) -> bool:
    """Whether a word may be said of anything: attributes, general verbs, words of one character."""
    known = relational(word.text) or word.text in listed("verb")
    return known or not word.content or (word.tag == "b" and len(word.text) == 1)
