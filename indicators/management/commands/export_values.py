"""``manage.py export_values --programme NAME --format json|csv [--table values|verdicts] [--period P] [FILE]``."""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from foundation.tables.atomic_file import write_lines
from indicators.exports import EVERY, csv_document, json_document
from indicators.periods import WHOLE, is_period
from pilots.models import Programme


class Command(BaseCommand):
    help = "Write the indicator values and verdicts of a programme, suppressed and in full precision."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--programme", required=True, help="name of the programme")
        parser.add_argument("--format", required=True, choices=["json", "csv"])
        parser.add_argument("--table", choices=["values", "verdicts"], default="values", help="which table (CSV only)")
        parser.add_argument("--period", default=WHOLE,
                            help='values of "2026-Q1", "phase:design" or "every" period; the whole time by default')
        parser.add_argument("file", nargs="?", help="where to write; standard output by default")

    def handle(self, *args: Any, **options: Any) -> None:
        programme = Programme.objects.filter(name=options["programme"]).first()
        if programme is None:
            raise CommandError(f"There is no programme named {options['programme']!r}.")
        as_json = options["format"] == "json"
        period = options["period"]
        if period != EVERY and not is_period(period):
            raise CommandError(f"There is no period {period!r}.")
        lines = (
            iter([json_document(programme, period) + "\n"]) if as_json
            else csv_document(programme, options["table"], period)
        )
        if options["file"]:
            self._write(Path(options["file"]), lines)
            return
        for line in lines:
            self.stdout.write(line, ending="")

    def _write(self, target: Path, lines: Any) -> None:
        try:
            write_lines(target, lines)
        except OSError as error:
            raise CommandError(f"{target} cannot be written: {error.strerror}.") from error
