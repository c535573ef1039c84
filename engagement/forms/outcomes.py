"""What was said, decided and promised."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from engagement.choices import CommitmentDecision, ContributionStatus, DecisionRoleCode
from engagement.forms.attendance import groups_of_pilot
from engagement.models import Commitment, Contribution, Session
from engagement.validators import check_order, check_reason
from engagement.vocabularies import load_vocabulary
from foundation.translated import in_language
from pilots.choices import Helix
from pilots.forms import date_input
from stakeholders.models import Stakeholder, StakeholderGroup


def terms(name: str) -> list[tuple[str, str]]:
    """A vocabulary as choices, with an empty one in front."""
    return [("", _("Not said")), *((term.code, in_language(term.label)) for term in load_vocabulary(name))]


class NamedChoiceField(forms.ModelChoiceField):
    """Stakeholders of ``with_names``."""

    def label_from_instance(self, obj: Any) -> str:
        return obj.shown_name or str(obj)


class ContributionForm(forms.Form):
    """One thing that somebody said."""

    text = forms.CharField(label=_("What was said"), max_length=2000, widget=forms.Textarea(attrs={"rows": 2}))
    stakeholder = NamedChoiceField(
        Stakeholder.objects.none(), label=_("Who"), required=False, empty_label=_("Not said")
    )

    def __init__(self, *args: Any, session: Session, user: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["stakeholder"].queryset = Stakeholder.objects.filter(
            attendances__session=session, attendances__present=True
        ).with_names(user, all_named=True)


class ContributionStatusForm(forms.ModelForm):
    """What became of it."""

    class Meta:
        model = Contribution
        fields = ["status", "reason", "answered_on"]
        widgets = {"answered_on": date_input()}

    status = forms.ChoiceField(label=_("Status"), choices=ContributionStatus.choices)

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        check_reason(data.get("status", ""), data.get("reason", ""))
        check_order("answered_on", data.get("answered_on"), self.instance.received_on)
        return data


class DecisionForm(forms.Form):
    """What was decided, when and how."""

    title = forms.CharField(label=_("What was decided"), max_length=300)
    decision_type = forms.ChoiceField(label=_("Type"), required=False)
    method = forms.ChoiceField(label=_("How it was decided"), required=False)
    decided_on = forms.DateField(label=_("Decided on"), required=False, widget=date_input())

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["decision_type"].choices = terms("decision_types")
        self.fields["method"].choices = terms("decision_methods")


class DecisionRoleForm(forms.Form):
    """Who × role: the party is a helix or one of the pilot's groups."""

    party = forms.ChoiceField(label=_("Who"))
    role = forms.ChoiceField(label=_("Role"), choices=DecisionRoleCode.choices)

    def __init__(self, *args: Any, pilot: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.groups = {str(group.pk): group for group in groups_of_pilot(pilot)}
        self.fields["party"].choices = [
            (_("Helix"), [(f"helix:{code}", label) for code, label in Helix.choices]),
            (_("Group"), [(f"group:{key}", str(group)) for key, group in self.groups.items()]),
        ]

    @property
    def who(self) -> dict[str, str | StakeholderGroup]:
        """The party as arguments of ``add_decision_role``, after validation."""
        kind, key = self.cleaned_data["party"].split(":")
        return {"helix": key} if kind == "helix" else {"group": self.groups[key]}


class CommitmentForm(forms.Form):
    """Who · what · by when."""

    owner = forms.CharField(label=_("Who"), max_length=200)
    text = forms.CharField(label=_("What"), max_length=300)
    due_on = forms.DateField(label=_("By when"), required=False, widget=date_input())

    def __init__(self, *args: Any, session: Session, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.session = session

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        check_order("due_on", data.get("due_on"), self.session.held_on)
        return data


class CommitmentStatusForm(forms.ModelForm):
    """How it was decided, delivered and told back."""

    class Meta:
        model = Commitment
        fields = ["decision", "reason", "decided_on", "delivered_on", "told_back_on"]
        widgets = {name: date_input() for name in ("decided_on", "delivered_on", "told_back_on")}

    decision = forms.ChoiceField(label=_("How it was decided"), choices=CommitmentDecision.choices)

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        check_reason(data.get("decision", ""), data.get("reason", ""))
        for name in ("decided_on", "delivered_on", "told_back_on"):
            check_order(name, data.get(name), self.instance.raised_on)
        return data


