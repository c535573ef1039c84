"""Write a checked table into the register, all of it or nothing, once."""

from collections.abc import Iterable
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from foundation.audit.acting import acting
from foundation.audit.record import record
from foundation.audit.recorded import create_recorded
from pilots.actions.changes import note_change
from pilots.models import Pilot
from stakeholders.actions.duplicates import entries_of, say_none_is_the_same
from stakeholders.actions.imports_checking import check_import, differences, known_values, store_rows
from stakeholders.actions.snapshots import snapshots
from stakeholders.import_fields import OWN
from stakeholders.matching.names import organisation_words
from stakeholders.models import (
    ContactDetails,
    GroupMembership,
    ImportRow,
    Involvement,
    RegisterImport,
    Stakeholder,
    Tag,
    Tagging,
)

State = RegisterImport.State
Outcome = ImportRow.Outcome
PERSON = Stakeholder.Kind.PERSON


def apply_import(*, register_import: RegisterImport, by: Any) -> bool:
    """Enter the new rows, fill in the matched ones and do as was chosen for the others; undecided and bad rows stay
    out. False where nothing was written: it is applied already, or the register has changed since the preview (then
    the preview is new and ``problem`` says so).

    The import must be claimed (state "applying"). One import of a programme is applied at a time.
    """
    with transaction.atomic(), acting(by):
        list(RegisterImport.objects.select_for_update().filter(
            programme=register_import.programme_id).order_by("pk").values_list("pk", flat=True))
        current = RegisterImport.objects.select_related("pilot", "programme", "created_by").get(pk=register_import.pk)
        if current.state != State.APPLYING:
            return False
        if check_import(register_import=current):
            current.state = State.READY
            current.problem = _("The register has changed since this preview was made. Look at it again, then apply.")
            current.save(update_fields=["state", "problem"])
            return False
        _write_rows(current, by)
    return True


def _write_rows(current: RegisterImport, by: Any) -> None:
    rows = list(current.rows.all())
    new = [row for row in rows if row.choice == "new" or row.outcome == Outcome.NEW
           or row.outcome == Outcome.MAYBE and not row.choice]
    old = [row for row in rows if row.outcome == Outcome.MATCHED or row.choice.startswith(("fill:", "take:", "row:"))]
    houses, tags = _Houses(current, new), _Tags(current.programme_id)
    _enter(current, new, houses, tags)
    changed, refused = _fill(current, old, new, houses, tags, by)
    _remember_others(current, rows, by)
    store_rows(new + changed, ["stakeholder", "written"])
    current.counts = {
        "new": len(new), "changed": len(changed), "bad": sum(row.outcome == Outcome.BAD for row in rows),
        "left_out": len(rows) - len(new) - len(changed) - sum(row.outcome == Outcome.BAD for row in rows),
        "not_allowed": refused, "organisations": houses.made, "tags": tags.made,
    }
    current.state, current.applied_at, current.problem = State.APPLIED, timezone.now(), ""
    current.save(update_fields=["counts", "state", "applied_at", "problem"])
    record("register.import", current, by=by, **{name: current.counts[name] for name in ("new", "changed")})
    note_pilots(current, [row.stakeholder_id for row in changed])


def _remember_others(current: RegisterImport, rows: list[ImportRow], by: Any) -> None:
    """Who was entered as new by choice is none of those whom the row was like: nobody is asked again."""
    by_number = {row.number: row.stakeholder_id for row in rows}
    for row in rows:
        if row.choice != "new" or row.stakeholder is None:
            continue
        like = [candidate.get("stakeholder") or by_number.get(candidate.get("row")) for candidate in row.candidates]
        say_none_is_the_same(one=row.stakeholder, others=[key for key in like if key], by=by)


def note_pilots(current: RegisterImport, keys: Iterable[int | None]) -> None:
    """Say that the numbers of the pilot, and of the others that the entries take part in, may have changed."""
    others = Pilot.objects.filter(involvements__stakeholder__in=list(keys)).exclude(pk=current.pilot_id).distinct()
    for pilot in [current.pilot, *others]:
        note_change(pilot=pilot, reason="import")


class _Houses:
    """The organisations that people of the table belong to, by name; those that are missing are entered."""

    def __init__(self, current: RegisterImport, new: list[ImportRow]) -> None:
        self.current = current
        self.made: list[int] = []
        found = Stakeholder.objects.filter(programme=current.programme_id, kind=Stakeholder.Kind.ORGANISATION)
        self._by_words = {organisation_words(name): key for key, name in
                          found.order_by("-pk").values_list("pk", "organisation_name")}
        self._helix = {organisation_words(row.values["name"]): row.values["helix"] for row in new}

    def add(self, name: str, key: int) -> None:
        self._by_words.setdefault(organisation_words(name), key)

    def of(self, row: ImportRow) -> int | None:
        name = row.values.get("organisation", "")
        if not name or row.values["kind"] != PERSON:
            return None
        words = organisation_words(name)
        if words not in self._by_words:
            helix = row.values["helix"]
            house, = create_recorded(Stakeholder, [Stakeholder(
                programme_id=self.current.programme_id, kind=Stakeholder.Kind.ORGANISATION, organisation_name=name,
                helix="other" if helix == "people" else helix, joined_on=self.current.pilot.local_date())])
            create_recorded(Involvement, [Involvement(
                stakeholder=house, pilot=self.current.pilot, valid_from=self.current.pilot.local_date())])
            self._by_words[words] = house.pk
            self.made.append(house.pk)
        return self._by_words[words]


class _Tags:
    """The tags of the programme by their word in any case; those that are missing are made."""

    def __init__(self, programme_id: int) -> None:
        self.programme_id = programme_id
        self.made: list[int] = []
        self._by_word = {tag.name.casefold(): tag.pk for tag in Tag.objects.filter(programme=programme_id)}

    def of(self, words: Iterable[str]) -> list[int]:
        return [self._of(word) for word in words]

    def _of(self, word: str) -> int:
        if word.casefold() not in self._by_word:
            tag = Tag.objects.create(programme_id=self.programme_id, name=word)
            self._by_word[word.casefold()] = tag.pk
            self.made.append(tag.pk)
        return self._by_word[word.casefold()]


def _enter(current: RegisterImport, new: list[Any], houses: _Houses, tags: _Tags) -> None:
    """Enter all new rows in a few statements, organisations before the people who belong to them."""
    today = current.pilot.local_date()
    organisations = [row for row in new if row.values["kind"] != PERSON]
    people = [row for row in new if row.values["kind"] == PERSON]
    for row, made in zip(organisations, create_recorded(
            Stakeholder, [_stakeholder(current, row, None, today) for row in organisations]), strict=True):
        row.stakeholder = made
        houses.add(made.organisation_name, made.pk)
    for row, made in zip(people, create_recorded(
            Stakeholder, [_stakeholder(current, row, houses.of(row), today) for row in people]), strict=True):
        row.stakeholder = made
    create_recorded(ContactDetails, [_contact(row) for row in new if _needs_contact(row)])
    create_recorded(GroupMembership, [
        GroupMembership(stakeholder=row.stakeholder, group_id=group)
        for row in new for group in row.values.get("groups", [])
    ])
    create_recorded(Tagging, [
        Tagging(stakeholder=row.stakeholder, tag_id=tag) for row in new for tag in tags.of(row.values.get("tags", []))
    ])
    create_recorded(Involvement, [
        Involvement(stakeholder=row.stakeholder, pilot=current.pilot, valid_from=today) for row in new
    ])
    after = snapshots(row.stakeholder_id for row in new)
    for row in new:
        row.written = {"before": None, "after": after[row.stakeholder_id]}


def _stakeholder(current: RegisterImport, row: ImportRow, house: int | None, today: Any) -> Stakeholder:
    values = row.values
    is_person = values["kind"] == PERSON
    has_demographics = any(values.get(name) for name in ("age_band", "gender", "district"))
    field = Stakeholder._meta.get_field("joined_on")
    return Stakeholder(
        programme_id=current.programme_id, kind=values["kind"], helix=values["helix"], organisation_id=house,
        organisation_name="" if is_person else values["name"], external_id=values.get("external_id", ""),
        age_band=values.get("age_band", ""), gender=values.get("gender", ""), district=values.get("district", ""),
        demographics_source=Stakeholder.Source.REGISTER if has_demographics else Stakeholder.Source.UNKNOWN,
        joined_on=field.to_python(values["joined_on"]) if values.get("joined_on") else today,
        owner_id=values.get("owner"), custom=own_values(values),
    )


def own_values(values: dict[str, Any]) -> dict[str, Any]:
    """What a row says in the programme's own fields, by their codes."""
    return {name.removeprefix(OWN): value for name, value in values.items()
            if name.startswith(OWN) and value is not None}


def _needs_contact(row: ImportRow) -> bool:
    return row.values["kind"] == PERSON or any(
        row.values.get(name) for name in ("email", "phone", "language", "do_not_contact"))


def _contact(row: ImportRow) -> ContactDetails:
    values = row.values
    return ContactDetails(
        stakeholder=row.stakeholder, name=values["name"], email=values.get("email", ""),
        phone=values.get("phone", ""), language=values.get("language", ""),
        do_not_contact=values.get("do_not_contact", False),
    )


def _fill(current: RegisterImport, old: list[ImportRow], new: list[ImportRow], houses: _Houses, tags: _Tags,
          by: Any) -> tuple[list[ImportRow], int]:
    """Change entries one by one, in the order of the table; entries that ``by`` may not name stay as they are."""
    if not old:
        return [], 0
    by_number = {row.number: row for row in new}
    mine = set(Stakeholder.objects.filter(programme=current.programme_id).named_for(by).values_list("pk", flat=True))
    region, changed, refused = current.pilot.country, [], 0
    for row in sorted(old, key=lambda one: one.number):
        key = _target(row, by_number)
        if key not in mine:
            refused += 1
            continue
        before = snapshots([key])[key]
        entry = entries_of(current.programme_id, region, stakeholders=Stakeholder.objects.filter(pk=key))
        fills, differs = differences(row.values, known_values(current, entry)[key].values, region)
        _write_changes(current, row, key, fills | (differs if row.choice.startswith("take:") else {}), houses, tags)
        row.stakeholder_id = key
        row.written = {"before": before, "after": snapshots([key])[key]}
        by_number[row.number] = row
        changed.append(row)
    return changed, refused


def _target(row: ImportRow, by_number: dict[int, ImportRow]) -> int | None:
    """The entry a row is about: its match, the one that was chosen, or what another row of the table has become."""
    if row.outcome == Outcome.MATCHED:
        return row.candidates[0]["stakeholder"]
    what, key = row.choice.split(":")
    if what != "row":
        return int(key)
    other = by_number.get(int(key))
    return other.stakeholder_id if other else None


def _write_changes(current: RegisterImport, row: ImportRow, key: int, changes: dict[str, Any], houses: _Houses,
                   tags: _Tags) -> None:
    stakeholder = Stakeholder.objects.get(pk=key)
    new = {field: after for field, (_before, after) in changes.items()}
    facts: dict[str, Any] = {
        field: new[field] for field in ("helix", "age_band", "gender", "district", "external_id") if field in new}
    if "joined_on" in new:
        facts["joined_on"] = Stakeholder._meta.get_field("joined_on").to_python(new["joined_on"])
    if "organisation" in new and stakeholder.kind == PERSON:
        facts["organisation_id"] = houses.of(row)
    if "name" in new and stakeholder.kind != PERSON:
        facts["organisation_name"] = new["name"]
    if "owner" in new:
        facts["owner_id"] = new["owner"]
    if own := own_values(new):
        facts["custom"] = stakeholder.custom | own
    for field, value in facts.items():
        setattr(stakeholder, field, value)
    stakeholder.save()
    contact: dict[str, Any] = {
        field: new[field] for field in ("name", "email", "phone", "language", "do_not_contact") if field in new}
    if contact:
        if not ContactDetails.objects.filter(stakeholder=key).exists():
            contact.setdefault("name", row.values["name"])
        ContactDetails.objects.update_or_create(stakeholder=stakeholder, defaults=contact)
    for group in new.get("groups", []):
        GroupMembership.objects.get_or_create(stakeholder=stakeholder, group_id=group)
    for tag in tags.of(new.get("tags", [])):
        Tagging.objects.get_or_create(stakeholder=stakeholder, tag_id=tag)
    Involvement.objects.get_or_create(
        stakeholder=stakeholder, pilot=current.pilot, valid_until=None,
        defaults={"valid_from": current.pilot.local_date()})
