"""Which pages there are, from the resolver: whatever answers a coordinator's GET with HTML for rows that exist."""

import re
from collections.abc import Iterator
from typing import Any

from django.db.models import Count
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from benchmarks._visits import Visitor

PLACE = re.compile(r"<(?:\w+:)?(\w+)>")
# what is no page of the workspace: sign-in, the interface of programs, pictures, documents and tables to take away
OTHERS = re.compile(
    r"^(account|api|language|static|media)/|^(health|ready)z$|\.(svg|csv|pdf|ics|js|xlsx)$|/small/$"
)


def patterns(found: Any = None, before: str = "", names: str = "") -> Iterator[tuple[str, str]]:
    """(name, address with its places) of every pattern with a name."""
    for pattern in (found or get_resolver()).url_patterns:
        address = before + str(pattern.pattern)
        if isinstance(pattern, URLResolver):
            space = f"{names}{pattern.namespace}:" if pattern.namespace else names
            yield from patterns(pattern, address, space)
        elif isinstance(pattern, URLPattern) and pattern.name:
            yield names + pattern.name, address


def places_of(programme: Any) -> dict[str, Any]:
    """What fills the places of addresses: of everything the largest, by the rows that hang on it."""
    from engagement.models import Session  # noqa: PLC0415  Django is configured only by now
    from stakeholders.models import Stakeholder  # noqa: PLC0415

    pilots = programme.pilots.annotate(n=Count("sessions__attendances")).order_by("-n", "pk")
    pilot = pilots[0]
    session = Session.objects.held().filter(pilot=pilot).annotate(n=Count("attendances")).order_by("-n", "pk")[0]
    people = Stakeholder.objects.filter(programme=programme, involvements__pilot=pilot)
    person = people.annotate(n=Count("attendances", distinct=True)).order_by("-n", "pk")[0]
    wave = pilot.waves.annotate(n=Count("responses")).order_by("-n", "pk")[0]
    found = {
        "programme_slug": programme.slug, "pilot_slug": pilot.slug, "session_id": session.pk,
        "stakeholder_id": person.pk, "wave_slug": wave.slug, "indicator": "participants",
        "method": session.method.code, "method_id": session.method_id,
    }
    for name, rows in (("contribution", pilot.contributions), ("decision", pilot.decisions),
                       ("commitment", pilot.commitments)):
        if row := rows.order_by("pk").first():
            found[f"{name}_id"] = row.pk
    for kind, key in (("session", session.pk), ("stakeholder", person.pk)):
        found[f"{kind}_id"] = key
    return found


def addresses(places: dict[str, Any]) -> dict[str, str]:
    """Name → address of every page that these places fill."""
    found = {}
    for name, address in patterns():
        needed = PLACE.findall(address)
        if OTHERS.search(address) or not set(needed) <= places.keys():
            continue
        found[name] = reverse(name, kwargs={place: places[place] for place in needed})
    return found


def pages(visitor: Visitor, places: dict[str, Any]) -> dict[str, str]:
    """Those of them that show a page: addresses that only take forms answer with a redirect or a refusal."""
    shown = {}
    for name, address in addresses(places).items():
        answer = visitor.get(address)
        if answer.status >= 500:
            raise RuntimeError(f"{address}: answered {answer.status}")
        if (answer.status, answer.kind) == (200, "text/html"):
            shown[name] = address
    return shown
