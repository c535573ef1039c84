"""Published gold values, computed with R: every case whose statistic the adapter offers."""

import json
import math
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from tests.gold_adapter import STATISTICS

GOLD = Path(__file__).resolve().parents[4] / "shared/data/statistics/gold_public.json"
CASES = json.loads(GOLD.read_text())["cases"] if GOLD.exists() else []


def differences(expected: Any, got: Any, tolerance: float, path: str = "") -> Iterator[str]:
    if isinstance(expected, dict):
        for key, value in expected.items():
            if key not in got:
                yield f"{path}.{key}: missing"
            else:
                yield from differences(value, got[key], tolerance, f"{path}.{key}")
    elif isinstance(got, list | tuple | np.ndarray):
        wanted = expected if isinstance(expected, list) else [expected]
        if len(wanted) != len(got):
            yield f"{path}: {len(got)} values for {len(wanted)}"
        for i, (a, b) in enumerate(zip(wanted, got, strict=False)):
            yield from differences(a, b, tolerance, f"{path}[{i}]")
    elif isinstance(expected, list):
        yield from differences(expected, [got], tolerance, path)
    elif expected is None or isinstance(expected, str | bool):
        undefined = got is None or (isinstance(got, float) and not math.isfinite(got))
        if not (undefined if expected is None else got == expected):
            yield f"{path}: {got!r} for {expected!r}"
    elif got is None or not abs(got - expected) <= tolerance * max(1, abs(expected)):
        yield f"{path}: {got} for {expected}"


def test_gold_values_cover_every_statistic_offered():
    if not CASES:
        pytest.skip(f"NO GOLD VALUES: {GOLD.name} is not beside the checkout; nothing is compared with R")

    assert set(STATISTICS) - {case["statistic"] for case in CASES} == set()


@pytest.mark.parametrize(
    "case", [c for c in CASES if c["statistic"] in STATISTICS], ids=lambda case: case["name"]
)
def test_gold_case(case):
    got = STATISTICS[case["statistic"]](**case["inputs"])

    assert list(differences(case["expected"], got, case["tolerance"])) == []
