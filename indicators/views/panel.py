"""What stands beside a verdict and does not decide: classic tests, covariates, the looks so far."""

from collections.abc import Mapping
from dataclasses import dataclass
from math import sqrt
from typing import Any

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from indicators.models import Verdict
from indicators.outcome_words import plain, signed
from indicators.ranking_words import p_text

LOOKS_SHOWN = 50
Figures = Mapping[str, Any]


@dataclass(frozen=True)
class Panel:
    """Tables of the classic tests; ``disagreeing`` names those on the other side of alpha than the verdict's test."""

    rows: list[list[str]]
    columns: list[dict[str, Any]]
    pairs: list[list[str]]
    pair_columns: list[dict[str, Any]]
    too_many_for_pairs: bool
    disagreeing: str


def panel_of(verdict: Verdict, cities: Mapping[str, str]) -> Panel | None:
    """The classic tests stored with a verdict; None with fewer than three cities."""
    found = verdict.working.get("classic")
    if not found:
        return None
    names = test_names()
    pairs = found.get("pairs")
    return Panel(
        rows=_test_rows(found), columns=_columns([_("Test")], [_("Statistic"), _("Degrees of freedom"), "p",
                                                              _("Effect size")]),
        pairs=[_pair_row(pair, cities) for pair in pairs or []],
        pair_columns=_columns([_("Cities")], [
            _("Difference of means [simultaneous 95 %]"), _("p (Games-Howell)"), _("p (Dunn, Holm)"),
            _("Cliff's delta"), _("p (Mann-Whitney)")]),
        too_many_for_pairs="pairs" in found and pairs is None,
        disagreeing=", ".join(names[code] for code in found["disagree"]),
    )


def test_names() -> dict[str, str]:
    """The classic tests by name."""
    return {"kruskal": _("Kruskal-Wallis"), "welch": _("Welch's ANOVA"), "icc": "ICC(1)", "cramers_v": _("Cramér's V")}


def _columns(words: list[str], numbers: list[str]) -> list[dict[str, Any]]:
    return [{"label": label} for label in words] + [{"label": label, "numeric": True} for label in numbers]


def _test_rows(found: Figures) -> list[list[str]]:
    names, rows = test_names(), []
    if kruskal := found.get("kruskal"):
        rows.append([names["kruskal"], _with("H", kruskal["H"]), _number(kruskal["df"]), _p(kruskal["p"]),
                     _with("ε²", kruskal["epsilon2"])])
    if welch := found.get("welch"):
        freedom = "–" if welch["df2"] is None else f"{welch['df1']}; {plain(welch['df2'])}"
        rows.append([names["welch"], _with("F", welch["F"]), freedom, _p(welch["p"]),
                     _with("ω²", welch["omega2"])])
    if icc := found.get("icc"):
        rows.append([names["icc"], _with("F", icc["F"]), f"{icc['k'] - 1}; {icc['n'] - icc['k']}", _p(icc["p"]),
                     _interval(icc["icc1"], icc["lower"], icc["upper"])])
    if table := found.get("cramers_v"):
        p = table["p_permutation"] if table["few_expected"] else table["p"]
        rows.append([names["cramers_v"], _with("χ²", table["chi2"]), _number(table["df"]), _p(p),
                     _with("V", table["v_bc"])])
    return rows


def _pair_row(pair: Figures, cities: Mapping[str, str]) -> list[str]:
    size = size_names().get(pair["size"], "")
    dominance = "–" if pair["cliffs_delta"] is None else f"{signed(pair['cliffs_delta'])} ({size})"
    return [
        f"{cities.get(pair['a'], pair['a'])} – {cities.get(pair['b'], pair['b'])}",
        _interval(pair["diff"], pair["lower"], pair["upper"]), _p(pair["p_games_howell"]), _p(pair["p_dunn"]),
        dominance, _p(pair["p_mann_whitney"]),
    ]


def size_names() -> dict[str | None, str]:
    """How large an effect is (Romano 2006)."""
    return {"negligible": _("negligible"), "small": _("small"), "medium": _("medium"), "large": _("large")}


def _p(p: float | None) -> str:
    """A p value in a cell headed p."""
    return p_text(p).removeprefix("= ")


def _with(symbol: str, value: float | None) -> str:
    return "–" if value is None else f"{symbol} = {plain(value)}"


def _number(value: float | None) -> str:
    return "–" if value is None else plain(value).removesuffix(".0")


def _interval(value: float | None, lower: float | None, upper: float | None) -> str:
    if value is None:
        return "–"
    return plain(value) if lower is None or upper is None else f"{plain(value)} [{plain(lower)}, {plain(upper)}]"


def covariate_rows(verdict: Verdict) -> list[list[str]]:
    """Meta-regressions on one covariate each; stored from ten cities on."""
    names = {"log_population": _("Population (logarithm)"), "start_year": _("Year of the start"),
             "log_budget": _("Budget (logarithm)")}
    return [
        [names.get(code, code), signed(fit["slope"]), _p(fit["p"]),
         "–" if fit["R2"] is None else f"{plain(fit['R2'])} %", str(fit["k"])]
        for code, fit in verdict.working.get("covariates", {}).items()
    ]


def covariate_columns() -> list[dict[str, Any]]:
    """Headings of the meta-regressions."""
    return _columns([_("Covariate")], [_("Slope"), "p", "R²", _("Cities")])


def sensitivity_sentence(verdict: Verdict) -> str:
    """The spread between cities by other estimators, as a check on the one that decides."""
    found, tau = verdict.working.get("sensitivity") or {}, verdict.figures.get("tau")
    if tau is None or found.get("tau2_dl") is None or found.get("tau2_pm") is None:
        return ""
    return _("Spread between cities by other estimators: DerSimonian-Laird %(dl)s, Paule-Mandel %(pm)s (REML, which "
             "is used: %(reml)s).") % {
        "dl": plain(sqrt(found["tau2_dl"])), "pm": plain(sqrt(found["tau2_pm"])), "reml": plain(tau)}


def look_rows(verdict: Verdict) -> list[list[str]]:
    """Every look at the same question so far, the newest first."""
    looks = Verdict.objects.filter(
        programme_id=verdict.programme_id, outcome=verdict.outcome, subject=verdict.subject
    ).order_by("-as_of", "-pk").defer("figures", "working")[:LOOKS_SHOWN]
    return [
        [date_format(timezone.localtime(look.as_of), "DATETIME_FORMAT"), str(look.get_verdict_display()),
         _("interim") if look.interim else _("final"), str(look.k), str(look.settings.get("plan_version", 1))]
        for look in looks
    ]


def look_columns() -> list[dict[str, Any]]:
    """Headings of the looks."""
    return [{"label": _("Look")}, {"label": _("Verdict")}, {"label": _("State")},
            {"label": _("Cities"), "numeric": True}, {"label": _("Version of the plan"), "numeric": True}]
