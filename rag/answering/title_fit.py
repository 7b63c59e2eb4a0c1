"""Whether a sentence speaks of the law or document that was asked about, or of another one."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache
from typing import Final

from rag.answering.coverage import covered
from rag.patterns import regex
from rag.places import find_places
from rag.question import VALUES, Question
from rag.text import squeeze
from rag.words import words

SHORTEST: Final = 3  # words of a title without 《》: 地方条例 is none
ENDING: Final = 2  # its last ones, which rivals have too: “软件再出发”, “工业再出发”
SAME: Final = 0.7  # share of the asked title that another one holds where it is the same

_TITLE: Final = regex(r"《([^》]{2,60})》")
# Four characters and more: of 十四五 and the like there are no rivals.
_QUOTED: Final = regex(r"[“\"‘]([^”\"’]{4,16})[”\"’](?=([\u4e00-\u9fff]{2})?)")
_LAW: Final = regex(r"(?:条例|办法|细则|规定)$")
_NO_LETTER: Final = regex(r"[\W\d_]+")
_RULES: Final = regex(  # a film or a book may have any ending, what rules or reports has its own
    r"(?:条例|办法|细则|规定|法|规划|计划|方案|意见|通知|纲要|行动|政策|标准|指南|报告|公报|白皮书|决定"
    r"|协议|备忘录|宣言|倡议|清单|目录|要点|[报刊网])$"
)


def title_fits(question: Question, text: str, around: str = "") -> bool:
    """Whether squeezed `text` names each asked title, or at least no other of its kind.

    What is quoted otherwise, and its rivals of the same ending or kind, may stand `around` it too.

    >>> from rag.question import analyse
    >>> asked = analyse("青山市数据安全管理条例哪天施行？")
    >>> title_fits(asked, "《青山市数据安全条例》5月1日施行"), title_fits(asked, "5月1日施行")
    (True, True)
    >>> title_fits(asked, "《青山市政府信息公开条例》5月1日施行")
    False
    >>> title_fits(analyse("《远山2》的票房是多少？"), "《长河》的票房是3亿元")
    False
    """
    if not all(_is_met(q, text + around) for q in _quoted(squeeze(question.text))):
        return False
    asked, works = _asked(question), _works(question)
    named = _TITLE.findall(text) if asked or works else []
    for title in asked:
        rivals = [other for other in named if other[-2:] == title[-1][-2:]]
        if rivals and not any(_same(title, other) for other in rivals):
            return False
    rivals = [other for other in named if works and not _RULES.search(other)]
    return not rivals or any(_alike(work, other) for work in works for other in rivals)


@lru_cache(maxsize=256)
def _quoted(text: str) -> tuple[tuple[str, str], ...]:
    """Names in quotation marks that may have rivals, each with what says of which kind it is.

    >>> _quoted("“软件再出发”行动计划"), _quoted("“十四五”规划")
    ((('软件再出发', '行动'),), ())
    """
    return tuple((m[1], m[2]) for m in _QUOTED.finditer(text))


def _is_met(asked: tuple[str, str], text: str) -> bool:
    """Whether what is quoted stands in the text, or at least none of its rivals.

    >>> text = "“软件再出发”行动计划要点:8000户"
    >>> [_is_met((name, "行动"), text) for name in ("工业领航", "软件再出发")]
    [False, True]
    >>> _is_met(("工业领航", "行动"), "工作要点:8000户")
    True
    """
    name, kind = asked
    rivals = (o[-ENDING:] == name[-ENDING:] or (k and k == kind) for o, k in _quoted(text))
    return name in text or not any(rivals)


@lru_cache(maxsize=256)
def _asked(question: Question) -> tuple[tuple[str, ...], ...]:
    """The words of each title asked about: in 《》, or words that end as laws are called."""
    quoted = [_content(title) for title in _TITLE.findall(squeeze(question.text))]
    return (*filter(None, quoted), *_unquoted(question))


@lru_cache(maxsize=256)
def _works(question: Question) -> tuple[str, ...]:
    """The films and books that a value is asked of: of a list, others may be the answer."""
    titles = _TITLE.findall(squeeze(question.text)) if question.kind in VALUES else ()
    return tuple(title for title in titles if not _RULES.search(title))


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


def _alike(one: str, other: str) -> bool:
    """Whether two titles are of one work or series, either of which may be short.

    >>> _alike("远山2", "远山之云海"), _alike("远山2", "长河")
    (True, False)
    """
    one, other = (_NO_LETTER.sub("", title) for title in (one, other))
    return one in other or other in one


def _same(title: tuple[str, ...], other: str) -> bool:
    """Whether `other` is of the same place and holds most of what tells the title from others."""
    asked, given = ({p.name for p in find_places(t)} for t in ("".join(title), other))
    if asked and given and not asked & given:
        return False
    telling = [w for word in title if (w := _LAW.sub("", word)) and not find_places(w)]
    met = sum(len(word) * covered(word, other) for word in telling)
    return met >= SAME * sum(map(len, telling))
