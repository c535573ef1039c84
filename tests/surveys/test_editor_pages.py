"""The questionnaire editor in the workspace: lists, steps, forms, conflicts, trial, publishing, bank."""

from typing import Any

import pytest
from django.test import Client

from surveys.actions.editing import start_questionnaire
from surveys.actions.publish import publish_version
from surveys.editing import empty_document, part_with, spots_of
from surveys.forms.editing import sealed
from surveys.models import Questionnaire, QuestionnaireDraft
from surveys.templates_catalogue import template_codes
from tests.cast import Cast
from tests.factories.surveys import ALL_TYPES, QuestionnaireFactory
from tests.surveys.test_public_pages import words

CHOICES = [
    {"code": "bus", "numeric": 1, "label": {"en": "Bus"}}, {"code": "foot", "numeric": 2, "label": {"en": "On foot"}},
]


def document(*parts: dict[str, Any], **more: Any) -> dict[str, Any]:
    return empty_document("walks", "Walks", ["en", "sv"]) | {"elements": list(parts)} | more


def text(code: str, label: str, **more: Any) -> dict[str, Any]:
    return {"code": code, "type": "text", "label": {"en": label}, **more}


def single(code: str, label: str, **more: Any) -> dict[str, Any]:
    return {"code": code, "type": "single", "label": {"en": label}, "choices": CHOICES, **more}


def started(cast: Cast, *parts: dict[str, Any], **more: Any) -> Questionnaire:
    return start_questionnaire(programme=cast.programme, code="walks", document=document(*parts, **more), by=None)


def address(questionnaire: Questionnaire, page: str = "edit/") -> str:
    return f"/programmes/own/questionnaires/{questionnaire.pk}/{page}"


def codes(questionnaire: Questionnaire) -> list[str]:
    draft = QuestionnaireDraft.objects.get(questionnaire=questionnaire)
    return [".".join([*spot.around, spot.code]) for spot in spots_of(draft.document)]


def part(questionnaire: Questionnaire, code: str) -> dict[str, Any]:
    return part_with(QuestionnaireDraft.objects.get(questionnaire=questionnaire).document, code) or {}


def typed(page: Any, **changes: Any) -> dict[str, Any]:
    """What the page's form sends, as a browser would, with some fields changed."""
    form = page.context["form"]
    data: dict[str, Any] = {"base": sealed(form.shown), "action": "save"}
    for name in form.fields:
        value = form[name].value()
        if value not in (None, False, "") and not form.fields[name].disabled:
            data[f"e-{name}"] = "on" if value is True else value
    if form.rows:
        data["choices-count"] = len(form.rows.shown)
        for number, row in enumerate(form.rows.shown):
            data |= {f"choices-{number}-{name}": row.get(name, "") for name in ("was", "code", "label", "numeric",
                                                                              "columns")}
            if row.get("exclusive"):
                data[f"choices-{number}-exclusive"] = "on"
    return data | {f"e-{name}" if name in form.fields else name: value for name, value in changes.items()}


def step(client: Client, questionnaire: Questionnaire, do: str, **more: Any) -> Any:
    return client.post(address(questionnaire, "edit/step/"), {"do": do, **more}, follow=True)


@pytest.fixture
def manager(client: Client, cast: Cast) -> Client:
    client.force_login(cast.manager)
    return client


# lists and beginnings


def test_the_list_names_versions_drafts_and_templates(manager: Client, cast: Cast) -> None:
    own = QuestionnaireFactory(programme=cast.programme, code="asked", title={"en": "Asked"})
    publish_version(questionnaire=own, document=ALL_TYPES, by=None)
    started(cast, text("why", "Why?"))
    QuestionnaireFactory(programme=cast.foreign_pilot.programme, code="foreign", title={"en": "Foreign"})
    page = manager.get("/programmes/own/questionnaires/")
    assert [(str(one), one.newest, one.draft_changed_at is not None) for one in page.context["own"]] == [
        ("Asked", 1, False), ("Walks", None, True)]
    assert [one["code"] for one in page.context["templates"]] == list(template_codes())


@pytest.mark.parametrize("many", [1, 3])
def test_the_list_takes_as_many_queries_for_three_as_for_one(
    manager: Client, cast: Cast, django_assert_num_queries: Any, many: int
) -> None:
    for number in range(many):
        one = QuestionnaireFactory(programme=cast.programme, code=f"q{number}", title={"en": f"Q {number}"})
        publish_version(questionnaire=one, document=ALL_TYPES, by=None)
    manager.get("/programmes/own/questionnaires/")
    with django_assert_num_queries(9):
        manager.get("/programmes/own/questionnaires/")


@pytest.mark.parametrize(("source", "asked"), [
    ("", []), ("template:T1", ["method_rating", "representativeness"]), ("copy", ["travel", "topics"]),
])
def test_a_questionnaire_begins_empty_from_a_template_or_as_a_copy(
    manager: Client, cast: Cast, source: str, asked: list[str]
) -> None:
    own = QuestionnaireFactory(programme=cast.programme)
    publish_version(questionnaire=own, document=ALL_TYPES, by=None)
    source = f"copy:{own.pk}" if source == "copy" else source
    answer = manager.post("/programmes/own/questionnaires/new/", {"title": "Our walks", "source": source,
                                                                  "language": "en"})
    made = Questionnaire.objects.get(code="our_walks")
    assert (answer.headers["Location"], codes(made)[:2], made.versions.count()) == (address(made), asked, 0)


def test_a_title_that_is_taken_gets_another_code(manager: Client, cast: Cast) -> None:
    started(cast)
    manager.post("/programmes/own/questionnaires/new/", {"title": "Walks", "source": "", "language": "en"})
    assert sorted(Questionnaire.objects.filter(programme=cast.programme).values_list("code", flat=True)) == [
        "walks", "walks_2"]


def test_the_questionnaire_of_another_programme_is_not_found(manager: Client, cast: Cast) -> None:
    foreign = QuestionnaireFactory(programme=cast.foreign_pilot.programme)
    assert manager.get(address(foreign)).status_code == 404


# steps


def test_parts_are_added_moved_copied_and_removed(manager: Client, cast: Cast) -> None:
    walks = started(cast, text("why", "Why?"), text("where", "Where?"))
    step(manager, walks, "add", kind="group", where="")
    step(manager, walks, "add", kind="scale", where="inside:section_1")
    step(manager, walks, "add", kind="note", where="after:why")
    assert codes(walks) == ["why", "note_1", "where", "section_1", "section_1.question_1"]
    step(manager, walks, "down:where")
    assert codes(walks) == ["why", "note_1", "section_1", "section_1.where", "section_1.question_1"]
    step(manager, walks, "up:why")
    step(manager, walks, "copy:why")
    step(manager, walks, "remove:note_1")
    assert codes(walks) == ["why", "why_2", "section_1", "section_1.where", "section_1.question_1"]


def test_undo_and_redo_go_step_by_step_and_say_whose(manager: Client, cast: Cast) -> None:
    walks = started(cast, text("why", "Why?"))
    page = step(manager, walks, "add", kind="note")
    step(manager, walks, "remove:why")
    page = manager.get(address(walks))
    assert page.context["undo"] == "removed why (Manager)"
    for do, expected in [("undo", ["why", "note_1"]), ("undo", ["why"]), ("redo", ["why", "note_1"]),
                         ("redo", ["note_1"])]:
        step(manager, walks, do, revision=page.context["revision"])
        page = manager.get(address(walks))
        assert codes(walks) == expected


def test_undo_is_refused_where_somebody_else_has_gone_on(manager: Client, cast: Cast) -> None:
    walks = started(cast, text("why", "Why?"))
    step(manager, walks, "add", kind="note")
    revision = manager.get(address(walks)).context["revision"]
    step(manager, walks, "add", kind="text")
    page = step(manager, walks, "undo", revision=revision)
    assert "Somebody else has changed the questionnaire meanwhile" in words(page)
    assert codes(walks) == ["why", "note_1", "question_1"]


# the form of a part


def test_the_form_keeps_everything_that_a_question_can_say(manager: Client, cast: Cast) -> None:
    walks = started(cast, text("why", "Why?"), single("travel", "How?", list_name="ways"))
    page = manager.get(address(walks) + "?element=travel")
    manager.post(address(walks) + "?element=travel", typed(
        page, label_sv="Hur?", hint_en="Today", required="if", required_if="${why} != ''", other="on",
        required_message_en="Say it.", relevant="${why} != 'x'", constraint=". != 'bus'",
        constraint_message_en="Not by bus.", default="bus", randomize="on", appearance="minimal", pii="on",
        construct="travel_mode", code="way", **{"choices-2-label": "By train", "choices-2-numeric": "3"},
    ))
    assert part(walks, "way") == {
        "code": "way", "type": "single", "label": {"en": "How?", "sv": "Hur?"}, "hint": {"en": "Today"},
        "required": "${why} != ''", "required_message": {"en": "Say it."}, "relevant": "${why} != 'x'",
        "constraint": ". != 'bus'", "constraint_message": {"en": "Not by bus."}, "default": "bus", "other": True,
        "randomize": True, "appearance": "minimal", "pii": True, "construct": "travel_mode", "list_name": "ways",
        "choices": [*CHOICES, {"code": "by_train", "numeric": 3, "label": {"en": "By train"}}],
    }


@pytest.mark.parametrize("kind", [
    "single", "multiple", "rank", "scale", "range", "integer", "number", "text", "email", "date", "time", "datetime",
    "geopoint", "image", "file", "acknowledge", "calculation", "hidden", "note", "group", "repeat", "matrix"])
def test_every_type_can_be_added_and_saved_as_it_is(manager: Client, cast: Cast, kind: str) -> None:
    walks = started(cast)
    code = step(manager, walks, "add", kind=kind).context["code"]
    before = part(walks, code)
    page = manager.get(address(walks) + f"?element={code}")
    answer = manager.post(address(walks) + f"?element={code}", typed(page, label_en="Said"))
    assert (answer.status_code, part(walks, code)) == (302, before | {"label": {"en": "Said"}})


def test_a_group_repeat_and_matrix_have_their_own_settings(manager: Client, cast: Cast) -> None:
    walks = started(cast)
    for kind, code, changes in [
        ("group", "section_1", {"is_page": "on"}), ("repeat", "list_1", {"count": "3", "most": "5"}),
        ("matrix", "table_1", {"choices-0-label": "Yes", "choices-0-numeric": "1", "choices-1-label": "No"}),
    ]:
        step(manager, walks, "add", kind=kind)
        manager.post(address(walks) + f"?element={code}",
                     typed(manager.get(address(walks) + f"?element={code}"), label_en="Said", **changes))
    step(manager, walks, "add", kind="text", where="inside:table_1")
    rows = [{"code": "yes", "numeric": 1, "label": {"en": "Yes"}}, {"code": "no", "label": {"en": "No"}}]
    draft = QuestionnaireDraft.objects.get(questionnaire=walks)
    assert draft.document["elements"] == [
        {"code": "section_1", "type": "group", "label": {"en": "Said"}, "is_page": True, "elements": []},
        {"code": "list_1", "type": "repeat", "label": {"en": "Said"}, "count": "3", "most": 5, "elements": []},
        {"code": "table_1", "type": "matrix", "label": {"en": "Said"}, "elements": [
            {"code": "row_1", "type": "single", "label": {}, "choices": rows},
            {"code": "question_1", "type": "single", "label": {}, "choices": rows}]},
    ]


def test_a_choice_that_excludes_all_others_is_a_condition_of_its_own(manager: Client, cast: Cast) -> None:
    walks = started(cast, single("topics", "Which?", constraint="count-selected(.) < 4") | {"type": "multiple"})
    where = address(walks) + "?element=topics"
    manager.post(where, typed(manager.get(where), **{"choices-1-exclusive": "on"}))
    assert part(walks, "topics")["constraint"] == (
        "(count-selected(.) < 2 or not(selected(., 'foot'))) and (count-selected(.) < 4)")
    page = manager.get(where)
    assert ([row["exclusive"] for row in page.context["form"].rows.rows], page.context["form"]["constraint"].value()) \
        == ([False, True], "count-selected(.) < 4")


def test_choices_are_moved_removed_and_pasted_before_anything_is_saved(manager: Client, cast: Cast) -> None:
    walks = started(cast, single("travel", "How?"))
    where = address(walks) + "?element=travel"
    data = typed(manager.get(where), label_en="How exactly?")
    page = manager.post(where, data | {"action": "choice-down:0"})
    assert ([row["code"] for row in page.context["form"].rows.rows], page.context["form"]["label_en"].value(),
            part(walks, "travel")["choices"]) == (["foot", "bus"], "How exactly?", CHOICES)
    page = manager.post(where, data | {"action": "choice-remove:0", "choices-paste": "By boat\nBy air"})
    assert [(row["code"], row["numeric"]) for row in page.context["form"].rows.rows] == [
        ("foot", "2"), ("by_boat", "3"), ("by_air", "4")]


def test_what_is_wrong_comes_back_as_it_was_typed(manager: Client, cast: Cast) -> None:
    walks = started(cast, text("why", "Why?"), text("where", "Where?"))
    where = address(walks) + "?element=why"
    page = manager.post(where, typed(manager.get(where), label_en="Why then?", code="where"))
    assert (page.status_code, page.context["form"]["label_en"].value(), codes(walks)) == (
        422, "Why then?", ["why", "where"])
    assert "Another question or group has this code." in words(page)


def test_checks_stand_beside_their_part_and_link_to_the_field(manager: Client, cast: Cast) -> None:
    walks = started(cast, text("why", "Why?", relevant="${nobody} = 1"), single("travel", "", choices=[]))
    page = manager.get(address(walks) + "?element=why")
    assert [(sentence, field) for _finding, sentence, field in page.context["own_findings"]] == [
        ("Not translated into Svenska.", "id_e-label_sv"),
        ("asked if: No question or group is called nobody.", "id_e-relevant")]
    assert [(row["code"], row["errors"], row["warnings"]) for row in page.context["rows"]] == [
        ("why", 1, 1), ("travel", 2, 1)]
    assert 'href="?element=travel#choices"' in manager.get(address(walks)).content.decode()


# two people


def test_changes_of_different_words_of_one_question_are_merged(manager: Client, cast: Cast) -> None:
    walks = started(cast, text("why", "Why?"))
    where = address(walks) + "?element=why"
    mine, theirs = manager.get(where), manager.get(where)
    manager.post(where, typed(theirs, label_sv="Varför?"))
    answer = manager.post(where, typed(mine, label_en="Why so?"))
    assert (answer.status_code, part(walks, "why")["label"]) == (302, {"en": "Why so?", "sv": "Varför?"})


def test_changes_of_different_questions_do_not_touch(manager: Client, cast: Cast) -> None:
    walks = started(cast, text("why", "Why?"), text("where", "Where?"))
    mine = manager.get(address(walks) + "?element=why")
    theirs = manager.get(address(walks) + "?element=where")
    manager.post(address(walks) + "?element=where", typed(theirs, label_en="Where to?"))
    manager.post(address(walks) + "?element=why", typed(mine, label_en="Why so?"))
    assert [part(walks, code)["label"]["en"] for code in ("why", "where")] == ["Why so?", "Where to?"]


def autosaved(client: Client, where: str, data: dict[str, Any]) -> dict[str, Any]:
    return client.post(where, data, headers={"X-Autosave": "1"}).json()


def test_what_is_whole_is_kept_by_itself_and_what_others_wrote_meanwhile_stays(manager: Client, cast: Cast) -> None:
    walks = started(cast, text("why", "Why?"))
    where = address(walks) + "?element=why"
    mine, theirs = manager.get(where), manager.get(where)
    manager.post(where, typed(theirs, label_sv="Varför?"))
    first = autosaved(manager, where, typed(mine, label_en="Why s"))
    again = autosaved(manager, where, typed(mine, label_en="Why so?", base=first["base"]))
    assert (first["saved"], again["saved"], part(walks, "why")["label"]) == (
        True, True, {"en": "Why so?", "sv": "Varför?"})


def test_what_is_not_whole_or_in_conflict_waits_for_the_button(manager: Client, cast: Cast) -> None:
    walks = started(cast, text("why", "Why?"))
    where = address(walks) + "?element=why"
    mine = manager.get(where)
    for changes in ({"code": "1"}, {"code": "other"}, {"type": "date"}, {"required": "if"}):
        assert autosaved(manager, where, typed(mine, label_en="Why so?", **changes)) == {"saved": False}
    manager.post(where, typed(mine, label_en="Why them?"))
    assert autosaved(manager, where, typed(mine, label_en="Why me?")) == {"saved": False}
    assert part(walks, "why")["label"] == {"en": "Why them?"}


@pytest.mark.parametrize(("side", "expected"), [("mine", "Why me?"), ("theirs", "Why them?")])
def test_the_same_words_are_a_conflict_to_choose_from(
    manager: Client, cast: Cast, side: str, expected: str
) -> None:
    walks = started(cast, text("why", "Why?"))
    where = address(walks) + "?element=why"
    mine, theirs = manager.get(where), manager.get(where)
    manager.post(where, typed(theirs, label_en="Why them?"))
    page = manager.post(where, typed(mine, label_en="Why me?", hint_en="Mine too"))
    assert (page.status_code, page.context["conflict"]) == (
        409, [{"name": "label.en", "title": "Words (English)", "mine": "Why me?", "theirs": "Why them?"}])
    answer = manager.post(where, typed(page, **{"settled": "1", "side-label.en": side}))
    assert (answer.status_code, part(walks, "why")["label"]["en"], part(walks, "why")["hint"]) == (
        302, expected, {"en": "Mine too"})


def test_a_question_that_was_removed_meanwhile_can_be_put_back(manager: Client, cast: Cast) -> None:
    walks = started(cast, text("why", "Why?"), text("where", "Where?"))
    where = address(walks) + "?element=why"
    mine = manager.get(where)
    step(manager, walks, "remove:why")
    page = manager.post(where, typed(mine, label_en="Why so?"))
    assert (page.status_code, codes(walks)) == (409, ["where"])
    manager.post(where, typed(mine, label_en="Why so?") | {"action": "again"})
    assert (codes(walks), part(walks, "why")["label"]) == (["where", "why"], {"en": "Why so?"})
