"""Every published gold value of the comparison statistics, as far as the folder is there."""

import json
import math
from pathlib import Path
from typing import Any

import pytest

from tests.gold.comparison import COMPARISON_STATISTICS

GOLD = Path(__file__).resolve().parents[4] / "shared" / "data" / "statistics" / "gold_public.json"


def cases() -> list[dict[str, Any]]:
    if not GOLD.exists():
        return []
    return [c for c in json.loads(GOLD.read_text())["cases"] if c["statistic"] in COMPARISON_STATISTICS]


def differences(expected: Any, got: Any, tolerance: float, path: str = "") -> list[str]:
    if isinstance(expected, dict):
        return [d for key in expected for d in differences(expected[key], got[key], tolerance, f"{path}.{key}")]
    if isinstance(expected, list):
        if len(expected) != len(got):
            return [f"{path}: {len(got)} values, not {len(expected)}"]
        pairs = zip(expected, got, strict=True)
        return [d for i, (a, b) in enumerate(pairs) for d in differences(a, b, tolerance, f"{path}[{i}]")]
    same = got == expected or (
        isinstance(expected, int | float) and isinstance(got, int | float)
        and math.isclose(expected, got, rel_tol=tolerance, abs_tol=tolerance)
    )
    return [] if same else [f"{path}: {got!r}, not {expected!r}"]


@pytest.mark.skipif(not GOLD.exists(), reason=f"NO GOLD VALUES at {GOLD.name}: the shared folder is absent")
@pytest.mark.parametrize("case", cases(), ids=lambda case: case["name"])
def test_gold(case: dict[str, Any]) -> None:
    got = COMPARISON_STATISTICS[case["statistic"]](**case["inputs"])
    assert differences(case["expected"], got, case["tolerance"]) == []
