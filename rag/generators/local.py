"""A Hugging Face model in a local folder or in the local hub cache, through transformers."""

from __future__ import annotations

import threading
from collections.abc import Iterator, Sequence
from dataclasses import asdict
from importlib import import_module
from pathlib import Path
from typing import Any

from rag.generators.base import ANSWER_TOKENS, GeneratorError, Message, Stop, cut_short
from rag.generators.files import fingerprint
from rag.generators.pump import Emit, pumped

WINDOW = 8192  # tokens, for models that name no window or one of no use
_PLAIN = "{role}:\n{content}\n\n"  # for models without a chat template


class LocalGenerator:
    """`transformers:NAME_OR_PATH`, on the CPU; nothing is ever fetched.

    Raises:
        GeneratorError: there is no such model here.
    """

    def __init__(self, model: str) -> None:
        self._spec = model
        self._folder = _folder(model)
        self._lock = threading.Lock()  # loading
        self._busy = threading.Lock()  # one answer at a time: they share the processor anyway
        self._loaded: tuple[Any, Any] | None = None
        self._fingerprint: str | None = None

    @property
    def name(self) -> str:
        """`transformers:` and the model as it was named."""
        return f"transformers:{self._spec}"

    @property
    def fingerprint(self) -> str:
        """From the model's files; see `rag.generators.files.fingerprint`."""
        if self._fingerprint is None:
            files = [path for path in self._folder.iterdir() if path.is_file()]
            self._fingerprint = f"transformers:{fingerprint(files)}"
        return self._fingerprint

    @property
    def context_size(self) -> int:
        """Positions the model was made for, at most WINDOW."""
        model, _ = self._open()
        return min(int(getattr(model.config, "max_position_embeddings", WINDOW)), WINDOW)

    def count_tokens(self, text: str) -> int:
        """By the model's own tokenizer, without the marks it puts around a text."""
        _, tokenizer = self._open()
        return len(tokenizer.encode(text, add_special_tokens=False)) if text else 0

    def stream(
        self, messages: Sequence[Message], stop: Stop | None = None, limit: int = ANSWER_TOKENS
    ) -> Iterator[str]:
        """The answer in pieces; see Generator."""
        model, tokenizer = self._open()

        def run(emit: Emit) -> None:
            with self._busy:
                _generate(model, tokenizer, messages, emit, limit, self.context_size)

        return pumped(run, stop)

    def _open(self) -> tuple[Any, Any]:
        """The model and its tokenizer."""
        with self._lock:
            if self._loaded is None:
                self._loaded = _load(self._folder)
            return self._loaded


def _folder(model: str) -> Path:
    """Where the model's files lie: the folder itself, or its snapshot in the hub cache."""
    path = Path(model).expanduser()
    if path.is_dir():
        return path
    try:
        hub = import_module("huggingface_hub")
        return Path(hub.snapshot_download(model, local_files_only=True))
    except Exception as error:  # not a name, not in the cache: either way it is not here
        raise GeneratorError(
            f"本机没有模型 {model}。 There is no model {model} on this machine.",
            "hf download NAME --local-dir FOLDER; policyqa ask … --generator transformers:FOLDER",
        ) from error


def _load(folder: Path) -> tuple[Any, Any]:
    library = import_module("transformers")
    logging = import_module("transformers.utils.logging")
    logging.disable_progress_bar()
    try:
        tokenizer = library.AutoTokenizer.from_pretrained(folder, local_files_only=True)
        model = library.AutoModelForCausalLM.from_pretrained(folder, local_files_only=True)
    except Exception as error:  # model files run third-party loaders, which raise anything
        raise GeneratorError(
            f"{folder} 不是可用的语言模型（{type(error).__name__}）。"
            f" {folder} holds no language model that can be loaded ({type(error).__name__}).",
            f"ls {folder}",
        ) from error
    return model.eval(), tokenizer


def _generate(
    model: Any, tokenizer: Any, messages: Sequence[Message], emit: Emit, limit: int, window: int
) -> None:
    """Greedy decoding; the streamer emits text, the criterion stops when nobody wants more."""
    torch = import_module("torch")
    library = import_module("transformers")
    ids = _prompt(tokenizer, messages)
    if len(ids) >= window:
        raise GeneratorError(
            f"提示有 {len(ids)} 个词元，模型只容 {window} 个。"
            f" The prompt has {len(ids)} tokens, the model's window {window}.",
            "policyqa models",
        )
    limit = min(limit, window - len(ids))

    class Pieces(library.TextStreamer):  # type: ignore[misc,name-defined]
        def on_finalized_text(self, text: str, *_: Any, **__: Any) -> None:
            emit(text)

    class Halt(library.StoppingCriteria):  # type: ignore[misc,name-defined]
        def __call__(self, input_ids: Any, *_: Any, **__: Any) -> Any:
            return torch.full((len(input_ids),), not emit(""), dtype=torch.bool)

    inputs = torch.tensor([ids])
    found = model.generate(
        inputs,
        attention_mask=torch.ones_like(inputs),
        max_new_tokens=limit,
        do_sample=False,
        streamer=Pieces(tokenizer, skip_prompt=True, skip_special_tokens=True),
        stopping_criteria=library.StoppingCriteriaList([Halt()]),
        pad_token_id=tokenizer.pad_token_id or tokenizer.eos_token_id or 0,
    )
    written = len(found[0]) - len(ids)
    if written >= limit and int(found[0][-1]) != tokenizer.eos_token_id and emit(""):
        raise cut_short(limit)


def _prompt(tokenizer: Any, messages: Sequence[Message]) -> list[int]:
    """Token ids of the chat by the model's own template, or of plain turns where it has none."""
    if tokenizer.chat_template:
        turns = [asdict(message) for message in messages]
        text = tokenizer.apply_chat_template(turns, add_generation_prompt=True, tokenize=False)
        return list(tokenizer.encode(text, add_special_tokens=False))
    text = "".join(_PLAIN.format(role=m.role, content=m.content) for m in messages)
    return list(tokenizer.encode(f"{text}assistant:\n"))
