"""When somebody of the register was last in touch: what this floor knows, and what higher floors declare.

Mail that was sent is no contact: who only got mail has not been met.
"""

import datetime as dt
from collections.abc import Callable, Iterable, Iterator

from stakeholders.models import Consent, Involvement, Stakeholder

Contacts = Iterable[tuple[int, dt.date | None]]
Source = Callable[[int], Contacts]
_sources: list[Source] = []


def declare_contacts(source: Source) -> None:
    """Let ``source`` (key of a programme → stakeholder and day, in any order) tell contacts; call in ``ready``."""
    if source not in _sources:
        _sources.append(source)


def last_contacts(programme_id: int) -> dict[int, dt.date]:
    """The last day of contact of everybody in the programme of whom one is known; also a day that lies ahead."""
    found: dict[int, dt.date] = {}
    for source in (_own, *_sources):
        for key, day in source(programme_id):
            if day is not None and (key not in found or day > found[key]):
                found[key] = day
    return found


def _own(programme_id: int) -> Iterator[tuple[int, dt.date | None]]:
    """Entered, part in a pilot begun or ended, consent given or withdrawn."""
    yield from Stakeholder.objects.filter(programme=programme_id).values_list("pk", "joined_on")
    for model, columns in ((Involvement, ("valid_from", "valid_until")), (Consent, ("given_on", "withdrawn_on"))):
        rows = model._default_manager.filter(stakeholder__programme=programme_id)
        for key, *days in rows.values_list("stakeholder", *columns):
            for day in days:
                yield key, day
