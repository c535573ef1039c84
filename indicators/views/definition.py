"""What an indicator means, for anybody who meets its number."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from foundation.accounts.access import PUBLIC, access
from foundation.translated import in_language
from indicators.views.reading import definition_or_none, family_names, name_of


@access(PUBLIC)
def definition(request: HttpRequest, indicator: str) -> HttpResponse:
    """Question, formula in words, range, interval, disclosure rule, sources and version of one indicator."""
    found = definition_or_none(indicator)
    if found is None:
        raise Http404(_("There is no such indicator."))
    context = {
        "definition": found, "name": name_of(found), "question": in_language(found.question),
        "formula": in_language(found.formula), "family": family_names()[found.family],
        "interval": interval_names()[found.interval], "direction": direction_names()[found.direction],
    }
    return render(request, "indicators/definition.html", context)


def interval_names() -> dict[str, str]:
    """The intervals by what a statistician calls them."""
    return {
        "none": _("none: a description of what was recorded"), "wilson": _("Wilson"),
        "clustered_wilson": _("Wilson, with the effective number of cases of sessions as clusters"),
        "student_t": _("Student’s t"), "bca": _("bootstrap (BCa, 9,999 draws)"),
        "log_log": _("log-log (Greenwood)"), "brookmeyer_crowley": _("Brookmeyer–Crowley"),
        "poisson": _("exact Poisson (Garwood)"), "ratio_of_sums": _("linearised ratio of sums"),
        "adjusted_wald": _("adjusted Wald"), "feldt": _("Feldt"), "f_limits": _("limits of F"),
    }


def direction_names() -> dict[str, str]:
    """Whether more is better; a descriptive indicator is neither."""
    return {"up": _("higher is better"), "down": _("lower is better"),
            "none": _("descriptive: neither higher nor lower is better")}
