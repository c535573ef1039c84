"""A list of people: pasted or opened, then chosen line by line."""

import uuid
from dataclasses import asdict
from typing import Any

from django import forms
from django.core import signing
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from engagement.actions.attendance_list import NEW, SKIP, Match
from engagement.actions.attendance_reports import Line, Problem, Report, read_names, read_report
from foundation.sheets import Limits, SheetRefused, read_rows
from stakeholders.import_problems import refusal

SALT = "engagement.attendance-list"
LIVES = 60 * 60 * 24
WORDS = {
    "no_name": _("“%(said)s” has no name. Left out."),
    "no_duration": _("“%(said)s” is no duration. The person counts, without minutes."),
    "too_long": _("“%(said)s …” is too long for a name. Left out."),
    "repeated": _("The same person as in row %(said)s. Counted once."),
    "too_many": _("More than %(said)s people. The rest from this row on is left out."),
    "no_header": _("No column of names was found. The first row must say “Name”."),
}


def told(problem: Problem) -> str:
    """A problem as a sentence with its row."""
    sentence = str(WORDS[problem.code]) % {"said": problem.said}
    return _now("Row %(row)s: %(sentence)s") % {"row": problem.number, "sentence": sentence}


class PeopleListForm(forms.Form):
    """Names one a line, or a file; and whether they were here or are expected."""

    names = forms.CharField(
        label=_("Names, one in each line"), required=False, max_length=100_000,
        widget=forms.Textarea(attrs={"rows": 8, "class": "lines", "spellcheck": "false"}),
        help_text=_("“Name”, or “Name, Organisation”; an e-mail address may follow."),
    )
    file = forms.FileField(
        label=_("Or a file"), required=False,
        widget=forms.ClearableFileInput(attrs={"accept": ".csv,.tsv,.txt,.xlsx"}),
        help_text=_("The participant list of Teams or Zoom, or a sign-in sheet with a column “Name”. CSV or XLSX."),
    )
    meaning = forms.ChoiceField(
        label=_("These people"), widget=forms.RadioSelect, initial="present",
        choices=[("present", _("were here")), ("expected", _("are expected"))],
    )

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if not data.get("names", "").strip() and not data.get("file"):
            if not self.errors:
                raise ValidationError(_("Paste names, or choose a file."))
            return data
        try:
            data["report"] = self._report(data)
        except SheetRefused as error:
            self.add_error("file", refusal(error))
            return data
        if not data["report"].lines:
            sentences = [told(problem) for problem in data["report"].problems[:5]] or [_("Nobody was found in it.")]
            self.add_error("file" if data.get("file") else "names", [str(sentence) for sentence in sentences])
        return data

    @staticmethod
    def _report(data: dict[str, Any]) -> Report:
        if data.get("file"):
            return read_report(read_rows(data["file"], limits=Limits(rows=5_000)))
        return read_names(data["names"])


class ChoicesForm(forms.Form):
    """One choice for each line of a list that was looked at; carries the lines along, signed."""

    batch = forms.UUIDField(widget=forms.HiddenInput)
    carried = forms.CharField(widget=forms.HiddenInput, max_length=500_000)
    meaning = forms.ChoiceField(widget=forms.HiddenInput, choices=[("present", ""), ("expected", "")])

    def __init__(self, *args: Any, matches: list[Match], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.matches = matches
        for match in matches:
            self.fields[f"line_{match.line.number}"] = forms.ChoiceField(
                label=match.line.name, choices=_offered(match), initial=match.choice,
                error_messages={"required": _("Choose who is meant.")},
            )

    @property
    def rows(self) -> list[dict[str, Any]]:
        """Each line with its field."""
        return [{"match": match, "field": self[f"line_{match.line.number}"]} for match in self.matches]

    @property
    def choices(self) -> dict[int, str]:
        """By line number, after validation."""
        return {match.line.number: self.cleaned_data[f"line_{match.line.number}"] for match in self.matches}


def carried(report: Report) -> str:
    """The lines of a report as a signed text for a hidden field."""
    return signing.dumps({"kind": report.kind, "lines": [asdict(line) for line in report.lines]}, salt=SALT,
                         compress=True)


def unpacked(text: str) -> tuple[str, list[Line]]:
    """Kind and lines of what ``carried`` made. Raises signing.BadSignature (also when a day has passed)."""
    stored = signing.loads(text, salt=SALT, max_age=LIVES)
    return stored["kind"], [Line(**line) for line in stored["lines"]]


def new_batch() -> uuid.UUID:
    """The key that makes applying a list twice harmless."""
    return uuid.uuid4()


def _offered(match: Match) -> list[tuple[str, str]]:
    people = [(str(one.pk), _label(one)) for one in match.candidates]
    start = [("", _("Choose …"))] if match.state == "ambiguous" else []
    return [*start, *people, (NEW, _("Somebody new")), (SKIP, _("Leave out"))]


def _label(one: Any) -> str:
    parts = [one.name, one.organisation, one.email, _now("already here") if one.is_here else ""]
    return " · ".join(part for part in parts if part)
