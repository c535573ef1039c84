"""Bring a table in and say what its columns mean; nothing of the register is written here."""

from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from foundation.audit.record import record
from foundation.sheets import SheetRefused, read_rows
from pilots.models import Pilot
from stakeholders.import_fields import fields_for, guessed_mapping, heading_key
from stakeholders.import_problems import refusal
from stakeholders.models import ColumnMeaning, CustomField, ImportRow, RegisterImport

State = RegisterImport.State
CHUNK = 500


@transaction.atomic
def upload_table(*, pilot: Pilot, file: Any, file_name: str, by: Any) -> RegisterImport:
    """Keep the rows of a CSV or XLSX file for an import; the first row with text holds the headings.

    Raises ValidationError with a sentence where the file is not read or has no row below its headings.
    """
    try:
        rows = list(read_rows(file))
    except SheetRefused as refused:
        raise ValidationError({"file": refusal(refused)}) from refused
    if len(rows) < 2:
        raise ValidationError({"file": _("The table has headings only, no row below them.")})
    headings = list(rows[0].cells)
    remembered = dict(ColumnMeaning.objects.filter(
        programme=pilot.programme_id, heading__in=[heading_key(heading) for heading in headings]
    ).values_list("heading", "field"))
    made = RegisterImport.objects.create(
        programme_id=pilot.programme_id, pilot=pilot, file_name=file_name[:200], headings=headings,
        mapping=guessed_mapping(headings, remembered, fields_of(pilot.programme_id)), created_by=by,
        created_by_name=str(by)[:200],
    )
    ImportRow.objects.bulk_create(
        [ImportRow(register_import=made, number=row.number, cells=list(row.cells)) for row in rows[1:]],
        batch_size=CHUNK,
    )
    record("register.upload", made, by=by, rows=len(rows) - 1)
    return made


def fields_of(programme_id: int) -> dict[str, Any]:
    """What a column of the programme's tables may mean: the fields of every register, and the active own ones."""
    return fields_for(CustomField.objects.filter(programme=programme_id, is_active=True))


@transaction.atomic
def choose_columns(*, register_import: RegisterImport, mapping: list[str], helix: str, by: Any) -> bool:
    """Keep what each column means, for this table and for later ones with the same headings; False where the import
    is past that. Raises ValidationError without a name, on an unknown field or on one chosen twice.
    """
    chosen, fields = [field for field in mapping if field], fields_of(register_import.programme_id)
    if len(mapping) != len(register_import.headings) or set(chosen) - set(fields):
        raise ValidationError(_("Choose a field for each column, or leave it out."))
    if double := next((field for field in chosen if chosen.count(field) > 1), None):
        raise ValidationError(_("Two columns mean “%(field)s”. Leave one of them out.") % {"field": fields[double]})
    if not {"name", "first_name", "last_name", "organisation"} & set(chosen):
        raise ValidationError(_("Say which column holds the name."))
    taken = RegisterImport.objects.filter(pk=register_import.pk, state__in=[State.UPLOADED, State.READY]).update(
        mapping=mapping, helix=helix, state=State.CHECKING, problem="")
    if taken:
        for heading, field in zip(register_import.headings, mapping, strict=True):
            if key := heading_key(heading):
                ColumnMeaning.objects.update_or_create(
                    programme_id=register_import.programme_id, heading=key, defaults={"field": field})
        record("register.columns", register_import, by=by)
    return bool(taken)


@transaction.atomic
def decide_rows(*, register_import: RegisterImport, choices: dict[int, str], rest: str = "") -> int:
    """Keep what is to become of rows that are alike to something: by number "skip", "new", "fill:…", "take:…" or
    "row:…" as their candidates allow; ``rest`` ("skip", "new" or "fill") decides all rows of the conflict tab that are
    undecided, and none that are alike by name alone. Returns how many.
    """
    decided = 0
    conflicts = register_import.rows.filter(outcome=ImportRow.Outcome.CONFLICT, choice="")
    alike = register_import.rows.filter(outcome__in=[ImportRow.Outcome.CONFLICT, ImportRow.Outcome.MAYBE])
    wanted = conflicts if rest else alike.filter(number__in=list(choices))
    changed = []
    for row in wanted:
        choice = choices.get(row.number) or _for_rest(row, rest)
        if choice != row.choice and choice in {"", *allowed_choices(row)}:
            row.choice = choice
            changed.append(row)
            decided += 1
    ImportRow.objects.bulk_update(changed, ["choice"], batch_size=CHUNK)
    return decided


def allowed_choices(row: ImportRow) -> list[str]:
    """What may become of a row, the likeliest entry first; "" (undecided) leaves a conflict out as well."""
    found: list[str] = []
    for candidate in row.candidates:
        if candidate.get("stakeholder"):
            found += [f"fill:{candidate['stakeholder']}", f"take:{candidate['stakeholder']}"]
        elif candidate.get("row"):
            found.append(f"row:{candidate['row']}")
    return [*found, "new", "skip"]


def _for_rest(row: ImportRow, rest: str) -> str:
    if rest != "fill":
        return rest
    return next((choice for choice in allowed_choices(row) if choice.startswith(("fill:", "row:"))), "")


@transaction.atomic
def discard_import(*, register_import: RegisterImport, by: Any) -> bool:
    """Delete an import that was not applied, with the names it holds; False where it is applied or at work."""
    waiting = RegisterImport.objects.select_for_update().filter(
        pk=register_import.pk, state__in=[State.UPLOADED, State.READY]).first()
    if waiting is None:
        return False
    record("register.discard", waiting, by=by)
    waiting.delete()
    return True
