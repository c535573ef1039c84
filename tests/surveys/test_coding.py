"""Free texts coded by hand: versions, independence, agreement, settling, counts in the results, quotes."""

import uuid
from typing import Any

import pytest
from django.test import Client

from surveys.actions.coding import (
    CodeText,
    CodingError,
    begin_coding,
    codes_by_text,
    give_codes,
    mark_quotable,
    save_codebook,
    settle,
)
from surveys.actions.receipts import receipt_of
from surveys.actions.submit import submit_response
from surveys.actions.withdraw import withdraw_response
from surveys.coding import agreement
from surveys.models import Codebook, CodedText, Coding, GivenCode, JointCount, Wave
from surveys.results.coded import CodeCount, code_counts
from tests.cast import Cast
from tests.factories.surveys import make_wave

PARKS, NOISE = CodeText("Parks", "Anything green", "A bench"), CodeText("Noise", "Loud things")
OPEN: dict[str, Any] = {"code": "open", "title": {"en": "Open"}, "questions": [
    {"code": "idea", "type": "text", "label": {"en": "Your idea"}},
    {"code": "name", "type": "text", "label": {"en": "Your name"}, "pii": True}]}


def written_wave(cast: Cast, texts: int) -> tuple[Wave, list[uuid.UUID]]:
    wave = make_wave(pilot=cast.pilot, document=OPEN)
    keys = [uuid.uuid4() for _ in range(texts)]
    for number, key in enumerate(keys):
        submit_response(wave=wave, response_id=key, answers={"idea": f"Idea {number}", "name": "Alva Berg"})
    return wave, keys


def begun(cast: Cast, texts: int = 6) -> Coding:
    wave, _keys = written_wave(cast, texts)
    book = save_codebook(wave=wave, question_code="idea", codes=[PARKS, NOISE], by=cast.manager)
    return begin_coding(codebook=book, first=cast.manager, second=cast.researcher, by=cast.manager)


def code_all(coding: Coding, seat: str, *names: str) -> None:
    keys = list(coding.codebook.codes.filter(name__in=names).values_list("pk", flat=True))
    for text in coding.texts.all():
        give_codes(text=text, codes=keys, seat=seat)


def test_a_codebook_in_use_stands_and_saving_makes_the_next_version(cast: Cast) -> None:
    coding = begun(cast)
    wave = coding.codebook.wave
    later = save_codebook(wave=wave, question_code="idea", codes=[PARKS], by=cast.manager)
    again = save_codebook(wave=wave, question_code="idea", codes=[NOISE], by=cast.manager)
    assert (later.version, again.version, Codebook.objects.count()) == (2, 2, 2)
    assert [code.name for code in coding.codebook.codes.all()] == ["Parks", "Noise"]
    assert [code.name for code in again.codes.all()] == ["Noise"]


@pytest.mark.parametrize(("question", "codes", "word"), [
    ("idea", [], "no_codes"), ("idea", [PARKS, CodeText(" parks", "x")], "same_name"),
    ("name", [PARKS], "no_such_question"), ("nothing", [PARKS], "no_such_question"),
])
def test_a_codebook_that_is_none_is_refused(question: str, codes: list[CodeText], word: str, cast: Cast) -> None:
    wave, _keys = written_wave(cast, 1)
    with pytest.raises(CodingError, match=word):
        save_codebook(wave=wave, question_code=question, codes=codes, by=cast.manager)


def test_two_people_code_one_round_at_a_time(cast: Cast) -> None:
    coding = begun(cast)
    with pytest.raises(CodingError, match="same_coder"):
        begin_coding(codebook=coding.codebook, first=cast.manager, second=cast.manager, by=cast.manager)
    with pytest.raises(CodingError, match="under_way"):
        begin_coding(codebook=coding.codebook, first=cast.manager, second=cast.researcher, by=cast.manager)
    wave, _keys = written_wave(cast, 0)
    empty = save_codebook(wave=wave, question_code="idea", codes=[PARKS], by=cast.manager)
    with pytest.raises(CodingError, match="no_texts"):
        begin_coding(codebook=empty, first=cast.manager, second=cast.researcher, by=cast.manager)


def test_what_both_say_stands_and_the_rest_is_settled(cast: Cast) -> None:
    coding = begun(cast)
    code_all(coding, "first", "Parks")
    text = coding.texts.first()
    assert text is not None
    with pytest.raises(CodingError, match="not_coded"):
        settle(text=text, codes=[], by=cast.manager)
    noise = coding.codebook.codes.get(name="Noise").pk
    for one in coding.texts.all():
        give_codes(text=one, codes=[noise] if one == text else coding.codebook.codes.filter(
            name="Parks").values_list("pk", flat=True), seat="second")
    coding.refresh_from_db()
    assert (coding.settled_at, coding.texts.filter(is_settled=True).count()) == (None, 5)
    with pytest.raises(CodingError, match="settled"):
        give_codes(text=text, codes=[], seat="first")
    settle(text=text, codes=[noise], by=cast.manager)
    coding.refresh_from_db()
    assert coding.settled_at is not None
    assert codes_by_text(coding)[text.pk, "settled"] == {noise}
    stored = JointCount.objects.get(rows="idea", columns="#codes")
    assert (stored.cells, stored.n) == ([["Noise", "", 1], ["Parks", "", 5]], 6)


def test_counts_of_codes_are_in_the_results_and_those_of_few_are_kept_back(cast: Cast) -> None:
    coding = begun(cast, 12)
    code_all(coding, "first", "Parks", "Noise")
    code_all(coding, "second", "Parks", "Noise")
    assert code_counts(coding.codebook.wave) == {"idea": (12, (CodeCount("Noise", 12), CodeCount("Parks", 12)))}
    JointCount.objects.update(cells=[["Noise", "", 3], ["Parks", "", 9], ["Rest", "", 6]])
    assert code_counts(coding.codebook.wave) == {
        "idea": (12, (CodeCount("Noise", None), CodeCount("Parks", None), CodeCount("Rest", 6)))}


def test_withdrawing_takes_the_text_and_its_codes_along_and_leaves_the_counts(cast: Cast) -> None:
    wave, keys = written_wave(cast, 6)
    book = save_codebook(wave=wave, question_code="idea", codes=[PARKS], by=cast.manager)
    coding = begin_coding(codebook=book, first=cast.manager, second=cast.researcher, by=cast.manager)
    code_all(coding, "first", "Parks")
    code_all(coding, "second", "Parks")
    before = code_counts(wave)
    withdraw_response(wave=wave, receipt=receipt_of(keys[0]))
    assert (CodedText.objects.count(), GivenCode.objects.count()) == (5, 15)
    assert code_counts(wave) == before


def test_few_new_texts_wait_for_the_next_round(cast: Cast) -> None:
    coding = begun(cast)
    for seat in ("first", "second"):
        code_all(coding, seat, "Parks")
    wave = coding.codebook.wave
    for _ in range(4):
        submit_response(wave=wave, response_id=uuid.uuid4(), answers={"idea": "New"})
    again = begin_coding(codebook=coding.codebook, first=cast.manager, second=cast.researcher, by=cast.manager)
    assert again.texts.count() == 6


def test_agreement_is_told_code_by_code() -> None:
    pairs = [({1}, {1})] * 20 + [({1}, set())] * 5 + [(set(), {1})] * 10 + [(set(), set())] * 15
    one, other = agreement([(1, "Parks"), (2, "Noise")], pairs)
    assert (one.label, one.kappa.kappa, other.kappa.kappa) == ("Parks", pytest.approx(0.4), None)


# pages


def test_a_codebook_is_written_and_coding_begun_on_its_page(cast: Cast, client: Client) -> None:
    wave, _keys = written_wave(cast, 6)
    client.force_login(cast.manager)
    address = f"/surveys/{wave.slug}/coding/idea/"
    assert "Your idea" in client.get(f"/surveys/{wave.slug}/coding/").content.decode()
    assert "Your name" not in client.get(f"/surveys/{wave.slug}/coding/").content.decode()
    assert client.get(f"/surveys/{wave.slug}/coding/name/").status_code == 404
    forms = {"codes-TOTAL_FORMS": "2", "codes-INITIAL_FORMS": "0", "codes-0-name": "Parks",
             "codes-0-definition": "Green", "codes-1-name": "Noise", "codes-1-definition": ""}
    kept = client.post(address, forms)
    assert (kept.status_code, Codebook.objects.count()) == (422, 0)
    assert 'value="Parks"' in kept.content.decode()
    assert client.post(address, forms | {"codes-1-definition": "Loud"}).status_code == 302
    assert [code.name for code in Codebook.objects.get().codes.all()] == ["Parks", "Noise"]
    same = client.post(address, {"begin-first": cast.manager.pk, "begin-second": cast.manager.pk})
    assert "Two different people have to code." in same.content.decode()
    client.post(address, {"begin-first": cast.manager.pk, "begin-second": cast.researcher.pk})
    assert Coding.objects.get().texts.count() == 6


def test_a_coder_sees_own_codes_only_and_nothing_about_who_wrote(cast: Cast, client: Client) -> None:
    coding = begun(cast)
    first = coding.texts.get(position=1)
    parks, noise = coding.codebook.codes.order_by("position")
    give_codes(text=first, codes=[noise.pk], seat="second")
    client.force_login(cast.manager)
    address = f"/survey-coding/{coding.pk}/"
    page = client.get(address).content.decode()
    assert "Text 1 of 6, 0 coded" in page
    assert "checked" not in page
    assert "Alva" not in page
    assert str(first.response_id) not in page
    client.post(address, {"text": "1", "codes": [parks.pk]})
    assert codes_by_text(coding) == {(first.pk, "first"): {parks.pk}, (first.pk, "second"): {noise.pk}}
    assert "Text 2 of 6, 1 coded" in client.get(address).content.decode()
    assert f'value="{parks.pk}" aria-describedby="about-{parks.pk}" checked' in client.get(
        f"{address}?text=1").content.decode()
    client.force_login(cast.coordinator)
    watching = client.get(address).content.decode()
    assert "Two coders are at work" in watching
    assert "Idea" not in watching


def test_together_they_settle_and_mark_what_may_be_quoted(cast: Cast, client: Client) -> None:
    coding = begun(cast)
    code_all(coding, "first", "Parks")
    code_all(coding, "second", "Noise")
    client.force_login(cast.researcher)
    address = f"/survey-coding/{coding.pk}/"
    assert "6 texts to settle" in client.get(address).content.decode()
    parks = coding.codebook.codes.get(name="Parks")
    for text in coding.texts.all():
        client.post(address, {"text": text.position, "codes": [parks.pk]})
    page = client.get(address).content.decode()
    assert "Everything is settled" in page
    client.post(address, {"text": "3", "quotable": "1"})
    assert list(coding.texts.filter(is_quotable=True).values_list("position", flat=True)) == [3]
    client.post(address, {"text": "3", "quotable": "0"})
    assert not coding.texts.filter(is_quotable=True).exists()
    assert client.post(address, {"text": "99", "quotable": "1"}).status_code == 404
    results = client.get(f"/surveys/{coding.codebook.wave.slug}/results/").content.decode()
    assert "What they wrote about" in results


def test_a_quote_is_marked_in_the_audit_trail(cast: Cast) -> None:
    coding = begun(cast)
    text = coding.texts.get(position=2)
    mark_quotable(text=text, is_quotable=True, by=cast.manager)
    text.refresh_from_db()
    assert text.is_quotable


def test_contributors_read_no_texts(cast: Cast, client: Client) -> None:
    coding = begun(cast)
    client.force_login(cast.contributor)
    wave = coding.codebook.wave
    assert [client.get(address).status_code for address in (
        f"/survey-coding/{coding.pk}/", f"/surveys/{wave.slug}/coding/", f"/surveys/{wave.slug}/coding/idea/",
    )] == [403, 403, 403]
    assert "Own words" not in client.get(f"/surveys/{wave.slug}/results/").content.decode()
