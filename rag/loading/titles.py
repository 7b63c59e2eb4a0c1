"""Titles: what may be one, where the text itself shows one, and how a raw one is cleaned."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence

from rag.dates import parse_date
from rag.loading.buttons import reason_of
from rag.loading.credits import byline, is_credit, labelled
from rag.loading.lines import HAN, Line
from rag.loading.spacing import spaced_blanks
from rag.patterns import regex

HEAD = 12  # lines among which a title stands
LONGEST = 90  # characters

_GENERIC = regex(
    r"(?:无标题|未命名|首页|正文|详情|详细内容|新闻|文档\d*|默认标题|标题|演示文稿\d*|幻灯片\s?\d*|工作簿\d*|封面|目录"
    r"|untitled.*|document\d*|index|default|home|microsoft word.*|powerpoint.*"
    r"|\S+\.(?:com|cn|org|net)\S*|[\d\W_]*)",
    re.IGNORECASE,
)
_FILE = regex(
    r"^Microsoft (?:Word|PowerPoint) - |\.(?:docx?|pdf|pptx?|xlsx?|txt|html?|md|wps)$", re.I
)
_SITE = regex(
    r".{0,10}(?:(?<![联电管路])网|日报|晚报|早报|晨报|都市报|时报|报社|客户端|官网|网站|门户|频道|在线|人民政府|公众号)"
    r"|(?:.{0,6}新闻|资讯|财经|要闻|头条|正文|首页|滚动|快讯|经济|科技|数码|国内|国际|社会|地方|本地|政务公开|信息公开|政策文件)"
    r"|.{0,4}(?:新华社|央视|澎湃|搜狐|新浪|网易|腾讯|凤凰|百度|ZAKER|今日头条).{0,4}",
    re.IGNORECASE,
)
_SITE_TAIL = regex(
    r"\s?[_|｜]\s?(?P<last>[^_|｜]{1,24})$|\s[-–—]{1,2}\s?(?P<dash>[^-–—_|]{1,24})$|--?(?P<tight>[^-–—_|\s]{1,16})$"
)
_QUOTED = regex(r"_([^_]{1,40})_")
_ENDS = regex(r"[。！？；;：:，,、…][”’）)】\]\"]*$")
_MARKER = regex(
    r"[一二三四五六七八九十百]{1,4}[、.．]|[（(][一二三四五六七八九十\d]{1,3}[)）]|\d{1,3}[、．.)）]"
    r"|第[一二三四五六七八九十百\d]{1,4}[编章节条篇]|[★☆●○◆◇■□▲△▶►•※➤]|[-–*+] |附件"
)
_TOPIC = regex(r"[★☆◆■▲▶►※➤]\s?(.{4,90})")
_OUTER = regex(r"[一二三四五六七八九十]{1,3}、\s?([^。，；]{2,20})$")
_NAMED = regex(r"《([^《》]{6,60})》")
_KIND = regex(
    r"(?:通知|意见|方案|规划|办法|规定|决定|公告|报告|条例|纲要|要点|细则|批复|通报|解读|公报|函|令|公约|指南|计划|措施|清单)"
    r"(?:[（(][^（）()]{1,30}[)）])?$"
)


def clean_title(raw: str, known_sites: Sequence[str] = ()) -> str:
    """A raw title without site names behind it; underscores that stand for quotes become quotes.

    >>> clean_title("某省数字经济增长_新闻_网易"), clean_title("某省数字经济增长 - 某某日报")
    ('某省数字经济增长', '某省数字经济增长')
    >>> clean_title("先上_云端_ 再成_良田_"), clean_title("关 于 数 据 的 意 见")
    ('先上“云端” 再成“良田”', '关于数据的意见')
    """
    text = " ".join(_FILE.sub("", raw.strip()).split())
    blanks = set(spaced_blanks(text))
    text = "".join(c for i, c in enumerate(text) if i not in blanks)
    while match := _SITE_TAIL.search(text):
        last = match["last"] or match["dash"] or match["tight"]
        if not _is_site(last.strip(), known_sites) or match.start() < 4:
            break
        text = text[: match.start()].rstrip()
    if text.count("_") % 2 == 0:
        text = _QUOTED.sub("“\\1”", text)
    return text.strip(" _|｜-–—")


def _is_site(text: str, known: Sequence[str]) -> bool:
    return text in known or any(p.fullmatch(text) for p in (_SITE, _GENERIC))


def is_title(text: str) -> bool:
    """Could `text`, cleaned, be the name of a document?"""
    return 2 <= len(text) <= 160 and not _is_site(text, ()) and parse_date(text) is None


def titles_in(lines: Sequence[Line]) -> Iterator[tuple[str, str]]:
    """(title, origin) as the text shows them, the surest first."""
    head = [i for i in range(min(len(lines), HEAD)) if not _is_page(lines[i].text)]
    for i in head[:3]:
        if lines[i].heading and not _MARKER.match(lines[i].text):
            yield lines[i].text, "first heading"
            break
    yield from _above_byline(lines)
    for i in head[:5]:
        if len(lines[i].text) > LONGEST:
            break
        if _stands_alone(lines[i].text):
            yield _with_second_line(lines, i), "first line"
            break
    yield from _topics(lines)
    yield from _named(lines[:HEAD])


def _is_page(text: str) -> bool:
    return reason_of(text) is not None or is_credit(text) or parse_date(text) is not None


def _stands_alone(text: str) -> bool:
    if _MARKER.match(text) or _ENDS.search(text) or text.startswith(("——", "--")):
        return False
    letterhead = text.endswith("文件") or re.fullmatch(
        r".{0,20}[〔\[（(]\d{4}[〕\])）].{1,6}号", text
    )
    return len(text) >= 3 and not letterhead and not labelled(text)


def _with_second_line(lines: Sequence[Line], i: int) -> str:
    """The title set over two lines: only the second ends in a word for a kind of document."""
    text = lines[i].text
    if i + 1 < len(lines) and lines[i + 1].breaks == 1 and not _KIND.search(text):
        after = lines[i + 1].text
        if len(after) <= 40 and _KIND.search(after) and _stands_alone(after):
            return text + after
    return text


def _above_byline(lines: Sequence[Line]) -> Iterator[tuple[str, str]]:
    """The headline of a newspaper page, which may begin with other matter: it tops the byline."""
    for i in range(1, len(lines)):
        if len(lines[i].text) > 80 or byline(lines[i].text) is None:
            continue
        first = i
        while first and i - first < 3 and _stands_alone(lines[first - 1].text):
            if len(lines[first - 1].text) > 40 or (first < i and lines[first].breaks > 1):
                break
            first -= 1
        if first < i:
            yield " ".join(line.text for line in lines[first:i]), "headline above the byline"
        return


def _topics(lines: Sequence[Line]) -> Iterator[tuple[str, str]]:
    """For a text that begins with a numbered heading: what its topic headings have in common."""
    if not lines or not _MARKER.match(lines[0].text):
        return
    topics = [m[1] for line in lines if len(line.text) <= 100 and (m := _TOPIC.match(line.text))]
    outer = [m[1] for line in lines if len(line.text) <= 30 and (m := _OUTER.fullmatch(line.text))]
    if shared := _shared(topics[:200]):
        yield (
            (f"{shared}：{'、'.join(outer[:3])}" if outer else shared),
            "shared topic of the headings",
        )
    if topics:
        yield topics[0], "first topic heading"
    elif outer:
        yield "、".join(outer[:3]), "first headings"


def _shared(topics: Sequence[str]) -> str:
    """The longest run of 4 to 12 Chinese characters in more than half of three or more headings.

    >>> _shared(["数字经济发展规划", "某省数字经济情况", "关于数字经济的部署", "算力方案"])
    '数字经济'
    """
    if len(topics) < 3:
        return ""
    counts: Counter[str] = Counter()
    for topic in topics:
        runs = re.findall(rf"[{HAN}]+", topic)
        counts.update(
            {r[i : i + n] for r in runs for n in range(4, 13) for i in range(len(r) - n + 1)}
        )
    common = [gram for gram, n in counts.items() if 2 * n > len(topics)]
    return max(common, key=lambda g: (len(g), counts[g], g), default="")


def _named(lines: Sequence[Line]) -> Iterator[tuple[str, str]]:
    """A document's name in book-title marks that makes up most of a short line."""
    for line in lines:
        found = _NAMED.search(line.text) if len(line.text) <= LONGEST else None
        if found and 2 * len(found[1]) >= len(line.text):
            yield found[1], "named in the text"
            return
