"""What every generator promises: the tests of each implementation inherit GeneratorContract."""

from __future__ import annotations

import contextlib
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest

from rag.generators import CutShort, Generator, GeneratorError, Message

ASKED = (
    Message("system", "You answer in one short sentence."),
    Message("user", "What colour is the sky on a clear day?"),
)
ENDLESS = (Message("user", "Write a long story about a fisherman and the sea."),)
SOON_S = 20.0  # on a machine busy with other work; a model that is not stopped takes far longer


def written(pieces: Iterator[str]) -> str:
    """The pieces as one text, whether or not it was finished."""
    said = []
    with contextlib.suppress(CutShort):
        said.extend(pieces)
    return "".join(said)


class GeneratorContract:
    """Override `generator` with a fixture that gives one generator to all tests of the class."""

    @pytest.fixture
    def generator(self) -> Generator:
        raise NotImplementedError

    def test_is_a_generator(self, generator: Generator) -> None:
        assert isinstance(generator, Generator)
        assert generator.name
        assert generator.context_size > 0

    def test_fingerprint_does_not_depend_on_use(self, generator: Generator) -> None:
        before = generator.fingerprint
        written(generator.stream(ASKED, limit=4))
        assert generator.fingerprint == before
        assert before.strip()

    def test_tokens_are_counted(self, generator: Generator) -> None:
        short, longer = "软件业务收入", "2024年，青山市软件业务收入达到38.6亿元，同比增长12.4%。"
        assert generator.count_tokens("") == 0
        assert 0 < generator.count_tokens(short) < generator.count_tokens(longer)
        assert generator.count_tokens(longer) <= len(longer.encode())

    def test_an_answer_comes_in_pieces(self, generator: Generator) -> None:
        pieces = []
        with pytest.raises(CutShort):
            pieces.extend(generator.stream(ENDLESS, limit=12))
        assert len(pieces) > 1
        assert all(isinstance(piece, str) and piece for piece in pieces)

    def test_the_same_chat_gets_the_same_text(self, generator: Generator) -> None:
        first, second = (written(generator.stream(ASKED, limit=12)) for _ in range(2))
        assert first == second != ""

    def test_a_limit_is_kept_and_told(self, generator: Generator) -> None:
        said = []
        with pytest.raises(CutShort) as cut:
            said.extend(generator.stream(ENDLESS, limit=4))
        assert generator.count_tokens("".join(said)) <= 4 + 2  # pieces may join when read anew
        assert "4" in str(cut.value)

    def test_stop_ends_the_pieces(self, generator: Generator) -> None:
        stop, started, said = threading.Event(), time.monotonic(), 0
        for _ in generator.stream(ENDLESS, stop, limit=1000):
            said += 1
            stop.set()
        assert said == 1
        assert time.monotonic() - started < SOON_S

    def test_stopped_before_it_began(self, generator: Generator) -> None:
        stop = threading.Event()
        stop.set()
        assert list(generator.stream(ENDLESS, stop, limit=1000)) == []

    def test_an_abandoned_answer_does_not_block_the_next(self, generator: Generator) -> None:
        pieces = generator.stream(ENDLESS, limit=1000)
        next(pieces)
        pieces.close()  # type: ignore[attr-defined]  # every implementation is a generator function
        assert written(generator.stream(ASKED, limit=4))

    def test_messages_beyond_the_window_are_refused(self, generator: Generator) -> None:
        endless = Message("user", "policy " * (2 * generator.context_size))
        with pytest.raises(GeneratorError) as error:
            list(generator.stream([endless], limit=4))
        assert not isinstance(error.value, CutShort)

    def test_threads_get_what_one_thread_gets(self, generator: Generator) -> None:
        with ThreadPoolExecutor(3) as pool:
            said = list(pool.map(lambda _: written(generator.stream(ASKED, limit=6)), range(3)))
        assert len(set(said)) == 1
