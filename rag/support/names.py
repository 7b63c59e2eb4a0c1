"""Names in a text: documents, quoted words, places, people and bodies, codes such as 5G.

A name is more than a word: another one in its place makes another statement, however alike the
rest is. People and bodies are what the segmenter's dictionary tags so; no list of them is kept.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final, Literal

from rag.patterns import regex
from rag.places import find_places
from rag.text import fold
from rag.types import Span
from rag.units import MEASURES
from rag.words import PERSON_TAGS, Word, in_dictionary, words

Kind = Literal["document", "quotation", "place", "person", "body", "code"]

LONGEST_QUOTATION: Final = 30  # characters; a longer one is speech, compared word by word
_MARKED: Final[tuple[tuple[Kind, re.Pattern[str]], ...]] = (
    ("document", regex(r"《([^《》]+)》")),
    ("code", regex(r"([一-鿿]{2}[〔\[]\d{4}[〕\]]\d+号)")),
    ("quotation", regex(rf"[“「『]([^“”「」『』]{{1,{LONGEST_QUOTATION}}})[”」』]")),
    ("quotation", regex(rf'"(\w[^"]{{0,{LONGEST_QUOTATION - 1}}})"')),
)
# Bodies of the state that the segmenter cuts to pieces.
_BODY: Final = regex(
    r"国务院(?:办公厅)?|中共中央|全国人大(?:常委会)?|国家发展(?:和)?改革委(?:员会)?|(?:国家)?发改委"
    r"|国家(?:数据|统计|能源|知识产权|市场监督管理总|税务总|医疗保障|林业和草原|铁路)局|国家卫生健康委(?:员会)?"
    r"|华为|腾讯|百度|阿里巴巴|京东|中国(?:电信|移动|联通|铁塔)|网信办|国资委|证监会|人民银行|(?:工信|科技|人社|住建|文旅|环保)部"
    r"|(?:科学技术|财政|商务|教育|水利|民政|司法|公安|工业和信息化|交通运输|农业农村|生态环境|自然资源|应急管理"
    r"|文化和旅游|住房和?城乡建设|人力资源和?社会保障)(?:部|厅|局)|(?:大数据|统计|能源|税务|投资促进)局"
)
# 约翰·梅纳德·凯恩斯 as far as it surely goes: two characters at either end of the dots.
_FOREIGN_PERSON: Final = regex(r"[一-鿿]{1,2}(?=([·•・‧]))(?:\1[一-鿿]{1,6}(?=\1))*\1[一-鿿]{1,2}")
# The two characters before what companies are all called: 数据宝网络科技有限公司 -> 据宝.
_COMPANY: Final = regex(
    r"([一-鿿]{2})(?<![家个该本这的类等和与为是由在有大小各某])"
    r"(?:(?:网络|智能|信息|数据)?(?:科技|技术|制造)?(?:股份)?(?:有限)(?:责任)?公司|集团)"
)
_NEEDLESS: Final = regex(r"(?<=[一-鿿\s])\s+|\s+(?=[一-鿿])")
_NO_PLACE: Final = ("国家", "國家")  # a level of government, not a country
_CODE: Final = regex(
    r"(?<![a-z0-9.])(?:[a-z]+-?\d[a-z0-9-]*|\d+(?!st\b|nd\b|rd\b|th\b)[a-z]+)(?![a-z0-9])"
)
# The commonest surnames: the segmenter takes many a rare word (列明) for a person.
_SURNAMES: Final = frozenset(
    "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯于董萧程曹袁邓许傅沈曾彭吕苏卢蒋蔡贾丁魏薛叶阎余潘杜戴夏钟汪田任姜"
    "范方石姚谭廖邹熊金陆郝孔白崔康毛邱秦江史顾侯邵孟龙万段雷钱汤尹黎易常武乔贺赖龚文霍习莫施翁庞樊兰殷陶洪翟安颜倪严牛温芦"
    "季俞章鲁葛伍韦申尤毕聂丛焦向柳邢岳齐沿梅庄辛管祝左涂谷祁时舒耿牟卜路詹关苗凌费纪靳盛童欧甄项曲成游阳裴席卫查屈鲍位覃霍"
    "翁隋植甘景薄单包司柏宁柯阮桂闵解强柴华车冉房边净阴闫佘练肖"
)
_FOREIGN_LENGTH: Final = 4  # characters from which a person's name is a foreign one, spelt out
_BODY_TAGS: Final = ("nt", "nz", "ns")


@dataclass(frozen=True, slots=True)
class Name:
    """A name as it stands at `span`; `key` is what it is compared by, folded without blanks."""

    kind: Kind
    key: str
    span: Span


def names(text: str) -> tuple[Name, ...]:
    """The names of `text` in order. Marked ones may hold places, others do not overlap.

    >>> [(n.kind, n.key) for n in names("张雪蓉介绍了《行动计划》和贵阳的5G网络")]
    [('person', '张雪蓉'), ('document', '行动计划'), ('place', '贵阳市'), ('code', '5g')]
    """
    folded = fold(text)
    found = list(_marked(text, folded))
    titles = [n.span for n in found if n.kind == "document"]
    known = [*_written(folded), *_places(text)]
    taken = [*titles, *(n.span for n in known)]
    tagged = (n for n in _tagged(folded) if not any(n.span.overlaps(s) for s in taken))
    untitled = (n for n in known if not any(n.span.overlaps(s) for s in titles))
    return tuple(sorted([*found, *untitled, *tagged], key=lambda n: n.span))


def _marked(text: str, folded: str) -> Iterator[Name]:
    taken: list[Span] = []
    for kind, pattern in _MARKED:
        for match in pattern.finditer(text):
            span = Span(*match.span())
            key = _NEEDLESS.sub("", folded[match.start(1) : match.end(1)]).strip()
            if key and not any(span.overlaps(s) for s in taken):
                taken.append(span)
                yield Name(kind, key, span)


def _places(text: str) -> Iterator[Name]:
    return (
        Name("place", place.name, place.span)
        for place in find_places(text)
        if place.span.of(text) not in _NO_PLACE
    )


def _written(folded: str) -> Iterator[Name]:
    """What its own characters show to be a name."""
    for match in _FOREIGN_PERSON.finditer(folded):
        yield Name("person", match[0], Span(*match.span()))
    for match in _BODY.finditer(folded):
        yield Name("body", match[0], Span(*match.span()))
    for match in _COMPANY.finditer(folded):
        yield Name("body", match[1], Span(*match.span(1)))
    for match in _CODE.finditer(folded):
        if match[0].lstrip("0123456789") not in MEASURES:
            yield Name("code", match[0], Span(*match.span()))


def _tagged(folded: str) -> Iterator[Name]:
    for word in words(folded):
        kind = _kind(word)
        if kind is not None:
            yield Name(kind, word.text, word.span)


def _is_common(word: str) -> bool:
    """Words of two characters in the dictionary are often tagged as names: 力争, 扎根, 大关."""
    return len(word) == 2 and in_dictionary(word)


def _kind(word: Word) -> Kind | None:
    if len(word.text) < 2 or not word.content or _is_common(word.text):
        return None
    if word.tag in PERSON_TAGS:
        known = word.text[0] in _SURNAMES or len(word.text) >= _FOREIGN_LENGTH or word.tag == "nrt"
        return "person" if known else None
    return "body" if word.tag in _BODY_TAGS else None
