"""Settings: one frozen value, validated, passed in."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, get_args

from rag.errors import ConfigError

Fusion = Literal["convex", "rrf", "dense", "lexical"]
FUSIONS: tuple[str, ...] = get_args(Fusion)
READERS = ("auto", "numpy", "torch", "off")


@dataclass(frozen=True, slots=True)
class Config:
    """How questions are answered. Settings that shape the index itself are in its manifest.

    Attributes:
        fusion: how the dense and the lexical ranking are joined.
        dense_weight: weight of the dense ranking under convex fusion, in [0, 1].
        depth: hits fetched from each ranking before they are joined.
        rerank: whether convex fusion's best passages are ordered anew by their best sentence.
        fold_traditional: match traditional and simplified characters as one.
        reader: engine of the trained reader: "auto", "numpy", "torch", or "off" to do without it.
        read: passages it reads for a question at most; see `rag.reader.hits.read_hits`.
        evidence: passages whose sentences compete for the answer.
        max_claims: most claims in an answer.
        refusal: whether weak evidence is refused (off: the best sentence is always shown).
        threshold: least evidence score, in [0, 1], for an answer.

    Raises:
        ConfigError: a value is out of its range.
    """

    fusion: Fusion = "convex"
    dense_weight: float = 0.5
    depth: int = 100
    rerank: bool = True
    fold_traditional: bool = True
    reader: str = "auto"
    read: int = 5
    evidence: int = 12
    max_claims: int = 4
    refusal: bool = True
    threshold: float = 0.4

    def __post_init__(self) -> None:
        if self.fusion not in FUSIONS:
            raise ConfigError(f"fusion = {self.fusion!r}; expected one of {', '.join(FUSIONS)}")
        if self.reader not in READERS:
            raise ConfigError(f"reader = {self.reader!r}; expected one of {', '.join(READERS)}")
        for name in ("dense_weight", "threshold"):
            if not 0.0 <= getattr(self, name) <= 1.0:
                raise ConfigError(f"{name} = {getattr(self, name)}; expected a number in [0, 1]")
        for name in ("depth", "read", "evidence", "max_claims"):
            if getattr(self, name) < 1:
                raise ConfigError(f"{name} = {getattr(self, name)}; expected at least 1")
