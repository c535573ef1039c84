"""``manage.py import_xlsform FILE --pilot SLUG [--dry-run]``: take in a questionnaire written as XLSForm."""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import transaction

from pilots.models import Pilot
from surveys.actions.forms import take_in_form
from surveys.definition import DefinitionError
from surveys.xlsform import ImportedForm, SheetProblem, examine_xlsform


class Command(BaseCommand):
    """Prints one line per problem, and at last how many questions, warnings and errors there are; exit 0 or 1."""

    help = "Take in a questionnaire from an XLSForm workbook; a form is taken in whole or not at all."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument("--pilot", required=True, help="address part of the pilot that will ask it")
        parser.add_argument("--dry-run", action="store_true", help="say what would happen, and change nothing")

    def handle(self, *args: Any, file: Path, pilot: str, dry_run: bool, **options: Any) -> None:
        place = Pilot.objects.select_related("programme").filter(slug=pilot).first()
        if place is None:
            raise CommandError(f"There is no pilot {pilot}.")
        try:
            with file.open("rb") as opened:
                form = examine_xlsform(opened, name=file.stem)
        except OSError as error:
            raise CommandError(f"{file}: {error.strerror}.") from error
        problems = list(form.problems) + self._stored(form, place, dry_run=dry_run)
        for problem in problems:
            self.stdout.write(str(problem))
        errors = sum(problem.is_error for problem in problems)
        self.stdout.write(f"{form.questions} questions, {len(problems) - errors} warnings, {errors} errors")
        if errors:
            raise SystemExit(1)

    def _stored(self, form: ImportedForm, pilot: Pilot, *, dry_run: bool) -> list[SheetProblem]:
        """Store what was read; what still speaks against it is a problem of the whole survey sheet."""
        if form.document is None:
            return []
        try:
            with transaction.atomic():
                take_in_form(pilot=pilot, document=form.document, by=None)
                transaction.set_rollback(dry_run)
        except DefinitionError as error:
            return [SheetProblem("survey", 1, "A", str(error))]
        return []
