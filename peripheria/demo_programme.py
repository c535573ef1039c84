"""The badged programme of six cities that do not exist, from the files of ``demo_world``."""

from datetime import timedelta
from pathlib import Path

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from engagement.choices import CommitmentDecision, SessionStatus
from engagement.models import Commitment, Contribution, Decision, Method, Session
from peripheria import demo_texts
from peripheria.demo_record import fill_record
from peripheria.demo_register import fill_register
from peripheria.world.loading import load_world
from pilots.actions.changes import note_change
from pilots.models import Pilot, Programme
from surveys.models import Wave

NAME = "Made-up cities (demo)"
# days from today of planned sessions; those in the past wait for somebody to say how they went
PLANNED = (-6, -2, 1, 4, 12)
# days from today by which a commitment is due
DUE = (-9, -3, 2, 6, 13, 30, 45)


@transaction.atomic
def create_made_up_programme() -> Programme:
    """The programme with its data; one that is there already is returned as it is."""
    found = Programme.objects.filter(name=NAME).first()
    if found is not None:
        return found
    folder = Path(settings.BASE_DIR) / "peripheria" / "demo_world"
    programme = load_world(folder=folder, name=NAME).programme
    programme.is_demo = programme.is_public = True
    programme.description = {
        "en": "Six cities that do not exist, with made-up data to try the application with."
    }
    programme.save(update_fields=["is_demo", "is_public", "description"])
    programme.pilots.update(is_public=True, tagline={"en": "A made-up city"}, population_source="made up")
    Wave.objects.filter(
        pilot__programme=programme, questionnaire__code__in=["session_feedback", "citizen"]
    ).update(is_published=True, is_listed=True)
    _give_texts(programme)
    for pilot in programme.pilots.order_by("external_id"):
        fill_register(pilot)
        _plan_around_today(pilot)
        fill_record(pilot)
    return programme


def _give_texts(programme: Programme) -> None:
    contributions = list(Contribution.objects.filter(programme=programme).order_by("pk"))
    for at, contribution in enumerate(contributions):
        contribution.text = demo_texts.CONTRIBUTIONS[at % len(demo_texts.CONTRIBUTIONS)]
        contribution.reason = demo_texts.REASONS.get(contribution.reason, contribution.reason)
    Contribution.objects.bulk_update(contributions, ["text", "reason"], batch_size=200)
    decisions = list(Decision.objects.filter(programme=programme).order_by("pk"))
    for at, decision in enumerate(decisions):
        decision.title = demo_texts.DECISIONS[at % len(demo_texts.DECISIONS)]
    Decision.objects.bulk_update(decisions, ["title"], batch_size=200)
    commitments = list(Commitment.objects.filter(programme=programme).order_by("pk"))
    for at, commitment in enumerate(commitments):
        commitment.text = demo_texts.COMMITMENTS[at % len(demo_texts.COMMITMENTS)]
    Commitment.objects.bulk_update(commitments, ["text"], batch_size=200)
    for pilot in programme.pilots.order_by("external_id"):
        _follow_up(pilot)


def _follow_up(pilot: Pilot) -> None:
    """Lead some contributions to decisions and promises, and publish what people were told."""
    decisions = list(pilot.decisions.filter(decided_on__isnull=False).order_by("decided_on"))
    contributions = list(pilot.contributions.order_by("received_on", "pk"))
    promises = list(pilot.commitments.filter(raised_on__isnull=False, decided_by=None).order_by("raised_on", "pk"))
    waiting = [row for row in contributions if row.status in ("accepted", "accepted_in_part", "implemented")]
    for decision in decisions:
        before = [row for row in waiting if row.received_on and row.received_on <= decision.decided_on][:2]
        waiting = [row for row in waiting if row not in before]
        for row in before:
            row.decision = decision
        promise = next((row for row in promises if row.raised_on >= decision.decided_on), None)
        if before and promise:
            promise.decided_by = decision
            promises.remove(promise)
            promise.save(update_fields=["decided_by"])
    for row in contributions:
        if row.answered_on and (row.reason or row.status not in ("rejected", "out_of_scope")):
            row.public_text, row.public_reason, row.published_at = row.text, row.reason, timezone.now()
            row.told_channel = "email"
    pilot.contributions.bulk_update(
        contributions, ["decision", "public_text", "public_reason", "published_at", "told_channel"], batch_size=200)


def _plan_around_today(pilot: Pilot) -> None:
    """Sessions and commitments near today, so that the first page has something to do."""
    today = pilot.local_date()
    methods = list(Method.objects.filter(sessions__pilot=pilot).distinct().order_by("code"))
    for at, days in enumerate(PLANNED):
        Session.objects.create(
            programme_id=pilot.programme_id,
            pilot=pilot,
            method=methods[at % len(methods)],
            title=demo_texts.SESSIONS[at],
            status=SessionStatus.PLANNED,
            held_on=today + timedelta(days=days),
            external_id=f"demo-{pilot.external_id}-{at}",
            channel="onsite",
            level=3,
            promised_level=3,
        )
    for at, days in enumerate(DUE):
        Commitment.objects.create(
            programme_id=pilot.programme_id,
            pilot=pilot,
            external_id=f"demo-{pilot.external_id}-{at}",
            text=demo_texts.COMMITMENTS[at],
            owner=demo_texts.OWNERS[at % len(demo_texts.OWNERS)],
            decision=CommitmentDecision.ACCEPTED,
            raised_on=today - timedelta(days=20),
            decided_on=today - timedelta(days=14),
            due_on=today + timedelta(days=days),
        )
    note_change(pilot=pilot, reason="demo")
