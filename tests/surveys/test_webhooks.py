"""Addresses told of events: signed, once, after commit, again with back-off, never inside a network."""

import datetime as dt
import hashlib
import hmac
import json
import threading
import uuid
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest
from django.db import transaction
from django.test import Client
from django.utils import timezone

from surveys.actions.submit import submit_response
from surveys.actions.webhooks import (
    WAITS,
    add_webhook,
    announce_closed_waves,
    announce_comparison,
    announce_response,
    renew_secret,
    send_again,
    send_delivery,
    send_due,
)
from surveys.models import Response, Wave, Webhook, WebhookDelivery
from surveys.tasks import fold, tell
from surveys.webhooks import RefusedAddressError, checked_address, is_public, public_address, secret_of, signature
from tests.cast import Cast
from tests.factories.surveys import ALL_TYPES, make_wave

EVENTS = ["response.accepted", "wave.closed", "comparison.computed"]


class Receiver:
    """A real HTTP server on this machine that writes down what it is sent."""

    def __init__(self) -> None:
        self.got: list[tuple[dict[str, str], bytes]] = []
        self.statuses: list[int] = []
        receiver = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["Content-Length"]))
                receiver.got.append((dict(self.headers), body))
                self.send_response(receiver.statuses.pop(0) if receiver.statuses else 204)
                self.send_header("Location", f"{receiver.address}elsewhere")
                self.end_headers()

            def log_message(self, *args: Any) -> None:
                """Say nothing."""

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.address = f"http://127.0.0.1:{self.server.server_address[1]}/hook?from=here"
        self.thread = threading.Thread(target=self.server.serve_forever, daemon=True)
        self.thread.start()


@pytest.fixture
def receiver(settings: Any) -> Iterator[Receiver]:
    settings.WEBHOOKS_MAY_CALL_PRIVATE_ADDRESSES = True
    found = Receiver()
    yield found
    found.server.shutdown()
    found.server.server_close()
    found.thread.join()


def told(cast: Cast, receiver: Receiver, events: list[str] | None = None) -> tuple[Webhook, str]:
    return add_webhook(programme=cast.programme, address=receiver.address, events=events or EVENTS,
                       by=cast.coordinator)


def answered(cast: Cast) -> Response:
    wave = make_wave(pilot=cast.pilot, document=ALL_TYPES)
    key = uuid.uuid4()
    submit_response(wave=wave, response_id=key, answers={"travel": "foot", "idea": "Own words"})
    return Response.objects.select_related("wave__pilot__programme").get(pk=key)


def test_a_response_is_told_once_signed_and_without_anything_personal(cast: Cast, receiver: Receiver) -> None:
    _webhook, secret = told(cast, receiver)
    response = answered(cast)
    assert announce_response(response) == 0  # taking it in has told it
    assert (send_due(), send_due()) == (1, 0)
    ((headers, body),) = receiver.got
    document = json.loads(body)
    assert (document["event"], document["data"]) == (
        "response.accepted", {"programme": "own", "pilot": "own-here", "survey": response.wave.slug})
    assert sorted(document) == ["data", "event", "happened_at", "id"]
    assert str(response.pk) not in body.decode()
    signed = hmac.new(secret.encode(), f"{headers['X-Peripheria-Timestamp']}.".encode() + body, hashlib.sha256)
    assert headers["X-Peripheria-Signature"] == f"v1={signed.hexdigest()}"
    assert (headers["X-Peripheria-Event"], headers["X-Peripheria-Delivery"]) == ("response.accepted", document["id"])
    assert abs(int(headers["X-Peripheria-Timestamp"]) - timezone.now().timestamp()) < 60
    delivery = WebhookDelivery.objects.get()
    assert (delivery.state, delivery.status, delivery.attempts) == ("sent", 204, 1)


def test_the_signature_covers_secret_moment_and_body() -> None:
    one = signature("secret", 1, b"body")
    assert one == "v1=" + hmac.new(b"secret", b"1.body", "sha256").hexdigest()
    assert one not in {signature("other", 1, b"body"), signature("secret", 2, b"body"), signature("secret", 1, b"bodx")}


def test_an_event_that_is_rolled_back_is_told_to_nobody(cast: Cast, receiver: Receiver) -> None:
    response = answered(cast)
    told(cast, receiver)
    with transaction.atomic():
        announce_response(response)
        transaction.set_rollback(True)
    assert (send_due(), receiver.got, WebhookDelivery.objects.count()) == (0, [], 0)


def test_only_what_is_wanted_by_the_own_programme_is_told(cast: Cast, receiver: Receiver) -> None:
    told(cast, receiver, ["wave.closed"])
    add_webhook(programme=cast.foreign_pilot.programme, address=receiver.address, events=EVENTS, by=None)
    unused, _secret = told(cast, receiver)
    Webhook.objects.filter(pk=unused.pk).update(is_active=False)
    assert (announce_response(answered(cast)), send_due(), receiver.got) == (0, 0, [])


def test_a_closed_wave_and_a_comparison_are_told_once(cast: Cast, receiver: Receiver) -> None:
    told(cast, receiver)
    now = timezone.now()
    for slug, hours in (("closed", -1), ("open", 1), ("long-ago", -24 * 8)):
        make_wave(pilot=cast.pilot, slug=slug, closes_at=now + dt.timedelta(hours=hours))
    assert (announce_closed_waves(), announce_closed_waves()) == (1, 0)
    assert [announce_comparison(programme=cast.programme, subject="job-1") for _ in range(2)] == [1, 0]
    assert announce_comparison(programme=cast.programme, subject="job-2") == 1
    assert send_due() == 3
    told_of = sorted((json.loads(body)["event"], json.loads(body)["data"].get("survey")) for _h, body in receiver.got)
    assert told_of == [("comparison.computed", None)] * 2 + [("wave.closed", "closed")]


def test_what_does_not_arrive_is_tried_again_later_and_given_up_visibly(cast: Cast, receiver: Receiver) -> None:
    told(cast, receiver)
    announce_response(answered(cast))
    receiver.statuses = [500] * (len(WAITS) + 1)
    delivery = WebhookDelivery.objects.get()
    waits = []
    for _attempt in WAITS:
        assert (send_delivery(delivery.pk), send_delivery(delivery.pk)) == (False, False)
        delivery.refresh_from_db()
        waits.append(round((delivery.next_at - timezone.now()).total_seconds(), -1))
        assert (delivery.state, delivery.problem) == ("waiting", "HTTP 500")
        WebhookDelivery.objects.update(next_at=timezone.now())
    assert waits == [float(wait) for wait in WAITS]
    send_delivery(delivery.pk)
    delivery.refresh_from_db()
    assert (delivery.state, delivery.attempts, delivery.next_at) == ("failed", 7, None)
    assert (send_due(), len(receiver.got)) == (0, 7)
    send_again(delivery=delivery, by=cast.coordinator)
    assert send_due() == 1
    delivery.refresh_from_db()
    assert (delivery.state, delivery.attempts) == ("sent", 1)
    assert len({headers["X-Peripheria-Delivery"] for headers, _body in receiver.got}) == 1


def test_redirects_are_not_followed(cast: Cast, receiver: Receiver) -> None:
    told(cast, receiver)
    announce_response(answered(cast))
    receiver.statuses = [302]
    assert send_due() == 0
    delivery = WebhookDelivery.objects.get()
    assert (len(receiver.got), delivery.problem, delivery.state) == (1, "HTTP 302", "waiting")


def test_a_receiver_that_is_gone_is_not_asked_again(cast: Cast, receiver: Receiver) -> None:
    told(cast, receiver)
    announce_response(answered(cast))
    receiver.statuses = [410]
    assert send_due() == 0
    assert WebhookDelivery.objects.get().state == "failed"


def test_a_server_that_is_down_is_tried_again(cast: Cast, receiver: Receiver) -> None:
    webhook, _secret = told(cast, receiver)
    Webhook.objects.filter(pk=webhook.pk).update(address="http://127.0.0.1:9/")
    announce_response(answered(cast))
    assert send_due() == 0
    delivery = WebhookDelivery.objects.get()
    assert (delivery.state, delivery.problem) == ("waiting", "ConnectionRefusedError")


def test_one_of_two_workers_sends(cast: Cast, receiver: Receiver) -> None:
    told(cast, receiver)
    announce_response(answered(cast))
    WebhookDelivery.objects.update(next_at=timezone.now() + dt.timedelta(minutes=2))  # claimed by another
    assert (send_delivery(WebhookDelivery.objects.get().pk), receiver.got) == (False, [])


def test_loopback_is_refused_unless_the_setting_allows_it(cast: Cast, receiver: Receiver, settings: Any) -> None:
    webhook, _secret = told(cast, receiver)
    announce_response(answered(cast))
    settings.WEBHOOKS_MAY_CALL_PRIVATE_ADDRESSES = False
    Webhook.objects.filter(pk=webhook.pk).update(address=receiver.address.replace("http:", "https:"))
    assert (send_due(), receiver.got) == (0, [])
    delivery = WebhookDelivery.objects.get()
    assert (delivery.state, delivery.problem) == ("failed", "refused: private")


@pytest.mark.parametrize(("number", "is_open"), [
    ("8.8.8.8", True), ("2a00:1450:4001::1", True), ("127.0.0.1", False), ("10.1.2.3", False), ("172.16.0.1", False),
    ("192.168.1.1", False), ("169.254.169.254", False), ("100.64.0.1", False), ("0.0.0.0", False),  # noqa: S104
    ("::1", False), ("fe80::1%eth0", False), ("fd00::1", False), ("::ffff:127.0.0.1", False),
    ("64:ff9b::7f00:1", False), ("2002:7f00:1::", False), ("224.0.0.1", False), ("ff02::1", False),
])
def test_which_addresses_are_public(number: str, is_open: bool) -> None:
    assert is_public(number) == is_open


@pytest.mark.parametrize(("address", "word"), [
    ("ftp://example.org/", "form"), ("https://", "form"), ("https://user:pass@example.org/", "form"),
    ("https://example.org:99999/", "form"), ("https://exa\nmple.org/", "form"), ("http://example.org/", "https"),
])
def test_addresses_that_are_none(address: str, word: str) -> None:
    with pytest.raises(RefusedAddressError, match=word):
        checked_address(address)


@pytest.mark.parametrize("host", ["127.0.0.1", "2130706433", "0x7f.1", "localhost", "[::1]".strip("[]")])
def test_however_it_is_written_loopback_is_private(host: str) -> None:
    with pytest.raises(RefusedAddressError, match="private"):
        public_address(host, 443)


# pages


def test_a_coordinator_adds_an_address_and_sees_its_secret_once(cast: Cast, receiver: Receiver, client: Client) -> None:
    client.force_login(cast.coordinator)
    address = "/programmes/own/webhooks/"
    page = client.post(address, {"address": receiver.address, "events": EVENTS})
    webhook = Webhook.objects.get()
    secret = secret_of(webhook.nonce)
    assert (secret in page.content.decode(), page["Cache-Control"]) == (True, "no-store")
    assert secret not in client.get(address).content.decode()
    renewed = client.post(f"{address}{webhook.pk}/", {"action": "renew"}).content.decode()
    webhook.refresh_from_db()
    assert secret_of(webhook.nonce) != secret
    assert secret_of(webhook.nonce) in renewed
    client.post(f"{address}{webhook.pk}/", {"action": "delete"})
    assert Webhook.objects.count() == 0


@pytest.mark.parametrize(("given", "sentence"), [
    ({"address": "https://127.0.0.1/", "events": EVENTS}, "leads inside a network"),
    ({"address": "http://8.8.8.8/", "events": EVENTS}, "must begin with https"),
    ({"address": "nonsense", "events": EVENTS}, "Please write an address such as"),
    ({"address": "https://8.8.8.8/", "events": ["other"]}, "not one of the available choices"),
])
def test_an_address_inside_the_house_is_refused_on_the_page(
    given: dict[str, Any], sentence: str, cast: Cast, client: Client
) -> None:
    client.force_login(cast.coordinator)
    page = client.post("/programmes/own/webhooks/", given)
    assert (page.status_code, Webhook.objects.count()) == (422, 0)
    assert sentence in page.content.decode()
    assert given["address"] in page.content.decode()


@pytest.mark.parametrize("deliveries", [1, 3])
def test_the_log_says_what_became_of_each_and_sends_again(
    deliveries: int, cast: Cast, receiver: Receiver, client: Client, django_assert_num_queries: Any
) -> None:
    webhook, _secret = told(cast, receiver)
    receiver.statuses = [410] * deliveries
    for number in range(deliveries):
        announce_comparison(programme=cast.programme, subject=str(number))
    send_due()
    client.force_login(cast.coordinator)
    address = f"/programmes/own/webhooks/{webhook.pk}/"
    client.get(address)
    with django_assert_num_queries(8):
        page = client.get(address).content.decode()
    assert page.count("Given up") == deliveries
    assert "HTTP 410" in page
    client.post(address, {"again": WebhookDelivery.objects.first().pk})
    assert send_due() == 1
    assert "Sent" in client.get(address).content.decode()
    assert client.post(address, {"again": "999999"}).status_code == 404


def test_renewing_changes_the_signature(cast: Cast, receiver: Receiver) -> None:
    webhook, old = told(cast, receiver)
    new = renew_secret(webhook=webhook, by=cast.coordinator)
    announce_response(answered(cast))
    send_due()
    headers, body = receiver.got[0]
    moment = int(headers["X-Peripheria-Timestamp"])
    assert headers["X-Peripheria-Signature"] == signature(new, moment, body) != signature(old, moment, body)


def test_waves_of_other_programmes_are_not_announced(cast: Cast, receiver: Receiver) -> None:
    told(cast, receiver)
    make_wave(pilot=cast.foreign_pilot, closes_at=timezone.now() - dt.timedelta(hours=1))
    assert (announce_closed_waves(), Wave.objects.count()) == (0, 1)


def test_the_worker_looks_for_closed_surveys_and_sends_what_is_due(cast: Cast, receiver: Receiver) -> None:
    told(cast, receiver)
    make_wave(pilot=cast.pilot, slug="closed", closes_at=timezone.now() - dt.timedelta(minutes=1))
    fold()
    assert (tell(), tell()) == (1, 0)
    assert [json.loads(body)["data"]["survey"] for _headers, body in receiver.got] == ["closed"]
