"""Fit how lists are weighed as answers, on development questions that ask for one.

    python -m eval.training.fit_lists --data DIR --docs DIR [--write]

A conditional logit (McFadden 1974): of all lists near the best passages of a question and its best
sentences, those that hold every fact asked for are to have the greatest scores. The sentences'
scores are given, up to a factor that is fitted too and then divided out, so that lists are on
their scale. Reported: the questions answered right by weights fitted on the other sets alone.

`--write` puts the weights into rag/data/weights.json.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import takewhile
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from eval import facts, workdir
from eval.training.fit import SET_WEIGHTS, WEIGHTS
from eval.training.trials import Trial, groups, trials
from rag.answering.body_fit import asked_bodies
from rag.answering.coverage import Idf
from rag.answering.list_choice import ListAnswer
from rag.answering.lists import lists_near, quotes_of, wants_list
from rag.answering.ranking import is_heading, rank
from rag.answering.weights import LISTS
from rag.config import Config
from rag.question import Question, analyse

STRENGTH = 0.02  # of the L2 penalty on weights of features scaled to variance one
SENTENCES = 6  # best sentences that compete with the lists
LONGEST = 700  # characters; a longer list holds the facts by chance
MOST_ITEMS = 4  # more than two an expected fact: the same
TYPICAL = 3.0  # spread of the sentences' scores, by which they are scaled

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True, eq=False)
class Choice:
    """What may answer one question, a row each: features, the sentence's score last; who is right.

    Attributes:
        rows: (n, p + 1) float64.
        right: (n,) bool.
    """

    group: str
    rows: Floats
    right: NDArray[np.bool_]


def choice(trial: Trial, question: Question, idf: Idf) -> Choice | None:
    """The question's candidates; None where no list is asked for or nothing is right."""
    if not trial.asked.answerable or not wants_list(question):
        return None
    question = replace(question, bodies=asked_bodies(question, trial.hits))
    found = list(lists_near(question, trial.hits, idf, trial.readings))
    rows = [[*(listed.features[name] for name in LISTS), 0.0] for listed in found]
    right = [_is_right(trial, listed) for listed in found]
    said = [s for s in rank(question, trial.hits, idf, trial.readings) if not is_heading(s.window)]
    rows += [[0.0] * len(LISTS) + [s.score / TYPICAL] for s in said[:SENTENCES]]
    right += [facts.holds_all(s.window.text, trial.asked.facts) for s in said[:SENTENCES]]
    return Choice(trial.asked.group, np.array(rows), np.array(right)) if any(right) else None


def _is_right(trial: Trial, listed: ListAnswer) -> bool:
    text = listed.window.document.text
    quotes = [quote.of(text) for quote in quotes_of(listed)]
    short = len(listed.items) <= 2 * len(trial.asked.facts) + MOST_ITEMS
    short = short and sum(map(len, quotes)) <= LONGEST
    return short and facts.holds_all("\n".join(quotes), trial.asked.facts)


def fit_weights(choices: Sequence[Choice]) -> Floats:
    """(p,) weights on the scale of the sentences' scores."""
    from scipy.optimize import minimize

    spread = np.vstack([c.rows for c in choices]).std(axis=0) + 1e-9
    spread[[0, -1]] = 1.0  # the bias and the sentences' scores
    scaled = [(c.rows / spread, c.right) for c in choices]

    def loss(weights: Floats) -> tuple[float, Floats]:
        value, slope = STRENGTH * float(weights @ weights), 2 * STRENGTH * weights
        for rows, right in scaled:
            odds = np.exp(rows @ weights - (rows @ weights).max())
            value += float(np.log(odds.sum()) - np.log(odds[right].sum())) / len(scaled)
            expected = (odds / odds.sum()) @ rows - (odds * right / odds[right].sum()) @ rows
            slope = slope + expected / len(scaled)
        return value, slope

    found = minimize(loss, np.zeros(spread.size), jac=True, method="L-BFGS-B").x / spread
    return np.asarray(found[:-1] / (found[-1] / TYPICAL))


def is_chosen_right(choice: Choice, weights: Floats) -> bool:
    """Whether these weights put something right first."""
    scores = choice.rows @ np.append(weights, TYPICAL)
    return bool(choice.right[scores.argmax()])


def left_out(choices: Sequence[Choice]) -> dict[str, tuple[int, int]]:
    """By set: questions right by weights fitted on the other sets, and questions."""
    out = {}
    for group in dict.fromkeys(c.group for c in choices):
        weights = fit_weights([c for c in choices if c.group != group])
        mine = [is_chosen_right(c, weights) for c in choices if c.group == group]
        out[group] = (sum(mine), len(mine))
    return out


def _idf(trial: Trial) -> Idf:
    """That of the trial; a word it was not asked for when it was made counts as its rarest."""
    rarest = max(trial.idf.values(), default=1.0)
    return lambda word: trial.idf.get(word, rarest)


def main() -> None:
    """Entry point."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    workdir.add_folder_options(parser)
    parser.add_argument("--docs", type=Path, required=True, help="folder of the policy documents")
    parser.add_argument("--write", action="store_true")
    options = parser.parse_args()
    work = workdir.work_folder(options.work)
    ours = takewhile(
        lambda group: group.name not in SET_WEIGHTS,  # the public sets, last, ask for no lists
        groups(workdir.data_folder(options.data), options.docs, work, 1),
    )
    found = [trial for group in ours for trial in trials(group, work, Config(reader="numpy"))]
    choices = [c for t in found if (c := choice(t, analyse(t.asked.question), _idf(t)))]
    for group, (right, asked) in left_out(choices).items():
        print(f"{group:14} {right} of {asked} by weights fitted on the other sets")
    fitted = dict(zip(LISTS, fit_weights(choices).round(3).tolist(), strict=True))
    print(json.dumps(fitted, indent=2))
    if options.write:
        whole = json.loads(WEIGHTS.read_text("utf-8")) | {"lists": fitted}
        WEIGHTS.write_text(json.dumps(whole, indent=2, ensure_ascii=False) + "\n", "utf-8")


if __name__ == "__main__":
    main()
