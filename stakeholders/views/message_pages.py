"""What the page of a message shows: before it is released, and after."""

from typing import Any

from django.core.paginator import Paginator
from django.db.models import Count
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _

from stakeholders.actions.message_recipients import Sorted, digest_of, sort_out
from stakeholders.actions.message_texts import mail_for
from stakeholders.actions.messages import is_being_sent, sending_jobs
from stakeholders.message_reasons import LABELS, LeftOut
from stakeholders.models import Message, MessageRecipient, Stakeholder

PAGE_SIZE = 50
NAMES_SHOWN = 50  # of those left out for one reason
COLORS = {
    "queued": "neutral", "sending": "info", "sent": "success", "failed": "danger", "skipped": "warning",
    "cancelled": "neutral", "unknown": "warning",
}


def render_draft(request: HttpRequest, message: Message) -> HttpResponse:
    """The exact recipients, those left out by reason, the mail as one recipient gets it, and the button to send."""
    recipients = sort_out(message, request.user)
    page = Paginator(list(recipients.to), PAGE_SIZE).get_page(request.GET.get("page"))
    groups = _left_out(recipients)
    chosen = request.GET.get("as", "")
    as_key = int(chosen) if chosen.isdecimal() and int(chosen) in recipients.to else next(iter(recipients.to), None)
    names = _names(request.user, [*page.object_list, *(key for group in groups for key in group["keys"]),
                                  *([as_key] if as_key else [])])
    for group in groups:
        group["names"] = [names.get(key, "–") for key in group["keys"]]
    return render(request, "stakeholders/message_draft.html", {
        "message_row": message, "programme": message.programme, "seen": digest_of(message, recipients),
        "number": len(recipients.to), "left_out_number": len(recipients.left_out), "left_out": groups, "page_obj": page,
        "people": [{"key": key, "name": names.get(key, "–"), "is_shown": key == as_key} for key in page.object_list],
        "mail": _preview(message, recipients, as_key, names), "as_name": names.get(as_key or 0, ""),
        "texts_missing": [code for code in message.programme.languages if code not in message.texts],
    })


def render_progress(request: HttpRequest, message: Message) -> HttpResponse:
    """How many are where, and each recipient's status; htmx asks again as long as something is on its way."""
    states = MessageRecipient.State
    counts = dict(message.recipients.order_by().values_list("state").annotate(number=Count("pk")))
    wanted = request.GET.get("state", "")
    rows = message.recipients.order_by("pk").values("stakeholder", "state", "reason", "sent_at", "attempts",
                                                    "claimed_until")
    if wanted in states.values:
        rows = rows.filter(state=wanted)
    page = Paginator(rows, PAGE_SIZE).get_page(request.GET.get("page"))
    names = _names(request.user, [row["stakeholder"] for row in page.object_list])
    is_running = is_being_sent(message)
    waiting = counts.get(states.QUEUED, 0)
    context = {
        "message_row": message, "programme": message.programme, "page_obj": page, "wanted": wanted,
        "counts": [{"state": value, "label": label, "number": counts[value]}
                   for value, label in states.choices if counts.get(value)],
        "rows": [_status(row, names) for row in page.object_list],
        "waiting": waiting, "is_running": is_running and bool(waiting or counts.get(states.SENDING)),
        "is_stuck": bool(waiting) and not is_running and message.state == Message.State.RELEASED,
        "failure": _failure(message) if waiting and not is_running else "",
        "columns": [{"label": label} for label in (_("Recipient"), _("Status"), _("Reason"), _("Sent"))],
        "mail_subject": next(iter(message.texts.values()), {}).get("subject", ""),
    }
    piece = request.headers.get("HX-Target") == "progress"
    return render(request, "stakeholders/_message_progress.html" if piece else "stakeholders/message_progress.html",
                  context)


def _left_out(recipients: Sorted) -> list[dict[str, Any]]:
    """By reason in the order of the reasons, with the keys of the first ones."""
    by_reason: dict[str, list[int]] = {}
    for key, reason in recipients.left_out.items():
        by_reason.setdefault(reason, []).append(key)
    return [
        {"label": LABELS[reason], "number": len(by_reason[reason]), "keys": by_reason[reason][:NAMES_SHOWN],
         "more": max(0, len(by_reason[reason]) - NAMES_SHOWN)}
        for reason in LeftOut.values if reason in by_reason
    ]


def _names(user: Any, keys: list[int]) -> dict[int, str]:
    """What the user may call them: a name by permission, else the pseudonym."""
    people = Stakeholder.objects.filter(pk__in=keys).with_names(user)
    return {person.pk: person.shown_name or str(person) for person in people}


def _preview(message: Message, recipients: Sorted, key: int | None, names: dict[int, str]) -> Any:
    """The mail as that recipient would get it; without recipients as somebody would."""
    if not message.texts:
        return None
    row = MessageRecipient(message=message, stakeholder_id=key, language=recipients.to.get(key, "") if key else "")
    return mail_for(message, row, names.get(key or 0, _("(name)")))


def _status(row: dict[str, Any], names: dict[int, str]) -> dict[str, Any]:
    states = MessageRecipient.State
    state = row["state"]
    if state == states.SENDING and row["claimed_until"] < timezone.now():
        state = states.UNKNOWN  # nobody has come back to say it
    reason = LABELS.get(row["reason"], row["reason"])
    if state == states.UNKNOWN:
        reason = _("It was being sent when the sender stopped; it is not sent again.")
    elif state == states.QUEUED and row["attempts"]:
        reason = _("The mail server had no time; tried again later.")
    return {"name": names.get(row["stakeholder"], "–"), "label": states(state).label, "color": COLORS[state],
            "reason": reason, "sent_at": row["sent_at"]}


def _failure(message: Message) -> str:
    """Why the last job failed, "" if it did not."""
    job = sending_jobs(message).order_by("-created_at").first()
    return job.message if job is not None and job.state == "failed" else ""
