"""Addresses of a pilot's set-up."""

from django.urls import path

from pilots import views

app_name = "pilots"
SET_UP = "pilots/<slug:pilot_slug>/set-up/"
urlpatterns = [
    path(SET_UP, views.set_up, name="set-up"),
    path(f"{SET_UP}facts/", views.facts_save, name="facts-save"),
    path(f"{SET_UP}phases/", views.phases_save, name="phases-save"),
    path(f"{SET_UP}services/", views.service_save, name="service-add"),
    path(f"{SET_UP}services/<int:service_id>/", views.service_save, name="service-save"),
    path(f"{SET_UP}impacts/", views.impact_save, name="impact-add"),
    path(f"{SET_UP}impacts/<int:impact_id>/", views.impact_save, name="impact-save"),
    path(f"{SET_UP}impacts/<int:impact_id>/observations/", views.impact_observe, name="impact-observe"),
    path(f"{SET_UP}census/", views.census_save, name="census-save"),
    path(f"{SET_UP}publication/", views.publication, name="publication"),
]
