"""Asking on the page: a question in, its answer claim by claim, until it is whole or stopped."""

from __future__ import annotations

import threading
import uuid
from collections.abc import AsyncGenerator, Callable, Iterator, Mapping, Sequence
from contextlib import aclosing
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

import gradio as gr

from rag.errors import UsageError
from rag.types import Document, Filters, Structure
from ui import frame
from ui.desk import BEAT_SECONDS, Desk, with_beats
from ui.messages import Lang
from ui.render import Rating, Turn, conversation
from ui.service import Asked, Service
from ui.trouble import told

KEPT = 60  # turns of a conversation that stay on the page
LONGEST_FILTER = 300  # characters


@dataclass(frozen=True, slots=True)
class Chat:
    """One reader's conversation. `id` tells its ratings from those of others."""

    id: str = ""
    turns: tuple[Turn, ...] = ()

    def with_turn(self, turn: Turn) -> Chat:
        """With `turn` in the place of the one of its number, or at the end."""
        others = [t for t in self.turns if t.number != turn.number]
        turns = sorted([*others, turn], key=lambda t: t.number)
        return Chat(self.id or uuid.uuid4().hex, tuple(turns[-KEPT:]))

    def history(self) -> list[tuple[str, str]]:
        """Earlier questions as understood, with the answers' text."""
        return [(turn.understood, turn.answer.text) for turn in self.turns if turn.answer]


class Asking:
    """A question under way: `stop` ends it with what there is, `left` without showing that."""

    def __init__(self) -> None:
        self.stop = threading.Event()
        self.left = False


class Conversations:
    """Event handlers of the conversation; they know only which questions are under way."""

    def __init__(self, service: Service, desk: Desk) -> None:
        self.service = service
        self.desk = desk
        self._asking: dict[str, Asking] = {}  # by conversation

    def log_html(self, chat: Chat, lang: Lang) -> str:
        """The conversation, or the welcome before it begins."""
        if not chat.turns:
            return frame.welcome(self.service, lang)
        return conversation(chat.turns, lang, date.today())

    async def ask(
        self, event: gr.EventData, chat: Chat, lang: Lang, spend: Callable[[], None]
    ) -> AsyncGenerator[tuple[Any, Any], None]:
        """The question at once, then the answer claim by claim.

        `spend` counts the question; it raises Failure when the reader has asked too many.
        """
        given = payload(event)
        question = str(given.get("question", ""))[: frame.LONGEST_QUESTION + 1].strip()
        turn = Turn(chat.turns[-1].number + 1 if chat.turns else 1, question, question)
        history = chat.history()
        chat = chat.with_turn(turn)
        asking = self._asking[chat.id] = Asking()
        yield chat, self.log_html(chat, lang)
        try:
            answered = self._answered(turn, history, given, lang, spend, asking)
            async with aclosing(answered) as steps:
                async for known in steps:
                    if asking.left:
                        yield gr.skip(), gr.skip()  # or Gradio would show the last thing again
                        return
                    if known is None:  # nothing new; where the reader is gone this ends here
                        yield gr.skip(), gr.skip()
                        continue
                    chat = chat.with_turn(known)
                    yield chat, self.log_html(chat, lang)
        finally:
            asking.stop.set()
            if self._asking.get(chat.id) is asking:
                del self._asking[chat.id]

    async def _answered(
        self,
        turn: Turn,
        history: Sequence[tuple[str, str]],
        given: Mapping[str, Any],
        lang: Lang,
        spend: Callable[[], None],
        asking: Asking,
    ) -> AsyncGenerator[Turn | None, None]:
        try:
            spend()
            filters = filters_from(given)
            turn = replace(turn, filters=filters_told(filters), line=self.desk.line)
            if turn.line:
                yield turn
            answers = self.desk.stream(
                lambda stop: self.service.answering(turn.question, history, filters, stop),
                asking.stop,
            )
            async with aclosing(with_beats(answers, BEAT_SECONDS)) as news:
                async for asked in news:
                    if asked is None and asking.stop.is_set():
                        break
                    if asked is None:
                        yield None
                        continue
                    for step in self._steps(turn, asked):
                        turn = step
                        yield turn
            if turn.answer is None or turn.shown is not None:
                yield replace(turn, shown=None, stopped=True)
        except Exception as error:
            yield replace(turn, trouble=told(error, lang))

    def _steps(self, turn: Turn, asked: Asked) -> Iterator[Turn]:
        """The turn with each claim that is new, then whole if the answer is."""
        answer = asked.answer
        ids = dict.fromkeys(citation.document_id for citation in answer.citations)
        facts = {id_: facts_of(self.service.document(id_)) for id_ in ids if asked.whole}
        seen = turn.shown or 0
        turn = replace(turn, understood=asked.understood, answer=answer, documents=facts, line=0)
        for count in range(seen + 1, len(answer.claims) + (not asked.whole)):
            yield replace(turn, shown=count)
        if asked.whole:
            yield replace(turn, shown=None)
        elif turn.shown is None:
            yield replace(turn, shown=0)

    def stop(self, chat: Chat) -> None:
        """End the answer under way with what there is of it."""
        if asking := self._asking.get(chat.id):
            asking.stop.set()

    def clear(self, chat: Chat, lang: Lang) -> tuple[Chat, str]:
        """A new conversation; what was under way in the old one is given up."""
        if asking := self._asking.pop(chat.id, None):
            asking.left = True
            asking.stop.set()
        return Chat(), self.log_html(Chat(), lang)

    def rate(self, event: gr.EventData, chat: Chat, lang: Lang) -> tuple[Chat, str]:
        """Keep a thumb or a comment; the same thumb again takes it back."""
        given = payload(event)
        verdict, comment = str(given.get("verdict")), str(given.get("comment", "")).strip()
        turn = next((t for t in chat.turns if t.number == given.get("turn") and t.answer), None)
        if turn is None or turn.answer is None:
            return chat, self.log_html(chat, lang)
        key = f"{chat.id}-{turn.number}"
        try:
            if turn.rating and turn.rating.verdict == verdict and not comment:
                self.service.feedback.withdraw(key)
                rating = None
            else:
                leaning = turn.understood != turn.question
                earlier = Chat(chat.id, tuple(t for t in chat.turns if t.number < turn.number))
                self.service.feedback.rate(
                    key,
                    verdict,
                    turn.answer,
                    question=turn.question,
                    history=earlier.history() if leaning else (),
                    comment=comment,
                )
                rating = Rating(verdict, comment)
        except Exception as error:
            rating = Rating("", trouble=told(error, lang))
        chat = chat.with_turn(replace(turn, rating=rating))
        return chat, self.log_html(chat, lang)


def payload(event: gr.EventData) -> Mapping[str, Any]:
    """What came with an event, {} when it is not an object."""
    return event._data if isinstance(event._data, dict) else {}


def facts_of(document: Document) -> Document:
    """What a reference needs of a document: a session should not keep its text in memory."""
    return replace(document, text="", pages=(), structure=Structure())


def filters_from(given: Mapping[str, Any]) -> Filters:
    """The filters of a question.

    Raises:
        UsageError: a value is not text, or too long.
    """
    values = {name: given.get(name) or None for name in ("since", "until", "publisher", "source")}
    for value in values.values():
        if value is not None and (not isinstance(value, str) or len(value) > LONGEST_FILTER):
            raise UsageError("无法识别筛选条件。 The filters are not understood.")
    return Filters(**values)


def filters_told(filters: Filters) -> str:
    """Filters as a reader sees them under the question.

    >>> filters_told(Filters(since="2024", publisher="统计局"))
    '2024 – · 统计局'
    """
    period = f"{filters.since or ''} – {filters.until or ''}".strip()
    parts = (period if period != "–" else "", filters.publisher, filters.source)
    return " · ".join(part for part in parts if part)
