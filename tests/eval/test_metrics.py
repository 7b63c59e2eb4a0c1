"""Metrics against hand-computed numbers and independent implementations."""

from __future__ import annotations

import itertools
import math

import numpy as np
import pytest
import pytrec_eval
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import binomtest, mannwhitneyu
from sklearn.metrics import roc_auc_score, roc_curve

from eval import metrics

SCORES = st.lists(st.integers(0, 6).map(lambda n: n / 6), min_size=1, max_size=25)


class TestRanking:
    def test_recall_counts_relevant_items_in_the_first_k(self) -> None:
        ranked = ["a", "b", "c", "d"]
        assert metrics.recall_at_k(ranked, {"b", "d", "x"}, 2) == pytest.approx(1 / 3)
        assert metrics.recall_at_k(ranked, {"b", "d", "x"}, 4) == pytest.approx(2 / 3)
        assert metrics.recall_at_k([], {"b"}, 4) == 0.0

    def test_recall_needs_something_relevant(self) -> None:
        with pytest.raises(ValueError, match="no relevant"):
            metrics.recall_at_k(["a"], [], 1)

    def test_reciprocal_rank_is_cut_at_k(self) -> None:
        ranked = [f"d{i}" for i in range(20)]
        assert metrics.reciprocal_rank(ranked, {"d9"}, 10) == pytest.approx(0.1)
        assert metrics.reciprocal_rank(ranked, {"d10"}, 10) == 0.0

    @given(
        st.lists(st.integers(0, 9), unique=True, max_size=10), st.integers(0, 9), st.integers(1, 10)
    )
    def test_one_relevant_item_ties_both_measures(
        self, ranked: list[int], item: int, k: int
    ) -> None:
        found = metrics.reciprocal_rank(ranked, {item}, k)
        assert (found > 0) == (metrics.recall_at_k(ranked, {item}, k) == 1.0)
        if found:
            assert ranked[round(1 / found) - 1] == item


class TestBootstrap:
    def test_known_mean_and_normal_width(self) -> None:
        values = [1.0] * 80 + [0.0] * 20
        interval = metrics.bootstrap(values)
        error = 1.96 * math.sqrt(0.8 * 0.2 / 100)
        assert interval.mean == pytest.approx(0.8)
        assert interval.n == 100
        assert interval.low == pytest.approx(0.8 - error, abs=0.012)
        assert interval.high == pytest.approx(0.8 + error, abs=0.012)

    def test_exact_distribution_of_two_values(self) -> None:
        # Means of two draws from {0, 1} are 0, 0.5, 1 with chances 1/4, 1/2, 1/4.
        interval = metrics.bootstrap([0.0, 1.0], level=0.4)
        assert (interval.low, interval.high) == (0.5, 0.5)
        interval = metrics.bootstrap([0.0, 1.0], level=0.9)
        assert (interval.low, interval.high) == (0.0, 1.0)

    def test_same_seed_same_interval_whatever_the_chunking(
        self, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        values = np.linspace(0, 1, 50)
        whole = metrics.bootstrap(values, resamples=200)
        monkeypatch.setattr(metrics, "_CHUNK", 50)
        assert metrics.bootstrap(values, resamples=200) == whole

    @pytest.mark.parametrize("values", [[], [[1.0]], [float("nan")]])
    def test_useless_values_are_refused(self, values: object) -> None:
        with pytest.raises(ValueError, match=r"expected|finite"):
            metrics.bootstrap(values)  # type: ignore[arg-type]


class TestPairedBootstrap:
    def test_difference_is_ours_minus_other(self) -> None:
        ours, other = [1, 1, 1, 0, 1] * 20, [1, 0, 0, 1, 1] * 20
        result = metrics.paired_bootstrap(ours, other)
        assert result.difference.mean == pytest.approx(0.2)
        assert result.difference.low < 0.2 < result.difference.high

    def test_p_value_agrees_with_the_normal_test(self) -> None:
        # 30 questions won, 14 lost, 156 tied: d = 0.08, sd = sqrt(44/200 - d^2) / sqrt(200).
        ours = [1] * 30 + [0] * 14 + [1] * 156
        other = [0] * 30 + [1] * 14 + [1] * 156
        z = 0.08 / (math.sqrt(44 / 200 - 0.08**2) / math.sqrt(200))
        normal = math.erfc(z / math.sqrt(2))
        assert metrics.paired_bootstrap(ours, other).p_value == pytest.approx(normal, abs=0.008)

    def test_a_certain_win_has_the_least_p_value(self) -> None:
        rng = np.random.default_rng(1)
        other = rng.random(100)
        result = metrics.paired_bootstrap(other + 1 + rng.random(100), other, resamples=999)
        assert result.p_value == pytest.approx(1 / 1000)

    def test_sides_swap(self) -> None:
        a, b = [1, 0, 1, 1], [0, 0, 1, 0]
        there, back = metrics.paired_bootstrap(a, b), metrics.paired_bootstrap(b, a)
        assert there.p_value == back.p_value
        assert there.difference.mean == -back.difference.mean

    def test_lengths_must_agree(self) -> None:
        with pytest.raises(ValueError, match="same questions"):
            metrics.paired_bootstrap([1.0], [1.0, 0.0])


class TestSelective:
    @given(SCORES, SCORES)
    def test_auroc_agrees_with_sklearn_and_mann_whitney(
        self, high: list[float], low: list[float]
    ) -> None:
        labels = [1] * len(high) + [0] * len(low)
        ours = metrics.auroc(high, low)
        assert ours == pytest.approx(roc_auc_score(labels, high + low))
        assert ours == pytest.approx(mannwhitneyu(high, low).statistic / (len(high) * len(low)))

    def test_risk_coverage_by_hand(self) -> None:
        # Order 0.9 right, 0.7 wrong, 0.6 right, 0.2 wrong: risks 0, 1/2, 1/3, 1/2.
        curve = metrics.risk_coverage([0.2, 0.9, 0.6, 0.7], [1, 0, 0, 1])
        assert curve.tolist() == pytest.approx([0, 1 / 2, 1 / 3, 1 / 2])
        assert metrics.aurc([0.2, 0.9, 0.6, 0.7], [1, 0, 0, 1]) == pytest.approx(4 / 3 / 4)

    def test_ties_are_the_mean_over_their_orders(self) -> None:
        scores, errors = [0.9, 0.5, 0.5, 0.5], [0, 1, 0, 0]
        curves = []
        for order in itertools.permutations([1, 0, 0]):
            kept = np.cumsum([0, *order]) / np.arange(1, 5)
            curves.append(kept)
        expected = np.mean(curves, axis=0)
        assert metrics.risk_coverage(scores, errors).tolist() == pytest.approx(expected.tolist())

    @given(st.lists(st.tuples(st.integers(0, 5), st.integers(0, 1)), min_size=1, max_size=20))
    def test_full_coverage_risk_is_the_error_rate(self, rows: list[tuple[int, int]]) -> None:
        scores, errors = [r[0] / 5 for r in rows], [float(r[1]) for r in rows]
        curve = metrics.risk_coverage(scores, errors)
        assert curve[-1] == pytest.approx(sum(errors) / len(errors))
        assert ((curve >= 0) & (curve <= 1 + 1e-12)).all()

    @given(SCORES, SCORES, st.sampled_from([0.0, 0.05, 0.2, 0.5, 1.0]))
    def test_refused_share_agrees_with_every_threshold(
        self, kept: list[float], weak: list[float], budget: float
    ) -> None:
        best = 0.0
        for threshold in [*kept, *weak, 2.0]:
            over = sum(s < threshold for s in kept) / len(kept)
            if over <= budget + 1e-12:
                best = max(best, sum(s < threshold for s in weak) / len(weak))
        assert metrics.refusal_at_over_refusal(kept, weak, budget) == pytest.approx(best)

    def test_refused_share_is_a_point_of_the_roc_curve(self) -> None:
        rng = np.random.default_rng(3)
        kept, weak = rng.normal(1, 1, 200), rng.normal(0, 1, 100)
        labels = [0] * 200 + [1] * 100
        over, refused, _ = roc_curve(
            labels, np.concatenate([-kept, -weak]), drop_intermediate=False
        )
        expected = refused[over <= 0.1 + 1e-12].max()
        assert metrics.refusal_at_over_refusal(kept, weak, 0.1) == pytest.approx(expected)


class TestSmall:
    def test_percentile_by_hand(self) -> None:
        assert metrics.percentile([1, 2, 3, 4, 5], 0.95) == pytest.approx(4.8)
        assert metrics.percentile([7], 0.5) == 7.0

    def test_refusal_counts(self) -> None:
        counts = metrics.RefusalCounts(
            refused_unanswerable=30, unanswerable=40, refused_answerable=3, answerable=60
        )
        assert counts.precision == pytest.approx(30 / 33)
        assert counts.recall == pytest.approx(0.75)
        assert counts.over_refusal == pytest.approx(0.05)

    def test_no_refusals_have_no_precision(self) -> None:
        assert math.isnan(metrics.RefusalCounts(0, 10, 0, 10).precision)


class TestAgainstReferences:
    """Ranking measures equal trec_eval's on random judgements; McNemar equals the binomial test."""

    @given(
        st.dictionaries(st.integers(0, 30), st.integers(0, 3), min_size=1, max_size=12),
        st.lists(st.integers(0, 30), unique=True, min_size=1, max_size=25),
    )
    def test_trec_eval(self, grades: dict[int, int], ranked: list[int]) -> None:
        relevant = {item for item, grade in grades.items() if grade > 0}
        if not relevant:
            return
        wanted = {"recall.1,5,10", "recip_rank", "ndcg_cut.5,10"}
        judged = {"q": {f"d{item}": grade for item, grade in grades.items()}}
        evaluator = pytrec_eval.RelevanceEvaluator(judged, wanted)
        run = {"q": {f"d{item}": float(-place) for place, item in enumerate(ranked)}}
        theirs = evaluator.evaluate(run)["q"]
        for k in (1, 5, 10):
            assert metrics.recall_at_k(ranked, relevant, k) == pytest.approx(theirs[f"recall_{k}"])
        for k in (5, 10):
            assert metrics.ndcg_at_k(ranked, grades, k) == pytest.approx(theirs[f"ndcg_cut_{k}"])
        assert metrics.reciprocal_rank(ranked, relevant, len(ranked)) == pytest.approx(
            theirs["recip_rank"]
        )

    @given(st.lists(st.tuples(st.booleans(), st.booleans()), min_size=1, max_size=40))
    def test_mcnemar(self, pairs: list[tuple[bool, bool]]) -> None:
        ours, other = zip(*pairs, strict=True)
        gained = sum(a and not b for a, b in pairs)
        lost = sum(b and not a for a, b in pairs)
        expected = binomtest(gained, gained + lost).pvalue if gained + lost else 1.0
        assert metrics.mcnemar(ours, other) == pytest.approx(expected)

    def test_mcnemar_needs_pairs(self) -> None:
        with pytest.raises(ValueError, match="same questions"):
            metrics.mcnemar([True], [])

    def test_ndcg_of_nothing(self) -> None:
        with pytest.raises(ValueError, match="no relevant"):
            metrics.ndcg_at_k(["a"], {"a": 0}, 10)
