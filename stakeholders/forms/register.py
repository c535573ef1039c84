"""Forms of the register."""

from typing import Any

from django import forms
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from foundation.accounts.models import User
from pilots.choices import Helix, Role
from pilots.models import Pilot
from stakeholders.choices import KEEPING_ROLES
from stakeholders.forms.register_fields import custom_form_fields, take_custom
from stakeholders.forms.register_filters import StakeholderFilterForm
from stakeholders.forms.register_standing import StandingForm
from stakeholders.models import CustomField, Stakeholder, StakeholderGroup, Tag

__all__ = ["EditStakeholderForm", "NewStakeholderForm", "StakeholderFilterForm", "StakeholderForm", "StandingForm"]
EDITING_ROLES = (Role.COORDINATOR, Role.MANAGER)


class StakeholderForm(forms.Form):
    """A person or organisation: who, how to reach them, which groups."""

    kind = forms.ChoiceField(label=_("Kind"), choices=Stakeholder.Kind.choices, initial=Stakeholder.Kind.PERSON,
                             widget=forms.RadioSelect)
    name = forms.CharField(label=_("Name"), max_length=200, widget=forms.TextInput(attrs={"autocomplete": "off"}))
    helix = forms.ChoiceField(label=_("Speaks for"), choices=Helix.choices, widget=forms.RadioSelect,
                              error_messages={"required": _("Choose for which part of society they speak.")})
    groups = forms.ModelMultipleChoiceField(
        StakeholderGroup.objects.none(), label=_("Groups"), required=False, widget=forms.CheckboxSelectMultiple
    )
    organisation = forms.ModelChoiceField(
        Stakeholder.objects.none(), label=_("Belongs to"), required=False, empty_label=_("No organisation")
    )
    email = forms.EmailField(label=_("E-mail address"), required=False)
    phone = forms.CharField(label=_("Telephone"), required=False, max_length=40)
    do_not_contact = forms.BooleanField(label=_("Do not contact"), required=False)
    owner = forms.ModelChoiceField(
        User.objects.none(), label=_("Who keeps the contact"), required=False, empty_label=_("Nobody yet")
    )
    tags = forms.CharField(
        label=_("Tags"), required=False, max_length=500, help_text=_("Words of your own, with commas between them."),
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )

    def __init__(self, *args: Any, programme: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields |= custom_form_fields(CustomField.objects.filter(programme=programme, is_active=True))
        self.used_tags = list(Tag.objects.filter(programme=programme).values_list("name", flat=True)[:100])
        keepers = User.objects.filter(memberships__programme=programme, memberships__role__in=KEEPING_ROLES)
        self.fields["owner"].queryset = keepers.distinct().order_by("name", "email")
        groups = StakeholderGroup.objects.for_programme(programme).filter(is_active=True)
        self.fields["groups"].queryset = groups.order_by("helix", "code")
        self.fields["organisation"].queryset = Stakeholder.objects.filter(
            programme=programme, kind=Stakeholder.Kind.ORGANISATION).order_by("organisation_name")

    def clean_tags(self) -> list[str]:
        return [word.strip() for word in self.cleaned_data["tags"].split(",") if word.strip()]

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        data["custom"] = take_custom(data)
        if data.get("kind") == Stakeholder.Kind.ORGANISATION and data.get("organisation"):
            self.add_error("organisation", _("An organisation does not belong to another one."))
        return data


class NewStakeholderForm(StandingForm, StakeholderForm):
    """Enter somebody together with the part in one pilot."""

    pilot = forms.ModelChoiceField(Pilot.objects.none(), label=_("Pilot"), empty_label=None, widget=forms.RadioSelect)
    field_order = ["pilot", "kind", "name", "helix"]

    def __init__(self, *args: Any, programme: Any, user: Any, **kwargs: Any) -> None:
        super().__init__(*args, programme=programme, **kwargs)
        pilots = programme.pilots.with_role(user, *EDITING_ROLES).order_by("name")
        self.fields["pilot"].queryset = pilots
        found = list(pilots[:2])
        self.only_pilot = found[0] if len(found) == 1 else None


class EditStakeholderForm(StakeholderForm):
    """The kind is settled when somebody is entered."""

    kind = None  # type: ignore[assignment]

    def __init__(self, *args: Any, stakeholder: Stakeholder, **kwargs: Any) -> None:
        super().__init__(*args, programme=stakeholder.programme, **kwargs)
        held = StakeholderGroup.objects.filter(memberships__stakeholder=stakeholder)
        offered = Q(pk__in=self.fields["groups"].queryset.values("pk")) | Q(pk__in=held.values("pk"))
        self.fields["groups"].queryset = StakeholderGroup.objects.filter(offered).order_by("helix", "code")
        if stakeholder.kind == Stakeholder.Kind.ORGANISATION:
            del self.fields["organisation"]
