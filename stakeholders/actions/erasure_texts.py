"""Where texts of a programme name a person, and how the name is taken out: notes, promises, messages, registrations."""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import reduce
from operator import or_
from typing import Any

from django.apps import apps
from django.db.models import CharField, EmailField, JSONField, Q, TextField
from django.db.models.functions import Cast

from foundation.audit.forgetting import path_to_programme
from stakeholders.matching.names import person_words
from stakeholders.models import ContactDetails, ImportRow, Merge, RegisterImport, Stakeholder

# what has an erasure of its own, and what people answered
ELSEWHERE = (ContactDetails, ImportRow, Merge, Stakeholder)
NOT_SEARCHED = frozenset({"surveys", "indicators", "reports"})
SHORTEST = 5


@dataclass(frozen=True)
class Wanted:
    """What is looked for, as whole words in any case, and what stands there instead."""

    forms: tuple[str, ...]
    instead: str

    @property
    def pattern(self) -> re.Pattern[str]:
        longest_first = sorted(self.forms, key=len, reverse=True)
        return re.compile("|".join(rf"(?<!\w){re.escape(form)}(?!\w)" for form in longest_first), re.IGNORECASE)


def wanted_of(stakeholder: Stakeholder) -> Wanted:
    """The names, addresses and numbers that a person has or had. A name of one word, or one that somebody else of the
    register has too, is nobody's alone and is not looked for.
    """
    columns = ("name", "email", "phone")
    rows = [*ContactDetails.objects.filter(stakeholder=stakeholder).values_list(*columns),
            *ContactDetails.history.filter(stakeholder_id=stakeholder.pk).values_list(*columns)]
    others = ContactDetails.objects.filter(stakeholder__programme=stakeholder.programme_id).exclude(
        stakeholder=stakeholder)
    taken = {person_words(name) for name in others.values_list("name", flat=True)}
    shared = {text for row in others.values_list("email", "phone") for text in row if text}
    forms = {name for name, _email, _phone in rows if len(name.split()) > 1 and person_words(name) not in taken}
    forms |= {text for _name, *reached in rows for text in reached if text and text not in shared}
    return Wanted(tuple(sorted(form for form in forms if len(form) >= SHORTEST)), stakeholder.pseudonym)


def count_mentions(stakeholder: Stakeholder) -> dict[str, int]:
    """How many rows of each kind name the person in a text, by the kind's name."""
    found: dict[str, int] = {}
    wanted = wanted_of(stakeholder)
    for model, _rows, matches in _matches(stakeholder, wanted, with_history=False):
        if number := sum(1 for _match in matches):
            found[str(model._meta.verbose_name_plural)] = number
    return found


def replace_mentions(stakeholder: Stakeholder) -> int:
    """Write the pseudonym in place of the person in every text and every earlier state; returns how many rows.

    Call inside a transaction, while the contact details are there. It is no change of anybody's: a recorded one would
    keep the name as what stood before.
    """
    number = 0
    for _model, rows, matches in _matches(stakeholder, wanted_of(stakeholder), with_history=True):
        for key, changed in matches:
            rows.filter(pk=key).update(**changed)
            number += 1
    return number


Match = tuple[Any, dict[str, Any]]


def _matches(stakeholder: Stakeholder, wanted: Wanted, *, with_history: bool
             ) -> Iterator[tuple[Any, Any, Iterator[Match]]]:
    if not wanted.forms:
        return
    for model, fields, path in _columns():
        managers = [model._base_manager]
        if with_history and hasattr(model._meta, "simple_history_manager_attribute"):
            managers.append(model.history)
        for manager in managers:
            names = {field.name for field in manager.model._meta.concrete_fields}
            kept = [field for field in fields if field.name in names]
            rows = manager.filter(**{path: stakeholder.programme_id}).order_by()
            yield model, manager, _changed(rows, kept, wanted)


def _columns() -> Iterator[tuple[Any, list[Any], str]]:
    """Every model of a programme with personal texts: its fields, and the lookup of its programme."""
    for model in apps.get_models():
        if not hasattr(model, "PERSONAL") or hasattr(model, "history_object") or model in ELSEWHERE:
            continue
        # who did something is a member of the team, kept as they were called then
        fields = [field for field in model._meta.concrete_fields
                  if field.name in model.PERSONAL and isinstance(field, CharField | TextField | JSONField)
                  and not field.choices and not field.unique and not field.name.endswith("by_name")]
        if model is RegisterImport or model._meta.app_label in NOT_SEARCHED or not fields:
            continue
        if path := path_to_programme(model):
            yield model, fields, path


def _changed(rows: Any, fields: list[Any], wanted: Wanted) -> Iterator[Match]:
    """Keys of the rows that say one of the forms, with the columns as they are without it."""
    if not fields:
        return
    texts = {f"said_{field.name}": Cast(field.name, TextField()) for field in fields}
    forms = {*wanted.forms, *(json.dumps(form)[1:-1] for form in wanted.forms)}
    says = reduce(or_, (Q(**{f"{name}__icontains": form}) for name in texts for form in forms))
    for row in list(rows.alias(**texts).filter(says).values("pk", *(field.name for field in fields))):
        after = {field.name: _without(row[field.name], field, wanted) for field in fields}
        if changed := {name: value for name, value in after.items() if value != row[name]}:
            yield row["pk"], changed


def _without(value: Any, field: Any, wanted: Wanted) -> Any:
    if isinstance(value, str):
        if isinstance(field, EmailField):
            return "" if wanted.pattern.search(value) else value
        said = _escaped(wanted).sub(wanted.instead, wanted.pattern.sub(wanted.instead, value))
        return said[:field.max_length] if field.max_length else said
    if isinstance(value, dict):
        return {key: _without(part, field, wanted) for key, part in value.items()}
    if isinstance(value, list):
        return [_without(part, field, wanted) for part in value]
    return value


def _escaped(wanted: Wanted) -> re.Pattern[str]:
    """The forms as a text that holds JSON writes them."""
    return Wanted(tuple(json.dumps(form)[1:-1] for form in wanted.forms), wanted.instead).pattern
