"""Each database constraint of tags, own fields and relationships, violated once."""

import datetime as dt
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from stakeholders.models import CustomField, Relationship, Tag, Tagging
from tests.cast import Cast
from tests.factories.stakeholders import StakeholderFactory

DAY = dt.date(2026, 5, 4)
MODELS = (CustomField, Relationship, Tag, Tagging)


def rows(cast: Cast) -> dict[str, list[tuple[type, dict[str, Any]]]]:
    """For each constraint the rows of which the last one violates it."""
    one, other = StakeholderFactory(programme=cast.programme), StakeholderFactory(programme=cast.programme)
    tag = Tag.objects.create(programme=cast.programme, name="Harbour")
    field = {"programme": cast.programme, "code": "shoe", "label": "Shoe", "kind": "number"}
    tie = {"source": one, "target": other, "kind": "knows"}
    return {
        "tag_once": [(Tag, {"programme": cast.programme, "name": "HARBOUR"})],
        "tag_named": [(Tag, {"programme": cast.programme, "name": ""})],
        "tagging_once": [(Tagging, {"stakeholder": one, "tag": tag})] * 2,
        "custom_field_once": [(CustomField, field)] * 2,
        "custom_field_kind_known": [(CustomField, field | {"kind": "mood"})],
        "custom_field_labelled": [(CustomField, field | {"label": ""})],
        "relationship_current_once": [(Relationship, tie)] * 2,
        "relationship_of_two": [(Relationship, tie | {"target": one})],
        "relationship_ends_after_start": [(Relationship, tie | {"valid_from": DAY, "valid_until": DAY})],
        "relationship_has_kind": [(Relationship, tie | {"kind": ""})],
    }


@pytest.mark.parametrize("name", [constraint.name for model in MODELS for constraint in model._meta.constraints])
def test_the_database_refuses(cast: Cast, name: str) -> None:
    *fine, bad = rows(cast)[name]
    for model, fields in fine:
        model.objects.create(**fields)
    with pytest.raises(IntegrityError), transaction.atomic():
        bad[0].objects.create(**bad[1])
