"""Addresses of influence, contact and the timeline of a stakeholder."""

from django.urls import path

from engagement.views import contact_matrix, contact_timeline

contact_patterns = [
    path("pilots/<slug:pilot_slug>/influence/", contact_matrix.contact_matrix, name="contact-matrix"),
    path("pilots/<slug:pilot_slug>/influence/move/", contact_matrix.contact_move, name="contact-move"),
    path("stakeholders/<int:stakeholder_id>/timeline/", contact_timeline.stakeholder_timeline,
         name="stakeholder-timeline"),
]
