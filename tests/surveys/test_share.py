"""Leading people to a survey: addresses per language, QR codes that say them, posters that can be read aloud."""

import io
from typing import Any

import pytest
from django.test import Client
from pypdf import PdfReader

from foundation.translated import in_language
from surveys.models import Wave
from surveys.sharing import address_of, embedding, poster
from tests.cast import Cast
from tests.factories.surveys import ALL_TYPES, make_wave


@pytest.fixture
def wave(cast: Cast) -> Wave:
    return make_wave(pilot=cast.pilot, slug="own-here-six")


def test_the_page_offers_the_address_each_language_and_its_poster(cast: Cast, wave: Wave, client: Client) -> None:
    client.force_login(cast.manager)
    page = client.get(f"/surveys/{wave.slug}/share/")
    assert [(one["code"], one["address"].removeprefix(address_of(wave))) for one in page.context["languages"]] == [
        ("en", "?language=en"), ("sv", "?language=sv")]
    html = page.content.decode()
    posters = [client.get(f"/surveys/{wave.slug}/share/{code}.pdf") for code in ("en", "sv", "de")]
    assert [(one.status_code, one.get("Content-Type")) for one in posters[:2]] == [(200, "application/pdf")] * 2
    assert (posters[2].status_code, f"/surveys/{wave.slug}/share/sv.pdf" in html, "takes no answers now" in html) == (
        404, True, False)


def test_a_poster_says_title_address_and_who_asks_in_its_language(cast: Cast, wave: Wave) -> None:
    for language in ("en", "sv"):
        file = PdfReader(io.BytesIO(poster(wave, language)))
        text = " ".join(file.pages[0].extract_text().split())
        assert (len(file.pages), str(file.trailer["/Root"]["/Lang"])) == (1, language)
        for said in (in_language(ALL_TYPES["title"], language), "Here asks, within Own programme", "6 questions"):
            assert said in text
        assert f"/s/own-here-six/?language={language}" in text.replace(" ", "")


def test_what_somebody_typed_is_never_markup_of_a_poster(cast: Cast) -> None:
    nasty = make_wave(pilot=cast.pilot, slug="nasty", document=ALL_TYPES | {
        "title": {"en": "#panic() *bold* $x$ \\ <b>"}, "languages": ["en"]})
    assert "#panic() *bold* $x$" in " ".join(PdfReader(io.BytesIO(poster(nasty, "en"))).pages[0].extract_text().split())
    assert embedding(nasty).count("<b>") == 0


def test_an_address_with_a_language_opens_in_it(wave: Wave, client: Client) -> None:
    first = client.get(f"/s/{wave.slug}/?language=sv")
    page = client.get(first["Location"])
    other = client.get(f"/s/{wave.slug}/?language=xx")
    assert (first.status_code, first["Location"], 'lang="sv"' in page.content.decode(), other.status_code) == (
        302, f"/s/{wave.slug}/", True, 200)


def test_a_survey_that_is_closed_is_said_so(cast: Cast, wave: Wave, client: Client) -> None:
    Wave.objects.update(is_published=False)
    client.force_login(cast.manager)
    assert "takes no answers now" in client.get(f"/surveys/{wave.slug}/share/").content.decode()


@pytest.mark.parametrize(("role", "status"), [("manager", 200), ("other_manager", 404), ("outsider", 404)])
def test_who_sees_it(cast: Cast, wave: Wave, client: Client, role: str, status: int) -> Any:
    client.force_login(getattr(cast, role))
    assert [client.get(path).status_code for path in (
        f"/surveys/{wave.slug}/share/", f"/surveys/{wave.slug}/share/en.pdf")] == [status] * 2
