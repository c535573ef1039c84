"""A manager brings in a form with errors, then a mended one, and takes it in; every page checked by axe."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

import surveys.form_import_jobs  # noqa: F401  registers the kind of job
from foundation.jobs.running import run
from surveys.models import FormImport, QuestionnaireDraft
from tests.cast import Cast
from tests.journeys.test_register_import import findings
from tests.surveys.xlsform.books import book

# pytest-base-url, which pytest-playwright brings along, is older than this pytest
pytestmark = [pytest.mark.journey, pytest.mark.filterwarnings("ignore::pytest.PytestRemovedIn10Warning")]
SHEETS: dict[str, Any] = {
    "survey": [["type", "name", "label::English (en)", "label::Swedish (sv)", "required", "relevant"],
               ["begin group", "about", "About you", "Om dig"],
               ["select_one way", "travel", "How did you come here today, from where you live?", "Hur kom du?", "yes"],
               ["integer", "minutes", "How many minutes did it take?", "Hur många minuter?", "", "${travel} = 'bus'"],
               ["end group"], ["audio", "song", "Sing us a song", "Sjung"], ["text", "idea", "Your idea", "Din idé"]],
    "choices": [["list_name", "name", "label::English (en)"], ["way", "foot", "On foot"], ["way", "bus", "By bus"]],
    "settings": [["form_title", "form_id"], ["Getting here", "getting_here"]],
}


def upload(page: Any, sheets: dict[str, Any], name: str) -> None:
    page.get_by_label("Workbook").set_input_files(
        {"name": name, "mimeType": "application/octet-stream", "buffer": book(**sheets).getvalue()})
    page.get_by_role("button", name="Read the form").click()


def test_a_form_is_refused_then_mended_and_taken_in(page: Any, live_server: Any, cast: Cast, tmp_path: Path,
                                                    sign_in: Callable[..., None]) -> None:
    sign_in(cast.manager)
    address = f"{live_server.url}/programmes/{cast.pilot.programme.slug}/questionnaire-imports/"
    page.goto(address)
    wrong = findings(page, tmp_path, "form-list-empty")
    broken = SHEETS | {"survey": [*SHEETS["survey"], ["text", "idea", "Again"], ["select_one gone", "x", "X"]]}
    upload(page, broken, "getting-here.xlsx")
    page.get_by_text("The form is read in the background").wait_for()
    wrong += findings(page, tmp_path, "form-reading")
    run(str(FormImport.objects.get().job_id))
    page.get_by_text("2 errors keep this form out.").wait_for()  # the page has asked again by itself
    wrong += findings(page, tmp_path, "form-refused")
    refused = QuestionnaireDraft.objects.count()
    page.goto(address)
    upload(page, SHEETS, "getting-here-2.xlsx")
    run(str(FormImport.objects.latest("pk").job_id))
    page.get_by_role("button", name="Take in as a draft").wait_for()
    wrong += findings(page, tmp_path, "form-ready")
    page.get_by_role("button", name="Take in as a draft").click()
    page.get_by_role("link", name="Open the draft").wait_for()
    wrong += findings(page, tmp_path, "form-taken")
    page.goto(address)
    wrong += findings(page, tmp_path, "form-list")

    draft = QuestionnaireDraft.objects.get()
    assert (refused, draft.questionnaire.code, draft.document["languages"]) == (0, "getting_here", ["en", "sv"])
    assert wrong == []
