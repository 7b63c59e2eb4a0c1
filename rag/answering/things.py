"""Of what things a list is asked for: 哪几样国家级的<网络设施>, 搞了哪些数字经济方面的<活动>."""

from __future__ import annotations

from functools import lru_cache

from rag.patterns import regex
from rag.question import Question
from rag.text import fold
from rag.words import Word

# Words that stand for what is asked without naming it: 哪些地方, 哪几件事.
GENERAL = frozenset(
    ("地方", "地区", "省内", "方面", "领域", "内容", "事", "事情", "东西", "部分", "哪些地方")
)
_MEASURE = r"(?:[个项种类家处部座件位名款批张样步点条份所片块]|大(?:类|方面)?|方面)?"
_COUNT = r"[一二两三四五六七八九十\d]+"
_WHICH = regex(rf"哪(?:些|几|{_COUNT})?{_MEASURE}|[什啥]么?样?的?|{_COUNT}[个项条大类种点样步]")
_LINKS = frozenset(("", "的", "和", "与", "及", "、", "“", "”", "大", "级", "性", "方面的"))


@lru_cache(maxsize=256)
def things_asked(question: Question) -> tuple[Word, ...]:
    """The last noun of each phrase behind an interrogative or a number, else what is asked about.

    >>> from rag.question import analyse
    >>> [w.text for w in things_asked(analyse("凑齐了哪几样国家级的网络设施？"))]
    ['网络设施']
    """
    text = fold(question.text)
    runs = [_run(question, text, m.end()) for m in _WHICH.finditer(text)]
    return tuple(run[-1] for run in runs if run) or question.asked


def _run(question: Question, text: str, end: int) -> list[Word]:
    """Words joined behind `end`, up to the verb behind their noun: 哪些<企业>建成了车间."""
    run: list[Word] = []
    for word in question.words:
        if word.span.start < end:
            continue
        verb = word.tag.startswith("v") and word.tag != "vn"
        gap = text[end : word.span.start].strip()
        if gap not in _LINKS or (verb and run and gap != "的" and run[-1].tag.startswith("n")):
            break
        run.append(word)
        end = word.span.end
    return run
