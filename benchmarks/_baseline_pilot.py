"""The indicators of each pilot in the analyst's script."""

from dataclasses import dataclass
from zlib import crc32

import numpy as np
import pandas as pd

from benchmarks._baseline_governance import governance
from benchmarks._baseline_parts import parts as parts_of
from benchmarks._baseline_parts import people_of
from benchmarks._baseline_statistics import (
    Result,
    alpha,
    bca,
    clustered_share,
    evenness,
    gini,
    mean,
    raking_deff,
    rate,
    ratio,
    result,
    share,
    shares_of,
    survival,
    survival_at,
    survival_median,
)

HELICES = ["citizen", "government", "academia", "industry"]
MARGINS = ["age_band", "gender", "district"]
TRUST = [f"trust_{i}" for i in range(1, 6)]
ASKED = {"citizen": [*TRUST, "influence", "clarity", "nps"]}


@dataclass
class Files:
    """All frames of a world, and those joined for the indicators."""

    raw: dict[str, pd.DataFrame]
    cutoff: pd.Timestamp
    sessions: pd.DataFrame
    attendance: pd.DataFrame
    roles: pd.DataFrame


def seed(pilot: str, indicator: str) -> int:
    """A fixed seed of each interval."""
    return crc32(f"{pilot}|{indicator}".encode())


def pilot_indicators(files: Files) -> dict[str, dict[str, Result]]:
    """{pilot: {indicator: result}}; methods as "indicator/method"."""
    parts = {name: dict(list(files.raw[name].groupby("pilot"))) for name in
             ("census", "commitments", "surveys", "responses", "contributions", "decisions", "services", "impacts",
              "obstacles", "skills", "living_lab", "groups")}
    parts["sessions"] = dict(list(files.sessions.groupby("pilot")))
    parts["attendance"] = dict(list(files.attendance.groupby("pilot")))
    nothing = {name: frame.iloc[:0] for name, frame in files.raw.items()}
    nothing |= {"sessions": files.sessions.iloc[:0], "attendance": files.attendance.iloc[:0]}
    feedback, people = session_feedback(files), files.raw["stakeholders"].set_index("stakeholder_id")
    groups = files.raw["stakeholder_groups"].set_index("stakeholder_id")["group"]
    found = {}
    for pilot in files.raw["pilots"].itertuples():
        own = {name: part.get(pilot.pilot, nothing[name]) for name, part in parts.items()}
        own["stakeholders"], own["stakeholder_groups"] = people, groups
        own["feedback"] = own["sessions"].merge(feedback, on="session_id", how="left")
        found[pilot.pilot] = one_pilot(files, pilot, own)
    return found


def session_feedback(files: Files) -> pd.DataFrame:
    """Ratings, their sum and those of 4 or more, and perceived levels, by session."""
    answers = files.raw["responses"]
    rated = answers[(answers["question"] == "method_rating") & answers["value"].notna()]
    by_session = rated.groupby("session_id")["value"].agg(
        ratings="count", rating_sum="sum", top2=lambda v: (v >= 4).sum()
    )
    perceived = files.raw["feedback_levels"].groupby("session_id")["perceived_level"].agg(
        perceived="count", perceived_sum="sum"
    )
    return by_session.join(perceived, how="outer").reset_index()


def one_pilot(files: Files, pilot: "pd.core.frame.pandas", own: dict[str, pd.DataFrame]) -> dict[str, Result]:
    """Every indicator of one pilot."""
    sessions, rows = own["sessions"], own["attendance"]
    people = people_of(rows)
    sessions = with_sums(sessions, rows)
    return {
        **reach(pilot, sessions, people, rows),
        **composition(pilot.pilot, people, own["census"]),
        **retention(files.cutoff, pilot, sessions, people),
        **influence(files.cutoff, sessions, own["commitments"]),
        **efficiency(sessions, people),
        **surveys(files.cutoff, own),
        **methods(sessions, own["feedback"], own["commitments"]),
        **governance(files, pilot, sessions, own),
        **parts_of(files.cutoff, pilot, sessions, people, own),
    }


def with_sums(sessions: pd.DataFrame, rows: pd.DataFrame) -> pd.DataFrame:
    """Sessions with their attendances and hours, unnamed heads included."""
    sums = rows.groupby("session_id").agg(
        named=("stakeholder_id", "size"), named_hours=("known_hours", "sum"), stayed=("completed", "sum"),
        stay_known=("completed", "count"), online=("mode", lambda m: (m == "online").sum()), modes=("mode", "count"),
    )
    joined = sessions.join(sums, on="session_id").fillna(dict.fromkeys(sums.columns, 0))
    joined["heads"] = joined[["head_count", "named"]].max(axis=1).fillna(0)
    unnamed = joined["heads"] - joined["named"]
    joined["person_hours"] = joined["named_hours"] + unnamed * joined["duration_h"].fillna(0)
    return joined


def reach(pilot: "pd.core.frame.pandas", sessions: pd.DataFrame, people: pd.DataFrame,
          rows: pd.DataFrame) -> dict[str, Result]:
    """How many took part, and for how long."""
    citizens, hours = (people["helix"] == "citizen").sum(), people["hours"].to_numpy(float)
    intensity = mean(hours)
    if len(hours) and (len(hours) < 30 or pd.Series(hours).skew() > 2):
        intensity |= bca(hours, np.mean, seed(pilot.pilot, "participation_intensity"))
    return {
        "engagement_reach": share(citizens, pilot.population),
        "participants": result(len(people)), "sessions_held": result(len(sessions)),
        "person_hours": result(sessions["person_hours"].sum()),
        "participation_intensity": intensity,
        "attendance_per_session": mean(sessions["heads"].to_numpy(float)),
        "session_completion": clustered_share(sessions["stay_known"], sessions["stayed"]),
    }


def composition(pilot: str, people: pd.DataFrame, census: pd.DataFrame) -> dict[str, Result]:
    """Who took part, against the helices, the census and each other."""
    codes = pd.Categorical(people["helix"], HELICES).codes
    codes = codes[codes >= 0]
    statistics = {
        "stakeholder_diversity": lambda p: (1 - (p**2).sum(axis=0)) * 4 / 3,
        "stakeholder_evenness": evenness,
        "helix_balance": lambda p: 1 - np.abs(p - 0.25).sum(axis=0) / 2 / 0.75,
    }
    found = {name: boot_of_shares(pilot, name, codes, 4, f) for name, f in statistics.items()}
    found["helix_coverage"] = result(len(np.unique(codes)) / 4)
    citizens = people[people["helix"] == "citizen"]
    known, targets = [], []
    for margin in MARGINS:
        shares = census[census["margin"] == margin].set_index("category")["share"]
        if shares.empty:
            continue
        q = shares.to_numpy() / shares.sum()
        coded = pd.Categorical(citizens[margin], shares.index).codes
        known.append(coded)
        targets.append(shares.to_numpy(float))
        found[f"representativeness_{margin}"] = boot_of_shares(
            pilot, f"representativeness_{margin}", coded[coded >= 0], len(q),
            lambda p, q=q: 1 - np.abs(p - q.reshape(-1, *[1] * (p.ndim - 1))).sum(axis=0) / 2,
        )
    usable = np.all([code >= 0 for code in known], axis=0) if known else np.zeros(0, bool)
    enough = usable.sum() >= 5
    found["weighting_deff"] = result(raking_deff([c[usable] for c in known], targets) if enough else None)
    times = people["times"].to_numpy(float)
    found["participation_gini"] = result(gini(times) if len(times) > 1 else None) | bca(
        times, gini, seed(pilot, "participation_gini"))
    return found


def boot_of_shares(pilot: str, name: str, codes: np.ndarray, categories: int, f: object) -> Result:
    """A statistic of category shares with its BCa limits."""
    def statistic(sample: np.ndarray, axis: int = -1) -> np.ndarray:
        return f(shares_of(sample, categories, axis))  # type: ignore[operator]

    if not len(codes):
        return result(None)
    return result(statistic(codes)) | bca(codes, statistic, seed(pilot, name))


def retention(cutoff: pd.Timestamp, pilot: "pd.core.frame.pandas", sessions: pd.DataFrame,
              people: pd.DataFrame) -> dict[str, Result]:
    """Who came back, and for how long."""
    if people.empty:
        return {}
    base = people[people["first"] < sessions["date"].max()]
    end = max(min(cutoff, pilot.end_date) if pd.notna(pilot.end_date) else cutoff, people["last"].max())
    gone = ((end - people["last"]).dt.days > 90).to_numpy()
    last = people["last"].where(gone, end)
    curve = survival(((last - people["first"]).dt.days + 1).to_numpy(float), gone)
    return {
        "return_rate": share((base["last"] > base["first"]).sum(), len(base)),
        "retention_90d": survival_at(curve, 90), "retention_180d": survival_at(curve, 180),
    }


def influence(cutoff: pd.Timestamp, sessions: pd.DataFrame, commitments: pd.DataFrame) -> dict[str, Result]:
    """How deep the participation went, and what came of it."""
    levels = sessions["iap2_level"].dropna()
    raised = commitments[~(commitments["raised_on"] > cutoff)]
    decided = raised[raised["decision"] != "pending"]
    accepted = decided[decided["decision"] == "accepted"]
    done = accepted["delivered_on"] <= cutoff
    days = (accepted["delivered_on"].where(done, cutoff) - accepted["decided_on"]).dt.days
    usable = days >= 0
    curve = survival(days[usable].to_numpy(float), done[usable].to_numpy())
    return {
        "iap2_depth": mean(levels.to_numpy(float)), "iap2_involve_share": share((levels >= 3).sum(), len(levels)),
        "commitment_acceptance": share(len(accepted), len(decided)),
        "commitment_delivery": share(done.sum(), len(accepted)),
        "decision_influence": share(done.sum(), len(raised)),
        "delivery_days_median": survival_median(curve),
    }


def efficiency(sessions: pd.DataFrame, people: pd.DataFrame) -> dict[str, Result]:
    """What participation cost and through which channel it came."""
    priced = sessions[sessions["cost_eur"].notna()]
    return {
        "cost_per_participation": ratio(priced["cost_eur"], priced["heads"]),
        "cost_per_person_hour": ratio(priced["cost_eur"], priced["person_hours"]),
        "cost_per_participant": result(priced["cost_eur"].sum() / len(people) if len(people) and len(priced) else None),
        "digital_share": clustered_share(sessions["modes"], sessions["online"]),
    }


def surveys(cutoff: pd.Timestamp, own: dict[str, pd.DataFrame]) -> dict[str, Result]:
    """Response, answers and reliability."""
    found: dict[str, Result] = {}
    answers = own["responses"]
    answers = answers[~(answers["submitted_on"] > cutoff)]
    for survey in own["surveys"].itertuples():
        rows = answers[answers["survey"] == survey.survey]
        asked = len(ASKED.get(survey.survey, range(24)))
        answered = rows.groupby("response_id")["value"].count()
        complete = (100 * answered >= 80 * asked).sum()
        partial = ((100 * answered >= 50 * asked) & (100 * answered < 80 * asked)).sum()
        rate_ = share(complete + partial, survey.invited) if complete + partial <= survey.invited else result(None)
        found[f"survey_response_rate_{survey.survey}"] = rate_
        found[f"survey_completion_rate_{survey.survey}"] = share(complete, len(answered))
    citizen = answers[answers["survey"] == "citizen"]
    wide = citizen.pivot(index="response_id", columns="question", values="value")
    for question in wide.columns:
        found |= item(question, wide[question].dropna().to_numpy(float), int((citizen["question"] == question).sum()))
    if set(TRUST) <= set(wide.columns):
        found["trust_alpha"] = alpha(wide[TRUST].dropna().to_numpy(float))
    return found


def item(question: str, values: np.ndarray, asked: int) -> dict[str, Result]:
    """Indicators of one question of the citizens' survey."""
    n = len(values)
    found = {f"item_nonresponse_{question}": share(asked - n, asked)}
    if question == "nps":
        p, d = ((values >= 9).sum() + 0.75) / (n + 3), ((values <= 6).sum() + 0.75) / (n + 3)
        half = 1.959963984540054 * np.sqrt((p + d - (p - d) ** 2) / (n + 3))
        point = 100 * ((values >= 9).sum() - (values <= 6).sum()) / n
        return found | {"nps": result(point, 100 * max(-1, p - d - half), 100 * min(1, p - d + half))}
    p = np.bincount(values.astype(int), minlength=6)[1:] / n
    away = np.abs(np.arange(1, 6) - values.mean())
    spread = values.var(ddof=1) if n > 1 else np.nan
    deviation = np.abs(values - values.mean()).mean()
    return found | {
        f"likert_mean_{question}": mean(values) | {
            "median": np.median(values), "quartiles": list(np.quantile(values, [0.25, 0.75])),
            "consensus": 1 + (p * np.log2(1 - away / 4)).sum(),
        },
        f"top2_{question}": share((values >= 4).sum(), n),
        f"within_pilot_agreement_{question}": result(max(0.0, 1 - spread / 2), ad=deviation),
    }


def methods(sessions: pd.DataFrame, feedback: pd.DataFrame, commitments: pd.DataFrame) -> dict[str, Result]:
    """How each method was rated and what it led to."""
    found: dict[str, Result] = {}
    raised = commitments.merge(sessions[["session_id", "method"]], on="session_id")["method"].value_counts()
    for method, rows in feedback.groupby("method"):
        rated = rows[rows["ratings"] > 0]
        found[f"method_rating/{method}"] = mean((rated["rating_sum"] / rated["ratings"]).to_numpy(float))
        found[f"method_top2/{method}"] = clustered_share(rated["ratings"], rated["top2"])
        found[f"commitments_per_session/{method}"] = rate(int(raised.get(method, 0)), len(rows))
    return found
