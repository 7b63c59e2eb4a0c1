"""Whether two statements are about the same thing, so that their figures ought to agree.

When in doubt they are not: a disagreement that is none costs the reader's trust in all others.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from typing import Final

from rag.answering.coverage import covered
from rag.answering.statements import Statement
from rag.patterns import regex
from rag.places import find_places
from rag.question import Question
from rag.text import fold
from rag.times import Anchor
from rag.words import Word

NEAR: Final = timedelta(days=31)  # between documents whose figures are taken for one time's
FOREIGN: Final = 1 / 3  # share of a statement's nouns, foreign to the other, that tells them apart
NAME_PART: Final = 3  # characters of a company's name that are enough to know it by
# What narrows an indicator: the same words with and without it are two indicators.
_NARROWED: Final = regex(
    r"规上|规模以上|限额以上|核心|超大型|大型|中小|民营|国有|外资|高新技术|专精特新|西部|东部|中部"
    r"|[十百千万]+亿?元?级"
    r"|非[\u4e00-\u9fff]|除[\u4e00-\u9fff]{1,6}外|其他|城镇|农村|男|女"
)
_SAME_NARROWING: Final = {"规模以上": "规上"}
_NAME_TAGS: Final = ("nr", "nrt", "nz", "nt", "ns", "eng")
_COMPANY_WORDS: Final = regex(r"有限|责任|股份|公司|集团|科技|信息|网络|技术|发展|产业")


def comparable(one: Statement, other: Statement, question: Question) -> bool:
    """Whether time, place, kind, goal or result, and what the figures are of are all the same.

    Words of the question count for both: what it names may stand in what leads up to a sentence.
    """
    return (
        one.kind == other.kind
        and one.goal == other.goal
        and one.stage == other.stage
        and _same_days(one, other)
        and (one.place == other.place or not (one.place and other.place))
        and _same_narrowing(one, other)
        and not _is_foreign(one, other, question)
        and not _is_foreign(other, one, question)
    )


def _same_days(one: Statement, other: Statement) -> bool:
    """The same period; 2024年底 and 2024年; or none in documents of about the same day."""
    if one.days is not None and one.days == other.days:
        return True
    known = [s for s in (one, other) if s.days is not None]
    if len(known) < 2:
        inherited = all(s.inherited for s in known)
        return inherited and _same_time(one.document.date, other.document.date)
    (a, b), (c, d) = [s.days for s in known if s.days]
    within = (a <= c and d <= b) or (c <= a and b <= d)
    return (one.loose or other.loose) and within and a.year == b.year == c.year == d.year


def _same_time(one: str | None, other: str | None) -> bool:
    """Whether two documents may be of one time: nothing says that an undated one is of another."""
    first, second = Anchor.of(one), Anchor.of(other)
    if first is None or second is None:
        return True
    return first.first - NEAR <= second.last and second.first - NEAR <= first.last


def _same_narrowing(one: Statement, other: Statement) -> bool:
    """Whether both are narrowed alike; one that says nothing goes by what leads up to it."""
    own, others = _narrowed(one.clause), _narrowed(other.clause)
    if own and others:
        return own == others
    return own <= _narrowed(other.near) and others <= _narrowed(one.near)


def _narrowed(text: str) -> set[str]:
    return {_SAME_NARROWING.get(word, word) for word in _NARROWED.findall(text)}


def _is_foreign(one: Statement, other: Statement, question: Question) -> bool:
    """Whether `one` is a figure of something that `other` does not speak of."""
    if one.companies and not any(known(c, other.near) for c in one.companies):
        return True
    asked = fold(question.text)
    telling = [w for w in one.words if covered(w.text, asked) == 1.0]
    if any(covered(w.text, other.near) < 1.0 for w in telling):
        return True
    rest = [w for w in one.words if w not in telling and _is_noun(w)]
    foreign = [w for w in rest if covered(w.text, _speaks(w, other)) < 1.0]
    return len(foreign) >= max(FOREIGN * len([*telling, *rest]), 1) if foreign else False


def _speaks(word: Word, other: Statement) -> str:
    """The text in which `other` must hold a word: a name may be carried over from before."""
    named = word.tag in _NAME_TAGS or bool(find_places(word.text))
    return other.near if named else other.window.candidate.text


def _is_noun(word: Word) -> bool:
    return word.tag[:1] in ("n", "j", "l", "i") or word.tag in ("vn", "eng", "b")


def known(company: str, text: str) -> bool:
    """Whether a text names a company, perhaps in short: 云上鲲鹏 for 贵州云上鲲鹏科技有限公司."""
    places = [p.span.of(company) for p in find_places(company)]
    core = _COMPANY_WORDS.sub(" ", company)
    for place in places:
        core = core.replace(place, " ")
    parts: Sequence[str] = [p for p in core.split() if len(p) > 1] or [company]
    return any(_shares(part, text) for part in parts)


def _shares(part: str, text: str) -> bool:
    size = min(NAME_PART, len(part))
    return any(part[i : i + size] in text for i in range(len(part) - size + 1))
