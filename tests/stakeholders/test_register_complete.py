"""Groups, tags, own fields, keepers, dated parts in pilots: written, shown, found again, kept apart by role."""

import datetime as dt
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.test import Client
from django.utils import timezone

from stakeholders.actions.describing import add_custom_field, add_group, change_custom_field, change_group
from stakeholders.actions.involvements import change_involvement, end_involvement
from stakeholders.actions.register import change_stakeholder, register_stakeholder
from stakeholders.choices import Quadrant
from stakeholders.contact_limits import limit_days, quadrant_of
from stakeholders.models import CustomField, Involvement, Stakeholder, StakeholderGroup, Tag
from stakeholders.salience import salience
from tests.cast import Cast
from tests.factories.stakeholders import StakeholderFactory, StakeholderGroupFactory

LIST = "/programmes/own/stakeholders/"


def signed_in(user: Any) -> Client:
    client = Client()
    client.force_login(user)
    return client


@contextmanager
def clock_at(day: str) -> Iterator[None]:
    """It is noon of that day."""
    noon = dt.datetime.fromisoformat(f"{day}T12:00:00+00:00")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(timezone, "now", lambda: noon)
        yield


def enter(cast: Cast, **fields: Any) -> Stakeholder:
    return register_stakeholder(**{
        "pilot": cast.pilot, "kind": "person", "name": "Alva Exempel", "helix": "people", "by": cast.manager,
    } | fields)


@pytest.fixture
def own_fields(cast: Cast) -> dict[str, CustomField]:
    """One field of each kind."""
    fields = [
        add_custom_field(programme=cast.programme, label=label, kind=kind, options=options, by=cast.coordinator)
        for label, kind, options in (("Motto", "text", []), ("Members", "number", []), ("Founded on", "date", []),
                                     ("Ward", "choice", ["North", "South"]))
    ]
    return {field.code: field for field in fields}


VALUES = {"motto": "Onward", "members": 12, "founded_on": "1999-05-03", "ward": "North"}


def test_own_fields_are_stored_checked(cast: Cast, own_fields: dict) -> None:
    entry = enter(cast, custom={"motto": " Onward ", "members": "12", "founded_on": dt.date(1999, 5, 3),
                                "ward": "North"})
    change_stakeholder(stakeholder=entry, name="Alva", by=cast.manager, custom={"motto": "", "members": 12.5})
    entry.refresh_from_db()
    assert (sorted(own_fields), entry.custom) == (
        ["founded_on", "members", "motto", "ward"], {"members": 12.5, "founded_on": "1999-05-03", "ward": "North"})


@pytest.mark.parametrize("custom", [{"members": "many"}, {"members": "inf"}, {"founded_on": "1999-02-30"},
                                    {"ward": "East"}, {"shoe": 1}, {"motto": "x" * 501}])
def test_a_value_that_does_not_fit_is_refused_whole(cast: Cast, own_fields: dict, custom: dict) -> None:
    with pytest.raises(ValidationError) as refused:
        enter(cast, custom=custom)
    assert (list(refused.value.message_dict), Stakeholder.objects.count()) == (list(custom), 0)


@pytest.mark.parametrize(("label", "kind", "options", "at"), [
    (" ", "text", [], "label"), ("motto", "text", [], "label"), ("Mood", "smell", [], "kind"),
    ("Mood", "choice", ["good", "good", " "], "options"),
])
def test_a_field_that_makes_no_sense_is_refused(cast: Cast, own_fields: dict, label: str, kind: str, options: list,
                                                at: str) -> None:
    with pytest.raises(ValidationError) as refused:
        add_custom_field(programme=cast.programme, label=label, kind=kind, options=options, by=cast.coordinator)
    assert list(refused.value.message_dict) == [at]


def test_the_form_takes_own_fields_tags_and_the_keeper(cast: Cast, own_fields: dict) -> None:
    client = signed_in(cast.manager)
    sent = {"pilot": cast.pilot.pk, "kind": "person", "name": "Bo", "helix": "public", "own-motto": "Onward",
            "tags": "harbour, Market,harbour", "owner": cast.manager.pk, "own-members": "12",
            "own-founded_on": "1999-05-03", "own-ward": "North"}
    refused = client.post(f"{LIST}add/", sent | {"own-members": "many", "own-ward": "East"})
    client.post(f"{LIST}add/", sent)
    entry = Stakeholder.objects.get()
    page = client.get(entry.get_absolute_url()).content.decode()
    shown = [word in page for word in ("Onward", "harbour", "Market", "Manager", "Ward", "3 May 1999")]
    assert (sorted(refused.context["form"].errors), refused.context["form"]["own-motto"].value(), entry.custom,
            entry.owner, sorted(entry.tags.values_list("name", flat=True)), shown) == (
        ["own-members", "own-ward"], "Onward", VALUES, cast.manager, ["Market", "harbour"], [True] * 6)


def test_a_field_switched_off_keeps_its_values(cast: Cast, own_fields: dict) -> None:
    entry = enter(cast, custom=VALUES)
    change_custom_field(field=own_fields["motto"], label="Motto", is_active=False, by=cast.coordinator)
    client = signed_in(cast.manager)
    client.post(f"{entry.get_absolute_url()}edit/", {"name": "Alva", "helix": "people", "own-ward": "South"})
    entry.refresh_from_db()
    assert (entry.custom, "Onward" in client.get(entry.get_absolute_url()).content.decode()) == (
        {"motto": "Onward", "ward": "South"}, False)


@pytest.mark.parametrize(("query", "names"), [
    ({"tag": "core"}, ["Harbour"]), ({"owner": "manager"}, ["Harbour"]), ({"owner": "none"}, ["Market"]),
    ({"own-motto": "ONW"}, ["Harbour"]), ({"own-ward": "South"}, ["Market"]),
    ({"own-members-from": "9", "own-members-to": "20"}, ["Harbour"]), ({"own-members-to": "9"}, ["Market"]),
    ({"own-founded_on-from": "2000-01-01"}, ["Market"]), ({"own-founded_on-to": "2000-01-01"}, ["Harbour"]),
    ({"related": "yes"}, []), ({"related": "no"}, ["Harbour", "Market"]),
])
def test_the_list_narrows_by_what_describes(cast: Cast, own_fields: dict, query: dict, names: list[str]) -> None:
    enter(cast, kind="organisation", name="Harbour", tags=["core"], owner=cast.manager, custom=VALUES)
    enter(cast, kind="organisation", name="Market",
          custom={"members": 8, "ward": "South", "founded_on": "2001-01-01"})
    codes = {"core": str(getattr(Tag.objects.first(), "pk", "")), "manager": str(cast.manager.pk)}
    query = {key: codes.get(value, value) for key, value in query.items()}
    page = signed_in(cast.manager).get(LIST, query).context["page_obj"]
    assert [entry.organisation_name for entry in page] == names


@pytest.mark.parametrize(("role", "found"), [("manager", 1), ("contributor", 0), ("researcher", 0)])
def test_own_fields_and_tags_neither_show_nor_find_people_without_their_name(
    cast: Cast, own_fields: dict, role: str, found: int,
) -> None:
    entry = enter(cast, tags=["quiet"], custom=VALUES)
    client = signed_in(getattr(cast, role))
    page = client.get(entry.get_absolute_url()).content.decode()
    hits = [len(client.get(LIST, query).context["page_obj"]) for query in (
        {"own-motto": "Onward"}, {"tag": str(Tag.objects.get().pk)})]
    assert ("Onward" in page, "quiet</" in page, hits[0]) == (bool(found), bool(found), found)
    assert hits[1] == 1  # to who may not see tags the filter has none to choose, so it narrows nothing


def test_the_keeper_is_of_the_programme(cast: Cast) -> None:
    with pytest.raises(ValidationError, match="programme"):
        enter(cast, owner=cast.outsider)


def test_people_stand_on_the_page_of_their_organisation(cast: Cast) -> None:
    traders = enter(cast, kind="organisation", name="Traders")
    person = enter(cast, organisation=traders)
    client = signed_in(cast.manager)
    pages = [client.get(entry.get_absolute_url()).content.decode() for entry in (traders, person)]
    assert [person.get_absolute_url() in pages[0], traders.get_absolute_url() in pages[1]] == [True, True]


def test_groups_are_added_switched_off_and_filled_from_the_list(cast: Cast) -> None:
    coordinator, manager = signed_in(cast.coordinator), signed_in(cast.manager)
    coordinator.post(f"{LIST}groups/", {"name": "Allotment holders", "helix": "people"})
    again = coordinator.post(f"{LIST}groups/", {"name": "allotment Holders", "helix": "people"})
    group = StakeholderGroup.objects.get()
    mine, theirs = enter(cast), enter(cast, pilot=cast.other_pilot)
    manager.post(f"{LIST}join/", {"who": [mine.pk, theirs.pk], "into": group.code})
    assert (group.programme, group.helix, list(again.context["form"].errors), list(group.stakeholders.all())) == (
        cast.programme, "people", ["name"], [mine])
    coordinator.post(f"{LIST}groups/{group.pk}/", {})
    group.refresh_from_db()
    offered = manager.get(f"{LIST}add/").context["form"].fields["groups"].queryset
    assert (group.is_active, list(offered), list(mine.groups.all())) == (False, [], [group])


def test_joining_needs_a_tick_and_a_group(cast: Cast) -> None:
    group, entry = StakeholderGroupFactory(), enter(cast)
    client = signed_in(cast.manager)
    answers = [client.post(f"{LIST}join/", sent).status_code for sent in (
        {"into": group.code}, {"who": [entry.pk]}, {"who": ["x"], "into": group.code})]
    assert (answers, entry.groups.count()) == ([302] * 3, 0)


def test_a_group_cannot_take_the_name_of_one_of_the_catalogue(cast: Cast) -> None:
    StakeholderGroupFactory(name={"en": "Residents"})
    with pytest.raises(ValidationError):
        add_group(programme=cast.programme, name="residents", helix="people", by=cast.coordinator)
    own = add_group(programme=cast.programme, name="Anglers", helix="people", by=cast.coordinator)
    assert change_group(group=own, is_active=False, by=cast.coordinator).is_active is False


def dated(cast: Cast) -> list[tuple]:
    rows = Involvement.objects.filter(pilot=cast.pilot).order_by("pk")
    return [(row.influence, str(row.valid_from), str(row.valid_until)) for row in rows]


def test_a_changed_score_opens_a_row_and_the_same_day_corrects_it(cast: Cast) -> None:
    with clock_at("2026-03-01"):
        entry = enter(cast, influence=2, interest=3)
    with clock_at("2026-05-01"):
        change_involvement(stakeholder=entry, pilot=cast.pilot, by=cast.manager, influence=4)
        change_involvement(stakeholder=entry, pilot=cast.pilot, by=cast.manager, influence=5)
    with clock_at("2026-06-01"):
        change_involvement(stakeholder=entry, pilot=cast.pilot, by=cast.manager, influence=5)
    assert dated(cast) == [(2, "2026-03-01", "2026-05-01"), (5, "2026-05-01", "None")]
    assert Involvement.objects.current().get().interest == 3


def test_a_part_ends_with_a_day_that_counts_and_can_begin_again(cast: Cast) -> None:
    with clock_at("2026-03-01"):
        entry = enter(cast, influence=2)
    with clock_at("2026-05-01"):
        row = Involvement.objects.get()
        for bad in (dt.date(2026, 2, 28), dt.date(2026, 5, 2)):
            with pytest.raises(ValidationError):
                end_involvement(involvement=row, last_day=bad, by=cast.manager)
        end_involvement(involvement=row, last_day=dt.date(2026, 4, 30), by=cast.manager)
    with clock_at("2026-06-01"):
        change_involvement(stakeholder=entry, pilot=cast.pilot, by=cast.manager, influence=3)
    assert dated(cast) == [(2, "2026-03-01", "2026-05-01"), (3, "2026-06-01", "None")]


def test_who_comes_back_on_the_day_of_leaving_never_left(cast: Cast) -> None:
    with clock_at("2026-03-01"):
        entry = enter(cast, influence=2)
    with clock_at("2026-05-01"):
        end_involvement(involvement=Involvement.objects.get(), last_day=dt.date(2026, 5, 1), by=cast.manager)
        change_involvement(stakeholder=entry, pilot=cast.pilot, by=cast.manager, influence=2)
    with clock_at("2026-05-02"):
        change_involvement(stakeholder=entry, pilot=cast.pilot, by=cast.manager, interest=2)
    assert dated(cast) == [(2, "2026-03-01", "2026-05-01"), (2, "2026-05-01", "2026-05-02"), (2, "2026-05-02", "None")]


def test_the_form_of_a_part_starts_unset_and_keeps_unset(cast: Cast) -> None:
    entry = enter(cast)
    client, url = signed_in(cast.manager), f"{entry.get_absolute_url()}pilots/own-here/"
    form = client.get(url).context["form"]
    chosen = {name: [option.data["value"] for option in form[name] if option.data["selected"]]
              for name in ("influence", "interest", "stance", "has_power", "has_legitimacy", "has_urgency")}
    client.post(url, {"influence": "5", "stance": "0", "has_power": "True", "has_urgency": "False",
                      "planned_level": "4"})
    row = Involvement.objects.get()
    assert set(map(tuple, chosen.values())) == {("",)}
    assert (row.influence, row.interest, row.stance, row.has_power, row.has_legitimacy, row.has_urgency,
            row.planned_level) == (5, None, 0, True, None, False, 4)


def test_past_rows_stand_on_the_page(cast: Cast) -> None:
    with clock_at("2026-03-01"):
        entry = enter(cast, influence=2)
    change_involvement(stakeholder=entry, pilot=cast.pilot, by=cast.manager, influence=4)
    part, = signed_in(cast.manager).get(entry.get_absolute_url()).context["parts"]
    assert (part["now"]["row"].influence, [told["row"].influence for told in part["before"]]) == (4, [2])


def test_leaving_by_the_form(cast: Cast) -> None:
    with clock_at("2026-03-01"):
        entry = enter(cast)
    client, url = signed_in(cast.manager), f"{entry.get_absolute_url()}pilots/own-here/leave/"
    refused = client.post(url, {"last_day": "2026-02-01"})
    client.post(url, {"last_day": "2026-04-01"})
    assert (list(refused.context["leave_form"].errors), str(Involvement.objects.get().valid_until)) == (
        ["last_day"], "2026-04-02")


@pytest.mark.parametrize(("influence", "interest", "quadrant", "days"), [
    (4, 4, Quadrant.MANAGE_CLOSELY, 60), (5, 3, Quadrant.KEEP_SATISFIED, 120), (3, 4, Quadrant.KEEP_INFORMED, 120),
    (3, 3, Quadrant.MONITOR, None), (None, 5, None, None), (5, None, None, None),
])
def test_quadrants_and_their_limits(influence: Any, interest: Any, quadrant: Any, days: Any) -> None:
    found = quadrant_of(influence, interest)
    assert (found, found and limit_days(found, 60)) == (quadrant, days)


@pytest.mark.parametrize(("claims", "words"), [
    ((True, True, True), "Definitive"), ((True, False, True), "Dangerous"), ((False, True, True), "Dependent"),
    ((True, True, False), "Dominant"), ((True, None, True), "None"),
])
def test_salience_needs_all_three(claims: tuple, words: str) -> None:
    assert str(salience(*claims)) == words


@pytest.mark.parametrize("number", [1, 3])
def test_an_entry_takes_the_same_queries_for_any_number(cast: Cast, number: int,
                                                        django_assert_num_queries: Any) -> None:
    traders = enter(cast, kind="organisation", name="Traders", tags=["a"])
    for _person in range(number):
        enter(cast, organisation=traders)
        StakeholderFactory(programme=cast.programme)
    client = signed_in(cast.manager)
    client.get(traders.get_absolute_url())
    with django_assert_num_queries(19):
        client.get(traders.get_absolute_url())
