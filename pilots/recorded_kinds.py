"""What has a history on this floor, and what an undo means for the numbers."""

from typing import Any

from django.utils.translation import gettext as _

from foundation.audit.kinds import Kind, declare, derived, kind_of, row_or_last, when_undone, whole_of
from foundation.audit.undoing import NotUndone
from foundation.translated import in_language
from pilots.actions.changes import note_change, note_change_of_all
from pilots.choices import Role
from pilots.models import (
    CensusShare,
    Challenge,
    ImpactObservation,
    ImpactTarget,
    Membership,
    Phase,
    Pilot,
    PilotChange,
    Programme,
    Service,
)
from pilots.vocabularies import load_vocabulary

SET_UP, RECORD = "pilots.set_up_pilot", "pilots.record_progress"


def terms(vocabulary: str) -> Any:
    """Labels of a vocabulary of this floor, read when they are asked for."""
    return lambda: {term.code: in_language(term.label) for term in load_vocabulary(vocabulary)}


def pilots_of(row: Any) -> set[int]:
    """Keys of the pilots whose numbers may hang on a row of any floor."""
    if isinstance(row, Pilot):
        return {row.pk}
    if pilot := getattr(row, "pilot_id", None):
        return {pilot}
    if hasattr(row, "involvements"):
        return set(row.involvements.values_list("pilot", flat=True))
    kind = kind_of(type(row))
    above = whole_of(kind)
    if above is None or above.model is Programme:
        return set()
    whole = row_or_last(above.model, getattr(row, f"{kind.whole}_id"))
    return pilots_of(whole) if whole is not None else set()


def note_pilots(rows: list[Any], by: Any) -> None:
    """Numbers of every pilot whose rows were undone are computed anew."""
    found = {key for row in rows for key in pilots_of(row)}
    for pilot in Pilot.objects.filter(pk__in=found):
        note_change(pilot=pilot, reason="undo")
    for programme in (row for row in rows if isinstance(row, Programme) and has_other_cutoff(row)):
        note_change_of_all(programme=programme, reason="undo")


def has_other_cutoff(programme: Programme) -> bool:
    """Whether the newest change of a programme was one of its cut-off; nothing else of it is in the numbers."""
    newest = programme.history.order_by("-history_date", "-history_id").values_list("data_cutoff", flat=True)[:2]
    return len(set(newest)) == 2


def keep_a_coordinator(rows: list[Any], by: Any) -> None:
    """No undo leaves a programme without a coordinator."""
    for programme in {row.programme_id for row in rows if isinstance(row, Membership)}:
        coordinators = Membership.objects.filter(
            programme=programme, role=Role.COORDINATOR, user__is_active=True)
        if Programme.objects.filter(pk=programme).exists() and not coordinators.exists():
            raise NotUndone(_("Not undone: the programme would be left without a coordinator."))


def declare_kinds() -> None:
    """Programme and pilot with their parts."""
    declare(
        Kind("programme", Programme, view="pilots.set_up_programme", change="pilots.set_up_programme", title="name",
             visible_to=Programme.objects.visible_to, address="programmes/<slug:programme_slug>/history/",
             page="pilots:programme"),
        Kind("membership", Membership, whole="programme", view="pilots.manage_people", change="pilots.manage_people",
             title="user"),
        Kind("pilot", Pilot, view=RECORD, change=SET_UP, title="name", visible_to=Pilot.objects.visible_to,
             address="pilots/<slug:pilot_slug>/history/", page="pilots:set-up",
             words={"arena_type": terms("arena_types"), "mandate": terms("mandates"),
                    "governance_form": terms("governance_forms")}),
        Kind("challenge", Challenge, whole="pilot", change=RECORD),
        Kind("service", Service, whole="pilot", change=RECORD, title="name"),
        Kind("phase", Phase, whole="pilot", change=RECORD, title="code"),
        Kind("census-share", CensusShare, whole="pilot", title="category"),
        Kind("impact-target", ImpactTarget, whole="pilot", change=RECORD, title="name",
             words={"category": terms("impact_categories")}),
        Kind("impact-observation", ImpactObservation, whole="impact_target", title="observed_on"),
    )
    derived.add(PilotChange)
    when_undone.extend((note_pilots, keep_a_coordinator))
