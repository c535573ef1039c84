"""A researcher makes a report and takes the PDF away; both pages are checked by axe."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe

from foundation.jobs.models import Job
from foundation.jobs.running import run
from reports.actions.making import KIND
from reports.tasks import make_report
from tests.cast import Cast
from tests.factories.engagement import MethodFactory
from tests.indicators.stored import store, store_verdict

RULES = {"runOnly": {"type": "tag", "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]}}
# pytest-base-url, which pytest-playwright brings along, is older than this pytest
pytestmark = [pytest.mark.journey, pytest.mark.filterwarnings("ignore::pytest.PytestRemovedIn10Warning")]


def findings(page: Any) -> list[tuple[str, list[str]]]:
    """What axe has against the page: (rule, elements)."""
    found = Axe().run(page, options=RULES).response["violations"]
    return [(rule["id"], [node["html"] for node in rule["nodes"]]) for rule in found]


def test_a_researcher_takes_a_report_away(page: Any, live_server: Any, cast: Cast, tmp_path: Path, settings: Any,
                                          sign_in: Callable[..., None]) -> None:
    settings.MEDIA_ROOT = tmp_path
    MethodFactory(code="walk", name={"en": "City walk"})
    for number, pilot in enumerate((cast.pilot, cast.other_pilot)):
        store(pilot, "method_rating", 4.0 + number / 4, method="walk", lower=3.5, upper=4.5, n=9)
        store(pilot, "participants", None, suppressed=True)
    store_verdict(cast.programme, "walk", k=2, reason="too_few_pilots")
    sign_in(cast.researcher)

    page.goto(f"{live_server.url}/programmes/own/reports/")
    page.get_by_role("button", name="Make report").click()
    link = page.get_by_role("link", name="Own programme: comparison")
    link.wait_for()
    job = Job.objects.get(kind=KIND)
    done = run(str(job.pk)) or Job.objects.get(pk=job.pk)
    assert (make_report.__name__, done.state) == ("make_report", "done")
    page.get_by_text("Done", exact=True).wait_for()
    on_list = [findings_at(page, width, tmp_path, "list") for width in (390, 1440)]
    link.click()
    page.get_by_role("heading", name="Indicators").wait_for()
    on_report = [findings_at(page, width, tmp_path, "report") for width in (390, 1440)]
    with page.expect_download() as download:
        page.get_by_role("link", name="PDF").click()
    taken = Path(download.value.path()).read_bytes()
    page.get_by_role("button", name="Verify").click()

    assert page.get_by_text("Intact:").is_visible()
    assert (taken[:5], on_list, on_report) == (b"%PDF-", [[], []], [[], []])


def findings_at(page: Any, width: int, folder: Path, name: str) -> list[tuple[str, list[str]]]:
    """Findings in light and dark at a width; the pictures lie beside the files of the test."""
    found = []
    for scheme in ("light", "dark"):
        page.emulate_media(color_scheme=scheme)
        page.set_viewport_size({"width": width, "height": 900})
        page.screenshot(path=folder / f"{name}-{width}-{scheme}.png", full_page=True)
        found += findings(page)
    return found
