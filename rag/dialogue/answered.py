"""What was answered, where it is what the next question speaks of: 哪部条例, 什么时候施行."""

from __future__ import annotations

import re
from typing import Final

from rag.dialogue.frame import frame
from rag.dialogue.names import bodies, works
from rag.dialogue.spans import place_spans

_WHICH_ONE: Final = re.compile(
    r"哪一?[家个部份项座款种](?!月)|(?<!是)什么(?:条例|文件|规划|公司|企业|平台|系统|法|产品|机构|单位|计划|方案)"
)
_MORE: Final = re.compile(r"[又还再另]|其他|别的|以外|之外")


def answered_subject(turn: tuple[str, str], question: str) -> str:
    """The one body or work that was answered to a question about no other thing than a place.

    >>> turn = ("贵阳2017年施行了哪部条例？", "是《数据共享条例》。")
    >>> answered_subject(turn, "什么时候生效？"), answered_subject(turn, "又有哪部条例？")
    ('《数据共享条例》', '')
    """
    asked, answer = turn
    if not _WHICH_ONE.search(asked) or _MORE.search(question):
        return ""
    topic = frame(asked).topic
    rest = topic.of(asked) if topic else ""
    for place in sorted(place_spans(rest), reverse=True):
        rest = rest[: place.start] + rest[place.end :]
    names = (*works(answer), *bodies(answer))
    return names[0] if not rest.strip("省市县区的") and len(names) == 1 else ""
