"""What was said, decided and promised."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from engagement.choices import CommitmentDecision, ContributionStatus, DecisionRoleCode
from engagement.due_words import read_promise
from engagement.models import Commitment, Contribution, Decision, Session
from engagement.validators import REFUSALS, TRANSITIONS, check_order, check_reason
from engagement.vocabularies import load_vocabulary
from foundation.translated import in_language
from pilots.choices import Helix
from pilots.forms import date_input
from stakeholders.models import Stakeholder, StakeholderGroup

# how many of a pilot's newest rows a field offers beside those of the session
OFFERED = 60
# the value of the choice; after the colon stands a key where there is one
OWN_STAFF = "staff:"


def terms(name: str) -> list[tuple[str, str]]:
    """A vocabulary as choices, with an empty one in front."""
    return [("", _("Not said")), *((term.code, in_language(term.label)) for term in load_vocabulary(name))]


def keep_code(field: forms.ChoiceField, code: str) -> None:
    """A code that is not of the vocabulary was imported; it must stay choosable."""
    if code and code not in dict(field.choices):
        field.choices = [*field.choices, (code, code)]


class NamedChoiceField(forms.ModelChoiceField):
    """Stakeholders of ``with_names``."""

    def label_from_instance(self, obj: Any) -> str:
        return obj.shown_name or str(obj)


def speakers(session: Session | None, user: Any, kept: int | None = None) -> Any:
    """Who was at the session, by name, and whoever is named already."""
    came = Stakeholder.objects.filter(attendances__session=session, attendances__present=True) if session else None
    kept_one = Stakeholder.objects.filter(pk=kept)
    found = Stakeholder.objects.filter(pk__in=came.values("pk")) | kept_one if came is not None else kept_one
    return found.with_names(user, all_named=True)


class ContributionForm(forms.Form):
    """One thing that somebody said; who said it is optional, by name or by group."""

    text = forms.CharField(label=_("What was said"), max_length=2000, widget=forms.Textarea(attrs={"rows": 2}))
    stakeholder = NamedChoiceField(
        Stakeholder.objects.none(), label=_("Who"), required=False, empty_label=_("Not said")
    )
    group = forms.ModelChoiceField(
        StakeholderGroup.objects.none(), label=_("Or somebody of"), required=False, empty_label=_("Not said")
    )

    def __init__(self, *args: Any, session: Session | None, user: Any, groups: Sequence[StakeholderGroup],
                 **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["stakeholder"].queryset = speakers(session, user, self.initial.get("stakeholder"))
        offer_groups(self.fields["group"], groups)


def offer_groups(field: Any, groups: Sequence[StakeholderGroup]) -> None:
    """The groups that are known already, without asking for them again."""
    field.queryset = StakeholderGroup.objects.filter(pk__in=[group.pk for group in groups])
    field.choices = [("", _("Not said")), *((group.pk, str(group)) for group in groups)]


class ContributionStatusForm(forms.ModelForm):
    """What became of it; offered is only what may follow."""

    class Meta:
        model = Contribution
        fields = ["status", "reason", "answered_on", "told_channel"]
        widgets = {"answered_on": date_input()}
        help_texts = {"reason": _("Needed where it is turned down: people are told.")}

    status = forms.ChoiceField(label=_("Status"), choices=ContributionStatus.choices)
    told_channel = forms.ChoiceField(label=_("Told back by"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        # the form writes into its instance: what is stored is remembered before
        follows = {self.instance.status, *TRANSITIONS.get(self.instance.status, ())}
        self.fields["status"].choices = [pair for pair in ContributionStatus.choices if pair[0] in follows]
        self.fields["told_channel"].choices = terms("told_back_channels")
        keep_code(self.fields["told_channel"], self.instance.told_channel)

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        check_reason(data.get("status", ""), data.get("reason", ""))
        check_order("answered_on", data.get("answered_on"), self.instance.received_on)
        return data


class ContributionEditForm(ContributionStatusForm):
    """All of a contribution."""

    class Meta(ContributionStatusForm.Meta):
        fields = ["text", "stakeholder", "group", "decision", "status", "reason", "answered_on", "told_channel"]
        widgets = {"answered_on": date_input(), "text": forms.Textarea(attrs={"rows": 4, "maxlength": 2000})}
        field_classes = {"stakeholder": NamedChoiceField}

    def __init__(self, *args: Any, user: Any, groups: Sequence[StakeholderGroup], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        row = self.instance
        self.fields["text"].required = True
        self.fields["stakeholder"].queryset = speakers(row.session, user, row.stakeholder_id)
        kept = [row.group] if row.group and row.group not in groups else []
        offer_groups(self.fields["group"], [*groups, *kept])
        self.fields["decision"].queryset = decisions_of(row.pilot_id, row.decision_id)
        for name in ("stakeholder", "group", "decision"):
            self.fields[name].empty_label = _("Not said") if name != "decision" else _("None yet")


def decisions_of(pilot_id: int, kept: int | None) -> Any:
    """The pilot's newest decisions, and the one that is chosen already."""
    newest = Decision.objects.filter(pilot=pilot_id).order_by("-pk").values_list("pk", flat=True)[:OFFERED]
    return Decision.objects.filter(pk__in=[*newest, *([kept] if kept else [])])


class ContributionPublishForm(forms.ModelForm):
    """The words for the public page."""

    class Meta:
        model = Contribution
        fields = ["public_text", "public_reason"]
        widgets = {"public_text": forms.Textarea(attrs={"rows": 3, "maxlength": 2000})}
        labels = {"public_text": _("What the public may read"), "public_reason": _("The reason, for the public")}
        help_texts = {"public_text": _("Take out names and whatever points at a person. Nobody is named beside it.")}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["public_text"].required = True
        self.fields["public_reason"].required = self.instance.status in REFUSALS
        self.initial["public_text"] = self.instance.public_text or self.instance.text
        self.initial["public_reason"] = self.instance.public_reason or self.instance.reason


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


class CommitmentForm(forms.Form):
    """Who · what · by when: in one line, or field by field."""

    line = forms.CharField(
        label=_("Who · what · by when"), max_length=500, required=False,
        help_text=_("For example: Works · a price for lamps · 3 Dec. Enter adds it."),
        widget=forms.TextInput(attrs={"autocomplete": "off", "enterkeyhint": "done"}),
    )
    owner = forms.CharField(label=_("Who"), max_length=200, required=False)
    text = forms.CharField(label=_("What"), max_length=300, required=False)
    due_on = forms.DateField(label=_("By when"), required=False, widget=date_input())
    # what the promise came of: given where the form stands on the page of one
    contribution = forms.ModelChoiceField(Contribution.objects.none(), required=False, widget=forms.HiddenInput)
    decided_by = forms.ModelChoiceField(Decision.objects.none(), required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, session: Session, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.session = session
        self.fields["contribution"].queryset = Contribution.objects.filter(pilot=session.pilot_id)
        self.fields["decided_by"].queryset = Decision.objects.filter(pilot=session.pilot_id)

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if data.pop("line", ""):
            try:
                data |= read_promise(self["line"].value(), self.session.held_on)._asdict()
                check_order("line", data["due_on"], self.session.held_on)
            except ValidationError as refused:
                self.add_error("line", refused.messages)
            return data
        for name, sentence in (("owner", _now("Say who.")), ("text", _now("Say what."))):
            if not data.get(name) and name not in self.errors:
                self.add_error("line" if not any(data.get(part) for part in ("owner", "text")) else name, sentence)
        check_order("due_on", data.get("due_on"), self.session.held_on)
        return data

    @property
    def wants_fields(self) -> bool:
        """Whether the separate fields are to be shown open: somebody used them."""
        return any(self[name].value() or name in self.errors for name in ("owner", "text", "due_on"))


COMMITMENT_DAYS = ("decided_on", "delivered_on", "told_back_on", "dropped_on")


class CommitmentStatusForm(forms.ModelForm):
    """How it was decided, delivered or dropped, and told back."""

    class Meta:
        model = Commitment
        fields = ["decision", "reason", *COMMITMENT_DAYS]
        widgets = {name: date_input() for name in (*COMMITMENT_DAYS, "due_on")}
        help_texts = {"reason": _("Needed where it is turned down or dropped.")}

    decision = forms.ChoiceField(label=_("How it was decided"), choices=CommitmentDecision.choices)

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        check_reason("rejected" if data.get("dropped_on") else data.get("decision", ""), data.get("reason", ""))
        if data.get("dropped_on") and data.get("delivered_on"):
            self.add_error("dropped_on", _now("It is delivered: what is done is not dropped."))
        for name in (*COMMITMENT_DAYS, "due_on"):
            check_order(name, data.get(name), self.instance.raised_on)
        return data


class CommitmentEditForm(CommitmentStatusForm):
    """All of a commitment, with what it came of."""

    class Meta(CommitmentStatusForm.Meta):
        fields = ["owner", "text", "due_on", "contribution", "decided_by", *CommitmentStatusForm.Meta.fields]
        labels = {"contribution": _("Came of the contribution"), "decided_by": _("Came of the decision")}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        row = self.instance
        self.fields["owner"].required = self.fields["text"].required = True
        offered = Contribution.objects.filter(pilot=row.pilot_id)
        newest = offered.order_by("-pk").values_list("pk", flat=True)[:OFFERED]
        kept = [row.contribution_id] if row.contribution_id else []
        self.fields["contribution"].queryset = offered.filter(pk__in=[*newest, *kept])
        self.fields["decided_by"].queryset = decisions_of(row.pilot_id, row.decided_by_id)
        for name in ("contribution", "decided_by"):
            self.fields[name].empty_label = _("None")


class CommitmentPublishForm(forms.ModelForm):
    """The words for the public page."""

    class Meta:
        model = Commitment
        fields = ["public_text"]
        labels = {"public_text": _("What the public may read")}
        help_texts = {"public_text": _("Take out names. The owner is not shown.")}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["public_text"].required = True
        self.initial["public_text"] = self.instance.public_text or self.instance.text
