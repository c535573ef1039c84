"""``manage.py compute_indicators --programme NAME [--full] [--verify]``."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from indicators.actions.comparison import compare_programme
from indicators.actions.pilot_values import compute_pilot, dirty_pilots
from indicators.actions.verification import drift_of
from pilots.models import Programme


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
        for number, pilot in enumerate(pilots, start=1):
            done = compute_pilot(pilot)
            self.stdout.write(f"{number}/{len(pilots)} {pilot.name}{'' if done else ': another worker is at it'}")
        verdicts = compare_programme(programme)
        self.stdout.write(f"{len(pilots)} pilots computed, {verdicts} verdicts.")

    def _verify(self, programme: Programme) -> None:
        drift = drift_of(programme)
        for line in drift:
            self.stdout.write(line)
        if drift:
            raise CommandError(f"{len(drift)} stored values differ from the rows. Run again with --full.")
        self.stdout.write("All stored values agree with the rows.")
