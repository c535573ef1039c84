"""How values are written on a page."""

import pytest

from indicators.definitions import definition_for
from indicators.presentation import formatted


@pytest.mark.parametrize(("code", "value", "written"), [
    ("engagement_reach", 0.00046666, ("46.7", "per 100,000")),
    ("survey_response_rate_citizen", 2 / 3, ("67", "%")),
    ("participants", 1234, ("1,234", "")),
    ("stakeholder_diversity", 0.8166666, ("0.82", "")),
    ("person_hours", 1390.86, ("1,390.9", "h")),
    ("cost_per_participation", 79.1951, ("79.20", "EUR")),
    ("delivery_days_median", 262.6, ("263", "d")),
])
def test_values_are_rounded_and_grouped(code: str, value: float, written: tuple[str, str]) -> None:
    assert formatted(value, definition_for(code)) == written
