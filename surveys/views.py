"""Pages of the workspace about surveys."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import get_language

from engagement.models import Session
from foundation.accounts.access import access, allowed, require, visible_or_404
from foundation.inference.disclosure import is_disclosive
from foundation.qr_codes import qr_svg
from pilots.models import Programme
from surveys.actions.fold import fold_counts
from surveys.actions.questionnaires import ensure_feedback_wave, feedback_wave
from surveys.actions.submit import definition_of
from surveys.counting import ANSWERED, RESPONSES
from surveys.models import Wave
from surveys.results import question_results, released_counts, response_counts

SHOWN = 100


@access("surveys.list_surveys")
def survey_list(request: HttpRequest, programme_slug: str) -> HttpResponse:
    """The waves of a programme that the user may see, with how many people answered."""
    programme = visible_or_404(Programme.objects.visible_to(request.user), slug=programme_slug)
    require(request.user, "surveys.list_surveys", programme)
    fold_counts()
    waves = list(
        Wave.objects.visible_to(request.user).filter(pilot__programme=programme)
        .select_related("pilot", "questionnaire").order_by("pilot__name", "slug")[:SHOWN]
    )
    counts = response_counts(waves)
    rows = [{"wave": wave, "is_open": wave.accepts_at()} | _answered(counts.get(wave.pk, 0)) for wave in waves]
    return render(request, "surveys/survey_list.html", {"programme": programme, "rows": rows})


@access("surveys.view_wave")
def wave_detail(request: HttpRequest, wave_slug: str) -> HttpResponse:
    """Address, QR code and the counts of a wave."""
    wave = _visible_wave(request, wave_slug)
    fold_counts(wave=wave)
    counts = released_counts(wave)
    results = question_results(definition_of(wave.version), counts, get_language() or "en")
    context = {
        "wave": wave, "programme": wave.pilot.programme, "results": results, "is_open": wave.accepts_at(),
        "address": address(reverse("surveys:answer", args=[wave.slug])),
    }
    return render(request, "surveys/wave_detail.html", context | _answered(counts.get((RESPONSES, ANSWERED), 0)))


@access("surveys.view_wave")
def wave_qr(request: HttpRequest, wave_slug: str) -> HttpResponse:
    """The wave's short address as a QR code."""
    wave = _visible_wave(request, wave_slug)
    return _picture(address(reverse("surveys:answer", args=[wave.slug])))


@access("engagement.view_session")
def session_feedback_code(request: HttpRequest, session_id: int) -> HttpResponse:
    """QR and short code of a session's exit survey, to be shown on a wall; POST opens the survey of the pilot."""
    session = _visible_session(request, session_id)
    if request.method == "POST":
        require(request.user, "surveys.edit_wave", session.pilot)
        ensure_feedback_wave(pilot=session.pilot, by=request.user)
        return redirect(request.path)
    context = {
        "session": session, "programme": session.pilot.programme, "wave": feedback_wave(session.pilot),
        "address": address(reverse("surveys:feedback", args=[session.feedback_code])),
        "enter_address": address(reverse("surveys:enter-code")),
        "may_open": allowed(request.user, "surveys.edit_wave", session.pilot),
    }
    return render(request, "surveys/session_feedback_code.html", context)


@access("engagement.view_session")
def session_qr(request: HttpRequest, session_id: int) -> HttpResponse:
    """The address of a session's exit survey as a QR code."""
    session = _visible_session(request, session_id)
    return _picture(address(reverse("surveys:feedback", args=[session.feedback_code])))


def address(path: str) -> str:
    """The full public address of a path."""
    return settings.BASE_URL.rstrip("/") + path


def _picture(text: str) -> HttpResponse:
    return HttpResponse(qr_svg(text), content_type="image/svg+xml")


def _answered(n: int) -> dict[str, Any]:
    return {"answered": n, "is_withheld": is_disclosive(n)}


def _visible_wave(request: HttpRequest, wave_slug: str) -> Wave:
    waves = Wave.objects.visible_to(request.user).select_related("pilot__programme", "version", "questionnaire")
    wave = visible_or_404(waves, slug=wave_slug)
    require(request.user, "surveys.view_wave", wave)
    return wave


def _visible_session(request: HttpRequest, session_id: int) -> Session:
    sessions = Session.objects.visible_to(request.user).select_related("pilot__programme", "method")
    session = visible_or_404(sessions, pk=session_id)
    require(request.user, "engagement.view_session", session)
    return session
