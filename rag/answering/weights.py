"""Fitted weights, read from rag/data/weights.json. `python -m eval.fit` fits and writes them."""

from __future__ import annotations

import json
from importlib.resources import files
from typing import Final

_ALL: Final[dict[str, dict[str, float]]] = json.loads(
    (files("rag") / "data" / "weights.json").read_text(encoding="utf-8")
)
RANKER: Final = _ALL["ranker"]  # features.NAMES -> weight of the sentence score
EVIDENCE: Final = _ALL["evidence"]  # fit -> weight of the logistic evidence score
