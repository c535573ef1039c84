"""Make two rows of one session one, and take that back; rows of every floor that point at a session move along."""

import datetime as dt
import json
from typing import Any

from django.apps import apps
from django.core import serializers
from django.core.serializers.json import DjangoJSONEncoder
from django.db import IntegrityError, models, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from engagement.actions.sessions import EDITABLE
from engagement.models import DistinctSessions, Session, SessionMerge
from foundation.audit.record import record
from pilots.actions.changes import note_change

# pairs that are not the same say nothing of the merged row
LEFT_BEHIND = (DistinctSessions,)


class Exact(DjangoJSONEncoder):
    """Keeps the microseconds of instants, which Django's encoder cuts."""

    def default(self, o: Any) -> Any:
        return o.isoformat() if isinstance(o, dt.datetime) else super().default(o)


class MergeRefused(ValueError):
    """These sessions cannot be merged, or the merge cannot be taken back any more."""


@transaction.atomic
def merge_sessions(*, kept: Session, merged: Session, by: Any, **fields: Any) -> SessionMerge:
    """Move everything of ``merged`` to ``kept``, write ``fields`` (names of EDITABLE or method) and remove its row.

    A row that ``kept`` has already (the same person on both lists) is taken out and stored with the merge. Raises
    MergeRefused for sessions of two pilots or one and the same.
    """
    if kept.pk == merged.pk or kept.pilot_id != merged.pilot_id:
        raise MergeRefused(_("Only two sessions of one pilot can be merged."))
    if unknown := set(fields) - EDITABLE:
        raise TypeError(f"A session has no editable field {', '.join(sorted(unknown))}.")
    # locked in one order, so that two merges at once wait for each other
    list(Session.objects.select_for_update(of=("self",)).filter(pk__in=[kept.pk, merged.pk]).order_by("pk"))
    moves, out = _move_all(merged, kept)
    merge = SessionMerge.objects.create(
        kept=kept, pilot=kept.pilot, merged_id=merged.pk, moves=moves, before=_before(kept, fields),
        rows=serializers.serialize("json", [merged, *out], cls=Exact), merged_by_name=str(by)[:200] if by else "",
    )
    merged.delete()
    for name, value in fields.items():
        setattr(kept, name, value)
    kept.save(update_fields=sorted(fields))
    record("session.merge", kept, by=by, merged=merge.merged_id, moved=len(moves), taken_out=len(out))
    note_change(pilot=kept.pilot, reason="session")
    return merge


@transaction.atomic
def undo_merge(*, merge: SessionMerge, by: Any) -> Session:
    """Bring the merged session back with all that moved and is still there; return it.

    A field of the kept session that was changed since stays. Raises MergeRefused where the merge was taken back, or a
    later one of the same session stands.
    """
    claimed = SessionMerge.objects.filter(pk=merge.pk, undone_at__isnull=True).update(undone_at=timezone.now())
    if not claimed:
        raise MergeRefused(_("This merge was taken back already."))
    if SessionMerge.objects.filter(kept=merge.kept_id, pk__gt=merge.pk, undone_at__isnull=True).exists():
        raise MergeRefused(_("Take back the later merge first."))
    session_row, *out = list(serializers.deserialize("json", merge.rows))
    session_row.save()
    for label, field, key in merge.moves:
        model = apps.get_model(label)
        row = model._base_manager.filter(pk=key, **{field: merge.kept_id}).first()
        if row is not None:
            setattr(row, model._meta.get_field(field).attname, merge.merged_id)
            row.save(update_fields=[field])
    for row in out:
        row.save()
    _restore(merge)
    restored = Session.objects.select_related("pilot").get(pk=merge.merged_id)
    record("session.unmerge", merge.kept, by=by, merged=merge.merged_id)
    note_change(pilot=restored.pilot, reason="session")
    return restored


def parts_of_sessions() -> list[Any]:
    """The foreign keys to a session on every floor; histories and join tables have keys without a row of their own."""
    found = [
        relation.field for relation in Session._meta.get_fields(include_hidden=True)
        if isinstance(relation, models.ForeignObjectRel) and not relation.many_to_many
        and isinstance(relation.field, models.ForeignKey) and vars(relation.field)["db_constraint"]
        and not relation.related_model._meta.auto_created and relation.related_model not in LEFT_BEHIND
    ]
    return sorted(found, key=lambda field: (field.model._meta.label, field.name))


def _move_all(merged: Session, kept: Session) -> tuple[list[list[Any]], list[models.Model]]:
    """Move what points at ``merged``: what was moved, and the rows taken out because ``kept`` has them."""
    moves: list[list[Any]] = []
    out: list[models.Model] = []
    for field in parts_of_sessions():
        model = field.model
        for row in model._base_manager.filter(**{field.name: merged}).order_by("pk"):
            setattr(row, field.name, kept)
            try:
                with transaction.atomic():
                    row.save(update_fields=[field.name])
            except IntegrityError:
                stored = model._base_manager.get(pk=row.pk)
                out.append(stored)
                model._base_manager.get(pk=row.pk).delete()
                continue
            moves.append([model._meta.label, field.name, row.pk])
    return moves, out


def _before(kept: Session, fields: dict[str, Any]) -> dict[str, Any]:
    """Old and new values of the fields to write, as the serializer writes them."""
    old = _as_json(kept)
    new = Session(pk=kept.pk, pilot_id=kept.pilot_id, programme_id=kept.programme_id, method_id=kept.method_id,
                  held_on=kept.held_on)
    for name, value in fields.items():
        setattr(new, name, value)
    written = _as_json(new)
    return {name: [old[name], written[name]] for name in fields if old[name] != written[name]}


def _as_json(session: Session) -> dict[str, Any]:
    names = tuple(EDITABLE)
    return dict(json.loads(serializers.serialize("json", [session], fields=names))[0]["fields"])


def _restore(merge: SessionMerge) -> None:
    kept = Session.objects.get(pk=merge.kept_id)
    now = _as_json(kept)
    back = [name for name, (_old, written) in merge.before.items() if now[name] == written]
    for name in back:
        field = Session._meta.get_field(name)
        setattr(kept, field.attname, field.to_python(merge.before[name][0]))  # type: ignore[union-attr]
    if back:
        kept.save(update_fields=back)
