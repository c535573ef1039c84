"""Bring the catalogue's stakeholder groups into the database."""

from django.db import transaction

from stakeholders.models import StakeholderGroup
from stakeholders.vocabularies import load_vocabulary


@transaction.atomic
def install_groups() -> int:
    """Create or update the groups of the vocabulary; returns how many there are. May run often.

    A group that the vocabulary no longer has stays, inactive: rows may refer to it.
    """
    terms = load_vocabulary("groups")
    catalogue = StakeholderGroup.objects.filter(programme=None)
    known = {group.code: group for group in catalogue}
    for term in terms:
        wanted = {"name": dict(term.label), "helix": term.helix, "is_active": True}
        group = known.get(term.code)
        if group is None:
            StakeholderGroup.objects.create(code=term.code, **wanted)
        elif any(getattr(group, name) != value for name, value in wanted.items()):
            catalogue.filter(pk=group.pk).update(**wanted)
    catalogue.filter(is_active=True).exclude(code__in=[term.code for term in terms]).update(is_active=False)
    return len(terms)
