"""Forms of the consent ledger and of the texts that people agree to."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.conf import settings
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from foundation.translated import in_language
from pilots.forms import date_input
from pilots.models import Pilot, Programme
from stakeholders.models import Consent, ConsentText, Involvement
from stakeholders.vocabularies import load_vocabulary

STATUSES = [
    ("none", _("No consent")), ("given", _("Given")), ("withdrawn", _("Withdrawn")),
    ("outdated", _("Given to an older text")),
]
CHANNELS = [
    (value, label) for value, label in Consent.Channel.choices if value != Consent.Channel.UNSUBSCRIBE_LINK
]


def purposes() -> list[tuple[str, str]]:
    """Codes and labels of what consents are for."""
    return [(term.code, in_language(term.label)) for term in load_vocabulary("consent_purposes")]


def language_names(codes: Iterable[str]) -> list[tuple[str, Any]]:
    """Languages with their names; a code that is not of this installation is its own name."""
    known = dict(settings.LANGUAGES)
    return [(code, known.get(code, code)) for code in codes]


class ConsentFilterForm(forms.Form):
    """For which purpose, how it stands, in which pilot."""

    purpose = forms.ChoiceField(label=_("Purpose"), required=False)
    status = forms.ChoiceField(label=_("Status"), required=False, choices=[("", _("Every status")), *STATUSES])
    pilot = forms.ModelChoiceField(
        Pilot.objects.none(), label=_("Pilot"), required=False, to_field_name="slug", empty_label=_("All pilots")
    )

    def __init__(self, *args: Any, pilots: QuerySet[Any], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["purpose"].choices = purposes()
        self.fields["pilot"].queryset = pilots
        self.full_clean()

    @property
    def purpose_code(self) -> str:
        """The chosen purpose, else the first one."""
        return self.cleaned_data.get("purpose") or purposes()[0][0]

    def narrowed(self, found: QuerySet[Any]) -> QuerySet[Any]:
        """Of stakeholders ``with_consent`` those that fit."""
        if status := self.cleaned_data.get("status"):
            found = found.filter(consent_status=status)
        if pilot := self.cleaned_data.get("pilot"):
            found = found.filter(pk__in=Involvement.objects.filter(pilot=pilot).values("stakeholder"))
        return found


class GivenForm(forms.Form):
    """Which version was agreed to, when, how, and what shows it; the purpose is settled."""

    version = forms.CharField(label=_("Version of the text"), max_length=40)
    language = forms.ChoiceField(label=_("Language of the text"), required=False)
    given_on = forms.DateField(label=_("Given on"), widget=date_input())
    channel = forms.ChoiceField(label=_("How"), choices=CHANNELS, widget=forms.RadioSelect)
    evidence = forms.CharField(
        label=_("Evidence"), max_length=300, required=False,
        help_text=_("Where the signed form or the mail is kept, or who was there."),
    )

    def __init__(self, *args: Any, programme: Programme, purpose: str, **kwargs: Any) -> None:
        kwargs["initial"] = {"given_on": timezone.localdate()} | kwargs.get("initial", {})
        super().__init__(*args, **kwargs)
        self.fields["language"].choices = [("", _("Not said")), *language_names(programme.languages)]
        texts = list(programme.consent_texts.filter(purpose=purpose).newest_first())
        if texts:
            today = timezone.localdate()
            in_force = next((text.version for text in texts if text.in_force_from <= today), texts[0].version)
            self.fields["version"] = forms.ChoiceField(
                label=_("Version of the text"), initial=in_force,
                choices=[(text.version, text.version) for text in texts],
            )
        else:
            self.fields["version"].help_text = _("The programme has no text on record for this. Name the form used.")


class WithdrawForm(forms.Form):
    """When and how somebody took a consent back."""

    withdrawn_on = forms.DateField(label=_("Withdrawn on"), widget=date_input())
    channel = forms.ChoiceField(label=_("How"), choices=CHANNELS, widget=forms.RadioSelect)
    note = forms.CharField(label=_("Note"), max_length=300, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs["initial"] = {"withdrawn_on": timezone.localdate()} | kwargs.get("initial", {})
        super().__init__(*args, **kwargs)


class ConsentTextForm(forms.Form):
    """A new version of a text, in the programme's languages."""

    purpose = forms.ChoiceField(label=_("What for"), widget=forms.RadioSelect)
    version = forms.CharField(label=_("Version"), max_length=40, required=False,
                              help_text=_("Empty: the next number."))
    in_force_from = forms.DateField(label=_("In force from"), widget=date_input())

    def __init__(self, *args: Any, programme: Programme, **kwargs: Any) -> None:
        kwargs["initial"] = {"in_force_from": timezone.localdate()} | kwargs.get("initial", {})
        super().__init__(*args, **kwargs)
        self.fields["purpose"].choices = purposes()
        self.languages = language_names(programme.languages)
        for code, name in self.languages:
            self.fields[f"text_{code}"] = forms.CharField(
                label=_("Text in %(language)s") % {"language": name}, required=False, max_length=10000,
                widget=forms.Textarea(attrs={"rows": 8, "lang": code}),
            )

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        data["texts"] = {code: data.pop(f"text_{code}", "") for code, _name in self.languages}
        return data


class WordingForm(forms.Form):
    """A version in one more language."""

    language = forms.ChoiceField(label=_("Language"))
    wording = forms.CharField(label=_("Text"), max_length=10000, widget=forms.Textarea(attrs={"rows": 8}))

    def __init__(self, *args: Any, text: ConsentText, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        missing = [code for code in text.programme.languages if code not in text.texts]
        self.fields["language"].choices = language_names(missing)


def add_errors(form: forms.Form, error: Any) -> None:
    """Put what an action refused beside its fields, or above the form where it has none."""
    if not hasattr(error, "error_dict"):
        form.add_error(None, error)
        return
    for name, problems in error.error_dict.items():
        form.add_error(name if name in form.fields else None, problems)
