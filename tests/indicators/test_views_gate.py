"""Which values may stand beside each other."""

import pytest

from indicators.comparability import Candidate, fewest_cases, reasons


def test_each_reason_keeps_a_value_apart() -> None:
    candidates = [
        Candidate(2, 40, True), Candidate(1, 40, True), Candidate(2, 4, True), Candidate(2, 5, True),
        Candidate(2, 40, True, ("much_missing",)), Candidate(2, 40, True, ("partly_identified",)),
        Candidate(2, 40, True, ("much_missing", "mostly_unidentified")), Candidate(9, None, False),
    ]
    assert reasons(candidates, fewest=5) == [
        "", "other_version", "too_few_cases", "", "much_missing", "", "mostly_unidentified", "",
    ]


@pytest.mark.parametrize(("interval", "minimum_n", "fewest"), [("none", 1, 0), ("student_t", 1, 3), ("bca", 5, 5)])
def test_counts_need_no_cases_and_estimates_at_least_three(interval: str, minimum_n: int, fewest: int) -> None:
    assert fewest_cases(interval, minimum_n) == fewest
