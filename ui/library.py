"""The library page as HTML: what is indexed, files on their way in, what became of them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from rag.errors import UsageError
from rag.store.filters import match_key
from ui import icons
from ui.markup import data, dated, escape, isolated
from ui.messages import Lang, both, say
from ui.references import quoted_title
from ui.service import Service

if TYPE_CHECKING:
    from rag.ingest import Outcome
    from rag.store import DocumentInfo

LINES = 100  # outcomes told one by one; of more, those that changed nothing are only counted
ROWS = 50  # documents on one page of the table
COLUMNS = ("title", "publisher", "date", "passages", "problems")
GOOD = ("added", "replaced", "unchanged", "removed")


@dataclass(frozen=True, slots=True)
class Listing:
    """How the table is sorted and filtered, and which documents are in sight."""

    sort: str = "title"
    descending: bool = False
    first: int = 0
    words: str = ""

    def to_dict(self) -> dict[str, Any]:
        """What `listing_from` reads."""
        return {name: getattr(self, name) for name in self.__slots__}


def listing_from(values: Mapping[str, Any]) -> Listing:
    """The listing a browser asks for.

    Raises:
        UsageError: a value is of another kind than expected.
    """
    sort, first = values.get("sort", "title"), values.get("first", 0)
    words, descending = values.get("words", ""), values.get("descending", False)
    if sort not in COLUMNS or type(first) is not int or not isinstance(words, str):
        raise UsageError("无法识别列表的排序。 The order of the list is not understood.")
    return Listing(sort, descending is True, max(first, 0), words[:100])


@dataclass(frozen=True, slots=True)
class Row:
    """A document of the table with what a reader should know of it."""

    info: DocumentInfo
    problems: tuple[str, ...]  # message keys


def problems(info: DocumentInfo) -> tuple[str, ...]:
    """What is missing of a document, as message keys."""
    missing = {
        "no_date": info.date is None,
        "no_publisher": not info.publisher,
        "no_passages": not info.passages,
    }
    return tuple(key for key, absent in missing.items() if absent)


def rows(service: Service, listing: Listing) -> list[Row]:
    """All documents that match, in order. Undated ones and those without publisher come last."""
    words = match_key(listing.words)
    found = [
        Row(info, problems(info))
        for info in service.documents()
        if words in match_key(f"{info.title}\n{info.publisher or ''}\n{info.source}")
    ]
    found.sort(key=lambda row: row.info.source)
    found.sort(key=lambda row: _key(row, listing.sort), reverse=listing.descending)
    found.sort(key=lambda row: _key(row, listing.sort) == "")
    return found


def _key(row: Row, column: str) -> str:
    """Sort key: numbers are padded, so that all keys are strings and absent ones are empty."""
    info = row.info
    if column == "passages":
        return f"{info.passages:09d}"
    if column == "problems":
        return f"{len(row.problems):03d}"
    return {"title": info.title, "publisher": info.publisher, "date": info.date}[column] or ""


def table(service: Service, listing: Listing, lang: Lang, notice: str = "") -> str:
    """The table with its head: filter, count, pages."""
    found = rows(service, listing)
    if not found and not listing.words:
        title = escape(say(lang, "empty_index"))
        return f'{_notice(notice)}<div class="pq-blank">{icons.DOCUMENT}<h2>{title}</h2></div>'
    first = min(listing.first, max(len(found) - 1, 0) // ROWS * ROWS)
    shown = found[first : first + ROWS]
    body = "".join(_row(service, row, lang) for row in shown)
    if not found:
        body = f'<tr><td colspan="6" class="pq-none">{escape(say(lang, "no_match"))}</td></tr>'
    heads = "".join(_head(column, listing, lang) for column in COLUMNS)
    actions = f'<th scope="col"><span class="pq-hidden">{escape(say(lang, "actions"))}</span></th>'
    return (
        f"{_notice(notice)}{_toolbar(listing, len(found), lang)}"
        f'<div class="pq-scroll"><table class="pq-table"><thead><tr>{heads}{actions}</tr></thead>'
        f"<tbody>{body}</tbody></table></div>{_pages(listing, first, len(found), lang)}"
    )


def _notice(text: str) -> str:
    return f'<p class="pq-notice" role="status">{escape(text)}</p>' if text else ""


def _toolbar(listing: Listing, count: int, lang: Lang) -> str:
    label = escape(say(lang, "title_filter"))
    base = data(replace(listing, first=0, words="").to_dict())
    return (
        f'<div class="pq-toolbar"><h2>{escape(say(lang, "documents"))}'
        f'<span class="pq-count">{escape(say(lang, "count", count=count))}</span></h2>'
        f'<form class="pq-find" role="search" data-filter="{base}">'
        f'<input type="search" name="words" maxlength="100" value="{escape(listing.words)}" '
        f'placeholder="{label}" aria-label="{label}">'
        f'<button type="submit" class="pq-tool">{escape(say(lang, "apply"))}</button></form>'
        f'<button type="button" class="pq-tool" data-reindex="{data({"all": True})}">'
        f"{escape(say(lang, 'reindex_all'))}</button></div>"
    )


def _head(column: str, listing: Listing, lang: Lang) -> str:
    """A column's heading: a button that sorts by it, the other way round when it does already."""
    here = listing.sort == column
    order = ("descending" if listing.descending else "ascending") if here else "none"
    fresh = column in ("date", "passages", "problems")  # the most is what one looks for
    descending = not listing.descending if here else fresh
    payload = data(Listing(column, descending, 0, listing.words).to_dict())
    arrow = {"ascending": "▲", "descending": "▼", "none": "△"}[order]
    return (
        f'<th scope="col" class="pq-col-{column}" aria-sort="{order}">'
        f'<button type="button" data-sort="{payload}">'
        f'{escape(say(lang, column))}<span aria-hidden="true">{arrow}</span></button></th>'
    )


def _row(service: Service, row: Row, lang: Lang) -> str:
    info = row.info
    view = data({"document": info.id})
    title = (
        f'<button type="button" class="pq-doc" data-open="{view}">{isolated(info.title)}</button>'
        f'<span class="pq-file">{isolated(info.source)}</span>'
    )
    keys = [*row.problems, *(["conflict"] if service.conflicts(info.id) else [])]
    notes = "".join(f'<span class="pq-code">{escape(say(lang, key))}</span>' for key in keys)
    cells = (
        ("title", title),
        ("publisher", isolated(info.publisher or "–")),
        ("date", dated(info.date, lang) if info.date else "–"),
        ("passages", str(info.passages)),
        ("problems", notes),
    )
    colon = ": " if lang == "en" else "："
    body = "".join(
        f'<td class="pq-col-{name}" data-label="{escape(say(lang, name))}{colon}">{cell}</td>'
        for name, cell in cells
    )
    return f'<tr>{body}<td class="pq-actions">{_actions(info, lang)}</td></tr>'


def _actions(info: DocumentInfo, lang: Lang) -> str:
    question = say(lang, "confirm_remove", title=quoted_title(info.title, lang))
    return (
        f'<button type="button" class="pq-tool" data-reindex="{data({"document": info.id})}">'
        f"{escape(say(lang, 'reindex'))}</button>"
        f'<button type="button" class="pq-tool pq-danger" '
        f'data-remove="{data({"document": info.id})}" data-question="{escape(question)}">'
        f"{escape(say(lang, 'remove'))}</button>"
    )


def _pages(listing: Listing, first: int, count: int, lang: Lang) -> str:
    if count <= ROWS:
        return ""
    last = min(first + ROWS, count)
    where = escape(say(lang, "range", first=first + 1, last=last, count=count))
    buttons = []
    for key, to, possible in (
        ("previous_set", first - ROWS, first > 0),
        ("next_set", first + ROWS, last < count),
    ):
        payload = data(replace(listing, first=max(to, 0)).to_dict())
        off = "" if possible else " disabled"
        label = escape(say(lang, key))
        buttons.append(
            f'<button type="button" class="pq-tool" data-sort="{payload}"{off}>{label}</button>'
        )
    return f'<p class="pq-pager">{buttons[0]}<span>{where}</span>{buttons[1]}</p>'


def drop_zone(service: Service, lang: Lang) -> str:
    """Where files are dropped or chosen; the script shows beside it how far they are."""
    limits = service.limits
    size = f"{limits.file_bytes / 1e6:g}"
    told = say(lang, "upload_limits", types=" ".join(limits.types), size=size, files=limits.files)
    return (
        f'<section class="pq-upload"><div id="pq-drop" class="pq-drop" '
        f'data-bytes="{limits.file_bytes}" data-files="{limits.files}" '
        f'data-too-large="{escape(say(lang, "too_large", size=size))}" '
        f'data-failed="{escape(say(lang, "upload_failed"))}">{icons.UPLOAD}'
        f"<p>{escape(say(lang, 'drop'))}"
        f'<button type="button" class="pq-link" data-act="choose">'
        f'{escape(say(lang, "choose"))}</button></p><p class="pq-hint">{escape(told)}</p>'
        f'<input id="pq-files" type="file" multiple hidden accept="{",".join(limits.types)}" '
        f'aria-label="{escape(say(lang, "upload"))}"></div>'
        f'<ul id="pq-sending" class="pq-sending" aria-live="polite"></ul></section>'
    )


def confirmation(lang: Lang) -> str:
    """The question before a document is removed; the script fills in which."""
    return (
        '<dialog id="pq-removal" class="pq-dialog" aria-labelledby="pq-confirm-text">'
        '<p id="pq-confirm-text"></p><div>'
        f'<button type="button" class="pq-tool" data-act="cancel-removal" autofocus>'
        f"{escape(say(lang, 'cancel'))}</button>"
        f'<button type="button" class="pq-tool pq-danger" data-act="do-remove">'
        f"{escape(say(lang, 'remove'))}</button></div></dialog>"
    )


def outcomes(done: Sequence[Outcome], waiting: Sequence[str], lang: Lang, note: str = "") -> str:
    """What became of each file, and which are still to come; the first of those is being read."""
    if not done and not waiting:
        return ""
    told = [o for o in done if o.status != "unchanged"] if len(done) > LINES else done
    lines = [_outcome(outcome, lang) for outcome in told[-LINES:]]
    for place, name in enumerate(waiting):
        state = escape(say(lang, "waiting" if place else "processing"))
        busy = "" if place else "<progress></progress>"
        lines.append(
            f'<li class="pq-wait"><span class="pq-file">{isolated(name)}</span>{busy}'
            f'<span class="pq-state">{state}</span></li>'
        )
    good = sum(outcome.status in GOOD for outcome in done)
    summary = say(lang, "summary", done=good, failed=len(done) - good)
    head = (
        f'<div class="pq-toolbar"><h3 class="pq-label">{escape(say(lang, "outcomes"))}</h3>'
        f'<span role="status">{escape(summary)}</span><button type="button" class="pq-tool" '
        f'data-dismiss="1">{escape(say(lang, "dismiss"))}</button></div>'
    )
    said = f'<p class="pq-notice">{escape(note)}</p>' if note else ""
    return f'<section class="pq-outcomes">{head}{said}<ul>{"".join(lines)}</ul></section>'


def _outcome(outcome: Outcome, lang: Lang) -> str:
    name = isolated(outcome.source.removeprefix("uploads/"))
    if outcome.status == "failed":
        why = escape(both(outcome.reason or "", lang))
        todo = escape(both(outcome.remedy or "", lang))
        remedy = f'<span class="pq-remedy" dir="auto">{todo}</span>' if todo else ""
        return (
            f'<li class="pq-bad"><span class="pq-file">{name}</span><span class="pq-state">'
            f"{escape(say(lang, 'outcome_failed'))}</span><p>{why} {remedy}</p></li>"
        )
    key = "outcome_removed" if outcome.status == "removed" else outcome.status
    title = isolated(quoted_title(outcome.title, lang)) if outcome.title else ""
    notes = "".join(f"<p>{escape(both(note, lang))}</p>" for note in outcome.notes)
    state = escape(say(lang, key, passages=outcome.passages))
    return (
        f'<li class="pq-good"><span class="pq-file">{name}</span><span>{title}</span>'
        f'<span class="pq-state">{state}</span>{notes}</li>'
    )
