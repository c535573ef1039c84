"""Addresses of questionnaires as XLSForm workbooks, out and in; included in the surveys' own."""

from django.urls import path

from surveys import views_form_imports, views_forms

urlpatterns = [
    path("questionnaires/<int:questionnaire_id>/versions/<int:version_number>/xlsform.xlsx",
         views_forms.version_workbook, name="version-xlsform"),
    path("questionnaires/<int:questionnaire_id>/draft/xlsform.xlsx", views_forms.draft_workbook, name="draft-xlsform"),
    path("programmes/<slug:programme_slug>/questionnaire-imports/", views_form_imports.form_import_list,
         name="form-imports"),
    path("questionnaire-imports/<int:form_import_id>/", views_form_imports.form_import, name="form-import"),
    path("questionnaire-imports/<int:form_import_id>/take-in/", views_form_imports.form_import_take_in,
         name="form-import-take-in"),
    path("questionnaire-imports/<int:form_import_id>/discard/", views_form_imports.form_import_discard,
         name="form-import-discard"),
]
