"""One pilot's rows as a PilotSample."""

from collections import defaultdict
from datetime import date

from indicators.extraction.engagement import (
    commitment_facts,
    group_members,
    people_by_period,
    people_table,
    session_facts,
)
from indicators.extraction.governance import governance_record
from indicators.extraction.respondents import skill_pairs, surveys_waiting, weighted_items
from indicators.extraction.surveys import item_answers, scale_samples, survey_counts
from indicators.samples import HELICES, MARGINS, CensusMargin, PilotSample, PurchasingPower
from pilots.models import Pilot


def cutoff_of(pilot: Pilot) -> date:
    """The programme's data cut-off, else today in the pilot's time zone."""
    return pilot.programme.data_cutoff or pilot.local_date()


def extract_pilot(pilot: Pilot) -> PilotSample:
    """Everything the indicators of ``pilot`` are computed from; about forty queries whatever the size."""
    cutoff = cutoff_of(pilot)
    keys, people = people_table(pilot, cutoff)
    items, items_by_wave = item_answers(pilot, cutoff)
    surveys, surveys_by_wave = survey_counts(pilot, cutoff)
    scales, scales_by_wave = scale_samples(pilot, cutoff)
    census, waiting = _census(pilot), surveys_waiting(pilot)
    weighted, weighted_by_wave = weighted_items(pilot, cutoff, census, waiting)
    return PilotSample(
        pilot=pilot.external_id or pilot.slug,
        cutoff=cutoff,
        end_date=pilot.end_date,
        population=pilot.population,
        helix_targets=tuple(pilot.helix_targets.get(h, 0.0) for h in HELICES) if pilot.helix_targets else None,
        helix_targets_source=pilot.helix_targets_source,
        ppp=PurchasingPower(pilot.ppp_factor, pilot.ppp_year, pilot.ppp_source) if pilot.ppp_factor else None,
        people=people,
        people_by_period=people_by_period(pilot, cutoff, keys, people),
        groups=group_members(keys, pilot, cutoff),
        sessions=session_facts(pilot, cutoff),
        commitments=commitment_facts(pilot, cutoff),
        surveys=surveys,
        surveys_by_wave=surveys_by_wave,
        items=items,
        items_by_wave=items_by_wave,
        scales=scales,
        scales_by_wave=scales_by_wave,
        census=census,
        weighted=weighted,
        weighted_by_wave=weighted_by_wave,
        skills=skill_pairs(pilot, cutoff, waiting),
        governance=governance_record(pilot, cutoff),
    )


def _census(pilot: Pilot) -> tuple[CensusMargin, ...]:
    shares: dict[str, dict[str, float]] = defaultdict(dict)
    for margin, category, share in pilot.census.order_by("pk").values_list("margin", "category", "share"):
        shares[margin][category] = share
    return tuple(CensusMargin(margin, shares[margin]) for margin in MARGINS if sum(shares[margin].values()) > 0)
