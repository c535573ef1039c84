"""A survey of several pages, answered without a script."""

from typing import Any

import pytest
from django.test import Client

from surveys.definition import read_definition
from surveys.models import Response, ResponseDraft, Wave
from surveys.paging import pages_of
from tests.factories.surveys import make_wave

COLOURS = [{"code": code, "label": {"en": code.capitalize()}} for code in ("red", "blue", "other")]


def asked(code: str, kind: str = "text", **more: Any) -> dict[str, Any]:
    return {"code": code, "type": kind, "label": {"en": f"{code.capitalize()}?"}, **more}


def group(code: str, *elements: dict[str, Any], **more: Any) -> dict[str, Any]:
    return {"code": code, "type": "group", "label": {"en": code.capitalize()}, "elements": list(elements), **more}


DOCUMENT = {
    "code": "paged", "title": {"en": "Paged"}, "paging": "groups", "elements": [
        group("one", asked("name", required=True), asked("age", "integer"),
              asked("school", relevant="${age} < 18", required=True)),
        group("car", asked("plate"), relevant="${age} >= 18"),
        group("home", {"code": "people", "type": "repeat", "label": {"en": "People"}, "elements": [
            asked("who", label={"en": "Who lives with ${name}?"})]},
            asked("order", "rank", choices=COLOURS), asked("colour", "single", choices=COLOURS, other=True)),
    ],
}


@pytest.fixture
def wave(db: None) -> Wave:
    return make_wave(document=DOCUMENT)


class Phone:
    """Somebody who answers: every button sends what the page holds."""

    def __init__(self, wave: Wave) -> None:
        self.client, self.base = Client(), f"/s/{wave.slug}/questions/"

    def press(self, button: str, page: str = "1", **typed: Any) -> Any:
        fields = {f"q-{name.replace('__', '.')}": value for name, value in typed.items() if name != "shown"}
        shown = {"shown": typed["shown"]} if "shown" in typed else {}
        return self.client.post(f"{self.base}?page={page}", {"action": button, **shown, **fields})

    def where(self, response: Any) -> str:
        return str(response.headers.get("Location", response.status_code)).removeprefix(self.base)


def test_forward_back_review_and_send(wave: Wave) -> None:
    phone = Phone(wave)
    assert phone.where(phone.press("next", name="Ann", age="40", shown="name age")) == "?page=2"
    assert phone.where(phone.press("next", "2", plate="ABC")) == "?page=3"
    assert phone.where(phone.press("back", "3", colour="red")) == "?page=2"
    assert b'value="ABC"' in phone.client.get(f"{phone.base}?page=2").content
    assert phone.where(phone.press("next", "3", colour="other", colour_other="teal")) == "?page=review"
    review = phone.client.get(f"{phone.base}?page=review").content.decode()
    assert [part in review for part in ("Ann", "ABC", "Other", "No answer", "?page=3")] == [True] * 5
    assert phone.where(phone.press("send", "review")) == f"/s/{wave.slug}/done/"
    stored = Response.objects.get()
    assert stored.answers == {"name": "Ann", "age": 40, "plate": "ABC", "people": [], "order": None,
                              "colour": "other", "colour_other": "teal"}
    assert (stored.question_count, stored.answered_count, ResponseDraft.objects.count()) == (5, 4, 0)


def test_a_page_that_is_not_asked_is_passed_over(wave: Wave) -> None:
    phone = Phone(wave)
    assert phone.where(phone.press("next", name="Bo", age="9", school="Oak", shown="name age school")) == "?page=3"
    assert phone.where(phone.press("back", "3")) == "?page=1"
    phone.press("send", "review")
    assert Response.objects.get().answers == {
        "name": "Bo", "age": 9, "school": "Oak", "people": [], "order": None, "colour": None}


def test_questions_that_the_answers_open_are_asked_before_going_on(wave: Wave) -> None:
    phone = Phone(wave)
    phone.press("save", name="Bo")
    opened = phone.press("next", name="Bo", age="9", shown="name age")
    assert (opened.status_code, opened.context["form"].errors) == (422, {"school": ["Please answer this question."]})
    optional = {**DOCUMENT, "elements": [group("one", asked("a"), asked("b", relevant="${a} = 'x'")), asked("c")]}
    phone = Phone(make_wave(document=optional))
    opened = phone.press("next", a="x", shown="a")
    assert (opened.status_code, opened.context["newly"]) == (200, 1)
    assert phone.where(phone.press("next", a="x", b="", shown="a b")) == "?page=2"


def test_rows_are_added_and_taken_away(wave: Wave) -> None:
    phone = Phone(wave)
    phone.press("next", name="Ann", age="9", school="Oak", shown="name age school")
    assert phone.where(phone.press("add:people", "3", **{"people.rows": "0"})) == "?page=3#repeat-people"
    page = phone.client.get(f"{phone.base}?page=3").content.decode()
    assert "Who lives with Ann?" in page
    phone.press("add:people", "3", **{"people.rows": "1", "people.0.who": "Cy"})
    phone.press("add:people", "3", **{"people.rows": "2", "people.0.who": "Cy", "people.1.who": "Di"})
    phone.press("remove:people", "3", **{"people.rows": "3", "people.0.who": "Cy", "people.1.who": "Di"})
    assert ResponseDraft.objects.get().answers["people"] == [{"who": "Cy"}, {"who": "Di"}]
    for strange in ("add:name", "add:nothing", "remove:people.7.who", "add:people.x"):
        assert phone.press(strange, "3", **{"people.rows": "2", "people.0.who": "Cy", "people.1.who": "Di"}
                           ).status_code == 302
    assert ResponseDraft.objects.get().answers["people"] == [{"who": "Cy"}, {"who": "Di"}]


def test_a_ranking_without_dragging(wave: Wave) -> None:
    phone = Phone(wave)
    twice = phone.press("next", "3", **{"order.red": "1", "order.blue": "1"})
    assert twice.context["form"].errors == {"order": ["Please give every place to one answer only."]}
    assert b'<option value="1" selected>' in twice.content
    phone.press("next", "3", **{"order.red": "2", "order.other": "1"})
    phone.press("next", name="Ann", shown="name age")
    phone.press("send", "review")
    assert Response.objects.get().answers["order"] == ["other", "red"]


def test_the_review_says_what_is_missing_and_where(wave: Wave) -> None:
    phone = Phone(wave)
    phone.press("save", "2", plate="ABC")
    response = phone.press("send", "review")
    assert response.status_code == 422
    assert response.context["problems"] == [
        (f"{phone.base}?page=1#id_q-name", "Name?", "Please answer this question.")]
    assert Response.objects.count() == 0


def test_what_is_typed_on_one_page_does_not_touch_the_others(wave: Wave) -> None:
    phone = Phone(wave)
    phone.press("next", name="Ann", age="40", shown="name age")
    wrong = phone.press("next", "1", name="", age="x", shown="name age")
    assert wrong.context["form"].errors == {
        "name": ["Please answer this question."], "age": ["Please write a whole number, such as 12."]}
    phone.press("save", "2", plate="ABC")
    assert ResponseDraft.objects.get().answers == {"age": "x", "plate": "ABC"}


def test_another_language_keeps_page_and_answers(wave: Wave) -> None:
    phone = Phone(wave)
    posted = phone.client.post(f"{phone.base}?page=2", {"language": "en", "q-plate": "ABC"})
    assert phone.where(posted) == "?page=2"
    assert ResponseDraft.objects.get().answers == {"plate": "ABC"}


def test_a_page_number_that_is_none(wave: Wave) -> None:
    phone = Phone(wave)
    numbers = [phone.client.get(f"{phone.base}?page={page}").context["number"] for page in ("0", "-1", "x", "99", "3")]
    assert numbers == [1, 1, 1, 3, 3]


@pytest.mark.parametrize(("paging", "pages"), [
    ("all", [["a", "note", "g", "b", "m", "r1", "r2", "end"]]),
    ("groups", [["a", "note"], ["g", "b"], ["m", "r1", "r2", "end"]]),
    ("questions", [["a"], ["note", "g", "b"], ["m", "r1", "r2"], ["end"]]),
])
def test_pages_of_a_questionnaire(paging: str, pages: list[list[str]]) -> None:
    matrix = {"code": "m", "type": "matrix", "elements": [
        asked("r1", "single", choices=COLOURS), asked("r2", "single", choices=COLOURS)]}
    definition = read_definition({"code": "Q", "title": {}, "paging": paging, "elements": [
        asked("a"), asked("note", "note"), group("g", asked("b")), matrix, asked("end", "note")]})

    def codes(elements: Any) -> list[str]:
        return [code for e in elements for code in (e.code, *codes(getattr(e, "elements", ())))]

    assert [codes(page) for page in pages_of(definition)] == pages
