"""Settings, translation, trial, publishing and the question bank of the questionnaire editor."""

from typing import Any

import pytest
from django.test import Client

from surveys.actions.publish import open_wave, publish_version
from surveys.actions.submit import submit_response
from surveys.models import BankEntry, Questionnaire, QuestionnaireDraft, Response, ResponseDraft
from tests.cast import Cast
from tests.factories.surveys import ALL_TYPES, QuestionnaireFactory
from tests.surveys.test_editor_pages import address, codes, document, part, single, started, step, text, typed
from tests.surveys.test_public_pages import words


@pytest.fixture
def manager(client: Client, cast: Cast) -> Client:
    client.force_login(cast.manager)
    return client


@pytest.fixture
def asked(cast: Cast) -> Questionnaire:
    """A questionnaire with a published version."""
    questionnaire = QuestionnaireFactory(programme=cast.programme, code="all_types", title=ALL_TYPES["title"])
    publish_version(questionnaire=questionnaire, document=ALL_TYPES, by=None)
    return questionnaire


@pytest.mark.parametrize("many", [1, 3])
def test_the_editor_takes_as_many_queries_for_three_parts_as_for_one(
    manager: Client, cast: Cast, django_assert_num_queries: Any, many: int
) -> None:
    walks = started(cast, *(single(f"q{number}", "Why?") for number in range(many)))
    manager.get(address(walks) + "?element=q0")
    with django_assert_num_queries(13):
        manager.get(address(walks) + "?element=q0")


# settings


def test_settings_keep_what_somebody_else_changed_meanwhile(manager: Client, cast: Cast) -> None:
    walks = started(cast, text("why", "Why?"))
    page = address(walks, "edit/settings/")
    form = {"title_en": "Long walks", "title_sv": "", "intro_en": "", "intro_sv": "", "paging": "groups",
            "languages": ["en", "sv", "de"], "quota": "50"}
    assert manager.post(page, form).status_code == 302
    kept = QuestionnaireDraft.objects.get(questionnaire=walks).document
    assert {name: kept[name] for name in ("title", "paging", "languages", "quota")} == {
        "title": {"en": "Long walks"}, "paging": "groups", "languages": ["en", "sv", "de"], "quota": 50}
    assert manager.post(page, form | {"title_en": ""}).status_code == 422


# translation


def test_two_languages_stand_side_by_side_and_what_is_missing_is_counted(manager: Client, cast: Cast) -> None:
    walks = started(cast, text("why", "Why?", hint={"en": "Say"}), text("where", "Where?"))
    where = address(walks, "edit/translate/?from=en&to=sv")
    page = manager.get(where)
    assert (page.context["missing"], page.context["total"]) == (4, 4)
    manager.post(where, {"was:why|label": "", "text:why|label": "Varför?", "was:|title": "", "text:|title": ""})
    page = manager.get(where + "&only=missing")
    assert ([row["key"] for row in page.context["rows"]], page.context["missing"]) == (
        ["|title", "why|hint", "where|label"], 3)
    assert part(walks, "why")["label"] == {"en": "Why?", "sv": "Varför?"}


def test_a_language_that_is_translated_into_joins_the_languages(manager: Client, cast: Cast) -> None:
    walks = started(cast, text("why", "Why?"))
    manager.post(address(walks, "edit/translate/?from=en&to=de"), {"was:why|label": "", "text:why|label": "Warum?"})
    assert QuestionnaireDraft.objects.get(questionnaire=walks).document["languages"] == ["en", "sv", "de"]


@pytest.mark.parametrize(("side", "expected"), [("mine", "Varför då?"), ("theirs", "Hur så?")])
def test_two_translations_of_one_text_are_put_side_by_side(
    manager: Client, cast: Cast, side: str, expected: str
) -> None:
    walks = started(cast, text("why", "Why?"), text("where", "Where?"))
    where = address(walks, "edit/translate/?from=en&to=sv")
    manager.post(where, {"was:why|label": "", "text:why|label": "Hur så?"})
    mine = {"was:why|label": "", "text:why|label": "Varför då?", "was:where|label": "", "text:where|label": "Var?"}
    page = manager.post(where, mine)
    row = next(row for row in page.context["rows"] if row["key"] == "why|label")
    assert (page.status_code, row["text"], row["clash"], part(walks, "where")["label"]["sv"]) == (
        409, "Varför då?", "Hur så?", "Var?")
    manager.post(where, {"was:why|label": "Hur så?", "text:why|label": "Varför då?", "settle:why|label": side})
    assert part(walks, "why")["label"]["sv"] == expected


# trial


def test_a_draft_is_answered_page_by_page_and_nothing_is_stored(manager: Client, cast: Cast) -> None:
    walks = started(cast, text("name", "Your name", required=True),
                    text("why", "Why, ${name}?", relevant="${name} = 'Ann'"), paging="questions")
    where = address(walks, "try/")
    page = manager.post(where, {"q-name": "", "action": "next", "shown": "name"})
    assert (page.status_code, page.context["number"]) == (422, 1)
    page = manager.post(where, {"q-name": "Ann", "action": "next", "shown": "name"}, follow=True)
    assert "Why, Ann?" in words(page)
    page = manager.post(where + "?page=2", {"q-why": "So", "action": "next", "shown": "why"}, follow=True)
    assert page.context["number"] == 0
    page = manager.post(where + "?page=review", {"action": "send"})
    assert page.context["stored"] == [("name", "Ann"), ("why", "So")]
    assert (Response.objects.count(), ResponseDraft.objects.count()) == (0, 0)


def test_the_trial_may_be_framed_by_our_own_pages_only(manager: Client, cast: Cast) -> None:
    walks = started(cast, text("why", "Why?"))
    page = manager.get(address(walks, "try/"))
    assert "frame-ancestors 'self'" in page.headers["Content-Security-Policy"]
    assert page.headers["X-Frame-Options"] == "SAMEORIGIN"
    preview = manager.get(address(walks, "preview/"))
    assert preview.content.decode().count(f'src="{address(walks, "try/")}?in=en"') == 2
    assert "frame-ancestors 'none'" in preview.headers["Content-Security-Policy"]


def test_a_draft_that_is_not_whole_says_what_is_missing_instead(manager: Client, cast: Cast) -> None:
    walks = started(cast, single("travel", "How?", choices=[]))
    page = manager.get(address(walks, "try/"))
    assert (page.status_code, [sentence for _finding, sentence, _field in page.context["errors"]]) == (
        409, ["There are no choices yet."])


# publishing


def published(client: Client, questionnaire: Questionnaire, **more: Any) -> Any:
    revision = client.get(address(questionnaire, "publish/")).context["draft"].revision
    return client.post(address(questionnaire, "publish/"), {"revision": revision, "yes": "1"} | more)


def test_publishing_says_what_changes_and_keeps_answers_on_their_version(
    manager: Client, cast: Cast, asked: Questionnaire
) -> None:
    first = asked.versions.get()
    wave = open_wave(pilot=cast.pilot, version=first, slug="here", by=None)
    submit_response(wave=wave, response_id="8c9f3f0e-8c57-4b0e-9a61-9c6f4d1f2a10", answers={"travel": "foot"})
    where = address(asked) + "?element=rating"
    manager.post(where, typed(manager.get(where), hi="7", label_en="How good?"))
    step(manager, asked, "remove:since")
    page = manager.get(address(asked, "publish/"))
    assert [(row["code"], [label for label, _color in row["badges"]], row["breaks"]) for row in page.context["rows"]] \
        == [("since", ["Lost"], False), ("rating", ["Relabelled", "Scale"], True)]
    assert (page.context["impact"].stays, page.context["has_answers"]) == (False, True)
    assert "Lowest and highest value: 1 – 5 becomes 1 – 7." in words(page)
    assert published(manager, asked).status_code == 302
    assert [(version.number, version.family) for version in asked.versions.order_by("number")] == [(1, 1), (2, 2)]
    assert (Response.objects.get().version, wave.version) == (first, first)
    assert not QuestionnaireDraft.objects.filter(questionnaire=asked).exists()


def test_other_words_stay_in_the_family(manager: Client, asked: Questionnaire) -> None:
    where = address(asked) + "?element=idea"
    manager.post(where, typed(manager.get(where), label_en="Your best idea"))
    assert manager.get(address(asked, "publish/")).context["impact"].stays is True
    published(manager, asked)
    assert [version.family for version in asked.versions.order_by("number")] == [1, 1]


def test_nothing_is_published_without_a_yes_or_when_the_draft_went_on(manager: Client, cast: Cast) -> None:
    walks = started(cast, text("why", "Why?"))
    assert published(manager, walks, yes="").status_code == 422
    revision = manager.get(address(walks, "publish/")).context["draft"].revision
    step(manager, walks, "copy:why")
    page = manager.post(address(walks, "publish/"), {"revision": revision, "yes": "1"})
    assert (page.status_code, walks.versions.count()) == (422, 0)
    assert published(manager, walks).status_code == 302
    assert (walks.versions.get().number, walks.versions.get().published_at is not None) == (1, True)


@pytest.mark.parametrize(("wrong", "sentence"), [
    (text("why", "Why?", relevant="${nobody} = 1"), "No question or group is called nobody."),
    (text("why", "Why?", type="file"), "Files cannot be sent with answers yet."),
    (single("travel", "How?", choices=[]), "There are no choices yet."),
])
def test_what_is_wrong_bars_publishing(manager: Client, cast: Cast, wrong: dict[str, Any], sentence: str) -> None:
    walks = started(cast, wrong)
    page = manager.get(address(walks, "publish/"))
    assert (page.context["can_publish"], sentence in words(page)) == (False, True)
    assert (published(manager, walks).status_code, walks.versions.count()) == (422, 0)


def test_an_unchanged_draft_has_nothing_to_publish(manager: Client, asked: Questionnaire) -> None:
    page = manager.get(address(asked, "publish/"))
    assert (page.context["impact"].is_same, page.context["can_publish"]) == (True, False)


def test_a_discarded_draft_leaves_what_is_published(manager: Client, cast: Cast, asked: Questionnaire) -> None:
    step(manager, asked, "remove:idea")
    walks = started(cast, text("why", "Why?"))
    for one in (asked, walks):
        assert manager.get(address(one, "discard/")).status_code == 200
        manager.post(address(one, "discard/"))
    assert list(Questionnaire.objects.filter(programme=cast.programme)) == [asked]
    assert (asked.versions.count(), QuestionnaireDraft.objects.count()) == (1, 0)


# core questions


@pytest.fixture
def feedback(manager: Client) -> Questionnaire:
    """A copy of a questionnaire of the catalogue, whose first question measures a construct."""
    shared = QuestionnaireFactory(programme=None, code="shared")
    asking = document({"code": "suits", "type": "scale", "label": {"en": "Did it suit?"}, "lo": 1, "hi": 5,
                       "construct": "method_rating"}, text("why", "Why?"), code="shared")
    publish_version(questionnaire=shared, document=asking, by=None)
    manager.post("/programmes/own/questionnaires/new/", {"title": "Ours", "source": f"copy:{shared.pk}",
                                                         "language": "en"})
    return Questionnaire.objects.get(code="ours")


def test_a_core_question_of_the_catalogue_is_moved_and_translated_but_not_reworded(
    manager: Client, feedback: Questionnaire
) -> None:
    where = address(feedback) + "?element=suits"
    page = manager.get(where)
    before = part(feedback, "suits")
    fields = page.context["form"].fields
    assert [fields[name].disabled for name in ("label_en", "type", "hi", "code", "relevant")] == [
        True, True, True, True, False]
    manager.post(where, typed(page, label_en="Was it fun?", hi="9", type="text", relevant="1 = 1"))
    assert part(feedback, "suits") == before | {"relevant": "1 = 1"}
    step(manager, feedback, "down:suits")
    assert codes(feedback)[:2] == ["why", "suits"]
    translate = address(feedback, "edit/translate/?from=en&to=sv")
    manager.post(translate, {"was:suits|label": "", "text:suits|label": "Passade det?"})
    assert part(feedback, "suits")["label"] == before["label"] | {"sv": "Passade det?"}


def test_rewording_a_core_question_by_translation_is_refused_with_the_reason(
    manager: Client, feedback: Questionnaire
) -> None:
    was = part(feedback, "suits")["label"]["en"]
    page = manager.post(address(feedback, "edit/translate/?from=sv&to=en"), {
        "was:suits|label": was, "text:suits|label": "Was it fun?"})
    assert (page.status_code, part(feedback, "suits")["label"]["en"]) == (422, was)
    assert "“suits” is a core question" in words(page)


# bank


def keep(client: Client, questionnaire: Questionnaire, code: str, **more: str) -> Any:
    return client.post(address(questionnaire, "edit/bank/"), {"element": code} | more, follow=True)


def test_a_question_is_kept_found_and_asked_in_another_questionnaire(manager: Client, cast: Cast) -> None:
    walks = started(cast, single("travel", "", construct="mode") | {
        "label": {"en": "How do you travel?", "sv": "Hur reser du?"}})
    keep(manager, walks, "travel")
    entry = BankEntry.objects.get()
    assert (entry.code, entry.construct, entry.is_core, part(walks, "travel")["bank"]) == (
        "travel", "mode", False, "travel")
    manager.post("/programmes/own/questionnaires/new/", {"title": "Other", "source": "", "language": "en"})
    other = Questionnaire.objects.get(code="other")
    step(manager, other, f"bank:{entry.pk}")
    assert part(other, "travel") == part(walks, "travel")
    page = manager.get("/programmes/own/question-bank/?q=RESER+mode")
    assert [(row["entry"], sorted(title for title, _key, _draft in row["used"])) for row in page.context["rows"]] == [
        (entry, ["Other", "Walks"])]
    assert manager.get("/programmes/own/question-bank/?q=bicycle").context["rows"] == []


def test_a_core_entry_locks_its_question_in_every_questionnaire(manager: Client, cast: Cast) -> None:
    walks = started(cast, single("travel", "How?"))
    keep(manager, walks, "travel")
    entry = BankEntry.objects.get()
    manager.post(f"/programmes/own/question-bank/{entry.pk}/", {"action": "core"})
    where = address(walks) + "?element=travel"
    manager.post(where, typed(manager.get(where), label_en="How then?", **{"choices-0-label": "Coach"}))
    assert part(walks, "travel") == single("travel", "How?", bank="travel")
    assert "Core question" in words(manager.get(where))
    page = keep(manager, walks, "travel", core="on")
    assert "The bank has a core question under this code" in words(page)
    manager.post(f"/programmes/own/question-bank/{entry.pk}/", {"action": "free"})
    manager.post(where, typed(manager.get(where), label_en="How then?"))
    assert part(walks, "travel")["label"] == {"en": "How then?"}


def test_two_questions_with_one_code_are_two_entries(manager: Client, cast: Cast) -> None:
    walks = started(cast, text("why", "Why?"))
    keep(manager, walks, "why")
    manager.post("/programmes/own/questionnaires/new/", {"title": "Other", "source": "", "language": "en"})
    other = Questionnaire.objects.get(code="other")
    step(manager, other, "add", kind="text")
    where = address(other) + "?element=question_1"
    manager.post(where, typed(manager.get(where), code="why", label_en="Why not?"))
    keep(manager, other, "why")
    assert [(entry.code, entry.part["label"]["en"]) for entry in BankEntry.objects.all()] == [
        ("why", "Why?"), ("why_2", "Why not?")]
    assert part(other, "why")["bank"] == "why_2"


def test_an_entry_of_another_programme_cannot_be_added(manager: Client, cast: Cast) -> None:
    foreign = BankEntry.objects.create(programme=cast.foreign_pilot.programme, code="x", part=text("x", "X"))
    walks = started(cast, text("why", "Why?"))
    step(manager, walks, f"bank:{foreign.pk}")
    assert codes(walks) == ["why"]


def test_an_entry_is_taken_out_and_the_questionnaire_keeps_its_question(manager: Client, cast: Cast) -> None:
    walks = started(cast, text("why", "Why?"))
    keep(manager, walks, "why")
    manager.post(f"/programmes/own/question-bank/{BankEntry.objects.get().pk}/", {"action": "remove"})
    assert (BankEntry.objects.count(), codes(walks)) == (0, ["why"])


@pytest.mark.parametrize("many", [1, 3])
def test_the_bank_takes_as_many_queries_for_three_entries_as_for_one(
    manager: Client, cast: Cast, django_assert_num_queries: Any, many: int
) -> None:
    for number in range(many):
        one = QuestionnaireFactory(programme=cast.programme, code=f"q{number}")
        asking = document(text(f"why{number}", "Why?", bank=f"why{number}"))
        publish_version(questionnaire=one, document=asking, by=None)
        BankEntry.objects.create(programme=cast.programme, code=f"why{number}", part=text(f"why{number}", "Why?"))
    manager.get("/programmes/own/question-bank/")
    with django_assert_num_queries(8):
        manager.get("/programmes/own/question-bank/")
