"""Forms of the import of questionnaires."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator
from django.template.defaultfilters import filesizeformat
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from surveys.models import FormImport, Questionnaire
from surveys.xlsform import LIMITS


class FormUploadForm(forms.Form):
    """A workbook. It is judged by its size here; what is inside is read in the background."""

    file = forms.FileField(
        label=gettext_lazy("Workbook"), max_length=200,
        help_text=gettext_lazy("XLSX with the sheets survey, choices and settings; up to 10 MB and 20,000 rows."),
        widget=forms.FileInput(attrs={"accept": ".xlsx,.xlsm"}),
    )

    def clean_file(self) -> Any:
        file = self.cleaned_data["file"]
        if file.size > LIMITS.size:
            raise ValidationError(_("The file has %(found)s; at most %(allowed)s are read.") % {
                "found": filesizeformat(file.size), "allowed": filesizeformat(LIMITS.size)})
        return file


class TakeInForm(forms.Form):
    """Whose draft the form becomes: that of a new questionnaire, or of one that is there."""

    questionnaire = forms.ModelChoiceField(
        Questionnaire.objects.none(), label=gettext_lazy("Becomes the draft of"), required=False,
        empty_label=gettext_lazy("a new questionnaire"),
        help_text=gettext_lazy("An existing draft is replaced, and can be brought back with “Undo” in the editor."),
    )
    code = forms.CharField(
        label=gettext_lazy("Code of a new questionnaire"), max_length=60, required=False,
        help_text=gettext_lazy("Letters, digits, “_” and “-”; used in addresses and exports."),
        validators=[RegexValidator(r"^[A-Za-z][\w-]*$", gettext_lazy("Begin with a letter, then letters, digits, “_” "
                                                                     "and “-”."))],
    )

    def __init__(self, *args: Any, form_import: FormImport, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        own = Questionnaire.objects.filter(programme_id=form_import.programme_id).order_by("code")
        self.fields["questionnaire"].queryset = own
        code = (form_import.document or {}).get("code", "")
        self.taken = set(own.values_list("code", flat=True))
        self.fields["questionnaire"].initial = own.filter(code=code).first()
        self.fields["code"].initial = "" if code in self.taken else slugify(code)[:60]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if not cleaned.get("questionnaire") and not self.errors:
            if not cleaned.get("code"):
                self.add_error("code", _("A new questionnaire needs a code."))
            elif cleaned["code"] in self.taken:
                self.add_error("code", _("Another questionnaire has this code."))
        return cleaned
