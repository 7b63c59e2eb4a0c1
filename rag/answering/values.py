"""Values as they stand in a quote, whole: an amount with unit and bound, a date with its year.

The reader marks tokens, and cuts 近3000家 to 3000 and 12月20日 to 20日; whoever reads the marked
words alone needs the rest. Where a question asks for an amount or a date, the values of that kind
are all that can answer.
"""

from __future__ import annotations

from typing import Final

from rag.answering.shapes import answer_spots
from rag.patterns import regex
from rag.quantities import quantities
from rag.question import Question
from rag.text import fold
from rag.times import periods
from rag.types import Span

VALUED: Final = frozenset(("number", "date"))  # kinds of questions that only values answer

_YEAR = r"(?:\d{2,4}|[〇零一二三四五六七八九]{4})\s*年"
_MONTH = r"\d{1,2}\s*月(?:份(?!额))?"
_TO_DAY = r"(?:\s*(?:[-—–~～]{1,2}|[至到])\s*(?:\d{1,2}\s*月\s*)?\d{1,2}\s*[日号])?"
_DAY = rf"\d{{1,2}}\s*[日号]{_TO_DAY}"
_DATE: Final = regex(
    rf"(?<!\d)(?:(?:{_YEAR}\s*)?{_MONTH}(?:\s*{_DAY})?|{_YEAR}|\d{{1,2}}\s*日{_TO_DAY})"
)
_YEAR_ONLY: Final = regex(r"[^年]*年")
_ASKS_YEAR: Final = regex(r"[哪何]一?个?年(?!代)|几几年|年份|西元几年")
_ASKS_DAY: Final = regex(r"[几哪何]一?个?月|几[日号]|[哪何]一?[天日]")
_ASKS_ERA: Final = regex(r"朝代|时期|年代|世纪|王朝")
_FRACTION: Final = regex(r"\d+\s*/\s*\d+")
_BOUND_BEHIND: Final = regex(r"\s*(?:及?以[上下]|以内|之内|左右|上下)")
_BOUND_BEFORE: Final = regex(
    r"(?:不[低少]于|不超过|不高于|至少|最多|超过|突破|[低少]于|不足|接近|将近|大约|约为?|近|超|逾)\s*$"
)


def asks_year(question: Question) -> bool:
    """Whether a year is asked for and no more: 哪一年, but not 哪年哪月.

    >>> from rag.question import analyse
    >>> [asks_year(analyse(q)) for q in ("哪一年启用？", "哪年哪月启用？", "哪天启用？")]
    [True, False, False]
    """
    folded = fold(question.text)
    return bool(_ASKS_YEAR.search(folded)) and not _ASKS_DAY.search(folded)


def asked_values(question: Question, text: str, quote: Span) -> list[Span]:
    """The whole values in `text[quote]` shaped like the answer to a question of a `VALUED` kind.

    None where an era is asked for, which has names (明朝) more often than dates.
    """
    if _ASKS_ERA.search(fold(question.text)):
        return []
    shown = [at for at in range(quote.start, quote.end) if not text[at].isspace()]
    spots = answer_spots(question, fold("".join(text[at] for at in shown)))
    found = [Span(shown[s.start], shown[s.end - 1] + 1) for s in spots]
    if asks_year(question):
        found = [s for s in found if text[s.end - 1] == "年"] or found
    return list(dict.fromkeys(whole(question, text, quote, span) for span in found))


def whole(question: Question, text: str, quote: Span, answer: Span) -> Span:
    """The answer with all of each value of the quote that it holds a part of.

    A date is whole with its year where only the year is asked for.
    """
    said = quote.of(text)
    dates = _dates(said)
    parts = [Span(*match.span()) for match in _FRACTION.finditer(said)]
    amounts = [_with_bound(said, a) for a in (*parts, *(q.span for q in quantities(said, dates)))]
    if asks_year(question):
        dates = [_year_of(said, date) for date in dates]
    for span in sorted((*amounts, *dates)):
        value = Span(span.start + quote.start, span.end + quote.start)
        if value.overlaps(answer):
            answer = Span(min(answer.start, value.start), max(answer.end, value.end))
    return answer


def _dates(said: str) -> list[Span]:
    written = [Span(*match.span()) for match in _DATE.finditer(fold(said))]
    return [*written, *(p.span for p in periods(said))]


def _year_of(said: str, date: Span) -> Span:
    year = _YEAR_ONLY.match(said, date.start, date.end)
    return Span(*year.span()) if year else date


def _with_bound(said: str, amount: Span) -> Span:
    """
    >>> _with_bound("带动近3000家", Span(3, 8)).of("带动近3000家")
    '近3000家'
    """
    folded = fold(said)
    before = _BOUND_BEFORE.search(folded[: amount.start])
    behind = _BOUND_BEHIND.match(folded, amount.end)
    return Span(before.start() if before else amount.start, behind.end() if behind else amount.end)
