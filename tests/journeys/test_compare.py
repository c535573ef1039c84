"""A researcher goes from the dashboard to the comparison and the verdicts; the pages are checked by axe."""

from collections.abc import Callable
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.utils import timezone

from indicators.models import PilotComputation
from pilots.models import Pilot
from tests.cast import Cast
from tests.factories.engagement import ContributionFactory, MethodFactory, SessionFactory
from tests.factories.pilots import PilotFactory
from tests.indicators.stored import store, store_verdict

RULES = {"runOnly": {"type": "tag", "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]}}
PAGES = ("/programmes/own/dashboard/", "/pilots/own-here/dashboard/",
         "/programmes/own/compare/?indicator=attendance_per_session&reference=own-here", "/programmes/own/one-size/",
         "/programmes/own/one-size/walk/", "/indicators/attendance_per_session/")
# pytest-base-url, which pytest-playwright brings along, is older than this pytest
pytestmark = [pytest.mark.journey, pytest.mark.filterwarnings("ignore::pytest.PytestRemovedIn10Warning")]


@pytest.fixture
def filled(cast: Cast) -> Cast:
    """Five cities with every state that a value can be in."""
    walk = MethodFactory(code="walk", name={"en": "City walk"})
    cities = [cast.pilot, cast.other_pilot, *(PilotFactory(programme=cast.programme, name=name) for name in "ABC")]
    for number, pilot in enumerate(cities):
        SessionFactory(pilot=pilot, method=walk, level=3)
        _fill(pilot, number)
    store(cast.pilot, "retention_90d", suppressed=True)
    store(cast.pilot, "digital_share", n=0)
    ContributionFactory(pilot=cast.pilot)
    store_verdict(cast.programme, "walk", figures={"pilots": [p.slug for p in cities], "yi": [4, 4, 4, 4, 4]}, k=5)
    return cast


def _fill(pilot: Pilot, number: int) -> None:
    flags = ["mostly_unidentified"] if number == 4 else []
    PilotComputation.objects.create(pilot=pilot, state="done", as_of=timezone.now())
    store(pilot, "attendance_per_session", 10.0 + number, lower=8.0, upper=16.0, flags=flags)
    store(pilot, "method_rating", 4.0, method="walk", lower=3.5, upper=4.5, n=4)
    store(pilot, "iap2_depth", 3.0, detail={"distribution": {"3": 4, "4": 1}, "median": 3})
    store(pilot, "representativeness_gender", 0.9, boot_lower=0.8, boot_upper=0.95, detail={"categories": {
        "female": {"count": 20, "ratio": 1.3, "lower": 1.1, "upper": 1.5, "standing": "unclear"},
        "male": {"count": 10, "ratio": 0.6, "lower": 0.4, "upper": 0.79, "standing": "under"},
    }})


def findings(page: Any) -> list[tuple[str, list[str]]]:
    """What axe has against the page: (rule, elements)."""
    found = Axe().run(page, options=RULES).response["violations"]
    return [(rule["id"], [node["html"] for node in rule["nodes"]]) for rule in found]


def unloaded(page: Any) -> list[str]:
    """Addresses of pictures in sight that did not come."""
    return page.evaluate(
        "Array.from(document.querySelectorAll('.figure__chart img')).filter(i => i.offsetParent && "
        "i.complete && !i.naturalWidth).map(i => i.currentSrc)"
    )


def test_a_researcher_compares_cities(page: Any, live_server: Any, filled: Cast, sign_in: Callable[..., None]) -> None:
    sign_in(filled.researcher)
    page.goto(f"{live_server.url}/programmes/own/dashboard/")
    page.get_by_role("link", name="Compare cities").click()
    page.get_by_label("Indicator").select_option("attendance_per_session")
    page.get_by_label("In the order of").select_option("estimate")
    page.get_by_label("Reference").select_option("own-here")
    page.get_by_role("button", name="Show").click()
    shown = page.locator("tbody th[scope=row]").all_inner_texts()
    assert [name.split()[0] for name in shown] == ["Here", "B", "A", "There", "C"]
    with page.expect_download() as download:
        page.get_by_role("link", name="CSV").first.click()
    assert download.value.suggested_filename == "own-attendance_per_session.csv"
    page.get_by_role("link", name="Does one size fit all?").click()
    page.get_by_role("link", name="City walk").first.click()
    assert page.get_by_role("heading", level=1).inner_text() == "City walk"
    assert page.get_by_text("Not enough evidence (interim)").is_visible()


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [390, 1440])
def test_the_pages_are_accessible(browser: Any, live_server: Any, filled: Cast, sign_in: Callable[..., None],
                                  page: Any, scheme: Any, width: int) -> None:
    sign_in(filled.researcher)
    page.emulate_media(color_scheme=scheme)
    page.set_viewport_size({"width": width, "height": 900})
    found = {}
    for address in PAGES:
        page.goto(live_server.url + address)
        for fold in page.locator("main details > summary").all():
            fold.click()
        page.wait_for_load_state("networkidle")
        wide = page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth")
        found[address] = (findings(page), unloaded(page), wide)
    assert found == dict.fromkeys(PAGES, ([], [], False))
