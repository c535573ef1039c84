"""What a pilot needs before it goes public, for one pilot or all of a programme at once."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import Exists, OuterRef, QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _

from pilots.choices import Role
from pilots.models import Membership, Phase, Pilot, Service


@dataclass(frozen=True)
class Step:
    """One thing a pilot needs: what to do about it in plain words, and the address where it is done."""

    label: str
    is_done: bool
    todo: str
    href: str


def with_progress(pilots: QuerySet[Any]) -> QuerySet[Any]:
    """Annotate what the checklist reads, so that a list of pilots takes one query."""
    rows = {"has_phase": Phase.objects.all(), "has_service": Service.objects.all(),
            "has_manager": Membership.objects.filter(role=Role.MANAGER)}
    return pilots.annotate(**{name: Exists(found.filter(pilot=OuterRef("pk"))) for name, found in rows.items()})


def checklist(pilot: Pilot) -> list[Step]:
    """The steps of one pilot."""
    return steps_of(with_progress(Pilot.objects.select_related("programme")).get(pk=pilot.pk))


def steps_of(row: Any) -> list[Step]:
    """The steps of a pilot that ``with_progress`` has annotated."""
    page, team = reverse("pilots:set-up", args=[row.slug]), reverse("pilots:team", args=[row.programme.slug])
    return [
        Step(_("A story for the public page"), bool(row.story),
             _("Tell in a few sentences what is made here, and with whom."), f"{page}#facts"),
        Step(_("The population with its source"), row.population is not None,
             _("Enter how many people live here, of which year, and where the number is from."), f"{page}#facts"),
        Step(_("The dates of at least one phase"), row.has_phase,
             _("Enter when a phase is planned or began."), f"{page}#phases"),
        Step(_("At least one service"), row.has_service,
             _("Name what is being made together."), f"{page}#services"),
        Step(_("A project manager"), row.has_manager,
             _("Give somebody the role of project manager of this pilot."), f"{team}#add"),
    ]


def missing(steps: Iterable[Step]) -> list[str]:
    """Labels of what is not done."""
    return [step.label for step in steps if not step.is_done]
