"""Which functions there are: how many arguments each takes, and what it gives."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Signature:
    """Fewest and most arguments (most None: any number) and the kind of the result: number, text, boolean or any."""

    least: int
    most: int | None
    gives: str


SIGNATURES: dict[str, Signature] = {
    # choices of several
    "selected": Signature(2, 2, "boolean"),
    "selected-at": Signature(2, 2, "text"),
    "count-selected": Signature(1, 1, "number"),
    "jr:choice-name": Signature(2, 2, "text"),
    # over the answers of a repeat, or over arguments
    "count": Signature(1, 1, "number"),
    "count-non-empty": Signature(1, 1, "number"),
    "sum": Signature(1, None, "number"),
    "min": Signature(1, None, "number"),
    "max": Signature(1, None, "number"),
    "join": Signature(2, None, "text"),
    "position": Signature(0, 1, "number"),
    # decisions
    "if": Signature(3, 3, "any"),
    "coalesce": Signature(1, None, "any"),
    "once": Signature(1, 1, "any"),
    "not": Signature(1, 1, "boolean"),
    "true": Signature(0, 0, "boolean"),
    "false": Signature(0, 0, "boolean"),
    "boolean": Signature(1, 1, "boolean"),
    "boolean-from-string": Signature(1, 1, "boolean"),
    # numbers
    "number": Signature(1, 1, "number"),
    "int": Signature(1, 1, "number"),
    "round": Signature(1, 2, "number"),
    "floor": Signature(1, 1, "number"),
    "ceiling": Signature(1, 1, "number"),
    "abs": Signature(1, 1, "number"),
    "pow": Signature(2, 2, "number"),
    "sqrt": Signature(1, 1, "number"),
    "random": Signature(0, 0, "number"),
    "pi": Signature(0, 0, "number"),
    **{name: Signature(1, 1, "number") for name in (
        "sin", "cos", "tan", "asin", "acos", "atan", "exp", "exp10", "log", "log10")},
    "atan2": Signature(2, 2, "number"),
    # text
    "string": Signature(1, 1, "text"),
    "string-length": Signature(1, 1, "number"),
    "normalize-space": Signature(1, 1, "text"),
    "concat": Signature(1, None, "text"),
    "contains": Signature(2, 2, "boolean"),
    "starts-with": Signature(2, 2, "boolean"),
    "ends-with": Signature(2, 2, "boolean"),
    "substr": Signature(2, 3, "text"),
    "regex": Signature(2, 2, "boolean"),
    # days and times
    "today": Signature(0, 0, "text"),
    "now": Signature(0, 0, "text"),
    "date": Signature(1, 1, "text"),
    "date-time": Signature(1, 1, "text"),
    "decimal-date-time": Signature(1, 1, "number"),
    "format-date": Signature(2, 2, "text"),
    "format-date-time": Signature(2, 2, "text"),
}
