"""Prompt files, the packaged ones and a user's own."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from rag.errors import ConfigError
from rag.generators.prompts import FOLDER_VARIABLE, PLACES, digest, messages


@pytest.fixture(autouse=True)
def packaged(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(FOLDER_VARIABLE, raising=False)


@pytest.mark.parametrize("name", PLACES)
@pytest.mark.parametrize("language", ["zh", "en"])
def test_packaged_prompts_have_a_place_for_everything(name: str, language: Any) -> None:
    values = {place: f"<{place}>" for place in PLACES[name]}
    system, user = messages(name, language, **values)
    assert (system.role, user.role) == ("system", "user")
    sent = system.content + user.content
    assert all(value in sent for value in values.values())
    assert "$" not in sent


def test_what_is_filled_in_is_not_read_as_a_place() -> None:
    (_, user) = messages("split", "zh", question="$evidence 和 $$ 和 ${x}")
    assert user.content == "$evidence 和 $$ 和 ${x}"


def test_a_user_s_own_prompt(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(FOLDER_VARIABLE, str(tmp_path))
    (tmp_path / "split.zh.md").write_text("拆开，每个$$一行。\n---\n$question", "utf-8")
    assert messages("split", "zh", question="问")[0].content == "拆开，每个$一行。"
    assert "Split" in messages("split", "en", question="q")[0].content
    before = digest(messages("split", "zh", question="问"))
    (tmp_path / "split.zh.md").write_text("拆。\n---\n$question", "utf-8")
    assert digest(messages("split", "zh", question="问")) != before


@pytest.mark.parametrize(
    "text",
    ["no line\n$question", "a\n---\n$question $more", "a\n---\nnothing", "a\n---\n$question $"],
)
def test_a_prompt_that_cannot_be_used(
    text: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(FOLDER_VARIABLE, str(tmp_path))
    (tmp_path / "split.zh.md").write_text(text, "utf-8")
    with pytest.raises(ConfigError, match=r"split\.zh\.md") as error:
        messages("split", "zh", question="问")
    assert error.value.remedy


def test_a_folder_that_is_not_there(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(FOLDER_VARIABLE, str(tmp_path / "nowhere"))
    with pytest.raises(ConfigError, match="nowhere"):
        messages("split", "zh", question="问")


def test_bytes_that_are_no_text(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(FOLDER_VARIABLE, str(tmp_path))
    (tmp_path / "split.zh.md").write_bytes("拆开".encode("gbk"))
    with pytest.raises(ConfigError):
        messages("split", "zh", question="问")
