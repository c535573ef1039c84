"""The mail to who registered with an address."""

from django.conf import settings
from django.core.mail import send_mail
from django.utils.formats import date_format, time_format
from django.utils.translation import gettext as _

from engagement.choices import RegistrationStatus
from engagement.models import Registration
from stakeholders.models import ContactDetails


def _must_not_be_written_to(row: Registration) -> bool:
    """Whether the register knows the person and says so: then also a receipt stays away."""
    details = ContactDetails.objects.filter(stakeholder=row.stakeholder_id)
    return details.filter(do_not_contact=True).exists()


def confirm_registration(registration_id: int, status: str) -> bool:
    """Send the confirmation for ``status``; nothing where the registration is gone or has become something else."""
    row = Registration.objects.select_related("session__method", "session__pilot").filter(
        pk=registration_id, status=status).first()
    if row is None or not row.email or _must_not_be_written_to(row):
        return False
    session = row.session
    when = date_format(session.held_on, "j F Y")
    if session.start_time:
        when += ", " + time_format(session.start_time, "H:i")
    waiting = row.status == RegistrationStatus.WAITING
    first = _("You are on the waiting list.") if waiting else _("You are registered.")
    where = [session.place] if session.place else []
    send_mail(
        f"{session} – {first}",
        "\n".join([_("Hello %(name)s,") % {"name": row.name}, "", first, "", str(session), when, *where, "",
                   _("To see or cancel your registration: %(link)s") % {
                       "link": settings.BASE_URL + row.get_absolute_url()}]),
        None, [row.email],
    )
    return True
