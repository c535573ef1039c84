"""The page that helps to lead people to a survey."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language_info

from foundation.accounts.access import access, require, visible_or_404
from foundation.qr_codes import qr_svg
from surveys.models import Wave
from surveys.sharing import address_of, embedding, languages_of, poster


@access("surveys.view_wave")
def share(request: HttpRequest, wave_slug: str) -> HttpResponse:
    """Address, QR code, posters and the code to embed; and what keeps anybody from answering twice."""
    wave = _wave(request, wave_slug)
    return render(request, "surveys/share/page.html", {
        "wave": wave, "programme": wave.pilot.programme, "is_open": wave.accepts_at(), "address": address_of(wave),
        "qr": qr_svg(address_of(wave)), "embedding": embedding(wave),
        "languages": [{"code": code, "name": _name_of(code), "address": address_of(wave, code)}
                      for code in languages_of(wave)],
    })


@access("surveys.view_wave")
def share_poster(request: HttpRequest, wave_slug: str, language: str) -> HttpResponse:
    """The poster in one of the survey's languages."""
    wave = _wave(request, wave_slug)
    if language not in languages_of(wave):
        raise Http404("The survey is not asked in this language.")
    response = HttpResponse(poster(wave, language), content_type="application/pdf")
    response["Content-Disposition"] = f'attachment; filename="{wave.slug}-{language}.pdf"'
    return response


def _name_of(code: str) -> str:
    try:
        return str(get_language_info(code)["name_local"])
    except KeyError:
        return code


def _wave(request: HttpRequest, wave_slug: str) -> Wave:
    waves = Wave.objects.visible_to(request.user).select_related("pilot__programme", "version", "questionnaire")
    wave = visible_or_404(waves, slug=wave_slug)
    require(request.user, "surveys.view_wave", wave)
    return wave
