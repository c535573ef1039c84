"""Names, standing and ties for some entries of the made-up programme, so that its register looks like one in use."""

from datetime import date, timedelta
from itertools import pairwise

from peripheria import demo_texts
from pilots.choices import Level
from pilots.models import Pilot
from stakeholders.models import Consent, ContactDetails, Involvement, Relationship, Stakeholder

NAMED, AGREED = 16, 12  # people of a pilot who have a name, and of them those who agreed to e-mail
# influence, interest, stance; None: nobody has said yet
STANDING: tuple[tuple[int | None, int | None, int | None], ...] = (
    (5, 5, 2), (4, 5, 1), (2, 5, 2), (1, 4, 1), (2, 3, 0), (5, 2, -1), (4, 1, None), (1, 1, None), (3, 4, 1),
    (2, 2, None), (3, 5, 1), (1, 5, 2), (None, None, None), (4, 4, -2), (None, 3, None), (2, 4, 0),
)
LATELY = timedelta(days=75)  # ago: when some were thought less influential


def fill_register(pilot: Pilot) -> None:
    """Give a pilot of the made-up programme organisations, named people, their standing, consents and ties."""
    at = int(pilot.external_id.removeprefix("P")) - 1
    today = pilot.local_date()
    organisations = _organisations(pilot)
    people = [
        involvement.stakeholder for involvement in
        pilot.involvements.filter(stakeholder__kind="person").select_related("stakeholder").order_by("pk")[:NAMED]
    ]
    for place, person in enumerate(people):
        person.organisation = organisations[place // 3] if place // 3 < len(organisations) and place % 3 == 0 else None
    Stakeholder.objects.bulk_update(people, ["organisation"])
    contacts = [_contact(person, at * NAMED + place) for place, person in enumerate(people)]
    ContactDetails.objects.bulk_create(contacts)
    _place(pilot, people, today)
    Consent.objects.bulk_create(
        Consent(stakeholder=person, purpose="email", version="1", given_on=today - timedelta(days=200), channel="paper")
        for person in people[:AGREED]
    )
    _tie(organisations, people, today)


def _organisations(pilot: Pilot) -> list[Stakeholder]:
    found = Stakeholder.objects.bulk_create(
        Stakeholder(programme_id=pilot.programme_id, kind="organisation", helix=helix, joined_on=pilot.start_date,
                    organisation_name=f"{name} {pilot.name}")
        for name, helix in demo_texts.ORGANISATIONS
    )
    Involvement.objects.bulk_create(
        Involvement(stakeholder=one, pilot=pilot, valid_from=pilot.start_date, influence=5 - place % 3,
                    interest=3 + place % 3, planned_level=Level.COLLABORATE if place % 2 else Level.INVOLVE)
        for place, one in enumerate(found)
    )
    return found


def _contact(person: Stakeholder, number: int) -> ContactDetails:
    first = demo_texts.FIRST_NAMES[number % len(demo_texts.FIRST_NAMES)]
    last = demo_texts.LAST_NAMES[number * 5 % len(demo_texts.LAST_NAMES)]
    return ContactDetails(stakeholder=person, name=f"{first} {last}", email=f"demo-{person.pk}@example.org",
                          language="en")


def _place(pilot: Pilot, people: list[Stakeholder], today: date) -> None:
    """What is thought of each now; of every fourth what was thought before, which ended some weeks ago."""
    current = {row.stakeholder_id: row for row in pilot.involvements.filter(stakeholder__in=people)}
    earlier, changed = [], []
    for place, (person, standing) in enumerate(zip(people, STANDING, strict=False)):
        row, changes = current[person.pk], today - LATELY
        if place % 4 == 0 and standing[0] and (row.valid_from is None or row.valid_from < changes):
            earlier.append(Involvement(stakeholder=person, pilot=pilot, influence=max(1, standing[0] - 2),
                                       interest=2, valid_from=row.valid_from, valid_until=changes))
            row.valid_from = changes
        row.influence, row.interest, row.stance = standing
        changed.append(row)
    Involvement.objects.bulk_update(changed, ["influence", "interest", "stance", "valid_from"])
    Involvement.objects.bulk_create(earlier)


def _tie(organisations: list[Stakeholder], people: list[Stakeholder], today: date) -> None:
    since = today - timedelta(days=300)
    ties: list[tuple[Stakeholder, str, Stakeholder]] = [
        (person, "represents", person.organisation) for person in people if person.organisation
    ]
    ties += [(one, "partners_with", other) for one, other in pairwise(organisations)]
    ties += [(one, "knows", other) for one, other in zip(people[1::3], people[2::3], strict=False)]
    first, second, third, *_rest, last = organisations
    ties += [(first, "funds", third), (second, "in_conflict_with", last)]
    Relationship.objects.bulk_create(
        Relationship(source=one, kind=kind, target=other, valid_from=since) for one, kind, other in ties
    )
