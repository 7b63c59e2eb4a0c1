"""`policyqa serve` as a user starts it, and as it ends."""

from __future__ import annotations

import asyncio
import shutil
import signal
import socket
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from tests.running import Cli
from tests.ui.doors.running_server import TOKEN, Server, start
from ui.serving import bound, url
from ui.settings import Settings

ASK = {"question": "2024年青山市软件业务收入是多少？"}


@pytest.mark.slow
@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_ends_quietly(home: Path, number: int) -> None:
    running = start(Cli(home), home)
    with running.client() as client:
        assert client.post("/api/ask", json=ASK).status_code == 200
        with client.stream("GET", "/gradio_api/heartbeat/abc"):  # a page left open
            code = running.stop(number)
    assert code == 0
    assert "Traceback" not in running.log
    assert "error" not in running.log.lower()


@pytest.mark.skipif(sys.platform != "linux", reason="wake-ups are counted where Linux tells them")
def test_a_server_that_nobody_asks_sleeps(server: Server) -> None:
    status = Path(f"/proc/{server.process.pid}/status")

    def woken() -> int:
        lines = (line.split(":") for line in status.read_text("utf-8").splitlines())
        return int(dict(lines)["voluntary_ctxt_switches"])

    before = woken()
    time.sleep(1)
    assert woken() - before < 250


def test_help_is_quick(cli: Cli) -> None:
    program = (
        "import sys; sys.argv = ['policyqa', 'serve', '--help']\n"
        "from rag.cli import main\n"
        "try: main()\n"
        "except SystemExit as end: assert not end.code\n"
        "assert not {'gradio', 'fastapi', 'uvicorn', 'mcp', 'torch', 'numpy'} & sys.modules.keys()"
    )
    run = cli.python([sys.executable, "-W", "error", "-c", program])
    assert run.code == 0, run.err
    assert "--host" in run.text


def test_missing_index(cli: Cli) -> None:
    run = cli("serve")
    assert run.code == 2
    assert "policyqa ingest PATH --index index" in run.err


@pytest.mark.parametrize("host", ["0.0.0.0", "::", "192.0.2.1", "example.org"])
def test_others_need_a_login(home: Path, host: str) -> None:
    run = Cli(home)("serve", "--host", host)
    assert run.code == 2
    assert "policyqa serve add-user" in run.err


@pytest.mark.slow
def test_the_advice_about_logins_works(home: Path) -> None:
    """A login set up as told opens the server to others."""
    running = start(Cli(home), home, "--host", "0.0.0.0", POLICYQA_TOKEN=TOKEN)
    try:
        assert "tls" in running.log
        with running.client(headers={"Authorization": f"Bearer {TOKEN}"}) as client:
            client.base_url = f"http://127.0.0.1:{running.port}/"
            assert client.get("/v1/models", headers={"Host": "any.example"}).status_code == 200
    finally:
        assert running.stop() == 0


def test_port_in_use(home: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        run = Cli(home)("serve", "--port", port)
    assert run.code == 2
    assert f"policyqa serve --port {port + 1}" in run.err


@pytest.mark.parametrize(
    ("arguments", "environment", "told"),
    [
        (["--users", "nobody.txt"], {}, "add-user"),
        (["--token-env", "MY_TOKEN"], {}, "MY_TOKEN"),
        ([], {"POLICYQA_TOKEN": "short-secret"}, "POLICYQA_TOKEN"),
        (["--tls-cert", "a.pem"], {}, "--tls-key"),
        (["--tls-cert", "a.pem", "--tls-key", "b.pem"], {}, "a.pem"),
        (["--index", ""], {}, "--index"),
        (["--host", "no.such.host.invalid"], {"POLICYQA_TOKEN": TOKEN}, "127.0.0.1"),
        (["--port", "70000"], {}, "--port"),
        (["--nonsense"], {}, "--nonsense"),
    ],
)
def test_what_cannot_be_is_told(
    home: Path, arguments: list[str], environment: dict[str, str], told: str
) -> None:
    run = Cli(home)("serve", *arguments, **environment)
    assert run.code == 2
    assert told in run.err
    assert "short-secret" not in run.err


@pytest.mark.slow
def test_new_documents_are_answered_while_serving(home: Path, tmp_path: Path) -> None:
    """Another process writes; those who ask meanwhile get answers, then the new document."""
    shutil.copytree(home / "index", tmp_path / "index")
    news = tmp_path / "news"
    news.mkdir()
    for number in range(40):
        text = f"白水县{number}号桥简报\n\n白水县{number}号桥全长{number + 300}米。\n"
        (news / f"{number}.txt").write_text(text, "utf-8")
    cli = Cli(tmp_path)
    running = start(cli, tmp_path, "--rate", 0)
    try:
        writer = subprocess.Popen(
            cli.command("ingest", "news"),
            cwd=tmp_path,
            env=cli.environment(),
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        with running.client() as client:
            codes = []
            while writer.poll() is None:
                codes.append(client.post("/api/ask", json=ASK).status_code)
                assert client.get("/readyz").status_code == 200
            assert writer.returncode == 0
            assert set(codes) <= {200}
            answer = client.post("/api/ask", json={"question": "白水县7号桥全长多少米？"}).json()
        assert "307米" in answer["text"]
    finally:
        assert running.stop() == 0


@pytest.mark.slow
def test_a_lost_index_is_told_without_its_place(home: Path, tmp_path: Path) -> None:
    shutil.copytree(home / "index", tmp_path / "index")
    running = start(Cli(tmp_path), tmp_path)
    try:
        with running.client() as client:
            shutil.rmtree(tmp_path / "index")
            codes = set()
            for _ in range(3):
                response = client.post("/api/ask", json=ASK)
                codes.add(response.status_code)
                assert str(tmp_path) not in response.text
                assert "Traceback" not in response.text
            assert codes <= {200, 503}
            assert client.get("/healthz").status_code == 200
    finally:
        assert running.stop() == 0


def test_many_at_once_get_their_own_answers(server: Server) -> None:
    questions = {
        "2024年青山市软件业务收入是多少？": "38.6亿元",
        "青山市在用数据中心共多少个？": "9个",
        "绿江县2024年建成乡村数字驿站多少个？": "31个",
        "青山市大数据局首任局长是谁？": "周明远",
    }

    def ask(question: str) -> str:
        with server.client() as client:
            answer = client.post("/api/ask", json={"question": question}).json()
            assert answer["question"] == question
            return str(answer["text"])

    asked = list(questions) * 6
    with ThreadPoolExecutor(12) as threads:
        for question, text in zip(asked, threads.map(ask, asked), strict=True):
            assert questions[question] in text


@pytest.mark.parametrize(
    ("host", "address"),
    [
        ("127.0.0.1", "http://127.0.0.1:80/"),
        ("0.0.0.0", "http://localhost:80/"),
        ("::1", "http://[::1]:80/"),
        ("::", "http://localhost:80/"),
        ("pc.lan", "http://pc.lan:80/"),
    ],
)
def test_the_address_can_be_typed(host: str, address: str) -> None:
    assert url(Settings(host=host), 80) == address


def test_answers_do_not_wait_for_acknowledgements() -> None:
    """Nagle's algorithm is off on what the server accepts: it would hold pieces back for 40 ms."""

    async def accepted(listener: socket.socket) -> int:
        found: asyncio.Future[int] = asyncio.get_running_loop().create_future()

        async def serve(_: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            inside = writer.get_extra_info("socket")
            found.set_result(inside.getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY))
            writer.close()

        async with await asyncio.start_server(serve, sock=listener):
            _, writer = await asyncio.open_connection(*listener.getsockname()[:2])
            nodelay = await found
            writer.close()
            return nodelay

    with bound(Settings(host="127.0.0.1", port=0)) as listener:
        assert asyncio.run(accepted(listener)) == 1
