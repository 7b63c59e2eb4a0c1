"""`policyqa models`, and `policyqa ask` with a language model, as a user meets them."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.rag.generators.servers import KEY, Script, free_port, saying, scripted_server, status
from tests.running import Cli

ASKED = "2024年青山市软件业务收入是多少？"
SAID = "2024年青山市软件业务收入为38.6亿元[1]。收入为83.6亿元[1]。"


def test_what_is_missing_comes_with_its_command(cli: Cli) -> None:
    done = cli("models", OPENAI_API_KEY="", OPENAI_BASE_URL="")
    assert done.code == 0
    assert "✓ extractive" in done.text
    assert "→ export POLICYQA_LLM_BASE_URL=" in done.text


def test_models_as_json(cli: Cli) -> None:
    rows = cli("models", "--json").json
    assert list(rows[0]) == ["use", "spec", "usable", "detail", "remedy"]
    assert (rows[0]["spec"], rows[0]["usable"]) == ("extractive", True)
    assert all(row["remedy"] for row in rows if not row["usable"])


def test_a_server_that_cannot_be_reached_or_refuses(cli: Cli) -> None:
    nowhere = f"http://127.0.0.1:{free_port()}/v1"
    run = cli("models", POLICYQA_LLM_BASE_URL=nowhere, POLICYQA_LLM_API_KEY=KEY)
    assert nowhere in run.text
    assert KEY not in run.text


@pytest.fixture
def ask(small_index: Path) -> Cli:
    return Cli(small_index)


def test_an_answer_in_the_terminal(ask: Cli) -> None:
    with scripted_server(Script(saying(*SAID))) as server:
        run = ask("ask", ASKED, "--generator", "openai:m", POLICYQA_LLM_BASE_URL=server.base_url)
    claims, _, withheld = run.text.partition("模型还写了")
    assert "✓ 2024年青山市软件业务收入为38.6亿元。 [1]" in claims
    assert "plan.md" in claims
    assert "✗ 收入为83.6亿元。" in withheld
    assert "83.6" not in claims


def test_a_failure_in_the_terminal(ask: Cli) -> None:
    with scripted_server(Script(status(401, f"bad key {KEY}"))) as server:
        run = ask(
            "ask",
            ASKED,
            POLICYQA_GENERATOR="openai:m",
            POLICYQA_LLM_BASE_URL=server.base_url,
            POLICYQA_LLM_API_KEY=KEY,
        )
    assert run.code == 0
    assert run.text.startswith("! openai:m")
    assert "38.6亿元" in run.text
    assert KEY not in run.text + run.err


def test_a_generator_that_is_none(ask: Cli) -> None:
    run = ask("ask", ASKED, "--generator", "chatgpt")
    assert run.code == 2
    assert "policyqa models" in run.err


def test_without_a_generator_nothing_changes(ask: Cli) -> None:
    plain = ask("ask", ASKED).text
    assert plain == ask("ask", ASKED, "--generator", "extractive").text
    assert "!" not in plain
