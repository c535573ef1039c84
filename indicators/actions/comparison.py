"""The reduce step: verdicts and programme-wide values from what the pilots have stored."""

from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from math import log
from typing import Any

from django.db import transaction
from django.db.models import BooleanField, Count, ExpressionWrapper, Q, Sum
from django.db.models.fields.json import KeyTransform
from django.utils import timezone

from engagement.models import Commitment, Method, MethodGroupFit, Session
from foundation.inference.disclosure import SMALLEST_SHOWN
from indicators.actions.pilot_values import FIGURES, replace_values
from indicators.actions.plans import plan_of, settings_of
from indicators.definitions import definition_for
from indicators.measures import Measure, method_group_fit, method_overlap, programme_skills
from indicators.models import AnalysisPlan, IndicatorValue, PilotComputation, Verdict
from indicators.reduction.families import SKILLS, Digests, Family, Shares, digest, digests_of, families_in, shares_of
from indicators.reduction.outcomes import ITEM_PREFIX
from indicators.reduction.programme import programme_measures
from indicators.reduction.remembering import Unread, remembered
from indicators.reduction.verdicts import judged
from indicators.samples import FitCell
from pilots.models import Programme
from stakeholders.models import StakeholderGroup

BY_CODE = ("pilot__external_id", "pilot__slug")  # a pilot is known by the first that is not empty
TRIES = 5  # pilots that are computed meanwhile make a comparison begin again
# two looks that agree in these say the same
LOOK = ("content_digest", "interim")
UNREAD = ("figures", "working")  # the digest stands for them


@dataclass(frozen=True)
class Basis:
    """What the pilots of a programme are compared by: the plan in force and the units under it, read once."""

    plan: AnalysisPlan
    settings: dict[str, Any]
    families: list[Family]
    shares: list[Shares]
    skills: Unread[list[dict[str, Any]]]  # what the managers of each pilot said of skills


def basis_of(programme: Programme, *, from_units: bool = False) -> Basis:
    """The plan, and of the stored statistics of all pilots what is small; families are read when they are asked for.

    from_units: digests are made anew from the units and not read, for a check of what is stored.
    """
    plan = plan_of(programme)
    settings = settings_of(plan) | {"plan_version": plan.version}
    rows = PilotComputation.objects.filter(pilot__programme=programme).order_by(*BY_CODE)
    digests, shares, unknown = {}, {}, {}
    # not the units as a whole: of 600 pilots they are tens of megabytes
    for code, slug, key, known, proportion in rows.values_list(
        *BY_CODE, "pk", "digests", KeyTransform("proportion", "units")
    ):
        digests[code or slug], shares[code or slug] = known, {"proportion": proportion or {}}
        if known is None or from_units:
            unknown[key] = code or slug
    if unknown:
        for key, units in rows.filter(pk__in=unknown).values_list("pk", "units").iterator(chunk_size=100):
            digests[unknown[key]] = digests_of(units)
    skills = Unread(digest([known.get(SKILLS) for known in digests.values()]), partial(_skills, programme, digests))
    return Basis(plan, settings, families_in(digests, partial(units_of, programme, digests), settings),
                 shares_of(shares, settings), skills)


class UnitsMoved(RuntimeError):
    """A pilot was computed after its digests were read; what was read now must not be remembered under them."""


def units_of(programme: Programme, digests: Digests, outcome: str) -> dict[str, dict[str, Any]]:
    """{pilot: units} of one outcome, in the order of the pilots' codes; a pilot that failed keeps its last good units.

    Beside the outcome the languages of the answers. Raises UnitsMoved where they are not those of the digests.
    """
    survey = outcome.removeprefix(ITEM_PREFIX) if outcome.startswith(ITEM_PREFIX) else None
    there = KeyTransform(survey, KeyTransform("survey_item", "units")) if survey else KeyTransform(outcome, "units")
    found = {}
    for code, part, languages in _read(programme, digests, outcome, there, KeyTransform("languages", "units")):
        held = {} if part is None else {"survey_item": {survey: part}} if survey else {outcome: part}
        found[code] = held | {"languages": languages or {}}
    return found


def _skills(programme: Programme, digests: Digests) -> list[dict[str, Any]]:
    return [skills or {} for _code, skills in _read(programme, digests, SKILLS, KeyTransform(SKILLS, "units"))]


def _read(programme: Programme, digests: Digests, what: str, *parts: KeyTransform) -> Iterator[tuple[Any, ...]]:
    """The code of each pilot with parts of its units."""
    rows = PilotComputation.objects.filter(pilot__programme=programme).order_by(*BY_CODE)
    for code, slug, is_known, now, *read in rows.values_list(
        *BY_CODE, ExpressionWrapper(Q(digests__isnull=False), BooleanField()), KeyTransform(what, "digests"), *parts
    ):
        before = digests.get(code or slug)
        if before is None or is_known and now != before.get(what):
            raise UnitsMoved(code or slug)
        yield code or slug, *read


def compared(programme: Programme, basis: Basis | None = None) -> list[Verdict]:
    """Verdicts on everything that the pilots of a programme are compared in, from the stored statistics; unsaved.

    basis: where it has been read.
    """
    basis = basis or basis_of(programme)
    plan = basis.plan
    found = judged(basis.families, basis.shares, basis.settings, _covariates(programme))
    now, interim = timezone.now(), is_interim(plan, programme)
    return [
        Verdict(
            programme=programme, outcome=one.outcome, subject=one.subject, verdict=one.verdict, reason=one.reason,
            k=one.k, figures=one.figures, working=one.working, settings=one.settings, content_digest=one.digest,
            interim=interim, as_of=now,
        )
        for one in found
    ]


def _covariates(programme: Programme) -> dict[str, dict[str, float]]:
    """What is known of the cities that might explain differences: {covariate: {pilot: value}}."""
    facts: list[tuple[Any, ...]] = [(code or slug, *rest) for code, slug, *rest in programme.pilots.values_list(
        "external_id", "slug", "population", "start_date", "budget"
    )]
    return {
        "log_population": {code: log(people) for code, people, _day, _budget in facts if people},
        "start_year": {code: day.year + day.timetuple().tm_yday / 366 for code, _people, day, _budget in facts if day},
        "log_budget": {code: log(budget) for code, _people, _day, budget in facts if budget},
    }


def is_interim(plan: AnalysisPlan, programme: Programme) -> bool:
    """Interim until the last declared look date has come; without a declared date it stays interim."""
    today = (programme.data_cutoff or timezone.localdate()).isoformat()
    return not plan.look_dates or today < max(plan.look_dates)


def compare_programme(programme: Programme) -> int:
    """Store verdicts and programme-wide values; returns the number of verdicts.

    A look that says the same as the newest one changes nothing; another one is kept beside it, with its time. Interim
    looks of one day with the same answer are one look, or every survey response would leave a row.
    """
    for _try in range(TRIES - 1):
        with suppress(UnitsMoved):
            return _compare(programme)
    return _compare(programme)


def _compare(programme: Programme) -> int:
    with transaction.atomic():
        # One comparison of a programme at a time, reading inside: a slow one cannot store what is outdated. Weaker
        # than FOR UPDATE, so that rows which refer to the programme can be written meanwhile.
        programme = Programme.objects.select_for_update(no_key=True).get(pk=programme.pk)
        basis = basis_of(programme)
        fresh = compared(programme, basis)
        _keep_looks(programme, fresh)
        replace_values(
            IndicatorValue.objects.filter(programme=programme, pilot__isnull=True), programme_values(programme, basis)
        )
    return len(fresh)


def _keep_looks(programme: Programme, fresh: list[Verdict]) -> None:
    looks = Verdict.objects.filter(programme=programme, is_current=True).defer(*UNREAD)
    current = {(look.outcome, look.subject): look for look in looks}
    changed, outdated, updated = [], [], []
    for new in fresh:
        old = current.pop((new.outcome, new.subject), None)
        if old is not None and _says_the_same(old, new):
            continue
        if old is not None and _is_one_look(old, new):
            old.k, old.figures, old.working, old.as_of = new.k, new.figures, new.working, new.as_of
            old.content_digest = new.content_digest
            updated.append(old)
            continue
        changed.append(new)
        if old is not None:
            outdated.append(old.pk)
    outdated += [look.pk for look in current.values()]  # what nobody has used any more
    Verdict.objects.filter(pk__in=outdated).update(is_current=False)
    Verdict.objects.bulk_update(updated, ["k", "figures", "working", "content_digest", "as_of"], batch_size=100)
    Verdict.objects.bulk_create(changed, batch_size=100)


def _says_the_same(old: Verdict, new: Verdict) -> bool:
    return all(getattr(old, name) == getattr(new, name) for name in LOOK)


def _is_one_look(old: Verdict, new: Verdict) -> bool:
    return (
        old.interim and new.interim and old.as_of.date() == new.as_of.date()
        and (old.verdict, old.reason, old.settings) == (new.verdict, new.reason, new.settings)
    )


def programme_values(programme: Programme, basis: Basis | None = None) -> list[IndicatorValue]:
    """What is computed over all pilots: overlap and fit of methods, agreement of rankings, variance between pilots,
    profiles; unsaved."""
    now = timezone.now()
    basis = basis or basis_of(programme)
    return [_value(programme, key, measure, now) for key, measure in _measures(programme, basis).items()]


def _measures(programme: Programme, basis: Basis) -> dict[tuple[str, str, str], Measure]:
    """Measures by (indicator, method, split)."""
    methods = _methods_by_pilot(programme)
    fits = method_group_fit(_fit_cells(programme))
    profiles = {"methods_used": methods, "decision_outcomes": _decisions_by_pilot(programme)}
    return {
        ("method_overlap", "", ""): method_overlap({pilot: frozenset(used) for pilot, used in methods.items()}),
        **{("method_group_fit", method, group): measure
           for method, groups in fits.items() for group, measure in groups.items()},
        **programme_measures(basis.families, profiles),
        **{(code, "", ""): measure
           for code, measure in _skills_over_all(basis.skills, _skills_told(programme)).items()},
    }


@remembered
def _skills_over_all(skills: Unread[list[dict[str, Any]]], told: dict[str, Measure]) -> dict[str, Measure]:
    return programme_skills(skills.held, told)


def _skills_told(programme: Programme) -> dict[str, Measure]:
    """The skills gaps that are stored."""
    rows = IndicatorValue.objects.current().filter(
        programme=programme, pilot__isnull=True, indicator__startswith="skills_gap_"
    )
    names = [name for name in FIGURES if name != "coverage"]
    return {
        row.indicator: Measure(**{name: getattr(row, name) for name in names} | {"flags": tuple(row.flags)})
        for row in rows
    }


def _value(programme: Programme, key: tuple[str, str, str], measure: Measure, now: datetime) -> IndicatorValue:
    code, method, split = key
    return IndicatorValue(
        programme=programme, indicator=code, method=method, split=split, as_of=now,
        definition_version=definition_for(code).version,
        **{name: list(v) if isinstance(v := getattr(measure, name), tuple) else v for name in FIGURES},
    )


def _methods_by_pilot(programme: Programme) -> dict[str, dict[str, int]]:
    """{pilot: {method: held sessions}}; a pilot without any is there, too."""
    sessions = Session.objects.held().filter(programme=programme)
    if programme.data_cutoff:
        sessions = sessions.filter(held_on__lte=programme.data_cutoff)
    return _counted(programme, sessions.values_list("pilot__external_id", "pilot__slug", "method__code"))


def _decisions_by_pilot(programme: Programme) -> dict[str, dict[str, int]]:
    """{pilot: {accepted or rejected: commitments}}; those not decided yet say nothing."""
    outcomes = {"accepted": "accepted", "partly": "accepted", "rejected": "rejected"}
    decided = Commitment.objects.filter(programme=programme, decision__in=outcomes)
    if programme.data_cutoff:
        decided = decided.exclude(raised_on__gt=programme.data_cutoff)
    found: dict[str, dict[str, int]] = {}
    for pilot, counts in _counted(
        programme, decided.order_by().values_list("pilot__external_id", "pilot__slug", "decision")
    ).items():
        found[pilot] = {}
        for decision, number in counts.items():
            found[pilot][outcomes[decision]] = found[pilot].get(outcomes[decision], 0) + number
    return found


def _counted(programme: Programme, rows: Any) -> dict[str, dict[str, int]]:
    """Rows of (code, slug, category) as {pilot: {category: rows}}."""
    pilots = programme.pilots.values_list("external_id", "slug")
    found: dict[str, dict[str, int]] = {code or slug: {} for code, slug in pilots}
    for code, slug, category, number in rows.annotate(number=Count("pk")):
        if category:
            found[code or slug][category] = number
    return found


def _fit_cells(programme: Programme) -> list[FitCell]:
    """Ratings by method and group. Distinct raters are counted only where they decide whether a cell is shown.

    Nobody rates a cell twice in one pilot: so many ratings come from at least a pilots-th of them.
    """
    given = MethodGroupFit.objects.filter(pilot__programme=programme, rating__isnull=False).order_by()
    pilots = programme.pilots.count()
    cells = {
        (method, group): (ratings, float(total))
        for method, group, ratings, total in given.values_list("method", "group").annotate(Count("pk"), Sum("rating"))
    }
    few = [key for key, (ratings, _total) in cells.items() if ratings <= (SMALLEST_SHOWN - 1) * pilots]
    raters = {
        (method, group): people
        for method, group, people in given.filter(
            method__in={method for method, _group in few}, group__in={group for _method, group in few}
        ).values_list("method", "group").annotate(Count("rater", distinct=True))
    } if few else {}
    methods = dict(Method.objects.values_list("pk", "code"))
    groups = dict(StakeholderGroup.objects.values_list("pk", "code"))
    return [
        FitCell(methods[method], groups[group], ratings, total, raters.get((method, group), -(-ratings // pilots)))
        for (method, group), (ratings, total) in cells.items()
    ]
