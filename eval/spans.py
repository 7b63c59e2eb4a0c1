"""Exact match and F1 of a short answer, as the official script of CMRC 2018 defines them.

Cui et al. 2019, "A Span-Extraction Dataset for Chinese Machine Reading Comprehension". Texts are
cut into Han characters, single marks and Latin words; F1 rests on the longest common run of
pieces, not on a bag of words. The script cuts Latin text with NLTK; here a word, a number or a
single mark is a piece, which agrees with it on everything but contractions ("don't").
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

# The marks the script knows. Its list also holds "……", which no single character ever equals.
MARKS = frozenset("-:_*^/\\~`+=，。：？！“”；’《》·、「」（）－～『』")
_HAN = re.compile("[\u4e00-\u9fa5]")
_LATIN = re.compile(r"\w+(?:[.,]\d+)*|[^\w\s]")


def exact_match(prediction: str, answers: Iterable[str]) -> float:
    """1.0 when the prediction is one of the answers but for marks and case, else 0.0.

    >>> exact_match("《红楼梦》", ["红楼梦"]), exact_match("红楼", ["红楼梦"])
    (1.0, 0.0)
    """
    plain = _without_marks(prediction)
    return float(any(plain == _without_marks(answer) for answer in answers))


def f1(prediction: str, answers: Iterable[str]) -> float:
    """Largest F1 over the answers, from the longest common run of pieces.

    >>> round(f1("在北京市海淀区", ["北京市"]), 4)
    0.6
    """
    pieces = segments(prediction)
    return max((_f1(pieces, segments(answer)) for answer in answers), default=0.0)


def _f1(prediction: Sequence[str], answer: Sequence[str]) -> float:
    common = longest_common_run(prediction, answer)
    return 2 * common / (len(prediction) + len(answer)) if common else 0.0


def segments(text: str) -> list[str]:
    """Pieces of a text without the script's marks.

    >>> segments("成立于1998年，即 Sun City")
    ['成', '立', '于', '1998', '年', '即', 'sun', 'city']
    """
    out: list[str] = []
    run = ""
    for char in text.lower().strip():
        if char in MARKS:
            continue
        if _HAN.match(char):
            out += [*_LATIN.findall(run), char]
            run = ""
        else:
            run += char
    return out + _LATIN.findall(run)


def longest_common_run(a: Sequence[str], b: Sequence[str]) -> int:
    """Length of the longest run of pieces that stands in both.

    >>> longest_common_run("abcde", "xbcdx")
    3
    """
    best = 0
    above = [0] * (len(b) + 1)
    for left in a:
        row = [0] * (len(b) + 1)
        for place, right in enumerate(b, 1):
            if left == right:
                row[place] = above[place - 1] + 1
                best = max(best, row[place])
        above = row
    return best


def _without_marks(text: str) -> str:
    return "".join(char for char in text.lower().strip() if char not in MARKS)
