"""Whether a sentence tells what is amiss where that is asked for: 面临哪些挑战, 有什么短板.

Plans and news tell of success in the very words of such a question, all but the last. What is amiss
is told by a word for it or by saying that something lacks, lags or weighs.
"""

from __future__ import annotations

from typing import Final

from rag.patterns import regex
from rag.question import Question

_OPEN: Final = frozenset(("list", "other", "definition"))
_AMISS: Final = (
    r"困难|挑战|短板|难处|难题|难点|痛点|堵点|不足之处|风险|隐患|瓶颈|弊端|缺陷|缺点|障碍|软肋|薄弱"
)
# 要解决什么问题 asks for a purpose; 问题 by itself may be a topic.
_ASKS: Final = regex(
    rf"(?:{_AMISS}|(?:存在|面临|遇到|暴露|还有|有哪些|有[什啥]么?).{{0,4}}(?:问题|不足))"
)
_MENDING: Final = regex(r"解决|破解|应对|化解|补齐|防范|克服|消除|怎[么样]|如何")
_TELLS: Final = regex(
    rf"{_AMISS}|问题|不足|不[强优够高大多快充平规健稳全]|缺[乏少口失位]|短缺|紧缺|滞后|落后|差距|制约|受限|压力"
    r"|偏[低弱小少慢重]|[较过][低弱小少慢重]|难以|尚未|尚无|还没|仍需|依赖|威胁|下滑|乱象|失衡"
)


def drawbacks_fit(question: Question, near: str) -> bool:
    """Whether what stands around says that something is amiss; True where that is not asked.

    >>> from rag.question import analyse
    >>> asked = analyse("软件业发展面临哪些挑战？")
    >>> drawbacks_fit(asked, "软件业收入增长12%"), drawbacks_fit(asked, "高端人才缺乏")
    (False, True)
    >>> drawbacks_fit(analyse("平台解决了哪些难题？"), "平台让企业少跑腿")
    True
    """
    asked = question.text if question.lang == "zh" and question.kind in _OPEN else ""
    if not _ASKS.search(asked) or _MENDING.search(asked):
        return True
    return _TELLS.search(near) is not None
