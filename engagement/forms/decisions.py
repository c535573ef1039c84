"""What was decided, by whom, and when it is looked at again."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from engagement.choices import DecisionRoleCode
from engagement.forms.outcome_choices import OFFERED, keep_code, terms
from engagement.models import Contribution, Decision
from engagement.validators import check_order
from pilots.choices import Helix
from pilots.forms import date_input
from stakeholders.models import StakeholderGroup

# the value of the choice; after the colon stands a key where there is one
OWN_STAFF = "staff:"


class DecisionForm(forms.Form):
    """What was decided, when and how."""

    title = forms.CharField(label=_("What was decided"), max_length=300)
    decision_type = forms.ChoiceField(label=_("Type"), required=False)
    method = forms.ChoiceField(label=_("How it was decided"), required=False)
    decided_on = forms.DateField(label=_("Decided on"), required=False, widget=date_input())
    review_on = forms.DateField(label=_("To be reviewed on"), required=False, widget=date_input())

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["decision_type"].choices = terms("decision_types")
        self.fields["method"].choices = terms("decision_methods")
        for name in ("decision_type", "method"):
            keep_code(self.fields[name], self.initial.get(name, ""))

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        check_order("review_on", data.get("review_on"), data.get("decided_on"))
        return data


class DecisionEditForm(DecisionForm):
    """All of a decision, with the contributions it rests on."""

    contributions = forms.ModelMultipleChoiceField(
        Contribution.objects.none(), label=_("Contributions it rests on"), required=False,
        widget=forms.CheckboxSelectMultiple,
    )

    def __init__(self, *args: Any, decision: Decision, **kwargs: Any) -> None:
        names = ("title", "decision_type", "method", "decided_on", "review_on")
        kwargs["initial"] = {name: getattr(decision, name) for name in names}
        super().__init__(*args, **kwargs)
        offered = Contribution.objects.filter(pilot=decision.pilot_id)
        free = offered.filter(decision=None).order_by("-received_on", "-pk").values_list("pk", flat=True)[:OFFERED]
        linked = list(offered.filter(decision=decision).values_list("pk", flat=True))
        self.fields["contributions"].queryset = offered.filter(pk__in=[*free, *linked])
        self.initial["contributions"] = linked
        if not self.fields["contributions"].queryset:
            del self.fields["contributions"]


class DecisionReviewForm(forms.Form):
    """It was looked at again."""

    reviewed_on = forms.DateField(label=_("Reviewed on"), widget=date_input())
    review_note = forms.CharField(label=_("What the review said"), required=False, max_length=500)
    review_on = forms.DateField(
        label=_("Next review"), required=False, widget=date_input(), help_text=_("Leave empty if it needs no other.")
    )

    def __init__(self, *args: Any, decision: Decision, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.decision = decision

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        check_order("reviewed_on", data.get("reviewed_on"), self.decision.decided_on)
        if data.get("review_on") and data.get("reviewed_on") and data["review_on"] <= data["reviewed_on"]:
            self.add_error("review_on", _now("The next review lies after this one."))
        return data


def parties(groups: Sequence[StakeholderGroup], people: Sequence[Any] = ()) -> list[tuple[Any, Any]]:
    """Who can have a role: the city's own staff, a helix, a group, or one of ``people`` (with names)."""
    named = [(_("Stakeholder"), [(f"person:{one.pk}", one.shown_name or str(one)) for one in people])]
    return [
        (OWN_STAFF, _("The city’s own staff")),
        (_("Helix"), [(f"helix:{code}", label) for code, label in Helix.choices]),
        (_("Group"), [(f"group:{group.pk}", str(group)) for group in groups]),
        *(named if people else []),
    ]


class DecisionRoleForm(forms.Form):
    """Who × role: the party is the city's own staff, a helix, one of the pilot's groups or a stakeholder."""

    party = forms.ChoiceField(label=_("Who"))
    role = forms.ChoiceField(label=_("Role"), choices=DecisionRoleCode.choices)

    def __init__(self, *args: Any, groups: Sequence[StakeholderGroup], people: Sequence[Any] = (),
                 **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.groups = {str(group.pk): group for group in groups}
        self.people = {str(one.pk): one for one in people}
        self.fields["party"].choices = parties(groups, people)

    @property
    def who(self) -> dict[str, Any]:
        """The party as arguments of ``add_decision_role``, after validation."""
        kind, key = self.cleaned_data["party"].split(":")
        if kind == "staff":
            return {"own_staff": True}
        if kind == "person":
            return {"stakeholder": self.people[key]}
        return {"helix": key} if kind == "helix" else {"group": self.groups[key]}
