"""Who was said to be somebody else is not asked about again: not in the list, not at entry, not at import."""

from stakeholders.actions.duplicates import alike, likely_duplicates, say_not_the_same
from stakeholders.actions.merges import merge_stakeholders, part_again
from stakeholders.models import NotTheSame, Stakeholder
from tests.cast import Cast
from tests.stakeholders.test_imports import enter, outcomes, previewed, signed_in

ADD = "/programmes/own/stakeholders/add/"


def pairs() -> list[tuple[int, int]]:
    return list(NotTheSame.objects.order_by("pk").values_list("first", "second"))


def test_saving_as_somebody_else_dismisses_the_pair(cast: Cast) -> None:
    known = enter(cast)
    client = signed_in(cast.manager)
    typed = {"pilot": cast.pilot.pk, "kind": "person", "name": "Exempel, Alva", "helix": "people"}
    page = client.post(ADD, typed).content.decode()
    client.post(ADD, typed | {"alike_seen": str(known.pk)})
    new = Stakeholder.objects.exclude(pk=known.pk).get()
    assert (f'name="alike_seen" value="{known.pk}"' in page, pairs()) == (True, [(known.pk, new.pk)])
    assert likely_duplicates(programme=cast.programme, user=cast.manager) == []


def test_whoever_changes_their_mind_finds_the_pair(cast: Cast) -> None:
    """Also where both names may be seen only; merging takes the saying away, and parting brings it back."""
    one, other = enter(cast), enter(cast)
    hidden = enter(cast, pilot=cast.other_pilot, by=cast.other_manager)
    for pair in ((one, other), (one, hidden)):
        say_not_the_same(one=pair[0], other=pair[1], by=cast.coordinator)
    client = signed_in(cast.manager)
    page = client.get("/programmes/own/duplicates/").content.decode()
    assert [text in page for text in ("Said to be two (1 pair)", f"/stakeholders/{one.pk}/same-as/{other.pk}/",
                                      f"same-as/{hidden.pk}/")] == [True, True, False]
    merge = merge_stakeholders(winner=one, loser=other, of_loser=set(), by=cast.manager)
    merged = pairs()
    part_again(merge=merge, by=cast.manager)
    assert (merged, sorted(pairs())) == ([(one.pk, hidden.pk)], [(one.pk, other.pk), (one.pk, hidden.pk)])


def test_somebody_who_was_not_shown_is_asked_about(cast: Cast) -> None:
    """Whoever retypes the name after the question is asked again, and nothing typed is lost."""
    seen, unseen = enter(cast), enter(cast, name="Bo Prov")
    typed = {"pilot": cast.pilot.pk, "kind": "person", "name": "Prov, Bo", "helix": "people", "phone": "0470 11 22 33"}
    page = signed_in(cast.manager).post(ADD, typed | {"alike_seen": str(seen.pk)}).content.decode()
    assert [text in page for text in (unseen.get_absolute_url(), "Is it one of these?", "0470 11 22 33")] == [True] * 3
    assert (Stakeholder.objects.count(), pairs()) == (2, [])


def test_a_name_that_may_not_be_seen_is_not_dismissed(cast: Cast) -> None:
    hidden = enter(cast, pilot=cast.other_pilot, by=cast.other_manager)
    typed = {"pilot": cast.pilot.pk, "kind": "person", "name": "Alva Exempel", "helix": "people"}
    signed_in(cast.manager).post(ADD, typed | {"alike_seen": str(hidden.pk)})
    assert (Stakeholder.objects.count(), pairs()) == (2, [])


def test_at_entry_only_the_certain_one_of_two_is_suggested(cast: Cast) -> None:
    one = enter(cast, email="alva@example.org")
    other = enter(cast, name="Alva Exempell")
    asked = {"programme": cast.programme, "user": cast.manager, "region": "BE", "kind": "person",
             "name": "Alva Exempel", "email": "alva@example.org"}
    before = [likeness.second for likeness in alike(**asked)]
    say_not_the_same(one=one, other=other, by=cast.manager)
    assert (before, [likeness.second for likeness in alike(**asked)]) == ([one.pk, other.pk], [one.pk])


def test_at_import_only_the_certain_one_of_two_is_suggested(cast: Cast) -> None:
    one = enter(cast, email="alva@example.org")
    other = enter(cast, name="Alva Exempell", phone="0470 12 34 56")
    client, text = signed_in(cast.manager), "Name;E-mail;Phone\nAlva Exempel;alva@example.org;0470 12 34 56\n"
    before = outcomes(previewed(client, cast.pilot, text))
    say_not_the_same(one=one, other=other, by=cast.manager)
    after = previewed(client, cast.pilot, text)
    assert (before, outcomes(after), after.rows.get().candidates[0]["stakeholder"]) == (
        [(2, "conflict")], [(2, "matched")], one.pk)


def test_a_namesake_beside_a_certain_match_is_no_question(cast: Cast) -> None:
    one = enter(cast, email="alva@example.org")
    enter(cast)
    made = previewed(signed_in(cast.manager), cast.pilot, "Name;E-mail\nAlva Exempel;alva@example.org\n")
    assert list(made.rows.values_list("outcome", "candidates__0__stakeholder")) == [("matched", one.pk)]


def test_dismissed_entries_are_not_offered_to_be_merged(cast: Cast) -> None:
    one, other = enter(cast, phone="0470 12 34 56"), enter(cast, phone="0470 12 34 56")
    client = signed_in(cast.manager)
    made = previewed(client, cast.pilot, "Name;Phone\nAlva Exempel;0470 12 34 56\n")
    before = client.get(made.get_absolute_url()).content.decode()
    say_not_the_same(one=one, other=other, by=cast.manager)
    after = client.get(made.get_absolute_url()).content.decode()
    assert ["merge them side by side" in page for page in (before, after)] == [True, False]


def test_rows_entered_as_new_by_choice_are_not_asked_about_again(cast: Cast) -> None:
    """Not in the list of duplicates, and not when the same table comes again; undoing leaves nothing behind."""
    known = enter(cast, email="alva@example.org", phone="0470 12 34 56")
    client = signed_in(cast.manager)
    text = "Name;Phone;E-mail\nAlva Exempell;0470 12 34 56;a@example.org\n"
    made = previewed(client, cast.pilot, text)
    client.post(f"{made.get_absolute_url()}decide/", {"row_2": "new"})
    client.post(f"{made.get_absolute_url()}apply/")
    new = Stakeholder.objects.exclude(pk=known.pk).get()
    again = previewed(client, cast.pilot, text)
    seen = (outcomes(made), pairs(), likely_duplicates(programme=cast.programme, user=cast.manager))
    assert seen == ([(2, "conflict")], [(known.pk, new.pk)], [])
    assert list(again.rows.values_list("outcome", "candidates__0__stakeholder")) == [("matched", new.pk)]
    client.post(f"{made.get_absolute_url()}undo/")
    assert (list(Stakeholder.objects.values_list("pk", flat=True)), pairs()) == ([known.pk], [])


def test_what_is_alike_by_name_alone_is_new_unless_chosen(cast: Cast) -> None:
    """A shared name joins nobody by default, also not with "decide all"; by choice it does."""
    known = enter(cast, email="alva@example.org")
    client = signed_in(cast.manager)
    text = "Name;E-mail\n\"Exempel, Alva\";other@example.org\n"
    made = previewed(client, cast.pilot, text)
    page = client.get(made.get_absolute_url()).content.decode()
    client.post(f"{made.get_absolute_url()}decide/", {"rest": "fill"})
    client.post(f"{made.get_absolute_url()}apply/")
    assert (outcomes(made), Stakeholder.objects.count(), pairs()) == ([(2, "maybe")], 2, [])
    assert [text in page for text in ("Perhaps known", "entered as new unless you say otherwise")] == [True, True]
    Stakeholder.objects.exclude(pk=known.pk).get().delete()
    made = previewed(client, cast.pilot, text)
    client.post(f"{made.get_absolute_url()}decide/", {"row_2": f"take:{known.pk}", "tab": "maybe"})
    client.post(f"{made.get_absolute_url()}apply/")
    known.contact.refresh_from_db()
    assert (Stakeholder.objects.count(), known.contact.email) == (1, "other@example.org")


def test_pairs_by_name_alone_come_last_and_say_so(cast: Cast) -> None:
    one, other = enter(cast), enter(cast)
    near, far = enter(cast, name="Bo Prov", phone="0470 12 34 56"), enter(cast, name="B. Prow", phone="0470 12 34 56")
    found = [(pair.first, pair.second, pair.is_by_name) for pair in likely_duplicates(
        programme=cast.programme, user=cast.manager)]
    page = signed_in(cast.manager).get("/programmes/own/duplicates/").content.decode()
    assert found == [(near.pk, far.pk, False), (one.pk, other.pk, True)]
    assert page.count("By the name alone") == 1
