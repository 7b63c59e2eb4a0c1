"""Train the reader on a CPU; may be interrupted and taken up again.

    python -m eval.training.train --data DIR --work DIR [--steps 1100] [--decay 350] [--seed 0]

Learning rate: up over the first 60 steps, level, down to nothing over the last `--decay` steps
(Hu et al. 2024, "MiniCPM", section 4). A run of more or fewer steps therefore shares its level
part, and taking up a checkpoint with another `--steps` is as good as having started with it.
`--restart N` begins the schedule anew at step N, with new negatives (Loshchilov and Hutter 2017,
"SGDR"): a finished run learns on without the optimiser's memory being lost.
"""

from __future__ import annotations

import argparse
import json
import random
import sys
import time
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import torch
from torch.nn.functional import cross_entropy

from embeddings.checkpoint import bundled_weights, unpacked_model
from embeddings.q4 import read_q4
from eval.training.examples import Example, read_examples, read_own, renamed, window, with_nulls
from eval.training.lora import TrainedReader
from rag.reader.pairs import Pair, pair, read_text
from rag.reader.tokens import Pieces

if TYPE_CHECKING:
    from torch import Tensor

WARM_UP = 60
PEAK = 6e-4
WEIGHT_DECAY = 0.01
POOL = 40  # batches that are drawn together and sorted by length
EVERY = 50  # steps between checkpoints


@dataclass(frozen=True, slots=True)
class Plan:
    """A run's settings."""

    steps: int = 1100
    decay: int = 350
    batch: int = 16
    seed: int = 0
    restart: int = 0  # the step this round of the schedule begins at
    own_from: int = 280  # from this step on, a multiple of POOL, our own questions take part
    own_weight: int = 3  # times each
    renamed_from: int = 1120  # and from this one on questions about other names

    def rate(self, step: int) -> float:
        """The learning rate of a step, counted from 0; not asked for one before the restart.

        >>> [round(Plan(1000, 400).rate(s) / PEAK, 3) for s in (29, 300, 600, 800, 999)]
        [0.5, 1.0, 1.0, 0.5, 0.003]
        """
        left = (self.steps - step) / self.decay
        return PEAK * min(1.0, (step - self.restart + 1) / WARM_UP, left)


@dataclass(frozen=True, slots=True, eq=False)
class Sample:
    """A training input with the tokens its answer starts and ends with; 0 is "not here"."""

    pair: Pair
    start: int
    end: int


def sample(example: Example, pieces: Pieces, drawn: random.Random) -> Sample:
    """One window of an example."""
    text, answer, header = window(example, drawn)
    asked = read_text(example.question, pieces)
    made = pair(asked, read_text(text, pieces), header)
    if answer is None:
        return Sample(made, 0, 0)
    first = int(np.searchsorted(made.ends, answer[0], side="right"))
    last = int(np.searchsorted(made.starts, answer[1], side="left")) - 1
    if first >= len(made.starts) or last < first:
        return Sample(made, 0, 0)  # cut off with the end of an overlong passage
    return Sample(made, made.first + first, made.first + last)


def batches(data: Path, pieces: Pieces, plan: Plan, done: int) -> Iterator[list[Sample]]:
    """Batches from number `done` on. Each pool depends on the seed and its number alone."""
    nulls = plan.seed + plan.restart
    public = with_nulls([e for e in read_examples(data) if not e.held_out], nulls)
    own: list[Example] = []
    others: list[Example] = []
    per_pool = POOL * plan.batch
    number = done // POOL
    while True:
        if number * POOL >= plan.own_from and not own:
            own = with_nulls([e for e in read_own(data) if not e.held_out], nulls)
        if number * POOL >= plan.renamed_from and not others:
            others = renamed([e for e in read_examples(data) if not e.held_out], nulls, 0.2)
            others += renamed([e for e in read_own(data) if not e.held_out], nulls, 0.7)
        examples = public + own * plan.own_weight + others
        drawn = random.Random(f"{plan.seed}:{number}")
        epoch, place = divmod(number * per_pool, len(examples))
        order = _order(len(examples), plan.seed, epoch) + _order(
            len(examples), plan.seed, epoch + 1
        )
        pool = [sample(examples[i], pieces, drawn) for i in order[place : place + per_pool]]
        pool.sort(key=lambda s: len(s.pair.ids))
        cut = [pool[i : i + plan.batch] for i in range(0, per_pool, plan.batch)]
        drawn.shuffle(cut)
        yield from cut[done % POOL :]
        done = 0
        number += 1


def _order(count: int, seed: int, epoch: int) -> list[int]:
    order = list(range(count))
    random.Random(f"{seed}/{epoch}").shuffle(order)
    return order


def padded(pairs: list[Pair]) -> tuple[Tensor, Tensor, Tensor]:
    """(n, t) ids, their mask, and where an answer may start or end, the first token included."""
    longest = max(len(p.ids) for p in pairs)
    ids = torch.ones(len(pairs), longest, dtype=torch.long)  # 1 is <pad>
    mask = torch.zeros(len(pairs), longest, dtype=torch.long)
    allowed = torch.zeros(len(pairs), longest, dtype=torch.bool)
    for row, p in enumerate(pairs):
        ids[row, : len(p.ids)] = torch.from_numpy(p.ids)
        mask[row, : len(p.ids)] = 1
        allowed[row, p.first : len(p.ids) - 1] = True
    allowed[:, 0] = True
    return ids, mask, allowed


def loss_of(model: TrainedReader, batch: list[Sample]) -> Tensor:
    """Mean cross-entropy of start and end over the tokens allowed."""
    ids, mask, allowed = padded([s.pair for s in batch])
    logits = model(ids, mask).masked_fill(~allowed[:, :, None], -1e4)
    starts = torch.tensor([s.start for s in batch])
    ends = torch.tensor([s.end for s in batch])
    return (cross_entropy(logits[..., 0], starts) + cross_entropy(logits[..., 1], ends)) / 2


def save(path: Path, model: TrainedReader, optimizer: torch.optim.Optimizer, step: int) -> None:
    """Replace the checkpoint at once, so that a kill leaves the old one or the new one."""
    state = {"step": step, "adapter": model.adapter(), "optimizer": optimizer.state_dict()}
    beside = path.with_suffix(".new")
    torch.save(state, beside)
    beside.replace(path)


def train(data: Path, work: Path, plan: Plan) -> Path:
    """Train from the last checkpoint in `work` to the end; returns the checkpoint's path."""
    torch.manual_seed(plan.seed)
    pieces = Pieces.of(read_q4(bundled_weights()))
    model = TrainedReader(unpacked_model())
    learnt = [p for p in model.parameters() if p.requires_grad]
    optimizer = torch.optim.AdamW(learnt, lr=PEAK, weight_decay=WEIGHT_DECAY)
    work.mkdir(parents=True, exist_ok=True)
    checkpoint, done = work / "checkpoint.pt", 0
    if checkpoint.exists():
        state = torch.load(checkpoint, weights_only=True)
        model.restore(state["adapter"])
        optimizer.load_state_dict(state["optimizer"])
        done = state["step"]
    _log(work, {**asdict(plan), "resumed_at": done})
    mean, started = 0.0, time.monotonic()
    for step, batch in enumerate(batches(data, pieces, plan, done), done):
        if step >= plan.steps:
            break
        for group in optimizer.param_groups:
            group["lr"] = plan.rate(step)
        optimizer.zero_grad()
        loss = loss_of(model, batch)
        loss.backward()  # type: ignore[no-untyped-call]
        torch.nn.utils.clip_grad_norm_(learnt, 1.0)
        optimizer.step()
        mean = 0.98 * mean + 0.02 * loss.item() if mean else loss.item()
        if (step + 1) % EVERY == 0 or step + 1 == plan.steps:
            save(checkpoint, model, optimizer, step + 1)
            pace = (time.monotonic() - started) / (step + 1 - done)
            _log(work, {"step": step + 1, "loss": round(mean, 3), "s_per_step": round(pace, 2)})
    return checkpoint


def _log(work: Path, row: dict[str, object]) -> None:
    line = json.dumps(row)
    print(line, flush=True)
    with (work / "log.jsonl").open("a", encoding="utf-8") as log:
        log.write(line + "\n")


def main() -> None:
    """Entry point."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--data", type=Path, required=True, help="folder of the data sets")
    parser.add_argument("--work", type=Path, required=True, help="folder of checkpoint and log")
    parser.add_argument("--steps", type=int, default=Plan().steps)
    parser.add_argument("--decay", type=int, default=Plan().decay)
    parser.add_argument("--seed", type=int, default=Plan().seed)
    parser.add_argument("--restart", type=int, default=Plan().restart, metavar="STEP")
    options = parser.parse_args()
    try:
        plan = Plan(options.steps, options.decay, seed=options.seed, restart=options.restart)
        train(options.data, options.work, plan)
    except KeyboardInterrupt:
        sys.exit(130)


if __name__ == "__main__":
    main()
