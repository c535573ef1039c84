"""Forms of the import of the register."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from pilots.choices import Helix, Role
from pilots.models import Pilot
from stakeholders.actions.imports import fields_of
from stakeholders.models import RegisterImport

EDITING_ROLES = (Role.COORDINATOR, Role.MANAGER)


class TableUploadForm(forms.Form):
    """A table and the pilot whose people it names."""

    pilot = forms.ModelChoiceField(Pilot.objects.none(), label=_("Pilot"), empty_label=None)
    file = forms.FileField(
        label=_("Table"), help_text=_("CSV or XLSX, up to 10 MB and 20,000 rows, headings in the first row."),
        widget=forms.FileInput(attrs={"accept": ".csv,.tsv,.txt,.xlsx"}),
    )

    def __init__(self, *args: Any, programme: Any, user: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["pilot"].queryset = programme.pilots.with_role(user, *EDITING_ROLES).order_by("name")


class ColumnsForm(forms.Form):
    """What each column means; the helix of rows that do not say theirs."""

    helix = forms.ChoiceField(
        label=_("Where the table does not say for whom they speak"), required=False,
        choices=[("", _("mark the row as wrong")), *Helix.choices],
    )

    def __init__(self, *args: Any, register_import: RegisterImport, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["helix"].initial = register_import.helix or Helix.PEOPLE
        choices = [("", _("leave out")), *fields_of(register_import.programme_id).items()]
        for place, heading in enumerate(register_import.headings):
            self.fields[f"column_{place}"] = forms.ChoiceField(
                label=heading or _("(no heading)"), required=False, choices=choices,
                initial=register_import.mapping[place] if place < len(register_import.mapping) else "",
            )

    @property
    def columns(self) -> list[Any]:
        return [self[name] for name in self.fields if name.startswith("column_")]

    def mapping(self) -> list[str]:
        """The field of each column, in order; after ``is_valid``."""
        return [self.cleaned_data[name] for name in self.fields if name.startswith("column_")]
