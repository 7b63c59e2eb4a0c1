"""Questions about what was said as a whole: 这是谁讲的, 哪年的数, 什么时候的事."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from rag.dialogue.figures import of_amount
from rag.dialogue.substitute import joined, stripped, subject_of
from rag.patterns import regex
from rag.question import analyse

_WHO: Final = r"(?:谁|哪位|哪个人|什么人)"
_WHEN: Final = r"(?:哪一?年|什么时候|何时|几月|哪一?天|哪个月|几号)"
_WHERE: Final = r"(?:哪里|哪个(?:文件|会|场合|部门)|什么(?:文件|会|场合))"
_SAID: Final = r"(?:说|讲|提|介绍|透露|公布|宣布|披露|表示|发布|统计)"
_OF_IT: Final = regex(
    r"^(?:那么?|而|但)?(?:[这那](?:个|句|番|些|项|组|件)?|上面|刚才|上述)?"
    r"(?:话|数据?|数字|目标|事儿?|消息|说法|情况)?(?:是|都是|到底是)?(?:在|由|从)?"
    rf"(?P<asks>{_WHO}(?:、?(?:在|是)?{_WHEN})?(?:在[^，。]{{1,6}})?{_SAID}(?:出来|出)?的?"
    rf"|{_WHEN}(?:{_WHO}?{_SAID}的|的?(?P<fact>事儿?|数据?|数字|情况))|{_WHERE}上?{_SAID}的)"
    r"(?P<more>[，,][^，,。]{2,8}?)?[呢啊呀?？。]*$"
)
_POINTING: Final = regex(r"^(?:那么?|而|但)?[这那上刚]")
_WHEN_ALONE: Final = regex(rf"^(?:是|在)?(?:{_WHEN}|哪几天|几月几[号日])[?？]?$")
_DONE: Final = regex(r"[了过](?:什么|哪|吗|些)")  # 调研了什么
_NAMES: Final = ("person", "organisation", "place", "date")


_RESTATED: Final = regex(  # 这么多机架，都装上了？ 这几个板块里骨干企业有谁
    r"^(?:那么?)?[这那](?:么多|么些|些|几|[一两二三四五六七八九十])(?:个|家|项|条|块|类|种|座|样)?"
    r"(?P<noun>[一-鿿]{1,5}?)(?:里[面头]?|之?中|当中|[，,])(?P<rest>[^，,]{3,})$"
)


def restated(turns: Sequence[tuple[str, str]], question: str) -> str | None:
    """What the last question counted or spoke of, for the words that point at it.

    >>> restated([("园区标准机架有多少", "140万架")], "这么多机架，都已经装上了？")
    '园区标准机架都已经装上了？'
    """
    match, asked = _RESTATED.match(question), turns[-1][0]
    if match is None:
        return None
    subject = stripped(asked) if of_amount(asked) else subject_of(asked, dated=False)
    return joined(subject, match["rest"]) if subject else None


def of_the_statement(turns: Sequence[tuple[str, str]], question: str) -> str | None:
    """The question behind what the last one asked; None for any other.

    >>> of_the_statement([("贵安的机架规划多少？", "140万架")], "这是谁介绍的？")
    '贵安的机架规划是谁介绍的？'
    >>> of_the_statement([("专家调研过园区吗", "调研过。")], "什么时候的事")
    '专家调研过园区是什么时候？'
    """
    match, asked = _OF_IT.match(question), turns[-1][0]
    if _WHEN_ALONE.match(question) and _DONE.search(asked):
        return f"{stripped(asked).rstrip('了过吗')}是{question.removeprefix('是').rstrip('?？')}？"
    if match is None or analyse(asked).kind in _NAMES:
        return None
    pointing = match["fact"] or _POINTING.match(question)
    if not pointing and analyse(asked).kind != "number":
        return None
    asks = match["asks"].removesuffix(match["fact"] or "").removesuffix("的")
    if match["fact"] is None:
        asks = match["asks"]
    told = stripped(asked).removesuffix("吗").removesuffix("吧")
    return f"{told}是{asks}{match['more'] or ''}？" if told else None
