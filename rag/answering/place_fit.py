"""Whether a sentence speaks of the place that was asked for: 贵阳 is no answer for 贵州."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from functools import lru_cache

from rag.answering.body_fit import is_shared
from rag.answering.candidates import Window, line_around
from rag.answering.coverage import covered, word_covered
from rag.patterns import regex
from rag.places import find_places, related
from rag.question import Question
from rag.sentences import sentences
from rag.text import squeeze
from rag.types import Document, Span
from rag.words import Word

LISTED = 4  # places in one sentence from which they are listed rather than spoken of
_EVERYWHERE = ("中国", "世界")  # named in passing far too often to tell anything
_ANAPHOR = regex(r"该|其(?!中|他|余|它)|此|这[个项家一些]|上述|公司|企业|平台")

# 全国软件业收入, unlike 全国首个, 全国第几.
_NATIONAL = regex(r"全国(?![首第最唯性一领排人政])")
_REGIONAL = regex(r"[全我]([省市])")
# What a row says it is of: 地域：贵州省.
_SCOPED = regex(r"(?:地域|地区|范围|口径)(?:或主体)?[：:](?P<where>[^；;\n]+)")
_BASED = regex(r"(?:以|依托|围绕|聚焦|位于|落户|立足|支持|推动|推进)$")
_WHOLE_PROVINCE = regex(r"全省(?!会)|我省")
_SMALLER = regex(r"[\u4e00-\u9fff]{2,3}[县市镇乡旗]")  # not 新区, 试验区
_PROVINCES = ("省", "自治区")
_OF_THE_COUNTRY = regex(r"全国|我国|国内|中国")

_OFFICE = regex(r"局长|书记|省长|市长|县长|区长|州长|厅长|主任|主席|会长")
_HOLDER = regex(rf"(?P<body>[\u4e00-\u9fff]{{2,16}}?)(?P<office>{_OFFICE.pattern})")

# A part's figure or head is not the whole's; a place or a body in it is one of the whole's.
_OF_THE_WHOLE = ("number", "person")

# (full name of a place, whether it only opens the name of a body: 贵阳银行)
Named = tuple[str, bool]


def place_fits(question: Question, window: Window) -> bool:
    """Every asked place is the sentence's own, or, if it names none, that of what is around it."""
    own = _places(window.text)
    asked = (*_asked_places(question.said), *_of_unmet_bodies(question, window))
    if _is_of_another(question, asked, window) or _is_of_one_part(question, asked, window):
        return False
    missing = [
        a for a in asked if not (_names(own, a) or _holds_named(question, a, window.document))
    ]
    text, line = window.document.text, line_around(window.document.text, window.span)
    before = text[line.start : window.span.start]
    if _of_several(question, asked, squeeze(before if missing else window.text)):
        return False
    if not missing or _covers_one(question, missing, window):
        return True
    if _ANAPHOR.search(window.text) and _names_all(_places(before), missing):
        return True
    if any(_is_apart(place, asked) for place in own) and not _begins_inside(question, own, asked):
        return False
    if len(missing) < len(asked):
        return True
    if question.kind in _OF_THE_WHOLE and any(_is_inside(place, asked) for place in own):
        return False
    spoken_of = _last_named(before)
    if spoken_of and question.kind in _OF_THE_WHOLE and not _names_all(spoken_of, missing):
        return False
    if question.kind == "number" and not spoken_of and _of_a_part(window, asked):
        return False
    after = text[window.span.end : line.end]
    around = _places("\n".join((before, after, window.context, window.candidate.heading)))
    home = home_of(text)
    # 上海市信息化企业家协会 tells no figure of 上海.
    told = [p for p in around if not (p[1] and question.kind == "number")]
    return all(_names(told, a) or a in home for a in missing)


def _of_unmet_bodies(question: Question, window: Window) -> Iterable[str]:
    """The places that open the name of a body which is spoken of neither here nor before.

    The bare place is told of then: 贵阳大数据交易所成立于哪年 of a company of 贵州.
    """
    if not (bodies := _bodies(question)):
        return ()
    candidate = window.candidate
    near = "\n".join((candidate.text, candidate.before, candidate.heading, window.context))
    return (place for place, name in bodies if word_covered(name, near) < 1)


@lru_cache(maxsize=256)
def _bodies(question: Question) -> tuple[tuple[str, Word], ...]:
    """(place, the word behind it) for the places that open the name of a body."""
    opening = {p.span.end: p.name for p in find_places(question.core) if p.part_of_name}
    return tuple((opening[w.span.start], w) for w in question.words if w.span.start in opening)


def _is_addressed_elsewhere(question: Question, document: Document) -> bool:
    """Whether the smaller place of an address (忻州<原平市>) is one the document never names."""
    smaller = (name for _, name in _addressed(question) if _SMALLER.fullmatch(name))
    return any(name not in document.text for name in smaller)


def _holds_named(question: Question, asked: str, document: Document) -> bool:
    """Whether the document names what stands in the asked place, as an address does: 沈阳辽中."""
    inside = (name for place, name in _addressed(question) if place == asked)
    return any(name in document.text for name in inside)


@lru_cache(maxsize=256)
def _addressed(question: Question) -> tuple[tuple[str, str], ...]:
    """(place, smaller place that the gazetteer lacks) for those that stand side by side."""
    ends = {place.span.end: place.name for place in find_places(question.core)}
    behind = ((ends.get(w.span.start), w) for w in question.words)
    return tuple(
        (place, word.text)
        for place, word in behind
        if place and len(word.text) > 1 and (word.tag == "ns" or _SMALLER.fullmatch(word.text))
    )


def _of_a_part(window: Window, asked: Sequence[str]) -> bool:
    """Whether title and headings name a part of the place asked about, and not that place."""
    above = _places(window.candidate.heading)
    return any(_is_inside(p, asked) for p in above) and not any(_names(above, a) for a in asked)


def _office_fits(question: str, text: str, asked: Sequence[str]) -> bool:
    """Whether an office asked about is, where the text names it with a place, one of that place.

    贵阳市大数据局局长 is nobody of 贵州省, wherever else the sentence says 全省.
    """
    offices = {match[0] for match in _OFFICE.finditer(question)}
    held = [
        [name for name, _ in _places(match["body"])]
        for match in _HOLDER.finditer(text)
        if match["office"] in offices
    ]
    placed = [names for names in held if names]
    return not placed or any(
        related(a, n) == "same" for names in placed for n in names for a in asked
    )


def _is_of_another(question: Question, asked: Sequence[str], window: Window) -> bool:
    """Whether the address or office asked about is another's, or a national figure a region's."""
    text = window.text
    if _is_addressed_elsewhere(question, window.document):
        return True
    if question.kind == "person" and asked:
        return not _office_fits(question.said, text, asked)
    national = _NATIONAL.search(question.said)
    scope = _SCOPED.search(text) if national else None
    if question.kind != "number" or not (_REGIONAL.search(text) or (scope and _places(scope[0]))):
        return False
    if national:
        return not _OF_THE_COUNTRY.search(text)
    # 全省 is no city, unless that is named too.
    smaller = bool(asked) and not any(name.endswith(_PROVINCES) for name in asked)
    return smaller and "市" not in _REGIONAL.findall(text) and not _names_any(text, asked)


def _is_of_one_part(question: Question, asked: Sequence[str], window: Window) -> bool:
    """Whether a figure of 全省 is asked for, and the sentence or what heads it is of a part of it.

    The place named first is spoken of, unless it is one of several or where something is based.
    """
    if question.kind != "number" or asked or not _WHOLE_PROVINCE.search(question.said):
        return False
    text = squeeze(window.text)
    named = [p for p in find_places(text) if p.name not in _EVERYWHERE]
    if _WHOLE_PROVINCE.search(text) or any(p.name.endswith(_PROVINCES) for p in named):
        return False
    if named:
        return not (named[0].part_of_name or _is_base(text, named[0].span))
    heads = {name for name, _ in _places(window.candidate.heading)}
    return bool(heads) and not any(name.endswith(_PROVINCES) for name in heads)


def _is_base(text: str, place: Span) -> bool:
    """Whether a place is one of several, or where something is based: 以贵阳为重点, 贵阳、遵义."""
    return text[place.end : place.end + 1] in tuple("、和与及") or bool(
        _BASED.search(text[: place.start])
    )


def _of_several(question: Question, asked: Sequence[str], text: str) -> bool:
    """Whether what is counted in the one place asked about is told of several places together.

    A share or a limit (以贵阳、毕节为重点,占比30%) may hold for each of them.
    """
    if question.kind != "number" or len(asked) != 1 or not set(question.units) - {"%"}:
        return False
    return is_shared([p.span.of(text) for p in find_places(text) if p.name in asked], text)


@lru_cache(maxsize=256)
def home_of(text: str) -> frozenset[str]:
    """Places a document is mostly about: those it names at least half as often as any other."""
    counts = Counter(name for name, part_of_name in _places(text) if not part_of_name)
    most = max(counts.values(), default=0)
    return frozenset(name for name, count in counts.items() if 2 * count >= most)


@lru_cache(maxsize=4096)
def _places(text: str) -> tuple[Named, ...]:
    return tuple((p.name, p.part_of_name) for p in find_places(text) if p.name not in _EVERYWHERE)


@lru_cache(maxsize=512)
def _asked_places(text: str) -> tuple[str, ...]:
    """The places asked about, without those that lie around another: 辽宁 in 辽宁省大连市.

    A place that opens the name of a body is none: 贵州数据宝公司 may do in 贵安 what it does.
    """
    found = [name for name, part_of_name in _places(text) if not part_of_name]
    narrowest = [n for n in found if not any(related(n, other) == "inside" for other in found)]
    return tuple(dict.fromkeys(narrowest))


def _covers_one(question: Question, missing: Sequence[str], window: Window) -> bool:
    """Whether the sentence holds the question's word for a place all the same: 全省 for 贵州省."""
    words = [p.span.of(question.said) for p in find_places(question.said) if p.name in missing]
    return any(covered(word, window.candidate.text) == 1.0 for word in words)


def _last_named(before: str) -> tuple[Named, ...]:
    """Places of the last sentence that names any: what follows speaks of them until told better."""
    for span in reversed(sentences(before, Span(0, len(before)))):
        if places := tuple(p for p in _places(span.of(before)) if not p[1]):
            # 以贵阳、铜仁、黔南为重点 lists parts of what is spoken of, and moves nowhere.
            return places if len(set(places)) < LISTED else ()
    return ()


def _is_apart(place: Named, asked: Sequence[str]) -> bool:
    name, part_of_name = place
    return not part_of_name and all(related(a, name) == "apart" for a in asked)


def _begins_inside(question: Question, own: Sequence[Named], asked: Sequence[str]) -> bool:
    """Whether a sentence first names a part of the place asked about: 以<遵义>衔接成渝地区."""
    return question.kind not in _OF_THE_WHOLE and _is_inside(own[0], asked)


def _is_inside(place: Named, asked: Sequence[str]) -> bool:
    return all(related(a, place[0]) == "inside" for a in asked)


def _names(places: Sequence[Named], asked: str) -> bool:
    return any(related(asked, name) == "same" for name, _ in places)


def _names_any(text: str, asked: Sequence[str]) -> bool:
    return any(_names(_places(text), a) for a in asked)


def _names_all(places: Sequence[Named], asked: Sequence[str]) -> bool:
    return all(_names(places, a) for a in asked)
