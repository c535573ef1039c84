"""Addresses of the set-up of programmes and pilots."""

from django.urls import path

from pilots.views import copying, pilot, programme, team

app_name = "pilots"
SET_UP = "pilots/<slug:pilot_slug>/set-up/"
PROGRAMME = "programmes/<slug:programme_slug>/"
urlpatterns = [
    path(f"{PROGRAMME}set-up/", programme.programme_set_up, name="programme"),
    path(f"{PROGRAMME}pilots/add/", programme.pilot_add, name="pilot-add"),
    path(f"{PROGRAMME}team/", team.team, name="team"),
    path(f"{PROGRAMME}team/<int:membership_id>/", team.member_change, name="member-change"),
    path(f"{PROGRAMME}team/<int:membership_id>/remove/", team.member_remove, name="member-remove"),
    path(SET_UP, pilot.set_up, name="set-up"),
    path(f"{SET_UP}copy/", copying.pilot_copy, name="pilot-copy"),
    path(f"{SET_UP}facts/", pilot.facts_save, name="facts-save"),
    path(f"{SET_UP}phases/", pilot.phases_save, name="phases-save"),
    path(f"{SET_UP}challenges/", pilot.challenge_save, name="challenge-add"),
    path(f"{SET_UP}challenges/<int:challenge_id>/", pilot.challenge_save, name="challenge-save"),
    path(f"{SET_UP}challenges/<int:challenge_id>/delete/", pilot.row_delete, {"section": "challenges"},
         name="challenge-delete"),
    path(f"{SET_UP}services/", pilot.service_save, name="service-add"),
    path(f"{SET_UP}services/<int:service_id>/", pilot.service_save, name="service-save"),
    path(f"{SET_UP}services/<int:service_id>/delete/", pilot.row_delete, {"section": "services"},
         name="service-delete"),
    path(f"{SET_UP}impacts/", pilot.impact_save, name="impact-add"),
    path(f"{SET_UP}impacts/<int:impact_id>/", pilot.impact_save, name="impact-save"),
    path(f"{SET_UP}impacts/<int:impact_id>/delete/", pilot.row_delete, {"section": "impacts"}, name="impact-delete"),
    path(f"{SET_UP}impacts/<int:impact_id>/observations/", pilot.impact_observe, name="impact-observe"),
    path(f"{SET_UP}census/", pilot.census_save, name="census-save"),
    path(f"{SET_UP}publication/", pilot.publication, name="publication"),
]
