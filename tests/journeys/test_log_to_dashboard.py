"""What a manager logs stands on the pilot's dashboard once the job has run."""

import re
from typing import Any

import pytest

from foundation.accounts.models import User
from foundation.jobs.models import Job
from foundation.jobs.running import run
from peripheria import celery_app
from pilots.choices import Role
from tests.factories.accounts import UserFactory
from tests.factories.engagement import MethodFactory
from tests.factories.pilots import MembershipFactory, PilotFactory

pytestmark = pytest.mark.journey


@pytest.fixture
def manager(transactional_db: None) -> User:
    MethodFactory(code="world_cafe", name={"en": "World Café"})
    pilot = PilotFactory(programme__slug="city", slug="city-here", name="Here")
    user = UserFactory(email="manager@example.org", name="Manager")
    user.set_password("long-and-plain-words")
    user.save()
    MembershipFactory(programme=pilot.programme, pilot=pilot, user=user, role=Role.MANAGER)
    return user


def test_a_logged_session_with_attendance_reaches_the_dashboard(page: Any, live_server: Any, manager: User) -> None:
    page.goto(f"{live_server.url}/account/login/?next=/programmes/city/sessions/log/")
    page.get_by_label("Email").or_(page.get_by_label("E-mail")).first.fill("manager@example.org")
    page.get_by_label("Password").first.fill("long-and-plain-words")
    page.get_by_role("main").get_by_role("button", name="Sign in").click()
    page.get_by_role("radio", name="World Café", exact=True).click()
    page.get_by_role("radio", name="2 h", exact=True).click()
    page.locator("[name=head_count]").fill("24")
    page.get_by_role("button", name="Save session").click()
    page.wait_for_url(re.compile(r"/sessions/\d+/$"))
    before = sessions_held_on_dashboard(page, live_server)

    finish_the_jobs()

    assert (before, sessions_held_on_dashboard(page, live_server), attendance_on_dashboard(page)) == (None, "1", "24")


def finish_the_jobs() -> None:
    """Do what the worker does, until nothing waits: the map jobs ask for the reduce job."""
    celery_app.loader.import_default_modules()  # as a worker does at its start
    while waiting := list(Job.objects.unfinished().values_list("pk", flat=True)):
        for key in waiting:
            run(str(key))


def sessions_held_on_dashboard(page: Any, live_server: Any) -> str | None:
    """The value beside "Sessions held" in the table of indicators; None while nothing is computed."""
    page.goto(f"{live_server.url}/pilots/city-here/dashboard/")
    return value_beside(page, "Sessions held")


def attendance_on_dashboard(page: Any) -> str | None:
    return value_beside(page, "Attendance per session")


def value_beside(page: Any, indicator: str) -> str | None:
    row = page.locator("table tr").filter(has=page.get_by_role("rowheader", name=indicator))
    return row.locator("td").first.inner_text().split()[0] if row.count() else None
