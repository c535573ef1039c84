"""Named placeholders of messages, such as ``{name}``: which there are, checked when a text is saved, filled in."""

import re
from collections.abc import Mapping

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

PLACEHOLDERS = {
    "name": gettext_lazy("name of the person or organisation"),
    "session_title": gettext_lazy("title of the session"),
    "date": gettext_lazy("day and time of the session"),
    "place": gettext_lazy("place of the session"),
    "registration_link": gettext_lazy("link to register"),
    "feedback_link": gettext_lazy("link to the exit survey"),
    "recap_link": gettext_lazy("link to the recap"),
    "badge_link": gettext_lazy("link to the person's check-in code; who gets it counts as expected"),
    "pilot": gettext_lazy("name of the pilot"),
    "programme": gettext_lazy("name of the programme"),
    "unsubscribe": gettext_lazy("link to unsubscribe"),
}
# what every message can say; the rest needs a session that has it
ALWAYS = frozenset({"name", "pilot", "programme", "unsubscribe"})
BRACES = re.compile(r"\{([^{}]*)\}")


def used_in(text: str) -> list[str]:
    """The placeholders of a text in their order, known or not."""
    return [name.strip() for name in BRACES.findall(text)]


def check(text: str, available: frozenset[str] | None = None) -> None:
    """Raise ValidationError, one sentence a fault: an unknown placeholder, a lone brace, and one that is not among
    ``available`` (None: all known ones are)."""
    names = list(dict.fromkeys(used_in(text)))
    faults = [
        _("There is no placeholder {%(name)s}. There are: %(known)s.") % {
            "name": name, "known": ", ".join(f"{{{known}}}" for known in PLACEHOLDERS)}
        for name in names if name not in PLACEHOLDERS
    ]
    if re.search(r"[{}]", BRACES.sub("", text)):
        faults.append(_("A brace stands alone: write a placeholder as {name}."))
    if available is not None:
        faults += [
            _("{%(name)s} cannot be filled in: this message has no %(what)s.") % {
                "name": name, "what": PLACEHOLDERS[name]}
            for name in names if name in PLACEHOLDERS and name not in available
        ]
    if faults:
        raise ValidationError(faults)


def fill(text: str, values: Mapping[str, str]) -> str:
    """The text with its placeholders replaced once; what a value contains is never taken for a placeholder."""
    return BRACES.sub(lambda match: values.get(match.group(1).strip(), ""), text)


def without_unavailable(text: str, available: frozenset[str]) -> str:
    """The text without those paragraphs that could not be filled in."""
    return "\n\n".join(part for part in text.split("\n\n") if available.issuperset(used_in(part)))
