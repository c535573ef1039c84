"""Plan a session or a series, and change what only the planning needs."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from engagement.actions.planning import change_plan, plan_of, plan_session, set_techniques
from engagement.actions.series import change_in_series, extend_series, plan_series, skip_in_series
from engagement.choices import SessionStatus
from engagement.forms.planning import PlanForm, PlanSessionForm, TechniquesForm
from engagement.forms.series import SeriesChangeForm, SeriesExtendForm
from engagement.models import Series, Session
from engagement.series_dates import SeriesRefused
from engagement.session_copies import COPIED, COPIED_PLAN
from engagement.views.logging import find_like
from engagement.views.page import find_session, render_session, saved
from foundation.accounts.access import access, allowed, require, visible_or_404
from pilots.models import Programme


@access("engagement.log_somewhere")
def session_plan(request: HttpRequest, programme_slug: str) -> HttpResponse:
    """Plan a session or a series; ``?like=`` copies the plan of an earlier one."""
    programme = visible_or_404(Programme.objects.visible_to(request.user), slug=programme_slug)
    require(request.user, "engagement.log_somewhere", programme)
    like = find_like(request, programme, request.GET.get("like", ""))
    form = PlanSessionForm(request.POST or None, programme=programme, user=request.user, initial=_copied(like))
    if request.method == "POST" and form.is_valid():
        require(request.user, "engagement.log_session", form.cleaned_data["pilot"])
        return redirect(_plan(request, form))
    return render(request, "engagement/session_plan.html", {"form": form, "programme": programme, "like": like})


def _plan(request: HttpRequest, form: PlanSessionForm) -> str:
    """Store what the form says, and return where to go."""
    data, common = form.cleaned_data, {"by": request.user, "plan": form.plan_data}
    again = Session.objects.visible_to(request.user).filter(submission=data["submission"]).first()
    if again is not None:
        return again.get_absolute_url()
    if not form.dates:
        session = plan_session(submission=data["submission"], **common, **form.session_data)
        messages.success(request, _("Planned."))
        return session.get_absolute_url()
    rule = {"repeats": data["repeats"], "interval": data["interval"] or 1, "until": data["until"],
            "count": data["count"]}
    series = plan_series(dates=form.dates, rule=rule, submission=data["submission"], **common, **form.session_data)
    number = len(form.dates)
    messages.success(request, ngettext("%(n)d date planned.", "%(n)d dates planned.", number) % {"n": number})
    return series.sessions.order_by("held_on")[0].get_absolute_url() + "series/"


def _copied(like: Session | None) -> dict[str, Any]:
    """The declared fields of an earlier session as first values of the form."""
    if like is None:
        return {}
    plan = plan_of(like)
    return (
        {name: getattr(like, name) for name in COPIED} | {name: getattr(plan, name) for name in COPIED_PLAN}
        | {"pilot": like.pilot_id, "method": like.method_id,
           "techniques": list(like.techniques.values_list("pk", flat=True))}
    )


@access("engagement.edit_session")
def session_plan_save(request: HttpRequest, session_id: int) -> HttpResponse:
    """Save places, link, facilitators and whether people can register."""
    session = find_session(request, session_id, "engagement.edit_session")
    form = PlanForm(request.POST or None, instance=plan_of(session), prefix="plan")
    if request.method == "POST" and form.is_valid():
        change_plan(session=session, by=request.user, **form.cleaned_data)
        return saved(request, session, "plan")
    return render_session(request, session, plan_form=form)


@access("engagement.edit_session")
def session_techniques(request: HttpRequest, session_id: int) -> HttpResponse:
    """Save the tools and techniques used besides the main method."""
    session = find_session(request, session_id, "engagement.edit_session")
    form = TechniquesForm(request.POST or None, session=session, prefix="used")
    if request.method == "POST" and form.is_valid():
        set_techniques(session=session, techniques=form.cleaned_data["techniques"], by=request.user)
        return saved(request, session, "plan")
    return render_session(request, session, techniques_form=form)


@access("engagement.view_session")
def session_series(request: HttpRequest, session_id: int) -> HttpResponse:
    """All dates of the series of a session, with what became of each."""
    return _series_page(request, find_session(request, session_id, "engagement.view_session"), SeriesExtendForm())


def _series_page(request: HttpRequest, session: Session, form: SeriesExtendForm) -> HttpResponse:
    series = get_object_or_404(Series.objects.select_related("rule"), pk=session.series_id)
    rows = (Session.objects.visible_to(request.user).filter(series=series)
            .select_related("pilot", "method", "plan").with_counts().order_by("held_on", "pk"))
    return render(request, "engagement/series.html", {
        "series": series, "session": session, "rows": rows, "programme": session.programme, "form": form,
        "may_edit": allowed(request.user, "engagement.edit_session", session),
    })


@access("engagement.edit_session")
def session_series_extend(request: HttpRequest, session_id: int) -> HttpResponse:
    """Plan further dates of the series of a session by its rule."""
    session = find_session(request, session_id, "engagement.edit_session")
    form = SeriesExtendForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        series = get_object_or_404(Series.objects.filter(rule__isnull=False), pk=session.series_id)
        try:
            number = extend_series(series=series, until=form.cleaned_data["until"], by=request.user)
        except SeriesRefused as error:
            form.add_error("until", str(error))
        else:
            messages.success(request, ngettext("%(n)d date planned.", "%(n)d dates planned.", number) % {"n": number})
            return redirect("engagement:session-series", session.pk)
    return _series_page(request, session, form)


@access("engagement.edit_session")
def session_series_change(request: HttpRequest, session_id: int) -> HttpResponse:
    """Move, change or skip one planned date of a series, or it and those that follow."""
    session = find_session(request, session_id, "engagement.edit_session")
    if session.series_id is None or session.status != SessionStatus.PLANNED:
        messages.info(request, _("Only planned dates of a series are changed here."))
        return redirect(session)
    initial = {"facilitators": plan_of(session).facilitators}
    form = SeriesChangeForm(request.POST or None, session=session, initial=initial)
    if request.method == "POST" and form.is_valid():
        data = dict(form.cleaned_data)
        scope = {"session": session, "following": form.is_following, "by": request.user}
        if data.pop("skip"):
            number = skip_in_series(**scope)
        else:
            data.pop("scope")
            number = change_in_series(plan={"facilitators": data.pop("facilitators")}, **scope, **data)
        messages.success(request, ngettext("%(n)d date changed.", "%(n)d dates changed.", number) % {"n": number})
        return redirect("engagement:session-series", session.pk)
    return render(request, "engagement/series_change.html", {
        "form": form, "session": session, "programme": session.programme,
    })
