"""Addresses of the tables of answers."""

from django.urls import path

from surveys import views_exports

urlpatterns = [
    path("surveys/<slug:wave_slug>/answers/", views_exports.export_list, name="exports"),
    path("surveys/<slug:wave_slug>/answers/operational/<int:operational_export_id>/",
         views_exports.download_operational, name="export-operational"),
    path("surveys/<slug:wave_slug>/answers/research/<int:research_export_id>/",
         views_exports.download_research, name="export-research"),
]
