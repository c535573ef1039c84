"""The six pilots of Periphèria with their documented facts and nothing else."""

import json
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import transaction

from foundation.audit.record import record
from indicators.models import AnalysisPlan
from pilots.models import Challenge, Pilot, Programme, Service
from stakeholders.models import Involvement, Stakeholder

TIME_ZONES = {
    "GR": "Europe/Athens",
    "SE": "Europe/Stockholm",
    "DE": "Europe/Berlin",
    "PT": "Europe/Lisbon",
    "IT": "Europe/Rome",
}


def read_facts() -> dict[str, Any]:
    """The data file of the pilots floor."""
    path = Path(settings.BASE_DIR) / "pilots" / "demo" / "peripheria.json"
    content: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    return content


@transaction.atomic
def create_documented_programme() -> Programme:
    """The programme with its six pilots; one that is there already is returned as it is."""
    content = read_facts()
    about = content["programme"]
    found = Programme.objects.filter(name=about["name"]).first()
    if found is not None:
        return found
    titles = {code: source["title"] for code, source in content["sources"].items()}
    programme = Programme.objects.create(
        name=about["name"], slug=about["slug"], description=about["description"], is_public=True
    )
    for entry in content["pilots"]:
        _create_pilot(programme, entry, titles)
    AnalysisPlan.objects.get_or_create(programme=programme)
    record("programme.demo", programme, by=None)
    return programme


def _create_pilot(programme: Programme, entry: dict[str, Any], titles: dict[str, str]) -> None:
    population, mandate = entry.get("population"), entry.get("mandate") or {}
    pilot = Pilot.objects.create(
        programme=programme,
        external_id=entry["slug"],
        slug=f"{programme.slug}-{entry['slug']}",
        name=entry["city"],
        country=entry["country"],
        arena_type=entry["arena_type"],
        tagline=entry.get("tagline", {}).get("text", {}),
        story=entry.get("story_title", {}).get("text", {}),
        facts=_facts(entry, titles),
        mandate=mandate.get("code", ""),
        mandate_reference=mandate.get("text", ""),
        population=population["value"] if population else None,
        population_year=population["year"] if population else None,
        population_source=titles[population["source"]][:200] if population else "",
        latitude=entry["latitude"],
        longitude=entry["longitude"],
        coordinates_approximate=True,
        time_zone=TIME_ZONES[entry["country"]],
        is_public=True,
    )
    challenge = None
    if problem := entry.get("problem"):
        challenge = Challenge.objects.create(
            pilot=pilot, title={"en": problem["text"]}, source=titles[problem["source"]]
        )
    for service in entry["services"]:
        Service.objects.create(
            pilot=pilot, challenge=challenge, name=service["text"][:200], source=titles[service["source"]]
        )
    for organisation in entry["organisations"]:
        _create_organisation(pilot, organisation["text"], organisation["helix"])


def _facts(entry: dict[str, Any], titles: dict[str, str]) -> list[dict[str, Any]]:
    """Text, day and title of the source of each fact; of the leads the organisation, not the persons."""
    leads = [
        {"text": f"Local lead named: {lead['text'].split(':')[0]}.", "source": lead["source"]}
        for lead in entry["leads"]
    ]
    return [
        {"text": {"en": fact["text"]}, "date": fact.get("date", ""), "source": titles[fact["source"]]}
        for fact in [*leads, *entry["facts"]]
    ]


def _create_organisation(pilot: Pilot, name: str, helix: str) -> None:
    organisation, _is_new = Stakeholder.objects.get_or_create(
        programme=pilot.programme,
        organisation_name=name,
        defaults={"kind": "organisation", "helix": helix},
    )
    Involvement.objects.get_or_create(stakeholder=organisation, pilot=pilot)
