"""Set up a pilot: its facts, phases, services, impact targets, census and whether it is public."""

import datetime as dt
from collections.abc import Mapping
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from foundation.audit.record import record
from foundation.audit.recorded import create_recorded
from pilots.actions.changes import note_change
from pilots.actions.checklist import checklist, missing
from pilots.models import CensusShare, Challenge, ImpactObservation, ImpactTarget, Phase, Pilot, Service

PHASE_DAYS = ("planned_start", "planned_end", "actual_start", "actual_end")
Days = Mapping[str, dt.date | None]
SHARES_SUM_WITHIN = 0.005


@transaction.atomic
def save_row(*, row: Any, by: Any, action: str, reason: str) -> Any:
    """Store a validated row of a pilot (or of its impact targets), audited, and note that numbers may change."""
    row.full_clean()
    row.save()
    pilot = pilot_of_row(row)
    # an observation has no pilot of its own: its event would belong to no programme
    if isinstance(row, ImpactObservation):
        record(action, row.impact_target, by=by, observation=row.pk)
    else:
        record(action, row, by=by)
    note_change(pilot=pilot, reason=reason)
    return row


@transaction.atomic
def delete_row(*, row: Any, by: Any, action: str, reason: str) -> None:
    """Delete a row of a pilot's set-up, audited; it can be undone from the history."""
    pilot = pilot_of_row(row)
    record(action, row.impact_target if isinstance(row, ImpactObservation) else row, by=by)
    row.delete()
    note_change(pilot=pilot, reason=reason)


def pilot_of_row(row: Pilot | Challenge | Service | ImpactTarget | ImpactObservation) -> Pilot:
    """The pilot that a row of the set-up belongs to."""
    if isinstance(row, Pilot):
        return row
    return row.impact_target.pilot if isinstance(row, ImpactObservation) else row.pilot


@transaction.atomic
def plan_phases(*, pilot: Pilot, planned: Mapping[str, Days], by: Any) -> int:
    """Write the days of each phase by its code; a phase without any day is taken away. Returns how many changed.

    Raises ValidationError where an end lies before its start.
    """
    stored = {phase.code: phase for phase in Phase.objects.filter(pilot=pilot)}
    changed = []
    for code, days in planned.items():
        phase = stored.get(code) or Phase(pilot=pilot, code=code)
        if all(getattr(phase, name) == days[name] for name in PHASE_DAYS):
            continue
        changed.append(code)
        for name in PHASE_DAYS:
            setattr(phase, name, days[name])
        if not any(days.values()):
            phase.delete()
            continue
        phase.full_clean()
        phase.save()
    if changed:
        record("phases.plan", pilot, by=by, changed=changed)
        note_change(pilot=pilot, reason="phases")
    return len(changed)


@transaction.atomic
def replace_census(*, pilot: Pilot, margin: str, shares: Mapping[str, float], by: Any, year: int | None,
                   source: str) -> None:
    """Put new shares (0..1, summing to one) of a margin in the place of the stored ones; all or nothing.

    Raises ValidationError where they do not add up.
    """
    total = sum(shares.values())
    if not shares or abs(total - 1) > SHARES_SUM_WITHIN:
        raise ValidationError({"shares": _("The shares add up to %(total)s %%, not to 100 %%.") % {
            "total": f"{100 * total:.1f}"}})
    CensusShare.objects.filter(pilot=pilot, margin=margin).delete()
    create_recorded(CensusShare, [
        CensusShare(pilot=pilot, margin=margin, category=category, share=share, year=year, source=source)
        for category, share in shares.items()
    ])
    record("census.replace", pilot, by=by, margin=margin, categories=len(shares))
    note_change(pilot=pilot, reason="census")


@transaction.atomic
def publish(*, pilot: Pilot, by: Any, public: bool) -> None:
    """Make a pilot public, or take it back. Raises ValidationError naming what is missing."""
    gaps = missing(checklist(pilot)) if public else []
    if gaps:
        raise ValidationError(_("Not yet: %(missing)s.") % {"missing": "; ".join(gaps)})
    if pilot.is_public != public:
        pilot.is_public = public
        pilot.save(update_fields=["is_public"])
        record("pilot.publish" if public else "pilot.withdraw", pilot, by=by)
