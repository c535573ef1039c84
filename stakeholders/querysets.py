"""Chainable queries of the stakeholders floor."""

from typing import Any, Self

from django.apps import apps
from django.db import models
from django.db.models import Case, Count, ExpressionWrapper, F, Q, Value, When

from pilots.choices import Role
from pilots.rules import roles_of


def _may_name(user: Any) -> Q:
    """Coordinators name everybody of the programme, managers those involved in their pilots."""
    programmes = [programme for programme, _pilot, role in roles_of(user) if role == Role.COORDINATOR]
    pilots = [pilot for _programme, pilot, role in roles_of(user) if role == Role.MANAGER]
    return Q(programme__in=programmes) | Q(pk__in=_involved_in(pilots))


def _involved_in(pilots: Any) -> Any:
    return apps.get_model("stakeholders", "Involvement").objects.filter(pilot__in=pilots).values("stakeholder")


class StakeholderQuerySet(models.QuerySet[Any]):
    def visible_to(self, user: Any) -> Self:
        """Coordinators and researchers see the programme's register (names are asked for apart); managers and
        contributors those involved in their pilots."""
        if not user.is_authenticated:
            return self.none()
        # by keys: a join would walk through every involvement of the register before anything is left out
        programmes = user.memberships.filter(role__in=[Role.COORDINATOR, Role.RESEARCHER]).values("programme")
        pilots = user.memberships.filter(role__in=[Role.MANAGER, Role.CONTRIBUTOR]).values("pilot")
        return self.filter(Q(programme__in=programmes) | Q(pk__in=_involved_in(pilots)))

    def named_for(self, user: Any) -> Self:
        """Only those whose names the user may see: what ``stakeholders.view_name`` says, as a query."""
        return self.filter(_may_name(user))

    def with_names(self, user: Any, *, all_named: bool = False) -> Self:
        """Annotate ``shown_name``: an organisation's name, a person's where the user may see it, else "".

        ``all_named``: the caller has asked for a permission of its own, such as that of a session's attendees.
        """
        may = Q() if all_named else _may_name(user)
        return self.annotate(shown_name=Case(
            When(kind="organisation", then=F("organisation_name")),
            When(may & Q(contact__isnull=False), then=F("contact__name")),
            default=Value(""),
        ))

    def with_permission(self, user: Any) -> Self:
        """Annotate ``may_name``: whether the user may see what is personal of the row."""
        return self.annotate(may_name=ExpressionWrapper(_may_name(user), output_field=models.BooleanField()))


class StakeholderGroupQuerySet(models.QuerySet[Any]):
    def for_programme(self, programme: Any) -> Self:
        """The catalogue's groups and the programme's own."""
        return self.filter(Q(programme__isnull=True) | Q(programme=programme))

    def with_members(self, programme: Any) -> Self:
        """Annotate ``members``: how many of the programme's register are in the group."""
        return self.annotate(members=Count("memberships", filter=Q(memberships__stakeholder__programme=programme)))
