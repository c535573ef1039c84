"""Forms of messages and their templates."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from pilots.choices import Helix, Level, Role
from pilots.models import Pilot, Programme
from stakeholders.actions.messages import available_in
from stakeholders.forms.consents import language_names
from stakeholders.models import Message, MessageKind, Stakeholder, StakeholderGroup, Tag
from stakeholders.placeholders import check

WRITING_ROLES = (Role.COORDINATOR, Role.MANAGER)


class RecipientsForm(forms.Form):
    """What kind of message, and to whom in the register."""

    kind = forms.ChoiceField(label=_("What kind of message"), choices=MessageKind.choices, widget=forms.RadioSelect)
    pilot = forms.ModelChoiceField(Pilot.objects.none(), label=_("People of"), required=False, to_field_name="slug",
                                   empty_label=_("All pilots"))
    group = forms.ModelChoiceField(StakeholderGroup.objects.none(), label=_("Group"), required=False,
                                   to_field_name="code", empty_label=_("All groups"))
    helix = forms.ChoiceField(label=_("Speaks for"), required=False, choices=[("", _("Every helix")), *Helix.choices])
    who = forms.ChoiceField(label=_("Kind"), required=False,
                            choices=[("", _("People and organisations")), *Stakeholder.Kind.choices])
    planned_level = forms.TypedChoiceField(
        label=_("Planned participation level"), required=False, coerce=int, empty_value=None,
        choices=[("", _("Any, also not said")), *((value, _("at least: %(level)s") % {"level": label})
                                                  for value, label in Level.choices)],
    )
    tag = forms.ModelChoiceField(Tag.objects.none(), label=_("Tag"), required=False, empty_label=_("All tags"))

    def __init__(self, *args: Any, programme: Programme, user: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        pilots = programme.pilots.with_role(user, *WRITING_ROLES).order_by("name")
        self.fields["pilot"].queryset = pilots
        if not programme.memberships.filter(user=user, role=Role.COORDINATOR).exists():
            # a manager writes to the own pilot's people
            self.fields["pilot"].required = True
            self.fields["pilot"].empty_label = None
            self.fields["pilot"].initial = pilots.values_list("slug", flat=True).first()
        self.fields["group"].queryset = StakeholderGroup.objects.for_programme(programme).filter(
            is_active=True).order_by("helix", "code")
        self.fields["tag"].queryset = programme.tags.order_by("name")
        if not self.fields["tag"].queryset.exists():
            del self.fields["tag"]

    def selection(self) -> dict[str, Any]:
        """The filter as it is kept with the message: primitives only."""
        data = self.cleaned_data
        wanted = {
            "group": data["group"].pk if data.get("group") else None, "helix": data.get("helix"),
            "kind": data.get("who"), "planned_level": data.get("planned_level"),
            "tag": data["tag"].pk if data.get("tag") else None,
        }
        return {name: value for name, value in wanted.items() if value}


class MessageTextForm(forms.Form):
    """Subject and text in each of the programme's languages; placeholders are checked here."""

    repeats = forms.BooleanField(label=_("Also to those who already got a message of this kind about this"),
                                 required=False)

    def __init__(self, *args: Any, message: Message, **kwargs: Any) -> None:
        programme, initial = message.programme, {"repeats": message.repeats}
        self.message, self.languages = message, language_names(programme.languages)
        for code, wording in message.texts.items():
            initial |= {f"subject_{code}": wording["subject"], f"body_{code}": wording["body"]}
        super().__init__(*args, initial=initial, **kwargs)
        for code, name in self.languages:
            required = code == programme.default_language
            self.fields[f"subject_{code}"] = forms.CharField(
                label=_("Subject (%(language)s)") % {"language": name}, max_length=200, required=required,
                widget=forms.TextInput(attrs={"lang": code, "autocomplete": "off"}),
            )
            self.fields[f"body_{code}"] = forms.CharField(
                label=_("Text (%(language)s)") % {"language": name}, max_length=10000, required=required,
                widget=forms.Textarea(attrs={"rows": 14, "lang": code}),
            )
        self.order_fields([name for name in self.fields if name != "repeats"] + ["repeats"])

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        available = available_in(self.message)
        for code, name in self.languages:
            parts = [data.get(f"{part}_{code}", "") for part in ("subject", "body")]
            for part, text in zip(("subject", "body"), parts, strict=True):
                _checked(self, f"{part}_{code}", text, available)
            if bool(parts[0]) != bool(parts[1]) and not self.errors:
                self.add_error(f"{'body' if parts[0] else 'subject'}_{code}",
                               _("Write both subject and text in %(language)s, or neither.") % {"language": name})
        data["texts"] = {
            code: {"subject": data.get(f"subject_{code}", ""), "body": data.get(f"body_{code}", "")}
            for code, _name in self.languages
        }
        return data


class TemplateForm(forms.Form):
    """The programme's own wording of one kind in one language."""

    subject = forms.CharField(label=_("Subject"), max_length=200, widget=forms.TextInput(attrs={"autocomplete": "off"}))
    body = forms.CharField(label=_("Text"), max_length=10000, widget=forms.Textarea(attrs={"rows": 16}))

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        for part in ("subject", "body"):
            _checked(self, part, data.get(part, ""), None)
        return data


def _checked(form: forms.Form, field: str, text: str, available: frozenset[str] | None) -> None:
    try:
        check(text, available)
    except ValidationError as error:
        form.add_error(field, error)
