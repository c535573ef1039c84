"""Disclosure control: values and counts of few persons are withheld."""

from collections.abc import Sequence

SMALLEST_SHOWN = 5  # a value of fewer persons, but not of none, is withheld


def is_disclosive(persons: int, k: int = SMALLEST_SHOWN) -> bool:
    """Whether a value computed from that many persons must be withheld: 1 .. k - 1; 0 is shown."""
    if persons < 0 or k < 1:
        raise ValueError(f"persons must not be negative and k at least 1: {persons}, {k}")
    return 0 < persons < k


def suppress_counts(counts: Sequence[int], k: int = SMALLEST_SHOWN) -> tuple[int | None, ...]:
    """Counts of a breakdown with those of 1 .. k - 1 persons withheld (None).

    Were exactly one withheld, the total would give it away, so the next smallest count of persons
    goes with it (complementary suppression); a 0 goes only where there is nothing else.
    """
    hidden = {i for i, c in enumerate(counts) if is_disclosive(c, k)}
    others = [i for i in range(len(counts)) if i not in hidden]
    if len(hidden) == 1 and others:
        hidden.add(min(others, key=lambda i: (counts[i] == 0, counts[i], i)))
    return tuple(None if i in hidden else c for i, c in enumerate(counts))
