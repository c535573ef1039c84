"""Each database constraint of the engagement record, violated once."""

import uuid
from typing import Any

import pytest
from django.apps import apps
from django.db import IntegrityError, transaction
from django.utils.timezone import now

from engagement import models
from tests.cast import Cast
from tests.factories.engagement import MethodFactory, SessionFactory
from tests.factories.stakeholders import StakeholderFactory, StakeholderGroupFactory


def rows(cast: Cast) -> dict[str, list[tuple[type, dict[str, Any]]]]:
    """For each constraint the rows of which the last one violates it."""
    m, session, method = models, SessionFactory(pilot=cast.pilot), MethodFactory(code="one")
    here = {"pilot": cast.pilot}
    row = here | {"programme": cast.programme}
    occasion = row | {"method": method, "held_on": session.held_on}
    person, group = StakeholderFactory(programme=cast.programme), StakeholderGroupFactory()
    present = {"session": session, "stakeholder": person}
    decision = m.Decision.objects.create(**row)
    fit = here | {"method": method, "group": group, "rater": "r"}
    own = {"programme": cast.programme, "code": "own", "name": {"en": "Own"}}
    code = row | {"external_id": "E1"}
    return {
        "method_catalogue_once": [(m.Method, own | {"programme": None, "code": "one"})],
        "method_programme_once": [(m.Method, own)] * 2,
        "series_title_once": [(m.Series, here | {"title": "Monthly"})] * 2,
        "session_external_id_once": [(m.Session, occasion | {"external_id": "E1"})] * 2,
        "session_status_known": [(m.Session, occasion | {"status": "x"})],
        "session_duration_positive": [(m.Session, occasion | {"duration_hours": 0})],
        "session_level_range": [(m.Session, occasion | {"level": 6})],
        "session_promised_level_range": [(m.Session, occasion | {"promised_level": 0})],
        "session_cost_not_negative": [(m.Session, occasion | {"cost": -1})],
        "session_submission": [(m.Session, occasion | {"submission": uuid.UUID(int=1)})] * 2,
        "attendance_once": [(m.Attendance, present)] * 2,
        "attendance_hours_range": [(m.Attendance, present | {"hours": -1})],
        "stated_total_explained": [(m.StatedTotal, {"session": session, "people": 3, "note": ""})],
        "badge_once": [(m.Badge, present)] * 2,
        "badge_for_one": [(m.Badge, {"session": session})],
        "badge_of_a_registration_once": [(m.Badge, {"session": session, "registration": m.Registration.objects.create(
            session=session, name="Alva Exempel")})] * 2,
        "device_entry_once": [(m.DeviceEntry, {"session": session, "kind": "head", "key": uuid.UUID(int=1)})] * 2,
        **life_rows(cast, session, person),
        "group_head_count_once": [(m.GroupHeadCount, {"session": session, "group": group, "heads": 1})] * 2,
        "decision_external_id_once": [(m.Decision, code)] * 2,
        "decision_role_known": [(m.DecisionRole, {"decision": decision, "role": "x"})],
        "contribution_external_id_once": [(m.Contribution, code)] * 2,
        "contribution_status_known": [(m.Contribution, row | {"status": "x"})],
        "commitment_external_id_once": [(m.Commitment, code)] * 2,
        "commitment_decision_known": [(m.Commitment, row | {"decision": "x"})],
        "contribution_published_with_wording": [(m.Contribution, row | {"published_at": now()})],
        "commitment_published_with_wording": [(m.Commitment, row | {"published_at": now()})],
        "commitment_dropped_with_reason": [(m.Commitment, row | {"dropped_on": session.held_on})],
        "obstacle_note_severity_range": [(m.ObstacleNote, {
            "obstacle": m.Obstacle.objects.create(**here, code="noted"), "noted_on": session.held_on, "severity": 6})],
        "spending_amount_positive": [(m.Spending, here | {"category": "venue", "amount": 0})],
        "spending_undivided_once": [
            (m.Spending, here | {"session": session, "category": "undivided", "amount": 1})] * 2,
        "obstacle_once": [(m.Obstacle, here | {"code": "time", "opened_on": session.held_on})] * 2,
        "obstacle_severity_range": [(m.Obstacle, here | {"code": "time", "severity": 6})],
        "skill_once": [(m.SkillAssessment, here | {"skill": "x"})] * 2,
        "skill_required_range": [(m.SkillAssessment, here | {"skill": "x", "required": 5})],
        "skill_available_range": [(m.SkillAssessment, here | {"skill": "x", "available": 5})],
        "living_lab_item_once": [(m.LivingLabScore, here | {"item": "x"})] * 2,
        "living_lab_score_range": [(m.LivingLabScore, here | {"item": "x", "score": 5})],
        "method_fit_once": [(m.MethodGroupFit, fit)] * 2,
        "method_fit_rating_range": [(m.MethodGroupFit, fit | {"rating": 6})],
    }


def life_rows(cast: Cast, session: Any, person: Any) -> dict[str, list[tuple[type, dict[str, Any]]]]:
    """Those of plans, series, registrations and reminders."""
    m = models
    rule = {"series": m.Series.objects.create(pilot=cast.pilot, title="Own"), "repeats": "weekly", "count": 2,
            "starts_on": session.held_on}
    pair = {"first": session, "second": SessionFactory(pilot=cast.pilot)}
    registered = {"session": session, "name": "Alva", "stakeholder": person}
    reminder = {"session": session, "step": 1, "due_on": session.held_on, "state": "sent"}
    return {
        "series_rule_repeats_known": [(m.SeriesRule, rule | {"repeats": "x"})],
        "series_rule_interval_positive": [(m.SeriesRule, rule | {"interval": 0})],
        "series_rule_ends": [(m.SeriesRule, rule | {"count": None})],
        "distinct_sessions_once": [(m.DistinctSessions, pair)] * 2,
        "distinct_sessions_in_order": [(m.DistinctSessions, {"first": pair["second"], "second": session})],
        "registration_status_known": [(m.Registration, registered | {"status": "x"})],
        "registration_of_a_stakeholder_once": [(m.Registration, registered)] * 2,
        "session_reminder_once_a_day": [(m.SessionReminder, reminder)] * 2,
        "session_reminder_state_known": [(m.SessionReminder, reminder | {"state": "x"})],
        "session_reminder_step_known": [(m.SessionReminder, reminder | {"step": 2})],
        "session_reminder_skipped_with_reason": [(m.SessionReminder, reminder | {"state": "skipped"})],
    }


NAMES = ["session_submission"] + [
    constraint.name for model in apps.get_app_config("engagement").get_models()
    for constraint in model._meta.constraints
]


@pytest.mark.parametrize("name", NAMES)
def test_the_database_refuses(cast: Cast, name: str) -> None:
    *fine, bad = rows(cast)[name]
    for model, fields in fine:
        model.objects.create(**fields)
    with pytest.raises(IntegrityError), transaction.atomic():
        bad[0].objects.create(**bad[1])
