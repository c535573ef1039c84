"""Rows to samples: the number of statements does not grow with the data, nor does a row per answer reach Python."""

import tracemalloc
import uuid
from typing import Any

import pytest

from indicators.extraction import extract_pilot, method_units
from peripheria.world.loading import load_world
from pilots.models import Pilot
from surveys.actions.fold import rebuild_counts
from surveys.models import ConstructAnswer, Response
from tests.indicators.worlds import shared

pytestmark = [pytest.mark.django_db, pytest.mark.sqlite]
STATEMENTS = 41


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
