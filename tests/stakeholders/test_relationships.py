"""Relationships: written both ways, shown to who may see both ends, drawn the same every time."""

import datetime as dt
import json
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from django.core.exceptions import ValidationError
from django.test import Client

import stakeholders.relationship_kinds
from stakeholders.actions.relationships import end_relationship, relate, remove_relationship
from stakeholders.models import Relationship, Stakeholder
from stakeholders.network import draw
from stakeholders.network_layout import most_tied, place
from stakeholders.relationship_kinds import directed_choices, relationship_kinds, relationship_words
from stakeholders.tied import ties_of
from tests.cast import Cast
from tests.factories.stakeholders import ContactDetailsFactory, InvolvementFactory, StakeholderFactory

NETWORK = "/programmes/own/stakeholders/network/"


def signed_in(user: Any) -> Client:
    client = Client()
    client.force_login(user)
    return client


def entry(cast: Cast, name: str, pilot: Any = None) -> Stakeholder:
    stakeholder = StakeholderFactory(programme=cast.programme, kind="organisation", organisation_name=name)
    InvolvementFactory(pilot=pilot or cast.pilot, stakeholder=stakeholder)
    return stakeholder


def test_the_file_of_kinds_meets_its_schema_and_is_read_whole() -> None:
    folder = Path(stakeholders.relationship_kinds.__file__).parent
    rows = json.loads((folder / "kinds.json").read_text())
    jsonschema.Draft202012Validator(json.loads((folder / "kinds.schema.json").read_text())).validate(rows)
    assert list(relationship_kinds()) == [row["code"] for row in rows]
    assert [code for code, _words in directed_choices()][:2] == ["member_of", "~member_of"]
    assert (relationship_words("knows", backwards=True), relationship_words("of_old")) == ("knows", "of old")


def test_a_tie_reads_from_both_ends(cast: Cast) -> None:
    fund, choir = entry(cast, "Fund"), entry(cast, "Choir")
    relate(stakeholder=choir, kind="~funds", other=fund, by=cast.manager)
    row = Relationship.objects.get()
    told = [[(tie.words, tie.other) for tie in ties_of(end, cast.manager)] for end in (fund, choir)]
    assert ((row.source, row.target), told) == ((fund, choir), [[("funds", choir)], [("is funded by", fund)]])


@pytest.mark.parametrize(("kind", "other", "at"), [
    ("admires", "choir", "kind"), ("knows", "self", "other"), ("knows", "foreign", "other"),
    ("knows", "known", "other"),
])
def test_a_tie_that_makes_no_sense_is_refused(cast: Cast, kind: str, other: str, at: str) -> None:
    fund = entry(cast, "Fund")
    others = {"choir": entry(cast, "Choir"), "self": fund, "foreign": StakeholderFactory(),
              "known": entry(cast, "Known")}
    relate(stakeholder=others["known"], kind="knows", other=fund, by=cast.manager)
    with pytest.raises(ValidationError) as refused:
        relate(stakeholder=fund, kind=kind, other=others[other], by=cast.manager)
    assert (list(refused.value.message_dict), Relationship.objects.count()) == ([at], 1)


def test_a_tie_ends_and_is_taken_back(cast: Cast) -> None:
    one, other = entry(cast, "One"), entry(cast, "Other")
    tie = relate(stakeholder=one, kind="knows", other=other, by=cast.manager, since=dt.date(2026, 3, 1))
    with pytest.raises(ValidationError):
        end_relationship(relationship=tie, last_day=dt.date(2026, 2, 1), by=cast.manager)
    end_relationship(relationship=tie, last_day=dt.date(2026, 4, 30), by=cast.manager)
    days = [Relationship.objects.on_day(dt.date(2026, *day)).count() for day in ((2, 28), (3, 1), (4, 30), (5, 1))]
    remove_relationship(relationship=tie, by=cast.manager)
    assert (days, Relationship.objects.count()) == ([0, 1, 1, 0], 0)


def test_the_forms_find_tie_end_and_remove(cast: Cast) -> None:
    one, other = entry(cast, "Choir"), entry(cast, "River friends")
    client, page = signed_in(cast.manager), f"{one.get_absolute_url()}relationships/"
    hits = client.get(f"{page}add/", {"q": "river"}).context["form"].fields["other"].queryset
    refused = client.post(f"{page}add/?q=river", {"kind": "knows"})
    client.post(f"{page}add/?q=river", {"kind": "knows", "other": other.pk, "note": "Since school"})
    tie = Relationship.objects.get()
    client.post(f"{page}{tie.pk}/", {"last_day": "2026-04-30"})
    tie.refresh_from_db()
    client.post(f"{page}{tie.pk}/remove/")
    assert (list(hits), list(refused.context["form"].errors), tie.note, str(tie.valid_until),
            Relationship.objects.count()) == ([other], ["other"], "Since school", "2026-05-01", 0)


def test_ties_to_who_is_not_visible_are_not_shown(cast: Cast) -> None:
    here, near, there = entry(cast, "Here hall"), entry(cast, "Near hall"), entry(cast, "There hall", cast.other_pilot)
    relate(stakeholder=here, kind="knows", other=there, by=cast.coordinator)
    relate(stakeholder=here, kind="knows", other=near, by=cast.coordinator)
    pages = [signed_in(user).get(url).content.decode() for user in (cast.manager, cast.coordinator)
             for url in (NETWORK, here.get_absolute_url())]
    assert [("Near hall" in page, "There hall" in page) for page in pages] == [
        (True, False), (True, False), (True, True), (True, True)]


@pytest.mark.parametrize(("role", "named"), [("manager", True), ("contributor", False), ("researcher", False)])
def test_the_network_names_by_permission(cast: Cast, role: str, named: bool) -> None:
    persons = [InvolvementFactory(pilot=cast.pilot).stakeholder for _number in range(2)]
    ContactDetailsFactory(stakeholder=persons[0], name="Alva Exempel")
    relate(stakeholder=persons[0], kind="knows", other=persons[1], by=cast.manager, note="They quarrelled")
    page = signed_in(getattr(cast, role)).get(NETWORK).content.decode()
    assert ("Alva Exempel" in page, "They quarrelled" in page) == (named, named)


def test_drawing_list_and_loners(cast: Cast) -> None:
    hub, *others, loner = (entry(cast, name) for name in ("Hub", "A", "B", "C", "Loner"))
    for other in others:
        relate(stakeholder=hub, kind="funds", other=other, by=cast.manager)
    client = signed_in(cast.manager)
    context = client.get(NETWORK).context
    assert ([node.stakeholder for node in context["drawing"].nodes][0], len(context["drawing"].lines),
            [row["words"] for row in context["rows"]], context["alone"], context["alone_count"]) == (
        hub, 3, ["funds"] * 3, [loner], 1)
    narrowed = [client.get(NETWORK, query).context for query in (
        {"kind": "knows"}, {"around": others[0].pk}, {"on": "2001-01-01"})]
    assert [len(context["drawing"].nodes) for context in narrowed] == [0, 4, 4]


def test_a_large_network_is_capped_and_says_so(cast: Cast) -> None:
    people = StakeholderFactory.create_batch(60, programme=cast.programme)
    Relationship.objects.bulk_create(
        Relationship(source=one, target=other, kind="knows") for one, other in zip(people, people[1:], strict=False))
    drawing = draw(Relationship.objects.all(), cast.coordinator)
    assert (len(drawing.nodes), drawing.tied, drawing.is_capped) == (50, 60, True)


def test_the_layout_is_the_same_every_time_and_stays_in_the_square() -> None:
    ties = [(1, 2), (2, 3), (3, 1), (4, 5), (2, 2), (9, 1)]
    first, again = place((1, 2, 3, 4, 5), ties), place((1, 2, 3, 4, 5), list(reversed(ties)))
    assert first == again
    assert all(0 <= value <= 1 for point in first.values() for value in point)
    assert len(set(first.values())) == 5
    assert (place((7,), []), place((), [])) == ({7: (0.5, 0.5)}, {})


def test_the_most_tied_come_first_and_the_smaller_key_among_equals() -> None:
    assert most_tied([(5, 1), (5, 2), (9, 2), (3, 4)], 3) == (2, 5, 1)


@pytest.mark.parametrize("number", [1, 3])
def test_the_network_takes_the_same_queries_for_any_number(cast: Cast, number: int,
                                                           django_assert_num_queries: Any) -> None:
    for index in range(number):
        relate(stakeholder=entry(cast, f"One {index}"), kind="knows", other=entry(cast, f"Other {index}"),
               by=cast.manager)
        entry(cast, f"Loner {index}")
    client = signed_in(cast.manager)
    client.get(NETWORK)
    with django_assert_num_queries(12):
        client.get(NETWORK)
