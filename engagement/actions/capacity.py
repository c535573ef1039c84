"""What gets in a pilot's way, what its team can do, and how far it meets the living-lab items."""

import datetime as dt
from collections.abc import Mapping
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from engagement.models import LivingLabScore, Obstacle, ObstacleNote, SkillAssessment
from engagement.validators import check_known, check_order, check_resolved_with_note
from engagement.vocabularies import load_vocabulary
from foundation.audit.record import record
from pilots.actions.changes import note_change
from pilots.models import Pilot

Numbers = tuple[int | None, int | None]


@transaction.atomic
def add_obstacle(*, pilot: Pilot, code: str, severity: int, by: Any, opened_on: dt.date | None = None,
                 countermeasure: str = "") -> Obstacle:
    """Store an obstacle that is in the way since ``opened_on``; severity 1 (a nuisance) to 5 (stops the work).

    Raises ValidationError on an unknown code and where the same obstacle of the same day is there already.
    """
    check_known("code", code, load_vocabulary("obstacles"))
    _check_once(pilot, code, opened_on)
    obstacle = Obstacle.objects.create(
        pilot=pilot, code=code, severity=severity, opened_on=opened_on, countermeasure=countermeasure
    )
    ObstacleNote.objects.create(obstacle=obstacle, noted_on=opened_on or pilot.local_date(), severity=severity,
                                noted_by=by, note="")
    record("obstacle.add", obstacle, by=by, code=code, severity=severity)
    note_change(pilot=pilot, reason="obstacle")
    return obstacle


@transaction.atomic
def change_obstacle(*, obstacle: Obstacle, severity: int, by: Any, resolved_on: dt.date | None = None,
                    countermeasure: str = "", note: str = "") -> Obstacle:
    """Say how bad it is by now, what is done about it, and when it was resolved; empty opens it again.

    What changes is kept as a note of the day, so that its course can be read. Raises ValidationError where it is
    resolved before it was there, or without a word on how.
    """
    check_order("resolved_on", resolved_on, obstacle.opened_on)
    check_resolved_with_note(resolved_on, obstacle.resolved_on, note)
    before = {"severity": obstacle.severity, "resolved_on": str(obstacle.resolved_on or "")}
    moved = obstacle.severity != severity or obstacle.resolved_on != resolved_on
    obstacle.severity, obstacle.resolved_on, obstacle.countermeasure = severity, resolved_on, countermeasure
    obstacle.save(update_fields=["severity", "resolved_on", "countermeasure"])
    if moved or note.strip():
        ObstacleNote.objects.create(
            obstacle=obstacle, noted_on=resolved_on or obstacle.pilot.local_date(), severity=severity,
            is_resolved=resolved_on is not None, note=note.strip(), noted_by=by,
        )
    record("obstacle.change", obstacle, by=by, before=before)
    note_change(pilot=obstacle.pilot, reason="obstacle")
    return obstacle


@transaction.atomic
def assess_skills(*, pilot: Pilot, assessed: Mapping[str, Numbers], by: Any) -> int:
    """Write (required, available), each 0 to 4 or None for not said, by code of the skill; returns how many changed."""
    stored = {row.skill: (row.required, row.available) for row in SkillAssessment.objects.filter(pilot=pilot)}
    changed = {
        code: numbers for code, numbers in assessed.items()
        if numbers != stored.get(code, (None, None))
    }
    for code, (required, available) in changed.items():
        SkillAssessment.objects.update_or_create(
            pilot=pilot, skill=code, defaults={"required": required, "available": available}
        )
    if changed:
        record("skills.assess", pilot, by=by, changed=sorted(changed))
        note_change(pilot=pilot, reason="skills")
    return len(changed)


@transaction.atomic
def score_living_lab(*, pilot: Pilot, scores: Mapping[str, tuple[int | None, str]], by: Any) -> int:
    """Write (score 0 to 4 or None, evidence) by code of the item; returns how many changed."""
    stored = {row.item: (row.score, row.evidence) for row in LivingLabScore.objects.filter(pilot=pilot)}
    changed = {item: said for item, said in scores.items() if said != stored.get(item, (None, ""))}
    for item, (score, evidence) in changed.items():
        LivingLabScore.objects.update_or_create(
            pilot=pilot, item=item, defaults={"score": score, "evidence": evidence}
        )
    if changed:
        record("living_lab.score", pilot, by=by, changed=sorted(changed))
        note_change(pilot=pilot, reason="living_lab")
    return len(changed)


def _check_once(pilot: Pilot, code: str, opened_on: dt.date | None) -> None:
    if Obstacle.objects.filter(pilot=pilot, code=code, opened_on=opened_on).exists():
        raise ValidationError({"code": _("This obstacle is recorded already for that day.")})
