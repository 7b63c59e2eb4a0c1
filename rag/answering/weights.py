"""Fitted weights, read from rag/data/weights.json."""

from __future__ import annotations

import json
from importlib.resources import files
from typing import Final

_ALL: Final[dict[str, dict[str, float]]] = json.loads(
    (files("rag") / "data" / "weights.json").read_text(encoding="utf-8")
)
RANKER: Final = _ALL["ranker"]  # feature -> weight in `features.relevance`
EVIDENCE: Final = _ALL["evidence"]  # feature -> weight in `evidence.evidence_score`
EVIDENCE_READ: Final = _ALL["evidence_read"]  # the same where a reader has read the passages
READER: Final = _ALL["reader"]  # weight and limits of the reader's scores in `ranking.read_worth`
CONFIDENCE: Final = _ALL["confidence"]  # scaling of the evidence score in `evidence.confidence`
LISTS: Final = _ALL["lists"]  # feature -> weight in `list_choice.rated`
