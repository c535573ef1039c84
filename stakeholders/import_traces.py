"""Which rows of imported tables are about one person, whether they were applied or not."""

import re

from stakeholders.import_fields import FIELDS
from stakeholders.matching.names import address_form, person_words
from stakeholders.models import ContactDetails, ImportRow, Stakeholder

_NO_DIGIT = re.compile(r"\D")
SAME_DIGITS = 7
"""So many last digits make a telephone number the same, with or without its country."""


def rows_about(stakeholder: Stakeholder) -> tuple[list[int], list[int]]:
    """Keys of the rows that became the person or say the person's address, number or full name; and of further rows
    that were only thought to be alike and tell what the register knew.

    A row that became somebody else is that person's. A name of one word says too little to go by.
    """
    names, addresses, numbers = _known(stakeholder)
    rows = ImportRow.objects.filter(register_import__programme=stakeholder.programme_id).order_by()
    about, alike = [], []
    for row in rows.only("cells", "values", "candidates", "stakeholder_id").iterator(chunk_size=1000):
        says_so = row.stakeholder_id is None and any(
            address_form(text) in addresses or person_words(text) in names or _ending(text) in numbers
            for text in _texts(row)
        )
        if row.stakeholder_id == stakeholder.pk or says_so:
            about.append(row.pk)
        elif any(candidate.get("stakeholder") == stakeholder.pk for candidate in row.candidates):
            alike.append(row.pk)
    return about, alike


def _known(stakeholder: Stakeholder) -> tuple[set[tuple[str, ...]], set[str], set[str]]:
    """Names by their words, addresses and endings of numbers that the person has or had."""
    columns = ("name", "email", "phone")
    rows = [*ContactDetails.objects.filter(stakeholder=stakeholder).values_list(*columns),
            *ContactDetails.history.filter(stakeholder_id=stakeholder.pk).values_list(*columns)]
    names = {words for name, _email, _phone in rows if len(words := person_words(name)) > 1}
    return names, {address_form(row[1]) for row in rows if row[1]}, {_ending(row[2]) for row in rows} - {""}


def _texts(row: ImportRow) -> list[str]:
    """Cells and values of a row, and neighbouring cells as one: first and last name may stand apart."""
    cells = [str(cell) for cell in row.cells]
    pairs = [f"{one} {other}" for one, other in zip(cells, cells[1:], strict=False)]
    said = [str(row.values[name]) for name in FIELDS if row.values.get(name)]
    return [text for text in (*cells, *pairs, *said) if text.strip()]


def _ending(text: str) -> str:
    digits = _NO_DIGIT.sub("", text)
    return digits[-SAME_DIGITS:] if len(digits) >= SAME_DIGITS else ""
