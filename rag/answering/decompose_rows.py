"""Questions that follow each other in one breath, each with what it leaves out filled in."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from rag.dialogue import condense
from rag.dialogue.frame import (
    NAMED,
    frame,
    inside,
    interrogative_spans,
    time_spans,
)
from rag.dialogue.names import is_name
from rag.dialogue.substitute import subject_of
from rag.dialogue.vocabulary import any_of, listed, relational
from rag.places import find_places

_MARK = re.compile(r"[?？]+|[；;](?=.*[?？]|.*多少|.*什么)")
_COMMA = re.compile(r"[，,]")
_AWAY = re.compile(  # …现在是多少，<和2025年目标相差多少>
    r"^(?:和|与|跟|比|距离?|离)(?P<from>[^，。]{2,14}?)(?:相比)?(?:还?相?差|还?有|高|低|多|少)(?:出|了)?(?:多少|几|多远|多大)"
)
_AGAIN = re.compile(r"^(?:又|还|再|那么|那|且|并且|同时|另外)")
_THINGS = ("平台", "项目", "工程", "系统", "中心")
_EVERYWHERE = ("中国", "世界")  # named in passing: 连续几年全国第一
_THEN = re.compile(any_of("then"))
_OWNED = re.compile(r"的(?=[^又有是呢几多，。？?])")


def in_a_row(question: str) -> list[str]:
    """The questions that follow each other, or the one there is."""
    pieces = [p.strip(" ，,") for p in _MARK.split(question)]
    pieces = [clause for p in pieces if p for clause in _clauses(p)]
    asking = [p for p in pieces if interrogative_spans(p) or p.endswith("呢")]
    if len(pieces) < 2 or len(asking) != len(pieces):
        return [question]
    turns: list[tuple[str, str]] = []
    for piece in pieces:
        turns.append((_owned(turns, piece + "？"), ""))
    return [asked for asked, _ in turns]


def _clauses(piece: str) -> Iterator[str]:
    """The clauses that each hold a question word; what asks nothing stays in front of its own."""
    named = [m.span() for m in NAMED.finditer(piece)]
    ends = [m.start() for m in _COMMA.finditer(piece)]
    start = 0
    for end in (e for e in ends if not any(a < e < b for a, b in named)):
        rest = piece[end + 1 :]
        if interrogative_spans(piece[start:end]) and interrogative_spans(rest):
            yield piece[start:end]
            start = end + 1
    yield piece[start:]


def _owned(turns: Sequence[tuple[str, str]], piece: str) -> str:
    """A question in a row with its subject: in one breath even 智算占比是多少 leans on another."""
    if not turns:
        return piece
    if away := _AWAY.match(piece):
        return condense(turns, away["from"] + "呢？")
    before = turns[-1][0]
    piece = _then(piece, before)
    if _possessor(piece):
        return piece
    asked = condense(turns, piece)
    if asked != piece or _own_subject(piece):
        return asked
    if _agent(piece, before):
        return piece
    return subject_of(before, dated=not time_spans(piece)) + _AGAIN.sub("", piece)


def _then(piece: str, before: str) -> str:
    """同年 as the year that was named before."""
    times = [t for t in time_spans(before) if re.search(r"\d{4}年", t.of(before))]
    found = _THEN.search(piece)
    if not times or found is None or found.group() == "同期":
        return piece
    return piece[: found.start()] + times[-1].of(before) + piece[found.end() :]


def _possessor(piece: str) -> bool:
    """Whether a piece says whose attribute it asks for: 瓴泓的业务有多少, but not 业务的占比."""
    owned, topic = _OWNED.search(piece), frame(piece).topic
    if owned is None or topic is None or topic.start > 0 or topic.end > owned.start():
        return False
    last = inside(piece, topic)[-1].text  # 服务的企业: what is done by the one named before
    return not relational(last) and last not in (*listed("inner"), *listed("verb"))


def _own_subject(piece: str) -> bool:
    places = [p for p in find_places(piece) if p.name not in _EVERYWHERE]
    topic = frame(piece).topic
    headed = topic is not None and topic.start == 0 and topic.of(piece).endswith(_heads())
    return bool(places) or is_name(piece) or headed


def _agent(piece: str, before: str) -> bool:
    """Whether a dated piece has somebody who acts in it, after a question about an event."""
    topic = frame(before).topic
    event = topic is not None and topic.of(before).endswith(listed("head:event"))
    return event and bool(time_spans(piece))


def _heads() -> tuple[str, ...]:
    """Nouns that name a thing of its own: 大会, 规划, 平台."""
    return (*listed("head:event"), *listed("head:work"), *_THINGS)
