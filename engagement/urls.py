"""Addresses of the engagement record."""

from django.urls import path

from engagement import views

app_name = "engagement"
urlpatterns = [
    path("programmes/<slug:programme_slug>/sessions/", views.session_list, name="session-list"),
    path("programmes/<slug:programme_slug>/sessions/log/", views.session_log, name="session-log"),
    path("sessions/<int:session_id>/", views.session_detail, name="session-detail"),
]
