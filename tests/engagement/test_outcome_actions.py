"""Attendance, contributions, decisions and commitments: what is stored, what is refused, what is left behind."""

import datetime as dt

import pytest
from django.core.exceptions import ValidationError

from engagement.actions.attendance import add_attendee, add_walk_in, remove_attendee, set_group_heads
from engagement.actions.commitments import add_commitment, change_commitment
from engagement.actions.contributions import add_contribution, change_contribution
from engagement.actions.decisions import add_decision, add_decision_role
from engagement.models import Attendance, Commitment, Contribution, Decision, DecisionRole
from foundation.audit.models import AuditEvent
from pilots.models import PilotChange
from stakeholders.models import Involvement
from tests.cast import Cast
from tests.factories.engagement import SessionFactory
from tests.factories.stakeholders import StakeholderFactory, StakeholderGroupFactory

DAY = dt.date(2026, 5, 4)


def trail() -> tuple[list[str], int]:
    """What the audit trail says was done, and how often the pilot was said to have changed."""
    return list(AuditEvent.objects.order_by("pk").values_list("action", flat=True)), PilotChange.objects.count()


def test_group_heads_are_set_changed_and_taken_away(cast: Cast) -> None:
    session = SessionFactory(pilot=cast.pilot)
    first, second = StakeholderGroupFactory(), StakeholderGroupFactory()
    set_group_heads(session=session, heads={first: 4, second: 0}, by=cast.manager)
    set_group_heads(session=session, heads={first: None}, by=cast.manager)
    set_group_heads(session=session, heads={second: 0}, by=cast.manager)
    assert list(session.group_counts.values_list("group", "heads")) == [(second.pk, 0)]
    assert trail() == (["attendance.group_heads"] * 2, 2)


def test_an_attendee_added_twice_is_one_attendance(cast: Cast) -> None:
    session, person = SessionFactory(pilot=cast.pilot), StakeholderFactory(programme=cast.programme)
    add_attendee(session=session, stakeholder=person, by=cast.manager)
    add_attendee(session=session, stakeholder=person, by=cast.manager)
    assert list(Attendance.objects.values_list("session", "stakeholder", "present")) == [(session.pk, person.pk, True)]
    assert trail() == (["attendance.add"], 1)


def test_an_attendee_of_another_programme_is_refused(cast: Cast) -> None:
    with pytest.raises(ValidationError, match="another programme"):
        add_attendee(session=SessionFactory(pilot=cast.pilot), stakeholder=StakeholderFactory(), by=cast.manager)
    assert trail() == ([], 0)


def test_a_walk_in_is_in_the_register_of_the_pilot_and_in_the_session(cast: Cast) -> None:
    session, group = SessionFactory(pilot=cast.pilot), StakeholderGroupFactory(helix="business")
    person = add_walk_in(session=session, name="Alva", helix="business", group=group, by=cast.manager).stakeholder
    assert (person.helix, person.contact.name, list(person.groups.all())) == ("business", "Alva", [group])
    assert list(Involvement.objects.values_list("stakeholder", "pilot")) == [(person.pk, cast.pilot.pk)]


def test_removing_an_attendee_keeps_the_person(cast: Cast) -> None:
    session, person = SessionFactory(pilot=cast.pilot), StakeholderFactory(programme=cast.programme)
    add_attendee(session=session, stakeholder=person, by=cast.manager)
    gone = [remove_attendee(session=session, stakeholder=person, by=cast.manager) for _time in range(2)]
    person.refresh_from_db()
    assert gone == [1, 0]
    assert trail() == (["attendance.add", "attendance.remove"], 2)


def test_a_contribution_is_received_on_the_day_and_answered(cast: Cast) -> None:
    session = SessionFactory(pilot=cast.pilot, held_on=DAY)
    said = add_contribution(session=session, text="More light", by=cast.manager)
    change_contribution(contribution=said, status="rejected", reason="No money", answered_on=DAY, by=cast.manager)
    assert Contribution.objects.values_list(
        "pilot", "session", "text", "status", "reason", "received_on", "answered_on").get() == (
        cast.pilot.pk, session.pk, "More light", "rejected", "No money", DAY, DAY)
    assert trail() == (["contribution.add", "contribution.change"], 2)


@pytest.mark.parametrize(("fields", "field"), [
    ({"status": "rejected"}, "reason"),
    ({"status": "out_of_scope", "reason": " "}, "reason"),
    ({"status": "accepted", "answered_on": DAY - dt.timedelta(days=1)}, "answered_on"),
])
def test_a_contribution_is_not_changed_against_the_rules(cast: Cast, fields: dict, field: str) -> None:
    said = add_contribution(session=SessionFactory(pilot=cast.pilot, held_on=DAY), text="x", by=cast.manager)
    with pytest.raises(ValidationError) as refused:
        change_contribution(contribution=said, by=cast.manager, **fields)
    said.refresh_from_db()
    assert (list(refused.value.message_dict), said.status) == ([field], "received")


def test_a_decision_has_roles_by_helix_and_group(cast: Cast) -> None:
    group = StakeholderGroupFactory(helix="people")
    decision = add_decision(session=SessionFactory(pilot=cast.pilot), title="Lamps", decision_type="priority",
                            decided_on=DAY, by=cast.manager)
    for _time in range(2):
        add_decision_role(decision=decision, role="decides", helix="public", by=cast.manager)
    add_decision_role(decision=decision, role="advises", group=group, by=cast.manager)
    assert list(DecisionRole.objects.order_by("pk").values_list("role", "helix", "group")) == [
        ("decides", "public", None), ("advises", "people", group.pk)]
    assert trail() == (["decision.add", "decision.role", "decision.role"], 3)


def test_a_decision_of_an_unknown_type_and_a_role_of_nobody_are_refused(cast: Cast) -> None:
    session = SessionFactory(pilot=cast.pilot)
    with pytest.raises(ValidationError, match="not in the list"):
        add_decision(session=session, title="x", decision_type="whim", by=cast.manager)
    decision = add_decision(session=session, title="x", by=cast.manager)
    with pytest.raises(ValidationError, match="Say who"):
        add_decision_role(decision=decision, role="decides", by=cast.manager)
    assert (Decision.objects.count(), DecisionRole.objects.count()) == (1, 0)


def test_a_commitment_runs_from_raised_to_told_back(cast: Cast) -> None:
    session = SessionFactory(pilot=cast.pilot, held_on=DAY)
    promise = add_commitment(session=session, owner="Works", text="A price", due_on=DAY, by=cast.manager)
    change_commitment(commitment=promise, decision="accepted", decided_on=DAY, delivered_on=DAY, told_back_on=DAY,
                      by=cast.manager)
    assert Commitment.objects.values_list(
        "owner", "text", "decision", "raised_on", "due_on", "delivered_on", "told_back_on").get() == (
        "Works", "A price", "accepted", DAY, DAY, DAY, DAY)
    assert trail() == (["commitment.add", "commitment.change"], 2)


@pytest.mark.parametrize("name", ["decided_on", "delivered_on", "told_back_on"])
def test_nothing_happens_to_a_commitment_before_it_was_raised(cast: Cast, name: str) -> None:
    promise = add_commitment(session=SessionFactory(pilot=cast.pilot, held_on=DAY), owner="a", text="b", by=None)
    with pytest.raises(ValidationError) as refused:
        change_commitment(commitment=promise, decision="accepted", by=None, **{name: dt.date(2026, 5, 3)})
    assert list(refused.value.message_dict) == [name]
