"""Questions about both of what was asked before, and about the other class of a thing.

两者相比哪个高？ asks the last two questions at once; 乙类的那几个地方 are the 乙类节点 of what was
said of the 甲类节点.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from rag.dialogue.numbered import of_the_counted
from rag.dialogue.spans import interrogative_spans, noun_phrases, place_spans, time_spans
from rag.dialogue.substitute import joined, subject_of
from rag.dialogue.vocabulary import listed
from rag.patterns import regex
from rag.types import Span

_TWO = regex(
    r"^(?:那么?|所以)?[，,]?(?:这|那|上述|上面|前面|刚才(?:说)?的?)?(?:两者|二者|两[个家地项种年组座部边](?:数字?|指标)?|俩)"
    r"[^，。哪谁]{0,8}[，,]?(?:能不能|可不可以|可以|能)?(?:拿来)?(?:相比|比较|对比|比起来|比)?[，,]?(?:之间)?(?:哪|谁|相?差|(?<=[者俩间比个])有什么(?:差|变|不同)|相减|相加|能?(?:直接)?(?:比较?)?(?<=比|较)吗|(?:是)?一回事)"
)
_CLASS = regex(r"(?:[甲乙丙丁戊]|[a-dA-D]|[一二三四])类")
_NO_MORE = regex(r"(?:的?呢|(?:讲|说|做)?的?是)?[?？。]*")
_POINTED = r"的?(?:那|这)?(?:几|些|两|三|四)?(?:[个些类座家])?(?:地方|地区|城市|企业|项目)?"
_ASIDE = regex(
    r"^(?P<noun>[^，。？?它他该这那]{1,8}?)(?:[那这]一?(?:边|块|头|摊|端|厢|档)儿?|那方面|方面)(?=.{2,})"
)


def both(turns: Sequence[tuple[str, str]], question: str) -> str | None:
    """The last two questions in a row; None where the question is not about both."""
    if len(turns) < 2 or not _TWO.match(question):
        return None
    return "".join(asked.rstrip("?？。 ") + "？" for asked, _ in turns[-2:])


def of_class(turns: Sequence[tuple[str, str]], question: str) -> str | None:
    """A question about the other class, or one aside of the topic (出租车那边), with its topic."""
    asked, new = turns[-1][0], _CLASS.match(question)
    old = _CLASS.search(asked)
    more = new and not _NO_MORE.fullmatch(question, new.end())
    if new and old and more and new.group() != old.group():
        phrases = noun_phrases(asked)
        end = next((s.end for s in phrases if s.covers(Span(*old.span()))), old.end())
        rest = re.sub("^" + _POINTED, "", question[new.end() :])
        return joined(asked[: old.start()] + new.group() + asked[old.end() : end], rest)
    if nth := of_the_counted(turns, question):
        return nth
    aside = _ASIDE.match(question)
    if aside is None or not interrogative_spans(question[aside.end() :]):
        return None
    subject = subject_of(asked, dated=False)
    if subject.endswith(listed("field")) and not place_spans(aside["noun"]):
        # 数字经济, 电子信息这一摊: one field beside another
        subject = "".join(s.of(asked) for s in (*time_spans(asked)[:1], *place_spans(asked)[:1]))
    return subject + aside["noun"] + question[aside.end() :] if subject else None
