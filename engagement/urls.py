"""Addresses of the engagement record."""

from django.urls import path

from engagement.views import attendance, capacity, feed, listing, logging, outcomes, outcomes_edit, page, trace

app_name = "engagement"
SESSION = "sessions/<int:session_id>/"
CAPACITY = "pilots/<slug:pilot_slug>/capacity/"
OUTCOMES = ("contribution", "decision", "commitment")
urlpatterns = [
    path("programmes/<slug:programme_slug>/sessions/", listing.session_list, name="session-list"),
    path("programmes/<slug:programme_slug>/sessions/log/", logging.session_log, name="session-log"),
    path(SESSION, page.session_detail, name="session-detail"),
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
    *(path(f"{name}s/<int:{name}_id>/", getattr(outcomes_edit, f"{name}_edit"), name=f"{name}-edit")
      for name in OUTCOMES),
    *(path(f"{name}s/<int:{name}_id>/remove/", getattr(outcomes_edit, f"{name}_remove"), name=f"{name}-remove")
      for name in OUTCOMES),
    path("contributions/<int:contribution_id>/publish/", outcomes_edit.contribution_publish,
         name="contribution-publish"),
    path("commitments/<int:commitment_id>/publish/", outcomes_edit.commitment_publish, name="commitment-publish"),
    path("decisions/<int:decision_id>/review/", outcomes_edit.decision_review, name="decision-review"),
    path("decisions/<int:decision_id>/roles/add/", outcomes_edit.decision_party_add, name="decision-party-add"),
    path("decisions/<int:decision_id>/roles/<int:role_id>/remove/", outcomes_edit.decision_role_remove,
         name="decision-role-remove"),
    path("pilots/<slug:pilot_slug>/trace/", trace.trace, name="trace"),
    path("pilots/<slug:pilot_slug>/trace/<int:contribution_id>/", trace.trace_contribution,
         name="trace-contribution"),
    path("pilots/<slug:pilot_slug>/sessions.ics", feed.pilot_calendar, name="pilot-calendar"),
    path(CAPACITY, capacity.capacity, name="capacity"),
    path(f"{CAPACITY}obstacles/add/", capacity.obstacle_add, name="obstacle-add"),
    path(f"{CAPACITY}obstacles/<int:obstacle_id>/", capacity.obstacle_change, name="obstacle-change"),
    path(f"{CAPACITY}skills/", capacity.skills_save, name="skills-save"),
    path(f"{CAPACITY}living-lab/", capacity.living_lab_save, name="living-lab-save"),
    path("stakeholders/<int:stakeholder_id>/sessions/", listing.stakeholder_sessions, name="stakeholder-sessions"),
]
