"""Single-use codes: good once, also when sent twice; nothing stored joins the person and the code."""

import re
import uuid
from typing import Any

import pytest
from django.apps import apps
from django.core import serializers
from django.db import models
from django.test import Client

from engagement.actions.checkin import check_in
from engagement.models import Attendance, DeviceEntry, Session
from surveys.actions.exit_codes import exit_code, hash_of_code, issue_exit_codes
from surveys.actions.questionnaires import ensure_feedback_wave
from surveys.limits import WRONG_CODES
from surveys.models import ExitCode, Response
from tests.cast import Cast
from tests.factories.engagement import SessionFactory


@pytest.fixture
def session(cast: Cast) -> Session:
    WRONG_CODES.forget()
    ensure_feedback_wave(pilot=cast.pilot, by=None)
    return SessionFactory(pilot=cast.pilot, head_count=20)


def sent_by(page: Any, **more: str) -> dict[str, str]:
    """What a browser would send of the page with the middle of every scale chosen."""
    text = page.content.decode()
    key = re.search(r'name="q-response_id" value="([^"]+)"', text)
    names = set(re.findall(r'<input type="radio" name="([^"]+)"', text))
    values = {name: re.findall(rf'name="{name}" value="([^"]+)"', text) for name in names}
    assert key
    return {name: found[len(found) // 2] for name, found in values.items() if found} | {
        "q-response_id": key[1], "action": "send"} | more


def test_a_code_is_good_for_one_answer_also_when_sent_twice(session: Session) -> None:
    code, = issue_exit_codes(session=session, number=1, by=None)
    client, path = Client(), f"/x/{code[:4].lower()}-{code[4:]}/"
    sent = sent_by(client.get(path))
    answers = [client.post(path, sent).status_code for _time in range(2)]
    again = client.post(path, sent | {"q-response_id": str(uuid.uuid4())})
    opened = client.get(path)
    assert (answers, again.status_code, opened.status_code) == ([302, 302], 410, 410)
    assert list(Response.objects.values_list("session", flat=True)) == [session.pk]
    assert list(ExitCode.objects.values_list("is_used", flat=True)) == [True]


def test_what_is_only_saved_or_does_not_fit_uses_no_code_up(session: Session) -> None:
    code, = issue_exit_codes(session=session, number=1, by=None)
    client, path = Client(), f"/x/{code}/"
    sent = sent_by(client.get(path))
    saved = client.post(path, sent | {"action": "save"}).status_code
    refused = client.post(path, {"q-response_id": sent["q-response_id"], "action": "send", **dict.fromkeys(
        [name for name in sent if name not in {"q-response_id", "action"}], "99")}).status_code
    assert (saved, refused, ExitCode.objects.get().is_used) == (302, 422, False)


def test_unknown_codes_are_not_found_and_guessing_ends(session: Session) -> None:
    client = Client()
    answers = [client.get("/x/AAAAAAAA/").status_code for _time in range(31)]
    assert answers == [404] * 30 + [429]


def test_a_typed_code_leads_to_its_page(session: Session) -> None:
    code, = issue_exit_codes(session=session, number=1, by=None)
    own = Client().get("/f/", {"code": f"{code[:4]} {code[4:].lower()}"})
    shared = Client().get("/f/", {"code": session.feedback_code})
    assert (own.url, shared.url) == (f"/x/{code}/", f"/f/{session.feedback_code}/")


@pytest.mark.parametrize("number", [0, 501])
def test_a_batch_has_a_size(session: Session, number: int) -> None:
    with pytest.raises(ValueError, match="1 to 500"):
        issue_exit_codes(session=session, number=number, by=None)


def test_codes_are_shown_once_and_stored_as_hashes_alone(cast: Cast, session: Session) -> None:
    client = Client()
    client.force_login(cast.manager)
    path = f"/sessions/{session.pk}/exit-codes/"
    slips = client.post(path, {"number": "3"}).context["slips"]
    later = client.get(path)
    assert (len(slips), later.context["slips"], later.context["issued"]) == (3, [], 3)
    assert sorted(ExitCode.objects.values_list("code_hash", flat=True)) == sorted(map(hash_of_code, slips))
    assert list(ExitCode.objects.order_by("pk").values_list("code_hash", flat=True)) == sorted(
        map(hash_of_code, slips))


@pytest.mark.parametrize(("role", "status"), [
    ("coordinator", 200), ("manager", 200), ("contributor", 403), ("other_manager", 404), ("outsider", 404)])
def test_who_may_make_codes(cast: Cast, session: Session, role: str, status: int) -> None:
    client = Client()
    client.force_login(getattr(cast, role))
    assert client.post(f"/sessions/{session.pk}/exit-codes/", {"number": "1"}).status_code == status


def test_nothing_stored_joins_the_person_and_the_code(cast: Cast, session: Session) -> None:
    codes = issue_exit_codes(session=session, number=2, by=cast.manager)
    for name in ("Alva Exempel", "Bo Provsson"):
        check_in(session=session, key=uuid.uuid4(), content={"kind": "walk_in", "name": name}, by=cast.manager)
    client, path = Client(), f"/x/{codes[0]}/"
    assert client.post(path, sent_by(client.get(path))).status_code == 302
    used = exit_code(codes[0])
    assert used is not None
    assert used.is_used
    hashes = {hash_of_code(code) for code in codes}
    holding = {
        model._meta.label for model in apps.get_models()
        for row in serializers.serialize("python", model._base_manager.all())
        if any(mark in str(row["fields"]) for mark in (*codes, *hashes))
    }
    pointing = [relation.related_model for relation in ExitCode._meta.related_objects]
    fields = {field.name: type(field) for field in ExitCode._meta.get_fields()}
    instants = [field.name for field in DeviceEntry._meta.concrete_fields
                if isinstance(field, models.DateTimeField | models.DateField | models.TimeField)]
    assert holding == {"surveys.ExitCode"}
    assert (pointing, set(fields), instants) == ([], {"id", "session", "code_hash", "is_used"}, [])
    assert not {"stakeholder", "attendance"} & {field.name for field in Response._meta.concrete_fields}
    assert Attendance.objects.count() == 2
