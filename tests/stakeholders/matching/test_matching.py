"""What counts as alike: spellings of one name, one address, one number; and what does not."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stakeholders.matching import Entry, likely_matches, likely_pairs, one_phone
from stakeholders.matching.names import organisation_words, person_words

LETTERS = st.text(st.sampled_from("abcdeéöłßkmnrst"), min_size=2, max_size=9)


@pytest.mark.parametrize(("one", "other"), [
    ("Zoë Łuczak", "Luczak, Zoe"), ("Dr. Jörg Müller", "jorg MULLER"), ("Seán O'Brien", "Sean OBrien"),
    ("Strauß Anna", "anna strauss"),
])
def test_spellings_of_one_name_have_the_same_words(one: str, other: str) -> None:
    assert person_words(one) == person_words(other)


@pytest.mark.parametrize(("one", "other"), [
    ("Traders Ltd.", "TRADERS"), ("Nachbarn e. V.", "Nachbarn"), ("Huis v.z.w.", "Huis VZW"), ("A & B GmbH", "A and B"),
])
def test_legal_forms_do_not_make_another_organisation(one: str, other: str) -> None:
    assert organisation_words(one) == organisation_words(other)


@pytest.mark.parametrize("text", ["0470 12 34 56", "+32 470/12.34.56", "0032 470 123456", "(0470) 123456"])
def test_a_number_has_one_form(text: str) -> None:
    assert one_phone(text, "BE") == "+32470123456"


def test_a_number_without_a_country_is_its_digits() -> None:
    assert (one_phone("0470 12 34 56"), one_phone("12"), one_phone("")) == ("0470123456", "", "")


@pytest.mark.parametrize(("one", "other", "expected"), [
    (Entry(1, "Alva Exempel"), Entry(2, "Exempel, Álva"), (0.9, ("same_name",), False)),
    (Entry(1, "Alva Exempel"), Entry(2, "Alva Exempell"), (0.844, ("like_name",), False)),
    (Entry(1, "A. Exempel", email="a@example.org"), Entry(2, "Alva Exempel", email="A@example.org"),
     (0.99, ("same_email", "like_name"), True)),
    (Entry(1, "Bo Prov", email="desk@example.org"), Entry(2, "Alva Exempel", email="desk@example.org"),
     (0.8, ("same_email", "other_name"), False)),
    (Entry(1, "Alva", external_id="7"), Entry(2, "Bo", external_id="7"), (1.0, ("external_id",), True)),
    (Entry(1, "Alva Exempel", email="a@example.org"), Entry(2, "Alva Exempell", email="b@example.org"), None),
    (Entry(1, "Traders", is_person=False), Entry(2, "Traders"), None),
    (Entry(1, "Bo Prov", phone="0470123456"), Entry(2, "Alva Exempel", phone="0470123456"), None),
])
def test_two_entries_are_compared(one: Entry, other: Entry, expected: tuple[object, ...] | None) -> None:
    found = [(pair.score, pair.reasons, pair.is_certain) for pair in likely_pairs([one, other])]
    assert found == ([] if expected is None else [expected])


@given(st.lists(st.tuples(LETTERS, LETTERS), min_size=1, max_size=12))
def test_a_name_is_found_with_its_parts_swapped(names: list[tuple[str, str]]) -> None:
    known = [Entry(place, f"{first} {last}") for place, (first, last) in enumerate(names)]
    swapped = [Entry(None, f"{last}, {first}") for first, last in names]
    found = [{likeness.second for likeness in row} for row in likely_matches(swapped, known)]
    assert [place in keys for place, keys in enumerate(found)] == [True] * len(names)
