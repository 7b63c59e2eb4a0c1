"""Errors as readers of the page meet them: words, and whether it is worth trying again."""

from __future__ import annotations

import logging
from dataclasses import dataclass

from rag.errors import RagError
from ui.failures import Failure, failure_of
from ui.messages import Lang, say

PASSING = ("busy", "too_many_requests", "index_busy")  # codes of failures that pass by themselves
log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Trouble:
    """Why something did not work, in both languages, and what to do about it.

    `again`: the same may work a little later.
    """

    message: str
    remedy: str = ""
    again: bool = False


def told(error: Exception, lang: Lang) -> Trouble:
    """What a reader may know of an error, which is what programs may know of it.

    What nobody foresaw goes to the log, not to the page.
    """
    if isinstance(error, RagError):
        error = failure_of(error)
    if isinstance(error, Failure):
        again = error.code in PASSING
        return Trouble(error.message, "" if again else error.next, again)
    log.error("unexpected error on the page", exc_info=error)
    return Trouble(say(lang, "unexpected"))
