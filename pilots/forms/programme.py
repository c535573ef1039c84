"""Forms of a programme's set-up: its facts, its pilots, its team, the copy of a pilot."""

from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from pilots.choices import Role
from pilots.forms.pilot import date_input
from pilots.models import Membership, Pilot, Programme


class ProgrammeForm(forms.ModelForm):
    """Name, languages, currency, colour, cut-off, and how long personal data are kept."""

    description = forms.CharField(label=_("Description"), required=False, max_length=4000,
                                  widget=forms.Textarea(attrs={"rows": 3}))
    languages = forms.MultipleChoiceField(label=_("Languages"), choices=settings.LANGUAGES,
                                          widget=forms.CheckboxSelectMultiple)
    default_language = forms.ChoiceField(label=_("Default language"), choices=settings.LANGUAGES)

    class Meta:
        model = Programme
        fields = ["name", "description", "languages", "default_language", "currency", "accent", "data_cutoff",
                  "contact_limit_days", "keep_names_months", "keep_answers_months", "is_public"]
        widgets = {"data_cutoff": date_input()}
        help_texts = {
            "currency": _("Three letters, for example EUR."),
            "data_cutoff": _("What came later is left out of all numbers."),
            "keep_names_months": _("What you promise people: afterwards names and addresses are erased by themselves. "
                                   "Left empty, they stay."),
            "keep_answers_months": _("What you promise people: afterwards single answers are removed by themselves, "
                                     "and what they counted stays. Left empty, they stay."),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.told = dict(self.instance.description)
        self.language = self.instance.default_language
        self.initial["description"] = self.told.get(self.language, "")

    def clean_currency(self) -> str:
        return self.cleaned_data["currency"].strip().upper()

    def clean_description(self) -> dict[str, str]:
        texts = self.told | {self.language: self.cleaned_data["description"].strip()}
        return {language: text for language, text in texts.items() if text}

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if data.get("languages") and data.get("default_language") not in data["languages"]:
            self.add_error("default_language", _now("The default language must be one of the languages."))
        return data


class PilotAddForm(forms.ModelForm):
    """A city; everything else is entered on its own page."""

    class Meta:
        model = Pilot
        fields = ["name", "country", "time_zone"]

    name = forms.CharField(label=_("City"), max_length=200)


class PilotCopyForm(forms.ModelForm):
    """The city that gets the copy, and which parts go along."""

    name = forms.CharField(label=_("City"), max_length=200)

    class Meta:
        model = Pilot
        fields = ["name", "country", "time_zone"]


class MemberForm(forms.Form):
    """A role, and the pilot that it is for."""

    role = forms.ChoiceField(label=_("Role"), choices=Role.choices)
    pilot = forms.ModelChoiceField(Pilot.objects.none(), label=_("Pilot"), required=False,
                                   empty_label=_("The whole programme"))

    def __init__(self, *args: Any, pilots: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["pilot"].queryset = Pilot.objects.filter(pk__in=[pilot.pk for pilot in pilots])
        self.fields["pilot"].widget.choices = [
            ("", self.fields["pilot"].empty_label), *((pilot.pk, pilot.name) for pilot in pilots)]

    @staticmethod
    def initial_of(membership: Membership) -> dict[str, Any]:
        return {"role": membership.role, "pilot": membership.pilot_id}


class MemberAddForm(MemberForm):
    """Somebody by e-mail address."""

    email = forms.EmailField(label=_("E-mail address"))
    name = forms.CharField(label=_("Name"), required=False, max_length=200)
    field_order = ["email", "name", "role", "pilot"]
