"""Columns of an imported table that mean own fields, tags or who keeps the contact: read, filled in, taken back."""

from typing import Any

import pytest
from django.test import Client

from stakeholders.models import CustomField, Stakeholder, Tag, Tagging
from tests.cast import Cast
from tests.stakeholders.test_imports import enter, outcomes, previewed, signed_in, state_of_register, upload

TABLE = """Name;E-mail;Tags;Owner;Hall;Seats;Since when;Colour
Alva Exempel;alva@example.org;press; manager@example.org ;Old mill;12,5;03/04/2025;RED
Bo Prov;;Press, board;;;;;
"""


@pytest.fixture
def own_fields(cast: Cast) -> list[CustomField]:
    kinds = (("Hall", "text", []), ("Seats", "number", []), ("Since when", "date", []),
             ("Colour", "choice", ["Red", "Blue"]))
    return [CustomField.objects.create(programme=cast.programme, code=label.lower().replace(" ", "_"), label=label,
                                       kind=kind, options=options) for label, kind, options in kinds]


def described() -> list[tuple[Any, ...]]:
    """Name, keeper, own fields and tags of everybody."""
    return [
        (person.contact.name, person.owner and person.owner.email, person.custom,
         sorted(person.tags.values_list("name", flat=True)))
        for person in Stakeholder.objects.filter(contact__isnull=False).order_by("pk")
    ]


def applied(client: Client, cast: Cast, text: str) -> Any:
    made = previewed(client, cast.pilot, text)
    client.post(f"{made.get_absolute_url()}apply/")
    made.refresh_from_db()
    return made


def test_own_fields_tags_and_keeper_are_guessed_shown_and_written(cast: Cast, own_fields: Any) -> None:
    client = signed_in(cast.manager)
    made = previewed(client, cast.pilot, TABLE)
    page = client.get(made.get_absolute_url(), {"tab": "new"}).content.decode()
    client.post(f"{made.get_absolute_url()}apply/")
    assert made.mapping == ["name", "email", "tags", "owner", "own:hall", "own:seats", "own:since_when", "own:colour"]
    assert [text in page for text in ("Tags: press", "Keeps the contact: Manager", "Seats: 12.5", "Colour: Red")] == [
        True] * 4
    assert described() == [
        ("Alva Exempel", "manager@example.org",
         {"hall": "Old mill", "seats": 12.5, "since_when": "2025-04-03", "colour": "Red"}, ["press"]),
        ("Bo Prov", None, {}, ["board", "press"]),
    ]


def test_undo_takes_tags_fields_and_keeper_back(cast: Cast, own_fields: Any) -> None:
    person = enter(cast, email="alva@example.org", tags=["quiet"], custom={"hall": "New mill"})
    before = (described(), state_of_register(), list(Tag.objects.values()))
    client = signed_in(cast.manager)
    made = previewed(client, cast.pilot, TABLE)
    client.post(f"{made.get_absolute_url()}decide/", {"row_2": f"take:{person.pk}"})
    client.post(f"{made.get_absolute_url()}apply/")
    taken = described()
    client.post(f"{made.get_absolute_url()}undo/")
    assert taken[0] == ("Alva Exempel", "manager@example.org",
                        {"hall": "Old mill", "seats": 12.5, "since_when": "2025-04-03", "colour": "Red"},
                        ["Press", "quiet"])
    assert (described(), state_of_register(), list(Tag.objects.values())) == before
    assert Tagging.objects.count() == 1


def test_a_match_is_filled_in_and_another_value_is_asked(cast: Cast, own_fields: Any) -> None:
    enter(cast, email="alva@example.org", custom={"seats": 0})
    client = signed_in(cast.manager)
    fills = previewed(client, cast.pilot, "Name;E-mail;Hall;Tags\nAlva Exempel;alva@example.org;Old mill;press\n")
    differs = previewed(client, cast.pilot, "Name;E-mail;Seats\nAlva Exempel;alva@example.org;3\n")
    assert [list(made.rows.values_list("outcome", "changes")) for made in (fills, differs)] == [
        [("matched", {"own:hall": ["", "Old mill"], "tags": [[], ["press"]]})],
        [("conflict", {"own:seats": [0, 3]})],
    ]


@pytest.mark.parametrize(("heading", "cell", "code", "sentence"), [
    ("Owner", "researcher@example.org", "owner", "Nobody of the team has this e-mail address."),
    ("Owner", "outsider@example.org", "owner", "Nobody of the team has this e-mail address."),
    ("Seats", "many", "own_number", "This is no number."), ("Since when", "soon", "own_date", "This is no date."),
    ("Colour", "green", "own_choice", "This is none of the choices of the field."),
    ("Hall", "x" * 1001, "own_text", "The text is too long for this field."),
    ("Tags", "x" * 61, "tag", "A tag is too long."),
])
def test_a_cell_that_does_not_fit_is_named_by_row_column_and_value(
        cast: Cast, own_fields: Any, heading: str, cell: str, code: str, sentence: str) -> None:
    client = signed_in(cast.manager)
    made = previewed(client, cast.pilot, f"Name;{heading}\nAlva Exempel;{cell}\n")
    page = client.get(made.get_absolute_url(), {"tab": "bad"}).content.decode()
    assert list(made.rows.values_list("outcome", "problems")) == [("bad", [["B", cell[:80], code]])]
    assert [text in page for text in ("Row 2", f"Column B ({heading})", f"“{cell[:80]}”", sentence)] == [True] * 4


def test_the_meaning_of_a_column_is_remembered_for_own_fields_too(cast: Cast, own_fields: Any) -> None:
    client = signed_in(cast.manager)
    made = upload(client, cast.pilot, "Name;Where;Who\nAlva;Old mill;manager@example.org\n")
    client.post(f"{made.get_absolute_url()}columns/", {
        "column_0": "name", "column_1": "own:hall", "column_2": "owner", "helix": "people"})
    again = upload(client, cast.pilot, "Name;WHERE;who\nBo;;\n")
    own_fields[0].is_active = False
    own_fields[0].save()
    switched_off = upload(client, cast.pilot, "Name;Where;Who\nBo;;\n")
    assert (again.mapping, switched_off.mapping) == (["name", "own:hall", "owner"], ["name", "", "owner"])


def test_a_field_of_another_programme_is_no_choice(cast: Cast) -> None:
    CustomField.objects.create(programme=cast.foreign_pilot.programme, code="hall", label="Hall", kind="text")
    client = signed_in(cast.manager)
    made = upload(client, cast.pilot, "Name;Hall\nAlva;Old mill\n")
    page = client.post(f"{made.get_absolute_url()}columns/", {"column_0": "name", "column_1": "own:hall"})
    made.refresh_from_db()
    assert (made.mapping, made.state, "own:hall is not one of" in page.content.decode()) == (
        ["name", ""], "uploaded", True)


def test_people_come_to_belong_to_an_organisation_of_the_table(cast: Cast) -> None:
    made = applied(signed_in(cast.manager), cast, "Name;Kind;Organisation\nGuild;organisation;\nAlva Exempel;;Guild\n")
    person = Stakeholder.objects.get(kind="person")
    assert (outcomes(made), person.organisation and person.organisation.organisation_name) == (
        [(2, "new"), (3, "new")], "Guild")
