"""Another of the same kind: 建行那座有什么特别的, 健康医疗那部呢, 省里那个局的局长; and a new name.

What stands before 那座 tells whose or which other thing is meant; the sort of thing is the last
turn's. A name that nobody has mentioned is a subject of its own (东江那边由谁运营).
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from rag.dialogue.frame import frame
from rag.dialogue.names import is_name, is_stranger, works
from rag.dialogue.spans import asking_spans, noun_phrases, place_spans, time_spans
from rag.dialogue.substitute import subject_with_place
from rag.dialogue.vocabulary import any_of, listed, relational
from rag.patterns import regex
from rag.places import contains, find_places, full_name, place_names
from rag.question import analyse
from rag.words import words

Turns = Sequence[tuple[str, str]]

_PRONOUN: Final = r"[那这]一?"
_OTHER: Final = regex(  # whose or which, that one, its sort
    rf"^(?:那么?)?(?P<which>[^，,。？?的那这]{{1,8}}?)(?P<of>的)?{_PRONOUN}"
    rf"(?:[个家座部条份款栋支](?P<head>{any_of('head:body')}|{any_of('head:work')}|[局厅院所委会办])?)"
    r"(?=呢|[，,？?的]|[是又由有在何叫哪谁什多]|$)"
)
_NOT_OTHER: Final = regex(
    r"第|最|刚|前|后|上面|下面|中间|先|早|除|跟|和|与|同|比|从|对|在|关于|[说讲问看]|另|其"
)
_NEW: Final = regex(
    r"^(?:那么?|而|再看|换成?)?(?P<name>[^，,。？?的]{2,8}?)(?<![那这][边头里])"
    r"(?:呢[，,]|[那这](?:边|头|里)儿?|(?=又(?![^，,。]*哪一?[部份个项][?？]?$)))(?P<rest>[^，,。]{3,20})$"
)
_DESCRIBED: Final = regex(
    r"(?:管|讲|关于|针对|规范|涉及)[^，,。的]{2,14}的(?:[那这]?一?[部份个项])?"
    rf"(?P<sort>{any_of('head:work')})"
)
_WHERE: Final = regex(r"哪里|哪儿|何处|哪[些几]?个?(?:地方|地区|城市|市州)")
_PROVINCIAL: Final = regex(
    r"^(?:那么?)?省里?的?(?=(?!委)[一-鿿]{2,8}(?:局|厅|委|公司|中心|研究院))"
)
_HEADS: Final = ("head:thing", "head:work", "head:body", "head:venue")


def another_of_kind(turns: Turns, question: str) -> str:
    """The question with 那座 written out as the sort of thing; itself where there is none.

    >>> turns = [("腾讯贵安七星数据中心有什么特点？", "洞库式")]
    >>> another_of_kind(turns, "建行那座有什么特别的")
    '建行贵安数据中心有什么特别的'
    >>> another_of_kind([("谁介绍了计划？", "贵阳市大数据局局长")], "省里那个局的局长是谁")
    '贵州省大数据局的局长是谁'
    """
    match = _OTHER.match(question)
    if match is None or _NOT_OTHER.search(match["which"]) or not _names(match["which"]):
        return of_its_province(turns, question)
    asked, answer = turns[-1]
    if found := _of_another(asked, match["which"], question[match.end() :]):
        return found
    sort = _sort(asked, answer, match["head"] or "")
    if not sort or match["which"].endswith(sort):
        return question
    which = match["which"].removesuffix("里") if match["head"] else match["which"]
    place = "" if match["head"] or place_spans(which) else _place_inside(asked)
    return of_its_province(turns, f"{which}{place}{sort}{question[match.end() :]}")


def _of_another(asked: str, which: str, rest: str) -> str:
    """管数据共享的那部条例<哪天施行>, 数据安全那部呢: the same of the other work."""
    described = _DESCRIBED.search(asked)
    if described is None or rest.strip("呢?？ "):
        return ""
    return f"{asked[: described.start()]}{which}{described['sort']}{asked[described.end() :]}"


def _names(which: str) -> bool:
    """Whether words may tell one thing from another of its kind: 建行, 健康医疗, 省里."""
    nouns = all(w.tag[0] in "nlajbsf" or w.tag == "vn" for w in words(which))
    return (nouns or is_stranger(which)) and not relational(which)


def _sort(asked: str, answer: str, head: str) -> str:
    """The sort of thing that was spoken of: 数据中心; of a head, the whole name: 大数据局."""
    if head:
        phrases = (s.of(text) for text in (answer, asked) for s in noun_phrases(text))
        named = (p[: p.find(head) + 1] if len(head) == 1 else p for p in phrases if head in p)
        return next((_placeless(n) for n in named if n.endswith(head) and n != head), "")
    names = (subject_with_place(asked), *(w.rstrip("》") for w in (*works(asked), *works(answer))))
    heads = (head for kind in _HEADS for head in listed(kind))
    known = sorted((h for h in heads if len(h) > 1), key=len, reverse=True)
    return next((h for name in names for h in known if name.endswith(h) and name != h), "")


def _place_inside(asked: str) -> str:
    """The place behind the owner of what was asked about: 腾讯<贵安>…, 腾讯在<贵安>的…."""
    topic = frame(asked).topic
    if topic is None:
        return ""
    inside = (p for p in place_spans(asked) if topic.start < p.start and p.end < topic.end)
    return next((p.of(asked) for p in inside), "")


def _placeless(name: str) -> str:
    for span in sorted(place_spans(name), reverse=True):
        name = name[: span.start] + name[span.end :]
    return name


def of_its_province(turns: Turns, question: str) -> str:
    """省大数据局 as 贵州省大数据局, where a place of one province alone was spoken of."""
    match = _PROVINCIAL.match(question)
    if match is None:
        return question
    named = {full_name(p.name) for turn in turns[-1:] for text in turn for p in find_places(text)}
    provinces = {full_name(n) for n in place_names() if full_name(n).endswith("省")}
    around = {p for p in provinces if any(p == n or contains(p, n) for n in named)}
    return around.pop() + question[match.end() :] if len(around) == 1 else question


def with_own_subject(turns: Turns, question: str) -> str | None:
    """The question about a name that nobody has mentioned, without the words that bring it up.

    >>> with_own_subject([], "满帮那边有多少司机"), with_own_subject([], "出租车那边有多少台")
    ('满帮有多少司机', None)
    """
    match = _NEW.match(question)
    if match is None or not asking_spans(match["rest"]):
        return None
    name, rest = match["name"], match["rest"]
    if name[0].isdigit() or time_spans(name):
        return None
    own = is_stranger(name) or _sibling(turns, name) or _parallel(turns, name, rest)
    return name + rest if own else None


def _parallel(turns: Turns, name: str, rest: str) -> bool:
    """Whether the same is asked of another sort: 元器件在哪里发展, <锂电池>呢，以哪里为基础."""
    topic = frame(turns[-1][0]).topic if turns else None
    if topic is None or relational(name) or name in turns[-1][0]:
        return False
    before, kind = topic.of(turns[-1][0]), analyse(rest).kind
    common = not (is_name(before) or find_places(before) or relational(before))
    same = kind in ("person", "date") and kind == analyse(turns[-1][0]).kind
    same |= all(_WHERE.search(text) for text in (turns[-1][0], rest))
    return common and same and all(w.tag[0] in "nl" for w in words(name))


def _sibling(turns: Turns, name: str) -> bool:
    """Whether a name with its place is of the last subject's kind: 舟山港 beside 青岛港."""
    topic = frame(turns[-1][0]).topic if turns else None
    same = topic is not None and topic.of(turns[-1][0])[-1:] == name[-1]
    return same and any(p.span.start == 0 < p.span.end < len(name) for p in find_places(name))
