"""Two records of one session: what looks alike, what a merge moves, and that it comes back."""

import datetime as dt
from typing import Any

import pytest
from django.test import Client

from engagement.actions.session_merging import MergeRefused, merge_sessions, parts_of_sessions, undo_merge
from engagement.actions.session_twins import twins_of
from engagement.models import Attendance, Commitment, Contribution, Decision, Session, SessionMerge
from surveys.models import Response
from surveys.public import session_with
from tests.cast import Cast
from tests.factories.engagement import (
    AttendanceFactory,
    CommitmentFactory,
    ContributionFactory,
    DecisionFactory,
    MethodFactory,
    SessionFactory,
)
from tests.factories.stakeholders import StakeholderFactory


@pytest.mark.parametrize(("one", "other", "alike"), [
    ({}, {}, True), ({"head_count": 10}, {"head_count": 13}, True), ({"head_count": 10}, {"head_count": 14}, False),
    ({"head_count": 50}, {"head_count": 60}, True), ({}, {"held_on": dt.date(2026, 5, 5)}, False),
    ({"start_time": dt.time(18), "duration_hours": 2}, {"start_time": dt.time(19, 59)}, True),
    ({"start_time": dt.time(18), "duration_hours": 2}, {"start_time": dt.time(20)}, False),
    ({"start_time": dt.time(23), "duration_hours": 2}, {"start_time": dt.time(0), "held_on": dt.date(2026, 5, 5)},
     True),
    ({}, {"status": "cancelled"}, False), ({"status": "postponed"}, {}, False), ({}, {"status": "planned"}, True),
])
def test_what_looks_alike(cast: Cast, one: dict[str, Any], other: dict[str, Any], alike: bool) -> None:
    method = MethodFactory()
    first, second = (SessionFactory(pilot=cast.pilot, method=method, **fields) for fields in (one, other))
    SessionFactory(pilot=cast.pilot)
    SessionFactory(pilot=cast.other_pilot, method=method)
    assert (twins_of(first), twins_of(second)) == (([second], [first]) if alike else ([], []))


@pytest.fixture
def pair(cast: Cast) -> tuple[Session, Session]:
    method = MethodFactory()
    kept = SessionFactory(pilot=cast.pilot, method=method, head_count=10, notes="Rain")
    merged = SessionFactory(pilot=cast.pilot, method=method, head_count=12, place="Harbour", notes="Wind",
                            logged_by=cast.contributor)
    both = StakeholderFactory(programme=cast.programme)
    for session in (kept, merged):
        AttendanceFactory(session=session, stakeholder=both)
    AttendanceFactory(session=merged, stakeholder=StakeholderFactory(programme=cast.programme))
    for factory in (ContributionFactory, DecisionFactory, CommitmentFactory):
        factory(pilot=cast.pilot, session=merged)
    merged.techniques.add(MethodFactory(kind="tool"))
    return kept, merged


def everything() -> dict[str, Any]:
    """All rows that point at sessions, and the sessions themselves."""
    rows = {model.__name__: sorted(model.objects.values_list("pk", "session"))
            for model in (Attendance, Contribution, Decision, Commitment)}
    rows["sessions"] = list(Session.objects.order_by("pk").values())
    rows["techniques"] = sorted(Session.techniques.through.objects.values_list("session", "method"))
    return rows


def test_every_floor_moves_along() -> None:
    models = {field.model._meta.label for field in parts_of_sessions()}
    assert {"engagement.Attendance", "engagement.Contribution", "engagement.Decision", "engagement.Commitment",
            "engagement.Registration", "engagement.SessionPlan", "surveys.Response"} <= models
    assert not [label for label in models if "Historical" in label]
    assert Response._meta.label in models


def test_a_merge_moves_all_and_loses_nothing(cast: Cast, pair: tuple[Session, Session]) -> None:
    kept, merged = pair
    merge_sessions(kept=kept, merged=merged, by=cast.manager, head_count=12, place="Harbour")
    found = everything()
    assert [len(found[name]) for name in ("Attendance", "Contribution", "Decision", "Commitment", "sessions")] == [
        2, 1, 1, 1, 1]
    assert {row[1] for name in ("Attendance", "Contribution", "Decision", "Commitment") for row in found[name]} == {
        kept.pk}
    assert list(Session.objects.values_list("pk", "head_count", "place", "notes")) == [
        (kept.pk, 12, "Harbour", "Rain")]


def test_a_merge_taken_back_leaves_what_was(cast: Cast, pair: tuple[Session, Session]) -> None:
    kept, merged = pair
    before = everything()
    merge = merge_sessions(kept=kept, merged=merged, by=cast.manager, head_count=12, place="Harbour")
    undo_merge(merge=merge, by=cast.manager)
    assert everything() == before
    with pytest.raises(MergeRefused):
        undo_merge(merge=merge, by=cast.manager)


def test_taking_back_keeps_what_was_changed_since(cast: Cast, pair: tuple[Session, Session]) -> None:
    kept, merged = pair
    merge = merge_sessions(kept=kept, merged=merged, by=cast.manager, head_count=12, place="Harbour")
    Session.objects.filter(pk=kept.pk).update(head_count=20)
    undo_merge(merge=merge, by=cast.manager)
    assert list(Session.objects.order_by("pk").values_list("head_count", "place")) == [(20, ""), (12, "Harbour")]


def test_sessions_of_two_pilots_are_not_merged(cast: Cast) -> None:
    with pytest.raises(MergeRefused):
        merge_sessions(kept=SessionFactory(pilot=cast.pilot), merged=SessionFactory(pilot=cast.other_pilot), by=None)


def test_merged_side_by_side_and_taken_back_on_pages(cast: Cast, pair: tuple[Session, Session], client: Client) -> None:
    kept, merged = pair
    client.force_login(cast.manager)
    path = f"/sessions/{kept.pk}/merge/{merged.pk}/"
    form = client.get(path).context["form"]
    client.post(path, {"head_count": "other", "place": "other"})
    after = list(Session.objects.values_list("pk", "head_count", "place", "notes"))
    merge = SessionMerge.objects.get()
    page = client.get(kept.get_absolute_url()).content.decode()
    undo = f"/sessions/{kept.pk}/merges/{merge.pk}/undo/"
    client.post(undo)
    assert ({name: field.initial for name, field in form.fields.items()}, after, undo in page) == (
        {"place": "other", "head_count": "kept"}, [(kept.pk, 12, "Harbour", "Rain\n\nWind")], True)
    assert list(Session.objects.order_by("pk").values_list("pk", "notes")) == [
        (kept.pk, "Rain"), (merged.pk, "Wind")]


def test_the_printed_code_of_a_merged_session_still_leads_to_the_feedback(cast: Cast, pair: Any) -> None:
    kept, merged = pair
    code = merged.feedback_code
    merge = merge_sessions(kept=kept, merged=merged, by=cast.manager)
    together = session_with(code.lower()), session_with(kept.feedback_code)
    back = undo_merge(merge=merge, by=cast.manager)

    assert (together, session_with(code), session_with("NOBODY")) == ((kept, kept), back, None)
