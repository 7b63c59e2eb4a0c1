"""Bytes of a text file to text, without losing or inventing a character.

UTF-8 is recognised by its own grammar. GB18030, Big5 and UTF-16 accept almost any bytes, so a
strict decode proves nothing: their readings are compared by how many of their characters are
ordinary Chinese ones, and one nobody would write is refused instead of indexed as mojibake.
"""

from __future__ import annotations

import codecs
import re
import unicodedata
from collections import Counter
from collections.abc import Iterator
from functools import cache

from rag.errors import LoadError, UsageError

_BOMS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_WIDE_UNITS = ("utf-16-le", "utf-16-be")
_CHINESE = ("gb18030", "big5", "cp950", "big5hkscs")  # GBK and GB2312 are subsets of GB18030
_CHARSET = re.compile(rb"charset\s*=\s*[\"']?([A-Za-z0-9_-]{3,20})", re.IGNORECASE)
_SAMPLE = 100_000  # characters judged; enough for a stable share, cheap on long files
_PLAUSIBLE = 0.5  # real text scores 0.6 and more, prose above 0.7, mojibake below 0.45

# The characters running Chinese prose uses most, in both scripts: mojibake hardly ever hits them.
_FREQUENT = frozenset(
    "的一是不了在人有我他这这个们中来上大为和国地到以说时要就出会可也你对生能而子那得于着下自之年过发后作里"
    "用道行所然家种事成方多经么去法学如都同现当没动面起看定天分还进好小部其些主样理心她本前开但因只从想实日"
    "军者意无力它与长把机十民第公此已工使情明性知全三又关点正业外将两高间由问很最重并物手应战向头文体政美相"
    "见被利什二等产或新己制身果加西斯月话合回特代内信表化老给世位次度门任常先海通教儿原东声提立及比员解水名"
    "真论处走义各入几口认条平系气题活尔更别打女变四神总何电数安少报才结反受目太量再感建务做接必场件计管期市"
    "直德资命山金指克许统区保至队形社便空决治展马科司五基眼书非则听白却界达光放强即像难且权思王象完设式色路"
    "记南品住告类求据程北边死张该交规万取拉格望觉术领共确传师观清今切院让识候带导争运企业技服务展推进平台数字"
    "這個們來為國說時會對於著過發後裡經麼學現當沒動還進樣開從實軍無與長機業關點應戰將兩間問並體產見義幾認條"
    "氣題爾別變總電報結務場計資統區隊決馬書則聽達強難權設記類據邊張該規萬導爭運術領確傳師觀讓識帶員處論給"
    "，。、；：？！（）《》“”「」％"
)


def decode(data: bytes, encoding: str | None = None) -> tuple[str, str]:
    """The text of `data` and the encoding it was read in; line ends become "\\n".

    Before line ends are unified, encoding the text again gives `data` (less a byte order mark) or
    the reading is not accepted.

    Args:
        data: the bytes of a whole text file (or of one line of it).
        encoding: reads in this encoding and no other.

    Raises:
        UsageError: `encoding` is not a text encoding Python knows.
        LoadError: binary content, bytes no candidate can read, or only implausible readings.
    """
    if encoding is not None:
        text, name = _forced(data, encoding)
    else:
        text, name = _marked(data) or _detected(data)
    return text.replace("\r\n", "\n").replace("\r", "\n"), name


def known_encoding(name: str) -> str:
    """The canonical name of a text encoding; UsageError when there is none of that name."""
    try:
        "".encode(name)
        return codecs.lookup(name).name
    except (LookupError, ValueError, TypeError, UnicodeError):
        raise UsageError(
            f"没有名为 {name!r} 的文本编码。/ {name!r} is not a known text encoding.",
            "--encoding gb18030 | big5 | utf-8 | utf-16",
        ) from None


def _forced(data: bytes, encoding: str) -> tuple[str, str]:
    name = known_encoding(encoding)
    for mark, marked in _BOMS:
        family = marked.removesuffix("-le").removesuffix("-be").removesuffix("-sig")
        if data.startswith(mark) and name.startswith(family):
            return _strict(data[len(mark) :], marked.removesuffix("-sig"), len(mark)), marked
    return _strict(data, name), name


def _marked(data: bytes) -> tuple[str, str] | None:
    """The reading a byte order mark asks for."""
    for mark, name in _BOMS:
        if data.startswith(mark):
            return _strict(data[len(mark) :], name.removesuffix("-sig"), len(mark)), name
    return None


def _strict(data: bytes, name: str, shift: int = 0) -> str:
    """Decode or report the first bad byte at its offset in the file (`shift` bytes before data)."""
    try:
        text = data.decode(name)
    except UnicodeDecodeError as error:
        raise _undecodable(data, name, error.start, (name,), shift) from None
    except UnicodeError:
        raise _undecodable(data, name, 0, (name,), shift) from None
    if not _lossless(text, data, name):
        raise LoadError(
            f"按 {name} 读出的文字无法还原为原来的字节。/ Reading as {name} would lose bytes.",
            "--encoding gb18030 | big5 | utf-8",
        )
    if "\0" in text:
        raise _binary()
    return text


def _lossless(text: str, data: bytes, name: str) -> bool:
    try:
        return text.encode(name) == data
    except UnicodeError:
        return False


def _detected(data: bytes) -> tuple[str, str]:
    """UTF-8 if its grammar holds; else the most plausible of the lossless readings."""
    zeros = b"\0" in data
    if not zeros and (text := _reading(data, "utf-8")) is not None:
        return text, "utf-8"
    names = _WIDE_UNITS if zeros else (*_declared(data), *_CHINESE, *_WIDE_UNITS)
    readings = [(plausibility(t), -i, t, n) for i, (n, t) in enumerate(_readings(data, names))]
    best = max(readings, default=None)
    if best is not None and best[0] >= _PLAUSIBLE:
        return best[2], best[3]
    if zeros:
        raise _binary()
    raise _no_reading(data, ("utf-8", *names), best)


def _reading(data: bytes, name: str) -> str | None:
    """`data` read strictly and losslessly, None when it cannot be."""
    try:
        text = data.decode(name)
    except UnicodeError:
        return None
    return text if "\0" not in text and _lossless(text, data, name) else None


def _readings(data: bytes, names: tuple[str, ...]) -> Iterator[tuple[str, str]]:
    for name in names:
        text = _reading(data, name)
        if text is not None:
            yield name, text


def _declared(data: bytes) -> tuple[str, ...]:
    """The encoding a web page states in its first 2048 bytes, if Python knows it."""
    found = _CHARSET.search(data[:2048])
    if not found:
        return ()
    try:
        name = codecs.lookup(found.group(1).decode("ascii")).name
    except LookupError:
        return ()
    return () if name in ("gb2312", "gbk", "utf-8", "ascii") else (name,)


def plausibility(text: str) -> float:
    """How much `text` looks like something written: 1 all ordinary characters, 0 or less none.

    Each non-ASCII character counts 1 (frequent in Chinese prose), 0.6 (in the basic sets of GB2312
    or Big5), 0.5 (letters of alphabets, kana), 0 (rare Han, hangul) or -1 (private use, unassigned,
    control); ASCII counts only when nothing else is there. Figures of merit, not probabilities.

    >>> plausibility("贵州的数据") > 0.7 > plausibility("璐靛窞鐨勬暟鎹")
    True
    """
    counts = Counter(text[:_SAMPLE])
    total = weight = 0.0
    for char, count in counts.items():
        if char in "\t\n\r\f\x1a\ufeff" or " " <= char <= "~":
            continue
        total += count
        weight += count * _worth(char)
    return weight / total if total else 1.0


@cache
def _worth(char: str) -> float:
    if char in _FREQUENT:
        return 1.0
    if char in _basic():
        return 0.6
    category = unicodedata.category(char)
    if category in ("Co", "Cn", "Cc", "Cs"):
        return -1.0
    alphabetic = char < "\u3400" or "\uff00" <= char <= "\uffef"
    return 0.5 if alphabetic and category[0] != "M" else 0.0


@cache
def _basic() -> frozenset[str]:
    """Level 1 and punctuation of GB2312 (B0A1-D7F9, A1-A3) and Big5 (A440-C67E, A1-A2)."""
    gb = (bytes((lead, trail)) for lead in (*range(0xA1, 0xA4), *range(0xB0, 0xD8))
          for trail in range(0xA1, 0xFF))  # fmt: skip
    big5 = (bytes((lead, trail)) for lead in (*range(0xA1, 0xA3), *range(0xA4, 0xC7))
            for trail in (*range(0x40, 0x7F), *range(0xA1, 0xFF)))  # fmt: skip
    chars = "".join(b.decode("gb2312", "ignore") for b in gb)
    return frozenset(chars + "".join(b.decode("big5", "ignore") for b in big5))


def _binary() -> LoadError:
    return LoadError(
        "这不是文本文件（含有空字节或二进制内容）。/ Not a text file: it holds binary data.",
        "支持 .txt .md .html .pdf .docx .jsonl / save it as one of these",
    )


def _no_reading(
    data: bytes, tried: tuple[str, ...], best: tuple[float, int, str, str] | None
) -> LoadError:
    """The error for a file without plausible reading, at the first byte the likeliest one balks at.

    A damaged file is still mostly in its encoding: the reading with replacement characters tells
    which one that is.
    """
    damaged: list[tuple[float, str, int]] = []
    for name in ("utf-8", *_CHINESE[:2]):
        try:
            data.decode(name)
        except UnicodeDecodeError as error:
            damaged.append((plausibility(data.decode(name, "replace")), name, error.start))
    damaged.sort(key=lambda d: -d[0])
    if damaged and (best is None or damaged[0][0] > best[0]):
        return _undecodable(data, damaged[0][1], damaged[0][2], tried)
    seen = best[2][:20] if best else ""
    return LoadError(
        f"看不出是哪种文字编码：试过 {', '.join(tried)}，读出来都不像文字（如“{seen}”）。"
        f"/ No encoding gives readable text; tried {', '.join(tried)}.",
        _remedy(data),
    )


def _undecodable(
    data: bytes, name: str, start: int, tried: tuple[str, ...], shift: int = 0
) -> LoadError:
    byte = f"0x{data[start]:02X}" if start < len(data) else "end of file"
    at = start + shift
    return LoadError(
        f"第 {at} 字节（{byte}）无法按 {name} 解码；试过的编码：{', '.join(tried)}。"
        f"/ Byte {at} ({byte}) is not valid {name}; tried {', '.join(tried)}.",
        _remedy(data),
    )


def _remedy(data: bytes) -> str:
    """What to type next, with charset-normalizer's opinion where it has one."""
    from charset_normalizer import from_bytes

    guess = from_bytes(data[:20_000]).best()
    name = guess.encoding if guess else "gb18030"
    return f"若已知编码，用 --encoding 指定，如 --encoding {name} / name it with --encoding"
