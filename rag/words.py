"""Words with part-of-speech tags, and which of them carry content.

Segmentation serves question analysis and sentence choice only; the lexical index uses n-grams, so
an unlucky cut never hides a passage.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from rag.lexicon import is_term
from rag.text import fold
from rag.types import Span

_LIGHT_TAGS = frozenset(
    (
        "x",
        "uj",
        "ul",
        "ud",
        "ug",
        "uv",
        "uz",
        "u",
        "p",
        "c",
        "d",
        "r",
        "y",
        "e",
        "o",
        "k",
        "h",
        "zg",
        "q",
        "f",
    )
)
_LIGHT_WORDS = frozenset(
    "有 是 为 在 的 了 到 请问 问 说 讲 叫 叫做 称为 称 具体 一共 共有 大约 大概 约 左右 其中 进行 可以 能 会 要 使 "
    "让 给 将 等 一个 一种 一些 这个 那个 个 名字 名称 下列 以下 哪 谁 何 什么 多少 几 如何 怎样 怎么 为什么 为何 "
    "吗 呢 啊 吧 及 和 与 或 并 而 于 由 对 从 以 之 被 把 向 是不是 是否 有没有 文中 文章 文件 材料 提到 提及 根据 "
    "按照 据 关于 属于 成为 作为 时 后 前 中 上 下 里 内 外 间 年 月 日 时候 情况 方面 分别 主要 包括 包含 含有 "
    "the a an of in on at to for by is are was were be been do does did has have had how what which who when where why "
    "many much and or with from that this it its as into than there".split()
)

MOST_PARTS = 6  # words that a term of the field may be cut into


@dataclass(frozen=True, slots=True)
class Word:
    """A word as it stands in the folded text. `tag` is jieba's part-of-speech tag."""

    text: str
    tag: str
    span: Span

    @property
    def content(self) -> bool:
        """Whether the word says what is asked about, rather than how it is asked."""
        if self.text in _LIGHT_WORDS or not any(c.isalnum() for c in self.text):
            return False
        return self.tag[:1] == "m" and self.text.isascii() or self.tag not in _LIGHT_TAGS


@lru_cache(maxsize=4096)
def words(text: str) -> tuple[Word, ...]:
    """Words of `text` in order, folded; their spans tile the text."""
    import rjieba  # ~0.2 s to load its dictionary: only for processes that analyse questions

    out: list[Word] = []
    at = 0
    for word, tag in rjieba.tag(fold(text)):
        out.append(Word(word, tag, Span(at, at + len(word))))
        at += len(word)
    return tuple(out)


def terms_joined(found: Sequence[Word]) -> tuple[Word, ...]:
    """Neighbours that form a term of the field become one word, the longest first.

    The dictionary cuts 软件和信息技术服务业 to pieces; its synonyms are those of the whole.
    """
    out: list[Word] = []
    at = 0
    while at < len(found):
        size = next((n for n in range(min(MOST_PARTS, len(found) - at), 1, -1)
                     if is_term("".join(w.text for w in found[at : at + n]))), 1)  # fmt: skip
        run = found[at : at + size]
        text = "".join(w.text for w in run)
        out.append(Word(text, run[-1].tag, Span(run[0].span.start, run[-1].span.end)))
        at += size
    return tuple(out)
