"""Addresses under ``/api/v1/``."""

from django.urls import path

from engagement.api.views import SessionDetail, SessionList

urlpatterns = [
    path("sessions/", SessionList.as_view(), name="api-session-list"),
    path("sessions/<int:session_id>/", SessionDetail.as_view(), name="api-session-detail"),
]
