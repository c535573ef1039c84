"""Values as tables: methods or indicators down, pilots across, nothing lost and nothing told too much."""

from typing import Any

from reports.matrix import Cell, Table, family_tables, method_tables, programme_tables, reading_note

REACH = {"id": "I1", "code": "engagement_reach", "name": "Reach", "question": "How much of the city?", "family": "A",
         "display": "per_100k"}
RATING = {"id": "I17", "code": "method_rating", "name": "Rating", "question": "How rated?", "family": "E",
          "display": "scale_1_5"}
FIT = {"id": "I39", "code": "method_group_fit", "name": "Fit", "question": "Whom does it suit?", "family": "I",
       "display": "number"}
NOTHING = dict.fromkeys(("value", "lower", "upper", "boot_lower", "boot_upper", "n"))


def value(pilot: str | None, indicator: str, number: float | None, **more: Any) -> dict[str, Any]:
    given = {"pilot": pilot, "indicator": indicator, "value": number, "method": "", "period": "all", "split": "",
             "suppressed": False, "flags": []}
    return NOTHING | given | more


def content(values: list[dict[str, Any]], pilots: int = 2) -> dict[str, Any]:
    return {
        "pilots": [{"code": f"p{at}", "name": f"City {at}"} for at in range(pilots)],
        "programme": {"currency": "EUR"}, "methods": {"open_day": "Open day"}, "groups": {"CIV": "Civic groups"},
        "definitions": [FIT, RATING, REACH], "values": values,
    }


def test_indicators_go_down_and_pilots_across_with_a_letter_for_each_flag() -> None:
    told = content([
        value("p0", "engagement_reach", 0.001, lower=0.0005, upper=0.002, n=12345, flags=["much_missing"]),
        value("p1", "engagement_reach", None, suppressed=True),
        value("p0", "engagement_reach", 9.0, period="2025-Q1"),
    ])
    assert family_tables(told) == [Table(
        "Reach and intensity", "Indicator", ["City 0", "City 1"],
        [("Reach, per 100,000", [Cell("100.0", "50.0–200.0 · n\u00a012,345", "a"),
                                 Cell("•", "kept back", quiet=True)])],
        [("a", "More than one case in five is missing.")],
    )]
    assert method_tables(told) == []


def test_methods_go_down_and_a_pilot_without_the_method_has_no_data() -> None:
    told = content([value("p1", "method_rating", 4.25, method="open_day", boot_lower=4.0, boot_upper=4.5, n=7)])
    assert method_tables(told) == [Table(
        "Rating", "Method", ["City 0", "City 1"],
        [("Open day", [Cell("–", "no data", quiet=True), Cell("4.25", "4.00–4.50 · n\u00a07")])], [], "How rated?",
    )]


def test_many_pilots_are_told_by_how_they_spread() -> None:
    values = [value(f"p{at}", "engagement_reach", at / 100_000) for at in range(1, 8)]
    told = content([*values, value("p8", "engagement_reach", None, suppressed=True)], pilots=10)
    assert [(table.columns, table.rows) for table in family_tables(told)] == [(
        ["Pilots", "Lowest", "Median", "Highest", "Kept back", "No data"],
        [("Reach, per 100,000", [Cell("7"), Cell("1.0 per 100,000"), Cell("4.0 per 100,000"),
                                 Cell("7.0 per 100,000"), Cell("1"), Cell("2")])],
    )]
    assert reading_note(told) == "How the values of 10 pilots spread; each one is in the CSV and the workbook."


def test_what_is_known_over_all_pilots_has_its_own_tables() -> None:
    told = content([value(None, "method_group_fit", 3.5, method="open_day", split="CIV", n=6),
                    value(None, "engagement_reach", 0.00001),
                    value(None, "method_rating", 0.25, method="open_day"),
                    value(None, "engagement_reach", None, split="methods_used", suppressed=True)])
    assert programme_tables(told) == [
        Table("Over all pilots", "Indicator", ["Value"], [
            ("Reach", [Cell("1.0")]), ("Rating: Open day", [Cell("0.25")]),
            ("Reach: methods used", [Cell("•", "kept back", quiet=True)]),
        ]),
        Table("Fit", "Method", ["Civic groups"], [("Open day", [Cell("3.50", "n\u00a06")])], [], "Whom does it suit?"),
    ]
