"""What a page's head says about it: title, publisher, author, date and address candidates."""

from __future__ import annotations

from collections import Counter
from html import unescape

from rag.loading.builder import DraftBuilder
from rag.loading.html_tree import Nodes
from rag.patterns import regex

# Names of <meta> elements in lower case. The first group of each row are those Chinese government
# sites must carry (GB/T site standard: ArticleTitle, PubDate, ContentSource, ...), then Open Graph,
# Dublin Core and what news sites use. Dates of modification are not dates of the document.
_META = {
    "title": ("articletitle", "og:title", "dc.title", "dcterms.title", "citation_title"),
    "date": ("pubdate", "publishdate", "publish_date", "publish-date", "publishtime",
             "article:published_time", "og:published_time", "og:release_date", "datepublished",
             "dc.date", "dc.date.issued", "dcterms.issued", "dcterms.date", "date", "createdate",
             "weibo:article:create_at", "bytedance:published_time", "citation_date",
             "apub:time", "_pubtime"),
    "publisher": ("contentsource", "source", "article:source", "mediaid", "dc.publisher",
                  "dcterms.publisher", "publisher", "og:site_name", "sitename",
                  "application-name", "copyright"),
    "author": ("author", "article:author", "og:article:author", "dc.creator", "byl"),
    "number": ("documentnumber", "docnumber", "wenhao", "fileno"),
    "url": ("og:url", "url", "article:url"),
}  # fmt: skip
_FIELD_OF = {name: field for field, names in _META.items() for name in names}
_SAVED = regex(r"\s*saved from url=\(\d+\)(\S+)")
_MAX_VALUE = 500  # characters; longer values are descriptions, not names


def page_fields(nodes: Nodes, source: str, builder: DraftBuilder) -> None:
    """Add the candidates of meta, title, link, time and saved-page comments to `builder`."""
    seen = Counter[str]()
    for node, tag in enumerate(nodes.tag):
        if tag == "meta":
            _meta(nodes.attrs[node], builder)
        elif tag == "title" and not seen[tag]:
            text = "".join(source[nodes.start[i] : nodes.end[i]] for i in nodes.texts(node))
            builder.candidate("title", unescape(text)[:_MAX_VALUE], "title element")
        elif tag == "h1" and not seen[tag]:
            text = "".join(source[nodes.start[i] : nodes.end[i]] for i in nodes.texts(node))
            builder.candidate("title", unescape(text)[:_MAX_VALUE], "h1")
        elif tag == "link" and "canonical" in nodes.attrs[node].get("rel", "").lower():
            builder.candidate("url", nodes.attrs[node].get("href", ""), "canonical link")
        elif tag == "time":
            _time(nodes, node, builder)
        seen[tag] += 1
    for comment in nodes.comments:
        if found := _SAVED.match(comment):
            builder.candidate("url", found[1], "saved page")


def _meta(attrs: dict[str, str], builder: DraftBuilder) -> None:
    name = (attrs.get("name") or attrs.get("property") or attrs.get("itemprop") or "").strip()
    field = _FIELD_OF.get(name.lower())
    value = unescape(attrs.get("content", ""))
    if field and 0 < len(value) <= _MAX_VALUE:
        builder.candidate(field, value, f"meta tag {name}")


def _time(nodes: Nodes, node: int, builder: DraftBuilder) -> None:
    """The first <time datetime> that does not say it is a modification."""
    attrs = nodes.attrs[node]
    words = f"{attrs.get('itemprop', '')} {attrs.get('class', '')}".lower()
    first = not any(o == "time element" for _, o in builder.fields.get("date", ()))
    if first and "modif" not in words and "updat" not in words:
        builder.candidate("date", attrs.get("datetime", ""), "time element")
