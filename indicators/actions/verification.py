"""Do the stored values still follow from the rows?"""

from math import isclose
from typing import Any

from indicators.actions.comparison import Basis, basis_of, compared, programme_values
from indicators.actions.pilot_values import FIGURES, measured
from indicators.models import IndicatorValue, PilotComputation, Verdict
from pilots.models import Pilot, Programme

# databases add floats in any order
SAME = 1e-9


def drift_of(programme: Programme) -> list[str]:
    """One line per stored value or verdict that a recomputation does not give; writes nothing."""
    lines: list[str] = []
    for pilot in programme.pilots.select_related("programme"):
        lines += _pilot_drift(pilot)
    stored = IndicatorValue.objects.current().filter(programme=programme, pilot=None)
    basis = basis_of(programme, from_units=True)
    lines += _value_drift("programme", stored, programme_values(programme, basis))
    return lines + _verdict_drift(programme, basis)


def _pilot_drift(pilot: Pilot) -> list[str]:
    values, units = measured(pilot)
    lines = _value_drift(pilot.slug, IndicatorValue.objects.current().filter(pilot=pilot), values)
    kept = PilotComputation.objects.filter(pilot=pilot).values_list("units", flat=True).first()
    if not agree(kept, units):
        lines.append(f"{pilot.slug} units of the comparison: stored {kept}, rows give {units}")
    return lines


def _value_drift(place: str, stored_values: Any, fresh_values: list[IndicatorValue]) -> list[str]:
    fresh = {_key(value): _figures(value) for value in fresh_values}
    stored = {_key(value): _figures(value) for value in stored_values}
    return [
        f"{place} {'/'.join(filter(None, key))}: stored {stored.get(key)}, rows give {fresh.get(key)}"
        for key in sorted(fresh.keys() | stored.keys()) if not agree(stored.get(key), fresh.get(key))
    ]


def _key(value: IndicatorValue) -> tuple[str, str, str, str]:
    return value.indicator, value.method, value.period, value.split


def _figures(value: IndicatorValue) -> dict[str, object]:
    """What is compared; the details of a pilot's value follow from the same rows, those over all pilots are shown."""
    names = (name for name in (*FIGURES, "definition_version") if name != "detail" or value.pilot_id is None)
    return {name: getattr(value, name) for name in names}


def _verdict_drift(programme: Programme, basis: Basis) -> list[str]:
    fresh = {(v.outcome, v.subject): (v.verdict, v.reason, v.figures, v.working) for v in compared(programme, basis)}
    current = Verdict.objects.filter(programme=programme, is_current=True)
    stored = {(v.outcome, v.subject): (v.verdict, v.reason, v.figures, v.working) for v in current}
    return [
        f"verdict {'/'.join(key)}: stored {stored.get(key)}, values give {fresh.get(key)}"
        for key in sorted(fresh.keys() | stored.keys()) if not agree(stored.get(key), fresh.get(key))
    ]


def agree(one: Any, other: Any) -> bool:
    """Equal, with floats compared to nine digits, at any depth of dicts, lists and tuples."""
    if isinstance(one, dict) and isinstance(other, dict):
        return one.keys() == other.keys() and all(agree(one[key], other[key]) for key in one)
    if isinstance(one, list | tuple) and isinstance(other, list | tuple):
        return len(one) == len(other) and all(map(agree, one, other))
    if isinstance(one, float) and isinstance(other, int | float) or isinstance(one, int) and isinstance(other, float):
        return isclose(one, other, rel_tol=SAME, abs_tol=SAME)
    return bool(one == other)
