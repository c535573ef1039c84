"""Who was there."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from engagement.models import Session
from pilots.choices import Helix
from stakeholders.models import Stakeholder, StakeholderGroup


def groups_of_pilot(pilot: Any) -> list[StakeholderGroup]:
    """The groups relevant for a pilot; before anybody has chosen, all of the catalogue and the programme."""
    chosen = StakeholderGroup.objects.filter(pilot_groups__pilot=pilot, pilot_groups__is_relevant=True)
    offered = chosen if chosen.exists() else StakeholderGroup.objects.for_programme(pilot.programme)
    return sorted(offered.filter(is_active=True), key=lambda group: (Helix.values.index(group.helix), str(group)))


class GroupHeadsForm(forms.Form):
    """Heads per group without names; an empty field is "not counted"."""

    def __init__(self, *args: Any, session: Session, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        counted = {count.group_id: count for count in session.group_counts.select_related("group")}
        offered = {group.pk: group for group in groups_of_pilot(session.pilot)}
        self.groups = {**{key: count.group for key, count in counted.items()}, **offered}
        for key in sorted(self.groups, key=lambda key: key not in counted):
            self.fields[f"group_{key}"] = forms.IntegerField(
                label=str(self.groups[key]), required=False, min_value=0, max_value=100_000,
                initial=counted[key].heads if key in counted else None,
                widget=forms.NumberInput(attrs={"inputmode": "numeric"}),
            )

    @property
    def heads(self) -> dict[StakeholderGroup, int | None]:
        """Every group's count after validation."""
        return {group: self.cleaned_data[f"group_{key}"] for key, group in self.groups.items()}


class AttendeeForm(forms.Form):
    """Somebody who is in the pilot's register already."""

    stakeholder = forms.ModelChoiceField(Stakeholder.objects.none())

    def __init__(self, *args: Any, session: Session, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["stakeholder"].queryset = Stakeholder.objects.filter(involvements__pilot=session.pilot).distinct()


class WalkInForm(forms.Form):
    """Somebody new, in one line."""

    name = forms.CharField(label=_("Name"), max_length=200, widget=forms.TextInput(attrs={"autocomplete": "off"}))
    helix = forms.ChoiceField(label=_("Speaks for"), choices=Helix.choices, initial=Helix.PEOPLE)
    group = forms.ModelChoiceField(
        StakeholderGroup.objects.none(), label=_("Group"), required=False, empty_label=_("No group")
    )

    def __init__(self, *args: Any, session: Session, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["group"].queryset = StakeholderGroup.objects.for_programme(session.programme).filter(is_active=True)
