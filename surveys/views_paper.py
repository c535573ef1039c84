"""The questionnaire to print."""

from django.http import Http404, HttpRequest, HttpResponse

from foundation.accounts.access import access, require, visible_or_404
from surveys.models import Wave
from surveys.paper import paper_form
from surveys.sharing import languages_of


@access("surveys.view_wave")
def paper(request: HttpRequest, wave_slug: str, language: str) -> HttpResponse:
    """The form on paper in one of the survey's languages."""
    waves = Wave.objects.visible_to(request.user).select_related("pilot__programme", "version", "questionnaire")
    wave = visible_or_404(waves, slug=wave_slug)
    require(request.user, "surveys.view_wave", wave)
    if language not in languages_of(wave):
        raise Http404("The survey is not asked in this language.")
    response = HttpResponse(paper_form(wave, language), content_type="application/pdf")
    response["Content-Disposition"] = f'attachment; filename="{wave.slug}-{language}-paper.pdf"'
    return response
