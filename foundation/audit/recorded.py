"""``history = Recorded()`` on a model keeps every state of its rows, with who, when and as part of which change.

Beyond django-simple-history: a state that came without history (bulk load, ``update()``) is written down before the
first change hides it; a save that changes nothing leaves no trace; ``update_fields`` records what is stored and not
what a stale object holds; a foreign key that a deletion empties is recorded; a change has a key over all its rows.
"""

import copy
from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from foundation.audit.acting import (
    acting,
    current_change,
    current_user,
    current_user_name,
    is_taken_back,
    is_unrecorded,
)

FOUND = "found"  # the reason of a state that was there before anybody recorded it
HINTS = ("_history_user", "_change_reason", "_history_date", "skip_history_when_saving")
OWN_PERSONAL = {"history_user", "history_user_name"}
OWN_NOT_PERSONAL = {"history_id", "history_date", "history_type", "history_change_reason", "change"}


class RecordedChange(models.Model):
    """What every row of every history has besides the library's columns."""

    change = models.UUIDField(_("change"), default=current_change, db_index=True, editable=False)
    history_user_name = models.CharField(
        _("name of who did it"), max_length=200, blank=True, default=current_user_name, editable=False
    )

    class Meta:
        abstract = True


class Recorded(HistoricalRecords):
    """History of a model; ``within`` names the foreign keys by which a whole (a session, a person) finds its parts.

    History rows are as personal as their rows: they take over the classification of the fields. ``is_wiped`` deletes
    the history together with its row: for rows that hold little but a person's name.
    """

    def __init__(self, *, within: tuple[str, ...] = (), is_wiped: bool = False, **options: Any) -> None:
        self.within = within
        super().__init__(
            bases=(RecordedChange,), get_user=current_user, history_id_field=models.BigAutoField(),
            cascade_delete_history=is_wiped, **options,
        )

    @property
    def _date_indexing(self) -> bool:
        return False  # histories are read by row, by whole or by change

    def copy_fields(self, model: Any) -> dict[str, Any]:
        fields = super().copy_fields(model)
        for name, field in fields.items():
            field.db_index = name in self.within or name == model._meta.pk.name
        return fields

    def create_history_model(self, model: Any, inherited: bool) -> Any:
        history = super().create_history_model(model, inherited)
        left_out = set(self.excluded_fields)
        history.PERSONAL = (model.PERSONAL - left_out) | OWN_PERSONAL
        history.NOT_PERSONAL = (model.NOT_PERSONAL - left_out) | OWN_NOT_PERSONAL
        return history

    def create_history_m2m_model(self, model: Any, through_model: Any) -> Any:
        history = super().create_history_m2m_model(model, through_model)
        history.PERSONAL = set()
        history.NOT_PERSONAL = {field.name for field in history._meta.concrete_fields}
        return history

    def finalize(self, sender: Any, **kwargs: Any) -> None:
        super().finalize(sender, **kwargs)
        if self.cls is sender:
            models.signals.pre_save.connect(self.pre_save, sender=sender, weak=False)
            sender._recorded = self

    def pre_save(self, instance: Any, raw: bool = False, **_signal: Any) -> None:
        """Read what is stored before it is overwritten."""
        instance.__dict__.pop("_stored_before", None)
        if raw or instance.pk is None or instance._state.adding or is_unrecorded():
            return
        stored = type(instance)._base_manager.filter(pk=instance.pk).first()
        if stored is not None:
            self.write_down_found(stored)
            instance._stored_before = stored

    def post_save(self, instance: Any, created: bool, using: str | None = None, **signal: Any) -> None:
        stored = instance.__dict__.pop("_stored_before", None)
        if is_unrecorded():
            return
        if stored is not None:
            after = _overwritten(stored, instance, signal.get("update_fields"))
            if same_values(stored, after):
                return
            instance = after
        super().post_save(instance, created, using=using, **signal)

    def pre_delete(self, instance: Any, **signal: Any) -> None:
        if is_unrecorded():
            return
        super().pre_delete(instance, **signal)
        _empty_keys_to(instance)

    def post_delete(self, instance: Any, using: str | None = None, **signal: Any) -> None:
        if is_taken_back():
            self.create_historical_record(instance, "-", using=using)
        elif not is_unrecorded():
            super().post_delete(instance, using=using, **signal)

    def m2m_changed(self, instance: Any, action: str, attr: str, pk_set: Any, reverse: bool, **signal: Any) -> None:
        if reverse or is_unrecorded():
            return
        stored = type(instance)._base_manager.get(pk=instance.pk)
        if action.startswith("pre_"):
            self.write_down_found(stored)
        else:
            super().m2m_changed(stored, action, attr, pk_set, reverse, **signal)

    def write_down_found(self, stored: Any) -> None:
        """Make the stored state the newest of the row's history where it is not."""
        known = getattr(stored, self.manager_name).order_by("-history_id").first()
        if known is None or known.history_type == "-" or not same_values(stored, known):
            stored._change_reason = FOUND
            with acting(None):
                self.create_historical_record(stored, "~")
            del stored._change_reason


def same_values(one: Any, other: Any) -> bool:
    """Whether two states (rows or rows of the history) have the same values in all columns that both have."""
    names = [field.attname for field in one._meta.concrete_fields if hasattr(other, field.attname)]
    return all(getattr(one, name) == getattr(other, name) for name in names)


def create_recorded(model: Any, rows: list[Any]) -> list[Any]:
    """Insert many rows and their history in two statements; call inside a transaction."""
    stored: list[Any] = model._default_manager.bulk_create(rows)
    if stored and not is_unrecorded():
        model.history.bulk_history_create(stored)
    return stored


def _overwritten(stored: Any, instance: Any, update_fields: Any) -> Any:
    """What is stored after the save of ``instance``, in the types of the database."""
    after = copy.copy(stored)
    after._state = copy.copy(stored._state)
    for field in stored._meta.concrete_fields:
        if update_fields is not None and not {field.name, field.attname} & set(update_fields):
            continue
        value = getattr(instance, field.attname)
        if hasattr(value, "resolve_expression"):
            return type(stored)._base_manager.get(pk=stored.pk)
        setattr(after, field.attname, field.to_python(value))
    for hint in HINTS:
        if hint in instance.__dict__:
            setattr(after, hint, instance.__dict__[hint])
    return after


def _empty_keys_to(instance: Any) -> None:
    """Empty the keys that the deletion would empty unrecorded, by saves that are recorded."""
    for relation in instance._meta.related_objects:
        model = relation.related_model
        if relation.on_delete is not models.SET_NULL or not hasattr(model._meta, "simple_history_manager_attribute"):
            continue
        for row in model._base_manager.filter(**{relation.field.name: instance}):
            setattr(row, relation.field.attname, None)
            row.save(update_fields=[relation.field.name])

