"""Definitions of the indicators, one file per indicator number. Pure Python, no Django.

Some codes are patterns: ``likert_mean_<question>`` stands for ``likert_mean_trust_1`` and all its like.
"""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import lru_cache
from pathlib import Path
from typing import Any

DISPLAYS = ("percent", "per_100k", "number", "hours", "currency", "days", "scale_1_5")
DIRECTIONS = ("up", "down", "none")
INTERVALS = (
    "none", "wilson", "clustered_wilson", "student_t", "bca", "log_log", "brookmeyer_crowley", "poisson",
    "ratio_of_sums", "adjusted_wald", "feldt", "f_limits",
)
PARAMETER = re.compile(r"<([a-z_]+)>")


@dataclass(frozen=True)
class Definition:
    """What an indicator means and how its values are to be read.

    ``range`` is (lowest, highest) possible value, None where open, in ``unit``; ``display`` only says how a
    page writes it. ``persons_based`` values fall under the disclosure rule. ``minimum_n`` is the least n that
    yields a value. ``direction`` none must never be coloured as good or bad. ``details`` says what is stored beside the
    value, by the name of the field. Raises ValueError on a contradiction.
    """

    id: str
    code: str
    names: Mapping[str, str]
    question: Mapping[str, str]
    formula: Mapping[str, str]
    family: str
    unit: str
    range: tuple[float | None, float | None]
    direction: str
    persons_based: bool
    minimum_n: int
    interval: str
    display: str
    sources: tuple[str, ...]
    version: int
    details: Mapping[str, Mapping[str, str]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        low, high = self.range
        for problem, found in (
            ("unknown family", not re.fullmatch(r"[A-I]", self.family)),
            ("unknown display", self.display not in DISPLAYS),
            ("unknown direction", self.direction not in DIRECTIONS),
            ("unknown interval", self.interval not in INTERVALS),
            ("an English text is missing",
             not all(text.get("en") for text in (self.names, self.question, self.formula))),
            ("range is reversed", low is not None and high is not None and low >= high),
            ("persons need a minimum n of 5", self.persons_based and self.minimum_n < 5),
            ("version or minimum n below one", min(self.version, self.minimum_n) < 1),
        ):
            if found:
                raise ValueError(f"indicator {self.code!r}: {problem}")

    @property
    def is_pattern(self) -> bool:
        """Whether the code stands for many indicators."""
        return PARAMETER.search(self.code) is not None


def definition(row: Mapping[str, Any]) -> Definition:
    """The definition that a row of a file describes; TypeError on a missing or unknown key."""
    return Definition(**{**row, "range": tuple(row["range"]), "sources": tuple(row["sources"])})


@lru_cache(maxsize=1)
def load_definitions() -> dict[str, Definition]:
    """All definitions by code (patterns under their pattern), in the order of the indicator numbers."""
    found: dict[str, Definition] = {}
    for path in sorted(Path(__file__).parent.glob("I[0-9][0-9]_*.json")):
        for row in json.loads(path.read_text(encoding="utf-8")):
            if row["code"] in found:
                raise ValueError(f"{path.name}: code {row['code']} occurs twice")
            found[row["code"]] = definition(row)
    return found


@lru_cache(maxsize=1024)
def definition_for(code: str) -> Definition:
    """The definition of a code as it is stored, with the parameter of a pattern filled into code and names.

    Raises KeyError where no definition fits.
    """
    known = load_definitions()
    if code in known and not known[code].is_pattern:
        return known[code]
    for pattern in sorted(filter(PARAMETER.search, known), key=len, reverse=True):
        match = re.fullmatch(PARAMETER.sub(r"(?P<\1>[a-z0-9_]+)", pattern), code)
        if match:
            return _filled(known[pattern], code, match.groupdict())
    raise KeyError(code)


def _filled(pattern: Definition, code: str, values: dict[str, str]) -> Definition:
    readable = {name: value.replace("_", " ") for name, value in values.items()}
    names = {language: text.format(**readable) for language, text in pattern.names.items()}
    return replace(pattern, code=code, names=names)
