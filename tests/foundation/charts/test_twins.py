"""The table beside each chart says the same, and the chart shows no number the table hides."""

import json

import pytest

from foundation.charts.bars import Bar, bars, bars_table
from foundation.charts.bump import Bump, bump_table
from foundation.charts.distribution import Counts, Distribution, distribution_table
from foundation.charts.forest import Estimate, Pooled, forest_table
from foundation.charts.presence import Cell, Presence, presence_table
from foundation.charts.representation import Ratio, representation_table
from foundation.charts.theme import DARK, LIGHT
from foundation.charts.timeline import Month, timeline_table
from tests.foundation.charts import samples
from tests.foundation.charts.samples import CHARTS, HOSTILE, LONG


def test_forest_twin():
    table = forest_table(samples.FOREST, samples.FOREST_WORDS)
    assert table.columns == ["Pilot", "Mean", "Lower", "Upper", "n", "Note"]
    assert table.rows == [
        [HOSTILE, 3.5, 3.1, 3.9, 24, ""],
        [LONG, 2.25, 1.75, 2.75, 17, "not comparable: other wording"],
        ["Small", None, None, None, None, "Fewer than 5 people"],
        ["Young", 4.0, None, None, 9, "exploratory"],
        ["Pooled mean", 3.2, 3.0, 3.4, None, ""],
        ["Nine in ten", None, 2.5, 3.9, None, ""],
        ["Target", 3.0, None, None, None, ""],
    ]


def test_bars_twin():
    table = bars_table(samples.BARS, samples.BARS_WORDS)
    assert table.columns == ["Method", "Share", "Lower", "Upper", "n", "Note"]
    assert table.rows == [
        [HOSTILE, 0.5, 0.4, 0.6, 20, ""],
        [LONG, 0.25, None, None, 8, "not comparable: other scale"],
        ["Small", None, None, None, None, "Fewer than 5 people"],
    ]


def test_distribution_twin():
    table = distribution_table(samples.DISTRIBUTION, samples.DISTRIBUTION_WORDS)
    assert table.columns == ["Pilot", "No", "Neither", HOSTILE, "n", "Note"]
    assert table.rows == [[LONG, 1, 2, 7, 10, ""], ["Small", None, None, None, None, "Fewer than 5 people"]]


def test_timeline_twin():
    table = timeline_table(samples.MONTHS, samples.TIMELINE_WORDS)
    assert table.columns == ["Month", "Planned", "Held"]
    assert table.rows == [["Jan 2025", 3, 2], [HOSTILE, 0, 0], ["Mar 2025", 2, 4]]


def test_representation_twin():
    table = representation_table(samples.RATIOS, samples.RATIO_WORDS)
    assert table.columns == ["Group", "Ratio", "Lower", "Upper", "n", "Note"]
    assert table.rows == [
        [HOSTILE, 0.5, 0.3, 0.8, 12, ""],
        ["None came", 0.0, None, None, 0, ""],
        ["Small", None, None, None, None, "Fewer than 5 people"],
        [LONG, 40.0, 9.0, 60.0, 30, ""],
    ]


def test_presence_twin():
    table = presence_table(samples.PRESENCE, samples.PRESENCE_WORDS)
    assert table.columns == ["Method", "Pilot", "Mean", "n", "Note", "Verdict"]
    assert table.rows == [
        ["Walk", HOSTILE, 4.5, 12, "", "fits all"],
        ["Walk", "Northport", None, None, "not used", "fits all"],
        ["Walk", "Southport", None, None, "suppressed", "fits all"],
        [LONG, HOSTILE, None, None, "not comparable: other scale", ""],
        [LONG, "Northport", None, None, "not logged", ""],
        [LONG, "Southport", 1.0, 6, "", ""],
    ]


def test_bump_twin():
    table = bump_table(samples.BUMP, samples.BUMP_WORDS)
    assert table.columns == ["Pilot", HOSTILE, "Walk", LONG]
    assert table.rows == [["Northport", 1, 2, 3], [LONG, 2.5, 2.5, 1], ["Southport", 3, 1, 2]]
    with pytest.raises(ValueError, match="from 1 to the number of methods"):
        Bump(("A", "B"), ("P", "Q"), ((1, 2), (3, 1)))


@pytest.mark.parametrize("kind", CHARTS)
def test_user_text_stands_only_in_data_values(kind):
    spec = CHARTS[kind](640, LIGHT)
    for one in spec["layer"]:
        one["data"] = {}
    assert "alert(" not in json.dumps(spec)


@pytest.mark.parametrize("kind", CHARTS)
def test_no_chart_paints_a_background(kind):
    assert [CHARTS[kind](640, theme)["background"] for theme in (LIGHT, DARK)] == [None, None]


@pytest.mark.parametrize(
    "wrong",
    [
        lambda: Estimate("A", None),
        lambda: Estimate("A", 1.0, 0.5),
        lambda: Estimate("A", 1.0, 2.0, 0.5),
        lambda: Pooled(1.0, prediction_lower=0.5),
        lambda: Bar("A", None),
        lambda: Bar("A", None, 0.1, 0.2, note="no data"),
        lambda: Counts("A", (0, 0)),
        lambda: Counts("A", (-1, 2)),
        lambda: Distribution(("No", "Yes"), (Counts("A", (1, 2, 3)),)),
        lambda: Month("A", -1, 0),
        lambda: Ratio("A", -0.5),
        lambda: Cell("suppressed", 3.0),
        lambda: Cell("value"),
        lambda: Presence(("M",), ("P",), ((Cell("unused"), Cell("unused")),), ("",), (1, 5)),
        lambda: bars((Bar("A", 1.0),), samples.BARS_WORDS, domain=(1, 5)),
        lambda: bars((), samples.BARS_WORDS),
        lambda: bars((Bar("A", 1.0),), samples.BARS_WORDS, width=100),
    ],
)
def test_contradictory_input_is_refused(wrong):
    with pytest.raises(ValueError):
        wrong()
