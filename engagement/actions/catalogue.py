"""Bring the catalogue of methods into the database."""

from django.db import transaction

from engagement.catalogue import LEVELS, MethodEntry, load_methods
from engagement.models import Method


@transaction.atomic
def install_methods() -> int:
    """Create or update the catalogue's methods, tools and techniques; returns how many there are.

    May run as often as one likes. An entry that the file no longer has stays, inactive: sessions may refer to
    it.
    """
    entries = load_methods()
    catalogue = Method.objects.filter(programme=None)
    known = {method.code: method for method in catalogue}
    for entry in entries:
        wanted = {
            "kind": entry.kind,
            "name": dict(entry.name),
            "definition": dict(entry.definition),
            "facets": facets_of(entry),
            "is_active": True,
        }
        method = known.get(entry.code)
        if method is None:
            Method.objects.create(code=entry.code, **wanted)
        elif any(getattr(method, name) != value for name, value in wanted.items()):
            catalogue.filter(pk=method.pk).update(**wanted)
    catalogue.filter(is_active=True).exclude(code__in=[entry.code for entry in entries]).update(
        is_active=False
    )
    return len(entries)


def facets_of(entry: MethodEntry) -> dict[str, object]:
    """What the catalogue says about an entry beside its name; levels from 1 (inform) to 5 (empower)."""
    return {
        "phases": list(entry.phases),
        "level_min": _level(entry.level_min),
        "level_max": _level(entry.level_max),
        "group_size_min": entry.group_size_min,
        "group_size_max": entry.group_size_max,
        "mode": entry.mode,
        "family": entry.family,
        "sources": list(entry.sources),
    }


def _level(name: str | None) -> int | None:
    return None if name is None else LEVELS.index(name) + 1
