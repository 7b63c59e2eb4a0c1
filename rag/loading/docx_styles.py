"""Word's styles and automatic numbering: which paragraphs are headings, and what number Word draws.

A number such as "第三条" is often in no paragraph's text: Word computes it from numbering.xml
(ECMA-376 part 1, section 17.9). Without it a clause could not be cited by its name.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from xml.etree.ElementTree import Element

from rag.patterns import regex

_HEADING_NAME = regex(r"(?:heading|标题)\s*([1-9])$", re.IGNORECASE)
_CONTENTS_NAME = regex(r"(?:toc|目录)\s*(?:[1-9]|heading)?$", re.IGNORECASE)
_LEVELS = 9
_DIGITS = "零一二三四五六七八九"
_FORMAL = "零壹贰叁肆伍陆柒捌玖"
_STEMS = "甲乙丙丁戊己庚辛壬癸"
_BRANCHES = "子丑寅卯辰巳午未申酉戌亥"


def local(element: Element) -> str:
    """Tag or attribute name without its namespace: transitional and strict files differ there."""
    return element.tag.rpartition("}")[2]


def attribute(element: Element | None, name: str) -> str | None:
    """The attribute `name` in whatever namespace."""
    if element is None:
        return None
    for key, value in element.attrib.items():
        if key.rpartition("}")[2] == name:
            return value
    return None


def child(element: Element | None, *path: str) -> Element | None:
    """The first descendant along `path` of local names."""
    for name in path:
        if element is None:
            return None
        element = next((e for e in element if local(e) == name), None)
    return element


def integer(value: str | None) -> int | None:
    """An attribute's whole number, None when it is missing or none."""
    return int(value) if value is not None and re.fullmatch(r"-?\d{1,9}", value) else None


@dataclass(frozen=True, slots=True)
class Style:
    """A paragraph style: level 1.. if a heading, its numbering, and what else it marks."""

    name: str = ""
    parent: str | None = None
    outline: int | None = None
    number: tuple[str | None, int | None] = (None, None)  # numId, ilvl
    bold: bool = False

    @property
    def is_contents(self) -> bool:
        return bool(_CONTENTS_NAME.match(self.name))

    @property
    def is_title(self) -> bool:
        return self.name.lower() in ("title", "标题")


@dataclass(frozen=True, slots=True)
class Styles:
    """The styles of a document by id."""

    by_id: Mapping[str, Style]
    default: str | None = None

    @classmethod
    def of(cls, root: Element | None) -> Styles:
        found: dict[str, Style] = {}
        default = None
        for element in root if root is not None else ():
            key = attribute(element, "styleId")
            if local(element) != "style" or key is None:
                continue
            if attribute(element, "type") == "paragraph" and attribute(element, "default") == "1":
                default = key
            found[key] = _style(element)
        return cls(found, default)

    def chain(self, key: str | None) -> Iterator[Style]:
        """The style and those it is based on."""
        seen: set[str] = set()
        key = key or self.default
        while key and key in self.by_id and key not in seen:
            seen.add(key)
            yield self.by_id[key]
            key = self.by_id[key].parent

    def level(self, key: str | None, properties: Element | None) -> int | None:
        """Heading level of a paragraph, 1 for the outermost; None for body text."""
        direct = integer(attribute(child(properties, "outlineLvl"), "val"))
        if direct is not None:
            return direct + 1 if 0 <= direct < _LEVELS else None
        for style in self.chain(key):
            if found := _HEADING_NAME.match(style.name):
                return int(found[1])
            if style.outline is not None:
                return style.outline + 1 if 0 <= style.outline < _LEVELS else None
        return None

    def number(self, key: str | None, properties: Element | None) -> tuple[str | None, int]:
        """(numId, level from 0) of a paragraph, its own before its styles'."""
        name, level = _numbering(properties)
        for style in self.chain(key):
            name = name if name is not None else style.number[0]
            level = level if level is not None else style.number[1]
        return name, level or 0


def _style(element: Element) -> Style:
    properties = child(element, "pPr")
    return Style(
        name=attribute(child(element, "name"), "val") or "",
        parent=attribute(child(element, "basedOn"), "val"),
        outline=integer(attribute(child(properties, "outlineLvl"), "val")),
        number=_numbering(properties),
    )


def _numbering(properties: Element | None) -> tuple[str | None, int | None]:
    number = child(properties, "numPr")
    level = integer(attribute(child(number, "ilvl"), "val"))
    return attribute(child(number, "numId"), "val"), level


@dataclass(frozen=True, slots=True)
class _Level:
    form: str
    pattern: str  # "第%1条": %n stands for the counter of level n
    start: int


@dataclass(slots=True)
class Numbering:
    """Counts the numbered paragraphs of a document as Word does."""

    levels: dict[str, dict[int, _Level]] = field(default_factory=dict)  # by numId
    shared: dict[str, str] = field(default_factory=dict)  # numId -> abstract list it counts in
    counters: dict[str, list[int | None]] = field(default_factory=dict)

    @classmethod
    def of(cls, root: Element | None) -> Numbering:
        numbering = cls()
        abstract: dict[str, dict[int, _Level]] = {}
        for element in root if root is not None else ():
            if local(element) == "abstractNum":
                abstract[attribute(element, "abstractNumId") or ""] = _levels(element)
            elif local(element) == "num":
                key = attribute(element, "numId") or ""
                base = attribute(child(element, "abstractNumId"), "val") or ""
                changed = _overrides(element, abstract.get(base, {}))
                numbering.levels[key] = {**abstract.get(base, {}), **changed}
                numbering.shared[key] = f"{base}/{key}" if changed else base
        return numbering

    def label(self, name: str | None, level: int) -> str:
        """The number Word draws before the next paragraph of list `name`, "" for none."""
        levels = self.levels.get(name or "", {})
        if level not in levels:
            return ""
        counts = self.counters.setdefault(self.shared[name or ""], [None] * (_LEVELS + 1))
        current = counts[level]
        counts[level] = levels[level].start if current is None else current + 1
        counts[level + 1 :] = [None] * (len(counts) - level - 1)
        if levels[level].form in ("bullet", "none"):
            return "-" if levels[level].form == "bullet" else ""

        def value(found: re.Match[str]) -> str:
            at = int(found[1]) - 1
            settings = levels.get(at)
            if settings is None:
                return ""
            count = counts[at]
            return _written(settings.start if count is None else count, settings.form)

        return re.sub(r"%([1-9])", value, levels[level].pattern).strip()


def _levels(element: Element) -> dict[int, _Level]:
    found: dict[int, _Level] = {}
    for part in element:
        if local(part) == "lvl" and (at := integer(attribute(part, "ilvl"))) is not None:
            found[at] = _Level(
                form=attribute(child(part, "numFmt"), "val") or "decimal",
                pattern=attribute(child(part, "lvlText"), "val") or "",
                start=_start(attribute(child(part, "start"), "val"), 1),
            )
    return found


def _start(value: str | None, otherwise: int) -> int:
    number = integer(value)
    return otherwise if number is None else number


def _overrides(element: Element, base: Mapping[int, _Level]) -> dict[int, _Level]:
    """Levels a list changes against its abstract list: another start, or another look."""
    found: dict[int, _Level] = {}
    for part in element:
        at = integer(attribute(part, "ilvl")) if local(part) == "lvlOverride" else None
        if at is None:
            continue
        level = _levels(part).get(at) or base.get(at)
        if level is not None:
            start = _start(attribute(child(part, "startOverride"), "val"), level.start)
            found[at] = _Level(level.form, level.pattern, start)
    return found


def _written(number: int, form: str) -> str:
    """`number` in one of Word's number formats; unknown formats in Arabic digits.

    >>> [_written(12, f) for f in ("decimal", "chineseCounting", "upperRoman", "lowerLetter")]
    ['12', '十二', 'XII', 'l']
    """
    if form.startswith(("chineseCounting", "japaneseCounting", "taiwaneseCounting")):
        return _chinese(number, _DIGITS, "十百千")
    if form in ("chineseLegalSimplified", "ideographLegalTraditional"):
        return _chinese(number, _FORMAL, "拾佰仟")
    if form in ("upperRoman", "lowerRoman"):
        return _roman(number) if form == "upperRoman" else _roman(number).lower()
    if form in ("upperLetter", "lowerLetter"):
        letter = chr(ord("A") + (number - 1) % 26) * ((number - 1) // 26 + 1)
        return letter if form == "upperLetter" else letter.lower()
    if form.startswith("decimalEnclosedCircle") and 1 <= number <= 20:
        return chr(0x2460 + number - 1)
    if form == "ideographTraditional":
        return _STEMS[(number - 1) % 10]
    if form == "ideographZodiac":
        return _BRANCHES[(number - 1) % 12]
    if form == "decimalFullWidth":
        return "".join(chr(ord(d) + 0xFEE0) for d in str(number))
    return f"{number:02d}" if form == "decimalZero" else str(number)


def _chinese(number: int, digits: str, units: str) -> str:
    """
    >>> [_chinese(n, _DIGITS, "十百千") for n in (1, 10, 19, 20, 105, 110, 1010)]
    ['一', '十', '十九', '二十', '一百零五', '一百一十', '一千零一十']
    """
    if not 0 < number < 10_000:
        return digits[0] if number == 0 else str(number)
    out, gap = "", False
    for power in range(3, -1, -1):
        digit = number // 10**power % 10
        if digit:
            out += (digits[0] if gap and out else "") + digits[digit]
            out += units[power - 1] if power else ""
        gap = not digit
    one_ten = digits[1] + units[0]
    return out[1:] if out.startswith(one_ten) else out


def _roman(number: int) -> str:
    values = (1000, 900, 500, 400, 100, 90, 50, 40, 10, 9, 5, 4, 1)
    letters = ("M", "CM", "D", "CD", "C", "XC", "L", "XL", "X", "IX", "V", "IV", "I")
    out = ""
    for value, letter in zip(values, letters, strict=True):
        count = min(number // value, 20) if number > 0 else 0
        out, number = out + letter * count, number - value * count
    return out
