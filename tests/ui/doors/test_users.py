"""The file of users: hashed, private, changed whole or not at all."""

from __future__ import annotations

import os
import stat
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rag.errors import UsageError
from tests.running import Cli
from ui.users import PasswordHash, put_user, read_users, remove_user

PASSWORD = "correct horse 电池"


def test_a_password_is_known_again() -> None:
    known = PasswordHash.of(PASSWORD)
    assert known.matches(PASSWORD)
    assert not known.matches(PASSWORD + "x")
    assert PasswordHash.parse(str(known)) == known


def test_equal_passwords_look_different() -> None:
    assert str(PasswordHash.of(PASSWORD)) != str(PasswordHash.of(PASSWORD))


@settings(max_examples=5)
@given(st.text(min_size=8, max_size=60))
def test_any_text_may_be_a_password(password: str) -> None:
    known = PasswordHash.of(password)
    assert known.matches(password)
    assert not known.matches(password[:-1])


def test_put_change_remove(tmp_path: Path) -> None:
    path = tmp_path / "new" / "users.txt"
    assert put_user(path, "li.ming", PASSWORD)
    assert put_user(path, "王芳", PASSWORD)
    assert not put_user(path, "li.ming", "another password")
    users = read_users(path)
    assert sorted(users) == ["li.ming", "王芳"]
    assert users["li.ming"].matches("another password")
    remove_user(path, "li.ming")
    assert list(read_users(path)) == ["王芳"]
    with pytest.raises(UsageError, match=r"li\.ming"):
        remove_user(path, "li.ming")


@pytest.mark.skipif(os.name != "posix", reason="file modes are POSIX's")
def test_only_the_owner_reads(tmp_path: Path) -> None:
    path = tmp_path / "users.txt"
    os.umask(0)
    put_user(path, "a", PASSWORD)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert [entry.name for entry in tmp_path.iterdir()] == ["users.txt"]


@pytest.mark.parametrize("name", ["", "a:b", "a b", "a\nb", "x" * 65, "a/b", "<b>"])
def test_names_that_cannot_be(tmp_path: Path, name: str) -> None:
    with pytest.raises(UsageError):
        put_user(tmp_path / "users.txt", name, PASSWORD)


@pytest.mark.parametrize("password", ["", "short", "x" * 201])
def test_passwords_that_cannot_be(tmp_path: Path, password: str) -> None:
    with pytest.raises(UsageError) as caught:
        put_user(tmp_path / "users.txt", "a", password)
    assert not password or password not in str(caught.value)


@pytest.mark.parametrize(
    "line", ["a", "a:", "a:plain", "a:md5$1$2$3$4$5", "a:scrypt$x$8$1$AAAA$AAAA", "a:scrypt$1$$$$"]
)
def test_damaged_lines_are_told_without_showing_them(tmp_path: Path, line: str) -> None:
    path = tmp_path / "users.txt"
    path.write_text(f"# users\n\n{line}\n", "utf-8")
    with pytest.raises(UsageError, match="Line 3") as caught:
        read_users(path)
    assert line not in str(caught.value) or len(line) < 3


def test_commands(cli: Cli) -> None:
    add = ("serve", "add-user", "li")
    no_password = cli(*add)
    assert no_password.code == 2
    assert "POLICYQA_PASSWORD" in no_password.err
    assert cli(*add, POLICYQA_PASSWORD="short").code == 2
    done = cli(*add, POLICYQA_PASSWORD=PASSWORD)
    assert done.code == 0
    assert PASSWORD not in done.text + done.err
    assert PASSWORD not in (cli.cwd / "users.txt").read_text("utf-8")
    assert cli("serve", "list-users").text == "li\n"
    assert cli("serve", "remove-user", "wang").code == 2
    assert cli("serve", "remove-user", "li").code == 0
    assert cli("serve", "list-users", "--users", "none.txt").code == 2
