"""Keep questions for all pilots of a programme."""

import itertools
from typing import Any

from django.db import transaction

from foundation.audit.record import record
from pilots.models import Programme
from surveys.editing import Part, spots_of
from surveys.models import BankEntry


@transaction.atomic
def keep_in_bank(*, programme: Programme, part: Part, is_core: bool, by: Any) -> BankEntry:
    """A new entry under the part's code, with a number where another question has it; where the part comes from an
    entry, that one says from now on what ``part`` says.

    ValueError("core") where that entry is core: what pilots share is not changed from one questionnaire.
    """
    entry = None
    if part.get("bank"):
        entry = BankEntry.objects.select_for_update().filter(programme=programme, code=part["bank"]).first()
    if entry is not None and entry.is_core:
        raise ValueError("core")
    kept = {name: value for name, value in part.items() if name not in ("bank", "is_core", "list_name")}
    code = entry.code if entry else _free_code(programme, str(part["code"]))
    entry = entry or BankEntry(programme=programme, code=code)
    entry.part, entry.is_core = kept, is_core
    entry.construct, entry.words = str(part.get("construct", ""))[:40], words_of(kept)
    entry.save()
    record("bank.keep", entry, by=by, label=code, is_core=is_core)
    return entry


@transaction.atomic
def set_core(*, entry: BankEntry, is_core: bool, by: Any) -> None:
    """Make an entry core, or no longer."""
    entry.is_core = is_core
    entry.save(update_fields=["is_core", "changed_at"])
    record("bank.core", entry, by=by, label=entry.code, is_core=is_core)


@transaction.atomic
def remove_entry(*, entry: BankEntry, by: Any) -> None:
    """Take an entry out of the bank; questionnaires that use it keep their question."""
    record("bank.remove", entry, by=by, label=entry.code)
    entry.delete()


def _free_code(programme: Programme, wanted: str) -> str:
    taken = set(BankEntry.objects.filter(programme=programme).values_list("code", flat=True))
    numbered = (f"{wanted[:55]}_{number}" for number in itertools.count(2))
    return next(code for code in itertools.chain([wanted[:60]], numbered) if code not in taken)


def words_of(part: Part) -> str:
    """Everything that can be searched for: code, construct, and the words of all languages."""
    found = []
    for spot in spots_of({"elements": [part]}):
        one = spot.part
        labels = [one.get("label") or {}, *(choice.get("label") or {} for choice in one.get("choices") or ())]
        found += [one["code"], one.get("construct", ""), *(text for label in labels for text in label.values())]
    return " ".join(dict.fromkeys(word for word in found if word)).casefold()
