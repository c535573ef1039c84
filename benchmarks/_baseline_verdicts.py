"""Does one size fit all, in the analyst's script: verdict families, city residuals, covariates and classic tests."""

from collections.abc import Callable
from math import inf, log, sqrt
from typing import Any

import numpy as np
import pandas as pd
from scipy import optimize, stats

from benchmarks._baseline_pilot import Files

Rows = dict[str, np.ndarray]  # pilot -> its units
ITEMS = (*(f"trust_{i}" for i in range(1, 6)), "influence", "clarity", "nps")
MOST_PILOTS_IN_PAIRS = 12


def verdicts(files: Files, found: dict[str, Any]) -> dict[str, dict[str, Any]]:
    """{outcome: {subject: figures}}."""
    covariates = covariates_of(files)
    ratings, tops, costs, overall = units_of_sessions(files)
    answers = answers_by_method(files)
    citizen = files.raw["responses"].query("survey == 'citizen'").dropna(subset=["value"])
    citizen = citizen[~(citizen["submitted_on"] > files.cutoff)]
    items = {q: by_pilot(citizen[citizen["question"] == q], "value") for q in ITEMS}
    families = {
        "method_rating": (ratings, 0.5, 1.0, 3, answers), "method_top2": (tops, 0.1, 1.0, 3, answers),
        "log_cost": (costs, log(1.25), 0.0, 3, {}), "log_cost_overall": ({"all": overall}, log(1.25), 0.0, 3, {}),
        "survey_item_citizen": (items, 0.5, 1.0, 5, {}),
    }
    judged = {name: family(*parts, covariates) for name, parts in families.items()}
    judged["methods_used"] = {"all": table(files.sessions)}
    return judged | {name: {"all": proportion(x, n, covariates)} for name, (x, n) in proportions(files).items()}


def by_pilot(frame: pd.DataFrame, column: str) -> Rows:
    """Values of a column by pilot."""
    return {pilot: values.to_numpy(float) for pilot, values in frame.groupby("pilot")[column]}


def covariates_of(files: Files) -> dict[str, pd.Series]:
    """What is known of the cities that might explain differences."""
    pilots = files.raw["pilots"].set_index("pilot")
    year = pilots["start_date"].dt.year + pilots["start_date"].dt.dayofyear / 366
    return {"log_population": np.log(pilots["population"]), "start_year": year,
            "log_budget": np.log(pilots["budget_eur"])}


def units_of_sessions(files: Files) -> tuple[dict[str, Rows], dict[str, Rows], dict[str, Rows], Rows]:
    """Session means of the rating, shares of 4 or more, log costs a participation: by method and pilot."""
    answers = files.raw["responses"].query("question == 'method_rating'").dropna(subset=["value"])
    means = answers.assign(top=answers["value"] >= 4).groupby("session_id").agg(rating=("value", "mean"),
                                                                               top=("top", "mean"))
    heads = files.attendance.groupby("session_id").size().rename("named")
    sessions = files.sessions.join(means, on="session_id").join(heads, on="session_id")
    sessions["heads"] = sessions[["head_count", "named"]].max(axis=1)
    priced = sessions[(sessions["cost_eur"] > 0) & (sessions["heads"] > 0)].copy()
    priced["log_cost"] = np.log(priced["cost_eur"] / priced["heads"])
    rated = sessions.dropna(subset=["rating"])
    methods = sorted(sessions["method"].dropna().unique())
    return (
        {m: by_pilot(rated[rated["method"] == m], "rating") for m in methods},
        {m: by_pilot(rated[rated["method"] == m], "top") for m in methods},
        {m: by_pilot(priced[priced["method"] == m], "log_cost") for m in methods},
        by_pilot(priced, "log_cost"),
    )


def proportions(files: Files) -> dict[str, tuple[pd.Series, pd.Series]]:
    """Cases and totals of independent shares by pilot."""
    commitments = files.raw["commitments"]
    commitments = commitments[~(commitments["raised_on"] > files.cutoff)]
    decided = commitments[commitments["decision"] != "pending"]
    accepted = decided[decided["decision"] == "accepted"]
    done = accepted[accepted["delivered_on"] <= files.cutoff]
    n = decided.groupby("pilot").size()
    k = accepted.groupby("pilot").size()
    return {
        "commitment_acceptance": (k.reindex(n.index, fill_value=0), n),
        "commitment_delivery": (done.groupby("pilot").size().reindex(k.index, fill_value=0), k),
    }


def answers_by_method(files: Files) -> dict[str, pd.Series]:
    """Answers to the rating by method and pilot."""
    rated = files.raw["responses"].query("question == 'method_rating'").dropna(subset=["value"])
    joined = rated.drop(columns="pilot").merge(files.sessions[["session_id", "pilot", "method"]], on="session_id")
    return {method: rows.groupby("pilot").size() for method, rows in joined.groupby("method")}


def family(subjects: dict[str, Rows], delta: float, step: float, fewest: int, answers: dict[str, pd.Series],
           covariates: dict[str, pd.Series]) -> dict[str, Any]:
    """All figures of the subjects of one family, q values included; answers: behind the units, where several are."""
    found = {}
    for name, rows in subjects.items():
        groups = {pilot: units for pilot, units in sorted(rows.items()) if len(units) >= fewest}
        a_unit = 1.0
        if name in answers:
            groups = {pilot: units for pilot, units in groups.items() if answers[name].get(pilot, 0) >= 5}
            a_unit = answers[name].reindex(list(groups)).sum() / sum(map(len, groups.values()))
        if len(groups) >= 3:
            found[name] = judge(groups, delta * (2.5 if name == "nps" else 1), step**2 / (12 * a_unit), covariates)
    for p in ("p_het", "p_eq", "p_large"):
        if found:
            adjusted = stats.false_discovery_control([one[p] for one in found.values()])
            for one, q in zip(found.values(), adjusted, strict=True):
                one[p.replace("p_", "q_")] = q
    return found


def judge(groups: Rows, delta: float, floor: float, covariates: dict[str, pd.Series]) -> dict[str, Any]:
    """Summary, tests, residuals, covariates and classic tests; floor: the least that the variance of a unit can be."""
    values, pilots = list(groups.values()), list(groups)
    y, n = np.array([g.mean() for g in values]), np.array([len(g) for g in values])
    s2 = np.array([g.var(ddof=1) for g in values])
    pooled = max(floor, ((n - 1) * s2).sum() / (n - 1).sum())
    v = (4 * pooled + (n - 1) * s2) / (4 + n - 1) / n
    tau_max = delta / stats.norm.ppf(0.95)
    return {
        **summary(y, v), **spread_tests(y, v, 4.0 + n - 1, tau_max), "exceptions": residuals(y, v, delta),
        "covariates": regressions(pilots, y, v, covariates), "classic": classic(values),
    }


def reml(y: np.ndarray, v: np.ndarray, x: np.ndarray) -> float:
    """tau2 by restricted maximum likelihood."""
    def minus_likelihood(t: float) -> float:
        w = 1 / (v + t)
        moments = (x * w[:, None]).T @ x
        r = y - x @ np.linalg.solve(moments, x.T @ (w * y))
        return -np.log(w).sum() + np.linalg.slogdet(moments)[1] + (w * r * r).sum()

    top = 10 * max(y.var(ddof=1), v.mean())
    precision = {"xatol": 1e-10 * top}
    found = optimize.minimize_scalar(minus_likelihood, bounds=(0, top), method="bounded", options=precision)
    return 0.0 if minus_likelihood(0.0) <= found.fun else found.x


def summary(y: np.ndarray, v: np.ndarray) -> dict[str, Any]:
    """Random-effects summary with Hartung and Knapp's interval, prediction and the limits of tau2."""
    k, ones = len(y), np.ones((len(y), 1))
    tau2 = reml(y, v, ones)
    w, plain = 1 / (v + tau2), 1 / v
    mu = (w * y).sum() / w.sum()
    se = sqrt(max(1.0, (w * (y - mu) ** 2).sum() / (k - 1)) / w.sum())
    t95, t90 = stats.t.ppf([0.975, 0.95], k - 1)
    away = sqrt(tau2 + se * se)

    def q(t: float) -> float:
        u = 1 / (v + t)
        return (u * (y - (u * y).sum() / u.sum()) ** 2).sum()

    typical = (k - 1) / (plain.sum() - (plain**2).sum() / plain.sum())
    return {
        "k": k, "mu": mu, "se": se, "ci_lower": mu - t95 * se, "ci_upper": mu + t95 * se, "tau2": tau2, "Q": q(0),
        "Q_p": stats.chi2.sf(q(0), k - 1), "I2": 100 * tau2 / (tau2 + typical), "pi90_lower": mu - t90 * away,
        "pi90_upper": mu + t90 * away, "pi95_lower": mu - t95 * away, "pi95_upper": mu + t95 * away,
        "tau2_ci90_lower": crossing(q, stats.chi2.isf(0.05, k - 1)),
        "tau2_ci90_upper": crossing(q, stats.chi2.isf(0.95, k - 1)),
    }


def crossing(q: Callable[[float], float], target: float) -> float:
    """Where the falling q meets its target."""
    if q(0.0) <= target:
        return 0.0
    upper = 1.0
    while q(upper) > target:
        upper *= 4
    return optimize.brentq(lambda t: q(t) - target, 0, upper, xtol=1e-14)


def spread_tests(y: np.ndarray, v: np.ndarray, nu: np.ndarray | float, tau_max: float) -> dict[str, float]:
    """Welch-type tests at no spread and at the largest harmless spread."""
    def welch(t: float) -> tuple[float, float]:
        k, w = len(y), 1 / (v + t)
        unsure = ((1 - w / w.sum()) ** 2 / (nu * (v + t) ** 2 / v**2)).sum()
        q = (w * (y - (w * y).sum() / w.sum()) ** 2).sum()
        f = q / ((k - 1) * (1 + 2 * (k - 2) / (k * k - 1) * unsure))
        return f, (k * k - 1) / (3 * unsure) if unsure else inf

    f0, df0 = welch(0.0)
    f1, df1 = welch(tau_max**2)
    d = len(y) - 1
    p_large = stats.f.sf(f1, d, df1)
    return {"F_het": f0, "p_het": stats.f.sf(f0, d, df0), "p_eq": stats.f.cdf(f1, d, df1), "p_large": p_large}


def residuals(y: np.ndarray, v: np.ndarray, delta: float) -> list[int]:
    """Cities away from the mean of the others: everything fitted again without each."""
    z, away = np.empty(len(y)), np.empty(len(y))
    for i in range(len(y)):
        kept = np.arange(len(y)) != i
        tau2 = reml(y[kept], v[kept], np.ones((len(y) - 1, 1)))
        w = 1 / (v[kept] + tau2)
        away[i] = y[i] - (w * y[kept]).sum() / w.sum()
        z[i] = away[i] / sqrt(v[i] + tau2 + 1 / w.sum())
    q = stats.false_discovery_control(2 * stats.norm.sf(np.abs(z)))
    return np.flatnonzero((q < 0.05) & (np.abs(away) > delta)).tolist()


def regressions(pilots: list[str], y: np.ndarray, v: np.ndarray, covariates: dict[str, pd.Series]) -> dict[str, Any]:
    """One covariate of the cities at a time, from ten cities on."""
    found = {}
    for name, known in covariates.items():
        at = known.reindex(pilots).to_numpy(float)
        kept = np.isfinite(at)
        if kept.sum() < 10:
            continue
        x, y_, v_ = np.column_stack([np.ones(kept.sum()), at[kept]]), y[kept], v[kept]
        tau2, alone = reml(y_, v_, x), reml(y_, v_, np.ones((kept.sum(), 1)))
        w = 1 / (v_ + tau2)
        inverse = np.linalg.inv((x * w[:, None]).T @ x)
        b = inverse @ (x.T @ (w * y_))
        se = np.sqrt((w * (y_ - x @ b) ** 2).sum() / (len(y_) - 2) * np.diag(inverse))
        found[name] = {"slope": b[1], "se": se[1], "p": 2 * stats.t.sf(abs(b[1] / se[1]), len(y_) - 2),
                       "R2": max(0.0, 100 * (alone - tau2) / alone) if alone else None}
    return found


def classic(groups: list[np.ndarray]) -> dict[str, Any]:
    """The tests that readers know; pairs of up to twelve cities."""
    everything, k = np.concatenate(groups), len(groups)
    if np.ptp(everything) == 0:
        return {}
    kruskal = stats.kruskal(*groups)
    varied = all(np.ptp(g) > 0 for g in groups)
    welch = stats.f_oneway(*groups, equal_var=False) if varied else None
    sizes = np.array([len(g) for g in groups])
    k0 = (sizes.sum() - (sizes**2).sum() / sizes.sum()) / (k - 1)
    f = stats.f_oneway(*groups).statistic
    found = {"H": kruskal.statistic, "p_kruskal": kruskal.pvalue, "p_welch": welch.pvalue if welch else None,
             "icc1": (f - 1) / (f + k0 - 1)}
    if k <= MOST_PILOTS_IN_PAIRS:
        found["tukey"] = stats.tukey_hsd(*groups, equal_var=False).pvalue.tolist()
        found["cliff"] = [
            2 * stats.mannwhitneyu(a, b).statistic / (len(a) * len(b)) - 1
            for i, a in enumerate(groups) for b in groups[i + 1:]
        ]
    return found


def proportion(x: pd.Series, n: pd.Series, covariates: dict[str, pd.Series]) -> dict[str, Any]:
    """One independent share, on the logit scale, with Cramer's V beside it."""
    kept = n >= 3
    cases, total = x[kept].to_numpy(float), n[kept].to_numpy(float)
    add = np.where((cases == 0) | (cases == total), 0.5, 0.0)
    y = np.log((cases + add) / (total - cases + add))
    v = 1 / (cases + add) + 1 / (total - cases + add)
    found = summary(y, v)
    p = 1 / (1 + np.exp(-found["mu"]))
    margin = min(abs(log(side / (1 - side)) - found["mu"]) for side in (min(p + 0.1, 0.995), max(p - 0.1, 0.005)))
    return found | spread_tests(y, v, inf, margin / stats.norm.ppf(0.95)) | {
        "exceptions": residuals(y, v, margin), "covariates": regressions(list(n[kept].index), y, v, covariates),
        "classic": association(np.column_stack([cases, total - cases])),
    }


def table(sessions: pd.DataFrame) -> dict[str, Any]:
    """Pilots by the methods they used."""
    return {"classic": association(pd.crosstab(sessions["pilot"], sessions["method"]).to_numpy(float))}


def association(counts: np.ndarray) -> dict[str, Any]:
    """Cramer's V; where expected counts are small with the p value of random tables of the same margins."""
    test = stats.chi2_contingency(counts, correction=False)
    expected = test.expected_freq
    found = {"chi2": test.statistic, "v": stats.contingency.association(counts.astype(int)), "p": test.pvalue}
    if (expected < 5).any():
        drawn = stats.random_table(counts.sum(axis=1), counts.sum(axis=0)).rvs(9999, random_state=1)
        away = ((drawn - expected) ** 2 / expected).sum(axis=(1, 2))
        found["p"] = (1 + (away >= test.statistic * (1 - 1e-12)).sum()) / 10000
    return found
