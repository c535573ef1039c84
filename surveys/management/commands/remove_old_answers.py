"""``manage.py remove_old_answers [--dry-run] [--programme SLUG]``: remove answers that are too old, or say so."""

from collections import Counter
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from pilots.models import Programme
from surveys.actions.retention import due_answers, remove_old_answers


class Command(BaseCommand):
    help = "Remove single survey answers whose retention period is over; what they counted stays."

    def add_arguments(self, parser: Any) -> None:
        parser.add_argument("--dry-run", action="store_true", help="say what is due and remove nothing")
        parser.add_argument("--programme", metavar="SLUG", help="of this programme only")

    def handle(self, *args: Any, **options: Any) -> None:
        programmes = Programme.objects.filter(keep_answers_months__isnull=False).order_by("pk")
        if slug := options["programme"]:
            programmes = Programme.objects.filter(slug=slug)
            if not programmes:
                raise CommandError(_("There is no programme %(slug)s.") % {"slug": slug})
        for programme in programmes:
            self._of(programme, is_dry=options["dry_run"])

    def _of(self, programme: Programme, *, is_dry: bool) -> None:
        due = Counter(due_answers(programme).order_by().values_list("wave__slug", flat=True))
        for wave, n in sorted(due.items()):
            self.stdout.write(f"{programme.slug}: {wave}: {n}")
        total = due.total()
        if not is_dry:
            total = remove_old_answers(programme=programme, most=max(total, 1))
        told = ngettext("%(number)d response would be removed.", "%(number)d responses would be removed.", total) \
            if is_dry else ngettext("%(number)d response removed.", "%(number)d responses removed.", total)
        self.stdout.write(f"{programme.slug}: {told % {'number': total}}")
