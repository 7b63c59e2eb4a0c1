"""Regular expressions that are compiled when they are first used.

The rules hold more than 800 of them and a question meets some 250: compiling all of them took a
fifth of the time of a command that answers one question.
"""

from __future__ import annotations

import re
from typing import Any, cast


def regex(pattern: str, flags: int = 0) -> re.Pattern[str]:
    """`re.compile`, put off until a method or attribute of the result is asked for.

    Errors: re.error at that first use, where `re.compile` raises it at once.

    >>> year = regex(r"(?P<year>\\d{4})年")
    >>> [m["year"] for m in year.finditer("2021年至2025年")]
    ['2021', '2025']
    """
    return cast("re.Pattern[str]", _Deferred(pattern, flags))


class _Deferred:
    """Stands for the compiled pattern: typed as it, for it has all that a caller uses of it."""

    def __init__(self, pattern: str, flags: int) -> None:
        self.pattern = pattern
        self._flags = flags

    def __getattr__(self, name: str) -> Any:
        # Met once for each name: what is found becomes the object's own, so that later calls
        # cost no more than those of a compiled pattern.
        if "_compiled" not in self.__dict__:
            self._compiled = re.compile(self.pattern, self._flags)
        found = getattr(self._compiled, name)
        self.__dict__[name] = found
        return found
