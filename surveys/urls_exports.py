"""Addresses of the tables of answers."""

from django.urls import path

from surveys import views_exports

urlpatterns = [
    path("surveys/<slug:wave_slug>/answers/", views_exports.export_list, name="exports"),
    path("surveys/<slug:wave_slug>/answers/<int:export_id>/", views_exports.export_download, name="export-download"),
]
