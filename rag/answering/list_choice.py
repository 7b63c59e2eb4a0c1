"""How well a list answers: features that a linear model weighs, on the scale of sentences' scores.

The weights are fitted by `eval.training.fit_lists`; what a feature says is in its own line below.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import chain

from rag.answering.candidates import Window, line_around, window_at
from rag.answering.coverage import Idf
from rag.answering.features import relevance
from rag.answering.fit import Fit, fit
from rag.answering.list_items import asked_items
from rag.answering.things import GENERAL, things_asked
from rag.answering.weights import LISTS
from rag.identity import Same
from rag.lexicon import written_for
from rag.lists import introduces, item_title, naming
from rag.patterns import regex
from rag.places import find_places
from rag.question import Question
from rag.reader.hits import Readings
from rag.sentences import sentences
from rag.text import numeral, squeeze
from rag.types import Document, Enumeration, Hit, Span
from rag.words import PERSON_TAGS, words

WHOLE_ITEM = 80  # characters up to which an item is quoted whole, not by its title
REACH = 300  # characters around a run-in list in which the part of the sentence that holds it ends
FAR_BELOW = -8.0  # of the reader's best word elsewhere: what lies lower is as good as ruled out
CLOSE = 1.0  # logits that a list may lie below the best word of all and still be what is marked
LONG = 30  # characters of an item from which on it is as long as can be

_PLACES = frozenset(("地方", "地区", "城市", "市州", "哪些地方", "省内"))
_NAME_TAGS = PERSON_TAGS | {"nz"}  # as in `shapes`, and of jieba's names
_WHERE = regex(r"哪[里儿]|何处|\b[Ww]here\b")
_PEOPLE = regex(r"(?:记者|作者|专家|院士|教授|嘉宾|学者|负责人|领导|企业家|委员|专员|人)$")
_POINTING = regex(r"以下|如下|下列")
_PART_END = regex(r"[；;。！？\n]")
# What a list is of, counted right behind its last item: 算力、AI、数据标注<三大产业集群>.
_COUNTED = regex(
    r"等?([两二三四五六七八九十]|\d+)(?:大|个|项|类|种|家|座)*(?P<class>[一-鿿]{2,12})"
)
CLASSED = 40  # characters behind a list in which that stands


@dataclass(frozen=True, slots=True)
class ListAnswer:
    """An enumeration that answers, the window that introduces it and the spans to quote.

    `features` are what `weights.LISTS` weighs to make the score; `fit` is that of the introduction,
    or of the items where these alone tell the time or the place.
    """

    window: Window
    items: tuple[Span, ...]
    score: float
    features: Mapping[str, float]
    fit: Fit

    @property
    def is_passed_over(self) -> bool:
        """Whether it runs into a sentence and the reader finds the answer elsewhere.

        又名<甲、乙、丙> says nothing of 有什么症状, whatever words of the question stand around it.
        """
        unmarked = self.features["read"] < -CLOSE or self.features["unread"] > 0
        return self.window.span.covers(self.items[0]) and unmarked


def rated(
    question: Question, hit: Hit, rank: int, listed: Enumeration, idf: Idf, readings: Readings
) -> ListAnswer:
    """The list as an answer, with its score."""
    items = quoted_items(hit.document, asked_items(question, hit.document, listed.items))
    window = _window(hit, rank, listed, items)
    fitting = _fit(question, hit, window, items, idf)
    values = list_features(question, hit, window, listed, items, idf, readings)
    values["forbidden"] = float(not fitting.whole or _is_of_others(question, window, listed))
    score = window.on_ground + sum(LISTS[name] * value for name, value in values.items())
    return ListAnswer(window, items, score, values, fitting)


def _fit(question: Question, hit: Hit, window: Window, items: Sequence[Span], idf: Idf) -> Fit:
    """That of the introduction, unless only the items, each by itself, fit: rows of a table."""
    introduced = fit(question, window, idf)
    if introduced.whole or window.span.covers(items[0]):
        return introduced
    each = [fit(question, window_at(hit, window.rank, item), idf) for item in items]
    return each[0] if all(one.whole for one in each) else introduced


def list_features(
    question: Question,
    hit: Hit,
    window: Window,
    listed: Enumeration,
    items: Sequence[Span],
    idf: Idf,
    readings: Readings,
) -> dict[str, float]:
    """What `weights.LISTS` weighs, by name."""
    document, run_in = hit.document, listed.kind == "inline"
    texts = [item.of(document.text) for item in items]
    whole = relevance(question, window.candidate, idf)
    heads = _heads(document, listed)
    part = window_at(hit, window.rank, _part_around(window, listed)) if run_in else window
    read = read_list(window, items, readings)
    best = _best_anywhere(readings)
    return {
        "bias": 1.0,
        "relevance": whole,
        # of the part of a sentence that holds a run-in list, 青浦区…；<吴江区的3个项目是a、b、c>；…
        "part": relevance(question, part.candidate, idf) if run_in else whole,
        "share": _length(listed) / len(part.span) if run_in else 1.0,  # of that part the list is
        "retrieved": hit.score,
        "read": max(FAR_BELOW, read - best) if read is not None and best is not None else 0.0,
        "unread": float(read is None and best is not None),
        "as_many": float(question.count == len(items)),
        "other_number": float(question.count not in (None, len(items))),
        "half": float(listed.items in _halves(Same(document))),
        "pair": float(run_in and len(items) == 2),  # two words joined by 和 are seldom a list
        "contents": float(heads),  # items that are headings
        "table": float(listed.kind == "table"),
        "things": _share_named(question, texts),
        "places": _places(question, texts),
        "introduced": float(introduces(window.text)),
        "item_length": min(1.0, sum(map(len, texts)) / len(texts) / LONG),
        "repeated": _repeated(question, texts),
    }


def quoted_items(document: Document, items: Sequence[Span]) -> tuple[Span, ...]:
    """What is quoted of each item: the item, or the words that name it when it is long."""
    text = document.text
    return tuple(i if len(i) <= WHOLE_ITEM else item_title(text, i) for i in items)


def introduction(document: Document, enumeration: Enumeration) -> Span:
    """The sentence or heading that introduces the items."""
    if enumeration.kind != "inline":
        return enumeration.lead
    first, last = enumeration.items[0], enumeration.items[-1]
    line = line_around(document.text, Span(first.start, last.end))
    found = (s for s in sentences(document.text, line) if s.overlaps(first))
    return next(found, enumeration.lead)


def read_list(window: Window, items: Sequence[Span], readings: Readings) -> float | None:
    """The reader's score of the best stretch of a list's introduction and items; None if unread.

    Of a list that runs into a sentence, from the first item to the last: the sentence may hold
    another list.
    """
    run_in = all(window.span.covers(i) for i in items)
    hull = Span(items[0].start, items[-1].end)
    spans = (hull,) if run_in else (window.span, *items)
    found = [best.score for s in spans if (best := readings.best(window.document.id, s))]
    return max(found, default=None)


def _best_anywhere(readings: Readings) -> float | None:
    """The score of the best words of all that was read; None where nothing was."""
    found = (p.reading.best() for each in readings.passages.values() for p in each)
    return max((best.score for best in found if best), default=None)


def _window(hit: Hit, rank: int, listed: Enumeration, items: Sequence[Span]) -> Window:
    """The introduction, of a list set out with the words around it that name it.

    The title of a document that introduces all its headings says nothing of them.
    """
    document = hit.document
    lead = introduction(document, listed)
    titled = lead.of(document.text).strip() in ("", document.title) and _heads(document, listed)
    window = window_at(hit, rank, items[0] if titled else lead)
    return window if listed.kind == "inline" else _with_names(window, document, listed)


def _with_names(window: Window, document: Document, enumeration: Enumeration) -> Window:
    """The window with the words behind the items that name them: 围绕“四个强化”."""
    end = enumeration.items[-1].start
    names = [n.of(document.text) for n in naming(document.text, enumeration) if n.start > end]
    names += _question_before(document, enumeration.lead)
    text = window.candidate.text + squeeze("".join(names))
    return replace(window, candidate=replace(window.candidate, text=text))


def _question_before(document: Document, lead: Span) -> list[str]:
    """The line in front of 主要有以下几项, which says of what, where that line is a question."""
    if not _POINTING.search(lead.of(document.text)):
        return []
    before = document.text[: lead.start].rstrip().rpartition("\n")[2]
    return [before] if before.endswith(("？", "?")) else []


def _part_around(window: Window, listed: Enumeration) -> Span:
    """The part of a sentence, between semicolons, that holds a run-in list."""
    text, start, end = window.document.text, listed.items[0].start, listed.items[-1].end
    low = max(window.span.start, start - REACH)
    begin = max((m.end() for m in _PART_END.finditer(text, low, start)), default=low)
    stop = _PART_END.search(text, end, min(window.span.end, end + REACH))
    return Span(begin, stop.start() if stop else max(end, window.span.end))


def joined(document: Document) -> tuple[Enumeration, ...]:
    """Lists whose items hold a list each, as one: 东部有<A、B>，另外有<C、D>."""
    return tuple(whole for whole, _ in _joined(Same(document)))


def _halves(document: Same[Document]) -> frozenset[tuple[Span, ...]]:
    """The items of the lists that `joined` has made one of."""
    return frozenset(items for _, parts in _joined(document) for items in parts)


@lru_cache(maxsize=512)
def _joined(
    document: Same[Document],
) -> tuple[tuple[Enumeration, tuple[tuple[Span, ...], ...]], ...]:
    """Each list of lists as one, and the items of those lists."""
    run_in = [e for e in document.value.structure.enumerations if e.kind == "inline"]
    out = []
    for outer in run_in:
        inner = [_inside(item, run_in) for item in outer.items]
        if all(len(found) == 1 for found in inner):
            parts = tuple(found[0] for found in inner)
            out.append((replace(outer, items=tuple(chain.from_iterable(parts))), parts))
    return tuple(out)


def _inside(item: Span, lists: Sequence[Enumeration]) -> list[tuple[Span, ...]]:
    """The items of the lists that stand inside an item of another."""
    return [e.items for e in lists if item.covers(Span(e.items[0].start, e.items[-1].end))]


def _length(listed: Enumeration) -> int:
    return listed.items[-1].end - listed.items[0].start


def _heads(document: Document, listed: Enumeration) -> bool:
    """Whether every item is a heading and no more: then the list is a table of contents."""
    held = [document.heading_around(item) for item in listed.items]
    return None not in held and len(set(held)) == len(held)


def _is_of_others(question: Question, window: Window, listed: Enumeration) -> bool:
    """Whether a sentence says of what its list is, and speaks of the things asked for beside it.

    有哪些数据中心 is not told by 形成算力、AI、数据标注三大产业集群，与数据中心集群构成一体.
    """
    text, end = window.document.text, listed.items[-1].end
    counted = _COUNTED.match(squeeze(text[end : end + CLASSED]))
    if listed.kind != "inline" or counted is None or numeral(counted[1]) != len(listed.items):
        return False
    beside = squeeze(text[window.span.start : listed.items[0].start] + text[end : window.span.end])
    beside = beside.replace(counted[0], "")
    forms = [
        v for w in things_asked(question) if w.text not in GENERAL for v in written_for(w.text)
    ]
    return any(f in beside for f in forms) and not any(f in counted["class"] for f in forms)


def _share_named(question: Question, texts: Sequence[str]) -> float:
    """Share of items that end as the thing asked for does, or name it: 哪些<园区>, 沙文园区."""
    things = [w.text for w in things_asked(question) if w.text not in GENERAL]
    folded = [squeeze(t) for t in texts]
    shares = (sum(t.endswith(x[-1]) or x in t for t in folded) / len(folded) for x in things)
    return max(shares, default=0.0)


def _places(question: Question, texts: Sequence[str]) -> float:
    """Where places are asked for: 1 if all items are places, -1 if none is; else 0.

    Where people are asked for, -1 if no item holds a name.
    """
    if any(_PEOPLE.search(w.text) for w in things_asked(question)):
        return -1.0 * (not any(_names_somebody(t) for t in texts))
    if not any(w.text in _PLACES for w in question.asked) and not _WHERE.search(question.text):
        return 0.0
    return 2 * sum(bool(find_places(t)) for t in texts) / len(texts) - 1


def _names_somebody(text: str) -> bool:
    return any(word.tag in _NAME_TAGS for word in words(text))


def _repeated(question: Question, texts: Sequence[str]) -> float:
    """Share of the items that the question itself names: an answer says new things."""
    asked = squeeze(question.text)
    return sum(squeeze(t).strip("“”‘’,、。;") in asked for t in texts) / len(texts)
