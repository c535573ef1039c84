"""Publish what people are asked to agree to, version by version."""

import datetime as dt
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from foundation.audit.record import record
from pilots.models import Programme
from stakeholders.models import ConsentText
from stakeholders.vocabularies import load_vocabulary


@transaction.atomic
def publish_consent_text(*, programme: Programme, purpose: str, texts: dict[str, str], in_force_from: dt.date, by: Any,
                         version: str = "") -> ConsentText:
    """Add a version; without a name it gets the next number. Consents given to an older one become outdated.

    Raises ValidationError on an unknown purpose, a version that exists, or no wording at all.
    """
    Programme.objects.select_for_update().get(pk=programme.pk)
    wordings = {language: text.strip() for language, text in texts.items() if text.strip()}
    if purpose not in {term.code for term in load_vocabulary("consent_purposes")}:
        raise ValidationError({"purpose": _("Choose what the consent is for.")})
    if not wordings:
        raise ValidationError(_("Write the text in at least one language."))
    used = set(programme.consent_texts.filter(purpose=purpose).values_list("version", flat=True))
    if version in used:
        raise ValidationError({"version": _("This version exists. Another wording needs another version.")})
    text = ConsentText.objects.create(
        programme=programme, purpose=purpose, version=version.strip() or _next_number(used), texts=wordings,
        in_force_from=in_force_from,
    )
    record("consent_text.publish", text, by=by, purpose=purpose, version=text.version)
    return text


@transaction.atomic
def add_language(*, text: ConsentText, language: str, wording: str, by: Any) -> ConsentText:
    """Add a translation to a version. Raises ValidationError where it has one: a version is never reworded."""
    stored = ConsentText.objects.select_for_update().get(pk=text.pk)
    if language in stored.texts:
        raise ValidationError({"wording": _("This version has a text in this language already.")})
    if not wording.strip():
        raise ValidationError({"wording": _("Write the text.")})
    stored.texts = stored.texts | {language: wording.strip()}
    stored.save(update_fields=["texts"])
    record("consent_text.translate", stored, by=by, language=language)
    return stored


def _next_number(used: set[str]) -> str:
    numbers = [int(version) for version in used if version.isascii() and version.isdigit()]
    return str(max(numbers, default=0) + 1)
