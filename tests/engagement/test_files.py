"""Photos and files of sessions and pilots: who may see them, what is public, delete and bring back."""

import datetime as dt
import io
from pathlib import Path
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone
from PIL import Image

from engagement.actions.attachments import attach, clear_deleted, delete_attachment, publish_attachment
from engagement.models import Attachment
from foundation.files.models import StoredFile
from tests.cast import Cast
from tests.factories.engagement import AttachmentFactory, SessionFactory
from tests.foundation.files import hostile


@pytest.fixture(autouse=True)
def folder(settings: Any, tmp_path: Path) -> Path:
    settings.MEDIA_ROOT = tmp_path
    return tmp_path


@pytest.fixture
def session(cast: Cast) -> Any:
    return SessionFactory(pilot=cast.pilot)


def signed_in(user: Any) -> Client:
    client = Client()
    client.force_login(user)
    return client


def upload(name: str = "photo.jpg", data: bytes | None = None) -> SimpleUploadedFile:
    return SimpleUploadedFile(name, hostile.photo() if data is None else data)


def attached(cast: Cast, session: Any, *args: Any, **more: Any) -> Attachment:
    return attach(pilot=cast.pilot, session=session, upload=upload(*args), by=cast.manager, **more)[0]


def status(client: Client, where: str) -> int:
    """The status of an answer; its content is read to the end, which closes the file."""
    answer = client.get(where)
    if answer.streaming:
        body(answer)
    return answer.status_code


def body(answer: Any) -> bytes:
    return b"".join(answer.streaming_content)


def test_several_files_are_added_and_each_refusal_is_named(cast: Cast, session: Any) -> None:
    client, where = signed_in(cast.manager), f"/sessions/{session.pk}/files/add/"
    page = client.post(where, {
        "files-files": [upload(), upload("evil.jpg", b"<html><script>alert(1)</script>"), upload("a.csv", b"a;b")],
        "files-camera": [upload("camera.jpg", hostile.picture())], "files-caption": "The kick-off"}).content.decode()
    assert list(Attachment.objects.values_list("session", "stored__name", "caption", "attached_by")) == [
        (session.pk, name, "The kick-off", cast.manager.pk) for name in ("photo.jpg", "a.csv", "camera.jpg")]
    assert ["evil.jpg: Web pages and drawings" in page, 'value="The kick-off"' in page, "3 files added." in page] == [
        True] * 3


def test_the_script_gets_what_was_refused_and_the_new_list(cast: Cast, session: Any) -> None:
    client, where = signed_in(cast.manager), f"/sessions/{session.pk}/files/add/"
    answers = [client.post(where, {"files-files": [file]}, headers={"accept": "application/json"}).json()
               for file in (upload(), upload("a.exe", b"MZ"))]
    assert [answer["refused"] for answer in answers] == [[], [{
        "name": "a.exe",
        "why": "This kind of file is not taken. Take a picture, a PDF, an office file, text or CSV."}]]
    assert [answer["list"].count('id="files-list"') for answer in answers] == [1, 1]
    assert "photo.jpg" in answers[0]["list"]


def test_nothing_chosen_and_too_many_are_said(cast: Cast, session: Any) -> None:
    client, where = signed_in(cast.manager), f"/sessions/{session.pk}/files/add/"
    nothing = client.post(where, {"files-caption": "x"}).content.decode()
    many = client.post(where, {"files-files": [upload(f"{n}.txt", b"%d" % n) for n in range(21)]}).content.decode()
    assert ["Choose at least one file." in nothing, "20.txt: Add at most 20 at once." in many] == [True, True]
    assert Attachment.objects.count() == 20


def test_what_is_sent_twice_is_there_once(cast: Cast, session: Any, folder: Path) -> None:
    first, again = (attach(pilot=cast.pilot, session=session, upload=upload(), by=cast.manager) for _time in range(2))
    assert (first[0], first[1], again) == (again[0], True, (first[0], False))
    assert len([path for path in folder.rglob("*") if path.is_file()]) == 1


@pytest.mark.parametrize(("role", "of_session", "of_pilot"), [
    ("coordinator", 200, 200), ("manager", 200, 200), ("contributor", 403, 200), ("other_manager", 404, 404),
    ("researcher", 403, 200), ("outsider", 404, 404),
])
def test_who_may_have_a_file(cast: Cast, session: Any, role: str, of_session: int, of_pilot: int) -> None:
    files = attached(cast, session), attached(cast, None, "law.pdf", b"%PDF-1.7")
    client = signed_in(getattr(cast, role))
    assert [status(client, f"/files/{row.pk}/") for row in files] == [of_session, of_pilot]
    assert status(client, f"/files/{files[0].pk}/small/") == of_session
    assert status(Client(), f"/files/{files[0].pk}/") == 302


def test_a_photo_leaves_without_the_place_where_it_was_taken(cast: Cast, session: Any) -> None:
    row = attached(cast, session)
    answer = signed_in(cast.manager).get(f"/files/{row.pk}/")
    shown = Image.open(io.BytesIO(body(answer)))
    assert (answer["Content-Type"], dict(shown.getexif()), shown.size) == ("image/jpeg", {}, (30, 60))


def test_a_picture_is_published_with_words_for_it_only(cast: Cast, session: Any) -> None:
    cast.programme.is_public = True
    cast.programme.save()
    row, client = attached(cast, session), signed_in(cast.manager)
    where = f"/files/{row.pk}/publish/"
    refused = client.post(where, {"public-alternative_text": " ", "public-caption": "Kick-off"})
    before = status(Client(), f"/files/{row.pk}/public/")
    client.post(where, {"public-alternative_text": "People at a table", "public-caption": "Kick-off"})
    page = Client().get("/pilots/own-here/").content.decode()
    seen = [status(Client(), f"/files/{row.pk}/{path}") for path in ("public/", "public/small/", "")]
    client.post(where, {"withdraw": "1"})
    assert (refused.status_code, list(refused.context["publish_form"].errors), before) == (
        200, ["alternative_text"], 404)
    assert (seen, 'alt="People at a table"' in page, "Kick-off" in page) == ([200, 200, 302], True, True)
    assert status(Client(), f"/files/{row.pk}/public/") == 404


def test_nothing_is_public_of_a_pilot_that_is_not(cast: Cast, session: Any) -> None:
    row = attached(cast, session)
    publish_attachment(attachment=row, by=cast.manager, alternative_text="People")
    codes = []
    for public in (False, True):
        row.pilot.is_public = public
        row.pilot.save()
        codes.append(status(Client(), f"/files/{row.pk}/public/"))
    assert codes == [404, 200]


def test_other_files_are_published_under_a_caption(cast: Cast, session: Any) -> None:
    row = attached(cast, session, "law.pdf", b"%PDF-1.7")
    with pytest.raises(ValidationError) as refused:
        publish_attachment(attachment=row, by=cast.manager)
    publish_attachment(attachment=row, by=cast.manager, caption="The mandate")
    answer = Client().get(f"/files/{row.pk}/public/")
    assert (list(refused.value.message_dict), answer["Content-Disposition"]) == (
        ["caption"], 'attachment; filename="law.pdf"')
    assert body(answer) == b"%PDF-1.7"


def test_a_deleted_file_is_gone_at_once_and_can_be_brought_back(cast: Cast, session: Any) -> None:
    row, client = attached(cast, session), signed_in(cast.manager)
    publish_attachment(attachment=row, by=cast.manager, alternative_text="People")
    client.post(f"/files/{row.pk}/remove/")
    visits = ((client, ""), (Client(), "public/"))
    gone = [status(visitor, f"/files/{row.pk}/{path}") for visitor, path in visits]
    listed = client.get(f"/sessions/{session.pk}/").content.decode()
    client.post(f"/files/{row.pk}/restore/")
    row.refresh_from_db()
    assert (gone, "1 deleted file" in listed, row.deleted_at, row.published_at) == ([404, 404], True, None, None)
    assert status(client, f"/files/{row.pk}/") == 200


def test_a_deleted_file_that_is_added_again_is_back(cast: Cast, session: Any) -> None:
    row = attached(cast, session)
    delete_attachment(attachment=row, by=cast.manager)
    assert attach(pilot=cast.pilot, session=session, upload=upload(), by=cast.manager) == (row, False)
    assert list(Attachment.objects.kept()) == [row]


@pytest.mark.django_db(transaction=True)
def test_after_thirty_days_a_deleted_file_is_cleared_with_its_content(cast: Cast, session: Any, folder: Path) -> None:
    old, young, kept = (attached(cast, session, f"{name}.txt", name.encode()) for name in ("old", "young", "kept"))
    for row, days in ((old, 31), (young, 29)):
        Attachment.objects.filter(pk=row.pk).update(deleted_at=timezone.now() - dt.timedelta(days=days))
    assert (clear_deleted(), clear_deleted()) == (1, 0)
    assert (set(Attachment.objects.all()), StoredFile.objects.count()) == ({young, kept}, 2)
    assert len([path for path in folder.rglob("*") if path.is_file()]) == 2


def test_the_page_of_a_pilot_shows_evidence_and_files_of_sessions_by_permission(cast: Cast, session: Any) -> None:
    attached(cast, session, "photo.jpg")
    signed_in(cast.manager).post("/pilots/own-here/files/add/", {"files-files": [upload("law.pdf", b"%PDF-1.7")]})
    pages = [signed_in(who).get("/pilots/own-here/files/").content.decode() for who in (cast.manager, cast.researcher)]
    assert [("law.pdf" in page, "photo.jpg" in page, "Add files" in page) for page in pages] == [
        (True, True, True), (True, False, False)]


def test_a_researcher_does_not_see_the_files_of_a_session(cast: Cast, session: Any) -> None:
    attached(cast, session)
    pages = [signed_in(who).get(f"/sessions/{session.pk}/").content.decode() for who in (cast.manager, cast.researcher)]
    assert ["photo.jpg" in page for page in pages] == [True, False]


def test_a_file_whose_content_is_lost_is_not_found(cast: Cast, session: Any, folder: Path) -> None:
    row = attached(cast, session, "a.txt", b"a")
    (folder / row.stored.file.name).unlink()
    assert signed_in(cast.manager).get(f"/files/{row.pk}/").status_code == 404


@pytest.mark.parametrize("number", [1, 3])
def test_the_page_takes_the_same_queries_for_any_number(cast: Cast, session: Any, number: int,
                                                        django_assert_num_queries: Any) -> None:
    for _row in range(number):
        AttachmentFactory(pilot=cast.pilot, session=session)
        AttachmentFactory(pilot=cast.pilot)
    client = signed_in(cast.manager)
    client.get("/pilots/own-here/files/")
    with django_assert_num_queries(8):
        client.get("/pilots/own-here/files/")
