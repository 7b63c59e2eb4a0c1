"""The second opinion, with a tiny model of random weights made on the spot."""

from __future__ import annotations

from pathlib import Path

import pytest

from rag.errors import ConfigError
from rag.support import check_claim
from rag.support.entailment import Entailment

QUOTES = ["软件业收入增长7.2%。", "企业有390家。"]
CLAIM = "企业390家。"


def made(folder: Path, labels: tuple[str, ...]) -> str:
    """A BERT of one layer that tells one of `labels`, saved as sentence-transformers saves it."""
    from transformers import BertConfig, BertForSequenceClassification, BertTokenizer

    characters = sorted(set("".join(QUOTES) + CLAIM))
    vocabulary = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]", *characters]
    folder.mkdir()
    (folder / "vocab.txt").write_text("\n".join(vocabulary), "utf-8")
    BertTokenizer(str(folder / "vocab.txt")).save_pretrained(folder)
    config = BertConfig(
        vocab_size=len(vocabulary),
        hidden_size=8,
        num_hidden_layers=1,
        num_attention_heads=1,
        intermediate_size=8,
        id2label=dict(enumerate(labels)),
        label2id={label: i for i, label in enumerate(labels)},
    )
    BertForSequenceClassification(config).save_pretrained(folder)
    return str(folder)


@pytest.mark.parametrize("labels", [("score",), ("contradiction", "entailment", "neutral")])
def test_a_score_for_each_quote(tmp_path: Path, labels: tuple[str, ...]) -> None:
    model = Entailment(made(tmp_path / "model", labels))
    scores = model.scores(CLAIM, QUOTES)
    assert len(scores) == 2
    assert all(0 <= score <= 1 for score in scores)
    assert model.scores(CLAIM, []) == ()


def test_it_joins_the_reasons_and_leaves_the_verdict(tmp_path: Path) -> None:
    model = Entailment(made(tmp_path / "model", ("entailment", "other")))
    verdict = check_claim(CLAIM, QUOTES)
    judged = model.judge(verdict, CLAIM, QUOTES)
    assert judged.status == verdict.status
    assert judged.reasons[:-1] == verdict.reasons
    last = judged.reasons[-1]
    assert last.quote is not None
    assert last.found == QUOTES[last.quote]
    assert model.name in last.message
    assert model.judge(verdict, CLAIM, []) == verdict


def test_a_model_for_something_else(tmp_path: Path) -> None:
    model = Entailment(made(tmp_path / "model", ("good", "bad")))
    with pytest.raises(ConfigError, match="no label"):
        model.scores(CLAIM, QUOTES)


def test_no_such_model(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="cannot load"):
        Entailment(str(tmp_path / "nothing")).scores(CLAIM, QUOTES)
