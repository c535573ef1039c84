"""Who, what and by when from one line, as people write it."""

import datetime as dt

import pytest
from django.core.exceptions import ValidationError
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from engagement.due_words import day_in_words, read_promise

BASE = dt.date(2026, 11, 20)  # a Friday


@pytest.mark.parametrize(("words", "day"), [
    ("3 Dec", "2026-12-03"), ("3 December 2027", "2027-12-03"), ("Dec 3", "2026-12-03"), ("3. Dez", None),
    ("by 3 dec", "2026-12-03"), ("the third", None), ("2026-12-03", "2026-12-03"), ("3.12.", "2026-12-03"),
    ("3/12/2026", "2026-12-03"), ("3.1.", "2027-01-03"), ("19 Nov", "2027-11-19"), ("20 Nov", "2026-11-20"),
    ("3rd of december", "2026-12-03"), ("3rd december", "2026-12-03"), ("29 feb", "2028-02-29"), ("31 feb", None),
    ("today", "2026-11-20"), ("Tomorrow", "2026-11-21"),
    ("in 2 weeks", "2026-12-04"), ("in two weeks", "2026-12-04"),
    ("in 10 days", "2026-11-30"), ("in a month", "2026-12-20"), ("next week", "2026-11-27"),
    ("within 3 days", "2026-11-23"),
    ("Monday", "2026-11-23"), ("friday", "2026-11-27"), ("next fri", "2026-11-27"), ("soon", None),
    ("2026-13-01", None),
    ("99 99", None), ("", None),
])
def test_a_day_in_words(words: str, day: str | None) -> None:
    found = day_in_words(words, BASE)
    assert (found.isoformat() if found else None) == day


def test_a_month_on_from_the_last_day_is_the_last_day_of_a_shorter_month() -> None:
    assert [day_in_words("in 1 month", dt.date(2027, 1, day)) for day in (28, 29, 31)] == [dt.date(2027, 2, 28)] * 3


@pytest.mark.parametrize(("language", "words"), [("de", "3. Dez"), ("sv", "3 december"), ("it", "3 dicembre")])
def test_month_names_of_the_readers_language(language: str, words: str) -> None:
    with translation.override(language):
        assert day_in_words(words, BASE) == dt.date(2026, 12, 3)


@pytest.mark.parametrize(("line", "parts"), [
    ("Works · a price for lamps · 3 Dec", ("Works", "a price for lamps", dt.date(2026, 12, 3))),
    ("Works; a price", ("Works", "a price", None)),
    ("Ana-Maria - call the school - in 2 weeks", ("Ana-Maria", "call the school", dt.date(2026, 12, 4))),
    ("Works | a price | with tax | tomorrow", ("Works", "a price · with tax", dt.date(2026, 11, 21))),
])
def test_a_line_has_its_three_parts(line: str, parts: tuple) -> None:
    assert tuple(read_promise(line, BASE)) == parts


@pytest.mark.parametrize(("line", "sentence"), [
    ("a price for lamps", "Write who and what"), ("", "Write who and what"), (" · ", "Write who and what"),
    ("Works · a price · some day", "“some day” is not a day"),
])
def test_a_line_that_is_not_understood_says_why(line: str, sentence: str) -> None:
    with pytest.raises(ValidationError, match=sentence):
        read_promise(line, BASE)


@given(st.text(max_size=60))
def test_any_text_is_a_day_or_none(words: str) -> None:
    assert isinstance(day_in_words(words, BASE), dt.date | None)
