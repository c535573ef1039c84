"""The variance between all cities but each one is that of the cities that are left, few or many."""

import numpy as np
import pytest
from scipy.optimize import minimize_scalar

from foundation.inference.counted import counted
from foundation.inference.likert import Histogram
from foundation.inference.mean_spread import MANY, spread_about_mean, spread_without_each


def cities(k: int, tau: float, seed: int) -> tuple[np.ndarray, np.ndarray]:
    random = np.random.default_rng(seed)
    v = random.lognormal(0, 1, k)
    v = v / v.mean()
    return random.normal(3, np.sqrt(v + tau**2)), v


def likeliest(y: np.ndarray, v: np.ndarray) -> float:
    """The largest restricted likelihood, by search; 0 where it falls from there."""

    def against(t: float) -> float:
        w = 1 / (v + t)
        mean = (w @ y) / w.sum()
        return float(np.log(w.sum()) + w @ (y - mean) ** 2 - np.log(w).sum())

    found = minimize_scalar(against, bounds=(0, 50), method="bounded", options={"xatol": 1e-10})
    return float(found.x) if found.fun < against(0.0) else 0.0


@pytest.mark.parametrize("tau", [0.0, 0.2, 1.0, 4.0])
@pytest.mark.parametrize("k", [3, 4, 12, MANY - 1, MANY, MANY + 70])
def test_each_city_left_out_gives_what_the_others_give_alone(k: int, tau: float) -> None:
    y, v = cities(k, tau, seed=k)
    alone = [spread_about_mean(np.delete(y, i), np.delete(v, i)) for i in range(k)]
    np.testing.assert_allclose(spread_without_each(y, v), alone, rtol=1e-10, atol=1e-11)


@pytest.mark.parametrize("seed", range(12))
def test_it_is_where_the_restricted_likelihood_is_largest(seed: int) -> None:
    y, v = cities(9, 0.8, seed)
    assert spread_about_mean(y, v) == pytest.approx(likeliest(y, v), abs=1e-4)


def test_one_city_known_a_billion_times_better_leaves_a_number() -> None:
    y, v = cities(8, 0.5, seed=1)
    v[2] = 1e-9
    assert np.isfinite(spread_without_each(y, v / v.mean())).all()


def test_histograms_of_one_scale_count_like_the_values_they_stand_for() -> None:
    groups = [Histogram(1, 5, (0, 2, 0, 1, 3)), Histogram(1, 5, (0, 0, 0, 0, 0)), Histogram(1, 5, (4, 0, 0, 0, 0))]
    plain = [[2, 2, 4, 5, 5, 5], [], [1, 1, 1, 1]]
    one, other = counted(groups), counted(plain)
    assert (one.k, one.n, one.sizes.tolist(), one.constant.tolist()) == (
        other.k, other.n, other.sizes.tolist(), other.constant.tolist())
    np.testing.assert_array_equal(one.means, other.means)
    np.testing.assert_array_equal(one.squares, other.squares)
    np.testing.assert_array_equal(one.rank_means, other.rank_means)
