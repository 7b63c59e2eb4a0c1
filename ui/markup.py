"""Text on its way into HTML. Whatever comes from questions, documents or files passes `escape`."""

from __future__ import annotations

import html
import json
import re
from collections.abc import Mapping
from typing import Any

from ui.messages import Lang, say

# Beyond what HTML needs, the characters that a template engine in the page might act on.
_TEMPLATE = {ord(c): f"&#{ord(c)};" for c in "{}$`\r"}
_CONTROLS = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff]")


def escape(text: str) -> str:
    """`text` as it is shown between tags or inside a quoted attribute, never as markup.

    >>> escape('<b onclick="x">${1}</b>')
    '&lt;b onclick=&quot;x&quot;&gt;&#36;&#123;1&#125;&lt;/b&gt;'
    """
    return html.escape(_CONTROLS.sub("\ufffd", text), quote=True).translate(_TEMPLATE)


def data(values: Mapping[str, Any]) -> str:
    """Values as the content of a data attribute that the page's script reads as JSON."""
    return escape(json.dumps(values, ensure_ascii=False))


def isolated(text: str) -> str:
    """Inline text whose direction marks cannot reorder what stands around it."""
    return f"<bdi>{escape(text)}</bdi>"


def dated(value: str | None, lang: Lang) -> str:
    """A date, or that there is none, as HTML."""
    return f"<time>{escape(value)}</time>" if value else escape(say(lang, "undated"))
