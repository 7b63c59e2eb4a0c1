"""Training the reader: hand-made gradients, the same logits as the product, runs taken up again."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch
from safetensors.torch import load_file

from eval.cases import Case
from eval.datasets import is_sealed
from eval.training import own_sets, train, trials
from eval.training.examples import Example
from eval.training.lora import LoraLinear, TrainedReader, _Attention
from eval.training.own_sets import _asked, _place
from rag import Assistant
from rag.reader.engine_numpy import forward
from rag.reader.pairs import pair, read_text
from rag.reader.weights import ADAPTER, load_weights, untrained

TEXT = "2025年上半年，全省软件业收入增长7.2%。贵安新区有26个数据中心。"


@pytest.fixture(scope="module")
def reader() -> TrainedReader:
    return TrainedReader(untrained())


def test_the_update_is_learnt_as_autograd_would_learn_it() -> None:
    torch.manual_seed(1)
    weight, bias = torch.randn(6, 5), torch.randn(5)
    layer = LoraLinear(weight, bias, rank=3)
    torch.nn.init.normal_(layer.b)
    x = torch.randn(7, 6, requires_grad=True)
    told = torch.randn(7, 5)
    layer(x).backward(told)
    got = [x.grad, layer.a.grad, layer.b.grad]
    x.grad = layer.a.grad = layer.b.grad = None
    (x @ (weight + 2 * (layer.b @ layer.a).T) + bias).backward(told)
    for mine, wanted in zip(got, [x.grad, layer.a.grad, layer.b.grad], strict=True):
        torch.testing.assert_close(mine, wanted, rtol=1e-4, atol=1e-5)


def test_attention_stays_within_a_text_and_is_gone_back_through_as_torch_does() -> None:
    torch.manual_seed(2)
    edges, heads = (0, 4, 9), 2
    q, k, v = (torch.randn(9, 8, requires_grad=True) for _ in range(3))
    told = torch.randn(9, 8)
    found: Any = _Attention.apply(q, k, v, edges, heads)  # type: ignore[no-untyped-call]
    found.backward(told)
    got = [found.detach(), q.grad, k.grad, v.grad]
    q.grad = k.grad = v.grad = None
    parts = []
    for start, end in ((0, 4), (4, 9)):
        by_head = [m[start:end].view(-1, heads, 4).transpose(0, 1)[None] for m in (q, k, v)]
        said = torch.nn.functional.scaled_dot_product_attention(*by_head)[0]
        parts.append(said.transpose(0, 1).reshape(-1, 8))
    wanted = torch.cat(parts)
    wanted.backward(told)
    for mine, theirs in zip(got, [wanted.detach(), q.grad, k.grad, v.grad], strict=True):
        torch.testing.assert_close(mine, theirs, rtol=1e-4, atol=1e-5)


def test_what_is_trained_reads_as_the_product_does(reader: TrainedReader) -> None:
    reader.restore(load_file(ADAPTER))
    weights = load_weights()
    asked = [read_text(q, weights.pieces) for q in ("软件业收入增长多少？", "数据中心有几个")]
    pairs = [pair(question, read_text(TEXT, weights.pieces)) for question in asked]
    with torch.no_grad():
        logits = reader(pairs).numpy()
    wanted = np.concatenate([forward(weights, p) for p in pairs])
    assert np.abs(logits - wanted).max() < 0.3  # bfloat16 has eight bits


def _examples() -> list[Example]:
    spans = [(TEXT.index(s), TEXT.index(s) + len(s)) for s in ("7.2%", "26个", "2025年上半年")]
    asked = ("增长多少", "有几个数据中心", "什么时候的事")
    given = [Example(q, TEXT, s, "简报") for q, s in zip(asked, spans, strict=True)]
    return [*given, Example("北京有几个数据中心", TEXT, None)]


def test_a_run_taken_up_again_ends_where_one_that_was_not_stopped_does(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(train, "EVERY", 2)
    plan = train.Plan(steps=4, decay=2, batch=2)
    whole = torch.load(train.train(_examples(), tmp_path / "a", plan), weights_only=True)
    keep = train.save

    def stopped(*given: Any) -> None:
        keep(*given)
        raise KeyboardInterrupt

    monkeypatch.setattr(train, "save", stopped)
    with pytest.raises(KeyboardInterrupt):
        train.train(_examples(), tmp_path / "b", plan)
    monkeypatch.setattr(train, "save", keep)
    again = torch.load(train.train(_examples(), tmp_path / "b", plan), weights_only=True)
    assert again["step"] == whole["step"] == 4
    for name, values in whole["adapter"].items():
        torch.testing.assert_close(again["adapter"][name], values)
    assert not torch.equal(whole["adapter"]["layer.0.output.dense.b"], torch.zeros(384, 16))


def test_a_fact_is_marked_in_the_sentence_that_the_question_speaks_of() -> None:
    text = "数据中心增长20%。软件业收入增长 20 %，居全国第一。"
    place = _place("软件业收入涨了多少", text, ("20%",))
    assert place is not None
    assert place[0] > text.index("软件业")
    assert text[slice(*place)] == "20 %"
    assert _place("软件业收入涨了多少", text, ("21%",)) is None


def _case(question: str, facts: tuple[tuple[str, ...], ...]) -> Case:
    return Case("c", question, "zh", "number", bool(facts), facts, ("简报.txt",), None)


def test_questions_of_our_sets_are_put_to_what_retrieval_finds(tmp_path: Path) -> None:
    (tmp_path / "简报.txt").write_text(TEXT, "utf-8")
    with Assistant.open(tmp_path / "index") as assistant:
        assistant.ingest([tmp_path / "简报.txt"])
    cases = (_case("软件业收入增长多少", (("7.2%",),)), _case("贵安有几家医院", ()))
    answered, unanswered = _asked(tmp_path / "index", cases)
    assert answered.answer is not None
    assert answered.text[slice(*answered.answer)] == "7.2%"
    assert unanswered.answer is None
    assert unanswered.text in TEXT


def test_no_weight_is_fitted_on_questions_the_reader_learnt_from() -> None:
    learnt = {*own_sets.GUIZHOU, *own_sets.SEEDS, *own_sets.NEWS}
    assert learnt.isdisjoint({*trials.GUIZHOU, *trials.SEEDS, *trials.NEWS})
    assert not any(is_sealed(name) for name in learnt)
