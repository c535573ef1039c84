"""Which of two records' values stays, field by field."""

from typing import Any

from django import forms
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from engagement.lifecycle import following
from engagement.models import Session
from foundation.translated import in_language

COMPARED = ("title", "status", "held_on", "start_time", "duration_hours", "place", "channel", "phase", "level",
            "promised_level", "head_count", "head_count_note", "staff_hours", "volunteer_hours", "cost")
KEPT, OTHER = "kept", "other"


class MergeForm(forms.Form):
    """A choice for each field that differs; what only one has is proposed, notes are joined."""

    def __init__(self, *args: Any, kept: Session, merged: Session, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.kept, self.merged = kept, merged
        for name in COMPARED:
            if getattr(kept, name) == getattr(merged, name):
                continue
            field: Any = Session._meta.get_field(name)
            self.fields[name] = forms.ChoiceField(
                label=capfirst(field.verbose_name), widget=forms.RadioSelect, initial=self._proposed(name),
                choices=[(KEPT, _shown(kept, name)), (OTHER, _shown(merged, name))])

    def _proposed(self, name: str) -> str:
        if name == "status":
            is_later = self.kept.status == "planned" and self.merged.status in following(self.kept.status)
            return OTHER if is_later else KEPT
        return OTHER if getattr(self.kept, name) in (None, "") else KEPT

    @property
    def chosen(self) -> dict[str, Any]:
        """The values to write into the kept session."""
        values = {name: getattr(self.merged, name) for name, side in self.cleaned_data.items() if side == OTHER}
        notes = [notes for notes in (self.kept.notes, self.merged.notes) if notes.strip()]
        if self.merged.notes.strip() and self.merged.notes != self.kept.notes:
            values["notes"] = "\n\n".join(notes)
        return values


def _shown(session: Session, name: str) -> str:
    display = getattr(session, f"get_{name}_display", None)
    value = display() if display else getattr(session, name)
    if name == "method":
        value = in_language(session.method.name)
    return str(_("empty")) if value in (None, "") else str(value)
