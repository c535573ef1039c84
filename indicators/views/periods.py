"""Which part of its time a pilot's page is about: the choice, and how periods are called."""

from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest
from django.utils.translation import gettext as _

from indicators.models import IndicatorValue
from indicators.periods import PHASE, WHOLE, is_quarter, phase_period
from indicators.views.reading import Line, family_names
from pilots.choices import PhaseCode
from pilots.models import Pilot


@dataclass(frozen=True)
class Choice:
    """A period that may be asked for, and whether it is."""

    code: str
    label: str
    is_chosen: bool


def label_of(period: str) -> str:
    """A period in words."""
    if period == WHOLE:
        return _("The whole time")
    if is_quarter(period):
        year, quarter = period.split("-Q")
        return _("%(year)s, quarter %(quarter)s") % {"year": year, "quarter": quarter}
    phase = dict(PhaseCode.choices).get(period.removeprefix(PHASE), period.removeprefix(PHASE))
    return _("Phase: %(phase)s") % {"phase": phase}


def period_choices(request: HttpRequest, pilot: Pilot) -> list[Choice]:
    """The whole time, then the quarters and phases that values of the pilot are stored of; one query.

    The one named in the address is chosen, the whole time where there is no such period.
    """
    return choices_among(request, IndicatorValue.objects.current().filter(pilot=pilot, split=""))


def choices_among(request: HttpRequest, values: Any) -> list[Choice]:
    """The whole time, then the quarters in time and the phases in their order that some of the values are of."""
    stored = set(values.order_by().values_list("period", flat=True).distinct())
    codes = [WHOLE, *sorted(code for code in stored if is_quarter(code))]
    codes += [code for code in map(phase_period, PhaseCode.values) if code in stored]
    asked = request.GET.get("period", WHOLE)
    chosen = asked if asked in codes else WHOLE
    return [Choice(code, label_of(code), code == chosen) for code in codes]


def part_values(pilot: Pilot, period: str) -> Any:
    """The pilot's current values of a period, of everybody."""
    return IndicatorValue.objects.current().filter(pilot=pilot, period=period, split="")


def part_families(lines: list[Line]) -> list[dict[str, Any]]:
    """Family by family the lines of a period; pictures are of the whole time and are left out."""
    by_family = {
        letter: [line for line in lines if line.definition.family == letter] for letter in family_names()
    }
    return [
        {"letter": letter, "name": name, "lines": by_family[letter], "figures": [], "is_long": False}
        for letter, name in family_names().items() if by_family[letter]
    ]
