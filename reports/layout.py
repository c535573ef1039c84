"""The content of a snapshot as words and tables: the one source of page and PDF, so both say the same."""

import os
from collections.abc import Mapping
from typing import Any

from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from indicators.charts import Picture, Row, verdict_picture
from indicators.views.verdicts import CHIPS, chip_labels
from reports.matrix import limits, number_of

Content = Mapping[str, Any]
RATING = "method_rating"


def statements(content: Content) -> list[str]:
    """What every reader must know first: how many cases, and what kind of evidence."""
    count = content["counts"]["pilots"]
    said = [
        ngettext("%(count)d self-selected pilot.", "%(count)d self-selected pilots.", count) % {"count": count}
        + " " + _("This report describes them; it does not explain differences, and says nothing of other cities."),
        _("Unless the analysis plan names it as primary, a result is exploratory."),
    ]
    if content["counts"]["suppressed"]:
        said.append(_("Values on fewer than five people are kept back in every format."))
    said += [_failure(pilot) for pilot in content["pilots"] if pilot.get("failed")]
    if content["programme"]["is_demo"]:
        said.append(_("Demonstration: cities, people and numbers here are invented."))
    return said


def _failure(pilot: Content) -> str:
    if "numbers_of" not in pilot:
        return _("%(pilot)s: the computation failed; there are no numbers.") % {"pilot": pilot["name"]}
    return _("%(pilot)s: the last computation failed; its numbers are of %(at)s.") % {
        "pilot": pilot["name"], "at": pilot["numbers_of"][:16].replace("T", " ")}


def facts(content: Content) -> list[list[str]]:
    """The data about the report itself, name and value."""
    return [
        [_("Programme"), content["programme"]["name"]],
        [_("Data up to"), content["cutoff"] or _("no cut-off set")],
        [_("Values as of"), (content["as_of"] or _("not computed yet"))[:16].replace("T", " ")],
        [_("Pilots"), str(content["counts"]["pilots"])],
        [_("Version of the code"), content["code"]],
        [_("Seed of resampling"), content["seed"]],
    ]


def context_table(content: Content) -> dict[str, Any]:
    """One row a pilot; what is not documented says so."""
    rows = [
        [pilot["name"], _population(pilot), *(pilot.get(key, "").replace("_", " ") or _("not documented")
                                              for key in ("arena", "mandate")), _span(pilot)]
        for pilot in content["pilots"]
    ]
    labels = (_("City"), _("Population (source)"), _("Arena"), _("Mandate"), _("Dates"))
    return {"title": _("The pilots"), "columns": _columns(*labels), "rows": rows}


def _population(pilot: Content) -> str:
    if "population" not in pilot:
        return _("not documented")
    number = number_format(pilot["population"], 0, use_l10n=True, force_grouping=True)
    source = ", ".join(str(pilot[key]) for key in ("population_source", "population_year") if key in pilot)
    return f"{number} ({source})"


def _span(pilot: Content) -> str:
    if "start" not in pilot and "end" not in pilot:
        return _("not documented")
    return f"{pilot.get('start', '…')} – {pilot.get('end', '…')}"


def verdict_lines(content: Content) -> list[dict[str, Any]]:
    """One line a verdict: its family, chip and sentences."""
    labels = chip_labels()
    lines = []
    for verdict in content["verdicts"]:
        words, chip = verdict["words"], CHIPS[verdict["words"]["code"]]
        prediction = words["prediction"] or ""
        if prediction and words["illustrative"]:
            prediction = f"{_('Illustrative:')} {prediction}"
        lines.append({
            # reports frozen before names were kept show the method
            "name": verdict.get("name") or content["methods"].get(verdict["subject"], verdict["subject"]),
            "outcome": verdict["outcome"], "family": verdict.get("family", ""),
            "chip": chip, "label": labels[chip], "interim": verdict["interim"], "k": verdict["k"],
            "text": " ".join(part for part in (words["text"], words["exceptions"], prediction) if part),
        })
    return lines


def rating_lines(content: Content) -> list[dict[str, Any]]:
    """The verdicts on the ratings of the methods: what the report is about."""
    return [line for line in verdict_lines(content) if line["outcome"] == RATING]


def other_families(content: Content) -> list[dict[str, Any]]:
    """The verdicts that were judged together, family by family: costs, shares, follow-up, surveys."""
    families: dict[str, list[dict[str, Any]]] = {}
    for line in verdict_lines(content):
        if line["outcome"] != RATING:
            families.setdefault(line["family"], []).append(line)
    return [{"title": title, "lines": lines} for title, lines in families.items()]


def caveats(content: Content) -> list[str]:
    """Every caveat of the verdicts once."""
    return list(dict.fromkeys(caveat for one in content["verdicts"] for caveat in one["words"]["caveats"]))


def plan_rows(content: Content) -> list[list[str]]:
    """The settings of the analysis plan."""
    names = {
        "delta": _("Smallest difference that matters (points)"), "alpha": _("Alpha"),
        "content": _("Content of the prediction interval"), "d0": _("Weight of the pooled variance (sessions)"),
        "benchmark": _("Benchmark of a good rating"),
    }
    rows = [[name, str(number_format(content["plan"][key], 2))] for key, name in names.items()]
    return [*rows, [_("Plan frozen at"), content["plan"]["frozen_at"] or _("not frozen")]]


def rating_picture(content: Content, method: str) -> Picture | None:
    """The forest plot of one method; None where nobody rated it."""
    names = {pilot["code"]: pilot["name"] for pilot in content["pilots"]}
    values = [
        value for value in content["values"]
        if (value["indicator"], value["method"], value["period"], value["split"]) == (RATING, method, "all", "")
        and value["pilot"]
    ]
    if not values:
        return None
    found = next((one for one in content["verdicts"] if (one["outcome"], one["subject"]) == (RATING, method)), None)
    figures = {key: _float(figure) for key, figure in found["figures"].items()} if found else {}
    counted = set(figures.get("pilots") or [])
    rows = [_row(value, names, counted) for value in values]
    return verdict_picture(content["methods"].get(method, method), rows, figures, figures.get("benchmark"))


def _row(value: Content, names: Content, counted: set[str]) -> Row:
    name = names[value["pilot"]]
    if value["value"] is None:
        return Row(name, "suppressed" if value["suppressed"] else "no_data")
    low, high = limits(value)
    counts = not counted or value["pilot"] in counted
    return Row(name, "ok", _float(value["value"]), _float(low), _float(high), value["n"],
               "" if counts else _("too few rated sessions to count"))


def _float(number: Any) -> Any:
    """A whole number as the float it was before it was frozen: charts write floats with their decimals."""
    return float(number) if isinstance(number, int) and not isinstance(number, bool) else number


def charts(content: Content) -> list[dict[str, Any]]:
    """The forest plots, method by method; their numbers are in the table of the ratings."""
    found = []
    for code, name in sorted(content["methods"].items(), key=lambda item: item[1]):
        picture = rating_picture(content, code)
        if picture is not None:
            found.append({"code": code, "title": name, "alt": picture.alt, "picture": picture})
    return found


def definition_rows(content: Content) -> list[list[str]]:
    """Definitions used: number and version, name, formula, unit, sources; those alike but for a name are one row."""
    alike: dict[tuple[str, int, str], list[Content]] = {}
    for one in sorted(content["definitions"], key=lambda one: (number_of(one["id"]), one["code"])):
        alike.setdefault((one["id"], one["version"], one["formula"]), []).append(one)
    return [
        [f"{number} v{version}", _common_name([one["name"] for one in group]), formula, group[0]["unit"],
         "; ".join(group[0]["sources"])]
        for (number, version, formula), group in alike.items()
    ]


def _common_name(names: list[str]) -> str:
    """One name as it is; of several what they begin with, and how many they are."""
    if len(names) == 1:
        return names[0]
    shared = os.path.commonprefix(names).rstrip(" (")
    return f"{shared or names[0]} (× {len(names)})"


def _columns(*labels: str, numeric: set[str] | None = None) -> list[dict[str, Any]]:
    return [{"label": label, "numeric": label in (numeric or set())} for label in labels]
