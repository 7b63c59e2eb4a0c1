"""Example questions made from what the documents say, each tried before it is shown."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from rag.answer import Answer
from rag.types import Document

WANTED = 5
TRIED = 40  # questions asked to find WANTED that are answered
SHORTEST, LONGEST = 9, 34  # characters of a question
_SENTENCE = re.compile(r"[^。！？!?\n]+")
_CLAUSE = re.compile(r"[^，；：:;,、\s《》“”\"（）()\[\]【】|]+")
_YEAR = re.compile(r"^(?:截至|到)?(20\d\d年(?:上半年|底|末|\d{1,2}月底?)?)")
_FIGURE = re.compile(
    r"^(?P<subject>[\u4e00-\u9fffA-Za-z0-9]*[\u4e00-\u9fff]{4,}?)"
    r"(?P<verb>达到|达|超过|突破|增长|下降|提高到|占比|共有|为|有|约)"
    r"(?:了|到|约|近|超过|超)?(?P<number>\d[\d.,]*)"
    r"(?P<unit>万亿元|亿元|万元|个百分点|%|万人|人|家|个|座|项|万平方米|万架|架|公里|PB|TB)"
)
_MARKER = re.compile(
    r"^(?:[一二三四五六七八九十\d]+[、.．]\s*|（[一二三四五六七八九十]+）\s*|第[一二三四五六七八九十\d]+[章节条]\s*)"
)
_LIST = re.compile(r"^[“”\w、]{0,8}[两二三四五六七八九十](?:大|个|项|条|种|类)[“”\w]{2,10}$")
_LOOSE = re.compile(
    r"^(?:其中|同比|比上|较上|累计|数值|分别|总额|全年|合计|每年|在其中|公司|这|该|本|他|它|实名|规划|引进)|力争|定为|其中|上述"
)


def examples(documents: Iterator[Document], answered: Callable[[str], Answer]) -> tuple[str, ...]:
    """At most WANTED questions, of as many documents, that are answered from their document."""
    chosen: list[str] = []
    tries = 0
    for document in documents:
        for question in candidates(document):
            if question in chosen:
                continue
            tries += 1
            answer = answered(question)
            if answer.status == "answered" and answer.citations[0].document_id == document.id:
                chosen.append(question)
                break
            if tries >= TRIED:
                return tuple(chosen)
        if len(chosen) >= WANTED:
            break
    return tuple(chosen)


def candidates(document: Document) -> Iterator[str]:
    """Questions the document should answer: one for a counted list, two for figures."""
    lists, figures = list(_lists(document))[:1], list(dict.fromkeys(_figures(document.text)))[:2]
    lists_first = document.id[:1] in "02468ace"  # so that both kinds come up
    yield from lists + figures if lists_first else figures + lists


def _figures(text: str) -> Iterator[str]:
    """Clauses that state a figure, with the figure asked for, under the year they begin with.

    >>> list(_figures("2024年，青山市软件业务收入达到38.6亿元，税收约2亿元。"))
    ['2024年青山市软件业务收入达到多少亿元？']
    """
    for sentence in _SENTENCE.findall(text):
        year = ""
        for clause in _CLAUSE.findall(sentence):
            named = _YEAR.match(clause)
            if named:
                year, clause = named[1], clause[named.end() :]
            match = _FIGURE.match(clause)
            if not match or _LOOSE.search(match["subject"]) or len(match["subject"]) < 6:
                continue
            unit = "" if match["unit"] == "%" else match["unit"]
            question = f"{year}{match['subject']}{match['verb']}多少{unit}？"
            if SHORTEST <= len(question) <= LONGEST:
                yield question


def _lists(document: Document) -> Iterator[str]:
    """Headings that count what stands below them, asked for."""
    for section in document.structure.sections:
        title = _MARKER.sub("", section.title).removesuffix("一览")
        if _LIST.match(title) and SHORTEST <= len(title) + 4 <= LONGEST:
            yield f"{title}有哪些？"
