"""What a finding says, in the language of the claim."""

from __future__ import annotations

from typing import Final

from rag.answer import Aspect, Support
from rag.support.reading import Language

_WHAT: Final[dict[Aspect, tuple[str, str]]] = {
    "number": ("数值", "figure"),
    "date": ("时间", "date"),
    "name": ("名称", "name"),
    "quotation": ("引文", "quotation"),
    "direction": ("方向", "direction"),
    "negation": ("肯定或否定", "affirmation or denial"),
    "target": ("目标或结果", "goal or result"),
    "words": ("措辞", "wording"),
}
_TEMPLATES: Final[dict[tuple[Support, bool], tuple[str, str]]] = {
    ("supported", True): (
        "{what}“{said}”有原文依据：“{found}”",
        "{what} “{said}” is borne out: “{found}”",
    ),
    ("supported", False): ("{what}“{said}”有原文依据", "{what} “{said}” is borne out"),
    ("partly", True): (
        "{what}“{said}”与原文“{found}”不完全一致",
        "{what} “{said}” is not quite what the quote says: “{found}”",
    ),
    ("partly", False): (
        "{what}“{said}”在引文中只有部分依据",
        "{what} “{said}” is only partly borne out by the quotes",
    ),
    ("unsupported", True): (
        "{what}“{said}”在引文中没有依据，最接近的是“{found}”",
        "{what} “{said}” is not in the quotes; the nearest is “{found}”",
    ),
    ("unsupported", False): (
        "{what}“{said}”在引文中没有依据",
        "{what} “{said}” is not in the quotes",
    ),
    ("contradicted", True): (
        "{what}“{said}”与原文不符，原文是“{found}”",
        "{what} “{said}” disagrees with the quote, which says “{found}”",
    ),
    ("contradicted", False): (
        "{what}“{said}”与引文不符",
        "{what} “{said}” disagrees with the quotes",
    ),
}  # fmt: skip


def message(
    aspect: Aspect, support: Support, said: str, found: str | None, language: Language
) -> str:
    """The finding in a sentence.

    >>> message("number", "contradicted", "7.3%", "7.2%", "zh")
    '数值“7.3%”与原文不符，原文是“7.2%”'
    >>> message("date", "unsupported", "2024", None, "en")
    'date “2024” is not in the quotes'
    """
    at = 1 if language == "en" else 0
    template = _TEMPLATES[support, found is not None][at]
    return template.format(what=_WHAT[aspect][at], said=said, found=found)


def entailment_message(model: str, score: float, language: Language) -> str:
    """What a model says of a claim and its quote.

    >>> entailment_message("nli", 0.912, "en")
    'entailment by nli: 0.91'
    """
    return f"{'entailment by' if language == 'en' else '蕴含模型'} {model}: {score:.2f}"
