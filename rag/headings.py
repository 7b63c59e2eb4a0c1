"""Which lines are headings, from their marks, their shape and their neighbours.

Nothing here knows levels; `rag.structure` nests what is found. A heading is preferred missed
over invented: a false one lends its words to every passage below it.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from rag.brackets import lines
from rag.markers import DIVISIONS, Mark, mark_at, ordinal_at
from rag.types import Heading, Span

if TYPE_CHECKING:
    from collections.abc import Sequence

MARKED_LENGTH = 60  # longest heading behind a mark, in characters
STRONG_LENGTH = 90  # longest behind a mark that is rarely anything but a heading's
PLAIN_LENGTH = 36  # longest heading without a mark
RUN_IN_LENGTH = 32  # longest first sentence that names its paragraph
RUN_IN_BODY = 12  # what must follow it

BYLINE = "byline"  # style of a line that names reporters: it ends what plain headings opened

_STRONG = DIVISIONS | set("★☆◆◇■□▲△") | {"一、", "（一）", "#"}
_ENDS = "。！!；;，,、：:…—"
_STOP = re.compile(r"[。！？；\n]")
_RUN_IN = re.compile(rf"[^。！？；：:\n]{{2,{RUN_IN_LENGTH}}}。|[^。！？；：:，,“”\n]{{2,14}}[：:]")
_TITLE_ENDS = re.compile(
    r"(?:意见|通知|规划|纲要|方案|办法|条例|规定|细则|公报|公告|通告|决定|报告|计划|解读|综述|侧记|要点|讲话)"
    r"(?:[（(].{1,30}[）)])?$"
)
_BYLINE = re.compile(
    r"(?:本报|新华社|.{0,14})(?:记者|通讯员)[\s:：]*\S{2,}|.{0,8}(?:来源|编辑|责编|作者|编审|审核|校对|统筹|供稿|摄影"
    r"|发布时间|发布日期|日期|时间|电话|传真|邮箱|邮编|联系人|单位|字号|字体|分享|浏览)\s*[:：]"
    r"|.*[/／](?:文|图|摄)|.*(?:摄|供图|资料图|图片|翻拍)[）)]?$|.*(?:图为|制图)|.*\.(?:jpe?g|png|gif|webp|pdf)$"
    r"|https?:|www\.|[图表]\s*\d+|版权|上一篇|下一篇|返回|.*[|｜>©]"
)
_DATE = re.compile(
    r"[（(\[]?(?:\d{2,4}|[〇零一二三四五六七八九]{4})\s*[-年./]\s*\d{1,2}\s*(?:[-月./]\s*\d{0,2}\s*日?)?"
    r"(?:\s*\d{1,2}[:：]\d{2}(?:[:：]\d{2})?)?[）)\]]?$|\d{1,2}月\d{1,2}日$|〔?\d{4}〕?第?\d+号$"
)
_REPORTERS = re.compile(
    r".{0,14}(?:记者|通讯员)(?!手记|观察|调查|了解)[\s:：]*\S{2,4}(?:[\s、/／文图摄]+\S{1,4}){0,6}$"
)
_FILE = re.compile(r"\S+\.(?:jpe?g|png|gif|webp|pdf|docx?)$", re.IGNORECASE)
_TOC = re.compile(r"(?:[.…·]{3,}|\s)\s*\d{1,3}$")
_VERBS = (
    "加快|加强|加大|推进|推动|打造|建设|发展|提升|提高|强化|完善|培育|壮大|构建|实施|优化|深化|健全|促进|创新|坚持|夯实"
    "|做强|做优|做大|做实|持续|集聚|护航|扩大|落实|保障|引领|支撑|赋能|改善|激发|释放|融合|拓展|巩固|凸显|茁壮|营造|增强"
    "|聚焦|抓好|抢抓|开展|统筹|规范|防范|守住|补齐|聚力|助力|迈向|稳步|全面|扎实|着力|积极|大力|切实|为什么|如何|怎样|怎么"
)
_NOUNS = (
    "情况|目标|原则|思路|任务|措施|举措|要求|意义|背景|问题|建议|布局|定位|概况|简介|说明|条件|流程|范围|对象|标准|方式"
    "|依据|内容|职责|附则|总则|手记|链接|解读|特点|特征|亮点|成效|成果|现状|趋势|展望|结论|名单|清单|综合|摘要|前言|引言|结语"
    "|概述|定义|政策|重点|安排|部署|方向|路径|格局|体系|机制|影响|原因|作用|优势|经验|启示|做法|案例|数据|指标|程序|材料|部分"
)
_HEADS = re.compile(
    rf"{_VERBS}|(?:{_NOUNS})(?:[（(].{{1,20}}[）)])?$|[（(][一二两三四五六七八九十\d]+[个项条大点].*[）)]$"
)
_NOT_NAMES = re.compile(
    r"[“‘\"'（(\d]|第[一二三四五六七八九十]|[一二三四五六七八九十]+是|同时|此外|另外|目前|当前|截至|近|今|去|日前|其中|其次"
    r"|首先|最后|但|而|因此|因为|由于|随着|据|在|从|到|对于|如果|虽然|这|那|我|他|她|它|你|不仅|只有|于是|如今|彼时|数据显示|记者"
)
_SAYS = re.compile(r"说|表示|介绍|认为|指出|强调|告诉|了[。：:]$")


@dataclass(frozen=True, slots=True)
class Line:
    """A line that is not blank. `given` is the level a format gave it; `fixed`: never split."""

    span: Span
    mark: Mark | None
    given: int | None = None
    fixed: bool = False

    def body(self, text: str) -> str:
        """The line behind its mark."""
        return text[self.mark.end if self.mark else self.span.start : self.span.end]


@dataclass(frozen=True, slots=True)
class Head:
    """A heading before it has a level. Style "" is a plain line, "run-in" a first sentence."""

    span: Span
    style: str
    number: int | None
    given: int | None = None
    line: Span = Span(0, 0)


def read_lines(
    text: str, headings: Sequence[Heading] = (), verbatim: Sequence[Span] = ()
) -> tuple[Line, ...]:
    """The lines of a text with their marks; lines in `verbatim` have none and are fixed."""
    given = {h.span.start: h.level for h in headings}
    starts = sorted(given)
    fixed = sorted(verbatim)
    fixed_starts = [s.start for s in fixed]
    out = []
    for span in lines(text, Span(0, len(text))):
        at = bisect_left(fixed_starts, span.start + 1) - 1
        if at >= 0 and span.start < fixed[at].end:
            out.append(Line(span, None, fixed=True))
            continue
        near = bisect_left(starts, span.start)
        hit = near < len(starts) and starts[near] < span.end
        mark = mark_at(text, span.start, span.end)
        out.append(Line(span, mark, given[starts[near]] if hit else None))
    return tuple(out)


def find_heads(text: str, rows: Sequence[Line]) -> list[Head]:
    """Every heading of the text in reading order, run-in ones included."""
    listed = _listed(text, rows)
    repeated = Counter(r.span.of(text) for r in rows if len(r.span) <= PLAIN_LENGTH)
    heads: dict[int, Head] = {}
    for i, row in enumerate(rows):
        if row.fixed:
            continue
        if row.given is not None:
            heads[i] = _whole(row, row.given)
        elif row.mark and i not in listed:
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
        if not a.mark or not b.mark or a.mark.style != b.mark.style or a.given or b.given:
            continue
        follows = a.mark.number is None or b.mark.number == a.mark.number + 1
        if follows and not (_names(text, a) or _names(text, b)):
            out |= {i - 1, i}
    return out


def _names(text: str, row: Line) -> bool:
    """A marked paragraph with a run-in title, or an article."""
    if row.mark and row.mark.style == "条":
        return True
    return bool(row.mark and _run_in_end(text, row.mark.end, row.span.end))


def _marked(text: str, row: Line) -> Head | None:
    mark = row.mark
    assert mark is not None
    body = row.body(text)
    if mark.style == "条":
        return _article(text, row, mark)
    if mark.style == "【】":
        end = text.index("】", row.span.start) + 1
        short = len(body) <= MARKED_LENGTH and not _STOP.search(body)
        return Head(row.span if short else Span(row.span.start, end), "【】", None, line=row.span)
    if mark.style == "答" or (mark.style == "问" and len(body) > 2 * MARKED_LENGTH):
        return None
    if mark.style == "问" or mark.style == "#":
        return _whole(row)
    limit = STRONG_LENGTH if mark.style in _STRONG else MARKED_LENGTH
    if _FILE.match(text, row.span.start, row.span.end):
        return None
    if body and len(body) <= limit and not _STOP.search(body) and not _TOC.search(body):
        return _whole(row) if body[-1] not in _ENDS or body[-1] in "：:—" else None
    if not body:
        return _whole(row) if mark.style in DIVISIONS else None
    stop = _run_in_end(text, mark.end, row.span.end)
    if stop and mark.style not in DIVISIONS:
        return Head(Span(row.span.start, stop), mark.style, mark.number, line=row.span)
    return None


def _article(text: str, row: Line, mark: Mark) -> Head | None:
    """第X条 with its title in brackets; in running text ("第一条高速公路") it is none."""
    sign_end = text.index("条", row.span.start) + 1
    rest = text[sign_end : row.span.end]
    if rest and not rest[0].isspace() and rest[0] not in "【（(：:":
        return None
    titled = re.match(r"\s*[【（(][^】）)\n]{1,24}[】）)]", rest)
    end = row.span.end if len(rest) <= 24 and not _STOP.search(rest) else sign_end
    if titled:
        end = sign_end + titled.end()
    return Head(Span(row.span.start, end), "条", mark.number, line=row.span)


def _run_in_end(text: str, start: int, end: int) -> int | None:
    """End of the short first sentence that names a paragraph, if there is one."""
    match = _RUN_IN.match(text, start, end)
    if match is None or end - match.end() < RUN_IN_BODY:
        return None
    title = match.group()
    return None if _SAYS.search(title) or _NOT_NAMES.match(title) else match.end()


def _unmarked(text: str, rows: Sequence[Line], i: int, heads: dict[int, Head]) -> str | None:
    """The style of a line without a mark, None when it is neither heading nor byline."""
    if len(rows[i].span) <= PLAIN_LENGTH and _REPORTERS.match(rows[i].span.of(text)):
        return BYLINE
    return "" if _plain(text, rows, i, heads) else None


def _plain(text: str, rows: Sequence[Line], i: int, heads: dict[int, Head]) -> bool:
    """A short line of its own that reads like a heading and stands between paragraphs."""
    line = rows[i].span.of(text)
    if not 2 <= len(line) <= PLAIN_LENGTH or line[-1] in _ENDS or _STOP.search(line):
        return False
    if _DATE.match(line) or _BYLINE.match(line) or not _balanced(line):
        return False
    if any(not _HEADS.search(part) for part in re.split("[，,]", line)):
        return False
    if ordinal_at(line, 0, len(line)) or i + 1 >= len(rows):
        return False
    if i and i - 1 not in heads and not _closed(rows[i - 1].span.of(text)):
        return False
    return not (i == 0 and _is_title(text, rows, line)) and _opens_body(text, rows[i + 1])


def _balanced(line: str) -> bool:
    return all(line.count(a) == line.count(b) for a, b in ("“”", "《》", "（）", "()"))


def _closed(line: str) -> bool:
    return line[-1] in "。！？!?…”’」）)；" or bool(_BYLINE.match(line) or _DATE.search(line))


def _is_title(text: str, rows: Sequence[Line], line: str) -> bool:
    after = rows[1].span.of(text)
    dated = bool(_DATE.search(after) or _BYLINE.match(after))
    return dated or bool(_TITLE_ENDS.search(line)) or rows[1].mark is not None


def _opens_body(text: str, row: Line) -> bool:
    line = row.span.of(text)
    if row.mark or row.fixed or row.given or ordinal_at(line, 0, len(line)):
        return True
    return len(line) > PLAIN_LENGTH or line[-1] in "。！？：:；"


def _drop_single_run_ins(rows: Sequence[Line], heads: dict[int, Head]) -> None:
    """A marked run-in title needs a neighbour in number that is a heading too, or a strong mark."""
    known = {(h.style, h.number) for h in heads.values()}
    for i, head in list(heads.items()):
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
