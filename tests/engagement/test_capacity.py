"""Obstacles, skills and the living-lab self-assessment: entered on a page, audited, and what indicators read."""

import datetime as dt
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.test import Client

from engagement.actions.capacity import add_obstacle, change_obstacle
from engagement.models import LivingLabScore, Obstacle, SkillAssessment
from foundation.audit.models import AuditEvent
from pilots.models import PilotChange
from tests.cast import Cast
from tests.factories.engagement import ObstacleFactory

PAGE = "/pilots/own-here/capacity/"
DAY = dt.date(2026, 5, 4)


def reasons() -> list[str]:
    return list(PilotChange.objects.order_by("pk").values_list("reason", flat=True))


def test_an_obstacle_is_added_and_resolved_on_the_page(cast: Cast, client: Client) -> None:
    client.force_login(cast.manager)
    added = client.post(f"{PAGE}obstacles/add/", {
        "obstacle-code": "OB2", "obstacle-severity": "4", "obstacle-opened_on": "2026-05-04",
        "obstacle-countermeasure": "A longer lease"})
    obstacle = Obstacle.objects.get()
    resolved = client.post(f"{PAGE}obstacles/{obstacle.pk}/", {
        f"obstacle-{obstacle.pk}-severity": "2", f"obstacle-{obstacle.pk}-resolved_on": "2026-06-01",
        f"obstacle-{obstacle.pk}-note": "The council voted"})

    assert (added.url, resolved.url) == (f"{PAGE}#obstacles",) * 2
    assert list(Obstacle.objects.values_list(
        "pilot__slug", "code", "severity", "opened_on", "resolved_on", "countermeasure",
    )) == [("own-here", "OB2", 2, DAY, dt.date(2026, 6, 1), "")]
    assert reasons() == ["obstacle", "obstacle"]
    assert list(AuditEvent.objects.filter(action__startswith="obstacle").order_by("pk").values_list(
        "action", "actor_id")) == [("obstacle.add", cast.manager.pk), ("obstacle.change", cast.manager.pk)]


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        ({"obstacle-code": "OB1", "obstacle-severity": "3", "obstacle-opened_on": "2026-05-04"},
         "This obstacle is recorded already for that day."),
        ({"obstacle-code": "OB99", "obstacle-severity": "3"}, "OB99 is not one of the available choices."),
        ({"obstacle-code": "OB2", "obstacle-severity": "6"}, "6 is not one of the available choices."),
    ],
)
def test_what_is_wrong_is_said_and_changes_nothing(cast: Cast, client: Client, data: Any, sentence: str) -> None:
    ObstacleFactory(pilot=cast.pilot, opened_on=DAY)
    client.force_login(cast.manager)
    page = client.post(f"{PAGE}obstacles/add/", data)
    assert (page.status_code, sentence in page.content.decode()) == (200, True)
    assert (Obstacle.objects.count(), reasons()) == (1, [])


def test_an_obstacle_is_not_resolved_before_it_was_there(cast: Cast) -> None:
    obstacle = ObstacleFactory(pilot=cast.pilot, opened_on=DAY)
    with pytest.raises(ValidationError) as caught:
        change_obstacle(obstacle=obstacle, severity=3, by=cast.manager, resolved_on=dt.date(2026, 5, 3))
    with pytest.raises(ValidationError):
        add_obstacle(pilot=cast.pilot, code="OB1", severity=3, by=cast.manager, opened_on=DAY)
    assert list(caught.value.message_dict) == ["resolved_on"]


def test_skills_keep_what_is_unset_apart_from_zero(cast: Cast, client: Client) -> None:
    SkillAssessment.objects.create(pilot=cast.pilot, skill="own_skill", required=3, available=1)
    client.force_login(cast.manager)
    client.post(f"{PAGE}skills/", {"required-SK1": "4", "available-SK1": "0", "required-SK2": "2",
                                   "required-own_skill": "3", "available-own_skill": "1"})
    before = reasons()
    client.post(f"{PAGE}skills/", {"required-SK1": "4", "available-SK1": "0", "required-SK2": "2",
                                   "required-own_skill": "3", "available-own_skill": "1"})
    assert list(SkillAssessment.objects.order_by("skill").values_list("skill", "required", "available")) == [
        ("SK1", 4, 0), ("SK2", 2, None), ("own_skill", 3, 1)]
    assert (before, reasons()) == (["skills"], ["skills"])


def test_the_living_lab_items_are_scored_with_evidence(cast: Cast, client: Client) -> None:
    client.force_login(cast.coordinator)
    client.post(f"{PAGE}living-lab/", {"score-LL1": "3", "evidence-LL1": "Minutes are public", "score-LL2": "0"})
    assert list(LivingLabScore.objects.order_by("item").values_list("item", "score", "evidence")) == [
        ("LL1", 3, "Minutes are public"), ("LL2", 0, "")]
    refused = client.post(f"{PAGE}living-lab/", {"score-LL1": "5"})
    assert (refused.status_code, LivingLabScore.objects.get(item="LL1").score) == (200, 3)


def test_who_may_read_sees_numbers_and_no_form_fields(cast: Cast, client: Client) -> None:
    ObstacleFactory(pilot=cast.pilot, opened_on=DAY)
    SkillAssessment.objects.create(pilot=cast.pilot, skill="SK1", required=4, available=1)
    client.force_login(cast.researcher)
    page = client.get(PAGE).content.decode()
    assert [part in page for part in ("Fear that more user involvement is risky", "<select", "Save skills")] == [
        True, False, False]


def test_the_course_of_an_obstacle_is_kept(cast: Cast, client: Client) -> None:
    obstacle = add_obstacle(pilot=cast.pilot, code="OB1", severity=4, by=cast.manager, opened_on=DAY)
    with pytest.raises(ValidationError) as refused:
        change_obstacle(obstacle=obstacle, severity=4, by=cast.manager, resolved_on=DAY)
    change_obstacle(obstacle=obstacle, severity=4, by=cast.manager, countermeasure="Talk")  # nothing moved
    change_obstacle(obstacle=obstacle, severity=2, by=cast.manager)
    change_obstacle(obstacle=obstacle, severity=2, by=cast.manager, resolved_on=dt.date(2026, 6, 1), note="They came")
    change_obstacle(obstacle=obstacle, severity=5, by=cast.manager, note="Back again")
    today = cast.pilot.local_date()
    assert list(refused.value.message_dict) == ["note"]
    assert list(obstacle.notes.order_by("pk").values_list("noted_on", "severity", "is_resolved", "note")) == [
        (DAY, 4, False, ""), (today, 2, False, ""), (dt.date(2026, 6, 1), 2, True, "They came"),
        (today, 5, False, "Back again")]
    client.force_login(cast.manager)
    assert "They came" in client.get(PAGE).content.decode()


def test_resolving_without_a_word_comes_back_with_what_was_typed(cast: Cast, client: Client) -> None:
    obstacle = ObstacleFactory(pilot=cast.pilot, opened_on=DAY)
    client.force_login(cast.manager)
    page = client.post(f"{PAGE}obstacles/{obstacle.pk}/", {
        f"obstacle-{obstacle.pk}-severity": "2", f"obstacle-{obstacle.pk}-resolved_on": "2026-06-01",
        f"obstacle-{obstacle.pk}-countermeasure": "Talk"}).content.decode()
    assert ["Say how it was resolved." in page, 'value="Talk"' in page, 'value="2026-06-01"' in page] == [True] * 3
    obstacle.refresh_from_db()
    assert (obstacle.severity, obstacle.resolved_on) == (3, None)


@pytest.mark.parametrize("number", [1, 3])
def test_the_page_takes_the_same_queries_for_any_number(cast: Cast, client: Client, number: int,
                                                        django_assert_num_queries: Any) -> None:
    for code in range(1, number + 1):
        add_obstacle(pilot=cast.pilot, code=f"OB{code}", severity=4, by=cast.manager, opened_on=DAY)
    client.force_login(cast.manager)
    client.get(PAGE)
    with django_assert_num_queries(9):
        client.get(PAGE)
