"""Questions about a figure as a whole: 比2021年高还是低, 排第几, 有没有完成, 是谁提出的.

They follow a question for an amount and name no subject: what they speak of is the amount.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from rag.dialogue import theme
from rag.dialogue.fragments import OPENER
from rag.dialogue.frame import frame
from rag.dialogue.spans import (
    asking_spans,
    interrogative_spans,
    place_spans,
    time_spans,
    with_neighbours,
)
from rag.dialogue.substitute import replaced, stripped, with_place
from rag.dialogue.vocabulary import any_of, head_of, listed
from rag.patterns import regex
from rag.question import analyse
from rag.words import words

LONGEST = 20  # characters of such a question

GROWTH = regex(r"的?(?:同比|环比)$")  # 产值的同比, 全年想做到多少: of the 产值
AIMED = regex(r"(?:要|想)(?:达到?|发展|培育|做到|突破)|目标|力争|计划")
_REACHED: Final = regex(  # of the goal itself
    r"(?!.*(?:多少|几))(?:有没有|是否|是不是|打算|怎么|如何|[靠用](?:什么|哪些)[一-鿿]{0,3}|通过(?:什么|哪些)[一-鿿]{0,3}|怎样|已经|最后|最终|后来|能不能|能否|能)*(?:完成|达成|达到|实现|超额|兑现)"
    r"(?:了|过|得)*(?:吗|没有?|目标|预期|怎么?样|如何|[了吗没有?？]|$)"
    r"|(?:由|是)?(?:谁|哪里|哪儿|哪[个年天份]+(?:文件|会议|规划|部门)?|什么(?:时候|文件))(?:里|上|中)?"
    r"(?:提出?|定|制定|设定|下达|确定)(?:出|下)?(?:来)?的?[?？]?$"
)
_VALUED: Final = regex(
    r"(?:和|跟|与|比|较|同(?!比|期)|离|距)[^，,。？?]{1,14}(?:高|低|多|少|快|慢|变化|差|提升|提高|增|涨|降)"
    r"|(?:比|较|高出|高于|低于|超过|多于|少于|快于|慢于)[^，。]{0,6}(?:全[国省市]|平均|[上去前]一?年|同期|目标|计划|预期"
    r"|国家|要求|规定)[^，。]{0,8}(?:多少|几|多大)"
    r"|(?:在?(?:全[国省市]|西部|世界|全球|其中)[里中内]?)?(?:能|可以)?(?:排名?|位居|居|位列|列)(?:在?全[国省市])?(?:第几|老几|多少位)"
    r"|(?:算|是|还)?(?:快|高|多|大)(?:还是|不)(?:慢|低|少|小|快|高|多|大)|算?(?:快|高|多|大)吗"
    r"|是?不?是?(?:全[国省市]|西部|世界|全球)?(?:的)?(?:第[一二三]|最[快高多大])(?:的)?吗"
    r"|(?:数[据字])?(?:是)?(?:从?哪里?来|哪儿来|出自哪|谁说|谁公布|谁发布|怎么?算|怎么?统计)"
    r"|占(?:到|了)?(?:全[国省市球]|世界|西部)[^，。占]{0,4}?(?:几成|多少|比重|比例|多大)"
    r"|有没有(?:超过?|突破|达到?)|是否(?:超过?|突破|达到?)|(?:超过?|突破|达到?)[^，。]{0,8}(?:了|吗|没有)+"
)

_SHARE: Final = regex(
    r"^(?P<part>[一-鿿]{2,8}?)(?:又|就|能)?占了?(?P<rest>(?:多少|多大|几成|百分之几)[^，,]{0,6})$"
)
_SHARE_ALONE: Final = regex(  # 占多少: of what was asked for yes or no
    r"占了?(?:多少|多大|几成|百分之几)|(?:有)?(?:多大|多高|多少)的?(?:比例|比重|份额)|(?:比例|比重|份额)(?:是|有)?(?:多少|多大|多高)"
)
_ADVERBS: Final = regex(rf"^(?:{any_of('adverb')}|[，,\s]|[到至在](?=\d))+")
_THERE: Final = regex(r"^(?:这边|那边|这里|那里|自己|的(?=实际|目标))+")


def of_the_figure(turns: Sequence[tuple[str, str]], question: str) -> str | None:
    """The question behind what the last one asked the amount of; None for any other.

    >>> goal = [("2022年贵州软件业收入目标是多少？", "")]
    >>> of_the_figure(goal, "有没有完成？"), of_the_figure(goal, "高于全国多少？")
    ('2022年贵州软件业收入目标有没有完成？', '2022年贵州软件业收入高于全国多少？')
    """
    opener = OPENER.match(question)
    body = question[opener.end() :] if opener else question
    asked = turns[-1][0]
    undated = _predicate(body)
    if _SHARE_ALONE.match(undated) and not interrogative_spans(asked) and asking_spans(asked):
        return f"{theme.statement(asked)}{body}"
    compared = undated.startswith("比") and analyse(asked).kind == "number"
    if len(body) > LONGEST or not (compared or of_amount(asked)):
        return None
    if share := _SHARE.match(body):
        return f"{stripped(asked, status=False)}{share['part']}占{share['rest']}"
    if _REACHED.match(undated):
        return _timeless(stripped(asked, status="实际" not in body), body) + body
    if _VALUED.match(undated) or changed(undated):
        at = next((s.end for s in time_spans(body) if s.start == 0), 0)
        place = next((p for p in place_spans(body) if p.start == at), None)
        if place:
            place = with_neighbours(body, place)
            asked, body = with_place(asked, place.of(body)), replaced(body, place, "")
        statement = _timeless(stripped(asked, status=False), body)
        statement = GROWTH.sub("", statement) if AIMED.search(body) else statement
        for verb in listed("change"):
            if verb in body:
                statement = statement.removesuffix(verb)
        return statement + _THERE.sub("", body)
    return None


def _predicate(body: str) -> str:
    """A question from its predicate on: without adverbs, times, and places in front."""
    while True:
        rest = _THERE.sub("", _ADVERBS.sub("", body))
        taken = (*time_spans(rest), *place_spans(rest))
        rest = rest[next((s.end for s in taken if s.start == 0), 0) :]
        if rest == body:
            return body
        body = rest


def of_amount(asked: str) -> bool:
    """Whether a question asks how much something is, not how many things there are."""
    if analyse(asked).kind != "number":
        return False
    found = frame(asked)
    before = found.asked and found.asked.end <= found.interrogatives[0].start
    noun = found.asked.of(asked) if found.asked and before else ""
    return bool(found.measure or head_of(noun)) or any(
        w.text in listed("change") and w.span.end <= found.interrogatives[0].start
        for w in words(asked)
    )


def changed(body: str) -> bool:
    """完成了多少, 增长了百分之几, 定的是多少: the predicate of an amount that was named before."""
    first = words(body)[0] if body else None
    spans = interrogative_spans(body)
    known = (*listed("change"), *listed("set"))
    if first is None or first.text not in known or not spans:
        return False
    between = body[first.span.end : spans[0].start]
    return (
        between in ("", "了", "的", "的是", "为", "到", "到了", "是") and frame(body).asked is None
    )


def _timeless(statement: str, body: str) -> str:
    """The statement without its time when the question has one of its own."""
    own = [
        s for s in time_spans(body) if body[s.start - 1 : s.start] not in tuple("比较跟和与同离距")
    ]
    if not own:
        return statement
    for span in reversed(time_spans(statement)):
        statement = replaced(statement, span, "")
    return statement
