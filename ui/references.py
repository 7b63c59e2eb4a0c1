"""An answer as text to paste elsewhere, with its sources: Markdown, and GB/T 7714-2015."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import date

from rag.answer import Answer, Citation
from rag.types import Document
from ui.messages import Lang, say

_MARKDOWN = re.compile(r"([\\`*_\[\]<>#])")
_WEB = re.compile(r"https?://[^\s<>\"'\\^`{}|]+", re.IGNORECASE)
_BLANK = re.compile(r"\s+")


def web_address(url: str | None) -> str | None:
    """`url` if it is a plain http(s) address, which alone may become a link.

    >>> web_address("https://example.org/a?b=1"), web_address(" javascript:alert(1)")
    ('https://example.org/a?b=1', None)
    """
    return url if url and _WEB.fullmatch(url) else None


def markdown(answer: Answer, documents: Mapping[str, Document], lang: Lang) -> str:
    """The question, every claim as a block quote with footnote marks, and the footnotes.

    A sentence that a language model wrote is no quote and stands as it is. Where sources disagree,
    that comes first.

    Args:
        documents: by id; those a citation names and that are gone are told by the citation alone.
    """
    lines = [f"**{_plain(answer.question)}**", ""]
    for conflict in answer.conflicts:
        marks = "".join(f"[^{number}]" for number in conflict.citations)
        lines += [f"{say(lang, 'conflicting')}: {_plain(conflict.message)} {marks}", ""]
    for claim in answer.claims:
        marks = "".join(f"[^{number}]" for number in claim.citations)
        if claim.verdict:
            lines += [f"{_plain(claim.text)} {marks}", ""]
            continue
        quoted = "\n> ".join(_plain(line) for line in claim.text.split("\n"))
        lines += [f"> {quoted} {marks}", ""]
    for citation in answer.citations:
        lines.append(f"[^{citation.number}]: {_footnote(citation, documents, lang)}")
    return "\n".join(lines) + "\n"


def _footnote(citation: Citation, documents: Mapping[str, Document], lang: Lang) -> str:
    document = documents.get(citation.document_id)
    url = web_address(document.url) if document else None
    page = None if citation.page is None else say(lang, "page", page=citation.page)
    headings = [title for title in citation.heading_path if title != citation.title]
    facts = [
        _plain(quoted_title(citation.title, lang)),
        _plain(citation.publisher or ""),
        citation.date or say(lang, "undated"),
        _plain(" › ".join(headings)),
        page,
        f"<{url}>" if url else _plain(citation.source),
    ]
    return (
        ", ".join(fact for fact in facts if fact)
        if lang == "en"
        else "，".join(filter(None, facts))
    )


def quoted_title(title: str, lang: Lang) -> str:
    """A title in the marks of the language.

    >>> quoted_title("规划", "zh"), quoted_title("《规划》摘编", "zh"), quoted_title("Plan", "en")
    ('《规划》', '《规划》摘编', '“Plan”')
    """
    if lang == "en":
        return title if "“" in title else f"“{title}”"
    return title if title.startswith("《") else f"《{title}》"


def gbt7714(answer: Answer, documents: Mapping[str, Document], accessed: date) -> str:
    """Claims with numbers in brackets, and one reference per document in the order cited.

    The numbering is by document (顺序编码制), so it may differ from the page's, which is by quote.
    """
    order = list(dict.fromkeys(citation.document_id for citation in answer.citations))
    of = {citation.number: order.index(citation.document_id) + 1 for citation in answer.citations}
    lines = [f"各来源说法不一：{_flat(conflict.message)}" for conflict in answer.conflicts]
    for claim in answer.claims:
        marks = "".join(f"[{n}]" for n in dict.fromkeys(of[number] for number in claim.citations))
        lines.append(f"{claim.text}{marks}" if claim.verdict else f"“{claim.text}”{marks}")
    lines += ["", "参考文献"]
    for number, document_id in enumerate(order, 1):
        cited = [c for c in answer.citations if c.document_id == document_id]
        lines.append(f"[{number}] {reference(cited, documents.get(document_id), accessed)}")
    return "\n".join(lines) + "\n"


def reference(cited: Sequence[Citation], document: Document | None, accessed: date) -> str:
    """One entry of a GB/T 7714-2015 list for the quotes of one document.

    With an address it is an electronic document (8.8.1 of the standard: [EB/OL], the date of
    issue in parentheses, the date of access in brackets); without one a document of another kind
    ([Z]). An unknown issuer is 佚名; pages follow a colon.
    """
    first = cited[0]
    url = web_address(document.url) if document else None
    issued = first.date or "日期不详"
    issuer = _flat(first.publisher or (document.author if document else None) or "佚名")
    number = f"：{_flat(document.number)}" if document and document.number else ""
    pages = ",".join(str(p) for p in sorted({c.page for c in cited if c.page is not None}))
    at = f": {pages}" if pages else ""
    head = f"{issuer}. {_flat(first.title)}{number}"
    if url:
        return f"{head}[EB/OL]. ({issued})[{accessed.isoformat()}]{at}. {url}."
    return f"{head}[Z]. {issued}{at}."


def _flat(text: str) -> str:
    return _BLANK.sub(" ", text).strip()


def _plain(text: str) -> str:
    """Text that Markdown shows as it stands."""
    return _MARKDOWN.sub(r"\\\1", _flat(text))
