"""What is said of a new city: the limits that the analysis plan asks for, and the share of cities that they hold."""

from collections.abc import Mapping
from typing import Any

from django.utils.formats import number_format
from django.utils.translation import gettext as _

USUAL_CONTENT = 0.9  # of verdicts from before the plan's own content was used


def foreseen_limits(figures: Mapping[str, Any]) -> tuple[float | None, float | None]:
    """Lower and upper limit for a new city, at the content of the plan; None where there are none."""
    if "prediction_content" in figures:
        return figures.get("prediction_lower"), figures.get("prediction_upper")
    return figures.get("pi90_lower"), figures.get("pi90_upper")


def content_of(figures: Mapping[str, Any]) -> float:
    """The share of new cities that the limits are to hold."""
    return float(figures.get("prediction_content") or USUAL_CONTENT)


def cities_in_words(content: float) -> str:
    """9 in 10, 95 in 100: a share of cities as a count of them."""
    whole = next((of for of in (10, 100) if abs(content * of - round(content * of)) < 1e-9), 1000)
    return _("%(cities)s in %(of)s") % {"cities": number_format(round(content * whole), 0), "of": whole}


def percent_of(content: float) -> str:
    """The content in per cent, without digits that say nothing."""
    percent = round(100 * content, 1)
    return str(number_format(percent, 0 if percent.is_integer() else 1))
