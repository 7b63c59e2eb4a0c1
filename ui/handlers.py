"""What happens on the page: each method answers one event with new HTML for the page's blocks.

What comes with an event was made by a browser and is checked here; an error becomes words.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import gradio as gr
from gradio.utils import get_upload_folder

from rag.errors import UsageError
from ui import frame, library
from ui.conversation import Chat, Conversations, payload
from ui.library import Listing
from ui.markup import escape
from ui.messages import Lang, both, say
from ui.panels import panel
from ui.references import quoted_title
from ui.service import Service
from ui.trouble import Trouble, told
from ui.views import view_from

if TYPE_CHECKING:
    from rag.ingest import Outcome


class Handlers:
    """Event handlers of the source panel and the library, over one service."""

    def __init__(self, service: Service, conversations: Conversations) -> None:
        self.service = service
        self.conversations = conversations

    # Source

    def open(self, event: gr.EventData, lang: Lang) -> str:
        """The source panel at a place; empty when no document is named."""
        given = payload(event)
        try:
            return panel(self.service, view_from(given) if given else None, lang)
        except Exception as error:
            return failure(told(error, lang), lang)

    # Library

    def arrange(self, event: gr.EventData, listing: Listing, lang: Lang) -> tuple[Listing, str]:
        """The table in another order, or another part of it."""
        notice = ""
        try:
            listing = library.listing_from(payload(event))
        except UsageError as error:
            notice = both(error.message, lang)
        return listing, self._table(listing, lang, notice)

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
            note = in_words(told(error, lang), lang)
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
            note = in_words(told(error, lang), lang)
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
            notice = in_words(told(error, lang), lang)
        yield *self._changed(listing, lang, notice), gr.skip()
        if not chat.turns:
            yield gr.skip(), gr.skip(), self._welcome(chat, lang)

    def _finished(
        self, done: Sequence[Outcome], note: str, chat: Chat, listing: Listing, lang: Lang
    ) -> Iterator[tuple[Any, ...]]:
        """Outcomes, table and filters at once; then the welcome, whose examples take a while."""
        table, composer = self._changed(listing, lang)
        yield library.outcomes(done, [], lang, note), table, composer, gr.skip()
        if not chat.turns:
            yield gr.skip(), gr.skip(), gr.skip(), self._welcome(chat, lang)

    def _changed(self, listing: Listing, lang: Lang, notice: str = "") -> tuple[str, str]:
        """Table and question box after the index changed."""
        composer = shown(lambda: frame.composer(self.service, lang), lang)
        return self._table(listing, lang, notice), composer

    def _table(self, listing: Listing, lang: Lang, notice: str = "") -> str:
        return shown(lambda: library.table(self.service, listing, lang, notice), lang)

    def _welcome(self, chat: Chat, lang: Lang) -> str:
        return shown(lambda: self.conversations.log_html(chat, lang), lang)

    # The whole page

    def everything(
        self, chat: Chat, listing: Listing, lang: Lang, user: str | None
    ) -> tuple[str, ...]:
        """All blocks: header, log, composer, upload, outcomes, table, confirmation, panel.

        A block that cannot be made says why; the others are there.
        """
        table, composer = self._changed(listing, lang)
        return (
            frame.header(lang, user),
            self._welcome(chat, lang),
            composer,
            library.drop_zone(self.service, lang),
            "",
            table,
            library.confirmation(lang),
            panel(self.service, None, lang),
        )


def shown(make: Callable[[], str], lang: Lang) -> str:
    """What `make` makes, or in words why it cannot."""
    try:
        return make()
    except Exception as error:
        return f'<p class="pq-failure">{escape(in_words(told(error, lang), lang))}</p>'


def in_words(trouble: Trouble, lang: Lang) -> str:
    """Trouble in one line."""
    return " ".join(filter(None, (both(trouble.message, lang), both(trouble.remedy, lang))))


def failure(trouble: Trouble, lang: Lang) -> str:
    """An error in the source panel."""
    text = escape(in_words(trouble, lang))
    return f'<section class="pq-source pq-blank"><p class="pq-failure">{text}</p></section>'


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
