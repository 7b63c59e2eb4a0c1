"""Several things typed into a search box: 甲公司 董事长 / 成立年份, 甲市2030目标：产值、企业数.

Whoever types so writes no sentence: what it is about stands first, behind it a blank or a colon,
then what is wanted of it, told apart by signs. Each of these becomes a question.
"""

from __future__ import annotations

import re

from rag.asking import BARE_YEAR, SHORT_YEAR
from rag.decomposition.request import asked_for, is_request
from rag.decomposition.straight import YEAR_OF_STATUS
from rag.dialogue.names import is_name
from rag.dialogue.spans import asking_spans, place_spans, time_spans, with_neighbours
from rag.dialogue.substitute import subject_of
from rag.dialogue.vocabulary import attribute_kind, head_of, relational
from rag.patterns import regex
from rag.words import words

LEAST, MOST = 2, 4  # things wanted at once
LONGEST = 20  # characters of one

_SIGN = regex(r"\s*(?:[;；|｜]|(?<!\d)[/／+＋&]|(?<![A-Za-z])[vV][sS](?![A-Za-z])\.?)\s*")
_SENTENCE = regex(r"[，,。!！]|[?？].|[“《][^”》]*[+＋/／;；][^”》]*[”》]")
_STRONG = regex(r"[;；|｜]|\s[/／+＋&]\s|(?<=[\u4e00-\u9fff])[/／+＋&](?=[\u4e00-\u9fff\d])")
_POINTS = regex(r"^(?:[它其]|[该这那][个家])")
_MODIFIES = regex(  # 数据宝 落地场景 <数量>: of one thing
    r"^(?:\d|实际|目标|规划|最新|同比|总|全年|上半年)|^(?:数量|总数|规模|情况|金额|数值)$|(?:目标|实际|增速|增幅|同比|完成数)$"
)
_HEAD = r"(?P<head>[^\s：:；;/／+＋|｜、]{2,16}?)"
_TITLED = regex(rf"^{_HEAD}\s*[：:]\s*(?P<rest>\S.*)$")
_SPACED = regex(rf"^{_HEAD}\s+(?P<rest>(?![/／+＋&]|[vV][sS])\S.*)$")
_TAIL = regex(  # …，差距; …，两项
    r"(?:[，,]\s*|\s+)(?:(?:相?差距?|差多少|差额|对比|比较|孰[高低多少大小]|谁[更最]?[高低多少大小]|各?(?:是|为)?多少|[两三][项个]|数值?))+$"
)
_HELD = regex(r"(?:对比|对照|比较|比)$")
_VERSUS = regex(r"(?<![A-Za-z])[vV][sS](?![A-Za-z])")
_AIMED = regex(r"(?:的)?(?P<aim>目标|规划目标|计划目标|规划|计划)(?:值|数)?$")
_DATED_HEAD = regex(r"\d{4}年?[底末]?的?(?:目标|计划|规划)?(?:对比|对照|比较)")
_WHO = regex(r"(?:谁|哪一?[个家座边])")
_HAN = r"[\u4e00-\u9fff”》）]"
_BLANK = regex(rf"(?<={_HAN})\s+(?=[\u4e00-\u9fff“《])")


def typed(question: str) -> list[str]:
    """A question for each thing wanted; [] for a sentence, or where one thing is wanted.

    >>> typed("云河重工 董事长 / 成立年份")
    ['云河重工的董事长是谁？', '云河重工的成立年份是什么时候？']
    >>> typed("云河市2030目标：茶叶产值、游客人数")
    ['云河市2030年茶叶产值的目标是多少？', '云河市2030年游客人数的目标是多少？']
    >>> typed("云河市茶叶产值；青山港泊位数量")
    ['云河市茶叶产值是多少？', '青山港泊位数量是多少？']
    """
    text = _TAIL.sub("", question.strip().rstrip("?？。 "))
    if _SENTENCE.search(text) or is_request(text):
        return []
    titled = _TITLED.match(text)
    found = titled or _SPACED.match(text)
    if found is None:
        pieces = _pieces(text, "、")
        several = len(pieces) >= LEAST
        signs = several and (_STRONG.search(text) or all(map(_wanted, pieces)))
        return _in_a_row(pieces) if signs else []
    head, rest = _dated(found["head"]), found["rest"]
    pieces = _pieces(rest, "、" if titled or "、" in rest else " ")
    if len(pieces) < LEAST:
        return []
    if all(_is_time(piece) for piece in pieces):  # 增速 2021 vs 2025上半年
        return [f"{piece}{_HELD.sub('', head)}是多少？" for piece in pieces]
    if not titled and not _STRONG.search(rest) and not all(map(_wanted, pieces)):
        return []  # 贵安 机架 数量 is one thing
    if any(map(_POINTS.match, pieces)) or all(map(asking_spans, pieces)):
        return []
    if not _SIGN.search(rest) and any(map(asking_spans, pieces)):
        return []
    if all(map(time_spans, pieces)) or _DATED_HEAD.fullmatch(head):
        return []  # 产值：2021年 vs 2022年; 2030年目标对照：甲和乙, which are told apart by form
    return _of_head(head, pieces, versus=bool(_VERSUS.search(rest)))


def spaced(question: str) -> str:
    """Commas for the blanks between questions typed in a row.

    >>> spaced("云河重工厂长叫什么 主要产品有哪些"), spaced("甲公司、乙公司 谁先来的")
    ('云河重工厂长叫什么，主要产品有哪些', '甲公司、乙公司，谁先来的')
    """
    pieces = _BLANK.split(question)
    row = re.split(r"\s*[+＋&／]\s*|\s+/\s+", question)
    if len(row) >= LEAST and all(map(asking_spans, row)):
        return "，".join(row)
    if len(pieces) < LEAST or not asking_spans(pieces[-1]):
        return question
    in_a_row = all(map(asking_spans, pieces))
    last = len(pieces) == LEAST and _WHO.match(pieces[1])
    return "，".join(pieces) if in_a_row or last else question


def _pieces(text: str, mark: str) -> list[str]:
    """What signs tell apart, else what `mark` does; [] where that is too much, or too long."""
    found = _SIGN.split(text)
    if len(found) == 1 and mark:
        found = re.split(r"\s*、\s*" if mark == "、" else r"\s+", text)
    found = [_dated(piece) for piece in found if piece.strip()]
    fit = len(found) <= MOST and all(1 < len(piece) <= LONGEST for piece in found)
    return found if fit else []


def _of_head(head: str, pieces: list[str], *, versus: bool) -> list[str]:
    """What is wanted of what stands first, or of each a measure: 司机数对比：甲 vs 乙."""
    held = _HELD.sub("", head)
    measured = versus or (held != head and attribute_kind(head_of(held)))
    if measured and not any(map(_wanted, pieces)):
        return [_asked(f"{piece}{held}") for piece in pieces]
    aim = _AIMED.search(held)
    if aim and aim.start() > 1:
        return [_asked(f"{held[: aim.start()]}{piece}的目标") for piece in pieces]
    return [
        f"{held}{piece}？" if asking_spans(piece) else _asked(f"{held}{_joint(held, piece)}{piece}")
        for piece in pieces
    ]


def _in_a_row(pieces: list[str]) -> list[str]:
    """Things that signs tell apart, each standing alone or of what the first is of."""
    if any(map(asking_spans, pieces)):
        return []
    subject = subject_of(f"{pieces[0]}？", dated=False)
    rest = [
        _scope(pieces[0], p) + p if _stands_alone(p) or not subject else f"{subject}的{p}"
        for p in pieces[1:]
    ]
    return [_asked(p) for p in (pieces[0], *rest)]


def _scope(first: str, piece: str) -> str:
    """The place and the time of the first thing, for one that names neither."""
    if is_name(piece) or place_spans(piece):
        return ""
    places, times = place_spans(first)[:1], () if time_spans(piece) else time_spans(first)[:1]
    return "".join(s.of(first) for s in (*(with_neighbours(first, p) for p in places), *times))


def _stands_alone(piece: str) -> bool:
    own = [w for w in words(piece) if w.content and len(w.text) > 1 and not relational(w.text)]
    return is_name(piece) or bool(place_spans(piece)) or len(own) > 1


def _is_time(piece: str) -> bool:
    return any(span.of(piece) == piece for span in time_spans(piece))


def _wanted(piece: str) -> bool:
    """Whether a piece is something that may be asked of a subject: 董事长, 员工数."""
    return not _MODIFIES.search(piece) and bool(attribute_kind(head_of(piece)) or asked_for(piece))


def _joint(head: str, piece: str) -> str:
    return "" if time_spans(piece) or head.endswith("的") else "的"


def _asked(named: str) -> str:
    return asked_for(named) or f"{named}是什么？"


def _dated(text: str) -> str:
    """2030目标 -> 2030年目标."""
    said = YEAR_OF_STATUS.sub(r"20\1年", SHORT_YEAR.sub("20", text.strip()))
    return BARE_YEAR.sub(r"\g<0>年", said)
