"""kill -9 in the middle of an ingest, again and again: nothing acknowledged may be lost.

    python -m eval.bench.crash --kills 30 [--work DIR]

One index lives through all rounds. A round writes new files and changes old ones, starts
`policyqa ingest --json`, and kills it at a random moment. A document is acknowledged by its line.
Afterwards `docs list` must name every acknowledged document, `search` must find some of this
round's, and `ask` must end regularly. Most texts are of a small pool, whose vectors the index
already has: with little to embed, many kills fall between commits.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import shutil
import subprocess
import time
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from eval import console, workdir
from eval.bench.processes import POLICYQA, BenchError

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from pathlib import Path

FILES = 100  # new files of a round
CHANGED = 20  # earlier files a round rewrites
POOL = 30  # texts that come again and again
NEW_TEXTS = 2  # texts of a round that have to be embedded
WIDER = 1.1
MESSAGE_LINES = 4  # of an error, the last ones
PROBES = 3  # acknowledged documents searched for in each round
TOPICS = ("软件业务收入", "数据中心机架", "工业云平台", "算力规模", "大数据企业", "数字经济增速")


@dataclass(slots=True)
class State:
    """What must be in the index: the last acknowledged document id of each source."""

    acknowledged: dict[str, str] = field(default_factory=dict)
    unsure: set[str] = field(default_factory=set)  # written since, not acknowledged

    def take(self, lines: Iterable[dict[str, Any]]) -> list[str]:
        """Note what an ingest acknowledged; the sources it stored anew."""
        fresh = []
        for line in lines:
            if line["status"] not in ("added", "replaced", "unchanged"):
                continue
            self.acknowledged[line["source"]] = line["document_id"]
            if line["source"] in self.unsure:
                self.unsure.discard(line["source"])
                fresh.append(line["source"])
        return fresh


@dataclass(frozen=True, slots=True)
class Round:
    """One ingest: how long it ran, whether it was killed, and what was wrong afterwards."""

    seconds: float
    killed: bool
    acknowledged: int
    problems: tuple[str, ...]


def write_files(docs: Path, number: int, chance: random.Random, state: State) -> None:
    """New files of this round, and another text in some of the earlier ones.

    What earlier rounds left unacknowledged counts as new, so that rounds stay of one size.
    """
    texts = [text_of(i) for i in range(POOL)]
    texts[:NEW_TEXTS] = [text_of(1000 * (number + 1) + i) for i in range(NEW_TEXTS)]
    earlier = sorted(path.name for path in docs.iterdir())
    fresh = [f"round-{number:03d}-{i:03d}.txt" for i in range(FILES - len(state.unsure))]
    for name in [*fresh, *chance.sample(earlier, min(CHANGED, len(earlier)))]:
        (docs / name).write_text(chance.choice(texts), encoding="utf-8")
        state.unsure.add(name)


def text_of(number: int) -> str:
    """A short notice that differs from all others."""
    topic = TOPICS[number % len(TOPICS)]
    return f"{topic}通报\n\n第{number}号通报。检查表明，{topic}为{number + 100}个单位。\n"


def ingest_command(docs: Path, index: Path) -> list[str]:
    return [*POLICYQA, "ingest", str(docs), "--index", str(index), "--json"]


def killed_ingest(command: list[str], delay: float | None) -> tuple[bool, list[dict[str, Any]]]:
    """Run, kill after `delay` seconds; whether it was killed, and the whole lines it printed."""
    process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
    try:
        output, _ = process.communicate(timeout=delay)
    except subprocess.TimeoutExpired:
        process.kill()
        output, _ = process.communicate()
    whole = output.decode("utf-8").split("\n")[:-1]  # a line without its end is no acknowledgement
    return process.returncode < 0, [json.loads(line) for line in whole if line]


def check(index: Path, state: State, fresh: list[str], chance: random.Random) -> tuple[str, ...]:
    """What is wrong with the index after a kill; the first command mends what it must."""
    listed = {d["source"]: d["id"] for d in run_json("docs", "list", index=index)}
    problems = [
        f"{source}: acknowledged {id_}, listed {listed.get(source)}"
        for source, id_ in state.acknowledged.items()
        if listed.get(source) != id_ and (source not in state.unsure or source not in listed)
    ]
    for source in chance.sample(fresh, min(PROBES, len(fresh))):
        hits = run_json("search", "通报", "-k", "5", "--source", source, index=index)
        if [hit["document_id"] for hit in hits] != [state.acknowledged[source]]:
            problems.append(f"{source}: acknowledged, but search does not find it")
    answer = run_json("ask", f"{chance.choice(TOPICS)}是多少个单位？", index=index)
    if answer["status"] not in ("answered", "refused"):
        problems.append(f"ask: status {answer['status']!r}")
    return tuple(problems)


def run_json(*arguments: str, index: Path) -> Any:
    """The JSON a command prints; BenchError when it fails."""
    command = [*POLICYQA, *arguments, "--index", str(index), "--json"]
    done = subprocess.run(
        command,
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
        env=os.environ | {"POLICYQA_DEBUG": "1"},  # a traceback says which failure it is
    )
    if done.returncode != 0:
        seen = " | ".join(done.stderr.strip().splitlines()[-MESSAGE_LINES:]) or "no message"
        raise BenchError(f"exit code {done.returncode} after a kill: {seen}", " ".join(command))
    return json.loads(done.stdout)


def one_round(
    number: int, folder: Path, delay: float | None, state: State, chance: random.Random
) -> Round:
    """Write, ingest, kill after `delay` seconds (None: let it end), check."""
    docs, index = folder / "docs", folder / "index"
    write_files(docs, number, chance, state)
    start = time.perf_counter()
    killed, lines = killed_ingest(ingest_command(docs, index), delay)
    seconds = time.perf_counter() - start
    fresh = state.take(lines)
    try:
        problems = check(index, state, fresh, chance) if state.acknowledged else ()
    except BenchError as error:
        problems = (str(error),)
    return Round(seconds, killed, len(fresh), problems)


def run_rounds(folder: Path, kills: int, seed: int) -> list[Round]:
    """Rounds on a fresh index until there are enough kills.

    Delays are drawn below the time an undisturbed ingest takes. On a busy machine that changes, so
    an ingest that outruns its delay sets the span anew, and one killed before its first
    acknowledgement widens it.
    """
    chance, state = random.Random(seed), State()
    shutil.rmtree(folder, ignore_errors=True)
    (folder / "docs").mkdir(parents=True)
    for number in (0, 1):  # the first one embeds the pool, the second one is the measure
        whole = one_round(number, folder, None, state, chance)
        if whole.problems or state.unsure:
            seen = "; ".join(whole.problems) or f"{len(state.unsure)} files not acknowledged"
            raise BenchError(f"an undisturbed ingest failed: {seen}")
    rounds: list[Round] = []
    span, done = whole.seconds, 0
    while done < kills:
        rounds.append(one_round(len(rounds) + 2, folder, chance.uniform(0, span), state, chance))
        if rounds[-1].killed:
            done += 1
            console.count(done, kills, "killing")
        if not rounds[-1].killed:
            span = rounds[-1].seconds
        elif not rounds[-1].acknowledged:
            span *= WIDER
    return rounds


def report(rounds: Sequence[Round]) -> str:
    """How the kills were spread, then every problem."""
    killed = [r for r in rounds if r.killed]
    midway = [r for r in killed if r.acknowledged]
    times = [r.seconds for r in killed] or [0.0]
    rows = [
        ["ingests killed", str(len(killed))],
        ["  after acknowledging some documents", str(len(midway))],
        ["ingests that ended before their delay", str(len(rounds) - len(killed))],
        ["killed after", f"{min(times):.2f} s to {max(times):.2f} s"],
        ["documents acknowledged", str(sum(r.acknowledged for r in rounds))],
        ["rounds with a problem", str(sum(bool(r.problems) for r in rounds))],
    ]
    problems = [f"round {n}: {text}" for n, r in enumerate(rounds, 2) for text in r.problems]
    return "\n".join([console.table(["measure", "value"], rows), *problems])


def main() -> int:
    parser = argparse.ArgumentParser("python -m eval.bench.crash", description=__doc__)
    parser.formatter_class = argparse.RawDescriptionHelpFormatter
    workdir.add_folder_options(parser, data=False)
    parser.add_argument("--kills", type=int, default=30, metavar="N")
    parser.add_argument("--seed", type=int, default=0, help="of the delays and the texts")
    options = parser.parse_args()
    rounds = run_rounds(workdir.work_folder(options.work) / "crash", options.kills, options.seed)
    print(f"$ {console.command_line('eval.bench.crash')}\n")
    print(report(rounds))
    return 1 if any(r.problems for r in rounds) else 0


if __name__ == "__main__":
    console.run(main)
