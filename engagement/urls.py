"""Addresses of the engagement record."""

from django.urls import path

from engagement import life_urls, record_urls
from engagement.contact_urls import contact_patterns
from engagement.views import (
    attendance,
    attendance_list,
    capacity,
    checkin,
    checkin_badges,
    feed,
    listing,
    logging,
    methods,
    offline,
    outcomes,
    page,
    session_messages,
)

app_name = "engagement"
SESSION = "sessions/<int:session_id>/"
CAPACITY = "pilots/<slug:pilot_slug>/capacity/"
urlpatterns = [
    *contact_patterns,
    path("programmes/<slug:programme_slug>/sessions/", listing.session_list, name="session-list"),
    path("programmes/<slug:programme_slug>/methods/", methods.method_list, name="method-list"),
    path("programmes/<slug:programme_slug>/methods/<int:method_id>/", methods.method_switch, name="method-switch"),
    path("programmes/<slug:programme_slug>/sessions/log/", logging.session_log, name="session-log"),
    path(SESSION, page.session_detail, name="session-detail"),
    *life_urls.urlpatterns,
    path(f"{SESSION}close/", logging.session_close, name="session-close"),
    *(
        path(f"{SESSION}{section}/", page.session_save, {"section": section}, name=f"session-{section}")
        for section in ("facts", "heads", "level", "effort", "notes")
    ),
    path(f"{SESSION}group-heads/", attendance.session_group_heads, name="session-group-heads"),
    path(f"{SESSION}attendees/add/", attendance.session_attendee_add, name="session-attendee-add"),
    path(f"{SESSION}attendees/walk-in/", attendance.session_walk_in, name="session-walk-in"),
    path(f"{SESSION}attendees/<int:stakeholder_id>/remove/", attendance.session_attendee_remove,
         name="session-attendee-remove"),
    path(f"{SESSION}contributions/add/", outcomes.contribution_add, name="contribution-add"),
    path(f"{SESSION}contributions/<int:contribution_id>/", outcomes.contribution_change, name="contribution-change"),
    path(f"{SESSION}decisions/add/", outcomes.decision_add, name="decision-add"),
    path(f"{SESSION}decisions/<int:decision_id>/roles/add/", outcomes.decision_role_add, name="decision-role-add"),
    path(f"{SESSION}commitments/add/", outcomes.commitment_add, name="commitment-add"),
    path(f"{SESSION}commitments/<int:commitment_id>/", outcomes.commitment_change, name="commitment-change"),
    path(f"{SESSION}stated-total/", attendance.session_stated_total, name="session-stated-total"),
    path(f"{SESSION}attendees/search/", attendance.session_register_search, name="session-register-search"),
    path(f"{SESSION}attendees/list/", attendance_list.attendance_list, name="attendance-list"),
    path(f"{SESSION}check-in/", checkin.check_in_page, name="check-in"),
    path(f"{SESSION}check-in/arrivals/", checkin.check_in_arrivals, name="check-in-arrivals"),
    path(f"{SESSION}check-in/undo/", checkin.check_in_undo, name="check-in-undo"),
    path(f"{SESSION}check-in/state/", checkin.check_in_state, name="check-in-state"),
    path(f"{SESSION}badges/", checkin_badges.badge_sheet, name="badges"),
    path(f"{SESSION}badges.pdf", checkin_badges.badge_pdf, name="badge-pdf"),
    path("badges/<str:token>/", checkin_badges.badge, name="badge"),
    path("badges/<str:token>/qr.svg", checkin_badges.badge_qr, name="badge-qr"),
    path("device/pass/", offline.device_pass, name="device-pass"),
    path("programmes/<slug:programme_slug>/sessions/log/queued/", offline.session_log_queued,
         name="session-log-queued"),
    *record_urls.urlpatterns,
    path("pilots/<slug:pilot_slug>/sessions.ics", feed.pilot_calendar, name="pilot-calendar"),
    path(CAPACITY, capacity.capacity, name="capacity"),
    path(f"{CAPACITY}obstacles/add/", capacity.obstacle_add, name="obstacle-add"),
    path(f"{CAPACITY}obstacles/<int:obstacle_id>/", capacity.obstacle_change, name="obstacle-change"),
    path(f"{CAPACITY}skills/", capacity.skills_save, name="skills-save"),
    path(f"{CAPACITY}living-lab/", capacity.living_lab_save, name="living-lab-save"),
    path("stakeholders/<int:stakeholder_id>/sessions/", listing.stakeholder_sessions, name="stakeholder-sessions"),
    path(f"{SESSION}messages/", session_messages.session_messages, name="session-messages"),
]
