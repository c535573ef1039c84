"""Values and verdicts as documents: the shapes of ``export_values``."""

import json
from collections.abc import Iterator
from typing import Any

from foundation.tables.csv_writer import csv_lines
from indicators.models import IndicatorValue, Verdict
from indicators.periods import WHOLE
from pilots.models import Programme

VALUE_COLUMNS = ("pilot", "indicator", "method", "period", "value", "lower", "upper", "boot_lower", "boot_upper", "n",
                 "n_missing", "numerator", "denominator", "suppressed", "flags")
VERDICT_COLUMNS = ("outcome", "subject", "verdict", "reason", "interim")
SCHEMA = 1
EVERY = "every"  # in the place of a period: quarters, phases and the whole time


def value_rows(programme: Programme, period: str = WHOLE) -> Iterator[dict[str, Any]]:
    """Current values of a period, or of every one, in full precision; pilot by its code, null for one over the
    programme."""
    values = (
        IndicatorValue.objects.current().filter(programme=programme, split="").select_related("pilot")
        .filter(**{} if period == EVERY else {"period": period})
        .order_by("pilot__external_id", "pilot__slug", "indicator", "method", "period")
    )
    for value in values.iterator(chunk_size=2000):
        row = {name: getattr(value, name) for name in VALUE_COLUMNS if name not in {"pilot", "method"}}
        code = (value.pilot.external_id or value.pilot.slug) if value.pilot else None
        yield {"pilot": code, "indicator": value.indicator, "method": value.method or None} | {
            name: row[name] for name in VALUE_COLUMNS[3:]
        }


def verdict_rows(programme: Programme) -> Iterator[dict[str, Any]]:
    """Current verdicts with every figure of the engine."""
    verdicts = Verdict.objects.filter(programme=programme, is_current=True).order_by("outcome", "subject")
    for verdict in verdicts:
        yield {"outcome": verdict.outcome, "subject": verdict.subject} | verdict.figures | {"interim": verdict.interim}


def json_document(programme: Programme, period: str = WHOLE) -> str:
    """The values of a period, or of every one, and all verdicts as one JSON text."""
    newest = (
        IndicatorValue.objects.current().filter(programme=programme).order_by("-as_of")
        .values_list("as_of", flat=True).first()
    )
    return json.dumps({
        "schema": SCHEMA,
        "programme": programme.name,
        "cutoff": programme.data_cutoff.isoformat() if programme.data_cutoff else None,
        "as_of": newest.isoformat() if newest else None,
        "values": list(value_rows(programme, period)),
        "verdicts": list(verdict_rows(programme)),
    }, ensure_ascii=False, indent=1)


def csv_document(programme: Programme, table: str, period: str = WHOLE) -> Iterator[str]:
    """One table (``values`` or ``verdicts``) as CSV lines; lists are joined by semicolons."""
    rows = value_rows(programme, period) if table == "values" else iter(list(verdict_rows(programme)))
    first = next(rows, None)
    columns = list(first) if first else list(VALUE_COLUMNS if table == "values" else VERDICT_COLUMNS)
    records = (_cells(row, columns) for row in ([first, *rows] if first else []))
    return csv_lines(columns, records)


def _cells(row: dict[str, Any], columns: list[str]) -> list[Any]:
    return [";".join(map(str, row[name])) if isinstance(row[name], list) else row[name] for name in columns]
