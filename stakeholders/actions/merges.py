"""Make two entries one, and two again."""

import json
from typing import Any

from django.core import serializers
from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection, transaction
from django.db.models import ProtectedError, RestrictedError
from django.db.models.deletion import Collector
from django.utils import timezone
from django.utils.translation import gettext as _

from foundation.audit.acting import acting, taking_back
from foundation.audit.record import record
from pilots.actions.changes import note_change
from pilots.models import Pilot
from stakeholders.actions.snapshots import ExactEncoder, plain, typed
from stakeholders.models import ContactDetails, Merge, Stakeholder
from stakeholders.relations import relations

FACTS = tuple(field.name for field in Stakeholder._meta.concrete_fields
              if field.name not in {"id", "programme", "kind"})
CONTACT = tuple(field.name for field in ContactDetails._meta.concrete_fields
                if field.name not in {"id", "stakeholder", "do_not_contact"})
OPEN = ("", None, "unknown")
"""Values that give way to the other entry's."""


class NotMerged(ValidationError):
    """Why two entries are not made one, or not two again, in a sentence."""


def merge_stakeholders(*, winner: Stakeholder, loser: Stakeholder, of_loser: set[str], by: Any) -> Merge:
    """Move everything that points at ``loser`` to ``winner``, and take the row of ``loser`` out of the register.

    ``of_loser`` names the fields whose value is the loser's; an open field takes the other's value anyhow, and "do not
    contact" holds if it held for either. Rows that would stand twice are kept in the merge, from where
    ``part_again`` restores them. Raises NotMerged for one entry, two programmes or kinds, or where the loser is held.
    """
    with transaction.atomic(), acting(by):
        locked = Stakeholder.objects.select_for_update().in_bulk(sorted({winner.pk, loser.pk}))
        _refuse_unlike(locked, winner, loser)
        stays, goes = locked[winner.pk], locked[loser.pk]
        before = _own(stays)
        theirs = _own(goes)
        kept: dict[str, Any] = {"moved": [], "held": [], "before": before}
        _move_all(stays, goes, kept)
        kept["loser"] = _serialized([goes, *ContactDetails.objects.filter(stakeholder=goes)])
        kept["history"] = _serialized(ContactDetails.history.filter(stakeholder_id=goes.pk))
        _take_out(goes)
        _write_chosen(stays, before, theirs, of_loser)
        kept["after"] = _own(stays)
        merge = Merge.objects.create(winner=stays, loser_id=loser.pk, kept=kept, by=by, by_name=str(by)[:200])
        record("stakeholder.merge", stays, by=by, loser=loser.pk, moved=len(kept["moved"]), held=len(kept["held"]))
        _note(stays)
    return merge


def part_again(*, merge: Merge, by: Any) -> Stakeholder:
    """Take a merge back exactly; returns the entry that is there again. Raises NotMerged with the reason why not."""
    with transaction.atomic(), acting(by):
        found = Merge.objects.select_for_update().filter(pk=merge.pk, undone_at__isnull=True).first()
        if found is None:
            raise NotMerged(_("This merge has been taken back already."))
        if Merge.objects.standing().filter(winner=found.winner_id, pk__gt=found.pk).exists():
            raise NotMerged(_("This entry has been merged again since. Take the later merge back first."))
        stays = Stakeholder.objects.select_for_update().get(pk=found.winner_id)
        kept = found.kept
        if not kept:
            raise NotMerged(_("Not taken back: nothing of the entry that went was kept."))
        try:
            with transaction.atomic():
                _write_former(stays, kept["before"], kept["after"])
                _bring_back(kept["history"], is_history=True)
                _bring_back(kept["loser"])
                _move_back(stays, found.loser_id, kept["moved"])
                _bring_back(kept["held"])
                connection.check_constraints()
        except IntegrityError as error:
            raise NotMerged(_("Not taken back: something has taken the place of what was merged, or something that "
                              "it needs is gone.")) from error
        found.undone_at, found.kept = timezone.now(), {}
        found.save(update_fields=["undone_at", "kept"])
        back = Stakeholder.objects.get(pk=found.loser_id)
        record("stakeholder.part", stays, by=by, again=back.pk)
        _note(stays)
        _note(back)
    return back


def _refuse_unlike(locked: dict[int, Stakeholder], winner: Stakeholder, loser: Stakeholder) -> None:
    if len(locked) != 2:
        raise NotMerged(_("Choose two entries that are in the register."))
    if winner.programme_id != loser.programme_id:
        raise NotMerged(_("Entries of two programmes cannot be merged."))
    if winner.kind != loser.kind:
        raise NotMerged(_("A person and an organisation cannot be merged."))


def _own(stakeholder: Stakeholder) -> dict[str, Any]:
    """Facts and contact as plain values; ``contact`` is None where there is none."""
    contact = ContactDetails.objects.filter(stakeholder=stakeholder).first()
    return {"stakeholder": plain(stakeholder), "contact": plain(contact) if contact else None}


def _move_all(stays: Stakeholder, goes: Stakeholder, kept: dict[str, Any]) -> None:
    """Point every row at the entry that stays; what then would stand twice is written down and deleted."""
    for relation in relations():
        if relation.model is ContactDetails:
            continue
        for row in relation.model._base_manager.filter(**{relation.name: goes}).order_by("pk"):
            try:
                with transaction.atomic():
                    _point(relation, row, stays.pk)
                kept["moved"].append([relation.model._meta.label, plain(row)["id"], relation.name])
            except IntegrityError:
                setattr(row, relation.attname, goes.pk)
                kept["held"] += _hold(row)


def _point(relation: Any, row: Any, key: int) -> None:
    setattr(row, relation.attname, key)
    if hasattr(relation.model, "_recorded"):
        row.save(update_fields=[relation.name])
    else:
        relation.model._base_manager.filter(pk=row.pk).update(**{relation.attname: key})


def _hold(row: Any) -> list[Any]:
    """Delete a row with all that hangs on it, and return it as it was. Raises NotMerged where something holds it."""
    collector = Collector(using="default", origin=row)
    try:
        collector.collect([row])
    except (ProtectedError, RestrictedError) as error:
        raise NotMerged(_("Not merged: both have a “%(what)s” of the same, and one is in use.") % {
            "what": row._meta.verbose_name}) from error
    gone = [one for rows in collector.data.values() for one in rows]
    gone += [one for rows in collector.fast_deletes for one in rows if not hasattr(one, "history_object")]
    found = _serialized(gone)
    with taking_back():
        row.delete()
    return found


def _take_out(goes: Stakeholder) -> None:
    """The name and its history go, as in an erasure: they live on in the merge alone, and die with the entry."""
    for contact in ContactDetails.objects.filter(stakeholder=goes):
        contact.delete()
    with taking_back():
        goes.delete()


def _write_chosen(stays: Stakeholder, own: dict[str, Any], theirs: dict[str, Any], of_loser: set[str]) -> None:
    for model, part, names in ((Stakeholder, "stakeholder", FACTS), (ContactDetails, "contact", CONTACT)):
        ours, others = own[part] or {}, theirs[part] or {}
        if not others:
            continue
        columns: dict[str, Any] = {field.name: field.attname for field in model._meta.concrete_fields}
        chosen = {
            columns[name]: _chosen(ours.get(columns[name]), others[columns[name]], takes=name in of_loser)
            for name in names
        }
        if part == "contact":
            chosen["do_not_contact"] = bool(ours.get("do_not_contact")) or bool(others["do_not_contact"])
        _write(model, stays, chosen)
    contact = ContactDetails.objects.filter(stakeholder=stays).first()
    if contact and stays.kind == Stakeholder.Kind.ORGANISATION and contact.name != stays.organisation_name:
        contact.name = stays.organisation_name
        contact.save(update_fields=["name"])


def _chosen(ours: Any, theirs: Any, *, takes: bool) -> Any:
    if isinstance(theirs, dict):
        return {**(ours or {}), **theirs} if takes else {**theirs, **(ours or {})}
    if ours in OPEN or theirs in OPEN:
        return theirs if ours in OPEN else ours
    return theirs if takes else ours


def _write(model: Any, stays: Stakeholder, values: dict[str, Any]) -> None:
    """Write columns of the entry or of its contact, which is entered if it is missing."""
    if model is Stakeholder:
        row: Any = stays
    else:
        row = ContactDetails.objects.filter(stakeholder=stays).first() or ContactDetails(stakeholder=stays)
    for column, value in typed(model, values).items():
        setattr(row, column, value)
    row.save()


def _write_former(stays: Stakeholder, before: dict[str, Any], after: dict[str, Any]) -> None:
    """What the merge changed becomes what it was; raises NotMerged where somebody has changed it since."""
    now = _own(stays)
    for model, part in ((Stakeholder, "stakeholder"), (ContactDetails, "contact")):
        was, made, has = before[part] or {}, after[part] or {}, now[part] or {}
        changed = [column for column in made if was.get(column) != made[column]]
        if since := [column for column in changed if has.get(column) != made[column]]:
            labels = {field.attname: field.verbose_name for field in model._meta.concrete_fields}
            raise NotMerged(_("Not taken back: “%(field)s” has been changed since.") % {"field": labels[since[0]]})
        if part == "contact" and made and not was:
            ContactDetails.objects.get(stakeholder=stays).delete()
        elif changed:
            _write(model, stays, {column: was[column] for column in changed})


def _move_back(stays: Stakeholder, loser_id: int, moved: list[list[Any]]) -> None:
    """Point the moved rows back; those that were deleted since stay deleted."""
    by_name = {(relation.model._meta.label, relation.name): relation for relation in relations()}
    for label, key, name in moved:
        relation = by_name.get((label, name))
        row = relation.model._base_manager.filter(pk=key).first() if relation else None
        if relation is None or row is None:
            continue
        if getattr(row, relation.attname) != stays.pk:
            raise NotMerged(_("Not taken back: a “%(what)s” belongs to somebody else by now.") % {
                "what": row._meta.verbose_name})
        _point(relation, row, loser_id)


def _serialized(rows: Any) -> list[Any]:
    return list(json.loads(json.dumps(serializers.serialize("python", rows), cls=ExactEncoder)))


def _bring_back(rows: list[Any], *, is_history: bool = False) -> None:
    for found in serializers.deserialize("python", rows, ignorenonexistent=True):
        row: Any = found.object
        found.save(force_insert=True)
        if not is_history and hasattr(type(row), "_recorded"):
            type(row)._recorded.create_historical_record(row, "+")


def _note(stakeholder: Stakeholder) -> None:
    for pilot in Pilot.objects.filter(involvements__stakeholder=stakeholder).distinct():
        note_change(pilot=pilot, reason="merge")
