"""Answering a survey, page by page: what was typed is kept on the server at every step, with or without a script."""

import uuid
from dataclasses import dataclass
from typing import Any
from zoneinfo import ZoneInfo

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import check_for_language, get_language
from django.utils.translation import gettext as _

from engagement.choices import SessionStatus
from engagement.models import Session
from surveys.actions.drafts import draft_of, save_draft
from surveys.actions.submit import ConflictError, InvalidAnswersError, WaveClosedError, definition_of, submit_response
from surveys.choices import AnswerChannel
from surveys.definition import Definition, Group
from surveys.forms import AnswerForm
from surveys.forms.answering import every_item
from surveys.interview.for_browser import browser_data
from surveys.limits import SUBMISSIONS, address_of
from surveys.models import Wave
from surveys.paging import Page, pages_of
from surveys.reviewing import answers_by_page, errors_by_page, page_is_asked

DRAFT = "draft"  # cookie with the token of the draft, for the path of one survey only
RECEIPT = "receipt"  # signed cookie with the receipt, for the page that shows it
DRAFT_LIVES = 60 * 60 * 24 * 30
RECEIPT_LIVES = 60 * 60
REVIEW = "review"
FURTHER = ("next", "back", "send")  # buttons that lead away from the page


@dataclass(frozen=True)
class Asking:
    """One request of a person who answers a wave, perhaps about a session. number: of the page, from 1; 0: review."""

    request: HttpRequest
    wave: Wave
    session: Session | None
    cookie_path: str
    definition: Definition
    pages: tuple[Page, ...]
    number: int

    @property
    def elements(self) -> Page:
        """What stands on the page; nothing can be typed on the review page."""
        return self.pages[self.number - 1] if self.number else ()

    def address(self, number: int) -> str:
        """The address of a page."""
        if len(self.pages) == 1:
            return self.request.path
        return f"{self.request.path}?page={number or REVIEW}"

    def form(self, answers: dict[str, Any], key: uuid.UUID, *, is_sent: bool = False) -> AnswerForm:
        """The form of the page, with what was answered so far."""
        language = (get_language() or "en").split("-")[0]
        return AnswerForm(
            self.request.POST if is_sent else None, self.request.FILES if is_sent else None,
            definition=self.definition, language=language, answers=answers, key=key, elements=self.elements,
            now=timezone.localtime(timezone=ZoneInfo(self.wave.pilot.time_zone)),
        )


def context_of(wave: Wave) -> dict[str, Any]:
    """What every page of a survey shows."""
    definition = definition_of(wave.version)
    return {"wave": wave, "pilot": wave.pilot, "definition": definition, "current_programme": wave.pilot.programme,
            "minutes": max(1, round(len(definition.questions) / 5))}


def may_be_rated(session: Session) -> bool:
    """Only what took place, or is still planned (its status may be set the day after), has feedback."""
    return session.status in {SessionStatus.HELD, SessionStatus.PLANNED}


def answer_about(request: HttpRequest, wave: Wave, *, cookie_path: str, session: Session | None = None) -> HttpResponse:
    """Show the questions, keep what was typed, or take the answers in."""
    if not wave.accepts_at() or (session is not None and not may_be_rated(session)):
        return render(request, "surveys/closed.html", context_of(wave) | {"session": session}, status=410)
    definition = definition_of(wave.version)
    pages = pages_of(definition)
    asking = Asking(request, wave, session, cookie_path, definition, pages, _number(request, len(pages)))
    draft = draft_of(wave, request.COOKIES.get(DRAFT, ""))
    answers, key = (draft.answers, draft.response_id) if draft else ({}, uuid.uuid4())
    if request.method != "POST":
        return _shown(asking, asking.form(answers, key))
    form = asking.form(answers, key, is_sent=True)
    return _taken(asking, form, form.key() or key)


def _number(request: HttpRequest, pages: int) -> int:
    asked = request.GET.get("page", "1")
    if asked == REVIEW and pages > 1:
        return 0
    return min(int(asked), pages) if asked.isdecimal() and len(asked) < 5 and int(asked) > 0 else 1


def _taken(asking: Asking, form: AnswerForm, key: uuid.UUID) -> HttpResponse:
    """What the button asks for, after what was typed has been kept."""
    request = asking.request
    wanted, action = request.POST.get("language", ""), request.POST.get("action", "send")
    if not wanted and action == "send" and form.is_valid() and not form.checked.errors:
        return _send(asking, form, key)
    if action.startswith(("add:", "remove:")):
        _change_rows(asking.definition, form.answers, *action.split(":", 1))
    token = save_draft(wave=asking.wave, token=request.COOKIES.get(DRAFT, ""), response_id=key, answers=form.given(),
                       language=form.language)
    response = _after_saving(asking, form, wanted, action)
    response.set_cookie(DRAFT, token, max_age=DRAFT_LIVES, path=asking.cookie_path, httponly=True, samesite="Lax",
                        secure=settings.HTTPS)
    return response


def _after_saving(asking: Asking, form: AnswerForm, wanted: str, action: str) -> HttpResponse:
    """Where the person lands after the draft was kept."""
    here = asking.address(asking.number)
    if wanted:
        response = redirect(here)
        if wanted in dict(settings.LANGUAGES) and check_for_language(wanted):
            response.set_cookie(settings.LANGUAGE_COOKIE_NAME, wanted, max_age=DRAFT_LIVES, samesite="Lax")
        return response
    if asking.request.headers.get("X-Draft"):
        return HttpResponse(status=204)
    if action == "save":
        return redirect(f"{here}{'&' if '?' in here else '?'}saved=1")
    if ":" in action:
        return redirect(f"{here}#repeat-{action.split(':', 1)[1]}")
    if action == "back":
        return redirect(asking.address(_before(asking, form)))
    if not form.is_valid() or action == "send":
        return _shown(asking, form)
    if newly := _newly_asked(asking, form):
        return _shown(asking, form, newly=newly)
    return redirect(asking.address(_after(asking, form)))


def _newly_asked(asking: Asking, form: AnswerForm) -> int:
    """How many questions of this page the answers to it opened: they were not there to be answered."""
    shown = set(asking.request.POST.get("shown", "").split())
    if asking.definition.is_plain or not shown:
        return 0
    return len(_names_asked(form) - shown)


def _names_asked(form: AnswerForm) -> set[str]:
    hidden = {inner.name for item in every_item(form.items) if not item.is_asked for inner in every_item([item])}
    return {item.name for item in every_item(form.items) if item.kind == "question"} - hidden


def _before(asking: Asking, form: AnswerForm) -> int:
    numbers = range((asking.number or len(asking.pages) + 1) - 1, 0, -1)
    return next((n for n in numbers if page_is_asked(asking.pages[n - 1], form.interview)), 1)


def _after(asking: Asking, form: AnswerForm) -> int:
    """The next page with something to ask, or the review (0)."""
    numbers = range(asking.number + 1, len(asking.pages) + 1)
    return next((n for n in numbers if page_is_asked(asking.pages[n - 1], form.interview)), 0)


def _change_rows(definition: Definition, answers: dict[str, Any], change: str, name: str) -> None:
    """Add a row to a repeat, or take its last one away; ``name`` as in ``people`` or ``people.0.pets``."""
    *outer, code = name.split(".")
    place = definition.place_of.get(code)
    if place is None or not isinstance(place.element, Group) or place.element.kind != "repeat":
        return
    document: Any = answers
    for repeat, number in zip(outer[::2], outer[1::2], strict=False):
        rows = document.get(repeat) or []
        if not number.isdecimal() or int(number) >= len(rows):
            return
        document = rows[int(number)]
    rows = [*(document.get(code) or [])]
    document[code] = [*rows, {}] if change == "add" else rows[:-1]


def _shown(asking: Asking, form: AnswerForm, **more: Any) -> HttpResponse:
    status = 422 if form.is_bound and (form.errors or not asking.number and form.checked.errors) else 200
    context = context_of(asking.wave) | {
        "form": form, "session": asking.session, "languages": settings.LANGUAGES, "number": asking.number,
        "page_count": len(asking.pages), "here": asking.address(asking.number),
        "percent": round(100 * ((asking.number or len(asking.pages) + 1) - 1) / len(asking.pages)),
    } | more
    if asking.number and not asking.definition.is_plain:
        context |= {"shown": " ".join(sorted(_names_asked(form))), "interview": browser_data(form.interview)}
    if asking.number:
        return render(asking.request, "surveys/questions.html", context, status=status)
    context["pages"] = answers_by_page(asking.pages, form.interview, asking.address)
    context["problems"] = errors_by_page(asking.pages, form.interview, form.checked.errors, asking.address)
    return render(asking.request, "surveys/review.html", context, status=status)


def _send(asking: Asking, form: AnswerForm, key: uuid.UUID) -> HttpResponse:
    request, wave, session = asking.request, asking.wave, asking.session
    if not SUBMISSIONS.add(f"{address_of(request)} {wave.slug}"):
        return render(request, "surveys/too_many.html", status=429)
    try:
        receipt = submit_response(
            wave=wave, response_id=key, answers=form.answers_to_send(), language=get_language() or "",
            channel=AnswerChannel.QR if session else AnswerChannel.LINK, session=session,
            draft_token=request.COOKIES.get(DRAFT, ""),
        )
    except ConflictError:
        sentence = _("These answers differ from those you have sent already. Open the survey anew to send more.")
        form.add_error(None, sentence)
        return _shown(asking, form, has_conflict=True)
    except (WaveClosedError, InvalidAnswersError):
        return render(request, "surveys/closed.html", context_of(wave), status=410)
    response = redirect("surveys:done", wave.slug)
    response.delete_cookie(DRAFT, path=asking.cookie_path)
    response.set_signed_cookie(RECEIPT, receipt.code, salt=wave.slug, max_age=RECEIPT_LIVES, httponly=True,
                               samesite="Lax", secure=settings.HTTPS, path=reverse("surveys:done", args=[wave.slug]))
    return response
