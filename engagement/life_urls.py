"""Addresses of the life of a session: plan, series, close, recap, registration, merge, reminders."""

from django.urls import path

from engagement.views import closing, feed, merging, planning, registration, reminders

SESSION = "sessions/<int:session_id>/"
urlpatterns = [
    path("programmes/<slug:programme_slug>/sessions/plan/", planning.session_plan, name="session-plan-new"),
    path(f"{SESSION}plan/", planning.session_plan_save, name="session-plan"),
    path(f"{SESSION}techniques/", planning.session_techniques, name="session-techniques"),
    path(f"{SESSION}series/", planning.session_series, name="session-series"),
    path(f"{SESSION}series/extend/", planning.session_series_extend, name="session-series-extend"),
    path(f"{SESSION}series/change/", planning.session_series_change, name="session-series-change"),
    path(f"{SESSION}wrap-up/", closing.session_wrap_up, name="session-wrap-up"),
    path(f"{SESSION}recap/", closing.session_recap, name="session-recap"),
    path("recap/<str:recap_code>/", closing.recap, name="recap"),
    path(f"{SESSION}merge/<int:twin_id>/", merging.session_merge, name="session-merge"),
    path(f"{SESSION}merge/<int:twin_id>/keep-both/", merging.session_keep_both, name="session-keep-both"),
    path(f"{SESSION}merges/<int:session_merge_id>/undo/", merging.session_unmerge, name="session-unmerge"),
    path(f"{SESSION}register/", registration.session_register, name="session-register"),
    path(f"{SESSION}registrations/", registration.session_registrations, name="session-registrations"),
    path(f"{SESSION}registrations/<int:registration_id>/", registration.registration_change,
         name="registration-change"),
    path("registrations/<str:cancel_token>/", registration.registration, name="registration"),
    path(f"{SESSION}session.ics", feed.session_calendar, name="session-calendar"),
    path("reminders/", reminders.reminders, name="reminders"),
]
