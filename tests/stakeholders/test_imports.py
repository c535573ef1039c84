"""An import shows what it would do, does it once, and can be taken back."""

import io
from typing import Any

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from foundation.audit.models import AuditEvent
from pilots.models import PilotChange
from stakeholders.actions.imports_steps import do_step, start_step
from stakeholders.actions.register import change_stakeholder, register_stakeholder
from stakeholders.models import (
    ColumnMeaning,
    ContactDetails,
    GroupMembership,
    ImportRow,
    Involvement,
    RegisterImport,
    Stakeholder,
)
from tests.cast import Cast
from tests.factories.engagement import AttendanceFactory, SessionFactory
from tests.factories.stakeholders import StakeholderGroupFactory

LIST = "/programmes/own/register-imports/"
TABLE = """Namn;E-mail;Telefon;Firma;Gruppen;Since;Do not contact
Alva Exempel;alva@example.org;;Traders Ltd;RES;2026-03-01;
Bo Prov;bo@;;;RES;;
"Müller, Jörg";jorg@example.org;0470 12 34 56;Traders;RES;;yes
"""


def signed_in(user: Any) -> Client:
    client = Client()
    client.force_login(user)
    return client


def upload(client: Client, pilot: Any, text: str = TABLE, name: str = "people.csv") -> RegisterImport:
    client.post(LIST, {"pilot": pilot.pk, "file": SimpleUploadedFile(name, text.encode())})
    return RegisterImport.objects.order_by("-pk")[0]


def previewed(client: Client, pilot: Any, text: str = TABLE, helix: str = "people") -> RegisterImport:
    made = upload(client, pilot, text)
    columns = {f"column_{place}": field for place, field in enumerate(made.mapping)}
    client.post(f"{made.get_absolute_url()}columns/", {**columns, "helix": helix})
    made.refresh_from_db()
    return made


def outcomes(made: RegisterImport) -> list[tuple[int, str]]:
    return list(made.rows.values_list("number", "outcome"))


def state_of_register() -> list[list[dict[str, Any]]]:
    return [list(model.objects.order_by("pk").values()) for model in (
        Stakeholder, ContactDetails, GroupMembership, Involvement)]


@pytest.fixture
def group(db: None) -> Any:
    return StakeholderGroupFactory(code="RES", name={"en": "Residents"})


def test_columns_are_guessed_and_nothing_is_written_before_it_is_applied(cast: Cast, group: Any) -> None:
    client = signed_in(cast.manager)
    made = upload(client, cast.pilot)
    assert made.mapping == ["name", "email", "phone", "organisation", "groups", "joined_on", "do_not_contact"]
    made = previewed(client, cast.pilot)
    assert (made.state, outcomes(made), Stakeholder.objects.count()) == (
        "ready", [(2, "new"), (3, "bad"), (4, "new")], 0)


def test_an_error_is_shown_with_row_column_value_and_what_to_do(cast: Cast, group: Any) -> None:
    client = signed_in(cast.manager)
    made = previewed(client, cast.pilot)
    page = client.get(made.get_absolute_url(), {"tab": "bad"}).content.decode()
    assert [text in page for text in ("Row 3", "Column B (E-mail)", "“bo@”", "This is no e-mail address.",
                                      "Correct it, or empty the cell.")] == [True] * 5


@pytest.mark.parametrize(("heading", "cell", "code"), [
    ("E-mail", "bo@", "email"), ("Phone", "none", "phone"), ("Language", "Klingon", "language"),
    ("Groups", "XYZ", "group"), ("Helix", "fifth", "helix"), ("Since", "31/02/2026", "date"),
    ("Since", "2999-01-01", "future"), ("Do not contact", "perhaps", "yes_no"), ("Kind", "dog", "kind"),
    ("Age", "x" * 21, "too_long"),
])
def test_what_may_be_wrong_with_a_cell(cast: Cast, heading: str, cell: str, code: str) -> None:
    made = previewed(signed_in(cast.manager), cast.pilot, f"Name;{heading}\nAlva Exempel;{cell}\n")
    assert list(made.rows.values_list("outcome", "problems")) == [("bad", [["B", cell, code]])]


def test_a_row_without_name_or_helix_is_wrong(cast: Cast) -> None:
    made = previewed(signed_in(cast.manager), cast.pilot, "Name;E-mail\n;a@example.org\nAlva;\n", helix="")
    assert list(made.rows.values_list("number", "problems")) == [
        (2, [["A", "", "no_name"], ["", "", "no_helix"]]), (3, [["", "", "no_helix"]])]


def test_applying_writes_everything_once(cast: Cast, group: Any) -> None:
    client = signed_in(cast.manager)
    made = previewed(client, cast.pilot)
    for _time in range(2):
        client.post(f"{made.get_absolute_url()}apply/")
    made.refresh_from_db()
    people = list(Stakeholder.objects.order_by("pk").values_list(
        "kind", "organisation_name", "contact__name", "contact__email", "contact__phone", "contact__do_not_contact",
        "organisation__organisation_name", "groups__code", "helix", "involvements__pilot"))
    assert people == [
        ("organisation", "Traders Ltd", None, None, None, None, None, None, "other", cast.pilot.pk),
        ("person", "", "Alva Exempel", "alva@example.org", "", False, "Traders Ltd", "RES", "people", cast.pilot.pk),
        ("person", "", "Müller, Jörg", "jorg@example.org", "0470 12 34 56", True, "Traders Ltd", "RES", "people",
         cast.pilot.pk),
    ]
    assert str(Stakeholder.objects.get(contact__name="Alva Exempel").joined_on) == "2026-03-01"
    assert (made.state, made.counts["new"], made.counts["bad"]) == ("applied", 2, 1)
    assert AuditEvent.objects.filter(action="register.import").count() == 1
    assert list(PilotChange.objects.values_list("pilot", "reason")) == [(cast.pilot.pk, "import")]


def test_two_people_at_once_apply_once(cast: Cast, group: Any) -> None:
    made = previewed(signed_in(cast.manager), cast.pilot)
    started = [start_step(register_import=made, step="apply", by=user) for user in (cast.manager, cast.coordinator)]
    do_step(register_import=made, step="apply", by=cast.coordinator)  # a late second run of the same job
    assert (started, Stakeholder.objects.count()) == ([True, False], 3)


def test_the_register_changed_since_the_preview(cast: Cast, group: Any) -> None:
    """Then nothing is written, and the preview is new."""
    client = signed_in(cast.manager)
    made = previewed(client, cast.pilot)
    enter(cast, name="Alva Exempel", email="alva@example.org")
    page = client.post(f"{made.get_absolute_url()}apply/", follow=True).content.decode()
    made.refresh_from_db()
    assert (made.state, outcomes(made), "has changed since this preview" in page, Stakeholder.objects.count()) == (
        "ready", [(2, "conflict"), (3, "bad"), (4, "new")], True, 1)


def enter(cast: Cast, **fields: Any) -> Stakeholder:
    return register_stakeholder(**{
        "pilot": cast.pilot, "kind": "person", "name": "Alva Exempel", "helix": "people", "by": cast.manager,
    } | fields)


def test_a_match_is_filled_in_and_a_contradiction_is_asked(cast: Cast, group: Any) -> None:
    alva = enter(cast, email="ALVA@example.org")
    enter(cast, name="Jorg Müller", email="jorg@example.org", phone="09 999 99 99")
    client = signed_in(cast.manager)
    made = previewed(client, cast.pilot)
    assert list(made.rows.values_list("number", "outcome", "changes")) == [
        (2, "conflict", {"organisation": ["", "Traders Ltd"], "joined_on": [str(alva.joined_on), "2026-03-01"],
                         "groups": [[], [group.pk]]}),
        (3, "bad", {}),
        (4, "conflict", {"organisation": ["", "Traders"], "groups": [[], [group.pk]], "do_not_contact": [False, True],
                         "phone": ["09 999 99 99", "0470 12 34 56"]}),
    ]


@pytest.mark.parametrize(("choice", "expected"), [
    ("", ("09 99 999", False, 2)), ("skip", ("09 99 999", False, 2)), ("fill:{}", ("09 99 999", True, 2)),
    ("take:{}", ("0470 12 34 56", True, 2)), ("new", ("09 99 999", False, 3)), ("fill:999999", ("09 99 999", False, 2)),
])
def test_what_was_chosen_is_done(cast: Cast, group: Any, choice: str, expected: tuple[Any, ...]) -> None:
    old = enter(cast, name="Jörg Müller", email="jorg@example.org", phone="09 99 999")
    client = signed_in(cast.manager)
    made = previewed(client, cast.pilot, TABLE.replace("Traders Ltd", "").replace("Traders", ""))
    client.post(f"{made.get_absolute_url()}decide/", {"row_4": choice.format(old.pk)})
    client.post(f"{made.get_absolute_url()}apply/")
    contact = ContactDetails.objects.get(stakeholder=old)
    assert (contact.phone, contact.do_not_contact, Stakeholder.objects.count()) == expected


def test_two_rows_of_one_person_become_one_entry(cast: Cast) -> None:
    client = signed_in(cast.manager)
    made = previewed(client, cast.pilot, "Name,Phone,E-mail\nAlva Exempel,,a@example.org\n"
                                         "\"Exempel, Alva\",0470123456,a@example.org\n")
    assert outcomes(made) == [(2, "new"), (3, "conflict")]
    client.post(f"{made.get_absolute_url()}decide/", {"rest": "fill"})
    client.post(f"{made.get_absolute_url()}apply/")
    assert list(ContactDetails.objects.values_list("name", "email", "phone")) == [
        ("Alva Exempel", "a@example.org", "0470123456")]
    client.post(f"{made.get_absolute_url()}undo/")
    assert Stakeholder.objects.count() == 0


def test_do_not_contact_is_never_lifted(cast: Cast) -> None:
    enter(cast, email="a@example.org", do_not_contact=True)
    client = signed_in(cast.manager)
    made = previewed(client, cast.pilot, "Name,E-mail,Do not contact,Phone\nAlva Exempel,a@example.org,no,047012345\n")
    client.post(f"{made.get_absolute_url()}apply/")
    assert list(ContactDetails.objects.values_list("do_not_contact", "phone")) == [(True, "047012345")]


def test_undoing_restores_exactly(cast: Cast, group: Any) -> None:
    enter(cast, email="alva@example.org")
    enter(cast, name="Jörg Müller", email="jorg@example.org")
    before = state_of_register()
    client = signed_in(cast.manager)
    made = previewed(client, cast.pilot)
    client.post(f"{made.get_absolute_url()}decide/", {"rest": "fill"})
    client.post(f"{made.get_absolute_url()}apply/")
    assert state_of_register() != before
    for _time in range(2):
        client.post(f"{made.get_absolute_url()}undo/")
    made.refresh_from_db()
    assert (state_of_register(), made.state, made.rows.exclude(not_undone="").count()) == (before, "undone", 0)


def test_rows_changed_or_used_since_stay_with_the_reason(cast: Cast) -> None:
    client = signed_in(cast.manager)
    made = previewed(client, cast.pilot, "Name\nAlva Exempel\nBo Prov\nCara Test\n")
    client.post(f"{made.get_absolute_url()}apply/")
    alva, bo = [Stakeholder.objects.get(contact__name=name) for name in ("Alva Exempel", "Bo Prov")]
    change_stakeholder(stakeholder=alva, name="Alva Ny", by=cast.manager)
    AttendanceFactory(session=SessionFactory(pilot=cast.pilot), stakeholder=bo)
    page = client.post(f"{made.get_absolute_url()}undo/", follow=True).content.decode()
    assert list(ImportRow.objects.values_list("stakeholder", "not_undone")) == [
        (alva.pk, "Changed since the import."), (bo.pk, "In use since the import: attendance.")]
    assert ("In use since the import" in page, Stakeholder.objects.count()) == (True, 2)


def test_removed_people_leave_no_name_behind(cast: Cast) -> None:
    client = signed_in(cast.manager)
    made = previewed(client, cast.pilot, "Name\nAlva Exempel\n")
    client.post(f"{made.get_absolute_url()}apply/")
    assert ContactDetails.history.count() == 1
    client.post(f"{made.get_absolute_url()}undo/")
    assert (ContactDetails.history.count(), Stakeholder.history.count(), ImportRow.objects.count()) == (0, 0, 0)


def test_a_heading_is_remembered_for_the_programme(cast: Cast) -> None:
    client = signed_in(cast.manager)
    made = upload(client, cast.pilot, "Wie heisst du?;Etwas\nAlva;x\n")
    assert made.mapping == ["", ""]
    client.post(f"{made.get_absolute_url()}columns/", {"column_0": "name", "column_1": "", "helix": "people"})
    assert upload(client, cast.pilot, "WIE HEISST DU\nBo\n").mapping == ["name"]
    assert ColumnMeaning.objects.count() == 2


@pytest.mark.parametrize(("columns", "sentence"), [
    ({"column_0": "", "column_1": "email"}, "Say which column holds the name."),
    ({"column_0": "name", "column_1": "name"}, "Two columns mean “Name”."),
])
def test_columns_that_do_not_fit_are_refused(cast: Cast, columns: dict[str, str], sentence: str) -> None:
    client = signed_in(cast.manager)
    made = upload(client, cast.pilot, "Name;E-mail\nAlva;\n")
    page = client.post(f"{made.get_absolute_url()}columns/", columns).content.decode()
    made.refresh_from_db()
    assert (sentence in page, made.state) == (True, "uploaded")


@pytest.mark.parametrize(("content", "sentence"), [
    (b"", "The submitted file is empty."), (b"Name\n", "The table has headings only"),
    (b"%PDF-1.7", "This is no CSV or XLSX table."), (b"Name\n" + b"x" * 2001, "Row 2, column A"),
])
def test_a_file_that_is_not_read_says_why(cast: Cast, content: bytes, sentence: str) -> None:
    page = signed_in(cast.manager).post(LIST, {
        "pilot": cast.pilot.pk, "file": SimpleUploadedFile("people.csv", content)}).content.decode()
    assert (sentence in page, RegisterImport.objects.count()) == (True, 0)


def test_a_discarded_table_leaves_nothing(cast: Cast) -> None:
    client = signed_in(cast.manager)
    made = previewed(client, cast.pilot, "Name\nAlva\n")
    client.post(f"{made.get_absolute_url()}discard/")
    assert (RegisterImport.objects.count(), ImportRow.objects.count()) == (0, 0)


def test_somebody_whose_name_may_not_be_seen_is_not_told(cast: Cast) -> None:
    enter(cast, pilot=cast.other_pilot, by=cast.other_manager, email="alva@example.org", phone="0470998877")
    client = signed_in(cast.manager)
    made = previewed(client, cast.pilot, "Name,E-mail\nA. Exempel,alva@example.org\n")
    page = client.get(made.get_absolute_url()).content.decode()
    assert [text in page for text in ("may not see", "Alva Exempel", "0470998877", "fill:")] == [
        True, False, False, False]


@pytest.mark.parametrize(("role", "status"), [
    ("coordinator", 200), ("manager", 200), ("other_manager", 403), ("contributor", 403), ("researcher", 403),
    ("outsider", 404),
])
def test_an_import_holds_names_and_is_seen_by_who_may_see_them(cast: Cast, role: str, status: int) -> None:
    made = previewed(signed_in(cast.manager), cast.pilot, "Name\nAlva Exempel\n")
    answer = signed_in(getattr(cast, role)).get(made.get_absolute_url())
    assert (answer.status_code, b"Alva" in answer.content) == (status, status == 200)


@pytest.mark.parametrize("number", [1, 3])
def test_a_preview_takes_the_same_queries_for_any_number(cast: Cast, number: int,
                                                         django_assert_num_queries: Any) -> None:
    for place in range(number):
        enter(cast, name=f"Alva Exempel{place}", email=f"a{place}@example.org")
    client = signed_in(cast.manager)
    rows = "".join(f"Alva Exempel{place},a{place}@example.org\n" for place in range(number))
    made = previewed(client, cast.pilot, "Name,E-mail\n" + rows)
    with django_assert_num_queries(16):
        client.get(made.get_absolute_url())


def test_a_workbook_is_imported_too(cast: Cast) -> None:


    book, file = openpyxl.Workbook(), io.BytesIO()
    for line in (["Name", "Phone"], ["Alva Exempel", 32470123456]):
        book.active.append(line)
    book.save(file)
    client = signed_in(cast.manager)
    client.post(LIST, {"pilot": cast.pilot.pk, "file": SimpleUploadedFile("p.xlsx", file.getvalue())})
    made = RegisterImport.objects.get()
    assert list(made.rows.values_list("number", "cells")) == [(2, ["Alva Exempel", "32470123456"])]
