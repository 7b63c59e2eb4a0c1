"""Which lines are headings, from their marks, their shape and their neighbours.

Nothing here knows levels; `rag.structure` nests what is found. A heading is preferred missed
over invented: a false one lends its words to every passage below it.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from rag.heading_words import (
    AMOUNT,
    CREDIT,
    DATE,
    FILE,
    HEADS,
    NO_BOX,
    NOT_NAMES,
    REPORTERS,
    SAYS,
    TITLE_ENDS,
)
from rag.markers import DIVISIONS, ORNAMENTS, Mark, ordinal_at
from rag.patterns import regex
from rag.textlines import Line
from rag.types import Span

if TYPE_CHECKING:
    from collections.abc import Container, Sequence

MARKED_LENGTH = 60  # longest heading behind a mark, in characters
STRONG_LENGTH = 90  # longest behind a mark that is rarely anything but a heading's
PLAIN_LENGTH = 36  # longest heading without a mark
RUN_IN_LENGTH = 32  # longest first sentence that names its paragraph
ARTICLE_LENGTH = 24  # longest title of an article on its line
CREDIT_LENGTH = 60  # how far into a line a byline or date is looked for
RUN_IN_BODY = 12  # what must follow it

BYLINE = "byline"  # style of a line that names reporters: it ends what plain headings opened

_STRONG = DIVISIONS | set("★☆◆◇■□▲△") | {"一、", "（一）", "#"}
_STOP = regex(r"[。！？；\n]")
_RUN_IN = regex(rf"[^。！？；：:\n]{{2,{RUN_IN_LENGTH}}}。|[^。！？；：:，,“”\n]{{2,14}}[：:]")
_TOC = regex(r"(?:[.…·]{3,}|\s)\s*\d{1,3}$")
_ENDS = "。！!；;，,、：:…—"


NOWHERE = Span(0, 0)


@dataclass(frozen=True, slots=True)
class Head:
    """A heading before it has a level. Style "" is a plain line, "run-in" a first sentence."""

    span: Span
    style: str
    number: int | None
    given: int | None = None
    line: Span = NOWHERE


def find_heads(text: str, rows: Sequence[Line]) -> list[Head]:
    """Every heading of the text in reading order, run-in ones included."""
    listed = _listed(text, rows)
    repeated = Counter(r.span.of(text) for r in rows if len(r.span) <= PLAIN_LENGTH)
    numbers = {(r.mark.style, r.mark.number) for r in rows if r.mark}
    heads: dict[int, Head] = {}
    for i, row in enumerate(rows):
        if row.fixed:
            continue
        if row.given is not None:
            heads[i] = _whole(row, row.given)
        elif row.mark and i not in listed and _expected(row.mark, numbers):
            head = _marked(text, row)
            if head:
                heads[i] = head
        elif not row.mark and repeated[row.span.of(text)] < 2:
            style = _unmarked(text, rows, i, heads)
            if style is not None:
                heads[i] = Head(row.span, style, None, line=row.span)
    _drop_single_run_ins(rows, heads)
    _add_run_ins(text, rows, heads)
    return [heads[i] for i in sorted(heads)]


def _whole(row: Line, given: int | None = None) -> Head:
    mark = row.mark
    if mark is None:
        return Head(row.span, "", None, given, row.span)
    return Head(row.span, mark.style, mark.number, given, row.span)


def _listed(text: str, rows: Sequence[Line]) -> set[int]:
    """Marked lines that follow one another with nothing between: a list or a table of contents."""
    out: set[int] = set()
    for i in range(1, len(rows)):
        a, b = rows[i - 1], rows[i]
        if a.mark and b.mark and a.mark.style == "附" and b.mark.number == 2:
            out.add(i)  # "附件：1. 申请表" continues with "2. 模板"
        if not a.mark or not b.mark or a.mark.style != b.mark.style or a.given or b.given:
            continue
        bullets = a.mark.style in ORNAMENTS
        follows = b.mark.number == (a.mark.number or 0) + 1
        if bullets or (follows and not (_names(text, a) or _names(text, b))):
            out |= {i - 1, i}
    return out


def _expected(mark: Mark, numbers: Container[tuple[str, int | None]]) -> bool:
    """A number above one is a heading's only if the one before it opens a line too."""
    if mark.number is None or mark.number < 2 or mark.style in _STRONG | {"条"}:
        return True
    return (mark.style, mark.number - 1) in numbers


def _names(text: str, row: Line) -> bool:
    """A marked paragraph with a run-in title, or an article."""
    if row.mark and row.mark.style == "条":
        return True
    return bool(row.mark and _name_end(text, row.mark, row.span.end))


def _marked(text: str, row: Line) -> Head | None:
    mark = row.mark
    assert mark is not None
    body = row.body(text)
    if mark.style == "条":
        return _article(text, row, mark)
    if mark.style == "【】":
        return _boxed(text, row, body)
    if mark.style == "答" or (mark.style == "问" and len(body) > 2 * MARKED_LENGTH):
        return None
    if mark.style == "问" or mark.style == "#":
        return _whole(row)
    limit = STRONG_LENGTH if mark.style in _STRONG else MARKED_LENGTH
    if FILE.match(text, row.span.start, row.span.end):
        return None
    if mark.style == "附" and body and text[mark.end - 1] in "：:":
        return None  # a list of attachments, not the head of one
    if body and len(body) <= limit and not _STOP.search(body) and not _TOC.search(body):
        return _whole(row) if body[-1] not in _ENDS or body[-1] in "：:—" else None
    if not body:
        return _whole(row) if mark.style in DIVISIONS else None
    stop = _name_end(text, mark, row.span.end)
    if stop and mark.style not in DIVISIONS:
        return Head(Span(row.span.start, stop), mark.style, mark.number, line=row.span)
    return None


def _boxed(text: str, row: Line, body: str) -> Head | None:
    """【背景】 with its line if that is short, else alone; a dateline or an answer is none."""
    if NO_BOX.match(text, row.span.start, row.span.end):
        return None
    short = len(body) <= MARKED_LENGTH and not _STOP.search(body.rstrip("？?"))
    end = row.span.end if short else text.index("】", row.span.start) + 1
    return Head(Span(row.span.start, end), "【】", None, line=row.span)


def _article(text: str, row: Line, mark: Mark) -> Head | None:
    """第X条 with its title in brackets; in running text ("第一条高速公路") it is none."""
    sign_end = text.index("条", row.span.start) + 1
    rest = text[sign_end : row.span.end]
    if rest and not rest[0].isspace() and rest[0] not in "【（(：:":
        return None
    titled = re.match(r"\s*[【（(][^】）)\n]{1,24}[】）)]", rest)
    short = len(rest) <= ARTICLE_LENGTH and not re.search("[。；：:，,]", rest)
    end = row.span.end if short else sign_end
    if titled:
        end = sign_end + titled.end()
    return Head(Span(row.span.start, end), "条", mark.number, line=row.span)


def _run_in_end(text: str, start: int, end: int) -> int | None:
    """End of the short first sentence that names a paragraph, if there is one."""
    match = _RUN_IN.match(text, start, end)
    if match is None or end - match.end() < RUN_IN_BODY:
        return None
    title = match.group()
    return None if SAYS.search(title) or NOT_NAMES.match(title) else match.end()


def _unmarked(text: str, rows: Sequence[Line], i: int, heads: dict[int, Head]) -> str | None:
    """The style of a line without a mark, None when it is neither heading nor byline."""
    if len(rows[i].span) <= PLAIN_LENGTH and REPORTERS.match(rows[i].span.of(text)):
        return BYLINE
    return "" if _plain(text, rows, i, heads) else None


def _name_end(text: str, mark: Mark, end: int) -> int | None:
    """End of the run-in title behind a mark; behind a weak one a label ("1. 时间：…") is none."""
    stop = _run_in_end(text, mark.end, end)
    return stop if stop and (text[stop - 1] == "。" or mark.style in _STRONG) else None


def _plain(text: str, rows: Sequence[Line], i: int, heads: dict[int, Head]) -> bool:
    """A short line of its own that reads like a heading and stands between paragraphs."""
    line = rows[i].span.of(text)
    if not 2 <= len(line) <= PLAIN_LENGTH or line[-1] in _ENDS or _STOP.search(line):
        return False
    if DATE.match(line) or CREDIT.match(line) or AMOUNT.match(line) or not _balanced(line):
        return False
    if any(not HEADS.search(part) for part in re.split("[，,]", line)):
        return False
    if ordinal_at(line, 0, len(line)) or i + 1 >= len(rows):
        return False
    if i and i - 1 not in heads and not _closed(rows[i - 1].span.of(text)):
        return False
    return not (i == 0 and _is_title(text, rows, line)) and _opens_body(text, rows[i + 1])


def _balanced(line: str) -> bool:
    return all(line.count(a) == line.count(b) for a, b in ("“”", "《》", "（）", "()"))


def _closed(line: str) -> bool:
    """Does a line end what it says, so that a heading may follow?"""
    if line[-1] in "。！？!?…”’」）)；":
        return True
    return bool(CREDIT.match(line[:CREDIT_LENGTH]) or DATE.search(line[-CREDIT_LENGTH:]))


def _is_title(text: str, rows: Sequence[Line], line: str) -> bool:
    after = rows[1].span.of(text)[:CREDIT_LENGTH]
    dated = bool(DATE.search(after) or CREDIT.match(after))
    return dated or bool(TITLE_ENDS.search(line)) or rows[1].mark is not None


def _opens_body(text: str, row: Line) -> bool:
    line = row.span.of(text)
    if row.mark or row.fixed or row.given or ordinal_at(line, 0, len(line)):
        return True
    return len(line) > PLAIN_LENGTH or line[-1] in "。！？：:；"


def _drop_single_run_ins(rows: Sequence[Line], heads: dict[int, Head]) -> None:
    """A marked run-in title needs a neighbour in number that is a heading too, or a strong mark."""
    known = {(h.style, h.number) for h in heads.values()}
    boxes = [i for i, h in heads.items() if h.style == "【】"]
    for i, head in list(heads.items()):
        if head.style == "【】" and head.span != rows[i].span and len(boxes) < 2:
            del heads[i]  # "【本报讯】近日…" alone is a dateline
            continue
        if (
            head.span == rows[i].span
            or head.number is None
            or head.style in ("条", "一、", "（一）")
        ):
            continue
        if not known & {(head.style, head.number - 1), (head.style, head.number + 1)}:
            del heads[i]


def _add_run_ins(text: str, rows: Sequence[Line], heads: dict[int, Head]) -> None:
    """Sibling paragraphs that each open with a short sentence: those sentences are headings.

    Two suffice below a marked or given heading, elsewhere three: news writing opens paragraphs
    with short sentences too.
    """
    run: list[tuple[int, int]] = []
    under = False
    for i in range(len(rows) + 1):
        row = rows[i] if i < len(rows) else None
        end = None
        if row and not row.mark and not row.fixed and i not in heads:
            end = _run_in_end(text, row.span.start, row.span.end)
        if row and end and text[end - 1] == "。":
            run.append((i, end))
            continue
        if len(run) >= (2 if under else 3):
            for at, stop in run:
                span = rows[at].span
                heads[at] = Head(Span(span.start, stop), "run-in", None, line=span)
        run = []
        if i in heads and heads[i].style != "run-in":
            under = heads[i].style != "" or heads[i].given is not None
