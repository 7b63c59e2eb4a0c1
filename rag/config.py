"""Settings: one frozen value, validated, passed in."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, get_args

from rag.errors import ConfigError

Fusion = Literal["convex", "rrf", "dense", "lexical"]
FUSIONS: tuple[str, ...] = get_args(Fusion)
READERS = ("auto", "numpy", "torch", "off")
WITHHELD = ("show", "drop")


@dataclass(frozen=True, slots=True)
class Config:
    """How questions are answered. Settings that shape the index itself are in its manifest.

    Attributes:
        fusion: how the dense and the lexical ranking are joined.
        dense_weight: weight of the dense ranking under convex fusion, in [0, 1].
        depth: hits fetched from each ranking before they are joined.
        rerank: whether convex fusion's best passages are ordered anew by their best sentence.
        fold_traditional: match traditional and simplified characters as one.
        reader: engine of the trained reader: "numpy", "torch", "auto" (NumPy, which starts at once;
            torch, which is quicker then, in a server), or "off" to do without it.
        read: passages it reads for a question at most; see `rag.reader.hits.read_hits`.
        evidence: passages whose sentences compete for the answer.
        max_claims: most claims in an answer.
        refusal: whether weak evidence is refused (off: the best sentence is always shown).
        threshold: least evidence score, in [0, 1], for an answer.
        generator: what writes answers: "extractive", or a language model (`policyqa models`).
        withheld: "show" sentences of a language model that have no support, apart from the
            answer and marked as such, or "drop" them and tell their number.
        prompt_tokens: most tokens of passages that a language model is sent.
        answer_tokens: most tokens that it may write.
        generate_seconds: time it has; then the answer made without it is given.

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
    generator: str = "extractive"
    withheld: str = "show"
    prompt_tokens: int = 3000
    answer_tokens: int = 512
    generate_seconds: float = 180.0

    def __post_init__(self) -> None:
        if self.fusion not in FUSIONS:
            raise ConfigError(f"fusion = {self.fusion!r}; expected one of {', '.join(FUSIONS)}")
        if self.reader not in READERS:
            raise ConfigError(f"reader = {self.reader!r}; expected one of {', '.join(READERS)}")
        if self.withheld not in WITHHELD:
            raise ConfigError(
                f"withheld = {self.withheld!r}; expected one of {', '.join(WITHHELD)}"
            )
        if not self.generate_seconds > 0:
            raise ConfigError(f"generate_seconds = {self.generate_seconds}; expected more than 0")
        for name in ("dense_weight", "threshold"):
            if not 0.0 <= getattr(self, name) <= 1.0:
                raise ConfigError(f"{name} = {getattr(self, name)}; expected a number in [0, 1]")
        for name in ("depth", "read", "evidence", "max_claims", "prompt_tokens", "answer_tokens"):
            if getattr(self, name) < 1:
                raise ConfigError(f"{name} = {getattr(self, name)}; expected at least 1")
