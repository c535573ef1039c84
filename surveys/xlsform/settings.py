"""The settings sheet: what the questionnaire as a whole is called, in which languages, how it is shown."""

from typing import Any

from foundation.sheets import Row
from surveys.xlsform.columns import EXACT
from surveys.xlsform.headings import heading_of, language_code
from surveys.xlsform.sheets import FormRow, sheet_of

SPELLINGS = {"title": "form_title", "id_string": "form_id", "form_name": "form_title", "id": "form_id"}
NEVER_KEPT = frozenset({"form_title", "form_id", "default_language", "languages", "intro", "paging",
                        "response_limit", EXACT})
LONGEST_CODE = 60


def default_language(rows: list[Row], headings: list[str]) -> str:
    """The code of the language in which cells are that name none.

    What the settings say; else English where the survey sheet has labels that name no language; else the language of
    its first labels.
    """
    said = _first(rows, "default_language")
    if said and said.strip().lower() != "default":
        return language_code(said)
    labels = [heading for heading in map(heading_of, headings) if heading.name == "label"]
    if not labels or any(not heading.language for heading in labels):
        return "en"
    return labels[0].language


def settings_row(rows: list[Row], language: str) -> FormRow:
    """The one row of the sheet; an empty one where there is none."""
    if not rows:
        return FormRow("settings", 2, {}, {}, {})
    named = Row(rows[0].number, tuple(_name(cell) for cell in rows[0].cells))
    found = sheet_of("settings", [named, *rows[1:2]], language).rows
    return found[0] if found else FormRow("settings", 2, {}, {}, {})


def settings_of(row: FormRow, name: str, language: str) -> dict[str, Any]:
    """What the row says, as parts of a definition's document. name: what the form is called where it does not say."""
    title = row.text("form_title") or {language: name or "Questionnaire"}
    found: dict[str, Any] = {
        "code": (row.cells.get("form_id") or name or "questionnaire")[:LONGEST_CODE], "title": title,
    }
    if row.text("intro"):
        found["intro"] = row.text("intro")
    if row.cells.get("response_limit", "").isdecimal():
        found["quota"] = int(row.cells["response_limit"])
    if row.cells.get("paging") in ("all", "groups", "questions"):
        found["paging"] = row.cells["paging"]
    if row.cells.get("languages"):
        found["languages"] = row.cells["languages"].split()
    return found | {"settings": {key: cell for key, cell in row.cells.items() if key not in NEVER_KEPT}}


def _first(rows: list[Row], name: str) -> str:
    pairs = zip(rows[0].cells, rows[1].cells, strict=False) if len(rows) > 1 else ()
    return next((cell for heading, cell in pairs if _name(heading) == name and cell), "")


def _name(heading: str) -> str:
    """Names of settings are written with spaces and capitals too; those with a language keep it."""
    base, colons, rest = heading.strip().partition("::")
    bare = base.strip().lower().replace(" ", "_")
    return f"{SPELLINGS.get(bare, bare)}{colons}{rest}"
