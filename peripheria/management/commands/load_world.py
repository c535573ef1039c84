"""``manage.py load_world DIR --programme NAME [--replace] [--core]``"""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _

from peripheria.world.loading import ProgrammeExists, load_world
from peripheria.world.problems import WorldRefused


class Command(BaseCommand):
    help = "Load a folder of CSV files as one programme, whole or not at all."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("folder", metavar="DIR", type=Path)
        parser.add_argument("--programme", required=True, metavar="NAME")
        parser.add_argument("--replace", action="store_true", help="delete the programme of that name first")
        parser.add_argument("--core", action="store_true", help="only the eight core files")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            result = load_world(
                folder=options["folder"],
                name=options["programme"],
                replace=options["replace"],
                core=options["core"],
            )
        except WorldRefused as refused:
            raise CommandError(
                f"{refused}\n"
                + _("%(count)d problems; nothing was loaded.") % {"count": len(refused.problems)}
            ) from refused
        except ProgrammeExists as exists:
            raise CommandError(
                _("There is a programme %(name)s already; use --replace to load it anew.")
                % {"name": repr(options["programme"])}
            ) from exists
        for file, count in result.counts.items():
            self.stdout.write(_("%(file)s.csv: %(count)d rows") % {"file": file, "count": count})
        for file, count in result.duplicates.items():
            self.stdout.write(
                _("%(file)s.csv: %(count)d duplicate rows left out; the first one counts")
                % {"file": file, "count": count}
            )
        self.stdout.write(
            _("Loaded programme %(name)s (%(slug)s).")
            % {"name": result.programme.name, "slug": result.programme.slug}
        )
