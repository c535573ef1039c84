"""Stored values and verdicts for tests of pages and API."""

import re
from html import unescape
from typing import Any

from django.utils import timezone

from indicators.models import IndicatorValue, Verdict
from pilots.models import Pilot, Programme


def store(pilot: Pilot, indicator: str, value: float | None = None, **fields: Any) -> IndicatorValue:
    """A stored value of a pilot."""
    fields = {"as_of": timezone.now(), "n": None if value is None else 40} | fields
    return IndicatorValue.objects.create(
        programme=pilot.programme, pilot=pilot, indicator=indicator, value=value, **fields
    )


def store_verdict(programme: Programme, subject: str, **fields: Any) -> Verdict:
    """A verdict that four pilots left open, by default on the ratings of a method."""
    figures = {
        "k": 4, "mu": 3.9, "ci_lower": 3.6, "ci_upper": 4.2, "pi90_lower": 3.3, "pi90_upper": 4.5, "tau": 0.1,
        "tau_max": 0.304, "I2": 12.0, "q_het": 0.4, "q_eq": 0.2, "q_large": 1.0, "units_needed_per_pilot": 12,
        "median_units": 5, "benchmark": 3.5, "pilots": [], "yi": [], "exceptions": [], "chance_new_city": 0.8,
    } | fields.pop("figures", {})
    fields = {
        "verdict": "NOT_ENOUGH_EVIDENCE", "reason": "imprecise", "k": 4, "settings": {"delta": 0.5, "benchmark": 3.5},
        "as_of": timezone.now(), "outcome": "method_rating",
    } | fields
    return Verdict.objects.create(programme=programme, subject=subject, figures=figures, **fields)


def table_rows(html: str) -> list[list[str]]:
    """The text of every body row of every table of a page, cell by cell, without what an (i) or a chip hides."""
    rows = []
    for row in re.findall(r"<tr[ >].*?</tr>", re.sub(r"<details.*?</details>", "", html, flags=re.S), flags=re.S):
        cells = re.findall(r"<t([hd])[^>]*>(.*?)</t[hd]>", row, flags=re.S)
        if any(kind == "d" for kind, _text in cells):
            rows.append([" ".join(unescape(re.sub(r"<[^>]+>", " ", text)).split()) for _kind, text in cells])
    return rows


def body_of(response: Any) -> str:
    """Whatever a response sends, as text."""
    content = b"".join(response.streaming_content) if response.streaming else response.content
    return content.decode("utf-8-sig")
