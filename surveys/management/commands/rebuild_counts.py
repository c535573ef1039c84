"""Count the answers of surveys afresh."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from surveys.actions.fold import rebuild_counts
from surveys.models import Wave


class Command(BaseCommand):
    help = "Rebuild the rolled-up counts from the responses, for all waves or one."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--wave", help="short address of one wave")
        parser.add_argument(
            "--release", action="store_true",
            help="let out what waits too, even of fewer than five people (when the law wants an answer gone at once)",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        waves = Wave.objects.all() if options["wave"] is None else Wave.objects.filter(slug=options["wave"])
        if options["wave"] and not waves:
            raise CommandError(f"No wave has the short address {options['wave']}.")
        for wave in waves:
            self.stdout.write(f"{wave.slug}: {rebuild_counts(wave, release=options['release'])} counts")
