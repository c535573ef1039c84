"""Write the programme, its pilots and their context."""

from collections.abc import Iterator
from datetime import date
from typing import Any

from django.utils.text import slugify

from peripheria.world.checking import World
from peripheria.world.loaded import Loaded, store, store_all
from pilots.models import CensusShare, ImpactObservation, ImpactTarget, Phase, Pilot, Programme, Service

POPULATION_SOURCE = "pilots.csv of the loaded files"


def create_programme(name: str, *, cutoff: date | None) -> Programme:
    """A new programme whose short name comes from its name."""
    return Programme.objects.create(
        name=name, slug=_free_slug(Programme, slugify(name)[:50] or "programme"), data_cutoff=cutoff
    )


def _free_slug(model: Any, wanted: str) -> str:
    slug, number = wanted, 2
    while model.objects.filter(slug=slug).exists():
        slug, number = f"{wanted}-{number}", number + 1
    return slug


def write_pilots(world: World, loaded: Loaded) -> None:
    """All files of the pilots floor."""
    slug = loaded.programme.slug
    for row in world.rows("pilots"):
        code, city, country, population, start, end, budget, latitude, longitude, zone = row
        loaded.pilots[code] = Pilot.objects.create(
            programme=loaded.programme,
            external_id=code,
            slug=_free_slug(Pilot, f"{slug}-{slugify(code)}"),
            name=city,
            country=country or "",
            population=population,
            population_source="" if population is None else POPULATION_SOURCE,
            start_date=start,
            end_date=end,
            budget=budget,
            latitude=latitude,
            longitude=longitude,
            time_zone=zone or "UTC",
        )
    pilots = loaded.pilots
    store_all(
        CensusShare,
        (
            CensusShare(pilot=pilots[pilot], margin=margin, category=category, share=share)
            for pilot, margin, category, share in world.rows("census")
        ),
    )
    store_all(
        Phase,
        (
            Phase(
                pilot=pilots[pilot],
                code=code,
                planned_start=planned_start,
                planned_end=planned_end,
                actual_start=start,
                actual_end=end,
            )
            for pilot, code, planned_start, planned_end, start, end in world.rows("phases")
        ),
    )
    store_all(
        Service,
        (
            Service(
                pilot=pilots[pilot], name=name, maturity=maturity or "", live_since=since, live_until=until
            )
            for pilot, name, maturity, since, until in world.rows("services")
        ),
    )
    _write_impacts(world, loaded)


def _write_impacts(world: World, loaded: Loaded) -> None:
    seen: list[tuple[Any, Any]] = []

    def targets() -> Iterator[ImpactTarget]:
        for pilot, name, category, unit, baseline, target, observed, on in world.rows("impacts"):
            seen.append((observed, on))
            yield ImpactTarget(
                pilot=loaded.pilots[pilot],
                name=name,
                category=category or "",
                unit=unit or "",
                baseline=baseline,
                target=target,
            )

    stored = list(store(ImpactTarget, targets()))
    store_all(
        ImpactObservation,
        (
            ImpactObservation(impact_target=target, observed=observed, observed_on=on)
            for target, (observed, on) in zip(stored, seen, strict=True)
            if observed is not None
        ),
    )
