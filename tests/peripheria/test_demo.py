"""``demo``: idempotent, only among demo people, nothing invented under a real city's name."""

from decimal import Decimal
from io import StringIO

import pytest
from django.core import mail
from django.core.management import CommandError, call_command
from django.db.models import Sum
from django.test import Client
from django.utils import timezone

from engagement.models import Commitment, Session, Spending
from engagement.models.costs import UNDIVIDED
from engagement.spending_sums import by_category, totals_of
from foundation.accounts.models import User
from indicators.models import IndicatorValue
from peripheria.demo_facts import read_facts
from peripheria.demo_people import DEMO_PASSWORD, DEMO_PEOPLE
from pilots.models import CensusShare, ImpactTarget, Membership, Phase, Pilot, Programme
from stakeholders.models import Message, Relationship, Stakeholder
from surveys.models import Response, Wave
from tests.factories.accounts import UserFactory
from tests.peripheria.test_load_world import rows_of_all_tables

pytestmark = [pytest.mark.django_db, pytest.mark.sqlite]


def run_demo() -> str:
    said = StringIO()
    call_command("demo", stdout=said)
    return said.getvalue()


def test_demo_twice_is_demo_once() -> None:
    first = run_demo()
    before = rows_of_all_tables()
    assert run_demo() == first
    assert rows_of_all_tables() == before
    assert User.objects.count() == len(DEMO_PEOPLE)


def test_everybody_of_the_demo_can_sign_in_and_has_a_role() -> None:
    run_demo()
    assert all(User.objects.get(email=person.email).check_password(DEMO_PASSWORD) for person in DEMO_PEOPLE)
    assert sorted(
        Membership.objects.filter(programme__is_demo=True)
        .values_list("user__email", "role", "pilot__external_id")
    ) == sorted((person.email, person.role, person.pilot or None) for person in DEMO_PEOPLE)
    assert sorted(Membership.objects.filter(programme__is_demo=False).values_list("role", flat=True)) == [
        "coordinator", "operator", "researcher",
    ]


def test_demo_refuses_where_somebody_real_has_an_account() -> None:
    UserFactory(email="somebody@city.example")
    before = rows_of_all_tables()
    with pytest.raises(CommandError):
        run_demo()
    assert rows_of_all_tables() == before


def test_no_number_is_invented_under_the_name_of_a_real_city() -> None:
    run_demo()
    documented = read_facts()
    real = Programme.objects.get(is_demo=False)
    pilots = Pilot.objects.filter(programme=real)
    sourced = {entry["city"]: entry.get("population", {}).get("value") for entry in documented["pilots"]}
    assert dict(pilots.values_list("name", "population")) == sourced
    assert set(pilots.values_list("budget", "start_date", "end_date")) == {(None, None, None)}
    of_pilot = (Session, Commitment, Spending, CensusShare, ImpactTarget, Phase, Response, Wave, IndicatorValue)
    found = {model.__name__: model._default_manager.filter(pilot__in=pilots).count() for model in of_pilot}
    assert found == {model.__name__: 0 for model in of_pilot}
    assert set(Stakeholder.objects.filter(programme=real).values_list("kind", flat=True)) == {"organisation"}
    assert all(fact["source"] for pilot in pilots for fact in pilot.facts)
    made_up = set(Pilot.objects.filter(programme__is_demo=True).values_list("name", flat=True))
    assert made_up & set(sourced) == set()
    assert len(made_up) == len(sourced) == 6


def test_the_made_up_programme_has_something_to_do_today_and_surveys_to_answer() -> None:
    run_demo()
    pilot = Pilot.objects.get(programme__is_demo=True, external_id="P001")
    today = pilot.local_date()
    assert pilot.sessions.past_unlogged(today).count() == 2
    assert pilot.sessions.coming(today).count() == 3
    assert pilot.commitments.filter(due_on__lt=today, delivered_on=None).count() == 2
    listed = Wave.objects.accepting(timezone.now()).filter(is_listed=True, pilot=pilot)
    assert sorted(listed.values_list("questionnaire__code", flat=True)) == ["citizen", "session_feedback"]


def test_the_made_up_register_has_names_standing_consents_and_ties_and_the_real_one_none() -> None:
    run_demo()
    real = Stakeholder.objects.filter(programme__is_demo=False)
    made_up = Stakeholder.objects.filter(programme__is_demo=True)

    assert (made_up.filter(contact__isnull=False).count(), real.filter(contact__isnull=False).count()) == (96, 0)
    assert made_up.filter(kind="organisation").count() == 30
    assert not made_up.exclude(contact=None).exclude(contact__email__endswith="@example.org").exists()
    assert made_up.filter(consents__purpose="email").distinct().count() == 72
    assert Relationship.objects.exclude(source__programme__is_demo=True).count() == 0
    assert Relationship.objects.values("source__involvements__pilot").distinct().count() == 6


def test_the_made_up_record_has_hours_costs_and_messages_and_the_real_one_none() -> None:
    run_demo()
    assert set(Spending.objects.values_list("pilot__programme__is_demo", flat=True)) == {True}
    assert set(Message.objects.values_list("programme__is_demo", flat=True)) == {True}
    for pilot in Pilot.objects.filter(programme__is_demo=True):
        totals = totals_of(pilot)
        assert (totals["held"], totals["own"]) == (totals["with_hours"], Decimal("2045.50"))
        assert totals["volunteers"] > 0
        lines = Spending.objects.filter(session__pilot=pilot).order_by().values("session", "session__cost")
        assert all(line["session__cost"] == line["sum"] for line in lines.annotate(sum=Sum("amount")))
        assert {name for name, _amount in by_category(pilot, totals["spent"])} == {
            "venue", "catering", "materials", "facilitation", "access", "compensation", "communication",
            "technology", "travel", UNDIVIDED}
        states = Message.objects.filter(pilot=pilot).with_counts().order_by("kind")
        assert list(states.values_list("kind", "state", "sent_count", "failed_count", "skipped_count")) == [
            ("invitation", "released", 11, 1, 4), ("thank_you", "released", 12, 0, 4),
            ("what_became", "draft", 0, 0, 0)]
    assert mail.outbox == []


def test_the_pages_of_costs_and_messages_show_it(client: Client) -> None:
    run_demo()
    client.force_login(User.objects.get(email="manager@example.org"))
    pilot = Pilot.objects.get(programme__is_demo=True, external_id="P001")
    costs = client.get(f"/pilots/{pilot.slug}/costs/").content.decode()
    assert ("Survey tablets" in costs, "Rooms and equipment" in costs) == (True, True)
    for message in Message.objects.filter(pilot=pilot):
        assert client.get(message.get_absolute_url()).status_code == 200
