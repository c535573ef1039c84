"""Write how stakeholders are tied to each other."""

import datetime as dt
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from foundation.audit.record import record
from stakeholders.models import Relationship, Stakeholder
from stakeholders.relationship_kinds import BACKWARDS, relationship_kinds


@transaction.atomic
def relate(*, stakeholder: Stakeholder, kind: str, other: Stakeholder, by: Any, since: dt.date | None = None,
           note: str = "") -> Relationship:
    """Tie ``stakeholder`` to ``other``; a ``kind`` that begins with ~ is read from the other end.

    Raises ValidationError on an unknown kind, on oneself, on an entry of another programme and on a tie that is there.
    """
    code = kind.removeprefix(BACKWARDS)
    if code not in relationship_kinds():
        raise ValidationError({"kind": _("Choose a kind.")})
    if stakeholder.pk == other.pk:
        raise ValidationError({"other": _("Choose somebody else.")})
    if stakeholder.programme_id != other.programme_id:
        raise ValidationError({"other": _("Choose somebody of this register.")})
    source, target = (other, stakeholder) if kind.startswith(BACKWARDS) else (stakeholder, other)
    ends = Q(source=source, target=target)
    if relationship_kinds()[code].is_mutual:
        ends |= Q(source=target, target=source)
    if Relationship.objects.filter(ends, kind=code, valid_until__isnull=True).exists():
        raise ValidationError({"other": _("This is on record already.")})
    made = Relationship.objects.create(source=source, target=target, kind=code, note=note.strip(), valid_from=since)
    record("stakeholder.relate", stakeholder, by=by, other=other.pk, kind=code)
    return made


@transaction.atomic
def end_relationship(*, relationship: Relationship, last_day: dt.date, by: Any) -> Relationship:
    """Let a tie end with ``last_day``, which still counts. Raises ValidationError where that is before it began."""
    if relationship.valid_from and last_day < relationship.valid_from:
        raise ValidationError({"last_day": _("That is before the beginning.")})
    relationship.valid_until = last_day + dt.timedelta(days=1)
    relationship.save(update_fields=["valid_until"])
    record("stakeholder.part", relationship.source, by=by, other=relationship.target_id, kind=relationship.kind)
    return relationship


@transaction.atomic
def remove_relationship(*, relationship: Relationship, by: Any) -> None:
    """Take back a tie that was entered by mistake; its history stays."""
    record("stakeholder.unrelate", relationship.source, by=by, other=relationship.target_id, kind=relationship.kind)
    relationship.delete()
