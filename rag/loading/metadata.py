"""Which of the candidates a document's metadata is, and which of them disagree.

Each field has an order of trust, by where a value was read; within one place the first wins. The
reasons for the orders:

- title: what a person entered for it; then what the page shows as its heading.
- publisher: who issued or wrote the text, as the text itself says, before what the page that passes
  it on says; an aggregator is never the publisher.
- date: the day of issue of a numbered document, before the day a site put it up. No date is taken
  from running text nor from the file's own times: a document without one stays without.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from pathlib import PurePosixPath

from rag.dates import date_in_name
from rag.loading.base import Draft
from rag.loading.credits import stated_date
from rag.loading.houses import house_name, is_house
from rag.loading.titles import clean_title, is_title
from rag.types import Metadata, Sourced

# Orders of trust. An entry stands for every origin that begins with it; others come where "" is.
_TITLE = (
    "row", "front matter", "title line", "title style", "meta tag", "h1",
    "headline above the byline", "largest type", "first heading", "first line", "title element",
    "document properties", "", "shared topic", "first topic heading",
    "first headings", "named in the text", "file name",
)  # fmt: skip
_PUBLISHER = (
    "row", "issuer line", "letterhead", "source line", "front matter", "meta tag contentsource",
    "meta tag source", "dateline", "byline", "signature", "", "meta tag", "meta tag og:site_name",
    "meta tag sitename", "meta tag application-name", "meta tag copyright",
)  # fmt: skip
_AUTHOR = ("row", "author line", "byline", "front matter", "", "meta tag", "document properties")
_NUMBER = ("row", "number line", "front matter", "")
_DATE = (
    "row", "front matter", "date of issue line", "adoption line", "date line", "meta tag",
    "time element", "signature", "", "address", "file name",
)  # fmt: skip
# A numbered document bears its date below its signature; the page's date is when it was put up.
_DATE_NUMBERED = (
    "row",
    "front matter",
    "date of issue line",
    "signature",
    "adoption line",
    *_DATE[4:],
)
_URL = (
    "row",
    "front matter",
    "canonical link",
    "meta tag",
    "saved page",
    "url line",
    "address line",
    "",
)


def resolve(draft: Draft, source: str) -> tuple[Metadata, tuple[str, ...]]:
    """The metadata of a repaired draft with the origin of each value, and the conflicts in words.

    Args:
        draft: its `fields` hold the candidates.
        source: path below the ingested root, "file.jsonl#ID" for a row; its name is the last
            resort for title and date.
    """
    conflicts: list[str] = []
    name = PurePosixPath(source.partition("#")[0]).name
    publisher = _chosen("publisher", _publishers(draft), _PUBLISHER, _contained, conflicts)
    house = (publisher.value,) if publisher else ()
    number = _chosen("number", _numbers(draft), _NUMBER, _equal, conflicts)
    trust = _DATE_NUMBERED if number else _DATE
    date = _chosen("date", _dates(draft, name), trust, _prefix, conflicts)
    metadata = Metadata(
        title=_chosen("title", _titles(draft, name, house), _TITLE, _any, conflicts),
        publisher=publisher,
        author=_authors(draft, house),
        number=number,
        date=date,
        url=_chosen("url", _urls(draft), _URL, _any, conflicts),
    )
    return metadata, tuple(conflicts)


def _chosen(
    field: str,
    found: Iterable[Sourced],
    trust: Sequence[str],
    agree: Callable[[str, str], bool],
    conflicts: list[str],
) -> Sourced | None:
    """The most trusted value; adds to `conflicts` the values that do not agree with it."""
    ranked = sorted(found, key=lambda s: _rank(s.origin, trust))
    if not ranked:
        return None
    best = ranked[0]
    others = [s for s in ranked[1:] if not agree(best.value, s.value)]
    if others:
        seen = "; ".join(dict.fromkeys(f"{s.value} ({s.origin})" for s in others))
        conflicts.append(f"{field}: {best.value} ({best.origin}); 另见 / also seen: {seen}")
    if agree is _prefix:  # the same date said with more precision elsewhere
        fuller = [s for s in ranked if s.value.startswith(best.value)]
        best = max(fuller, key=lambda s: len(s.value))
    return best


def _rank(origin: str, trust: Sequence[str]) -> int:
    """Position of the longest entry that `origin` begins with."""
    return max(
        (i for i, entry in enumerate(trust) if origin.lower().startswith(entry)),
        key=lambda i: len(trust[i]),
    )


def _any(_best: str, _other: str) -> bool:
    return True


def _equal(best: str, other: str) -> bool:
    return best == other


def _contained(best: str, other: str) -> bool:
    return best in other or other in best


def _prefix(best: str, other: str) -> bool:
    return best.startswith(other) or other.startswith(best)


def _candidates(draft: Draft, field: str) -> list[Sourced]:
    return [Sourced(value, origin) for value, origin in draft.fields.get(field, ())]


def _titles(draft: Draft, name: str, sites: Sequence[str]) -> Iterable[Sourced]:
    stem = PurePosixPath(name).stem
    for found in (*_candidates(draft, "title"), Sourced(stem, "file name")):
        title = clean_title(found.value, sites)
        if is_title(title):
            yield Sourced(title, found.origin)
    yield Sourced(stem or name or "untitled", "file name")


def _publishers(draft: Draft) -> Iterable[Sourced]:
    for found in _candidates(draft, "publisher"):
        value = house_name(found.value)
        if is_house(value):
            yield Sourced(value, found.origin)


def _authors(draft: Draft, house: Sequence[str]) -> Sourced | None:
    """The authors of the most trusted place, all of them; a house is not a person."""
    found = [Sourced(house_name(s.value), s.origin) for s in _candidates(draft, "author")]
    found = [s for s in found if (is_house(s.value) and s.value not in house) or "、" in s.value]
    if not found:
        return None
    origin = min(found, key=lambda s: _rank(s.origin, _AUTHOR)).origin
    names = dict.fromkeys(n for s in found if s.origin == origin for n in s.value.split("、"))
    return Sourced("、".join(names), origin)


def _numbers(draft: Draft) -> Iterable[Sourced]:
    for found in _candidates(draft, "number"):
        value = "".join(found.value.split()).strip(":：")
        if re.search(r"\d", value) and len(value) <= 40:
            yield Sourced(value, found.origin)


def _dates(draft: Draft, name: str) -> Iterable[Sourced]:
    for found in _candidates(draft, "date"):
        if value := stated_date(found.value):
            yield Sourced(value, found.origin)
    for found in _candidates(draft, "url"):
        if value := date_in_name(found.value):
            yield Sourced(value, "address")
    if value := date_in_name(name):
        yield Sourced(value, "file name")


def _urls(draft: Draft) -> Iterable[Sourced]:
    for found in _candidates(draft, "url"):
        if re.match(r"https?://\S+$", found.value.strip()):
            yield Sourced(found.value.strip(), found.origin)
