"""Which question a code of responses.csv stands for. Pure Python, no Django."""

import re
from dataclasses import dataclass

# constructs whose answers are kept as typed rows as well
TYPED_CONSTRUCTS = frozenset({"method_rating", "would_return", "perceived_level"})
KNOWN = (
    (r"method_rating", "method_rating", 1, 5, "How good was the method of this session?"),
    (r"would_return", "would_return", 1, 5, "Would you take part again?"),
    (r"perceived_level", "perceived_level", 1, 5, "How much influence did you have in this session?"),
    (r"trust_\d+", "trust_1_5", 1, 5, ""),
    (r"influence", "influence", 1, 5, "My voice had an influence."),
    (r"clarity", "clarity", 1, 5, "It was clear what would happen with our contributions."),
    (r"nps", "nps", 0, 10, "Would you recommend taking part to a friend?"),
    (r"imp_\w+", "skill_importance", 1, 5, ""),
    (r"perf_\w+", "skill_performance", 1, 5, ""),
)


@dataclass(frozen=True)
class WorldQuestion:
    """A question; an unknown code is a number without limits and without a construct."""

    code: str
    construct: str = ""
    lowest: int | None = None
    highest: int | None = None
    label: str = ""

    def takes(self, value: float | None) -> bool:
        """Whether a value (None: shown, not answered) lies on the question's scale of whole steps."""
        if value is None or self.lowest is None or self.highest is None:
            return True
        return value.is_integer() and self.lowest <= value <= self.highest

    @property
    def expected(self) -> str:
        return f"a whole number from {self.lowest} to {self.highest}, or nothing"


def question_named(code: str) -> WorldQuestion:
    """The question of a code."""
    for pattern, construct, lowest, highest, label in KNOWN:
        if re.fullmatch(pattern, code):
            return WorldQuestion(code, construct, lowest, highest, label or readable(code))
    return WorldQuestion(code, label=readable(code))


def readable(code: str) -> str:
    """The code as words, for questions whose wording the files do not carry."""
    for prefix, words in (("imp_", "Importance: "), ("perf_", "Performance: "), ("trust_", "Trust, item ")):
        if code.startswith(prefix):
            return words + code.removeprefix(prefix).replace("_", " ")
    return code.replace("_", " ").capitalize()
