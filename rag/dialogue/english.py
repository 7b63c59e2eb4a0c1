"""The same in English: what about 2025? and in Guiyang? who runs it? why?"""

from __future__ import annotations

import re
from collections.abc import Sequence

from rag.dialogue.frame import frame, place_spans, time_spans
from rag.dialogue.substitute import replaced, subject_of, with_place, with_time
from rag.places import find_places
from rag.text import han_share

_FRAGMENT = re.compile(
    r"^(?:(?:and|but|ok|so|then)[, ]+)?(?:(?:what|how) about|what of|and)?\s*"
    r"(?:(?:for|in|at|by|of|during|the)\s+)*(?P<rest>[^?]{2,60}?)\s*(?:then|instead)?\s*\?*$",
    re.IGNORECASE,
)
_MARKED = re.compile(r"^(?:(?:and|but|so|then)\b|(?:what|how) about|what of)", re.IGNORECASE)


def condense_english(turns: Sequence[tuple[str, str]], question: str) -> str | None:
    """Time and place fragments in English; None for anything else."""
    if han_share(question) > 0:
        return None
    match = _FRAGMENT.match(question)
    if match is None or not _MARKED.match(question):
        return None
    rest, text = match["rest"], turns[-1][0]
    chinese = han_share(text) > 0.3
    if times := time_spans(rest):
        if _covers(rest, times[0].of(rest)):
            time = times[0].of(rest)
            return with_time(text, f"{time}年" if chinese and time.isdigit() else time)
    if places := place_spans(rest):
        name = places[0].of(rest)
        if _covers(rest, name):
            return with_place(text, find_places(name)[0].name if chinese else name)
    return None


def _covers(text: str, part: str) -> bool:
    return len(part) >= len(text.strip()) - 4


__all__ = ["condense_english", "frame", "replaced", "subject_of"]
