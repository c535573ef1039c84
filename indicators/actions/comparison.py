"""The reduce step: verdicts and programme-wide values from what the pilots have stored."""

from typing import Any

from django.db import transaction
from django.db.models import Count, Sum
from django.utils import timezone

from engagement.models import MethodGroupFit, Session
from foundation.inference.one_size import MethodUnits, PilotUnits, Settings, one_size_family
from indicators.actions.pilot_values import FIGURES, replace_values
from indicators.actions.plans import plan_of, settings_of
from indicators.definitions import definition_for
from indicators.measures import method_group_fit, method_overlap
from indicators.models import AnalysisPlan, IndicatorValue, PilotComputation, Verdict
from indicators.samples import FitCell
from pilots.models import Programme

METHOD_RATING = "method_rating"
# every verdict has these keys, null where the figure is undefined (two pilots, say)
KEYS = (
    "k", "mu", "se", "ci_lower", "ci_upper", "tau2", "tau", "Q", "Q_df", "Q_p", "I2", "H2", "pi95_lower", "pi95_upper",
    "pi90_lower", "pi90_upper", "tau2_ci90_lower", "tau2_ci90_upper", "tau_max", "F_het", "df2_het", "p_het",
    "F_margin", "df2_margin", "p_eq", "p_large", "pi90_halfwidth", "q_het", "q_eq", "q_large", "sp2", "yi", "vi",
    "units_needed_per_pilot", "verdict", "reason",
)


def compared(programme: Programme) -> list[Verdict]:
    """Verdicts on the methods of a programme from the stored sufficient statistics, unsaved."""
    plan = plan_of(programme)
    settings = Settings(delta=plan.delta, alpha=plan.alpha, content=plan.content, d0=plan.d0, benchmark=plan.benchmark)
    now = timezone.now()
    return [
        Verdict(
            programme=programme, outcome=METHOD_RATING, subject=found.method, verdict=found.verdict.value,
            reason=found.reason.value, k=found.k, figures=_figures(found, plan), settings=settings_of(plan),
            interim=is_interim(plan, programme), as_of=now,
        )
        for found in one_size_family(_method_units(programme), settings)
    ]


def _figures(found: Any, plan: AnalysisPlan) -> dict[str, Any]:
    known = found.figures()
    return {key: known.get(key) for key in KEYS} | {
        "pilots": known["pilots"], "units": known["units"], "blup": known["blup"], "exceptions": known["exceptions"],
        "works": known["reading"], "chance_new_city": known["chance_in_new_city"],
        "median_units": known["median_units"], "benchmark": plan.benchmark,
    }


def _method_units(programme: Programme) -> list[MethodUnits]:
    """Units by method over the pilots; a pilot that failed keeps its last good units."""
    by_method: dict[str, list[PilotUnits]] = {}
    stored = PilotComputation.objects.filter(pilot__programme=programme).select_related("pilot").order_by(
        "pilot__external_id", "pilot__slug"
    )
    for computation in stored:
        name = computation.pilot.external_id or computation.pilot.slug
        for method, row in computation.units.get(METHOD_RATING, {}).items():
            by_method.setdefault(method, []).append(PilotUnits(pilot=name, **row))
    return [MethodUnits(method, tuple(units)) for method, units in sorted(by_method.items())]


def is_interim(plan: AnalysisPlan, programme: Programme) -> bool:
    """Interim until the last declared look date has come; without a declared date it stays interim."""
    today = (programme.data_cutoff or timezone.localdate()).isoformat()
    return not plan.look_dates or today < max(plan.look_dates)


def compare_programme(programme: Programme) -> int:
    """Store verdicts and programme-wide values; returns the number of verdicts.

    A look that says the same as the newest one changes nothing; another one is kept beside it, with its time. Interim
    looks of one day with the same answer are one look, or every survey response would leave a row.
    """
    with transaction.atomic():
        # One comparison of a programme at a time, reading inside: a slow one cannot store what is outdated. Weaker
        # than FOR UPDATE, so that rows which refer to the programme can be written meanwhile.
        programme = Programme.objects.select_for_update(no_key=True).get(pk=programme.pk)
        fresh = compared(programme)
        _keep_looks(programme, fresh)
        replace_values(
            IndicatorValue.objects.filter(programme=programme, pilot__isnull=True), programme_values(programme)
        )
    return len(fresh)


def _keep_looks(programme: Programme, fresh: list[Verdict]) -> None:
    current = {
        (look.outcome, look.subject): look for look in Verdict.objects.filter(programme=programme, is_current=True)
    }
    changed, outdated = [], []
    for new in fresh:
        old = current.pop((new.outcome, new.subject), None)
        if old is not None and _says_the_same(old, new):
            continue
        if old is not None and _is_one_look(old, new):
            Verdict.objects.filter(pk=old.pk).update(k=new.k, figures=new.figures, as_of=new.as_of)
            continue
        changed.append(new)
        if old is not None:
            outdated.append(old.pk)
    outdated += [look.pk for look in current.values()]  # methods that nobody has used any more
    Verdict.objects.filter(pk__in=outdated).update(is_current=False)
    Verdict.objects.bulk_create(changed)


def _says_the_same(old: Verdict, new: Verdict) -> bool:
    return (old.figures, old.settings, old.interim) == (new.figures, new.settings, new.interim)


def _is_one_look(old: Verdict, new: Verdict) -> bool:
    return (
        old.interim and new.interim and old.as_of.date() == new.as_of.date()
        and (old.verdict, old.reason, old.settings) == (new.verdict, new.reason, new.settings)
    )


def programme_values(programme: Programme) -> list[IndicatorValue]:
    """Overlap of the pilots' methods, and the fit of methods to groups, over all pilots; unsaved."""
    now = timezone.now()
    rows = [("method_overlap", "", "", method_overlap(_methods_by_pilot(programme)))]
    rows += [
        ("method_group_fit", method, group, measure)
        for method, groups in method_group_fit(_fit_cells(programme)).items() for group, measure in groups.items()
    ]
    return [
        IndicatorValue(
            programme=programme, indicator=code, method=method, split=split, as_of=now,
            definition_version=definition_for(code).version,
            **{name: list(v) if isinstance(v := getattr(measure, name), tuple) else v for name in FIGURES},
        )
        for code, method, split, measure in rows
    ]


def _methods_by_pilot(programme: Programme) -> dict[str, frozenset[str]]:
    sessions = Session.objects.held().filter(programme=programme)
    if programme.data_cutoff:
        sessions = sessions.filter(held_on__lte=programme.data_cutoff)
    used: dict[str, set[str]] = {pilot.external_id or pilot.slug: set() for pilot in programme.pilots.all()}
    for code, slug, method in sessions.values_list("pilot__external_id", "pilot__slug", "method__code").distinct():
        used[code or slug].add(method)
    return {pilot: frozenset(methods) for pilot, methods in used.items()}


def _fit_cells(programme: Programme) -> list[FitCell]:
    cells = (
        MethodGroupFit.objects.filter(pilot__programme=programme, rating__isnull=False)
        .values_list("method__code", "group__code")
        .annotate(ratings=Count("pk"), total=Sum("rating"), raters=Count("rater", distinct=True))
    )
    return [FitCell(method, group, ratings, float(total), raters) for method, group, ratings, total, raters in cells]
