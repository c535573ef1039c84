"""The map step: the values of one pilot."""

import logging
import uuid
from collections import defaultdict
from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone

from indicators.actions.claims import ClaimLost, claimed
from indicators.definitions import definition_for
from indicators.disclosure import protect
from indicators.extraction import extract_pilot, pilot_units
from indicators.measures import Place, measure_all
from indicators.measures.skills import stored_skills
from indicators.measures.weighted import weighted_code
from indicators.models import IndicatorValue, PilotComputation
from indicators.reduction.families import digests_of
from indicators.samples import PilotSample
from pilots.models import Pilot, PilotChange
from surveys.actions.fold import fold_counts

log = logging.getLogger(__name__)
FIGURES = ("value", "lower", "upper", "boot_lower", "boot_upper", "n", "n_missing", "numerator", "denominator",
           "coverage", "suppressed", "flags", "detail")
WHERE = ("indicator", "definition_version", "method", "period", "split")


def measured(pilot: Pilot) -> tuple[list[IndicatorValue], dict[str, Any]]:
    """Recompute a pilot from its rows without writing: (unsaved values, sufficient statistics for the comparison)."""
    now = timezone.now()  # before the rows are read: what is committed later is not in the values
    sample = extract_pilot(pilot)
    measures = measure_all(sample)
    values = [
        IndicatorValue(
            programme_id=pilot.programme_id, pilot=pilot, as_of=now, **place._asdict(),
            definition_version=definition_for(place.indicator).version,
            **{name: _plain(getattr(measure, name)) for name in FIGURES},
        )
        for place, measure in measures.items()
    ]
    values += _kept(pilot, sample)
    protect(values, sample.smallest_shown, sessions=sample.sessions)
    for value in values:
        value.coverage = None if value.suppressed else value.coverage
    whole = {place.indicator: measure for place, measure in measures.items() if place == Place(place.indicator)}
    return values, pilot_units(pilot, sample, whole) | {"skills": stored_skills(sample.skills)}


def _kept(pilot: Pilot, sample: PilotSample) -> list[IndicatorValue]:
    """The last weighted means of surveys of which answers wait: a new one would tell what the waiting ones say."""
    codes = [weighted_code(question) for survey in sample.weighted if survey.is_waiting for question in survey.answers]
    kept = list(IndicatorValue.objects.current().filter(pilot=pilot, indicator__in=codes)) if codes else []
    for value in kept:
        value.pk = None
    return [value for value in kept if value.definition_version == definition_for(value.indicator).version]


def _plain(value: Any) -> Any:
    """Tuples become lists: what is stored is JSON."""
    return list(value) if isinstance(value, tuple) else value


def compute_pilot(pilot: Pilot) -> bool:
    """Compute and store the values of a pilot; False where another worker is at it. May run twice.

    The changes seen before the data are read are taken away in the same transaction that stores the values: a kill in
    between leaves the pilot dirty, and a change committed meanwhile stays.
    """
    try:
        with claimed(pilot) as claim:
            if claim is None:
                log.info("Pilot %s is being computed by another worker.", pilot.slug)
                return False
            fold_counts(pilot=pilot)  # where no worker does it; batches stay batches
            begun = timezone.now()
            seen = list(PilotChange.objects.filter(pilot=pilot).values_list("pk", flat=True))
            values, units = measured(pilot)
            _store(pilot, claim, values, seen, {"units": units, "digests": digests_of(units), "as_of": begun})
    except ClaimLost:
        log.warning("Pilot %s was taken over by another worker; nothing was stored here.", pilot.slug)
        return False
    return True


@transaction.atomic
def _store(pilot: Pilot, claim: uuid.UUID, values: list[IndicatorValue], seen: list[int],
           outcome: dict[str, Any]) -> None:
    kept = PilotComputation.objects.filter(pilot=pilot, claim=claim).update(
        state=PilotComputation.State.DONE, claim=None, claimed_until=None, error="", **outcome
    )
    if not kept:
        raise ClaimLost(pilot.slug)
    replace_values(IndicatorValue.objects.filter(pilot=pilot), values)
    for part in _parts(seen):
        PilotChange.objects.filter(pk__in=part).delete()


def replace_values(stored: Any, values: Iterable[IndicatorValue]) -> None:
    """Put new values in the place of the stored ones; values of another definition version stay, no longer current.

    A row that says the same stays and only its time moves on. A handful of statements whatever the number of values.
    Call inside a transaction.
    """
    fresh = {tuple(getattr(value, name) for name in WHERE): value for value in values}
    versions = {(value.indicator, value.definition_version) for value in fresh.values()}
    codes = {code for code, _version in versions}
    same: dict[datetime, list[int]] = defaultdict(list)
    replaced, outdated = [], []
    for row in stored.values("pk", "is_current", *WHERE, *FIGURES):
        key = tuple(row[name] for name in WHERE)
        if row["is_current"] and key in fresh and all(getattr(fresh[key], name) == row[name] for name in FIGURES):
            same[fresh.pop(key).as_of].append(row["pk"])
        elif (row["indicator"], row["definition_version"]) in versions or (
            row["is_current"] and row["indicator"] not in codes
        ):
            replaced.append(row["pk"])
        elif row["is_current"]:
            outdated.append(row["pk"])
    for moment, keys in same.items():
        for part in _parts(keys):
            IndicatorValue.objects.filter(pk__in=part).update(as_of=moment)
    for part in _parts(replaced):
        IndicatorValue.objects.filter(pk__in=part).delete()
    for part in _parts(outdated):
        IndicatorValue.objects.filter(pk__in=part).update(is_current=False)
    IndicatorValue.objects.bulk_create(fresh.values(), batch_size=500)


def _parts(keys: list[int]) -> Iterator[list[int]]:
    """Few enough keys for one statement."""
    return (keys[start : start + 500] for start in range(0, len(keys), 500))
