"""What the indicators of one pilot are computed from: counts, sums and patterns, never raw answers.

The extraction that fills a PilotSample decides what counts; nothing here looks back at rows:

* Only sessions with status held and local date up to the cut-off, only attendance marked present; the
  first row of doubled ones. The cut-off is the programme's data cut-off, else the as-of date.
* Missing hours of an attendance are the session's duration; where that is missing too the row adds
  nothing to any sum of hours and is counted in `hours_missing`.
* Head counts may be None (not counted). Attendances of a session are the larger of head count and
  named rows; the surplus is unnamed and stays to the end of the session.
* An answer or a resolution dated after the cut-off has not happened; contributions, decisions taken,
  observations and obstacles dated after it do not exist.
* Days are dates of the pilot's own time zone.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from typing import TYPE_CHECKING, Literal

from foundation.inference.disclosure import SMALLEST_SHOWN
from indicators.records import Commitment as Commitment
from indicators.records import Contribution as Contribution
from indicators.records import DecisionTaken as DecisionTaken
from indicators.records import Governance as Governance
from indicators.records import ImpactTarget as ImpactTarget
from indicators.records import Obstacle as Obstacle
from indicators.records import Service as Service
from indicators.records import Skill as Skill
from indicators.respondents import SkillPairs, WeightedItems

if TYPE_CHECKING:  # pages name periods and phases without loading the statistics
    from foundation.inference.likert import Histogram
    from foundation.inference.reliability import ScaleAnswers

HELICES = ("people", "public", "research", "business")  # `other` takes part but is in no helix indicator
CITIZENS = "people"
GOVERNMENT = "public"
PHASES = ("commission", "design", "deliver", "assess")
MARGINS = ("age_band", "gender", "district")
COMPLETE_PERCENT, PARTIAL_PERCENT = 80, 50

Column = tuple[str | None, ...]
Completion = Literal["complete", "partial", "break_off"]


def classify_completion(answered: int, questions: int) -> Completion:
    """How far a response went: complete from 80 % of the questions on, partial from 50 % (AAPOR 2023)."""
    if questions < 1 or not 0 <= answered <= questions:
        raise ValueError(f"answered must lie between 0 and the questions asked: {answered}, {questions}")
    if 100 * answered >= COMPLETE_PERCENT * questions:
        return "complete"
    return "partial" if 100 * answered >= PARTIAL_PERCENT * questions else "break_off"


def _refuse(wrong: bool, message: str) -> None:
    if wrong:
        raise ValueError(message)


@dataclass(frozen=True)
class People:
    """One entry per distinct person with a named row at a session of the pilot, in any one order.

    sessions: sessions attended, at least 1; hours: sum of known hours; first, last: days of the first
    and last attendance; attributes: margin -> category of each person, None where unknown.
    """

    sessions: tuple[int, ...] = ()
    hours: tuple[float, ...] = ()
    first: tuple[date, ...] = ()
    last: tuple[date, ...] = ()
    helix: Column = ()
    attributes: Mapping[str, Column] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """Refuse columns of unequal length, people without a session, and last before first."""
        columns = (self.hours, self.first, self.last, self.helix, *self.attributes.values())
        _refuse(any(len(c) != self.n for c in columns), "every column needs one entry per person")
        _refuse(any(s < 1 for s in self.sessions), "every person attended at least one session")
        _refuse(any(h < 0 for h in self.hours), "hours must not be negative")
        _refuse(any(a > b for a, b in zip(self.first, self.last, strict=True)), "last day before first")

    @property
    def n(self) -> int:
        """Distinct persons."""
        return len(self.sessions)

    def citizens(self) -> tuple[int, ...]:
        """Positions of the people of the citizens' helix."""
        return tuple(i for i, h in enumerate(self.helix) if h == CITIZENS)


@dataclass(frozen=True, slots=True)
class Ratings:
    """Answers to method_rating: how many, their sum, and how many of 4 and more."""

    n: int = 0
    total: float = 0.0
    top2: int = 0

    def __post_init__(self) -> None:
        """Refuse negative counts and more high answers than answers."""
        _refuse(not 0 <= self.top2 <= self.n, "a part of the ratings is larger than the whole")


@dataclass(frozen=True, slots=True)
class SessionFacts:
    """One held session with the sums over its named attendance rows and its feedback.

    level, promised_level: 1 inform .. 5 empower; duration_h in hours, cost in the programme's currency,
    both None where not recorded. online of mode_known and completed of completed_known named rows.
    ratings, rating_sum, rating_top2 (answers >= 4), raters (distinct responses): the item method_rating.
    perceived, perceived_sum: the item perceived_level. rated_in_time: the ratings among them that may be told of a
    quarter or a phase, None for all: the others were released together with those of another one.
    """

    day: date
    method: str | None = None
    phase: str | None = None
    channel: str | None = None
    level: int | None = None
    promised_level: int | None = None
    duration_h: float | None = None
    cost: float | None = None
    head_count: int | None = None
    named: int = 0
    named_hours: float = 0.0
    hours_missing: int = 0
    completed: int = 0
    completed_known: int = 0
    online: int = 0
    mode_known: int = 0
    ratings: int = 0
    rating_sum: float = 0.0
    rating_top2: int = 0
    raters: int = 0
    perceived: int = 0
    perceived_sum: float = 0.0
    rated_in_time: Ratings | None = None

    def __post_init__(self) -> None:
        """Refuse parts larger than their whole and levels off the scale."""
        for part, whole in (
            (self.completed, self.completed_known),
            (self.completed_known, self.named),
            (self.online, self.mode_known),
            (self.mode_known, self.named),
            (self.hours_missing, self.named),
            (self.rating_top2, self.ratings),
            (self.raters, self.ratings),
        ):
            _refuse(not 0 <= part <= whole, "a part of a session's rows is larger than the whole")
        for level in (self.level, self.promised_level):
            _refuse(level is not None and not 1 <= level <= 5, "levels go from 1 to 5")
        for amount in (self.duration_h, self.cost, self.head_count):
            _refuse(amount is not None and amount < 0, "durations, costs and heads must not be negative")
        _refuse(self.phase is not None and self.phase not in PHASES, f"no such phase: {self.phase}")

    def in_time(self) -> "SessionFacts":
        """The session as a quarter or a phase may tell of it."""
        told = self.rated_in_time
        if told is None:
            return self
        return replace(self, ratings=told.n, rating_sum=told.total, rating_top2=told.top2, raters=told.n)

    @property
    def attendances(self) -> int:
        """Heads, named or not: the larger of head count and named rows."""
        return max(self.head_count or 0, self.named)

    @property
    def unnamed(self) -> int:
        """Heads without a name."""
        return self.attendances - self.named

    @property
    def person_hours(self) -> float:
        """Known hours of the named rows plus the duration for every unnamed head."""
        return self.named_hours + self.unnamed * (self.duration_h or 0.0)

    @property
    def hours_unknown(self) -> int:
        """Attendances that add nothing to the hours because no duration is known."""
        return self.hours_missing + (self.unnamed if self.duration_h is None else 0)


@dataclass(frozen=True, slots=True)
class SurveyCounts:
    """Invitations and responses of one survey; complete and partial as in classify_completion."""

    survey: str
    invited: int
    started: int
    complete: int
    partial: int

    def __post_init__(self) -> None:
        """Refuse negative counts and more complete and partial responses than started ones."""
        counts = (self.invited, self.started, self.complete, self.partial)
        _refuse(min(counts) < 0, "counts must not be negative")
        _refuse(self.complete + self.partial > self.started, "more responses finished than started")


@dataclass(frozen=True, slots=True)
class ItemAnswers:
    """Answers to one question; kind recommendation means 0..10, likert any other rating scale."""

    question: str
    answers: "Histogram"
    n_missing: int = 0
    kind: Literal["likert", "recommendation"] = "likert"

    def __post_init__(self) -> None:
        """Refuse a negative number of missing answers."""
        _refuse(self.n_missing < 0, "n_missing must not be negative")


@dataclass(frozen=True, slots=True)
class ScaleSample:
    """A declared scale (trust), its items in order and their joint answer patterns."""

    scale: str
    items: tuple[str, ...]
    answers: "ScaleAnswers"

    def __post_init__(self) -> None:
        """Refuse patterns that do not fit the items."""
        _refuse(any(len(p) != len(self.items) for p in self.answers.patterns), "a pattern misses an item")


@dataclass(frozen=True, slots=True)
class CensusMargin:
    """Population shares of one margin, in the order of the census."""

    margin: str
    shares: Mapping[str, float]

    def __post_init__(self) -> None:
        """Refuse negative shares and shares that sum to 0."""
        _refuse(any(s < 0 for s in self.shares.values()), "shares must not be negative")
        _refuse(sum(self.shares.values()) <= 0, "a margin needs a share above 0")


@dataclass(frozen=True, slots=True)
class PurchasingPower:
    """What the same goods cost in the country of the pilot, where they cost 1 in that which costs are compared with."""

    factor: float
    year: int | None = None
    source: str = ""

    def __post_init__(self) -> None:
        """Refuse a factor that nothing can be divided by."""
        _refuse(self.factor <= 0, "a purchasing-power factor must be above 0")


@dataclass(frozen=True)
class PilotSample:
    """All that the indicators of one pilot are computed from; see the head of this module."""

    pilot: str
    cutoff: date
    end_date: date | None = None
    population: int | None = None
    people: People = field(default_factory=People)
    sessions: tuple[SessionFacts, ...] = ()
    commitments: tuple[Commitment, ...] = ()
    surveys: tuple[SurveyCounts, ...] = ()
    items: tuple[ItemAnswers, ...] = ()
    scales: tuple[ScaleSample, ...] = ()
    census: tuple[CensusMargin, ...] = ()
    governance: Governance = field(default_factory=Governance)
    helix_targets: tuple[float, ...] | None = None  # wanted shares in the order of HELICES; None: equal
    helix_targets_source: str = ""
    ppp: PurchasingPower | None = None
    smallest_shown: int = SMALLEST_SHOWN  # values of fewer persons are withheld
    people_by_period: Mapping[str, People] = field(default_factory=dict)  # see indicators.periods
    groups: Mapping[str, frozenset[int]] = field(default_factory=dict)  # code -> positions in `people`
    items_by_wave: Mapping[str, tuple[ItemAnswers, ...]] = field(default_factory=dict)  # by kind of wave
    surveys_by_wave: Mapping[str, tuple[SurveyCounts, ...]] = field(default_factory=dict)
    scales_by_wave: Mapping[str, tuple[ScaleSample, ...]] = field(default_factory=dict)
    weighted: tuple[WeightedItems, ...] = ()
    weighted_by_wave: Mapping[str, tuple[WeightedItems, ...]] = field(default_factory=dict)
    skills: tuple[SkillPairs, ...] = ()
    is_bootstrapped: bool = True  # no bootstrap limits for the many values of periods

    def __post_init__(self) -> None:
        """Refuse sessions after the cut-off and more attendances by person than by session."""
        _refuse(any(s.day > self.cutoff for s in self.sessions), "a session lies after the cut-off")
        named = sum(s.named for s in self.sessions)
        # rows of erased people count in their session, but belong to nobody
        _refuse(sum(self.people.sessions) > named, "more attendances by person than by session")
        _refuse(len({i.question for i in self.items}) != len(self.items), "a question occurs twice")

    @property
    def attendances(self) -> int:
        """Heads over all sessions, named or not."""
        return sum(s.attendances for s in self.sessions)

    @property
    def named(self) -> int:
        """Named attendance rows over all sessions."""
        return sum(s.named for s in self.sessions)


@dataclass(frozen=True, slots=True)
class FitCell:
    """Managers' ratings (1..5) of one method for one group, pooled over the programme."""

    method: str
    group: str
    ratings: int
    total: float
    raters: int

    def __post_init__(self) -> None:
        """Refuse more raters than ratings."""
        _refuse(not 0 <= self.raters <= self.ratings, "more raters than ratings")
