"""Addresses of questionnaires as XLSForm workbooks, out and in; included in the surveys' own."""

from django.urls import path

from surveys import views_forms

urlpatterns = [
    path("questionnaires/<int:questionnaire_id>/versions/<int:version_number>/xlsform.xlsx",
         views_forms.version_workbook, name="version-xlsform"),
    path("questionnaires/<int:questionnaire_id>/draft/xlsform.xlsx", views_forms.draft_workbook, name="draft-xlsform"),
]
