"""Reports: the list with its form, the report itself, its documents and its verification."""

from typing import Any

from django.contrib import messages
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import override
from django.views.decorators.http import require_POST

from foundation.accounts.access import access, require, visible_or_404
from foundation.jobs.models import Job
from indicators.views.pictures import figure, svg_response
from pilots.models import Programme
from reports import layout, matrix
from reports.actions.making import EXPORT, record_download, request_report
from reports.actions.verification import verify_report
from reports.forms import ReportForm
from reports.models import Document, Report


@access(EXPORT)
def report_list(request: HttpRequest, programme_slug: str) -> HttpResponse:
    """The programme's reports with their states; POST asks for a new one."""
    programme = visible_or_404(Programme.objects.visible_to(request.user), slug=programme_slug)
    require(request.user, EXPORT, programme)
    title = _("%(programme)s: comparison, %(date)s") % {
        "programme": programme.name, "date": date_format(timezone.localdate(), "DATE_FORMAT")}
    form = ReportForm(request.POST or None, initial={"title": title[:200]})
    if request.method == "POST" and form.is_valid():
        request_report(programme=programme, title=form.cleaned_data["title"], by=request.user)
        return redirect("reports:report-list", programme.slug)
    reports = Report.objects.visible_to(request.user).filter(programme=programme).select_related("job", "snapshot")
    lines = [{"report": report, "state": state_of(report)} for report in reports]
    return render(request, "reports/report_list.html", {
        "programme": programme, "current_programme": programme, "form": form, "lines": lines,
        "unfinished": any(line["state"] in ("queued", "running") for line in lines),
    })


def report_for(request: HttpRequest, report_id: int) -> Report:
    """The report with what its pages show: 404 to whom its programme is not visible, 403 to who may not export."""
    mine = Programme.objects.visible_to(request.user).values("pk")
    reports = Report.objects.filter(programme__in=mine).select_related("programme", "job", "snapshot")
    report = visible_or_404(reports, pk=report_id)
    require(request.user, EXPORT, report.programme)
    return report


def state_of(report: Report) -> str:
    """queued, running, failed, cancelled or done; a report is done when its job is, and has its snapshot."""
    if report.job is None:  # jobs are swept away in time
        return "done" if hasattr(report, "snapshot") else "failed"
    if report.job.state == Job.State.DONE and not hasattr(report, "snapshot"):
        return "failed"
    return str(report.job.state)


@access(EXPORT)
def report_detail(request: HttpRequest, report_id: int) -> HttpResponse:
    """The report as a page, from its snapshot only."""
    report = report_for(request, report_id)
    context: dict[str, Any] = {
        "report": report, "programme": report.programme, "current_programme": report.programme,
        "state": state_of(report),
    }
    if context["state"] == "done":
        with override(report.language):
            context |= _frozen(report)
    return render(request, "reports/report_detail.html", context)


def _frozen(report: Report) -> dict[str, Any]:
    content = report.snapshot.content
    return {
        "snapshot": report.snapshot, "content": content, "statements": layout.statements(content),
        "facts": layout.facts(content), "context_table": layout.context_table(content),
        "method_tables": matrix.method_tables(content), "reading": matrix.reading_note(content),
        "tables": [*matrix.family_tables(content), *matrix.programme_tables(content)],
        "verdicts": layout.rating_lines(content), "other_families": layout.other_families(content),
        "caveats": layout.caveats(content),
        "plan": layout.plan_rows(content), "definitions": layout.definition_rows(content),
        "figures": [_figure(report, chart) for chart in layout.charts(content)],
        "documents": sorted(report.documents.select_related("file"), key=lambda one: (one.format != "pdf", one.format)),
        "pairs": [{"label": _("What")}, {"label": _("Value")}],
        "definition_columns": [{"label": label} for label in (
            _("Definition"), _("Name"), _("Formula"), _("Unit"), _("Sources"))],
    }


def _figure(report: Report, chart: dict[str, Any]) -> dict[str, Any]:
    url = reverse("reports:report-chart", args=[report.pk, chart["code"]])
    return figure(chart["picture"], title=chart["title"], svg_url=url) | {"level": 3}


@access(EXPORT)
def report_chart(request: HttpRequest, report_id: int, method: str) -> HttpResponse:
    """The forest plot of one method as frozen; 204 where the report has none."""
    report = report_for(request, report_id)
    if not hasattr(report, "snapshot"):
        return HttpResponse(status=204)
    with override(report.language):
        return svg_response(request, layout.rating_picture(report.snapshot.content, method))


@access(EXPORT)
def document(request: HttpRequest, report_id: int, format: str) -> HttpResponseBase:
    """One file as a download; before it is made, the report's page."""
    report = report_for(request, report_id)
    if format not in Document.Format.values:
        raise Http404("No such format.")
    found = report.documents.select_related("file", "report__programme").filter(format=format).first()
    if found is None:
        messages.info(request, _("This file has not been made yet."))
        return redirect(report)
    record_download(found, by=request.user)
    response = FileResponse(
        found.file.file.open("rb"), as_attachment=True, filename=found.file.name, content_type=found.file.content_type
    )
    response["X-Content-Type-Options"] = "nosniff"
    return response


@access(EXPORT)
@require_POST
def report_verify(request: HttpRequest, report_id: int) -> HttpResponse:
    """Recompute the hashes and say whether anything has changed."""
    report = report_for(request, report_id)
    if not hasattr(report, "snapshot"):
        messages.info(request, _("There is nothing to verify yet."))
        return redirect(report)
    checked = verify_report(report=report, by=request.user)
    if checked.intact:
        messages.success(request, _("Intact: the content and every file have the hashes they were stored with."))
    if not checked.content_intact:
        messages.error(request, _("Changed: the content no longer has the hash it was frozen with."))
    if checked.damaged:
        files = ", ".join(name.upper() for name in checked.damaged)
        messages.error(request, _("Changed or missing files: %(files)s.") % {"files": files})
    return redirect(report)
