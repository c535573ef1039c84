"""Take history away: of erased persons and of removed programmes."""

from collections.abc import Iterator
from typing import Any

from django.apps import apps
from django.db import connection
from django.db.models import Model, Q, QuerySet

PROGRAMME = "pilots.Programme"


def recorded_models() -> list[type[Model]]:
    """Every model whose rows have a history."""
    return [model for model in apps.get_models() if hasattr(model._meta, "simple_history_manager_attribute")]


def forget_rows(model: Any, keys: list[Any]) -> None:
    """Delete the whole history of the rows, the deletion included, as if they had never been recorded."""
    delete_history(model, model.history.filter(**{f"{model._meta.pk.attname}__in": keys}))


def blank_personal(model: Any, keys: list[Any], *, but: frozenset[str] = frozenset()) -> int:
    """Empty the personal fields of the rows in every recorded state; who changed what and when stays."""
    wanted = model.PERSONAL - but - set(model.history.model._history_excluded_fields)
    blank = {
        field.attname: None if field.null else "" for field in model._meta.concrete_fields
        if field.name in wanted and (field.null or field.empty_strings_allowed)
    }
    if not blank:
        return 0
    return int(model.history.filter(**{f"{model._meta.pk.attname}__in": keys}).update(**blank))


def forget_programme(programme_id: int) -> None:
    """Delete the history of everything that belongs to the programme; call while its rows are still there."""
    for model in recorded_models():
        for rows in _of_programme(model, programme_id):
            delete_history(model, rows)


def delete_history(model: Any, rows: QuerySet[Any]) -> None:
    """Delete rows of the history of ``model`` and what hangs on them, by one statement a table."""
    for relation in rows.model._meta.related_objects:
        hanging = relation.related_model._default_manager.filter(**{f"{relation.field.name}__in": rows.order_by()})
        hanging._raw_delete(connection.alias)
    rows.order_by()._raw_delete(connection.alias)


def _of_programme(model: Any, programme_id: int) -> Iterator[QuerySet[Any]]:
    if model._meta.label == PROGRAMME:
        yield model.history.filter(id=programme_id)
    elif path := path_to_programme(model):
        yield model.history.filter(Q(**{path: programme_id}))


def path_to_programme(model: Any, above: tuple[Any, ...] = ()) -> str:
    """The lookup by which rows of a recorded model find their programme, the shortest one; "" without."""
    paths = []
    for field in model._meta.concrete_fields:
        if not field.is_relation or field.related_model in (*above, model):
            continue
        if field.related_model._meta.label == PROGRAMME:
            return str(field.name)
        if hasattr(field.related_model._meta, "simple_history_manager_attribute") and (
                path := path_to_programme(field.related_model, (*above, model))):
            paths.append(f"{field.name}__{path}")
    return min(paths, key=lambda path: path.count("__"), default="")
