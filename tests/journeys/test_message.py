"""A manager invites a group to a session; the person in the mail unsubscribes, and takes it back."""

from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.core import mail

import stakeholders.tasks  # noqa: F401  registers the kind of job
from foundation.jobs import running
from foundation.jobs.models import Job
from stakeholders.models import Consent
from tests.cast import Cast
from tests.factories.engagement import SessionFactory
from tests.factories.messages import reachable
from tests.factories.stakeholders import StakeholderGroupFactory

RULES = {"runOnly": {"type": "tag", "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]}}
pytestmark = pytest.mark.journey


def check(page: Any) -> None:
    """No finding of axe, and nothing wider than a phone."""
    found = Axe().run(page, options=RULES).response["violations"]
    assert [(rule["id"], [node["html"] for node in rule["nodes"]]) for rule in found] == []
    before = page.viewport_size
    page.set_viewport_size({"width": 390, "height": 844})
    assert page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth")
    page.set_viewport_size(before)


def test_invite_a_group_follow_the_status_and_unsubscribe(
    page: Any, live_server: Any, sign_in: Any, cast: Cast, settings: Any,
) -> None:
    settings.BASE_URL = live_server.url
    session = SessionFactory(pilot=cast.pilot, title="River table", status="planned", place="Old Hall")
    group = StakeholderGroupFactory(name={"en": "Boat owners"})
    reachable(cast.pilot).group_memberships.create(group=group)
    reachable(cast.pilot, name="Bo Barred", email="bo@example.org", do_not_contact=True).group_memberships.create(
        group=group)
    reachable(cast.pilot, name="Cy Elsewhere", email="cy@example.org")
    sign_in(cast.manager)

    page.goto(f"{live_server.url}/sessions/{session.pk}/messages/")
    check(page)
    page.get_by_label("Group").select_option("Boat owners")
    page.get_by_role("button", name="Go on").click()
    page.get_by_role("heading", name="1 recipient", exact=True).wait_for()
    page.get_by_text("Do not contact (1)").click()
    assert page.get_by_text("Bo Barred").is_visible()
    assert "Dear Alva Exempel," in page.content()
    assert page.get_by_text("Cy Elsewhere").count() == 0
    check(page)
    page.get_by_role("link", name="Change the text").click()
    page.get_by_label("Subject (English)").fill("Invitation to {session_titel}")
    page.get_by_role("button", name="Save").click()
    assert page.get_by_role("alert").get_by_text("There is no placeholder {session_titel}.").is_visible()
    check(page)
    page.get_by_label("Subject (English)").fill("Invitation to {session_title}")
    page.get_by_role("button", name="Save").click()
    page.get_by_role("button", name="Send to 1 person").click()
    page.get_by_text("Being sent, 1 waiting.").wait_for()
    for job_id in list(Job.objects.filter(state="queued").values_list("pk", flat=True)):
        running.run(str(job_id))
    page.get_by_text("Nothing is waiting.").wait_for()  # the page counts along by itself
    assert page.get_by_role("row", name="Alva Exempel").get_by_text("Sent", exact=True).count() == 1
    assert page.get_by_role("row", name="Bo Barred").get_by_text("Do not contact").count() == 1
    check(page)
    page.goto(f"{live_server.url}/programmes/own/messages/")
    check(page)

    assert [(letter.to, letter.subject) for letter in mail.outbox] == [
        (["alva@example.org"], "Invitation to River table")]
    page.context.clear_cookies()
    page.goto(mail.outbox[0].extra_headers["List-Unsubscribe"].strip("<>"))
    check(page)
    page.get_by_role("button", name="Send me no more mail").click()
    page.get_by_role("heading", name="You have unsubscribed").wait_for()
    assert list(Consent.objects.withdrawn().values_list("stakeholder__contact__name", "withdrawal_channel")) == [
        ("Alva Exempel", "unsubscribe_link")]
    check(page)
    page.get_by_role("button", name="Send me mail again").click()
    page.get_by_role("heading", name="You get mail again").wait_for()
    assert Consent.objects.open().count() == 3
