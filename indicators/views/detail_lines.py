"""What else is stored beside a value, as terms and texts; counts of few people are stored empty already."""

from typing import Any

from django.utils.formats import number_format
from django.utils.translation import gettext as _

from engagement.choices import DecisionRoleCode
from indicators.models import IndicatorValue
from pilots.choices import Helix, Level

SHOWN_DECIMALS = 3


def detail_lines(value: IndicatorValue) -> list[dict[str, Any]]:
    """One entry per part: ``label`` with ``text``, or with ``parts`` (label, text) for a breakdown."""
    return [_entry(key, part) for key, part in value.detail.items() if part not in ({}, [])]


def _entry(key: str, part: Any) -> dict[str, Any]:
    label = _labels().get(key, key.replace("_", " "))
    if isinstance(part, dict):
        inner = sorted(part.items(), key=_position)
        return {"label": label, "parts": [(_name(key, name), _text(cell)) for name, cell in inner]}
    if isinstance(part, list):
        return {"label": label, "text": ", ".join(_text(cell) for cell in part)}
    return {"label": label, "text": _text(part)}


def _position(item: tuple[str, Any]) -> tuple[float, str]:
    """As the census lists categories, numbers in their order; JSON keeps no order."""
    name, cell = item
    if isinstance(cell, dict) and "position" in cell:
        return float(cell["position"]), name
    return (float(name) if name.lstrip("-").isdecimal() else 0.0), name


def _name(key: str, name: str) -> str:
    if key == "distribution":
        return str(dict(Level.choices).get(int(name), name))
    known = {**dict(Helix.choices), **dict(DecisionRoleCode.choices)}
    return str(known.get(name, name.replace("_", " ")))


def _text(cell: Any) -> str:
    """A number, a word or the parts of a breakdown; None is what was kept back or cannot be computed."""
    if cell is None:
        return "–"
    if isinstance(cell, bool):
        return _("yes") if cell else _("no")
    if isinstance(cell, int | float):
        places = 0 if float(cell).is_integer() else SHOWN_DECIMALS
        return str(number_format(round(cell, places), places, use_l10n=True, force_grouping=True))
    if isinstance(cell, dict):
        shown = {name: part for name, part in cell.items() if name != "position"}
        return "; ".join(f"{_labels().get(n, _name('', n))}: {_text(part)}" for n, part in shown.items())
    if isinstance(cell, list):
        return ", ".join(_text(part) for part in cell)
    return _standings().get(cell, str(cell).replace("_", " "))


def _standings() -> dict[str, str]:
    return {"under": _("fewer than in the city"), "over": _("more than in the city"),
            "unclear": _("not clearly different")}


def _labels() -> dict[str, str]:
    return {
        "counts": _("Counts"), "categories": _("Categories"), "distribution": _("Sessions by level"),
        "median": _("Median"), "q1": _("Lower quartile"), "q3": _("Upper quartile"), "sd": _("Standard deviation"),
        "bottom2": _("Share of the two lowest answers"), "neutral": _("Share of neutral answers"),
        "consensus": _("Consensus (0 to 1)"), "gini_simpson": _("Gini–Simpson index"),
        "gini_simpson_unbiased": _("Gini–Simpson index, unbiased"), "effective_groups": _("Effective number of groups"),
        "hill1": _("Effective number of groups (exponential of the entropy)"),
        "dissimilarity": _("Dissimilarity"), "expected_if_random": _("Dissimilarity of a random turnout of this size"),
        "chi2": _("Chi-square"), "df": _("Degrees of freedom"), "p": "p", "approximate": _("p is approximate"),
        "count": _("people"), "ratio": _("ratio"), "lower": _("lower limit"), "upper": _("upper limit"),
        "standing": _("reading"), "n_eff": _("Effective number of cases"), "w_min": _("Smallest weight"),
        "w_max": _("Largest weight"), "top_tenth_share": _("Share of the most active tenth"),
        "pending": _("Still undecided"), "out_of_scope": _("Out of scope, counted as decided"),
        "per_100_person_hours": _("Per 100 person-hours"), "raters": _("People who rated"),
        "ratings": _("Ratings"), "identified": _("Attendances known by name"), "attendances": _("Attendances in all"),
        "promoters": _("Answers 9 and 10"), "passives": _("Answers 7 and 8"), "detractors": _("Answers 0 to 6"),
        "items": _("Items"), "alpha_std": _("Standardised alpha"), "alpha_if_dropped": _("Alpha without each item"),
        "item_rest_r": _("Correlation of each item with the rest"), "omega": _("Omega"),
        "omega_std": _("Standardised omega"), "loadings": _("Loadings"), "roles": _("Roles in decisions by helix"),
        "largest": _("Largest gaps"), "ad_mean": _("Mean absolute deviation"),
        "ad_critical": _("Agreement up to a deviation of"), "used_by_all": _("Methods used by all"),
        "used_by_one": _("Methods used by one pilot"), "not_logged": _("Pilots without a logged method"),
        "by_session": _("By session"), "sessions": _("Sessions"), "se": _("Standard error"),
        "deff": _("Design effect of weighting"), "importance": _("Mean importance"),
        "performance": _("Mean performance"), "t": "t", "q": _("p, adjusted over the skills"),
        "dz": _("Standardised gap (dz)"), "mwds": _("Mean weighted discrepancy score"), "quadrant": _("Quadrant"),
        "is_gap": _("Counts as a gap"), "agrees": _("People agree"), "evidence": _("Items with evidence"),
        "targets": _("Wanted shares of the helices"), "targets_source": _("Source of the wanted shares"),
        "ppp_factor": _("Purchasing-power factor"), "ppp_year": _("Year of the factor"),
        "ppp_source": _("Source of the factor"),
    }
