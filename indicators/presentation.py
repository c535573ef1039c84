"""How a stored value is shown: one place for page, report and chart. What is computed stays as it is."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.utils.formats import number_format
from django.utils.translation import gettext as _

from foundation.translated import in_language
from indicators.definitions import Definition, definition_for

# display of the definition -> (factor, decimals, unit)
SCALES: dict[str, tuple[float, int, str]] = {
    "percent": (100, 0, "%"), "per_100k": (100_000, 1, ""), "number": (1, 2, ""), "hours": (1, 1, "h"),
    "currency": (1, 2, ""), "days": (1, 0, "d"), "scale_1_5": (1, 2, ""),
}


@dataclass(frozen=True)
class Shown:
    """A value ready for a page: ``state`` is ok, no_data, suppressed or failed; ``flags`` are sentences."""

    code: str
    label: str
    value: str
    unit: str
    interval: str
    n: int | None
    state: str
    question: str
    formula: str
    flags: tuple[str, ...]
    as_of: Any

    @property
    def text(self) -> str:
        """Value with its unit."""
        return f"{self.value} {self.unit}".strip()


def flag_sentences() -> dict[str, str]:
    """What each flag means to a reader."""
    return {
        "no_interval": _("Too little data for an interval."),
        "much_missing": _("More than one case in five is missing."),
        "population_wrong": _("More people than residents: check the population."),
        "margins_incompatible": _("The census margins cannot be met by weighting."),
        "weights_unstable": _("The weights are unstable; read the unweighted value first."),
        "zero_variance": _("All values are the same."),
        "attendance_not_logged": _("For some sessions nobody logged who came."),
        "head_count_low": _("A head count was below the number of named people."),
        "partly_identified": _("Only some of the people are known by name."),
        "mostly_unidentified": _("Fewer than half of the people are known by name."),
        "not_yet_due": _("Not due yet."),
        "not_reached": _("Half of the cases have not come that far yet."),
        "population_unknown": _("The population is not documented."),
        "no_census": _("The census is not documented."),
        "more_answers_than_invitations": _("There are more answers than invitations; check how many were invited."),
        "heywood_case": _("The factor model fits at its limit; read omega with care."),
        "item_perhaps_reversed": _("One item runs against the others: is it reversed?"),
        "item_without_variance": _("An item that everybody answered alike is left out."),
        "redundant_items": _("The items say nearly the same."),
        "needs_three_pilots": _("Needs at least three pilots."),
        "cost_partly_unknown": _("For some sessions the cost is not known."),
    }


def formatted(value: float, definition: Definition, *, currency: str = "EUR") -> tuple[str, str]:
    """(number, unit) of a value as its definition says it is displayed, in the reader's language."""
    factor, places, unit = SCALES[definition.display]
    if definition.display == "number" and float(value).is_integer():
        places = 0
    if definition.display == "currency":
        unit = currency
    elif definition.display == "per_100k":
        unit = _("per 100,000")
    # number_format cuts digits off instead of rounding
    return number_format(round(value * factor, places), places, use_l10n=True, force_grouping=True), unit


def shown(value: Any, *, currency: str = "EUR", failed: bool = False) -> Shown:
    """A stored IndicatorValue as a page shows it."""
    definition = definition_for(value.indicator)
    state = "failed" if failed else "suppressed" if value.suppressed else "no_data" if value.value is None else "ok"
    number, unit = formatted(value.value, definition, currency=currency) if state == "ok" else ("", "")
    return Shown(
        code=value.indicator, label=in_language(definition.names), value=number, unit=unit,
        interval=_interval(value, definition, currency) if state == "ok" else "",
        n=value.n if state == "ok" else None, state=state, question=in_language(definition.question),
        formula=in_language(definition.formula), flags=_flags(value.flags), as_of=value.as_of,
    )


def shown_all(values: Iterable[Any], *, currency: str = "EUR") -> list[Shown]:
    """Several values in their order."""
    return [shown(value, currency=currency) for value in values]


def _interval(value: Any, definition: Definition, currency: str) -> str:
    lower, upper = value.lower, value.upper
    if lower is None or upper is None:
        lower, upper = value.boot_lower, value.boot_upper
    if lower is None or upper is None:
        return ""
    return f"{formatted(lower, definition, currency=currency)[0]}–{formatted(upper, definition, currency=currency)[0]}"


def _flags(flags: list[str]) -> tuple[str, ...]:
    if not flags:
        return ()  # most values have none: nothing is translated for them
    sentences = flag_sentences()
    return tuple(sentences[flag] for flag in flags if flag in sentences)
