"""What a pilot's numbers are measured against: purchasing power, and the wanted shares of the helices."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from pilots.choices import Helix

HELICES = (Helix.PEOPLE, Helix.PUBLIC, Helix.RESEARCH, Helix.BUSINESS)
HUNDRED, WITHIN = 100.0, 0.5


class ComparisonFieldsMixin(forms.Form):
    """Four shares in percent for a ModelForm of a pilot that has the other fields itself."""

    helix_people = forms.FloatField(
        label=_("Wanted share of people, in percent"), required=False, min_value=0, max_value=100)
    helix_public = forms.FloatField(
        label=_("Wanted share of public bodies, in percent"), required=False, min_value=0, max_value=100)
    helix_research = forms.FloatField(
        label=_("Wanted share of research, in percent"), required=False, min_value=0, max_value=100)
    helix_business = forms.FloatField(
        label=_("Wanted share of businesses, in percent"), required=False, min_value=0, max_value=100,
        help_text=_("What mix of participants you aim at; without it equal shares are the target."),
    )

    def show_targets(self, targets: dict[str, float]) -> None:
        """Fill in the stored shares."""
        for helix, share in targets.items():
            self.initial[f"helix_{helix}"] = round(HUNDRED * share, 2)

    def clean_comparison(self, data: dict[str, Any]) -> dict[str, float]:
        """The wanted shares, 0..1 and summing to 1, empty where none is given; adds errors to the form."""
        if data.get("ppp_factor") is not None and data["ppp_factor"] <= 0:
            self.add_error("ppp_factor", _now("The factor must be above 0."))
        elif data.get("ppp_factor") is not None and not data.get("ppp_source"):
            self.add_error("ppp_source", _now("Say where the number is from."))
        given = {str(helix): data.get(f"helix_{helix}") for helix in HELICES}
        if all(share is None for share in given.values()):
            return {}
        total = sum(share or 0 for share in given.values())
        if None in given.values() or abs(total - HUNDRED) > WITHIN:
            sentence = _now("Give all four shares; together they must be 100 %%, not %(total)s %%.")
            self.add_error("helix_people", sentence % {"total": f"{total:g}"})
        elif not data.get("helix_targets_source"):
            self.add_error("helix_targets_source", _now("Say who decided on these shares, or where they are from."))
        return {helix: (share or 0) / total for helix, share in given.items()} if total else {}
