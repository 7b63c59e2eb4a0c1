"""Whether a sentence speaks of the law or document that was asked about, or of another one."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import Final

from rag.answering.coverage import covered
from rag.places import find_places
from rag.question import Question
from rag.text import squeeze
from rag.words import words

SHORTEST: Final = 3  # words of a title without 《》: 地方条例 is none
SAME: Final = 0.7  # share of the asked title that another one holds where it is the same

_TITLE: Final = re.compile(r"《([^》]{2,60})》")
_LAW: Final = re.compile(r"(?:条例|办法|细则|规定)$")


def title_fits(question: Question, text: str) -> bool:
    """Whether squeezed `text` names each asked title, or at least no other of its kind.

    >>> from rag.question import analyse
    >>> asked = analyse("青山市数据安全管理条例哪天施行？")
    >>> title_fits(asked, "《青山市数据安全条例》5月1日施行"), title_fits(asked, "5月1日施行")
    (True, True)
    >>> title_fits(asked, "《青山市政府信息公开条例》5月1日施行")
    False
    """
    asked = _asked(question)
    named = _TITLE.findall(text) if asked else []
    for title in asked:
        rivals = [other for other in named if other[-2:] == title[-1][-2:]]
        if rivals and not any(_same(title, other) for other in rivals):
            return False
    return True


@lru_cache(maxsize=256)
def _asked(question: Question) -> tuple[tuple[str, ...], ...]:
    """The words of each title asked about: in 《》, or words that end as laws are called."""
    quoted = [_content(title) for title in _TITLE.findall(squeeze(question.text))]
    return (*filter(None, quoted), *_unquoted(question))


def _content(title: str) -> tuple[str, ...]:
    return tuple(w.text for w in words(title) if w.content)


def _unquoted(question: Question) -> Iterator[tuple[str, ...]]:
    run: list[str] = []
    end = -1
    for word in question.words:
        run = [*run, word.text] if word.span.start == end else [word.text]
        end = word.span.end
        if _LAW.search(word.text) and len(run) >= SHORTEST:
            yield tuple(run)


def _same(title: tuple[str, ...], other: str) -> bool:
    """Whether `other` is of the same place and holds most of what tells the title from others."""
    asked, given = ({p.name for p in find_places(t)} for t in ("".join(title), other))
    if asked and given and not asked & given:
        return False
    telling = [w for word in title if (w := _LAW.sub("", word)) and not find_places(w)]
    met = sum(len(word) * covered(word, other) for word in telling)
    return met >= SAME * sum(map(len, telling))
