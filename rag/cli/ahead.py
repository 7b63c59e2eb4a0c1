"""Packages that load dictionaries and libraries, loaded while the command's own modules are."""

from __future__ import annotations

import importlib
import threading
from contextlib import suppress

# The segmenter reads its dictionary and FAISS links its library without holding the interpreter.
# Neither imports anything of this project, so no import waits for another in a circle.
_SLOW = ("rjieba", "faiss")


def load_ahead() -> None:
    """Start loading what every question needs; whoever imports it later waits for the rest."""
    threading.Thread(target=_load, name="loading", daemon=True).start()


def _load() -> None:
    with suppress(ImportError):  # told where the package is used
        for name in _SLOW:
            importlib.import_module(name)
