"""Train the reader on a CPU; may be interrupted and taken up again.

    python -m eval.training.train --data DIR --docs DIR --work DIR [--from ADAPTER]
        [--steps 1100] [--decay 350] [--seed 0]

Learning rate: up over the first 60 steps, level, down to nothing over the last `--decay` steps
(Hu et al. 2024, "MiniCPM", section 4). A run of more or fewer steps therefore shares its level
part, and taking up a checkpoint with another `--steps` is as good as having started with it.
`--restart N` begins the schedule anew at step N, with new negatives (Loshchilov and Hutter 2017,
"SGDR"): a finished run learns on without the optimiser's memory being lost. `--from` begins a run
with the weights of an adapter file in place of untrained ones.
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
from safetensors.torch import load_file
from torch.nn.functional import cross_entropy

from eval import workdir
from eval.training.examples import Example, read_examples, read_own, renamed, window, with_nulls
from eval.training.lora import TrainedReader
from eval.training.own_sets import read_sets
from rag.reader.pairs import Pair, pair, read_text
from rag.reader.tokens import Pieces
from rag.reader.weights import untrained

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
    own_weight: int = 3  # times that each of our own questions takes part

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


def gathered(data: Path, docs: Path, indexes: Path, plan: Plan) -> list[Example]:
    """All that is learnt from, with questions that have no answer; in a fixed order."""
    nulls = plan.seed + plan.restart
    public = [e for e in read_examples(data) if not e.held_out]
    own = [e for e in read_own(data) if not e.held_out]
    asked = with_nulls(own, nulls) + read_sets(data, docs, indexes)
    others = renamed(public, nulls, 0.2) + renamed(own, nulls, 0.7)
    return with_nulls(public, nulls) + asked * plan.own_weight + others


def batches(
    examples: list[Example], pieces: Pieces, plan: Plan, done: int
) -> Iterator[list[Sample]]:
    """Batches from number `done` on. Each pool depends on the seed and its number alone."""
    per_pool = POOL * plan.batch
    number = done // POOL
    while True:
        drawn = random.Random(f"{plan.seed}:{number}")
        places = range(number * per_pool, (number + 1) * per_pool)
        order = _order(len(examples), plan.seed, places)
        pool = [sample(examples[i], pieces, drawn) for i in order]
        pool.sort(key=lambda s: len(s.pair.ids))
        cut = [pool[i : i + plan.batch] for i in range(0, per_pool, plan.batch)]
        drawn.shuffle(cut)
        yield from cut[done % POOL :]
        done = 0
        number += 1


def _order(count: int, seed: int, places: range) -> list[int]:
    """Which of `count` examples stand at some places of a row of shuffled epochs."""
    shuffled: dict[int, list[int]] = {}
    found = []
    for epoch, place in (divmod(at, count) for at in places):
        if epoch not in shuffled:
            shuffled[epoch] = list(range(count))
            random.Random(f"{seed}/{epoch}").shuffle(shuffled[epoch])
        found.append(shuffled[epoch][place])
    return found


def loss_of(model: TrainedReader, batch: list[Sample]) -> Tensor:
    """Mean cross-entropy of start and end over the passage's tokens and the first, "not here"."""
    losses, begins = [], 0
    logits = model([s.pair for s in batch])
    for s in batch:
        count = len(s.pair.ids)
        mine = logits[begins : begins + count]
        allowed = torch.cat([mine[:1], mine[s.pair.first : count - 1]])
        places = [max(0, token - s.pair.first + 1) for token in (s.start, s.end)]
        losses.append(cross_entropy(allowed.T, torch.tensor(places)))
        begins += count
    return torch.stack(losses).mean()


def save(path: Path, model: TrainedReader, optimizer: torch.optim.Optimizer, step: int) -> None:
    """Replace the checkpoint at once, so that a kill leaves the old one or the new one."""
    state = {"step": step, "adapter": model.adapter(), "optimizer": optimizer.state_dict()}
    beside = path.with_suffix(".new")
    torch.save(state, beside)
    beside.replace(path)


def train(examples: list[Example], work: Path, plan: Plan, start: Path | None = None) -> Path:
    """Train from the last checkpoint in `work` to the end; returns the checkpoint's path.

    Without a checkpoint the adapter at `start` is begun with, else untrained updates.
    """
    torch.manual_seed(plan.seed)
    base = untrained()
    model = TrainedReader(base)
    learnt = [p for p in model.parameters() if p.requires_grad]
    optimizer = torch.optim.AdamW(learnt, lr=PEAK, weight_decay=WEIGHT_DECAY)
    work.mkdir(parents=True, exist_ok=True)
    checkpoint, done = work / "checkpoint.pt", 0
    if checkpoint.exists():
        state = torch.load(checkpoint, weights_only=True)
        model.restore(state["adapter"])
        optimizer.load_state_dict(state["optimizer"])
        done = state["step"]
    elif start is not None:
        model.restore(load_file(start))
    _log(work, {**asdict(plan), "examples": len(examples), "resumed_at": done})
    mean, started = 0.0, time.monotonic()
    for step, batch in enumerate(batches(examples, base.pieces, plan, done), done):
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
    parser.add_argument("--docs", type=Path, required=True, help="folder of the policy documents")
    parser.add_argument("--work", type=Path, required=True, help="folder of checkpoint and log")
    parser.add_argument("--from", type=Path, dest="start", metavar="ADAPTER", help="begin with it")
    parser.add_argument("--steps", type=int, default=Plan().steps)
    parser.add_argument("--decay", type=int, default=Plan().decay)
    parser.add_argument("--seed", type=int, default=Plan().seed)
    parser.add_argument("--restart", type=int, default=Plan().restart, metavar="STEP")
    options = parser.parse_args()
    try:
        plan = Plan(options.steps, options.decay, seed=options.seed, restart=options.restart)
        examples = gathered(options.data, options.docs, workdir.work_folder(None), plan)
        train(examples, options.work, plan, options.start)
    except KeyboardInterrupt:
        sys.exit(130)


if __name__ == "__main__":
    main()
