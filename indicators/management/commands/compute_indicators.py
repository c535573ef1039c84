"""``manage.py compute_indicators --programme NAME [--full] [--verify]``."""

import logging
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import DatabaseError

from indicators.actions.comparison import compare_programme
from indicators.actions.dirty import dirty_pilots
from indicators.actions.pilot_values import compute_pilot
from indicators.actions.verification import drift_of
from pilots.models import Pilot, Programme

log = logging.getLogger(__name__)


class Command(BaseCommand):
    help = "Compute the indicators of a programme here and now (without a worker)."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--programme", required=True, help="name of the programme")
        parser.add_argument("--full", action="store_true", help="all pilots, not only those with changes")
        parser.add_argument("--verify", action="store_true", help="recompute, write nothing, exit 1 on drift")

    def handle(self, *args: Any, **options: Any) -> None:
        programme = Programme.objects.filter(name=options["programme"]).first()
        if programme is None:
            raise CommandError(f"There is no programme named {options['programme']!r}.")
        if options["verify"]:
            self._verify(programme)
        else:
            self._compute(programme, full=options["full"])

    def _compute(self, programme: Programme, *, full: bool) -> None:
        pilots = list(programme.pilots.select_related("programme")) if full else dirty_pilots(programme.pk)
        failed = []
        for number, pilot in enumerate(pilots, start=1):
            outcome = self._outcome(pilot)
            failed += [pilot.name] if outcome.startswith("failed") else []
            self.stdout.write(f"{number}/{len(pilots)} {pilot.name}: {outcome}")
        verdicts = compare_programme(programme)
        self.stdout.write(f"{len(pilots) - len(failed)} pilots computed, {verdicts} verdicts.")
        if failed:
            raise CommandError(f"Not computed: {', '.join(failed)}. Their old values stay.")

    def _outcome(self, pilot: Pilot) -> str:
        """Compute one pilot; what went wrong with it does not stop the others."""
        try:
            return "done" if compute_pilot(pilot) else "another worker is at it"
        except DatabaseError:
            raise
        except Exception as error:
            log.exception("Pilot %s could not be computed.", pilot.slug)
            return f"failed: {type(error).__name__}: {error}"

    def _verify(self, programme: Programme) -> None:
        drift = drift_of(programme)
        for line in drift:
            self.stdout.write(line)
        if drift:
            raise CommandError(f"{len(drift)} stored values differ from the rows. Run again with --full.")
        self.stdout.write("All stored values agree with the rows.")
