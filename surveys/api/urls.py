"""``/api/v1/surveys/…``."""

from django.urls import path

from foundation.accounts.access import PUBLIC, access
from surveys.api.views import ResponsesView, SurveyView

urlpatterns = [
    path("surveys/<slug:wave_slug>/", access(PUBLIC)(SurveyView.as_view()), name="api-survey"),
    path("surveys/<slug:wave_slug>/responses/", access(PUBLIC)(ResponsesView.as_view()), name="api-survey-responses"),
]
