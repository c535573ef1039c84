"""``manage.py export_values --programme NAME --format json|csv [--table values|verdicts] [FILE]``."""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from foundation.tables.atomic_file import write_lines
from indicators.exports import csv_document, json_document
from pilots.models import Programme


class Command(BaseCommand):
    help = "Write the indicator values and verdicts of a programme, suppressed and in full precision."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--programme", required=True, help="name of the programme")
        parser.add_argument("--format", required=True, choices=["json", "csv"])
        parser.add_argument("--table", choices=["values", "verdicts"], default="values", help="which table (CSV only)")
        parser.add_argument("file", nargs="?", help="where to write; standard output by default")

    def handle(self, *args: Any, **options: Any) -> None:
        programme = Programme.objects.filter(name=options["programme"]).first()
        if programme is None:
            raise CommandError(f"There is no programme named {options['programme']!r}.")
        as_json = options["format"] == "json"
        lines = iter([json_document(programme) + "\n"]) if as_json else csv_document(programme, options["table"])
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
