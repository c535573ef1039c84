"""Addresses of surveys: short public ones, and the pages of the workspace."""

from django.urls import include, path

from surveys import exit_codes, public, views

app_name = "surveys"
urlpatterns = [
    path("s/<slug:wave_slug>/", public.start, name="answer"),
    path("s/<slug:wave_slug>/questions/", public.questions, name="questions"),
    path("s/<slug:wave_slug>/done/", public.done, name="done"),
    path("s/<slug:wave_slug>/withdraw/", public.withdraw, name="withdraw"),
    path("f/", public.enter_code, name="enter-code"),
    path("f/<str:feedback_code>/", public.feedback, name="feedback"),
    path("x/<str:code>/", exit_codes.answer_with_code, name="answer-with-code"),
    path("sessions/<int:session_id>/exit-codes/", exit_codes.exit_codes, name="exit-codes"),
    path("programmes/<slug:programme_slug>/surveys/", views.survey_list, name="survey-list"),
    path("surveys/<slug:wave_slug>/", views.wave_detail, name="wave-detail"),
    path("surveys/<slug:wave_slug>/qr.svg", views.wave_qr, name="wave-qr"),
    path("sessions/<int:session_id>/feedback-code/", views.session_feedback_code, name="session-feedback-code"),
    path("sessions/<int:session_id>/feedback-code/qr.svg", views.session_qr, name="session-qr"),
    path("", include("surveys.urls_results")),
    path("", include("surveys.urls_editing")),
    path("", include("surveys.urls_forms")),
    path("", include("surveys.urls_exports")),
    path("", include("surveys.urls_share")),
]
