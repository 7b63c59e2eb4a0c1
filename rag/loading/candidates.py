"""What a text says about itself at its head and its end: candidates for the metadata.

Only places where documents state such things are read: labelled lines, bylines, datelines, the
letterhead, the signature. A date or a name in running text says nothing about the document.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise

from rag.dates import find_dates, parse_date
from rag.loading.buttons import reason_of
from rag.loading.credits import byline, inner_bylines, labelled, stated_date
from rag.loading.lines import HAN, Line
from rag.loading.notices import notices
from rag.loading.titles import titles_in
from rag.patterns import regex

HEAD, TAIL = 15, 8  # lines that may state what the document is
_HEAD_REACH = 1500  # characters

Found = tuple[str, str, str]  # (field, value, origin)

_ISSUE_LABELS = {"成文日期", "印发日期", "发文日期", "公布日期", "生成日期"}
_ISSUER_LABELS = {"发布机构", "发文机关", "发布单位", "制定机关", "发文单位", "印发机关"}
_NUMBER = (
    rf"[{HAN}]{{1,14}}\s?[〔\[［（(【]\s?(?:19|20)\d\d\s?[〕\]］）)】]\s?(?:第\s?)?\d{{1,5}}\s?号"
)
_NUMBER_LINE = regex(rf"[（(]?({_NUMBER})[）)]?(?:\s+签发人.*)?")
_LETTERHEAD = regex(rf"([{HAN}（）()]{{3,30}}?)文件")
_BODY = regex(
    rf"[{HAN}（）()、\s]{{2,40}}(?:政府|办公厅|办公室|委员会|委|部|局|厅|署|院|会|行|中心|公司|集团|大学|学院|组|处|站|社|网)"
)
_PRESS = regex(
    rf"[【]?([{HAN}]{{2,8}}(?:社|网|报|台|新闻|客户端|中新网|新华网))(?:[{HAN}]{{2,6}}\d{{1,2}}月\d{{1,2}}日)?[】]?(?:电|讯)(?=[\s（(，,：:】])"
)
_OWN_PRESS = regex(r"[【]?本[报网台社]")
_SOURCE_AT_END = regex(
    r"[（(](?:文章|稿件|信息|新闻|本文)?来源\s?[:：]\s?([^（）()。]{2,30})[)）]$"
)
_ADDRESS = regex(r"<?(https?://[^\s<>（）]+)>?")
_ADOPTED = regex(
    r"[（(][^（）()]{0,20}?(?=(?:19|20)\d\d年).{6,60}(?:通过|公布|批准|发布|印发|施行|修订)[^（）()]{0,60}[)）]"
)
_CLOCK = regex(r"\d{1,2}\s?[:：]\s?\d{2}(?:[:：]\d{2})?")


def candidates(lines: Sequence[Line]) -> Iterator[Found]:
    """Every (field, value, origin) the text offers, in reading order within each kind."""
    notice = {i for i, _ in notices(lines)}
    own = [line for i, line in enumerate(lines) if i not in notice]
    head = [line for line in own[:HEAD] if line.start <= _HEAD_REACH]
    tail = own[max(len(own) - TAIL, len(head)) :]
    for line in (*head, *tail):
        yield from _labelled(line.text)
        yield from _addresses(line.text)
    yield from _dates(head, own)
    yield from _head_matter(head)
    yield from _signature(own)
    yield from _bylines(own, {id(line) for line in (*head, *tail)})
    yield from (("title", title, origin) for title, origin in titles_in(own))
    yield from _sources_at_end(tail or head)


def _labelled(text: str) -> Iterator[Found]:
    parts = labelled(text)
    for part in parts:
        if part.role == "date":
            if part.label == "时间" and len(parts) == 1:
                continue  # when something takes place, not when the text was published
            origin = "date of issue line" if part.label in _ISSUE_LABELS else "date line"
            if value := stated_date(part.value):
                yield "date", value, origin
        elif part.role == "publisher":
            yield (
                "publisher",
                part.value,
                "issuer line" if part.label in _ISSUER_LABELS else "source line",
            )
        elif part.role in ("author", "number", "title", "url"):
            yield part.role, part.value, f"{part.role} line"


def _addresses(text: str) -> Iterator[Found]:
    if len(text) <= 500 and (match := _ADDRESS.fullmatch(text)):
        yield "url", match[1], "address line"


def _dates(head: Sequence[Line], own: Sequence[Line]) -> Iterator[Found]:
    """Dates that stand alone near the title, or with a clock beside them, or of an adoption."""
    chronicle = _is_chronicle(own)
    for line in head[:8]:
        text = line.text.strip("（）() ")
        if len(text) > 80 or labelled(text):
            continue
        if (value := parse_date(text)) and len(value) > 4:
            if not chronicle:
                yield "date", value, "date line"
        elif (
            (dates := find_dates(text)) and _CLOCK.search(text) and not re.search(r"[，。；]", text)
        ):
            yield "date", dates[0][2], "date line"
        elif _ADOPTED.fullmatch(line.text):
            yield "date", dates[0][2], "adoption line"


def _is_chronicle(lines: Sequence[Line]) -> bool:
    """Do dates stand alone so often that they head the entries of a chronicle?"""
    return sum(len(line.text) <= 40 and parse_date(line.text) is not None for line in lines) > 2


def _head_matter(head: Sequence[Line]) -> Iterator[Found]:
    for line in head:
        if match := _NUMBER_LINE.fullmatch(line.text):
            yield "number", match[1], "number line"
        elif len(line.text) <= 34 and (match := _LETTERHEAD.fullmatch(line.text)):
            yield "publisher", match[1], "letterhead"
        elif (match := _PRESS.match(line.text)) and not _OWN_PRESS.match(line.text):
            yield "publisher", match[1], "dateline"


def _signature(lines: Sequence[Line]) -> Iterator[Found]:
    """A body and below it a date, each on its own line; or a date alone as the very last words."""
    for body, line in pairwise(lines):
        if len(line.text) > 24 or (value := parse_date(line.text)) is None or len(value) < 10:
            continue
        if len(body.text) <= 42 and _BODY.fullmatch(body.text):
            yield "date", value, "signature"
            yield "publisher", body.text, "signature"
    for line in [] if _is_chronicle(lines) else lines[3:][-2:]:
        value = parse_date(line.text) if len(line.text) <= 24 else None
        if value and len(value) > 4 and reason_of(line.text) is None:
            yield "date", value, "signature"


def _bylines(lines: Sequence[Line], edges: set[int]) -> Iterator[Found]:
    for line in lines:
        whole = byline(line.text) if len(line.text) <= 80 else None
        inner = inner_bylines(line.text) if id(line) in edges and not whole else []
        for found in (whole, *inner):
            if found is None:
                continue
            yield "author", "、".join(found.names), "byline"
            if found.house:
                yield "publisher", found.house, "byline"


def _sources_at_end(tail: Sequence[Line]) -> Iterator[Found]:
    for line in tail:
        if (match := _SOURCE_AT_END.search(line.text[-60:])) and not labelled(line.text):
            yield "publisher", match[1], "source line"
