"""Whether a document ever names the one whose attribute is asked for, as in 百度的董事长是谁.

Names that are words of the language, and those no dictionary has, are told by where they stand: in
front of the question, right before 的, a time or things that are counted; 床位有多少张 counts what
it opens with. A person's stands between an office and what is said (理事沃什认为). Nothing in a
document that never says such a word is told of its bearer.
"""

from __future__ import annotations

from functools import lru_cache
from typing import Final

from rag.answering.candidates import whole
from rag.answering.coverage import covered, word_covered
from rag.identity import Same
from rag.lexicon import is_term
from rag.patterns import regex
from rag.places import find_places
from rag.question import Question
from rag.text import squeeze
from rag.types import Document
from rag.words import Word, in_dictionary, is_common, words

_LONGEST: Final = 8  # characters of an owner's name
_BEHIND: Final = regex(
    r"(?:公司|集团|平台)?(?:的|在?(?:20|19)?\d\d年|[去今明前]年|目前|上市"
    r"|(?:共|总共|一共)?有(?:多少|几)(?=[一-鿿]{2}))"
)
_FIRST: Final = ("n", "j", "l", "i", "eng", "x", "g")  # tags a name's first word is cut with
_ASKING: Final = "请问查求想说讲给帮"  # opens no name: 请查
_NEXT: Final = ("n", "j", "l", "i", "vn", "an", "m", "b", "eng", "x", "g")  # and its further words
# Said of what is read, held or meant, whoever it is: a document need not call itself so.
_GENERAL: Final = regex(
    r"(?:文件|文章|报道|报告|公报|通报|通知|公告|稿子?|材料|资料|方案|规划|计划|纲要|意见|办法|条例|法规|政策|标准|会议?|大会|论坛|活动"
    r"|作者|记者|编辑|专家|领导|官方|政府|部门|单位|机构|公司|企业|平台|系统|项目|工程|产品|行业|产业|经济|市场|技术|城市|地方|国家|全国|外国|国外|海外|境外|国内"
    r"|中心|园区|基地|集群|指标|数字|数据|比重|占比|增速|目标|群众|居民|市民|老百姓|百姓|人们|大家|员工|网站|现任|前任)$"
)


_OFFICES: Final = (
    r"(?:理事|主席|总裁|ceo|行长|董事长?|经理|分析师|策略师|经济学家|教授|主任|局长|部长|院长|会长|书记|总监"
    r"|专家|创始人|记者)"
)
_SPEAKER: Final = regex(
    rf"{_OFFICES}((?:(?![的是和与在及等怎])[一-鿿]){{2,4}}?)(?=觉得|认为|表示|预[计测言]|指出|透露|介绍|提到|警告|坦言|主张|说(?!明))"
)


def owner_fits(question: Question, document: Document) -> bool:
    """Whether the document names the owner that opens the question; True where none does."""
    text = whole(Same(document))
    name = asked_owner(question)
    owned = name is None or word_covered(name, text) > 0
    return owned and all(covered(name, text) > 0 for name in asked_speakers(question))


@lru_cache(maxsize=256)
def asked_speakers(question: Question) -> tuple[str, ...]:
    """The names of those who say something, which no dictionary knows as words.

    >>> from rag.question import analyse
    >>> asked_speakers(analyse("前理事沃什觉得利率会维持到什么时候？"))
    ('沃什',)
    """
    if question.lang != "zh":
        return ()
    found = (match[1] for match in _SPEAKER.finditer(squeeze(question.text)))
    return tuple(name for name in found if not is_common(name) and not find_places(name))


@lru_cache(maxsize=256)
def asked_owner(question: Question) -> Word | None:
    """The first word of the name that opens a Chinese question as the owner of what is asked.

    >>> from rag.question import analyse
    >>> asked = ("百度的董事长是谁？", "软通动力2022年产值多少？", "文件的文号？", "美团在哪？")
    >>> [w and w.text for w in map(asked_owner, map(analyse, asked))]
    ['百度', '软通', None, None]
    """
    if question.lang != "zh":
        return None
    said = squeeze(question.text)
    behind = _BEHIND.search(said, 0, _LONGEST + 8)
    if behind is None or not 1 < behind.start() <= _LONGEST:
        return None
    name = said[: behind.start()]
    first, *others = words(name)
    pointing = first.tag.startswith(("r", "m", "t"))  # 哪年, which is in no dictionary
    unknown = not (pointing or in_dictionary(first.text) or first.text[0] in _ASKING)
    names = first.tag.startswith(_FIRST) or unknown
    named = names and all(w.tag.startswith(_NEXT) for w in others)
    known = find_places(name) or is_term(name) or _GENERAL.search(name)
    return first if named and len(first.text) > 1 and name.isalnum() and not known else None
