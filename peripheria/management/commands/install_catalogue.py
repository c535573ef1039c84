"""``manage.py install_catalogue``: methods and stakeholder groups of the catalogue, as often as one likes."""

from typing import Any

from django.core.management.base import BaseCommand
from django.utils.translation import gettext as _

from engagement.actions.catalogue import install_methods
from stakeholders.actions.catalogue import install_groups


class Command(BaseCommand):
    help = "Bring the catalogue of methods and stakeholder groups into the database."

    def handle(self, *args: Any, **options: Any) -> None:
        groups, methods = install_groups(), install_methods()
        self.stdout.write(
            _("Catalogue: %(methods)d methods, %(groups)d stakeholder groups.")
            % {"methods": methods, "groups": groups}
        )
