"""Answers as a table: ask for it, see it being made, download it."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from foundation.accounts.access import access, allowed, require, visible_or_404
from foundation.files.serving import file_response
from foundation.jobs.models import Job
from surveys.actions.exports import KEPT_DAYS, PERMISSION, record_download, request_export
from surveys.models import AnswerExport, Wave

SHOWN = 20


@access("surveys.export_answers")
def export_list(request: HttpRequest, wave_slug: str) -> HttpResponse:
    """The tables of a wave that were made lately; POST asks for one."""
    wave = _wave(request, wave_slug)
    offered = [variant for variant in AnswerExport.Variant if allowed(request.user, PERMISSION[variant], wave)]
    if request.method == "POST":
        variant = request.POST.get("variant", "")
        if variant in AnswerExport.Variant.values:
            request_export(wave=wave, variant=variant, by=request.user)
            return redirect("surveys:exports", wave.slug)
        messages.error(request, _("Choose which table."))
    mine = AnswerExport.objects.filter(wave=wave, variant__in=offered)
    exports = mine.select_related("job", "file", "made_by", "wave")[:SHOWN]
    lines = [{"export": export, "state": state_of(export), "problem": _problem(export)} for export in exports]
    return render(request, "surveys/exports/list.html", {
        "wave": wave, "programme": wave.pilot.programme, "offered": offered, "lines": lines, "kept_days": KEPT_DAYS,
        "unfinished": any(line["state"] in (Job.State.QUEUED, Job.State.RUNNING) for line in lines),
    })


@access("surveys.export_operational")
def download_operational(request: HttpRequest, wave_slug: str, operational_export_id: int) -> HttpResponseBase:
    """An operational table."""
    return _download(request, wave_slug, operational_export_id, AnswerExport.Variant.OPERATIONAL)


@access("surveys.export_research")
def download_research(request: HttpRequest, wave_slug: str, research_export_id: int) -> HttpResponseBase:
    """A table for research."""
    return _download(request, wave_slug, research_export_id, AnswerExport.Variant.RESEARCH)


def _download(request: HttpRequest, wave_slug: str, key: int, variant: AnswerExport.Variant) -> HttpResponseBase:
    """The table itself; who took it is written down. Before it is made, the list."""
    wave = _wave(request, wave_slug)
    require(request.user, PERMISSION[variant], wave)
    export = visible_or_404(
        AnswerExport.objects.filter(wave=wave, variant=variant).select_related("file", "wave__pilot"), pk=key)
    if export.file is None:
        messages.info(request, _("This file has not been made yet."))
        return redirect("surveys:exports", wave.slug)
    record_download(export, by=request.user)
    return file_response(export.file)


def state_of(export: AnswerExport) -> str:
    """queued, running, failed or done."""
    if export.job is None or export.job.state == Job.State.DONE:  # jobs are swept away in time
        return Job.State.DONE if export.file is not None else Job.State.FAILED
    return str(export.job.state)


def _problem(export: AnswerExport) -> str:
    return str(export.job.result.get("problem", "")) if export.job and isinstance(export.job.result, dict) else ""


def _wave(request: HttpRequest, wave_slug: str) -> Wave:
    waves = Wave.objects.visible_to(request.user).select_related("pilot__programme", "version", "questionnaire")
    wave = visible_or_404(waves, slug=wave_slug)
    require(request.user, "surveys.export_answers", wave)
    return wave
