"""Write the audit trail."""

from typing import Any

from django.db.models import Model

from foundation.audit.models import AuditEvent


def record(action: str, obj: Model, *, by: Any, label: str = "", **details: Any) -> AuditEvent:
    """Store that ``by`` (a user or None for the system) did ``action`` to ``obj``; call inside the transaction.

    Programme and pilot are read from the object where it has them. ``details`` must be JSON and hold no personal data
    beyond identifiers.
    """
    return AuditEvent.objects.create(
        actor_id=getattr(by, "pk", None),
        actor_name=str(by)[:200] if getattr(by, "pk", None) else "",
        action=action,
        object_type=obj._meta.label,
        object_id=str(obj.pk),
        object_label=label[:200],
        programme_id=_programme_id(obj),
        pilot_id=obj.pk if obj._meta.label == "pilots.Pilot" else getattr(obj, "pilot_id", None),
        details=details,
    )


def _programme_id(obj: Model) -> int | None:
    if obj._meta.label == "pilots.Programme":
        return obj.pk
    if direct := getattr(obj, "programme_id", None):
        return int(direct)
    pilot = getattr(obj, "pilot", None)
    return getattr(pilot, "programme_id", None)
