"""Forms of a part in a pilot: what nobody has said stays unset, never the middle."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from pilots.choices import Level
from stakeholders.models import Involvement

UNSET = ("", _("Not set"))
STANCES = [
    (-2, _("Strongly against")), (-1, _("Against")), (0, _("Neither")), (1, _("For")), (2, _("Strongly for")),
]
YES_NO = [("True", _("Yes")), ("False", _("No"))]


def _radio(label: Any, choices: Any, coerce: Any = int, help_text: Any = "") -> forms.TypedChoiceField:
    return forms.TypedChoiceField(label=label, required=False, coerce=coerce, empty_value=None, help_text=help_text,
                                  choices=[UNSET, *choices], widget=forms.RadioSelect)


def _is_yes(value: str) -> bool:
    return value == "True"


class StandingForm(forms.Form):
    """Role, scores and planned level in one pilot."""

    role = forms.CharField(label=_("Role in the pilot"), required=False, max_length=200)
    influence = _radio(_("Influence"), Involvement.SCALE, help_text=_("1 can change little, 5 can decide."))
    interest = _radio(_("Interest"), Involvement.SCALE, help_text=_("1 cares little, 5 cares very much."))
    stance = _radio(_("Stance"), STANCES)
    has_power = _radio(_("Power to impose its will"), YES_NO, _is_yes)
    has_legitimacy = _radio(_("Legitimate claim"), YES_NO, _is_yes)
    has_urgency = _radio(_("Urgent claim"), YES_NO, _is_yes)
    planned_level = forms.TypedChoiceField(label=_("Planned participation level"), required=False, coerce=int,
                                           empty_value=None, choices=[UNSET, *Level.choices])


class LeaveForm(forms.Form):
    """The last day of a part in a pilot."""

    last_day = forms.DateField(label=_("Last day"), widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}))
