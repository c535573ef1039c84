"""Forms of relationships."""

from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from stakeholders.relationship_kinds import directed_choices, relationship_kinds

HITS_SHOWN = 20


def _day(label: Any, **options: Any) -> forms.DateField:
    return forms.DateField(label=label, widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}), **options)


class NamedChoiceField(forms.ModelChoiceField):
    """Stakeholders by the name that the user may see."""

    def label_from_instance(self, obj: Any) -> str:
        return obj.shown_name or str(obj)


class RelationshipForm(forms.Form):
    """How somebody is tied to one of the entries that were found."""

    kind = forms.ChoiceField(label=_("How"), choices=())
    other = NamedChoiceField(None, label=_("With whom"), widget=forms.RadioSelect, empty_label=None,
                             error_messages={"required": _("Choose with whom.")})
    since = _day(_("Since"), required=False)
    note = forms.CharField(label=_("Note"), required=False, max_length=300)

    def __init__(self, *args: Any, register: QuerySet[Any], words: str = "", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["kind"].choices = directed_choices()
        hits = register.filter(shown_name__icontains=words) if words else register.none()
        keys = list(hits.order_by("shown_name", "pk").values_list("pk", flat=True)[:HITS_SHOWN + 1])
        self.has_more, self.has_hits = len(keys) > HITS_SHOWN, bool(keys)
        found = register.filter(pk__in=keys[:HITS_SHOWN]).order_by("shown_name", "pk")
        self.fields["other"].queryset = register if self.is_bound else found
        if self.is_bound:
            self.fields["other"].widget.choices = [(row.pk, row.shown_name or str(row)) for row in found]


class EndForm(forms.Form):
    """The last day on which something held."""

    last_day = _day(_("Last day"))


class NetworkFilterForm(forms.Form):
    """The kind of ties, and the day on which they held."""

    kind = forms.ChoiceField(label=_("Kind of relationship"), required=False, choices=())
    on = _day(_("On the day"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        kinds = [(kind.code, kind.reads()) for kind in relationship_kinds().values()]
        self.fields["kind"].choices = [("", _("All kinds")), *kinds]
