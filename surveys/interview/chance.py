"""Numbers by chance that server and browser draw alike: for orders of choices and ``random()``, never for secrets."""

from collections.abc import Sequence
from typing import TypeVar

Thing = TypeVar("Thing")
WORD = 0xFFFFFFFF


class Chance:
    """Numbers in [0, 1) that follow from a text (FNV-1a of its UTF-8, then the mulberry32 generator)."""

    def __init__(self, text: str) -> None:
        state = 0x811C9DC5
        for byte in text.encode():
            state = (state ^ byte) * 0x01000193 & WORD
        self.state = state

    def __call__(self) -> float:
        """The next number."""
        self.state = (self.state + 0x6D2B79F5) & WORD
        mixed = (self.state ^ self.state >> 15) * (self.state | 1) & WORD
        mixed ^= (mixed + ((mixed ^ mixed >> 7) * (mixed | 61) & WORD)) & WORD
        return (mixed ^ mixed >> 14) / 2**32

    def shuffled(self, things: Sequence[Thing]) -> list[Thing]:
        """The things in another order (Fisher and Yates), the same for the same text."""
        order = list(things)
        for last in range(len(order) - 1, 0, -1):
            other = int(self() * (last + 1))
            order[last], order[other] = order[other], order[last]
        return order
