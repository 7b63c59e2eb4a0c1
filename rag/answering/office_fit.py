"""Whether whoever a sentence says holds an office holds it where the question asks for.

贵州理工学院信息网络中心主任 heads no centre of 贵州大学, and a 副主任 is no 主任. Where the text
gives the office without a body in full (公司总经理, 兼董事长), its paragraph tells whose it is.
"""

from __future__ import annotations

from functools import lru_cache
from typing import Final

from rag.answering.coverage import word_covered
from rag.patterns import regex
from rag.question import Question
from rag.text import squeeze
from rag.words import Word, words

_OFFICE: Final = (
    r"(?:常务)?副?(?:总经理|经理|董事长|总裁|ceo|主任|局长|院长|校长|部长|厅长|行长|会长|秘书长|理事长"
    r"|首席科学家|所长)"
)
_ASKED: Final = regex(
    rf"(?P<body>[一-鿿a-z0-9“”()]{{2,24}}?)的?(?:[现首新前]任)?(?P<office>{_OFFICE})"
    r"(?=是|叫|姓|为谁|由谁|名字|的名字|[?？]?$)"
)
_HELD: Final = regex(rf"(?P<body>[^,，。;；:：、!?\s]{{0,30}}?)(?P<office>{_OFFICE})")
_OWNER: Final = regex(r"大学|学院|公司|集团|银行|医院")
_DESCRIBED: Final = regex(r"(?:[那这该某哪有]|一)[位个家所名]|某|该")  # 说要合作的<那位高校>主任
# A body that is called so in full: more than 公司, 我省 or 中心.
_IN_FULL: Final = regex(
    r"[一-鿿a-z0-9)]{2}(?:公司|集团|大学|学院|中心|[^当结布格]局|委员会|协会|学会|研究院|研究所|医院|银行|实验室|办公室)$"
)


def office_fits(question: Question, text: str) -> bool:
    """Whether the office asked for is, where squeezed `text` says whose it is, that of the asked.

    >>> from rag.question import analyse
    >>> asked = analyse("青山大学信息中心主任是谁？")
    >>> [office_fits(asked, t) for t in ("白山学院信息中心主任林白", "信息中心主任林白")]
    [False, True]
    >>> office_fits(asked, "青山大学信息中心副主任林白")
    False
    >>> office_fits(analyse("青山大学的信息中心主任是谁？"), "青山学院信息中心主任林白")
    False
    """
    asked = _asked(question)
    if asked is None:
        return True
    body, office, owner = asked
    held = [m for m in _HELD.finditer(text) if m["office"].endswith(office)]
    return not held or any(
        m["office"] == office and (not _IN_FULL.search(m["body"]) or _is_of(body, owner, m["body"]))
        for m in held
    )


def _is_of(body: tuple[Word, ...], owner: str, told: str) -> bool:
    """Whether all that the asked body is called stands in the told one, or the other way round.

    A centre of one university is none of another, whatever both are called.
    """
    if owner and owner not in told and _OWNER.search(told):
        return False
    own = "".join(word.text for word in body)
    return all(word_covered(w, told) > 0 for w in body) or all(
        word_covered(w, own) > 0 for w in words(told) if w.content
    )


@lru_cache(maxsize=256)
def _asked(question: Question) -> tuple[tuple[Word, ...], str, str] | None:
    """The words of the body whose office is asked for, that office, and what the body is of."""
    if question.lang != "zh" or question.kind != "person":
        return None
    match = _ASKED.search(squeeze(question.text))
    if match is None:
        return None
    owner, _, said = match["body"].rpartition("的")
    if _DESCRIBED.match(said):
        return None
    owner = owner if _IN_FULL.search(owner) else ""  # 甲大学|的信息中心
    body = tuple(w for w in words(said) if w.content)
    named = body and not body[-1].tag.startswith("v")  # 出来道歉的理事长 names no body
    return (body, match["office"], owner) if named else None
