"""What the editor shows of a draft: outline, the form's surroundings, the steps that can be undone."""

from collections.abc import Collection
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from foundation.translated import in_language
from surveys.actions.editing import catalogue_codes, core_codes
from surveys.choices import QuestionType
from surveys.definition import GROUPS
from surveys.editing import Finding, Part, Spot, spots_of
from surveys.editing.locks import is_locked
from surveys.editing.merging import said_by
from surveys.finding_sentences import finding_sentence
from surveys.forms.editing import GROUP_WORDS, PartForm, language_name, sealed, type_choices
from surveys.models import BankEntry, DraftState, QuestionnaireDraft

DONE = {
    "add": gettext_lazy("added %(code)s"), "change": gettext_lazy("changed %(code)s"),
    "move": gettext_lazy("moved %(code)s"), "remove": gettext_lazy("removed %(code)s"),
    "duplicate": gettext_lazy("copied %(code)s"), "translate": gettext_lazy("translated"),
    "settings": gettext_lazy("changed the settings"), "start": gettext_lazy("began"),
    "bank": gettext_lazy("kept %(code)s in the bank"),
}
NAMES = {
    "label": gettext_lazy("Words"), "hint": gettext_lazy("Hint"), "guidance": gettext_lazy("Guidance"),
    "choices": gettext_lazy("Choices"), "required": gettext_lazy("Must be answered"),
    "relevant": gettext_lazy("Asked if"), "constraint": gettext_lazy("Accepted if"), "code": gettext_lazy("Code"),
    "calculation": gettext_lazy("Calculation"), "type": gettext_lazy("Type"), "rows": gettext_lazy("Answers"),
    "lo": gettext_lazy("Lowest value"), "hi": gettext_lazy("Highest value"),
    "required_message": gettext_lazy("Said where the answer is missing"),
    "constraint_message": gettext_lazy("Said where it is not accepted"),
}
FIELDS = {"label": "label", "hint": "hint", "title": "title"}  # whose fields end with the language
Core = tuple[Collection[str], Collection[str]]


def core_of(draft: QuestionnaireDraft) -> Core:
    """(codes of the bank's core entries, codes of the catalogue's questionnaires)."""
    return core_codes(draft.questionnaire), catalogue_codes()


def is_core(draft: QuestionnaireDraft, part: Part, core: Core) -> bool:
    """Whether the part may not be redefined."""
    return is_locked(draft.document, part, core=core[0], catalogue=core[1])


def kind_name(part: Part) -> str:
    """The type of a part in words."""
    kind = str(part["type"])
    return str(GROUP_WORDS[kind]) if kind in GROUPS else str(QuestionType(kind).label)


def name_of(part: Part) -> str:
    """What the outline calls a part: its words, else its code."""
    return in_language(part.get("label") or {}) or str(part["code"])


def outline_of(draft: QuestionnaireDraft, findings: list[Finding], code: str, core: Core) -> dict[str, Any]:
    """The rows of the outline, what can be added and where, and all findings with their places."""
    spots = list(spots_of(draft.document))
    rows = [_row(draft, spot, findings, core, number) for number, spot in enumerate(spots, start=1)]
    by_code = {spot.code: name_of(spot.part) for spot in spots}
    return {
        "rows": rows, "kinds": type_choices(), "places": _places(spots, code), "revision": draft.revision,
        "checks": [(finding, finding_sentence(finding), by_code.get(finding.code, ""), field_of(draft, finding))
                   for finding in findings],
        "error_count": sum(finding.is_error for finding in findings),
        "bank": BankEntry.objects.filter(programme=draft.questionnaire.programme).only("pk", "code", "part")[:200],
    }


def _row(draft: QuestionnaireDraft, spot: Spot, findings: list[Finding], core: Core, number: int) -> dict[str, Any]:
    own = [finding for finding in findings if finding.code == spot.code]
    return {
        "code": spot.code, "name": name_of(spot.part), "kind": kind_name(spot.part), "depth": len(spot.around),
        "errors": sum(finding.is_error for finding in own), "warnings": sum(not one.is_error for one in own),
        "is_core": is_core(draft, spot.part, core), "is_group": spot.part["type"] in GROUPS, "number": number,
        "is_conditional": bool(spot.part.get("relevant")), "can_up": spot.place > 0 or bool(spot.around),
        "can_down": not spot.is_last or bool(spot.around),
    }


def _places(spots: list[Spot], code: str) -> list[tuple[str, str, bool]]:
    """(value, words, whether it is meant first) of where something new can stand."""
    places = [("", _("At the end"), not code)]
    for spot in spots:
        name = name_of(spot.part)[:60]
        if spot.part["type"] in GROUPS:
            places.append((f"inside:{spot.code}", _("In: %(name)s") % {"name": name}, spot.code == code))
        places.append((f"after:{spot.code}", _("After: %(name)s") % {"name": name},
                       spot.code == code and spot.part["type"] not in GROUPS))
    return places


def panel_of(draft: QuestionnaireDraft, form: PartForm, spot: Spot | None, findings: list[Finding]) -> dict[str, Any]:
    """What stands around the form of one part."""
    own = [finding for finding in findings if spot and finding.code == spot.code]
    return {
        "form": form, "spot": spot, "base": sealed(form.shown), "name": name_of(form.shown),
        "kind": kind_name(form.shown), "own_findings": [
            (finding, finding_sentence(finding), field_of(draft, finding)) for finding in own],
    }


def field_of(draft: QuestionnaireDraft, finding: Finding) -> str:
    """The id of the input that a finding is about."""
    if finding.use == "choices":
        return "choices"
    if finding.use in FIELDS:
        language = finding.words.get("language") or draft.document["languages"][0]
        return f"id_e-{finding.use}_{language}"
    if finding.use == "required":
        return "id_e-required_if"
    return f"id_e-{finding.use}" if finding.use else "part"


def tools_of(draft: QuestionnaireDraft) -> dict[str, Any]:
    """What undo and redo would do, in words; "" where they can do nothing."""
    if draft.pk is None:
        return {"undo": "", "redo": ""}
    states = {state.number: state for state in draft.states.filter(
        number__in=[draft.place - 1, draft.place, draft.place + 1]).select_related("by").defer("document")}
    back, forth = states.get(draft.place), states.get(draft.place + 1)
    return {"undo": _done(back) if back and draft.place - 1 in states else "", "redo": _done(forth) if forth else ""}


def _done(state: DraftState) -> str:
    what = str(DONE.get(state.what, "%(code)s")) % {"code": state.about}
    return f"{what} ({state.by})" if state.by_id else what


def differences(merged: Part, theirs: Part, names: list[str]) -> list[dict[str, str]]:
    """What two people wrote for the same thing, side by side."""
    return [{"name": name, "title": _title(name), "mine": _words(said_by(merged, name)),
             "theirs": _words(said_by(theirs, name))} for name in names]


def _title(name: str) -> str:
    key, _dot, language = name.partition(".")
    title = str(NAMES.get(key, key))
    return f"{title} ({language_name(language)})" if language else title


def _words(said: Any) -> str:
    if isinstance(said, list):
        return "\n".join(_words(one) for one in said)
    if isinstance(said, dict) and "code" in said:
        number = "" if said.get("numeric") is None else f"{said['numeric']:g} "
        return f"{said['code']}: {number}{in_language(said.get('label') or {})}"
    if isinstance(said, dict):
        return "\n".join(f"{name}: {_words(value)}" for name, value in said.items())
    if isinstance(said, bool):
        return _("Yes") if said else _("No")
    return "–" if said in (None, "") else str(said)
