"""Addresses of the register."""

from django.urls import path

from stakeholders.views import register

app_name = "stakeholders"
urlpatterns = [
    path("programmes/<slug:programme_slug>/stakeholders/", register.stakeholder_list, name="stakeholder-list"),
    path("programmes/<slug:programme_slug>/stakeholders/add/", register.stakeholder_add, name="stakeholder-add"),
    path("stakeholders/<int:stakeholder_id>/", register.stakeholder_detail, name="stakeholder-detail"),
    path("stakeholders/<int:stakeholder_id>/edit/", register.stakeholder_edit, name="stakeholder-edit"),
    path("stakeholders/<int:stakeholder_id>/pilots/<slug:pilot_slug>/", register.stakeholder_standing,
         name="stakeholder-standing"),
]
