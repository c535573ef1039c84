"""What is known while a world is written: the keys of the rows, and how rows are stored in batches."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date
from itertools import islice
from typing import NamedTuple, TypeVar

from django.db.models import Model

from pilots.models import Pilot, Programme

Item = TypeVar("Item")
Row = TypeVar("Row", bound=Model)
BATCH = 2_000


class SessionKey(NamedTuple):
    pk: int
    pilot: str
    held_on: date


@dataclass
class Loaded:
    """Primary keys by the codes of the files."""

    programme: Programme
    methods: dict[str, int]
    groups: dict[str, int]
    pilots: dict[str, Pilot] = field(default_factory=dict)
    stakeholders: dict[str, int] = field(default_factory=dict)
    sessions: dict[str, SessionKey] = field(default_factory=dict)
    decisions: dict[str, int] = field(default_factory=dict)

    def session(self, code: str | None) -> int | None:
        return None if code is None else self.sessions[code].pk

    def stakeholder(self, code: str | None) -> int | None:
        return None if code is None else self.stakeholders[code]


def batches(rows: Iterable[Item], size: int = BATCH) -> Iterator[list[Item]]:
    """The rows in lists of at most ``size``."""
    iterator = iter(rows)
    while batch := list(islice(iterator, size)):
        yield batch


def store(model: type[Row], rows: Iterable[Row]) -> Iterator[Row]:
    """Insert the rows in batches and hand back each with its primary key, holding one batch at a time."""
    for batch in batches(rows):
        yield from model._default_manager.bulk_create(batch)


def store_all(model: type[Row], rows: Iterable[Row]) -> None:
    """Insert the rows in batches."""
    for _row in store(model, rows):
        pass
