"""Write the register: people, what pilot they belong to, their groups."""

from datetime import date

from peripheria.world.checking import World
from peripheria.world.loaded import Loaded, batches, store_all
from stakeholders.models import GroupMembership, Involvement, PilotGroup, Stakeholder


def write_stakeholders(world: World, loaded: Loaded) -> None:
    """All files of the stakeholders floor."""
    for batch in batches(world.rows("stakeholders")):
        people = Stakeholder.objects.bulk_create([_person(loaded, *(row[:1] + row[2:])) for row in batch])
        loaded.stakeholders |= {person.external_id: person.pk for person in people}
        Involvement.objects.bulk_create(
            [
                Involvement(stakeholder=person, pilot=loaded.pilots[row[1]], valid_from=person.joined_on)
                for person, row in zip(people, batch, strict=True)
            ]
        )
    store_all(
        PilotGroup,
        (
            PilotGroup(
                pilot=loaded.pilots[pilot],
                group_id=loaded.groups[group],
                is_relevant=relevant,
                planned_level=level,
            )
            for pilot, group, _helix, relevant, level in world.rows("groups")
        ),
    )
    store_all(
        GroupMembership,
        (
            GroupMembership(stakeholder_id=loaded.stakeholders[person], group_id=loaded.groups[group])
            for person, group in world.rows("stakeholder_groups")
        ),
    )


def _person(
    loaded: Loaded,
    code: str,
    helix: str,
    age_band: str | None,
    gender: str | None,
    district: str | None,
    joined_on: date | None,
) -> Stakeholder:
    known = age_band or gender or district
    return Stakeholder(
        programme=loaded.programme,
        external_id=code,
        helix=helix,
        age_band=age_band or "",
        gender=gender or "",
        district=district or "",
        joined_on=joined_on,
        demographics_source=Stakeholder.Source.REGISTER if known else Stakeholder.Source.UNKNOWN,
    )
