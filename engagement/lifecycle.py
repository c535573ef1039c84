"""From which status of a session to which: planned, held and logged are one object."""

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

# a wrong word can be taken back; what took place cannot be put off
TRANSITIONS: dict[str, tuple[str, ...]] = {
    "planned": ("held", "nobody_came", "cancelled", "postponed"),
    "postponed": ("planned", "held", "cancelled"),
    "cancelled": ("planned", "held"),
    "held": ("nobody_came", "cancelled", "planned"),
    "nobody_came": ("held", "cancelled"),
}


def following(status: str) -> tuple[str, ...]:
    """What a session of ``status`` may become besides staying what it is."""
    return TRANSITIONS.get(status, ())


def check_status_change(before: str, after: str) -> None:
    """Raise ValidationError keyed by ``status`` where ``after`` does not follow on ``before``."""
    if after != before and after not in following(before):
        raise ValidationError({"status": _("This cannot follow on what is noted. Say first that it took place, or plan "
                                           "it again.")})
