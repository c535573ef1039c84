"""Say what each row of a table would do to the register; the register itself is only read."""

from dataclasses import dataclass, replace
from typing import Any

from django.utils import timezone

from foundation.accounts.models import User
from pilots.choices import Helix
from stakeholders.actions.duplicates import Dismissed, entries_of
from stakeholders.choices import KEEPING_ROLES
from stakeholders.import_fields import OWN
from stakeholders.import_values import Meaning, read_values
from stakeholders.matching import (
    Entry,
    Likeness,
    likeliest_first,
    likely_matches,
    likely_pairs,
    one_phone,
    without_ruled_out,
)
from stakeholders.matching.names import folded, organisation_words, person_words
from stakeholders.models import (
    CustomField,
    GroupMembership,
    ImportRow,
    RegisterImport,
    Stakeholder,
    StakeholderGroup,
    Tagging,
)

Outcome = ImportRow.Outcome
MOST_CANDIDATES = 5
FACTS = ("age_band", "gender", "district", "external_id", "joined_on")
CONTACT = ("name", "email", "phone", "language")


@dataclass(frozen=True)
class Known:
    """An entry of the register as an import compares it: values by field, and whether the user may see its name."""

    values: dict[str, Any]
    is_named: bool


def check_import(*, register_import: RegisterImport) -> bool:
    """Write values, problems, outcome, candidates and changes of every row; True where any of them changed.

    Choices that still fit stay.
    """
    rows = list(register_import.rows.all())
    before = [_outcome_of(row) for row in rows]
    meaning = meaning_of(register_import)
    for row in rows:
        reading = read_values(row.cells, meaning)
        row.values, row.problems = reading.values, reading.problems
    _match(register_import, rows)
    changed = [row for row, was in zip(rows, before, strict=True) if _outcome_of(row) != was]
    store_rows(changed, ["values", "problems", "outcome", "candidates", "changes", "choice"])
    return bool(changed)


def store_rows(rows: list[ImportRow], fields: list[str]) -> None:
    """Write the fields of many rows that exist; an upsert, because ``bulk_update`` takes minutes for thousands."""
    ImportRow.objects.bulk_create(
        rows, batch_size=500, update_conflicts=True, unique_fields=["id"], update_fields=fields)


def _outcome_of(row: ImportRow) -> list[Any]:
    return [row.outcome, row.values, row.problems, row.candidates, row.changes]


def meaning_of(register_import: RegisterImport) -> Meaning:
    """What the texts of the programme mean."""
    groups: dict[str, tuple[int, str]] = {}
    offered = StakeholderGroup.objects.for_programme(register_import.programme).filter(is_active=True)
    for group in offered:
        for word in (group.code, *group.name.values()):
            groups[folded(word)] = (group.pk, group.helix)
    words = {folded(str(label)): code for code, label in Helix.choices} | {code: code for code in Helix.values}
    keepers = User.objects.filter(
        memberships__programme=register_import.programme_id, memberships__role__in=KEEPING_ROLES, is_active=True)
    own = CustomField.objects.filter(programme=register_import.programme_id)
    return Meaning(
        tuple(register_import.mapping), groups, words, register_import.helix, timezone.localdate(),
        {email.casefold(): key for email, key in keepers.values_list("email", "pk")},
        {OWN + field.code: field for field in own},
    )


def _match(register_import: RegisterImport, rows: list[ImportRow]) -> None:
    """Outcome, candidates and changes of all rows, from the whole register and from the table itself."""
    region = register_import.pilot.country
    good = [row for row in rows if not row.problems]
    entries = [entry_of(row, region) for row in good]
    register = entries_of(register_import.programme_id, region)
    known = known_values(register_import, register)
    dismissed = Dismissed(register_import.programme_id)
    matches = {
        row.number: without_ruled_out(found, dismissed.are_two)
        for row, found in zip(good, likely_matches(entries, register), strict=True)
    }
    earlier = _earlier_rows(entries, matches, dismissed)
    for row in rows:
        if row.problems:
            row.outcome, row.candidates, row.changes, row.choice = Outcome.BAD, [], {}, ""
    for row in good:
        _settle(row, matches[row.number], earlier.get(row.number, []), known, region)


def _earlier_rows(entries: list[Entry], matches: dict[Any, list[Likeness]],
                  dismissed: Dismissed) -> dict[Any, list[Likeness]]:
    """For each row the rows above it that it may repeat, but for those that are certainly another entry's."""
    certain = {number: found[0].second for number, found in matches.items()
               if sum(likeness.is_certain for likeness in found) == 1 and found[0].is_certain}
    earlier: dict[Any, list[Likeness]] = {}
    pairs: list[Any] = likely_pairs(entries)
    for pair in pairs:
        first, second = sorted((pair.first, pair.second))
        if first in certain and second in certain and dismissed.are_two(certain[first], certain[second]):
            continue
        earlier.setdefault(second, []).append(replace(pair, first=second, second=first))
    return earlier


def entry_of(row: ImportRow, region: str) -> Entry:
    """A row as it is compared; its key is its number."""
    values = row.values
    return Entry(
        row.number, values["name"], values["kind"] == Stakeholder.Kind.PERSON, values.get("email", ""),
        values.get("phone", ""), values.get("organisation", ""), values.get("external_id", ""), region,
    )


def known_values(register_import: RegisterImport, register: list[Entry]) -> dict[Any, Known]:
    """The register's values by entry; ``is_named`` for the one who uploaded."""
    people = Stakeholder.objects.filter(programme=register_import.programme_id)
    if len(register) == 1:  # a row that is filled in: the rest of the register need not be read for each
        people = people.filter(pk__in=[register[0].key])
    named = set(people.named_for(register_import.created_by).values_list("pk", flat=True)) \
        if register_import.created_by else set()
    columns = ("pk", "helix", *FACTS, "owner", "custom", "contact__language", "contact__do_not_contact")
    facts = {row[0]: dict(zip(columns, row, strict=True)) for row in people.values_list(*columns)}
    groups: dict[Any, list[int]] = {}
    pairs = GroupMembership.objects.filter(stakeholder__in=people.order_by().values("pk"))
    for stakeholder, group in pairs.values_list("stakeholder", "group"):
        groups.setdefault(stakeholder, []).append(group)
    tags: dict[Any, list[str]] = {}
    held = Tagging.objects.filter(stakeholder__in=people.order_by().values("pk"))
    for stakeholder, tag in held.values_list("stakeholder", "tag__name"):
        tags.setdefault(stakeholder, []).append(tag)
    return {
        entry.key: Known(_values(entry, facts[entry.key], groups.get(entry.key, []), tags.get(entry.key, [])),
                         entry.key in named)
        for entry in register if entry.key in facts
    }


def _values(entry: Entry, facts: dict[str, Any], groups: list[int], tags: list[str]) -> dict[str, Any]:
    return {
        "name": entry.name, "email": entry.email, "phone": entry.phone, "organisation": entry.organisation,
        "language": facts["contact__language"] or "", "do_not_contact": bool(facts["contact__do_not_contact"]),
        "groups": groups, "helix": facts["helix"], "tags": tags, "owner": facts["owner"] or "",
        **{OWN + code: value for code, value in facts["custom"].items()},
        **{name: facts[name] or "" for name in FACTS if name != "joined_on"},
        "joined_on": facts["joined_on"].isoformat() if facts["joined_on"] else "",
    }


def _settle(row: ImportRow, found: list[Likeness], earlier: list[Likeness], known: dict[Any, Known],
            region: str) -> None:
    """One certain match without a contradiction is matched, also beside namesakes; nothing alike is new; what is alike
    by the name alone is perhaps known; everything else is asked."""
    row.candidates = [_candidate(likeness, known) for likeness in found[:MOST_CANDIDATES]]
    row.candidates += [
        {"row": likeness.second, "score": likeness.score, "reasons": list(likeness.reasons)}
        for likeness in sorted(earlier, key=lambda one: (*likeliest_first(one), one.second))[:MOST_CANDIDATES]
    ]
    row.changes = {}
    telling = [likeness for likeness in (*found, *earlier) if not likeness.is_by_name]
    if not row.candidates:
        row.outcome = Outcome.NEW
    elif not telling:
        row.outcome = Outcome.MAYBE
    else:
        row.outcome = Outcome.CONFLICT
        if telling == found[:1] and found[0].is_certain and known[found[0].second].is_named:
            fills, differs = differences(row.values, known[found[0].second].values, region)
            row.changes = fills | differs
            row.outcome = Outcome.CONFLICT if differs else Outcome.MATCHED
    alike = {str(candidate.get("stakeholder") or candidate.get("row")) for candidate in row.candidates}
    is_asked = row.outcome in {Outcome.CONFLICT, Outcome.MAYBE}
    if not is_asked or ":" in row.choice and row.choice.split(":")[1] not in alike:
        row.choice = ""


def _candidate(likeness: Likeness, known: dict[Any, Known]) -> dict[str, Any]:
    """An entry whose name may not be seen is said to be there, and no more."""
    if not known[likeness.second].is_named:
        return {"hidden": True, "score": 0, "reasons": []}
    return {"stakeholder": likeness.second, "score": likeness.score, "reasons": list(likeness.reasons)}


def differences(values: dict[str, Any], known: dict[str, Any], region: str) -> tuple[dict[str, Any], dict[str, Any]]:
    """What the row would fill in, and what it says otherwise: each {field: [before, after]}.

    Groups and tags are added, never taken away; "do not contact" is set, never lifted.
    """
    fills: dict[str, Any] = {}
    differs: dict[str, Any] = {}
    for field in (*CONTACT, "organisation", *FACTS, "owner", *(name for name in values if name.startswith(OWN))):
        new, old = values.get(field), known.get(field, "")
        if new in (None, "") or _is_same(field, str(new), str(old), values["kind"], region):
            continue
        (fills if old in (None, "") else differs)[field] = [old, new]
    if values.get("helix_said") and values["helix"] != known["helix"]:
        differs["helix"] = [known["helix"], values["helix"]]
    if more := sorted(set(values.get("groups", [])) - set(known["groups"])):
        fills["groups"] = [[], more]
    carried = {tag.casefold() for tag in known["tags"]}
    if new_tags := [tag for tag in values.get("tags", []) if tag.casefold() not in carried]:
        fills["tags"] = [[], new_tags]
    if values.get("do_not_contact") and not known["do_not_contact"]:
        fills["do_not_contact"] = [False, True]
    return fills, differs


def _is_same(field: str, new: str, old: str, kind: str, region: str) -> bool:
    if field == "phone":
        return one_phone(new, region) == one_phone(old, region)
    if field == "email":
        return new.casefold() == old.casefold()
    if field == "name" and kind == Stakeholder.Kind.PERSON:
        return person_words(new) == person_words(old)
    if field in {"name", "organisation"}:
        return organisation_words(new) == organisation_words(old)
    return new == old
