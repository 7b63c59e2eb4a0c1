"""Check every figure of the demonstration corpus against ``figures.ndjson`` and the manifest.

``python seeds/check.py [SEEDS_FOLDER]`` extracts the text of each document in ``corpus/`` and
compares it both ways: a listed figure that is missing and a figure in a document that is not
listed are both errors, so one altered digit is reported twice, once from each side. Dates are
compared with the counts in ``manifest.json`` in the same way. Exit 0 when all agree, 1 otherwise.

A figure is an Arabic number with what follows it (``41.6个百分点``, ``150余部``, ``5.35万Gbps``),
a document number (``国发〔2022〕2号``), or a Chinese numeral from two upwards with a classifier
(``八年``, ``三个``). Line numbering, addresses, and digits inside Latin names (``5G``) are none.
"""

from __future__ import annotations

import json
import re
import sys
from collections import Counter
from dataclasses import dataclass
from html.parser import HTMLParser
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

SEEDS = Path(__file__).resolve().parent
STATUSES = {"actual", "target"}
FIELDS = {"file", "figure", "subject", "scope", "status"}

ADDRESS = re.compile(r"https?://[\w./?=&-]+")
NUMBERING = re.compile(r"^(?:[#>*●-]+ *)?(?:\d{1,2}[.．、](?!\d)|（\d{1,2}）)", re.MULTILINE)
PAGE_NUMBER = re.compile(r"— \d+ —")
MONTHS = "January|February|March|April|May|June|July|August|September|October|November|December"
DATE = re.compile(
    r"(?<!\d)(?:"
    r"(?:19|20)\d\d-\d\d-\d\d"
    r"|(?:19|20)\d\d[—-](?:19|20)\d\d年"
    r"|(?:19|20)\d\d年(?:底|\d{1,2}月(?:\d{1,2}日)?)?"
    r"|\d{1,2}月(?:\d{1,2}日)?|\d{1,2}日"
    rf"|(?:\d{{1,2}}\s)?(?:{MONTHS})\s(?:19|20)\d\d|(?<=of\s)(?:19|20)\d\d)"
)
NUMBER = r"\d+(?:,\d{3})*(?:\.\d+)?"
UNITS = (
    "个百分点|个工作日|EFLOPS|Gbps|PB|%|港元|卡时|元|个|家|户|台|条|人|名|部|次|亩|座|架|项|辆|年|"
    "米|地|号|大"
)
FIGURE = re.compile(
    rf"国发〔\d{{4}}〕\d+号"
    rf"|(?<![A-Za-z\d.])第?{NUMBER}(?:[+-]{NUMBER})*\s*[余多]?[十百千万亿]*[余多]?\s*"
    rf"(?:{UNITS}|(?![A-Za-z]))"
    r"|(?<![第十百千])(?!十八大)[两二三四五六七八九十百千]+(?:个|家|项|年|类|大|条|座|种|位|门|份|处)"
)


@dataclass(frozen=True, slots=True)
class Figure:
    """One listed figure: where it stands, what it counts, and whether it is reached or wanted."""

    file: str
    figure: str
    subject: str
    count: int


class _Text(HTMLParser):
    """Collects shown text and meta contents; every tag ends a line so that cells stay apart."""

    def __init__(self) -> None:
        super().__init__()
        self.parts: list[str] = []
        self.skipping = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.skipping = tag in {"style", "script"}
        content = dict(attrs).get("content") if tag == "meta" else None
        self.parts.append(f"\n{content or ''}\n")

    def handle_endtag(self, tag: str) -> None:  # noqa: ARG002
        self.skipping = False
        self.parts.append("\n")

    def handle_data(self, data: str) -> None:
        if not self.skipping:
            self.parts.append(data)


def html_text(markup: str) -> str:
    """Text of the page with its title and meta contents, without markup, styles and scripts."""
    parser = _Text()
    parser.feed(markup)
    return "".join(parser.parts)


def docx_text(path: Path) -> str:
    """Paragraphs and table rows in document order, one per line, cells parted by a bar."""
    import docx
    from docx.table import Table

    lines = []
    for block in docx.Document(str(path)).iter_inner_content():
        if isinstance(block, Table):
            lines += [" | ".join(cell.text for cell in row.cells) for row in block.rows]
        else:
            lines.append(block.text)
    return "\n".join(lines)


def pdf_text(path: Path) -> str:
    """Page texts without the running header and page numbers, hard-wrapped lines rejoined."""
    import pypdfium2

    with pypdfium2.PdfDocument(path) as document:
        pages = [page.get_textpage().get_text_range().splitlines() for page in document]
    running = set.intersection(*map(set, pages)) if len(pages) > 1 else set()
    lines = [line.strip() for lines in pages for line in lines if line not in running]
    kept = NUMBERING.sub("", "\n".join(line for line in lines if not PAGE_NUMBER.fullmatch(line)))
    return kept.replace("\n", "")


def extract(path: Path, encoding: str) -> str:
    """Plain text of a document; ``encoding`` is that of the text formats."""
    if path.suffix == ".docx":
        return docx_text(path)
    if path.suffix == ".pdf":
        return pdf_text(path)
    text = path.read_text(encoding=encoding)
    return html_text(text) if path.suffix == ".html" else text


def count_numbers(text: str) -> tuple[Counter[str], Counter[str]]:
    """Count the figures and the dates of a text.

    >>> figures, dates = count_numbers("1. 2021年增长 59.3%，全国第1；另有150余部，连续八年。")
    >>> sorted(figures), sorted(dates)
    (['150余部', '59.3%', '八年', '第1'], ['2021年'])
    """
    text = NUMBERING.sub("", ADDRESS.sub("", text))
    dates = Counter(re.sub(r"\s", " ", match) for match in DATE.findall(text))
    rest = DATE.sub("／", text)
    return Counter(re.sub(r"\s", "", match) for match in FIGURE.findall(rest)), dates


def load_figures(path: Path) -> list[Figure]:
    """Read the list of figures; a row without its fields is an error that names the line."""
    figures = []
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1):
        row = json.loads(line)
        missing = FIELDS - row.keys()
        if missing or row["status"] not in STATUSES or not {"date", "period"} & row.keys():
            raise ValueError(
                f"{path.name}:{number}: expected {sorted(FIELDS)}, a date or period, and a status "
                f"of {sorted(STATUSES)}; saw {line}"
            )
        figures.append(Figure(row["file"], row["figure"], row["subject"], row.get("count", 1)))
    return figures


def compare(file: str, kind: str, found: Counter[str], listed: Counter[str]) -> Iterator[str]:
    """Yield a line for every expression that stands more or less often than it is listed."""
    for expression in sorted(found | listed):
        seen, expected = found[expression], listed[expression]
        if seen < expected:
            yield f"{file}: {kind} {expression} is missing or altered ({seen} of {expected} found)"
        elif seen > expected:
            yield f"{file}: {kind} {expression} is not listed ({seen} found, {expected} listed)"


def check_provenance(entry: dict[str, object], text: str) -> Iterator[str]:
    """Yield a line for each manifest value a reader of the document cannot see in it."""
    based_on = entry["based_on"]
    assert isinstance(based_on, dict)
    wanted = [entry["title"], entry["publisher"], entry["date"], *based_on.values()]
    seen = re.sub(r"\s", "", text)
    for value in wanted:
        if value is not None and re.sub(r"\s", "", str(value)) not in seen:
            yield f"{entry['file']}: the document does not show {value!r} of manifest.json"


def check(seeds: Path) -> list[str]:
    """Return every disagreement between the documents, the list of figures and the manifest."""
    manifest = json.loads((seeds / "manifest.json").read_text(encoding="utf-8"))["documents"]
    rows = load_figures(seeds / "figures.ndjson")
    present = {path.name for path in (seeds / "corpus").iterdir()}
    named = {entry["file"] for entry in manifest}
    problems = [f"{file}: in corpus/ but not in manifest.json" for file in sorted(present - named)]
    problems += [f"{file}: in manifest.json but not in corpus/" for file in sorted(named - present)]
    problems += [
        f"{row.file}: {row.figure} listed, no such file" for row in rows if row.file not in named
    ]
    for entry in (entry for entry in manifest if entry["file"] in present):
        text = extract(seeds / "corpus" / entry["file"], entry["encoding"] or "utf-8")
        figures, dates = count_numbers(text)
        listed: Counter[str] = Counter()
        for row in (row for row in rows if row.file == entry["file"]):
            listed[row.figure] += row.count
        problems += compare(entry["file"], "figure", figures, listed)
        problems += compare(entry["file"], "date", dates, Counter(entry["dates"]))
        problems += check_provenance(entry, text)
    return problems


def main() -> int:
    """Print the problems and what to do next; the exit status is 1 when there are any."""
    seeds = Path(sys.argv[1]) if len(sys.argv) > 1 else SEEDS
    problems = check(seeds)
    for problem in problems:
        print(problem)
    if problems:
        print("Next: mend the document or its row in figures.ndjson, then: python seeds/check.py")
        return 1
    print(f"{len(load_figures(seeds / 'figures.ndjson'))} listed figures agree with the documents.")
    return 0


if __name__ == "__main__":
    sys.exit(main())
