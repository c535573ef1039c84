"""Pages on which people answer. No account, no script needed; what is typed is kept on the server under a cookie."""

import uuid
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import check_for_language, get_language
from django.utils.translation import gettext as _

from engagement.choices import SessionStatus
from engagement.models import Session
from foundation.accounts.access import PUBLIC, access, visible_or_404
from surveys.actions.drafts import draft_of, save_draft
from surveys.actions.questionnaires import feedback_wave
from surveys.actions.submit import ConflictError, InvalidAnswersError, WaveClosedError, definition_of, submit_response
from surveys.actions.withdraw import withdraw_response
from surveys.choices import AnswerChannel
from surveys.forms import AnswerForm, CodeForm, ReceiptForm
from surveys.limits import SUBMISSIONS, WRONG_CODES, address_of
from surveys.models import Wave

DRAFT = "draft"  # cookie with the token of the draft, for the path of one survey only
RECEIPT = "receipt"  # signed cookie with the receipt, for the page that shows it
DRAFT_LIVES = 60 * 60 * 24 * 30
RECEIPT_LIVES = 60 * 60
SESSION_CODE = 6  # letters of the code that a whole session shares; a person's own has more


def published_wave(wave_slug: str) -> Wave:
    """The wave that anybody may open by its short address, else 404."""
    waves = Wave.objects.filter(is_published=True).select_related("pilot__programme", "version", "questionnaire")
    return visible_or_404(waves, slug=wave_slug)


def context_of(wave: Wave) -> dict[str, Any]:
    """What every page of a survey shows."""
    definition = definition_of(wave.version)
    return {"wave": wave, "pilot": wave.pilot, "definition": definition, "current_programme": wave.pilot.programme,
            "minutes": max(1, round(len(definition.questions) / 5))}


@access(PUBLIC)
def start(request: HttpRequest, wave_slug: str) -> HttpResponse:
    """Who asks what and why, before the first question."""
    wave = published_wave(wave_slug)
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


def may_be_rated(session: Session) -> bool:
    """Only what took place, or is still planned (its status may be set the day after), has feedback."""
    return session.status in {SessionStatus.HELD, SessionStatus.PLANNED}


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


def answer_about(request: HttpRequest, wave: Wave, *, cookie_path: str, session: Session | None = None) -> HttpResponse:
    """Show the questions, keep what was typed, or take the answers in."""
    if not wave.accepts_at() or (session is not None and not may_be_rated(session)):
        return render(request, "surveys/closed.html", context_of(wave) | {"session": session}, status=410)
    token = request.COOKIES.get(DRAFT, "")
    language = (get_language() or "en").split("-")[0]
    made: dict[str, Any] = {"definition": definition_of(wave.version), "language": language}
    if request.method != "POST":
        draft = draft_of(wave, token)
        kept = {"answers": draft.answers, "key": draft.response_id} if draft else {"key": uuid.uuid4()}
        return _page(request, wave, AnswerForm(**kept, **made), session)
    form = AnswerForm(request.POST, **made)
    key = form.key() or uuid.uuid4()
    wanted = request.POST.get("language", "")
    if not (wanted or request.POST.get("action") == "save") and form.is_valid():
        return _send(request, wave, form, key, session, cookie_path)
    token = save_draft(wave=wave, token=token, response_id=key, answers=form.given(), language=language)
    response = _after_saving(request, wave, form, session, wanted)
    response.set_cookie(DRAFT, token, max_age=DRAFT_LIVES, path=cookie_path, httponly=True, samesite="Lax",
                        secure=settings.HTTPS)
    return response


def _page(request: HttpRequest, wave: Wave, form: AnswerForm, session: Session | None, **more: Any) -> HttpResponse:
    status = 422 if form.is_bound and form.errors else 200
    context = context_of(wave) | {"form": form, "session": session, "languages": settings.LANGUAGES} | more
    return render(request, "surveys/questions.html", context, status=status)


def _after_saving(request: HttpRequest, wave: Wave, form: AnswerForm, session: Session | None,
                  wanted: str) -> HttpResponse:
    """Where the person lands after the draft was kept: new language, "saved", silence for the script, or errors."""
    if wanted:
        response = redirect(request.path)
        if wanted in dict(settings.LANGUAGES) and check_for_language(wanted):
            response.set_cookie(settings.LANGUAGE_COOKIE_NAME, wanted, max_age=DRAFT_LIVES, samesite="Lax")
        return response
    if request.headers.get("X-Draft"):
        return HttpResponse(status=204)
    if request.POST.get("action") == "save":
        return redirect(f"{request.path}?saved=1")
    return _page(request, wave, form, session)


def _send(request: HttpRequest, wave: Wave, form: AnswerForm, key: uuid.UUID, session: Session | None,
          cookie_path: str) -> HttpResponse:
    if not SUBMISSIONS.add(f"{address_of(request)} {wave.slug}"):
        return render(request, "surveys/too_many.html", status=429)
    try:
        receipt = submit_response(
            wave=wave, response_id=key, answers=form.checked.answers, language=get_language() or "",
            channel=AnswerChannel.QR if session else AnswerChannel.LINK, session=session,
            draft_token=request.COOKIES.get(DRAFT, ""),
        )
    except ConflictError:
        sentence = _("These answers differ from those you have sent already. Open the survey anew to send more.")
        form.add_error(None, sentence)
        return _page(request, wave, form, session, has_conflict=True)
    except (WaveClosedError, InvalidAnswersError):
        return render(request, "surveys/closed.html", context_of(wave), status=410)
    response = redirect("surveys:done", wave.slug)
    response.delete_cookie(DRAFT, path=cookie_path)
    response.set_signed_cookie(RECEIPT, receipt.code, salt=wave.slug, max_age=RECEIPT_LIVES, httponly=True,
                               samesite="Lax", secure=settings.HTTPS, path=reverse("surveys:done", args=[wave.slug]))
    return response


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
