"""Set up a programme: its facts and its pilots."""

import re
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.text import slugify
from django.utils.translation import gettext as _

from foundation.audit.record import record
from pilots.actions.changes import note_change_of_all
from pilots.models import Pilot, Programme


@transaction.atomic
def change_programme(*, programme: Programme, by: Any) -> Programme:
    """Store a validated programme, audited. Another cut-off sets all its numbers to be computed anew."""
    programme.full_clean()
    before = Programme.objects.filter(pk=programme.pk).values_list("data_cutoff", flat=True).first()
    programme.save()
    if programme.data_cutoff != before:
        note_change_of_all(programme=programme, reason="cut-off")
    record("programme.change", programme, by=by)
    return programme


@transaction.atomic
def add_pilot(*, programme: Programme, name: str, by: Any, **facts: Any) -> Pilot:
    """Enter a city; its short name in addresses is made from programme and name. Raises ValidationError."""
    if not name.strip():
        raise ValidationError({"name": _("Give a name.")})
    pilot = Pilot(programme=programme, name=name.strip(), slug=free_slug(programme, name), **facts)
    pilot.full_clean()
    pilot.save()
    record("pilot.add", pilot, by=by)
    return pilot


def free_slug(programme: Programme, name: str) -> str:
    """A short name that no pilot has."""
    start = re.sub(r"-+", "-", f"{programme.slug}-{slugify(name) or 'pilot'}")[:120].strip("-")
    taken = set(Pilot.objects.filter(slug__startswith=start).values_list("slug", flat=True))
    number = 1
    while (slug := start if number == 1 else f"{start}-{number}") in taken:
        number += 1
    return slug
