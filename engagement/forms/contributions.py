"""What was said, and what became of it."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from engagement.choices import ContributionStatus
from engagement.forms.outcome_choices import decisions_of, keep_code, offer_groups, terms
from engagement.models import Contribution, Session
from engagement.validators import REFUSALS, TRANSITIONS, check_order, check_reason
from pilots.forms import date_input
from stakeholders.models import Stakeholder, StakeholderGroup


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
