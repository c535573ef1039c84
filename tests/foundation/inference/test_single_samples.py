"""Statistics of one sample against SciPy and brute force, their laws, and their edges."""

from math import sqrt

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from foundation.inference.agreement import OneWayICC, RankAgreement, WithinGroup, friedman, icc1, within_group
from foundation.inference.bootstrap import bca_over_counts, bca_over_values, mean_of_counts, page_seed
from foundation.inference.clusters import ClusterSums, cluster_mean, clustered_proportion
from foundation.inference.concentration import Gini, gini, gini_of_counts, top_share
from foundation.inference.disclosure import is_disclosive, suppress_counts
from foundation.inference.diversity import balance, diversity, evenness_of_counts, iqv_of_counts
from foundation.inference.intervals import Interval, MeanInterval, mean_t, poisson_rate, ratio_of_sums, wilson
from foundation.inference.likert import Histogram, importance_performance, likert_summary, nps
from foundation.inference.reliability import ScaleAnswers, cronbach_alpha, mcdonald_omega
from foundation.inference.representation import (
    NOT_RAKED,
    participation_ratios,
    rake,
    representativeness,
    weighted_mean,
)
from foundation.inference.survival import Survival

COUNTS = st.lists(st.integers(0, 60), min_size=2, max_size=6).filter(any)
AMOUNTS = st.lists(st.floats(0, 1000), min_size=2, max_size=30)


@given(x=st.integers(0, 200), more=st.integers(0, 200))
def test_wilson_agrees_with_scipy_and_mirrors(x, more):
    n = x + more
    ours = wilson(x, n)
    if n == 0:
        assert ours == Interval(None, None, None)
        return
    theirs = stats.binomtest(x, n).proportion_ci(method="wilson")
    assert (ours.lower, ours.upper) == pytest.approx((theirs.low, theirs.high), abs=1e-12)
    other = wilson(more, n)
    assert (1 - other.upper, 1 - other.lower) == pytest.approx((ours.lower, ours.upper), abs=1e-12)


def test_wilson_ends_are_exact_and_wrong_input_is_refused():
    assert wilson(0, 20).lower == 0.0
    assert wilson(20, 20).upper == 1.0
    for x, n in ((3, 2), (-1, 2), (float("nan"), 2)):
        with pytest.raises(ValueError, match="proportion"):
            wilson(x, n)


@given(st.lists(st.floats(-1e3, 1e3), min_size=2, max_size=40), st.floats(-100, 100))
def test_mean_interval_moves_with_a_shift(values, shift):
    here, there = mean_t(values), mean_t([v + shift for v in values])
    assert (there.lower, there.upper) == pytest.approx((here.lower + shift, here.upper + shift), abs=1e-8)
    assert here.lower <= here.mean <= here.upper


def test_mean_edges():
    assert mean_t([]) == MeanInterval(0, None, None, None, None, None)
    assert mean_t([None, 3.0]) == MeanInterval(1, 3.0, None, None, None, None)
    assert mean_t([0.1, 0.1, 0.1]) == MeanInterval(3, 0.1, 0.0, 0.0, 0.1, 0.1)


@pytest.mark.parametrize("x", [1, 7, 140])
def test_poisson_limits_give_the_tails(x):
    rate = poisson_rate(x, 4.0)
    assert stats.poisson.sf(x - 1, rate.lower * 4) == pytest.approx(0.025)
    assert stats.poisson.cdf(x, rate.upper * 4) == pytest.approx(0.025)


def test_ratio_of_sums_is_not_the_mean_of_ratios_and_needs_two_units():
    assert ratio_of_sums([10, 30], [1, 9]).ratio == 4.0
    assert ratio_of_sums([10], [4]).lower is None
    assert ratio_of_sums([10, 2], [0, 0]).ratio is None


@given(st.lists(st.lists(st.integers(0, 1), min_size=1, max_size=8), min_size=2, max_size=8))
def test_cluster_sums_carry_all_that_the_answers_say(groups):
    values = [v for g in groups for v in g]
    labels = [j for j, g in enumerate(groups) for _ in g]
    sums = ClusterSums.of_successes([len(g) for g in groups], [sum(g) for g in groups])
    assert cluster_mean(sums) == cluster_mean(ClusterSums.of_values([float(v) for v in values], labels))
    ours, plain = clustered_proportion(sums), wilson(sum(values), len(values))
    assert ours.lower <= plain.lower + 1e-12
    assert ours.upper >= plain.upper - 1e-12


@given(COUNTS)
def test_diversity_is_that_of_two_random_persons(counts):
    n, d = sum(counts), diversity(counts)
    alike = sum(c * (c - 1) for c in counts)
    if n > 1:
        assert d.gini_simpson_unbiased == pytest.approx(1 - alike / (n * (n - 1)))
    row = np.array([counts], dtype=float)
    assert iqv_of_counts(row)[0] == pytest.approx(d.iqv)
    assert evenness_of_counts(row)[0] == pytest.approx(d.evenness_all)
    assert diversity(counts[::-1]).shannon == pytest.approx(d.shannon)
    assert -1e-12 <= balance(counts) <= 1 + 1e-12


def test_diversity_edges():
    assert diversity([0, 0]).iqv is None
    assert diversity([1, 0, 0, 0]).gini_simpson_unbiased is None
    assert (balance([4, 0]), balance([5, 5]), balance([0, 0])) == (0.0, 1.0, None)
    assert balance([3, 1], [0.75, 0.25]) == 1.0


@given(AMOUNTS)
def test_gini_is_the_mean_difference_of_pairs(values):
    g = gini(values)
    if sum(values) == 0:
        assert g == Gini(len(values), None, None)
        return
    pairs = sum(abs(a - b) for a in values for b in values)
    assert g.gini == pytest.approx(pairs / (2 * len(values) * sum(values)), abs=1e-9)
    distinct, counts = np.unique(values, return_counts=True)
    of_counts = gini_of_counts(distinct)(counts[None, :].astype(float))
    assert of_counts[0] == pytest.approx(g.gini_corrected, abs=1e-9)


def test_gini_edges_and_top_share():
    assert gini([]) == Gini(0, None, None)
    assert gini([4]) == Gini(1, 0.0, None)
    assert top_share([1] * 9 + [11]) == 0.55


@settings(deadline=None, max_examples=20)
@given(st.lists(st.integers(1, 6), min_size=8, max_size=25))
def test_bca_of_counts_is_close_to_scipys_of_persons(values):
    if len(set(values)) < 3:
        return
    ours = bca_over_values(values, mean_of_counts, seed=1)
    drawn = stats.bootstrap((values,), np.mean, method="BCa", rng=np.random.default_rng(2))
    theirs = drawn.confidence_interval
    near = 0.12 * np.std(values) + 2 / len(values)
    assert (ours.lower, ours.upper) == pytest.approx((theirs.low, theirs.high), abs=near)


def test_bca_is_repeatable_and_undefined_without_variation():
    seed = page_seed("P001", "stakeholder_diversity")
    again = [bca_over_counts([9, 4, 2, 1], iqv_of_counts, seed=seed) for _ in range(2)]
    assert again[0] == again[1]
    assert bca_over_counts([9, 0, 0, 0], iqv_of_counts, seed=seed) == Interval(0.0, None, None)
    assert bca_over_counts([0, 0], iqv_of_counts, seed=seed) == Interval(None, None, None)


def test_representativeness_against_scipy_and_its_claims():
    r = representativeness([30, 50, 20], [2, 1, 1])
    chi = stats.chisquare([30, 50, 20], [50, 25, 25])
    assert (r.chi2, r.p, r.dissimilarity) == pytest.approx((chi.statistic, chi.pvalue, 0.25))
    assert [c.standing for c in participation_ratios([30, 50, 20], [2, 1, 1])] == ["under", "over", "unclear"]
    assert representativeness([0, 0], [1, 1]).dissimilarity is None


def test_raking_meets_the_margins_or_gives_no_weights():
    sex, age = ["f"] * 6 + ["m"] * 4, ["y", "o", "y", "o", "o", "o", "y", "y", "o", "y"]
    targets = {"sex": {"f": 0.5, "m": 0.5}, "age": {"y": 0.3, "o": 0.6, "x": 0.1}}
    raking = rake({"sex": sex, "age": age}, targets)
    w = np.array(raking.weights)
    assert (w.mean(), w[:6].sum()) == pytest.approx((1, 5))
    assert w[np.array(age) == "y"].sum() == pytest.approx(10 / 3)
    assert raking.empty_categories == ("x",)
    twice = {"sex": ["f", "f", "m"], "again": ["f", "f", "m"]}
    clash = {"sex": {"f": 0.5, "m": 0.5}, "again": {"f": 0.9, "m": 0.1}}
    assert rake(twice, clash) == NOT_RAKED


@given(st.lists(st.floats(-50, 50), min_size=2, max_size=20), st.floats(0.1, 9))
def test_equal_weights_give_the_plain_mean(values, weight):
    w, plain = weighted_mean(values, [weight] * len(values)), mean_t(values)
    assert (w.mean, w.lower, w.upper) == pytest.approx((plain.mean, plain.lower, plain.upper), abs=1e-6)


@given(st.lists(st.tuples(st.integers(0, 30), st.booleans()), min_size=1, max_size=30))
def test_survival_agrees_with_scipy(cases):
    times, events = tuple(float(t) for t, _ in cases), tuple(e for _, e in cases)
    right = [t for t, e in cases if not e]
    sample = stats.CensoredData(uncensored=[t for t, e in cases if e], right=right)
    sf = stats.ecdf(sample).sf
    curve = Survival(times, events)
    assert [curve.at(t).estimate for t in range(32)] == pytest.approx(sf.evaluate(np.arange(32)))


def test_survival_edges():
    assert Survival((), ()).median() == Interval(None, None, None)
    assert Survival((5.0,), (True,)).at(4) == Interval(1.0, None, None)
    assert Survival((5.0,), (True,)).at(9) == Interval(0.0, None, None)
    assert Survival((2.0, 4.0, 6.0, 8.0), (True,) * 4).median().estimate == 5.0
    with pytest.raises(ValueError, match="negative"):
        Survival((-1.0,), (True,))


@given(st.lists(st.tuples(*[st.integers(1, 5)] * 3), min_size=3, max_size=12))
def test_alpha_of_patterns_is_that_of_rows(rows):
    patterns = sorted(set(rows))
    counted = cronbach_alpha(ScaleAnswers(tuple(patterns), tuple(rows.count(p) for p in patterns)))
    raw = cronbach_alpha(ScaleAnswers.of_rows(rows))
    assert counted.n == raw.n == len(rows)
    assert counted.items == raw.items
    assert (counted.alpha is None) == (raw.alpha is None)
    if raw.alpha is not None:
        assert counted.alpha == pytest.approx(raw.alpha, rel=1e-6, abs=1e-6)


def test_reliability_edges():
    constant = cronbach_alpha(ScaleAnswers.of_rows([(1, 2, 3), (2, 3, 3), (4, 4, 3), (None, 1, 2)]))
    assert (constant.n, constant.items, constant.without_variance) == (3, 2, (2,))
    assert constant.alpha_if_dropped is None
    assert cronbach_alpha(ScaleAnswers((), ())).alpha is None
    assert mcdonald_omega(ScaleAnswers.of_rows([(1, 2), (2, 1)])).omega is None
    rng = np.random.default_rng(4)
    x = rng.normal(size=200)
    nearly_x = np.column_stack([x, x + rng.normal(size=200) / 1e3, x + rng.normal(size=200)])
    assert mcdonald_omega(ScaleAnswers.of_rows(nearly_x.tolist())).heywood


@given(st.lists(st.integers(1, 5), min_size=1, max_size=40))
def test_likert_summary_of_counts_is_that_of_answers(answers):
    s = likert_summary(Histogram.of_answers(answers, 1, 5))
    quartiles = np.quantile(answers, [0.25, 0.5, 0.75])
    assert (s.mean, s.q1, s.median, s.q3) == pytest.approx((np.mean(answers), *quartiles))
    assert -1e-12 <= s.consensus <= 1 + 1e-12
    if len(answers) > 1:
        assert s.sd == pytest.approx(np.std(answers, ddof=1))


def test_rating_edges():
    alike = likert_summary(Histogram(1, 5, (0, 0, 0, 6, 0)))
    assert (alike.sd, alike.lower, alike.upper, alike.consensus) == (0.0, 4.0, 4.0, 1.0)
    assert likert_summary(Histogram(1, 5, (3, 0, 0, 0, 3))).consensus == 0.0
    assert likert_summary(Histogram(1, 5, (0,) * 5)).mean is None
    assert nps(Histogram(0, 10, (0,) * 11)).nps is None
    with pytest.raises(ValueError, match="off the scale"):
        Histogram.of_answers([6], 1, 5)
    gap = importance_performance([4, 5, None], [3, 4, 1])
    assert (gap.n, gap.gap, gap.lower, gap.upper, gap.t, gap.p) == (2, 1.0, 1.0, 1.0, None, None)


def test_agreement_edges():
    assert within_group([], 5) == WithinGroup(0, None, None, 5 / 6)
    assert within_group([1, 5, 1, 5], 5).rwg == 0.0
    assert icc1([[1, 2, 3]]) == OneWayICC(1, 3)
    assert icc1([[1, 1], [2, 2]]).F is None
    assert friedman([[1, 1], [2, 2]]) == RankAgreement(2, 2, None, 1, None, None, None)
    groups = [[1, 2, 4], [3, 5, 6, 6]]
    f = stats.f_oneway(*groups)
    assert (icc1(groups).F, icc1(groups).p) == pytest.approx((f.statistic, f.pvalue))
    ranks = [[1, 2, 2], [3, 1, 4], [2, 2, 5], [1, 3, 5]]
    chi = stats.friedmanchisquare(*np.transpose(ranks))
    assert (friedman(ranks).chi2, friedman(ranks).p) == pytest.approx((chi.statistic, chi.pvalue))


@given(st.lists(st.integers(0, 20), max_size=8))
def test_no_single_category_is_withheld_while_another_could_go_with_it(counts):
    shown = suppress_counts(counts)
    assert all(a is None or a == b for a, b in zip(shown, counts, strict=True))
    assert not any(a is not None and is_disclosive(a) for a in shown)
    assert shown.count(None) != 1 or len(counts) == 1


def test_complementary_suppression_takes_the_next_smallest():
    assert suppress_counts([3, 9, 7, 0]) == (None, 9, None, 0)
    assert suppress_counts([3, 4, 7]) == (None, None, 7)
    assert suppress_counts([3, 0]) == (None, None)
    assert suppress_counts([6, 0, 5]) == (6, 0, 5)


def test_weighted_standard_error_is_linearised():
    y, w = np.array([1.0, 4.0, 6.0]), np.array([1.0, 2.0, 1.0])
    mean = (y @ w) / w.sum()
    assert weighted_mean(y, w).se == pytest.approx(sqrt(3 / 2 * ((w * (y - mean)) ** 2).sum()) / w.sum())
