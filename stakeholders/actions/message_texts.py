"""Turn a message into the mail of one person: language, placeholders, plain text and HTML, the link to unsubscribe."""

import datetime as dt
from dataclasses import dataclass
from email.utils import formataddr
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.core import signing
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import formats, translation

from foundation.translated import in_language
from stakeholders.models import Message, MessageRecipient
from stakeholders.personal_links import links_for
from stakeholders.placeholders import fill, used_in

SALT = "stakeholders.unsubscribe"


@dataclass(frozen=True)
class Mail:
    """What goes to one person; ``unsubscribe`` is an absolute address."""

    subject: str
    text: str
    html: str
    language: str
    sender: str
    unsubscribe: str
    message_id: str
    reply_to: str = ""


def unsubscribe_address(recipient: MessageRecipient) -> str:
    """The absolute, signed address at which this person ends and takes back the consent for e-mail."""
    token = signing.Signer(salt=SALT).sign_object([recipient.pk, recipient.stakeholder_id], compress=False)
    return settings.BASE_URL.rstrip("/") + reverse("stakeholders:unsubscribe", args=[token])


def language_for(message: Message, wanted: str) -> str:
    """The language of the message nearest to the wanted one: itself, without its region, the programme's default."""
    for code in (wanted, wanted.split("-")[0], message.programme.default_language, "en"):
        if code in message.texts:
            return code
    return next(iter(message.texts))


def mail_for(message: Message, recipient: MessageRecipient, name: str) -> Mail:
    """The mail to one person. ``recipient`` may be unsaved (a preview): then the unsubscribe link leads nowhere."""
    language = language_for(message, recipient.language or message.programme.default_language)
    link = unsubscribe_address(recipient) if recipient.pk else f"{settings.BASE_URL.rstrip('/')}/unsubscribe/…/"
    with translation.override(language):
        values = _values(message, name, link, language)
        wording = message.texts[language]
        values |= links_for(message.about_key, recipient.stakeholder_id if recipient.pk else None,
                            used_in(wording["subject"] + wording["body"]))
        subject = " ".join(fill(wording["subject"], values).split())
        text = fill(wording["body"], values).strip()
        if "unsubscribe" not in used_in(wording["body"]):
            text += "\n\n" + translation.gettext("Unsubscribe: %(link)s") % {"link": link}
        html = render_to_string("stakeholders/message_mail.html", {
            "subject": subject, "text": text, "language": language, "sender": values["programme"]})
    host = urlsplit(settings.BASE_URL).hostname or "localhost"
    return Mail(
        subject=subject, text=text + "\n", html=html, language=language, unsubscribe=link,
        sender=formataddr((message.programme.name, settings.DEFAULT_FROM_EMAIL)),
        # the same for every attempt, so that a receiver can tell a repetition
        message_id=f"<message-{message.pk}-{recipient.pk or 0}@{host}>",
        reply_to=message.created_by.email if message.created_by else "",
    )


def _values(message: Message, name: str, link: str, language: str) -> dict[str, str]:
    about: dict[str, Any] = message.about
    programme = message.programme.name
    return {
        "name": name, "unsubscribe": link, "programme": programme,
        "pilot": message.pilot.name if message.pilot else programme,
        "session_title": in_language(about.get("session_title"), language), "date": _day(about),
        **{key: str(about.get(key) or "") for key in ("place", "registration_link", "feedback_link", "recap_link")},
    }


def _day(about: dict[str, Any]) -> str:
    """The day, and the time where it is known, in the active language."""
    if not about.get("date"):
        return ""
    day = formats.date_format(dt.date.fromisoformat(about["date"]), "DATE_FORMAT")
    if not about.get("time"):
        return day
    return f"{day}, {formats.time_format(dt.time.fromisoformat(about['time']), 'TIME_FORMAT')}"
