"""Tables of the world files -> PilotSample, row by row: the plain counterpart of the ORM extraction."""

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from foundation.inference.likert import Histogram
from foundation.inference.reliability import ScaleAnswers
from indicators.samples import (
    MARGINS,
    CensusMargin,
    Commitment,
    Contribution,
    DecisionTaken,
    FitCell,
    Governance,
    ImpactTarget,
    ItemAnswers,
    Obstacle,
    People,
    PilotSample,
    ScaleSample,
    Service,
    SessionFacts,
    Skill,
    SurveyCounts,
    classify_completion,
)
from tests.gold.missing import is_missing

Row = dict[str, Any]
Tables = Mapping[str, Mapping[str, Sequence[Any]]]
HELIX = {"citizen": "people", "government": "public", "academia": "research", "industry": "business"}
LIKERT = ("trust_1", "trust_2", "trust_3", "trust_4", "trust_5", "influence", "clarity")
TRUST = LIKERT[:5]
DECIDING = ("decides", "co_decides")


def rows(tables: Tables, name: str, *key: str) -> list[Row]:
    """Rows of a table, "" and NaN read as None, only the first of each key."""
    table = tables.get(name) or {}
    size = max((len(column) for column in table.values()), default=0)
    found = [{c: None if v[i] == "" or is_missing(v[i]) else v[i] for c, v in table.items()} for i in range(size)]
    first: dict[Any, Row] = {}
    for place, row in enumerate(found):
        first.setdefault(tuple(row.get(c) for c in key) or place, row)
    return list(first.values())


def day(value: str | None) -> date | None:
    return date.fromisoformat(value) if value else None


def number(value: Any) -> float | None:
    return None if value is None else float(value)


def whole(value: Any) -> int | None:
    return None if value is None else int(value)


def helix(value: str | None) -> str | None:
    return HELIX.get(value, value) if value else None


def known_sum(values: Sequence[float | None]) -> float:
    return sum(v for v in values if v is not None)


class World:
    """The tables of a case, cut at the cut-off and indexed once."""

    def __init__(self, tables: Tables, cutoff: str) -> None:
        self.tables = tables
        self.cutoff = date.fromisoformat(cutoff)
        self.pilots = rows(tables, "pilots", "pilot")
        self.people = {r["stakeholder_id"]: r for r in rows(tables, "stakeholders", "stakeholder_id")}
        details = {r["session_id"]: r for r in rows(tables, "session_details", "session_id")}
        joined = [{**details.get(s["session_id"], {}), **s} for s in rows(tables, "sessions", "session_id")]
        held = [s for s in joined if s.get("status") in (None, "held")]
        # without a date nobody can say that a session was before the cut-off
        self.sessions = [s for s in held if self.happened(s["date"])]
        self.session = {s["session_id"]: s for s in self.sessions}
        attendance = rows(tables, "attendance", "session_id", "stakeholder_id")
        self.attendance = [a for a in attendance if a["session_id"] in self.session]
        for a in self.attendance:
            if a["hours"] is None:
                a["hours"] = self.session[a["session_id"]]["duration_h"]
        self.responses = rows(tables, "responses", "response_id", "question")
        self.questions = {
            survey: len({r["question"] for r in self.responses if r["survey"] == survey})
            for survey in ("citizen", "manager")
        }

    def of(self, name: str, pilot: str, *key: str) -> list[Row]:
        return [r for r in rows(self.tables, name, *key) if r["pilot"] == pilot]

    def happened(self, value: str | None) -> date | None:
        """The day, unless it lies beyond the cut-off."""
        found = day(value)
        return found if found and found <= self.cutoff else None

    def exists(self, value: str | None) -> bool:
        """Whether a row of that date is there at the cut-off; undated rows are."""
        return value is None or self.happened(value) is not None


def people_of(world: World, pilot: str) -> People:
    mine: dict[str, list[Row]] = {}
    for a in world.attendance:
        if world.session[a["session_id"]]["pilot"] == pilot:
            mine.setdefault(a["stakeholder_id"], []).append(a)
    day_of = {key: date.fromisoformat(s["date"]) for key, s in world.session.items()}
    days = {p: [day_of[a["session_id"]] for a in v] for p, v in mine.items()}
    facts = [world.people.get(p, {}) for p in mine]
    return People(
        sessions=tuple(len(v) for v in mine.values()),
        hours=tuple(known_sum([a["hours"] for a in v]) for v in mine.values()),
        first=tuple(min(d) for d in days.values()),
        last=tuple(max(d) for d in days.values()),
        helix=tuple(helix(f.get("helix")) for f in facts),
        attributes={m: tuple(f.get(m) for f in facts) for m in MARGINS},
    )


def session_facts(world: World, s: Row) -> SessionFacts:
    named = [a for a in world.attendance if a["session_id"] == s["session_id"]]
    ratings = [
        r
        for r in world.responses
        if r["session_id"] == s["session_id"] and r["question"] == "method_rating" and r["value"] is not None
    ]
    levels = [
        r["perceived_level"]
        for r in rows(world.tables, "feedback_levels", "response_id", "session_id")
        if r["session_id"] == s["session_id"] and r["perceived_level"] is not None
    ]
    completed = [a["completed"] for a in named if a.get("completed") is not None]
    modes = [a["mode"] for a in named if a.get("mode") is not None]
    return SessionFacts(
        day=date.fromisoformat(s["date"]),
        method=s["method"],
        phase=s.get("phase"),
        channel=s.get("channel"),
        level=whole(s["iap2_level"]),
        promised_level=whole(s.get("promised_level")),
        duration_h=number(s["duration_h"]),
        cost=number(s.get("cost_eur")),
        head_count=whole(s.get("head_count")),
        named=len(named),
        named_hours=known_sum([a["hours"] for a in named]),
        hours_missing=sum(a["hours"] is None for a in named),
        completed=sum(int(c) for c in completed),
        completed_known=len(completed),
        online=modes.count("online"),
        mode_known=len(modes),
        ratings=len(ratings),
        rating_sum=float(sum(r["value"] for r in ratings)),
        rating_top2=sum(r["value"] >= 4 for r in ratings),
        raters=len({r["response_id"] for r in ratings}),
        perceived=len(levels),
        perceived_sum=float(sum(levels)),
    )


def survey_counts(world: World, pilot: str, survey: str) -> SurveyCounts:
    answered = Counter[str]()
    for r in world.responses:
        if r["pilot"] == pilot and r["survey"] == survey:
            answered[r["response_id"]] += r["value"] is not None
    states = Counter(classify_completion(n, world.questions[survey]) for n in answered.values())
    invited = [r["invited"] for r in world.of("surveys", pilot) if r["survey"] == survey]
    return SurveyCounts(
        survey, int(invited[0] or 0) if invited else 0, len(answered), states["complete"], states["partial"]
    )


def item_answers(world: World, pilot: str, question: str, lo: int, hi: int) -> ItemAnswers:
    values = [r["value"] for r in world.responses if r["pilot"] == pilot and r["question"] == question]
    kind = "recommendation" if hi == 10 else "likert"
    return ItemAnswers(question, Histogram.of_answers(values, lo, hi), values.count(None), kind)


def trust_scale(world: World, pilot: str) -> ScaleSample:
    answers: dict[str, dict[str, float | None]] = {}
    for r in world.responses:
        if r["pilot"] == pilot and r["question"] in TRUST:
            answers.setdefault(r["response_id"], {})[r["question"]] = r["value"]
    patterns = Counter(tuple(a.get(q) for q in TRUST) for a in answers.values())
    return ScaleSample("trust", TRUST, ScaleAnswers(tuple(patterns), tuple(patterns.values())))


def commitments_of(world: World, pilot: str) -> tuple[Commitment, ...]:
    return tuple(
        Commitment(
            c["decision"],
            day(c["decided_on"]),
            world.happened(c["delivered_on"]),
            world.session.get(c["session_id"], {}).get("method"),
        )
        for c in world.of("commitments", pilot, "commitment_id")
        if world.exists(c.get("raised_on"))
    )


def census_of(world: World, pilot: str) -> tuple[CensusMargin, ...]:
    margins: dict[str, dict[str, float]] = {}
    for r in world.of("census", pilot):
        if r["share"] is not None:
            margins.setdefault(r["margin"], {})[r["category"]] = float(r["share"])
    return tuple(CensusMargin(m, shares) for m, shares in margins.items() if sum(shares.values()) > 0)


def decisions_of(world: World, pilot: str) -> tuple[DecisionTaken, ...]:
    deciders: dict[str, set[str]] = {}
    for r in rows(world.tables, "decision_roles", "decision_id", "role", "helix", "stakeholder_id"):
        known = r["helix"] or world.people.get(r["stakeholder_id"], {}).get("helix")
        if r["role"] in DECIDING and known:
            deciders.setdefault(r["decision_id"], set()).add(helix(known) or "")
    return tuple(
        DecisionTaken(frozenset(deciders.get(d["decision_id"], ())))
        for d in world.of("decisions", pilot, "decision_id")
        if world.happened(d["decided_on"])
    )


def impacts_of(world: World, pilot: str) -> tuple[ImpactTarget, ...]:
    latest: dict[str, Row] = {}
    for r in world.of("impacts", pilot, "pilot", "impact", "observed_on"):
        seen = r["observed"] is not None and world.happened(r["observed_on"]) is not None
        current = r if seen else {**r, "observed": None, "observed_on": None}
        held = latest.setdefault(r["impact"], current)
        if (current["observed_on"] or "") > (held["observed_on"] or ""):
            latest[r["impact"]] = current
    return tuple(
        ImpactTarget(number(r["baseline"]), number(r["target"]), number(r["observed"]))
        for r in latest.values()
    )


def engaged_groups(world: World, pilot: str) -> frozenset[str]:
    came = {a["stakeholder_id"] for a in world.attendance if world.session[a["session_id"]]["pilot"] == pilot}
    memberships = rows(world.tables, "stakeholder_groups", "stakeholder_id", "group")
    return frozenset(r["group"] for r in memberships if r["stakeholder_id"] in came)


def governance_of(world: World, pilot: str) -> Governance:
    contributions = world.of("contributions", pilot, "contribution_id")
    obstacles = world.of("obstacles", pilot, "pilot", "obstacle", "opened_on")
    lab = world.of("living_lab", pilot, "pilot", "item")
    groups = world.of("groups", pilot, "pilot", "group")
    return Governance(
        decisions=decisions_of(world, pilot),
        contributions=tuple(
            Contribution(c["status"], day(c["received_on"]), world.happened(c["answered_on"]))
            for c in contributions
            if world.exists(c["received_on"])
        ),
        services=tuple(
            Service(s["maturity"], day(s["live_since"]), day(s["live_until"]))
            for s in world.of("services", pilot, "pilot", "service")
        ),
        impacts=impacts_of(world, pilot),
        obstacles=tuple(
            Obstacle(whole(o["severity"]), world.happened(o["resolved_on"]) is None)
            for o in obstacles
            if world.exists(o["opened_on"])
        ),
        skills=tuple(
            Skill(s["skill"], number(s["required"]), number(s["available"]))
            for s in world.of("skills", pilot, "pilot", "skill")
        ),
        living_lab={r["item"]: float(r["score"]) for r in lab if r["score"] is not None},
        relevant_groups=frozenset(g["group"] for g in groups if whole(g["relevant"]) == 1),
        engaged_groups=engaged_groups(world, pilot),
    )


def pilot_sample(world: World, row: Row) -> PilotSample:
    pilot = row["pilot"]
    items = [item_answers(world, pilot, q, 1, 5) for q in LIKERT]
    return PilotSample(
        pilot=pilot,
        cutoff=world.cutoff,
        end_date=day(row["end_date"]),
        population=whole(row.get("population")),
        people=people_of(world, pilot),
        sessions=tuple(session_facts(world, s) for s in world.sessions if s["pilot"] == pilot),
        commitments=commitments_of(world, pilot),
        surveys=tuple(survey_counts(world, pilot, s) for s in world.questions),
        items=(*items, item_answers(world, pilot, "nps", 0, 10)),
        scales=(trust_scale(world, pilot),),
        census=census_of(world, pilot),
        governance=governance_of(world, pilot),
    )


def samples(tables: Tables, cutoff: str) -> dict[str, PilotSample]:
    """One sample per pilot of the tables."""
    world = World(tables, cutoff)
    return {row["pilot"]: pilot_sample(world, row) for row in world.pilots}


def fit_cells(tables: Tables) -> list[FitCell]:
    """Managers' ratings by method and group, one per pilot, method, group and rater."""
    cells: dict[tuple[str, str], list[Row]] = {}
    for r in rows(tables, "method_group_fit", "pilot", "method", "group", "rater"):
        if r["rating"] is not None:
            cells.setdefault((r["method"], r["group"]), []).append(r)
    return [
        FitCell(method, group, len(v), float(sum(r["rating"] for r in v)), len({r["rater"] for r in v}))
        for (method, group), v in cells.items()
    ]
