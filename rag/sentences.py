"""Sentences and clauses as spans.

Chinese full stops, question and exclamation marks end a sentence, and so does a line break. They
do not inside a book title, a parenthesis or a quotation that is part of a larger sentence, nor
between a quotation and the words that say who spoke ("……。”他说").
"""

from __future__ import annotations

import re

from rag.brackets import CLOSERS, QUOTES, Shield, lines, merged, pairs, trimmed
from rag.patterns import regex
from rag.types import Span

EMBEDDED_QUOTE = 60  # characters; a longer quotation is speech, and its sentences count
EMBEDDED_PARENTHESIS = 120
SHORT_QUOTE = 20  # a quotation this short is one clause whatever commas it holds

_STOPS = regex(r"[。！？!?.；;｡]+")
_COMMAS = regex(r"[，；：,;:﹔﹐]+")
_SPOKEN = regex(
    r"\s*[^。！？；：，,“”\n]{0,30}?(?:说|说道|表示|介绍|告诉|认为|指出|强调|坦言|感慨|感叹|称|道|回忆|透露"
    r"|解释|补充|分析|谈到|提到|写道|问|答)(?=\s*[，,。：:！？]|\s*$)",
    re.MULTILINE,
)
_ABBREVIATION = regex(
    r"(?:^|[^A-Za-z])(?:[A-Z]|Mr|Mrs|Ms|Dr|Prof|No|vs|etc|Inc|Ltd|Co|Corp|Jr|Sr|St|Fig|Eq|pp|cf|al"
    r"|Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sep|Sept|Oct|Nov|Dec|U\.S|e\.g|i\.e)$"
)
_LISTED = regex(r"\s*[\(（]?(?:\d{1,3}|[A-Za-z]|[一二三四五六七八九十]{1,3})$")
_LETTER = regex(r"[^\W_]")


def sentences(text: str, span: Span, *, semicolons: bool = False) -> tuple[Span, ...]:
    """The sentences of `text[span]`, ascending, disjoint, covering every non-blank character.

    A sentence keeps its final punctuation and closing quotes, and has no white space around it.
    `semicolons=True` also splits after "；" and ";".

    >>> text = "规模达3.5亿元。“行吗？”他问。好！"
    >>> [s.of(text) for s in sentences(text, Span(0, len(text)))]
    ['规模达3.5亿元。', '“行吗？”他问。', '好！']
    """
    out: list[Span] = []
    for line in lines(text, span):
        out.extend(_cut(text, line, _sentence_ends(text, line, semicolons)))
    return tuple(out)


def clauses(text: str, span: Span) -> tuple[Span, ...]:
    """The sentences of `text[span]` split further after commas, semicolons and colons.

    Same promises as `sentences`; a number ("1,000", "10:30"), a book title, a parenthesis and a
    short quotation stay whole.

    >>> text = "增加值1,200亿元，增长7.2%；企业26家。"
    >>> [c.of(text) for c in clauses(text, Span(0, len(text)))]
    ['增加值1,200亿元，', '增长7.2%；', '企业26家。']
    """
    out: list[Span] = []
    for line in lines(text, span):
        shield = Shield(merged(p for p in pairs(text, line) if _whole_in_clause(text, p)))
        ends = set(_sentence_ends(text, line, semicolons=True))
        for match in _COMMAS.finditer(text, line.start, line.end):
            if shield.over(match.start()) is None and not _inside_number(text, match):
                ends.add(_past_closers(text, match.end(), line.end, frozenset()))
        out.extend(_cut(text, line, sorted(ends)))
    return tuple(out)


def _cut(text: str, line: Span, ends: list[int]) -> list[Span]:
    """Pieces of a line between the given ends; a piece of mere punctuation joins its neighbour."""
    out: list[Span] = []
    start = line.start
    for end in [*ends, line.end]:
        piece = trimmed(text, start, end)
        if not len(piece):
            continue
        if _LETTER.search(text, piece.start, piece.end) or not out:
            if out and not _LETTER.search(text, out[-1].start, out[-1].end):
                piece = Span(out.pop().start, piece.end)
            out.append(piece)
        else:
            out[-1] = Span(out[-1].start, piece.end)
        start = end
    return out


def _sentence_ends(text: str, line: Span, semicolons: bool) -> list[int]:
    found = pairs(text, line)
    shield = Shield(merged(p for p in found if _embedded(text, line, p)))
    straight = frozenset(p.end - 1 for p in found if text[p.start] == '"')
    ends: list[int] = []
    for match in _STOPS.finditer(text, line.start, line.end):
        if not _stops(text, line, match, semicolons) or shield.over(match.start()):
            continue
        end = _past_closers(text, match.end(), line.end, straight)
        quoted = any(c in '”’」』"' for c in text[match.end() : end])
        if _goes_on(text, end, line.end) or (quoted and _SPOKEN.match(text, end, line.end)):
            continue
        ends.append(end)
    return ends


def _stops(text: str, line: Span, match: re.Match[str], semicolons: bool) -> bool:
    run = match.group()
    if any(c in "。！？｡" for c in run):
        return True
    if "!" in run or "?" in run:
        following = text[match.end() : match.end() + 1]
        return not (following.isascii() and (following.isalnum() or following in "=&/#_"))
    if "." in run:
        return _full_stop(text, line, match.start(), match.end())
    return semicolons


def _full_stop(text: str, line: Span, start: int, end: int) -> bool:
    """Is this ASCII "." the end of a sentence, not a decimal point, initial or list number?"""
    before = text[max(line.start, start - 12) : start]
    after = text[end : min(end + 8, line.end)]
    if not before or not after or end - start > 1 or (after[0].isascii() and after[0].isalnum()):
        return False
    if start - line.start <= 5 and _LISTED.match(text[line.start : start]):
        return False
    if _han(before[-1]):
        return True
    if after[0] in CLOSERS or after[0] == '"':
        rest = after.lstrip(CLOSERS + '"')
        return bool(rest) and (_han(rest[0]) or rest[0] in "“《‘ ")
    if not after[0].isspace() or _ABBREVIATION.search(before):
        return False
    rest = after.lstrip()
    return bool(rest) and (rest[0].isupper() or rest[0].isdigit() or rest[0] in "“\"'‘(《")


def _han(char: str) -> bool:
    return "㐀" <= char <= "鿿" or char in "）》】"


def _past_closers(text: str, at: int, limit: int, straight: frozenset[int]) -> int:
    while at < limit and (text[at] in CLOSERS or at in straight):
        at += 1
    return at


def _goes_on(text: str, at: int, limit: int) -> bool:
    while at < limit and text[at].isspace():
        at += 1
    return at < limit and text[at] in "，、；：,;:）)。！？"


def _embedded(text: str, line: Span, pair: Span) -> bool:
    """Does the punctuation inside this pair belong to a larger sentence?"""
    mark = text[pair.start]
    if mark in "《〈【":
        return True
    if mark not in QUOTES:
        return len(pair) <= EMBEDDED_PARENTHESIS and pair.start > line.start
    before = text[max(line.start, pair.start - 2) : pair.start].rstrip()
    return bool(before) and before[-1] not in "：:，,。！？；…—”" and len(pair) <= EMBEDDED_QUOTE


def _whole_in_clause(text: str, pair: Span) -> bool:
    mark = text[pair.start]
    return mark in "《〈【（([〔［" or len(pair) <= SHORT_QUOTE


def _inside_number(text: str, match: re.Match[str]) -> bool:
    before = text[match.start() - 1 : match.start()]
    after = text[match.end() : match.end() + 1]
    if match.group() == ":" and after == "/":
        return True
    return before.isdigit() and after.isdigit() and match.group() in (",", ":", "：")
