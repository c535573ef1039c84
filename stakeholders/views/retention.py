"""Whose name goes when: what the next run of the retention period would erase."""

import datetime as dt

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _

from foundation.accounts.access import access
from stakeholders.actions.retention import in_force_from, kept_names
from stakeholders.models import ContactDetails, Stakeholder
from stakeholders.views.finding import find_programme

PAGE_SIZE = 25
AHEAD = dt.timedelta(days=60)


@access("pilots.set_up_programme")
def retention_list(request: HttpRequest, programme_slug: str) -> HttpResponse:
    """People whose names go now or within sixty days, the next first."""
    programme = find_programme(request, programme_slug, "pilots.set_up_programme")
    today = timezone.localdate()
    kept = kept_names(programme=programme)
    soon = [one for one in kept if one.until <= today + AHEAD]
    page = Paginator(soon, PAGE_SIZE).get_page(request.GET.get("page"))
    people = Stakeholder.objects.filter(pk__in=[one.stakeholder for one in page]).with_names(request.user).in_bulk()
    starts = in_force_from(programme)
    stored = ContactDetails.objects.filter(
        stakeholder__programme=programme, stakeholder__kind=Stakeholder.Kind.PERSON).count()
    return render(request, "stakeholders/retention_list.html", {
        "programme": programme, "page_obj": page, "stored": stored, "days_ahead": AHEAD.days,
        "starts": starts if starts > today else None,
        "without_day": stored - len(kept) if programme.keep_names_months is not None else 0,
        "due_number": sum(one.until <= today for one in kept),
        "rows": [{"kept": one, "person": people.get(one.stakeholder), "is_due": one.until <= today} for one in page],
        "columns": [{"label": label} for label in (_("Name"), _("Last contact"), _("Goes on"))],
    })
