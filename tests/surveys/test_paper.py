"""A questionnaire on paper: every question once, in the language asked for, and in words who is asked what."""

import io

import pytest
from django.test import Client
from pypdf import PdfReader

from surveys.actions.submit import definition_of
from surveys.paper import condition, numbers_of, paper_form
from tests.cast import Cast
from tests.factories.surveys import ALL_TYPES, make_wave
from tests.surveys.every_type import EVERY_TYPE

ROUTED = {"code": "routed", "title": {"en": "Routed #panic()"}, "languages": ["en"], "elements": [
    ALL_TYPES["questions"][0],
    {"code": "line", "type": "text", "label": {"en": "Which line?"}, "relevant": "${travel} = 'bus'"},
]}


def text_of(pdf: bytes) -> str:
    return " ".join(" ".join(page.extract_text() for page in PdfReader(io.BytesIO(pdf)).pages).split())


def test_a_form_numbers_its_questions_and_says_version_and_page(cast: Cast) -> None:
    wave = make_wave(pilot=cast.pilot, slug="on-paper")
    english, swedish = (text_of(paper_form(wave, language)) for language in ("en", "sv"))
    for said in ("1. How did you come?", "On foot", "6. Member since", "on-paper · Version 1", "Page 1 / "):
        assert said in english
    assert ("1. Hur kom du?" in swedish, "Till fots" in swedish) == (True, True)


def test_who_is_asked_is_said_in_words_and_nothing_typed_is_markup(cast: Cast) -> None:
    wave = make_wave(pilot=cast.pilot, document=ROUTED)
    definition, text = definition_of(wave.version), text_of(paper_form(wave, "en"))
    said = "Only if you ticked “By bus” in question 1. If not, leave this out."
    assert [condition(definition, expression, "en") for expression in (
        "", "${travel} = 'bus'", "selected(${travel}, 'bus')", "${travel} != 'bus'")] == [
        "", said, said, "Only if: question 1 != 'bus'. If not, leave this out."]
    assert (said in text, "Routed #panic()" in text) == (True, True)


def test_every_type_finds_its_place_on_paper(cast: Cast) -> None:
    wave = make_wave(pilot=cast.pilot, document=EVERY_TYPE)
    text = text_of(paper_form(wave, "en"))
    definition = definition_of(wave.version)
    labels = {q.code: q.label["en"] for q in definition.every_question}
    assert [code for code, n in numbers_of(definition).items() if f"{n}. {labels[code]}" not in text] == []
    assert [f"People ({n})" in text for n in (1, 2, 3, 4)] == [True, True, True, False]


@pytest.mark.parametrize(("role", "statuses"), [("manager", [200, 404]), ("outsider", [404, 404])])
def test_who_gets_the_form(cast: Cast, client: Client, role: str, statuses: list[int]) -> None:
    wave = make_wave(pilot=cast.pilot, slug="own-paper")
    client.force_login(getattr(cast, role))
    assert [client.get(f"/surveys/{wave.slug}/paper/{code}.pdf").status_code for code in ("sv", "de")] == statuses
