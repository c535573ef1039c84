"""Forms of a pilot's set-up."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from foundation.translated import in_language
from pilots.actions.set_up import PHASE_DAYS, Days
from pilots.choices import Margin, PhaseCode
from pilots.comparison_fields import HELICES, ComparisonFieldsMixin
from pilots.models import Challenge, ImpactObservation, ImpactTarget, Phase, Pilot, Service
from pilots.vocabularies import load_vocabulary

PHASE_LABELS = {
    "planned_start": _("Planned from"), "planned_end": _("Planned to"), "actual_start": _("Began"),
    "actual_end": _("Ended"),
}


def date_input() -> forms.DateInput:
    return forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")


def term_field(label: Any, vocabulary: str) -> forms.ChoiceField:
    """A term of a vocabulary, or not documented."""
    return forms.ChoiceField(label=label, required=False, choices=lambda: [
        ("", _("Not documented")), *((term.code, in_language(term.label)) for term in load_vocabulary(vocabulary))])


class PilotFactsForm(ComparisonFieldsMixin, forms.ModelForm):
    """Context of the comparison. What is not known stays empty: not documented is a state."""

    story = forms.CharField(label=_("Story for the public page"), required=False, max_length=4000,
                            widget=forms.Textarea(attrs={"rows": 4}))
    arena_type = term_field(_("Arena type"), "arena_types")
    mandate = term_field(_("Mandate"), "mandates")
    governance_form = term_field(_("Governance form"), "governance_forms")

    class Meta:
        model = Pilot
        fields = ["name", "country", "story", "population", "population_year", "population_source", "arena_type",
                  "mandate", "mandate_reference", "governance_form", "sponsor", "budget", "time_zone", "start_date",
                  "end_date", "ppp_factor", "ppp_year", "ppp_source", "helix_targets_source"]
        widgets = {"start_date": date_input(), "end_date": date_input()}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.language = self.instance.programme.default_language
        self.told = dict(self.instance.story)  # the other languages stay as they are
        self.initial["story"] = self.told.get(self.language, "")
        self.show_targets(self.instance.helix_targets)
        self.order_fields([*(name for name in self.fields if not name.startswith("helix_")),
                           *(f"helix_{helix}" for helix in HELICES), "helix_targets_source"])
        for name in ("arena_type", "mandate", "governance_form"):
            self._keep_own_code(name)

    def _keep_own_code(self, name: str) -> None:
        """A code that is not of the vocabulary was imported; it must stay choosable."""
        code, field = getattr(self.instance, name), self.fields[name]
        if code and code not in dict(field.choices):
            field.choices = [*field.choices, (code, code)]

    def clean_story(self) -> dict[str, str]:
        told = self.told | {self.language: self.cleaned_data["story"].strip()}
        return {language: text for language, text in told.items() if text}

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if data.get("population") is not None and not data.get("population_source"):
            self.add_error("population_source", _now("Say where the number is from."))
        self.instance.helix_targets = self.clean_comparison(data)
        _check_span(self, data, "start_date", "end_date")
        return data


def _check_span(form: Any, data: dict[str, Any], start: str, end: str) -> None:
    if data.get(start) and data.get(end) and data[end] < data[start]:
        form.add_error(end, _now("This day lies before the start."))


class PhasesForm(forms.Form):
    """Planned and actual days of the four phases."""

    def __init__(self, *args: Any, pilot: Pilot, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        stored = {phase.code: phase for phase in Phase.objects.filter(pilot=pilot)}
        for code, phase_label in PhaseCode.choices:
            for name, label in PHASE_LABELS.items():
                widget = date_input()
                widget.attrs["aria-label"] = f"{phase_label}: {label}"
                self.fields[f"{code}-{name}"] = forms.DateField(
                    label=label, required=False, widget=widget, initial=getattr(stored.get(code), name, None)
                )

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        for code in PhaseCode.values:
            for kind in ("planned", "actual"):
                _check_span(self, data, f"{code}-{kind}_start", f"{code}-{kind}_end")
        return data

    @property
    def rows(self) -> list[dict[str, Any]]:
        """Phase with its four fields."""
        return [
            {"label": label, "fields": [self[f"{code}-{name}"] for name in PHASE_DAYS]}
            for code, label in PhaseCode.choices
        ]

    @property
    def planned(self) -> dict[str, Days]:
        """Days by phase, after validation."""
        return {code: {name: self.cleaned_data[f"{code}-{name}"] for name in PHASE_DAYS} for code in PhaseCode.values}


class ChallengeForm(forms.ModelForm):
    """A concrete local problem, in the programme's own language."""

    title = forms.CharField(label=_("Challenge"), max_length=200)
    description = forms.CharField(label=_("Description"), required=False, max_length=2000,
                                  widget=forms.Textarea(attrs={"rows": 3}))

    class Meta:
        model = Challenge
        fields = ["title", "description", "source"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.language = self.instance.pilot.programme.default_language
        self.told = {name: dict(getattr(self.instance, name) or {}) for name in ("title", "description")}
        for name, texts in self.told.items():  # the other languages stay as they are
            self.initial[name] = texts.get(self.language, "")

    def clean_title(self) -> dict[str, str]:
        return self._in_own_language("title")

    def clean_description(self) -> dict[str, str]:
        return self._in_own_language("description")

    def _in_own_language(self, name: str) -> dict[str, str]:
        texts = self.told[name] | {self.language: self.cleaned_data[name].strip()}
        return {language: text for language, text in texts.items() if text}


class ServiceForm(forms.ModelForm):
    """A service and how far it has come."""

    class Meta:
        model = Service
        fields = ["name", "challenge", "maturity", "live_since", "live_until"]
        widgets = {"live_since": date_input(), "live_until": date_input()}

    def __init__(self, *args: Any, challenges: Any = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        of_pilot = Challenge.objects.filter(pilot=self.instance.pilot)
        self.fields["challenge"].queryset = of_pilot
        if challenges is not None:  # one page holds many of these forms: they share one list
            self.fields["challenge"].widget.choices = [("", "---------"), *((row.pk, str(row)) for row in challenges)]

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        _check_span(self, data, "live_since", "live_until")
        _check_name_once(self, Service)
        return data


class ImpactTargetForm(forms.ModelForm):
    """What is to change, from where to where."""

    category = term_field(_("Category"), "impact_categories")

    class Meta:
        model = ImpactTarget
        fields = ["name", "category", "unit", "baseline", "target"]

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if data.get("baseline") is not None and data.get("baseline") == data.get("target"):
            self.add_error("target", _now("The target equals the baseline: nothing would change."))
        _check_name_once(self, ImpactTarget)
        return data


def _check_name_once(form: Any, model: Any) -> None:
    """Names are unique in a pilot, whose field is not in the form."""
    same = model.objects.filter(pilot=form.instance.pilot, name=form.cleaned_data.get("name"))
    if form.cleaned_data.get("name") and same.exclude(pk=form.instance.pk).exists():
        form.add_error("name", _now("There is one of this name already."))


class ImpactObservationForm(forms.ModelForm):
    """What was measured, and when."""

    class Meta:
        model = ImpactObservation
        fields = ["observed", "observed_on", "evidence"]
        widgets = {"observed_on": date_input()}

    observed_on = forms.DateField(label=_("Observed on"), widget=date_input())

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        same = ImpactObservation.objects.filter(
            impact_target=self.instance.impact_target, observed_on=data.get("observed_on"))
        if data.get("observed_on") and same.exists():
            self.add_error("observed_on", _now("That day has an observation already."))
        return data


class CensusForm(forms.Form):
    """One margin, a line per category: its name and its share in percent."""

    margin = forms.ChoiceField(label=_("Margin"), choices=Margin.choices)
    shares = forms.CharField(
        label=_("Shares"), max_length=20_000, widget=forms.Textarea(attrs={"rows": 6}),
        help_text=_("A line per category, its name and its share in percent, for example: 18-29; 21.5"),
    )
    year = forms.IntegerField(label=_("Year"), min_value=1900, max_value=2100)
    source = forms.CharField(label=_("Source"), max_length=200)

    def clean_shares(self) -> dict[str, float]:
        """Shares (0..1) by category; every bad line is named."""
        shares: dict[str, float] = {}
        problems = []
        for number, line in enumerate(self.cleaned_data["shares"].splitlines(), start=1):
            if not line.strip():
                continue
            category, found, share = (part.strip() for part in line.replace("\t", ";").rpartition(";"))
            try:
                percent = float(share.rstrip("% ").replace(",", "."))
            except ValueError:
                percent = -1.0
            if not found or not category or len(category) > 60 or not 0 <= percent <= 100:
                problems.append(_now("Line %(line)d: “%(text)s” is not a name and a share from 0 to 100.") % {
                    "line": number, "text": line.strip()[:60]})
            elif category in shares:
                problems.append(_now("Line %(line)d: %(name)s is there already.") % {
                    "line": number, "name": category})
            else:
                shares[category] = percent / 100
        if problems:
            raise forms.ValidationError(problems)
        return shares
