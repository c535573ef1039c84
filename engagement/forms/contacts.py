"""Forms of the matrix and the list of contacts."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from stakeholders.choices import Quadrant
from stakeholders.models import Involvement

NOT_SET = ("", _("Not set"))
MEASURES = [("hours", _("Hours engaged")), ("people", _("Number of people"))]
UNPLACED = "unset"


class ContactFilterForm(forms.Form):
    """The day to look at, what the size of a point means, and what the list is narrowed to."""

    on = forms.DateField(label=_("On the day"), required=False,
                         widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}))
    size = forms.ChoiceField(label=_("Size of a point"), required=False, choices=MEASURES)
    treat = forms.ChoiceField(label=_("Treat as"), required=False,
                              choices=[("", _("All")), *Quadrant.choices, (UNPLACED, _("Not placed"))])
    overdue = forms.BooleanField(label=_("Only overdue"), required=False)
    q = forms.CharField(label=_("Name"), required=False, max_length=100,
                        widget=forms.TextInput(attrs={"type": "search", "autocomplete": "off"}))
    cell = forms.IntegerField(required=False, min_value=11, max_value=55, widget=forms.HiddenInput)


class MoveForm(forms.Form):
    """Influence and interest of one stakeholder; empty is "not set"."""

    stakeholder = forms.ModelChoiceField(None, widget=forms.HiddenInput)
    influence = forms.TypedChoiceField(required=False, coerce=int, empty_value=None,
                                       choices=[NOT_SET, *Involvement.SCALE], label=_("Influence"))
    interest = forms.TypedChoiceField(required=False, coerce=int, empty_value=None,
                                      choices=[NOT_SET, *Involvement.SCALE], label=_("Interest"))

    def __init__(self, *args: Any, register: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["stakeholder"].queryset = register
