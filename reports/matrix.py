"""The values of a snapshot as few tables: indicators or methods down, pilots across, a footnote for every flag."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from statistics import median
from string import ascii_lowercase
from types import SimpleNamespace
from typing import Any

from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from indicators.presentation import flag_sentences, formatted
from indicators.views.reading import family_names

Content = Mapping[str, Any]
# more pilots than these do not fit beside each other on a page: then how they spread, and each one in the files
WIDEST = 8
FIT = "method_group_fit"
SHORT_UNITS = ("%", "h", "d")


@dataclass(frozen=True)
class Cell:
    """What one cell says: the number, what stands under it, letters of its footnotes; a state in words without one."""

    text: str = ""
    small: str = ""
    marks: str = ""
    quiet: bool = False


@dataclass
class Table:
    """A table ready to be set: ``columns`` name the cells after the heading of a row; ``notes`` are (letter, words)."""

    title: str
    heading: str
    columns: list[str]
    rows: list[tuple[str, list[Cell]]] = field(default_factory=list)
    notes: list[tuple[str, str]] = field(default_factory=list)
    about: str = ""


class Footnotes:
    """A letter for each sentence, in the order in which they come up."""

    def __init__(self) -> None:
        self.letters: dict[str, str] = {}

    def marks(self, sentences: Iterable[str]) -> str:
        """The letters of these sentences."""
        return " ".join(self._letter(sentence) for sentence in sentences)

    def _letter(self, sentence: str) -> str:
        at = len(self.letters)
        first = ascii_lowercase[at // 26 - 1] if at >= 26 else ""
        return self.letters.setdefault(sentence, first + ascii_lowercase[at % 26])

    def listed(self) -> list[tuple[str, str]]:
        """Letter and sentence."""
        return [(letter, sentence) for sentence, letter in self.letters.items()]


def method_tables(content: Content) -> list[Table]:
    """A table for each indicator by method: methods down, pilots across."""
    by_code: dict[str, dict[str, list[Content]]] = {}
    for value in _whole(content):
        if value["method"] and value["pilot"]:
            by_code.setdefault(value["indicator"], {}).setdefault(value["method"], []).append(value)
    return [
        _table(content, one["name"], _("Method"), {
            content["methods"].get(method, method): (one, values)
            for method, values in sorted(by_code[one["code"]].items(), key=lambda i: content["methods"].get(i[0], ""))
        }, about=one["question"])
        for one in _defined(content) if one["code"] in by_code
    ]


def family_tables(content: Content) -> list[Table]:
    """A table for each family of indicators that are not by method: indicators down, pilots across."""
    by_code: dict[str, list[Content]] = {}
    for value in _whole(content):
        if not value["method"] and value["pilot"]:
            by_code.setdefault(value["indicator"], []).append(value)
    names = family_names()
    families: dict[str, dict[str, tuple[Content, list[Content]]]] = {}
    for one in _defined(content):
        if one["code"] in by_code:
            families.setdefault(one["family"], {})[one["name"]] = (one, by_code[one["code"]])
    return [_table(content, names.get(family, family), _("Indicator"), rows) for family, rows in families.items()]


def programme_tables(content: Content) -> list[Table]:
    """What is known over all pilots together: single values, and how methods suited groups."""
    found = [value for value in content["values"] if value["pilot"] is None and value["period"] == "all"]
    notes, defined = Footnotes(), {one["code"]: one for one in content["definitions"]}
    tables = []
    single = [value for value in found if value["indicator"] != FIT]
    if single:
        rows = [
            (_about(value, defined[value["indicator"]], content),
             [_cell(value, defined[value["indicator"]], content, notes)])
            for value in single
        ]
        tables.append(Table(_("Over all pilots"), _("Indicator"), [_("Value")], rows, notes.listed()))
    cells = {(value["method"], value["split"]): value for value in found if value["indicator"] == FIT}
    if cells:
        tables.append(_fit_table(content, defined[FIT], cells))
    return tables


def _about(value: Content, definition: Content, content: Content) -> str:
    """The name of a value over all pilots, with the method or the part that it is about."""
    method = content["methods"].get(value["method"], value["method"])
    return ": ".join(part for part in (definition["name"], method, value["split"].replace("_", " ")) if part)


def _fit_table(content: Content, definition: Content, cells: dict[tuple[str, str], Content]) -> Table:
    named = content.get("groups", {})  # reports frozen before it was kept show the code
    groups = sorted({group for _method, group in cells}, key=lambda group: named.get(group, group))
    notes = Footnotes()
    rows = [
        (content["methods"].get(method, method),
         [_cell(cells.get((method, group)), definition, content, notes) for group in groups])
        for method in sorted({method for method, _group in cells})
    ]
    columns = [named.get(group, group.replace("_", " ")) for group in groups]
    return Table(definition["name"], _("Method"), columns, rows, notes.listed(), definition["question"])


def _whole(content: Content) -> list[Content]:
    return [value for value in content["values"] if value["period"] == "all" and not value["split"]]


def _defined(content: Content) -> list[Content]:
    return sorted(content["definitions"], key=lambda one: (one["family"], number_of(one["id"]), one["code"]))


def number_of(identifier: str) -> int:
    """The number of an indicator, 0 where it has none."""
    return int(identifier[1:]) if identifier[1:].isdigit() else 0


def _table(content: Content, title: str, heading: str, rows: dict[str, tuple[Content, list[Content]]],
           about: str = "") -> Table:
    pilots, notes = content["pilots"], Footnotes()
    if len(pilots) > WIDEST:
        columns = [_("Pilots"), _("Lowest"), _("Median"), _("Highest"), _("Kept back"), _("No data")]
        lines = [(_labelled(name, one, content), _spread(values, one, content)) for name, (one, values) in rows.items()]
        return Table(title, heading, columns, lines, [], about)
    lines = []
    for name, (one, values) in rows.items():
        by_pilot = {value["pilot"]: value for value in values}
        cells = [_cell(by_pilot.get(pilot["code"]), one, content, notes) for pilot in pilots]
        lines.append((_labelled(name, one, content), cells))
    return Table(title, heading, [pilot["name"] for pilot in pilots], lines, notes.listed(), about)


def _labelled(name: str, definition: Content, content: Content) -> str:
    """The name with its unit where that is too long for every cell."""
    unit = _figure(0, definition, content)[1]
    return name if unit in (*SHORT_UNITS, "") else f"{name}, {unit}"


def _cell(value: Content | None, definition: Content, content: Content, notes: Footnotes) -> Cell:
    if value is None or value["value"] is None and not value["suppressed"]:
        return Cell("–", _("no data"), notes.marks(_sentences(value)) if value else "", quiet=True)
    if value["suppressed"]:
        return Cell("•", _("kept back"), quiet=True)
    number, unit = _figure(value["value"], definition, content)
    low, high = limits(value)
    parts = []
    if low is not None and high is not None:
        parts.append("–".join(_figure(limit, definition, content)[0] for limit in (low, high)))
    if value["n"] is not None:
        parts.append("n\u00a0" + str(number_format(value["n"], 0, use_l10n=True, force_grouping=True)))
    return Cell(f"{number}\u00a0{unit}" if unit in SHORT_UNITS else number, " · ".join(parts),
                notes.marks(_sentences(value)))


def _sentences(value: Content) -> list[str]:
    sentences = flag_sentences()
    return [sentences[flag] for flag in value["flags"] if flag in sentences]


def _spread(values: list[Content], definition: Content, content: Content) -> list[Cell]:
    known = [value["value"] for value in values if value["value"] is not None]
    suppressed = sum(value["suppressed"] for value in values)
    missing = len(content["pilots"]) - len(known) - suppressed
    figures = (
        [Cell(" ".join(_figure(one, definition, content)).strip()) for one in (min(known), median(known), max(known))]
        if known else [Cell("–", quiet=True)] * 3
    )
    return [Cell(str(len(known))), *figures, Cell(str(suppressed)), Cell(str(missing))]


def _figure(value: float, definition: Content, content: Content) -> tuple[str, str]:
    shown: Any = SimpleNamespace(display=definition["display"])
    return formatted(value, shown, currency=content["programme"]["currency"])


def limits(value: Content) -> tuple[float | None, float | None]:
    """The interval that is shown: the computed one, else the bootstrap one."""
    if value["lower"] is not None and value["upper"] is not None:
        return value["lower"], value["upper"]
    return value["boot_lower"], value["boot_upper"]


def reading_note(content: Content) -> str:
    """How the cells are to be read."""
    count = len(content["pilots"])
    if count > WIDEST:
        return ngettext(
            "How the values of %(count)d pilot spread; each one is in the CSV and the workbook.",
            "How the values of %(count)d pilots spread; each one is in the CSV and the workbook.", count,
        ) % {"count": count}
    return _("Under a value: its 95 % interval and n, the cases used. – no data. • kept back, for fewer than five "
             "people are behind it or behind what could give it away. Letters are notes under the table.")
