"""Legal notices of the site a text was published on: who may copy it, who answers for it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from rag.loading.lines import Line
from rag.patterns import regex

REASON = "legal notice"
_TAIL = 15  # lines at the end that count as the end of a text however short it is
_LONGEST = 500  # characters of a single paragraph that is a notice
_MOST = 40  # paragraphs a closing notice may have

_HEAD = regex(
    r"[【\[]?[^。，；]{0,24}(?:版权|免责|侵权|转载|著作权|法律|郑重|特别|重要)[^。，；]{0,24}"
    r"(?:声明|说明|须知|提示)[】\]]?[:：]?|[^。，；]{0,30}声明"
)
_BODY = regex(
    r"本[网站]|本公众号|本平台|转载|版权|著作权|侵权|未经.{0,8}授权|被授权|注明.{0,4}来源"
    r"|来源[:：].{0,12}的|不代表|真实性负责|法律责任|追究|删除|与我们联系|与本.{1,4}联系|投资建议|投资者据此"
)
# What a publisher says of its own pages; a declaration on rights as such does not.
_OWN = regex(r"本[网站]|本公众号|本平台|转载|网站")
_ABOUT = r"(?:内容|图片|文章|素材|信息|图文)?"
_ALONE = regex(
    r"[（(【\[※*]?\s?(?:"
    r"(?:版权|免责|侵权|转载|特别|郑重|重要)?声明\s?[】\]]?[:：]|凡本[网站]"
    r"|本(?:网站?|站|公众号|平台|号)[^，。]{0,12}(?:转载|注明|刊登|刊载|发布)"
    rf"|(?:本文|以上|文章|部分){_ABOUT}[^，。]{{0,8}}"
    r"(?:仅代表|仅供参考|来自网络|来源于?网络|源自网络|来自互联网|来源于?互联网|不代表|不构成|系转载|转载自)"
    r"|[如若][有涉存因][^。]{0,20}(?:侵权|版权|著作权)"
    r"|(?:内容|图片|素材|图文)均?来[源自]于?(?:网络|互联网)"
    r")"
)


def notices(lines: Sequence[Line]) -> Iterator[tuple[int, str]]:
    """(index, reason) of single notices late in a text and of the block of them that ends it."""
    total = lines[-1].end if lines else 0
    for i, line in enumerate(lines):
        late = 2 * line.start >= total or i >= len(lines) - _TAIL
        if (
            i
            and late
            and not line.verbatim
            and len(line.text) <= _LONGEST
            and _is_notice(line.text)
        ):
            yield i, REASON
    yield from ((i, REASON) for i in range(_closing_block(lines), len(lines)))


def _is_notice(text: str) -> bool:
    return bool(_ALONE.match(text) and _BODY.search(text))


def _closing_block(lines: Sequence[Line]) -> int:
    """Index of the line from which all is one notice: its heading, then legal clauses to the end.

    Read from the end: three paragraphs in four must speak of copying, rights or liability, else a
    declaration that is the document's own subject would go with it.
    """
    start, legal, own = len(lines), 0, False
    for i in range(len(lines) - 1, max(len(lines) - _MOST, 1) - 1, -1):
        after = len(lines) - 1 - i
        if 2 * legal < after - 2:
            break
        if own and _is_head(lines[i].text) and 4 * legal >= 3 * after:
            start = i
        own = own or bool(_OWN.search(lines[i].text))
        legal += bool(_BODY.search(lines[i].text[:600]))
    return start


def _is_head(text: str) -> bool:
    return len(text) <= 40 and bool(_HEAD.fullmatch(text))
