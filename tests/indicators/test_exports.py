"""Worlds loaded, computed and exported are what the gold cases and planted truths say; documents keep their shape."""

import csv
import json
from functools import cache
from io import StringIO
from math import isclose
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from indicators.models import IndicatorValue
from tests.cast import Cast
from tests.indicators.stored import store
from tests.indicators.worlds import computed, shared

pytestmark = [pytest.mark.django_db, pytest.mark.sqlite]
SHORT = {"rating": "method_rating", "top2": "method_top2"}


@cache
def gold_case(name: str) -> dict[str, Any]:
    document = json.loads(shared("statistics/gold_public.json").read_text())
    return next(case for case in document["cases"] if case["name"] == name)


def expected_cells(pilots: dict[str, Any]) -> dict[tuple[str, str, str | None], dict[str, Any]]:
    """(pilot, indicator, method) → figures, as the export names them."""
    cells = {}
    for pilot, indicators in pilots.items():
        for indicator, figures in indicators.items():
            if indicator != "methods":
                cells[pilot, indicator, None] = figures
                continue
            for method, rows in figures.items():
                cells |= {(pilot, SHORT[short], method): row for short, row in rows.items()}
    return cells


def differences(expected: dict[Any, dict[str, Any]], got: dict[Any, dict[str, Any]], tolerance: float) -> list[str]:
    return [
        f"{key} {name}: {got.get(key, {}).get(name)} for {figure}"
        for key, figures in expected.items() for name, figure in figures.items()
        if name != "largest" and not same(figure, got.get(key, {}).get(name, "missing"), tolerance)
    ]


def same(expected: Any, got: Any, tolerance: float) -> bool:
    if isinstance(expected, float) and isinstance(got, int | float):
        return isclose(expected, got, rel_tol=tolerance, abs_tol=tolerance)
    return bool(expected == got)


def cells_of(document: dict[str, Any]) -> dict[tuple[str | None, str, str | None], dict[str, Any]]:
    return {(row["pilot"], row["indicator"], row["method"]): row for row in document["values"]}


def test_mini_with_the_core_files_is_the_gold_case() -> None:
    case = gold_case("pilot_indicators_mini")
    expected = expected_cells(case["expected"])

    got = cells_of(computed("mini", "--core"))

    assert differences(expected, got, case["tolerance"]) == []
    assert len(expected) > 200


def test_mini_loaded_whole_is_the_gold_case_of_governance() -> None:
    case = gold_case("governance_indicators_mini")
    pilots = {pilot: rows for pilot, rows in case["expected"].items() if pilot != "programme"}
    programme = case["expected"]["programme"]

    got = cells_of(computed("mini"))
    stored = IndicatorValue.objects.filter(pilot=None)
    fits = {(v.method, v.split): vars(v) for v in stored.filter(indicator="method_group_fit")}
    overlap = stored.get(indicator="method_overlap")

    assert differences(expected_cells(pilots), got, case["tolerance"]) == []
    fit_cells = {(m, g): cell for m, row in programme["method_group_fit"].items() for g, cell in row.items()}
    assert differences(fit_cells, fits, case["tolerance"]) == []
    assert fits.keys() == fit_cells.keys()
    expected_overlap = {"overlap": programme["method_overlap"]}
    assert differences(expected_overlap, {"overlap": vars(overlap) | overlap.detail}, case["tolerance"]) == []
    assert got[None, "method_overlap", None]["value"] == overlap.value


def test_small_gives_no_verdict_that_would_be_wrong() -> None:
    truth = json.loads((shared("world/small") / "truth.json").read_text())
    wrong = {method: set(planted["must_not_be"]) for method, planted in truth["methods"].items()}

    found = computed("small")["verdicts"]
    verdicts = {row["subject"]: row["verdict"] for row in found if row["outcome"] == "method_rating"}
    others = {(row["outcome"], row["subject"]) for row in found if row["outcome"] != "method_rating"}

    assert {method: verdict for method, verdict in verdicts.items() if verdict in wrong[method]} == {}
    assert verdicts.keys() <= wrong.keys()
    assert len(verdicts) == 6
    assert others == (
        {(outcome, method) for outcome in ("log_cost", "method_top2") for method in verdicts}
        | {("log_cost_overall", "all")}
        | {("survey_item_citizen", f"trust_{number}") for number in range(1, 6)}
        | {("survey_item_citizen", question) for question in ("clarity", "influence", "nps")}
        | {(code, "all") for code in ("return_rate", "commitment_acceptance", "commitment_delivery")}
    )


def test_the_documents_keep_their_shape() -> None:
    document = computed("mini")
    written = {}
    for table in ("values", "verdicts"):
        out = StringIO()
        call_command("export_values", "--programme", "World", "--format", "csv", "--table", table, stdout=out)
        written[table] = list(csv.DictReader(StringIO(out.getvalue().removeprefix("\ufeff"))))

    assert list(document) == ["schema", "programme", "cutoff", "as_of", "values", "verdicts"]
    assert (document["schema"], document["programme"], document["cutoff"]) == (1, "World", "2026-06-30")
    assert list(document["values"][0]) == [
        "pilot", "indicator", "method", "period", "value", "lower", "upper", "boot_lower", "boot_upper", "n",
        "n_missing", "numerator", "denominator", "suppressed", "flags",
    ]
    keys = {tuple(sorted(row)) for row in document["verdicts"]}
    assert len(keys) == 1
    assert {"outcome", "subject", "verdict", "reason", "interim", "k", "mu", "tau", "p_het", "q_eq"} <= set(*keys)
    assert [(row["pilot"], row["indicator"], row["method"]) for row in written["values"]] == [
        (row["pilot"] or "", row["indicator"], row["method"] or "") for row in document["values"]
    ]
    values = [row["value"] for row in written["values"]]
    assert [float(value) if value else None for value in values] == [row["value"] for row in document["values"]]
    assert [row["subject"] for row in written["verdicts"]] == [row["subject"] for row in document["verdicts"]]


def test_what_is_suppressed_is_empty_in_every_document() -> None:
    suppressed = [row for row in computed("mini")["values"] if row["suppressed"]]

    hidden = ("value", "lower", "upper", "boot_lower", "boot_upper", "n", "numerator", "denominator")
    assert {row[name] for row in suppressed for name in hidden} == {None}
    assert suppressed


def test_a_document_of_a_quarter_or_of_every_period(cast: Cast) -> None:
    for period, value in (("all", 30.0), ("2026-Q1", 12.0), ("phase:design", 18.0)):
        store(cast.pilot, "sessions_held", value, period=period)
    store(cast.pilot, "sessions_held", 5.0, split="helix:people")

    def told(*options: str) -> list[tuple[str, float]]:
        out = StringIO()
        call_command("export_values", "--programme", "Own programme", "--format", "json", *options, stdout=out)
        return [(row["period"], row["value"]) for row in json.loads(out.getvalue())["values"]]

    assert {period: told(*options) for period, options in {
        "usual": (), "quarter": ("--period", "2026-Q1"), "every": ("--period", "every")}.items()} == {
        "usual": [("all", 30.0)], "quarter": [("2026-Q1", 12.0)],
        "every": [("2026-Q1", 12.0), ("all", 30.0), ("phase:design", 18.0)]}
    with pytest.raises(CommandError, match="There is no period '2026-Q7'"):
        told("--period", "2026-Q7")
