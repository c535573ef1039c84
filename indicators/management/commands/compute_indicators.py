"""``manage.py compute_indicators --programme NAME [--full] [--verify] [--workers N]``."""

import logging
import multiprocessing
import os
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor, as_completed
from contextlib import suppress
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import DatabaseError, connection, connections

from indicators.actions.comparison import compare_programme
from indicators.actions.dirty import dirty_pilots
from indicators.actions.pilot_values import compute_pilot
from indicators.actions.verification import drift_of
from pilots.models import Pilot, Programme

log = logging.getLogger(__name__)
PILOTS_PER_WORKER = 4  # with fewer, starting another process costs more than it brings


def workers_for(pilots: int) -> int:
    """Processes for so many pilots: one per core, fewer for few, one where rows cannot be shared.

    SQLite has one writer at a time, and the rows of an open transaction are seen by its own connection alone.
    """
    if connection.vendor == "sqlite" or connection.in_atomic_block:
        return 1
    return max(1, min(os.cpu_count() or 1, pilots // PILOTS_PER_WORKER))


def outcome_of(pilot: Pilot) -> str:
    """Compute one pilot; what went wrong with it does not stop the others."""
    try:
        return "done" if compute_pilot(pilot) else "another worker is at it"
    except DatabaseError:
        raise
    except Exception as error:
        log.exception("Pilot %s could not be computed.", pilot.slug)
        return f"failed: {type(error).__name__}: {error}"


def _outcome_by_key(key: int) -> str:
    return outcome_of(Pilot.objects.select_related("programme").get(pk=key))


def _connect_anew() -> None:
    """Let go of every connection that came with the fork, without a word to its server: it is the parent's."""
    for alias in connections:
        with suppress(AttributeError):
            del connections[alias]


def outcomes(pilots: list[Pilot], workers: int) -> Iterator[tuple[Pilot, str]]:
    """Each pilot with its outcome, as they come."""
    if workers == 1:
        yield from ((pilot, outcome_of(pilot)) for pilot in pilots)
        return
    connections.close_all()  # no connection may be used by two processes
    # forked, because a fresh interpreter would load the statistics again
    with ProcessPoolExecutor(workers, multiprocessing.get_context("fork"), initializer=_connect_anew) as pool:
        running = {pool.submit(_outcome_by_key, pilot.pk): pilot for pilot in pilots}
        for done in as_completed(running):
            yield running[done], done.result()


class Command(BaseCommand):
    help = "Compute the indicators of a programme here and now (without a worker)."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--programme", required=True, help="name of the programme")
        parser.add_argument("--full", action="store_true", help="all pilots, not only those with changes")
        parser.add_argument("--verify", action="store_true", help="recompute, write nothing, exit 1 on drift")
        parser.add_argument("--workers", type=int, help="processes at a time; one per core where that helps")

    def handle(self, *args: Any, **options: Any) -> None:
        programme = Programme.objects.filter(name=options["programme"]).first()
        if programme is None:
            raise CommandError(f"There is no programme named {options['programme']!r}.")
        if options["verify"]:
            self._verify(programme)
        else:
            if options["workers"] is not None and options["workers"] < 1:
                raise CommandError(f"--workers must be 1 or more, not {options['workers']}.")
            self._compute(programme, full=options["full"], workers=options["workers"])

    def _compute(self, programme: Programme, *, full: bool, workers: int | None) -> None:
        pilots = list(programme.pilots.select_related("programme")) if full else dirty_pilots(programme.pk)
        failed = []
        found = outcomes(pilots, workers or workers_for(len(pilots)))
        for number, (pilot, outcome) in enumerate(found, start=1):
            failed += [pilot.name] if outcome.startswith("failed") else []
            self.stdout.write(f"{number}/{len(pilots)} {pilot.name}: {outcome}")
        verdicts = compare_programme(programme)
        self.stdout.write(f"{len(pilots) - len(failed)} pilots computed, {verdicts} verdicts.")
        if failed:
            raise CommandError(f"Not computed: {', '.join(failed)}. Their old values stay.")

    def _verify(self, programme: Programme) -> None:
        drift = drift_of(programme)
        for line in drift:
            self.stdout.write(line)
        if drift:
            raise CommandError(f"{len(drift)} stored values differ from the rows. Run again with --full.")
        self.stdout.write("All stored values agree with the rows.")
