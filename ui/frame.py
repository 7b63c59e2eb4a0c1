"""What stands around the conversation: header, navigation, question box, welcome."""

from __future__ import annotations

from collections.abc import Sequence

from ui import icons
from ui.markup import escape
from ui.messages import Lang, say
from ui.service import Service
from ui.uploads import UPLOADS

PAGES = ("chat", "library")  # in the order of the navigation; each has a block "pq-page-<name>"
LONGEST_QUESTION = 500  # characters; the assistant takes no more
MISHAPS = ("offline", "expired", "sign_in", "too_fast", "refused_request")  # the script says these
MOST_CHOICES = 200  # publishers offered as filters


def header(lang: Lang, user: str | None = None) -> str:
    """Name of the product, the pages, language, appearance, and the way out for who signed in.

    What the script says when a request fails travels along: there is no server to ask then.
    """
    links = "".join(
        f'<a href="#{page}" data-page-link="{page}">{escape(say(lang, page))}</a>' for page in PAGES
    )
    told = "".join(f' data-{key.replace("_", "-")}="{escape(say(lang, key))}"' for key in MISHAPS)
    other = "en" if lang == "zh" else "zh"
    return (
        f'<div class="pq-header" lang="{"en" if lang == "en" else "zh-CN"}"{told}>'
        f'<a class="pq-skip" href="#pq-question">{escape(say(lang, "skip"))}</a>'
        f'<span class="pq-brand"><b>policyqa</b><span>{escape(say(lang, "brand"))}</span></span>'
        f'<nav aria-label="{escape(say(lang, "nav"))}">{links}</nav>'
        f'<button type="button" class="pq-tool" data-act="language" data-language="{other}" '
        f'title="{escape(say(lang, "language_title"))}">{escape(say(lang, "language"))}</button>'
        f'<button type="button" class="pq-tool" data-act="theme" '
        f'title="{escape(say(lang, "theme"))}" aria-label="{escape(say(lang, "theme"))}">'
        f"{icons.THEME}</button>{_leave(lang, user)}</div>"
    )


def _leave(lang: Lang, user: str | None) -> str:
    """The form that ends a session; nothing where nobody signed in."""
    if user is None:
        return ""
    who = escape(say(lang, "signed_in", user=user))
    return (
        f'<form class="pq-leave" method="post" action="logout" title="{who}">'
        f'<button type="submit" class="pq-tool">{icons.LEAVE}'
        f"<span>{escape(say(lang, 'sign_out'))}</span></button></form>"
    )


def composer(service: Service, lang: Lang) -> str:
    """The question box with its filters."""
    label = escape(say(lang, "question"))
    return (
        f'<form id="pq-ask" class="pq-composer" autocomplete="off">'
        f'<textarea id="pq-question" name="question" rows="1" maxlength="{LONGEST_QUESTION}" '
        f'aria-label="{label}" placeholder="{escape(say(lang, "placeholder"))}"></textarea>'
        f'<button type="submit" id="pq-send" class="pq-send">{icons.SEND}'
        f"<span>{escape(say(lang, 'ask'))}</span></button>"
        f'<button type="button" id="pq-stop" class="pq-send pq-halt" data-act="stop" hidden>'
        f"{icons.HALT}<span>{escape(say(lang, 'stop'))}</span></button>"
        f'<div class="pq-under"><details class="pq-filters"><summary>{icons.FILTER}'
        f"{escape(say(lang, 'filters'))}"
        f'<span id="pq-filter-count" class="pq-badge"></span></summary>'
        f"<div>{_filters(service, lang)}</div></details>"
        f'<button type="button" class="pq-tool" data-act="clear">{escape(say(lang, "clear"))}'
        "</button></div></form>"
    )


def _filters(service: Service, lang: Lang) -> str:
    hint = escape(say(lang, "date_hint"))
    pattern = r"\d\d\d\d(-\d\d(-\d\d)?)?"
    dates = "".join(
        f"<label>{escape(say(lang, name))}"
        f'<input name="{name}" maxlength="10" pattern="{escape(pattern)}" inputmode="numeric" '
        f'placeholder="{hint}" title="{hint}"></label>'
        for name in ("since", "until")
    )
    documents = service.documents()
    publishers = sorted({d.publisher for d in documents if d.publisher})[:MOST_CHOICES]
    sets = document_sets([d.source for d in documents])
    named = [(name, say(lang, "upload") if name == f"{UPLOADS}/" else name) for name in sets]
    return (
        f"{dates}{_select('publisher', [(p, p) for p in publishers], lang)}"
        f"{_select('source', named, lang, 'set')}"
        f'<button type="button" class="pq-tool" data-act="reset-filters">'
        f"{escape(say(lang, 'reset'))}</button>"
    )


def _select(name: str, choices: Sequence[tuple[str, str]], lang: Lang, label: str = "") -> str:
    options = "".join(
        f'<option value="{escape(value)}">{escape(text)}</option>' for value, text in choices
    )
    return (
        f"<label>{escape(say(lang, label or name))}"
        f'<select name="{name}"><option value="">{escape(say(lang, "all"))}</option>{options}'
        "</select></label>"
    )


def document_sets(sources: Sequence[str]) -> list[str]:
    """Prefixes of sources that make sets a reader may know: folders, and files of rows.

    >>> document_sets(["a/x.txt", "a/b/y.txt", "news.jsonl#1", "z.md"])
    ['a/', 'news.jsonl#']
    """
    folders = {f"{source.partition('/')[0]}/" for source in sources if "/" in source}
    files = {f"{s.partition('#')[0]}#" for s in sources if "#" in s and "/" not in s}
    return sorted(folders | files)[:MOST_CHOICES]


def welcome(service: Service, lang: Lang) -> str:
    """What is shown before the first question."""
    count = len(service.documents())
    if not count:
        return (
            f'<div class="pq-welcome">{icons.DOCUMENT}<h1>{escape(say(lang, "empty_index"))}</h1>'
            f"<p>{escape(say(lang, 'empty_index_text'))}</p>"
            f'<p><a class="pq-button" href="#library">{escape(say(lang, "to_library"))}</a></p>'
            "</div>"
        )
    questions = "".join(
        f'<li><button type="button" class="pq-example" data-ask="{escape(q)}">{escape(q)}'
        "</button></li>"
        for q in service.offered()
    )
    offered = (
        f'<h2 class="pq-label">{escape(say(lang, "examples"))}</h2><ul>{questions}</ul>'
        if questions
        else ""
    )
    kind = "welcome_written" if service.assistant.generator else "welcome"
    return (
        f'<div class="pq-welcome"><h1>{escape(say(lang, kind))}</h1>'
        f"<p>{escape(say(lang, f'{kind}_text', count=count))}</p>{offered}</div>"
    )
