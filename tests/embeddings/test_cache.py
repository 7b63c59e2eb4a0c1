"""The unpacked model in the cache: whole, checked, and mended after any accident."""

from __future__ import annotations

import json
import logging
import os
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from embeddings import open_encoder
from embeddings.cache import MANIFEST, cache_root, is_intact, publish
from embeddings.checkpoint import (
    WEIGHTS_SIZE,
    bundled_weights,
    read_normalization,
    unpacked_model,
    verify_weights,
)
from embeddings.errors import ModelDamagedError
from embeddings.q4 import read_q4

ROOT = Path(__file__).parents[2]


def fill(folder: Path) -> None:
    (folder / "inner").mkdir()
    (folder / "a.txt").write_text("一")
    (folder / "inner" / "b.bin").write_bytes(b"\0" * 1000)


def test_the_cache_follows_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", "/x")
    monkeypatch.delenv("POLICYQA_CACHE", raising=False)
    assert cache_root() == Path("/x/policyqa")
    monkeypatch.setenv("POLICYQA_CACHE", "/y")
    assert cache_root() == Path("/y")


def test_publish_makes_a_whole_folder(tmp_path: Path) -> None:
    publish(tmp_path / "m", fill)
    assert is_intact(tmp_path / "m")
    assert [path.name for path in tmp_path.iterdir()] == ["m"]


@pytest.mark.parametrize("damage", ["flip", "cut", "lose", "add", "manifest", "empty"])
def test_damage_is_seen_and_mended(tmp_path: Path, damage: str) -> None:
    folder = tmp_path / "m"
    publish(folder, fill)
    if damage == "flip":
        (folder / "inner" / "b.bin").write_bytes(b"\0" * 999 + b"\1")
    elif damage == "cut":
        os.truncate(folder / "inner" / "b.bin", 10)
    elif damage == "lose":
        (folder / "a.txt").unlink()
    elif damage == "add":
        (folder / "c.txt").touch()
    elif damage == "manifest":
        os.truncate(folder / MANIFEST, 20)
    else:
        shutil.rmtree(folder)
        folder.mkdir()
    assert not is_intact(folder)
    publish(folder, fill)
    assert is_intact(folder)
    assert [path.name for path in tmp_path.iterdir()] == ["m"]


def test_a_builder_that_fails_leaves_nothing(tmp_path: Path) -> None:
    def fails(folder: Path) -> None:
        fill(folder)
        raise OSError(28, "No space left on device")

    with pytest.raises(OSError, match="No space"):
        publish(tmp_path / "m", fails)
    assert list(tmp_path.iterdir()) == []


def test_a_killed_process_leaves_no_folder_and_no_obstacle(tmp_path: Path) -> None:
    program = (
        "import os, signal, sys\n"
        "from pathlib import Path\n"
        "from embeddings.cache import publish\n"
        "def build(folder):\n"
        "    (folder / 'half').write_text('x')\n"
        "    os.kill(os.getpid(), signal.SIGKILL)\n"
        "publish(Path(sys.argv[1]), build)\n"
    )
    folder = tmp_path / "m"
    run = subprocess.run([sys.executable, "-c", program, str(folder)], cwd=ROOT)
    assert run.returncode == -signal.SIGKILL
    assert not folder.exists()
    (rest,) = tmp_path.iterdir()
    publish(folder, fill)
    assert is_intact(folder)
    assert rest.exists(), "it may belong to a process still at work"
    long_ago = time.time() - 2 * 24 * 3600
    os.utime(rest, (long_ago, long_ago))
    shutil.rmtree(folder)
    publish(folder, fill)
    assert [path.name for path in tmp_path.iterdir()] == ["m"]


def test_an_intact_folder_of_another_process_stays(tmp_path: Path) -> None:
    folder = tmp_path / "m"

    def slow(staging: Path) -> None:
        publish(folder, fill)  # the other process is done first
        (staging / "late").touch()

    publish(folder, slow)
    assert is_intact(folder)
    assert not (folder / "late").exists()


def test_a_damaged_model_is_unpacked_again(model_cache: Path) -> None:
    folder = unpacked_model()
    config = folder / "config.json"
    good = config.read_bytes()
    config.write_bytes(good.replace(b"gelu", b"relu"))
    assert unpacked_model() == folder
    assert config.read_bytes() == good


def test_without_a_writable_cache_a_temporary_folder_serves(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    blocked = tmp_path / "file"
    blocked.touch()
    monkeypatch.setenv("POLICYQA_CACHE", str(blocked / "below"))
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    with caplog.at_level(logging.WARNING):
        folder = unpacked_model()
    assert is_intact(folder)
    assert "POLICYQA_CACHE" in caplog.text
    assert open_encoder().encode_queries(["没有缓存也能提问"]).shape == (1, 384)


def test_altered_weights_are_refused_even_after_a_good_check(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("POLICYQA_CACHE", str(tmp_path / "cache"))
    copy = tmp_path / "weights.bin"
    shutil.copy(bundled_weights(), copy)
    verify_weights(copy)
    (stamp,) = (tmp_path / "cache").iterdir()
    assert json.loads(stamp.read_text())[1] == WEIGHTS_SIZE
    verify_weights(copy)
    with copy.open("rb+") as stream:
        stream.seek(WEIGHTS_SIZE // 2)
        byte = stream.read(1)[0]
        stream.seek(WEIGHTS_SIZE // 2)
        stream.write(bytes([byte ^ 1]))
    with pytest.raises(ModelDamagedError, match="--force-reinstall"):
        verify_weights(copy)
    os.truncate(copy, 1000)
    with pytest.raises(ModelDamagedError, match="1000 bytes"):
        verify_weights(copy)


def test_the_model_file_is_read_as_documented(model_cache: Path) -> None:
    model = read_q4(bundled_weights())
    assert (model.shape.hidden, model.shape.layers, model.shape.vocabulary) == (384, 12, 250_037)
    assert model.normalization[ord("Ａ")] == "A"
    assert ord("～") not in model.normalization
    assert model.tensor("l0.q.w").shape == (384 * 384,)
    assert read_normalization(unpacked_model()) == model.normalization


@pytest.mark.parametrize("content", [b"", b"E5S1", b"GGUF" + b"\0" * 100, b"E5S1" + b"\xff" * 300])
def test_a_foreign_model_file_is_refused(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "weights.bin"
    path.write_bytes(content)
    with pytest.raises(ModelDamagedError):
        read_q4(path)
