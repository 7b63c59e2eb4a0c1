"""Two runs of a set: what differs, question by question, and whether it is more than luck."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from eval import console, metrics
from eval.errors import RunError
from eval.metrics import Comparison
from eval.summary import MEASURES, right

if TYPE_CHECKING:
    from collections.abc import Sequence

    from eval.traces import Record, Run

COMPARED = ("correct", "first", "declined", "quotes", "citation precision", "recall@1", "mrr@10")


@dataclass(frozen=True, slots=True)
class Change:
    """A case that came out differently: its record in both runs."""

    before: Record
    after: Record

    @property
    def better(self) -> bool | None:
        """True or False where it became right or wrong, None where only the answer changed."""
        old, new = _is_right(self.before), _is_right(self.after)
        return None if old == new else new


@dataclass(frozen=True, slots=True)
class Compared:
    """Run b against run a, over the cases both asked.

    `p_value` is McNemar's, of the cases that are right; `differences` maps a measure's key to b - a
    with the interval and p-value of the paired bootstrap.
    """

    changes: tuple[Change, ...]
    both: int
    p_value: float
    differences: dict[str, Comparison]
    failed: tuple[int, int]


def compare(a: Run, b: Run, system: str) -> Compared:
    """Compare one system's records.

    Raises:
        RunError: the runs share no case of this system.
    """
    first = {r.case.id: r for r in a.of(system)}
    pairs = [(first[r.case.id], r) for r in b.of(system) if r.case.id in first]
    if not pairs:
        raise RunError(
            f"两次评测没有共同的问题（{system}） / the runs share no case of {system!r}",
            "policyqa eval compare RUN_A RUN_B --system NAME",
        )
    judged = [p for p in pairs if right(p[0]) is not None and right(p[1]) is not None]
    return Compared(
        changes=tuple(Change(x, y) for x, y in pairs if _outcome(x) != _outcome(y)),
        both=len(pairs),
        p_value=metrics.mcnemar(
            [_is_right(y) for _, y in judged], [_is_right(x) for x, _ in judged]
        ),
        differences=_differences(pairs),
        failed=(
            sum(x.error is not None for x, _ in pairs),
            sum(y.error is not None for _, y in pairs),
        ),
    )


def _is_right(record: Record) -> bool:
    return right(record) == 1.0


def _outcome(record: Record) -> object:
    answer = record.answer or {}
    claims = [(c["text"], tuple(c["citations"])) for c in answer.get("claims", ())]
    cited = [(c["document_id"], c["start"], c["end"]) for c in answer.get("citations", ())]
    reason = (answer.get("reason") or {}).get("code")
    return record.error, answer.get("status"), reason, claims, cited


def _differences(pairs: Sequence[tuple[Record, Record]]) -> dict[str, Comparison]:
    out = {}
    for key in COMPARED:
        found = [(x.scores.get(key), y.scores.get(key)) for x, y in pairs]
        known = [(x, y) for x, y in found if x is not None and y is not None]
        if known:
            old, new = zip(*known, strict=True)
            out[key] = metrics.paired_bootstrap(new, old)
    return out


def report(compared: Compared, names: tuple[str, str]) -> str:
    """Markdown: totals, then every changed case, those that turned wrong first."""
    ordered = sorted(compared.changes, key=lambda c: (c.better is not False, c.better is None))
    wrong = sum(c.better is False for c in compared.changes)
    turned = sum(c.better is True for c in compared.changes)
    rest = len(ordered) - wrong - turned
    head = (
        f"{names[0]} → {names[1]}: n = {compared.both}, {turned} turned right, {wrong} turned "
        f"wrong (McNemar p = {compared.p_value:.4f}), {rest} changed otherwise; "
        f"failed {compared.failed[0]} → {compared.failed[1]}"
    )
    labels = {m.key: m.label for m in MEASURES}
    rows = [
        [labels[key], f"{d.mean:+.4f} [{d.low:+.4f}, {d.high:+.4f}]", f"{c.p_value:.4f}", str(d.n)]
        for key, c in compared.differences.items()
        for d in (c.difference,)
    ]
    table = console.table(("measure", "difference", "p", "n"), rows)
    return "\n\n".join([head, table, *map(_told, ordered)])


def _told(change: Change) -> str:
    case = change.after.case
    sign = {True: "+ right", False: "- WRONG", None: "  other"}[change.better]
    expected = " + ".join(" | ".join(a) for a in case.facts) or f"refusal: {case.reason}"
    lines = [f"{sign}  {case.id}  {case.question}", f"    expected: {expected}"]
    return "\n".join(
        [*lines, f"    before: {told(change.before)}", f"    after:  {told(change.after)}"]
    )


def told(record: Record) -> str:
    """What came of a case, on one line."""
    if record.error is not None:
        return f"failed: {record.error}"
    answer = record.answer or {}
    if answer.get("status") == "refused":
        return f"refused ({(answer.get('reason') or {}).get('code', 'no reason')})"
    claims = " ‖ ".join(claim["text"] for claim in answer.get("claims", ()))
    return claims.replace("\n", " / ")
