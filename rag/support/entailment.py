"""A second opinion: the score of a cross-encoder trained on textual entailment.

It reads claim and quote together (premise first, as such models are trained) and says how likely
the quote entails the claim. Its score joins the reasons of a verdict and does not change it: what
the rules find holds without a model, and stays the same from machine to machine.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import cached_property
from typing import TYPE_CHECKING, Final

from rag.answer import Finding, Verdict
from rag.errors import ConfigError
from rag.support.messages import entailment_message
from rag.support.reading import read
from rag.types import Span

if TYPE_CHECKING:
    from sentence_transformers import CrossEncoder

LIKELY: Final = 0.5  # from which the model counts as saying that a quote entails the claim


class Entailment:
    """A sentence-transformers CrossEncoder by hub name or folder, loaded when first asked.

    Models with one output give a score between 0 and 1; of those with several, the one labelled
    "entailment" counts, as a share of all (softmax).
    """

    def __init__(self, model: str) -> None:
        self.name = model

    @cached_property
    def _model(self) -> CrossEncoder:
        from sentence_transformers import CrossEncoder  # seconds: only when one is asked for

        try:
            model: CrossEncoder = CrossEncoder(self.name, device="cpu")
        except (OSError, ValueError) as error:
            raise ConfigError(
                f"无法加载蕴含模型 {self.name!r} / cannot load the entailment model "
                f"{self.name!r}: {str(error).splitlines()[0]}",
                "give a folder or hub name of a sentence-transformers CrossEncoder",
            ) from error
        return model

    def scores(self, claim: str, quotes: Sequence[str]) -> tuple[float, ...]:
        """The chance, in [0, 1], that each quote entails the claim; () without quotes.

        Raises:
            ConfigError: the model cannot be loaded, or none of its labels is "entailment".
        """
        if not quotes:
            return ()
        pairs = [(quote, claim) for quote in quotes]
        several = self._model.num_labels > 1
        found = self._model.predict(pairs, apply_softmax=several, show_progress_bar=False)
        column = self._column() if several else None
        return tuple(float(row if column is None else row[column]) for row in found)

    def _column(self) -> int:
        labels: dict[int, str] = dict(getattr(self._model.config, "id2label", None) or {})
        column = next((i for i, name in labels.items() if name.lower().startswith("entail")), None)
        if column is None:
            raise ConfigError(
                f"模型 {self.name!r} 没有 entailment 标签 / the model {self.name!r} has no label "
                f'"entailment", only {", ".join(labels.values())}',
                "give a CrossEncoder trained on natural language inference",
            )
        return column

    def judge(self, verdict: Verdict, claim: str, quotes: Sequence[str]) -> Verdict:
        """`verdict` with what the model says of the likeliest quote as its last reason."""
        scores = self.scores(claim, quotes)
        if not scores:
            return verdict
        best = max(range(len(scores)), key=scores.__getitem__)
        likely = scores[best] >= LIKELY
        finding = Finding(
            aspect="words",
            support="supported" if likely else "unsupported",
            said=claim,
            found=quotes[best],
            quote=best,
            span=Span(0, len(quotes[best])),
            message=entailment_message(self.name, scores[best], read(claim).lang),
        )
        return replace(verdict, reasons=(*verdict.reasons, finding))
