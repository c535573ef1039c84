"""Each database constraint of the register, violated once."""

import datetime as dt
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from stakeholders.models import Consent, GroupMembership, Involvement, PilotGroup, Stakeholder, StakeholderGroup
from tests.cast import Cast
from tests.factories.stakeholders import StakeholderFactory, StakeholderGroupFactory

DAY, BEFORE = dt.date(2026, 5, 4), dt.date(2026, 5, 3)


def rows(cast: Cast) -> dict[str, list[tuple[type, dict[str, Any]]]]:
    """For each constraint the rows of which the last one violates it."""
    person, group = StakeholderFactory(programme=cast.programme), StakeholderGroupFactory(code="ONE")
    involved = {"stakeholder": person, "pilot": cast.pilot}
    consent = {"stakeholder": person, "purpose": "mail", "version": "1", "given_on": DAY}
    entry = {"programme": cast.programme, "helix": "people"}
    own = {"programme": cast.programme, "code": "OWN", "name": {"en": "Own"}, "helix": "people"}
    return {
        "group_catalogue_once": [(StakeholderGroup, own | {"programme": None, "code": "ONE"})],
        "group_programme_once": [(StakeholderGroup, own)] * 2,
        "group_helix_known": [(StakeholderGroup, own | {"helix": "x"})],
        "stakeholder_external_id_once": [(Stakeholder, entry | {"external_id": "S1"})] * 2,
        "stakeholder_helix_known": [(Stakeholder, entry | {"helix": "x"})],
        "stakeholder_organisation_named": [(Stakeholder, entry | {"kind": "organisation"})],
        "group_membership_once": [(GroupMembership, {"stakeholder": person, "group": group})] * 2,
        "involvement_current_once": [(Involvement, involved)] * 2,
        "involvement_ends_after_start": [(Involvement, involved | {"valid_from": DAY, "valid_until": DAY})],
        "involvement_influence_range": [(Involvement, involved | {"influence": 6})],
        "involvement_interest_range": [(Involvement, involved | {"interest": 0})],
        "involvement_stance_range": [(Involvement, involved | {"stance": 3})],
        "involvement_level_range": [(Involvement, involved | {"planned_level": 6})],
        "pilot_group_once": [(PilotGroup, {"pilot": cast.pilot, "group": group})] * 2,
        "pilot_group_level_range": [(PilotGroup, {"pilot": cast.pilot, "group": group, "planned_level": 6})],
        "consent_current_once": [(Consent, consent)] * 2,
        "consent_withdrawn_after_given": [(Consent, consent | {"withdrawn_on": BEFORE})],
        "consent_replaced_after_given": [(Consent, consent | {"replaced_on": BEFORE})],
        "consent_ends_one_way": [(Consent, consent | {"replaced_on": DAY, "withdrawn_on": DAY})],
    }


NAMES = [
    constraint.name for model in (StakeholderGroup, Stakeholder, GroupMembership, Involvement, PilotGroup, Consent)
    for constraint in model._meta.constraints
]


@pytest.mark.parametrize("name", NAMES)
def test_the_database_refuses(cast: Cast, name: str) -> None:
    *fine, bad = rows(cast)[name]
    for model, fields in fine:
        model.objects.create(**fields)
    with pytest.raises(IntegrityError), transaction.atomic():
        bad[0].objects.create(**bad[1])
