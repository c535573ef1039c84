"""The same indicators of parts in the analyst's script: quarters and phases, helices and groups, weighted answers."""

from typing import Any

import numpy as np
import pandas as pd
from scipy import stats

from benchmarks._baseline_statistics import (
    Result,
    clustered_share,
    evenness,
    gini,
    mean,
    ratio,
    result,
    share,
    weights_raked,
)

HELICES = ["citizen", "government", "academia", "industry"]
NAMES = {"citizen": "people", "government": "public", "academia": "research", "industry": "business"}
PHASES = ["commission", "design", "deliver", "assess"]
RATED = [*(f"trust_{i}" for i in range(1, 6)), "influence", "clarity"]
Frames = dict[str, pd.DataFrame]


def people_of(rows: pd.DataFrame, by: list[Any] | None = None) -> pd.DataFrame:
    """One row per person of attendance rows, or per person of each part."""
    return rows.groupby([*(by or []), "stakeholder_id"]).agg(
        times=("session_id", "size"), hours=("known_hours", "sum"), first=("date", "min"), last=("date", "max"),
        helix=("helix", "first"), age_band=("age_band", "first"), gender=("gender", "first"),
        district=("district", "first"),
    )


def parts(cutoff: pd.Timestamp, pilot: Any, sessions: pd.DataFrame, people: pd.DataFrame, own: Frames) -> dict[
        str, Result]:
    """Every value of a part of a pilot, as "indicator@period" or "indicator#split"."""
    return {
        **periods(cutoff, pilot, sessions, own),
        **splits(sessions, people, own["stakeholder_groups"]),
        **weighted(cutoff, own),
        **skills(cutoff, own["responses"]),
    }


def periods(cutoff: pd.Timestamp, pilot: Any, sessions: pd.DataFrame, own: Frames) -> dict[str, Result]:
    """Quarters by the day of the session, phases as the sessions record them; decisions by their quarter."""
    found: dict[str, Result] = {}
    phase_of = sessions.set_index("session_id")["phase"]
    rows = own["attendance"].assign(phase=own["attendance"]["session_id"].map(phase_of))
    for column, name in (("quarter", "{}"), ("phase", "phase:{}")):
        if column == "quarter":
            by, rows_by = (frame["date"].dt.to_period("Q").astype(str).str.replace("Q", "-Q")
                           for frame in (sessions, rows))
        else:
            by, rows_by = sessions["phase"], rows["phase"]
        came = dict(list(people_of(rows, [rows_by.rename("part")]).groupby(level="part")))
        for part, held in sessions.groupby(by):
            values = of_sessions(pilot, held, came.get(part, people_of(rows.iloc[:0])), own["census"])
            found |= {f"{code}@{name.format(part)}": value for code, value in values.items()}
    decided = own["commitments"][(own["commitments"]["decision"] != "pending")
                                 & (own["commitments"]["decided_on"] <= cutoff)]
    for quarter, rows in decided.groupby(decided["decided_on"].dt.to_period("Q").astype(str).str.replace("Q", "-Q")):
        accepted = rows[rows["decision"] == "accepted"]
        done = (accepted["delivered_on"] <= cutoff).sum()
        found[f"commitment_acceptance@{quarter}"] = share(len(accepted), len(rows))
        found[f"commitment_delivery@{quarter}"] = share(done, len(accepted))
    return found


def of_sessions(pilot: Any, held: pd.DataFrame, people: pd.DataFrame, census: pd.DataFrame) -> dict[str, Result]:
    """What the sessions of a period and who came to them tell."""
    levels, priced = held["iap2_level"].dropna(), held[held["cost_eur"].notna()]
    citizens = people[people["helix"] == "citizen"]
    return {
        "engagement_reach": share(len(citizens), pilot.population),
        "participants": result(len(people)), "sessions_held": result(len(held)),
        "person_hours": result(held["person_hours"].sum()),
        "participation_intensity": mean(people["hours"].to_numpy(float)),
        "attendance_per_session": mean(held["heads"].to_numpy(float)),
        "session_completion": clustered_share(held["stay_known"], held["stayed"]),
        **helices(people),
        **{f"representativeness_{margin}": similarity(citizens[margin], shares)
           for margin, shares in census.groupby("margin")},
        "participation_gini": result(gini(people["times"].to_numpy(float)) if len(people) > 1 else None),
        "iap2_depth": mean(levels.to_numpy(float)), "iap2_involve_share": share((levels >= 3).sum(), len(levels)),
        "cost_per_participation": ratio(priced["cost_eur"], priced["heads"]),
        "cost_per_person_hour": ratio(priced["cost_eur"], priced["person_hours"]),
        "cost_per_participant": result(priced["cost_eur"].sum() / len(people) if len(people) and len(priced) else None),
        "digital_share": clustered_share(held["modes"], held["online"]),
    }


def helices(people: pd.DataFrame) -> dict[str, Result]:
    """Diversity, evenness, balance and coverage of the four helices, without limits."""
    counts = people["helix"].value_counts().reindex(HELICES, fill_value=0).to_numpy(float)
    if not counts.sum():
        return {}
    p = counts / counts.sum()
    coverage = (counts > 0).sum() / len(counts)
    return {
        "stakeholder_diversity": result((1 - (p**2).sum()) * 4 / 3), "stakeholder_evenness": result(evenness(p)),
        "helix_balance": result(1 - np.abs(p - 0.25).sum() / 2 / 0.75), "helix_coverage": result(coverage),
    }


def similarity(column: pd.Series, shares: pd.DataFrame) -> Result:
    """1 - dissimilarity of those whose category is known from the census, with the chi-square test beside it."""
    q = shares.set_index("category")["share"]
    counts = column.value_counts().reindex(q.index, fill_value=0)
    n, q = counts.sum(), q / q.sum()
    if not n:
        return result(None)
    each, test = share(counts.to_numpy(float), n), stats.chisquare(counts, n * q)
    return result(1 - np.abs(counts / n - q).sum() / 2, chi2=test.statistic, p=test.pvalue,
                  under=list(each["upper"] / q < 0.8), over=list(each["lower"] / q > 1.25))


def splits(sessions: pd.DataFrame, people: pd.DataFrame, groups: pd.DataFrame) -> dict[str, Result]:
    """Participants, hours and return of each helix and stakeholder group."""
    by_group = people.join(groups, how="inner")
    chosen = [(f"helix:{NAMES[helix]}", rows) for helix, rows in people.groupby("helix") if helix in NAMES]
    chosen += [(f"group:{group}", rows) for group, rows in by_group.groupby("group")]
    found: dict[str, Result] = {}
    last = sessions["date"].max()
    for split, rows in chosen:
        base = rows[rows["first"] < last]
        found[f"participants#{split}"] = result(len(rows))
        found[f"person_hours#{split}"] = result(rows["hours"].sum())
        found[f"participation_intensity#{split}"] = mean(rows["hours"].to_numpy(float))
        found[f"return_rate#{split}"] = share((base["last"] > base["first"]).sum(), len(base))
    return found


def weighted(cutoff: pd.Timestamp, own: Frames) -> dict[str, Result]:
    """Means of the rated questions of the citizens' survey, raked to the census."""
    census, answers = own["census"], own["responses"]
    citizen = answers[(answers["survey"] == "citizen") & ~(answers["submitted_on"] > cutoff)]
    if census.empty or citizen.empty:
        return {}
    wide = citizen.pivot(index="response_id", columns="question", values="value")
    person = citizen.groupby("response_id")["stakeholder_id"].first()
    codes, targets = [], []
    for margin, shares in census.groupby("margin"):
        codes.append(pd.Categorical(person.map(own["stakeholders"][margin]), shares["category"]).codes)
        targets.append(shares["share"].to_numpy(float))
    known = np.all([code >= 0 for code in codes], axis=0)
    if known.sum() < 5:
        return {}
    weights = weights_raked([code[known] for code in codes], targets)
    if weights is None:
        return {}
    wide = wide[known]
    return {f"likert_mean_weighted_{question}": weighted_mean(wide[question].to_numpy(float), weights)
            for question in RATED if question in wide}


def weighted_mean(values: np.ndarray, weights: np.ndarray) -> Result:
    """Weighted mean of what is not missing, linearised standard error, Student's limits."""
    given = ~np.isnan(values)
    y, w, n = values[given], weights[given], given.sum()
    if not n:
        return result(None)
    centre = (w * y).sum() / w.sum()
    se = np.sqrt(n / (n - 1) * ((w * (y - centre)) ** 2).sum()) / w.sum() if n > 1 else np.nan
    half = stats.t.ppf(0.975, n - 1) * se if n > 1 else np.nan
    return result(centre, centre - half, centre + half)


def skills(cutoff: pd.Timestamp, answers: pd.DataFrame) -> dict[str, Result]:
    """Importance less performance of each skill over the managers who gave both, at least five."""
    manager = answers[(answers["survey"] == "manager") & ~(answers["submitted_on"] > cutoff)]
    wide = manager.pivot(index="response_id", columns="question", values="value")
    found: dict[str, Result] = {}
    for skill in sorted(name.removeprefix("imp_") for name in wide.columns if name.startswith("imp_")):
        pairs = wide[[f"imp_{skill}", f"perf_{skill}"]].dropna().to_numpy(float)
        if len(pairs) >= 5:
            found[f"skills_gap_{skill}"] = mean(pairs[:, 0] - pairs[:, 1])
    return found
