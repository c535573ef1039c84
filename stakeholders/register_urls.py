"""Addresses of the register itself: entries, groups, fields, relationships."""

from django.urls import path

from stakeholders.views import (
    erasure,
    register,
    register_detail,
    register_relationships,
    register_settings,
    register_standing,
    retention,
)

PROGRAMME = "programmes/<slug:programme_slug>/stakeholders/"
ENTRY = "stakeholders/<int:stakeholder_id>/"
IN_PILOT = f"{ENTRY}pilots/<slug:pilot_slug>/"
TIE = f"{ENTRY}relationships/<int:relationship_id>/"
register_patterns = [
    path(PROGRAMME, register.stakeholder_list, name="stakeholder-list"),
    path(f"{PROGRAMME}add/", register.stakeholder_add, name="stakeholder-add"),
    path(f"{PROGRAMME}join/", register.stakeholders_join, name="stakeholders-join"),
    path(f"{PROGRAMME}network/", register_relationships.network, name="network"),
    path(f"{PROGRAMME}groups/", register_settings.group_list, name="group-list"),
    path(f"{PROGRAMME}groups/<int:group_id>/", register_settings.group_switch, name="group-switch"),
    path(f"{PROGRAMME}fields/", register_settings.custom_field_list, name="custom-field-list"),
    path(f"{PROGRAMME}fields/<int:custom_field_id>/", register_settings.custom_field_change,
         name="custom-field-change"),
    path(f"{PROGRAMME}retention/", retention.retention_list, name="retention-list"),
    path(ENTRY, register_detail.stakeholder_detail, name="stakeholder-detail"),
    path(f"{ENTRY}edit/", register.stakeholder_edit, name="stakeholder-edit"),
    path(f"{ENTRY}erase/", erasure.stakeholder_erase, name="stakeholder-erase"),
    path(f"{ENTRY}erased/<int:receipt_id>/", erasure.stakeholder_erased, name="stakeholder-erased"),
    path(IN_PILOT, register_standing.stakeholder_standing, name="stakeholder-standing"),
    path(f"{IN_PILOT}leave/", register_standing.stakeholder_leave, name="stakeholder-leave"),
    path(f"{ENTRY}relationships/add/", register_relationships.relationship_add, name="relationship-add"),
    path(TIE, register_relationships.relationship_end, name="relationship-end"),
    path(f"{TIE}remove/", register_relationships.relationship_remove, name="relationship-remove"),
]
