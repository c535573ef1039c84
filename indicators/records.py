"""What a pilot records beside its sessions: commitments, decisions, ideas, services, impact and capacity. No Django.

What counts is decided where these are filled; see `indicators.samples`.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Literal


@dataclass(frozen=True, slots=True)
class Commitment:
    """What was asked of the deciders: decision accepted, partly, rejected or pending; days or None.

    `partly` counts as accepted, as it does for contributions. method, held, phase: main method, day and phase of the
    session that raised it.
    """

    decision: Literal["accepted", "partly", "rejected", "pending"]
    decided: date | None = None
    delivered: date | None = None
    method: str | None = None
    raised: date | None = None
    held: date | None = None
    phase: str | None = None

    @property
    def came(self) -> date | None:
        """The day it was raised, else that of the session."""
        return self.raised or self.held


@dataclass(frozen=True, slots=True)
class Contribution:
    """An idea or request: its status as recorded, the days it came and was answered (None = not).

    held, phase: day and phase of the session that it came from.
    """

    status: str
    received: date | None = None
    answered: date | None = None
    held: date | None = None
    phase: str | None = None

    @property
    def came(self) -> date | None:
        """The day it was received, else that of the session."""
        return self.received or self.held


@dataclass(frozen=True, slots=True)
class DecisionTaken:
    """A decision dated up to the cut-off; deciders: helices (or other) that decide or co-decide.

    Empty deciders: nobody with a known helix is recorded as deciding. roles: (role, helix) of everybody whose helix is
    known; decided: the day; phase: that of the session that prepared it.
    """

    deciders: frozenset[str]
    roles: frozenset[tuple[str, str]] = frozenset()
    decided: date | None = None
    phase: str | None = None


@dataclass(frozen=True, slots=True)
class Service:
    """A service the pilot works on; live_until is the last day live, None while it runs."""

    maturity: str | None
    live_since: date | None = None
    live_until: date | None = None


@dataclass(frozen=True, slots=True)
class ImpactTarget:
    """A target with the latest observation dated up to the cut-off; None where not recorded."""

    baseline: float | None
    target: float | None
    observed: float | None


@dataclass(frozen=True, slots=True)
class Obstacle:
    """An obstacle; severity 1..5 or None; open at the cut-off or not."""

    severity: int | None
    is_open: bool


@dataclass(frozen=True, slots=True)
class Skill:
    """Required and available level of a skill, 0..4, None where not recorded."""

    code: str
    required: float | None
    available: float | None


@dataclass(frozen=True)
class Governance:
    """The optional records on power, influence, impact and capacity; empty means not documented.

    relevant_groups: groups mapped as relevant; engaged_groups: groups with a person who has a named
    row at a held session of this pilot. living_lab: scores 0..4 of the items answered.
    role_counts: (role, helix) -> number of decisions, for the decision-role matrix.
    """

    decisions: tuple[DecisionTaken, ...] = ()
    role_counts: Mapping[tuple[str, str], int] = field(default_factory=dict)
    contributions: tuple[Contribution, ...] = ()
    services: tuple[Service, ...] = ()
    impacts: tuple[ImpactTarget, ...] = ()
    obstacles: tuple[Obstacle, ...] = ()
    skills: tuple[Skill, ...] = ()
    living_lab: Mapping[str, float] = field(default_factory=dict)
    living_lab_evidence: int = 0  # items answered with a note or link on what the score rests on
    relevant_groups: frozenset[str] = frozenset()
    engaged_groups: frozenset[str] = frozenset()
    contacts_planned: int = 0
    contacts_overdue: int = 0

    def __post_init__(self) -> None:
        """Refuse more overdue contacts than planned ones."""
        if not 0 <= self.contacts_overdue <= self.contacts_planned:
            raise ValueError("more contacts overdue than planned")
