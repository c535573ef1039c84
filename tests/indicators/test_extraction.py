"""Rows to samples: the number of statements does not grow with the data, nor does a row per answer reach Python."""

import tracemalloc
import uuid
from collections import defaultdict
from datetime import date
from typing import Any

import pytest

from engagement.models import Attendance
from indicators.extraction import extract_pilot, method_units
from indicators.periods import quarter_of
from peripheria.world.loading import load_world
from pilots.models import Pilot
from stakeholders.models import GroupMembership
from surveys.actions.fold import rebuild_counts
from surveys.models import AnswerCount, ConstructAnswer, Response, Wave
from tests.indicators.worlds import shared

pytestmark = [pytest.mark.django_db, pytest.mark.sqlite]
STATEMENTS = 40


def largest_pilot(world: str) -> Pilot:
    load_world(folder=shared(f"world/{world}"), name=world)
    return Pilot.objects.select_related("programme").get(programme__name=world, external_id="P001")


@pytest.mark.parametrize("world", ["mini", "small"])
def test_a_pilot_is_read_in_as_many_statements_whatever_its_size(
    world: str, django_assert_num_queries: Any
) -> None:
    pilot = largest_pilot(world)

    with django_assert_num_queries(STATEMENTS):
        extract_pilot(pilot)


def peak_of_reading(pilot: Pilot) -> int:
    """Bytes of Python memory at the highest point."""
    tracemalloc.start()
    try:
        extract_pilot(pilot)
        return tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()


def test_memory_does_not_grow_with_answers() -> None:
    pilot = largest_pilot("mini")
    extract_pilot(pilot)
    before = peak_of_reading(pilot)

    add_answers(pilot, 4000)

    assert sum(session.ratings for session in extract_pilot(pilot).sessions) > 4000
    assert peak_of_reading(pilot) < before + 100_000


def add_answers(pilot: Pilot, count: int) -> None:
    """Copies of a rating of a session, each under a response of its own."""
    pattern = ConstructAnswer.objects.select_related("response").filter(
        pilot=pilot, construct="method_rating", value__isnull=False, session__isnull=False
    )[0]
    responses, answers = [], []
    for _ in range(count):
        response = Response(**{**values_of(pattern.response), "id": uuid.uuid4()})
        responses.append(response)
        answers.append(ConstructAnswer(**{**values_of(pattern), "id": None, "response_id": response.pk}))
    Response.objects.bulk_create(responses)
    ConstructAnswer.objects.bulk_create(answers)
    rebuild_counts(pattern.response.wave)


def values_of(row: Any) -> dict[str, Any]:
    return {field.attname: getattr(row, field.attname) for field in row._meta.concrete_fields}


def test_units_are_session_means() -> None:
    pilot = largest_pilot("mini")
    sample = extract_pilot(pilot)

    units = method_units(sample)["method_rating"]

    rated = [session for session in sample.sessions if session.ratings]
    assert sum(row["units"] for row in units.values()) == len(rated)
    assert sum(row["answers"] for row in units.values()) == sum(session.ratings for session in rated)
    for method, row in units.items():
        means = [s.rating_sum / s.ratings for s in rated if s.method == method]
        assert row["mean"] == pytest.approx(sum(means) / len(means))


def test_people_of_a_period_are_those_of_its_rows() -> None:
    pilot = largest_pilot("mini")
    rows = Attendance.objects.filter(
        session__pilot=pilot, session__status="held", present=True, session__held_on__lte=pilot.programme.data_cutoff
    ).select_related("session", "stakeholder").order_by("stakeholder", "session__held_on")
    expected: dict[str, dict[int, list[Any]]] = defaultdict(dict)
    for row in rows:
        day, person = row.session.held_on, row.stakeholder
        hours = (row.session.duration_hours if row.hours is None else row.hours) or 0.0
        for period in [quarter_of(day), *([f"phase:{row.session.phase}"] if row.session.phase else [])]:
            times, total, first, *_rest = expected[period].get(person.pk, [0, 0.0, day])
            expected[period][person.pk] = [
                times + 1, total + hours, first, day, person.helix, person.district or None
            ]

    found = extract_pilot(pilot).people_by_period

    got = {period: zip(
        people.sessions, map(pytest.approx, people.hours), people.first, people.last, people.helix,
        people.attributes["district"], strict=True,
    ) for period, people in found.items()}
    assert {period: list(map(list, people)) for period, people in got.items()} == {
        period: list(people.values()) for period, people in expected.items()
    }


def test_groups_have_those_of_their_members_who_came() -> None:
    pilot = largest_pilot("mini")
    came = sorted(set(Attendance.objects.filter(
        session__pilot=pilot, session__status="held", present=True, session__held_on__lte=pilot.programme.data_cutoff
    ).values_list("stakeholder", flat=True)))
    members = GroupMembership.objects.filter(stakeholder__in=came).values_list("group__code", "stakeholder")
    expected: dict[str, set[int]] = defaultdict(set)
    for code, key in members:
        expected[code].add(came.index(key))

    assert extract_pilot(pilot).groups == expected != {}


def test_answers_are_told_apart_by_the_kind_of_wave_that_asked() -> None:
    pilot = largest_pilot("mini")
    sample = extract_pilot(pilot)
    assert sample.items_by_wave == {"endline": sample.items}

    asked = Wave.objects.get(pilot=pilot, questionnaire__code="citizen")
    first = Wave.objects.create(pilot=pilot, questionnaire=asked.questionnaire, version=asked.version,
                                kind="baseline", slug="first")
    AnswerCount.objects.create(wave=first, family=1, question_code="clarity", period="2025-01", value="2", n=7)
    both = extract_pilot(pilot)

    (clarity,) = both.items_by_wave["baseline"]
    assert (clarity.question, clarity.answers.n, clarity.answers.moments()[0]) == ("clarity", 7, 2)
    assert both.items_by_wave["endline"] == sample.items
    assert {i.question: i.answers.n for i in both.items}["clarity"] == 7 + {
        i.question: i.answers.n for i in sample.items
    }["clarity"]


def test_answers_of_months_after_the_cut_off_do_not_count_in_anything() -> None:
    pilot = largest_pilot("mini")

    def counted() -> list[bool]:
        sample = extract_pilot(pilot)
        return [
            any(one.started for one in sample.surveys), any(sum(one.answers.counts) for one in sample.scales),
            any(one.answers.n for one in sample.items), any(one.respondents for one in sample.weighted),
        ]

    before = counted()
    pilot.programme.data_cutoff = date(2000, 1, 1)
    assert (before, counted()) == ([True] * 4, [False] * 4)
