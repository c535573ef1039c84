"""Write what describes an entry beyond its facts: tags, and the programme's own fields."""

from collections.abc import Iterable
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.text import slugify
from django.utils.translation import gettext as _

from foundation.audit.record import record
from pilots.models import Programme
from stakeholders.choices import FieldKind
from stakeholders.models import CustomField, Stakeholder, StakeholderGroup, Tag, Tagging
from stakeholders.validators import checked_options, checked_values


def write_tags(stakeholder: Stakeholder, names: Iterable[str]) -> None:
    """Let the stakeholder carry exactly these tags; words that are new to the programme become tags of it."""
    wanted: dict[str, str] = {}
    for name in names:
        if word := " ".join(name.split())[:60]:
            wanted.setdefault(word.casefold(), word)
    known = {tag.name.casefold(): tag for tag in Tag.objects.filter(programme=stakeholder.programme_id)}
    tags = [
        known.get(key) or Tag.objects.create(programme_id=stakeholder.programme_id, name=word)
        for key, word in wanted.items()
    ]
    held = {tagging.tag_id: tagging for tagging in stakeholder.taggings.all()}
    for tag_id, tagging in held.items():
        if tag_id not in {tag.pk for tag in tags}:
            tagging.delete()
    for tag in tags:
        if tag.pk not in held:
            Tagging.objects.create(stakeholder=stakeholder, tag=tag)


def merged_custom(stakeholder: Stakeholder, values: dict[str, Any]) -> dict[str, Any]:
    """What ``Stakeholder.custom`` becomes when these values are said; None or "" takes a value away.

    Values of fields that are not named stay. Raises ValidationError with one message per field that does not fit.
    """
    fields = CustomField.objects.filter(programme=stakeholder.programme_id)
    checked = checked_values({field.code: field for field in fields}, values)
    merged = stakeholder.custom | checked
    return {code: value for code, value in merged.items() if value is not None}


@transaction.atomic
def add_custom_field(*, programme: Programme, label: str, kind: str, by: Any,
                     options: Iterable[str] = ()) -> CustomField:
    """A field that every entry of the programme's register has from now on.

    Raises ValidationError on an empty or used label, an unknown kind, or a choice of fewer than two.
    """
    label = " ".join(label.split())
    code = slugify(label).replace("-", "_")[:60] or "field"
    if not label:
        raise ValidationError({"label": _("Give a name.")})
    if kind not in FieldKind.values:
        raise ValidationError({"kind": _("Choose a kind.")})
    if programme.custom_fields.filter(code=code).exists():
        raise ValidationError({"label": _("There is a field of that name already.")})
    field = CustomField.objects.create(
        programme=programme, code=code, label=label, kind=kind, options=checked_options(kind, options)
    )
    record("stakeholders.field_add", field, by=by, label=label)
    return field


@transaction.atomic
def change_custom_field(*, field: CustomField, label: str, is_active: bool, by: Any,
                        options: Iterable[str] = ()) -> CustomField:
    """Reword a field, switch it off or on, or offer other choices; what was typed stays.

    Raises ValidationError on an empty label or a choice of fewer than two.
    """
    if not label.strip():
        raise ValidationError({"label": _("Give a name.")})
    field.label, field.is_active = " ".join(label.split()), is_active
    field.options = checked_options(field.kind, options)
    field.save(update_fields=["label", "is_active", "options"])
    record("stakeholders.field_change", field, by=by, label=field.label)
    return field


@transaction.atomic
def add_group(*, programme: Programme, name: str, helix: str, by: Any) -> StakeholderGroup:
    """A stakeholder group of the programme's own.

    Raises ValidationError on an empty name or one that the programme or the catalogue has.
    """
    name = " ".join(name.split())
    code = slugify(name).replace("-", "_").upper()[:40] or "GROUP"
    if not name:
        raise ValidationError({"name": _("Give a name.")})
    existing = StakeholderGroup.objects.for_programme(programme)
    if existing.filter(code=code).exists() or name.casefold() in {str(group).casefold() for group in existing}:
        raise ValidationError({"name": _("There is a group of that name already.")})
    group = StakeholderGroup.objects.create(
        programme=programme, code=code, name={programme.default_language: name}, helix=helix
    )
    record("stakeholders.group_add", group, by=by, label=name)
    return group


@transaction.atomic
def change_group(*, group: StakeholderGroup, is_active: bool, by: Any) -> StakeholderGroup:
    """Offer one of the programme's own groups or stop offering it; who is in it stays in it."""
    group.is_active = is_active
    group.save(update_fields=["is_active"])
    record("stakeholders.group_change", group, by=by, is_active=is_active)
    return group


@transaction.atomic
def join_group(*, stakeholders: Iterable[Stakeholder], group: StakeholderGroup, by: Any) -> int:
    """Put stakeholders into a group; returns how many were not in it yet."""
    joined = 0
    for stakeholder in stakeholders:
        _row, is_new = stakeholder.group_memberships.get_or_create(group=group)
        if is_new:
            joined += 1
            record("stakeholder.join_group", stakeholder, by=by, group=group.pk)
    return joined
