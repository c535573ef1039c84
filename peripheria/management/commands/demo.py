"""``manage.py demo``: the six documented pilots, six made-up cities with data, and one sign-in a role."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import transaction
from django.utils.translation import gettext as _

from engagement.actions.catalogue import install_methods
from foundation.accounts.models import User
from peripheria.demo_facts import create_documented_programme
from peripheria.demo_people import DEMO_PASSWORD, DEMO_PEOPLE, create_demo_people
from peripheria.demo_programme import create_made_up_programme
from stakeholders.actions.catalogue import install_groups


class Command(BaseCommand):
    help = "Fill the database with demo data and demo sign-ins; may run again, refuses where real people are."

    def handle(self, *args: Any, **options: Any) -> None:
        if User.objects.filter(is_demo=False).exists():
            raise CommandError(
                _("People who are no demo people have accounts here; demo data are not mixed in.")
            )
        with transaction.atomic():
            install_groups()
            install_methods()
            create_demo_people(made_up=create_made_up_programme(), documented=create_documented_programme())
        self.stdout.write(
            _("Demo sign-ins, all with the password %(password)s:") % {"password": DEMO_PASSWORD}
        )
        for person in DEMO_PEOPLE:
            self.stdout.write(f"  {person.email}  {person.role.label}")
