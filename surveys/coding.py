"""Which answers are free texts that can be coded, and how far two coders agree. No models."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from surveys.definition import OTHER, Answer, Definition
from surveys.results.questions import Part, counted_parts


def coded_questions(definition: Definition, language: str) -> list[Part]:
    """Questions answered in own words, and own words beside choices; none of people's data or in a repeat."""
    personal = {question.code for question in definition.questions if question.pii}
    return [
        part for part in counted_parts(definition, language)
        if part.kind == "text" and not part.is_repeated and part.code not in personal
        and part.code.removesuffix(f"_{OTHER}") not in personal
    ]


def text_of_answer(document: Mapping[str, Answer], question_code: str) -> str:
    """What somebody wrote; "" for nothing."""
    written = document.get(question_code)
    return written.strip() if isinstance(written, str) else ""


@dataclass(frozen=True)
class Agreement:
    """How far two coders agree on one code, over all texts."""

    label: str
    kappa: Any


def agreement(
    codes: Sequence[tuple[int, str]], pairs: Sequence[tuple[Collection[int], Collection[int]]]
) -> list[Agreement]:
    """Cohen's kappa of each code (given or not), in the order of the codebook.

    codes: (key, name); pairs: the codes that the first and the second coder gave each text.
    """
    from foundation.inference.coder_agreement import cohens_kappa  # noqa: PLC0415  brings scipy

    found = []
    for key, name in codes:
        table = [[0, 0], [0, 0]]
        for first, second in pairs:
            table[key not in first][key not in second] += 1
        found.append(Agreement(name, cohens_kappa(table)))
    return found

