"""The indicators of parts of a pilot: quarters and phases, helices and stakeholder groups, waves of a survey.

A part of few persons is withheld here; what could be subtracted from others is withheld over all values of a pilot, in
`indicators.disclosure`.
"""

from collections.abc import Iterable
from dataclasses import replace
from typing import Any

from indicators.measures.composition import measure_helices, measure_margin, participation_gini
from indicators.measures.efficiency import measure_efficiency
from indicators.measures.governance import (
    measure_contributions,
    measure_decisions,
    measure_phases,
    measure_variety,
    promise_gap,
)
from indicators.measures.identified import with_identified_share
from indicators.measures.influence import decision_influence, measure_depth, measure_influence
from indicators.measures.measure import Measure, Place, measure
from indicators.measures.methods import measure_methods
from indicators.measures.reach import measure_reach, participation_intensity
from indicators.measures.retention import return_rate
from indicators.measures.survey import measure_surveys
from indicators.measures.weighted import measure_weighted
from indicators.periods import PHASE, during, held_during, periods_of, raised_during
from indicators.samples import HELICES, People, PilotSample

BY_DECISION = ("commitment_acceptance", "commitment_delivery", "delivery_days_median")


def measure_periods(sample: PilotSample) -> dict[Place, Measure]:
    """What the sessions of each quarter and phase tell, and what was said and decided in it, or came of it.

    Left to the whole time: bootstrap limits; retention, whose grace is as long as a quarter; weighting; and states that
    hold at the cut-off (services, impact, obstacles, skills, contacts, groups).
    """
    found: dict[Place, Measure] = {}
    for period in periods_of(sample):
        part = during(sample, period)
        measures = measure_sessions(part, period) if part.sessions else {}
        measures |= measure_decided(part) | measure_raised(sample, period) | measure_governed(part)
        found |= {Place(code, period=period): m for code, m in measures.items()}
        found |= {
            Place(code, method, period): m for (code, method), m in measure_methods(
                replace(part, commitments=held_during(sample, period))).items()
        }
    return found


def measure_sessions(part: PilotSample, period: str = "") -> dict[str, Measure]:
    """What the sessions of a period and who came to them tell. Within a phase all hours are of that phase."""
    persons = part.people.n
    early = {} if period.startswith(PHASE) else {"early_involvement": measure_phases(part)["early_involvement"]}
    return with_identified_share(part, {
        **measure_reach(part),
        # of the whole time the number is told whatever it is; a part of few is a part of few
        "participants": measure(persons, n=persons, persons=persons, smallest_shown=part.smallest_shown),
        **measure_helices(part),
        **{f"representativeness_{m.margin}": measure_margin(part, m) for m in part.census},
        "participation_gini": participation_gini(part),
        "return_rate": return_rate(part),
        **measure_depth(part),
        **measure_efficiency(part),
        "promise_gap": promise_gap(part),
        **measure_variety(part.sessions),
        **early,
    })


def measure_decided(part: PilotSample) -> dict[str, Measure]:
    """Of the commitments decided in a quarter, or raised at the sessions of a phase; of none, nothing."""
    if not part.commitments:
        return {}
    measures = measure_influence(part)
    return {code: measures[code] for code in BY_DECISION}


def measure_raised(sample: PilotSample, period: str) -> dict[str, Measure]:
    """How many of the commitments raised in a period were delivered up to the cut-off; of none, nothing."""
    raised = raised_during(sample, period)
    return {"decision_influence": decision_influence(replace(sample, commitments=raised))} if raised else {}


def measure_governed(part: PilotSample) -> dict[str, Measure]:
    """Who decided in a period, and what became of the contributions received in it; of none, nothing."""
    governance = part.governance
    return {
        **(measure_decisions(part) if governance.decisions else {}),
        **(measure_contributions(part) if governance.contributions else {}),
    }


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
    """Questions, response and reliability by the kind of wave that asked, where more than one kind did."""
    kinds = sorted({*sample.items_by_wave, *sample.surveys_by_wave, *sample.scales_by_wave, *sample.weighted_by_wave})
    if len(kinds) < 2:
        return {}
    return {
        Place(code, split=f"wave:{kind}"): m
        for kind in kinds
        for code, m in _measure_wave(replace(
            sample, items=sample.items_by_wave.get(kind, ()), surveys=sample.surveys_by_wave.get(kind, ()),
            scales=sample.scales_by_wave.get(kind, ()), weighted=sample.weighted_by_wave.get(kind, ()),
        )).items()
    }


def _measure_wave(part: PilotSample) -> dict[str, Measure]:
    return {**measure_surveys(part), **measure_weighted(part)}
