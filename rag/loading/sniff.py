"""What a file is: by its first bytes, by its text, and only then by its name."""

from __future__ import annotations

import re
import zipfile
from io import BytesIO
from pathlib import PurePath

from rag.errors import LoadError
from rag.loading.frontmatter import front_matter
from rag.patterns import regex

SUPPORTED = {
    ".txt": "txt",
    ".md": "md",
    ".markdown": "md",
    ".html": "html",
    ".htm": "html",
    ".pdf": "pdf",
    ".docx": "docx",
    ".jsonl": "jsonl",
}
_OFFICE = "soffice --headless --convert-to docx {name}"
_OFFICE_PDF = "soffice --headless --convert-to pdf {name}"
_TABLE = (
    "另存为 .docx 或 .html（表格会逐行带表头读入）/ save it as .docx or .html; tables keep headers"
)
_OCR = "先做文字识别，如 ocrmypdf -l chi_sim --image-dpi 300 {name} {stem}.pdf / run OCR first"
_UNPACK = "先解压，再导入其中的文件 / unpack it, then ingest the files inside"
_ROWS = '写成 .jsonl，每行一个 {{"id": …, "text": …}} / write one such object per line of a .jsonl'
_READER = "在其阅读器中另存为 PDF 或 .docx / save it as PDF or .docx in its own reader"
# Document types people have, that are reported instead of passed over in silence.
UNSUPPORTED = {
    **dict.fromkeys((".doc", ".dot", ".rtf", ".odt", ".wps", ".wpt", ".docm", ".dotx"), _OFFICE),
    **dict.fromkeys((".ppt", ".pptx", ".pps", ".odp", ".dps", ".pub"), _OFFICE_PDF),
    **dict.fromkeys((".xls", ".xlsx", ".xlsm", ".ods", ".et", ".csv", ".tsv"), _TABLE),
    **dict.fromkeys((".ofd", ".caj", ".kdh", ".nh", ".epub", ".mobi", ".azw3", ".djvu", ".chm",
                     ".ceb", ".gd", ".xps", ".mht", ".mhtml"), _READER),
    **dict.fromkeys((".jpg", ".jpeg", ".png", ".gif", ".bmp", ".tif", ".tiff", ".webp"), _OCR),
    **dict.fromkeys((".zip", ".rar", ".7z", ".gz", ".tgz", ".tar", ".bz2", ".xz"), _UNPACK),
}  # fmt: skip
_DATA = frozenset({".json", ".xml", ".yaml", ".yml"})  # named on purpose: one object per line?
_MAGIC = (
    (b"\x89PNG", ".png"), (b"\xff\xd8\xff", ".jpg"), (b"GIF8", ".gif"), (b"II*\0", ".tif"),
    (b"MM\0*", ".tif"), (b"{\\rtf", ".rtf"), (b"Rar!", ".rar"), (b"7z\xbc\xaf", ".7z"),
    (b"\x1f\x8b", ".gz"), (b"CAJ\0", ".caj"), (b"HN\0\0", ".caj"), (b"KDH", ".kdh"),
    (b"%!PS", ".ps"), (b"ITSF", ".chm"), (b"AT&TFORM", ".djvu"), (b"BZh", ".bz2"),
    (b"\xfd7zXZ", ".xz"),
)  # fmt: skip
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_TAGS = (
    "p|div|table|tbody|tr|td|br|h[1-6]|article|section|ul|ol|li|body|html|head|center|blockquote"
)
_TAG = regex(rf"</?(?:{_TAGS}|span|font|strong|img|a)(?:\s[^<>]*)?/?>", re.IGNORECASE)
_BLOCK_TAG = regex(rf"</?(?:{_TAGS})(?:\s[^<>]*)?/?>", re.IGNORECASE)
_PAGE = regex(r"\s*(?:<\?xml[^>]*>\s*|<!--.*?-->\s*)*<(?:!doctype\s+html|html|head|body)\b",
                   re.IGNORECASE | re.DOTALL)  # fmt: skip
_MARKDOWN = regex(r"^(?:#{1,6} \S|\|.*\|\s*\n\|[\s:|-]+\|\s*$|```)", re.MULTILINE)


def binary_kind(data: bytes, name: str) -> str | None:
    """ "pdf" or "docx" by content; None for what should be text.

    Raises:
        LoadError: empty, or a type that is not read, with the way to convert it.
    """
    if not data.strip(b"\0\t\n\r \xef\xbb\xbf\xff\xfe"):
        raise LoadError(
            f"文件是空的（{len(data)} 字节）。/ The file is empty ({len(data)} bytes).",
            "检查文件是否下载完整 / check that the download is complete",
        )
    suffix = PurePath(name).suffix.lower()
    if b"%PDF-" in data[:1024]:
        return "pdf"
    if data.startswith(_OLE):
        raise _ole(data, name, suffix)
    if data.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        return _zipped(data, name, suffix)
    for magic, real in _MAGIC:
        if data.startswith(magic):
            raise unsupported(name, real)
    if suffix in UNSUPPORTED and suffix not in (".doc", ".rtf", ".wps", ".xls"):
        raise unsupported(name, suffix)
    return None


def text_kind(text: str, name: str) -> str:
    """ "html", "md", "jsonl" or "txt" for decoded text.

    Raises:
        LoadError: the name promises a binary format the content is not.
    """
    suffix = PurePath(name).suffix.lower()
    kind = SUPPORTED.get(suffix, "txt")
    if kind == "html" or looks_like_html(text, markdown=kind == "md"):
        return "html"
    if kind in ("pdf", "docx"):
        raise LoadError(
            f"扩展名是 {suffix}，内容却不是：文件可能损坏。"
            f"/ Named {suffix}, but the content is not: the file is broken or misnamed.",
            "重新下载，或改成正确的扩展名 / download it again or correct its extension",
        )
    if suffix in UNSUPPORTED or suffix in _DATA:
        raise unsupported(name, suffix)
    return kind


def looks_like_html(text: str, *, markdown: bool = False) -> bool:
    """Whether text is a page or a soup of tags, rather than prose that mentions one.

    >>> looks_like_html("<p>收入增长。</p><p>户数增加。</p>"), looks_like_html("用<p>标签分段")
    (True, False)
    """
    head = front_matter(text)
    body = text[head.span.end :] if head else text
    if _PAGE.match(body):
        return True
    if markdown and _MARKDOWN.search(body):
        return False
    sample = body[:200_000]
    blocks = len(_BLOCK_TAG.findall(sample))
    starts = bool(_TAG.match(sample.lstrip())) and blocks >= 2
    return starts or (blocks >= 4 and blocks * 1500 >= len(sample))


def unsupported(name: str, suffix: str) -> LoadError:
    """The error for a document type that is not read."""
    path = PurePath(name)
    hint = UNSUPPORTED.get(suffix, _ROWS if suffix in _DATA else _READER).format(
        name=path.name, stem=path.stem
    )
    return LoadError(
        f"不支持 {suffix} 文件。/ {suffix} files are not supported; "
        "expected .txt .md .html .pdf .docx .jsonl",
        hint,
    )


def _ole(data: bytes, name: str, suffix: str) -> LoadError:
    """Old Office files, and new ones with a password, share the OLE container."""
    if "EncryptedPackage".encode("utf-16-le") in data:
        return encrypted(name)
    streams = (("Workbook", ".xls"), ("PowerPoint Document", ".ppt"), ("WordDocument", ".doc"))
    real = next((s for n, s in streams if n.encode("utf-16-le") in data), ".doc")
    return unsupported(name, suffix if suffix in (".wps", ".et", ".dps") else real)


def encrypted(name: str) -> LoadError:
    """The error for a file that needs a password."""
    return LoadError(
        f"文件已加密，需要密码。/ {PurePath(name).name} is encrypted and needs a password.",
        "用原软件打开后另存为不加密的副本 / save a copy without password",
    )


def broken(what: str, detail: str) -> LoadError:
    """The error for a damaged file of a supported type."""
    return LoadError(
        f"{what} 文件已损坏，无法读取。/ Broken {what} file: {detail.rstrip('.')}.",
        "重新下载，或用原软件打开后另存 / download it again, or save it anew",
    )


def _zipped(data: bytes, name: str, suffix: str) -> str:
    """ "docx" for a Word package; other packages and broken ones are errors."""
    try:
        names = set(zipfile.ZipFile(BytesIO(data)).namelist())
    except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError) as error:
        if SUPPORTED.get(suffix) == "docx":
            raise broken("docx", str(error)) from None
        raise unsupported(name, suffix if suffix in UNSUPPORTED else ".zip") from None
    if any(n.startswith("word/") for n in names):
        return "docx"
    kinds = (("xl/", ".xlsx"), ("ppt/", ".pptx"), ("OFD.xml", ".ofd"), ("META-INF/", ".epub"))
    inside = next((s for n, s in kinds if any(x.startswith(n) for x in names)), "")
    if SUPPORTED.get(suffix) == "docx" and not inside:
        raise broken("docx", "word/document.xml is missing")
    raise unsupported(name, suffix if suffix in UNSUPPORTED else inside or ".zip")
