"""``manage.py apply_retention [--dry-run] [--programme SLUG]``: erase names whose time is over, or only say whose."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from pilots.models import Programme
from stakeholders.actions.retention import Kept, apply_retention, due_on
from stakeholders.models import Stakeholder


class Command(BaseCommand):
    help = "Erase the names and addresses of people whose retention period is over. Pseudonyms only are printed."

    def add_arguments(self, parser: Any) -> None:
        parser.add_argument("--dry-run", action="store_true", help="say who is due and erase nobody")
        parser.add_argument("--programme", metavar="SLUG", help="of this programme only")

    def handle(self, *args: Any, **options: Any) -> None:
        programmes = Programme.objects.filter(keep_names_months__isnull=False).order_by("pk")
        if slug := options["programme"]:
            programmes = Programme.objects.filter(slug=slug)
            if not programmes:
                raise CommandError(_("There is no programme %(slug)s.") % {"slug": slug})
        for programme in programmes:
            self._of(programme, is_dry=options["dry_run"])

    def _of(self, programme: Programme, *, is_dry: bool) -> None:
        today = timezone.localdate()
        found: list[Kept] = due_on(today, programme=programme) if is_dry else apply_retention(
            programme=programme, most=len(due_on(today, programme=programme)))
        for kept in found:
            self.stdout.write(_("%(programme)s: %(person)s, last contact %(last)s, due %(until)s") % {
                "programme": programme.slug, "person": Stakeholder(pk=kept.stakeholder).pseudonym,
                "last": kept.last_contact, "until": kept.until})
        told = ngettext("%(number)d name would be erased.", "%(number)d names would be erased.", len(found)) \
            if is_dry else ngettext("%(number)d name erased.", "%(number)d names erased.", len(found))
        self.stdout.write(f"{programme.slug}: {told % {'number': len(found)}}")
