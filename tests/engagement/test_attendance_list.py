"""Many people at once: pasted names, tables of Teams and Zoom, sign-in sheets; preview, choices, apply."""

import io
import uuid
from typing import Any

import pytest
import xlsxwriter
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from engagement.actions.attendance_list import apply_list, folded_name, match_lines
from engagement.actions.attendance_reports import Line, Problem, minutes_of, read_names, read_report
from engagement.forms.attendance_list import told
from engagement.models import Attendance, Badge, Session
from foundation.sheets import read_rows
from stakeholders.models import ContactDetails, Involvement, Stakeholder
from tests.cast import Cast
from tests.factories.engagement import SessionFactory
from tests.factories.stakeholders import ContactDetailsFactory, InvolvementFactory

TEAMS = (
    "1. Summary\nMeeting title\tRiver table\nAttended participants\t3\nMeeting duration\t1h 2m 3s\n\n"
    "2. Participants\nName\tFirst Join\tLast Leave\tIn-Meeting Duration\tEmail\tParticipant ID (UPN)\tRole\n"
    "Alva Exempel\t5/4/26, 5:00:01 PM\t5/4/26, 6:00:00 PM\t59m 59s\talva@example.org\talva@example.org\tOrganizer\n"
    "Bo Provsson (Guest)\t5/4/26, 5:02:00 PM\t5/4/26, 6:02:00 PM\t1h\t\t\tAttendee\n\n"
    "3. In-Meeting Activities\nName\tJoin Time\tLeave Time\tDuration\tEmail\tRole\n"
    "Alva Exempel\t5/4/26, 5:00:01 PM\t5/4/26, 6:00:00 PM\t59m 59s\talva@example.org\tOrganizer\n"
)
OLD_TEAMS = (
    "Full Name\tUser Action\tTimestamp\nAlva Exempel\tJoined\t5/4/2026, 5:00:01 PM\n"
    "Alva Exempel\tLeft\t5/4/2026, 5:10:01 PM\nAlva Exempel\tJoined before\t5/4/2026, 5:11:01 PM\n"
)
ZOOM = (
    "Meeting ID,Topic,Start Time\n123 456,River table,05/04/2026 05:00:00 PM\n\n"
    "Name (Original Name),User Email,Join Time,Leave Time,Duration (Minutes),Guest,In Waiting Room\n"
    "Alva (Alva Exempel),alva@example.org,05/04/2026 05:00,05/04/2026 05:20,20,No,No\n"
    "Alva (Alva Exempel),alva@example.org,05/04/2026 05:30,05/04/2026 06:01,31,No,No\n"
    "Bo Provsson,,05/04/2026 05:00,05/04/2026 05:05,5,Yes,Yes\n"
    "Bo Provsson,,05/04/2026 05:05,05/04/2026 05:45,40,Yes,No\n"
)


def rows(text: str, encoding: str = "utf-8") -> Any:
    return read_rows(io.BytesIO(text.encode(encoding)))


def signed_in(user: Any) -> Client:
    client = Client()
    client.force_login(user)
    return client


@pytest.fixture
def session(cast: Cast) -> Session:
    return SessionFactory(pilot=cast.pilot, duration_hours=2.0)


def somebody(cast: Cast, name: str, **contact: Any) -> Stakeholder:
    person = InvolvementFactory(pilot=cast.pilot).stakeholder
    return ContactDetailsFactory(stakeholder=person, name=name, **contact).stakeholder


def test_pasted_lines_may_have_organisation_address_bullets_and_blanks() -> None:
    report = read_names("1. Alva Exempel, Harbour Works\n\n- Bo Provsson <bo@example.org>\nCi\tTestby\n"
                        "di@example.org\n???\nalva exempel")
    assert report.lines == (
        Line(1, "Alva Exempel", "Harbour Works"), Line(3, "Bo Provsson", email="bo@example.org"),
        Line(4, "Ci", "Testby"), Line(5, "di@example.org", email="di@example.org"),
    )
    assert report.problems == (Problem(6, "no_name", "???"), Problem(7, "repeated", "1"))
    assert [told(problem) for problem in report.problems] == [
        "Row 6: “???” has no name. Left out.", "Row 7: The same person as in row 1. Counted once."]


def test_two_people_with_one_name_and_different_addresses_stay_two() -> None:
    report = read_names("Alva Exempel <a@example.org>\nAlva Exempel <b@example.org>")
    assert [line.email for line in report.lines] == ["a@example.org", "b@example.org"]


@pytest.mark.parametrize("encoding", ["utf-16", "utf-8-sig"])
def test_the_sectioned_table_of_teams(encoding: str) -> None:
    report = read_report(rows(TEAMS, encoding))
    assert (report.kind, report.problems) == ("teams", ())
    assert report.lines == (
        Line(8, "Alva Exempel", email="alva@example.org", minutes=59 + 59 / 60),
        Line(9, "Bo Provsson (Guest)", minutes=60.0),
    )


def test_the_older_table_of_teams_counts_joins_and_not_leavings() -> None:
    report = read_report(rows(OLD_TEAMS, "utf-16"))
    assert (report.kind, report.lines) == ("teams", (Line(2, "Alva Exempel"),))


def test_zoom_sums_repeated_joins_and_leaves_the_waiting_room_out() -> None:
    report = read_report(rows(ZOOM))
    assert report.kind == "zoom"
    assert report.lines == (
        Line(5, "Alva Exempel", email="alva@example.org", minutes=51.0), Line(8, "Bo Provsson", minutes=40.0))


def test_a_sign_in_sheet_with_two_name_columns_and_bad_rows() -> None:
    sheet = ("Workshop list;;;\nVorname;Nachname;Firma;Dauer\nAlva;Exempel;Harbour Works;90\nBo;Provsson;;soon\n"
             ";;Testby;30\n")
    report = read_report(rows(sheet))
    assert report.kind == "sign_in"
    assert report.lines == (Line(3, "Alva Exempel", "Harbour Works", minutes=90.0), Line(4, "Bo Provsson"))
    assert report.problems == (Problem(4, "no_duration", "soon"), Problem(5, "no_name", "Testby 30"))


def test_a_workbook_is_read_like_a_text() -> None:
    out = io.BytesIO()
    with xlsxwriter.Workbook(out) as book:
        sheet = book.add_worksheet()
        for at, row in enumerate([["Name", "E-mail", "Hours"], ["Alva Exempel", "alva@example.org", 1.5]]):
            sheet.write_row(at, 0, row)
    out.seek(0)
    report = read_report(read_rows(out))
    assert report.lines == (Line(2, "Alva Exempel", email="alva@example.org", minutes=90.0),)


def test_a_table_without_names_says_so() -> None:
    report = read_report(rows("Colour,Size\nred,4\n"))
    assert (report.lines, report.problems) == ((), (Problem(1, "no_header"),))


@pytest.mark.parametrize(("text", "minutes"), [
    ("62", 62.0), ("62,5", 62.5), ("1h 2m 3s", 62.05), ("59m 30s", 59.5), ("1:02:03", 62.05), ("1 h 5 min", 65.0),
    ("30 s", 0.5), ("2 Std. 5 Min.", 125.0), ("soon", None), ("1h later", None), ("", None),
])
def test_durations(text: str, minutes: float | None) -> None:
    found = minutes_of(text)
    assert found == (minutes if minutes is None else pytest.approx(minutes))


def test_names_are_one_without_accents_case_and_order() -> None:
    assert folded_name("Exempel, Ålva") == folded_name("alva  EXEMPEL") == "alva exempel"


def test_lines_are_matched_likely_ambiguous_or_new(cast: Cast, session: Session) -> None:
    alva, mail = somebody(cast, "Ålva Exempel"), somebody(cast, "Old Name", email="bo@example.org")
    twins = [somebody(cast, "Ci Testby"), somebody(cast, "Ci Testby")]
    near = somebody(cast, "Dina Provdotter")
    there = InvolvementFactory(pilot=cast.other_pilot).stakeholder
    ContactDetailsFactory(stakeholder=there, name="Ed Elsewhere")
    lines = read_names("Exempel Alva\nBo <BO@example.org>\nCi Testby\nDina Provdoter\nEd Elsewhere").lines
    matches = match_lines(session=session, lines=lines, by=cast.manager)
    assert [(match.state, [one.pk for one in match.candidates], match.choice) for match in matches] == [
        ("matched", [alva.pk], str(alva.pk)), ("matched", [mail.pk], str(mail.pk)),
        ("ambiguous", [one.pk for one in twins], ""), ("likely", [near.pk], str(near.pk)), ("new", [], "new"),
    ]


def test_names_that_may_not_be_seen_match_nobody(cast: Cast) -> None:
    session = SessionFactory(pilot=cast.pilot, logged_by=cast.contributor)
    somebody(cast, "Alva Exempel")
    matches = match_lines(session=session, lines=read_names("Alva Exempel").lines, by=cast.contributor)
    assert [match.state for match in matches] == ["new"]


@pytest.mark.parametrize("number", [1, 3])
def test_matching_takes_the_same_queries_for_any_number(cast: Cast, session: Session, number: int,
                                                        django_assert_num_queries: Any) -> None:
    lines = read_names("\n".join(f"Person {at}" for at in range(number))).lines
    for at in range(number):
        somebody(cast, f"Person {at}")
    with django_assert_num_queries(3):
        match_lines(session=session, lines=lines, by=cast.manager)


def look_at(client: Client, session: Session, **sent: Any) -> Any:
    return client.post(f"/sessions/{session.pk}/attendees/list/", {"meaning": "present"} | sent)


def choices_of(answer: Any, **changed: str) -> dict[str, str]:
    form = answer.context["form"]
    hidden = {name: str(form[name].value()) for name in ("batch", "carried", "meaning")}
    return hidden | {name: str(form[name].value() or "") for name in form.fields if name.startswith("line_")} | changed


def test_a_list_is_looked_at_then_applied_once(cast: Cast, session: Session) -> None:
    alva, client = somebody(cast, "Alva Exempel"), signed_in(cast.manager)
    answer = look_at(client, session, names="Alva Exempel\nBo Provsson, Harbour Works\nCi Testby")
    before = Attendance.objects.count()
    sent = choices_of(answer, line_3="skip")
    answers = [client.post(f"/sessions/{session.pk}/attendees/list/", sent).status_code for _time in range(2)]
    names = sorted(ContactDetails.objects.values_list("name", flat=True))
    here = sorted(session.attendances.values_list("stakeholder__contact__name", flat=True))
    bo = Involvement.objects.get(stakeholder__contact__name="Bo Provsson")
    assert (before, answers, names, here) == (
        0, [302, 302], ["Alva Exempel", "Bo Provsson"], ["Alva Exempel", "Bo Provsson"])
    assert (session.attendances.filter(stakeholder=alva).count(), bo.role) == (1, "Harbour Works")


def test_a_name_of_several_must_be_chosen(cast: Cast, session: Session) -> None:
    twins, client = [somebody(cast, "Ci Testby"), somebody(cast, "Ci Testby")], signed_in(cast.manager)
    answer = look_at(client, session, names="Ci Testby")
    back = client.post(f"/sessions/{session.pk}/attendees/list/", choices_of(answer))
    refused = (back.status_code, back.context["form"].errors, Attendance.objects.count())
    client.post(f"/sessions/{session.pk}/attendees/list/", choices_of(answer, line_1=str(twins[1].pk)))
    assert refused == (200, {"line_1": ["Choose who is meant."]}, 0)
    assert list(session.attendances.values_list("stakeholder", flat=True)) == [twins[1].pk]


def test_a_file_of_teams_gives_hours_and_presence_online(cast: Cast, session: Session) -> None:
    client = signed_in(cast.manager)
    answer = look_at(client, session, file=SimpleUploadedFile("meeting.csv", TEAMS.encode("utf-16")))
    client.post(f"/sessions/{session.pk}/attendees/list/", choices_of(answer))
    assert sorted(session.attendances.values_list("stakeholder__contact__name", "hours", "mode")) == [
        ("Alva Exempel", 0.9997, "online"), ("Bo Provsson (Guest)", 1.0, "online")]


def test_expected_people_get_badges_and_are_not_here(cast: Cast, session: Session) -> None:
    client = signed_in(cast.manager)
    answer = look_at(client, session, names="Alva Exempel", meaning="expected")
    done = client.post(f"/sessions/{session.pk}/attendees/list/", choices_of(answer))
    assert (done.url, Attendance.objects.count()) == (f"/sessions/{session.pk}/check-in/", 0)
    assert list(Badge.objects.values_list("session", "stakeholder__contact__name")) == [(session.pk, "Alva Exempel")]


def test_a_fault_in_the_middle_leaves_nothing(cast: Cast, session: Session) -> None:
    lines = [Line(1, "Alva Exempel"), Line(2, "  ")]  # a line without a name is refused by the register
    with pytest.raises(Exception, match="name"):
        apply_list(session=session, batch=uuid.uuid4(), lines=lines, choices={1: "new", 2: "new"}, by=cast.manager)
    assert (Attendance.objects.count(), Stakeholder.objects.count()) == (0, 0)


@pytest.mark.parametrize("sent", [
    {}, {"names": "???"}, {"file": SimpleUploadedFile("x.pdf", b"%PDF-1.7 nothing")},
    {"file": SimpleUploadedFile("x.csv", b"Colour,Size\nred,4\n")},
])
def test_what_has_no_people_comes_back_with_a_word(cast: Cast, session: Session, sent: dict) -> None:
    answer = look_at(signed_in(cast.manager), session, **sent)
    assert (answer.status_code, bool(answer.context["form"].errors)) == (200, True)


def test_lines_that_were_tampered_with_are_refused(cast: Cast, session: Session) -> None:
    client = signed_in(cast.manager)
    sent = choices_of(look_at(client, session, names="Alva Exempel"))
    answer = client.post(f"/sessions/{session.pk}/attendees/list/", sent | {"carried": sent["carried"] + "x"})
    assert (answer.status_code, Attendance.objects.count()) == (302, 0)


@pytest.mark.parametrize(("role", "status"), [
    ("coordinator", 200), ("manager", 200), ("contributor", 403), ("other_manager", 404), ("outsider", 404)])
def test_who_may_bring_a_list(cast: Cast, session: Session, role: str, status: int) -> None:
    assert look_at(signed_in(getattr(cast, role)), session, names="Alva").status_code == status
