"""The coordinator publishes a consent text; consents are recorded, grow outdated, are renewed and withdrawn."""

import datetime as dt
from typing import Any

import pytest

from stakeholders.models import Consent, Stakeholder
from tests.cast import Cast
from tests.factories.messages import ConsentFactory, ConsentTextFactory
from tests.factories.stakeholders import ContactDetailsFactory, InvolvementFactory
from tests.journeys.test_message import check

pytestmark = pytest.mark.journey


def person(cast: Cast, name: str, **consent: Any) -> Stakeholder:
    stakeholder: Stakeholder = InvolvementFactory(pilot=cast.pilot).stakeholder
    ContactDetailsFactory(stakeholder=stakeholder, name=name)
    if consent:
        ConsentFactory(stakeholder=stakeholder, **consent)
    return stakeholder


def test_publish_a_text_and_keep_the_ledger(page: Any, live_server: Any, sign_in: Any, cast: Cast) -> None:
    ConsentTextFactory(programme=cast.programme, version="1", texts={"en": "You may write to me."})
    person(cast, "Alva Exempel", version="1", evidence="Folder 3", given_on=dt.date(2026, 1, 5))
    person(cast, "Bo Exempel")
    person(cast, "Cy Exempel", version="1", withdrawn_on=dt.date(2026, 6, 1), withdrawal_channel="email")
    sign_in(cast.coordinator)

    page.goto(f"{live_server.url}/programmes/own/consents/")
    check(page)
    page.get_by_role("link", name="Consent texts").click()
    check(page)
    page.get_by_role("link", name="New version").click()
    page.get_by_label("Contact by e-mail").check()
    page.get_by_label("Text in English").fill("You may write to me once a month.")
    check(page)
    page.get_by_role("button", name="Publish").click()
    page.get_by_role("heading", name="Contact by e-mail – version 2").wait_for()
    check(page)
    page.goto(f"{live_server.url}/programmes/own/consents/")
    assert page.get_by_role("row", name="Alva Exempel").get_by_text("Given to an older text").is_visible()
    check(page)
    page.get_by_role("link", name="Alva Exempel").click()
    check(page)
    page.get_by_role("link", name="Renew Contact by e-mail").click()
    page.get_by_label("In person").check()
    check(page)
    page.get_by_role("button", name="Save").click()
    page.get_by_text("Renewed on").wait_for()
    page.get_by_role("link", name="Withdraw Contact by e-mail").click()
    page.get_by_label("By e-mail", exact=True).check()
    page.get_by_role("button", name="Save").click()
    page.get_by_text("Withdrawn on").wait_for()
    check(page)
    assert list(Consent.objects.filter(stakeholder__contact__name="Alva Exempel").order_by("pk").values_list(
        "version", "channel", "evidence", "withdrawal_channel")) == [
        ("1", "paper", "Folder 3", ""), ("2", "in_person", "", "email")]
