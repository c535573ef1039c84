"""History of every record: each state is kept with who and when; an undo restores whole rows or says why not.

Rows are compared whole, with ``==``, as the database returns them.
"""

import datetime as dt
from typing import Any

import pytest
from django.apps import apps
from django.core.exceptions import PermissionDenied

from engagement.models import Attendance, Contribution, GroupHeadCount, Method, Session
from foundation.accounts.models import User
from foundation.audit.acting import acting
from foundation.audit.changes import ChangeKeys, changes_of, whole_change
from foundation.audit.kinds import kind_of, kinds
from foundation.audit.lines import entries
from foundation.audit.models import AuditEvent
from foundation.audit.recorded import FOUND
from foundation.audit.undoing import NotUndone, undo_change
from pilots.actions.set_up import replace_census
from pilots.models import CensusShare, Phase, Pilot, PilotChange, Service
from stakeholders.actions.register import change_stakeholder, register_stakeholder
from stakeholders.models import Consent, ContactDetails, GroupMembership, Involvement, Stakeholder, StakeholderGroup
from tests.cast import Cast
from tests.factories.engagement import SessionFactory
from tests.factories.pilots import ServiceFactory

# what needs no history, and why; a new model of these floors stands here or says ``history = Recorded()``
WITHOUT_HISTORY = {
    "pilots.PilotChange": "a note for the computation, taken away by it",
    "engagement.MethodGroupFit": "ratings come by import and are never edited",
    "engagement.Badge": "what is shown at a door; made anew at any time",
    "engagement.DeviceEntry": "a device's queue, written once",
    "engagement.DistinctSessions": "a note that two sessions are not one; said once",
    "engagement.Registration": "made and withdrawn by the registered themselves",
    "engagement.ReminderChoice": "a person's own setting",
    "engagement.SessionMerge": "keeps itself what it takes to part the sessions again",
    "engagement.SessionReminder": "written by the reminding task",
    "stakeholders.ColumnMeaning": "what an import remembers of its columns",
    "stakeholders.ImportRow": "a row of an uploaded table, kept until the import is taken back",
    "stakeholders.NotTheSame": "a note that two entries are not one; said once",
    "stakeholders.Message": "a message that was released is never edited; its recipients are its record",
    "stakeholders.MessageRecipient": "written by the sending task",
    "stakeholders.BouncedAddress": "written by the sending task",
}
FLOORS = ("pilots", "stakeholders", "engagement")


def rows(model: Any) -> list[dict[str, Any]]:
    return list(model._base_manager.order_by("pk").values())


def everything() -> dict[str, list[dict[str, Any]]]:
    """All rows of all models with a history."""
    return {kind.code: rows(kind.model) for kind in kinds()}


def test_every_model_that_people_edit_has_a_history_and_a_kind() -> None:
    recorded = {model for model in apps.get_models() if hasattr(model._meta, "simple_history_manager_attribute")}
    plain = {
        model._meta.label for app in FLOORS for model in apps.get_app_config(app).get_models()
        if model not in recorded and "history_id" not in {f.name for f in model._meta.fields}
        and "m2m_history_id" not in {f.name for f in model._meta.fields}
    }
    assert (plain, recorded) == (set(WITHOUT_HISTORY), {kind.model for kind in kinds()})


def test_history_rows_are_as_personal_as_their_rows() -> None:
    about = {"history_user", "history_user_name"}
    assert {kind.code: kind.history.model.PERSONAL for kind in kinds()} == {
        kind.code: (kind.model.PERSONAL - set(kind.history.model._history_excluded_fields)) | about for kind in kinds()}


def test_a_state_that_came_without_history_is_written_down_before_it_is_lost(cast: Cast) -> None:
    Service.objects.bulk_create([Service(pilot=cast.pilot, name="Bus", maturity="idea")])
    service = Service.objects.get()
    service.maturity = "live"
    with acting(cast.manager):
        service.save()
    Service.objects.update(name="Tram")
    with acting(cast.coordinator):
        service.maturity = "scaled"
        service.save(update_fields=["maturity"])
    told = list(Service.history.order_by("history_id").values_list(
        "name", "maturity", "history_type", "history_user", "history_user_name", "history_change_reason"))
    assert told == [
        ("Bus", "idea", "~", None, "", FOUND), ("Bus", "live", "~", cast.manager.pk, "Manager", None),
        ("Tram", "live", "~", None, "", FOUND), ("Tram", "scaled", "~", cast.coordinator.pk, "Coordinator", None),
    ]


def test_a_save_that_changes_nothing_leaves_no_trace(cast: Cast) -> None:
    service = ServiceFactory(pilot=cast.pilot)
    service.save()
    Service.objects.get().save()
    assert Service.history.count() == 1


def test_a_deleted_user_leaves_the_name_in_the_history(cast: Cast) -> None:
    with acting(cast.manager):
        ServiceFactory(pilot=cast.pilot)
    cast.manager.delete()
    assert list(Service.history.values_list("history_user", "history_user_name")) == [(None, "Manager")]


def test_deleting_contact_details_deletes_the_names_in_their_history(cast: Cast) -> None:
    person = register_stakeholder(pilot=cast.pilot, kind="person", name="Ana Ruiz", helix="people", by=cast.manager,
                                  email="ana@example.org")
    change_stakeholder(stakeholder=person, name="Ana Ruíz", by=cast.manager)
    before = ContactDetails.history.count()
    ContactDetails.objects.get().delete()
    assert (before, ContactDetails.history.count()) == (2, 0)


def test_an_update_is_undone_exactly_and_can_be_done_again(cast: Cast) -> None:
    technique, other = Method.objects.create(code="map", name={"en": "Map"}), Method.objects.create(
        code="walk", name={"en": "Walk"})
    session = SessionFactory(pilot=cast.pilot, held_on=dt.date(2026, 5, 4), notes="Old notes", head_count=12)
    session.techniques.set([technique])
    session = Session.objects.get()
    before, through = everything(), rows(Session.techniques.through)
    PilotChange.objects.all().delete()

    with acting(cast.manager) as change:
        session.notes, session.head_count = "New notes", None
        session.save(update_fields=["notes", "head_count"])
        session.techniques.set([other])
    changed, now_through = everything(), rows(Session.techniques.through)
    with acting(cast.coordinator) as undone:
        undo_change(change=change, by=cast.coordinator)
    assert (everything(), [row["method_id"] for row in rows(Session.techniques.through)]) == (
        before, [row["method_id"] for row in through])
    with acting(cast.manager):
        undo_change(change=undone, by=cast.manager)
    assert (everything(), [row["method_id"] for row in rows(Session.techniques.through)]) == (
        changed, [row["method_id"] for row in now_through])
    assert list(AuditEvent.objects.order_by("pk").values_list("action", "object_type", "object_id", "actor_name")) == [
        ("history.undo", "engagement.Session", str(session.pk), "Coordinator"),
        ("history.undo", "engagement.Session", str(session.pk), "Manager")]
    assert list(PilotChange.objects.values_list("pilot", "reason")) == [(cast.pilot.pk, "undo")] * 2


def test_a_deletion_is_undone_with_all_that_it_took_along(cast: Cast) -> None:
    group = StakeholderGroup.objects.create(code="residents", name={"en": "Residents"}, helix="people")
    person = register_stakeholder(pilot=cast.pilot, kind="person", name="Ana", helix="people", by=cast.manager)
    session = SessionFactory(pilot=cast.pilot, held_on=dt.date(2026, 5, 4))
    Attendance.objects.create(session=session, stakeholder=person)
    GroupHeadCount.objects.create(session=session, group=group, heads=9)
    Contribution.objects.create(programme=cast.programme, pilot=cast.pilot, session=session, text="A bench")
    before = everything()
    with acting(cast.coordinator) as change:
        Session.objects.get().delete()
    assert (rows(Session), rows(Attendance), [row["session_id"] for row in rows(Contribution)]) == ([], [], [None])
    with acting(cast.coordinator) as undone:
        undo_change(change=change, by=cast.coordinator)
    assert everything() == before
    with acting(cast.coordinator):
        undo_change(change=undone, by=cast.coordinator)
    assert (rows(Session), rows(Attendance), [row["session_id"] for row in rows(Contribution)]) == ([], [], [None])


def test_a_creation_of_several_rows_is_undone_and_comes_back_with_its_name(cast: Cast) -> None:
    group = StakeholderGroup.objects.create(code="residents", name={"en": "Residents"}, helix="people")
    before = everything()
    with acting(cast.manager) as change:
        register_stakeholder(pilot=cast.pilot, kind="person", name="Ana", helix="people", by=cast.manager,
                             groups=[group], phone="555")
    entered = everything()
    with acting(cast.coordinator) as undone:
        undo_change(change=change, by=cast.coordinator)
    assert everything() == before
    with acting(cast.coordinator):
        undo_change(change=undone, by=cast.coordinator)
    assert everything() == entered


def test_a_replaced_margin_comes_back(cast: Cast) -> None:
    with acting(cast.coordinator):
        replace_census(pilot=cast.pilot, margin="gender", shares={"women": 0.5, "men": 0.5}, by=None, year=2024,
                       source="register")
    before = rows(CensusShare)
    with acting(cast.coordinator) as change:
        replace_census(pilot=cast.pilot, margin="gender", shares={"women": 0.52, "men": 0.48}, by=None, year=2025,
                       source="register")
    undo_change(change=change, by=cast.coordinator)
    assert rows(CensusShare) == before


def test_two_people_at_once_the_later_change_stays_and_is_named(cast: Cast) -> None:
    service = ServiceFactory(pilot=cast.pilot, name="Bus", maturity="idea")
    mine, theirs = Service.objects.get(), Service.objects.get()
    with acting(cast.manager) as change:
        mine.maturity = "live"
        mine.save()
    with acting(cast.coordinator):
        theirs.name = "Night bus"
        theirs.save(update_fields=["name"])
    before = everything()
    with pytest.raises(NotUndone) as refused:
        undo_change(change=change, by=cast.manager)
    later = entries(refused.value.later, cast.manager)
    assert (refused.value.sentence, everything()) == ("Not undone: Coordinator has changed it since.", before)
    assert [[(part.title, part.what, [(line.label, line.old, line.new) for line in part.lines])
             for part in entry.parts] for entry in later] == [
        [("Service “Night bus”", "changed", [("Name", "Bus", "Night bus")])]]
    assert Service.objects.get(pk=service.pk).maturity == "live"


def test_a_change_without_a_record_is_noticed_too(cast: Cast) -> None:
    service = ServiceFactory(pilot=cast.pilot, maturity="idea")
    with acting(cast.manager) as change:
        service.maturity = "live"
        service.save()
    Service.objects.update(name="Other")
    with pytest.raises(NotUndone, match="without a record"):
        undo_change(change=change, by=cast.manager)
    assert Service.objects.get().name == "Other"


def test_a_taken_name_gives_a_sentence_and_changes_nothing(cast: Cast) -> None:
    ServiceFactory(pilot=cast.pilot, name="Bus")
    with acting(cast.manager) as change:
        Service.objects.get().delete()
    ServiceFactory(pilot=cast.pilot, name="Bus")
    before = everything()
    with pytest.raises(NotUndone) as refused:
        undo_change(change=change, by=cast.manager)
    assert (refused.value.sentence, everything()) == (
        "Not undone, the former state no longer fits: Service with this Pilot and Name already exists.", before)


def test_what_is_in_use_by_now_is_not_taken_away(cast: Cast) -> None:
    method = SessionFactory(pilot=cast.pilot, held_on=dt.date(2026, 5, 3)).method
    with acting(cast.manager) as change:
        session = SessionFactory(pilot=cast.pilot, method=method, held_on=dt.date(2026, 5, 4))
    Contribution.objects.create(programme=cast.programme, pilot=cast.pilot, session=session, text="A bench")
    before = everything()
    with pytest.raises(NotUndone, match=r"by now it is in use \(contribution\)"):
        undo_change(change=change, by=cast.coordinator)
    assert everything() == before


def test_a_state_that_needs_what_is_gone_is_refused(cast: Cast) -> None:
    with acting(cast.manager):
        session = SessionFactory(pilot=cast.pilot, held_on=dt.date(2026, 5, 4))
        contribution = Contribution.objects.create(
            programme=cast.programme, pilot=cast.pilot, session=session, text="A bench")
    with acting(cast.coordinator) as change:
        Contribution.objects.get(pk=contribution.pk).delete()
    Session.objects.get().delete()
    with pytest.raises(NotUndone, match="something that it needs is no longer there"):
        undo_change(change=change, by=cast.coordinator)
    assert rows(Contribution) == []


@pytest.mark.parametrize("who", ["contributor", "researcher", "operator", "other_manager", "outsider"])
def test_who_may_not_change_the_record_may_not_undo(cast: Cast, who: str) -> None:
    user: User = getattr(cast, who)
    session = SessionFactory(pilot=cast.pilot, held_on=dt.date(2026, 5, 4))
    with acting(cast.manager) as change:
        session.notes = "New"
        session.save()
    with pytest.raises(PermissionDenied):
        undo_change(change=change, by=user)
    assert Session.objects.get().notes == "New"


def test_an_undo_of_no_change_says_so(cast: Cast) -> None:
    with acting(cast.manager) as change:
        pass
    with pytest.raises(LookupError):
        undo_change(change=change, by=cast.manager)


def shown(kind: str, key: Any, user: User) -> list[Any]:
    """Every change to a record in words, newest first."""
    model = next(kind_.model for kind_ in kinds() if kind_.code == kind)
    keys = ChangeKeys(kind_of(model), key)[:]
    return [
        (entry.change.by, [
            (part.title, part.what, [(line.label, line.old, line.new, line.is_kept) for line in part.lines])
            for part in entry.parts
        ])
        for entry in entries(changes_of(kind_of(model), key, keys), user)
    ]


def test_a_change_is_told_with_labels_of_choices_keys_and_codes(cast: Cast) -> None:
    with acting(cast.coordinator):
        phase = Phase.objects.create(pilot=cast.pilot, code="design", planned_start=dt.date(2026, 1, 1))
    with acting(cast.manager):
        phase.planned_start, phase.actual_start = None, dt.date(2026, 2, 1)
        phase.save()
        pilot = Pilot.objects.get(pk=cast.pilot.pk)
        pilot.arena_type, pilot.coordinates_approximate = "smart_square", False
        pilot.story = {"en": "Told", "it": "Detto"}
        pilot.save()
    told = shown("pilot", cast.pilot.pk, cast.manager)
    assert told[0] == ("Manager", [
        ("Pilot “Here”", "changed", [
            ("Arena type", "", "Smart square", False), ("Story (en)", "", "Told", False),
            ("Story (it)", "", "Detto", False), ("Coordinates are approximate", "yes", "no", False)]),
        ("Phase “Design”", "changed", [
            ("Planned start", "1 January 2026", "", False), ("Actual start", "", "1 February 2026", False)]),
    ])
    assert told[1] == ("Coordinator", [
        ("Phase “Design”", "entered", [
            ("Phase", "", "Design", False), ("Planned start", "", "1 January 2026", False)])])


def test_personal_values_are_told_only_to_those_who_may_see_names(cast: Cast) -> None:
    with acting(cast.manager):
        person = register_stakeholder(pilot=cast.pilot, kind="person", name="Ana Ruiz", helix="people",
                                      by=cast.manager, email="ana@example.org", role="Speaker")
    by_manager, by_researcher = (shown("stakeholder", person.pk, user) for user in (cast.manager, cast.researcher))
    assert [line[:3] for line in by_manager[0][1][1][2]] == [
        ("Name", "", "Ana Ruiz"), ("E-mail address", "", "ana@example.org"), ("Do not contact", "", "no")]
    assert ("Ana Ruiz" in str(by_researcher), "ana@example.org" in str(by_researcher), "Speaker" in str(by_researcher)
            ) == (False, False, False)
    assert ("Name", "", "", True) in by_researcher[0][1][1][2]


def test_a_change_knows_all_its_rows(cast: Cast) -> None:
    with acting(cast.manager) as change:
        register_stakeholder(pilot=cast.pilot, kind="person", name="Ana", helix="people", by=cast.manager)
    found = whole_change(change)
    assert found is not None
    assert {step.kind.model for step in found.steps} == {Stakeholder, ContactDetails, Involvement}
    assert [model for model in (GroupMembership, Consent) if model.history.exists()] == []


def test_every_kind_is_shown_somewhere_under_a_code_of_its_own() -> None:
    codes = [kind.code for kind in kinds()]
    nowhere = [kind.code for kind in kinds() if not kind.has_page and not kind.whole]
    assert (len(codes), nowhere) == (len(set(codes)), [])
