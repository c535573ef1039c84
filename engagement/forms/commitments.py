"""Who promised what by when, and what became of it."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from engagement.choices import CommitmentDecision
from engagement.due_words import read_promise
from engagement.forms.outcome_choices import OFFERED, decisions_of
from engagement.models import Commitment, Contribution, Decision, Session
from engagement.validators import check_order, check_reason
from pilots.forms import date_input

COMMITMENT_DAYS = ("decided_on", "delivered_on", "told_back_on", "dropped_on")


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
