"""A question set against an index of its documents: right answers, exact quotes, due refusals.

    python -m eval.questions eval/sets/NAME.jsonl --docs DIR [--failures] [--json FILE]

A set whose name ends in "blind" is measured without looking: only totals are printed unless
--reveal is given.
"""

from __future__ import annotations

import argparse
import json
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from eval import console, facts, workdir
from eval.cases import Case, read_cases
from eval.datasets import is_sealed
from eval.judging import same_file
from eval.systems import standalone
from rag import Assistant, last_turn
from rag.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from rag.answer import Answer
    from rag.types import Hit

TOP = 3


@dataclass(frozen=True, slots=True)
class Outcome:
    """One case asked once. `found` says whether its document is among the first three hits.

    `broken` counts citations that are not the shown text at their offsets, and claims that are not
    their quotes joined by newlines. `quotes` counts the citations and claims looked at.
    """

    case: Case
    answer: Answer
    first_right: bool
    whole_right: bool
    found: bool
    quotes: int
    broken: int

    @property
    def refused(self) -> bool:
        return self.answer.status == "refused"

    @property
    def failed(self) -> bool:
        """Wrong as a whole: what --failures lists."""
        right = self.first_right if self.case.answerable else self.refused
        return not right or bool(self.broken)

    def to_dict(self) -> dict[str, Any]:
        return {
            "id": self.case.id,
            "question": self.case.question,
            "kind": self.case.kind,
            "lang": self.case.lang,
            "facts": self.case.facts,
            "source": list(self.case.sources),
            "expected_reason": self.case.reason,
            "first_right": self.first_right,
            "whole_right": self.whole_right,
            "found": self.found,
            "broken_quotes": self.broken,
            "answer": self.answer.to_dict(),
        }


def judge(case: Case, answer: Answer, hits: Sequence[Hit], shown: dict[str, str]) -> Outcome:
    """`shown` maps document ids to their shown text. Unanswerable cases are never "right" here."""
    claims = [claim.text for claim in answer.claims]
    right = case.answerable and bool(claims)
    checks = list(quote_checks(answer, shown))
    return Outcome(
        case=case,
        answer=answer,
        first_right=right and facts.holds_all(claims[0], case.facts),
        whole_right=right and facts.holds_all("\n".join(claims), case.facts),
        found=any(same_file(hit.document.source, name) for hit in hits for name in case.sources),
        quotes=len(checks),
        broken=checks.count(False),
    )


def quote_checks(answer: Answer, shown: dict[str, str]) -> Iterable[bool]:
    """One check per citation (and nearest evidence) and one per claim."""
    for citation in (*answer.citations, *answer.nearest):
        yield citation.quote == citation.span.of(shown[citation.document_id])
    quotes = {citation.number: citation.quote for citation in answer.citations}
    for claim in answer.claims:
        cited = [quotes.get(number) for number in claim.citations]
        yield bool(cited) and None not in cited and claim.text == "\n".join(map(str, cited))


def ask_all(index: Path, cases: Sequence[Case]) -> list[Outcome]:
    """Every case asked of one index, in order; a follow-up as a question that stands alone."""
    shown = {id_: document.text for id_, document in workdir.shown_texts(index).items()}
    with Assistant.open(index) as assistant:
        return [
            judge(
                case,
                assistant.ask(question, after=last_turn(case.history)),
                assistant.search(question, k=TOP),
                shown,
            )
            for case in console.progress(cases, "asking")
            for question in (standalone(case),)
        ]


def summary(outcomes: Sequence[Outcome]) -> str:
    """The totals, each with the number it is out of."""
    yes = [o for o in outcomes if o.case.answerable]
    no = [o for o in outcomes if not o.case.answerable]
    english = [o for o in yes if o.case.lang == "en"]
    chinese = [o for o in yes if o.case.lang == "zh"]
    checked, broken = sum(o.quotes for o in outcomes), sum(o.broken for o in outcomes)
    rows = [
        _row("first claim right", [o.first_right for o in yes]),
        _row("whole answer right", [o.whole_right for o in yes]),
        _row("  Chinese questions, first claim", [o.first_right for o in chinese]),
        _row("  English questions, first claim", [o.first_right for o in english]),
        _row("answerable refused", [o.refused for o in yes]),
        _row("unanswerable refused", [o.refused for o in no]),
        _row("  with the expected reason", [_due(o) for o in no]),
        ["quotes and claims exact", _share(checked - broken, checked), str(checked)],
        _row(f"document in top {TOP}", [o.found for o in yes]),
        _row("  English questions", [o.found for o in english]),
    ]
    lengths = [
        len(o.answer.claims[0].text) for o in yes if o.answer.claims and o.case.kind != "list"
    ]
    if lengths:
        mean = f"{sum(lengths) / len(lengths):.1f} chars"
        rows.append(["first claim, mean length, no lists", mean, str(len(lengths))])
    return console.table(["measure", "value", "n"], rows)


def by_kind(outcomes: Sequence[Outcome]) -> str:
    """Answerable cases by kind of answer, unanswerable ones by why they are."""
    groups: dict[str, list[Outcome]] = {}
    for o in outcomes:
        groups.setdefault(o.case.kind if o.case.answerable else str(o.case.reason), []).append(o)
    rows = []
    for name, members in groups.items():
        first = _share(sum(o.first_right for o in members), len(members))
        whole = _share(sum(o.whole_right for o in members), len(members))
        answerable = members[0].case.answerable
        refused = _share(sum(o.refused for o in members), len(members))
        right = [first, whole] if answerable else ["", ""]
        rows.append([name, *right, refused, str(len(members))])
    return console.table(["kind or reason", "first", "whole", "refused", "n"], rows)


def _due(outcome: Outcome) -> bool:
    reason = outcome.answer.reason
    return reason is not None and reason.code == outcome.case.reason


def _row(label: str, values: Sequence[bool]) -> list[str]:
    return [label, _share(sum(values), len(values)), str(len(values))]


def _share(part: int, whole: int) -> str:
    return console.share(part / whole) if whole else "-"


def failure(outcome: Outcome) -> str:
    """A failed case in a few lines: question, expected, what came."""
    case, answer = outcome.case, outcome.answer
    expected = " + ".join(" | ".join(alternatives) for alternatives in case.facts)
    came = answer.reason.code if answer.reason else answer.status
    lines = [
        f"{case.id} [{case.kind}] {case.question}",
        f"  expected: {expected or 'refusal: ' + str(case.reason)}",
        f"  came: {came}" + (f", {outcome.broken} broken quotes" if outcome.broken else ""),
    ]
    lines += [f"  claim {i}: {claim.text}" for i, claim in enumerate(answer.claims, 1)]
    return "\n".join(lines)


def unsupported(cases: Iterable[Case], texts: dict[str, str]) -> list[str]:
    """Ids of answerable cases whose document is missing or does not hold the facts expected."""
    out = []
    for case in cases:
        if case.answerable:
            named = [
                next((t for s, t in texts.items() if same_file(s, name)), None)
                for name in case.sources
            ]
            if None in named or not facts.holds_all("\n".join(map(str, named)), case.facts):
                out.append(case.id)
    return out


def details(outcomes: Sequence[Outcome], index: Path, failures: bool) -> str:
    """What a blind set does not show: results by kind, doubtful cases, and failures if asked."""
    texts = {d.source: d.text for d in workdir.shown_texts(index).values()}
    parts = [by_kind(outcomes)]
    doubtful = unsupported((o.case for o in outcomes), texts)
    if doubtful:
        parts.append("facts not found in the document named: " + ", ".join(doubtful))
    if failures:
        parts += [failure(outcome) for outcome in outcomes if outcome.failed]
    return "\n\n".join(parts)


def parse_options() -> argparse.Namespace:
    parser = argparse.ArgumentParser("python -m eval.questions", description=__doc__)
    parser.formatter_class = argparse.RawDescriptionHelpFormatter
    parser.add_argument("set", type=Path, help="question set, .jsonl")
    parser.add_argument("--docs", type=Path, required=True, metavar="DIR", help="its documents")
    workdir.add_folder_options(parser, data=False)
    parser.add_argument("--failures", action="store_true", help="list every failed case")
    parser.add_argument("--reveal", action="store_true", help="show the cases of a blind set")
    parser.add_argument("--json", type=Path, metavar="FILE", help="also write every case")
    return parser.parse_args()


def main() -> int:
    options = parse_options()
    sealed = is_sealed(options.set.stem) and not options.reveal
    if sealed and (options.failures or options.json):
        raise UsageError(
            "盲测集只给总数 / a blind set shows totals only", "add --reveal to look at its cases"
        )
    cases = read_cases(options.set)
    index = workdir.documents_index(workdir.work_folder(options.work), options.docs)
    outcomes = ask_all(index, cases)
    print(f"$ {console.command_line('eval.questions')}\n")
    print(summary(outcomes))
    if not sealed:
        print("\n" + details(outcomes, index, options.failures))
    if options.json:
        rows = [outcome.to_dict() for outcome in outcomes]
        options.json.write_text(json.dumps(rows, ensure_ascii=False, indent=1), encoding="utf-8")
    return 0


if __name__ == "__main__":
    console.run(main)
