"""A programme's own methods beside those of the catalogue."""

from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.text import slugify
from django.utils.translation import gettext as _

from engagement.choices import MethodKind
from engagement.models import Method
from foundation.audit.record import record
from foundation.translated import in_language
from pilots.models import Programme


@transaction.atomic
def add_method(*, programme: Programme, name: str, kind: str, by: Any, definition: str = "") -> Method:
    """Enter a method of the programme's own, named in its default language.

    Raises ValidationError on an empty name, or one that a method on offer has already.
    """
    name, language = name.strip(), programme.default_language
    if not name:
        raise ValidationError({"name": _("Give a name.")})
    if kind not in MethodKind.values:
        raise ValidationError({"kind": _("There is no such kind.")})
    known = list(Method.objects.for_programme(programme))
    if name.lower() in {in_language(method.name, language).lower() for method in known}:
        raise ValidationError({"name": _("There is one of this name already.")})
    method = Method.objects.create(
        programme=programme, code=_free_code(programme, name), kind=kind, name={language: name},
        definition={language: definition.strip()} if definition.strip() else {},
    )
    record("method.add", method, by=by)
    return method


@transaction.atomic
def switch_method(*, method: Method, is_active: bool, by: Any) -> Method:
    """Offer a method of the programme's own, or no longer; sessions that used it keep it."""
    if method.programme_id is None:
        raise ValidationError(_("Methods of the catalogue are the same for every programme."))
    if method.is_active != is_active:
        method.is_active = is_active
        method.save(update_fields=["is_active"])
        record("method.offer" if is_active else "method.retire", method, by=by)
    return method


def _free_code(programme: Programme, name: str) -> str:
    """A code that neither the catalogue nor the programme has: exports name methods by it."""
    start = slugify(name).replace("-", "_")[:50] or "method"
    taken = set(Method.objects.filter(code__startswith=start).values_list("code", flat=True))
    number = 1
    while (code := start if number == 1 else f"{start}_{number}") in taken:
        number += 1
    return code
