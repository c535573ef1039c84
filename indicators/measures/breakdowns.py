"""The indicators of parts of a pilot: quarters and phases, helices and stakeholder groups, waves of a survey.

A part of few persons is withheld here; what could be subtracted from others is withheld over all values of a pilot, in
`indicators.disclosure`.
"""

from collections.abc import Iterable
from dataclasses import replace
from typing import Any

from indicators.measures.composition import measure_helices, measure_margin, participation_gini
from indicators.measures.efficiency import measure_efficiency
from indicators.measures.identified import with_identified_share
from indicators.measures.influence import delivery_days_median, measure_depth, measure_influence
from indicators.measures.measure import Measure, Place, measure
from indicators.measures.reach import measure_reach, participation_intensity
from indicators.measures.retention import return_rate
from indicators.measures.survey import measure_item
from indicators.periods import during, is_quarter, periods_of
from indicators.samples import HELICES, People, PilotSample

BY_DECISION = ("commitment_acceptance", "commitment_delivery")


def measure_periods(sample: PilotSample) -> dict[Place, Measure]:
    """Reach, composition, level, cost and channel by quarter and phase; by quarter also what was decided in it.

    Bootstrap limits are left to the whole time.
    """
    found: dict[Place, Measure] = {}
    for period in periods_of(sample):
        part = during(sample, period)
        measures = measure_sessions(part) if part.sessions else {}
        if is_quarter(period):
            measures |= measure_decided(part)
        found |= {Place(code, period=period): m for code, m in measures.items()}
    return found


def measure_sessions(part: PilotSample) -> dict[str, Measure]:
    """What the sessions of a period and who came to them tell."""
    persons = part.people.n
    return with_identified_share(part, {
        **measure_reach(part),
        # of the whole time the number is told whatever it is; a part of few is a part of few
        "participants": measure(persons, n=persons, persons=persons, smallest_shown=part.smallest_shown),
        **measure_helices(part),
        **{f"representativeness_{m.margin}": measure_margin(part, m) for m in part.census},
        "participation_gini": participation_gini(part),
        **measure_depth(part),
        **measure_efficiency(part),
    })


def measure_decided(part: PilotSample) -> dict[str, Measure]:
    """Of the commitments decided in a period; of one without decisions, nothing."""
    if not part.commitments:
        return {}
    measures = measure_influence(part)
    return {**{code: measures[code] for code in BY_DECISION}, "delivery_days_median": delivery_days_median(part)}


def measure_splits(sample: PilotSample) -> dict[Place, Measure]:
    """Participants, their hours and whether they came back, by helix and by stakeholder group.

    Only people with a name: heads are counted by nobody's group. A person may be in several groups.
    """
    helix = sample.people.helix
    parts = {f"helix:{name}": [i for i, h in enumerate(helix) if h == name] for name in HELICES}
    parts |= {f"group:{code}": sorted(places) for code, places in sorted(sample.groups.items())}
    return {
        Place(code, split=split): m
        for split, places in parts.items() if places
        for code, m in _measure_part(replace(sample, people=_only(sample.people, places))).items()
    }


def _measure_part(part: PilotSample) -> dict[str, Measure]:
    n, hours = part.people.n, sum(part.people.hours)
    shown: dict[str, Any] = {"persons": n, "smallest_shown": part.smallest_shown}
    return {
        "participants": measure(n, n=n, **shown),
        "person_hours": measure(hours, n=sum(part.people.sessions), **shown),
        "participation_intensity": participation_intensity(replace(part, is_bootstrapped=False)),
        "return_rate": return_rate(part),
    }


def _only(people: People, places: Iterable[int]) -> People:
    """The people at these positions."""
    kept = list(places)
    return People(
        tuple(people.sessions[i] for i in kept), tuple(people.hours[i] for i in kept),
        tuple(people.first[i] for i in kept), tuple(people.last[i] for i in kept),
        tuple(people.helix[i] for i in kept),
        {name: tuple(column[i] for i in kept) for name, column in people.attributes.items()},
    )


def measure_waves(sample: PilotSample) -> dict[Place, Measure]:
    """Questions by the kind of wave that asked them, where more than one kind did."""
    if len(sample.items_by_wave) < 2:
        return {}
    return {
        Place(code, split=f"wave:{kind}"): m
        for kind, items in sorted(sample.items_by_wave.items())
        for item in items
        for code, m in measure_item(item, sample.smallest_shown).items()
    }
