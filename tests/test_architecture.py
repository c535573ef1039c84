"""The house keeps its floors: also for foreign keys, personal data and permissions."""

import pytest
from django.apps import apps
from django.db import models

FLOORS = ["foundation", "pilots", "stakeholders", "engagement", "surveys", "indicators", "reports", "peripheria"]
OURS = [model for model in apps.get_models() if model.__module__.split(".")[0] in FLOORS]


def floor(model: type[models.Model]) -> int:
    return FLOORS.index(model.__module__.split(".")[0])


def test_there_are_models_on_every_floor_up_to_reports() -> None:
    assert {model.__module__.split(".")[0] for model in OURS} == set(FLOORS) - {"peripheria"}


@pytest.mark.parametrize("model", OURS, ids=lambda model: model._meta.label)
def test_foreign_keys_point_down(model: type[models.Model]) -> None:
    upward = [
        field.name
        for field in model._meta.get_fields()
        if field.concrete and field.is_relation and field.related_model in OURS
        and floor(field.related_model) > floor(model)
    ]
    assert upward == []


@pytest.mark.parametrize("model", OURS, ids=lambda model: model._meta.label)
def test_every_field_is_classified_as_personal_or_not(model: type[models.Model]) -> None:
    fields = {field.name for field in model._meta.concrete_fields}
    personal, impersonal = model.PERSONAL, model.NOT_PERSONAL
    assert (fields - personal - impersonal, (personal | impersonal) - fields, personal & impersonal) == (
        set(), set(), set(),
    )


@pytest.mark.parametrize("model", OURS, ids=lambda model: model._meta.label)
def test_every_constraint_is_named_after_what_it_guards(model: type[models.Model]) -> None:
    assert [c.name for c in model._meta.constraints if not c.name or c.name.startswith(f"{model._meta.app_label}_")] \
        == []
