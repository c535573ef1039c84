"""Failures on Today: until a later job of the same kind and place has made them good."""

import uuid
from typing import Any

from django.test import Client

from foundation.jobs.models import Job
from tests.cast import Cast


def job(cast: Cast, kind: str, state: str, pilot_id: Any = None, message: str = "") -> None:
    Job.objects.create(kind=kind, state=state, programme_id=cast.programme.pk, pilot_id=pilot_id, message=message,
                       claim=uuid.uuid4())


def test_a_failure_goes_when_it_has_been_made_good(cast: Cast, client: Client) -> None:
    here, there = cast.pilot.pk, cast.other_pilot.pk
    job(cast, "indicators.compute_pilot", "failed", here, "mended here")
    job(cast, "indicators.compute_pilot", "failed", there, "still failed there")
    job(cast, "indicators.compare_pilots", "failed", None, "mended comparison")
    job(cast, "reports.make", "done")
    job(cast, "reports.make", "failed", None, "report failed after")
    job(cast, "indicators.compute_pilot", "done", here)
    job(cast, "indicators.compare_pilots", "done")
    client.force_login(cast.coordinator)

    page = client.get("/today/").content.decode()

    told = ("mended here", "still failed there", "mended comparison", "report failed after",
            "A report could not be made", "The numbers of a pilot could not be computed")
    assert [words in page for words in told] == [False, True, False, True, True, True]
