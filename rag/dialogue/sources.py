"""Questions about where the last answer stood: 这份文件哪天发布的, 报道出自哪家媒体.

They ask nothing of the subject, but the date or the origin of the document that was quoted. Which
one that was only the index can tell (`rag.answering.imprint`), so the question keeps what it is
asked of, and says plainly what is asked: 这份材料是哪天发布的.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from rag.dialogue.frame import frame
from rag.dialogue.names import works
from rag.dialogue.substitute import stripped
from rag.dialogue.vocabulary import listed
from rag.patterns import regex

DATED: Final = "这份材料是哪天发布的？"
ORIGIN: Final = "这份材料出自哪里？"

_JUST: Final = r"[刚方]才?(?:引的?)?[这那]?[份篇个]?"
_THAT: Final = rf"(?:[这那该](?:一?[份篇个条则])?|上面(?:的|[这那][份篇个])?|{_JUST})"
_WRITING: Final = r"(?:报道|文章|通报|简报|新闻|稿子|消息)"
_PAPER: Final = r"(?:文件|材料|资料|东西|原文)"  # or the document that was asked about
_DATA: Final = r"(?:数据|数字|数)"
_THIS: Final = (
    rf"(?:{_THAT}(?:{_WRITING}|(?P<paper>{_PAPER}))|(?:刚才?引的)?[这那]篇[一-鿿]{{2,6}}?)"
)
_DID: Final = r"(?:发布?|写|出|登|刊[发登]?|公布|见报|编|上网)"
_DAY: Final = r"(?:哪一?天|几号|几月几[号日])"
_WHEN: Final = rf"(?:{_DAY}|哪一?年|什么时候|何时)"
_WHOM: Final = r"(?:(?:哪一?[家个]|什么)(?:媒体|报纸|报社|单位|机构|网站)|谁)"
_WHERE: Final = rf"(?:{_WHOM}|哪里?)"
_DATE: Final = regex(
    rf"^(?:那么?)?(?:{_THIS}(?:是|都是)?{_WHEN}(?:{_DID}的?|的)"
    rf"|{_THAT}?{_DATA}?(?:是|都是)?{_DAY}的{_DATA}|{_THAT}{_DATA}(?:是|都是)?{_DAY}的)[?？]?$"
)
_SOURCE: Final = regex(
    rf"^(?:那么?)?(?:(?:{_THIS}|{_WRITING}|{_THAT}?{_DATA})(?:是|都是)?"
    rf"(?:(?:出自|来自|从|引自){_WHERE}(?:来的)?|{_WHOM}{_DID}的?)"
    rf"|{_THAT}?(?:{_DATA}|消息|资料|材料)的?(?:来源|出处)(?:是|在)?(?:{_WHERE}|什么))[?？]?$"
)


def of_the_source(turns: Sequence[tuple[str, str]], question: str) -> str | None:
    """The question for the date or the origin of what was quoted last; None for any other.

    >>> turns = [("医渡科技的市值有多少？", "超过500亿港元")]
    >>> of_the_source(turns, "这篇东西哪天写的"), of_the_source(turns, "报道出自哪家媒体？")
    ('医渡科技的市值，这份材料是哪天发布的？', '医渡科技的市值，这份材料出自哪里？')
    >>> of_the_source(turns, "哪天上市的") is None
    True
    """
    asked = turns[-1][0]
    for pattern, asks in ((_DATE, DATED), (_SOURCE, ORIGIN)):
        match = pattern.match(question)
        if match and not (match["paper"] and _of_a_work(*turns[-1])):
            return f"{stripped(asked)}，{asks}"
    return None


def _of_a_work(asked: str, answer: str) -> bool:
    """Whether a document was spoken of, so that 这份文件 is that one: 哪份规划, 《…意见》."""
    topic = frame(asked).topic
    return bool(works(asked + answer) or (topic and topic.of(asked).endswith(listed("head:work"))))
