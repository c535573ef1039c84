"""A manager imports a table with a bad row, undoes it, merges two entries and parts them; every page checked by axe."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe

from stakeholders.actions.register import register_stakeholder
from stakeholders.models import ContactDetails, RegisterImport, Stakeholder
from tests.cast import Cast
from tests.stakeholders.test_imports_at_scale import BAD, PLANTED, ROWS, as_file, table, worked

RULES = {"runOnly": {"type": "tag", "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]}}
# pytest-base-url, which pytest-playwright brings along, is older than this pytest
pytestmark = [pytest.mark.journey, pytest.mark.filterwarnings("ignore::pytest.PytestRemovedIn10Warning")]
TABLE = "Name;E-mail;Telephone\nAlva Exempel;alva@example.org;0470 12 34 56\nBo Prov;bo@;\nCara Test;;\n"


def findings(page: Any, folder: Path, name: str) -> list[tuple[str, int, Any]]:
    """What is wrong with the page at the width of a phone and of a desk: axe, and scrolling sideways."""
    found: list[tuple[str, int, Any]] = []
    for width in (390, 1440):
        page.set_viewport_size({"width": width, "height": 900})
        page.screenshot(path=folder / f"{name}-{width}.png", full_page=True)
        found += [(name, width, (rule["id"], [node["html"] for node in rule["nodes"]]))
                  for rule in Axe().run(page, options=RULES).response["violations"]]
        if page.evaluate("document.documentElement.scrollWidth > innerWidth"):
            found.append((name, width, "scrolls sideways"))
    return found


def test_a_table_is_imported_and_undone(page: Any, live_server: Any, cast: Cast, tmp_path: Path,
                                        sign_in: Callable[..., None]) -> None:
    register_stakeholder(pilot=cast.pilot, kind="person", name="Alva Exempel", helix="people",
                         email="alva@example.org", phone="0470 99 99 99", by=cast.manager)
    sign_in(cast.manager)
    page.goto(f"{live_server.url}/programmes/own/stakeholders/")
    page.get_by_role("link", name="Import", exact=True).click()
    wrong = findings(page, tmp_path, "list")
    page.get_by_label("Table").set_input_files(
        {"name": "people.csv", "mimeType": "text/csv", "buffer": TABLE.encode()})
    page.get_by_role("button", name="Read the table").click()
    wrong += findings(page, tmp_path, "columns")
    page.get_by_role("button", name="Show the preview").click()
    page.get_by_text("This is no e-mail address.").wait_for()
    wrong += findings(page, tmp_path, "errors")
    page.get_by_role("link", name="To decide").click()
    page.get_by_label("What becomes of row 2").select_option(label="It is Alva Exempel: take what the table says")
    wrong += findings(page, tmp_path, "decide")
    page.get_by_role("button", name="Keep these decisions").click()
    page.get_by_role("button", name="Apply the import").click()
    page.get_by_role("button", name="Undo the import").wait_for()
    wrong += findings(page, tmp_path, "applied")
    applied = sorted(ContactDetails.objects.values_list("name", "phone"))
    page.get_by_role("button", name="Undo the import").click()
    page.get_by_text("Removed again").wait_for()
    wrong += findings(page, tmp_path, "undone")

    assert applied == [("Alva Exempel", "0470 12 34 56"), ("Cara Test", "")]
    assert list(ContactDetails.objects.values_list("name", "phone")) == [("Alva Exempel", "0470 99 99 99")]
    assert wrong == []


def test_somebody_is_entered_twice_merged_and_parted(page: Any, live_server: Any, cast: Cast, tmp_path: Path,
                                                     sign_in: Callable[..., None]) -> None:
    register_stakeholder(pilot=cast.pilot, kind="person", name="Alva Exempel", helix="people",
                         email="alva@example.org", by=cast.manager)
    sign_in(cast.manager)
    page.goto(f"{live_server.url}/programmes/own/stakeholders/add/")
    page.get_by_label("Name", exact=True).fill("Exempel, Alva")
    page.get_by_label("E-mail address").fill("a.exempel@example.org")
    page.get_by_role("heading", name="Is it one of these?").wait_for()
    page.get_by_label("People", exact=True).check()
    wrong = findings(page, tmp_path, "add")
    page.get_by_role("button", name="Save", exact=True).click()
    page.get_by_role("button", name="Save as somebody else").click()
    page.goto(f"{live_server.url}/programmes/own/duplicates/")
    wrong += findings(page, tmp_path, "duplicates")
    page.get_by_text("Said to be two (1 pair)").click()
    page.get_by_role("link", name="Alva Exempel – Exempel, Alva").click()
    page.get_by_label("a.exempel@example.org").check()
    wrong += findings(page, tmp_path, "pair")
    page.get_by_role("button", name="Make them one").click()
    page.get_by_role("heading", name="Alva Exempel", level=1).wait_for()
    merged = list(ContactDetails.objects.values_list("name", "email"))
    page.goto(f"{live_server.url}/programmes/own/merges/")
    wrong += findings(page, tmp_path, "merges")
    page.get_by_role("button", name="Take back").click()
    page.get_by_role("heading", name="Exempel, Alva", level=1).wait_for()

    assert merged == [("Alva Exempel", "a.exempel@example.org")]
    assert sorted(ContactDetails.objects.values_list("name", "email")) == [
        ("Alva Exempel", "alva@example.org"), ("Exempel, Alva", "a.exempel@example.org")]
    assert (Stakeholder.objects.count(), wrong) == (2, [])


def test_five_thousand_rows_are_read_decided_applied_and_undone(page: Any, live_server: Any, cast: Cast,
                                                                 sign_in: Callable[..., None]) -> None:
    cast.pilot.country = "BE"
    cast.pilot.save()
    rows, planted = table()
    file = as_file(rows)
    page.set_default_timeout(60_000)
    sign_in(cast.manager)
    page.goto(f"{live_server.url}/programmes/own/register-imports/")
    page.get_by_label("Table").set_input_files(
        {"name": "register.csv", "mimeType": "text/csv", "buffer": file.read()})
    page.get_by_role("button", name="Read the table").click()
    page.get_by_role("button", name="Show the preview").click()
    worked(RegisterImport.objects.get())  # what a worker does meanwhile; the page asks again by itself
    decide = page.get_by_role("link", name="To decide")
    decide.wait_for()
    parts = {name: page.get_by_role("link", name=name).locator(".num").inner_text()
             for name in ("To decide", "With errors")}
    decide.click()
    page.get_by_label(f"All {PLANTED} rows").select_option(label="It is the likeliest: fill in what is missing")
    page.get_by_role("button", name="Decide them").click()
    page.get_by_role("button", name="Apply the import").click()
    worked(RegisterImport.objects.get())
    page.get_by_role("button", name="Undo the import").wait_for()
    entered = Stakeholder.objects.filter(kind="person").count()
    page.get_by_role("button", name="Undo the import").click()
    worked(RegisterImport.objects.get())
    page.get_by_text("Removed again").wait_for()

    assert parts == {"To decide": str(len(planted)), "With errors": str(BAD)}
    assert (entered, Stakeholder.objects.count()) == (ROWS - BAD - PLANTED, 0)
