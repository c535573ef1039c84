"""Input of the indicators floor."""

import re
from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.utils.translation import gettext_lazy as _

from foundation.translated import in_language
from indicators.definitions import load_definitions
from indicators.models import AnalysisPlan

# least and most that make sense; the database refuses what has no meaning at all
RANGES = {
    "delta": (0.05, 4), "delta_share": (0.01, 0.5), "delta_cost_factor": (1.01, 10), "alpha": (0.001, 0.2),
    "content": (0.5, 0.99), "d0": (0, 100), "benchmark": (1, 5),
}


class PlanForm(forms.ModelForm):
    """The settings of the comparison; ``must_explain`` where the change makes a new version."""

    look_dates = forms.CharField(
        label=_("Look dates"), required=False, widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("One a line, as year-month-day. Verdicts are interim until the last one has come."),
    )
    primary_indicators = forms.MultipleChoiceField(
        label=_("Primary indicators"), required=False, widget=forms.SelectMultiple(attrs={"size": 10}),
        help_text=_("The ones that answer your question; all others are exploratory."),
    )
    reason = forms.CharField(
        label=_("Why the plan changes"), max_length=500, widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("Stands beside the new version for everybody to read."),
    )

    class Meta:
        model = AnalysisPlan
        fields = ["delta", "delta_share", "delta_cost_factor", "benchmark", "alpha", "content", "d0", "look_dates",
                  "primary_indicators", "reason"]
        labels = {
            "delta": _("Smallest difference that matters, in points of a scale from 1 to 5"),
            "delta_share": _("Smallest difference that matters, as a share (0.1 is 10 percentage points)"),
            "delta_cost_factor": _("Smallest cost factor that matters"),
            "benchmark": _("A good rating is above"),
            "alpha": _("Share of false alarms accepted (alpha)"),
            "content": _("Share of cities that must lie within the margin"),
            "d0": _("Weight of the pooled variance, in sessions"),
        }

    def __init__(self, *args: Any, must_explain: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not must_explain:
            del self.fields["reason"]
        chosen = [(code, in_language(one.names)) for code, one in load_definitions().items() if not one.is_pattern]
        self.fields["primary_indicators"].choices = chosen  # type: ignore[attr-defined]
        self.initial["look_dates"] = "\n".join(self.instance.look_dates)
        self.initial["reason"] = ""
        for name, (least, most) in RANGES.items():
            field = self.fields[name]
            field.validators += [MinValueValidator(least), MaxValueValidator(most)]
            field.widget.attrs |= {"min": least, "max": most, "step": "any"}

    def clean_look_dates(self) -> list[str]:
        """Dates in their order, each once, as the database keeps them."""
        given = [part for part in re.split(r"[\s,;]+", self.cleaned_data["look_dates"]) if part]
        try:
            return sorted({date.fromisoformat(part).isoformat() for part in given})
        except ValueError as error:
            raise ValidationError(_("Write every date as year-month-day, for example 2026-06-30.")) from error
