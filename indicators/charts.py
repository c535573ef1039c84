"""Values → chart data and words. A picture draws itself at any width and theme and brings its table along."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.formats import get_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from foundation.charts.bump import Bump, BumpWords, bump, bump_table
from foundation.charts.canvas import Spec
from foundation.charts.distribution import Counts, Distribution, DistributionWords, distribution, distribution_table
from foundation.charts.forest import Estimate, Forest, ForestWords, Pooled, forest, forest_table
from foundation.charts.numbers import NumberFormat, Table
from foundation.charts.presence import Cell, Presence, PresenceWords, presence, presence_table
from foundation.charts.representation import Ratio, RepresentationWords, representation, representation_table
from foundation.charts.theme import Theme
from foundation.charts.timeline import Month, TimelineWords, timeline, timeline_table
from indicators.definitions import Definition
from indicators.prediction import USUAL_CONTENT, cities_in_words, content_of, foreseen_limits
from indicators.wording import FORESEEABLE_FROM, NOT_ILLUSTRATIVE_FROM
from pilots.choices import Level

# display of a definition -> (factor of the axis, decimal places, shares as percent)
AXES: dict[str, tuple[float, int, bool]] = {
    "percent": (1, 0, True), "per_100k": (100_000, 1, False), "number": (1, 2, False), "hours": (1, 1, False),
    "currency": (1, 2, False), "days": (1, 0, False), "scale_1_5": (1, 2, False),
}
SCALE = (1.0, 5.0)


@dataclass(frozen=True)
class Picture:
    """A chart at any width and theme, its numbers as a table (unrounded) and its text alternative."""

    draw: Callable[[int, Theme], Spec]
    table: Table
    number: NumberFormat
    alt: str


@dataclass(frozen=True)
class Row:
    """One estimate to be drawn, in stored units: ``state`` as a page names it, ``reason`` why it is hatched."""

    label: str
    state: str
    value: float | None = None
    lower: float | None = None
    upper: float | None = None
    n: int | None = None
    reason: str = ""


def state_words() -> dict[str, str]:
    """What stands where a number would."""
    return {
        "suppressed": _("Kept back: fewer than five people"), "no_data": _("No data yet"),
        "failed": _("Could not be computed"),
    }


def number_format(display: str = "number", places: int | None = None) -> NumberFormat:
    """How a chart writes numbers of this display in the reader's language."""
    _factor, decimals, percent = AXES[display]
    mark = "," if get_format("DECIMAL_SEPARATOR") == "," else "."
    return NumberFormat(decimals if places is None else places, percent=percent, decimal=mark)


def estimate(row: Row, factor: float) -> Estimate:
    """The row on the axis; half an interval is none."""
    if row.state != "ok" or row.value is None:
        return Estimate(row.label, None, note=state_words().get(row.state, state_words()["no_data"]))
    whole = row.lower is not None and row.upper is not None
    lower, upper = (row.lower * factor, row.upper * factor) if whole else (None, None)  # type: ignore[operator]
    return Estimate(row.label, row.value * factor, lower, upper, row.n, reason=row.reason)


def forest_words(description: str, value: str, *, item: str = "", reference: str = "",
                 prediction: str = "") -> ForestWords:
    """The words of every forest plot."""
    return ForestWords(
        description=description, pilot=item or _("Pilot"), value=value, lower=_("Lower limit"),
        upper=_("Upper limit"), n=_("n"), note=_("Note"), pooled=_("Mean of the cities"),
        prediction=prediction or _new_cities(USUAL_CONTENT, illustrative=False), reference=reference or _("Reference"),
        not_comparable=_("Not comparable"), exploratory=_("Exploratory"),
    )


def forest_picture(data: Forest, words: ForestWords, number: NumberFormat) -> Picture:
    """A forest plot with its table."""
    return Picture(
        lambda width, theme: forest(data, words, width=width, theme=theme, number=number),
        forest_table(data, words), number, words.description,
    )


def comparison_picture(definition: Definition, name: str, rows: Sequence[Row], unit: str,
                       reference: Row | None) -> Picture:
    """One indicator across pilots, in the order given; the reference pilot's value is the dashed line."""
    factor = AXES[definition.display][0]
    line = reference.value * factor if reference and reference.value is not None else None
    domain = SCALE if definition.display == "scale_1_5" else None
    data = Forest(tuple(estimate(row, factor) for row in rows), reference=line, domain=domain)
    shown = sum(row.state == "ok" for row in rows)
    alt = ngettext(
        "%(name)s of %(count)d pilot with its interval.", "%(name)s of %(count)d pilots with their intervals.", shown
    ) % {"name": name, "count": shown}
    axis = f"{name} ({unit})" if unit and unit != "%" else name
    words = forest_words(alt, axis, reference=reference.label if reference else "")
    places = 0 if _all_whole(rows) and definition.display == "number" else None
    return forest_picture(data, words, number_format(definition.display, places))


def _all_whole(rows: Sequence[Row]) -> bool:
    figures = [x for row in rows for x in (row.value, row.lower, row.upper) if x is not None]
    return all(float(x).is_integer() for x in figures)


def methods_picture(rows: Sequence[Row]) -> Picture:
    """The ratings of one pilot's methods."""
    data = Forest(tuple(estimate(row, 1) for row in rows), domain=SCALE)
    words = forest_words(_("Mean rating of each method with its interval, on a scale from 1 to 5."),
                         _("Rating by participants (1–5)"), item=_("Method"))
    return forest_picture(data, words, number_format("scale_1_5"))


def verdict_picture(method: str, rows: Sequence[Row], figures: Mapping[str, Any], benchmark: float | None) -> Picture:
    """Pilots' means of one method with mean and prediction interval of the engine (none with fewer than 3)."""
    pooled = None
    if figures.get("mu") is not None:
        limits = foreseen_limits(figures)
        foreseen = limits if figures["k"] >= FORESEEABLE_FROM and None not in limits else (None, None)
        pooled = Pooled(figures["mu"], *_pair(figures, "ci_lower", "ci_upper"), *foreseen)
    illustrative = figures.get("k", 0) < NOT_ILLUSTRATIVE_FROM
    words = forest_words(
        _("Mean rating of %(method)s in each city, with the mean of the cities.") % {"method": method},
        _("Rating by participants (1–5)"), reference=_("Benchmark of a good rating"),
        prediction=_new_cities(content_of(figures), illustrative),
    )
    data = Forest(tuple(estimate(row, 1) for row in rows), pooled=pooled, reference=benchmark, domain=SCALE)
    return forest_picture(data, words, number_format("scale_1_5"))


def _new_cities(content: float, illustrative: bool) -> str:
    share = {"share": cities_in_words(content)}
    if illustrative:
        return _("New cities, %(share)s (illustrative)") % share
    return _("New cities, %(share)s") % share


def _pair(figures: Mapping[str, Any], lower: str, upper: str) -> tuple[Any, Any]:
    low, high = figures.get(lower), figures.get(upper)
    return (low, high) if low is not None and high is not None else (None, None)


def levels_picture(pilot: str, counts: Mapping[str, int]) -> Picture:
    """How many sessions had which participation level; levels are ordered, not numbers."""
    tally = tuple(int(counts.get(str(level), 0)) for level in Level.values)
    data = Distribution(tuple(str(label) for label in Level.labels), (Counts(pilot, tally, _("No data yet")),))
    words = DistributionWords(
        description=_("Share of the sessions at each participation level, from inform to empower."),
        label=_("Pilot"), share=_("Share of sessions"), n=_("n"), note=_("Note"),
    )
    number = number_format("percent")
    return Picture(
        lambda width, theme: distribution(data, words, width=width, theme=theme, decimal=number.decimal),
        distribution_table(data, words), NumberFormat(0), words.description,
    )


def representation_picture(margin: str, categories: Mapping[str, Mapping[str, Any]]) -> Picture:
    """Participation ratio of each category of a census margin with its limits."""
    ratios = tuple(_ratio(name.replace("_", " "), cell) for name, cell in categories.items())
    words = RepresentationWords(
        description=_("Share among participants over share among residents, by %(margin)s.") % {"margin": margin},
        category=margin.capitalize(), ratio=_("Times as many as among residents"), lower=_("Lower limit"),
        upper=_("Upper limit"), n=_("n"), note=_("Note"), fewer=_("Fewer than among residents"),
        more=_("More than among residents"), even=_("As among residents"),
    )
    number = number_format("number")
    return Picture(
        lambda width, theme: representation(ratios, words, width=width, theme=theme, number=number),
        representation_table(ratios, words), number, words.description,
    )


def _ratio(label: str, cell: Mapping[str, Any]) -> Ratio:
    if cell.get("count") is None or cell.get("ratio") is None:
        kept = cell.get("count") is None
        return Ratio(label, None, note=_("Kept back") if kept else _("No data yet"))
    lower, upper = _pair(cell, "lower", "upper")
    return Ratio(label, cell["ratio"], lower, upper, cell["count"])


def months_picture(months: Sequence[Month]) -> Picture:
    """Sessions a month: those in the calendar and those that were held."""
    words = TimelineWords(
        description=_("Sessions in the calendar and sessions held, month by month."), month=_("Month"),
        sessions=_("Sessions"), planned=_("In the calendar"), held=_("Held"),
    )
    data = tuple(months)
    return Picture(
        lambda width, theme: timeline(data, words, width=width, theme=theme),
        timeline_table(data, words), NumberFormat(0), words.description,
    )


def bump_picture(methods: Sequence[str], pilots: Sequence[str], places: Sequence[Sequence[float]]) -> Picture:
    """The place of each method in each city; places by method, then by city."""
    data = Bump(tuple(methods), tuple(pilots), tuple(tuple(row) for row in places))
    words = BumpWords(
        description=_("The place of each method by its mean rating, city by city."), pilot=_("City"), place=_("place"),
    )
    return Picture(
        lambda width, theme: bump(data, words, width=width, theme=theme),
        bump_table(data, words), NumberFormat(1), words.description,
    )


def presence_picture(methods: Sequence[str], pilots: Sequence[str], cells: Sequence[Sequence[Cell]],
                     verdicts: Sequence[str]) -> Picture:
    """Methods × pilots: the shade is the rating, the number in the cell the sessions that were rated."""
    data = Presence(tuple(methods), tuple(pilots), tuple(tuple(row) for row in cells), tuple(verdicts), SCALE)
    words = PresenceWords(
        description=_("Which method was used in which city, and how participants rated it."), method=_("Method"),
        pilot=_("Pilot"), value=_("Rating (1–5)"), n=_("n"), verdict=_("Verdict"), note=_("Note"),
        unused=_("Not used"), unlogged=_("Nothing logged"), suppressed=_("Kept back"), incomparable=_("Not rated"),
    )
    number = number_format("scale_1_5")
    return Picture(
        lambda width, theme: presence(data, words, width=width, theme=theme, number=number),
        presence_table(data, words), number, words.description,
    )
