"""Addresses of the register."""

from django.urls import path

from stakeholders import views

app_name = "stakeholders"
urlpatterns = [
    path("programmes/<slug:programme_slug>/stakeholders/", views.stakeholder_list, name="stakeholder-list"),
    path("programmes/<slug:programme_slug>/stakeholders/add/", views.stakeholder_add, name="stakeholder-add"),
    path("stakeholders/<int:stakeholder_id>/", views.stakeholder_detail, name="stakeholder-detail"),
    path("stakeholders/<int:stakeholder_id>/edit/", views.stakeholder_edit, name="stakeholder-edit"),
    path("stakeholders/<int:stakeholder_id>/pilots/<slug:pilot_slug>/", views.stakeholder_standing,
         name="stakeholder-standing"),
]
