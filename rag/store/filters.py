"""Filters as conditions on the document table, so that they act before anything is ranked.

Dates are periods: a document dated "2025" stands for the whole of 2025, `since="2025-03"` for
everything from 1 March on. A document matches when its period and the asked one overlap; one
without a date matches no date filter. Publisher and title match as substrings after NFKC, case
folding and removal of white space. A source matches as a prefix, or as a glob where `*` also
crosses slashes; a name that holds glob characters still matches as a prefix.
"""

from __future__ import annotations

import re
import unicodedata
from typing import TYPE_CHECKING

from rag.errors import UsageError
from rag.patterns import regex

if TYPE_CHECKING:
    from rag.types import Filters

DATE = regex(r"\d{4}(-(0[1-9]|1[0-2])(-(0[1-9]|[12]\d|3[01]))?)?", re.ASCII)


def match_key(text: str) -> str:
    """The form in which publishers and titles are compared.

    >>> match_key("贵州省 大数据局（ABC）")
    '贵州省大数据局(abc)'
    """
    return "".join(unicodedata.normalize("NFKC", text).casefold().split())


def period(date: str) -> tuple[str, str]:
    """First and last day of a date of any precision; only their order matters, so months have 31.

    >>> period("2025"), period("2025-02")
    (('2025-01-01', '2025-12-31'), ('2025-02-01', '2025-02-31'))

    Raises:
        ValueError: `date` is not YYYY[-MM[-DD]].
    """
    if not DATE.fullmatch(date):
        raise ValueError(f"{date!r} is not YYYY[-MM[-DD]]")
    return date + "-01-01"[len(date) - 4 :], date + "-12-31"[len(date) - 4 :]


def where(filters: Filters) -> tuple[str, tuple[str, ...]]:
    """SQL condition on `document AS d` and its parameters; ("1", ()) when nothing is asked.

    Raises:
        UsageError: a date is not YYYY[-MM[-DD]], or since is after until.
    """
    conditions: list[tuple[str, tuple[str, ...]]] = []
    since, until = _asked_period(filters)
    if since:
        conditions.append(("d.last_day >= ?", (since,)))
    if until:
        conditions.append(("d.first_day <= ?", (until,)))
    if filters.publisher:
        conditions.append(("instr(d.publisher_key, ?) > 0", (match_key(filters.publisher),)))
    if filters.title:
        conditions.append(("instr(d.title_key, ?) > 0", (match_key(filters.title),)))
    if filters.source:
        source = filters.source.removeprefix("./")
        condition = "(substr(d.source, 1, length(?)) = ? OR d.source GLOB ?)"
        conditions.append((condition, (source, source, source)))
    sql = " AND ".join(condition for condition, _ in conditions) or "1"
    return sql, tuple(value for _, values in conditions for value in values)


def _asked_period(filters: Filters) -> tuple[str | None, str | None]:
    try:
        since = period(filters.since)[0] if filters.since else None
        until = period(filters.until)[1] if filters.until else None
    except ValueError as error:
        raise UsageError(
            f"日期无法识别：{error}。 The date cannot be read: {error}.",
            "写成 2025、2025-03 或 2025-03-14 / write 2025, 2025-03 or 2025-03-14",
        ) from error
    if since and until and since > until:
        raise UsageError(
            f"开始日期 {filters.since} 晚于结束日期 {filters.until}。 "
            f"--since {filters.since} is after --until {filters.until}.",
            "交换两个日期 / swap the two dates",
        )
    return since, until
