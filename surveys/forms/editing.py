"""Forms of the questionnaire editor: a question or group, a new questionnaire, its settings."""

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.conf import settings
from django.core import signing
from django.utils.text import slugify
from django.utils.translation import get_language_info, gettext_lazy
from django.utils.translation import gettext as _

from surveys.choices import QuestionType
from surveys.editing import Document, Part
from surveys.editing.documents import CODE, SHARED
from surveys.editing.exclusive import join_exclusive, split_exclusive
from surveys.forms.editing_choices import ChoiceRows

LONGEST_TEXT = 4000
LONGEST_EXPRESSION = 2000
NUMBERS = ("scale", "range", "integer", "number")
CHOSEN = ("single", "multiple", "rank")
ROW_TYPES = ("single", "multiple", "scale")
GROUP_WORDS = {
    "group": gettext_lazy("Group"), "repeat": gettext_lazy("Repeat (asked again and again)"),
    "matrix": gettext_lazy("Matrix (rows with the same choices)"),
}
REQUIRED = [("", gettext_lazy("No")), ("yes", gettext_lazy("Yes")), ("if", gettext_lazy("If the condition holds"))]
EXPRESSION = {"rows": 2, "spellcheck": "false", "autocapitalize": "off", "class": "code"}
SECTIONS = {
    "words": gettext_lazy("Words"), "answers": gettext_lazy("Answers"), "rules": gettext_lazy("Rules"),
    "more": gettext_lazy("Code, construct and more"),
}


def language_name(code: str) -> str:
    """The name of a language in itself; the code where nobody knows it."""
    try:
        return str(get_language_info(code)["name_local"]).capitalize()
    except KeyError:
        return code


def type_choices() -> list[tuple[str, Any]]:
    """Every type of part with its name, for a list."""
    return [
        (_("Questions"), [(value, label) for value, label in QuestionType.choices]),
        (_("Groups"), list(GROUP_WORDS.items())),
    ]


class PartForm(forms.Form):
    """A question or group as ``as_shown`` gives it. Fields depend on its type; what the form does not show is kept.

    locked: a core question, whose type, choices and words cannot be changed. in_matrix: its choices are the matrix's.
    After ``is_valid()`` ``part`` is what was typed.
    """

    use_required_attribute = False

    def __init__(self, data: Any = None, *, document: Document, shown: Part, locked: bool = False,
                 in_matrix: bool = False) -> None:
        super().__init__(data, prefix="e")
        self.languages = list(document["languages"])
        self.shown, self.locked, self.in_matrix = shown, locked, in_matrix
        self.kind = str(shown["type"])
        self.answering = shown.get("rows", {}) if self.kind == "matrix" else shown
        self.answer_kind = str(self.answering.get("type", "single")) if self.kind == "matrix" else self.kind
        self.sections: dict[str, list[str]] = {name: [] for name in SECTIONS}
        self.exclusive, self.rest = split_exclusive(str(shown.get("constraint", "")))
        self.rows: ChoiceRows | None = None
        self._add_words()
        self._add_answers()
        self._add_rules()
        self._add_more()

    # fields

    def _put(self, section: str, name: str, field: forms.Field, value: Any, *, fixed: bool = False) -> None:
        field.disabled = fixed and self.locked
        self.fields[name], self.initial[name] = field, value
        self.sections[section].append(name)

    def _text(self, section: str, name: str, label: Any, holder: Mapping[str, Any], *, rows: int = 1,
              fixed: bool = True, help_text: Any = "") -> None:
        said = holder.get(name) or {}
        for language in self.languages:
            words = f"{label} ({language_name(language)})" if len(self.languages) > 1 else label
            widget = forms.Textarea({"rows": rows, "lang": language}) if rows > 1 else forms.TextInput(
                {"lang": language})
            field = forms.CharField(label=words, required=False, max_length=LONGEST_TEXT, widget=widget,
                                    help_text=help_text if language == self.languages[0] else "")
            self._put(section, f"{name}_{language}", field, said.get(language, ""),
                      fixed=fixed and bool(said.get(language)))

    def _expression(self, section: str, name: str, label: Any, help_text: Any, value: Any = None) -> None:
        field = forms.CharField(label=label, required=False, max_length=LONGEST_EXPRESSION, help_text=help_text,
                                widget=forms.Textarea(EXPRESSION))
        said = self.shown.get(name, "") if value is None else value
        self._put(section, name, field, said if isinstance(said, str) else "")

    def _line(self, section: str, name: str, label: Any, *, limit: int, help_text: Any = "",
              fixed: bool = False) -> None:
        field = forms.CharField(label=label, required=False, max_length=limit, help_text=help_text,
                                widget=forms.TextInput({"autocapitalize": "off", "spellcheck": "false"}))
        self._put(section, name, field, self.shown.get(name, ""), fixed=fixed)

    def _check(self, section: str, name: str, label: Any, *, fixed: bool = False) -> None:
        self._put(section, name, forms.BooleanField(label=label, required=False), self.shown.get(name, False),
                  fixed=fixed)

    def _number(self, section: str, name: str, label: Any) -> None:
        field = forms.FloatField(label=label, required=False, widget=forms.TextInput({"inputmode": "decimal"}))
        value = self.answering.get(name)
        self._put(section, name, field, None if value is None else f"{value:g}", fixed=True)

    def _add_words(self) -> None:
        label = {"group": _("Heading"), "repeat": _("Heading"), "matrix": _("Heading"), "note": _("Text"),
                 "calculation": _("Name of the value"), "hidden": _("Name of the value")}.get(self.kind, _("Question"))
        self._text("words", "label", label, self.shown, rows=2)
        if self.kind not in ("calculation", "hidden"):
            self._text("words", "hint", _("Hint"), self.shown)

    def _add_answers(self) -> None:
        if self.kind not in GROUP_WORDS and not self.in_matrix:
            field = forms.ChoiceField(label=_("Type"), choices=QuestionType.choices)
            self._put("answers", "type", field, self.kind, fixed=True)
        if self.kind == "matrix":
            names = [(value, label) for value, label in QuestionType.choices if value in ROW_TYPES]
            self._put("answers", "type", forms.ChoiceField(label=_("Answers of each row"), choices=names),
                      self.answer_kind)
        if not self.in_matrix:
            self._add_range()
            self._add_choices()
        if self.kind == "text":
            self._check("answers", "multiline", _("Several lines"))
        if self.kind in ("calculation", "hidden"):
            self._expression("answers", "calculation", _("Calculation"), _("For example ${age} * 12"))
        if self.kind == "repeat":
            self._expression("answers", "count", _("How often"), _(
                "A number or a calculation, as in ${people}. Left blank: as often as somebody wants."))
            self._put("answers", "most", forms.IntegerField(label=_("At most"), required=False, min_value=1,
                                                            max_value=100), self.shown.get("most"))
        if self.kind == "group":
            self._check("answers", "is_page", _("On a page of its own"))

    def _add_range(self) -> None:
        if self.answer_kind not in NUMBERS:
            return
        self._number("answers", "lo", _("Lowest value"))
        self._number("answers", "hi", _("Highest value"))
        if self.answer_kind == "range":
            self._number("answers", "step", _("Step"))
        if self.answer_kind in ("scale", "range"):
            self._text("answers", "lo_label", _("Words at the lowest value"), self.answering)
            self._text("answers", "hi_label", _("Words at the highest value"), self.answering)

    def _add_choices(self) -> None:
        if self.answer_kind not in CHOSEN:
            return
        has_columns = bool(self.shown.get("choice_filter")) or any(
            choice.get("columns") for choice in self.answering.get("choices") or ())
        self.rows = ChoiceRows(
            self.answering.get("choices") or [], self.data if self.is_bound else None, language=self.languages[0],
            exclusive=self.exclusive if self.answer_kind == "multiple" and self.kind != "matrix" else None,
            has_columns=has_columns, locked=self.locked)
        if self.kind == "matrix":
            return
        if self.kind != "rank":
            self._check("answers", "other", _("With “other”, in the person’s own words"), fixed=True)
            self._text("answers", "other_label", _("Words beside “other”"), self.shown)
        self._check("answers", "randomize", _("In an order drawn for each person"))
        self._expression("answers", "choice_filter", _("Which choices are shown"), _(
            "A condition on a column of the choices, as in region = ${region}. Columns appear once it is saved."))

    def _add_rules(self) -> None:
        relevant = _("A condition, as in ${age} >= 18. Left blank: always.")
        if self.kind not in (*GROUP_WORDS, "note", "calculation", "hidden"):
            required = self.shown.get("required", False)
            value = "if" if isinstance(required, str) and required else "yes" if required else ""
            self._put("rules", "required", forms.ChoiceField(label=_("Must be answered"), choices=REQUIRED,
                                                             required=False), value)
            self._expression("rules", "required_if", _("Must be answered if"), _("For example ${travel} = 'bus'"),
                             required if isinstance(required, str) else "")
            self._text("rules", "required_message", _("Said where the answer is missing"), self.shown, fixed=False)
        self._expression("rules", "relevant", _("Asked if"), relevant)
        if self.kind not in (*GROUP_WORDS, "note", "calculation", "hidden"):
            self._expression("rules", "constraint", _("Accepted if"), _(
                "A condition in which the dot is the answer, as in . <= 120"), self.rest)
            self._text("rules", "constraint_message", _("Said where it is not accepted"), self.shown, fixed=False)
        if self.kind not in (*GROUP_WORDS, "note", "calculation"):
            self._expression("rules", "default", _("Filled in beforehand"), "")

    def _add_more(self) -> None:
        self._line("more", "code", _("Code"), limit=60, fixed=True, help_text=_(
            "Answers are kept under it, from version to version. Letters without accents, digits and _."))
        if self.kind not in GROUP_WORDS:
            self._line("more", "construct", _("Construct"), limit=40, fixed=True, help_text=_(
                "What it measures, for indicators across pilots."))
            self._line("more", "bank", _("Entry of the question bank"), limit=60, fixed=True)
            self._check("more", "pii", _("The answer tells who somebody is"))
        self._line("more", "appearance", _("Appearance"), limit=60)

    # what was typed

    @property
    def grouped(self) -> list[tuple[str, str, list[forms.BoundField], bool]]:
        """(name, heading, fields, whether it stands open) of the sections that have fields."""
        return [
            (name, str(SECTIONS[name]), [self[field] for field in fields],
             name in ("words", "answers") or any(self[field].errors for field in fields))
            for name, fields in self.sections.items() if fields or name == "answers" and self.rows
        ]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if not CODE.fullmatch(cleaned.get("code") or ""):
            self.add_error("code", _("A code begins with a letter and has letters without accents, digits, _ . and -."))
        if cleaned.get("required") == "if" and not cleaned.get("required_if"):
            self.add_error("required_if", _("Say when it must be answered, or choose yes or no."))
        lo, hi = cleaned.get("lo"), cleaned.get("hi")
        if lo is not None and hi is not None and lo >= hi:
            self.add_error("hi", _("The highest value must be above the lowest."))
        if self.rows is not None and self.rows.errors:
            self.add_error(None, _("Check the choices: %(first)s") % {"first": self.rows.errors[0]})
        return cleaned

    @property
    def part(self) -> Part:
        """The part as it was typed, with everything that the form does not show."""
        cleaned, part = self.cleaned_data, dict(self.shown)
        texts = {name.rpartition("_")[0] for name in self.fields if name.rpartition("_")[2] in self.languages}
        for name in texts:
            typed = {lang: cleaned.get(f"{name}_{lang}", "").strip() for lang in self.languages}
            kept = {lang: text for lang, text in (self.shown.get(name) or {}).items() if lang not in self.languages}
            _set(part, name, kept | {lang: text for lang, text in typed.items() if text})
        for name in ("calculation", "count", "relevant", "default", "choice_filter", "appearance", "construct", "bank"):
            if name in cleaned:
                _set(part, name, cleaned[name].strip())
        for name in ("multiline", "randomize", "other", "is_page", "pii", "most", "lo", "hi", "step"):
            if name in cleaned:
                _set(part, name, cleaned[name])
        if "required" in cleaned:
            _set(part, "required", cleaned["required_if"].strip() if cleaned["required"] == "if"
                 else cleaned["required"] == "yes")
        part["code"] = cleaned["code"]
        part.setdefault("label", {})
        return self._with_choices(part)

    def _with_choices(self, part: Part) -> Part:
        cleaned = self.cleaned_data
        choices = self.rows.choices if self.rows is not None else None
        if "constraint" in cleaned:
            own = self.rows.exclusive_codes if self.rows is not None else ()
            _set(part, "constraint", join_exclusive(own, cleaned["constraint"].strip()))
        if self.kind == "matrix":
            own = ("lo", "hi", "lo_label", "hi_label")
            rows = {name: part.pop(name) for name in own if name in part}
            unseen = {name: value for name, value in self.answering.items()
                      if name not in own or self.answer_kind not in NUMBERS}
            if choices is not None:
                rows["choices"] = choices
            return {**part, "rows": as_type({**unseen, **rows}, cleaned["type"], only=SHARED)}
        if choices is not None:
            part["choices"] = choices
        return as_type(part, cleaned["type"]) if cleaned.get("type") else part


BELONGS = {
    "choices": CHOSEN, "list_name": CHOSEN, "other": ("single", "multiple"), "other_label": ("single", "multiple"),
    "randomize": CHOSEN, "choice_filter": CHOSEN, "lo": NUMBERS, "hi": NUMBERS, "step": ("range",),
    "lo_label": ("scale", "range"), "hi_label": ("scale", "range"), "multiline": ("text",),
    "calculation": ("calculation", "hidden"),
}


def as_type(part: Part, kind: str, *, only: Sequence[str] = ()) -> Part:
    """The part as another type, without what belongs to its old one."""
    new = {name: value for name, value in part.items() if kind in BELONGS.get(name, (kind,))}
    new["type"] = kind
    if kind in CHOSEN:
        new.setdefault("choices", [])
    if kind in ("scale", "range") and part["type"] != kind:
        new.setdefault("lo", 1)
        new.setdefault("hi", 5 if kind == "scale" else 10)
    return {name: value for name, value in new.items() if not only or name in only}


def _set(part: Part, name: str, value: Any) -> None:
    """Say it, or leave it out where it says nothing."""
    if value in (None, "", False) or value == {}:
        part.pop(name, None)
    else:
        part[name] = value


BASE = "surveys.part"


def sealed(part: Part) -> str:
    """A part as the page shows it, for the form that carries it back; nobody can change it on the way."""
    return signing.dumps(part, salt=BASE, compress=True)


def base_of(data: Mapping[str, Any]) -> Part | None:
    """The part as the page showed it; None where that cannot be read."""
    try:
        return signing.loads(str(data.get("base", "")), salt=BASE)
    except signing.BadSignature:
        return None


class NewQuestionnaireForm(forms.Form):
    """A questionnaire from nothing, from a template of the catalogue, or as a copy."""

    title = forms.CharField(label=gettext_lazy("Title"), max_length=200)
    source = forms.ChoiceField(label=gettext_lazy("Begin with"), widget=forms.RadioSelect)
    language = forms.ChoiceField(label=gettext_lazy("Language it is written in first"), choices=settings.LANGUAGES)

    def __init__(self, data: Any = None, *, sources: list[tuple[str, str]], language: str) -> None:
        super().__init__(data, initial={"source": "", "language": language})
        self.fields["source"].choices = sources
        self.fields["source"].required = False

    @property
    def code(self) -> str:
        """The code that the title suggests."""
        return slugify(self.cleaned_data["title"]).replace("-", "_")[:50] or "questionnaire"


class SettingsForm(forms.Form):
    """Title, introduction, languages, pages and the largest number of answers."""

    paging = forms.ChoiceField(label=gettext_lazy("Pages"), choices=[
        ("all", gettext_lazy("Everything on one page")), ("groups", gettext_lazy("A page for each group")),
        ("questions", gettext_lazy("One question at a time"))])
    languages = forms.MultipleChoiceField(
        label=gettext_lazy("Languages"), widget=forms.CheckboxSelectMultiple,
        help_text=gettext_lazy("Words in a language that is taken away are kept, but nobody is shown them."))
    quota = forms.IntegerField(label=gettext_lazy("Closed after this many answers"), required=False, min_value=1)

    def __init__(self, data: Any = None, *, document: Document) -> None:
        own = [code for code in document["languages"] if code not in dict(settings.LANGUAGES)]
        super().__init__(data, initial={
            "paging": document.get("paging", "all"), "languages": document["languages"],
            "quota": document.get("quota")})
        self.document = document
        self.fields["languages"].choices = [*settings.LANGUAGES, *((code, code) for code in own)]
        texts = {}
        for language in document["languages"]:
            texts[f"title_{language}"] = forms.CharField(
                label=f"{_('Title')} ({language_name(language)})", max_length=200,
                required=language == document["languages"][0], widget=forms.TextInput({"lang": language}))
            texts[f"intro_{language}"] = forms.CharField(
                label=f"{_('Introduction')} ({language_name(language)})", max_length=LONGEST_TEXT, required=False,
                widget=forms.Textarea({"rows": 3, "lang": language}))
            for name in ("title", "intro"):
                self.initial[f"{name}_{language}"] = document.get(name, {}).get(language, "")
        self.fields = {**texts, **self.fields}

    def changed_settings(self) -> dict[str, Any]:
        """What was changed, as ``with_settings`` takes it: other settings stay as they are by then."""
        cleaned, old = self.cleaned_data, self.document
        chosen = [code for code in old["languages"] if code in cleaned["languages"]]
        new: dict[str, Any] = {
            "paging": cleaned["paging"], "quota": cleaned["quota"],
            "languages": chosen + [code for code in cleaned["languages"] if code not in chosen],
        }
        for name in ("title", "intro"):
            typed = {lang: cleaned[f"{name}_{lang}"].strip() for lang in old["languages"]}
            new[name] = {lang: text for lang, text in {**old.get(name, {}), **typed}.items() if text}
        return {name: value for name, value in new.items() if value != old.get(name)}
