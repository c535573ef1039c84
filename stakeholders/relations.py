"""Everything that points at an entry of the register, of this floor and of higher ones, found in the models."""

from collections.abc import Iterable, Iterator
from typing import Any

from django.apps import apps
from django.db.models import Model

from stakeholders.models import Stakeholder


def relations() -> list[Any]:
    """Every key of a row to Stakeholder; those of histories are no rows of their own."""
    found = []
    for model in apps.get_models(include_auto_created=True):
        if hasattr(model, "history_object") or model._meta.proxy or not model._meta.managed:
            continue
        found += [
            field for field in model._meta.concrete_fields
            if field.is_relation and field.related_model is Stakeholder and field.model is model
        ]
    return found


def pointing_rows(keys: Iterable[int], *, but: tuple[type[Model], ...] = ()) -> Iterator[tuple[Any, Any]]:
    """(key, row) of everything that points at one of the entries, except rows of the models ``but``."""
    wanted = list(keys)
    for relation in relations():
        if relation.model not in but:
            for row in relation.model._base_manager.filter(**{f"{relation.name}__in": wanted}):
                yield relation, row


