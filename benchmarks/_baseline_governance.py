"""Who decides, what becomes of ideas, impact and capacity, in the analyst's script."""

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from benchmarks._baseline_statistics import Result, mean, result, share, survival, survival_median

if TYPE_CHECKING:
    from benchmarks._baseline_pilot import Files

HELICES = ["citizen", "government", "academia", "industry"]


def governance(files: "Files", pilot: "pd.core.frame.pandas", sessions: pd.DataFrame,
               own: dict[str, pd.DataFrame]) -> dict[str, Result]:
    """Indicators of the optional files."""
    return {
        **decisions(files, own["decisions"]),
        **contributions(files.cutoff, own["contributions"]),
        **phases(sessions, own["feedback"]),
        **coverage(files, own),
        **outcomes(files.cutoff, pilot, own),
    }


def decisions(files: "Files", taken: pd.DataFrame) -> dict[str, Result]:
    """Share of decisions with a party outside government, and concentration over the helices."""
    ids = taken.loc[taken["decided_on"] <= files.cutoff, "decision_id"]
    roles = files.roles[files.roles["decision_id"].isin(ids) & files.roles["role"].isin(["decides", "co_decides"])]
    roles = roles[roles["helix"].notna()].drop_duplicates(["decision_id", "helix"])
    outside = roles[roles["helix"] != "government"]["decision_id"].nunique()
    p = roles["helix"].value_counts().reindex(HELICES).dropna()
    return {
        "shared_decision_share": share(outside, roles["decision_id"].nunique()),
        "decision_concentration": result(((p / p.sum()) ** 2).sum() if len(p) else None),
    }


def contributions(cutoff: pd.Timestamp, rows: pd.DataFrame) -> dict[str, Result]:
    """Ideas taken up, carried out and answered."""
    rows = rows[~(rows["received_on"] > cutoff)]
    accepted = rows["status"].isin(["accepted", "accepted_in_part", "implemented"]).sum()
    refused = rows["status"].isin(["rejected", "out_of_scope"]).sum()
    answered = rows["answered_on"] <= cutoff
    days = (rows["answered_on"].where(answered, cutoff) - rows["received_on"]).dt.days
    usable = days >= 0
    old = usable & ((cutoff - rows["received_on"]).dt.days >= 60)
    curve = survival(days[usable].to_numpy(float), answered[usable].to_numpy())
    return {
        "influence_rate": share(accepted, accepted + refused),
        "implementation_rate": share((rows["status"] == "implemented").sum(), accepted),
        "feedback_closure_60d": share((answered & (days <= 60) & old).sum(), old.sum()),
        "answer_days_median": survival_median(curve),
    }


def phases(sessions: pd.DataFrame, feedback: pd.DataFrame) -> dict[str, Result]:
    """Promises kept, early involvement and the variety of methods."""
    judged = feedback[feedback["promised_level"].notna() & (feedback["perceived"] >= 5)]
    gaps = judged["perceived_sum"] / judged["perceived"] - judged["promised_level"]
    phased = sessions[sessions["phase"].notna()]
    hours = phased["person_hours"].sum()
    early = phased.loc[phased["phase"].isin(["commission", "design"]), "person_hours"].sum()
    levelled = phased[phased["iap2_level"].notna()]
    covered = levelled.loc[levelled["iap2_level"] >= 3, "phase"].nunique()
    p = sessions["method"].value_counts(normalize=True)
    return {
        "promise_gap": mean(gaps.to_numpy(float)),
        "early_involvement": result(early / hours if hours else None),
        "phase_coverage": result(covered / 4 if len(levelled) else None),
        "method_variety": result(len(p) or None),
        "method_entropy": result(-(p * np.log(p)).sum() if len(p) else None),
    }


def coverage(files: "Files", own: dict[str, pd.DataFrame]) -> dict[str, Result]:
    """Relevant groups of which somebody took part."""
    relevant = set(own["groups"].loc[own["groups"]["relevant"] == 1, "group"])
    members = files.raw["stakeholder_groups"]
    engaged = set(members.loc[members["stakeholder_id"].isin(own["attendance"]["stakeholder_id"]), "group"])
    return {"stakeholder_coverage": result(len(relevant & engaged) / len(relevant) if relevant else None)}


def outcomes(cutoff: pd.Timestamp, pilot: "pd.core.frame.pandas", own: dict[str, pd.DataFrame]) -> dict[str, Result]:
    """Impact, services, obstacles, skills and living-lab score."""
    impacts = own["impacts"]
    seen = impacts[(impacts["observed_on"] <= cutoff) & (impacts["target"] != impacts["baseline"])]
    reached = ((seen["observed"] - seen["baseline"]) / (seen["target"] - seen["baseline"])).dropna()
    services = own["services"]
    started = services[services["maturity"].notna() & (services["maturity"] != "idea")]
    delivered = started["maturity"].isin(["live", "scaled"]).sum()
    obstacles = own["obstacles"]
    obstacles = obstacles[~(obstacles["opened_on"] > cutoff)]
    is_open = obstacles["resolved_on"].isna() | (obstacles["resolved_on"] > cutoff)
    graded = obstacles["severity"].notna()
    skills = own["skills"].dropna(subset=["required", "available"])
    gaps = (skills["required"] - skills["available"]).clip(lower=0)
    scores = own["living_lab"]["score"].dropna()
    return {
        "impact_achievement": result(reached.median() if len(reached) else None),
        "services_delivered": result(delivered / len(started) if len(started) else None),
        "obstacle_load": result(obstacles.loc[is_open & graded, "severity"].sum() if graded.any() else None),
        "obstacle_resolved": result((~is_open).mean() if len(obstacles) else None),
        "capacity_gap": result(gaps.mean() if len(gaps) else None),
        "living_lab_score": result(25 * scores.mean() if len(scores) else None),
    }
