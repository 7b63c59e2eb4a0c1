"""Whether the documents an answer rests on are as recent as the question seems to want."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date, timedelta

from rag.answer import Citation
from rag.question import analyse
from ui.messages import Lang, say

NOW = re.compile(
    r"最新|目前|现在|当前|如今|今年|近期|近来|眼下|\b(?:latest|current|currently|now|today|recent)\b",
    re.IGNORECASE,
)
TIMELESS = frozenset(("definition", "why", "how"))
FRESH = timedelta(days=366)  # for a question about the present
LASTING = timedelta(days=2 * 366)  # for one that names no time


def notice(question: str, citations: Sequence[Citation], today: date, lang: Lang) -> str | None:
    """What to tell the reader about the age of the evidence, None when nothing is amiss."""
    dates = [c.date for c in citations if c.date]
    if not dates:
        return say(lang, "notice_undated") if citations else None
    newest = max(dates, key=last_day)
    asked = analyse(question)
    if asked.times:
        latest = max(asked.times, key=lambda p: p.first)
        if last_day(newest) < latest.first <= today:
            words = latest.span.of(question)
            return say(lang, "notice_before", date=newest, asked=words)
        return None
    present = asked.relative_time or NOW.search(question) is not None
    if asked.kind in TIMELESS and not present:
        return None
    if today - last_day(newest) > (FRESH if present else LASTING):
        return say(lang, "notice_old", date=newest)
    return None


def last_day(value: str) -> date:
    """The last day of a date of any precision.

    >>> last_day("2025").isoformat(), last_day("2024-02").isoformat()
    ('2025-12-31', '2024-02-29')
    """
    parts = [int(part) for part in value.split("-")]
    if len(parts) == 3:
        return date(*parts)
    year, month = (parts[0], parts[1]) if len(parts) == 2 else (parts[0], 12)
    following = date(year + month // 12, month % 12 + 1, 1) if year < 9999 else date.max
    return following - timedelta(days=1)
