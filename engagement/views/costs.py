"""Hours and money: the lines of a session, and the page of a pilot."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from engagement.actions.costs import add_spending, change_spending, remove_spending
from engagement.forms.costs import SpendingForm, category_labels
from engagement.models import Spending
from engagement.spending_sums import by_category, cost_rows, costly_sessions, totals_of
from engagement.views.page import back_to, find_session, render_session, saved
from foundation.accounts.access import access, allowed, require, visible_or_404
from foundation.tables.csv_writer import csv_lines
from pilots.models import Pilot
from pilots.views import find_pilot

VIEW, RECORD, EDIT = "engagement.view_record", "engagement.record_capacity", "engagement.edit_session"
PAGE_SIZE = 25


@access("engagement.edit_session")
def session_spending_add(request: HttpRequest, session_id: int) -> HttpResponse:
    """One more amount of a session."""
    session = find_session(request, session_id, EDIT)
    if request.method != "POST":
        return back_to(session, "effort")
    form = SpendingForm(request.POST, currency=session.programme.currency, prefix="spent")
    if not form.is_valid():
        return render_session(request, session, spending_form=form)
    add_spending(pilot=session.pilot, session=session, by=request.user, **form.cleaned_data)
    return saved(request, session, "effort")


@access("engagement.record_capacity")
def pilot_spending_add(request: HttpRequest, pilot_slug: str) -> HttpResponse:
    """An amount that belongs to no session."""
    pilot = find_pilot(request, pilot_slug, RECORD)
    if request.method != "POST":
        return redirect("engagement:costs", pilot.slug)
    form = SpendingForm(request.POST, currency=pilot.programme.currency, prefix="spent")
    if not form.is_valid():
        return _render(request, pilot, form=form)
    add_spending(pilot=pilot, by=request.user, **form.cleaned_data)
    messages.success(request, _("Saved."))
    return redirect("engagement:costs", pilot.slug)


@access("engagement.edit_session")
def spending_edit(request: HttpRequest, spending_id: int) -> HttpResponse:
    """Correct a line."""
    line = _find(request, spending_id)
    initial = {name: getattr(line, name) for name in ("category", "amount", "spent_on", "note")}
    form = SpendingForm(request.POST or None, initial=initial, currency=line.pilot.programme.currency)
    if request.method == "POST" and form.is_valid():
        change_spending(line=line, by=request.user, **form.cleaned_data)
        messages.success(request, _("Saved."))
        return redirect(_home(line))
    return render(request, "engagement/cost_edit.html", {
        "row": line, "form": form, "pilot": line.pilot, "programme": line.pilot.programme,
        "current_programme": line.pilot.programme, "home": _home(line),
        "edit_url": reverse("engagement:spending-edit", args=[line.pk]),
        "remove_url": reverse("engagement:spending-remove", args=[line.pk]),
    })


@access("engagement.edit_session")
def spending_remove(request: HttpRequest, spending_id: int) -> HttpResponse:
    """Take a line away."""
    line = _find(request, spending_id)
    if request.method != "POST":
        return redirect("engagement:spending-edit", line.pk)
    remove_spending(line=line, by=request.user)
    messages.success(request, _("Deleted."))
    return redirect(_home(line))


@access("engagement.view_record")
def costs(request: HttpRequest, pilot_slug: str) -> HttpResponse:
    """What a pilot cost."""
    return _render(request, find_pilot(request, pilot_slug, VIEW))


@access("engagement.view_record")
def costs_csv(request: HttpRequest, pilot_slug: str) -> StreamingHttpResponse:
    """Line by line as CSV; what a line was for is left out for who may not read names."""
    pilot = find_pilot(request, pilot_slug, VIEW)
    columns = [_("day"), _("session"), _("status"), _("category"), _("what for"),
               _("amount in %(currency)s") % {"currency": pilot.programme.currency}, _("staff hours"),
               _("volunteer hours")]
    rows = cost_rows(pilot, category_labels())
    if not allowed(request.user, "engagement.view_attendees", pilot):
        rows = ([*row[:4], "", *row[5:]] for row in rows)
    answer = StreamingHttpResponse(csv_lines(columns, rows, bom=True), content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="{pilot.slug}-costs.csv"'
    return answer


def _find(request: HttpRequest, key: int) -> Spending:
    lines = Spending.objects.visible_to(request.user).select_related("pilot__programme", "session__method")
    line = visible_or_404(lines, pk=key)
    require(request.user, EDIT, line.session or line.pilot)
    return line


def _home(line: Spending) -> str:
    if line.session:
        return f"{line.session.get_absolute_url()}#effort"
    return reverse("engagement:costs", args=[line.pilot.slug])


def _render(request: HttpRequest, pilot: Pilot, form: SpendingForm | None = None) -> HttpResponse:
    labels, totals = category_labels(), totals_of(pilot)
    may_edit = allowed(request.user, RECORD, pilot)
    own = list(Spending.objects.filter(pilot=pilot, session=None).order_by("-spent_on", "-pk"))
    for line in own:
        line.label = labels.get(line.category, line.category)
    page = Paginator(costly_sessions(pilot), PAGE_SIZE).get_page(request.GET.get("page"))
    return render(request, "engagement/costs.html", {
        "pilot": pilot, "programme": pilot.programme, "current_programme": pilot.programme, "totals": totals,
        "categories": [(labels.get(code, code), amount) for code, amount in by_category(pilot, totals["spent"])],
        "own": own, "page_obj": page, "may_edit": may_edit,
        "may_name": allowed(request.user, "engagement.view_attendees", pilot),
        "form": form or SpendingForm(currency=pilot.programme.currency, prefix="spent"),
        "category_columns": [{"label": _("Category")}, {"label": pilot.programme.currency, "numeric": True}],
        "session_columns": [{"label": _("Date")}, {"label": _("Session")}, {"label": _("Status")},
                            {"label": _("Staff hours"), "numeric": True},
                            {"label": _("Volunteer hours"), "numeric": True},
                            {"label": pilot.programme.currency, "numeric": True}],
    })
