"""The zip package of a Word file: its XML parts, within limits, and where the main ones are."""

from __future__ import annotations

import posixpath
import re
import zipfile
import zlib
from dataclasses import dataclass, field
from io import BytesIO
from xml.etree.ElementTree import Element, ParseError, XMLParser

from rag.errors import LoadError
from rag.loading.docx_styles import attribute
from rag.loading.sniff import broken, encrypted

MAX_PART_BYTES = 200_000_000  # unpacked; a small file that unpacks to more is an attack or a fault
_DTD = re.compile(rb"<!(?:DOCTYPE|ENTITY)", re.IGNORECASE)


@dataclass(slots=True)
class Package:
    """Parts by name, parsed on request. `limit` bounds the unpacked bytes of all of them."""

    archive: zipfile.ZipFile
    name: str
    limit: int = MAX_PART_BYTES
    read: int = field(default=0)

    @classmethod
    def open(cls, data: bytes, name: str) -> Package:
        try:
            archive = zipfile.ZipFile(BytesIO(data))
        except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError) as error:
            raise broken("docx", str(error)) from None
        if any(info.flag_bits & 1 for info in archive.infolist()):
            raise encrypted(name)
        return cls(archive, name)

    def names(self, pattern: str) -> list[str]:
        """Names of the parts that match, in natural order (header2 before header10)."""
        found = [n for n in self.archive.namelist() if re.fullmatch(pattern, n)]
        return sorted(set(found), key=lambda n: (len(n), n))

    def part(self, name: str) -> Element | None:
        """The root element of a part, None when there is none of that name."""
        if name not in self.archive.namelist():
            return None
        try:
            with self.archive.open(name) as stream:
                data = stream.read(self.limit - self.read + 1)
        except (zipfile.BadZipFile, zlib.error, EOFError, OSError, NotImplementedError) as error:
            raise broken("docx", f"{name}: {error}") from None
        except RuntimeError:  # zipfile's word for a password
            raise encrypted(self.name) from None
        self.read += len(data)
        if self.read > self.limit:
            raise LoadError(
                f"解压后超过 {self.limit // 1_000_000} MB，拒绝读取。"
                f"/ Unpacks to more than {self.limit // 1_000_000} MB: not read.",
                "检查文件来源，或拆分后导入 / check where it comes from, or split it",
            )
        return _parsed(name, data)

    def main(self) -> str:
        """The name of the part that holds the text."""
        relations = self.part("_rels/.rels")
        for relation in relations if relations is not None else ():
            if (attribute(relation, "Type") or "").endswith("/officeDocument"):
                return (attribute(relation, "Target") or "").lstrip("/")
        return "word/document.xml"

    def beside(self, main: str, name: str) -> str:
        """The usual name of a part that accompanies the main one."""
        return posixpath.join(posixpath.dirname(main), name)


def _parsed(name: str, data: bytes) -> Element:
    if _DTD.search(data[:4096]):  # the format forbids it; it is how entity bombs are built
        raise broken("docx", f"{name} declares a DTD")
    parser = XMLParser()
    try:
        parser.feed(data)
        root = parser.close()
    except (ParseError, ValueError, LookupError) as error:
        raise broken("docx", f"{name}: {error}") from None
    return root
