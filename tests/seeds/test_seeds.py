"""The demonstration corpus: complete, true to its list of figures, and guarded against edits."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import sys
from collections import Counter
from pathlib import Path

import pytest

from seeds.build import WRITERS, build
from seeds.check import SEEDS, check, extract

MANIFEST = json.loads((SEEDS / "manifest.json").read_text(encoding="utf-8"))["documents"]
FIGURES = [
    json.loads(line) for line in (SEEDS / "figures.ndjson").read_text(encoding="utf-8").splitlines()
]
TARGET_WORDS = re.compile("目标|力争|计划|规划|行动|打造|要")

# One document per format, with a phrase of it that holds a figure listed once for the document.
PHRASES = [
    pytest.param("guian-supercomputing-qa.md", "150余部", "151余部", id="md"),
    pytest.param("big-data-scenarios.html", "162项", "126项", id="html"),
    pytest.param("yunshang-guizhou-qa.txt", "3954台", "3945台", id="txt"),
    pytest.param("homegrown-companies-gb18030.txt", "339个", "393个", id="gb18030"),
    pytest.param("guian-computing-figures.docx", "26个", "28个", id="docx"),
    pytest.param("guian-sample-report.pdf", "81EFLOPS", "18EFLOPS", id="pdf"),
]


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    """A copy of seeds/ that a test may spoil."""
    ignore = shutil.ignore_patterns("__pycache__")
    return Path(shutil.copytree(SEEDS, tmp_path / "seeds", ignore=ignore))


def replace(seeds: Path, file: str, old: str, new: str) -> None:
    """Replace a phrase in a document; binary formats are written anew from the edited source."""
    document, source = seeds / "corpus" / file, seeds / "sources" / f"{file}.source"
    path = source if source.exists() else document
    text = path.read_text(encoding="utf-8")
    assert old in text
    edited = text.replace(old, new)
    if source.exists():
        WRITERS[document.suffix](edited, document)
    else:
        document.write_text(edited, encoding="utf-8")


def test_every_figure_of_the_corpus_is_listed_and_present() -> None:
    assert check(SEEDS) == []
    assert len(FIGURES) >= 120


@pytest.mark.parametrize(("file", "figure", "altered"), PHRASES)
def test_an_altered_digit_is_named_from_both_sides(
    copy: Path, file: str, figure: str, altered: str
) -> None:
    replace(copy, file, figure, altered)
    assert check(copy) == [
        f"{file}: figure {expression} {problem}"
        for expression, problem in sorted(
            [
                (figure, "is missing or altered (0 of 1 found)"),
                (altered, "is not listed (1 found, 0 listed)"),
            ]
        )
    ]


@pytest.mark.parametrize(("file", "figure", "_altered"), PHRASES)
def test_a_removed_figure_is_named(copy: Path, file: str, figure: str, _altered: str) -> None:
    replace(copy, file, figure, "若干")
    assert check(copy) == [f"{file}: figure {figure} is missing or altered (0 of 1 found)"]


@pytest.mark.parametrize(("file", "figure", "_altered"), PHRASES)
def test_an_added_figure_is_named(copy: Path, file: str, figure: str, _altered: str) -> None:
    replace(copy, file, figure, f"{figure}和77.7亿元")
    assert check(copy) == [f"{file}: figure 77.7亿元 is not listed (1 found, 0 listed)"]


def test_an_altered_date_is_named(copy: Path) -> None:
    replace(copy, "big-data-policy-timeline.md", "2017年5月1日", "2017年5月2日")
    problems = check(copy)
    assert [problem.split(" is ")[0] for problem in problems] == [
        "big-data-policy-timeline.md: date 2017年5月1日",
        "big-data-policy-timeline.md: date 2017年5月2日",
    ]


def test_a_document_outside_the_manifest_is_named(copy: Path) -> None:
    (copy / "corpus" / "stray.txt").write_text("无", encoding="utf-8")
    (copy / "corpus" / "seven-measures-note.txt").unlink()
    problems = check(copy)
    assert "stray.txt: in corpus/ but not in manifest.json" in problems
    assert "seven-measures-note.txt: in manifest.json but not in corpus/" in problems


def test_provenance_that_the_document_does_not_show_is_named(copy: Path) -> None:
    replace(copy, "guian-site-visit.html", "贵州日报天眼新闻", "某报")
    assert check(copy) == [
        "guian-site-visit.html: the document does not show '贵州日报天眼新闻' of manifest.json"
    ]


def test_the_command_exits_1_and_says_what_to_type_next(copy: Path) -> None:
    replace(copy, "yunshang-guizhou-qa.txt", "3954台", "3945台")
    command = [sys.executable, str(SEEDS / "check.py"), str(copy)]
    run = subprocess.run(command, capture_output=True, text=True, encoding="utf-8", check=False)
    assert run.returncode == 1
    assert "yunshang-guizhou-qa.txt: figure 3945台 is not listed" in run.stdout
    assert "python seeds/check.py" in run.stdout.splitlines()[-1]


def test_formats_and_encodings() -> None:
    formats = Counter(entry["format"] for entry in MANIFEST)
    assert sum(formats.values()) >= 18
    assert min(formats[name] for name in ("md", "html", "txt", "docx", "pdf")) >= 2
    assert all(entry["file"].endswith("." + entry["format"]) for entry in MANIFEST)
    assert Counter(entry["encoding"] for entry in MANIFEST)["gb18030"] == 1


def test_the_gb18030_document_needs_gb18030() -> None:
    (entry,) = [entry for entry in MANIFEST if entry["encoding"] == "gb18030"]
    data = (SEEDS / "corpus" / entry["file"]).read_bytes()
    assert any(len(char.encode("gb18030")) == 4 for char in data.decode("gb18030"))
    for narrower in ("utf-8", "gbk"):
        with pytest.raises(UnicodeDecodeError):
            data.decode(narrower)


def test_the_pdfs_look_printed() -> None:
    import pypdfium2

    for path in sorted((SEEDS / "corpus").glob("*.pdf")):
        with pypdfium2.PdfDocument(path) as document:
            pages = [page.get_textpage().get_text_range().splitlines() for page in document]
        assert len(pages) >= 2
        assert len({lines[0] for lines in pages}) == 1
        assert [lines[-1] for lines in pages] == [f"— {n} —" for n in range(1, len(pages) + 1)]
        assert any(re.search(r"[\u4e00-\u9fff，]$", line) for line in pages[0][3:-1])


def test_provenance_is_complete() -> None:
    assert len({entry["title"] for entry in MANIFEST}) == len(MANIFEST)
    assert {entry["publisher"] for entry in MANIFEST} == {"数字经济政策问答示范文集（本项目编写）"}
    for entry in MANIFEST:
        assert entry["based_on"].keys() == {"publisher", "title", "date", "address"}
        assert entry["date"] == entry["based_on"]["date"]


def test_documents_without_a_date_show_no_date_of_their_own() -> None:
    for entry in (entry for entry in MANIFEST if entry["date"] is None):
        text = extract(SEEDS / "corpus" / entry["file"], entry["encoding"] or "utf-8")
        assert not re.search(r"(?:日期：|date: )\d", text), entry["file"]


def figure_contexts(row: dict[str, str], reach: int) -> list[str]:
    """What stands around each occurrence of a listed figure, ``reach`` characters before it."""
    (entry,) = [entry for entry in MANIFEST if entry["file"] == row["file"]]
    text = extract(SEEDS / "corpus" / entry["file"], entry["encoding"] or "utf-8")
    flat = re.sub(r"\n+", "\n", re.sub(r"[^\S\n]", "", text))
    starts = [match.start() for match in re.finditer(re.escape(row["figure"]), flat)]
    assert starts, row
    return [flat[max(0, start - reach) : start + 40] for start in starts]


def test_targets_are_worded_as_targets() -> None:
    reached = {(row["file"], row["figure"]) for row in FIGURES if row["status"] == "actual"}
    for row in FIGURES:
        if row["status"] == "target" and (row["file"], row["figure"]) not in reached:
            assert all(map(TARGET_WORDS.search, figure_contexts(row, 160))), row


def test_reached_values_are_not_worded_as_targets() -> None:
    wanted = {(row["file"], row["figure"]) for row in FIGURES if row["status"] == "target"}
    for row in FIGURES:
        if row["status"] == "actual" and (row["file"], row["figure"]) not in wanted:
            for context in figure_contexts(row, 60):
                clause = re.split(r"[。；\n]", context[:-40])[-1]
                assert not re.search("力争|计划|到20..年", clause), (row, clause)


def test_counts_of_data_centres_are_kept_apart() -> None:
    """The province's 11 and 23 and Gui'an's 26 count different things."""
    rows = [
        row for row in FIGURES if "数据中心" in row["subject"] or "算力）中心" in row["subject"]
    ]
    meanings = {
        row["figure"]: (row["scope"], row["subject"])
        for row in rows
        if row["figure"] in {"11个", "23个", "26个"}
    }
    assert len(set(meanings.values())) == 3
    for text in (path.name for path in (SEEDS / "corpus").iterdir()):
        listed = {row["figure"] for row in FIGURES if row["file"] == text}
        assert len(listed & {"11个", "23个", "26个"}) <= 1, text


def test_software_revenue_growth_is_one_series() -> None:
    rows = [row for row in FIGURES if row["subject"] == "软件和信息技术服务业收入增速"]
    actual = {row["period"]: row["figure"] for row in rows if row["status"] == "actual"}
    assert actual == {"2021": "59.3%", "2025-H1": "7.2%"}
    assert {row["scope"] for row in rows} == {"贵州省"}


def test_generated_documents_equal_their_sources(tmp_path: Path) -> None:
    pytest.importorskip("reportlab")
    for path in build(tmp_path):
        assert extract(path, "gb18030") == extract(SEEDS / "corpus" / path.name, "gb18030")
