"""The programme's own fields as fields of a form, and as filters of the list."""

import datetime as dt
from collections.abc import Iterable
from typing import Any

from django import forms
from django.db.models import FloatField, QuerySet, TextField
from django.db.models.fields.json import KeyTextTransform
from django.db.models.functions import Cast
from django.utils.translation import gettext_lazy as _

from stakeholders.choices import FieldKind
from stakeholders.models import CustomField
from stakeholders.validators import LONGEST_TEXT

PREFIX = "own-"


def custom_form_fields(fields: Iterable[CustomField]) -> dict[str, forms.Field]:
    """One optional form field for each, by its name in the form."""
    return {PREFIX + field.code: _form_field(field) for field in fields}


def _form_field(field: CustomField) -> forms.Field:
    common: dict[str, Any] = {"label": field.label, "required": False}
    if field.kind == FieldKind.NUMBER:
        return forms.FloatField(**common, widget=forms.NumberInput(attrs={"step": "any"}))
    if field.kind == FieldKind.DATE:
        return forms.DateField(**common, widget=_day_input())
    if field.kind == FieldKind.CHOICE:
        return forms.ChoiceField(**common, choices=[("", _("Not set")), *((word, word) for word in field.options)])
    return forms.CharField(**common, max_length=LONGEST_TEXT)


def _day_input() -> forms.DateInput:
    return forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})


def take_custom(data: dict[str, Any]) -> dict[str, Any]:
    """Take the programme's own fields out of cleaned data: values by code, None for nothing."""
    names = [name for name in data if name.startswith(PREFIX)]
    return {name.removeprefix(PREFIX): _none_if_blank(data.pop(name)) for name in names}


def _none_if_blank(value: Any) -> Any:
    return None if value == "" else value


def custom_initial(custom: dict[str, Any]) -> dict[str, Any]:
    """What is stored, by name in the form."""
    return {PREFIX + code: value for code, value in custom.items()}


def custom_filter_fields(fields: Iterable[CustomField]) -> dict[str, forms.Field]:
    """What the list can be narrowed by: words, a choice, or a span of numbers or days."""
    found: dict[str, forms.Field] = {}
    for field in fields:
        name = PREFIX + field.code
        if field.kind == FieldKind.CHOICE:
            choices = [("", _("Any")), *((word, word) for word in field.options)]
            found[name] = forms.ChoiceField(label=field.label, required=False, choices=choices)
        elif field.kind == FieldKind.TEXT:
            found[name] = forms.CharField(label=field.label, required=False, max_length=100)
        else:
            for end, words in (("from", _("%(label)s from")), ("to", _("%(label)s to"))):
                label = words % {"label": field.label}
                is_day = field.kind == FieldKind.DATE
                found[f"{name}-{end}"] = (
                    forms.DateField(label=label, required=False, widget=_day_input()) if is_day
                    else forms.FloatField(label=label, required=False)
                )
    return found


def narrowed_by_custom(rows: QuerySet[Any], fields: Iterable[CustomField], data: dict[str, Any]) -> QuerySet[Any]:
    """The rows whose own fields fit what was asked for in ``data``."""
    for field in fields:
        asked = {lookup: data.get(PREFIX + field.code + suffix) for suffix, lookup in LOOKUPS[FieldKind(field.kind)]}
        asked = {lookup: value for lookup, value in asked.items() if value not in (None, "")}
        if not asked:
            continue
        # cast: a lookup on the bare key would read what was asked for as JSON
        output = FloatField() if field.kind == FieldKind.NUMBER else TextField()
        stored = Cast(KeyTextTransform(field.code, "custom"), output)
        alias = f"own_{field.pk}"
        rows = rows.alias(**{alias: stored}).filter(
            **{f"{alias}__{lookup}": value.isoformat() if isinstance(value, dt.date) else value
               for lookup, value in asked.items()}
        )
    return rows


SPAN = (("-from", "gte"), ("-to", "lte"))
LOOKUPS = {
    FieldKind.TEXT: (("", "icontains"),), FieldKind.CHOICE: (("", "exact"),),
    FieldKind.NUMBER: SPAN, FieldKind.DATE: SPAN,
}
