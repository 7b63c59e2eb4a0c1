"""The command line as a user meets it: every command in a process of its own, on a real index."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from rag.cli import terminal
from rag.cli.language import speaks_chinese
from rag.errors import IndexLocked, StorageError, UsageError
from rag.store import Index
from tests.running import Cli, write_corpus

ANSWERABLE = "青山市2024年软件业务收入达到多少？"


@pytest.fixture
def reader(small_index: Path) -> Cli:
    return Cli(small_index)


class TestIngest:
    def test_one_line_per_document(self, small_index: Path, reader: Cli) -> None:
        run = reader("ingest", "docs", "--json")
        assert run.code == 0
        assert {(line["source"], line["status"]) for line in run.lines} == {
            (source, "unchanged")
            for source in ("plan.md", "notice.txt", "table.html", "rows.jsonl#q1", "rows.jsonl#q2")
        }

    def test_failures_do_not_stop_the_rest(self, cli: Cli) -> None:
        folder = cli.cwd / "docs"
        folder.mkdir()
        (folder / "a.pdf").write_bytes(b"%PDF-1.7\nthis is not a PDF at all")
        (folder / "b.doc").write_bytes(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600))
        (folder / "c.txt").write_bytes(b"")
        (folder / "d.txt").write_text("青山市数据中心通报：在用数据中心9个。", "utf-8")
        run = cli("ingest", folder, "--json")
        assert run.code == 1
        by_source = {line["source"]: line for line in run.lines}
        assert [by_source[s]["status"] for s in ("a.pdf", "b.doc", "c.txt")] == ["failed"] * 3
        assert all(by_source[s]["reason"] for s in ("a.pdf", "b.doc", "c.txt"))
        assert by_source["d.txt"]["status"] == "added"

    def test_summary_for_people(self, cli: Cli) -> None:
        folder = cli.cwd / "docs"
        folder.mkdir()
        (folder / "a.txt").write_text("青山市有9个数据中心。", "utf-8")
        (folder / "b.pdf").write_bytes(b"%PDF-1.7")
        (folder / "c.js").write_text("1", "utf-8")
        run = cli("ingest", folder)
        assert run.code == 1
        assert "新增" in run.text
        assert "失败" in run.text
        assert "b.pdf" in run.text
        assert ".js 1" in run.text
        english = cli("ingest", folder, LANG="en_US.UTF-8")
        assert "unchanged" in english.text

    def test_empty_folder(self, cli: Cli) -> None:
        (cli.cwd / "docs").mkdir()
        run = cli("ingest", "docs")
        assert run.code == 0
        assert "没有找到" in run.text

    @pytest.mark.skipif(os.name != "posix" or os.geteuid() == 0, reason="root reads everything")
    def test_unreadable_folder(self, cli: Cli) -> None:
        folder = cli.cwd / "docs"
        folder.mkdir()
        (folder / "closed").mkdir(mode=0)
        run = cli("ingest", "docs", "--json")
        assert run.code == 1
        assert run.lines[0]["status"] == "failed"

    def test_interrupted_run_says_what_is_stored(self, cli: Cli) -> None:
        folder = write_corpus(cli.cwd / "docs")
        assert cli("ingest", folder).code == 0
        line = "青山市第{}号公告：本期新增服务器{}台，由市大数据局负责验收。"
        paragraphs = "\n\n".join(line.format(i, 100 + i) * 12 for i in range(240))
        (folder / "z.txt").write_text(paragraphs, "utf-8")
        with subprocess.Popen(
            cli.command("ingest", folder, "--json", strict=False),
            cwd=cli.cwd,
            env=cli.environment(),
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            # A shell starts its background jobs, and what they start, deaf to Ctrl-C.
            preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),  # noqa: PLW1509
        ) as process:
            assert process.stdout is not None
            first = json.loads(process.stdout.readline())
            assert first["status"] == "unchanged"
            process.send_signal(signal.SIGINT)
            _, err = process.communicate(timeout=120)
        # Interrupted inside exec(), as in making a dataclass, Python ends by the signal itself,
        # whoever caught it; a shell tells both as 130.
        assert process.returncode in (130, -signal.SIGINT), err.decode()
        assert "已中断" in err.decode()
        assert b"Traceback" not in err
        assert cli("ask", ANSWERABLE).code == 0


class TestAsk:
    def test_answer_quotes_the_document(self, reader: Cli) -> None:
        run = reader("ask", ANSWERABLE, "--json")
        assert run.code == 0
        answer = run.json
        assert answer["status"] == "answered"
        assert "38.6亿元" in answer["claims"][0]["text"]
        for citation in answer["citations"]:
            shown = reader("docs", "show", citation["document_id"]).text
            assert shown[citation["start"] : citation["end"]] == citation["quote"]

    def test_same_question_same_bytes(self, reader: Cli) -> None:
        first, second = (reader("ask", ANSWERABLE, "--json").json for _ in range(2))
        assert first.pop("timings").keys() == second.pop("timings").keys()
        assert first == second

    def test_answer_for_people(self, reader: Cli) -> None:
        run = reader("ask", ANSWERABLE)
        assert run.code == 0
        assert "[1]" in run.text
        assert "《青山市软件产业发展计划》" in run.text
        assert "2025-03-18" in run.text
        assert "\x1b" not in run.text

    def test_refusal_is_no_failure(self, reader: Cli) -> None:
        run = reader("ask", "火星基地的氧气价格由谁制定？")
        assert run.code == 0
        assert "不作回答" in run.text

    def test_filters_exclude(self, reader: Cli) -> None:
        run = reader("ask", ANSWERABLE, "--json", "--until", "2020")
        assert run.code == 0
        assert run.json["status"] == "refused"

    @pytest.mark.parametrize("question", ["", "  ", "？！", "问" * 3000])
    def test_unusable_question(self, reader: Cli, question: str) -> None:
        run = reader("ask", question)
        assert run.code == 2
        assert run.err.strip()

    def test_undecodable_question(self, reader: Cli) -> None:
        done = subprocess.run(
            [*map(os.fsencode, reader.command("ask")), "软件".encode("gb18030")],
            cwd=reader.cwd,
            env=reader.environment(),
            capture_output=True,
        )
        assert done.returncode == 2
        assert b"Traceback" not in done.stderr

    def test_does_without_torch_and_gradio(self, reader: Cli) -> None:
        program = (
            "import sys\nfrom rag.cli import main\n"
            f"sys.argv = ['policyqa', 'ask', {ANSWERABLE!r}]\n"
            "try:\n    main()\nfinally:\n"
            "    print(*(m for m in ('torch', 'transformers', 'sentence_transformers', 'gradio')"
            " if m in sys.modules), file=sys.stderr)\n"
        )
        run = reader.python([sys.executable, "-c", program])
        assert run.code == 0
        assert run.err.strip() == ""


class TestSearch:
    def test_hits_are_places_in_the_shown_text(self, reader: Cli) -> None:
        run = reader("search", "数据中心", "-k", "3", "--json")
        assert run.code == 0
        assert run.json[0]["source"] == "notice.txt"
        assert 1 <= len(run.json) <= 3
        for hit in run.json:
            shown = reader("docs", "show", hit["document_id"]).text
            assert shown[hit["start"] : hit["end"]] == hit["text"]

    def test_filters(self, reader: Cli) -> None:
        run = reader("search", "青山市", "--json", "--source", "rows.jsonl")
        assert {hit["external_id"] for hit in run.json} == {"q1", "q2"}
        late = reader("search", "青山市", "--json", "--since", "2025-06")
        assert {hit["source"] for hit in late.json} == {"notice.txt"}

    @pytest.mark.parametrize("extra", [("-k", "0"), ("--since", "昨天")])
    def test_wrong_values(self, reader: Cli, extra: tuple[str, str]) -> None:
        assert reader("search", "软件", *extra).code == 2

    def test_lines_for_people(self, reader: Cli) -> None:
        run = reader("search", "数据中心", "-k", "1")
        assert "《青山市数据中心能耗通报》" in run.text


class TestDocs:
    def test_show_writes_exactly_the_text(self, small_index: Path, reader: Cli) -> None:
        with Index.open(small_index / "index") as index:
            infos = index.documents()
            assert len(infos) == 5
            for info in infos:
                expected = index.document(info.id).text.encode()
                shown = reader("docs", "show", info.id, PYTHONIOENCODING="ascii", LANG="C")
                assert shown.out == expected

    def test_show_original_and_dropped(self, small_index: Path, reader: Cli) -> None:
        with Index.open(small_index / "index") as index:
            archive = index.archive(
                next(d.id for d in index.documents() if d.source == "table.html")
            )
        assert reader("docs", "show", "table.html", "--original").text == archive.decoded
        dropped = reader("docs", "show", "table.html", "--dropped").text
        assert all(block.reason in dropped for block in archive.dropped)
        assert reader("docs", "show", "table.html", "--original", "--dropped").code == 2

    def test_list(self, reader: Cli) -> None:
        run = reader("docs", "list")
        assert "notice.txt" in run.text
        assert "2025-06-05" in run.text
        listed = reader("docs", "list", "--json").json
        assert [d["source"] for d in listed] == sorted(d["source"] for d in listed)

    def test_beginning_of_an_id_is_enough(self, reader: Cli) -> None:
        document = reader("docs", "list", "--json").json[0]
        assert reader("docs", "show", document["id"][:8]).code == 0

    def test_unknown_document(self, reader: Cli) -> None:
        run = reader("docs", "show", "nothing")
        assert run.code == 2
        assert "policyqa docs list" in run.err

    def test_remove(self, cli: Cli) -> None:
        write_corpus(cli.cwd / "docs")
        cli("ingest", "docs")
        assert cli("docs", "remove", "notice.txt").code == 0
        assert "notice.txt" not in cli("docs", "list").text
        again = cli("ingest", "docs", "--json")
        assert [line["source"] for line in again.lines if line["status"] == "added"] == [
            "notice.txt"
        ]


def test_documents_do_not_command_the_terminal(cli: Cli) -> None:
    """Escape sequences, C1 controls and marks that reorder text are shown as escapes."""
    folder = cli.cwd / "docs"
    folder.mkdir()
    hostile = "\x1b]0;owned\x07红山市\x1b[2J通报\n\n红山市有\x9b31m数据中心12个\u202e，见表。\n"
    (folder / "a\x1b[31m\n\u202eb.txt").write_text(hostile, "utf-8")
    (folder / "c\x1b[5m.pdf").write_bytes(b"%PDF-1.7")
    (folder / "d.\x1b[5m").write_text("x", "utf-8")
    shown = [
        cli("ingest", folder),
        cli("docs", "list"),
        cli("ask", "红山市有多少个数据中心？"),
        cli("search", "红山市\u202e数据中心"),
        cli("docs", "show", "no\x1b[5mthing"),
        cli.python([sys.executable, "-m", "ui.prompt"], "红山市\x1b[5m有多少个数据中心？".encode()),
    ]
    for run in shown:
        assert not set("\x1b\x07\x9b\u202e") & set(run.text + run.err), run
    assert r"a\x1b[31m\n\u202eb.txt" in shown[1].text
    assert r"数据中心12个\u202e" in shown[2].text
    answer = cli("ask", "红山市有多少个数据中心？", "--json").json
    text = cli("docs", "show", answer["citations"][0]["document_id"]).text
    assert all(text[c["start"] : c["end"]] == c["quote"] for c in answer["citations"])


class TestUsage:
    @pytest.mark.parametrize(
        "arguments",
        [
            ("ask", "问题"),
            ("search", "问题"),
            ("docs", "list"),
            ("docs", "show", "x"),
            ("docs", "remove", "x"),
        ],
    )
    def test_no_index(self, cli: Cli, arguments: tuple[str, ...]) -> None:
        run = cli(*arguments)
        assert run.code == 2
        assert "policyqa ingest" in run.err
        assert not (cli.cwd / "index").exists()

    @pytest.mark.parametrize(
        "arguments",
        [("ask",), ("ask", "问", "--nonsense"), ("fly",), ("ingest",), ("ingest", "not/there")],
    )
    def test_wrong_usage(self, cli: Cli, arguments: tuple[str, ...]) -> None:
        run = cli(*arguments)
        assert run.code == 2
        assert run.err.strip()
        assert not (cli.cwd / "index").exists()

    def test_index_from_the_environment(self, small_index: Path, cli: Cli) -> None:
        run = cli("docs", "list", POLICYQA_INDEX=str(small_index / "index"))
        assert run.code == 0
        assert "notice.txt" in run.text

    def test_help_names_every_command(self, cli: Cli) -> None:
        run = cli("--help")
        assert run.code == 0
        assert all(name in run.text for name in ("ingest", "ask", "search", "docs", "doctor"))

    def test_reader_that_went_away(self, reader: Cli) -> None:
        with subprocess.Popen(
            reader.command("docs", "show", "plan.md"),
            cwd=reader.cwd,
            env=reader.environment(),
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
        ) as process:
            assert process.stdout is not None
            assert process.stderr is not None
            process.stdout.close()
            assert process.stderr.read() == b""


class TestGuarded:
    def test_bug_is_one_line(
        self, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.delenv("POLICYQA_DEBUG", raising=False)
        assert terminal.guarded(lambda: 1 // 0) == 1
        err = capsys.readouterr().err
        assert "POLICYQA_DEBUG=1" in err
        assert "Traceback" not in err
        monkeypatch.setenv("POLICYQA_DEBUG", "1")
        terminal.guarded(lambda: 1 // 0)
        assert "Traceback" in capsys.readouterr().err

    @pytest.mark.parametrize(
        ("error", "code"),
        [(UsageError("x"), 2), (StorageError("x"), 1), (IndexLocked("x"), 1)],
    )
    def test_expected_errors(self, error: Exception, code: int) -> None:
        def work() -> int:
            raise error

        assert terminal.guarded(work) == code


def test_language_follows_the_locale() -> None:
    assert speaks_chinese({"LANG": "zh_CN.UTF-8"})
    assert speaks_chinese({})
    assert not speaks_chinese({"LC_ALL": "en_GB.UTF-8", "LANG": "zh_CN.UTF-8"})


def test_doctor_finds_a_working_installation(reader: Cli) -> None:
    run = reader("doctor", "--json")
    assert {c["name"]: c["state"] for c in run.json if c["state"] == "broken"} == {}
    assert run.code == 0
    assert "5 篇" in reader("doctor").text


def test_whole_journey_without_a_network(cli: Cli) -> None:
    """Every way out is closed before anything of ours is imported."""
    write_corpus(cli.cwd / "docs")
    program = (
        "import socket, sys\n"
        "def refuse(*a, **k): raise AssertionError('network used')\n"
        "socket.socket.connect = socket.socket.connect_ex = refuse\n"
        "socket.create_connection = socket.getaddrinfo = refuse\n"
        "from rag.cli import main\n"
        "main()\n"
    )

    def offline(*arguments: str) -> int:
        return cli.python([sys.executable, "-c", program, *arguments]).code

    assert offline("ingest", "docs") == 0
    assert offline("ask", ANSWERABLE) == 0
    assert offline("search", "数据中心") == 0
    assert offline("doctor") == 0
