"""What forms ask of other programs: their files, their other forms, what their devices know."""

import re
from collections.abc import Iterable

from django.utils.translation import gettext as _

from surveys.xlsform.sheets import FormRow, SheetProblem

# of ODK and SurveyCTO, which read files or other forms, ask the device, or are not known here
NAMES = (
    "area", "base64-decode", "caller-id", "checklist", "checksum", "choice-label", "collect-is-phone-app", "count-if",
    "current", "de-duplicate", "decimal-time", "device-info", "digest", "distance", "duration", "empty", "enum-gps",
    "extract-signed", "geofence", "hash", "index", "index-of", "indexed-repeat", "instance", "intersect", "item-at",
    "jr:itext", "linebreak", "ln", "max-if", "min-if", "phone-call", "plug-in-metadata", "pretty-print-number",
    "property", "pulldata", "randomize", "rank-index", "rank-index-if", "rank-value", "short-geopoint",
    "substring-after", "substring-before", "sum-if", "translate", "username", "uuid", "version", "weighted-checklist",
)
FUNCTIONS = re.compile(rf"(?<![\w.-])({'|'.join(map(re.escape, NAMES))})\s*\(")
LAST_SAVED = re.compile(r"\$\{\s*(last-saved)#")
REFERENCE = re.compile(r"\$\{\s*([^}\s]+)\s*\}")
DAYS = ("start", "end", "today", "start time", "end time", "begintime", "endtime")


def kept(row: FormRow, names: Iterable[str], problems: list[SheetProblem]) -> dict[str, str]:
    """The cells of these columns that say something, without those that ask for what only other programs have."""
    found = {}
    for name in names:
        said = row.cells.get(name, "")
        foreign = FUNCTIONS.search(said) or LAST_SAVED.search(said)
        if foreign:
            problems.append(row.problem(name, _("%(name)s() is not supported: the expression is left out.") % {
                "name": foreign[1]}, is_error=False))
        elif said:
            found[name] = said
    return found


def referred_to(rows: Iterable[FormRow]) -> set[str]:
    """Names that any cell refers to as ${name}."""
    cells = (cell for row in rows for texts in row.texts.values() for cell in texts.values() if "${" in cell)
    return {name for cell in cells for name in REFERENCE.findall(cell)}


def stand_in(row: FormRow, type_: str, problems: list[SheetProblem]) -> dict[str, str]:
    """What stands for a value of the device that other rows refer to: the day, or nothing.

    The time of day would tell people apart, so it is not taken.
    """
    is_day = type_ in DAYS
    problems.append(row.problem("type", (
        _("%(type)s comes from the device and is not stored; the day stands in for it, because other rows ask for it.")
        if is_day else
        _("%(type)s comes from the device and is not stored; it is empty here, though other rows ask for it.")
    ) % {"type": type_}, is_error=False))
    code = row.cells["name"]
    return {"code": code, "type": "calculation", "calculation": "today()"} if is_day else {
        "code": code, "type": "hidden"}
