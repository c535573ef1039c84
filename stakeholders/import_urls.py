"""Addresses of imports, duplicates and merges."""

from django.urls import path

from stakeholders.views import duplicates, imports, merges

IMPORT = "register-imports/<int:import_id>/"
PROGRAMME = "programmes/<slug:programme_slug>/"
import_patterns = [
    path(f"{PROGRAMME}register-imports/", imports.import_list, name="import-list"),
    path(IMPORT, imports.import_detail, name="import-detail"),
    path(f"{IMPORT}columns/", imports.import_columns, name="import-columns"),
    path(f"{IMPORT}decide/", imports.import_decide, name="import-decide"),
    path(f"{IMPORT}apply/", imports.import_apply, name="import-apply"),
    path(f"{IMPORT}undo/", imports.import_undo, name="import-undo"),
    path(f"{IMPORT}discard/", imports.import_discard, name="import-discard"),
    path(f"{PROGRAMME}duplicates/", duplicates.duplicate_list, name="duplicate-list"),
    path(f"{PROGRAMME}duplicates/alike/", duplicates.duplicate_alike, name="duplicate-alike"),
    path("stakeholders/<int:stakeholder_id>/same-as/<int:other_id>/", merges.merge_pair, name="merge-pair"),
    path("stakeholders/<int:stakeholder_id>/same-as/<int:other_id>/not/", duplicates.duplicate_not,
         name="duplicate-not"),
    path("merges/<int:merge_id>/undo/", merges.merge_undo, name="merge-undo"),
    path(f"{PROGRAMME}merges/", merges.merge_list, name="merge-list"),
]
