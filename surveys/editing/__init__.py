"""Changing a questionnaire that is not published yet: functions from one JSON document to the next. No Django.

A draft may be wrong: a question of choices without choices, a scale without ends. ``findings_in`` says what is missing;
``read_definition`` takes only what is whole.
"""

from surveys.editing.changes import (
    EditError,
    add_part,
    change_part,
    duplicate_part,
    move_part,
    remove_part,
    with_settings,
)
from surveys.editing.checks import Finding, findings_in
from surveys.editing.documents import (
    Document,
    Part,
    Spot,
    as_shown,
    editable,
    empty_document,
    fingerprint,
    free_code,
    part_with,
    ready_to_publish,
    spots_of,
)
from surveys.editing.impact import Impact, impact_of
from surveys.editing.merging import merge_parts
from surveys.editing.new_parts import new_part
from surveys.editing.texts import texts_of, with_texts

__all__ = [
    "Document", "EditError", "Finding", "Impact", "Part", "Spot", "add_part", "as_shown", "change_part",
    "duplicate_part", "editable", "empty_document", "findings_in", "fingerprint", "free_code", "impact_of",
    "merge_parts", "move_part", "new_part", "part_with", "ready_to_publish", "remove_part", "spots_of", "texts_of",
    "with_settings", "with_texts",
]
