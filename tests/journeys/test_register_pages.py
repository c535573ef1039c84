"""Every page of the register in light and dark and on the narrowest phone: nothing for axe, nothing sideways."""

from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe

from stakeholders.actions.erasure import erase_contact
from stakeholders.actions.merges import merge_stakeholders
from stakeholders.actions.register import register_stakeholder
from stakeholders.actions.relationships import relate
from stakeholders.models import ConsentText, CustomField, RegisterImport, Stakeholder
from tests.cast import Cast
from tests.factories.engagement import AttendanceFactory, SessionFactory
from tests.factories.messages import ConsentFactory, ConsentTextFactory, MessageFactory, reachable
from tests.factories.stakeholders import StakeholderGroupFactory
from tests.stakeholders.test_imports import previewed, signed_in, upload

RULES = {"runOnly": {"type": "tag", "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]}}
COLOURS = {"runOnly": {"type": "rule", "values": ["color-contrast"]}}  # what differs in dark; the rest is the same page
pytestmark = pytest.mark.journey
TABLE = ("Name;E-mail;Tags;Organisation\n"
         "Alva Exempel;alva@example.org;press;Guild of the lamp makers of the old harbour and its quays\n"
         "Bo Prov;bo@;;\n\"Prov, Cara\";cara@example.org;;\nDag Exempel;;press;\n"
         "Maximiliana-Theodora von und zu Hohenstaufen-Langenburg;a.very.long.address.indeed@example.org;;\n")
REGISTER = ("stakeholders/", "stakeholders/add/", "stakeholders/network/", "stakeholders/groups/",
            "stakeholders/fields/", "stakeholders/retention/", "register-imports/", "duplicates/", "merges/",
            "consents/", "consents/texts/", "consents/texts/add/", "messages/", "messages/write/",
            "messages/templates/", "messages/templates/invitation/en/")
ENTRY = ("", "edit/", "erase/", "consents/", "consents/give/", "messages/", "relationships/add/", "timeline/",
         "pilots/own-here/")


def enter(cast: Cast, name: str, **fields: Any) -> Stakeholder:
    return register_stakeholder(**{
        "pilot": cast.pilot, "kind": "person", "name": name, "helix": "people", "by": cast.manager} | fields)


def pages(cast: Cast) -> list[str]:
    """Addresses of a register in which every page has something to show."""
    cast.programme.keep_names_months = 1
    cast.programme.save()
    StakeholderGroupFactory(code="RES", name={"en": "Residents"})
    CustomField.objects.create(programme=cast.programme, code="hall", label="Hall", kind="text")
    person = reachable(cast.pilot)
    guild = enter(cast, "Guild", kind="organisation", helix="business", influence=5, interest=4, stance=1)
    twin, near = enter(cast, "Cara Prov"), enter(cast, "Prov, Cara", phone="0470 12 34 56")
    relate(stakeholder=person, kind="member_of", other=guild, by=cast.manager)
    AttendanceFactory(session=SessionFactory(pilot=cast.pilot), stakeholder=person)
    ConsentFactory(stakeholder=twin, withdrawn_on=None)
    ConsentTextFactory(programme=cast.programme)
    gone = enter(cast, "Erased Person")
    receipt = erase_contact(stakeholder=gone, by=cast.manager, reason="asked")
    merge_stakeholders(winner=enter(cast, "Eva Test"), loser=enter(cast, "E. Test"), of_loser=set(), by=cast.manager)
    Stakeholder.objects.update(joined_on="2020-01-01")
    client = signed_in(cast.manager)
    ready = previewed(client, cast.pilot, TABLE)
    done = previewed(client, cast.pilot, "Name\nFrida Test\n")
    client.post(f"{done.get_absolute_url()}apply/")
    chosen = upload(client, cast.pilot, TABLE)
    working = RegisterImport.objects.create(
        programme=cast.programme, pilot=cast.pilot, file_name="big.csv", state="checking")
    message = MessageFactory(pilot=cast.pilot, texts={"en": {"subject": "Come", "body": "Dear {name}, come."}})
    text = ConsentText.objects.get()
    return [
        *(f"/programmes/own/{part}" for part in REGISTER), *(f"/stakeholders/{person.pk}/{part}" for part in ENTRY),
        f"/stakeholders/{guild.pk}/", f"/stakeholders/{gone.pk}/", f"/stakeholders/{gone.pk}/erased/{receipt}/",
        f"/stakeholders/{twin.pk}/same-as/{near.pk}/", f"/programmes/own/consents/texts/{text.pk}/",
        *(f"{ready.get_absolute_url()}?tab={tab}" for tab in ("new", "maybe", "matched", "conflict", "bad")),
        f"{ready.get_absolute_url()}columns/", *(one.get_absolute_url() for one in (done, chosen, working)),
        f"/messages/{message.pk}/", f"/messages/{message.pk}/edit/", "/pilots/own-here/influence/",
        f"/history/stakeholder/{person.pk}/",
    ]


def findings(page: Any, address: str) -> list[tuple[str, str, Any]]:
    """What axe and the narrowest phone say of the open page, in light and dark."""
    found: list[tuple[str, str, Any]] = []
    for scheme, rules in (("light", RULES), ("dark", COLOURS)):
        page.emulate_media(color_scheme=scheme)
        found += [(address, scheme, (rule["id"], [node["html"] for node in rule["nodes"]]))
                  for rule in Axe().run(page, options=rules).response["violations"]]
    if page.evaluate("document.documentElement.scrollWidth > innerWidth"):
        found.append((address, "320 px", "scrolls sideways"))
    return found


def test_every_page_of_the_register_is_accessible(page: Any, live_server: Any, cast: Cast, sign_in: Any,
                                                  tmp_path: Path) -> None:
    addresses = pages(cast)
    sign_in(cast.coordinator)
    page.set_viewport_size({"width": 320, "height": 800})
    wrong: list[Any] = []
    for number, address in enumerate(addresses):
        answer = page.goto(f"{live_server.url}{address}")
        assert answer is not None
        if answer.status != 200:
            wrong.append((address, "answer", answer.status))
            continue
        wrong += findings(page, address)
        page.screenshot(path=tmp_path / f"{number:02d}.png", full_page=True)
    assert wrong == []
