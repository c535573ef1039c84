"""Results of equal arguments are given again, and of no others."""

from dataclasses import dataclass

from indicators.reduction.remembering import KEPT, remembered


@dataclass(frozen=True)
class Question:
    name: str
    counts: tuple[int, ...]


def test_equal_arguments_are_computed_once_and_others_anew():
    asked = []

    @remembered
    def total(question: Question, *, by: int = 1) -> int:
        asked.append(question.name)
        return sum(question.counts) * by

    answers = [
        total(Question("trust", (1, 2))), total(Question("trust", (1, 2))), total(Question("trust", (1, 3))),
        total(Question("trust", (1, 2)), by=2),
    ]

    assert answers == [3, 3, 4, 6]
    assert asked == ["trust", "trust", "trust"]


def test_equal_arguments_are_equal_whether_or_not_their_parts_are_one_object():
    asked = []

    @remembered
    def longest(words: list[str]) -> str:
        asked.append(list(words))
        return max(words, key=len)

    word = "".join(["bench", "mark"])
    assert [longest([word, word]), longest([word, "".join(["bench", "mark"])])] == ["benchmark", "benchmark"]
    assert len(asked) == 1


def test_the_oldest_results_are_forgotten():
    asked = []

    @remembered
    def same(number: int) -> int:
        asked.append(number)
        return number

    for number in [*range(KEPT), 0, KEPT, 0, 1]:
        same(number)

    assert asked == [*range(KEPT), KEPT, 1]
