"""The source panel: a document at the place a quote was taken from."""

from __future__ import annotations

import base64
from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise
from urllib.parse import quote

from rag.errors import RagError, UsageError
from rag.types import Document, Span
from ui import icons
from ui.markup import data, dated, escape, isolated
from ui.messages import Lang, both, say
from ui.pdf_pages import Box, PageImage
from ui.references import quoted_title, web_address
from ui.service import Service
from ui.views import LONGEST_FIND, Mode, View

WINDOW = 24_000  # characters of a long document shown at once


def panel(service: Service, view: View | None, lang: Lang) -> str:
    """The panel for a view, its empty state for None, and in words why a document is not there."""
    if view is None:
        return _unused(lang)
    try:
        document = service.document(view.document)
    except UsageError:
        return _empty(lang, "gone", "gone_text", icons.ALERT)
    if view.end is not None and view.end > len(document.text):
        return _empty(lang, "gone", "gone_text", icons.ALERT)
    return (
        f'<section class="pq-source" aria-labelledby="pq-source-title">'
        f"{_header(document, view, lang)}{_body(service, document, view, lang)}</section>"
    )


def _unused(lang: Lang) -> str:
    """Before anything was opened: how to, in the words of each page; one of them shows."""
    hints = "".join(
        f'<div class="pq-on-{page}"><h2>{escape(say(lang, title))}</h2>'
        f"<p>{escape(say(lang, f'{title}_text'))}</p></div>"
        for page, title in (("chat", "panel_empty"), ("library", "panel_empty_library"))
    )
    return f'<section class="pq-source pq-blank">{icons.DOCUMENT}{hints}</section>'


def _empty(lang: Lang, title: str, text: str, icon: str) -> str:
    return (
        f'<section class="pq-source pq-blank">{icon}<h2 id="pq-source-title" tabindex="-1">'
        f"{escape(say(lang, title))}</h2><p>{escape(say(lang, text))}</p></section>"
    )


def _header(document: Document, view: View, lang: Lang) -> str:
    number = f'<span class="pq-no">{view.number}</span>' if view.number is not None else ""
    title = isolated(quoted_title(document.title, lang))
    back = "back_list" if view.number is None else "back"
    buttons = "".join(
        f'<button type="button" class="pq-tool" data-act="{act}">{icon}'
        f"<span>{escape(say(lang, key))}</span></button>"
        for act, key, icon in (("back", back, icons.BACK), ("close", "close", icons.CLOSE))
    )
    return (
        f'<header class="pq-source-head"><div class="pq-source-bar"><p class="pq-label">'
        f"{escape(say(lang, 'source'))}{number}</p>{buttons}</div>"
        f'<h2 id="pq-source-title" tabindex="-1">{title}</h2>'
        f"{_facts(document, view, lang)}{_links(document, lang)}</header>"
    )


def _facts(document: Document, view: View, lang: Lang) -> str:
    """Publisher, date, number and so on; then where in the document the quote stands."""
    facts = [
        ("date", dated(document.date, lang)),
        ("publisher", isolated(document.publisher) if document.publisher else ""),
        ("number", isolated(document.number) if document.number else ""),
        ("author", isolated(document.author) if document.author else ""),
        ("file", isolated(document.source)),
    ]
    colon = ":" if lang == "en" else "："
    rows = "".join(
        f"<div><dt>{escape(say(lang, key))}{colon}</dt><dd>{value}</dd></div>"
        for key, value in facts
        if value
    )
    path = ""
    if view.start is not None:
        headings = [h for h in document.heading_path_at(view.start) if h != document.title]
        page = document.page_at(view.start)
        steps = [isolated(h) for h in headings]
        steps += [escape(say(lang, "page", page=page))] if page is not None else []
        if steps:
            path = f'<p class="pq-path">{"<span> › </span>".join(steps)}</p>'
    return f'<dl class="pq-facts">{rows}</dl>{path}'


def _links(document: Document, lang: Lang) -> str:
    """The file as it was given, and where it was published."""
    name = document.source.rpartition("/")[2]
    file = f"api/documents/{quote(document.id, safe='')}/original"
    download = f'<a href="{escape(file)}" download="{escape(name)}">'
    links = [f"{download}{escape(say(lang, 'original'))}</a>"]
    if url := web_address(document.url):
        links.append(
            f'<a href="{escape(url)}" target="_blank" rel="noopener noreferrer nofollow">'
            f"{escape(say(lang, 'address'))}</a>"
        )
    return f'<p class="pq-links">{"".join(links)}</p>'


def _body(service: Service, document: Document, view: View, lang: Lang) -> str:
    """Search, the choice between text and page, and the one chosen."""
    paged = document.kind == "pdf" and bool(document.pages)
    mode = view.mode or ("page" if paged and view.quote and not view.find else "text")
    places = service.find(document.id, view.find) if view.find else []
    tools = _find(view, places, lang)
    if paged:
        tools += _modes(view, mode, lang)
    if paged and mode == "page":
        return f'<div class="pq-source-tools">{tools}</div>{_page(service, document, view, lang)}'
    return f'<div class="pq-source-tools">{tools}</div>{_text(document, view, places, lang)}'


def _modes(view: View, mode: Mode, lang: Lang) -> str:
    views = (("text_view", replace(view, mode="text")), ("page_view", replace(view, mode="page")))
    buttons = "".join(
        f'<button type="button" class="pq-tab" aria-pressed="{str(other.mode == mode).lower()}" '
        f'data-open="{data(other.to_dict())}">{escape(say(lang, key))}</button>'
        for key, other in views
    )
    return f'<div class="pq-modes">{buttons}</div>'


def _find(view: View, places: Sequence[Span], lang: Lang) -> str:
    """The field to search in the document, and the way from one place to the next."""
    label = escape(say(lang, "find"))
    base = replace(view, find="", hit=0, at=None, mode="text")
    form = (
        f'<form class="pq-find" role="search" data-find="{data(base.to_dict())}">'
        f'<input type="search" name="find" maxlength="{LONGEST_FIND}" value="{escape(view.find)}" '
        f'placeholder="{label}" aria-label="{label}">'
        f'<button type="submit" class="pq-tool">{escape(say(lang, "find_button"))}</button></form>'
    )
    if not view.find:
        return form
    if not places:
        told = escape(say(lang, "not_found", words=view.find))
        return f'{form}<p class="pq-found-count" role="status">{told}</p>'
    hit = view.hit % len(places)
    told = escape(say(lang, "found", count=len(places), at=hit + 1))
    steps = [("previous", (hit - 1) % len(places)), ("next", (hit + 1) % len(places))]
    buttons = "".join(
        f'<button type="button" class="pq-tool" data-open="'
        f'{data(replace(view, hit=to, at=None, mode="text").to_dict())}">'
        f"{escape(say(lang, key))}</button>"
        for key, to in steps
    )
    if view.quote:
        quote = data(base.to_dict())
        label = escape(say(lang, "to_quote"))
        buttons += f'<button type="button" class="pq-tool" data-open="{quote}">{label}</button>'
    count = f'<p class="pq-found-count" role="status">{told}</p>'
    return f'{form}<div class="pq-steps">{count}{buttons}</div>'


def _text(document: Document, view: View, places: Sequence[Span], lang: Lang) -> str:
    """The text around what is looked for, with the quote and the found words marked."""
    current = places[view.hit % len(places)] if places else None
    focus = view.at
    if focus is None:
        focus = current.start if current else (view.start or 0)
    first, last = window(document.text, focus)
    parts = [marked(document, Span(first, last), view.quote, places, current)]
    if first > 0:
        parts.insert(0, _more(replace(view, at=max(first - 1, 0)), "earlier", lang))
    if last < len(document.text):
        parts.append(_more(replace(view, at=last), "later", lang))
    label = escape(say(lang, "source"))
    return (
        f'<div class="pq-document" dir="auto" tabindex="0" role="region" aria-label="{label}">'
        f"{''.join(parts)}</div>"
    )


def _more(view: View, key: str, lang: Lang) -> str:
    return (
        f'<button type="button" class="pq-more" data-open="{data(view.to_dict())}">'
        f"{escape(say(lang, key))}</button>"
    )


def window(text: str, focus: int) -> tuple[int, int]:
    """The part of a long text shown around `focus`, at line ends where they are near.

    >>> window("short", 3)
    (0, 5)
    """
    if len(text) <= WINDOW:
        return 0, len(text)
    first = max(0, min(focus - WINDOW // 3, len(text) - WINDOW))
    line = text.find("\n", first, first + 500)
    first = line + 1 if first and line >= 0 and line < focus else first
    last = min(first + WINDOW, len(text))
    line = text.rfind("\n", last - 500, last)
    return first, line + 1 if last < len(text) and line > focus else last


def marked(
    document: Document,
    shown: Span,
    cited: Span | None,
    places: Sequence[Span] = (),
    current: Span | None = None,
) -> str:
    """The shown part of the text as HTML, one <mark> around the quote whose text is the quote's.

    A quote that reaches beyond the part shown widens it, so that it is always whole.
    """
    if cited and cited.overlaps(shown):
        shown = Span(min(shown.start, cited.start), max(shown.end, cited.end))
    else:
        cited = None
    headings = [
        s.heading.span for s in document.structure.sections if s.heading.span.overlaps(shown)
    ]
    found = [place for place in places if place.overlaps(shown)]
    pages = {page.span.start: page.number for page in document.pages}
    spans = [*headings, *found, *([cited] if cited else [])]
    cuts = {shown.start, shown.end, *(p for p in pages if shown.start <= p < shown.end)}
    cuts |= {min(max(edge, shown.start), shown.end) for s in spans for edge in (s.start, s.end)}
    out: list[str] = []
    for start, end in pairwise(sorted(cuts)):
        piece = Span(start, end)
        if start in pages:
            out.append(f'<span class="pq-pagebreak" data-page="{pages[start]}"></span>')
        if cited and start == cited.start:
            out.append('<mark class="pq-quote" id="pq-quote">')
        out.append(_piece(document.text, piece, headings, found, current))
        if cited and end == cited.end:
            out.append("</mark>")
    return "".join(out)


def _piece(
    text: str, piece: Span, headings: Sequence[Span], found: Sequence[Span], current: Span | None
) -> str:
    """Text without an edge inside, in the classes of what covers it."""
    lines = escape(piece.of(text)).split("\n")
    out = '<span class="pq-nl">\n</span>'.join(lines)
    if any(heading.covers(piece) for heading in headings):
        out = f'<span class="pq-h">{out}</span>'
    if any(place.covers(piece) for place in found):
        now = ' id="pq-found"' if current and current.covers(piece) else ""
        out = f'<mark class="pq-found"{now}>{out}</mark>'
    return out


def _page(service: Service, document: Document, view: View, lang: Lang) -> str:
    """The image of a page with the quote's boxes over it."""
    number = view.page or document.page_at(view.start or 0) or 1
    try:
        image = service.page_image(document.id, number, view.quote)
    except RagError as error:
        told = escape(both(error.message, lang))
        return f'<p class="pq-failure">{escape(say(lang, "no_page"))} {told}</p>'
    alt = escape(say(lang, "page_image", title=quoted_title(document.title, lang), page=number))
    source = base64.b64encode(image.png).decode("ascii")
    boxes = "".join(_box(box) for box in image.boxes)
    page = next((page.span for page in document.pages if page.number == number), None)
    more = page and view.quote and view.quote.start < page.end < view.quote.end
    overleaf = data(replace(view, page=number + 1, mode="page").to_dict())
    goes_on = (
        f'<p class="pq-hint"><button type="button" class="pq-link" data-open="{overleaf}">'
        f"{escape(say(lang, 'goes_on'))}</button></p>"
        if more
        else ""
    )
    return (
        f'<div class="pq-document pq-sheet" tabindex="0" role="region" aria-label="{alt}">'
        f"{_pager(view, image, lang)}"
        f'<figure class="pq-leaf" style="aspect-ratio:{image.width}/{image.height}">'
        f'<img src="data:image/png;base64,{source}" alt="{alt}" width="{image.width}" '
        f'height="{image.height}">{boxes}</figure>{goes_on}</div>'
    )


def _box(box: Box) -> str:
    sides = (("left", box.left), ("top", box.top), ("width", box.width), ("height", box.height))
    style = ";".join(f"{name}:{100 * share:.3f}%" for name, share in sides)
    return f'<span class="pq-box" style="{style}"></span>'


def _pager(view: View, image: PageImage, lang: Lang) -> str:
    buttons = []
    for key, to in (("previous_page", image.number - 1), ("next_page", image.number + 1)):
        off = "" if 1 <= to <= image.pages else " disabled"
        other = data(replace(view, page=max(to, 1), mode="page").to_dict())
        buttons.append(
            f'<button type="button" class="pq-tool" data-open="{other}"{off}>'
            f"{escape(say(lang, key))}</button>"
        )
    where = escape(say(lang, "page_of", page=image.number, pages=image.pages))
    return f'<p class="pq-pager">{buttons[0]}<span>{where}</span>{buttons[1]}</p>'
