"""What anybody may read: home, a pilot, privacy and accessibility."""

import hashlib
from typing import Any

from django.core.cache import cache
from django.db.models import Count, F, Prefetch, Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.safestring import mark_safe
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from engagement.choices import ContributionStatus
from engagement.models import Attachment, Commitment, Contribution, Session
from foundation.accounts.access import PUBLIC, access, visible_or_404
from foundation.charts.europe_map import Pin, europe_map
from foundation.translated import in_language
from indicators.models import IndicatorValue
from indicators.presentation import Shown, shown_all
from pilots.models import Pilot
from pilots.vocabularies import load_vocabulary
from surveys.models import Wave

PUBLIC_INDICATORS = ("participants", "sessions_held", "person_hours", "stakeholder_diversity", "influence_rate",
                     "feedback_closure_60d")
MAP_SECONDS = 3600
PUBLISHED_SHOWN = 20


@access(PUBLIC)
def home(request: HttpRequest) -> HttpResponse:
    """What this is, the map of pilots with the list as its twin, open surveys, coming sessions."""
    pilots = list(Pilot.objects.public().select_related("programme").order_by("programme__name", "name"))
    context = {
        "pilots": pilots,
        "programmes": _by_programme(pilots),
        "map": pilots_map(pilots),
        "waves": _open_waves(pilots)[:6],
        "coming": _coming(pilots)[:6],
    }
    return render(request, "public/home.html", context)


@access(PUBLIC)
def pilot_public(request: HttpRequest, pilot_slug: str) -> HttpResponse:
    """One pilot: story, phases, coming sessions, surveys, "you said – we did", public indicators."""
    pilot = visible_or_404(Pilot.objects.public().select_related("programme"), slug=pilot_slug)
    sessions = Session.objects.filter(pilot=pilot)
    context = {
        "pilot": pilot,
        "arena": label_of("arena_types", pilot.arena_type),
        "mandate": pilot.mandate_reference or label_of("mandates", pilot.mandate),
        "governance": label_of("governance_forms", pilot.governance_form),
        "phases": [phase_item(phase, pilot) for phase in sorted(pilot.phases.all(), key=_phase_order)],
        "coming": sessions.coming(pilot.local_date()).select_related("method", "plan").order_by("held_on")[:5],
        "held_count": sessions.held().count(),
        "waves": _open_waves([pilot]),
        "answered": _you_said_we_did(pilot),
        "attachments": Attachment.objects.published().filter(pilot=pilot).select_related("stored")[:PUBLISHED_SHOWN],
        "values": _public_values(pilot),
        "services": pilot.services.all(),
        "organisations": pilot.involvements.current().filter(stakeholder__kind="organisation").select_related(
            "stakeholder"),
    }
    return render(request, "public/pilot.html", context)


@access(PUBLIC)
def accessibility(request: HttpRequest) -> HttpResponse:
    """How accessible the site is, and whom to tell."""
    return render(request, "public/accessibility.html")


@access(PUBLIC)
def privacy(request: HttpRequest) -> HttpResponse:
    """What is stored about whom, in plain words."""
    return render(request, "public/privacy.html")


def pilots_map(pilots: list[Pilot]) -> str:
    """The map as SVG, cached by what it shows; "" where no pilot has coordinates."""
    pins = [
        Pin(pilot.name, pilot.get_absolute_url(), pilot.latitude, pilot.longitude, pilot.coordinates_approximate)
        for pilot in pilots if pilot.latitude is not None and pilot.longitude is not None
    ]
    if not pins:
        return ""
    shown = sorted((pin.label, pin.href, pin.latitude, pin.longitude) for pin in pins)
    key = f"pilots-map-{get_language()}-{hash_of(shown)}"
    svg = cache.get(key)
    if svg is None:
        svg = europe_map(pins, _("Map of the pilots"), approximate=_("approximate place"))
        cache.set(key, svg, MAP_SECONDS)
    return mark_safe(svg)  # noqa: S308  europe_map escapes every text


def hash_of(shown: Any) -> str:
    """A short stable name for what a cached picture shows."""
    return hashlib.sha256(repr(shown).encode()).hexdigest()[:16]


def label_of(vocabulary: str, code: str) -> str:
    """The reader's word for a code of a vocabulary; the code itself where a programme uses its own."""
    return next((in_language(term.label) for term in load_vocabulary(vocabulary) if term.code == code), code)


def _by_programme(pilots: list[Pilot]) -> list[dict[str, Any]]:
    programmes: dict[int, dict[str, Any]] = {}
    for pilot in pilots:
        entry = programmes.setdefault(pilot.programme_id, {"programme": pilot.programme, "pilots": []})
        entry["pilots"].append(pilot)
    return list(programmes.values())


def _open_waves(pilots: list[Pilot]) -> Any:
    return (
        Wave.objects.accepting().filter(pilot__in=pilots, is_listed=True)
        .exclude(questionnaire__code="session_feedback")
        .select_related("pilot", "questionnaire").order_by("pilot__name")
    )


def _coming(pilots: list[Pilot]) -> Any:
    return (
        Session.objects.coming(timezone.localdate()).filter(pilot__in=pilots)
        .select_related("pilot", "method").order_by("held_on")
    )


def _phase_order(phase: Any) -> int:
    return ["commission", "design", "deliver", "assess"].index(phase.code)


def phase_item(phase: Any, pilot: Pilot) -> dict[str, Any]:
    """A phase for the timeline component: finished, running or upcoming on the pilot's own day."""
    today = pilot.local_date()
    start, end = phase.actual_start or phase.planned_start, phase.actual_end or phase.planned_end
    if phase.actual_end and phase.actual_end <= today:
        state, label = "done", _("Finished")
    elif phase.actual_start and phase.actual_start <= today:
        state, label = "now", _("Running")
    else:
        state, label = "next", _("Upcoming")
    days = [f"{day:%Y-%m}" if day else "…" for day in (start, end)]
    return {"title": phase.get_code_display(), "when": " – ".join(days), "state": state, "state_label": label}


def _you_said_we_did(pilot: Pilot) -> dict[str, Any]:
    """Counts of all, and what was published, newest first, in its public wording; who said it is never shown."""
    accepted = [ContributionStatus.ACCEPTED, ContributionStatus.ACCEPTED_IN_PART, ContributionStatus.IMPLEMENTED]
    counts = Contribution.objects.filter(pilot=pilot).aggregate(
        received=Count("pk"), accepted=Count("pk", filter=Q(status__in=accepted)),
        implemented=Count("pk", filter=Q(status=ContributionStatus.IMPLEMENTED)),
        told=Count("pk", filter=Q(answered_on__isnull=False)),
    )
    promises = Commitment.objects.filter(pilot=pilot).published().exclude(decision="rejected").order_by("-pk")
    said = Contribution.objects.filter(pilot=pilot).published().prefetch_related(
        Prefetch("commitments", promises, to_attr="public_promises")
    ).order_by(F("answered_on").desc(nulls_last=True), "-pk")[:PUBLISHED_SHOWN]
    alone = promises.exclude(contribution__published_at__isnull=False)
    return {"said": list(said), "counts": counts, "promises": list(alone[:PUBLISHED_SHOWN])}


def _public_values(pilot: Pilot) -> list[Shown]:
    found = {
        value.indicator: value
        for value in IndicatorValue.objects.current().all_time().filter(
            pilot=pilot, indicator__in=PUBLIC_INDICATORS, method="")
    }
    return shown_all([found[code] for code in PUBLIC_INDICATORS if code in found], currency=pilot.programme.currency)
