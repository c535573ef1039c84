"""Pages of single-use codes: issuing a batch, and answering with one."""

import uuid

from django import forms
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from engagement.models import Session
from foundation.accounts.access import PUBLIC, access, require, visible_or_404
from surveys.actions.exit_codes import MOST, exit_code, issue_exit_codes, use_exit_code
from surveys.actions.questionnaires import feedback_wave
from surveys.answering import answer_about, context_of
from surveys.forms import CodeForm
from surveys.limits import WRONG_CODES, address_of
from surveys.models import Response
from surveys.models.exit_codes import ExitCode
from surveys.views import address


class BatchForm(forms.Form):
    """How many codes to make."""

    number = forms.IntegerField(label=_("How many codes"), min_value=1, max_value=MOST, initial=40,
                                widget=forms.NumberInput(attrs={"inputmode": "numeric"}))


@access("engagement.edit_session")
def exit_codes(request: HttpRequest, session_id: int) -> HttpResponse:
    """Make a batch of codes, to print as slips or to keep on the device at the door; they are shown this once."""
    sessions = Session.objects.visible_to(request.user).select_related("pilot__programme", "method")
    session = visible_or_404(sessions, pk=session_id)
    require(request.user, "engagement.edit_session", session)
    form = BatchForm(request.POST or None)
    codes: list[str] = []
    if request.method == "POST" and form.is_valid():
        codes = issue_exit_codes(session=session, number=form.cleaned_data["number"], by=request.user)
    slips = [f"{code[:4]}-{code[4:]}" for code in codes]
    stored = ExitCode.objects.filter(session=session)
    wave = feedback_wave(session.pilot)
    response = render(request, "surveys/exit_codes.html", {
        "session": session, "programme": session.pilot.programme, "form": form, "issued": stored.count(),
        "wave": wave if wave is not None and wave.is_published else None,
        "address": address(reverse("surveys:enter-code")), "slips": slips,
        "for_device": {"session": str(session.pk), "codes": slips},
    })
    response["Cache-Control"] = "no-store"
    return response


@access(PUBLIC)
def answer_with_code(request: HttpRequest, code: str) -> HttpResponse:
    """The exit survey of the session to which a single-use code belongs; sending uses the code up."""
    if WRONG_CODES.is_over(address_of(request)):
        return render(request, "surveys/too_many.html", status=429)
    found = exit_code(code)
    wave = feedback_wave(found.session.pilot) if found else None
    if found is None or wave is None or not wave.is_published:
        WRONG_CODES.add(address_of(request))
        return render(request, "surveys/unknown_code.html", {"form": CodeForm()}, status=404)
    if found.is_used and not _is_stored(request, found):
        return render(request, "surveys/used_code.html", context_of(wave), status=410)
    with transaction.atomic():
        was_stored = _is_stored(request, found)
        response = answer_about(request, wave, session=found.session, cookie_path=request.path)
        is_sent = response.headers.get("Location") == reverse("surveys:done", args=[wave.slug])
        if is_sent and not was_stored and not use_exit_code(found):
            transaction.set_rollback(True)  # somebody else was faster with this code
            return render(request, "surveys/used_code.html", context_of(wave), status=410)
    return response


def _is_stored(request: HttpRequest, found: ExitCode) -> bool:
    """Whether this is a page sent again whose answers are stored already: it gets its receipt once more."""
    try:
        key = uuid.UUID(request.POST.get("q-response_id", ""))
    except ValueError:
        return False
    return Response.objects.filter(pk=key, session=found.session_id).exists()
