"""Pages on which people answer. No account, no script needed; what is typed is kept on the server under a cookie."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from engagement.models import Session
from foundation.accounts.access import PUBLIC, access, visible_or_404
from surveys.actions.drafts import draft_of
from surveys.actions.questionnaires import feedback_wave
from surveys.actions.withdraw import withdraw_response
from surveys.answering import DRAFT, RECEIPT, RECEIPT_LIVES, answer_about, context_of
from surveys.forms import CodeForm, ReceiptForm
from surveys.limits import WRONG_CODES, address_of
from surveys.models import Wave

SESSION_CODE = 6  # letters of the code that a whole session shares; a person's own has more


def published_wave(wave_slug: str) -> Wave:
    """The wave that anybody may open by its short address, else 404."""
    waves = Wave.objects.filter(is_published=True).select_related("pilot__programme", "version", "questionnaire")
    return visible_or_404(waves, slug=wave_slug)


@access(PUBLIC)
def start(request: HttpRequest, wave_slug: str) -> HttpResponse:
    """Who asks what and why, before the first question; ``?language=`` opens it in that one."""
    wave = published_wave(wave_slug)
    if (language := request.GET.get("language")) in dict(settings.LANGUAGES):
        response = redirect(request.path)
        response.set_cookie(settings.LANGUAGE_COOKIE_NAME, str(language), samesite="Lax")
        return response
    if not wave.accepts_at():
        return render(request, "surveys/closed.html", context_of(wave), status=410)
    has_draft = draft_of(wave, request.COOKIES.get(DRAFT, "")) is not None
    return render(request, "surveys/start.html", context_of(wave) | {"has_draft": has_draft})


@access(PUBLIC)
def questions(request: HttpRequest, wave_slug: str) -> HttpResponse:
    """All questions of a wave on one page."""
    wave = published_wave(wave_slug)
    return answer_about(request, wave, cookie_path=reverse("surveys:answer", args=[wave.slug]))


def session_with(code: str) -> Session | None:
    """The session to which a short code belongs, however it is typed."""
    if not (code.isascii() and code.isalnum()):
        return None
    return Session.objects.select_related("pilot__programme", "method").with_feedback_code(code)


@access(PUBLIC)
def feedback(request: HttpRequest, feedback_code: str) -> HttpResponse:
    """The exit survey of one session, found by its short code."""
    if WRONG_CODES.is_over(address_of(request)):
        return render(request, "surveys/too_many.html", status=429)
    session = session_with(feedback_code)
    wave = feedback_wave(session.pilot) if session else None
    if session is None or wave is None or not wave.is_published:
        WRONG_CODES.add(address_of(request))
        form = CodeForm(initial={"code": feedback_code[:6]})
        return render(request, "surveys/unknown_code.html", {"form": form}, status=404)
    path = reverse("surveys:feedback", args=[feedback_code])
    return answer_about(request, wave, cookie_path=path, session=session)


@access(PUBLIC)
def done(request: HttpRequest, wave_slug: str) -> HttpResponse:
    """Thanks, the receipt, how to take the answers back and where results will be."""
    wave = published_wave(wave_slug)
    receipt = request.get_signed_cookie(RECEIPT, default="", salt=wave.slug, max_age=RECEIPT_LIVES)
    return render(request, "surveys/done.html", context_of(wave) | {"receipt": receipt})


@access(PUBLIC)
def withdraw(request: HttpRequest, wave_slug: str) -> HttpResponse:
    """Take answers back by the receipt; the receipt is never part of an address, so that no log holds it."""
    wave = published_wave(wave_slug)
    form = ReceiptForm(request.POST if request.method == "POST" else None)
    is_withdrawn = False
    if request.method == "POST":
        if not WRONG_CODES.add(address_of(request)):
            return render(request, "surveys/too_many.html", status=429)
        if form.is_valid():
            is_withdrawn = withdraw_response(wave=wave, receipt=form.cleaned_data["receipt"])
            if not is_withdrawn:
                form.add_error("receipt", _("No answers belong to this receipt. They may have been withdrawn already."))
    return render(request, "surveys/withdraw.html", context_of(wave) | {"form": form, "is_withdrawn": is_withdrawn})


@access(PUBLIC)
def enter_code(request: HttpRequest) -> HttpResponse:
    """Type the code of a session. Looking it up is the next page's work, which also guards against guessing."""
    form = CodeForm(request.GET or None)
    if form.is_bound and form.is_valid() and form.cleaned_data["code"].isalnum():
        code = form.cleaned_data["code"]
        return redirect("surveys:feedback" if len(code) == SESSION_CODE else "surveys:answer-with-code", code)
    return render(request, "surveys/enter_code.html", {"form": form})
