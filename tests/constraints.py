"""What the tests of named constraints share: each app's constraints, and how one is seen to hold."""

from collections.abc import Callable

import pytest
from django.apps import apps
from django.db import IntegrityError, connection, models, transaction


def constraints_of(app: str) -> set[str]:
    """Names of all constraints of an app's models."""
    tables = [model._meta for model in apps.get_app_config(app).get_models()]
    return {constraint.name for table in tables for constraint in table.constraints}


def assert_refused(name: str, violate: Callable[[], object]) -> None:
    """The database refuses it, naming the constraint; SQLite names the columns of a unique one instead."""
    with pytest.raises(IntegrityError) as caught, transaction.atomic():
        violate()
    kinds = {c.name: type(c) for model in apps.get_models() for c in model._meta.constraints}
    if connection.vendor == "postgresql" or kinds[name] is models.CheckConstraint:
        assert name in str(caught.value)
    else:
        assert "UNIQUE constraint failed" in str(caught.value)


def twice(model: type[models.Model], **fields: object) -> None:
    """The same row a second time."""
    for _ in range(2):
        model._default_manager.create(**fields)
