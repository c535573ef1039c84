"""What power, legitimacy and urgency make of a stakeholder (Mitchell, Agle and Wood 1997)."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

CLASSES: dict[tuple[bool, bool, bool], Promise] = {
    (True, False, False): _("Dormant"),
    (False, True, False): _("Discretionary"),
    (False, False, True): _("Demanding"),
    (True, True, False): _("Dominant"),
    (True, False, True): _("Dangerous"),
    (False, True, True): _("Dependent"),
    (True, True, True): _("Definitive"),
    (False, False, False): _("No claim so far"),
}


def salience(power: bool | None, legitimacy: bool | None, urgency: bool | None) -> Promise | None:
    """The class; None as long as one of the three is not set."""
    if power is None or legitimacy is None or urgency is None:
        return None
    return CLASSES[power, legitimacy, urgency]
