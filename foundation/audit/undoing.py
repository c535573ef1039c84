"""Take a change back: every row it touched gets exactly the state it had before, or nothing happens at all."""

import uuid
from collections.abc import Iterable
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, connection, router, transaction
from django.db.models import Model, ProtectedError, RestrictedError
from django.db.models.deletion import Collector
from django.utils.translation import gettext as _

from foundation.audit.acting import taking_back
from foundation.audit.changes import Change, Step, later_changes, whole_change
from foundation.audit.kinds import derived, kinds, may, when_undone
from foundation.audit.record import record
from foundation.audit.recorded import same_values

UNDO = "undo "  # the reason of a state that an undo wrote, followed by the change it took back


class NotUndone(Exception):
    """Why a change stays as it is, in a sentence; ``later`` are the changes that others made since."""

    def __init__(self, sentence: str, later: Iterable[Change] = ()) -> None:
        super().__init__(sentence)
        self.sentence = sentence
        self.later = tuple(later)


def may_undo(user: Any, change: Change) -> bool:
    """Whether ``user`` may change every row that the change touched."""
    return all(may(user, "change", step.kind, step.row) for step in change.steps)


def undo_change(*, change: uuid.UUID, by: Any) -> Change:
    """Restore what was before ``change``, all rows or none; the undo is a recorded change of its own.

    Raises PermissionDenied where a row may not be changed, NotUndone where somebody has changed one since or where
    the former state no longer fits; LookupError where there is no such change.
    """
    with transaction.atomic():
        _lock(whole_change(change))
        found = whole_change(change)  # read again: whoever held the rows may have written
        if found is None:
            raise LookupError(change)
        if not may_undo(by, found):
            raise PermissionDenied
        _refuse_if_changed(found)
        try:
            with transaction.atomic(), taking_back():
                _apply(found)
        except (IntegrityError, ProtectedError, RestrictedError) as error:
            raise NotUndone(_clash(found, error)) from error
        rows = [step.row for step in found.steps]
        main = min(found.steps, key=lambda step: bool(step.kind.whole))
        record("history.undo", main.kind.owner(main.row), by=by, change=str(change), kind=main.kind.code,
               rows=len(rows))
        for note in when_undone:
            note(rows, by)
    return found


def _lock(change: Change | None) -> None:
    """Whoever writes one of the rows meanwhile waits, or is waited for."""
    for model, parts in _by_model(change.steps if change else ()).items():
        list(model._base_manager.select_for_update().filter(pk__in=[step.key for step in parts]).order_by("pk"))


def _refuse_if_changed(change: Change) -> None:
    if later := later_changes(change):
        who = later[0].by or _("Somebody")
        raise NotUndone(_("Not undone: %(name)s has changed it since.") % {"name": who}, later)
    for model, parts in _by_model(change.steps).items():
        current = model._base_manager.in_bulk([step.key for step in parts])
        if not all(_is_as_left(step, current.get(step.key)) for step in parts):
            raise NotUndone(_("Not undone: it has been changed since, without a record of who did it."))


def _is_as_left(step: Step, row: Any) -> bool:
    if row is None or step.after is None:
        return row is None and step.after is None
    return same_values(row, step.after) and all(
        sorted(getattr(row, name).values_list("pk", flat=True)) == keys for name, keys in step.after.many.items()
    )


def _apply(change: Change) -> None:
    """Delete what came, then write what changed, then bring back what went: in this order names are free again."""
    came = [step for step in change.steps if step.before is None]
    _refuse_if_needed(change, came)
    for step in reversed(_parents_first(came)):
        gone: Any = step.kind.model._base_manager.filter(pk=step.key)
        for row in gone:
            row._change_reason = f"{UNDO}{change.key}"
            row.delete()
    for step in change.steps:
        if step.before is not None and step.after is not None:
            _write(step, change, is_new=False)
    for step in _parents_first([step for step in change.steps if step.before is not None and step.after is None]):
        _write(step, change, is_new=True)
    connection.check_constraints(table_names=[model._meta.db_table for model in _by_model(change.steps)])


def _write(step: Step, change: Change, *, is_new: bool) -> None:
    """Write the former state column by column, and into the history."""
    row = step.before.history_object  # type: ignore[union-attr]
    row.save_base(raw=True, force_insert=is_new, force_update=not is_new)  # raw: days and keys stay as they were
    for name, keys in step.before.many.items():  # type: ignore[union-attr]
        many: Any = step.kind.model._meta.get_field(name)
        through = many.remote_field.through._base_manager
        through.filter(**{many.m2m_field_name(): row.pk}).delete()
        through.bulk_create(
            through.model(**{f"{many.m2m_field_name()}_id": row.pk, f"{many.m2m_reverse_field_name()}_id": key})
            for key in keys
        )
    row._change_reason = f"{UNDO}{change.key}"
    step.kind.model._recorded.create_historical_record(row, "+" if is_new else "~")  # type: ignore[attr-defined]


def _refuse_if_needed(change: Change, came: list[Step]) -> None:
    """What came with the change may go only if nothing that came later hangs on it."""
    own = {(step.kind.model, step.key) for step in came}
    touched = {(step.kind.model, step.key) for step in change.steps}  # these get their former keys back
    for model, parts in _by_model(came).items():
        collector = Collector(using=router.db_for_write(model), origin=parts[0].row)
        collector.collect(model._base_manager.filter(pk__in=[step.key for step in parts]))
        gone: list[Any] = [row for rows in collector.data.values() for row in rows]
        gone += [row for rows in collector.fast_deletes for row in rows if not row._meta.auto_created]
        emptied: Any = collector.field_updates.values()
        hanging = [row for row in gone if (type(row), row.pk) not in own and type(row) not in derived]
        hanging += [
            row for found in emptied for rows in found for row in rows if (type(row), row.pk) not in touched
        ]
        if hanging:
            raise NotUndone(_("Not undone: by now it is in use (%(what)s).") % {
                "what": hanging[0]._meta.verbose_name})


def _parents_first(steps: Iterable[Step]) -> list[Step]:
    order = {model: number for number, model in enumerate(_models_parents_first())}
    return sorted(steps, key=lambda step: order[step.kind.model])


def _models_parents_first() -> list[type[Model]]:
    found: list[type[Model]] = []

    def visit(model: type[Model]) -> None:
        if model in found:
            return
        for field in model._meta.concrete_fields:
            if field.is_relation and field.related_model in known and field.related_model is not model:
                visit(field.related_model)
        found.append(model)

    known = {kind.model for kind in kinds()}
    for kind in kinds():
        visit(kind.model)
    return found


def _by_model(steps: Iterable[Step]) -> dict[type[Model], list[Step]]:
    found: dict[type[Model], list[Step]] = {}
    for step in steps:
        found.setdefault(step.kind.model, []).append(step)
    return found


def _clash(change: Change, error: Exception) -> str:
    """What the former state runs into, in a sentence."""
    if isinstance(error, (ProtectedError, RestrictedError)):
        return _("Not undone: by now it is in use.")
    for step in change.steps:
        if step.before is None:
            continue
        row = step.before.history_object
        row._state.adding = step.after is None
        try:
            row.validate_unique()
            row.validate_constraints()
        except ValidationError as refused:
            return _("Not undone, the former state no longer fits: %(why)s") % {"why": " ".join(refused.messages)}
    return _("Not undone: something that it needs is no longer there.")
