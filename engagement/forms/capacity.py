"""Obstacles, skills and the living-lab self-assessment of a pilot."""

from itertools import groupby
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from engagement.actions.capacity import Numbers
from engagement.models import LivingLabScore, Obstacle, SkillAssessment
from engagement.validators import check_order, check_resolved_with_note
from engagement.vocabularies import load_vocabulary
from foundation.translated import in_language
from pilots.forms import date_input
from pilots.models import Pilot
from pilots.vocabularies import Term

SEVERITIES = [(1, _("1 – a nuisance")), (2, "2"), (3, _("3 – slows the work")), (4, "4"), (5, _("5 – stops the work"))]
DEGREES = [("", "–"), *((number, str(number)) for number in range(5))]
SIDES = {
    "organisation": _("Public organisation"), "citizen": _("Citizens"), "process": _("The process"),
    "context": _("Context"), "": _("Other"),
}


def severity_field() -> forms.TypedChoiceField:
    return forms.TypedChoiceField(label=_("How bad"), choices=SEVERITIES, coerce=int, initial=3)


def degree_field(label: str) -> forms.TypedChoiceField:
    """0 to 4, or not said."""
    return forms.TypedChoiceField(label=label, choices=DEGREES, coerce=int, empty_value=None, required=False)


class ObstacleForm(forms.Form):
    """What gets in the way, how bad it is, since when."""

    code = forms.ChoiceField(label=_("What gets in the way"))
    severity = severity_field()
    opened_on = forms.DateField(label=_("Since"), required=False, widget=date_input())
    countermeasure = forms.CharField(label=_("What is done about it"), required=False, max_length=500)

    def __init__(self, *args: Any, pilot: Pilot, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.pilot = pilot
        terms = sorted(load_vocabulary("obstacles"), key=lambda term: list(SIDES).index(term.side))
        self.fields["code"].choices = [("", _("Choose"))] + [
            (SIDES[side], [(term.code, in_language(term.label)) for term in group])
            for side, group in groupby(terms, key=lambda term: term.side)
        ]

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        same = Obstacle.objects.filter(pilot=self.pilot, code=data.get("code"), opened_on=data.get("opened_on"))
        if data.get("code") and "opened_on" in data and same.exists():
            self.add_error("code", _("This obstacle is recorded already for that day."))
        return data


class ObstacleStatusForm(forms.ModelForm):
    """What became of it."""

    severity = severity_field()
    note = forms.CharField(
        label=_("Note"), required=False, max_length=500, help_text=_("Where it is resolved: say how.")
    )

    class Meta:
        model = Obstacle
        fields = ["severity", "resolved_on", "countermeasure"]
        widgets = {"resolved_on": date_input()}
        labels = {"countermeasure": _("What is done about it")}

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        check_order("resolved_on", data.get("resolved_on"), self.instance.opened_on)
        check_resolved_with_note(data.get("resolved_on"), self.initial.get("resolved_on"), data.get("note", ""))
        return data


class SkillsForm(forms.Form):
    """Required and available, skill by skill, in the order of the catalogue."""

    def __init__(self, *args: Any, pilot: Pilot, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.stored = {row.skill: row for row in SkillAssessment.objects.filter(pilot=pilot)}
        self.terms = _with_unknown(load_vocabulary("skills"), self.stored)
        for term in self.terms:
            row = self.stored.get(term.code)
            for name, label in (("required", _("Required")), ("available", _("Available"))):
                field = self.fields[f"{name}-{term.code}"] = degree_field(label)
                field.initial = getattr(row, name, None)
                field.widget.attrs["aria-label"] = f"{label}: {in_language(term.label)}"

    @property
    def rows(self) -> list[dict[str, Any]]:
        """Skill with its two fields and the stored gap; the largest gaps first, what nobody has assessed last."""
        rows = [
            {"label": in_language(term.label), "required": self[f"required-{term.code}"],
             "available": self[f"available-{term.code}"], "gap": gap_of(self.stored.get(term.code))}
            for term in self.terms
        ]
        return sorted(rows, key=lambda row: -1 if row["gap"] is None else row["gap"], reverse=True)

    @property
    def assessed(self) -> dict[str, Numbers]:
        """(required, available) by skill, after validation."""
        data = self.cleaned_data
        return {term.code: (data[f"required-{term.code}"], data[f"available-{term.code}"]) for term in self.terms}


def gap_of(row: SkillAssessment | None) -> int | None:
    """How many steps are missing; None where either number is."""
    if row is None or row.required is None or row.available is None:
        return None
    return max(0, row.required - row.available)


class LivingLabForm(forms.Form):
    """A score and its evidence for each item."""

    def __init__(self, *args: Any, pilot: Pilot, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.stored = {row.item: row for row in LivingLabScore.objects.filter(pilot=pilot)}
        self.terms = _with_unknown(load_vocabulary("living_lab_items"), self.stored)
        for term in self.terms:
            row, label = self.stored.get(term.code), in_language(term.label)
            score = self.fields[f"score-{term.code}"] = degree_field(_("Score"))
            score.initial = row.score if row else None
            evidence = self.fields[f"evidence-{term.code}"] = forms.CharField(
                label=_("Evidence"), required=False, max_length=500, initial=row.evidence if row else ""
            )
            score.widget.attrs["aria-label"] = f"{_('Score')}: {label}"
            evidence.widget.attrs["aria-label"] = f"{_('Evidence')}: {label}"

    @property
    def rows(self) -> list[dict[str, Any]]:
        """Item with its two fields."""
        return [
            {"label": in_language(term.label), "definition": in_language(term.definition),
             "score": self[f"score-{term.code}"], "evidence": self[f"evidence-{term.code}"]}
            for term in self.terms
        ]

    @property
    def scores(self) -> dict[str, tuple[int | None, str]]:
        """(score, evidence) by item, after validation."""
        data = self.cleaned_data
        return {term.code: (data[f"score-{term.code}"], data[f"evidence-{term.code}"]) for term in self.terms}


def _with_unknown(terms: tuple[Term, ...], stored: dict[str, Any]) -> list[Term]:
    """The vocabulary, and what was imported under codes of its own."""
    known = {term.code for term in terms}
    return [*terms, *(Term(code, {"en": code.replace("_", " ")}) for code in sorted(stored) if code not in known)]
