"""The files of a world and their columns, and what each may hold. Pure Python, no Django.

A column that names a row of another file has ``refers``; the references are checked while the files are read
in the order of FILES, so that a file stands after those it refers to.
"""

import sys
from dataclasses import dataclass, field

from peripheria.world.values import DAY, FLAG, TIME_ZONE, Kind, number, one_of, text, whole

HELIX = {"citizen": "people", "government": "public", "industry": "business", "academia": "research"}
SURVEYS = ("session_feedback", "citizen", "manager")
PHASES = ("commission", "design", "deliver", "assess")
STATUSES = ("held", "cancelled", "postponed", "nobody_came")
CONTRIBUTION_STATUSES = (
    "received",
    "under_review",
    "accepted",
    "accepted_in_part",
    "implemented",
    "rejected",
    "out_of_scope",
)
ROLES = (
    "initiates",
    "proposes",
    "is_consulted",
    "advises",
    "co_decides",
    "decides",
    "vetoes",
    "funds",
    "implements",
    "monitors",
    "is_informed",
)
MATURITIES = ("idea", "concept", "prototype", "pilot", "live", "scaled", "stopped")


def same(words: tuple[str, ...]) -> Kind:
    return one_of({word: word for word in words})


ANY_HELIX = one_of({**HELIX, "other": "other"})
CODE, LEVEL, MONEY = text(40), whole(1, 5), number(0, 9_999_999_999)


@dataclass(frozen=True)
class Column:
    """One column. ``needed``: the field may not be empty. ``absent_ok``: the column may be missing."""

    name: str
    kind: Kind
    needed: bool = False
    refers: str = ""
    absent_ok: bool = False


@dataclass(frozen=True)
class FileLayout:
    """One file. ``key`` columns may not repeat: a repeat is refused, or left out where ``first_counts``.

    ``defines`` names what its first column identifies, for the files that refer to it.
    """

    name: str
    columns: tuple[Column, ...]
    key: tuple[str, ...] = ()
    core: bool = False
    defines: str = ""
    first_counts: bool = False
    positions: dict[str, int] = field(init=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "positions", {column.name: at for at, column in enumerate(self.columns)})


def must(name: str, kind: Kind) -> Column:
    return Column(name, kind, needed=True)


def may(name: str, kind: Kind) -> Column:
    return Column(name, kind)


def extra(name: str, kind: Kind) -> Column:
    return Column(name, kind, absent_ok=True)


# the same few ids stand in very many rows: keep one copy of each
INTERNED = Kind(sys.intern, "an id")


def ref(name: str, refers: str, *, needed: bool = True) -> Column:
    return Column(name, INTERNED, needed=needed, refers=refers)


ID = text(64)
PILOT = ref("pilot", "pilot")
SESSION_COLUMNS = (
    must("session_id", ID),
    PILOT,
    must("date", DAY),
    ref("method", "method"),
    may("channel", same(("onsite", "online", "hybrid"))),
    may("iap2_level", LEVEL),
    may("duration_h", number(positive=True)),
    may("cost_eur", MONEY),
)
FILES: tuple[FileLayout, ...] = (
    FileLayout(
        "pilots",
        (
            must("pilot", ID),
            must("city", text(200)),
            may("country", text(2)),
            may("population", whole(0, 2**31 - 1)),
            may("start_date", DAY),
            may("end_date", DAY),
            may("budget_eur", MONEY),
            extra("latitude", number(-90, 90)),
            extra("longitude", number(-180, 180)),
            extra("time_zone", TIME_ZONE),
        ),
        ("pilot",),
        core=True,
        defines="pilot",
    ),
    FileLayout(
        "census",
        (
            PILOT,
            must("margin", same(("age_band", "gender", "district"))),
            must("category", text(60)),
            must("share", number(0, 1)),
        ),
        ("pilot", "margin", "category"),
        core=True,
    ),
    FileLayout(
        "stakeholders",
        (
            must("stakeholder_id", ID),
            PILOT,
            must("helix", ANY_HELIX),
            may("age_band", text(20)),
            may("gender", text(20)),
            may("district", text(60)),
            may("joined_on", DAY),
        ),
        ("stakeholder_id",),
        core=True,
        defines="stakeholder",
    ),
    FileLayout("sessions", SESSION_COLUMNS, ("session_id",), core=True, defines="session"),
    FileLayout("planned_sessions", (*SESSION_COLUMNS, must("status", same(STATUSES[1:]))), ("session_id",)),
    FileLayout(
        "session_details",
        (
            ref("session_id", "session"),
            may("phase", same(PHASES)),
            may("promised_level", LEVEL),
            may("head_count", whole(0, 2**31 - 1)),
            must("status", same(STATUSES)),
        ),
        ("session_id",),
    ),
    FileLayout(
        "attendance",
        (
            ref("session_id", "session"),
            ref("stakeholder_id", "stakeholder"),
            may("hours", number(0)),
            may("mode", same(("onsite", "online"))),
            may("completed", FLAG),
        ),
        ("session_id", "stakeholder_id"),
        core=True,
        first_counts=True,
    ),
    FileLayout(
        "commitments",
        (
            must("commitment_id", ID),
            PILOT,
            ref("session_id", "session", needed=False),
            may("raised_on", DAY),
            must("decision", same(("accepted", "partly", "rejected", "pending"))),
            may("decided_on", DAY),
            may("delivered_on", DAY),
        ),
        ("commitment_id",),
        core=True,
    ),
    FileLayout(
        "surveys",
        (PILOT, must("survey", same(SURVEYS)), may("invited", whole(0, 2**31 - 1))),
        ("pilot", "survey"),
        core=True,
    ),
    FileLayout(
        "responses",
        (
            must("response_id", ID),
            PILOT,
            must("survey", same(SURVEYS)),
            must("question", text(60)),
            may("value", number()),
            ref("session_id", "session", needed=False),
            ref("stakeholder_id", "stakeholder", needed=False),
            may("submitted_on", DAY),
        ),
        core=True,
        first_counts=True,
    ),
    FileLayout(
        "feedback_levels",
        (
            must("response_id", ID),
            ref("session_id", "session"),
            may("perceived_level", LEVEL),
        ),
        first_counts=True,
    ),
    FileLayout(
        "phases",
        (
            PILOT,
            must("phase", same(PHASES)),
            may("planned_start", DAY),
            may("planned_end", DAY),
            may("actual_start", DAY),
            may("actual_end", DAY),
        ),
        ("pilot", "phase"),
    ),
    FileLayout(
        "groups",
        (
            PILOT,
            ref("group", "group"),
            must("helix", ANY_HELIX),
            must("relevant", FLAG),
            may("planned_level", LEVEL),
        ),
        ("pilot", "group"),
    ),
    FileLayout(
        "stakeholder_groups",
        (ref("stakeholder_id", "stakeholder"), ref("group", "group")),
        ("stakeholder_id", "group"),
    ),
    FileLayout(
        "contributions",
        (
            must("contribution_id", ID),
            PILOT,
            ref("session_id", "session", needed=False),
            ref("stakeholder_id", "stakeholder", needed=False),
            may("received_on", DAY),
            must("status", same(CONTRIBUTION_STATUSES)),
            may("reason", text(500)),
            may("answered_on", DAY),
        ),
        ("contribution_id",),
    ),
    FileLayout(
        "decisions",
        (
            must("decision_id", ID),
            PILOT,
            ref("session_id", "session", needed=False),
            may("decision_type", CODE),
            may("decided_on", DAY),
            may("method", CODE),
        ),
        ("decision_id",),
        defines="decision",
    ),
    FileLayout(
        "decision_roles",
        (
            ref("decision_id", "decision"),
            must("role", same(ROLES)),
            may("helix", ANY_HELIX),
            ref("stakeholder_id", "stakeholder", needed=False),
        ),
    ),
    FileLayout(
        "services",
        (
            PILOT,
            must("service", text(200)),
            may("maturity", same(MATURITIES)),
            may("live_since", DAY),
            may("live_until", DAY),
        ),
        ("pilot", "service"),
    ),
    FileLayout(
        "impacts",
        (
            PILOT,
            must("impact", text(200)),
            may("category", CODE),
            may("unit", text(60)),
            may("baseline", number()),
            may("target", number()),
            may("observed", number()),
            may("observed_on", DAY),
        ),
        ("pilot", "impact"),
    ),
    FileLayout(
        "obstacles",
        (
            PILOT,
            must("obstacle", CODE),
            may("severity", LEVEL),
            may("opened_on", DAY),
            may("resolved_on", DAY),
        ),
        ("pilot", "obstacle", "opened_on"),
    ),
    FileLayout(
        "skills",
        (
            PILOT,
            must("skill", CODE),
            may("required", whole(0, 4)),
            may("available", whole(0, 4)),
        ),
        ("pilot", "skill"),
    ),
    FileLayout(
        "method_group_fit",
        (
            PILOT,
            ref("method", "method"),
            ref("group", "group"),
            must("rater", ID),
            may("rating", LEVEL),
        ),
        ("pilot", "method", "group", "rater"),
    ),
    FileLayout("living_lab", (PILOT, must("item", text(10)), may("score", whole(0, 4))), ("pilot", "item")),
)
BY_NAME = {layout.name: layout for layout in FILES}
# (first day, last day) that must stand in order, by file
ORDERED_DAYS = {
    "pilots": (("start_date", "end_date"),),
    "phases": (("actual_start", "actual_end"),),
    "services": (("live_since", "live_until"),),
}
# files whose session must belong to the pilot that the row names
PILOT_OF_SESSION = {"commitments", "contributions", "decisions", "responses"}
