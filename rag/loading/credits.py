"""Lines that say who wrote, edited, issued and passed on a text, as labelled values."""

from __future__ import annotations

import re
from dataclasses import dataclass

from rag.dates import find_dates, parse_date
from rag.loading.houses import strip_edges
from rag.loading.lines import HAN
from rag.patterns import regex

# Field of the metadata -> labels that state it; "editor" and "other" end another label's value.
_LABELS = {
    "publisher": "来源 文章来源 稿件来源 信息来源 新闻来源 来源单位"
    " 发布机构 发文机关 发布单位 制定机关 发文单位 印发机关",
    "author": "作者 撰文 撰稿 执笔 文字 记者 本报记者 通讯员 作者单位",
    "editor": "编辑 责编 责任编辑 实习编辑 值班编辑 网络编辑 美编 审核 校对 责任校对 统筹 编审 监制"
    " 总监制 主编 值班主编 值班主任 值班编委 编委 策划 总策划 制作 一审 二审 三审 初审 复审 终审"
    " 签发 出品 出品人 终审人 运维",
    "date": "发布时间 发布日期 发表时间 成文日期 印发日期 公布日期 发文日期 生成日期 时间 日期",
    "number": "发文字号 文号 文件编号 发布文号",
    "title": "标题 原标题 题目 文件名称 名称",
    "url": "原文链接 原文地址 原文网址 来源网址 来源链接 原文 链接 网址",
    "other": "浏览次数 浏览量 浏览 阅读量 阅读次数 阅读 点击量 点击数 点击 访问量 字号 字体"
    " 分享 打印 索引号 主题分类 主题词 公开方式 公开形式 有效性 信息分类 体裁分类 施行日期 更新时间"
    " 责任部门 摄影 图片 图 摄",
}
_ROLE = {label: role for role, labels in _LABELS.items() for label in labels.split()}
_ANY = "|".join(
    r"[ \u00a0\u3000]{0,6}".join(label) for label in sorted(_ROLE, key=len, reverse=True)
)
_LABEL = regex(rf"[【\[（(]?(?P<label>{_ANY})[】\])）]?\s{{0,6}}[:：丨]")
_TRIM = " \t\u00a0\u3000|｜丨/、，,;；。（）()【】[]<>*"
_LONGEST = 160  # a longer line is prose, whatever words it begins with

_NAME = rf"[{HAN}]{{1,4}}(?:·[{HAN}]{{1,8}})?"
_PART = r"(?:[/／](?:文|图|摄|摄影|文图|图文|报道))?"
_AND = rf"(?:[ \u00a0\u3000、，,]{{1,4}}|(?:和|及)(?=[{HAN}]{{2}}))"
_REPORTER = r"(?:(?:见习|实习)?(?:记者|通讯员)[ \u3000]?)?"
_NAMES = rf"{_NAME}{_PART}(?:{_AND}{_REPORTER}{_NAME}{_PART}){{0,11}}"
_KIND = r"(?:融媒体中心|融媒体|全媒体|融媒|首席|见习|实习|特约|驻站|特派|联合|采访组|报道组){0,4}"
_BYLINE = regex(
    rf"[□■◎●]?\s?(?P<org>[\w“”·]{{0,16}}?){_KIND}(?:记者|通讯员|特派员|评论员)"
    rf"(?P<gap>[ \u00a0\u3000:：]{{0,4}})(?P<names>{_NAMES})"
    r"(?:\s?(?:文/?图|图/?文|摄影报道|报道|摄|文|图))?"
)
_SLASHED = regex(rf"(?:文|图|撰文|摄影|摄|文图|图文)\s?[/／|｜丨]\s?{_NAMES}")
_REPORTS = regex(r"记者|员|[文图摄影]\s?[/／|｜丨]")
_SLASH = regex(r"\s?(?:^|(?<=[\s/／]))(?:文|图|撰文|摄影|摄|文图|图文)\s?[/／|｜丨]\s?")
_PHOTO = regex(
    rf"(?:^|.*[。，\s（(])(?:{_NAME}|本报记者\s?{_NAME}|新华社记者\s?{_NAME})\s?(?:摄|供图|摄影)[)）]?$"
)
_IN_BRACKETS = regex(r"[（(](?P<inner>[^（）()]{2,70})[)）]")
_NOT_NAMES = regex(
    "手记|观察|调查|走访|获悉|了解|采访|报道|来到|看到|发现|注意|表示|介绍|日前|近日|[从在站会节证]"
)


@dataclass(frozen=True, slots=True)
class Labelled:
    """One `label: value` of a line. `role` is a metadata field, "editor" or "other"."""

    role: str
    label: str
    value: str


@dataclass(frozen=True, slots=True)
class Byline:
    """Who wrote: names, and the house they write for when it is named ("" otherwise)."""

    house: str
    names: tuple[str, ...]


def labelled(line: str) -> list[Labelled]:
    """The labelled values of a line that holds nothing else, glued together or not; else [].

    >>> for part in labelled("2025-08-20 08:46:33来源:某某新闻编辑:张三"):
    ...     print(part.role, part.label, part.value)
    date  2025-08-20
    publisher 来源 某某新闻
    editor 编辑 张三
    >>> labelled("数据来源：国家统计局"), labelled("他说，来源：不明")
    ([], [])
    """
    if len(line) > _LONGEST:
        return []
    matches = list(_LABEL.finditer(line))
    if not matches:
        return []
    before = strip_edges(line[: matches[0].start()], _TRIM)
    out = _dates_in(before)
    if before and not out:
        return []
    ends = [m.start() for m in matches[1:]] + [len(line)]
    for match, end in zip(matches, ends, strict=True):
        label = "".join(match["label"].split())
        out.extend(_value(_ROLE[label], label, strip_edges(line[match.end() : end], _TRIM)))
    return out


def _dates_in(text: str) -> list[Labelled]:
    """A date that is all, or all but a short name, of what stands before the first label."""
    found = find_dates(text)
    if len(found) != 1 or len(text) - (found[0][1] - found[0][0]) > 24:
        return []
    return [Labelled("date", "", found[0][2])]


def _value(role: str, label: str, value: str) -> list[Labelled]:
    """The value, and apart from it a date that follows it without a label."""
    if role not in ("publisher", "author"):
        return [Labelled(role, label, value)]
    dates = find_dates(value)
    head = strip_edges(value[: dates[0][0]], _TRIM) if dates else value
    out = [Labelled(role, label, head)]
    if dates:
        out.append(Labelled("date", "", dates[0][2]))
    return out


def byline(text: str, bracketed: bool = False) -> Byline | None:
    """The byline that `text` as a whole is. In brackets a name may follow without a gap.

    >>> byline("某某日报融媒体记者 张三/文 李四/图")
    Byline(house='某某日报', names=('张三', '李四'))
    >>> byline("记者手记") is None, byline("记者 王五"), byline("文/张三")
    (True, Byline(house='', names=('王五',)), Byline(house='', names=('张三',)))
    """
    if len(text) > _LONGEST // 2 or not _REPORTS.search(text):
        return None
    text = text.strip().strip("（）()【】[]")
    if _SLASHED.match(text) and (names := _names(_SLASH.sub(" ", text))):
        return Byline("", names)
    match = _BYLINE.fullmatch(text)
    if match is None or not (match["gap"] or match["org"] or bracketed):
        return None
    if _NOT_NAMES.match(match["names"]):
        return None
    house = match["org"].strip("“”")
    return Byline("" if house.startswith("本") else house, _names(match["names"]))


def inner_bylines(paragraph: str) -> list[Byline]:
    """Bylines in brackets near the beginning or at the end of a paragraph.

    >>> inner_bylines("本报讯（记者 王五）8月20日，会议召开。")
    [Byline(house='', names=('王五',))]
    """
    parts = (paragraph,) if len(paragraph) <= 160 else (paragraph[:80], paragraph[-80:])
    found = (
        byline(m["inner"], bracketed=True) for part in parts for m in _IN_BRACKETS.finditer(part)
    )
    return [b for b in found if b is not None]


def _names(text: str) -> tuple[str, ...]:
    text = re.sub(r"[/／](?:文图|图文|摄影|报道|文|图|摄)", " ", text)
    text = re.sub(r"(?:见习|实习)?(?:记者|通讯员)", " ", text)
    parts = re.split(r"[\s、，,]+|和(?=..)|及(?=..)", text)
    return tuple(dict.fromkeys(p for p in parts if len(p) >= 2))


def is_credit(line: str) -> bool:
    """Is the whole line a byline, a source line, an editor's or a photographer's credit?"""
    if len(line) > _LONGEST:
        return False
    known = [part for part in labelled(line) if part.role != "title"]
    return bool(known) or byline(line) is not None or (len(line) < 80 and bool(_PHOTO.match(line)))


def is_editor_credit(line: str) -> bool:
    """Does the line name editors and nothing else?

    >>> [is_editor_credit(t) for t in ("责编：张三 审核：李四", "（编辑 张三）", "作者：张三")]
    [True, True, False]
    """
    line = line.strip().strip("（）()【】[]")
    line = re.sub(r"^(编辑|责任编辑|责编|校对|审核)[ \u3000]+(?=\S{2,12}$)", r"\1：", line)
    parts = labelled(line)
    return bool(parts) and all(p.role == "editor" and len(p.value) <= 30 for p in parts)


def stated_date(value: str) -> str | None:
    """The date in the value of a date label, be it followed by a clock or other words."""
    found = find_dates(value)
    return parse_date(value) or (found[0][2] if found else None)
