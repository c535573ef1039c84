"""What the register can be narrowed to."""

from typing import Any

from django import forms
from django.db.models import Exists, OuterRef, Q, QuerySet, Subquery
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from foundation.accounts.models import User
from pilots.choices import Helix
from pilots.models import Pilot
from stakeholders.forms.register_fields import custom_filter_fields, narrowed_by_custom
from stakeholders.models import (
    CustomField,
    GroupMembership,
    Involvement,
    Relationship,
    Stakeholder,
    StakeholderGroup,
    Tag,
    Tagging,
)

FIRST = ("pilot", "helix", "group", "kind", "q")  # the others are folded away until one of them is used
RELATED = [("", _("With and without")), ("yes", _("With relationships")), ("no", _("Without relationships"))]


class KeeperChoiceField(forms.ModelChoiceField):
    """Somebody who keeps contacts; "none" asks for entries that nobody keeps."""

    def to_python(self, value: Any) -> Any:
        return "none" if value == "none" else super().to_python(value)

    def validate(self, value: Any) -> None:
        if value != "none":
            super().validate(value)


class StakeholderFilterForm(forms.Form):
    """Pilot, helix, group, kind, name; tag, keeper, relationships and the programme's own fields.

    Words find only names that the user may see, the programme's own fields only people whose names they may see.
    """

    pilot = forms.ModelChoiceField(
        Pilot.objects.none(), label=_("Pilot"), required=False, to_field_name="slug", empty_label=_("All pilots")
    )
    helix = forms.ChoiceField(label=_("Helix"), required=False, choices=[("", _("Every helix")), *Helix.choices])
    group = forms.ModelChoiceField(
        StakeholderGroup.objects.none(), label=_("Group"), required=False, to_field_name="code",
        empty_label=_("All groups"),
    )
    kind = forms.ChoiceField(label=_("Kind"), required=False,
                             choices=[("", _("People and organisations")), *Stakeholder.Kind.choices])
    q = forms.CharField(label=_("Name"), required=False, max_length=100,
                        widget=forms.TextInput(attrs={"type": "search", "autocomplete": "off"}))
    tag = forms.ModelChoiceField(Tag.objects.none(), label=_("Tag"), required=False, empty_label=_("All tags"))
    owner = KeeperChoiceField(User.objects.none(), label=_("Who keeps the contact"), required=False,
                              empty_label=_("Anybody"))
    related = forms.ChoiceField(label=_("Relationships"), required=False, choices=RELATED)

    def __init__(self, *args: Any, stakeholders: QuerySet[Any], user: Any, programme: Any = None,
                 **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.stakeholders, self.user = stakeholders, user
        within = stakeholders.order_by().values("pk")
        # one is looked for by pilot: as IN or EXISTS, PostgreSQL would join all involvements with the whole register
        one = Involvement.objects.filter(pilot=OuterRef("pk"), stakeholder__in=within).values("pk")[:1]
        pilots = Pilot.objects.filter(programme=programme) if programme else Pilot.objects.all()
        pilots = pilots.alias(one=Subquery(one)).filter(one__isnull=False)
        self.fields["pilot"].queryset = pilots.order_by("name")
        self.fields["group"].queryset = StakeholderGroup.objects.filter(
            pk__in=GroupMembership.objects.filter(stakeholder__in=within).values("group")).order_by("code")
        self.fields["tag"].queryset = Tag.objects.filter(
            pk__in=Tagging.objects.filter(stakeholder__in=within.named_for(user)).values("tag"))
        owners = User.objects.filter(pk__in=stakeholders.order_by().values("owner")).order_by("name", "email")
        self.fields["owner"].queryset = owners
        self.custom = list(CustomField.objects.filter(programme=programme, is_active=True)) if programme else []
        self.fields |= custom_filter_fields(self.custom)
        self.fields["owner"].choices = [("", _("Anybody")), ("none", _("Nobody yet")),
                                        *((owner.pk, str(owner)) for owner in owners)]

    @property
    def first_fields(self) -> list[forms.BoundField]:
        return [self[name] for name in FIRST]

    @property
    def more_fields(self) -> list[forms.BoundField]:
        return [self[name] for name in self.fields if name not in FIRST]

    @property
    def uses_more(self) -> bool:
        return bool(set(self.changed_data) - set(FIRST))

    def narrowed(self) -> QuerySet[Any]:
        """The stakeholders that fit."""
        self.full_clean()
        found, data = self.stakeholders, self.cleaned_data
        for name in ("helix", "kind"):
            if data.get(name):
                found = found.filter(**{name: data[name]})
        for name, model in (("pilot", Involvement), ("group", GroupMembership), ("tag", Tagging)):
            if value := data.get(name):
                found = found.filter(Exists(model._default_manager.filter(stakeholder=OuterRef("pk"), **{name: value})))
        if owner := data.get("owner"):
            found = found.filter(owner=None if owner == "none" else owner)
        if data.get("related"):
            ties = Relationship.objects.on_day(timezone.localdate()).filter(
                Q(source=OuterRef("pk")) | Q(target=OuterRef("pk")))
            found = found.filter(Exists(ties) if data["related"] == "yes" else ~Exists(ties))
        if words := data.get("q"):
            # shown_name is "" where the user may not see it, so words cannot find it either
            found = found.with_names(self.user).filter(shown_name__icontains=words)
        return self._by_personal(found, data)

    def _by_personal(self, found: QuerySet[Any], data: dict[str, Any]) -> QuerySet[Any]:
        """Tags and the programme's own fields are personal: only those whom the user may name are found by them."""
        narrowed = narrowed_by_custom(found, self.custom, data)
        is_asked = narrowed is not found or data.get("tag")
        return narrowed.named_for(self.user) if is_asked else found
