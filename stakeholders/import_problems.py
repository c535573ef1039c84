"""What may be wrong with a cell or a file, what to do about it, and why likely matches are likely."""

from collections.abc import Sequence
from typing import Any

from django.template.defaultfilters import filesizeformat
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from foundation.sheets import SheetRefused

# code: (what is wrong, what to do)
PROBLEMS = {
    "no_name": (gettext_lazy("There is no name."), gettext_lazy("Write a name, or of an organisation its name.")),
    "too_long": (gettext_lazy("The text is too long."), gettext_lazy("Shorten it.")),
    "kind": (gettext_lazy("This kind is not known."), gettext_lazy("Write “person” or “organisation”.")),
    "email": (gettext_lazy("This is no e-mail address."), gettext_lazy("Correct it, or empty the cell.")),
    "phone": (gettext_lazy("This is no telephone number."),
              gettext_lazy("Write it with its digits, or empty the cell.")),
    "language": (gettext_lazy("This language is not known."),
                 gettext_lazy("Write its code, such as “en”, or empty the cell.")),
    "group": (gettext_lazy("There is no such group."),
              gettext_lazy("Use the code or the name of a group of this programme; several with semicolons.")),
    "helix": (gettext_lazy("This part of society is not known."),
              gettext_lazy("Write people, public, business, research or other.")),
    "no_helix": (gettext_lazy("Nothing says for which part of society they speak."),
                 gettext_lazy("Fill the cell, name a group, or choose one for the whole table.")),
    "date": (gettext_lazy("This is no date."), gettext_lazy("Write it as 2026-03-31 or 31/03/2026.")),
    "future": (gettext_lazy("The date lies ahead."), gettext_lazy("Correct the year.")),
    "owner": (gettext_lazy("Nobody of the team has this e-mail address."),
              gettext_lazy("Write the address of a coordinator, manager or contributor of this programme, or empty "
                           "the cell.")),
    "tag": (gettext_lazy("A tag is too long."), gettext_lazy("Write at most 60 characters; several with semicolons.")),
    "own_text": (gettext_lazy("The text is too long for this field."), gettext_lazy("Shorten it.")),
    "own_number": (gettext_lazy("This is no number."), gettext_lazy("Write it with digits, or empty the cell.")),
    "own_date": (gettext_lazy("This is no date."), gettext_lazy("Write it as 2026-03-31 or 31/03/2026.")),
    "own_choice": (gettext_lazy("This is none of the choices of the field."),
                   gettext_lazy("Write one of its choices, or empty the cell.")),
    "yes_no": (gettext_lazy("This is neither yes nor no."), gettext_lazy("Write yes or no.")),
    "organisation_of_organisation": (gettext_lazy("An organisation does not belong to another one."),
                                     gettext_lazy("Empty one of the two cells.")),
}
REASONS = {
    "external_id": gettext_lazy("same code elsewhere"), "same_email": gettext_lazy("same e-mail address"),
    "same_phone": gettext_lazy("same telephone"), "same_name": gettext_lazy("same name"),
    "like_name": gettext_lazy("similar name"), "same_organisation": gettext_lazy("same organisation"),
    "other_name": gettext_lazy("but another name"),
}
_REFUSALS = {
    "empty": gettext_lazy("The file is empty."),
    "too_large": gettext_lazy("The file has %(found)s; at most %(allowed)s are read."),
    "not_a_table": gettext_lazy("This is no CSV or XLSX table."),
    "old_workbook": gettext_lazy(
        "This is an old or password-protected workbook. Save it as XLSX without a password, or as CSV."),
    "open_document": gettext_lazy("This is an OpenDocument table. Save it as XLSX or as CSV."),
    "no_sheet": gettext_lazy("The workbook has no visible sheet with rows."),
    "damaged": gettext_lazy("The workbook cannot be read. Open it, save it again as XLSX or CSV, and use that file."),
    "unpacks_too_large": gettext_lazy("The workbook unpacks to %(found)s; at most %(allowed)s are read."),
    "too_many_rows": gettext_lazy("Row %(row)s: the table has more than %(allowed)s rows."),
    "too_many_columns": gettext_lazy("Row %(row)s has %(found)s columns; at most %(allowed)s are read."),
    "cell_too_long": gettext_lazy("Row %(row)s, column %(column)s: the text has more than %(allowed)s characters. "
                                  "A quotation mark may be missing."),
}

_SIZES = {"too_large", "unpacks_too_large"}


def refusal(error: SheetRefused) -> str:
    """Why a file is not read, in the reader's language."""
    place = dict(error.place)
    if error.code in _SIZES:
        place |= {name: filesizeformat(str(place[name])) for name in ("found", "allowed")}
    return str(_REFUSALS[error.code]) % place


def shown_problem(problem: Sequence[str]) -> dict[str, Any]:
    """A stored problem (column, value, code) as column, value, what is wrong, what to do."""
    column, value, code = problem
    what, action = PROBLEMS[code]
    return {"column": column, "value": value or _("(empty)"), "what": what, "action": action}


def shown_reasons(codes: Sequence[str]) -> str:
    """Why two entries may be one, as a list in words."""
    return ", ".join(str(REASONS[code]) for code in codes)
