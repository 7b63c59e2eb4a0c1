"""What one of two members leaves out because the other says it.

城镇和农村居民收入, 养老金最低和最高. Not 大型和超大型数据中心, which are counted as one.
"""

from __future__ import annotations

from rag.dialogue.vocabulary import head_of
from rag.patterns import regex

_COUNT = r"[一二三四五六七八九十\d]+"
# Modifiers of one kind: two of them before one noun are two things.
_KINDS = (
    r"城镇|城市|农村|乡村",
    rf"(?:{_COUNT}|[甲乙丙丁])[期档类批]",
    rf"(?:{_COUNT}|[百千万亿])+级|{_COUNT}星级",
    r"首届|第[一二三四五六七八九十\d]+届",
    r"国有|民营|外资|私营",
    r"国家级|省级|市级|县级|区级",
    r"东部|中部|西部|北部|南部|东北",
    r"一等|二等|三等|特等|商务",
    r"上半年|下半年|[一二三四]季度",
    r"城[东南西北]|[东南西北]区",
)
_BEFORE = tuple(
    regex(rf"(?P<left>.*?(?:{kind}))\n(?P<kind>{kind})(?P<noun>[\u4e00-\u9fff]{{1,12}})$")
    for kind in _KINDS
)
_OF_KIND = tuple(map(regex, _KINDS))
_GRADE = r"最[高低大小多少长短]|平均"
_BEHIND = regex(rf"(?P<noun>.+?)的?(?:{_GRADE})\n(?P<right>{_GRADE})$")


def kind_start(left: str, right: str) -> int | None:
    """Where in `left` the modifier begins that is of one kind with what `right` begins with.

    >>> kind_start("某省想育成的百亿级", "十亿级企业"), kind_start("产值", "利润")
    (6, None)
    """
    for kind in _OF_KIND:
        if kind.match(right) and (found := [m.start() for m in kind.finditer(left)]):
            return found[-1]
    return None


def whole_pair(left: str, right: str) -> tuple[str, str]:
    """Both members with the noun that one of them leaves out.

    >>> whole_pair("城镇", "农村居民收入"), whole_pair("养老金最低", "最高")
    (('城镇居民收入', '农村居民收入'), ('养老金最低', '养老金最高'))
    >>> whole_pair("产值", "利润")
    ('产值', '利润')
    """
    pair = f"{left}\n{right}"
    for pattern in _BEFORE:
        if match := pattern.match(pair):
            return f"{left}{match['noun']}", right
    head = head_of(right)
    bare = right.removesuffix(head).removesuffix("的")
    if head and bare and not head_of(left) and left.endswith(bare[-1]) and left != bare:
        return f"{left}{right[len(bare) :]}", right  # 夏粮和秋粮产量
    if graded := _BEHIND.match(pair):
        return left, f"{graded['noun']}{graded['right']}"
    return left, right
