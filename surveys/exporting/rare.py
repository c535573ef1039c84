"""Choices that so few made that they could point at somebody; they are blanked in what research gets."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from foundation.inference.disclosure import is_disclosive
from surveys.definition.elements import CLOSED
from surveys.definition.questionnaire import Definition


@dataclass(frozen=True)
class Rare:
    """Of each question the values that 1..4 people gave."""

    values: Mapping[str, frozenset[str]]

    def without(self, answers: Mapping[str, Any]) -> dict[str, Any]:
        """The answers with rare ones left out; of several ticked ones the others stay."""
        kept = dict(answers)
        for code, few in self.values.items():
            value = kept.get(code)
            if isinstance(value, list):
                kept[code] = [one for one in value if one not in few]
            elif value is not None and _said(value) in few:
                kept[code] = None
        return kept


def rare_values(definitions: Iterable[Definition], every_answers: Iterable[Mapping[str, Any]]) -> Rare:
    """One pass over all answers; of each closed question, and each calculated or hidden one, the values of a few."""
    closed = {q.code for definition in definitions for q in definition.every_question
              if q.type in (*CLOSED, "acknowledge", "calculation", "hidden")}
    counts: dict[str, Counter[str]] = {code: Counter() for code in closed}
    for answers in every_answers:
        for code in closed & answers.keys():
            value = answers[code]
            counts[code].update({_said(one) for one in value} if isinstance(value, list)
                                else [] if value is None or value == "" else [_said(value)])
    return Rare({code: frozenset(value for value, n in counter.items() if is_disclosive(n))
                 for code, counter in counts.items() if any(is_disclosive(n) for n in counter.values())})


def _said(value: Any) -> str:
    return str(value)
