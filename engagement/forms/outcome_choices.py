"""What the forms of contributions, decisions and commitments offer to choose from."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from engagement.models import Decision
from engagement.vocabularies import load_vocabulary
from foundation.translated import in_language
from stakeholders.models import StakeholderGroup

# how many of a pilot's newest rows a field offers beside those of the session
OFFERED = 60


def terms(name: str) -> list[tuple[str, str]]:
    """A vocabulary as choices, with an empty one in front."""
    return [("", _("Not said")), *((term.code, in_language(term.label)) for term in load_vocabulary(name))]


def keep_code(field: forms.ChoiceField, code: str) -> None:
    """A code that is not of the vocabulary was imported; it must stay choosable."""
    if code and code not in dict(field.choices):
        field.choices = [*field.choices, (code, code)]


def offer_groups(field: Any, groups: Sequence[StakeholderGroup]) -> None:
    """The groups that are known already, without asking for them again."""
    field.queryset = StakeholderGroup.objects.filter(pk__in=[group.pk for group in groups])
    field.choices = [("", _("Not said")), *((group.pk, str(group)) for group in groups)]


def decisions_of(pilot_id: int, kept: int | None) -> Any:
    """The pilot's newest decisions, and the one that is chosen already."""
    newest = Decision.objects.filter(pilot=pilot_id).order_by("-pk").values_list("pk", flat=True)[:OFFERED]
    return Decision.objects.filter(pk__in=[*newest, *([kept] if kept else [])])
