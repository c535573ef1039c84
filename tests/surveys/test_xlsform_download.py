"""Versions and drafts of questionnaires, downloaded as workbooks."""

import io

import pytest
from django.test import Client

from surveys.actions.editing import start_questionnaire
from surveys.definition import read_definition
from surveys.editing.documents import editable
from surveys.models import Wave
from surveys.xlsform import read_xlsform
from tests.cast import Cast
from tests.factories.surveys import ALL_TYPES, make_wave

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@pytest.fixture
def wave(cast: Cast) -> Wave:
    return make_wave(pilot=cast.pilot, slug="here")


def test_a_version_is_read_again_as_it_was_published(client: Client, cast: Cast, wave: Wave) -> None:
    client.force_login(cast.researcher)
    answer = client.get(f"/questionnaires/{wave.questionnaire_id}/versions/1/xlsform.xlsx")
    assert (answer.status_code, answer.headers["Content-Type"]) == (200, XLSX)
    name = wave.questionnaire.code.replace("_", "-")
    assert answer.headers["Content-Disposition"] in (
        f'attachment; filename="{wave.questionnaire.code}-1.xlsx"', f'attachment; filename="{name}-1.xlsx"')
    form = read_xlsform(io.BytesIO(answer.content))
    assert form.document is not None
    assert read_definition(form.document) == read_definition(ALL_TYPES)


def test_a_draft_is_for_those_who_write(client: Client, cast: Cast) -> None:
    made = start_questionnaire(programme=cast.pilot.programme, code="walk", document=editable(ALL_TYPES), by=None)
    path = f"/questionnaires/{made.pk}/draft/xlsform.xlsx"
    client.force_login(cast.researcher)
    assert client.get(path).status_code == 403
    client.force_login(cast.manager)
    form = read_xlsform(io.BytesIO(client.get(path).content))
    assert form.document is not None
    assert read_definition(form.document) == read_definition(ALL_TYPES)


@pytest.mark.parametrize("path", ["versions/2/xlsform.xlsx", "draft/xlsform.xlsx"])
def test_what_is_not_there(client: Client, cast: Cast, wave: Wave, path: str) -> None:
    client.force_login(cast.manager)
    assert client.get(f"/questionnaires/{wave.questionnaire_id}/{path}").status_code == 404


def test_a_draft_that_is_not_whole_says_so(client: Client, cast: Cast) -> None:
    document = {"code": "w", "title": {"en": "W"}, "elements": [{"code": "a", "type": "single", "choices": []}]}
    made = start_questionnaire(programme=cast.pilot.programme, code="w", document=document, by=None)
    client.force_login(cast.manager)
    page = client.get(f"/questionnaires/{made.pk}/draft/xlsform.xlsx", follow=True)
    assert [str(message) for message in page.context["messages"]] == [
        "The draft is not whole yet: a: a question of choices needs choices"]
