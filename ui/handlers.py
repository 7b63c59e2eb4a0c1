"""What happens on the page: each method answers one event with new HTML for the page's blocks.

What comes with an event was made by a browser and is checked here; an error becomes words.
"""

from __future__ import annotations

import logging
import uuid
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

import gradio as gr
from gradio.utils import get_upload_folder

from rag.errors import RagError, UsageError
from rag.types import Document, Filters, Structure
from ui import frame, library
from ui.library import Listing
from ui.messages import Lang, both, say
from ui.panels import panel, view_from
from ui.references import quoted_title
from ui.render import Rating, Turn, conversation, escape
from ui.service import Service

if TYPE_CHECKING:
    from rag.ingest import Outcome

KEPT = 60  # turns of a conversation that stay on the page
LONGEST_FILTER = 300  # characters
log = logging.getLogger(__name__)


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


def payload(event: gr.EventData) -> Mapping[str, Any]:
    """What came with an event, {} when it is not an object."""
    return event._data if isinstance(event._data, dict) else {}


def told(error: Exception, lang: Lang) -> tuple[str, str]:
    """Message and remedy for a reader; what nobody foresaw goes to the log, not to the page."""
    if isinstance(error, RagError):
        return error.message, error.remedy
    log.error("unexpected error on the page", exc_info=error)
    return say(lang, "unexpected"), ""


class Handlers:
    """Event handlers over one service; they keep nothing themselves."""

    def __init__(self, service: Service) -> None:
        self.service = service

    # Conversation

    def log_html(self, chat: Chat, lang: Lang) -> str:
        """The conversation, or the welcome before it begins."""
        if not chat.turns:
            return frame.welcome(self.service, lang)
        return conversation(chat.turns, lang, date.today())

    def ask(self, event: gr.EventData, chat: Chat, lang: Lang) -> Iterator[tuple[Chat, str]]:
        """The question at once, then the answer claim by claim."""
        given = payload(event)
        question = str(given.get("question", ""))[: frame.LONGEST_QUESTION + 1].strip()
        number = chat.turns[-1].number + 1 if chat.turns else 1
        turn = Turn(number, question, question)
        history = chat.history()
        chat = chat.with_turn(turn)
        yield chat, self.log_html(chat, lang)
        for known in self._answered(turn, history, given, lang):
            chat = chat.with_turn(known)
            yield chat, self.log_html(chat, lang)

    def _answered(
        self,
        turn: Turn,
        history: Sequence[tuple[str, str]],
        given: Mapping[str, Any],
        lang: Lang,
    ) -> Iterator[Turn]:
        try:
            filters = filters_from(given)
            asked = self.service.ask(turn.question, history, filters)
            answer = asked.answer
            cited = dict.fromkeys(citation.document_id for citation in answer.citations)
            turn = replace(
                turn,
                understood=asked.understood,
                answer=answer,
                filters=in_words(filters),
                documents={id_: facts_of(self.service.document(id_)) for id_ in cited},
            )
        except Exception as error:
            yield replace(turn, failure=told(error, lang))
            return
        for shown in range(1, len(answer.claims)):
            yield replace(turn, shown=shown)
        yield turn

    def clear(self, lang: Lang) -> tuple[Chat, str]:
        """A new conversation."""
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
            turn = replace(turn, rating=rating)
        except Exception as error:
            turn = replace(turn, failure=told(error, lang))
        chat = chat.with_turn(turn)
        return chat, self.log_html(chat, lang)

    # Source

    def open(self, event: gr.EventData, lang: Lang) -> str:
        """The source panel at a place; empty when no document is named."""
        given = payload(event)
        try:
            return panel(self.service, view_from(given) if given else None, lang)
        except Exception as error:
            return failure(*told(error, lang), lang)

    # Library

    def arrange(self, event: gr.EventData, listing: Listing, lang: Lang) -> tuple[Listing, str]:
        """The table in another order, or another part of it."""
        try:
            listing = library.listing_from(payload(event))
        except UsageError as error:
            return listing, library.table(self.service, listing, lang, both(error.message, lang))
        return listing, library.table(self.service, listing, lang)

    def upload(
        self, event: gr.EventData, chat: Chat, listing: Listing, lang: Lang
    ) -> Iterator[tuple[Any, ...]]:
        """Take in uploaded files one by one; then the table, filters and welcome are made anew."""
        given = payload(event)
        files = received(given.get("files"), self.service.limits.files)
        more = given.get("more") is True
        note = say(lang, "too_many", files=self.service.limits.files) if more else ""
        names = [name for _, name in files]
        yield library.outcomes([], names, lang, note), gr.skip(), gr.skip(), gr.skip()
        done: list[Outcome] = []
        try:
            for outcome in self.service.add(files):
                done.append(outcome)
                told_so_far = library.outcomes(done, names[len(done) :], lang, note)
                yield told_so_far, gr.skip(), gr.skip(), gr.skip()
        except Exception as error:
            note = both(told(error, lang)[0], lang)
        for path, _ in files:
            path.unlink(missing_ok=True)
        yield from self._finished(done, note, chat, listing, lang)

    def reindex(
        self, event: gr.EventData, chat: Chat, listing: Listing, lang: Lang
    ) -> Iterator[tuple[Any, ...]]:
        """Read one document, or all of them, anew from the stored originals."""
        given = payload(event)
        documents = {info.id: info.source for info in self.service.documents()}
        wanted = list(documents) if given.get("all") is True else [str(given.get("document"))]
        names = [documents[id_] for id_ in wanted if id_ in documents]
        yield library.outcomes([], names[:1], lang), gr.skip(), gr.skip(), gr.skip()
        done: list[Outcome] = []
        note = ""
        try:
            for outcome in self.service.reindex(wanted):
                done.append(outcome)
                waiting = names[len(done) : len(done) + 1]
                yield library.outcomes(done, waiting, lang), gr.skip(), gr.skip(), gr.skip()
        except Exception as error:
            note = both(told(error, lang)[0], lang)
        yield from self._finished(done, note, chat, listing, lang)

    def remove(
        self, event: gr.EventData, chat: Chat, listing: Listing, lang: Lang
    ) -> Iterator[tuple[Any, ...]]:
        """Take a document out."""
        document_id = str(payload(event).get("document"))
        try:
            title = quoted_title(self.service.document(document_id).title, lang)
            self.service.remove(document_id)
            notice = say(lang, "removed", title=title)
        except Exception as error:
            notice = both(told(error, lang)[0], lang)
        yield *self._changed(listing, lang, notice), gr.skip()
        if not chat.turns:
            yield gr.skip(), gr.skip(), self.log_html(chat, lang)

    def _finished(
        self, done: Sequence[Outcome], note: str, chat: Chat, listing: Listing, lang: Lang
    ) -> Iterator[tuple[Any, ...]]:
        """Outcomes, table and filters at once; then the welcome, whose examples take a while."""
        table, composer = self._changed(listing, lang)
        yield library.outcomes(done, [], lang, note), table, composer, gr.skip()
        if not chat.turns:
            yield gr.skip(), gr.skip(), gr.skip(), self.log_html(chat, lang)

    def _changed(self, listing: Listing, lang: Lang, notice: str = "") -> tuple[str, str]:
        """Table and question box after the index changed."""
        table = library.table(self.service, listing, lang, notice)
        return table, frame.composer(self.service, lang)

    # The whole page

    def everything(self, chat: Chat, listing: Listing, lang: Lang) -> tuple[str, ...]:
        """All blocks: header, log, composer, upload, outcomes, table, confirmation, panel."""
        return (
            frame.header(lang),
            self.log_html(chat, lang),
            frame.composer(self.service, lang),
            library.drop_zone(self.service, lang),
            "",
            library.table(self.service, listing, lang),
            library.confirmation(lang),
            panel(self.service, None, lang),
        )


def facts_of(document: Document) -> Document:
    """What a reference needs of a document: a session should not keep its text in memory."""
    return replace(document, text="", pages=(), structure=Structure())


def failure(message: str, remedy: str, lang: Lang) -> str:
    """An error in the source panel."""
    text = " ".join(part for part in (both(message, lang), both(remedy, lang)) if part)
    return f'<section class="pq-source pq-blank"><p class="pq-failure">{escape(text)}</p></section>'


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


def in_words(filters: Filters) -> str:
    """Filters as a reader sees them under the question.

    >>> in_words(Filters(since="2024", publisher="统计局"))
    '2024 – · 统计局'
    """
    period = f"{filters.since or ''} – {filters.until or ''}".strip()
    parts = (period if period != "–" else "", filters.publisher, filters.source)
    return " · ".join(part for part in parts if part)


def received(files: object, most: int) -> list[tuple[Path, str]]:
    """Uploaded files the browser names, without those that do not lie in the upload folder."""
    home = Path(get_upload_folder()).resolve()
    out: list[tuple[Path, str]] = []
    for file in files if isinstance(files, list) else []:
        path, name = (file.get("path"), file.get("name")) if isinstance(file, dict) else (0, 0)
        if not isinstance(path, str) or not isinstance(name, str) or "\0" in path:
            continue
        real = Path(path).resolve()
        if real.is_relative_to(home) and real.is_file():
            out.append((real, name))
    return out[:most]
