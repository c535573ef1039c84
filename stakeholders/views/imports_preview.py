"""What the preview of an import says of each row."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from foundation.accounts.models import User
from foundation.sheets import column_letter
from pilots.choices import Helix
from stakeholders.actions.duplicates import Dismissed
from stakeholders.actions.imports import fields_of
from stakeholders.import_fields import OWN
from stakeholders.import_problems import shown_problem, shown_reasons
from stakeholders.models import ImportRow, RegisterImport, Stakeholder, StakeholderGroup

TABS = {"new": gettext_lazy("New"), "maybe": gettext_lazy("Perhaps known"), "matched": gettext_lazy("Matched"),
        "conflict": gettext_lazy("To decide"), "bad": gettext_lazy("With errors")}
_SHOWN = ("email", "phone", "organisation", "district", "external_id")


def preview_rows(rows: Iterable[ImportRow], found: RegisterImport, user: Any) -> list[dict[str, Any]]:
    """Rows of one page as the template shows them; names only of entries that ``user`` may name."""
    listed = list(rows)
    keys = {candidate["stakeholder"] for row in listed for candidate in row.candidates if candidate.get("stakeholder")}
    names = {entry.pk: entry.shown_name or str(entry) for entry in
             Stakeholder.objects.filter(pk__in=keys).named_for(user).with_names(user)}
    wanted = {key for row in listed for key in _group_keys(row)}
    groups = {group.pk: str(group) for group in StakeholderGroup.objects.filter(pk__in=wanted)}
    headings = {column_letter(place): heading for place, heading in enumerate(found.headings, start=1)}
    keepers = User.objects.in_bulk({key for row in listed for key in _keeper_keys(row)})
    fields = fields_of(found.programme_id) | {"owner": _("Keeps the contact")}
    words = Words(fields, groups, {key: str(user) for key, user in keepers.items()}, headings)
    dismissed = Dismissed(found.programme_id)
    return [_row(row, names, words, dismissed) for row in listed]


@dataclass(frozen=True)
class Words:
    """How fields, groups, keepers and columns of one import are called."""

    fields: dict[str, Any]
    groups: dict[int, str]
    keepers: dict[Any, str]
    headings: dict[str, str]


def _keeper_keys(row: ImportRow) -> list[Any]:
    return [key for key in (row.values.get("owner"), *row.changes.get("owner", [])) if key]


def _group_keys(row: ImportRow) -> list[int]:
    return [*row.values.get("groups", []), *row.changes.get("groups", [[], []])[1]]


def _row(row: ImportRow, names: dict[Any, str], words: Words, dismissed: Dismissed) -> dict[str, Any]:
    candidates = [_candidate(candidate, names) for candidate in row.candidates]
    seen = [candidate["key"] for candidate in candidates if candidate["key"]]
    return {
        "row": row, "name": row.values.get("name") or " ".join(row.cells)[:80],
        "details": [row.values[field] for field in _SHOWN if row.values.get(field)],
        "helix": dict(Helix.choices).get(row.values.get("helix", ""), ""),
        "groups": [words.groups[key] for key in row.values.get("groups", []) if key in words.groups],
        "more": _more(row, words),
        "problems": [shown_problem(problem) | {"heading": words.headings.get(problem[0], "")}
                     for problem in row.problems],
        "candidates": candidates,
        "changes": _changes(row, words) if all(candidate["key"] for candidate in candidates) else [],
        "choices": _choices(row, candidates),
        "mergeable": seen[:2] if len(seen) > 1 and not dismissed.are_two(*seen[:2]) else [],
    }


def _more(row: ImportRow, words: Words) -> list[str]:
    """Tags, keeper and the programme's own fields of a row, each with its label."""
    shown = [field for field in words.fields if field in {"tags", "owner"} or field.startswith(OWN)]
    return [f"{words.fields[field]}: {_said(field, row.values[field], words)}" for field in shown
            if row.values.get(field) not in (None, "", [])]


def _candidate(candidate: dict[str, Any], names: dict[Any, str]) -> dict[str, Any]:
    key = candidate.get("stakeholder")
    if key in names:
        name = names[key]
    elif candidate.get("row"):
        key, name = None, _("row %(number)s of this table") % {"number": candidate["row"]}
    else:
        key, name = None, _("an entry that you may not see; ask a coordinator")
    return {"key": key, "row": candidate.get("row"), "name": name, "percent": round(candidate["score"] * 100),
            "reasons": shown_reasons(candidate["reasons"])}


def _changes(row: ImportRow, words: Words) -> list[dict[str, Any]]:
    """What would be written or is said otherwise: field, before, after."""
    return [
        {"label": words.fields.get(field, field), "before": _said(field, before, words),
         "after": _said(field, after, words)}
        for field, (before, after) in row.changes.items()
    ]


def _said(field: str, value: Any, words: Words) -> str:
    if field == "groups":
        return ", ".join(words.groups.get(key, "") for key in value)
    if field == "tags":
        return ", ".join(value)
    if field == "owner":
        return words.keepers.get(value, "")
    if field == "helix":
        return str(dict(Helix.choices).get(value, value))
    if field == "do_not_contact":
        return _("yes") if value else _("no")
    return str(value)


def _choices(row: ImportRow, candidates: list[dict[str, Any]]) -> list[dict[str, str]]:
    """The options of a row that is to be decided."""
    found: list[dict[str, str]] = []
    for candidate in candidates:
        if candidate["key"]:
            found.append({"value": f"fill:{candidate['key']}",
                          "label": _("It is %(name)s: fill in what is missing") % candidate})
            found.append({"value": f"take:{candidate['key']}",
                          "label": _("It is %(name)s: take what the table says") % candidate})
        elif candidate["row"]:
            found.append({"value": f"row:{candidate['row']}", "label": _("It is the same as %(name)s") % candidate})
    return [*found, {"value": "new", "label": _("Enter as new")}, {"value": "skip", "label": _("Leave out")}]
