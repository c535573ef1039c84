"""Forms of the register."""

from typing import Any

from django import forms
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.translation import gettext_lazy as _

from pilots.choices import Helix, Level, Role
from pilots.models import Pilot
from stakeholders.models import Involvement, Stakeholder, StakeholderGroup

EDITING_ROLES = (Role.COORDINATOR, Role.MANAGER)
UNSET = ("", _("Not said"))


class StakeholderFilterForm(forms.Form):
    """Pilot, helix, group, kind and a name; words find only names that the user may see."""

    pilot = forms.ModelChoiceField(
        Pilot.objects.none(), label=_("Pilot"), required=False, to_field_name="slug", empty_label=_("All pilots")
    )
    helix = forms.ChoiceField(label=_("Helix"), required=False, choices=[("", _("Every helix")), *Helix.choices])
    group = forms.ModelChoiceField(
        StakeholderGroup.objects.none(), label=_("Group"), required=False, to_field_name="code",
        empty_label=_("All groups"),
    )
    kind = forms.ChoiceField(label=_("Kind"), required=False,
                             choices=[("", _("People and organisations")), *Stakeholder.Kind.choices])
    q = forms.CharField(label=_("Name"), required=False, max_length=100,
                        widget=forms.TextInput(attrs={"type": "search", "autocomplete": "off"}))

    def __init__(self, *args: Any, stakeholders: QuerySet[Any], user: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.stakeholders, self.user = stakeholders, user
        self.fields["pilot"].queryset = Pilot.objects.filter(
            involvements__stakeholder__in=stakeholders).distinct().order_by("name")
        self.fields["group"].queryset = StakeholderGroup.objects.filter(
            memberships__stakeholder__in=stakeholders).distinct().order_by("code")

    def narrowed(self) -> QuerySet[Any]:
        """The stakeholders that fit."""
        self.full_clean()
        found, data = self.stakeholders, self.cleaned_data
        for name in ("helix", "kind"):
            if data.get(name):
                found = found.filter(**{name: data[name]})
        if pilot := data.get("pilot"):
            found = found.filter(Exists(Involvement.objects.filter(stakeholder=OuterRef("pk"), pilot=pilot)))
        if group := data.get("group"):
            found = found.filter(Exists(group.memberships.filter(stakeholder=OuterRef("pk"))))
        if words := data.get("q"):
            # shown_name is "" where the user may not see it, so words cannot find it either
            found = found.with_names(self.user).filter(shown_name__icontains=words)
        return found


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

    def __init__(self, *args: Any, programme: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        groups = StakeholderGroup.objects.for_programme(programme).filter(is_active=True)
        self.fields["groups"].queryset = groups.order_by("helix", "code")
        self.fields["organisation"].queryset = Stakeholder.objects.filter(
            programme=programme, kind=Stakeholder.Kind.ORGANISATION).order_by("organisation_name")

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if data.get("kind") == Stakeholder.Kind.ORGANISATION and data.get("organisation"):
            self.add_error("organisation", _("An organisation does not belong to another one."))
        return data


class StandingForm(forms.Form):
    """Role, influence and interest in one pilot; what nobody has said stays unset."""

    role = forms.CharField(label=_("Role in the pilot"), required=False, max_length=200)
    influence = forms.TypedChoiceField(label=_("Influence"), required=False, coerce=int, empty_value=None,
                                       choices=[UNSET, *Involvement.SCALE], widget=forms.RadioSelect)
    interest = forms.TypedChoiceField(label=_("Interest"), required=False, coerce=int, empty_value=None,
                                      choices=[UNSET, *Involvement.SCALE], widget=forms.RadioSelect)
    planned_level = forms.TypedChoiceField(label=_("Planned participation level"), required=False, coerce=int,
                                           empty_value=None, choices=[UNSET, *Level.choices])


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
