"""``install_catalogue``: as often as one likes."""

from io import StringIO

import pytest
from django.core.management import call_command

from engagement.catalogue import load_methods
from engagement.models import Method
from stakeholders.models import StakeholderGroup
from stakeholders.vocabularies import load_vocabulary

pytestmark = [pytest.mark.django_db, pytest.mark.sqlite]


def test_the_catalogue_is_installed_once_and_mended() -> None:
    call_command("install_catalogue", stdout=StringIO())
    Method.objects.filter(code="world_cafe").update(name={"en": "Changed"})
    Method.objects.create(code="gone", name={"en": "No longer in the file"})
    call_command("install_catalogue", stdout=StringIO())
    assert dict(Method.objects.filter(is_active=True).values_list("code", "name")) == {
        entry.code: dict(entry.name) for entry in load_methods()
    }
    assert Method.objects.get(code="gone").is_active is False
    assert dict(StakeholderGroup.objects.values_list("code", "helix")) == {
        term.code: term.helix for term in load_vocabulary("groups")
    }
