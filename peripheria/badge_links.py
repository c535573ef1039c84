"""The link to a person's check-in code of a session, as a placeholder of messages about it."""

from typing import Any

from django.conf import settings

from engagement.actions.checkin import CALLED_OFF, issue_badges
from engagement.models import Badge, Session
from stakeholders.models import Stakeholder
from stakeholders.personal_links import PersonalLink

ABOUT = "session:"


def _session(about_key: str) -> Any:
    """The session that a message is about, unless it was called off."""
    number = about_key.removeprefix(ABOUT)
    if not about_key.startswith(ABOUT) or not number.isdecimal():
        return None
    return Session.objects.exclude(status__in=CALLED_OFF).filter(pk=int(number)).first()


def _has_codes(about_key: str) -> bool:
    return _session(about_key) is not None


def _code_of(about_key: str, stakeholder: int) -> str:
    """The absolute address; the code is issued now where the person has none, who then counts as expected."""
    session, person = _session(about_key), Stakeholder.objects.filter(pk=stakeholder).first()
    if session is None or person is None:
        return ""
    issue_badges(session=session, people=[person], by=None)
    badge = Badge.objects.get(session=session, stakeholder=person)
    return settings.BASE_URL.rstrip("/") + badge.get_absolute_url()


BADGE_LINK = PersonalLink("badge_link", _has_codes, _code_of)
