"""Do the stored values still follow from the rows?"""

from indicators.actions.comparison import compared
from indicators.actions.pilot_values import FIGURES, measured
from indicators.models import IndicatorValue, Verdict
from pilots.models import Pilot, Programme


def drift_of(programme: Programme) -> list[str]:
    """One line per stored value or verdict that a recomputation does not give; writes nothing."""
    lines: list[str] = []
    for pilot in programme.pilots.select_related("programme"):
        lines += _pilot_drift(pilot)
    return lines + _verdict_drift(programme)


def _pilot_drift(pilot: Pilot) -> list[str]:
    fresh = {_key(value): _figures(value) for value in measured(pilot)[0]}
    stored = {_key(value): _figures(value) for value in IndicatorValue.objects.current().filter(pilot=pilot)}
    keys = sorted(fresh.keys() | stored.keys())
    return [
        f"{pilot.slug} {'/'.join(filter(None, key))}: stored {stored.get(key)}, rows give {fresh.get(key)}"
        for key in keys if fresh.get(key) != stored.get(key)
    ]


def _key(value: IndicatorValue) -> tuple[str, str, str, str]:
    return value.indicator, value.method, value.period, value.split


def _figures(value: IndicatorValue) -> dict[str, object]:
    return {name: getattr(value, name) for name in FIGURES if name != "detail"}


def _verdict_drift(programme: Programme) -> list[str]:
    fresh = {(v.outcome, v.subject): (v.verdict, v.reason, v.figures) for v in compared(programme)}
    current = Verdict.objects.filter(programme=programme, is_current=True)
    stored = {(v.outcome, v.subject): (v.verdict, v.reason, v.figures) for v in current}
    return [
        f"verdict {'/'.join(key)}: stored {stored.get(key)}, values give {fresh.get(key)}"
        for key in sorted(fresh.keys() | stored.keys()) if fresh.get(key) != stored.get(key)
    ]
