"""Addresses of the pilots' API."""

from django.urls import path

from pilots.api import views

urlpatterns = [
    path("pilots/", views.PilotList.as_view(), name="api-pilot-list"),
    path("pilots/<slug:pilot_slug>/", views.PilotDetail.as_view(), name="api-pilot"),
]
