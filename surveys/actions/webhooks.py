"""Tell addresses of events: store one delivery for each, send it after commit, try again, give up visibly."""

import http.client
import logging
import uuid
from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from celery import current_app
from django.db import transaction
from django.db.models import F, Q, QuerySet
from django.utils import timezone

from foundation.audit.record import record
from foundation.jobs.running import deliver
from pilots.models import Programme
from surveys.actions.publish import hash_of
from surveys.choices import DeliveryState, WebhookEvent
from surveys.models import Response, Wave, Webhook, WebhookDelivery
from surveys.webhooks import RefusedAddressError, body_of, checked_address, secret_of, send

log = logging.getLogger(__name__)
SEND = "surveys.send_delivery"
WAITS = (60, 300, 1800, 7200, 28800, 86400)  # seconds after the first, second … failed attempt; then given up
CLAIMED = timedelta(minutes=2)  # nobody else sends meanwhile
CLOSED_SINCE = timedelta(days=7)  # waves that closed longer ago are announced no more
DUE_AT_ONCE = 100


@transaction.atomic
def add_webhook(*, programme: Programme, address: str, events: list[str], by: Any) -> tuple[Webhook, str]:
    """Store an address and return it with its secret, which is shown this once. Raises RefusedAddressError."""
    checked_address(address)
    webhook = Webhook.objects.create(programme=programme, address=address, events=sorted(set(events)))
    record("webhook.add", webhook, by=by, events=webhook.events)
    return webhook, secret_of(webhook.nonce)


@transaction.atomic
def renew_secret(*, webhook: Webhook, by: Any) -> str:
    """Make the old secret worthless and return a new one."""
    webhook.nonce = uuid.uuid4()
    webhook.save(update_fields=["nonce"])
    record("webhook.renew", webhook, by=by)
    return secret_of(webhook.nonce)


@transaction.atomic
def delete_webhook(*, webhook: Webhook, by: Any) -> None:
    """Send nothing there any more, and forget what was sent."""
    record("webhook.delete", webhook, by=by)
    webhook.delete()


@transaction.atomic
def announce(*, programme_id: int, event: str, subject: str, data: Mapping[str, Any]) -> int:
    """Store a delivery of an event for every address that wants it; returns how many. The same event twice is one.

    subject: names the event among those of its kind; only its hash is kept. data: no personal data. Sent after commit.
    """
    wanted = [one for one in Webhook.objects.filter(programme=programme_id, is_active=True) if event in one.events]
    if not wanted:
        return 0
    key = hash_of({"event": event, "subject": subject})
    before = set(WebhookDelivery.objects.filter(webhook__in=wanted, key=key).values_list("webhook_id", flat=True))
    WebhookDelivery.objects.bulk_create(
        (WebhookDelivery(webhook=one, event=event, key=key, data=dict(data), next_at=timezone.now()) for one in wanted),
        ignore_conflicts=True,
    )
    for pk in WebhookDelivery.objects.filter(webhook__in=wanted, key=key).exclude(
            webhook__in=before).values_list("pk", flat=True):
        transaction.on_commit(lambda pk=pk: deliver(current_app.signature(SEND), pk))  # type: ignore[misc]
    return len(wanted) - len(before)


def announce_response(response: Response) -> int:
    """Say that a response came in: to which survey, and nothing of what it says or who gave it."""
    programme = response.wave.pilot.programme_id
    if not Webhook.objects.filter(programme=programme, is_active=True).exists():
        return 0  # the usual case, and this one is on the way of every response
    return announce(programme_id=programme, event=WebhookEvent.RESPONSE,
                    subject=str(response.pk), data=_about(response.wave))


def announce_comparison(*, programme: Programme, subject: str) -> int:
    """Say that the comparison of a programme was computed; subject: a name of this computation, such as its job."""
    return announce(programme_id=programme.pk, event=WebhookEvent.COMPARISON, subject=subject,
                    data={"programme": programme.slug})


def announce_closed_waves() -> int:
    """Say of waves that have closed in the last days that they have, once each; returns how many messages that made."""
    now = timezone.now()
    listening = Webhook.objects.filter(is_active=True).values("programme")
    closed = Wave.objects.filter(
        is_published=True, closes_at__lte=now, closes_at__gt=now - CLOSED_SINCE, pilot__programme__in=listening
    ).select_related("pilot__programme")
    return sum(
        announce(programme_id=wave.pilot.programme_id, event=WebhookEvent.CLOSED,
                 subject=f"{wave.pk} {wave.closes_at:%Y-%m-%dT%H:%M:%S}", data=_about(wave))
        for wave in closed
    )


def _about(wave: Wave) -> dict[str, str]:
    return {"programme": wave.pilot.programme.slug, "pilot": wave.pilot.slug, "survey": wave.slug}


def send_delivery(pk: int) -> bool:
    """Send one delivery if it waits and its time has come; whether it arrived. May run twice: one run sends."""
    now = timezone.now()
    waiting = WebhookDelivery.objects.filter(pk=pk, state=DeliveryState.WAITING, webhook__is_active=True)
    due = waiting.filter(Q(next_at__isnull=True) | Q(next_at__lte=now))
    if not due.update(next_at=now + CLAIMED, attempts=F("attempts") + 1):
        return False
    delivery = WebhookDelivery.objects.select_related("webhook").get(pk=pk)
    status, problem, is_final = _attempt(delivery)
    if status is not None and 200 <= status < 300:
        _store(delivery, state=DeliveryState.SENT, status=status, problem="", sent_at=timezone.now(), next_at=None)
        return True
    if is_final or delivery.attempts > len(WAITS):
        _store(delivery, state=DeliveryState.FAILED, status=status, problem=problem, next_at=None)
        return False
    wait = WAITS[delivery.attempts - 1]
    _store(delivery, status=status, problem=problem, next_at=timezone.now() + timedelta(seconds=wait))
    return False


def _attempt(delivery: WebhookDelivery) -> tuple[int | None, str, bool]:
    """Status of the answer, what went wrong, and whether trying again is of no use."""
    body = body_of(delivery.event, delivery.key, delivery.created_at.isoformat(), delivery.data)
    webhook = delivery.webhook
    try:
        status = send(webhook.address, secret_of(webhook.nonce), delivery.event, delivery.key, body)
    except RefusedAddressError as error:
        return None, f"refused: {error}", str(error) != "unknown"
    except (OSError, http.client.HTTPException, ValueError) as error:
        log.info("Delivery %s did not arrive: %s", delivery.pk, error)
        return None, type(error).__name__[:200], False
    return status, "" if 200 <= status < 300 else f"HTTP {status}", status == http.client.GONE


def _store(delivery: WebhookDelivery, **fields: Any) -> None:
    WebhookDelivery.objects.filter(pk=delivery.pk).update(**fields)


def _due() -> "QuerySet[WebhookDelivery]":
    return WebhookDelivery.objects.filter(
        state=DeliveryState.WAITING, next_at__lte=timezone.now(), webhook__is_active=True)


def has_due_deliveries() -> bool:
    """Whether something waits whose time has come."""
    return _due().exists()


def send_due() -> int:
    """Send what waits and whose time has come, whatever became of the task that should have; returns how many
    arrived."""
    return sum(send_delivery(pk) for pk in _due().order_by("next_at").values_list("pk", flat=True)[:DUE_AT_ONCE])


@transaction.atomic
def send_again(*, delivery: WebhookDelivery, by: Any) -> None:
    """Begin anew with a delivery that arrived or was given up; the receiver knows it by its key."""
    again = WebhookDelivery.objects.filter(pk=delivery.pk).exclude(state=DeliveryState.WAITING)
    if again.update(state=DeliveryState.WAITING, attempts=0, next_at=timezone.now(), problem=""):
        record("webhook.again", delivery.webhook, by=by, key=delivery.key)
        transaction.on_commit(lambda: deliver(current_app.signature(SEND), delivery.pk))
