"""Check the rolled-up counts against the responses."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from surveys.actions.fold import drift_of
from surveys.models import Wave


class Command(BaseCommand):
    help = "Compare counts and waiting deltas with the responses; exit 1 and a line per difference where they differ."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--wave", help="short address of one wave")

    def handle(self, *args: Any, **options: Any) -> None:
        waves = Wave.objects.all() if options["wave"] is None else Wave.objects.filter(slug=options["wave"])
        if options["wave"] and not waves:
            raise CommandError(f"No wave has the short address {options['wave']}.")
        wrong = 0
        for wave in waves:
            for (_wave, _family, code, period, _split, value), (counted, stored) in drift_of(wave).items():
                wrong += 1
                self.stdout.write(f"{wave.slug} {period} {code or 'responses'}={value}: {counted}, must be {stored}")
        if wrong:
            raise CommandError(f"{wrong} counts differ; rebuild_counts mends them.")
        self.stdout.write("All counts are right.")
